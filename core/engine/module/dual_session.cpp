// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/dual_session.h"

#include <algorithm>
#include <cmath>
#include <future>

#include "core/base/log.h"
#include "core/engine/batch_fallback.h"
#include "core/engine/module/place_map.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/torch_runtime.h"
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/packed_blocks.h"
#include "core/saliency/saliency.h"
#include "core/weights/lazy_weights.h"
#include "core/weights/skip_init.h"

namespace hilum::engine {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kImageBatchCuda = 16;
constexpr std::size_t kTextBatch = 64;
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
        session->m_options = options;
        HILUM_TRY(session->m_device, chooseDevice(options.device));
        // The hashes are computed beside the loading; nothing is used before they are right.
        std::future<Status> verified;
        if (options.verify) verified = std::async(std::launch::async, [&] { return packs::verify(manifest, context); });
        const auto chosen = session->choose(context);
        if (verified.valid()) HILUM_TRY_STATUS(verified.get());
        HILUM_TRY_STATUS(chosen);
        return session;
    });
}

Status DualSession::choose(const base::JobContext& context) {
    HILUM_TRY(const auto precisions, precisionsFor(m_options.precision, m_device.is_cuda()));
    Status last = base::okStatus();
    for (const auto precision : precisions) {
        // What a coarser format is measured against, where the pack itself does not say.
        std::optional<Probes> reference;
        const bool golden = m_manifest.card.contains("golden") && m_manifest.card["golden"].is_object();
        if (precision == Precision::Int8 || (precision != Precision::Fp32 && !golden)) {
            HILUM_TRY(const bool plain, build(Precision::Fp32, context));
            if (plain) {
                HILUM_TRY(reference, probe(context));
            }
        }
        HILUM_TRY(const bool runs, build(precision, context));
        last = runs ? check(precision, reference, context)
                    : base::makeError(ErrorCode::Unsupported, std::string("The model family ") + m_manifest.family +
                                                                  " has no layers that run in " + name(precision) +
                                                                  "; use --precision auto or fp32.");
        if (last.ok()) return last;
        if (context.stopRequested()) return base::cancelled();
    }
    return last;
}

Result<bool> DualSession::build(Precision precision, const base::JobContext& context) {
    // Modules made under an InferenceMode guard could never give gradients for saliency.
    const c10::InferenceMode outside(false);
    m_model.reset();
    m_tokenizer.reset();
    const auto before = nn::Words::bytesInUse();
    HILUM_TRY_STATUS(load(precision, context));
    const bool here = m_device.is_cpu();
    if (here && !m_packed && precision == Precision::Int8) return false;
    // On the processor, bf16 without packed products pays only where somebody asks for it.
    if (here && !m_packed && precision == Precision::Bf16 && m_options.precision != "bf16") return false;
    for (auto& parameter : m_model->parameters()) parameter.set_requires_grad(false);
    m_model->eval();
    m_logitScale = std::exp(m_model->logitScale().item<float>());
    if (!std::isfinite(m_logitScale)) return packError(m_manifest, "its logit scale is not a number");
    m_type = torch::kFloat32;
    if (!m_packed && precision == Precision::Bf16) m_type = torch::kBFloat16;
    if (!m_packed && precision == Precision::Fp16) m_type = torch::kFloat16;
    m_model->to(m_device);
    if (m_type != torch::kFloat32) m_model->to(m_type);
    m_model->fuse();
    m_precision = precision;
    auto bytes = nn::Words::bytesInUse() - before;
    for (const auto& parameter : m_model->parameters()) bytes += static_cast<std::int64_t>(parameter.nbytes());
    m_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0));
    m_labels.clear();
    const auto labels = m_manifest.card.find("labels");
    if (labels != m_manifest.card.end() && labels->is_array())
        for (const auto& label : *labels)
            m_labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    if (!m_manifest.tokenizer.empty()) {
        HILUM_TRY(m_tokenizer, text::loadTokenizer(m_manifest.folder / m_manifest.tokenizer, {m_manifest.lowerCase}));
    }
    if (context.stopRequested()) return base::cancelled();
    return true;
}

// The module with its weights, packed for this processor where the family can be.
Status DualSession::load(Precision precision, const base::JobContext& context) {
    nn::EncoderRegistry registry;
    nn::registerAllEncoders(registry);
    auto made = [&] {
        const weights::SkipInit quick;
        return registry.make(m_manifest.family, m_manifest.options);
    }();
    if (!made && made.error().code == ErrorCode::Internal)
        return packError(m_manifest, "its options are not of the kind that its family takes");
    HILUM_TRY(m_model, std::move(made));
    HILUM_TRY(const auto file, weights::LazyWeights::open(m_manifest.folder / weightsName(m_manifest), *m_model));
    m_packed = false;
    if (m_device.is_cpu() && precision != Precision::Fp16) {
        Status read = base::okStatus();
        const nn::ParameterSource source([&](const torch::Tensor& parameter) {
            if (!read.ok()) return;
            read = context.stopRequested() ? Status(base::cancelled()) : file->fill(parameter);
        });
        m_packed = m_model->pack(numberFormat(precision));
        HILUM_TRY_STATUS(read);
    }
    return file->fillRest(context);
}

Status DualSession::check(Precision precision, const std::optional<Probes>& reference,
                          const base::JobContext& context) {
    HILUM_TRY(const auto golden, goldenCosine());
    double worst = golden.value_or(1.0);
    bool ranking = true;
    if (reference) {
        HILUM_TRY(const auto probes, probe(context));
        const auto verdict = compare(*reference, probes);
        worst = std::min(worst, verdict.cosine);
        ranking = precision != Precision::Int8 || verdict.sameNearest;
    }
    if (worst >= leastCosine(precision) && ranking) return base::okStatus();
    const auto figure = worst < leastCosine(precision) ? "cosine " + std::to_string(worst)
                                                       : std::string("other nearest phrases than in fp32");
    if (precision == Precision::Fp32) return packError(m_manifest, "its golden check fails (" + figure + ")");
    return packError(m_manifest, std::string("its golden check fails in the precision ") + name(precision) + " (" +
                                     figure + "), use --precision fp32");
}

Result<Probes> DualSession::probe(const base::JobContext& context) {
    Probes probes;
    const base::JobContext quiet(context.stopToken());
    HILUM_TRY(probes.pictures, embedImages(probePictures(m_manifest.preprocessing.size), true, quiet));
    if (m_tokenizer) {
        HILUM_TRY(probes.texts, embedTexts(probeTexts(), true, quiet));
    }
    return probes;
}

Result<std::optional<double>> DualSession::goldenCosine() {
    const auto golden = m_manifest.card.find("golden");
    if (golden == m_manifest.card.end() || !golden->is_object()) return std::optional<double>();
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
    return std::optional<double>(worst);
}

std::string DualSession::deviceText() const { return m_device.str() + " " + name(m_precision) + m_note; }

// The GPU's memory is full: the same pack on the processor, said in the status line.
Status DualSession::moveToProcessor(const base::JobContext& context) {
    base::logWarning("engine: the GPU's memory does not hold one picture; going on with the processor");
    m_device = torch::Device(torch::kCPU);
    if (m_options.precision == "fp16") m_options.precision = "auto";
    HILUM_TRY_STATUS(choose(context));
    m_note = ", the GPU's memory is full";
    return base::okStatus();
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
    std::vector<Embedding> out(images.size());
    BatchFallback batches;
    batches.batch = m_device.is_cuda() ? (m_gpuBatch > 0 ? m_gpuBatch : kImageBatchCuda) : m_model->picturesAtOnce();
    batches.run = [&](std::size_t first, std::size_t count) {
        return torchGuarded("Reading the picture with the model", [&]() -> Status {
            if (context.stopRequested()) return base::cancelled();
            std::vector<image::Raster> batch;
            for (const auto& raster : images.subspan(first, count)) {
                HILUM_TRY(const auto prepared, prepare(raster, m_manifest.preprocessing));
                batch.push_back(prepared.box.raster);
            }
            HILUM_TRY(auto rows, finish(encodePixels(toPixels(batch, m_manifest.preprocessing)), normalize));
            std::move(rows.begin(), rows.end(), out.begin() + static_cast<std::ptrdiff_t>(first));
            context.progress(static_cast<std::int64_t>(first + count), static_cast<std::int64_t>(images.size()),
                             base::Stage::Encoding);
            return base::okStatus();
        });
    };
    if (m_device.is_cuda()) batches.toProcessor = [&] { return moveToProcessor(context); };
    const auto done = batches.all(images.size());
    if (m_device.is_cuda()) m_gpuBatch = batches.batch;
    HILUM_TRY_STATUS(done);
    return out;
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
