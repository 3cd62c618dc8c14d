// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Volume: equally spaced parallel slices as one block of 16-bit values, with its place in the patient.
// Cheap to share, immutable once published, any thread. Errors of make(): InvalidInput (not a regular
// stack), Unsupported (colour, more than 16 bits, floating point), OutOfMemory (over the limit).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::image {

struct Volume {
    int nx = 0, ny = 0, nz = 0;                               // columns, rows, slices
    std::shared_ptr<const std::vector<std::int16_t>> voxels;  // [nz, ny, nx]
    // stored value = voxel + storedOffset (unsigned 16-bit values are moved down by 32768)
    double storedOffset = 0;
    double slope = 1, intercept = 0;  // modality value = stored * slope + intercept
    std::int16_t least = 0;           // the smallest voxel
    std::string unit;
    ColourModel colour = ColourModel::Grey;
    std::vector<WindowLevel> windows;
    // Patient position (mm) of the centre of voxel (0,0,0) and the steps to the next column, row, slice.
    std::array<double, 3> originMm{}, columnStepMm{}, rowStepMm{}, sliceStepMm{};

    std::size_t index(int x, int y, int z) const {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(ny) + static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(nx) +
               static_cast<std::size_t>(x);
    }
    std::int16_t at(int x, int y, int z) const { return (*voxels)[index(x, y, z)]; }
    std::size_t sizeBytes() const { return voxels ? voxels->size() * sizeof(std::int16_t) : 0; }
    double voxelSideMm(int axis) const;  // 0 columns, 1 rows, 2 slices
};

// Fills a volume slice by slice, so that the slices need not be in memory all at once.
class VolumeBuilder {
public:
    // slices: place of every slice in order; all must be parallel, of one size and equally spaced (within
    // a tenth of the spacing). spacing in millimetres.
    static base::Result<VolumeBuilder> begin(const std::vector<Plane>& slices, const Image& first,
                                             std::size_t limitBytes);
    base::Status set(int z, const Image& slice);  // any order, one thread
    base::Result<Volume> finish();                // Internal when a slice is missing

private:
    Volume m_volume;
    std::shared_ptr<std::vector<std::int16_t>> m_voxels;
    std::vector<bool> m_filled;
    PixelType m_type = PixelType::Int16;
};

}  // namespace hilum::image
