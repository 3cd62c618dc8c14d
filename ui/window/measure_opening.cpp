// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/measure_opening.h"

#include <unistd.h>

#include <QApplication>
#include <QFile>
#include <cstdio>

#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"

namespace hilum::ui {

namespace {

double megabytes(std::size_t bytes) { return static_cast<double>(bytes) / 1e6; }

}  // namespace

double residentMegabytes() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').value(1).toDouble() * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

double peakResidentMegabytes() {
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const auto lines = file.readAll().split('\n');
    for (const auto& line : lines)
        if (line.startsWith("VmHWM:")) return line.mid(6).trimmed().split(' ').value(0).toDouble() * 1024 / 1e6;
    return 0;
}

OpeningMeter::OpeningMeter(MainWindow& window, QStringList paths)
    : QObject(&window), m_window(window), m_paths(std::move(paths)) {
    connect(&window, &MainWindow::firstPainted, this, [this] {
        m_residentBefore = residentMegabytes();
        openNext();
    });
    connect(window.parts().grid, &ViewportGrid::frameShown, this, &OpeningMeter::imageShown);
    connect(&window.studies(), &StudySet::finished, this, [this] {
        m_listed = true;
        m_listedMs = elapsedMs();
        checkLoaded();
    });
    connect(&window.frames(), &FrameStore::settled, this, &OpeningMeter::checkLoaded);
}

void OpeningMeter::openNext() {
    m_shown = m_listed = false;
    m_clock.start();
    m_window.openPaths({m_paths.takeFirst()});
}

void OpeningMeter::imageShown() {
    if (m_shown) return;
    m_shown = true;
    m_window.parts().grid->active().repaint();
    m_firstMs = elapsedMs();
}

void OpeningMeter::checkLoaded() {
    if (!m_shown || !m_listed || !m_window.frames().isSettled()) return;
    m_loadedMs = elapsedMs();
    if (m_paths.isEmpty())
        report();
    else
        QMetaObject::invokeMethod(this, &OpeningMeter::openNext, Qt::QueuedConnection);
    m_listed = false;
}

void OpeningMeter::report() {
    const auto& frames = m_window.frames();
    std::printf(
        "opening first-image-ms %.1f listed-ms %.1f loaded-ms %.1f frames %zu held-mb %.1f budget-mb %.1f "
        "rss-before-mb %.1f rss-mb %.1f peak-mb %.1f\n",
        m_firstMs, m_listedMs, m_loadedMs, frames.count(), megabytes(frames.peakBytes()),
        megabytes(frames.budgetBytes()), m_residentBefore, residentMegabytes(), peakResidentMegabytes());
    std::fflush(stdout);
    QApplication::quit();
}

}  // namespace hilum::ui
