// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/volume.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace hilum::image {

namespace {

using Vector = std::array<double, 3>;

constexpr double kSameDirection = 0.9998;  // cosine of about 1 degree
constexpr double kSpacingShare = 0.1;      // how far a slice may lie from where it is expected
constexpr double kUnsignedShift = 32768.0;

double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vector scaled(const Vector& a, double f) { return {a[0] * f, a[1] * f, a[2] * f}; }
Vector minus(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
double length(const Vector& a) { return std::sqrt(dot(a, a)); }

base::Error irregular(const char* why) {
    return base::makeError(base::ErrorCode::InvalidInput, std::string("These slices cannot be reformatted because ") +
                                                              why + "; look at them one by one instead.");
}

bool fits(PixelType type) {
    return type == PixelType::Int8 || type == PixelType::UInt8 || type == PixelType::Int16 || type == PixelType::UInt16;
}

template <class T>
void copy(const Image& slice, int shift, std::int16_t* out) {
    const T* in = reinterpret_cast<const T*>(slice.pixels->data());
    std::transform(in, in + slice.pixelCount(), out,
                   [shift](T v) { return static_cast<std::int16_t>(static_cast<int>(v) - shift); });
}

}  // namespace

double Volume::voxelSideMm(int axis) const {
    return length(axis == 0 ? columnStepMm : axis == 1 ? rowStepMm : sliceStepMm);
}

base::Result<VolumeBuilder> VolumeBuilder::begin(const std::vector<Plane>& slices, const Image& first,
                                                 std::size_t limitBytes) {
    if (slices.size() < 3) return irregular("there are fewer than three of them");
    if (first.channels != 1 || !fits(first.type))
        return base::makeError(base::ErrorCode::Unsupported,
                               "These slices cannot be reformatted because they are in colour or have more than 16 "
                               "bits; look at them one by one instead.");
    if (first.spacing.kind != SpacingKind::Calibrated || first.spacing.xMm <= 0 || first.spacing.yMm <= 0)
        return irregular("the file does not say how large a pixel is");
    const Plane& a = slices.front();
    const Vector step =
        scaled(minus(slices.back().positionMm, a.positionMm), 1.0 / static_cast<double>(slices.size() - 1));
    const double side = length(step);
    if (side < 1e-3) return irregular("they lie at one position");
    for (std::size_t z = 0; z < slices.size(); ++z) {
        const Plane& plane = slices[z];
        if (dot(plane.rowDirection, a.rowDirection) < kSameDirection ||
            dot(plane.columnDirection, a.columnDirection) < kSameDirection)
            return irregular("they do not lie parallel");
        Vector expected = a.positionMm;
        for (std::size_t i = 0; i < 3; ++i) expected[i] += step[i] * static_cast<double>(z);
        if (length(minus(plane.positionMm, expected)) > kSpacingShare * side)
            return irregular("their distances differ (slices may be missing)");
    }
    VolumeBuilder builder;
    Volume& v = builder.m_volume;
    v.nx = first.width;
    v.ny = first.height;
    v.nz = static_cast<int>(slices.size());
    v.originMm = a.positionMm;
    v.columnStepMm = scaled(a.rowDirection, first.spacing.xMm);
    v.rowStepMm = scaled(a.columnDirection, first.spacing.yMm);
    v.sliceStepMm = step;
    v.slope = first.slope;
    v.intercept = first.intercept;
    v.unit = first.unit;
    v.colour = first.colour;
    v.windows = first.windows;
    v.storedOffset = first.type == PixelType::UInt16 ? kUnsignedShift : 0.0;
    const std::size_t count = first.pixelCount() * slices.size();
    if (count * sizeof(std::int16_t) > limitBytes)
        return base::makeError(base::ErrorCode::OutOfMemory,
                               "These slices cannot be reformatted because together they take " +
                                   std::to_string(count * sizeof(std::int16_t) >> 20U) +
                                   " MiB, more than this machine can spare; close other studies and try again.");
    try {
        builder.m_voxels = std::make_shared<std::vector<std::int16_t>>(count);
    } catch (const std::bad_alloc&) {
        return base::makeError(base::ErrorCode::OutOfMemory,
                               "These slices cannot be reformatted because the memory is full; close other studies "
                               "and try again.");
    }
    builder.m_filled.assign(slices.size(), false);
    builder.m_type = first.type;
    return builder;
}

base::Status VolumeBuilder::set(int z, const Image& slice) {
    const Volume& v = m_volume;
    if (z < 0 || z >= v.nz || slice.empty() || slice.width != v.nx || slice.height != v.ny || slice.channels != 1)
        return irregular("they differ in size");
    if (!fits(slice.type)) return irregular("one of them has more than 16 bits");
    // A slice with a rescale of its own is brought to the first one's (PET has one for each).
    const bool same = slice.slope == v.slope && slice.intercept == v.intercept && slice.type == m_type;
    std::int16_t* out = m_voxels->data() + v.index(0, 0, z);
    const int shift = static_cast<int>(v.storedOffset);
    if (!same) {
        for (int y = 0; y < v.ny; ++y)
            for (int x = 0; x < v.nx; ++x) {
                const double stored = (slice.modalityValue(x, y) - v.intercept) / v.slope;
                *out++ = static_cast<std::int16_t>(std::clamp(std::lround(stored - v.storedOffset), -32768L, 32767L));
            }
    } else {
        switch (slice.type) {
            case PixelType::Int8: copy<std::int8_t>(slice, shift, out); break;
            case PixelType::UInt8: copy<std::uint8_t>(slice, shift, out); break;
            case PixelType::UInt16: copy<std::uint16_t>(slice, shift, out); break;
            default: copy<std::int16_t>(slice, shift, out); break;
        }
    }
    m_filled[static_cast<std::size_t>(z)] = true;
    return base::okStatus();
}

base::Result<Volume> VolumeBuilder::finish() {
    if (std::find(m_filled.begin(), m_filled.end(), false) != m_filled.end())
        return irregular("one of them is missing");
    m_volume.least = *std::min_element(m_voxels->begin(), m_voxels->end());
    m_volume.voxels = std::move(m_voxels);
    return m_volume;
}

}  // namespace hilum::image
