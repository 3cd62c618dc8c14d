// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The viewport without a window around it: transforms, orientation letters, corner texts, scale bar,
// colours, saliency picture, error words, presets, and what is painted where.
#include <QFile>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include "core/image/window_level.h"
#include "ui/common/error_text.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/models/presets.h"
#include "ui/search/case_tile.h"
#include "ui/search/chip_bar.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/orientation.h"
#include "ui/viewer/viewport_widget.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

// 12-bit ramp: value = 16 x column, so that every place has a known grey.
image::Image ramp(int width, int height) {
    image::Image image;
    image.width = width;
    image.height = height;
    image.type = image::PixelType::UInt16;
    auto bytes = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(width * height) * 2);
    auto* values = reinterpret_cast<std::uint16_t*>(bytes->data());
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) values[y * width + x] = static_cast<std::uint16_t>(16 * x);
    image.pixels = bytes;
    image.windows = {{2048, 4096, image::VoiFunction::Linear, "Test"}};
    return image;
}

StackPtr stackOf(int frames) {
    dicom::Instance instance;
    instance.locator.path = "/test/ramp";
    instance.isDicom = true;
    instance.patientName = "Doe^Jane";
    instance.patientId = "4711";
    instance.institution = "General";
    instance.studyUid = "1.2";
    instance.seriesUid = "1.2.3";
    instance.sopUid = "1.2.3.4";
    instance.modality = "CR";
    instance.frames = frames;
    instance.rows = instance.columns = 256;
    auto snapshot = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies({instance}));
    return makeStack(snapshot, snapshot->studies.front(), snapshot->studies.front().series.front());
}

}  // namespace

class TestViewer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { theme::apply(*qApp, theme::Mode::Dark); }
    void transformsMapAndTurn();
    void zoomKeepsThePointUnderTheCursor();
    void lettersFollowTurnsAndFlips();
    void cornersSayWhatTheyShould();
    void scaleBarIsRound();
    void theBandNeverCutsItsWords();
    void narrowViewportsSayWhoItIs();
    void tileCaptionsAreNeverWiderThanTheTile();
    void textsHaveContrast();
    void everyErrorHasWords();
    void iconsAreThere();
    void presetsAreReadAndBrokenOnesRefused();
    void negatedChipsKeepTheirNo();
    void halvesKeepTheMean();
    void saliencyPictureHasThePeak();
    void paintsThePixelsOfTheWindow();
    void scrollingShowsTheNewestThere();
};

void TestViewer::transformsMapAndTurn() {
    const auto image = ramp(200, 100);
    ViewTransform view;
    const QTransform fit = view.imageToWidget(image, QSizeF(400, 400), 1.0);
    QCOMPARE(fit.map(QPointF(100, 50)), QPointF(200, 200));
    QCOMPARE(fit.map(QPointF(0, 50)), QPointF(0, 200));
    view.turn(1);
    QCOMPARE(view.imageToWidget(image, QSizeF(400, 400), 1.0).map(QPointF(0, 50)), QPointF(200, 0));
    view = {};
    view.flipHorizontal = true;
    view.turn(1);  // clockwise on screen, also when flipped
    QCOMPARE(view.imageToWidget(image, QSizeF(400, 400), 1.0).map(QPointF(200, 50)).y() < 200, true);
    view = {};
    view.fit = false;
    QCOMPARE(view.imageToWidget(image, QSizeF(400, 400), 2.0).map(QPointF(102, 50)),
             QPointF(201, 200));  // 1:1 in device pixels
    auto tall = image;
    tall.spacing = {0.5, 1.0, image::SpacingKind::Calibrated};
    QCOMPARE(ViewTransform::rowStretch(tall), 2.0);
}

void TestViewer::zoomKeepsThePointUnderTheCursor() {
    const auto image = ramp(200, 100);
    ViewTransform view;
    const QSizeF size(400, 300);
    const QPointF cursor(310, 90);
    const QPointF before = view.imageToWidget(image, size, 1.0).inverted().map(cursor);
    view.zoomAt(1.7, cursor, image, size, 1.0);
    const QPointF after = view.imageToWidget(image, size, 1.0).inverted().map(cursor);
    QVERIFY(std::abs(before.x() - after.x()) < 1e-6 && std::abs(before.y() - after.y()) < 1e-6);
}

void TestViewer::lettersFollowTurnsAndFlips() {
    image::Plane axial;
    axial.rowDirection = {1, 0, 0};
    axial.columnDirection = {0, 1, 0};
    ViewTransform view;
    auto letters = edgeLetters(axial, {}, view);
    QCOMPARE(letters.left + letters.top + letters.right + letters.bottom, QStringLiteral("RALP"));
    view.turn(1);
    letters = edgeLetters(axial, {}, view);
    QCOMPARE(letters.left + letters.top + letters.right + letters.bottom, QStringLiteral("PRAL"));
    view = {};
    view.flipHorizontal = true;
    letters = edgeLetters(axial, {}, view);
    QCOMPARE(letters.left + letters.right, QStringLiteral("LR"));
    letters = edgeLetters(std::nullopt, {"L", "F"}, ViewTransform{});
    QCOMPARE(letters.left + letters.top + letters.right + letters.bottom, QStringLiteral("RHLF"));
    letters = edgeLetters(std::nullopt, {}, ViewTransform{});
    QVERIFY(letters.left.isEmpty() && letters.bottom.isEmpty());
    QCOMPARE(directionLetters({0.7, -0.7, 0.1}).size(), 2);
    QCOMPARE(oppositeLetters(QStringLiteral("LPH")), QStringLiteral("RAF"));
}

void TestViewer::cornersSayWhatTheyShould() {
    const auto stack = stackOf(3);
    auto image = ramp(64, 64);
    image.unit = "HU";
    image.intercept = -1000;
    CornerInput input;
    input.stack = stack.get();
    input.instance = stack->frames.front().instance;
    input.image = &image;
    input.index = 1;
    input.shownIndex = 1;
    input.window = {-600, 1500, image::VoiFunction::Linear, "Lung"};
    input.cursor = QPoint(10, 5);
    auto texts = cornerTexts(input);
    QCOMPARE(texts.topLeft.first(), QStringLiteral("Doe, Jane"));
    const QString bottom = texts.bottomLeft.join(QLatin1Char('|'));
    for (const char* part : {"Im 2/3", "W 1500", "L -600", "Lung", "-840 HU"})
        QVERIFY2(bottom.contains(QLatin1String(part)), qPrintable(bottom));
    input.hideIdentity = true;
    texts = cornerTexts(input);
    const QString all = (texts.topLeft + texts.topRight).join(QLatin1Char('|'));
    for (const char* secret : {"Doe", "4711", "General"}) QVERIFY2(!all.contains(QLatin1String(secret)), secret);
    QCOMPARE(valueText(image, QPoint(64, 0)), QString());
    QCOMPARE(personName("Meyer"), QStringLiteral("Meyer"));
}

void TestViewer::scaleBarIsRound() {
    QCOMPARE(scaleBarMm(2.0, 210.0), 100.0);
    QCOMPARE(scaleBarMm(100.0, 210.0), 2.0);
    QCOMPARE(scaleBarMm(0.0, 210.0), 0.0);
}

// What must not be overlooked: the caption gives way first, then the size of the letters, then the one line.
void TestViewer::theBandNeverCutsItsWords() {
    const QString words = QStringLiteral("past case, not this patient");
    const QString caption = QStringLiteral("54 y F CR 2021-09-17");
    for (const double scale : {1.0, 1.5}) {
        theme::setTextScale(*qApp, scale);
        const Band wide = fitBand(words, caption, 900);
        QVERIFY(wide.text.endsWith(caption));
        for (int width = 900; width >= 100; width -= 10) {
            const Band band = fitBand(words, caption, width);
            QVERIFY(band.text.startsWith(words));
            const QRect need =
                QFontMetrics(band.font).boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, band.text);
            QVERIFY2(need.width() <= width && need.height() <= band.height, qPrintable(QString::number(width)));
        }
        QVERIFY(fitBand(words, caption, 110).height > wide.height);
    }
    theme::setTextScale(*qApp, 1.0);
}

void TestViewer::narrowViewportsSayWhoItIs() {
    TaskRunner runner;
    FrameStore store(runner);
    store.setReader([](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> {
        auto image = ramp(64, 64);
        image.windows = {{100'000, 10, image::VoiFunction::Linear, "All black"}};
        return image;
    });
    ViewportWidget viewport(store, 0);
    viewport.resize(160, 160);
    viewport.setStack(stackOf(1));
    QTRY_VERIFY(viewport.shownFrame() != nullptr);
    const auto bright = [&] {
        const QImage picture = viewport.grab().toImage();
        int count = 0;
        for (int y = 8; y < 44; ++y)
            for (int x = 8; x < 60; ++x) count += qRed(picture.pixel(x, y)) > 200 ? 1 : 0;
        return count;
    };
    QVERIFY(bright() > 40);
    viewport.setTextVisible(false);
    QCOMPARE(bright(), 0);
}

void TestViewer::tileCaptionsAreNeverWiderThanTheTile() {
    const QFont font = theme::font(theme::kSmallPx + 6);
    const QFontMetricsF metrics(font);
    const QStringList lines = captionLines(QStringLiteral("Unremarkable chest radiograph of an adult."), font, 70, 3);
    QCOMPARE(lines.size(), 3);
    for (const auto& line : lines) QVERIFY2(metrics.horizontalAdvance(line) <= 70, qPrintable(line));
    QVERIFY(lines.first().endsWith(QChar(0x2026)));
    QCOMPARE(captionLines(QStringLiteral("Two words"), font, 700, 3), QStringList{QStringLiteral("Two words")});
}

void TestViewer::textsHaveContrast() {
    for (const auto mode : {theme::Mode::Dark, theme::Mode::Light}) {
        theme::apply(*qApp, mode);
        const auto& t = theme::tokens();
        for (const auto& back : {t.background, t.panel, t.raised}) {
            QVERIFY(theme::contrast(t.text, back) >= 4.5);
            QVERIFY2(theme::contrast(t.secondary, back) >= 4.5, qPrintable(back.name()));
        }
        QVERIFY(theme::contrast(t.text, theme::tinted(t.panel)) >= 4.5);
        QVERIFY(theme::contrast(t.warning, t.panel) >= 3.0);
        QVERIFY(theme::contrast(t.accent, t.panel) >= 3.0);
        QLineEdit field;
        field.ensurePolished();
        const QColor hint = field.palette().color(QPalette::PlaceholderText);
        QCOMPARE(hint.alpha(), 255);
        QVERIFY2(theme::contrast(hint, t.background) >= 4.5, qPrintable(hint.name()));
    }
    theme::apply(*qApp, theme::Mode::Dark);
}

void TestViewer::everyErrorHasWords() {
    QSet<QString> titles;
    for (int code = 0; code <= static_cast<int>(base::ErrorCode::Internal); ++code) {
        const auto text =
            errorText(base::makeError(static_cast<base::ErrorCode>(code), "What, why, what to do.", "for the log"));
        QVERIFY(!text.title.isEmpty());
        QCOMPARE(text.explanation, QStringLiteral("What, why, what to do."));
        QVERIFY(text.details.contains(QStringLiteral("for the log")));
        titles.insert(text.title);
    }
    QCOMPARE(titles.size(), static_cast<int>(base::ErrorCode::Internal) + 1);
    const auto full =
        errorText(base::makeError(base::ErrorCode::Io, "The draft was not saved.", "No space left on device"));
    QCOMPARE(full.title, QStringLiteral("The disk is full"));
}

void TestViewer::iconsAreThere() {
    for (const char* name :
         {"window-level", "search", "chevron-down", "image-refused", "saliency", "warning", "demonstration"}) {
        const QImage picture = iconPixmap(QLatin1String(name), QColor(Qt::white), 20, 1.0).toImage();
        int painted = 0;
        for (int y = 0; y < 20; ++y)
            for (int x = 0; x < 20; ++x) painted += qAlpha(picture.pixel(x, y)) > 128 ? 1 : 0;
        QVERIFY2(painted > 10, name);
    }
}

void TestViewer::presetsAreReadAndBrokenOnesRefused() {
    const auto shipped = readPresets(HILUM_SOURCE_DIR "/resources/presets.json");
    QVERIFY(shipped.ok());
    QVERIFY(shipped->size() >= 9);
    QCOMPARE(shipped->front().width, 1500.0);
    QCOMPARE(shipped->front().centre, -600.0);
    QTemporaryDir folder;
    const struct {
        const char* text;
        bool ok;
        std::size_t count;
    } rows[] = {{"", false, 0},
                {"{", false, 0},
                {"{\"MR\":[]}", false, 0},
                {"{\"CT\":[]}", true, 0},
                {"{\"CT\":[{\"width\":0,\"centre\":1},{\"width\":\"x\"},7,{\"width\":80,\"centre\":40}]}", true, 1}};
    for (const auto& row : rows) {
        QFile file(folder.filePath(QStringLiteral("p.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(row.text);
        file.close();
        const auto result = readPresets(toUtf8(file.fileName()));
        QCOMPARE(result.ok(), row.ok);
        if (row.ok) QCOMPARE(result->size(), row.count);
    }
    QVERIFY(!readPresets(toUtf8(folder.filePath(QStringLiteral("absent.json")))).ok());
}

void TestViewer::negatedChipsKeepTheirNo() {
    QCOMPARE(typedFor({"negated", "pneumothorax"}), QStringLiteral("no pneumothorax"));
    QCOMPARE(typedFor({"negated", "no pneumothorax"}), QStringLiteral("no pneumothorax"));
    QCOMPARE(typedFor({"finding", "cardiomegaly"}), QStringLiteral("cardiomegaly"));
}

void TestViewer::halvesKeepTheMean() {
    const Frame frame = makeFrame(ramp(2048, 64));
    QVERIFY(!frame.halves.empty());
    QCOMPARE(frame.halves.front().width, 1024);
    QCOMPARE(frame.halves.front().stored(100, 3), std::floor((16.0 * 200 + 16.0 * 201) / 2));
    QCOMPARE(frame.defaultWindow.width, 4096.0);
    QVERIFY(makeFrame(ramp(64, 64)).halves.empty());
}

void TestViewer::saliencyPictureHasThePeak() {
    image::HeatMap map{1000, 500, std::vector<float>(500'000, 0.0F)};
    map.values[250 * 1000 + 700] = 1.0F;
    for (int y = 240; y < 260; ++y)
        for (int x = 690; x < 710; ++x) map.values[static_cast<std::size_t>(y * 1000 + x)] = 1.0F;
    const auto overlay = makeSaliencyOverlay(map, QStringLiteral("x"), {}, QPointF(700, 250));
    QCOMPARE(overlay.picture.width(), 512);
    QVERIFY(qAlpha(overlay.picture.pixel(358, 128)) > 250);
    QCOMPARE(qAlpha(overlay.picture.pixel(10, 10)), 0);
    QVERIFY(makeSaliencyOverlay({10, 10, {}}, {}, {}, {}).empty());  // a broken map is no map
}

void TestViewer::paintsThePixelsOfTheWindow() {
    TaskRunner runner;
    FrameStore store(runner);
    store.setReader(
        [](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> { return ramp(256, 256); });
    ViewportWidget viewport(store, 0);
    viewport.resize(512, 512);
    viewport.setStack(stackOf(1));
    viewport.setTextVisible(false);
    QTRY_VERIFY(viewport.shownFrame() != nullptr);
    QImage picture = viewport.grab().toImage();
    const auto expected = image::render(ramp(256, 256), {2048, 4096, image::VoiFunction::Linear, ""});
    for (const int column : {20, 128, 230})
        QVERIFY(std::abs(qRed(picture.pixel(column * 2 + 1, 200)) -
                         (*expected.pixels)[static_cast<std::size_t>(column)]) <= 2);
    viewport.setInverted(true);
    picture = viewport.grab().toImage();
    QVERIFY(qRed(picture.pixel(20, 200)) > 230);
    viewport.setInverted(false);
    viewport.setWindow({500, 100, image::VoiFunction::Linear, ""});
    picture = viewport.grab().toImage();
    QCOMPARE(qRed(picture.pixel(10, 200)), 0);
    QCOMPARE(qRed(picture.pixel(400, 200)), 255);
    viewport.setActive(true);
    QCOMPARE(viewport.grab().toImage().pixelColor(0, 100), theme::tokens().accent);
}

void TestViewer::scrollingShowsTheNewestThere() {
    TaskRunner runner;
    FrameStore store(runner);
    std::atomic<int> last{0};
    store.setReader([&](const FrameKey& key, const base::JobContext& job) -> base::Result<image::Image> {
        while (key.frame > last && !job.stopRequested()) QThread::msleep(1);
        return ramp(32, 32);
    });
    ViewportWidget viewport(store, 0);
    viewport.resize(200, 200);
    viewport.setStack(stackOf(20));
    QTRY_VERIFY(viewport.shownFrame() != nullptr);
    viewport.setIndex(6);  // is not there yet: the window keeps showing what it has and counts on
    QCOMPARE(viewport.index(), 6);
    QCOMPARE(viewport.shownIndex(), 0);
    last = 100;
    QTRY_COMPARE(viewport.shownIndex(), 6);
    viewport.setIndex(500);
    QCOMPARE(viewport.index(), 19);
    QTRY_COMPARE(viewport.shownIndex(), 19);
    QVERIFY(viewport.accessibleDescription().contains(QStringLiteral("20 of 20")));
}

QTEST_MAIN(TestViewer)
#include "tst_viewer.moc"
