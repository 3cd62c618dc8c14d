// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/main_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QTimer>

#include "ui/common/focus_chain.h"
#include "ui/common/theme.h"
#include "ui/models/mpr_volumes.h"
#include "ui/models/pack_service.h"
#include "ui/search/search_box.h"
#include "ui/settings/input_editor.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/viewer/viewport_widget.h"
#include "ui/window/audit_trail.h"
#include "ui/window/demonstration.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/notes_controller.h"
#include "ui/window/pack_switch.h"
#include "ui/window/panel_docks.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/space_controller.h"
#include "ui/window/study_objects.h"
#include "ui/window/tool_row.h"

namespace hilum::ui {

MainWindow::MainWindow(WindowOptions options)
    : m_options(std::move(options)),
      m_settings(m_options.settingsFile),
      m_runner(std::make_unique<TaskRunner>()),
      m_frames(std::make_unique<FrameStore>(*m_runner)),
      m_studies(std::make_unique<StudySet>(*m_runner)),
      m_library(std::make_unique<LibraryService>(m_options.library, *m_runner)),
      m_service(std::make_unique<ReadingService>(m_options.engine, m_options.library)) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Hilum"));
    setAcceptDrops(true);
    setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    m_actions = new WindowActions(*this);
    for (const auto& [id, title] :
         {std::pair{"file", tr("&File")}, std::pair{"study", tr("&Study")}, std::pair{"view", tr("&View")},
          std::pair{"tools", tr("&Tools")}, std::pair{"regions", tr("Re&gions")}, std::pair{"report", tr("Re&port")},
          std::pair{"library", tr("&Library")}, std::pair{"help", tr("&Help")}})
        m_actions->menu(QLatin1String(id), title);
    m_volumes = std::make_shared<MprVolumes>();
    m_frames->setReader([volumes = m_volumes](const FrameKey& key, const base::JobContext& job) {
        return volumes->isCut(key) ? volumes->read(key) : dicom::readFrame(key.locator, key.frame, job);
    });
    m_parts = buildParts(*this, *m_frames, *m_library, *m_runner);
    m_demonstration = new Demonstration(*m_service, *m_library, *m_runner, this);
    m_rebuild = new LibraryRebuild(m_options.collector, *m_service, *m_library, *m_runner, this);
    m_packs = new PackService(m_options.library, *m_runner, this);
    m_packSwitch = new PackSwitch(*m_service, *m_library, *m_runner, this);
    m_reading = new ReadingController(m_parts, *m_service, *m_library, *m_runner, this);
    m_report = new ReportController(m_parts, *m_reading, *m_service, *m_library, *m_runner, this);
    new AuditTrail(m_parts, *m_reading, *m_report, m_options.library, *m_runner, this);
    m_notes = new NotesStore(m_undo, this);
    m_notesController = new NotesController(*m_notes, *m_library, this);
    m_space = new SpaceController(*m_parts.grid, this);
    m_mpr = new MprController(*m_parts.grid, *m_frames, *m_runner, m_volumes, this);
    m_objects = new StudyObjects(*m_parts.grid, *m_notes, *m_frames, *m_runner, this);
    makeTagDock();
    makeResourcesDock();
    makeDocumentDock();
    m_panels = new PanelDocks(*this, {m_parts.studyDock, m_parts.readingDock, m_parts.reportDock, m_tagDock,
                                      m_resourcesDock, m_documentDock});
    makeActions();
    connectNotes();
    connectStates();
    restoreLayout();
    QWidget* last = m_parts.searchBox;
    for (QWidget* pane : {static_cast<QWidget*>(m_parts.studyDock), static_cast<QWidget*>(m_parts.toolRow),
                          static_cast<QWidget*>(m_parts.grid), static_cast<QWidget*>(m_parts.readingDock),
                          static_cast<QWidget*>(m_parts.reportDock)})
        last = chainFocus(last, *pane);
    showCentre();
    qApp->installEventFilter(this);
}

// Order of the end: what waits to be saved, the inference thread, the pool, then the widgets.
MainWindow::~MainWindow() {
    qApp->removeEventFilter(this);
    m_report->saveNow();
    m_notesController->saveNow();
    m_library->finishWrites();
    m_packSwitch->cancel();
    m_runner->cancelAll();
    m_service.reset();
    m_runner.reset();
    // Viewports give their frames back to the store, which is a member and would go before them.
    m_undo.clear();
    m_parts.grid->disconnect();
    delete m_parts.grid;
}

bool MainWindow::event(QEvent* event) {
    const bool result = QMainWindow::event(event);
    if ((event->type() == QEvent::Resize || event->type() == QEvent::FontChange) && m_started)
        QTimer::singleShot(0, this, &MainWindow::makeRoomForShortcuts);
    if (event->type() == QEvent::Paint && !m_started) {
        m_started = true;
        QTimer::singleShot(0, this, [this] {
            Q_EMIT firstPainted();
            startAfterFirstPaint();
        });
    }
    return result;
}

// The window's one-key actions must not take Space and Enter from buttons, nor Tab from the panels.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && watched->isWidgetType()) {
        // The event climbs to the parents when it is not taken: the focus decides, not the receiver.
        const QWidget* widget = QApplication::focusWidget();
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool inImage = widget == nullptr || qobject_cast<const ViewportWidget*>(widget) != nullptr;
        const bool tab = key == Qt::Key_Tab || key == Qt::Key_Backtab;
        const bool press = key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter;
        const bool menu = key == Qt::Key_Menu;  // fields and rows have menus of their own
        if (((tab || menu) && !inImage) || (press && qobject_cast<const QAbstractButton*>(widget) != nullptr)) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveSession();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const auto& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    if (paths.isEmpty()) return;
    event->acceptProposedAction();
    openPaths(paths);
}

}  // namespace hilum::ui
