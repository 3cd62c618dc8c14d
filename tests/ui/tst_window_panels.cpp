// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The panels round the images on a desk with two monitors (an off-screen platform with two_screens.json): floating
// by key, by menu and by the grip, remembered, put back; hiding; the theme and the text size changed while running.
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QScreen>
#include <QTest>

#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_list.h"
#include "ui/common/theme.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"
#include "ui/window/tool_row.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

class TestWindowPanels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void thereAreTwoScreens();
    void aPanelFloatsOnTheSecondMonitorAndIsRemembered();
    void theGripFloatsAndDocks();
    void panelsGoBackAsAtFirst();
    void hidingRemembersWhatWasThere();
    void keysWorkInAFloatingPanel();
    void aWindowFromAMissingMonitorComesBack();
    void theThemeChangesAtRunTime();
    void theTextSizeChangesAtRunTime();

private:
    MainWindow& open() {
        const QString folder = m_fixture->folder(QStringLiteral("ct"));
        tests::writeSeries(folder, {});
        auto& w = m_fixture->show(nullptr, true, {folder});
        [&] { QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000); }();
        return w;
    }
    MainWindow& window() { return m_fixture->window(); }
    WindowParts& parts() { return window().parts(); }
    ViewportWidget& viewport() { return parts().grid->active(); }
    void trigger(const char* id) { window().actions()[QLatin1String(id)]->trigger(); }
    void press(QWidget* widget, int key, Qt::KeyboardModifiers modifiers = {}) {
        widget->setFocus();
        QTest::keyClick(widget, static_cast<Qt::Key>(key), modifiers);
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowPanels::thereAreTwoScreens() { QCOMPARE(QGuiApplication::screens().size(), 2); }

void TestWindowPanels::aPanelFloatsOnTheSecondMonitorAndIsRemembered() {
    const QRect second = QGuiApplication::screens()[1]->availableGeometry();
    QRect place;
    {
        auto& w = open();
        w.move(20, 40);
        press(&viewport(), Qt::Key_F8, Qt::ShiftModifier);
        QVERIFY(parts().reportDock->isFloating());
        QVERIFY(w.actions()[QStringLiteral("floatReport")]->isChecked());
        QTRY_VERIFY(second.contains(parts().reportDock->frameGeometry().center()));
        QVERIFY(!parts().readingDock->isFloating());
        place = parts().reportDock->geometry();
        QVERIFY(w.close());
        m_fixture->closeWindow();
    }
    m_fixture->show(nullptr, true, {}, true);
    QVERIFY(parts().reportDock->isFloating());
    QVERIFY(parts().reportDock->isVisible());
    QTRY_VERIFY((parts().reportDock->geometry().center() - place.center()).manhattanLength() < 40);
    trigger("floatReport");
    QVERIFY(!parts().reportDock->isFloating());
    QVERIFY(parts().reportDock->isVisible());
    // The second time it goes where it was, not where the first guess put it.
    trigger("floatReport");
    parts().reportDock->move(2000, 300);
    trigger("floatReport");
    trigger("floatReport");
    QTRY_VERIFY((parts().reportDock->pos() - QPoint(2000, 300)).manhattanLength() < 60);
}

void TestWindowPanels::theGripFloatsAndDocks() {
    open();
    auto* dock = parts().readingDock;
    auto* grip = dock->titleBarWidget();
    QVERIFY(grip != nullptr && grip->isVisible());
    QVERIFY(grip->height() <= 12);
    QVERIFY(!grip->toolTip().isEmpty());
    // What a hand sends; Qt Test's mouseDClick alone is the third of these events.
    QTest::mouseClick(grip, Qt::LeftButton, {}, grip->rect().center());
    QTest::mouseDClick(grip, Qt::LeftButton, {}, grip->rect().center());
    QTest::mouseRelease(grip, Qt::LeftButton, {}, grip->rect().center());
    QTRY_VERIFY(dock->isFloating());
    QVERIFY(dock->titleBarWidget() == nullptr);  // the desktop's own title bar
    trigger("floatReading");
    QTRY_VERIFY(!dock->isFloating());
    QVERIFY(dock->titleBarWidget() != nullptr);
}

void TestWindowPanels::panelsGoBackAsAtFirst() {
    open();
    const int width = parts().readingDock->width();
    trigger("floatStudy");
    trigger("floatReport");
    trigger("showReading");
    QVERIFY(!parts().readingDock->isVisible());
    trigger("panelsBack");
    for (auto* dock : {parts().studyDock, parts().readingDock, parts().reportDock})
        QVERIFY2(dock->isVisible() && !dock->isFloating(), qPrintable(dock->objectName()));
    QTRY_VERIFY(std::abs(parts().readingDock->width() - width) < 40);
    QCOMPARE(window().dockWidgetArea(parts().studyDock), Qt::LeftDockWidgetArea);
}

void TestWindowPanels::hidingRemembersWhatWasThere() {
    open();
    trigger("showStudy");  // somebody does not want the list of series
    QVERIFY(!parts().studyDock->isVisible());
    press(&viewport(), Qt::Key_F11);
    QVERIFY(!parts().readingDock->isVisible() && !parts().toolRow->isVisible() && !window().menuBar()->isVisible());
    QVERIFY(parts().research->isVisible());
    press(&viewport(), Qt::Key_F11);
    QVERIFY(parts().readingDock->isVisible() && parts().toolRow->isVisible());
    QVERIFY(!parts().studyDock->isVisible());  // still not wanted
    // Tab leaves a panel alone that stands on the other monitor.
    trigger("floatReport");
    press(&viewport(), Qt::Key_Tab);
    QVERIFY(!parts().readingDock->isVisible());
    QVERIFY(parts().reportDock->isVisible());
    press(&viewport(), Qt::Key_Tab);
    QVERIFY(parts().readingDock->isVisible());
}

void TestWindowPanels::keysWorkInAFloatingPanel() {
    open();
    trigger("floatStudy");
    auto* list = parts().seriesList;
    list->activateWindow();
    const bool inverted = viewport().isInverted();
    press(list, Qt::Key_I);
    QCOMPARE(viewport().isInverted(), !inverted);
}

void TestWindowPanels::aWindowFromAMissingMonitorComesBack() {
    {
        auto& w = open();
        w.move(1800, 60);
        trigger("floatReport");
        parts().reportDock->move(60, 80);
        QVERIFY(w.close());
        m_fixture->closeWindow();
    }
    // The same settings where the second monitor has moved far away: nobody would see that place.
    Settings settings(m_fixture->settingsFile());
    settings.sync();
    auto& again = m_fixture->show(nullptr, true, {}, true);
    QList<QRect> areas;
    for (const auto* screen : QGuiApplication::screens()) areas << screen->availableGeometry();
    const auto seen = [&](const QRect& frame) {
        return std::any_of(areas.begin(), areas.end(), [&](const QRect& a) { return a.contains(frame.center()); });
    };
    QVERIFY(seen(again.frameGeometry()));
    QVERIFY(seen(parts().reportDock->frameGeometry()));
}

void TestWindowPanels::theThemeChangesAtRunTime() {
    open();
    QVERIFY(m_fixture->shoot(QStringLiteral("panels-dark")));
    const QColor dark = tests::pixelAt(*parts().toolRow, QPoint(2, 2));
    const QColor image = tests::pixelAt(viewport(), QPoint(60, viewport().height() / 2));
    press(&viewport(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(theme::mode(), theme::Mode::Light);
    QTRY_VERIFY(tests::pixelAt(*parts().toolRow, QPoint(2, 2)).lightness() > 200);
    QVERIFY(dark.lightness() < 60);
    QCOMPARE(tests::pixelAt(viewport(), QPoint(60, viewport().height() / 2)), image);  // images are read on black
    QVERIFY(window().settings().value(Key::LightTheme).toBool());
    press(&viewport(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(tests::pixelAt(*parts().toolRow, QPoint(2, 2)), dark);
}

void TestWindowPanels::theTextSizeChangesAtRunTime() {
    open();
    const int before = parts().research->fontMetrics().height();
    const int rowBefore = parts().seriesList->sizeHintForRow(0);
    for (int i = 0; i < 5; ++i) trigger("largerText");
    QCOMPARE(theme::textScale(), 1.5);
    QCOMPARE(window().settings().value(Key::TextPercent).toInt(), 150);
    QTRY_VERIFY(parts().research->fontMetrics().height() > before * 1.3);
    QTRY_VERIFY(parts().seriesList->sizeHintForRow(0) > rowBefore);
    QVERIFY(m_fixture->shoot(QStringLiteral("panels-text150")));
    trigger("usualText");
    QCOMPARE(theme::textScale(), 1.0);
    QTRY_COMPARE(parts().research->fontMetrics().height(), before);
    for (int i = 0; i < 20; ++i) trigger("smallerText");
    QCOMPARE(window().settings().value(Key::TextPercent).toInt(), 80);  // no smaller: it must stay legible
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" HILUM_SOURCE_DIR "/tests/ui/two_screens.json");
    QApplication application(argc, argv);
    TestWindowPanels test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window_panels.moc"
