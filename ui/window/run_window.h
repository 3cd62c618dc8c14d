// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The window as one call: makes the QApplication, shows the window, returns its exit status.
// Understands [--library DIR] [--model ID] [--device D] [--precision P] [--threads N] [FILE|FOLDER|ZIP...]
// and, for the benchmarks, --quit-after-first-paint and --quit-after-first-image FILE.
#pragma once

namespace hilum::ui {

int runWindow(int argc, char** argv);

}  // namespace hilum::ui
