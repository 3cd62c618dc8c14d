// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/presets.h"

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"

namespace hilum::ui {

base::Result<std::vector<image::WindowLevel>> readPresets(const std::filesystem::path& file) {
    HILUM_TRY(const std::string text, base::readTextFile(file, 1U << 20));
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.contains("CT") || !document["CT"].is_array())
        return base::makeError(base::ErrorCode::Corrupt,
                               "The window presets cannot be read because presets.json is not valid JSON with a list "
                               "\"CT\"; correct the file or reinstall.");
    std::vector<image::WindowLevel> windows;
    for (const auto& row : document["CT"]) {
        if (!row.is_object() || !row.contains("width") || !row.contains("centre") || !row["width"].is_number() ||
            !row["centre"].is_number() || row["width"].get<double>() < 1.0)
            continue;  // one broken row does not take the others away
        image::WindowLevel window;
        window.width = row["width"].get<double>();
        window.centre = row["centre"].get<double>();
        window.explanation = row.contains("name") && row["name"].is_string() ? row["name"].get<std::string>() : "";
        windows.push_back(window);
    }
    return windows;
}

}  // namespace hilum::ui
