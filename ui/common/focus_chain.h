// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The way of the Tab key. Qt puts a new widget at the end of its window's chain, wherever it stands on screen; what
// is made while the window runs (suggestions, sentences, chips) is put here where people expect it: in the order of
// the layouts, behind what stands before it. UI thread.
#pragma once

class QWidget;

namespace hilum::ui {

// Everything at or below `root` that takes the focus by Tab, behind `after` (or the nearest one before it that takes
// the focus). Returns the last of them, or `after` when there is none.
QWidget* chainFocus(QWidget* after, QWidget& root);

}  // namespace hilum::ui
