// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Presentation states in the real window: a view written as a state and shown again, states of somebody else
// offered and applied, brought back with the session. Pixels are compared with DCMTK's own rendering of a state.
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <cmath>

#include "core/image/window_level.h"
#include "dicom/write/presentation_writer.h"
#include "tests/ui/ct_files.h"
#include "tests/ui/object_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/viewer/presentation_view.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/study_objects.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::kCtClass;
using hilum::tests::run;
using hilum::tests::WindowFixture;

namespace {

dicom::PresentationState someonesState() {
    using Kind = dicom::GraphicShape::Kind;
    const auto pixel = dicom::AnnotationUnits::Pixel, display = dicom::AnnotationUnits::Display;
    dicom::PresentationState state;
    state.description = "Ball, second look";
    state.creator = "Reader^One";
    state.date = "2026-02-03";
    state.time = "101500";
    state.references = {{"1.2.3.1.1", {{kCtClass, "1.2.3.1.1.11", {}}}}};
    state.slope = 1;
    state.intercept = -1024;
    state.windows = {{{}, {100, 700, image::VoiFunction::Linear, "Reader's", nullptr}}};
    dicom::DisplayedArea area;
    area.left = 11;
    area.top = 5;
    area.right = 58;
    area.bottom = 52;
    state.areas = {area};
    state.quarterTurns = 1;
    dicom::PresentationShutter shutter;
    shutter.circleCentre = dicom::PresentationPoint{34.5, 28.5};
    shutter.circleRadius = 20;
    state.shutter = shutter;
    state.layers = {{"FINDINGS", 1, "", std::array<std::uint8_t, 3>{0, 220, 120}}};
    state.annotations = {
        {"FINDINGS",
         {},
         {{Kind::Circle, pixel, {{37, 29.5}, {53, 29.5}}, false},
          {Kind::Interpolated, pixel, {{22, 40}, {26, 46}, {32, 44}, {36, 49}}, false},
          {Kind::Ellipse, display, {{0.1, 0.2}, {0.3, 0.2}, {0.2, 0.15}, {0.2, 0.25}}, true},
          {Kind::Point, pixel, {{20.5, 20.5}}, false}},
         {{"Ball of 300 HU",
           dicom::GraphicText::Box{{0.55, 0.04}, {0.95, 0.1}, display, dicom::GraphicText::Align::Right},
           dicom::GraphicText::Anchor{{37, 29.5}, pixel, true}}}}};
    return state;
}

QString points(const dicom::GraphicAnnotation& annotation) {
    QStringList words;
    for (const auto& shape : annotation.shapes)
        for (const auto& p : shape.points) words << QString::number(p.x, 'g', 12) << QString::number(p.y, 'g', 12);
    return words.join(QLatin1Char(' '));
}

}  // namespace

class TestWindowPresentation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void viewIsWrittenAndShownAgain();
    void someonesStateIsOfferedAndApplied();
    void sessionBringsItBack();
    void pixelsEqualDcmtk_data();
    void pixelsEqualDcmtk();
    void otherRescale();
    void refusesReformats();

private:
    MainWindow& open(const QStringList& paths, bool restore = false) {
        auto& window = m_fixture->show(nullptr, true, restore ? QStringList() : paths, restore);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000); }();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning() && window.objects().isLoaded(), 20000); }();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(window.runner().runningCount(), 0, 20000); }();
        return window;
    }
    MainWindow& window() { return m_fixture->window(); }
    ViewportGrid& grid() { return *window().parts().grid; }
    ViewportWidget& viewport() { return grid().active(); }
    QString note() { return window().parts().note->toolTip(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        viewport().setFocus();
        QTest::keyClick(&viewport(), static_cast<Qt::Key>(key), modifiers);
    }
    QPoint on(double x, double y) { return viewport().imageToWidget().map(QPointF(x, y)).toPoint(); }
    void drag(QPoint from, QPoint to) {
        QTest::mousePress(&viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&viewport(), (from + to) / 2);
        QTest::mouseMove(&viewport(), to);
        QTest::mouseRelease(&viewport(), Qt::LeftButton, {}, to);
    }
    QString ctFolder() {
        const QString folder = m_fixture->folder(QStringLiteral("ct"));
        tests::writeSeries(folder, {});
        return folder;
    }
    static dicom::Locator slice(const QString& folder, int n) {
        return {toUtf8(QStringLiteral("%1/1.2.3.1.1-%2.dcm").arg(folder).arg(n, 3, 10, QLatin1Char('0'))), {}};
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowPresentation::viewIsWrittenAndShownAgain() {
    const QString folder = ctFolder(), path = folder + QStringLiteral("/state.dcm");
    open({folder});
    viewport().setIndex(10);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 10, 10000);
    drag(viewport().rect().center(), viewport().rect().center() + QPoint(50, 20));  // window
    press(Qt::Key_I);
    press(Qt::Key_Period);
    press(Qt::Key_V);
    for (int i = 0; i < 3; ++i) press(Qt::Key_Plus);
    press(Qt::Key_D);
    drag(on(20, 30), on(40, 34));
    press(Qt::Key_Q);
    drag(on(32, 25), on(44, 33));
    const ViewState before = viewport().viewState();
    const QTransform map = viewport().imageToWidget();
    const auto measured = window().notes().of(*viewport().noteKey()).measurements;
    QCOMPARE(measured.size(), std::size_t{2});
    PickFile::queueAnswer({path});
    press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(note().startsWith(QStringLiteral("Exported to")), 20000);
    const QByteArray checked = run(QStringLiteral("dcmpschk"), {path});
    QVERIFY2(checked.contains("Test passed") && checked.endsWith("exit 0"), checked);

    m_fixture->closeWindow();
    open({folder});
    QCOMPARE(window().objects().offered().size(), std::size_t{1});
    QVERIFY2(note().contains(QStringLiteral("Y shows it")), qPrintable(note()));
    QCOMPARE(viewport().index(), 0);
    press(Qt::Key_Y);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().presentation() != nullptr, 10000);
    QCOMPARE(viewport().shownIndex(), 10);  // the image that the state refers to
    const ViewState after = viewport().viewState();
    QVERIFY(std::abs(after.window.centre - before.window.centre) < 1e-6);
    QVERIFY(std::abs(after.window.width - before.window.width) < 1e-6);
    QVERIFY(after.window.function == before.window.function);
    QCOMPARE(after.inverted, before.inverted);
    // Every image point comes to the same place on screen, to the whole pixel that the area is rounded to.
    const double tolerance = 1.5 * map.mapRect(QRectF(0, 0, 1, 1)).width();
    for (const QPointF p : {QPointF(0, 0), QPointF(64, 0), QPointF(0, 64), QPointF(37, 29.5)}) {
        const QPointF moved = viewport().imageToWidget().map(p) - map.map(p);
        QVERIFY2(std::hypot(moved.x(), moved.y()) <= tolerance, qPrintable(QString::number(moved.x())));
    }
    // The drawings are the measurements themselves; the values stand beside them as text.
    const auto drawn = after.presentation->annotationsFor("1.2.3.1.1.11", 0);
    QCOMPARE(drawn.size(), std::size_t{2});
    QVERIFY(sameDrawing(*drawn[0], measured[0]) && sameDrawing(*drawn[1], measured[1]));
    QVERIFY(drawn[0]->texts[0].text.find("mm") != std::string::npos);
    QVERIFY(drawn[1]->texts[0].text.find("HU") != std::string::npos);
    QVERIFY(m_fixture->shoot(QStringLiteral("presentation-own")));
    // Written once more from what is shown, the state is the same.
    PickFile::queueAnswer({folder + QStringLiteral("/again.dcm")});
    press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(note().contains(QStringLiteral("again.dcm")), 20000);
    const auto first = dicom::readPresentation({toUtf8(path), {}});
    const auto second = dicom::readPresentation({toUtf8(folder + QStringLiteral("/again.dcm")), {}});
    QVERIFY(first.ok() && second.ok());
    QVERIFY(first->references == second->references && first->layers == second->layers);
    QCOMPARE(first->annotations.size(), second->annotations.size());
    for (std::size_t i = 0; i < 2; ++i)
        QVERIFY2(first->annotations[i].shapes == second->annotations[i].shapes,
                 qPrintable(points(first->annotations[i]) + QStringLiteral(" / ") + points(second->annotations[i])));
    QCOMPARE(second->quarterTurns, first->quarterTurns);
    QCOMPARE(second->flip, first->flip);
    QCOMPARE(second->inverse, first->inverse);
    QVERIFY(second->areas[0].left == first->areas[0].left && second->areas[0].right == first->areas[0].right);
    QVERIFY(second->areas[0].top == first->areas[0].top && second->areas[0].bottom == first->areas[0].bottom);
    QCOMPARE(second->windows[0].window.centre, first->windows[0].window.centre);
    // It can be undone like any step.
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(viewport().presentation() == nullptr);
    QVERIFY(!viewport().isInverted() && viewport().view().quarterTurns == 0);
    press(Qt::Key_Y, Qt::ControlModifier);
    QVERIFY(viewport().presentation() != nullptr && viewport().isInverted());
    press(Qt::Key_R);
    QVERIFY(viewport().presentation() == nullptr);
}

void TestWindowPresentation::someonesStateIsOfferedAndApplied() {
    const QString folder = ctFolder();
    const auto written = dicom::writePresentation(someonesState(), slice(folder, 11), toUtf8(folder + "/pr.dcm"));
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().message.c_str());
    open({folder});
    auto* menu = window().findChild<QMenu*>(QStringLiteral("presentationMenu"));
    QVERIFY(menu != nullptr);
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().first()->text(), QStringLiteral("Ball, second look, Reader, One, 2026-02-03 10:15"));
    menu->actions().first()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(viewport().presentation() != nullptr, 10000);
    QCOMPARE(viewport().shownIndex(), 10);
    QCOMPARE(viewport().window().width, 700.0);
    QCOMPARE(viewport().view().quarterTurns, 1);
    QCOMPARE(viewport().view().area, QRectF(10, 4, 48, 48));
    // The area fills the viewport: its longer side on screen is the viewport's height.
    const QRectF shown = viewport().imageToWidget().mapRect(QRectF(10, 4, 48, 48));
    QVERIFY(std::abs(shown.height() - viewport().height()) < 1e-6);
    QVERIFY(std::abs(shown.center().x() - viewport().width() / 2.0) < 1e-6);
    QVERIFY(viewport().cornerLines().join(QLatin1Char(' ')).contains(QStringLiteral("Ball, second look")));
    QVERIFY(m_fixture->shoot(QStringLiteral("presentation")));
    // The circle's line is green where it passes, the shutter is black outside its circle.
    const QImage picture = viewport().grab().toImage();
    const auto colourAt = [&](double x, double y) { return picture.pixelColor(on(x, y)); };
    bool green = false;
    for (int dx = -3; dx <= 3; ++dx)
        for (int dy = -3; dy <= 3; ++dy) {
            const QColor c = picture.pixelColor(on(37, 45.5) + QPoint(dx, dy));
            green = green || (c.green() > 180 && c.red() < 60);
        }
    QVERIFY(green);
    QCOMPARE(colourAt(30, 6.5), QColor(0, 0, 0));
    QVERIFY(colourAt(34.5, 12.5) != QColor(0, 0, 0));
    // Space hides what is drawn, not the shutter.
    press(Qt::Key_Space);
    const QImage bare = viewport().grab().toImage();
    const QColor there = bare.pixelColor(on(37, 45.5));
    QVERIFY(there.red() == there.green());
    QCOMPARE(bare.pixelColor(on(30, 6.5)), QColor(0, 0, 0));
    press(Qt::Key_Space);
    // Another window is the reader's own choice; ` goes back to the state's.
    press(Qt::Key_3);
    QVERIFY(viewport().window().width != 700.0);
    press(Qt::Key_QuoteLeft);
    QCOMPARE(viewport().window().width, 700.0);
    // Another image of the series is not touched by it.
    press(Qt::Key_Down);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 11, 10000);
    QCOMPARE(viewport().window().width, 400.0);
    press(Qt::Key_Y);
    QVERIFY(viewport().presentation() == nullptr);  // round: the plain view
    QVERIFY(viewport().view().area.isEmpty());
}

void TestWindowPresentation::sessionBringsItBack() {
    const QString folder = ctFolder();
    QVERIFY(dicom::writePresentation(someonesState(), slice(folder, 11), toUtf8(folder + "/pr.dcm")).ok());
    open({folder});
    press(Qt::Key_Y);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().presentation() != nullptr, 10000);
    window().close();
    m_fixture->closeWindow();
    open({}, true);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().presentation() != nullptr, 20000);
    QCOMPARE(viewport().index(), 10);
    QCOMPARE(viewport().view().area, QRectF(10, 4, 48, 48));
    QTRY_COMPARE_WITH_TIMEOUT(viewport().window().width, 700.0, 10000);
    QCOMPARE(viewport().view().quarterTurns, 1);
}

void TestWindowPresentation::pixelsEqualDcmtk_data() {
    QTest::addColumn<int>("turns");
    QTest::addColumn<bool>("flip");
    QTest::addColumn<bool>("inverse");
    QTest::addColumn<double>("width");
    QTest::newRow("plain") << 0 << false << false << 400.0;
    QTest::newRow("inverse") << 0 << false << true << 400.0;
    QTest::newRow("turned right") << 1 << false << false << 1500.0;
    QTest::newRow("turned left, flipped, inverse") << 3 << true << true << 2500.0;
    QTest::newRow("half turn") << 2 << false << false << 80.0;
    QTest::newRow("flipped") << 0 << true << false << 900.0;
}

// dcmp2pgm renders the whole image through the state: modality, VOI, presentation, turn and flip.
void TestWindowPresentation::pixelsEqualDcmtk() {
    QFETCH(int, turns);
    QFETCH(bool, flip);
    QFETCH(bool, inverse);
    QFETCH(double, width);
    const QString folder = ctFolder();
    dicom::PresentationState state = someonesState();
    state.annotations.clear();
    state.layers.clear();
    state.shutter.reset();
    state.areas[0] = {};
    state.areas[0].right = state.areas[0].bottom = 64;
    state.windows[0].window.width = width;
    state.windows[0].window.centre = 60;
    state.quarterTurns = turns;
    state.flip = flip;
    state.inverse = inverse;
    const dicom::Locator source = slice(folder, 11);
    const QString path = folder + QStringLiteral("/pr.dcm"), pgm = folder + QStringLiteral("/dcmtk.pgm");
    QVERIFY(dicom::writePresentation(state, source, toUtf8(path)).ok());
    const QByteArray said =
        run(QStringLiteral("dcmp2pgm"), {QStringLiteral("-p"), path, fromUtf8(source.path.string()), pgm});
    QVERIFY2(said.endsWith("exit 0"), said);
    const QImage theirs = QImage(pgm).convertToFormat(QImage::Format_Grayscale8);
    const auto read = dicom::readPresentation({toUtf8(path), {}});
    const auto image = dicom::readFrame(source);
    QVERIFY(read.ok() && image.ok());
    const QImage ours =
        presentedPicture(*read, {"1.2.3.1.1.11", 0, *image}, false).convertToFormat(QImage::Format_Grayscale8);
    QCOMPARE(ours.size(), theirs.size());
    int most = 0;
    for (int y = 0; y < ours.height(); ++y)
        for (int x = 0; x < ours.width(); ++x)
            most = std::max(most, std::abs(qGray(ours.pixel(x, y)) - qGray(theirs.pixel(x, y))));
    QVERIFY2(most <= 1, qPrintable(QString::number(most)));
}

// A state that rescales stored values another way means the same grey values by its own numbers.
void TestWindowPresentation::otherRescale() {
    const QString folder = ctFolder();
    const auto image = dicom::readFrame(slice(folder, 11));
    QVERIFY(image.ok());
    dicom::PresentationState ours = someonesState();
    ours.windows[0].window = {100, 700, image::VoiFunction::Linear, "", nullptr};
    dicom::PresentationState theirs = ours;
    theirs.slope = 2;
    theirs.intercept = 0;  // 2 x stored = 2 x (HU + 1024)
    theirs.windows[0].window = {2 * (99.5 + 1024), 2 * 699, image::VoiFunction::LinearExact, "", nullptr};
    const auto a = presentedWindow(ours, "1.2.3.1.1.11", 0, *image);
    const auto b = presentedWindow(theirs, "1.2.3.1.1.11", 0, *image);
    QVERIFY(a && b);
    const auto one = image::render(*image, *a), two = image::render(*image, *b);
    QVERIFY(*one.pixels == *two.pixels);
}

void TestWindowPresentation::refusesReformats() {
    open({ctFolder()});
    press(Qt::Key_F4);
    QTRY_COMPARE_WITH_TIMEOUT(grid().visibleCount(), 4, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    window().objects().exportView(m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/no.dcm"));
    QVERIFY2(note().contains(QStringLiteral("reformatted plane")), qPrintable(note()));
    QVERIFY(window().objects().offered().empty());
}

QTEST_MAIN(TestWindowPresentation)
#include "tst_window_presentation.moc"
