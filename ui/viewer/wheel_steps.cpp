// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/wheel_steps.h"

#include <cstdlib>

namespace hilum::ui {

namespace {

constexpr double kNotch = 120.0;  // angle units of one notch
constexpr double kPixels = 24.0;  // touch-pad pixels worth one notch

// Up and down; the stronger axis where a modifier may have turned it; nothing for what is clearly sideways.
int along(QPoint delta, bool sidewaysToo) {
    const int x = std::abs(delta.x()), y = std::abs(delta.y());
    if (sidewaysToo) return y >= x ? delta.y() : delta.x();
    return x > 2 * y ? 0 : delta.y();
}

}  // namespace

double wheelNotches(const WheelTurn& turn) {
    if (turn.phase == Qt::ScrollMomentum) return 0;
    if (turn.pixelsReliable && !turn.pixels.isNull()) return along(turn.pixels, turn.sidewaysToo) / kPixels;
    return along(turn.angle, turn.sidewaysToo) / kNotch;
}

int WheelSteps::add(double notches, Qt::ScrollPhase phase) {
    if (phase == Qt::ScrollBegin || m_rest * notches < 0) m_rest = 0;
    m_rest += notches;
    const int steps = static_cast<int>(m_rest);
    m_rest -= steps;
    return steps;
}

}  // namespace hilum::ui
