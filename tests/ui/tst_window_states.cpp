// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Every state of window.md 3 that exists, in the real window, off-screen: first start, empty, refused
// files, no pack, pack loading, library empty, locked, damaged, no similar case, outside the pack, job
// failed. Each leaves a picture; each assertion looks at what a person would read.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

#include "core/library/library.h"
#include "core/library/library_writer.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_model.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/common/state_page.h"
#include "ui/common/theme.h"
#include "ui/jobs/task_strip.h"
#include "ui/report/report_panel.h"
#include "ui/search/case_gallery.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/start_page.h"
#include "ui/window/tour.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

namespace {

QString firstStudy() { return WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm"); }

void writeFile(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

}  // namespace

class TestWindowStates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void firstStartAsksOnceAndMakesTheDemonstration();
    void emptyWindowSaysWhatCanBeDropped();
    void refusedFilesStandInRed();
    void nothingToShowSaysSo();
    void withoutAPackTheImageIsStillRead();
    void loadingThePackCanBeCancelled();
    void anEmptyLibraryOffersTheDemonstration();
    void aReviewDuringIndexingLosesNothing();
    void noSimilarCase();
    void aLockedLibraryIsSaidInPlace();
    void aDamagedLibraryIsSaidInPlace();
    void imagesOutsideThePackAreMarked();
    void aFailedJobStaysUntilDismissed();
    void aDraftIsSavedExportedAndComesBack();
    void ctHasPresets();
    void aPngHasNoMillimetres();
    void theTourLeavesPicturesAndPdf();
    void theTourOfANewLibraryComparesToo();
    void smallAndLight();

private:
    MainWindow& show(WindowFixture::MakeEngine engine, const QStringList& paths = {}) {
        return m_fixture->show(engine, true, paths);
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowStates::firstStartAsksOnceAndMakesTheDemonstration() {
    auto& window = m_fixture->show(tests::fakeEngine, false);
    auto* start = window.parts().start;
    QVERIFY(start->isVisible());
    QVERIFY(!start->isAcknowledged());
    auto* button = start->findChild<QPushButton*>();
    QVERIFY(!button->isEnabled());
    QVERIFY(m_fixture->shootAll(QStringLiteral("first-start")));
    QTest::mouseClick(start->findChild<QCheckBox*>(), Qt::LeftButton, {}, QPoint(8, 8));
    QVERIFY(start->isAcknowledged());
    QVERIFY(button->isEnabled());
    QVERIFY(!window.settings().value(Key::AcknowledgedAt).toString().isEmpty());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(window.demonstration().isRunning());
    QVERIFY(m_fixture->shoot(QStringLiteral("demonstration-making")));
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 60000);
    bool indexed = false;
    connect(&window.demonstration(), &Demonstration::indexed, this, [&indexed] { indexed = true; });
    QTRY_VERIFY_WITH_TIMEOUT(!window.demonstration().isRunning(), 120000);
    QVERIFY(indexed);  // it never looked idle between writing and indexing
    QTRY_COMPARE_WITH_TIMEOUT(window.library().status().cases, std::int64_t{4}, 20000);
    QCOMPARE(window.library().state(), LibraryService::State::Ready);
}

void TestWindowStates::emptyWindowSaysWhatCanBeDropped() {
    auto& window = show(nullptr);
    QVERIFY(window.parts().start->isAcknowledged());
    QString words;
    for (const auto* label : window.parts().start->findChildren<QLabel*>())
        if (label->isVisible()) words += label->text() + QLatin1Char('\n');
    for (const char* word : {"file", "folder", "ZIP"}) QVERIFY2(words.contains(QLatin1String(word)), word);
    QVERIFY(window.parts().research->isVisible());
    QVERIFY(!window.actions()[QStringLiteral("export")]->isEnabled());
    QVERIFY(m_fixture->shootAll(QStringLiteral("empty")));
}

void TestWindowStates::refusedFilesStandInRed() {
    const QString folder = m_fixture->folder(QStringLiteral("mixed"));
    QVERIFY(QFile::copy(firstStudy(), folder + QStringLiteral("/good.dcm")));
    writeFile(folder + QStringLiteral("/empty.dcm"), {});
    QFile good(firstStudy());
    QVERIFY(good.open(QIODevice::ReadOnly));
    writeFile(folder + QStringLiteral("/cut.dcm"), good.read(200));
    auto& window = show(nullptr, {folder});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
    QTRY_VERIFY(!window.studies().scanning());
    int refused = 0;
    for (int i = 0; i < window.parts().seriesModel->rowCount(); ++i) {
        const QModelIndex index = window.parts().seriesModel->index(i);
        if (index.data(SeriesModel::KindRole).toInt() != static_cast<int>(SeriesModel::Kind::Refused)) continue;
        ++refused;
        QVERIFY(!index.data(SeriesModel::SubtitleRole).toString().isEmpty());
    }
    QVERIFY(refused >= 1);
    QTRY_VERIFY_WITH_TIMEOUT(window.runner().runningCount() == 0, 20000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("refused")));
}

void TestWindowStates::nothingToShowSaysSo() {
    const QString folder = m_fixture->folder(QStringLiteral("words"));
    writeFile(folder + QStringLiteral("/notes.txt"), "only words");
    auto& window = show(nullptr, {folder});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().fileMessage->isVisible(), 20000);
    QVERIFY(!window.parts().fileMessage->text().isEmpty());
    QVERIFY(m_fixture->shootAll(QStringLiteral("nothing-to-show")));
}

void TestWindowStates::withoutAPackTheImageIsStillRead() {
    auto& window = show(tests::missingPackEngine, {firstStudy()});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Failed, 20000);
    QVERIFY(window.parts().suggestions->page().text().contains(QStringLiteral("not installed")));
    QTRY_COMPARE(window.parts().pack->text(), QStringLiteral("no model pack"));
    bool retry = false;
    for (const auto* button : window.parts().suggestions->findChildren<QPushButton*>())
        retry = retry || (button->isVisible() && button->text() == QStringLiteral("Try again"));
    QVERIFY(retry);
    auto* cases = window.parts().cases;
    QTRY_COMPARE_WITH_TIMEOUT(cases->state(), Section::State::Failed, 20000);
    QCOMPARE(cases->page().title(), QStringLiteral("No similar cases"));
    QVERIFY(!cases->page().text().contains(QStringLiteral("suggestions")));
    QStringList offered;
    for (const auto* button : cases->findChildren<QPushButton*>())
        if (button->isVisible()) offered << button->text();
    QVERIFY2(offered.contains(QStringLiteral("Model packs...")) && !offered.contains(QStringLiteral("Try again")),
             qPrintable(offered.join(QLatin1Char(','))));
    QTRY_VERIFY_WITH_TIMEOUT(window.runner().runningCount() == 0, 20000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("no-pack")));
}

void TestWindowStates::loadingThePackCanBeCancelled() {
    auto& window = show(tests::slowEngine, {firstStudy()});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
    QTRY_COMPARE(window.parts().suggestions->state(), Section::State::Working);
    QCOMPARE(window.parts().suggestions->page().title(), QStringLiteral("Loading the model pack"));
    QVERIFY(m_fixture->shootAll(QStringLiteral("pack-loading")));
    Q_EMIT window.parts().suggestions->cancelRequested();
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Failed, 20000);
}

void TestWindowStates::anEmptyLibraryOffersTheDemonstration() {
    auto& window = show(tests::fakeEngine, {firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Empty, 60000);
    QTRY_COMPARE(window.parts().cases->page().title(), QStringLiteral("The case library is empty"));
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("library-empty")));
}

// Whoever accepts a sentence while the demonstration library is still made keeps it, and gets past cases afterwards.
void TestWindowStates::aReviewDuringIndexingLosesNothing() {
    auto& window = show(tests::fakeEngine, {firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Empty, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    window.parts().suggestionPanel->acceptSelected();
    QVERIFY(window.parts().suggestionPanel->hasReviewed());
    Q_EMIT window.parts().cases->actionRequested();
    QVERIFY(window.demonstration().isRunning());
    QCOMPARE(window.parts().cases->page().title(), QStringLiteral("Filling the library"));
    QCOMPARE(window.parts().cases->state(), Section::State::Working);
    QTRY_VERIFY_WITH_TIMEOUT(!window.demonstration().isRunning(), 120000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 20000);
    QVERIFY(window.parts().gallery->count() > 0);
    QVERIFY(window.parts().suggestionPanel->hasReviewed());
}

void TestWindowStates::noSimilarCase() {
    m_fixture->fillLibrary();
    auto& window = show(tests::fakeEngine, {firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);
    const FrameKey key = window.reading().target()->key;
    Q_EMIT window.service().similarReady(key, std::make_shared<const CaseHits>());
    QCOMPARE(window.parts().cases->state(), Section::State::Empty);
    QCOMPARE(window.parts().cases->page().title(), QStringLiteral("No similar case found"));
    QVERIFY(m_fixture->shootAll(QStringLiteral("no-similar-case")));
}

void TestWindowStates::aLockedLibraryIsSaidInPlace() {
    m_fixture->fillLibrary();
    auto holder = library::LibraryWriter::open(m_fixture->library());
    QVERIFY(holder.ok());
    auto& window = show(tests::fakeEngine, {firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    window.parts().suggestionPanel->acceptSelected();
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::ReadOnly, 20000);
    QVERIFY(window.parts().cases->notice().contains(QStringLiteral("another window")));
    QVERIFY(m_fixture->shootAll(QStringLiteral("library-locked")));
    QCOMPARE(window.report().panel().draft().findings.size(), std::size_t{1});  // what was accepted is still there
}

void TestWindowStates::aDamagedLibraryIsSaidInPlace() {
    m_fixture->folder(QStringLiteral("library"));
    writeFile(QString::fromStdString((m_fixture->library() / "library.db").string()), QByteArray(8192, 'x'));
    auto& window = show(tests::fakeEngine, {firstStudy()});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::Failed, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Failed, 60000);
    QVERIFY(!window.parts().cases->page().text().isEmpty());
    QVERIFY(m_fixture->shootAll(QStringLiteral("library-damaged")));
}

void TestWindowStates::imagesOutsideThePackAreMarked() {
    m_fixture->fillLibrary();
    auto& window = show(tests::narrowEngine, {firstStudy()});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().suggestions->notice().contains(QStringLiteral("outside")), 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("outside-the-pack")));
}

void TestWindowStates::aFailedJobStaysUntilDismissed() {
    auto& window = show(nullptr);
    TaskOptions options;
    options.title = QStringLiteral("Exporting the report");
    window.runner().run<int>(
        options,
        [](const base::JobContext&) -> base::Result<int> {
            return base::makeError(
                base::ErrorCode::Io,
                "The report cannot be written because the disk is full; free some space and try again.");
        },
        &window, [](const base::Result<int>& result) { QVERIFY(!result.ok()); });
    QTRY_VERIFY(window.parts().tasks->text().contains(QStringLiteral("cannot be written")));
    QVERIFY(window.parts().tasks->isVisible());
    const auto* words = window.parts().tasks->findChild<QLabel*>();  // no letter cut where room is free
    QTRY_VERIFY(words->width() >= words->fontMetrics().horizontalAdvance(words->text()));
    QVERIFY(words->text().endsWith(QStringLiteral("try again.")));
    QVERIFY(m_fixture->shootAll(QStringLiteral("job-failed")));
    QTest::mouseClick(window.parts().tasks->findChildren<QToolButton*>().first(), Qt::LeftButton);
    QTRY_VERIFY(!window.parts().tasks->isVisible());
}

void TestWindowStates::aDraftIsSavedExportedAndComesBack() {
    m_fixture->fillLibrary();
    const QString pdf = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/report.pdf");
    std::string text;
    {
        auto& window = show(tests::fakeEngine, {firstStudy()});
        QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
        text = window.parts().suggestionPanel->row(0)->suggestion().text;
        window.parts().suggestionPanel->acceptSelected();
        QCOMPARE(window.report().panel().draft().findings.size(), std::size_t{1});
        QTRY_COMPARE_WITH_TIMEOUT(window.runner().runningCount(), 0, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(window.parts().cases->state() == Section::State::Content, 60000);
        QVERIFY(m_fixture->shootAll(QStringLiteral("report-saved")));
        PickFile::queueAnswer({pdf});
        window.actions()[QStringLiteral("export")]->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pdf), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(window.runner().runningCount(), 0, 20000);
        QVERIFY(m_fixture->shootAll(QStringLiteral("report-exported")));
        m_fixture->closeWindow();
    }
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.read(5) == "%PDF-");
    auto& again = show(tests::fakeEngine, {firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(again.report().panel().draft().findings.size(), std::size_t{1}, 20000);
    QCOMPARE(again.report().panel().draft().findings.front().text, text);
}

void TestWindowStates::ctHasPresets() {
    const QString data = qEnvironmentVariable("HILUM_SHARED_DATA", QStringLiteral(HILUM_SOURCE_DIR "/../shared/data"));
    const QString ct = data + QStringLiteral("/dicom/pydicom/test_files/CT_small.dcm");
    if (!QFile::exists(ct)) QSKIP("the shared CT file is not there");
    auto& window = show(nullptr, {ct});
    auto& viewport = window.parts().grid->active();
    QTRY_VERIFY_WITH_TIMEOUT(viewport.shownFrame() != nullptr, 20000);
    QVERIFY(viewport.stack()->isCt());
    QTRY_COMPARE(window.runner().runningCount(), 0);
    viewport.setFocus();
    QTest::keyClick(&viewport, Qt::Key_1);
    QCOMPARE(viewport.window().width, 1500.0);
    QCOMPARE(viewport.window().centre, -600.0);
    QVERIFY(viewport.cornerLines().join(QLatin1Char(' ')).contains(QStringLiteral("Lung")));
    QTest::mouseMove(&viewport, viewport.rect().center());
    QTRY_VERIFY(viewport.cornerLines().join(QLatin1Char(' ')).contains(QStringLiteral("HU")));
    window.actions()[QStringLiteral("hideIdentity")]->trigger();  // pictures of real images hold no names
    QVERIFY(m_fixture->shoot(QStringLiteral("ct")));
}

void TestWindowStates::aPngHasNoMillimetres() {
    const QString path =
        m_fixture->folder(QStringLiteral("png")) + QStringLiteral("/picture.data");  // by content, not by name
    QImage picture(300, 200, QImage::Format_Grayscale8);
    for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 300; ++x) picture.scanLine(y)[x] = static_cast<uchar>((x * 5 + y) % 256);
    QVERIFY(picture.save(path, "PNG"));
    auto& window = show(nullptr, {path});
    auto& viewport = window.parts().grid->active();
    QTRY_VERIFY_WITH_TIMEOUT(viewport.shownFrame() != nullptr, 20000);
    QTest::mouseMove(&viewport, viewport.rect().center());
    const QString lines = viewport.cornerLines().join(QLatin1Char('|'));
    QVERIFY2(!lines.contains(QStringLiteral(" mm")) && !lines.contains(QStringLiteral("HU")), qPrintable(lines));
    QCOMPARE(viewport.shownFrame()->image.spacing.kind, image::SpacingKind::None);
    const double width = viewport.window().width;
    viewport.setFocus();
    QTest::keyClick(&viewport, Qt::Key_1);
    QCOMPARE(viewport.window().width, width);
}

void TestWindowStates::theTourLeavesPicturesAndPdf() {
    m_fixture->fillLibrary();
    TourOptions options;
    options.out = m_fixture->folder(QStringLiteral("tour"));
    options.window.library = m_fixture->library();
    options.window.paths = {firstStudy()};
    options.window.engine = [folder = m_fixture->library()] { return tests::fakeEngine(folder); };
    const auto result = runTour(options, {});
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
    QCOMPARE(result->accepted.size(), 2);
    QVERIFY(result->similarCases > 0);
    const QStringList files = result->screenshots + QStringList{result->pdf};
    for (const auto& file : files) QVERIFY2(QFileInfo(file).size() > 1000, qPrintable(file));
    options.window.paths = {options.out + QStringLiteral("/not-there.dcm")};
    QVERIFY(!runTour(options, {}).ok());
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = runTour(options, base::JobContext(stop.get_token()));
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().code, base::ErrorCode::Cancelled);
}

void TestWindowStates::theTourOfANewLibraryComparesToo() {
    TourOptions options;
    options.out = m_fixture->folder(QStringLiteral("first-tour"));
    options.window.library = m_fixture->library();
    options.window.demonstrationStudies = 4;
    options.window.demonstrationSizePx = 256;
    options.window.engine = [folder = m_fixture->library()] { return tests::fakeEngine(folder); };
    const auto result = runTour(options, {});
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
    QVERIFY(result->similarCases > 0);
    QVERIFY(QFileInfo::exists(options.out + QStringLiteral("/tour-compare.png")));
}

void TestWindowStates::smallAndLight() {
    m_fixture->fillLibrary();
    auto& window = show(tests::fakeEngine, {WindowFixture::phantomFolder()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);
    window.parts().grid->setLayoutSize(2, 2);
    window.resize(1024, 700);
    QVERIFY(window.parts().readingDock->width() <= window.width() / 3 + 40);
    QTest::qWait(300);
    QVERIFY(m_fixture->shoot(QStringLiteral("small-2x2")));
    window.actions()[QStringLiteral("lightTheme")]->trigger();
    QTest::qWait(50);
    QVERIFY(m_fixture->shoot(QStringLiteral("light")));
    theme::apply(*qApp, theme::Mode::Dark);
}

QTEST_MAIN(TestWindowStates)
#include "tst_window_states.moc"
