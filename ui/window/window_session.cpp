// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Opening by dialog, recent paths, geometry and panels, and what was open at the last end.
#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QDockWidget>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>

#include "dicom/open/presentation_state.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/panel_docks.h"
#include "ui/window/screen_fit.h"
#include "ui/window/study_objects.h"

namespace hilum::ui {

namespace {

constexpr int kRecentPaths = 8;

constexpr QSize kLeastSize(1024, 700), kFirstSize(1440, 900);

}  // namespace

void MainWindow::restoreLayout() {
    const QList<QRect> screens = availableScreens();
    const QSize room = screens.isEmpty() ? kFirstSize : screens.first().size();
    setMinimumSize(kLeastSize.boundedTo(room));
    const QByteArray geometry = m_settings.value(Key::WindowGeometry).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) resize(kFirstSize.boundedTo(room));
    m_firstState = saveState();
    restoreState(m_settings.value(Key::WindowState).toByteArray());
    m_panels->keepOnScreens();
    const QStringList folded = m_settings.value(Key::FoldedSections).toStringList();
    for (auto* section : {m_parts.suggestions, m_parts.cases, m_parts.findings}) {
        section->setFolded(folded.contains(section->objectName()));
        connect(section, &Section::foldedChanged, this, [this] {
            QStringList now;
            for (const auto* s : {m_parts.suggestions, m_parts.cases, m_parts.findings})
                if (s->isFolded()) now << s->objectName();
            m_settings.set(Key::FoldedSections, now);
        });
    }
    m_parts.grid->setLayoutSize(m_settings.value(Key::GridRows).toInt(), m_settings.value(Key::GridColumns).toInt());
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::refreshRecentMenu);
}

void MainWindow::saveSession() {
    m_settings.set(Key::WindowGeometry, saveGeometry());
    if (m_panels->holds(QStringLiteral("keys"))) m_panels->show(QStringLiteral("keys"), rightPanels());  // not for good
    m_settings.set(Key::WindowState, saveState());
    m_settings.set(Key::SessionPaths, m_studies->paths());
    m_settings.set(Key::SessionState, sessionState());
    m_settings.sync();
}

// Opens again what was open when the window closed; a path that is gone is left out by the scan's answer.
void MainWindow::restoreSession() {
    const QStringList paths = m_settings.value(Key::SessionPaths).toStringList();
    if (paths.isEmpty()) return;
    m_restoring = m_settings.value(Key::SessionState).toString();
    openPaths(paths);
}

namespace {

QJsonObject viewJson(const ViewportWidget& viewport) {
    const ViewState state = viewport.viewState();
    QJsonObject json;
    json[QLatin1String("series")] = viewport.stack()->seriesUid();
    json[QLatin1String("index")] = viewport.index();
    json[QLatin1String("inverted")] = state.inverted;
    if (!state.windowIsDefault) {
        json[QLatin1String("centre")] = state.window.centre;
        json[QLatin1String("width")] = state.window.width;
        json[QLatin1String("function")] = static_cast<int>(state.window.function);
        json[QLatin1String("name")] = fromUtf8(state.window.explanation);
    }
    if (!state.view.fit) {
        json[QLatin1String("zoom")] = state.view.zoom;
        json[QLatin1String("panX")] = state.view.pan.x();
        json[QLatin1String("panY")] = state.view.pan.y();
    }
    if (const QRectF& area = state.view.area; !area.isEmpty())
        json[QLatin1String("area")] = QJsonArray{area.left(), area.top(), area.width(), area.height()};
    if (state.view.stretch > 0) json[QLatin1String("stretch")] = state.view.stretch;
    if (state.presentation) json[QLatin1String("presentation")] = fromUtf8(state.presentation->sopUid);
    json[QLatin1String("turns")] = state.view.quarterTurns;
    json[QLatin1String("flipH")] = state.view.flipHorizontal;
    json[QLatin1String("flipV")] = state.view.flipVertical;
    return json;
}

ViewState viewFrom(const QJsonObject& json) {
    ViewState state;
    state.inverted = json[QLatin1String("inverted")].toBool();
    state.windowIsDefault = !json.contains(QLatin1String("width"));
    if (!state.windowIsDefault) {
        state.window.centre = json[QLatin1String("centre")].toDouble();
        state.window.width = std::max(json[QLatin1String("width")].toDouble(), 1e-6);
        state.window.function =
            static_cast<image::VoiFunction>(std::clamp(json[QLatin1String("function")].toInt(), 0, 2));
        state.window.explanation = toUtf8(json[QLatin1String("name")].toString());
    }
    state.view.fit = !json.contains(QLatin1String("zoom"));
    if (!state.view.fit) {
        state.view.zoom = std::clamp(json[QLatin1String("zoom")].toDouble(), 0.02, 64.0);
        state.view.pan = {json[QLatin1String("panX")].toDouble(), json[QLatin1String("panY")].toDouble()};
    }
    if (const QJsonArray area = json[QLatin1String("area")].toArray(); area.size() == 4)
        state.view.area = QRectF(area[0].toDouble(), area[1].toDouble(), area[2].toDouble(), area[3].toDouble());
    state.view.stretch = std::clamp(json[QLatin1String("stretch")].toDouble(), 0.0, 1000.0);
    state.view.quarterTurns = ((json[QLatin1String("turns")].toInt() % 4) + 4) % 4;
    state.view.flipHorizontal = json[QLatin1String("flipH")].toBool();
    state.view.flipVertical = json[QLatin1String("flipV")].toBool();
    return state;
}

}  // namespace

// Layout, series, image, window and zoom of every viewport. Reformats and past cases are not sessions.
QString MainWindow::sessionState() const {
    const auto* grid = m_parts.grid;
    if (m_studies->paths().isEmpty() || m_mpr->isActive() || grid->isComparing()) return {};
    QJsonArray views;
    for (int i = 0; i < grid->visibleCount(); ++i) {
        const auto* viewport = grid->viewports()[i];
        views.append(viewport->stack() && !viewport->stack()->foreign ? viewJson(*viewport) : QJsonObject());
    }
    const QJsonObject json{{QStringLiteral("rows"), grid->rows()},
                           {QStringLiteral("columns"), grid->columns()},
                           {QStringLiteral("active"), static_cast<int>(grid->viewports().indexOf(&grid->active()))},
                           {QStringLiteral("linked"), grid->isLinked()},
                           {QStringLiteral("views"), views}};
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

// After everything is read: series that are gone leave their viewport to the next one in the list.
void MainWindow::restoreViews() {
    const QJsonObject json = QJsonDocument::fromJson(m_restoring.toUtf8()).object();
    m_restoring.clear();
    const QJsonArray views = json[QLatin1String("views")].toArray();
    if (views.isEmpty() || m_touched) return;
    auto* grid = m_parts.grid;
    grid->setLayoutSize(json[QLatin1String("rows")].toInt(1), json[QLatin1String("columns")].toInt(1));
    for (int i = 0; i < std::min(static_cast<int>(views.size()), grid->visibleCount()); ++i) {
        const QJsonObject view = views[i].toObject();
        const StackPtr stack = makeStack(m_studies->snapshot(), view[QLatin1String("series")].toString());
        auto* viewport = grid->viewports()[i];
        viewport->setStack(stack);
        if (!stack) continue;
        viewport->setIndex(view[QLatin1String("index")].toInt());
        viewport->setViewState(viewFrom(view));
        if (const QString shown = view[QLatin1String("presentation")].toString(); !shown.isEmpty())
            m_objects->restore(*viewport, shown);
    }
    grid->activate(json[QLatin1String("active")].toInt());
    setLinked(json[QLatin1String("linked")].toBool());
    m_touched = true;  // as the person left it: no rule rearranges it
}

void MainWindow::chooseHangingFile() {
    const QStringList chosen = PickFile::openFiles(this, tr("Hanging rules"), {});
    if (chosen.isEmpty()) return;
    const auto rules = readHangingRules(toUtf8(chosen.first()));
    if (!rules.ok()) return setNote(fromUtf8(rules.error().message));
    m_settings.set(Key::HangingFile, chosen.first());
    m_hangingRules = *rules;
    setNote(tr("%1 hanging rules read").arg(m_hangingRules.size()));
}

void MainWindow::rememberPath(const QStringList& paths) {
    if (m_settings.value(Key::HideIdentity).toBool()) return;  // file names may name people
    QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    for (const auto& path : paths.mid(0, 1)) {
        recent.removeAll(path);
        recent.prepend(path);
    }
    m_settings.set(Key::RecentPaths, QStringList(recent.mid(0, kRecentPaths)));
}

void MainWindow::refreshRecentMenu() {
    m_recentMenu->clear();
    const QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    for (const auto& path : recent) m_recentMenu->addAction(path, this, [this, path] { openPaths({path}); });
    if (recent.isEmpty()) {
        m_recentMenu->addAction(tr("Nothing yet"))->setEnabled(false);
        return;
    }
    m_recentMenu->addSeparator();
    m_recentMenu->addAction(tr("Forget these"), this, [this] { m_settings.set(Key::RecentPaths, QStringList()); });
}

void MainWindow::chooseFiles() {
    if (mustAcknowledge()) return;
    const QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    openPaths(
        PickFile::openFiles(this, tr("Open files"), recent.isEmpty() ? QString() : QFileInfo(recent.first()).path()));
}

void MainWindow::chooseFolder() {
    if (mustAcknowledge()) return;
    const QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    const QString folder = PickFile::openFolder(this, tr("Open a folder"),
                                                recent.isEmpty() ? QString() : QFileInfo(recent.first()).path());
    if (!folder.isEmpty()) openPaths({folder});
}

}  // namespace hilum::ui
