// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/precision.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/engine/module/torch_runtime.h"

namespace hilum::engine {

namespace {

constexpr std::size_t kNearest = 10;
constexpr int kProbePictures = 3;

double cosine(const Embedding& a, const Embedding& b) {
    double dot = 0, left = 0, right = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        left += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        right += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return dot / std::sqrt(std::max(left * right, 1e-30));
}

double smallest(const std::vector<Embedding>& a, const std::vector<Embedding>& b) {
    if (a.size() != b.size()) return -1;
    double least = 1;
    for (std::size_t i = 0; i < a.size(); ++i) least = std::min(least, cosine(a[i], b[i]));
    return least;
}

std::vector<float> scores(const Embedding& picture, const std::vector<Embedding>& texts) {
    std::vector<float> out;
    for (const auto& text : texts) out.push_back(static_cast<float>(cosine(picture, text)));
    return out;
}

std::vector<std::size_t> nearest(const std::vector<float>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    order.resize(std::min(order.size(), kNearest));
    return order;
}

base::Error unsupported(const std::string& sentence) { return base::makeError(base::ErrorCode::Unsupported, sentence); }

}  // namespace

const char* name(Precision precision) {
    switch (precision) {
        case Precision::Bf16: return "bf16";
        case Precision::Fp16: return "fp16";
        case Precision::Int8: return "int8";
        case Precision::Fp32: break;
    }
    return "fp32";
}

nn::NumberFormat numberFormat(Precision precision) {
    if (precision == Precision::Bf16) return nn::NumberFormat::Bf16;
    return precision == Precision::Int8 ? nn::NumberFormat::Int8 : nn::NumberFormat::Fp32;
}

double leastCosine(Precision precision) {
    // fp32: other processors round otherwise, but not by this much.
    return precision == Precision::Fp32 || precision == Precision::Int8 ? 0.999 : 0.9999;
}

base::Result<std::vector<Precision>> precisionsFor(const std::string& asked, bool cuda) {
    using List = std::vector<Precision>;
    const bool bf16 = nn::hasPackedProducts(nn::NumberFormat::Bf16);
    if (asked.empty() || asked == "auto") {
        if (cuda) return List{Precision::Bf16, Precision::Fp32};
        if (bf16) return List{Precision::Bf16, Precision::Fp32};
        if (nn::hasPackedProducts(nn::NumberFormat::Int8)) return List{Precision::Int8, Precision::Fp32};
        return List{Precision::Fp32};
    }
    if (asked == "fp32") return List{Precision::Fp32};
    if (asked == "bf16") {
        if (!cuda && !bf16 && !hasFastBf16())
            return unsupported(
                "This processor has no bf16 arithmetic, so the precision bf16 would only be slower; use auto or fp32.");
        return List{Precision::Bf16};
    }
    if (asked == "fp16") {
        if (!cuda)
            return unsupported("The precision fp16 is not available on the processor; use auto, fp32, bf16 or int8.");
        return List{Precision::Fp16};
    }
    if (asked == "int8") {
        if (cuda) return unsupported("The precision int8 is not available on CUDA; use auto, fp32, bf16 or fp16.");
        if (!nn::hasPackedProducts(nn::NumberFormat::Int8))
            return unsupported(
                "This processor has no 8-bit dot products (AVX512-VNNI), so int8 would only be slower; use auto.");
        return List{Precision::Int8};
    }
    return base::makeError(base::ErrorCode::InvalidInput,
                           "The precision \"" + asked + "\" is not known; use auto, fp32, bf16, fp16 or int8.");
}

std::vector<image::Raster> probePictures(int size) {
    std::vector<image::Raster> out;
    for (int p = 0; p < kProbePictures; ++p) {
        auto pixels = std::make_shared<std::vector<std::uint8_t>>();
        pixels->reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
        const double radius = size * (0.2 + 0.1 * p);
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x) {
                // A soft disc over a slope with fine texture: low and high frequencies, dark and bright.
                const double away = std::hypot(x - size * (0.3 + 0.2 * p), y - size * 0.5) / radius;
                const double value = 40.0 + 60.0 * x / size + 90.0 * std::exp(-away * away) + (x * y * (p + 1)) % 31;
                pixels->push_back(static_cast<std::uint8_t>(std::min(value, 255.0)));
            }
        out.push_back({size, size, 1, std::move(pixels)});
    }
    return out;
}

const std::vector<std::string>& probeTexts() {
    static const std::vector<std::string> texts = [] {
        std::vector<std::string> out;
        for (const char* finding : {"pleural effusion", "pneumothorax", "cardiomegaly", "consolidation", "atelectasis",
                                    "pulmonary edema", "nodule", "rib fracture"})
            for (const char* form : {"%", "no %", "small left %", "chest radiograph with right %"}) {
                std::string text = form;
                text.replace(text.find('%'), 1, finding);
                out.push_back(text);
            }
        return out;
    }();
    return texts;
}

ProbeVerdict compare(const Probes& reference, const Probes& other) {
    ProbeVerdict verdict;
    verdict.cosine = std::min(smallest(reference.pictures, other.pictures), smallest(reference.texts, other.texts));
    if (verdict.cosine < 0) return {verdict.cosine, false};
    for (std::size_t i = 0; i < reference.pictures.size(); ++i) {
        const auto before = scores(reference.pictures[i], reference.texts);
        const auto wanted = nearest(before), got = nearest(scores(other.pictures[i], other.texts));
        for (const std::size_t text : wanted) {
            const bool kept = std::find(got.begin(), got.end(), text) != got.end();
            if (!kept && before[text] > before[wanted.back()] + kTie) verdict.sameNearest = false;
        }
    }
    return verdict;
}

}  // namespace hilum::engine
