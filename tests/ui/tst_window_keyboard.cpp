// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The main job by keyboard alone (window.md 4): open, scroll, suggest, accept, edit, dismiss, search, open a
// past case, region, draft, export. Every key goes to the widget that has the focus, as from a person;
// nothing is clicked and no method of the window is called to act.
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QTest>

#include "tests/ui/window_fixture.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/report/report_panel.h"
#include "ui/search/case_gallery.h"
#include "ui/search/chip_bar.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

class TestWindowKeyboard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void opensAFolder();
    void movesThroughTheStudy();
    void reviewsSuggestions();
    void showsTheRegion();
    void searchesAndOpensAPastCase();
    void draftsAndExports();
    void focusIsAlwaysSomewhere();

private:
    MainWindow& window() { return m_fixture->window(); }
    WindowParts& parts() { return window().parts(); }
    ViewportWidget& viewport() { return parts().grid->active(); }
    static void key(int k, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* widget = QApplication::focusWidget();
        QVERIFY(widget != nullptr);
        QTest::keyClick(widget, static_cast<Qt::Key>(k), modifiers);
    }
    static void type(const QString& text) {
        QVERIFY(QApplication::focusWidget() != nullptr);
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowKeyboard::initTestCase() {
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->fillLibrary();
    if (QTest::currentTestFailed()) return;
    m_fixture->show(tests::fakeEngine);
    window().setFocus();
}

void TestWindowKeyboard::opensAFolder() {
    PickFile::queueAnswer({WindowFixture::phantomFolder()});
    key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QTRY_VERIFY(viewport().hasFocus());
}

void TestWindowKeyboard::movesThroughTheStudy() {
    const QString first = viewport().stack()->seriesUid();
    key(Qt::Key_PageDown);
    QTRY_VERIFY(viewport().stack()->seriesUid() != first);
    key(Qt::Key_PageUp);
    QTRY_COMPARE(viewport().stack()->seriesUid(), first);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    key(Qt::Key_I);
    QVERIFY(viewport().isInverted());
    key(Qt::Key_R);
    QVERIFY(!viewport().isInverted());
}

void TestWindowKeyboard::reviewsSuggestions() {
    auto* panel = parts().suggestionPanel;
    QTRY_VERIFY(panel->count() >= 4);
    key(Qt::Key_A);
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Accepted);
    key(Qt::Key_E);
    QTRY_VERIFY(panel->row(1)->isEditing());
    type(QStringLiteral("Small left pleural effusion."));  // the old words are selected and replaced
    key(Qt::Key_Return);
    QCOMPARE(panel->row(1)->state(), SuggestionRow::State::Edited);
    QCOMPARE(panel->row(1)->finalText(), QStringLiteral("Small left pleural effusion."));
    key(Qt::Key_X);
    QCOMPARE(panel->row(2)->state(), SuggestionRow::State::Dismissed);
    key(Qt::Key_Escape);
    QTRY_VERIFY(viewport().hasFocus());
}

void TestWindowKeyboard::showsTheRegion() {
    key(Qt::Key_O);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().hasSaliency(), 20000);
    const double before = window().reading().opacity();
    key(Qt::Key_BracketRight);
    QVERIFY(window().reading().opacity() > before);
    key(Qt::Key_O);
    QVERIFY(!viewport().isSaliencyVisible());
}

void TestWindowKeyboard::searchesAndOpensAPastCase() {
    key(Qt::Key_Slash);
    QTRY_VERIFY(parts().searchBox->hasFocus());
    type(QStringLiteral("left effusion, no pneumothorax"));
    key(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QVERIFY(parts().chips->count() >= 2);
    for (int i = 0; i < 8 && !parts().gallery->hasFocus(); ++i) key(Qt::Key_F6);
    QVERIFY(parts().gallery->hasFocus());
    key(Qt::Key_Right);
    QCOMPARE(parts().gallery->selected(), 1);
    key(Qt::Key_2);
    QTRY_VERIFY_WITH_TIMEOUT(parts().grid->isComparing(), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(parts().grid->viewports()[1]->shownFrame() != nullptr, 20000);
    key(Qt::Key_Escape);
    QTRY_VERIFY(!parts().grid->isComparing());
    key(Qt::Key_Escape);
    QTRY_VERIFY(!window().reading().isSearching());
}

void TestWindowKeyboard::draftsAndExports() {
    key(Qt::Key_R, Qt::ControlModifier);
    auto& panel = window().report().panel();
    QCOMPARE(panel.draft().findings.size(), std::size_t{2});
    for (int i = 0; i < 12; ++i) {  // F2 reaches the reader's name after the sentences
        key(Qt::Key_F2);
        const auto* widget = QApplication::focusWidget();
        if (widget != nullptr && widget->accessibleName().contains(QStringLiteral("name"), Qt::CaseInsensitive)) break;
    }
    type(QStringLiteral("R. Eader"));
    QTRY_COMPARE(panel.draft().reader, std::string("R. Eader"));
    const QString pdf = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/draft.pdf");
    PickFile::queueAnswer({pdf});
    key(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pdf), 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(m_fixture->shoot(QStringLiteral("walk-keyboard-exported")));
}

void TestWindowKeyboard::focusIsAlwaysSomewhere() {
    QSet<QWidget*> panes;
    for (int i = 0; i < 6; ++i) {
        key(Qt::Key_F6);
        QVERIFY(QApplication::focusWidget() != nullptr);
        panes.insert(QApplication::focusWidget());
    }
    QVERIFY(panes.size() >= 4);
    for (int i = 0; i < 8 && !viewport().hasFocus(); ++i) key(Qt::Key_F6);
    QVERIFY(viewport().hasFocus());
    key(Qt::Key_Tab);
    QTRY_VERIFY(!parts().readingDock->isVisible());
    key(Qt::Key_Tab);
    QTRY_VERIFY(parts().readingDock->isVisible());
}

QTEST_MAIN(TestWindowKeyboard)
#include "tst_window_keyboard.moc"
