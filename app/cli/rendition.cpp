// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/rendition.h"

#include "core/image/window_level.h"
#include "dicom/open/study_source.h"

namespace hilum::app {

nlohmann::json modelWindow(const image::Image& image) {
    if (image.colour == image::ColourModel::Rgb) return nullptr;
    const auto window = image::defaultWindow(image);
    const char* function = "linear";
    switch (window.function) {
        case image::VoiFunction::Linear: break;
        case image::VoiFunction::LinearExact: function = "linear-exact"; break;
        case image::VoiFunction::Sigmoid: function = "sigmoid"; break;
        case image::VoiFunction::Table: function = "table"; break;
    }
    return {{"centre", window.centre},
            {"width", window.width},
            {"function", function},
            {"unit", image.unit},
            {"explanation", window.explanation}};
}

base::Result<Rendition> readRendition(const std::string& path, int frame, const base::JobContext& context) {
    Rendition out;
    HILUM_TRY(out.image, dicom::readFrame({path, {}}, frame, context));
    out.raster = image::modelRendition(out.image);
    out.window = modelWindow(out.image);
    return out;
}

}  // namespace hilum::app
