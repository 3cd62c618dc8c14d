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

// VOI function of PS3.3 C.11.2.1.2-3; Table: the curve of a VOI LUT sequence (C.11.2.1.1).
enum class VoiFunction { Linear, LinearExact, Sigmoid, Table };

// The curve of a VOI LUT: what the modality values [firstMapped, firstMapped + entries) are shown as.
struct VoiTable {
    double firstMapped = 0.0;
    double most = 65535.0;  // the value shown as white
    std::vector<std::uint16_t> entries;
};

// For Table, centre and width are the range of values over which the curve is stretched: as read they are
// the table's own range, and dragging them moves and widens the curve like any window.
struct WindowLevel {
    double centre = 127.5;
    double width = 255.0;
    VoiFunction function = VoiFunction::Linear;
    std::string explanation;                          // (0028,1055), or the preset's name
    std::shared_ptr<const VoiTable> table = nullptr;  // of VoiFunction::Table
};

// Where the millimetres come from; a measurement must say it (viewer.md 2 row 17).
enum class SpacingKind { None, Calibrated, AtDetector };
// The attribute that said it: what a tooltip beside a measurement names.
enum class SpacingOrigin {
    None,
    PixelSpacing,       // (0028,0030) of a modality whose slices lie in the patient
    CalibratedSpacing,  // (0028,0030) of a projection, calibrated by geometry or fiducial (0028,0A02)
    DetectorSpacing,    // (0018,1164), or (0028,0030) that only repeats it
    NominalSpacing,     // (0018,2010) of a scanned film or page
    UltrasoundRegion,   // (0018,6011)
    AspectRatio,        // (0028,0034): shape of a pixel, no millimetres
};
struct Spacing {
    double xMm = 0.0;  // between columns
    double yMm = 0.0;  // between rows
    SpacingKind kind = SpacingKind::None;
    SpacingOrigin origin = SpacingOrigin::None;
};

// A calibrated rectangle of an ultrasound frame (C.8.5.5.1). Only a region in centimetres on both axes
// measures lengths; traces measure seconds, velocities and the like.
enum class RegionUnit { None, Percent, Decibel, Centimetres, Seconds, Hertz, CentimetresPerSecond, Other };
struct Region {
    int left = 0, top = 0, right = 0, bottom = 0;  // pixels, all inclusive
    RegionUnit xUnit = RegionUnit::None, yUnit = RegionUnit::None;
    double xPerPixel = 0.0, yPerPixel = 0.0;  // signed, as stored
    bool twoDimensional = false;              // an image, not a trace (spatial format 1)
    bool contains(double x, double y) const { return x >= left && x < right + 1 && y >= top && y < bottom + 1; }
};

// A bit plane of group 60xx (C.9.2), drawn on top of the image; its origin may lie outside.
struct Overlay {
    int width = 0;
    int height = 0;
    int x = 0, y = 0;                  // of its first pixel in the image, counted from 0
    bool isRegion = false;             // (60xx,0040) R: region of interest; otherwise graphics
    std::string label;                 // (60xx,1500) or (60xx,0022)
    std::vector<std::uint8_t> pixels;  // row-major, 0 or 1
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
    bool lossy = false;           // (0028,2110) or a lossy codec
    std::vector<Region> regions;  // ultrasound; empty for everything else
    std::vector<std::shared_ptr<const Overlay>> overlays;

    bool empty() const { return !pixels || width <= 0 || height <= 0; }
    std::size_t pixelCount() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
    // Stored value of a pixel's channel as double, without bounds check.
    double stored(int x, int y, int channel = 0) const;
    double modalityValue(int x, int y) const { return stored(x, y) * slope + intercept; }
};

// The spacing that holds at a pixel: that of the innermost ultrasound region there, else the image's own.
// Outside every region of an image that has regions nothing is measured: kind None, square pixels.
Spacing spacingAt(const Image& image, double x, double y);

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
