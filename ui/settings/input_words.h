// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Words for mouse buttons and what they do; used by the editor and by the list of keys (F1).
#pragma once

#include <QString>

#include "ui/models/input_map.h"

namespace hilum::ui {

QString slotWord(MouseSlot slot);  // "Middle button", "Ctrl + wheel"
QString actWord(MouseAct act);     // "Pan"

}  // namespace hilum::ui
