// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// For `hilum bench open`: opens paths in a real window, one after the other, and prints one line at the end
// with what the last one took and what all of them held. Only with --quit-after-loading; the window that a
// person uses never makes one.
//   opening first-image-ms A listed-ms B loaded-ms C frames N held-mb P budget-mb Q rss-before-mb R rss-mb S peak-mb T
// first-image: painted; listed: every header read; loaded: nothing more to decode. held: the most that decoded
// frames took, peak: the process' largest resident size (VmHWM).
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>

namespace hilum::ui {

class MainWindow;

class OpeningMeter : public QObject {
    Q_OBJECT
public:
    OpeningMeter(MainWindow& window, QStringList paths);

private:
    void openNext();
    void imageShown();
    void checkLoaded();
    void report();
    double elapsedMs() const { return static_cast<double>(m_clock.nsecsElapsed()) / 1e6; }

    MainWindow& m_window;
    QStringList m_paths;
    QElapsedTimer m_clock;
    double m_firstMs = 0, m_listedMs = 0, m_loadedMs = 0, m_residentBefore = 0;
    bool m_shown = false, m_listed = false;
};

// Megabytes (10^6) resident now, and the largest so far, of this process.
double residentMegabytes();
double peakResidentMegabytes();

}  // namespace hilum::ui
