// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Opening by dialog, recent paths, geometry and panels, and what was open at the last end.
#include <QApplication>
#include <QDateTime>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QScreen>

#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/common/theme.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"

namespace hilum::ui {

namespace {

constexpr int kRecentPaths = 8;

// A window that was last on a monitor that is gone must come back where somebody sees it.
void moveOntoScreen(QWidget& window) {
    const QRect frame = window.frameGeometry();
    for (const auto* screen : QGuiApplication::screens())
        if (screen->availableGeometry().intersected(frame).width() > 200 &&
            screen->availableGeometry().contains(frame.topLeft() + QPoint(60, 10)))
            return;
    if (const auto* screen = QGuiApplication::primaryScreen()) {
        const QRect area = screen->availableGeometry();
        window.resize(frame.size().boundedTo(area.size()));
        window.move(area.topLeft());
    }
}

}  // namespace

void MainWindow::restoreLayout() {
    setMinimumSize(1024, 700);
    const QByteArray geometry = m_settings.value(Key::WindowGeometry).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(1440, 900);
    else
        moveOntoScreen(*this);
    restoreState(m_settings.value(Key::WindowState).toByteArray());
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
    m_settings.set(Key::WindowState, saveState());
    m_settings.set(Key::SessionPaths, m_studies->paths());
    m_settings.sync();
}

// Opens again what was open when the window closed; a path that is gone is left out by the scan's answer.
void MainWindow::restoreSession() {
    const QStringList paths = m_settings.value(Key::SessionPaths).toStringList();
    if (!paths.isEmpty()) openPaths(paths);
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
    const QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    openPaths(
        PickFile::openFiles(this, tr("Open files"), recent.isEmpty() ? QString() : QFileInfo(recent.first()).path()));
}

void MainWindow::chooseFolder() {
    const QStringList recent = m_settings.value(Key::RecentPaths).toStringList();
    const QString folder = PickFile::openFolder(this, tr("Open a folder"),
                                                recent.isEmpty() ? QString() : QFileInfo(recent.first()).path());
    if (!folder.isEmpty()) openPaths({folder});
}

void MainWindow::setLightTheme(bool light) {
    m_settings.set(Key::LightTheme, light);
    theme::apply(*qApp, light ? theme::Mode::Light : theme::Mode::Dark);
}

}  // namespace hilum::ui
