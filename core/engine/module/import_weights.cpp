// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/engine/module/import_weights.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>

#include <functional>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/engine/module/preprocess.h"
#include "core/engine/module/sam_session.h"
#include "core/nn/encoder_registry.h"
#include "core/packs/pack_folder.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_files.h"
#include "core/weights/published/published_model.h"
#include "core/weights/published/read_published.h"

namespace hilum::engine {

namespace {

namespace fs = std::filesystem;
using base::Result;
using base::Status;
using nlohmann::json;

constexpr std::string_view kStagingPrefix = ".published.";
constexpr const char* kWeightsFile = "weights.safetensors";
constexpr const char* kGoldenText = "Left pleural effusion, no pneumothorax.";

struct Staging {
    fs::path path;
    ~Staging() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
};

// What an import that was killed has left: staging folders named after a process that is no more.
void removeStale(const fs::path& models) {
    std::error_code error;
    std::vector<fs::path> stale;
    for (fs::directory_iterator it(models, error), end; !error && it != end; it.increment(error)) {
        const auto name = it->path().filename().string();
        for (const std::string_view prefix : {kStagingPrefix, std::string_view(".import.")}) {
            int process = 0;
            if (!name.starts_with(prefix)) continue;
            const auto* digits = name.data() + prefix.size();
            const auto [last, fault] = std::from_chars(digits, name.data() + name.size(), process);
            const bool whole = fault == std::errc() && last == name.data() + name.size() && process > 0;
            if (whole && ::kill(process, 0) != 0 && errno == ESRCH) stale.push_back(it->path());
        }
    }
    for (const auto& path : stale) fs::remove_all(path, error);
}

Result<text::TokenizerFile> findTokenizer(const weights::PublishedModel& model, const fs::path& folder) {
    switch (model.tokenizer) {
        case weights::TokenizerKind::WordPiece: return text::findWordPieceFile(folder);
        case weights::TokenizerKind::ClipBpe: {
            HILUM_TRY(auto own, text::findClipBpeFile(folder));
            // Every model with CLIP's own vocabulary has CLIP's own tokenizer; no other size tells as much.
            constexpr int kClipVocabulary = 49408;
            const bool usual = model.options["text"].value("vocab", 0) == kClipVocabulary;
            return own.name.empty() && usual ? text::standardClipBpeFile() : Result<text::TokenizerFile>(own);
        }
        case weights::TokenizerKind::SentencePiece: return text::findSentencePieceFile(folder);
        case weights::TokenizerKind::None: break;
    }
    return text::TokenizerFile{};
}

std::vector<float> unitRow(const torch::Tensor& row) {
    const auto v = (row / row.norm().clamp_min(1e-12)).to(torch::kFloat32).contiguous().flatten();
    return {v.data_ptr<float>(), v.data_ptr<float>() + v.numel()};
}

// A pack whose numbers are no numbers must not be installed.
Result<json> golden(nn::DualEncoder& model, const json& card, const fs::path& folder,
                    const packs::ModelManifest& manifest) {
    const torch::NoGradGuard guard;
    const auto pixels = toPixels({goldenPicture(manifest.preprocessing.size)}, manifest.preprocessing);
    const auto image = model.encodeImage(pixels);
    json out = {{"picture", "(7x+13y+xy/16) mod 256"}, {"image", unitRow(image[0])}};
    bool finite = torch::isfinite(image).all().item<bool>();
    if (!manifest.tokenizer.empty()) {
        HILUM_TRY(const auto tokenizer,
                  text::loadTokenizer(folder / manifest.tokenizer, {card.value("lowerCase", true)}));
        if (tokenizer->vocabularySize() > static_cast<std::size_t>(card["options"]["text"].value("vocab", 0)))
            return base::makeError(base::ErrorCode::ModelMismatch,
                                   "The tokenizer beside the weights has more tokens than the text tower; use the one "
                                   "that the weights were published with.");
        const auto encoded = tokenizer->encode(kGoldenText, static_cast<std::size_t>(manifest.maxTokens));
        const auto length = static_cast<std::int64_t>(encoded.ids.size());
        const auto row = model.encodeText(torch::tensor(encoded.ids).view({1, length}),
                                          torch::tensor(encoded.mask).view({1, length}));
        finite = finite && torch::isfinite(row).all().item<bool>();
        out["text"] = kGoldenText;
        out["textEmbedding"] = unitRow(row[0]);
    }
    if (!finite)
        return base::makeError(base::ErrorCode::ModelMismatch,
                               "The weights hold values that are not numbers; download them again.");
    return out;
}

json cardOf(const weights::PublishedModel& model, const text::TokenizerFile& tokenizer, const std::string& id) {
    json card = {{"format", 1},
                 {"id", id},
                 {"family", model.family},
                 {"version", "as published"},
                 {"licence", model.licence},
                 {"source", model.source},
                 {"layout", model.layout},
                 {"dim", model.dim},
                 {"options", model.options},
                 {"preprocessing", model.preprocessing},
                 {"files", json::array()}};
    card["description"] =
        "Imported from published weights (" + model.layout + "); draft quality was not measured here.";
    if (!model.labels.empty()) card["labels"] = model.labels;
    if (!tokenizer.name.empty()) {
        card["tokenizer"] = tokenizer.name;
        // Never more than the text tower has places for, whatever is usual for the family.
        const auto places = model.options.value("text", json::object()).value("positions", model.maxTokens);
        card["maxTokens"] = std::min(model.maxTokens, places);
        card["lowerCase"] = tokenizer.lowerCase;
    }
    return card;
}

Status addFile(json& card, const fs::path& folder, const std::string& name) {
    HILUM_TRY(const auto hash, base::sha256OfFile(folder / name));
    card["files"].push_back({{"name", name}, {"sha256", hash}});
    return base::okStatus();
}

// A NaN in a weight that the golden check happens not to reach would come out at some later picture.
Status everyValueIsANumber(const weights::NamedTensors& tensors) {
    for (const auto& [key, tensor] : tensors)
        if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
            return base::makeError(
                base::ErrorCode::ModelMismatch,
                "The weights hold values that are not numbers, first in " + key + "; download them again.");
    return base::okStatus();
}

// What a pack is checked with before it is installed, as its card keeps it.
using Golden = std::function<Result<json>(const json& card, const packs::ModelManifest& manifest)>;

Status writePack(const weights::PublishedModel& model, const text::TokenizerFile& tokenizer, json card,
                 const Golden& makeGolden, const fs::path& folder) {
    weights::NamedTensors tensors;
    for (const auto& [key, tensor] : model.tensors) tensors[key] = tensor.contiguous();
    HILUM_TRY_STATUS(weights::writeTensors(folder / kWeightsFile, tensors, {{"format", "pt"}}));
    HILUM_TRY_STATUS(addFile(card, folder, kWeightsFile));
    if (!tokenizer.name.empty()) {
        HILUM_TRY_STATUS(base::writeFileAtomically(folder / tokenizer.name, std::string_view(tokenizer.content)));
        HILUM_TRY_STATUS(addFile(card, folder, tokenizer.name));
    }
    const auto write = [&] {
        return base::writeFileAtomically(folder / "model.json", std::string_view(card.dump(1) + "\n"));
    };
    HILUM_TRY_STATUS(write());
    HILUM_TRY(const auto manifest, packs::readManifest(folder));
    HILUM_TRY(card["golden"], makeGolden(card, manifest));
    return write();
}

// Fills the family's module and answers how it is checked.
Result<Golden> load(const weights::PublishedModel& model, const fs::path& folder) {
    if (packs::isSegmenter(model.family)) {
        HILUM_TRY(const auto options, nn::SamOptions::fromJson(model.options));
        const auto module = std::make_shared<nn::SamModel>(options);
        HILUM_TRY_STATUS(weights::loadInto(*module, model.tensors));
        module->eval();
        return Golden([module](const json&, const packs::ModelManifest& manifest) -> Result<json> {
            HILUM_TRY_STATUS(checkFinite(*module, manifest.preprocessing));
            return json{{"picture", "(7x+13y+xy/16) mod 256"}, {"finite", true}};
        });
    }
    nn::EncoderRegistry registry;
    nn::registerAllEncoders(registry);
    HILUM_TRY(const auto module, registry.make(model.family, model.options));
    HILUM_TRY_STATUS(weights::loadInto(*module, model.tensors));
    module->eval();
    return Golden([module, folder](const json& card, const packs::ModelManifest& manifest) {
        return golden(*module, card, folder, manifest);
    });
}

}  // namespace

Result<packs::ModelManifest> importPublished(const fs::path& path, const std::string& id, const std::string& family,
                                             const fs::path& library, const base::JobContext& context) {
    HILUM_TRY(auto files, weights::readPublished(path, context));
    if (context.stopRequested()) return base::cancelled();
    HILUM_TRY(const auto model, weights::recognise(std::move(files.tensors), files.config, family,
                                                   (files.folder.filename() / files.weights.filename()).string()));
    HILUM_TRY_STATUS(everyValueIsANumber(model.tensors));
    if (context.stopRequested()) return base::cancelled();
    const Staging staging{library / "models" / (std::string(kStagingPrefix) + std::to_string(::getpid()))};
    removeStale(library / "models");
    HILUM_TRY(const auto check, load(model, staging.path));
    HILUM_TRY(const auto tokenizer, findTokenizer(model, files.folder));
    if (context.stopRequested()) return base::cancelled();
    std::error_code error;
    fs::create_directories(staging.path, error);
    if (error)
        return base::makeError(base::ErrorCode::PermissionDenied, "The model folder " +
                                                                      staging.path.parent_path().string() +
                                                                      " cannot be written; check the library folder.");
    const std::string name = id.empty() ? model.family : id;
    HILUM_TRY_STATUS(writePack(model, tokenizer, cardOf(model, tokenizer, name), check, staging.path));
    return packs::importFolder(staging.path, library, name, context);
}

}  // namespace hilum::engine
