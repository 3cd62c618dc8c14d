// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The panels round the images (window.md 1): shown, hidden, in windows of their own, remembered; and how the
// window looks: theme and text size, changed while it runs.
#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include "ui/common/theme.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/panel_docks.h"
#include "ui/window/screen_fit.h"
#include "ui/window/tool_row.h"

namespace hilum::ui {

namespace {

constexpr int kTextStep = 10, kLeastText = 80, kMostText = 200;  // per cent
QKeySequence key(int k) { return QKeySequence(k); }

}  // namespace

QList<QDockWidget*> MainWindow::rightPanels() const { return {m_parts.readingDock, m_parts.reportDock}; }

QList<QDockWidget*> MainWindow::allPanels() const {
    return {m_parts.studyDock, m_parts.readingDock, m_parts.reportDock, m_tagDock};
}

void MainWindow::makePanelActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view"), panels = QStringLiteral("panels");
    a.add(view, QStringLiteral("rightSide"), tr("Show or hide the right side"), {}, {key(Qt::Key_Tab)},
          [this] { toggleRightSide(); });
    a.add(view, QStringLiteral("onlyImages"), tr("Only images"), QStringLiteral("fullscreen"), {key(Qt::Key_F11)},
          [this] { toggleAllPanels(); });
    a.subMenu(view, panels, tr("Panels"), {});
    a.add(panels, QStringLiteral("nextPane"), tr("Next pane"), {}, {key(Qt::Key_F6)}, [this] { cyclePane(1); });
    a.add(panels, QStringLiteral("previousPane"), tr("Previous pane"), {}, {QKeySequence(Qt::SHIFT | Qt::Key_F6)},
          [this] { cyclePane(-1); });
    a.addSeparator(panels);
    struct Panel {
        const char* id;
        QDockWidget* dock;
        int key;
    };
    const Panel all[] = {{"Reading", m_parts.readingDock, Qt::Key_F7},
                         {"Report", m_parts.reportDock, Qt::Key_F8},
                         {"Study", m_parts.studyDock, Qt::Key_F9}};
    for (const auto& [id, dock, k] : all) {
        auto* shown = a.addToggle(panels, QLatin1String("show") + QLatin1String(id), dock->windowTitle(), {}, {key(k)},
                                  true, [dock = dock](bool on) { dock->setVisible(on); });
        connect(dock, &QDockWidget::visibilityChanged, shown,
                [shown, dock = dock] { shown->setChecked(!dock->isHidden()); });
    }
    a.addSeparator(panels);
    for (const auto& [id, dock, k] : all) {
        auto* floats = a.addToggle(panels, QLatin1String("float") + QLatin1String(id),
                                   tr("%1: window of its own").arg(dock->windowTitle()), {},
                                   {QKeySequence(QKeyCombination(Qt::ShiftModifier, static_cast<Qt::Key>(k)))}, false,
                                   [this, dock = dock](bool) { m_panels->toggleFloating(*dock); });
        connect(dock, &QDockWidget::topLevelChanged, floats, &QAction::setChecked);
    }
    a.addSeparator(panels);
    a.add(panels, QStringLiteral("panelsBack"), tr("Panels as at first"), {}, {QKeySequence(tr("Ctrl+Shift+P"))},
          [this] { m_panels->putBack(m_firstState); });
    makeThemeActions();
}

void MainWindow::makeThemeActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view"), size = QStringLiteral("textSize");
    a.addToggle(view, QStringLiteral("lightTheme"), tr("Light theme"), {}, {QKeySequence(tr("Ctrl+Shift+L"))},
                m_settings.value(Key::LightTheme).toBool(), [this](bool light) { setLightTheme(light); });
    a.subMenu(view, size, tr("Text size"), {});
    const auto present = [this] { return m_settings.value(Key::TextPercent).toInt(); };
    a.add(size, QStringLiteral("largerText"), tr("Larger text"), {},
          {QKeySequence(tr("Ctrl+Alt++")), QKeySequence(tr("Ctrl+Alt+="))},
          [this, present] { setTextPercent(present() + kTextStep); });
    a.add(size, QStringLiteral("smallerText"), tr("Smaller text"), {}, {QKeySequence(tr("Ctrl+Alt+-"))},
          [this, present] { setTextPercent(present() - kTextStep); });
    a.add(size, QStringLiteral("usualText"), tr("Text as the system has it"), {}, {QKeySequence(tr("Ctrl+Alt+0"))},
          [this] { setTextPercent(100); });
}

void MainWindow::toggleRightSide() {
    if (PanelDocks::anyDockedVisible(rightPanels()))
        m_panels->hide(QStringLiteral("right"), rightPanels());
    else
        m_panels->show(QStringLiteral("right"), rightPanels());
}

void MainWindow::toggleAllPanels() {
    const bool hide = m_parts.toolRow->isVisible();
    if (hide)
        m_panels->hide(QStringLiteral("all"), allPanels());
    else
        m_panels->show(QStringLiteral("all"), {m_parts.studyDock, m_parts.readingDock, m_parts.reportDock});
    m_parts.toolRow->setVisible(!hide);
    menuBar()->setVisible(!hide);  // the status line stays: it holds the research-use words
    if (hide) m_parts.grid->active().setFocus();
}

void MainWindow::setLightTheme(bool light) {
    m_settings.set(Key::LightTheme, light);
    theme::apply(*qApp, light ? theme::Mode::Light : theme::Mode::Dark);
}

// Relative to what the system asks for; the widgets follow at once.
void MainWindow::setTextPercent(int percent) {
    const int wanted = std::clamp(percent, kLeastText, kMostText);
    const double system = theme::textScale() * 100.0 / m_settings.value(Key::TextPercent).toInt();
    m_settings.set(Key::TextPercent, wanted);
    theme::setTextScale(*qApp, system * wanted / 100.0);
    setNote(tr("Text size %1 %").arg(wanted));
}

}  // namespace hilum::ui
