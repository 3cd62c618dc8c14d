// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum dicom render: a frame as a viewport shows it, plainly, turned, flipped and inverted, or through a
// presentation state; the view itself can be saved as one.
#pragma once

#include <string>
#include <vector>

#include "app/cli/cli.h"

namespace hilum::app {

struct RenderOptions {
    std::string file, out;
    int frame = 0;
    std::vector<double> window;  // centre, width
    int rotate = 0;              // degrees clockwise, a multiple of 90
    bool flip = false, invert = false;
    std::string presentation, savePresentation;
};

void addRenderOptions(CLI::App& command, RenderOptions& options);
int runDicomRender(const Context& context, const RenderOptions& options);

}  // namespace hilum::app
