// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where a window may stand. A frame that was saved on a monitor that is gone, smaller now, or in another place
// must come back where somebody sees all of it and can take hold of it. The two functions are pure: frames and
// screens are in the desktop's coordinates, device-independent pixels, the primary screen first.
#pragma once

#include <QList>
#include <QRect>

class QWidget;

namespace hilum::ui {

// The frame itself where nearly all of it is visible and its upper edge can be taken hold of; otherwise moved, and
// made smaller if need be, onto the screen that shows most of it (the primary one where none does).
QRect fitToScreens(const QRect& frame, const QList<QRect>& available);

// Where a panel goes that leaves the window for the first time: onto another screen if there is one, with as much
// height as the panel has use for, otherwise beside its old place, so that it is seen to have come off.
QRect placeForPanel(const QRect& docked, const QRect& window, const QList<QRect>& available);

// Applies fitToScreens to a top-level widget that is neither maximised nor full-screen.
void keepOnScreens(QWidget& topLevel);
QList<QRect> availableScreens();

}  // namespace hilum::ui
