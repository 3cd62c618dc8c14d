// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readMeaning(): which attribute holds for a frame, and what it means. Spacing follows PS3.3 10.7.1.3:
// on projection images millimetres are calibrated only where the file says so.
#include <algorithm>
#include <array>
#include <cmath>

#include "dicom/file/frame_image.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using image::Plane;
using image::Spacing;
using image::SpacingKind;
using image::VoiFunction;
using image::WindowLevel;
using Unstated = ElementSet::Unstated;

constexpr std::size_t kMaxWindows = 64;

// The sets that may hold an attribute for this frame, the most specific first.
class Sources {
public:
    Sources(const ElementSet& root, int frame) : m_root(root) {
        if (const auto own = root.item(tags::kPerFrameFunctionalGroups, static_cast<std::size_t>(std::max(0, frame))))
            m_groups.push_back(*own);
        if (const auto shared = root.item(tags::kSharedFunctionalGroups, 0)) m_groups.push_back(*shared);
    }
    // The item of a functional group's macro, else the root.
    ElementSet holding(std::uint32_t macro, std::uint32_t tag) const {
        for (const auto& group : m_groups)
            if (auto item = group.item(macro, 0); item && item->has(tag)) return std::move(*item);
        return m_root;
    }

private:
    const ElementSet& m_root;
    std::vector<ElementSet> m_groups;
};

std::optional<Plane> readPlane(const Sources& sources) {
    const auto position =
        sources.holding(tags::kPlanePositionSequence, tags::kImagePosition).numbers(tags::kImagePosition);
    const auto directions =
        sources.holding(tags::kPlaneOrientationSequence, tags::kImageOrientation).numbers(tags::kImageOrientation);
    if (position.size() != 3 || directions.size() != 6) return std::nullopt;
    Plane plane;
    std::copy_n(position.begin(), 3, plane.positionMm.begin());
    std::copy_n(directions.begin(), 3, plane.rowDirection.begin());
    std::copy_n(directions.begin() + 3, 3, plane.columnDirection.begin());
    // Two directions that are not unit vectors at a right angle describe no plane.
    const auto dot = [](const auto& a, const auto& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    constexpr double kTolerance = 0.01;
    const bool fits = std::abs(dot(plane.rowDirection, plane.rowDirection) - 1) < kTolerance &&
                      std::abs(dot(plane.columnDirection, plane.columnDirection) - 1) < kTolerance &&
                      std::abs(dot(plane.rowDirection, plane.columnDirection)) < kTolerance;
    return fits ? std::optional(plane) : std::nullopt;
}

std::optional<Spacing> pairSpacing(const std::vector<double>& rowsColumns, SpacingKind kind) {
    if (rowsColumns.size() != 2 || !(rowsColumns[0] > 0) || !(rowsColumns[1] > 0)) return std::nullopt;
    return Spacing{rowsColumns[1], rowsColumns[0], kind};
}

bool isProjection(const std::string& modality) {
    constexpr std::array kProjections = {"CR", "DX", "MG", "RG", "RF", "XA", "IO", "PX", "XC"};
    return std::find(kProjections.begin(), kProjections.end(), modality) != kProjections.end();
}

// Centimetre regions of ultrasound (C.8.5.5.1.1) that agree with each other.
std::optional<Spacing> ultrasoundSpacing(const ElementSet& root) {
    constexpr std::int64_t kTwoDimensional = 1, kCentimetres = 3;
    std::optional<Spacing> found;
    for (const auto& region : root.items(tags::kUltrasoundRegions, 16)) {
        if (region.integer(tags::kRegionSpatialFormat) != kTwoDimensional ||
            region.integer(tags::kPhysicalUnitsX) != kCentimetres ||
            region.integer(tags::kPhysicalUnitsY) != kCentimetres)
            continue;
        const auto x = region.number(tags::kPhysicalDeltaX, Unstated::Double),
                   y = region.number(tags::kPhysicalDeltaY, Unstated::Double);
        if (!x || !y || *x == 0 || *y == 0) continue;
        const Spacing spacing{std::abs(*x) * 10, std::abs(*y) * 10, SpacingKind::Calibrated};
        if (found && (std::abs(found->xMm - spacing.xMm) > 1e-6 || std::abs(found->yMm - spacing.yMm) > 1e-6))
            return std::nullopt;
        found = spacing;
    }
    return found;
}

Spacing readSpacing(const ElementSet& root, const Sources& sources) {
    const auto measured =
        pairSpacing(sources.holding(tags::kPixelMeasuresSequence, tags::kPixelSpacing).numbers(tags::kPixelSpacing),
                    SpacingKind::Calibrated);
    const auto detector = pairSpacing(root.numbers(tags::kImagerPixelSpacing), SpacingKind::AtDetector);
    if (measured && !isProjection(root.text(tags::kModality))) return *measured;
    if (measured) {
        const bool differs = detector && (std::abs(measured->xMm - detector->xMm) > 1e-6 ||
                                          std::abs(measured->yMm - detector->yMm) > 1e-6);
        if (differs || root.has(tags::kPixelSpacingCalibrationType)) return *measured;
        return {measured->xMm, measured->yMm, SpacingKind::AtDetector};
    }
    if (detector) return *detector;
    if (const auto region = ultrasoundSpacing(root)) return *region;
    if (const auto scanned = pairSpacing(root.numbers(tags::kNominalScannedPixelSpacing), SpacingKind::AtDetector))
        return *scanned;
    // No millimetres, but the shape of a pixel: kind stays None, so nothing can be measured from it.
    if (const auto ratio = pairSpacing(root.numbers(tags::kPixelAspectRatio), SpacingKind::None)) return *ratio;
    return {};
}

VoiFunction voiFunction(const std::string& name) {
    if (name == "SIGMOID") return VoiFunction::Sigmoid;
    return name == "LINEAR_EXACT" ? VoiFunction::LinearExact : VoiFunction::Linear;
}

std::vector<WindowLevel> readWindows(const ElementSet& root, const Sources& sources) {
    const ElementSet set = sources.holding(tags::kFrameVoiLutSequence, tags::kWindowCenter);
    const auto centres = set.numbers(tags::kWindowCenter), widths = set.numbers(tags::kWindowWidth);
    const auto names = set.texts(tags::kWindowExplanation);
    const VoiFunction function = voiFunction(set.text(tags::kVoiLutFunction));
    std::vector<WindowLevel> windows;
    for (std::size_t i = 0; i < std::min({centres.size(), widths.size(), kMaxWindows}); ++i) {
        if (!(widths[i] > 0) || (function == VoiFunction::Linear && widths[i] < 1)) continue;
        windows.push_back({centres[i], widths[i], function, i < names.size() ? names[i] : std::string()});
    }
    if (!windows.empty()) return windows;
    // A VOI table without a window: the range of values that it maps.
    for (const auto& item : root.items(tags::kVoiLutSequence, kMaxWindows)) {
        const auto descriptor = item.numbers(tags::kLutDescriptor, Unstated::Integer);
        if (descriptor.size() != 3) continue;
        const double entries = descriptor[0] == 0 ? 65536 : descriptor[0];
        windows.push_back({descriptor[1] + entries / 2, entries, VoiFunction::LinearExact, "VOI table's range"});
    }
    return windows;
}

}  // namespace

FrameMeaning readMeaning(const ElementSet& root, int frame) {
    const Sources sources(root, frame);
    FrameMeaning meaning;
    const ElementSet rescale = sources.holding(tags::kPixelValueTransformationSequence, tags::kRescaleSlope);
    meaning.slope = rescale.number(tags::kRescaleSlope).value_or(1.0);
    meaning.intercept = rescale.number(tags::kRescaleIntercept).value_or(0.0);
    if (meaning.slope == 0.0) meaning.slope = 1.0;
    const std::string type = rescale.text(tags::kRescaleType);
    // A CT's rescaled values are Hounsfield units unless it says otherwise (C.8.2.1.1.2).
    const bool ct = root.text(tags::kModality) == "CT" && rescale.has(tags::kRescaleSlope);
    meaning.unit = type == "HU" || (type.empty() && ct) ? "HU" : std::string();
    meaning.windows = readWindows(root, sources);
    meaning.spacing = readSpacing(root, sources);
    meaning.plane = readPlane(sources);
    meaning.sliceThicknessMm = sources.holding(tags::kPixelMeasuresSequence, tags::kSliceThickness)
                                   .number(tags::kSliceThickness)
                                   .value_or(0.0);
    return meaning;
}

}  // namespace hilum::dicom
