// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Contrast-enhanced T1 brain MR: chooses plane, technique and tumour, samples the head of brain_anatomy.h
// slice by slice (4 points a pixel), adds coil shading and Rician noise, and writes the report.
#include <cstring>

#include "core/phantom/brain_anatomy.h"
#include "core/phantom/random.h"
#include "core/phantom/stack_report.h"
#include "core/phantom/stack_study.h"
#include "core/phantom/stack_tools.h"

namespace hilum::phantom {

namespace {

constexpr double kStoredPerSignal = 1100.0;
constexpr double kNormalShare = 0.2;

struct Scan {
    SlicePlane plane;
    double fieldMm = 240;
    double noise = 0.02;
    double shading = 0.15;
    Vec3 bright;  // unit vector towards the brighter side
};

Scan drawScan(std::uint64_t seed, std::uint64_t index, int size) {
    Random random(seed, index, "mr scan");
    Scan scan;
    const double which = random.uniform();
    scan.fieldMm = random.uniform(225, 250);
    const int slices = random.integer(22, 26);
    auto& plane = scan.plane;
    plane.sizePx = size;
    plane.count = slices;
    plane.mmPerPx = scan.fieldMm / size;
    const double half = 0.5 * scan.fieldMm;
    const double tilt = random.normal(0, 0.05, -0.12, 0.12);  // radians about the left-right axis
    const double roll = random.normal(0, 0.03, -0.08, 0.08);
    const Vec3 left{std::cos(roll), std::sin(roll), 0};
    const Vec3 back{-std::sin(roll) * std::cos(tilt), std::cos(roll) * std::cos(tilt), std::sin(tilt)};
    const Vec3 up{std::sin(roll) * std::sin(tilt), -std::cos(roll) * std::sin(tilt), std::cos(tilt)};
    const double shift = random.uniform(-5, 5);
    if (which < 0.5) {
        plane.name = "axial";
        plane.stepMm = 5.5;
        plane.row = left;
        plane.column = back;
        plane.normal = up;
        plane.first = up * -52.0 - left * (half - shift) - back * (half - 2.0);
    } else if (which < 0.75) {
        plane.name = "coronal";
        plane.stepMm = 6.5;
        plane.row = left;
        plane.column = up * -1.0;
        plane.normal = back;
        plane.first = back * -72.0 - left * (half - shift) + up * (half - 22.0);
    } else {
        plane.name = "sagittal";
        plane.stepMm = 5.5;
        plane.row = back;
        plane.column = up * -1.0;
        plane.normal = left;
        plane.first = left * (-0.5 * plane.stepMm * (slices - 1)) - back * (half + 6.0) + up * (half - 22.0);
    }
    scan.noise = random.uniform(0.012, 0.032);
    scan.shading = random.uniform(0.05, 0.3);
    scan.bright = Vec3{random.normal(), 1.5 * random.normal(), random.normal()};
    scan.bright = scan.bright * (1.0 / std::max(1e-6, scan.bright.length()));
    return scan;
}

std::string lobeAt(const Vec3& c) {
    if (c.z < -16 && std::abs(c.x) > 24 && c.y < 32) return "temporal";
    if (c.y < -14) return "frontal";
    if (c.y > 50) return "occipital";
    return c.z > 14 ? "parietal" : "temporal";
}

void placeTumour(Tumour& t, const Head& head, Random& random) {
    for (int attempt = 0; attempt < 400; ++attempt) {
        const double side = random.chance(0.5) ? 1.0 : -1.0;
        const Vec3 direction{side * random.uniform(0.25, 1.0), random.normal(), random.uniform(-0.3, 1.0)};
        const Vec3 unit = direction * (1.0 / direction.length());
        const bool dural = t.kind == TumourKind::Meningioma;
        double reach = 8;
        while (head.brainDistance(unit * reach) < -0.5 && reach < 120) reach += 0.5;
        const double depth = dural ? 0.62 * t.radiusMm : t.radiusMm + random.uniform(2, 16);
        t.centre = unit * (reach - depth);
        t.outward = unit;
        if (reach - depth < 12 || std::abs(t.centre.x) < 0.55 * t.radiusMm || t.centre.z < -34) continue;
        if (!dural && head.brainDistance(t.centre) > -0.7 * t.radiusMm) continue;
        break;
    }
    t.side = t.centre.x > 0 ? "left" : "right";
    t.lobe = lobeAt(t.centre);
}

Tumour drawTumour(const Head& head, std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "tumour");
    Tumour t;
    const double which = random.uniform();
    t.kind = which < 0.34 ? TumourKind::Meningioma : which < 0.68 ? TumourKind::Glioma : TumourKind::Pituitary;
    t.size = random.uniform();
    if (t.kind == TumourKind::Meningioma) {
        t.radiusMm = 8 + 17 * t.size;
        t.lobes = random.uniform(0.03, 0.12);
        t.oedemaMm = random.chance(0.4) ? random.uniform(4, 12) : 0;
        placeTumour(t, head, random);
    } else if (t.kind == TumourKind::Glioma) {
        t.radiusMm = 10 + 17 * t.size;
        t.lobes = random.uniform(0.18, 0.42);
        t.enhancing = random.chance(0.72);
        t.necrotic = t.enhancing && random.chance(0.75);
        t.oedemaMm = t.enhancing ? random.uniform(8, 24) : 0;
        placeTumour(t, head, random);
    } else {
        t.radiusMm = 5.5 + 9 * t.size;
        t.lobes = random.uniform(0.03, 0.16);
        t.necrotic = t.size > 0.6 && random.chance(0.2);
        t.centre = {random.normal() * 0.8, -22, -37 + 0.35 * t.radiusMm};
        t.lobe = "sellar";
    }
    return t;
}

struct Slice {
    image::Image image;
    image::Mask mask;
    std::size_t area = 0;
};

Slice sample(const Head& head, const Tumour* tumour, const Scan& scan, int number, std::uint64_t seed,
             std::uint64_t index) {
    const int size = scan.plane.sizePx;
    Slice slice;
    slice.mask = {size, size,
                  std::vector<std::uint8_t>(static_cast<std::size_t>(size) * static_cast<std::size_t>(size))};
    std::vector<std::uint16_t> stored(slice.mask.pixels.size());
    Random noise(seed, index, "mr noise " + std::to_string(number));
    const double scale = 1.0 / head.shape().scale;
    const double width = 1.0 / head.shape().width;
    std::size_t i = 0;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x, ++i) {
            double sum = 0;
            int hits = 0;
            Vec3 middle;
            for (int part = 0; part < 4; ++part) {
                // The two rows lie at different depths: the thickness of the slice.
                const Vec3 world = scan.plane.at(x + (part % 2) * 0.5 - 0.25, y + (part / 2) * 0.5 - 0.25,
                                                 number + ((part == 0 || part == 3) ? -0.18 : 0.18));
                middle = Vec3{world.x * scale * width, world.y * scale, world.z * scale};
                bool lesion = false;
                sum += head.signal(middle, tumour, lesion);
                hits += lesion;
            }
            const double shade = 1.0 + scan.shading * middle.dot(scan.bright) / 90.0;
            const double signal = 0.25 * sum * std::max(0.3, shade);
            const double real = signal + scan.noise * noise.normal();
            const double imaginary = scan.noise * noise.normal();
            const double value = std::sqrt(real * real + imaginary * imaginary) * kStoredPerSignal;
            stored[i] = static_cast<std::uint16_t>(std::lround(std::min(value, 4095.0)));
            if (hits >= 2) {
                slice.mask.pixels[i] = 255;
                ++slice.area;
            }
        }
    }
    slice.image = greyStack(scan.plane, number, stored);
    slice.image.windows = {image::WindowLevel{500, 1000, image::VoiFunction::Linear, "Brain"}};
    return slice;
}

}  // namespace

base::Result<StackStudy> makeMrStudy(const PhantomOptions& options, const base::JobContext& context) {
    HILUM_TRY_STATUS(checkStackOptions(options));
    const auto index = static_cast<std::uint64_t>(options.index);
    return base::guarded("The simulation", [&]() -> base::Result<StackStudy> {
        const HeadShape shape = drawHead(options.seed, index);
        Random seeds(options.seed, index, "head seed");
        const Head head(shape, seeds.next());
        const bool normal = seeds.chance(kNormalShare);
        const Tumour tumour = drawTumour(head, options.seed, index);
        const Scan scan = drawScan(options.seed, index, std::clamp(options.size / 4, 96, 512));
        StackStudy study;
        study.modality = "MR";
        fillIdentity(study, shape.female, shape.ageYears, options);
        study.view = scan.plane.name;
        study.bodyPart = "HEAD";
        study.studyDescription = "Brain MR with contrast, simulated";
        study.seriesDescription = "T1 " + scan.plane.name + " post contrast";
        study.fileStem = "brain";
        study.contrast = true;
        study.thicknessMm = scan.plane.stepMm;
        study.repetitionMs = 500;
        study.echoMs = 9;
        StackFinding finding;
        std::size_t total = 0;
        for (int number = 0; number < scan.plane.count; ++number) {
            if (context.stopRequested()) return base::cancelled();
            Slice slice = sample(head, normal ? nullptr : &tumour, scan, number, options.seed, index);
            study.images.push_back(std::move(slice.image));
            total += slice.area;
            finding.masks.push_back(slice.area > 0 ? std::move(slice.mask) : image::Mask{});
        }
        if (total > 0) {
            finding.side = tumour.side;
            finding.zone = tumour.lobe;
            finding.size = tumour.size;
            describeTumour(finding, tumour);
            study.findings.push_back(std::move(finding));
        }
        writeBrainReport(study, study.findings.empty() ? nullptr : &tumour, shape.ageYears, options);
        return study;
    });
}

}  // namespace hilum::phantom
