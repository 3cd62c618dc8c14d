// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/mask_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace hilum::ui {

namespace {

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool isMaskFolder(const std::string& name) {
    static constexpr std::array kNames = {"masks", "mask", "segmentations", "annotations"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

bool isMaskPicture(const dicom::Instance& instance, const std::vector<std::filesystem::path>& asked) {
    if (instance.isDicom || instance.status != dicom::InstanceStatus::Ok) return false;
    const auto& locator = instance.locator;
    std::filesystem::path inside = locator.zipEntry;
    if (locator.zipEntry.empty()) {
        if (std::find(asked.begin(), asked.end(), locator.path) != asked.end()) return false;
        // Only what lies below an opened folder counts: a study may itself lie in one named "masks".
        for (const auto& root : asked) {
            const auto relative = locator.path.lexically_relative(root);
            if (!relative.empty() && *relative.begin() != "..") inside = relative;
        }
        if (inside.empty()) inside = locator.path.filename();
    }
    for (const auto& part : inside.parent_path())
        if (isMaskFolder(lowered(part.string()))) return true;
    const std::string stem = lowered(inside.stem().string());
    static constexpr std::array kEndings = {"_mask", "-mask", "_seg", "-seg"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](const char* ending) { return stem.ends_with(ending); });
}

}  // namespace hilum::ui
