// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/export_pack.h"

#include <set>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/train/batch.h"
#include "core/weights/tensor_file.h"

namespace hilum::train {

namespace {

constexpr const char* kWords = "text_encoder.embeddings.word_embeddings.weight";
constexpr const char* kWeightsFile = "weights.safetensors";
constexpr const char* kVocabularyFile = "vocab.txt";

// Row-wise symmetric int8: value = q * scale. The largest error is half a step, 0.4 % of the row's largest value.
void quantizeRows(const torch::Tensor& table, weights::NamedTensors& out, const std::string& name) {
    constexpr double kLevels = 127.0;
    const auto scale = (table.abs().amax(1) / kLevels).clamp_min(1e-8);
    out[name] = torch::round(table / scale.unsqueeze(1)).clamp(-kLevels, kLevels).to(torch::kInt8);
    out[name + weights::kScaleSuffix] = scale.to(torch::kFloat32);
}

// Matrices and kernels in half precision; the logit scale and the batch-norm statistics stay fp32.
weights::NamedTensors packTensors(const nn::HilumDual& model) {
    weights::NamedTensors tensors;
    for (const auto& item : model.named_parameters()) {
        const auto value = item.value().detach();
        if (item.key() == kWords)
            quantizeRows(value, tensors, item.key());
        else
            tensors[item.key()] = (value.dim() < 2 ? value : value.to(torch::kHalf)).contiguous();
    }
    for (const auto& item : model.named_buffers())
        if (!item.key().ends_with("num_batches_tracked"))
            tensors[item.key()] = item.value().detach().to(torch::kFloat32).contiguous();
    return tensors;
}

// The golden picture: grey value of pixel (x, y) is (7 x + 13 y + x y / 16) mod 256, so that no file is needed.
torch::Tensor goldenPixels(std::int64_t size) {
    auto grey = torch::empty({1, 1, size, size});
    auto values = grey.accessor<float, 4>();
    for (std::int64_t y = 0; y < size; ++y)
        for (std::int64_t x = 0; x < size; ++x)
            values[0][0][y][x] = static_cast<float>((7 * x + 13 * y + x * y / 16) % 256) / 255.0F;
    return ((grey - kPixelMean) / kPixelStd).expand({1, 3, size, size}).contiguous();
}

std::vector<float> unitVector(const torch::Tensor& row) {
    const auto v = (row / row.norm()).to(torch::kFloat32).contiguous().flatten();
    return {v.data_ptr<float>(), v.data_ptr<float>() + v.numel()};
}

// Made from the weights as stored, so that rounding to half precision is inside the check.
base::Result<nlohmann::json> golden(const weights::NamedTensors& stored, const nn::HilumDual& model,
                                    const text::Tokenizer& tokenizer, const TrainConfig& config) {
    const torch::NoGradGuard guard;
    nn::HilumDual copy(model.options());
    HILUM_TRY_STATUS(weights::loadInto(copy, stored));
    copy.eval();
    const std::string phrase = "Left pleural effusion, no pneumothorax.";
    const auto tokens = tokenize(tokenizer, {phrase}, config.maxTokens);
    return nlohmann::json{{"picture", "(7x+13y+xy/16) mod 256"},
                          {"image", unitVector(copy.encodeImage(goldenPixels(model.options().imageSize)))},
                          {"text", phrase},
                          {"textEmbedding", unitVector(copy.encodeText(tokens.ids, tokens.mask))}};
}

}  // namespace

base::Status exportPack(const std::filesystem::path& folder, nn::HilumDual& model, const text::Tokenizer& tokenizer,
                        const TrainConfig& config, const nlohmann::json& metrics, const nlohmann::json& domain) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return base::makeError(base::ErrorCode::PermissionDenied,
                               "The pack folder " + folder.string() + " cannot be made; choose another output.");
    const auto tensors = packTensors(model);
    HILUM_TRY_STATUS(weights::writeTensors(folder / kWeightsFile, tensors, {{"format", "pt"}}));
    HILUM_TRY(const auto vocabulary, base::readTextFile(config.vocabulary));
    HILUM_TRY_STATUS(base::writeFileAtomically(folder / kVocabularyFile, vocabulary));
    HILUM_TRY(const auto check, golden(tensors, model, tokenizer, config));
    auto card = config.raw.value("pack", nlohmann::json::object());
    card["id"] = card.value("id", "trained");
    card["family"] = "hilum-dual";
    card["version"] = card.value("version", "0.1.0");
    card["licence"] = card.value("licence", "unstated");
    card["dim"] = model.options().dim;
    card["input"] = {{"size", model.options().imageSize}, {"channels", 3}};
    card["preprocessing"] = {{"size", model.options().imageSize},
                             {"fit", "letterbox"},
                             {"colour", "grey"},
                             {"mean", {kPixelMean, kPixelMean, kPixelMean}},
                             {"std", {kPixelStd, kPixelStd, kPixelStd}}};
    card["tokenizer"] = kVocabularyFile;
    card["maxTokens"] = config.maxTokens;
    card["options"] = model.options().toJson();
    card["metrics"] = metrics;
    card["golden"] = check;
    card["domain"] = domain;
    card["trainedWords"] = config.words;
    std::set<std::string> modalities;
    for (const auto& source : config.sources)
        if (!source.modality.empty()) modalities.insert(source.modality);
    card["modalities"] = modalities;
    card["files"] = nlohmann::json::array();
    for (const char* name : {kWeightsFile, kVocabularyFile}) {
        HILUM_TRY(const auto hash, base::sha256OfFile(folder / name));
        card["files"].push_back({{"name", name}, {"sha256", hash}});
    }
    return base::writeFileAtomically(folder / "model.json", card.dump(1) + "\n");
}

}  // namespace hilum::train
