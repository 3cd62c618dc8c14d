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
#include <QWidgetAction>

#include "ui/browser/document_panel.h"
#include "ui/browser/series_list.h"
#include "ui/browser/tag_panel.h"
#include "ui/common/icons.h"
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/search/case_gallery.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/layout_picker.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/main_window.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/panel_docks.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/shortcut_panel.h"
#include "ui/window/tool_row.h"

namespace hilum::ui {

namespace {
constexpr int kManyImages = 10;
constexpr int kLeastImagePx = 480;  // beside an open list of keys
QKeySequence key(int k) { return QKeySequence(k); }
}  // namespace

void MainWindow::makeActions() {
    m_toolGroup = new QActionGroup(this);
    makeFileActions();
    makeKeyImageActions();
    makeLayoutActions();
    makeViewActions();
    makePresentationActions();
    makePresetActions();
    makeUndoActions();
    makeToolActions();
    makeMeasureActions();
    makeSpaceActions();
    makeReadingActions();
    makeHelpActions();
    makeInputActions();
    fillToolRow();
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
    makeExportActions();
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
                    m_tagPanel->setHideIdentity(hide);
                    m_documents->setHideIdentity(hide);
                    markPatients();
                });
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
    a.add(report, QStringLiteral("previousSuggestion"), tr("Previous suggestion"), {}, {QKeySequence(tr("Shift+J"))},
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
    a.add(library, QStringLiteral("searchPhrase"), tr("Search past cases for the selected suggestion"), {},
          {QKeySequence(tr("Ctrl+Shift+F"))}, [this, panel] { m_reading->searchPhrase(panel->selectedPhrase()); });
    a.add(library, QStringLiteral("openCase"), tr("Open the selected case beside the image"), QStringLiteral("compare"),
          {QKeySequence(tr("Ctrl+Return"))}, [this] { m_parts.gallery->open(m_parts.gallery->selected()); });
    a.add(library, QStringLiteral("endSearch"), tr("Back to similar cases"), {}, {QKeySequence(tr("Shift+Esc"))},
          [this] { m_reading->endSearch(); });
    a.addSeparator(library);
    a.add(library, QStringLiteral("demonstration"), tr("Open a demonstration study"), QStringLiteral("demonstration"),
          {QKeySequence(tr("Ctrl+D"))}, [this] { openDemonstration(); });
    a.add(library, QStringLiteral("refreshLibrary"), tr("Look at the library again"), QStringLiteral("retry"),
          {key(Qt::Key_F5)}, [this] {
              m_library->refresh();
              m_service->libraryChanged();
          });
    a.add(library, QStringLiteral("rebuildLibrary"), tr("Rebuild the library from its sources"),
          QStringLiteral("library"), {QKeySequence(tr("Ctrl+F5"))}, [this] { rebuildLibrary(); });
    makeModelActions();
}

void MainWindow::makeHelpActions() {
    auto& a = *m_actions;
    a.add(QStringLiteral("help"), QStringLiteral("shortcuts"), tr("Keys and mouse"), QStringLiteral("help"),
          {key(Qt::Key_F1), key(Qt::Key_Question)}, [this] { showShortcuts(m_parts.shortcuts->isHidden()); });
    a.add(QStringLiteral("view"), QStringLiteral("cancel"), tr("Cancel or go back"), {}, {key(Qt::Key_Escape)},
          [this] { cancelOrBack(); });
    a.add(QStringLiteral("view"), QStringLiteral("imageMenu"), tr("Menu of the image"), {},
          {key(Qt::Key_Menu), QKeySequence(tr("Shift+F10"))}, [this] {
              auto& viewport = m_parts.grid->active();
              showImageMenu(viewport.mapToGlobal(viewport.rect().center()));
          });
    connect(m_parts.shortcuts, &ShortcutPanel::closeRequested, this, [this] { showShortcuts(false); });
    connect(m_parts.grid, &ViewportGrid::menuRequested, this, &MainWindow::showImageMenu);
}

void MainWindow::fillToolRow() {
    auto* row = m_parts.toolRow;
    const auto button = [&](const char* id, bool words) {
        auto* action = (*m_actions)[QLatin1String(id)];
        auto* result = new QToolButton(row);
        result->setDefaultAction(action);
        result->setAccessibleName(action->text().remove(QLatin1Char('&')));
        row->addButton(result, words);
    };
    (*m_actions)[QStringLiteral("toolWindow")]->setIconText(tr("W/L"));
    (*m_actions)[QStringLiteral("link")]->setIconText(tr("Link"));
    (*m_actions)[QStringLiteral("saliency")]->setIconText(tr("Region"));
    for (const char* id : {"toolWindow", "toolPan", "toolZoom"}) button(id, true);
    const auto menuButton = [&](const char* name, const QString& text, const QString& tip, const QString& iconName,
                                QMenu* menu) {
        auto* result = new QToolButton(row);
        result->setObjectName(QLatin1String(name));
        result->setText(text);
        result->setIcon(icon(iconName));
        result->setPopupMode(QToolButton::InstantPopup);
        result->setMenu(menu);
        result->setCheckable(true);  // lit while one of its tools is in use
        result->setAccessibleName(text);
        result->setToolTip(tip);
        row->addButton(result, true);
    };
    menuButton("measureButton", tr("Measure"), tr("Distance, angle, Cobb, ellipse, polygon"), QStringLiteral("ruler"),
               m_actions->menu(QStringLiteral("measure"), {}));
    row->addGap();
    for (const char* id : {"invert", "fit", "oneToOne", "rotateRight", "flipHorizontal", "reset"}) button(id, false);
    row->addGap();
    auto* layout = new QToolButton(row);
    layout->setObjectName(QStringLiteral("layoutButton"));
    layout->setIcon(icon(QStringLiteral("grid")));
    layout->setPopupMode(QToolButton::InstantPopup);
    layout->setMenu(layoutPickerMenu());
    layout->setAccessibleName(tr("Layout of the viewports"));
    layout->setToolTip(tr("Rows and columns of viewports (Alt and their number)"));
    const auto words = [this, layout] {
        layout->setText(QStringLiteral("%1x%2").arg(m_parts.grid->rows()).arg(m_parts.grid->columns()));
    };
    words();
    connect(m_parts.grid, &ViewportGrid::layoutChanged, layout, words);
    row->addButton(layout, true);
    button("link", true);
    button("cine", true);
    row->addGap();
    button("saliency", true);
    row->addStretch();
    button("shortcuts", false);
}

QMenu* MainWindow::layoutPickerMenu() {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("layoutPickerMenu"));
    menu->setAccessibleName(tr("Layout of the viewports"));
    auto* picker = new LayoutPicker(ViewportGrid::kMostRows, menu);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(picker);
    menu->addAction(action);
    connect(menu, &QMenu::aboutToShow, picker, [this, picker] {
        picker->setPresent(m_parts.grid->rows(), m_parts.grid->columns());
        picker->setFocus();
    });
    connect(picker, &LayoutPicker::chosen, this, [this, menu](int rows, int columns) {
        menu->close();
        chooseGrid(rows, columns);
    });
    return menu;
}

void MainWindow::showImageMenu(const QPoint& globalPos) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Menu of the image"));
    // Submenus of its own: a menu that hangs in two others at once answers to neither.
    fillPresetMenu(*menu->addMenu(icon(QStringLiteral("window-level")), tr("CT windows")));
    menu->addMenu(icon(QStringLiteral("ruler")), tr("Measure"))
        ->addActions(m_actions->menu(QStringLiteral("measure"), {})->actions());
    for (const char* id : {"defaultWindow", "fullRange", "invert", "fit", "oneToOne", "rotateRight", "flipHorizontal",
                           "reset", "saliency", "keyImage", "maximise", "cancel"})
        menu->addAction((*m_actions)[QLatin1String(id)]);
    menu->popup(globalPos);  // returns at once: no nested event loop
}

// Where image, list of keys and right side do not fit beside each other, the right side gives way until it is closed.
void MainWindow::makeRoomForShortcuts() {
    const QString name = QStringLiteral("keys");
    const bool open = !m_parts.shortcuts->isHidden();
    const int study = m_parts.studyDock->isHidden() || m_parts.studyDock->isFloating() ? 0 : m_parts.studyDock->width();
    const int right = std::max(m_parts.readingDock->width(), m_parts.readingDock->widget()->minimumWidth());
    const bool narrow = open && width() < study + m_parts.shortcuts->width() + right + kLeastImagePx;
    if (narrow && !m_panels->holds(name) && PanelDocks::anyDockedVisible(rightPanels()))
        m_panels->hide(name, rightPanels());
    else if (!narrow && m_panels->holds(name))
        m_panels->show(name, rightPanels());
}

void MainWindow::showShortcuts(bool visible) {
    m_parts.shortcuts->setVisible(visible);
    makeRoomForShortcuts();
    if (!visible) m_parts.grid->active().setFocus();
}

void MainWindow::cancelOrBack() {
    if (!m_parts.shortcuts->isHidden()) return showShortcuts(false);
    if (m_parts.grid->active().measuring().cancel()) return m_parts.grid->active().update();
    if (m_parts.grid->isCineRunning()) return m_parts.grid->setCine(false);
    if (m_parts.grid->isComparing()) {
        m_reading->endCompare();
        return m_parts.grid->active().setFocus();
    }
    if (m_reading->isSearching()) return m_reading->endSearch();
    if (m_mpr->isActive() || m_mpr->isBuilding()) return m_mpr->end();
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
        // A pane that takes no focus itself hands it to its first control.
        QWidget* target = next;
        const auto takes = [](const QWidget* widget) {
            return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisible() && widget->isEnabled();
        };
        while (target != nullptr && !takes(target)) {
            target = target->nextInFocusChain();
            if (target == next || !next->isAncestorOf(target)) target = nullptr;
        }
        if (target == nullptr) continue;
        target->window()->activateWindow();  // a panel in a window of its own
        return target->setFocus(Qt::TabFocusReason);
    }
}

}  // namespace hilum::ui
