// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/phantom_study.h"

#include <cstdio>
#include <cstring>

#include "core/phantom/choose_findings.h"
#include "core/phantom/exposure.h"
#include "core/phantom/lesions.h"
#include "core/phantom/report_text.h"
#include "core/phantom/structures.h"

namespace hilum::phantom {

namespace {

// Attenuation per mm at the beam's effective energy (about 65 keV): water, and what bone adds to it.
constexpr double kWaterPerMm = 0.0195;
constexpr double kBonePerMm = 0.024;
// A mask holds the pixels where its finding changes the line integral by more than this (5 % of the beam).
constexpr double kMaskThreshold = 0.05;
constexpr double kHeartEdgeMm = 2.0;

struct Chest {
    Map body, bone, air, vessels, pleural;  // mm; pleural: lung and pleural space, heart taken away
    Map heart;                              // chord of the heart alone, without the great vessels
    Devices tools;
};

double largestChord(const std::vector<Ellipse>& parts, double x, double y) {
    double chord = 0;
    for (const auto& part : parts) chord = std::max(chord, part.chord(x, y));
    return chord;
}

Chest makeChest(const Thorax& thorax, const View& view, double ratio, std::uint64_t seed, std::uint64_t index) {
    Chest chest;
    chest.body = bodyThickness(thorax.anatomy(), thorax, view);
    chest.bone = bones(thorax, view, seed, index);
    chest.air = airways(thorax, view, seed, index);
    chest.vessels = vesselTree(thorax, view, seed, index);
    chest.tools = devices(thorax, view, seed, index);
    chest.pleural = Map(view.sizePx, view.sizePx);
    chest.heart = Map(view.sizePx, view.sizePx);
    const auto heart = heartParts(thorax, ratio);
    const auto great = greatVessels(thorax);
    for (int y = 0; y < view.sizePx; ++y) {
        for (int x = 0; x < view.sizePx; ++x) {
            const Point p = view.toMm(x, y);
            const double heartChord = largestChord(heart, p.x, p.y);
            chest.heart.set(x, y, heartChord);
            const double chord = thorax.pleuralChord(p.x > 0, std::abs(p.x), p.y);
            if (chord > 0) chest.pleural.set(x, y, std::max(0.0, chord - std::max(heartChord, largestChord(great, p.x, p.y))));
        }
    }
    return chest;
}

// Fine variation of the parenchyma: small vessels end-on and motion, below what the tree draws.
double texture(double x, double y, std::uint64_t seed) { return 1.0 + 0.35 * (fractalNoise(x / 9.0, y / 9.0, 4, seed) - 0.5); }

void measureMask(Finding& finding, const View& view) {
    double sumX = 0, sumY = 0, count = 0;
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (int y = 0; y < finding.mask.height; ++y) {
        for (int x = 0; x < finding.mask.width; ++x) {
            if (finding.mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(view.sizePx) + static_cast<std::size_t>(x)] == 0) continue;
            const Point p = view.toMm(x, y);
            sumX += p.x;
            sumY += p.y;
            ++count;
            left = std::min(left, p.x);
            right = std::max(right, p.x);
            top = std::min(top, p.y);
            bottom = std::max(bottom, p.y);
        }
    }
    if (count <= 0) return;
    finding.centreXMm = sumX / count;
    finding.centreYMm = sumY / count;
    finding.extentMm = std::max(right - left, bottom - top);
}

struct Composite {
    Map attenuation;
    ExposureReference reference;
};

// Adds everything up and decides the masks pixel by pixel: with the finding against without it.
Composite compose(const Chest& chest, const Thorax& thorax, const View& view, const std::vector<Lesion>& lesions,
                  std::vector<Finding>& findings, std::uint64_t textureSeed) {
    Composite out;
    out.attenuation = Map(view.sizePx, view.sizePx);
    PleuralSpace space;
    space.lungDensity = thorax.anatomy().lungDensity;
    space.lesions = &lesions;
    const std::vector<Lesion> none;
    PleuralSpace normal = space;
    normal.lesions = &none;
    double lungSum = 0, lungCount = 0, middleSum = 0, middleCount = 0;
    for (auto& finding : findings) {
        finding.mask = {view.sizePx, view.sizePx, {}};
        finding.mask.pixels.assign(out.attenuation.values.size(), 0);
    }
    for (int y = 0; y < view.sizePx; ++y) {
        for (int x = 0; x < view.sizePx; ++x) {
            const std::size_t i = chest.body.index(x, y);
            const Point p = view.toMm(x, y);
            const double pleural = chest.pleural.get(x, y);
            const double body = std::max(chest.body.get(x, y), pleural > 0 ? pleural + 16.0 : 0.0);
            const double tissue = std::max(0.0, body - pleural - std::min(chest.air.get(x, y), 0.8 * body));
            double metal = chest.tools.metal.values.empty() ? 0.0 : chest.tools.metal.get(x, y);
            const double fixed = kWaterPerMm * tissue + kBonePerMm * (chest.bone.get(x, y) + metal);
            double water = 0;
            double normalWater = 0;
            if (pleural > 0) {
                const bool left = p.x > 0;
                space.lungDensity = thorax.anatomy().lungDensity * texture(p.x, p.y, textureSeed);
                normal.lungDensity = space.lungDensity;
                const double vessel = chest.vessels.get(x, y);
                normalWater = normal.water(i, left, pleural, vessel, nullptr);
                water = lesions.empty() ? normalWater : space.water(i, left, pleural, vessel, nullptr);
                for (std::size_t k = 0; k < findings.size(); ++k) {
                    if (lesions[k].kind == FindingKind::Cardiomegaly || lesions[k].left != left) continue;
                    if (lesions[k].amount.values[i] <= 0.0F) continue;
                    const double change = water - space.water(i, left, pleural, vessel, &lesions[k]);
                    if (std::abs(change) * kWaterPerMm > kMaskThreshold) findings[k].mask.pixels[i] = 255;
                }
            }
            for (std::size_t k = 0; k < findings.size(); ++k)
                if (findings[k].kind == FindingKind::Cardiomegaly && chest.heart.get(x, y) > kHeartEdgeMm) findings[k].mask.pixels[i] = 255;
            out.attenuation.set(x, y, fixed + kWaterPerMm * water);
            const double height = p.y / thorax.lungHeight(p.x > 0);
            if (height > 0.25 && height < 0.8 && pleural > 70) {
                lungSum += fixed + kWaterPerMm * normalWater;
                ++lungCount;
            } else if (height > 0.3 && height < 0.8 && std::abs(p.x) < 15) {
                middleSum += fixed + kWaterPerMm * normalWater;
                ++middleCount;
            }
        }
    }
    if (lungCount > 0) out.reference.lungAttenuation = lungSum / lungCount;
    if (middleCount > 0) out.reference.mediastinumAttenuation = middleSum / middleCount;
    out.reference.mediastinumAttenuation = std::max(out.reference.mediastinumAttenuation, out.reference.lungAttenuation + 0.8);
    return out;
}

image::Image toImage(const Film& film, const View& view) {
    image::Image image;
    image.width = view.sizePx;
    image.height = view.sizePx;
    image.type = image::PixelType::UInt16;
    auto bytes = std::make_shared<std::vector<std::byte>>(film.pixels.size() * sizeof(std::uint16_t));
    std::memcpy(bytes->data(), film.pixels.data(), bytes->size());
    image.pixels = std::move(bytes);
    image.windows = {image::WindowLevel{2048, 4096, image::VoiFunction::Linear, "Standard"}};
    image.spacing = {view.mmPerPx, view.mmPerPx, image::SpacingKind::AtDetector};
    return image;
}

std::string number(const char* format, long long value) {
    char text[40];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

void fillIdentity(PhantomStudy& study, const Anatomy& anatomy, const PhantomOptions& options) {
    Random random(options.seed, static_cast<std::uint64_t>(options.index), "identity");
    study.patientId = "HILUM-S" + std::to_string(options.seed) + number("-%04lld", options.index + 1LL);
    study.patientName = number("Phantom^%04lld", options.index + 1LL);
    study.sex = anatomy.female ? "F" : "M";
    study.ageYears = anatomy.ageYears;
    const int month = random.integer(1, 12);
    const int day = random.integer(1, 28);
    study.studyDate = std::to_string(random.integer(2019, 2025)) + number("-%02lld", month) + number("-%02lld", day);
    study.view = anatomy.ap ? "AP" : "PA";
}

base::Result<PhantomStudy> make(const PhantomOptions& options, std::vector<Finding> findings) {
    const auto index = static_cast<std::uint64_t>(options.index);
    const Thorax thorax(drawAnatomy(options.seed, index));
    const Anatomy& anatomy = thorax.anatomy();
    const View view = makeView(anatomy, options.size);
    double ratio = anatomy.cardiothoracicRatio;
    for (const auto& finding : findings)
        if (finding.kind == FindingKind::Cardiomegaly) ratio = 0.565 + 0.135 * finding.size;
    const Chest chest = makeChest(thorax, view, ratio, options.seed, index);
    std::vector<Lesion> lesions;
    for (const auto& finding : findings)
        lesions.push_back(makeLesion(finding, thorax, view, chest.pleural, findings, options.seed, index));
    Random textures(options.seed, index, "texture");
    const Composite composite = compose(chest, thorax, view, lesions, findings, textures.next());
    const Film film = expose(composite.attenuation, chest.body, composite.reference, anatomy, view, options.seed, index);
    PhantomStudy study;
    fillIdentity(study, anatomy, options);
    study.image = toImage(film, view);
    for (std::size_t k = 0; k < findings.size(); ++k) {
        for (std::size_t i = 0; i < film.collimated.size(); ++i)
            if (film.collimated[i] != 0) findings[k].mask.pixels[i] = 0;
        findings[k].label = labelOf(findings[k].kind);
        findings[k].phrase = phraseOf(findings[k], lesions[k].diameterMm, lesions[k].count);
        measureMask(findings[k], view);
    }
    const ReportText text = writeReport(anatomy, findings, lesions, chest.tools, ratio, options.seed, index);
    study.findingsText = text.findings;
    study.impressionText = text.impression;
    study.findings = std::move(findings);
    return study;
}

base::Status checkOptions(const PhantomOptions& options) {
    if (options.size < 128 || options.size > 4096)
        return base::makeError(base::ErrorCode::InvalidInput, "The image size must lie between 128 and 4096 pixels; choose another size.");
    if (options.index < 0)
        return base::makeError(base::ErrorCode::InvalidInput, "The number of a simulated study cannot be negative; count from 0.");
    return base::okStatus();
}

}  // namespace

base::Result<PhantomStudy> makeChestStudy(const PhantomOptions& options) {
    HILUM_TRY_STATUS(checkOptions(options));
    const auto index = static_cast<std::uint64_t>(options.index);
    return base::guarded("The simulation", [&] { return make(options, chooseFindings(options.seed, index)); });
}

base::Result<PhantomStudy> makeChestStudy(const PhantomOptions& options, const std::vector<Finding>& wanted) {
    HILUM_TRY_STATUS(checkOptions(options));
    HILUM_TRY(auto findings, checkedFindings(wanted, options.seed, static_cast<std::uint64_t>(options.index)));
    return base::guarded("The simulation", [&] { return make(options, std::move(findings)); });
}

}  // namespace hilum::phantom
