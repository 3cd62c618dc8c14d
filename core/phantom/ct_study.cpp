// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Chest CT: contiguous axial slices of the chest of ct_anatomy.h. Tissues and lesions point by point, tubes
// (vessels, airways, bones) over them, then the resolution of the scanner, noise and 12-bit values whose
// rescale gives Hounsfield units.
#include <array>

#include "core/phantom/ct_anatomy.h"
#include "core/phantom/ct_report.h"
#include "core/phantom/random.h"
#include "core/phantom/stack_tools.h"

namespace hilum::phantom {

namespace {

constexpr double kStepMm = 5.0;
constexpr double kIntercept = -1024.0;

struct Slice {
    std::vector<float> hu;
    std::vector<std::uint8_t> open;     // 1 = lung, or filled lung that airways and vessels still run through
    std::vector<std::uint8_t> outside;  // 1 = air around the body
    std::vector<std::vector<std::uint8_t>> masks;
};

void drawTube(Slice& slice, const CtTube& tube, const SlicePlane& plane, double level) {
    const double reach = std::max(tube.shape.fromRadius, tube.shape.toRadius) + 2.5;
    const double low = std::min(tube.shape.from.z, tube.shape.to.z),
                 high = std::max(tube.shape.from.z, tube.shape.to.z);
    if (level < low - reach || level > high + reach) return;
    const auto pixel = [&](double mm, double first) {
        return static_cast<int>(std::floor((mm - first) / plane.mmPerPx));
    };
    const int last = plane.sizePx - 1;
    const int x0 = std::clamp(pixel(std::min(tube.shape.from.x, tube.shape.to.x) - reach, plane.first.x), 0, last);
    const int x1 = std::clamp(pixel(std::max(tube.shape.from.x, tube.shape.to.x) + reach, plane.first.x) + 1, 0, last);
    const int y0 = std::clamp(pixel(std::min(tube.shape.from.y, tube.shape.to.y) - reach, plane.first.y), 0, last);
    const int y1 = std::clamp(pixel(std::max(tube.shape.from.y, tube.shape.to.y) + reach, plane.first.y) + 1, 0, last);
    const double edge = std::max(0.9, plane.mmPerPx);
    for (int y = y0; y <= y1; ++y) {
        for (int x = x0; x <= x1; ++x) {
            const std::size_t i =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(plane.sizePx) + static_cast<std::size_t>(x);
            if (tube.insideLung && slice.open[i] == 0) continue;
            const Vec3 p{plane.first.x + x * plane.mmPerPx, plane.first.y + y * plane.mmPerPx, level};
            const double d = tube.shape.distance(p);
            if (d > 2.5) continue;
            double value = static_cast<double>(slice.hu[i]);
            if (slice.outside[i] != 0) continue;
            if (tube.wallHu != 0) {
                const double share = inside(d - 1.1, edge);
                if (value < tube.wallHu || !tube.insideLung) value += (tube.wallHu - value) * share;
            }
            const double share = inside(d, edge);
            // A vessel never makes filled lung darker.
            if (!(tube.insideLung && tube.wallHu == 0 && value > tube.hu)) value += (tube.hu - value) * share;
            slice.hu[i] = static_cast<float>(value);
        }
    }
}

void drawTable(Slice& slice, const SlicePlane& plane, double tableY) {
    for (int x = 0; x < plane.sizePx; ++x) {
        const double mm = plane.first.x + x * plane.mmPerPx;
        if (std::abs(mm) > 205) continue;
        const double top = tableY - 0.00055 * mm * mm;
        for (int y = 0; y < plane.sizePx; ++y) {
            const double depth = plane.first.y + y * plane.mmPerPx - top;
            const double share = std::max(inside(std::abs(depth) - 0.8, 1.0), inside(std::abs(depth - 26) - 1.0, 1.0));
            auto& hu = slice.hu[static_cast<std::size_t>(y) * static_cast<std::size_t>(plane.sizePx) +
                                static_cast<std::size_t>(x)];
            if (hu < -900) hu += static_cast<float>(share * 620.0);
        }
    }
}

Slice drawSlice(const CtChest& chest, const std::vector<CtFinding>& findings, const SlicePlane& plane, double level) {
    const auto size = static_cast<std::size_t>(plane.sizePx);
    Slice slice{std::vector<float>(size * size),
                std::vector<std::uint8_t>(size * size),
                std::vector<std::uint8_t>(size * size),
                {}};
    slice.masks.assign(findings.size(), std::vector<std::uint8_t>(size * size));
    std::size_t i = 0;
    for (int y = 0; y < plane.sizePx; ++y) {
        for (int x = 0; x < plane.sizePx; ++x, ++i) {
            const double xMm = plane.first.x + x * plane.mmPerPx, yMm = plane.first.y + y * plane.mmPerPx;
            CtPoint p = chest.at(xMm, yMm, level);
            for (std::size_t k = 0; k < findings.size(); ++k)
                if (addCtFinding(findings[k], chest, xMm, yMm, level, p)) slice.masks[k][i] = 255;
            slice.hu[i] = static_cast<float>(p.hu);
            slice.open[i] = p.lung > 0.5;
            slice.outside[i] = p.outside;
        }
    }
    for (const auto& tube : chest.tubes()) drawTube(slice, tube, plane, level);
    drawTable(slice, plane, chest.tableY());
    return slice;
}

// 1-2-1 in both directions: the scanner's resolution for the picture, its grain for the noise.
void soften(std::vector<float>& values, int size) {
    std::vector<float> line(static_cast<std::size_t>(size));
    for (const bool along : {true, false}) {
        for (int k = 0; k < size; ++k) {
            const auto at = [&](int i) -> float& {
                const int x = along ? i : k, y = along ? k : i;
                return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                              static_cast<std::size_t>(x)];
            };
            for (int i = 0; i < size; ++i)
                line[static_cast<std::size_t>(i)] =
                    0.25F * at(std::max(0, i - 1)) + 0.5F * at(i) + 0.25F * at(std::min(size - 1, i + 1));
            for (int i = 0; i < size; ++i) at(i) = line[static_cast<std::size_t>(i)];
        }
    }
}

image::Image toImage(Slice& slice, const SlicePlane& plane, int number, double noiseHu, bool sharp, Random& random) {
    std::vector<float> noise(slice.hu.size());
    for (auto& value : noise) value = static_cast<float>(random.normal());
    soften(noise, plane.sizePx);
    if (!sharp) soften(slice.hu, plane.sizePx);
    std::vector<std::uint16_t> stored(slice.hu.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const double hu = static_cast<double>(slice.hu[i]) + noiseHu * 2.67 * static_cast<double>(noise[i]);
        stored[i] = static_cast<std::uint16_t>(std::lround(std::clamp(hu - kIntercept, 0.0, 4095.0)));
    }
    image::Image image = greyStack(plane, number, stored);
    image.slope = 1;
    image.intercept = kIntercept;
    image.unit = "HU";
    image.windows = {image::WindowLevel{-500, 1500, image::VoiFunction::Linear, "Lung"},
                     image::WindowLevel{40, 400, image::VoiFunction::Linear, "Mediastinum"}};
    return image;
}

SlicePlane planeOf(const CtChest& chest, int size) {
    const Anatomy& a = chest.thorax().anatomy();
    SlicePlane plane;
    plane.name = "axial";
    plane.sizePx = size;
    plane.mmPerPx = std::clamp(2.0 * (a.cageHalfWidthMm + a.wallMm) + 34.0, 320.0, 440.0) / size;
    plane.stepMm = kStepMm;
    plane.count = static_cast<int>((chest.lastLevel() - chest.firstLevel()) / kStepMm) + 1;
    plane.row = {1, 0, 0};
    plane.column = {0, 1, 0};
    plane.normal = {0, 0, -1};  // from the apex downwards
    const double half = 0.5 * plane.mmPerPx * (size - 1);
    plane.first = {-half, -half + 8.0, -chest.firstLevel()};
    return plane;
}

}  // namespace

base::Result<StackStudy> makeCtStudy(const PhantomOptions& options, const base::JobContext& context) {
    HILUM_TRY_STATUS(checkStackOptions(options));
    const auto index = static_cast<std::uint64_t>(options.index);
    return base::guarded("The simulation", [&]() -> base::Result<StackStudy> {
        Anatomy anatomy = drawAnatomy(options.seed, index);
        anatomy.ap = false;
        anatomy.turnRad = 0;
        anatomy.cageHalfDepthMm *= 1.12;  // of a patient who lies with the arms up
        const CtChest chest(anatomy, options.seed, index);
        const std::vector<CtFinding> findings = chooseCtFindings(chest, options.seed, index);
        const SlicePlane plane = planeOf(chest, std::clamp(options.size / 2, 96, 512));
        Random random(options.seed, index, "ct noise");
        const double noiseHu = random.uniform(7, 16);
        const bool sharp = random.chance(0.5);
        StackStudy study;
        study.modality = "CT";
        fillIdentity(study, anatomy.female, anatomy.ageYears, options);
        study.view = "axial";
        study.bodyPart = "CHEST";
        study.studyDescription = "Chest CT, simulated";
        study.seriesDescription =
            std::string(chest.contrast() ? "Chest with contrast " : "Chest ") + (sharp ? "lung kernel" : "soft kernel");
        study.fileStem = "chest-ct";
        study.contrast = chest.contrast();
        study.kilovolts = random.chance(0.5) ? 120 : 100;
        study.thicknessMm = kStepMm;
        study.findings.resize(findings.size());
        for (int number = 0; number < plane.count; ++number) {
            if (context.stopRequested()) return base::cancelled();
            Slice slice = drawSlice(chest, findings, plane, chest.firstLevel() + number * kStepMm);
            study.images.push_back(toImage(slice, plane, number, noiseHu, sharp, random));
            for (std::size_t k = 0; k < findings.size(); ++k) {
                const bool some =
                    std::any_of(slice.masks[k].begin(), slice.masks[k].end(), [](std::uint8_t v) { return v != 0; });
                study.findings[k].masks.push_back(
                    some ? image::Mask{plane.sizePx, plane.sizePx, std::move(slice.masks[k])} : image::Mask{});
            }
        }
        for (std::size_t k = 0; k < findings.size(); ++k) describeCtFinding(findings[k], study.findings[k]);
        writeCtReport(study, findings, options);
        return study;
    });
}

}  // namespace hilum::phantom
