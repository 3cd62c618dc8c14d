// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/dual_session.h"

#include <algorithm>
#include <cmath>

#include "core/engine/module/place_map.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/torch_runtime.h"
#include "core/nn/encoder_registry.h"
#include "core/saliency/saliency.h"
#include "core/weights/tensor_file.h"

namespace hilum::engine {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

// On the processor one picture at a time is quickest: the largest layer of a batch leaves the cache.
constexpr std::size_t kImageBatchCpu = 1;
constexpr std::size_t kImageBatchCuda = 16;
constexpr std::size_t kTextBatch = 64;
constexpr double kGoldenFp32 = 0.999;   // other processors round otherwise, but not by this much
constexpr double kGoldenBf16 = 0.9999;  // a coarser format must not be seen in a ranking
constexpr const char* kWeightsFile = "weights.safetensors";

Error packError(const packs::ModelManifest& manifest, const std::string& why) {
    return base::makeError(ErrorCode::ModelMismatch,
                           "The model pack " + manifest.id + " cannot be used: " + why + "; verify or reinstall it.");
}

std::string weightsName(const packs::ModelManifest& manifest) {
    for (const auto& file : manifest.files)
        if (file.name.ends_with(".safetensors")) return file.name;
    return kWeightsFile;
}

double cosine(const Embedding& a, const nlohmann::json& golden) {
    if (!golden.is_array() || golden.size() != a.size()) return -1;
    double dot = 0, left = 0, right = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!golden[i].is_number()) return -1;
        const double value = golden[i].get<double>();
        dot += value * static_cast<double>(a[i]);
        left += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        right += value * value;
    }
    return dot / std::sqrt(std::max(left * right, 1e-30));
}

}  // namespace

Result<std::unique_ptr<DualSession>> DualSession::open(const packs::ModelManifest& manifest, const LoadOptions& options,
                                                       const base::JobContext& context) {
    return torchGuarded("Loading the model", [&]() -> Result<std::unique_ptr<DualSession>> {
        prepareThreads(options.threads);
        std::unique_ptr<DualSession> session(new DualSession());
        session->m_manifest = manifest;
        HILUM_TRY(session->m_device, chooseDevice(options.device));
        if (options.verify) HILUM_TRY_STATUS(packs::verify(manifest, context));
        HILUM_TRY_STATUS(session->build(options, context));
        return session;
    });
}

Status DualSession::build(const LoadOptions& options, const base::JobContext& context) {
    // Modules made under an InferenceMode guard could never give gradients for saliency.
    const c10::InferenceMode outside(false);
    nn::EncoderRegistry registry;
    nn::registerAllEncoders(registry);
    auto made = registry.make(m_manifest.family, m_manifest.options);
    if (!made && made.error().code == ErrorCode::Internal)
        return packError(m_manifest, "its options are not of the kind that its family takes");
    HILUM_TRY(m_model, std::move(made));
    HILUM_TRY(const auto tensors, weights::readTensors(m_manifest.folder / weightsName(m_manifest), context));
    HILUM_TRY_STATUS(weights::loadInto(*m_model, tensors));
    for (auto& parameter : m_model->parameters()) parameter.set_requires_grad(false);
    m_model->eval();
    m_logitScale = std::exp(m_model->logitScale().item<float>());
    if (!std::isfinite(m_logitScale)) return packError(m_manifest, "its logit scale is not a number");
    const auto labels = m_manifest.card.find("labels");
    if (labels != m_manifest.card.end() && labels->is_array())
        for (const auto& label : *labels)
            m_labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    if (!m_manifest.tokenizer.empty()) {
        HILUM_TRY(m_tokenizer, text::loadTokenizer(m_manifest.folder / m_manifest.tokenizer, {m_manifest.lowerCase}));
    }
    if (context.stopRequested()) return base::cancelled();
    return chooseFormat(options.precision);
}

Status DualSession::chooseFormat(const std::string& precision) {
    const bool cuda = m_device.is_cuda();
    if (precision == "int8" || (precision == "fp16" && !cuda))
        return base::makeError(ErrorCode::Unsupported, "The precision " + precision + " is not available on " +
                                                           (cuda ? "CUDA" : "the processor") +
                                                           " in this version; use auto, fp32 or bf16.");
    if (precision == "bf16" && !cuda && !hasFastBf16())
        return base::makeError(
            ErrorCode::Unsupported,
            "This processor has no bf16 arithmetic, so the precision bf16 would only be slower; use auto or fp32.");
    // auto is fp32: the fused fp32 convolutions are quicker than bf16 ones, and every bit of the ranking stays.
    m_model->to(m_device);
    if (precision == "fp16") m_type = torch::kFloat16;
    if (precision == "bf16") m_type = torch::kBFloat16;
    m_model->to(m_type);
    m_model->fuse();
    HILUM_TRY(const double worst, goldenCosine());
    const double wanted = m_type == torch::kFloat32 ? kGoldenFp32 : kGoldenBf16;
    if (worst < wanted)
        return packError(m_manifest, m_type == torch::kFloat32
                                         ? "its golden check fails (cosine " + std::to_string(worst) + ")"
                                         : "its golden check fails in the precision " + precision + " (cosine " +
                                               std::to_string(worst) + "), use --precision fp32");
    return base::okStatus();
}

Result<double> DualSession::goldenCosine() {
    const auto golden = m_manifest.card.find("golden");
    if (golden == m_manifest.card.end() || !golden->is_object()) return 1.0;
    double worst = 1;
    if (golden->contains("image")) {
        const std::vector<image::Raster> picture = {goldenPicture(m_manifest.preprocessing.size)};
        HILUM_TRY(const auto rows, finish(encodePixels(toPixels(picture, m_manifest.preprocessing)), true));
        worst = std::min(worst, cosine(rows.front(), (*golden)["image"]));
    }
    if (m_tokenizer && golden->contains("text") && (*golden)["text"].is_string()) {
        const std::vector<std::string> texts = {(*golden)["text"].get<std::string>()};
        const auto tokens = m_tokenizer->encodeBatch(texts, static_cast<std::size_t>(m_manifest.maxTokens));
        HILUM_TRY(const auto rows, finish(encodeTokens(tokens), true));
        worst = std::min(worst, cosine(rows.front(), golden->value("textEmbedding", nlohmann::json::array())));
    }
    return worst;
}

std::string DualSession::deviceText() const {
    const char* format = m_type == torch::kBFloat16 ? " bf16" : m_type == torch::kFloat16 ? " fp16" : " fp32";
    return m_device.str() + format;
}

torch::Tensor DualSession::encodePixels(const torch::Tensor& pixels) {
    const c10::InferenceMode guard(true);
    return m_model->encodeImage(pixels.to(m_device, m_type)).to(torch::kCPU, torch::kFloat32);
}

torch::Tensor DualSession::encodeTokens(const text::EncodedBatch& batch) {
    const c10::InferenceMode guard(true);
    const auto tensor = [&](const std::vector<std::int64_t>& values) {
        return torch::tensor(values, torch::kInt64).view({batch.rows, batch.width}).to(m_device);
    };
    return m_model->encodeText(tensor(batch.ids), tensor(batch.mask)).to(torch::kCPU, torch::kFloat32);
}

Result<std::vector<Embedding>> DualSession::finish(const torch::Tensor& rows, bool normalize) const {
    const auto values = rows.contiguous();
    if (values.dim() != 2 || (m_manifest.dim > 0 && values.size(1) != m_manifest.dim))
        return packError(m_manifest, "it answers embeddings of another width than it states");
    const auto width = values.size(1);
    std::vector<Embedding> out;
    for (std::int64_t r = 0; r < values.size(0); ++r) {
        const float* row = values.data_ptr<float>() + r * width;
        Embedding embedding(row, row + width);
        double square = 0;
        for (const float v : embedding) square += static_cast<double>(v) * static_cast<double>(v);
        if (!std::isfinite(square) || (normalize && square <= 0))
            return packError(m_manifest, "it answers values that are not numbers");
        if (normalize) {
            const auto scale = static_cast<float>(1.0 / std::sqrt(square));
            for (float& v : embedding) v *= scale;
        }
        out.push_back(std::move(embedding));
    }
    return out;
}

Result<std::vector<Embedding>> DualSession::embedImages(std::span<const image::Raster> images, bool normalize,
                                                        const base::JobContext& context) {
    return torchGuarded("Reading the picture with the model", [&]() -> Result<std::vector<Embedding>> {
        const std::size_t step = m_device.is_cuda() ? kImageBatchCuda : kImageBatchCpu;
        std::vector<Embedding> out;
        for (std::size_t at = 0; at < images.size(); at += step) {
            if (context.stopRequested()) return base::cancelled();
            std::vector<image::Raster> batch;
            for (const auto& raster : images.subspan(at, std::min(step, images.size() - at))) {
                HILUM_TRY(const auto prepared, prepare(raster, m_manifest.preprocessing));
                batch.push_back(prepared.box.raster);
            }
            HILUM_TRY(auto rows, finish(encodePixels(toPixels(batch, m_manifest.preprocessing)), normalize));
            std::move(rows.begin(), rows.end(), std::back_inserter(out));
            context.progress(static_cast<std::int64_t>(out.size()), static_cast<std::int64_t>(images.size()),
                             base::Stage::Encoding);
        }
        return out;
    });
}

Result<std::vector<Embedding>> DualSession::embedTexts(std::span<const std::string> texts, bool normalize,
                                                       const base::JobContext& context) {
    if (!m_tokenizer) return packError(m_manifest, "it reads pictures only and has no tokenizer");
    return torchGuarded("Reading the text with the model", [&]() -> Result<std::vector<Embedding>> {
        // Texts of like length share a batch, so that little is spent on padding.
        std::vector<std::size_t> order(texts.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return texts[a].size() < texts[b].size(); });
        std::vector<Embedding> out(texts.size());
        for (std::size_t at = 0; at < order.size(); at += kTextBatch) {
            if (context.stopRequested()) return base::cancelled();
            std::vector<std::string> part;
            const std::size_t end = std::min(order.size(), at + kTextBatch);
            for (std::size_t i = at; i < end; ++i) part.push_back(texts[order[i]]);
            const auto tokens = m_tokenizer->encodeBatch(part, static_cast<std::size_t>(m_manifest.maxTokens));
            HILUM_TRY(auto rows, finish(encodeTokens(tokens), normalize));
            for (std::size_t i = at; i < end; ++i) out[order[i]] = std::move(rows[i - at]);
            context.progress(static_cast<std::int64_t>(end), static_cast<std::int64_t>(texts.size()),
                             base::Stage::Encoding);
        }
        return out;
    });
}

Result<std::vector<std::vector<float>>> DualSession::classifyImages(std::span<const image::Raster> images,
                                                                    const base::JobContext& context) {
    if (m_labels.empty())
        return base::makeError(ErrorCode::Unsupported, "The model pack " + m_manifest.id +
                                                           " has no trained classifier; use prompts for its labels.");
    return torchGuarded("Classifying with the model", [&]() -> Result<std::vector<std::vector<float>>> {
        HILUM_TRY(const auto rows, embedImages(images, false, context));
        std::vector<std::vector<float>> out;
        const c10::InferenceMode guard(true);
        for (const auto& row : rows) {
            const auto logits = m_model->labelLogits(torch::tensor(row).unsqueeze(0).to(m_device, m_type));
            if (!logits.defined() || logits.size(1) != static_cast<std::int64_t>(m_labels.size()))
                return packError(m_manifest, "its card names other labels than its classifier has");
            const auto values = torch::sigmoid(logits.to(torch::kCPU, torch::kFloat32)).contiguous();
            if (!torch::isfinite(values).all().item<bool>())
                return packError(m_manifest, "it answers values that are not numbers");
            out.emplace_back(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
        }
        return out;
    });
}

Result<SaliencyResult> DualSession::saliency(const image::Raster& raster, const std::string& text,
                                             const std::string& method, const base::JobContext& context) {
    if (!m_tokenizer) return packError(m_manifest, "it reads pictures only and has no tokenizer");
    return torchGuarded("The saliency map", [&]() -> Result<SaliencyResult> {
        const c10::InferenceMode outside(false);
        HILUM_TRY(const auto prepared, prepare(raster, m_manifest.preprocessing));
        const std::vector<std::string> phrase = {text};
        HILUM_TRY(const auto rows, embedTexts(phrase, true, context));
        if (context.stopRequested()) return base::cancelled();
        const auto direction = torch::tensor(rows.front()).unsqueeze(0).to(m_device);
        const auto pixels = toPixels({prepared.box.raster}, m_manifest.preprocessing).to(m_device, m_type);
        HILUM_TRY(const auto grid, saliency::compute(method, *m_model, pixels, direction));
        return placeMap(grid, prepared.box, m_manifest.preprocessing.size, raster, method);
    });
}

}  // namespace hilum::engine
