// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/sam_session.h"

#include <cmath>

#include "core/base/sha256.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/torch_runtime.h"
#include "core/weights/tensor_file.h"

namespace hilum::engine {

namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
namespace F = torch::nn::functional;

constexpr std::size_t kEmbeddingsKept = 8;  // 4 MB each for the published sizes
constexpr double kMedSamThreshold = 0.5;    // of the sigmoid, taken before the picture's size is reached

base::Error packError(const packs::ModelManifest& manifest, const std::string& why) {
    return base::makeError(ErrorCode::ModelMismatch,
                           "The model pack " + manifest.id + " cannot be used: " + why + "; verify or reinstall it.");
}

base::Error promptError(const std::string& what) { return base::makeError(ErrorCode::InvalidInput, what); }

std::string keyOf(const image::Raster& picture) {
    const auto size = std::to_string(picture.width) + "x" + std::to_string(picture.height) + "x" +
                      std::to_string(picture.channels) + ":";
    return size + base::sha256Hex(
                      std::string_view(reinterpret_cast<const char*>(picture.pixels->data()), picture.pixels->size()));
}

torch::Tensor scaledTo(const torch::Tensor& maps, std::int64_t height, std::int64_t width) {
    return F::interpolate(maps, F::InterpolateFuncOptions()
                                    .size(std::vector<std::int64_t>{height, width})
                                    .mode(torch::kBilinear)
                                    .align_corners(false));
}

}  // namespace

Result<std::unique_ptr<SamSession>> SamSession::open(const packs::ModelManifest& manifest, const LoadOptions& options,
                                                     const base::JobContext& context) {
    return torchGuarded("Loading the segmenter", [&]() -> Result<std::unique_ptr<SamSession>> {
        prepareThreads(options.threads);
        std::unique_ptr<SamSession> session(new SamSession());
        session->m_manifest = manifest;
        if (!packs::isSegmenter(manifest.family))
            return packError(manifest, "its family " + manifest.family + " outlines nothing; choose a SAM pack");
        HILUM_TRY(session->m_device, chooseDevice(options.device));
        if (options.verify) HILUM_TRY_STATUS(packs::verify(manifest, context));
        HILUM_TRY_STATUS(session->build(options, context));
        return session;
    });
}

Status SamSession::build(const LoadOptions& options, const base::JobContext& context) {
    const c10::InferenceMode guard(true);
    HILUM_TRY(const auto sizes, nn::SamOptions::fromJson(m_manifest.options));
    if (sizes.imageSize() != m_manifest.preprocessing.size)
        return packError(m_manifest, "its preprocessing makes pictures of another size than its encoder reads");
    const bool cuda = m_device.is_cuda();
    if (options.precision == "int8" || (options.precision == "fp16" && !cuda))
        return base::makeError(ErrorCode::Unsupported, "The precision " + options.precision +
                                                           " is not available for segmenters on this device; use auto, "
                                                           "fp32 or bf16.");
    if (options.precision == "bf16" && !cuda && !hasFastBf16())
        return base::makeError(
            ErrorCode::Unsupported,
            "This processor has no bf16 arithmetic, so the precision bf16 would only be slower; use auto or fp32.");
    m_model = std::make_shared<nn::SamModel>(sizes);
    std::string name = "weights.safetensors";
    for (const auto& file : m_manifest.files)
        if (file.name.ends_with(".safetensors")) name = file.name;
    HILUM_TRY(const auto tensors, weights::readTensors(m_manifest.folder / name, context));
    HILUM_TRY_STATUS(weights::loadInto(*m_model, tensors));
    if (context.stopRequested()) return base::cancelled();
    m_model->eval();
    m_model->to(m_device);
    if (options.precision == "fp16") m_type = torch::kFloat16;
    if (options.precision == "bf16") m_type = torch::kBFloat16;
    if (m_type != torch::kFloat32) m_model->named_children()["image_encoder"]->to(m_type);
    m_model->fuse();
    return base::okStatus();
}

SegmenterTraits SamSession::traits() const {
    const bool boxOnly = m_manifest.family == "medsam" || m_manifest.family == "lite-medsam";
    return {!boxOnly, true, !boxOnly, !boxOnly};
}

std::string SamSession::deviceText() const {
    const char* format = m_type == torch::kBFloat16 ? " bf16" : m_type == torch::kFloat16 ? " fp16" : " fp32";
    return m_device.str() + format;
}

Result<SamSession::Embedded> SamSession::embedded(const image::Raster& picture, const base::JobContext& context) {
    if (picture.empty()) return promptError("The picture has no pixels to outline; choose another one.");
    const auto key = keyOf(picture);
    for (auto it = m_recent.begin(); it != m_recent.end(); ++it) {
        if (it->key != key) continue;
        m_recent.splice(m_recent.begin(), m_recent, it);
        return m_recent.front();
    }
    if (context.stopRequested()) return base::cancelled();
    context.progress(0, 1, base::Stage::Encoding);
    HILUM_TRY(const auto prepared, engine::prepare(picture, m_manifest.preprocessing));
    Embedded out{key, {}, prepared.box.raster.width, prepared.box.raster.height};
    const auto pixels = toPixels({prepared.box.raster}, m_manifest.preprocessing).to(m_device, m_type);
    out.features = m_model->encode(pixels).to(torch::kFloat32).contiguous();
    if (!torch::isfinite(out.features).all().item<bool>())
        return packError(m_manifest, "it answers values that are not numbers");
    context.progress(1, 1, base::Stage::Encoding);
    m_recent.push_front(out);
    if (m_recent.size() > kEmbeddingsKept) m_recent.pop_back();
    return out;
}

Status SamSession::prepare(const image::Raster& picture, const base::JobContext& context) {
    return torchGuarded("Reading the picture with the segmenter", [&]() -> Status {
        const c10::InferenceMode guard(true);
        HILUM_TRY_STATUS(embedded(picture, context));
        return base::okStatus();
    });
}

Status SamSession::check(const image::Raster& picture, const SegmentPrompt& prompt) const {
    const auto can = traits();
    if (prompt.points.empty() && !prompt.box && !prompt.mask)
        return promptError("There is nothing to outline; give a point or a box.");
    if (!prompt.points.empty() && !can.points)
        return promptError("The pack " + m_manifest.id + " was trained with boxes only; draw a box instead of points.");
    if ((prompt.mask && !can.mask) || (prompt.several && !can.several))
        return promptError("The pack " + m_manifest.id + " was trained with boxes and single masks only; draw a box.");
    const auto inside = [&](float x, float y) {
        return x >= 0 && y >= 0 && x <= static_cast<float>(picture.width - 1) &&
               y <= static_cast<float>(picture.height - 1);  // false for what is no number
    };
    for (const auto& point : prompt.points)
        if (!inside(point.x, point.y))
            return promptError("A point lies outside the picture; give pixels from 0,0 to " +
                               std::to_string(picture.width - 1) + "," + std::to_string(picture.height - 1) + ".");
    if (prompt.box) {
        const auto& b = *prompt.box;
        if (!inside(b.firstX, b.firstY) || !inside(b.lastX, b.lastY) || b.lastX < b.firstX || b.lastY < b.firstY)
            return promptError("The box is empty or reaches outside the picture; draw it inside.");
    }
    if (prompt.mask) {
        const auto side = 4 * m_model->options().grid();
        if (prompt.mask->side != side || prompt.mask->values.size() != static_cast<std::size_t>(side * side))
            return promptError("The mask prompt must be the logits of an earlier answer, " + std::to_string(side) +
                               " by " + std::to_string(side) + " values.");
        for (const float value : prompt.mask->values)
            if (!std::isfinite(value)) return promptError("The mask prompt holds values that are not numbers.");
    }
    return base::okStatus();
}

nn::SamPrompt SamSession::toInput(const image::Raster& picture, const Embedded& at, const SegmentPrompt& prompt) const {
    // MedSAM: box / [W, H, W, H] * 1024, the same as the sizes' ratio because the picture fills the input.
    double scaleX = static_cast<double>(at.width) / picture.width;
    double scaleY = static_cast<double>(at.height) / picture.height;
    const bool lite = m_manifest.family == "lite-medsam";
    if (lite)
        scaleX = scaleY = static_cast<double>(m_manifest.preprocessing.size) / std::max(picture.width, picture.height);
    const auto x = [&](float v) { return static_cast<float>(lite ? std::trunc(v * scaleX) : v * scaleX); };
    const auto y = [&](float v) { return static_cast<float>(lite ? std::trunc(v * scaleY) : v * scaleY); };
    nn::SamPrompt out;
    if (!prompt.points.empty()) {
        std::vector<float> places;
        std::vector<std::int64_t> labels;
        for (const auto& point : prompt.points) {
            places.insert(places.end(), {x(point.x), y(point.y)});
            labels.push_back(point.inside ? 1 : 0);
        }
        out.points = torch::tensor(places).view({-1, 2}).to(m_device);
        out.labels = torch::tensor(labels).to(m_device);
    }
    if (prompt.box) {
        const auto& b = *prompt.box;
        out.box = torch::tensor({x(b.firstX), y(b.firstY), x(b.lastX), y(b.lastY)}).to(m_device);
    }
    if (prompt.mask)
        out.mask = torch::tensor(prompt.mask->values).view({1, 1, prompt.mask->side, prompt.mask->side}).to(m_device);
    return out;
}

// Logits on the decoder's grid to the picture's pixels: above 0 is inside.
torch::Tensor SamSession::inPicture(const torch::Tensor& logits, const image::Raster& picture,
                                    const Embedded& at) const {
    if (m_manifest.family == "medsam")
        return scaledTo(torch::sigmoid(logits), picture.height, picture.width) - kMedSamThreshold;
    const auto size = static_cast<std::int64_t>(m_manifest.preprocessing.size);
    auto maps = logits.size(2) == size ? logits : scaledTo(logits, size, size);
    maps = maps.slice(2, 0, at.height).slice(3, 0, at.width);
    return scaledTo(maps, picture.height, picture.width);
}

Result<std::vector<SegmentedMask>> SamSession::segment(const image::Raster& picture, const SegmentPrompt& prompt,
                                                       const base::JobContext& context) {
    return torchGuarded("Outlining", [&]() -> Result<std::vector<SegmentedMask>> {
        const c10::InferenceMode guard(true);
        if (picture.empty()) return promptError("The picture has no pixels to outline; choose another one.");
        HILUM_TRY_STATUS(check(picture, prompt));
        HILUM_TRY(const auto at, embedded(picture, context));
        if (context.stopRequested()) return base::cancelled();
        const auto masks = m_model->decode(at.features, toInput(picture, at, prompt), prompt.several);
        const auto whole = inPicture(masks.logits, picture, at).to(torch::kCPU);
        const auto logits = masks.logits.to(torch::kCPU).contiguous(), quality = masks.quality.to(torch::kCPU);
        if (!torch::isfinite(whole).all().item<bool>() || !torch::isfinite(quality).all().item<bool>())
            return packError(m_manifest, "it answers values that are not numbers");
        const auto bytes = ((whole > 0).to(torch::kUInt8) * 255).contiguous();
        const auto pixels = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
        const auto side = static_cast<std::size_t>(logits.size(2));
        std::vector<SegmentedMask> out;
        for (std::int64_t i = 0; i < logits.size(1); ++i) {
            SegmentedMask mask;
            const auto* from = bytes.data_ptr<std::uint8_t>() + static_cast<std::size_t>(i) * pixels;
            mask.mask = {picture.width, picture.height, {from, from + pixels}};
            mask.score = quality[0][i].item<float>();
            const auto* values = logits.data_ptr<float>() + static_cast<std::size_t>(i) * side * side;
            mask.logits = {static_cast<int>(side), {values, values + side * side}};
            out.push_back(std::move(mask));
        }
        return out;
    });
}

Status checkFinite(nn::SamModel& model, const packs::Preprocessing& preprocessing) {
    const torch::NoGradGuard guard;
    nn::SamPrompt prompt;
    const auto size = static_cast<float>(preprocessing.size);
    prompt.box = torch::tensor({0.25F * size, 0.25F * size, 0.75F * size, 0.75F * size});
    const auto features = model.encode(toPixels({goldenPicture(preprocessing.size)}, preprocessing));
    const auto masks = model.decode(features, prompt, true);
    if (torch::isfinite(masks.logits).all().item<bool>() && torch::isfinite(masks.quality).all().item<bool>())
        return base::okStatus();
    return base::makeError(ErrorCode::ModelMismatch,
                           "The weights hold values that are not numbers; download them again.");
}

}  // namespace hilum::engine
