// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Breast ultrasound: a scan plane of skin, fat lobules, glandular tissue and muscle (breast_tissue.h) turned
// into a B-mode picture: scatterers convolved with the pulse give the speckle, attenuation along each beam gives
// shadows and enhancement, then envelope and log compression (Wagner et al. 1983, IEEE Trans. SU 30:156).
#include <cstring>
#include <numbers>

#include "core/phantom/breast_tissue.h"
#include "core/phantom/random.h"
#include "core/phantom/stack_report.h"
#include "core/phantom/stack_study.h"
#include "core/phantom/stack_tools.h"

namespace hilum::phantom {

namespace {

constexpr int kFrame = 12;  // pixels of black margin around the scan, at 600 pixels width

struct Machine {
    int width = 576, height = 470;  // of the scan
    double mmPerPx = 0.075;
    double gain = 0;  // dB
    double rangeDb = 58;
    double wavelengthMm = 0.15;
    double lateralMm = 0.42;  // of the pulse, at the focus
    double focusMm = 18;
    double fade = 0.35;  // dB/mm that the gain does not make up for
    int looks = 3;
};

Machine drawMachine(std::uint64_t seed, std::uint64_t index, int size) {
    Random random(seed, index, "us machine");
    Machine m;
    m.width = std::clamp(size * 9 / 16, 112, 1152) - 2 * std::max(1, kFrame * size / 1024);
    const double widthMm = random.uniform(36, 46);
    m.mmPerPx = widthMm / m.width;
    m.height = static_cast<int>(m.width * random.uniform(0.72, 0.95));
    m.gain = random.normal(0, 2.5, -5, 5);
    m.rangeDb = random.uniform(52, 66);
    m.wavelengthMm = std::max(random.uniform(0.13, 0.19), 1.6 * m.mmPerPx);
    m.lateralMm = random.uniform(0.30, 0.52);
    m.focusMm = random.uniform(10, 24);
    m.fade = random.uniform(0.25, 0.75);
    m.looks = random.integer(2, 4);
    return m;
}

// One row of a separable filter, borders repeated.
void convolveRow(const std::vector<float>& in, std::vector<float>& out, int width, int y,
                 const std::vector<float>& kernel) {
    const int half = static_cast<int>(kernel.size()) / 2;
    const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (int x = 0; x < width; ++x) {
        float sum = 0;
        for (int k = -half; k <= half; ++k)
            sum += kernel[static_cast<std::size_t>(k + half)] *
                   in[row + static_cast<std::size_t>(std::clamp(x + k, 0, width - 1))];
        out[row + static_cast<std::size_t>(x)] = sum;
    }
}

std::vector<float> gaussian(double sigma) {
    const int half = std::max(1, static_cast<int>(std::ceil(2.6 * sigma)));
    std::vector<float> kernel;
    double total = 0;
    for (int k = -half; k <= half; ++k) {
        const double value = std::exp(-0.5 * k * k / (sigma * sigma));
        kernel.push_back(static_cast<float>(value));
        total += value * value;
    }
    for (auto& value : kernel) value = static_cast<float>(static_cast<double>(value) / std::sqrt(total));
    return kernel;
}

// The pulse along the beam: Gaussian envelope times a carrier, as its two quadrature parts.
void convolveColumns(const std::vector<float>& in, std::vector<float>& real, std::vector<float>& imaginary, int width,
                     int height, double sigmaPx, double periodPx) {
    const std::vector<float> envelope = gaussian(sigmaPx);
    const int half = static_cast<int>(envelope.size()) / 2;
    for (int y = 0; y < height; ++y) {
        for (int k = -half; k <= half; ++k) {
            const double phase = 2.0 * std::numbers::pi * k / periodPx;
            const float c = envelope[static_cast<std::size_t>(k + half)] * static_cast<float>(std::cos(phase));
            const float s = envelope[static_cast<std::size_t>(k + half)] * static_cast<float>(std::sin(phase));
            const std::size_t from =
                static_cast<std::size_t>(std::clamp(y + k, 0, height - 1)) * static_cast<std::size_t>(width);
            const std::size_t to = static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
            for (int x = 0; x < width; ++x) {
                real[to + static_cast<std::size_t>(x)] += c * in[from + static_cast<std::size_t>(x)];
                imaginary[to + static_cast<std::size_t>(x)] += s * in[from + static_cast<std::size_t>(x)];
            }
        }
    }
}

struct Scan {
    std::vector<float> echo, loss;  // dB; loss summed along each beam
    std::vector<std::uint8_t> lesion;
};

Scan lookUp(const BreastTissue& tissue, const Machine& m) {
    const auto count = static_cast<std::size_t>(m.width) * static_cast<std::size_t>(m.height);
    Scan scan{std::vector<float>(count), std::vector<float>(count), std::vector<std::uint8_t>(count)};
    std::vector<float> beam(static_cast<std::size_t>(m.width), 0.0F), raw(count);
    for (int y = 0; y < m.height; ++y) {
        for (int x = 0; x < m.width; ++x) {
            const auto column = static_cast<std::size_t>(x);
            const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(m.width) + column;
            const BreastPoint p = tissue.at((x - 0.5 * (m.width - 1)) * m.mmPerPx, y * m.mmPerPx);
            scan.lesion[i] = p.lesion ? 255 : 0;
            scan.echo[i] = static_cast<float>(p.echoDb);
            beam[column] += static_cast<float>(p.lossDbPerMm * m.mmPerPx);
            raw[i] = beam[column];
        }
        const std::vector<float> box(15, 1.0F / 15.0F);  // beams overlap: a shadow has a soft edge
        convolveRow(raw, scan.loss, m.width, y, box);
    }
    return scan;
}

// Envelope of one look: scatterers with random phase, seen through the pulse.
std::vector<float> envelope(const Scan& scan, const Machine& m, Random& random) {
    const std::size_t count = scan.echo.size();
    std::vector<float> scatter(count), lateral(count), real(count, 0.0F), imaginary(count, 0.0F);
    for (std::size_t i = 0; i < count; ++i)
        scatter[i] = static_cast<float>(std::pow(10.0, static_cast<double>(scan.echo[i]) / 20.0) * random.normal());
    for (int y = 0; y < m.height; ++y) {
        const double away = std::abs(y * m.mmPerPx - m.focusMm) / 20.0;
        convolveRow(scatter, lateral, m.width, y,
                    gaussian(std::max(0.8, m.lateralMm * (0.7 + 0.8 * away) / m.mmPerPx)));
    }
    convolveColumns(lateral, real, imaginary, m.width, m.height, 0.77 * m.wavelengthMm / m.mmPerPx,
                    m.wavelengthMm / m.mmPerPx);
    for (std::size_t i = 0; i < count; ++i) real[i] = std::hypot(real[i], imaginary[i]);
    return real;
}

// dB picture of the scan; rows are depth. Machines average a few looks from different directions (compounding).
std::vector<float> scanLines(const Scan& scan, const Machine& m, Random& random) {
    std::vector<float> db(scan.echo.size(), 0.0F);
    for (int look = 0; look < m.looks; ++look) {
        const std::vector<float> seen = envelope(scan, m, random);
        for (std::size_t i = 0; i < db.size(); ++i) db[i] += seen[i] / static_cast<float>(m.looks);
    }
    for (std::size_t i = 0; i < db.size(); ++i) {
        const double depth = static_cast<double>(i / static_cast<std::size_t>(m.width)) * m.mmPerPx;
        const double level = 20.0 * std::log10(static_cast<double>(db[i]) + 1e-4);
        db[i] = static_cast<float>(level - static_cast<double>(scan.loss[i]) - m.fade * std::max(0.0, depth - 9.0));
    }
    return db;
}

}  // namespace

base::Result<StackStudy> makeUsStudy(const PhantomOptions& options, const base::JobContext& context) {
    HILUM_TRY_STATUS(checkStackOptions(options));
    const auto index = static_cast<std::uint64_t>(options.index);
    return base::guarded("The simulation", [&]() -> base::Result<StackStudy> {
        if (context.stopRequested()) return base::cancelled();
        const Machine m = drawMachine(options.seed, index, options.size);
        const BreastPlan plan = drawBreast(options.seed, index, m.width * m.mmPerPx, m.height * m.mmPerPx);
        const BreastTissue tissue(plan, options.seed, index);
        const Scan scan = lookUp(tissue, m);
        Random random(options.seed, index, "us speckle");
        const std::vector<float> db = scanLines(scan, m, random);
        const int frame = std::max(1, kFrame * options.size / 1024);
        const int width = m.width + 2 * frame, height = m.height + 2 * frame;
        auto bytes = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(width) *
                                                              static_cast<std::size_t>(height));
        StackFinding finding;
        finding.masks.resize(1);
        finding.masks[0] = {width, height, std::vector<std::uint8_t>(bytes->size())};
        for (int y = 0; y < m.height; ++y) {
            for (int x = 0; x < m.width; ++x) {
                const std::size_t from =
                    static_cast<std::size_t>(y) * static_cast<std::size_t>(m.width) + static_cast<std::size_t>(x);
                const std::size_t to = static_cast<std::size_t>(y + frame) * static_cast<std::size_t>(width) +
                                       static_cast<std::size_t>(x + frame);
                const double grey = 255.0 * (0.86 + (static_cast<double>(db[from]) + m.gain) / m.rangeDb);
                (*bytes)[to] = static_cast<std::byte>(std::lround(std::clamp(grey, 0.0, 255.0)));
                finding.masks[0].pixels[to] = scan.lesion[from];
            }
        }
        image::Image image;
        image.width = width;
        image.height = height;
        image.pixels = std::move(bytes);
        image.windows = {image::WindowLevel{127.5, 255, image::VoiFunction::Linear, "Full range"}};
        image::Region region;
        region.left = region.top = frame;
        region.right = frame + m.width - 1;
        region.bottom = frame + m.height - 1;
        region.xUnit = region.yUnit = image::RegionUnit::Centimetres;
        region.xPerPixel = region.yPerPixel = m.mmPerPx / 10.0;
        region.twoDimensional = true;
        image.regions = {region};
        StackStudy study;
        study.modality = "US";
        fillIdentity(study, true, plan.ageYears, options);
        study.view = "transverse";
        study.bodyPart = "BREAST";
        study.studyDescription = "Breast ultrasound, simulated";
        study.seriesDescription = plan.side == "left" ? "Left breast" : "Right breast";
        study.fileStem = "breast";
        study.laterality = plan.side == "left" ? "L" : "R";
        study.images.push_back(std::move(image));
        if (plan.lesion != BreastLesion::None) {
            finding.side = plan.side;
            finding.zone = plan.quadrant;
            finding.size = plan.size;
            finding.label = plan.lesion == BreastLesion::Malignant ? "Malignant Breast Lesion" : "Benign Breast Lesion";
            finding.phrase = breastPhrase(plan);
            study.findings.push_back(std::move(finding));
        }
        writeBreastReport(study, plan, options);
        return study;
    });
}

}  // namespace hilum::phantom
