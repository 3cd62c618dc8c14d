// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The main job by mouse alone (window.md 4): drop, scroll, window, accept, edit, dismiss, search by a phrase, open a
// past case and close it, region, draft, export; then the same with a touch-pad. Every step is an event at a place
// of the screen, menus included; no key is pressed and no method of the window is called to act.
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QPushButton>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>
#include <functional>

#include "tests/ui/window_fixture.h"
#include "ui/browser/series_list.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/report/report_panel.h"
#include "ui/search/case_gallery.h"
#include "ui/search/chip_bar.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/layout_picker.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/shortcut_panel.h"
#include "ui/window/tool_row.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

class TestWindowMouse : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void aDroppedFolderOpens();
    void movesThroughTheStudy();
    void sideButtonsStepThroughSeries();
    void windowsZoomsAndPans();
    void bothButtonsScroll();
    void measuresAndTakesItBack();
    void reviewsSuggestions();
    void showsTheRegion();
    void searchesByAPhrase();
    void opensAndClosesAPastCase();
    void draftsAndExports();
    void everyMenuOpens();
    void aTouchpadScrollsEvenly();
    void aTouchpadPinchZooms();

private:
    MainWindow& window() { return m_fixture->window(); }
    WindowParts& parts() { return window().parts(); }
    ViewportGrid& grid() { return *parts().grid; }
    ViewportWidget& viewport() { return grid().active(); }
    void click(QWidget* widget) {
        QVERIFY(widget != nullptr);
        QVERIFY2(widget->isVisible(), qPrintable(widget->accessibleName()));
        QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center());
    }
    // A menu that was closed a moment ago leaves activations in the queue, which would close the next one at once.
    void settle() {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        QTest::qWait(100);
    }
    // A click on the entry of a menu that is open.
    void clickEntry(QMenu* menu, QAction* action) {
        QTRY_VERIFY(menu->isVisible());
        QVERIFY2(menu->actions().contains(action), qPrintable(action->text()));
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
    }
    // The menu of a button is a small event loop of Qt's: what happens in it is queued before the click.
    void inMenuOf(QToolButton* button, const std::function<void(QMenu*)>& act) {
        QVERIFY(button != nullptr && button->menu() != nullptr);
        settle();
        QTimer::singleShot(50, this, [button, act] {
            act(button->menu());
            button->menu()->close();
        });
        click(button);
        QTRY_VERIFY(!button->menu()->isVisible());
    }
    void choose(const char* menuId, const char* actionId) {
        auto* menu = window().findChild<QMenu*>(QLatin1String(menuId));
        QVERIFY(menu != nullptr);
        auto* bar = window().menuBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->actionGeometry(menu->menuAction()).center());
        clickEntry(menu, window().actions()[QLatin1String(actionId)]);
        QTRY_VERIFY(!menu->isVisible());
    }
    QToolButton* tool(const char* actionId) {
        for (auto* button : parts().toolRow->findChildren<QToolButton*>())
            if (button->defaultAction() == window().actions()[QLatin1String(actionId)]) return button;
        return nullptr;
    }
    void moveTo(QPoint at, Qt::MouseButtons held) {
        QMouseEvent move(QEvent::MouseMove, QPointF(at), viewport().mapToGlobal(QPointF(at)), Qt::NoButton, held, {});
        QApplication::sendEvent(&viewport(), &move);
    }
    void drag(QPoint by, Qt::MouseButton button) {
        const QPoint from = viewport().rect().center();
        QTest::mousePress(&viewport(), button, {}, from);
        for (int i = 1; i <= 4; ++i) moveTo(from + by * i / 4, button);
        QTest::mouseRelease(&viewport(), button, {}, from + by);
    }
    void wheel(QPoint pixels, QPoint angle, Qt::ScrollPhase phase, Qt::KeyboardModifiers modifiers = {}) {
        const QPointF at = viewport().rect().center();
        QWheelEvent event(at, viewport().mapToGlobal(at), pixels, angle, Qt::NoButton, modifiers, phase, false);
        QApplication::sendEvent(&viewport(), &event);
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowMouse::initTestCase() {
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->fillLibrary();
    if (QTest::currentTestFailed()) return;
    m_fixture->show(tests::fakeEngine);
}

void TestWindowMouse::aDroppedFolderOpens() {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(WindowFixture::phantomFolder())});
    const QPoint at = window().rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QTRY_VERIFY_WITH_TIMEOUT(!window().studies().scanning(), 20000);
}

void TestWindowMouse::movesThroughTheStudy() {
    const QString first = viewport().stack()->seriesUid();
    auto* list = parts().seriesList;
    const QStringList uids = parts().seriesModel->seriesUids();
    QVERIFY(uids.size() > 3);
    const QString wanted = uids[1] == first ? uids[2] : uids[1];  // one with neighbours on either side
    const QModelIndex other = parts().seriesModel->indexOfSeries(wanted);
    QVERIFY(other.isValid());
    list->scrollTo(other);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(other).center());
    QTRY_COMPARE(viewport().stack()->seriesUid(), wanted);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
}

void TestWindowMouse::sideButtonsStepThroughSeries() {
    const QString here = viewport().stack()->seriesUid();
    QTest::mouseClick(&viewport(), Qt::BackButton);
    QTRY_VERIFY(viewport().stack()->seriesUid() != here);
    const QString before = viewport().stack()->seriesUid();
    QTest::mouseClick(&viewport(), Qt::ForwardButton);
    QTRY_COMPARE(viewport().stack()->seriesUid(), here);
    QTest::mouseClick(&viewport(), Qt::BackButton);
    QTRY_COMPARE(viewport().stack()->seriesUid(), before);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(parts().suggestions->state(), Section::State::Content, 60000);
}

void TestWindowMouse::windowsZoomsAndPans() {
    const auto window0 = viewport().window();
    drag({80, 0}, Qt::LeftButton);
    QVERIFY(viewport().window().width > window0.width);
    drag({0, -60}, Qt::RightButton);  // up = nearer
    QVERIFY(!viewport().view().fit);
    const double zoom = viewport().view().zoom;
    const QPointF pan = viewport().view().pan;
    drag({50, 30}, Qt::MiddleButton);
    QCOMPARE(viewport().view().zoom, zoom);
    QCOMPARE(viewport().view().pan, pan + QPointF(50, 30));
    // The menu at the pointer, by a right click that does not move.
    QTest::mouseClick(&viewport(), Qt::RightButton, {}, viewport().rect().center());
    QMenu* menu = nullptr;
    QTRY_VERIFY((menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr);
    clickEntry(menu, window().actions()[QStringLiteral("reset")]);
    QVERIFY(viewport().view().fit);
    QCOMPARE(viewport().window().width, window0.width);
}

// One button more is a chord: left and right together scroll, and end when one of them is let go.
void TestWindowMouse::bothButtonsScroll() {
    const auto before = viewport().window();
    const QPoint c = viewport().rect().center();
    QTest::mousePress(&viewport(), Qt::LeftButton, {}, c);
    QMouseEvent second(QEvent::MouseButtonPress, QPointF(c), viewport().mapToGlobal(QPointF(c)), Qt::RightButton,
                       Qt::LeftButton | Qt::RightButton, {});
    QApplication::sendEvent(&viewport(), &second);
    moveTo(c + QPoint(0, 40), Qt::LeftButton | Qt::RightButton);
    QCOMPARE(viewport().window().width, before.width);  // neither windows
    QVERIFY(viewport().view().fit);                     // nor zooms
    QMouseEvent first(QEvent::MouseButtonRelease, QPointF(c), viewport().mapToGlobal(QPointF(c)), Qt::RightButton,
                      Qt::LeftButton, {});
    QApplication::sendEvent(&viewport(), &first);
    QTest::mouseRelease(&viewport(), Qt::LeftButton, {}, c);
    QVERIFY(QApplication::activePopupWidget() == nullptr);  // a chord is no click
}

void TestWindowMouse::measuresAndTakesItBack() {
    auto* button = parts().toolRow->findChild<QToolButton*>(QStringLiteral("measureButton"));
    inMenuOf(button, [this](QMenu* menu) { clickEntry(menu, window().actions()[QStringLiteral("toolDistance")]); });
    QCOMPARE(viewport().tool(), Tool::Distance);
    QVERIFY(button->isChecked());  // the row shows which tool is in use
    drag({120, 0}, Qt::LeftButton);
    const NoteKey noted = *viewport().noteKey();
    QCOMPARE(window().notes().of(noted).measurements.size(), std::size_t{1});
    choose("tools", "undo");
    QVERIFY(window().notes().of(noted).measurements.empty());
    click(tool("toolWindow"));
    QVERIFY(!button->isChecked());
    QCOMPARE(viewport().tool(), Tool::WindowLevel);
    click(tool("invert"));
    QVERIFY(viewport().isInverted());
    click(tool("reset"));
    QVERIFY(!viewport().isInverted());
}

void TestWindowMouse::reviewsSuggestions() {
    auto* panel = parts().suggestionPanel;
    QTRY_VERIFY(panel->count() >= 4);
    const auto press = [&](int row, const QString& word) {
        for (auto* button : panel->row(row)->findChildren<QToolButton*>())
            if (button->isVisible() && button->accessibleName().startsWith(word)) return click(button);
        QFAIL(qPrintable(word));
    };
    press(0, QStringLiteral("Accept"));
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Accepted);
    press(0, QStringLiteral("Undo"));
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Unreviewed);
    press(0, QStringLiteral("Accept"));
    press(1, QStringLiteral("Edit"));
    QTRY_VERIFY(panel->row(1)->isEditing());
    // Words of another program, dropped by its mouse, would come as a paste; a click elsewhere keeps them.
    panel->row(1)->findChild<QLineEdit*>()->insert(QStringLiteral("Small left pleural effusion."));
    click(&viewport());
    QCOMPARE(panel->row(1)->state(), SuggestionRow::State::Edited);
    QCOMPARE(panel->row(1)->finalText(), QStringLiteral("Small left pleural effusion."));
    press(2, QStringLiteral("Edit"));
    click(&viewport());
    QCOMPARE(panel->row(2)->state(), SuggestionRow::State::Unreviewed);  // nothing was typed
    press(2, QStringLiteral("Dismiss"));
    QCOMPARE(panel->row(2)->state(), SuggestionRow::State::Dismissed);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(m_fixture->shoot(QStringLiteral("walk-mouse-reviewed")));
}

void TestWindowMouse::showsTheRegion() {
    auto* button = tool("saliency");
    click(button);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().hasSaliency(), 20000);
    const double before = window().reading().opacity();
    choose("regions", "moreOpacity");
    QVERIFY(window().reading().opacity() > before);
    choose("regions", "lessOpacity");
    click(button);
    QVERIFY(!viewport().isSaliencyVisible());
}

void TestWindowMouse::searchesByAPhrase() {
    auto* row = parts().suggestionPanel->row(3);
    const QString phrase = row->finalText();
    QAction* search = nullptr;
    for (auto* action : row->actions())
        if (action->text().startsWith(QStringLiteral("Search"))) search = action;
    QVERIFY(search != nullptr);
    QContextMenuEvent menu(QContextMenuEvent::Mouse, QPoint(5, 5), row->mapToGlobal(QPoint(5, 5)));
    QTimer::singleShot(50, this, [this, search] {  // the menu of a row is a small event loop of Qt's
        auto* shown = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(shown != nullptr);
        clickEntry(shown, search);
    });
    QApplication::sendEvent(row, &menu);
    QTRY_VERIFY(window().reading().isSearching());
    QTRY_COMPARE_WITH_TIMEOUT(parts().cases->state(), Section::State::Content, 60000);
    QCOMPARE(window().findChild<QLineEdit*>(QStringLiteral("searchBox"))->text(), phrase);
    QVERIFY(parts().chips->count() >= 1);
}

void TestWindowMouse::opensAndClosesAPastCase() {
    click(parts().gallery->tile(1));
    QTRY_VERIFY_WITH_TIMEOUT(grid().isComparing(), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(grid().viewports()[1]->shownFrame() != nullptr, 20000);
    QVERIFY(m_fixture->shoot(QStringLiteral("walk-mouse-compare")));
    click(parts().gallery->tile(1));
    QTRY_VERIFY(!grid().isComparing());
    click(parts().backToSimilar);
    QTRY_VERIFY(!window().reading().isSearching());
}

void TestWindowMouse::draftsAndExports() {
    choose("report", "draft");
    auto& panel = window().report().panel();
    QVERIFY(panel.draft().findings.size() >= 2);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(m_fixture->shoot(QStringLiteral("walk-mouse-draft")));
    const QString pdf = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/draft.pdf");
    PickFile::queueAnswer({pdf});
    QPushButton* button = nullptr;
    for (auto* candidate : panel.findChildren<QPushButton*>())
        if (candidate->text() == QStringLiteral("Export")) button = candidate;
    click(button);
    for (int i = 0; i < 2 && !QFile::exists(pdf); ++i) {  // what is unreviewed is said first, in place
        for (auto* candidate : panel.findChildren<QPushButton*>())
            if (candidate->isVisible() && candidate != button && candidate->text().contains(QStringLiteral("xport"))) {
                click(candidate);
                break;
            }
        QTest::qWait(200);
    }
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pdf), 60000);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
}

// Each menu opens under the pointer and closes again; none is empty and none is taller than the window.
void TestWindowMouse::everyMenuOpens() {
    auto* bar = window().menuBar();
    for (auto* entry : bar->actions()) {
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->actionGeometry(entry).center());
        QTRY_VERIFY(entry->menu()->isVisible());
        QVERIFY2(!entry->menu()->actions().isEmpty(), qPrintable(entry->text()));
        QVERIFY2(entry->menu()->height() < window().height(), qPrintable(entry->text()));
        const QPixmap picture = entry->menu()->grab();
        QVERIFY(picture.save(QStringLiteral(HILUM_BINARY_DIR "/screens/menu-%1.png").arg(entry->menu()->objectName())));
        entry->menu()->close();
        QTRY_VERIFY(!entry->menu()->isVisible());
    }
    // Layouts: point at the field and click.
    auto* layouts = parts().toolRow->findChild<QToolButton*>(QStringLiteral("layoutButton"));
    inMenuOf(layouts, [](QMenu* menu) {
        auto* picker = menu->findChild<LayoutPicker*>();
        QTest::mouseMove(picker, picker->cell(1, 2).center());
        QCOMPARE(picker->rows(), 2);
        QCOMPARE(picker->columns(), 3);
        QVERIFY(menu->grab().save(QStringLiteral(HILUM_BINARY_DIR "/screens/menu-layout-picker.png")));
        QTest::mouseClick(picker, Qt::LeftButton, {}, picker->cell(1, 1).center());
    });
    QTRY_COMPARE(grid().visibleCount(), 4);
    inMenuOf(layouts, [](QMenu* menu) {
        auto* picker = menu->findChild<LayoutPicker*>();
        QTest::mouseClick(picker, Qt::LeftButton, {}, picker->cell(0, 0).center());
    });
    QTRY_COMPARE(grid().visibleCount(), 1);
    click(tool("shortcuts"));
    QTRY_VERIFY(parts().shortcuts->isVisible());
    click(parts().shortcuts->findChild<QToolButton*>());
    QTRY_VERIFY(!parts().shortcuts->isVisible());
}

void TestWindowMouse::aTouchpadScrollsEvenly() {
    // The ten studies have one image each: zooming with Ctrl shows the fine steps, and nothing may move the stack.
    const QString series = viewport().stack()->seriesUid();
    wheel({}, {}, Qt::ScrollBegin);
    for (int i = 0; i < 30; ++i) wheel({0, -3}, {0, -9}, Qt::ScrollUpdate);
    wheel({}, {}, Qt::ScrollEnd);
    for (int i = 0; i < 10; ++i) wheel({0, -40}, {0, -120}, Qt::ScrollMomentum);
    QCOMPARE(viewport().stack()->seriesUid(), series);
    QVERIFY(viewport().view().fit);
    const double fitted = viewport().imageToWidget().m11();
    wheel({}, {}, Qt::ScrollBegin, Qt::ControlModifier);
    double last = fitted;
    for (int i = 0; i < 10; ++i) {
        wheel({0, 5}, {0, 15}, Qt::ScrollUpdate, Qt::ControlModifier);
        const double now = viewport().imageToWidget().m11();
        QVERIFY(now > last && now / last < 1.08);  // even and small, not in notches
        last = now;
    }
    for (int i = 0; i < 10; ++i) wheel({0, 60}, {0, 180}, Qt::ScrollMomentum, Qt::ControlModifier);
    QCOMPARE(viewport().imageToWidget().m11(), last);
    click(tool("fit"));
}

void TestWindowMouse::aTouchpadPinchZooms() {
    const QPointF at = QRectF(viewport().rect()).center() + QPointF(60, 40);
    const QPointF under = viewport().imageToWidget().inverted().map(at);
    const double before = viewport().imageToWidget().m11();
    const auto gesture = [&](Qt::NativeGestureType type, double value) {
        QNativeGestureEvent event(type, QPointingDevice::primaryPointingDevice(), 2, at, at, viewport().mapToGlobal(at),
                                  value, {});
        QApplication::sendEvent(&viewport(), &event);
    };
    gesture(Qt::BeginNativeGesture, 0);
    for (int i = 0; i < 5; ++i) gesture(Qt::ZoomNativeGesture, 0.1);
    gesture(Qt::EndNativeGesture, 0);
    QVERIFY(std::abs(viewport().imageToWidget().m11() / before - std::pow(1.1, 5)) < 0.01);
    const QPointF now = viewport().imageToWidget().inverted().map(at);
    QVERIFY((now - under).manhattanLength() < 1.0);  // the place between the fingers stays
    choose("tools", "undo");                         // one pinch is one step
    QVERIFY(viewport().view().fit);
}

QTEST_MAIN(TestWindowMouse)
#include "tst_window_mouse.moc"
