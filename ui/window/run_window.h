// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The window as one call: makes the QApplication, shows the window, returns its exit status.
// Understands [--library DIR] [--model ID] [FILE|FOLDER|ZIP...].
#pragma once

namespace hilum::ui {

int runWindow(int argc, char** argv);

}  // namespace hilum::ui
