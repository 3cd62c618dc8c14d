// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A file as the models see it, with the words that say how: every result of a model names the window that the grey
// values went through (issue 5: "the result says which window the model saw"). Any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::app {

struct Rendition {
    image::Image image;    // the frame's stored values
    image::Raster raster;  // image::modelRendition() of it
    nlohmann::json window;
};

// {"centre", "width", "function", "unit", "explanation"}; null for a colour picture, which passes unchanged.
nlohmann::json modelWindow(const image::Image& image);

// Errors: those of dicom::readFrame.
base::Result<Rendition> readRendition(const std::string& path, int frame, const base::JobContext& context);

}  // namespace hilum::app
