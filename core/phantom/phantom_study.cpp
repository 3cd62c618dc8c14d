// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/phantom_study.h"

#include <cstdio>
#include <cstring>

#include "core/phantom/choose_findings.h"
#include "core/phantom/composer.h"
#include "core/phantom/exposure.h"
#include "core/phantom/lesions.h"
#include "core/phantom/report_text.h"

namespace hilum::phantom {

namespace {

void measureMask(Finding& finding, const View& view) {
    double sumX = 0, sumY = 0, count = 0;
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (int y = 0; y < finding.mask.height; ++y) {
        for (int x = 0; x < finding.mask.width; ++x) {
            if (finding.mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(view.sizePx) +
                                    static_cast<std::size_t>(x)] == 0)
                continue;
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
    const Film film =
        expose(composite.attenuation, chest.body, composite.reference, anatomy, view, options.seed, index);
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
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The image size must lie between 128 and 4096 pixels; choose another size.");
    if (options.index < 0)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The number of a simulated study cannot be negative; count from 0.");
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
