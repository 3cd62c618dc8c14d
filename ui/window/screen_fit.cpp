// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/screen_fit.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>
#include <algorithm>

namespace hilum::ui {

namespace {

constexpr double kEnoughVisible = 0.9;
constexpr int kStripHeight = 32, kStripWidth = 160;  // of the title, to take hold of
constexpr int kOffset = 48;
constexpr int kPanelWidth = 480, kPanelHeight = 640;  // at least, where the screen has them
constexpr int kMargin = 24;

qint64 area(const QRect& rect) { return rect.isValid() ? qint64{rect.width()} * rect.height() : 0; }

bool canTakeHold(const QRect& frame, const QList<QRect>& available) {
    const QRect strip(frame.topLeft(), QSize(frame.width(), kStripHeight));
    return std::any_of(available.begin(), available.end(), [&](const QRect& screen) {
        const QRect seen = screen & strip;
        return seen.width() >= std::min(kStripWidth, frame.width()) && seen.height() == strip.height();
    });
}

QRect movedInto(QRect frame, const QRect& screen) {
    frame.setSize(frame.size().boundedTo(screen.size()));
    frame.moveLeft(std::clamp(frame.left(), screen.left(), screen.right() - frame.width() + 1));
    frame.moveTop(std::clamp(frame.top(), screen.top(), screen.bottom() - frame.height() + 1));
    return frame;
}

// Index of the screen that shows most of the frame, -1 when none does.
qsizetype screenOf(const QRect& frame, const QList<QRect>& available) {
    qsizetype best = -1;
    for (qsizetype i = 0; i < available.size(); ++i)
        if (area(available[i] & frame) > (best < 0 ? 0 : area(available[best] & frame))) best = i;
    return best;
}

}  // namespace

QRect fitToScreens(const QRect& frame, const QList<QRect>& available) {
    if (available.isEmpty()) return frame;
    qint64 seen = 0;
    for (const auto& screen : available) seen += area(screen & frame);
    if (static_cast<double>(seen) >= kEnoughVisible * static_cast<double>(area(frame)) && canTakeHold(frame, available))
        return frame;
    const qsizetype best = screenOf(frame, available);
    return movedInto(frame, available[std::max<qsizetype>(0, best)]);
}

QRect placeForPanel(const QRect& docked, const QRect& window, const QList<QRect>& available) {
    if (available.isEmpty()) return docked;
    const qsizetype own = std::max<qsizetype>(0, screenOf(window, available));
    for (qsizetype i = 0; i < available.size(); ++i) {
        if (i == own) continue;
        const QRect& screen = available[i];
        const QSize room = screen.size() - QSize(2 * kMargin, 2 * kMargin);
        const QSize size = docked.size().expandedTo(QSize(kPanelWidth, kPanelHeight)).boundedTo(room);
        QRect place(QPoint(0, 0), size);
        place.moveCenter(screen.center());
        return place;
    }
    return movedInto(docked.translated(-kOffset, kOffset), available[own]);
}

QList<QRect> availableScreens() {
    QList<QRect> areas;
    for (const auto* screen : QGuiApplication::screens()) areas.append(screen->availableGeometry());
    return areas;  // Qt lists the primary screen first
}

void keepOnScreens(QWidget& topLevel) {
    if (topLevel.isMaximized() || topLevel.isFullScreen()) return;
    const QRect frame = topLevel.frameGeometry();
    const QRect wanted = fitToScreens(frame, availableScreens());
    if (wanted == frame) return;
    const QSize decoration = frame.size() - topLevel.size();
    topLevel.resize(wanted.size() - decoration);
    topLevel.move(wanted.topLeft());
}

}  // namespace hilum::ui
