// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where the focus is: data that arrives (series, suggestions, past cases, a longer study) never takes it nor moves a
// selection; Tab goes through each pane from top to bottom and reaches everything that can be used.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_list.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/search/case_gallery.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/reading_controller.h"
#include "ui/window/start_page.h"
#include "ui/window/tool_row.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::SeriesFiles;
using hilum::tests::WindowFixture;

class TestWindowFocus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void aStudyThatOpensLeavesTheWordsAlone();
    void suggestionsThatArriveLeaveTheReaderNameAlone();
    void hitsThatArriveLeaveTheGalleryAlone();
    void seriesThatArriveLeaveTheListAlone();
    void theImageGetsAnIdleFocus();
    void tabGoesThroughEveryPane();
    void anotherLayoutLeavesTheFocusInTheImages();
    void makingTheDemonstrationCanBeCancelledByKey();
    void nothingOpensBeforeItIsAcknowledged();
    void whatWasNamedOpensOnceAcknowledged();

private:
    MainWindow& window() { return m_fixture->window(); }
    WindowParts& parts() { return window().parts(); }
    ViewportWidget& viewport() { return parts().grid->active(); }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowFocus::aStudyThatOpensLeavesTheWordsAlone() {
    auto& w = m_fixture->show(tests::fakeEngine);
    parts().searchBox->setFocus();
    QTest::keyClicks(parts().searchBox, QStringLiteral("left effu"));
    w.openPaths({WindowFixture::phantomFolder()});  // dropped by somebody who goes on typing
    for (const QChar letter : QStringLiteral("sion, no pneumothorax")) {
        QTest::keyClick(QApplication::focusWidget(), letter.toLatin1());
        QTest::qWait(30);
    }
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_VERIFY_WITH_TIMEOUT(!w.studies().scanning(), 20000);
    QVERIFY(parts().searchBox->hasFocus());
    QCOMPARE(parts().searchBox->text(), QStringLiteral("left effusion, no pneumothorax"));
}

void TestWindowFocus::suggestionsThatArriveLeaveTheReaderNameAlone() {
    m_fixture->fillLibrary();
    auto& w = m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    auto* reader = w.findChild<QLineEdit*>(QStringLiteral("readerName"));
    QVERIFY(reader->isEnabled());
    reader->setFocus();
    QTest::keyClicks(reader, QStringLiteral("R. Ea"));
    w.reading().updateForImage();  // everything on the right is made anew
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("der"));
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QVERIFY(reader->hasFocus());
    QCOMPARE(reader->text(), QStringLiteral("R. Eader"));
}

void TestWindowFocus::hitsThatArriveLeaveTheGalleryAlone() {
    m_fixture->fillLibrary();
    auto& w = m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    viewport().setFocus();
    w.reading().updateForImage();
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QVERIFY(viewport().hasFocus());
    QVERIFY(parts().gallery->count() > 0);
}

void TestWindowFocus::seriesThatArriveLeaveTheListAlone() {
    const QString folder = m_fixture->folder(QStringLiteral("ct"));
    for (int i = 1; i <= 3; ++i) {
        SeriesFiles files;
        files.series = QStringLiteral("1.2.3.1.%1").arg(i);
        files.number = i;
        tests::writeSeries(folder, files);
    }
    auto& w = m_fixture->show(nullptr, true, {folder});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(!w.studies().scanning(), 20000);
    auto* list = parts().seriesList;
    const QModelIndex second = parts().seriesModel->indexOfSeries(QStringLiteral("1.2.3.1.2"));
    list->setFocus();
    list->setCurrentIndex(second);
    const auto shown = viewport().stack()->seriesUid();
    Q_EMIT w.studies().changed();  // a longer snapshot of the same study
    QVERIFY(list->hasFocus());
    QCOMPARE(list->currentIndex().data(SeriesModel::UidRole).toString(), QStringLiteral("1.2.3.1.2"));
    QCOMPARE(viewport().stack()->seriesUid(), shown);
    viewport().setIndex(4);
    Q_EMIT w.studies().changed();
    QCOMPARE(viewport().index(), 4);
}

void TestWindowFocus::theImageGetsAnIdleFocus() {
    auto& w = m_fixture->show(nullptr);
    w.setFocus();
    w.openPaths({WindowFixture::phantomFolder()});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QVERIFY(viewport().hasFocus());  // arrows and digits work at once
}

// Everything visible that takes the focus by Tab, in one ring; within a panel never upwards by more than a line.
void TestWindowFocus::tabGoesThroughEveryPane() {
    m_fixture->fillLibrary();
    auto& w = m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    const auto takes = [](const QWidget* widget) {
        return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisible() && widget->isEnabled() &&
               widget->focusProxy() == nullptr;
    };
    QList<QWidget*> ring;
    QWidget* at = parts().seriesList;
    do {
        if (takes(at)) ring.append(at);
        at = at->nextInFocusChain();
    } while (at != parts().seriesList && ring.size() < 500);
    QStringList missed;
    for (auto* widget : w.findChildren<QWidget*>())
        if (takes(widget) && !ring.contains(widget)) missed << widget->objectName() + widget->accessibleName();
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char(','))));
    for (QWidget* pane : {static_cast<QWidget*>(parts().readingDock), static_cast<QWidget*>(parts().reportDock),
                          static_cast<QWidget*>(parts().toolRow)}) {
        QWidget* last = nullptr;
        int visits = 0;
        const QWidget* before = nullptr;
        for (auto* widget : ring) {
            if (!pane->isAncestorOf(widget)) {
                before = nullptr;
                continue;
            }
            if (before == nullptr) ++visits;
            before = widget;
            if (widget->visibleRegion().isEmpty()) continue;  // scrolled out of sight
            const QPoint here = widget->mapTo(pane, QPoint(0, 0));
            if (last != nullptr) {
                const QPoint there = last->mapTo(pane, QPoint(0, 0));
                QVERIFY2(here.y() > there.y() - 16 || last->isAncestorOf(widget) || here.x() > there.x(),
                         qPrintable(QStringLiteral("%1: %2 at %3 after %4 at %5")
                                        .arg(pane->objectName(), widget->accessibleName())
                                        .arg(here.y())
                                        .arg(last->accessibleName())
                                        .arg(there.y())));
            }
            last = widget;
        }
        QVERIFY2(visits == 1, qPrintable(pane->objectName() + QString::number(visits)));  // in one go, not in pieces
    }
    // Backwards as well, from where one is.
    viewport().setFocus();
    QVERIFY(QApplication::focusWidget() == &viewport());
}

void TestWindowFocus::anotherLayoutLeavesTheFocusInTheImages() {
    m_fixture->fillLibrary();
    auto& w = m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    viewport().setFocus();
    for (const auto& [rows, columns] : {std::pair{2, 2}, std::pair{1, 2}, std::pair{1, 1}}) {
        parts().grid->setLayoutSize(rows, columns);
        QVERIFY(viewport().hasFocus());
    }
    parts().grid->setLayoutSize(1, 2);
    parts().grid->toggleMaximised();
    QVERIFY(viewport().hasFocus());
    parts().searchBox->setFocus();  // and takes none that it did not have
    parts().grid->toggleMaximised();
    QVERIFY(parts().searchBox->hasFocus());
    QVERIFY(!w.studies().paths().isEmpty());
}

void TestWindowFocus::makingTheDemonstrationCanBeCancelledByKey() {
    m_fixture->show(tests::fakeEngine);
    auto* make = parts().start->findChild<QPushButton*>();
    make->setFocus();
    QTest::keyClick(make, Qt::Key_Space);
    auto* cancel = qobject_cast<QPushButton*>(QApplication::focusWidget());
    QVERIFY(cancel != nullptr);
    QCOMPARE(cancel->text(), QStringLiteral("Cancel"));
    QTest::keyClick(cancel, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!window().demonstration().isRunning(), 20000);
}

void TestWindowFocus::nothingOpensBeforeItIsAcknowledged() {
    auto& w = m_fixture->show(tests::fakeEngine, false);
    auto* tick = parts().start->findChild<QCheckBox*>();
    PickFile::queueAnswer({WindowFixture::phantomFolder()});
    for (const char* id : {"demonstration", "openFiles", "openFolder"}) {
        parts().searchBox->setFocus();
        w.actions()[QLatin1String(id)]->trigger();
        QVERIFY2(!w.demonstration().isRunning() && w.studies().paths().isEmpty(), id);
        QVERIFY2(tick->hasFocus(), id);
    }
    Q_EMIT parts().cases->actionRequested();  // "Make the demonstration library"
    QVERIFY(!w.demonstration().isRunning());
    QVERIFY(parts().start->isVisible());
    QVERIFY(!parts().start->message().isEmpty());
    const QString dropped = WindowFixture::phantomFolder() + QStringLiteral("/study-0001");
    w.openPaths({dropped});
    QVERIFY(w.studies().paths().isEmpty());
    QTest::keyClick(tick, Qt::Key_Space);
    QCOMPARE(w.studies().paths(), QStringList{dropped});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QVERIFY(parts().start->message().isEmpty());
    w.actions()[QStringLiteral("openFiles")]->trigger();  // asks now
    QCOMPARE(w.studies().paths(), QStringList{WindowFixture::phantomFolder()});
}

void TestWindowFocus::whatWasNamedOpensOnceAcknowledged() {
    auto& w = m_fixture->show(nullptr, false, {WindowFixture::phantomFolder()});
    QVERIFY(parts().start->isVisible());
    QVERIFY(w.studies().paths().isEmpty());
    QTest::keyClick(parts().start->findChild<QCheckBox*>(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
}

QTEST_MAIN(TestWindowFocus)
#include "tst_window_focus.moc"
