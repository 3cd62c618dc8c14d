// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// readMeaning(): which attribute holds for a frame, and what it means. Spacing follows PS3.3 10.7.1.3:
// on projection images millimetres are calibrated only where the file says so.
#include <algorithm>
#include <array>
#include <cmath>

#include "dicom/file/colour.h"
#include "dicom/file/frame_image.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

using image::Plane;
using image::Spacing;
using image::SpacingKind;
using image::SpacingOrigin;
using image::VoiFunction;
using image::WindowLevel;
using Unstated = ElementSet::Unstated;

constexpr std::size_t kMaxWindows = 64;

// The sets that may hold an attribute for this frame, the most specific first.
class Sources {
public:
    Sources(const ElementSet& root, int frame)
        : Sources(root, root.item(tags::kPerFrameFunctionalGroups, static_cast<std::size_t>(std::max(0, frame))),
                  root.item(tags::kSharedFunctionalGroups, 0)) {}
    Sources(const ElementSet& root, std::optional<ElementSet> own, const std::optional<ElementSet>& shared)
        : m_root(root) {
        if (own) m_groups.push_back(std::move(*own));
        if (shared) m_groups.push_back(*shared);
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

std::optional<Spacing> pairSpacing(const std::vector<double>& rowsColumns, SpacingKind kind, SpacingOrigin origin) {
    if (rowsColumns.size() != 2 || !(rowsColumns[0] > 0) || !(rowsColumns[1] > 0)) return std::nullopt;
    return Spacing{rowsColumns[1], rowsColumns[0], kind, origin};
}

bool isProjection(const std::string& modality) {
    constexpr std::array kProjections = {"CR", "DX", "MG", "RG", "RF", "XA", "IO", "PX", "XC"};
    return std::find(kProjections.begin(), kProjections.end(), modality) != kProjections.end();
}

// The one spacing of an ultrasound image whose centimetre regions agree with each other.
std::optional<Spacing> ultrasoundSpacing(const ElementSet& root) {
    constexpr double kMmPerCm = 10.0, kSame = 1e-6;
    std::optional<Spacing> found;
    for (const auto& region : readRegions(root)) {
        if (!region.twoDimensional || region.xUnit != image::RegionUnit::Centimetres ||
            region.yUnit != image::RegionUnit::Centimetres)
            continue;
        const Spacing spacing{std::abs(region.xPerPixel) * kMmPerCm, std::abs(region.yPerPixel) * kMmPerCm,
                              SpacingKind::Calibrated, SpacingOrigin::UltrasoundRegion};
        if (spacing.xMm == 0 || spacing.yMm == 0) continue;
        if (found && (std::abs(found->xMm - spacing.xMm) > kSame || std::abs(found->yMm - spacing.yMm) > kSame))
            return std::nullopt;
        found = spacing;
    }
    return found;
}

Spacing readSpacing(const ElementSet& root, const Sources& sources) {
    auto measured =
        pairSpacing(sources.holding(tags::kPixelMeasuresSequence, tags::kPixelSpacing).numbers(tags::kPixelSpacing),
                    SpacingKind::Calibrated, SpacingOrigin::PixelSpacing);
    const auto detector =
        pairSpacing(root.numbers(tags::kImagerPixelSpacing), SpacingKind::AtDetector, SpacingOrigin::DetectorSpacing);
    if (measured && !isProjection(root.text(tags::kModality))) return *measured;
    if (measured) {
        const bool differs = detector && (std::abs(measured->xMm - detector->xMm) > 1e-6 ||
                                          std::abs(measured->yMm - detector->yMm) > 1e-6);
        measured->origin = SpacingOrigin::CalibratedSpacing;
        if (differs || root.has(tags::kPixelSpacingCalibrationType)) return *measured;
        return {measured->xMm, measured->yMm, SpacingKind::AtDetector, SpacingOrigin::DetectorSpacing};
    }
    if (detector) return *detector;
    if (const auto region = ultrasoundSpacing(root)) return *region;
    if (const auto scanned = pairSpacing(root.numbers(tags::kNominalScannedPixelSpacing), SpacingKind::AtDetector,
                                         SpacingOrigin::NominalSpacing))
        return *scanned;
    // No millimetres, but the shape of a pixel: kind stays None, so nothing can be measured from it.
    if (const auto ratio =
            pairSpacing(root.numbers(tags::kPixelAspectRatio), SpacingKind::None, SpacingOrigin::AspectRatio))
        return *ratio;
    return {};
}

VoiFunction voiFunction(const std::string& name) {
    if (name == "SIGMOID") return VoiFunction::Sigmoid;
    return name == "LINEAR_EXACT" ? VoiFunction::LinearExact : VoiFunction::Linear;
}

// The tables of a VOI LUT sequence, as curves over the range of values that they map.
void addTables(const ElementSet& root, std::vector<WindowLevel>& windows) {
    for (const auto& item : root.items(tags::kVoiLutSequence, kMaxWindows)) {
        const Element* descriptor = item.find(tags::kLutDescriptor);
        // Signed where the values are (C.11.2.1.1): by its own VR, else by what the file rescales to.
        const bool isSigned =
            descriptor != nullptr && (descriptor->vr == vrOf('S', 'S') ||
                                      (descriptor->vr == 0 && root.integer(tags::kPixelRepresentation) == 1));
        auto read = readLookupTable(item, tags::kLutDescriptor, tags::kLutData, isSigned);
        if (!read.ok()) continue;
        windows.push_back(voiWindow(std::move(read).value(), item.text(tags::kLutExplanation)));
    }
}

std::vector<WindowLevel> readWindows(const ElementSet& root, const Sources& sources) {
    const ElementSet set = sources.holding(tags::kFrameVoiLutSequence, tags::kWindowCenter);
    const auto centres = set.numbers(tags::kWindowCenter), widths = set.numbers(tags::kWindowWidth);
    const auto names = set.texts(tags::kWindowExplanation);
    const VoiFunction function = voiFunction(set.text(tags::kVoiLutFunction));
    std::vector<WindowLevel> windows;
    for (std::size_t i = 0; i < std::min({centres.size(), widths.size(), kMaxWindows}); ++i) {
        if (!(widths[i] > 0) || (function == VoiFunction::Linear && widths[i] < 1)) continue;
        windows.push_back({centres[i], widths[i], function, i < names.size() ? names[i] : std::string(), nullptr});
    }
    addTables(root, windows);
    return windows;
}

image::RegionUnit regionUnit(std::optional<std::int64_t> code) {
    using image::RegionUnit;
    constexpr std::array kUnits = {
        RegionUnit::None,    RegionUnit::Percent, RegionUnit::Decibel, RegionUnit::Centimetres,
        RegionUnit::Seconds, RegionUnit::Hertz,   RegionUnit::Other,   RegionUnit::CentimetresPerSecond};
    const auto at = code.value_or(0);
    return at >= 0 && at < static_cast<std::int64_t>(kUnits.size()) ? kUnits[static_cast<std::size_t>(at)]
                                                                    : RegionUnit::Other;
}

}  // namespace

WindowLevel voiWindow(LookupTable read, std::string name) {
    auto table = std::make_shared<image::VoiTable>();
    table->firstMapped = static_cast<double>(read.firstMapped);
    table->most = static_cast<double>((1 << read.bits) - 1);
    table->entries = std::move(read.entries);
    const auto count = static_cast<double>(table->entries.size());
    if (name.empty()) name = "VOI table";
    return {table->firstMapped + count / 2, count, VoiFunction::Table, std::move(name), std::move(table)};
}

std::vector<image::Region> readRegions(const ElementSet& root) {
    constexpr std::size_t kMostRegions = 32;
    std::vector<image::Region> regions;
    for (const auto& item : root.items(tags::kUltrasoundRegions, kMostRegions)) {
        const auto place = [&](std::uint32_t tag) {
            return static_cast<int>(std::clamp<std::int64_t>(item.integer(tag).value_or(0), 0, 1 << 30));
        };
        image::Region region;
        region.left = place(tags::kRegionLeft);
        region.top = place(tags::kRegionTop);
        region.right = place(tags::kRegionRight);
        region.bottom = place(tags::kRegionBottom);
        region.xUnit = regionUnit(item.integer(tags::kPhysicalUnitsX));
        region.yUnit = regionUnit(item.integer(tags::kPhysicalUnitsY));
        region.xPerPixel = item.number(tags::kPhysicalDeltaX, Unstated::Double).value_or(0.0);
        region.yPerPixel = item.number(tags::kPhysicalDeltaY, Unstated::Double).value_or(0.0);
        region.twoDimensional = item.integer(tags::kRegionSpatialFormat) == 1;
        if (region.right > region.left && region.bottom > region.top) regions.push_back(region);
    }
    return regions;
}

std::vector<FramePlace> readPlaces(const ElementSet& root, int frames) {
    const auto count = static_cast<std::size_t>(std::max(1, frames));
    auto groups = root.items(tags::kPerFrameFunctionalGroups, count);
    const auto shared = root.item(tags::kSharedFunctionalGroups, 0);
    std::vector<FramePlace> places;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && groups.empty()) {
            places.push_back(places.front());
            continue;
        }
        const Sources sources(root, i < groups.size() ? std::optional(std::move(groups[i])) : std::nullopt, shared);
        FramePlace place;
        place.spacing = readSpacing(root, sources);
        place.plane = readPlane(sources);
        place.sliceThicknessMm = sources.holding(tags::kPixelMeasuresSequence, tags::kSliceThickness)
                                     .number(tags::kSliceThickness)
                                     .value_or(0.0);
        const auto content = [&](std::uint32_t tag) { return sources.holding(tags::kFrameContentSequence, tag); };
        place.stackId = content(tags::kStackId).text(tags::kStackId);
        const auto index = [&](std::uint32_t tag) {
            return static_cast<int>(std::clamp<std::int64_t>(content(tag).integer(tag).value_or(0), 0, 1 << 30));
        };
        place.inStack = index(tags::kInStackPosition);
        place.temporalPosition = index(tags::kTemporalPositionIndex);
        places.push_back(std::move(place));
    }
    return places;
}

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
