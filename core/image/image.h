// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Image: one frame of stored pixel values with the meaning of its numbers. Value type, cheap to copy
// (pixels are shared), immutable once published. Who makes it: dicom/file for DICOM frames,
// core/image/image_file.h for PNG and JPEG. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hilum::image {

enum class PixelType { UInt8, Int8, UInt16, Int16, UInt32, Int32, Float32, Float64 };
std::size_t sizeBytes(PixelType type);

enum class ColourModel {
    Grey,          // larger value = brighter (MONOCHROME2, grey PNG)
    GreyInverted,  // larger value = darker (MONOCHROME1)
    Rgb,           // 3 interleaved channels, UInt8 (palettes and YBR are converted on reading)
};

// VOI function of PS3.3 C.11.2.1.2-3.
enum class VoiFunction { Linear, LinearExact, Sigmoid };

struct WindowLevel {
    double centre = 127.5;
    double width = 255.0;
    VoiFunction function = VoiFunction::Linear;
    std::string explanation;  // (0028,1055), or the preset's name
};

// Where the millimetres come from; a measurement must say it (viewer.md 2 row 17).
enum class SpacingKind { None, Calibrated, AtDetector };
struct Spacing {
    double xMm = 0.0;  // between columns
    double yMm = 0.0;  // between rows
    SpacingKind kind = SpacingKind::None;
};

// Image plane in patient space (PS3.3 C.7.6.2): first pixel centre, row and column direction cosines.
struct Plane {
    std::array<double, 3> positionMm{};
    std::array<double, 3> rowDirection{};     // direction of increasing column index
    std::array<double, 3> columnDirection{};  // direction of increasing row index
};

struct Image {
    int width = 0;     // columns
    int height = 0;    // rows
    int channels = 1;  // 1 or 3, interleaved
    PixelType type = PixelType::UInt8;
    ColourModel colour = ColourModel::Grey;
    std::shared_ptr<const std::vector<std::byte>> pixels;  // row-major [height, width, channels], native endian

    double slope = 1.0;  // modality value = stored * slope + intercept (PS3.3 C.11.1)
    double intercept = 0.0;
    std::string unit;                  // "HU" or empty
    std::vector<WindowLevel> windows;  // from the file, in file order; may be empty
    Spacing spacing;
    std::optional<Plane> plane;
    // Stored value that marks padding (0028,0120), drawn black and left out of automatic windows.
    std::optional<double> padding;
    bool lossy = false;  // (0028,2110) or a lossy codec

    bool empty() const { return !pixels || width <= 0 || height <= 0; }
    std::size_t pixelCount() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
    // Stored value of a pixel's channel as double, without bounds check.
    double stored(int x, int y, int channel = 0) const;
    double modalityValue(int x, int y) const { return stored(x, y) * slope + intercept; }
};

// Raster: 8-bit picture, grey or RGB, as shown on screen and as given to encoders.
struct Raster {
    int width = 0;
    int height = 0;
    int channels = 1;                                         // 1 or 3, interleaved
    std::shared_ptr<const std::vector<std::uint8_t>> pixels;  // row-major [height, width, channels]
    bool empty() const { return !pixels || width <= 0 || height <= 0; }
};

// Mask: 0 or 255 per pixel, of an image's size, in image coordinates.
struct Mask {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;  // row-major
};

// HeatMap: saliency in image coordinates, values 0..1.
struct HeatMap {
    int width = 0;
    int height = 0;
    std::vector<float> values;  // row-major
};

}  // namespace hilum::image
