// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CT window presets of resources/presets.json (editable). Read on the pool, used by the viewport.
#pragma once

#include <QString>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::ui {

// Answers the windows for "CT", in file order: the first nine lie on the keys 1-9.
base::Result<std::vector<image::WindowLevel>> readPresets(const std::filesystem::path& file);

}  // namespace hilum::ui
