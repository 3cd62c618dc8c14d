// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The window as one call: makes the QApplication, shows the window, returns its exit status.
// Understands [--library DIR] [--model ID] [--device D] [--precision P] [--threads N] [FILE|FOLDER|ZIP...]
// and, for the benchmarks, --quit-after-first-paint, --quit-after-first-image FILE, and --quit-after-loading
// PATH... (opened in turn) with --frame-budget-mb N.
#pragma once

#include "ui/window/library_rebuild.h"

namespace hilum::ui {

// collector: how a rebuild finds the images of a source (app/cli/index_sources.h).
int runWindow(int argc, char** argv, SourceCollector collector);

}  // namespace hilum::ui
