// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/settings/input_words.h"

#include <QCoreApplication>

namespace hilum::ui {

namespace {
QString tr(const char* text) { return QCoreApplication::translate("settings", text); }
}  // namespace

QString slotWord(MouseSlot slot) {
    switch (slot) {
        case MouseSlot::Left: return tr("Left button");
        case MouseSlot::Middle: return tr("Middle button");
        case MouseSlot::Right: return tr("Right button");
        case MouseSlot::LeftRight: return tr("Left and right together");
        case MouseSlot::Wheel: return tr("Wheel");
        case MouseSlot::CtrlWheel: return tr("Ctrl + wheel");
        case MouseSlot::ShiftWheel: return tr("Shift + wheel");
        case MouseSlot::Back: return tr("Back button");
        case MouseSlot::Forward: return tr("Forward button");
        case MouseSlot::Extra1: return tr("First extra button");
        case MouseSlot::Extra2: break;
    }
    return tr("Second extra button");
}

QString actWord(MouseAct act) {
    switch (act) {
        case MouseAct::None: return tr("Nothing");
        case MouseAct::Tool: return tr("The chosen tool");
        case MouseAct::Window: return tr("Window and level");
        case MouseAct::Pan: return tr("Pan");
        case MouseAct::Zoom: return tr("Zoom");
        case MouseAct::Scroll: return tr("Scroll");
        case MouseAct::ScrollFast: return tr("Scroll ten at a time");
        case MouseAct::Cursor3d: return tr("3-D cursor");
        case MouseAct::Action: break;
    }
    return tr("An action");
}

}  // namespace hilum::ui
