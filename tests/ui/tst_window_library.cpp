// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the window does when the library cannot be used as it should: damaged (one button makes it again
// from its sources), full disk, read-only; nothing typed is lost. And: masks are not images, a failed job
// can be tried again, what was open comes back at the next start.
#include <sys/resource.h>
#include <unistd.h>

#include <QAction>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <csignal>

#include "core/library/library.h"
#include "core/library/library_care.h"
#include "core/library/library_writer.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_model.h"
#include "ui/common/section.h"
#include "ui/common/state_page.h"
#include "ui/common/text.h"
#include "ui/jobs/task_strip.h"
#include "ui/report/report_panel.h"
#include "ui/report/report_status.h"
#include "ui/search/case_gallery.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/report_controller.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

namespace {

QString firstStudy() { return WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm"); }

void damage(const std::filesystem::path& library) {
    for (const char* name : {"library.db-wal", "library.db-shm"}) std::filesystem::remove(library / name);
    QFile file(fromUtf8((library / "library.db").string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(8192, 'x'));
}

// Limits the size of every file this process writes: the same failure as a full disk.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

// Root may write everywhere: for a while this process is nobody. The folders are made readable first.
class AsNobody {
public:
    AsNobody() : m_root(::geteuid() == 0) {
        if (m_root && ::seteuid(65534) != 0) qFatal("cannot become nobody");
    }
    ~AsNobody() {
        if (m_root && ::seteuid(0) != 0) qFatal("cannot become root again");
    }

private:
    bool m_root;
};

report::DraftSentence longSentence() {
    report::DraftSentence sentence;
    sentence.text = std::string(60'000, 'a');
    return sentence;
}

}  // namespace

class TestWindowLibrary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void aDamagedLibraryIsRebuiltWithOneButton();
    void aRebuildCanBeStopped();
    void withoutSourcesTheRebuildSaysSo();
    void aFullDiskLosesNothing();
    void aReadOnlyLibraryIsSaidAndTheDraftStays();
    void masksAreNotListedAsImages();
    void aFailedJobCanBeTriedAgain();
    void whatWasOpenComesBack();

private:
    MainWindow& show(const QStringList& paths) { return m_fixture->show(tests::fakeEngine, true, paths); }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowLibrary::aDamagedLibraryIsRebuiltWithOneButton() {
    m_fixture->fillLibrary();
    library::Source source;
    source.paths = {toUtf8(WindowFixture::phantomFolder())};
    QVERIFY(library::rememberSource(m_fixture->library(), source).ok());
    damage(m_fixture->library());
    auto& window = show({firstStudy()});
    auto* cases = window.parts().cases;
    QTRY_COMPARE_WITH_TIMEOUT(cases->state(), Section::State::Failed, 60000);
    QVERIFY2(cases->page().text().contains(QStringLiteral("damaged")), qPrintable(cases->page().text()));
    QCOMPARE(cases->page().title(), QStringLiteral("The case library is damaged"));
    QVERIFY2(!cases->page().text().contains(QLatin1Char('`')), qPrintable(cases->page().text()));  // no command line
    // Captions come from the banks and do not need the library.
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    QVERIFY(m_fixture->shoot(QStringLiteral("library-damaged-button")));
    QPushButton* rebuild = nullptr;
    for (auto* button : cases->findChildren<QPushButton*>())
        if (button->isVisible() && button->text() == QStringLiteral("Rebuild the library")) rebuild = button;
    QVERIFY(rebuild != nullptr);
    rebuild->setFocus();
    QTest::mouseClick(rebuild, Qt::LeftButton);
    QCOMPARE(window.library().state(), LibraryService::State::Rebuilding);
    auto* focused = qobject_cast<QPushButton*>(QApplication::focusWidget());
    QVERIFY(focused != nullptr && focused->text() == QStringLiteral("Cancel"));
    QCOMPARE(cases->page().title(), QStringLiteral("Rebuilding the library"));
    QVERIFY(m_fixture->shoot(QStringLiteral("library-rebuilding")));
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::Ready, 60000);
    QCOMPARE(window.library().status().cases, std::int64_t{10});
    QTRY_COMPARE_WITH_TIMEOUT(cases->state(), Section::State::Content, 60000);
    QVERIFY(window.parts().gallery->count() >= 3);
    QVERIFY(window.parts().note->toolTip().contains(QStringLiteral("10 cases")));
    int aside = 0;
    for (const auto& entry : std::filesystem::directory_iterator(m_fixture->library()))
        aside += entry.path().filename().string().find("aside") != std::string::npos ? 1 : 0;
    QVERIFY(aside >= 1);  // the damaged file is kept
}

void TestWindowLibrary::aRebuildCanBeStopped() {
    m_fixture->fillLibrary();
    library::Source source;
    source.paths = {toUtf8(WindowFixture::phantomFolder())};
    QVERIFY(library::rememberSource(m_fixture->library(), source).ok());
    auto& window = show({firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);
    window.rebuild().start();
    window.rebuild().cancel();  // before its first step
    QTRY_VERIFY_WITH_TIMEOUT(!window.rebuild().isRunning(), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::Ready, 20000);
    QCOMPARE(window.library().status().cases, std::int64_t{10});  // untouched
}

void TestWindowLibrary::withoutSourcesTheRebuildSaysSo() {
    m_fixture->folder(QStringLiteral("library"));
    QFile file(fromUtf8((m_fixture->library() / "library.db").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    auto& window = show({firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::Failed, 20000);
    window.actions()[QStringLiteral("rebuildLibrary")]->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::Empty, 30000);
    QVERIFY(window.parts().note->toolTip().contains(QStringLiteral("0 cases")));
}

void TestWindowLibrary::aFullDiskLosesNothing() {
    m_fixture->fillLibrary();
    auto& window = show({firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);
    auto& panel = window.report().panel();
    window.parts().suggestionPanel->acceptSelected();
    QTRY_VERIFY_WITH_TIMEOUT(panel.status().stateText().startsWith(QStringLiteral("Saved")), 20000);
    {
        const SmallDisk full(33'000);
        panel.addFinding(longSentence());
        QTRY_VERIFY_WITH_TIMEOUT(panel.status().noticeShown(), 20000);
        const QString said = panel.status().noticeText();
        QVERIFY2(said.contains(QStringLiteral("disk")), qPrintable(said));
        QTRY_VERIFY2(window.parts().cases->notice().contains(QStringLiteral("disk is full")),
                     qPrintable(window.parts().cases->notice()));
        for (const auto& words : {said, window.parts().cases->notice()})
            QVERIFY2(!words.contains(QStringLiteral("library.db")), qPrintable(words));
        QVERIFY(said != window.parts().cases->notice());  // one says what is the matter, one what to do
        QCOMPARE(panel.draft().findings.size(), std::size_t{2});
        QVERIFY(window.parts().grid->active().shownFrame() != nullptr);
    }
    QVERIFY(m_fixture->shoot(QStringLiteral("disk-full")));
    panel.status().pressNotice(0);  // "Try again"
    QTRY_VERIFY_WITH_TIMEOUT(panel.status().stateText().startsWith(QStringLiteral("Saved")), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().cases->notice().isEmpty(), 20000);
    m_fixture->closeWindow();
    auto& again = show({firstStudy()});
    QTRY_COMPARE_WITH_TIMEOUT(again.report().panel().draft().findings.size(), std::size_t{2}, 20000);
    QCOMPARE(again.report().panel().draft().findings[1].text.size(), std::size_t{60'000});
}

void TestWindowLibrary::aReadOnlyLibraryIsSaidAndTheDraftStays() {
    if (const AsNobody nobody;
        !QFile(QStringLiteral(HILUM_SOURCE_DIR "/resources/captions/general.txt")).open(QIODevice::ReadOnly))
        QSKIP("this checkout lies where only root may look (such as root's own home), so it cannot be run as nobody");
    m_fixture->fillLibrary();
    namespace fs = std::filesystem;
    const auto readable = fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read |
                          fs::perms::others_exec | fs::perms::group_read | fs::perms::group_exec;
    const fs::path root = m_fixture->library().parent_path();
    const fs::path images = toUtf8(WindowFixture::phantomFolder());
    {  // before the folder of the settings is closed too
        Settings settings(m_fixture->settingsFile());
        settings.set(Key::AcknowledgedVersion, QStringLiteral("1"));
        settings.sync();
    }
    for (const auto& folder : {root, images}) fs::permissions(folder, readable | fs::perms::owner_write);
    for (const auto& folder : {root, images})
        for (const auto& entry : fs::recursive_directory_iterator(folder)) fs::permissions(entry.path(), readable);
    fs::permissions(m_fixture->library(), readable);
    {
        const AsNobody nobody;
        auto& window = show({firstStudy()});
        QTRY_COMPARE_WITH_TIMEOUT(window.parts().suggestions->state(), Section::State::Content, 60000);
        QTRY_COMPARE_WITH_TIMEOUT(window.parts().cases->state(), Section::State::Content, 60000);  // reading goes on
        window.parts().suggestionPanel->acceptSelected();
        QTRY_COMPARE_WITH_TIMEOUT(window.library().state(), LibraryService::State::ReadOnly, 20000);
        QVERIFY2(window.parts().cases->notice().contains(QStringLiteral("writ")),
                 qPrintable(window.parts().cases->notice()));
        QCOMPARE(window.report().panel().draft().findings.size(), std::size_t{1});
        QVERIFY(window.report().panel().status().noticeShown());
    }
    QVERIFY(m_fixture->shoot(QStringLiteral("library-read-only")));
    fs::permissions(m_fixture->library(), fs::perms::owner_all);
    for (const auto& entry : fs::recursive_directory_iterator(m_fixture->library()))
        fs::permissions(entry.path(), fs::perms::owner_all);
    m_fixture->window().report().panel().status().pressNotice(0);
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->window().library().state(), LibraryService::State::Ready, 20000);
}

void TestWindowLibrary::masksAreNotListedAsImages() {
    const QString study = WindowFixture::phantomFolder() + QStringLiteral("/study-0001");
    int masks = 0;
    for (const auto& entry : QDir(study + QStringLiteral("/masks")).entryList({QStringLiteral("*.png")}, QDir::Files))
        masks += entry.isEmpty() ? 0 : 1;
    QVERIFY(masks >= 1);
    auto& window = show({WindowFixture::phantomFolder()});
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 20000);
    QCOMPARE(window.parts().seriesModel->seriesUids().size(), 10);  // one radiograph for each study
    // A mask that somebody asks for by name is shown.
    window.openPaths({study + QStringLiteral("/masks/all.png")});
    QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window.parts().seriesModel->seriesUids().size(), 1, 20000);
}

void TestWindowLibrary::aFailedJobCanBeTriedAgain() {
    auto& window = show({});
    int runs = 0;
    const std::function<void()> start = [&] {
        TaskOptions options;
        options.title = QStringLiteral("Exporting the report");
        options.retry = [&start] { start(); };
        const int run = ++runs;
        window.runner().run<int>(options,
                                 [run](const base::JobContext&) -> base::Result<int> {
                                     if (run > 1) return 0;
                                     return base::makeError(base::ErrorCode::Io,
                                                            "The report cannot be written because the disk is full; "
                                                            "free some space and try again.");
                                 },
                                 &window, {});
    };
    start();
    auto* strip = window.parts().tasks;
    QTRY_VERIFY(strip->text().contains(QStringLiteral("cannot be written")));
    QToolButton* again = nullptr;
    QToolButton* details = nullptr;
    for (auto* button : strip->findChildren<QToolButton*>()) {
        if (button->text() == QStringLiteral("Try again")) again = button;
        if (button->text() == QStringLiteral("Details")) details = button;
    }
    QVERIFY(again != nullptr && again->isVisible());
    QVERIFY(details != nullptr && details->isVisible());
    QVERIFY(m_fixture->shoot(QStringLiteral("job-failed-retry")));
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_COMPARE(runs, 2);
    QTRY_VERIFY(!strip->isVisible());
}

void TestWindowLibrary::whatWasOpenComesBack() {
    {
        auto& window = show({WindowFixture::phantomFolder()});
        QTRY_VERIFY_WITH_TIMEOUT(window.parts().grid->active().shownFrame() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 20000);
        window.parts().grid->setLayoutSize(1, 1);
        window.resize(1200, 800);
        QVERIFY(window.close());
        m_fixture->closeWindow();
    }
    auto& again = m_fixture->show(tests::fakeEngine, true, {}, true);
    QTRY_VERIFY_WITH_TIMEOUT(again.parts().grid->active().shownFrame() != nullptr, 20000);
    QCOMPARE(again.studies().paths(), QStringList{WindowFixture::phantomFolder()});
    QCOMPARE(again.size(), QSize(1200, 800));
    QTRY_COMPARE_WITH_TIMEOUT(again.parts().seriesModel->seriesUids().size(), 10, 20000);
    // A folder that is gone is said, not silently left out.
    again.settings().set(Key::SessionPaths, QStringList{QStringLiteral("/not/there/any/more")});
    again.settings().sync();
    m_fixture->closeWindow();
    auto& third = m_fixture->show(tests::fakeEngine, true, {}, true);
    QTRY_VERIFY_WITH_TIMEOUT(third.parts().fileMessage->isVisible(), 20000);
    QVERIFY(third.parts().fileMessage->text().contains(QStringLiteral("/not/there")));
}

QTEST_MAIN(TestWindowLibrary)
#include "tst_window_library.moc"
