// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/stack_tools.h"

#include <cstdio>
#include <cstring>

namespace hilum::phantom {

image::Image greyStack(const SlicePlane& plane, int number, const std::vector<std::uint16_t>& stored) {
    image::Image image;
    image.width = plane.sizePx;
    image.height = plane.sizePx;
    image.type = image::PixelType::UInt16;
    auto bytes = std::make_shared<std::vector<std::byte>>(stored.size() * sizeof(std::uint16_t));
    std::memcpy(bytes->data(), stored.data(), bytes->size());
    image.pixels = std::move(bytes);
    image.spacing = {plane.mmPerPx, plane.mmPerPx, image::SpacingKind::Calibrated, image::SpacingOrigin::PixelSpacing};
    const Vec3 origin = plane.at(0, 0, number);
    image.plane = image::Plane{{origin.x, origin.y, origin.z},
                               {plane.row.x, plane.row.y, plane.row.z},
                               {plane.column.x, plane.column.y, plane.column.z}};
    return image;
}

base::Status checkStackOptions(const PhantomOptions& options) {
    if (options.size < 128 || options.size > 4096)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The image size must lie between 128 and 4096 pixels; choose another size.");
    if (options.index < 0)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The number of a simulated study cannot be negative; count from 0.");
    return base::okStatus();
}

void fillIdentity(StackStudy& study, bool female, int ageYears, const PhantomOptions& options) {
    Random random(options.seed, static_cast<std::uint64_t>(options.index), "identity");
    char number[24];
    std::snprintf(number, sizeof number, "%04d", options.index + 1);
    study.patientId = "HILUM-S" + std::to_string(options.seed) + "-" + number;
    study.patientName = std::string("Phantom^") + number;
    study.sex = female ? "F" : "M";
    study.ageYears = ageYears;
    const int month = random.integer(1, 12);
    const int day = random.integer(1, 28);
    char date[48];
    std::snprintf(date, sizeof date, "%04d-%02d-%02d", random.integer(2019, 2025), month, day);
    study.studyDate = date;
}

}  // namespace hilum::phantom
