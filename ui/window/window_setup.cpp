// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The window's actions: menus, keys (viewer.md 3.2, window.md 4) and the tool row above the images.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include "ui/browser/series_list.h"
#include "ui/common/icons.h"
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/search/case_gallery.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/main_window.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/shortcut_panel.h"

namespace hilum::ui {

namespace {
constexpr int kManyImages = 10;
constexpr double kOpacityStep = 0.1;
QKeySequence key(int k) { return QKeySequence(k); }
}  // namespace

void MainWindow::makeActions() {
    makeFileActions();
    makeViewActions();
    makePresetActions();
    makeToolActions();
    makeReadingActions();
    makeHelpActions();
    fillToolRow();
    QList<ShortcutPanel::Group> groups;
    for (const auto& group : m_actions->groups()) groups.append({group.title, group.actions});
    m_parts.shortcuts->setGroups(groups);
}

void MainWindow::makeFileActions() {
    auto& a = *m_actions;
    const QString file = QStringLiteral("file");
    a.add(file, QStringLiteral("openFiles"), tr("&Open files..."), QStringLiteral("open-file"), {QKeySequence::Open},
          [this] { chooseFiles(); });
    a.add(file, QStringLiteral("openFolder"), tr("Open &folder..."), QStringLiteral("open-folder"),
          {QKeySequence(tr("Ctrl+Shift+O"))}, [this] { chooseFolder(); });
    m_recentMenu = a.menu(file, {})->addMenu(tr("Open &recent"));
    m_recentMenu->setAccessibleName(tr("Open recent"));
    a.add(file, QStringLiteral("closeStudy"), tr("&Close study"), {}, {QKeySequence(tr("Ctrl+W"))},
          [this] { closeStudy(); });
    a.addSeparator(file);
    a.add(file, QStringLiteral("quit"), tr("&Quit"), {}, {QKeySequence(tr("Ctrl+Q"))}, [this] { close(); });

    const QString study = QStringLiteral("study");
    auto* grid = m_parts.grid;
    const auto scroll = [&](const char* id, const QString& text, const QList<QKeySequence>& keys, int steps) {
        a.add(study, QLatin1String(id), text, {}, keys, [grid, steps] { grid->active().scrollBy(steps); });
    };
    scroll("nextImage", tr("Next image"), {key(Qt::Key_Down)}, 1);
    scroll("previousImage", tr("Previous image"), {key(Qt::Key_Up)}, -1);
    scroll("nextImages", tr("Ten images on"), {QKeySequence(Qt::SHIFT | Qt::Key_Down)}, kManyImages);
    scroll("previousImages", tr("Ten images back"), {QKeySequence(Qt::SHIFT | Qt::Key_Up)}, -kManyImages);
    a.add(study, QStringLiteral("firstImage"), tr("First image"), {}, {key(Qt::Key_Home)},
          [grid] { grid->active().setIndex(0); });
    a.add(study, QStringLiteral("lastImage"), tr("Last image"), {}, {key(Qt::Key_End)},
          [grid] { grid->active().setIndex(INT_MAX); });
    a.addSeparator(study);
    a.add(study, QStringLiteral("nextSeries"), tr("Next series"), {}, {key(Qt::Key_PageDown)},
          [this] { stepSeries(1); });
    a.add(study, QStringLiteral("previousSeries"), tr("Previous series"), {}, {key(Qt::Key_PageUp)},
          [this] { stepSeries(-1); });
    a.add(study, QStringLiteral("nextStudy"), tr("Next study"), {}, {QKeySequence(tr("Ctrl+Right"))},
          [this] { stepStudy(1); });
    a.add(study, QStringLiteral("previousStudy"), tr("Previous study"), {}, {QKeySequence(tr("Ctrl+Left"))},
          [this] { stepStudy(-1); });
    a.addSeparator(study);
    a.addToggle(study, QStringLiteral("hideIdentity"), tr("Hide identity"), QStringLiteral("identity-hidden"),
                {QKeySequence(tr("Ctrl+H"))}, m_settings.value(Key::HideIdentity).toBool(), [this](bool hide) {
                    m_settings.set(Key::HideIdentity, hide);
                    m_parts.grid->setForAll([hide](ViewportWidget& viewport) { viewport.setHideIdentity(hide); });
                    m_parts.seriesModel->setHideIdentity(hide);
                });
}

void MainWindow::makeViewActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    auto* grid = m_parts.grid;
    auto* layouts = a.menu(view, {})->addMenu(icon(QStringLiteral("grid")), tr("Layout"));
    layouts->setObjectName(QStringLiteral("layoutMenu"));
    for (int rows = 1; rows <= 4; ++rows)
        for (int columns = 1; columns <= 4; ++columns)
            if (columns == rows || columns == rows + 1)
                layouts->addAction(tr("%1 x %2").arg(rows).arg(columns), this,
                                   [this, rows, columns] { setGrid(rows, columns); });
    const auto act = [&](const char* id, const QString& text, const char* iconName, const QList<QKeySequence>& keys,
                         auto method) {
        a.add(view, QLatin1String(id), text, QLatin1String(iconName), keys,
              [grid, method] { (grid->active().*method)(); });
    };
    act("fit", tr("Fit to window"), "fit", {key(Qt::Key_F)}, &ViewportWidget::fit);
    act("oneToOne", tr("One to one"), "one-to-one", {QKeySequence(tr("Ctrl+1"))}, &ViewportWidget::oneToOne);
    a.add(view, QStringLiteral("zoomIn"), tr("Zoom in"), QStringLiteral("zoom"),
          {key(Qt::Key_Plus), key(Qt::Key_Equal)}, [grid] { grid->active().zoomBy(1.25); });
    a.add(view, QStringLiteral("zoomOut"), tr("Zoom out"), {}, {key(Qt::Key_Minus)},
          [grid] { grid->active().zoomBy(0.8); });
    a.add(view, QStringLiteral("invert"), tr("Invert"), QStringLiteral("invert"), {key(Qt::Key_I)},
          [grid] { grid->active().setInverted(!grid->active().isInverted()); });
    act("flipHorizontal", tr("Flip left-right"), "flip-horizontal", {key(Qt::Key_H)},
        &ViewportWidget::flipHorizontally);
    act("flipVertical", tr("Flip top-bottom"), "flip-vertical", {key(Qt::Key_V)}, &ViewportWidget::flipVertically);
    a.add(view, QStringLiteral("rotateRight"), tr("Rotate right"), QStringLiteral("rotate-right"),
          {key(Qt::Key_Period)}, [grid] { grid->active().turn(1); });
    a.add(view, QStringLiteral("rotateLeft"), tr("Rotate left"), QStringLiteral("rotate-left"),
          {key(Qt::Key_Comma), QKeySequence(tr("Ctrl+L"))}, [grid] { grid->active().turn(-1); });
    act("reset", tr("Reset view"), "reset", {key(Qt::Key_R)}, &ViewportWidget::reset);
    a.addSeparator(view);
    a.add(view, QStringLiteral("maximise"), tr("Maximise viewport"), {}, {key(Qt::Key_M)},
          [grid] { grid->toggleMaximised(); });
    a.add(view, QStringLiteral("nextViewport"), tr("Next viewport"), {}, {key(Qt::Key_Right)},
          [grid] { grid->activateNext(1); });
    a.add(view, QStringLiteral("previousViewport"), tr("Previous viewport"), {}, {key(Qt::Key_Left)},
          [grid] { grid->activateNext(-1); });
    a.addToggle(view, QStringLiteral("texts"), tr("Texts over the image"), QStringLiteral("details"),
                {key(Qt::Key_Space)}, true,
                [grid](bool on) { grid->setForAll([on](ViewportWidget& viewport) { viewport.setTextVisible(on); }); });
    a.addSeparator(view);
    a.add(view, QStringLiteral("rightSide"), tr("Show or hide the right side"), {}, {key(Qt::Key_Tab)},
          [this] { toggleRightSide(); });
    a.add(view, QStringLiteral("onlyImages"), tr("Only images"), QStringLiteral("fullscreen"), {key(Qt::Key_F11)},
          [this] { toggleAllPanels(); });
    a.add(view, QStringLiteral("nextPane"), tr("Next pane"), {}, {key(Qt::Key_F6)}, [this] { cyclePane(1); });
    a.add(view, QStringLiteral("previousPane"), tr("Previous pane"), {}, {QKeySequence(Qt::SHIFT | Qt::Key_F6)},
          [this] { cyclePane(-1); });
    auto* panels = a.menu(view, {})->addMenu(tr("Panels"));
    for (auto* panel : {m_parts.studyDock, m_parts.readingDock, m_parts.reportDock})
        panels->addAction(panel->toggleViewAction());
    a.addToggle(view, QStringLiteral("lightTheme"), tr("Light theme"), {}, {},
                m_settings.value(Key::LightTheme).toBool(), [this](bool light) { setLightTheme(light); });
}

// Digits choose presets of CT; other modalities have the file's own windows and the automatic one.
void MainWindow::makePresetActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    m_presetMenu = a.menu(view, {})->addMenu(icon(QStringLiteral("window-level")), tr("Window"));
    a.add(view, QStringLiteral("defaultWindow"), tr("Window of the file"), QStringLiteral("window-level"),
          {key(Qt::Key_QuoteLeft)}, [this] { m_parts.grid->active().useDefaultWindow(); });
    a.add(view, QStringLiteral("fullRange"), tr("Full range"), {}, {key(Qt::Key_0)},
          [this] { m_parts.grid->active().useFullRange(); });
    for (int i = 0; i < 9; ++i)
        a.add({}, QStringLiteral("preset%1").arg(i + 1), tr("CT window %1").arg(i + 1), {}, {key(Qt::Key_1 + i)},
              [this, i] { applyPreset(i); });
    connect(m_presetMenu, &QMenu::aboutToShow, this, [this] {
        m_presetMenu->clear();
        const auto& stack = m_parts.grid->active().stack();
        if (!stack || !stack->isCt()) {
            m_presetMenu->addAction(tr("CT windows are offered for CT only"))->setEnabled(false);
            return;
        }
        for (std::size_t i = 0; i < m_presets.size(); ++i) {
            QString text = windowText(m_presets[i]);
            if (i < 9) text += QStringLiteral("\t%1").arg(i + 1);
            m_presetMenu->addAction(text, this, [this, i] { applyPreset(static_cast<int>(i)); });
        }
    });
}

void MainWindow::makeToolActions() {
    auto& a = *m_actions;
    const QString tools = QStringLiteral("tools");
    auto* group = new QActionGroup(this);
    const auto tool = [&](const char* id, const QString& text, const char* iconName, int k, Tool value) {
        auto* action = a.addToggle(
            tools, QLatin1String(id), text, QLatin1String(iconName), {key(k)}, value == Tool::WindowLevel,
            [this, value](bool) { m_parts.grid->setForAll([value](ViewportWidget& v) { v.setTool(value); }); });
        group->addAction(action);
    };
    tool("toolWindow", tr("Window and level"), "window-level", Qt::Key_W, Tool::WindowLevel);
    tool("toolPan", tr("Pan"), "pan", Qt::Key_P, Tool::Pan);
    tool("toolZoom", tr("Zoom"), "zoom", Qt::Key_Z, Tool::Zoom);
    a.addSeparator(tools);
    auto* link = a.addToggle(tools, QStringLiteral("link"), tr("Link viewports"), QStringLiteral("link"),
                             {key(Qt::Key_L)}, false, [this](bool on) { m_parts.grid->setLinked(on); });
    connect(m_parts.grid, &ViewportGrid::compareChanged, link,
            [this, link](bool) { link->setChecked(m_parts.grid->isLinked()); });
    auto* cine = a.addToggle(tools, QStringLiteral("cine"), tr("Cine"), QStringLiteral("play"), {key(Qt::Key_C)}, false,
                             [this](bool on) { m_parts.grid->setCine(on); });
    connect(m_parts.grid, &ViewportGrid::cineChanged, cine, &QAction::setChecked);
    a.addToggle(tools, QStringLiteral("invertDrag"), tr("Drag up for darker"), {}, {},
                m_settings.value(Key::InvertVerticalDrag).toBool(), [this](bool on) {
                    m_settings.set(Key::InvertVerticalDrag, on);
                    m_parts.grid->setForAll([on](ViewportWidget& v) { v.setInvertVerticalDrag(on); });
                });

    const QString regions = QStringLiteral("regions");
    a.add(regions, QStringLiteral("saliency"), tr("Region of the selected phrase"), QStringLiteral("saliency"),
          {key(Qt::Key_O)}, [this] { m_reading->toggleSaliency(); });
    const auto opacity = [&](const char* id, const QString& text, int k, double step) {
        a.add(regions, QLatin1String(id), text, {}, {key(k)}, [this, step] {
            m_reading->setOpacity(m_reading->opacity() + step);
            m_settings.set(Key::OverlayOpacity, m_reading->opacity());
        });
    };
    opacity("lessOpacity", tr("Fainter"), Qt::Key_BracketLeft, -kOpacityStep);
    opacity("moreOpacity", tr("Stronger"), Qt::Key_BracketRight, kOpacityStep);
}

void MainWindow::makeReadingActions() {
    auto& a = *m_actions;
    const QString report = QStringLiteral("report");
    auto* panel = m_parts.suggestionPanel;
    a.add(report, QStringLiteral("accept"), tr("Accept suggestion"), QStringLiteral("check"), {key(Qt::Key_A)},
          [panel] { panel->acceptSelected(); });
    a.add(report, QStringLiteral("edit"), tr("Edit suggestion"), QStringLiteral("edit"), {key(Qt::Key_E)},
          [panel] { panel->editSelected(); });
    a.add(report, QStringLiteral("dismiss"), tr("Dismiss suggestion"), QStringLiteral("close"), {key(Qt::Key_X)},
          [panel] { panel->dismissSelected(); });
    a.add(report, QStringLiteral("nextSuggestion"), tr("Next suggestion"), {}, {key(Qt::Key_J)},
          [panel] { panel->selectNext(1); });
    a.add(report, QStringLiteral("previousSuggestion"), tr("Previous suggestion"), {}, {key(Qt::Key_K)},
          [panel] { panel->selectNext(-1); });
    a.add(report, QStringLiteral("update"), tr("Suggest for the image on screen"), QStringLiteral("retry"),
          {key(Qt::Key_U)}, [this] { m_reading->updateForImage(); });
    a.addSeparator(report);
    a.add(report, QStringLiteral("draft"), tr("Draft report"), QStringLiteral("report"), {QKeySequence(tr("Ctrl+R"))},
          [this] {
              m_parts.reportDock->show();
              m_report->draftFromSuggestions();
          });
    a.add(report, QStringLiteral("nextField"), tr("Next field"), {}, {key(Qt::Key_F2)},
          [this] { m_report->nextField(); });
    a.add(report, QStringLiteral("export"), tr("Export report..."), QStringLiteral("export"),
          {QKeySequence(tr("Ctrl+E"))}, [this] { m_report->requestExport(); });

    const QString library = QStringLiteral("library");
    a.add(library, QStringLiteral("search"), tr("Search past cases"), QStringLiteral("search"),
          {key(Qt::Key_Slash), QKeySequence::Find}, [this] {
              m_parts.searchBox->setFocus(Qt::ShortcutFocusReason);
              m_parts.searchBox->selectAll();
          });
    a.add(library, QStringLiteral("openCase"), tr("Open the selected case beside the image"), QStringLiteral("compare"),
          {}, [this] { m_parts.gallery->open(m_parts.gallery->selected()); });
    a.add(library, QStringLiteral("endSearch"), tr("Back to similar cases"), {}, {},
          [this] { m_reading->endSearch(); });
    a.addSeparator(library);
    a.add(library, QStringLiteral("demonstration"), tr("Open a demonstration study"), QStringLiteral("demonstration"),
          {QKeySequence(tr("Ctrl+D"))}, [this] { openDemonstration(); });
    a.add(library, QStringLiteral("refreshLibrary"), tr("Look at the library again"), QStringLiteral("retry"),
          {key(Qt::Key_F5)}, [this] {
              m_library->refresh();
              m_service->libraryChanged();
          });
}

void MainWindow::makeHelpActions() {
    auto& a = *m_actions;
    a.add(QStringLiteral("help"), QStringLiteral("shortcuts"), tr("Keys and mouse"), QStringLiteral("help"),
          {key(Qt::Key_F1), key(Qt::Key_Question)}, [this] { showShortcuts(m_parts.shortcuts->isHidden()); });
    a.add({}, QStringLiteral("cancel"), tr("Cancel or go back"), {}, {key(Qt::Key_Escape)}, [this] { cancelOrBack(); });
    connect(m_parts.shortcuts, &ShortcutPanel::closeRequested, this, [this] { showShortcuts(false); });
    connect(m_parts.grid, &ViewportGrid::menuRequested, this, &MainWindow::showImageMenu);
}

void MainWindow::fillToolRow() {
    auto* row = static_cast<QHBoxLayout*>(m_parts.toolRow->layout());
    const auto button = [&](const char* id, bool words) {
        auto* action = (*m_actions)[QLatin1String(id)];
        auto* result = new QToolButton(m_parts.toolRow);
        result->setDefaultAction(action);
        result->setProperty("flat", true);
        result->setFocusPolicy(Qt::TabFocus);
        result->setToolButtonStyle(words ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        result->setAccessibleName(action->text().remove(QLatin1Char('&')));
        row->addWidget(result);
        return result;
    };
    (*m_actions)[QStringLiteral("toolWindow")]->setIconText(tr("W/L"));
    (*m_actions)[QStringLiteral("link")]->setIconText(tr("Link"));
    (*m_actions)[QStringLiteral("saliency")]->setIconText(tr("Region"));
    button("toolWindow", true);
    button("toolPan", true);
    button("toolZoom", true);
    row->addSpacing(2 * theme::kStep);
    for (const char* id : {"invert", "fit", "oneToOne", "rotateRight", "flipHorizontal", "reset"}) button(id, false);
    row->addSpacing(2 * theme::kStep);
    auto* layout = new QToolButton(m_parts.toolRow);
    layout->setObjectName(QStringLiteral("layoutButton"));
    layout->setProperty("flat", true);
    layout->setFocusPolicy(Qt::TabFocus);
    layout->setIcon(icon(QStringLiteral("grid")));
    layout->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    layout->setPopupMode(QToolButton::InstantPopup);
    layout->setMenu(findChild<QMenu*>(QStringLiteral("layoutMenu")));
    layout->setAccessibleName(tr("Layout of the viewports"));
    const auto words = [this, layout] {
        layout->setText(QStringLiteral("%1x%2").arg(m_parts.grid->rows()).arg(m_parts.grid->columns()));
    };
    words();
    connect(m_parts.grid, &ViewportGrid::layoutChanged, layout, words);
    row->addWidget(layout);
    button("link", true);
    button("cine", true);
    row->addSpacing(2 * theme::kStep);
    button("saliency", true);
    row->addStretch();
    button("shortcuts", false);
}

void MainWindow::applyPreset(int index) {
    ViewportWidget& viewport = m_parts.grid->active();
    if (index < 0 || index >= static_cast<int>(m_presets.size()) || !viewport.stack()) return;
    if (!viewport.stack()->isCt()) return setNote(tr("CT windows are offered for CT only."));
    viewport.setWindow(m_presets[static_cast<std::size_t>(index)]);
    Q_EMIT viewport.windowEdited();
}

void MainWindow::setGrid(int rows, int columns) {
    if (m_parts.grid->isComparing()) m_reading->endCompare();
    m_parts.grid->setLayoutSize(rows, columns);
    m_settings.set(Key::GridRows, rows);
    m_settings.set(Key::GridColumns, columns);
    fillEmptyViewports();
}

void MainWindow::showImageMenu(const QPoint& globalPos) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addMenu(m_presetMenu);
    for (const char* id : {"defaultWindow", "fullRange", "invert", "fit", "oneToOne", "rotateRight", "flipHorizontal",
                           "reset", "saliency", "maximise"})
        menu->addAction((*m_actions)[QLatin1String(id)]);
    menu->popup(globalPos);  // returns at once: no nested event loop
}

void MainWindow::showShortcuts(bool visible) {
    m_parts.shortcuts->setVisible(visible);
    if (!visible) m_parts.grid->active().setFocus();
}

void MainWindow::cancelOrBack() {
    if (!m_parts.shortcuts->isHidden()) return showShortcuts(false);
    if (m_parts.grid->isCineRunning()) return m_parts.grid->setCine(false);
    if (m_parts.grid->isComparing()) {
        m_reading->endCompare();
        return m_parts.grid->active().setFocus();
    }
    if (m_reading->isSearching()) return m_reading->endSearch();
    m_parts.grid->active().setFocus();
}

void MainWindow::cyclePane(int step) {
    const QList<QWidget*> panes = {&m_parts.grid->active(), m_parts.suggestionPanel, m_parts.gallery,
                                   m_parts.reportSlot, m_parts.seriesList};
    int at = 0;
    for (int i = 0; i < panes.size(); ++i)
        if (panes[i]->isAncestorOf(QApplication::focusWidget()) || panes[i] == QApplication::focusWidget()) at = i;
    for (int i = 1; i <= panes.size(); ++i) {
        auto* next = panes[((at + i * step) % panes.size() + panes.size()) % panes.size()];
        if (!next->isVisible()) continue;
        QWidget* target = next->focusPolicy() != Qt::NoFocus ? next : next->nextInFocusChain();
        return target->setFocus(Qt::TabFocusReason);
    }
}

}  // namespace hilum::ui
