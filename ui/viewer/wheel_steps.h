// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WheelSteps: from wheel and touch-pad events to whole steps (viewer.md 2, line 16). A notch of a wheel is one step
// at once; the small deltas of a touch-pad add up to one; fingers that are lifted stop the images, whatever momentum
// the driver still reports; turning round starts anew; a sideways swipe is no scrolling. Pure.
#pragma once

#include <QPoint>
#include <Qt>

namespace hilum::ui {

struct WheelTurn {
    QPoint pixels;               // of a touch-pad, device-independent
    QPoint angle;                // eighths of a degree
    bool pixelsReliable = true;  // on X11 they depend on the driver and are left alone (Qt's advice)
    bool sidewaysToo = false;    // a modifier is held: some platforms turn the wheel's axis by it
    Qt::ScrollPhase phase = Qt::NoScrollPhase;
};

// In notches, positive away from the person; 0 for momentum and for sideways swipes.
double wheelNotches(const WheelTurn& turn);

class WheelSteps {
public:
    int add(double notches, Qt::ScrollPhase phase);

private:
    double m_rest = 0;
};

}  // namespace hilum::ui
