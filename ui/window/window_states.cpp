// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What the window shows when: start, opening, refused files, series in viewports, the pack's line.
#include <QAction>
#include <QDateTime>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <utility>

#include "core/base/paths.h"
#include "ui/browser/series_list.h"
#include "ui/common/error_text.h"
#include "ui/common/section.h"
#include "ui/common/state_page.h"
#include "ui/common/text.h"
#include "ui/models/presets.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/main_window.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/notes_controller.h"
#include "ui/window/reading_controller.h"
#include "ui/window/space_controller.h"
#include "ui/window/start_page.h"
#include "ui/window/study_objects.h"
#include "ui/window/tool_row.h"

namespace hilum::ui {

void MainWindow::connectStates() {
    connect(m_studies.get(), &StudySet::opening, this, &MainWindow::studiesOpening);
    connect(m_studies.get(), &StudySet::changed, this, &MainWindow::studiesChanged);
    connect(m_studies.get(), &StudySet::finished, this, &MainWindow::studiesFinished);
    connect(m_studies.get(), &StudySet::failed, this, [this](const base::Error& error) {
        if (error.code == base::ErrorCode::Cancelled) return;
        showFileMessage(fromUtf8(error.message));
        showCentre();
    });
    connect(m_parts.seriesList, &SeriesList::seriesChosen, this, &MainWindow::openSeries);
    connect(m_parts.grid, &ViewportGrid::seriesDropped, this, &MainWindow::openSeries);
    connect(m_parts.grid, &ViewportGrid::activeChanged, this, [this] {
        if (const auto& stack = m_parts.grid->active().stack()) m_parts.seriesList->showOpen(stack->seriesUid());
    });
    connect(m_parts.grid, &ViewportGrid::anyFrameShown, this, &MainWindow::markPatients);
    connect(m_parts.grid, &ViewportGrid::layoutChanged, this, &MainWindow::markPatients);
    connect(m_service.get(), &ReadingService::stateChanged, this, &MainWindow::describePack);
    connect(m_reading, &ReadingController::noteChanged, this, &MainWindow::setNote);
    connect(m_parts.cases, &Section::actionRequested, this, [this] {
        using Way = ReadingController::Way;
        if (m_reading->offered() == Way::Models) return void(showModels());
        if (m_reading->offered() == Way::Rebuild) return rebuildLibrary();
        if (mustAcknowledge()) return;
        m_demonstration->start(m_options.demonstrationStudies, m_options.demonstrationSizePx);
    });
    connect(m_parts.suggestions, &Section::actionRequested, this, [this] { showModels(); });
    connectRebuild();

    auto* start = m_parts.start;
    connect(start, &StartPage::acknowledged, this, [this] {
        m_settings.set(Key::AcknowledgedVersion, QStringLiteral("1"));
        m_settings.set(Key::AcknowledgedAt, QDateTime::currentDateTimeUtc().toString(Qt::ISODate));
        openPaths(std::exchange(m_waiting, {}));
    });
    connect(start, &StartPage::demonstrationRequested, this, &MainWindow::openDemonstration);
    connect(start, &StartPage::cancelRequested, m_demonstration, &Demonstration::cancel);
    connect(start, &StartPage::openFilesRequested, this, &MainWindow::chooseFiles);
    connect(start, &StartPage::openFolderRequested, this, &MainWindow::chooseFolder);
    connect(start, &StartPage::recentRequested, this, [this](const QString& path) { openPaths({path}); });
    connect(m_demonstration, &Demonstration::progressed, start, &StartPage::setMakingProgress);
    connect(m_demonstration, &Demonstration::firstStudyReady, this, [this](const QString& path) {
        m_parts.start->setMaking(false);
        m_parts.start->setMessage({}, false);
        if (m_studies->paths().isEmpty()) openPaths({path});
    });
    connect(m_demonstration, &Demonstration::failed, this, [this](const base::Error& error) {
        m_parts.start->setMaking(false);
        const bool stopped = error.code == base::ErrorCode::Cancelled;
        m_parts.start->setMessage(stopped ? tr("Stopped. Nothing half made is left.") : fromUtf8(error.message),
                                  !stopped);
        if (!stopped) setNote(fromUtf8(error.message));
    });
    connect(m_demonstration, &Demonstration::indexing, m_reading, &ReadingController::showFilling);
    connect(m_demonstration, &Demonstration::indexed, this, [this](qint64 added) {
        if (added == 0) return;
        setNote(added == 1 ? tr("1 case added to the library") : tr("%1 cases added to the library").arg(added));
        // A review is never swept away: then only the past cases are looked for again.
        if (m_parts.suggestionPanel->hasReviewed())
            m_reading->readAgain();
        else
            m_reading->updateForImage();
    });
    m_parts.grid->setForAll([text = tr("Drag a series here")](ViewportWidget& v) { v.setEmptyText(text); });
    const bool hide = m_settings.value(Key::HideIdentity).toBool();
    m_parts.grid->setForAll([hide](ViewportWidget& viewport) { viewport.setHideIdentity(hide); });
    m_parts.seriesModel->setHideIdentity(hide);
    m_reading->setOpacity(m_settings.value(Key::OverlayOpacity).toDouble());
}

void MainWindow::connectRebuild() {
    connect(m_parts.cases, &Section::cancelRequested, m_rebuild, &LibraryRebuild::cancel);
    connect(m_rebuild, &LibraryRebuild::begun, this, [this] { m_library->setRebuilding(true); });
    connect(m_rebuild, &LibraryRebuild::progressed, this, [this](qint64 done, qint64 total) {
        m_parts.cases->page().setProgress(done, total);
        m_parts.cases->setNotice(tr("The library is being rebuilt: %1 of %2 images.").arg(done).arg(total));
    });
    connect(m_rebuild, &LibraryRebuild::finished, this, [this](qint64 cases, qint64 drafts, qint64 lost) {
        m_library->setRebuilding(false);
        QString text = tr("The library holds %1 cases again; %2 drafts were kept.").arg(cases).arg(drafts);
        if (lost > 0) text += QLatin1Char(' ') + tr("%1 images or sources could not be read.").arg(lost);
        setNote(text);
        m_reading->readAgain();
    });
    connect(m_rebuild, &LibraryRebuild::failed, this, [this](const base::Error& error) {
        m_library->setRebuilding(false);
        if (error.code != base::ErrorCode::Cancelled) setNote(fromUtf8(error.message));
        m_reading->readAgain();
    });
}

// The old file is kept beside the new one; images stay where they are.
void MainWindow::rebuildLibrary() {
    if (!m_options.collector) return setNote(tr("This window cannot rebuild the library; use `hilum index rebuild`."));
    m_rebuild->start();
}

// Everything that reads a disk, opens a database or loads a model begins here.
void MainWindow::startAfterFirstPaint() {
    TaskOptions options;
    options.title = tr("Window presets");
    options.visible = false;
    m_runner->run<std::vector<image::WindowLevel>>(
        options, [](const base::JobContext&) { return readPresets(base::resourcesFolder() / "presets.json"); }, this,
        [this](base::Result<std::vector<image::WindowLevel>> result) {
            if (!result.ok()) return setNote(fromUtf8(result.error().message));
            m_presets = std::move(result).value();
            namePresets();
        });
    loadHangingRules();
    if (!m_options.paths.isEmpty())
        openPaths(m_options.paths);
    else if (m_options.restoreSession)
        restoreSession();
    m_library->refresh();
    describePack();
    if (m_options.engine) m_service->start();
}

// Nothing is read before the first start is acknowledged; every way in leads back to that line.
bool MainWindow::mustAcknowledge(const QStringList& waiting) {
    if (!m_settings.value(Key::AcknowledgedVersion).toString().isEmpty()) return false;
    if (!waiting.isEmpty()) m_waiting = waiting;
    showCentre();
    m_parts.start->askToAcknowledge(!m_waiting.isEmpty());
    return true;
}

void MainWindow::openPaths(const QStringList& paths) {
    if (paths.isEmpty() || mustAcknowledge(paths)) return;
    rememberPath(paths);
    m_studies->open(paths);
}

void MainWindow::closeStudy() {
    m_studies->close();
    showCentre();
}

void MainWindow::openDemonstration() {
    if (mustAcknowledge()) return;
    m_studies->close();
    m_parts.start->setMaking(true);
    m_parts.start->setMessage(tr("Making demonstration studies. They are computed; no patient is in them."), false);
    showCentre();
    m_demonstration->start(m_options.demonstrationStudies, m_options.demonstrationSizePx);
    if (!m_demonstration->isWriting()) m_parts.start->setMaking(false);
}

void MainWindow::studiesOpening() {
    m_firstImageOpened = false;
    m_touched = false;
    m_mpr->closeAll();
    m_space->clearCursor();
    m_notesController->closeAll();
    m_objects->clear();
    m_parts.grid->clear();
    m_undo.clear();
    m_frames->clear();
    m_parts.seriesModel->setSnapshot(nullptr);
    showFileMessage({});
    m_reading->studyChanged();
    showCentre();
}

void MainWindow::studiesChanged() {
    const SnapshotPtr snapshot = m_studies->snapshot();
    m_parts.seriesModel->setSnapshot(snapshot);
    // Longer snapshots reach the viewports that show these series; nothing else moves.
    for (auto* viewport : m_parts.grid->viewports())
        if (viewport->stack() && !viewport->stack()->foreign && !viewport->stack()->derived)
            if (const StackPtr stack = makeStack(snapshot, viewport->stack()->seriesUid())) viewport->setStack(stack);
    if (!m_firstImageOpened) {
        const QStringList uids = m_parts.seriesModel->seriesUids();
        if (!uids.isEmpty()) {
            m_firstImageOpened = true;
            showSeries(uids.first(), focusMayMove());
        }
    }
    showCentre();
}

void MainWindow::studiesFinished() {
    if (m_restoring.isEmpty())
        hangByRules(false);
    else
        restoreViews();
    fillEmptyViewports();
    const SnapshotPtr snapshot = m_studies->snapshot();
    m_objects->load(snapshot);
    const auto refused = static_cast<int>(snapshot->refused.size());
    if (refused > 0 && !m_firstImageOpened)
        showFileMessage(fromUtf8(snapshot->refused.front().reason));
    else if (refused > 0)
        setNote(refused == 1 ? tr("1 file refused, in red on the left")
                             : tr("%1 files refused, in red on the left").arg(refused));
    else if (!m_firstImageOpened)
        showFileMessage(tr(
            "There is no image in what was opened. Hilum reads DICOM, PNG and JPEG files, folders and ZIP archives."));
    showCentre();
}

void MainWindow::showCentre() {
    const bool open = !m_studies->paths().isEmpty();
    m_parts.centre->setCurrentWidget(open ? m_parts.viewer : static_cast<QWidget*>(m_parts.start));
    m_parts.start->setAcknowledged(!m_settings.value(Key::AcknowledgedVersion).toString().isEmpty());
    m_parts.start->setRecent(m_settings.value(Key::RecentPaths).toStringList());
    const bool nothing = open && m_parts.seriesModel->seriesUids().isEmpty();
    m_parts.noStudy->setText(m_studies->scanning() ? tr("Reading...") : tr("No study is open"));
    const bool listed = m_parts.seriesModel->rowCount() > 0;
    m_parts.noStudy->setVisible(!listed);
    m_parts.seriesList->setVisible(listed);
    const QString text = m_studies->scanning() ? tr("Reading...")
                         : nothing             ? tr("There is no image to show")
                         : open                ? tr("Drag a series here")
                                               : tr("Drop a file, a folder or a ZIP here");
    for (auto* viewport : m_parts.grid->viewports()) viewport->setEmptyText(text);
    for (const char* id : {"closeStudy", "nextImage", "fit", "saliency", "update", "draft", "export"})
        (*m_actions)[QLatin1String(id)]->setEnabled(open);
}

void MainWindow::showFileMessage(const QString& text) {
    m_parts.fileMessage->setText(text);
    m_parts.fileMessage->setVisible(!text.isEmpty());
}

void MainWindow::stepSeries(int step) {
    const QStringList uids = m_parts.seriesModel->seriesUids();
    const auto& stack = m_parts.grid->active().stack();
    const auto at = stack ? uids.indexOf(stack->seriesUid()) : -1;
    if (at + step >= 0 && at + step < uids.size()) openSeries(uids[at + step]);
}

void MainWindow::stepStudy(int step) {
    const SnapshotPtr snapshot = m_studies->snapshot();
    const auto& stack = m_parts.grid->active().stack();
    if (!snapshot || !stack || stack->study == nullptr) return;
    int at = 0;
    for (std::size_t i = 0; i < snapshot->studies.size(); ++i)
        if (snapshot->studies[i].uid == stack->study->uid) at = static_cast<int>(i);
    const int next = at + step;
    if (next < 0 || next >= static_cast<int>(snapshot->studies.size())) return;
    const auto& series = snapshot->studies[static_cast<std::size_t>(next)].series;
    if (!series.empty()) openSeries(fromUtf8(series.front().uid));
}

void MainWindow::describePack() {
    using State = engine::Engine::State;
    QString text;
    switch (m_service->state()) {
        case State::Ready: text = m_service->description(); break;
        case State::Failed: text = tr("no model pack"); break;
        case State::Loading: text = tr("loading the model pack"); break;
        case State::Idle: text = m_options.engine ? tr("model pack not loaded yet") : tr("no model pack"); break;
    }
    m_parts.pack->setText(text);
}

void MainWindow::setNote(const QString& text) {
    m_parts.note->setText(text);  // as much of it as the status bar has room for
    m_parts.note->setToolTip(text);
}

}  // namespace hilum::ui
