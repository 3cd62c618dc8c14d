// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/config.h"

#include <set>

#include "core/base/file_io.h"

namespace hilum::train {

namespace {

base::Error invalid(const std::string& what) {
    return base::makeError(base::ErrorCode::InvalidInput, "The training configuration cannot be used: " + what + ".");
}

std::filesystem::path resolved(const nlohmann::json& json, const char* key, const std::filesystem::path& folder) {
    const std::string text = json.value(key, std::string());
    if (text.empty()) return {};
    const std::filesystem::path path(text);
    return path.is_absolute() ? path : folder / path;
}

base::Result<SplitKind> splitKind(const std::string& word) {
    if (word == "column") return SplitKind::Column;
    if (word == "patient") return SplitKind::Patient;
    if (word == "blocks") return SplitKind::Blocks;
    if (word == "similar") return SplitKind::Similar;
    return invalid("split must be column, patient, blocks or similar, not \"" + word + "\"");
}

using Keys = std::set<std::string>;
const Keys kTopKeys = {"task",
                       "model",
                       "imageWeights",
                       "textWeights",
                       "startPack",
                       "vocabulary",
                       "out",
                       "words",
                       "templates",
                       "steps",
                       "batch",
                       "maxTokens",
                       "warmup",
                       "evaluateEvery",
                       "checkpointEvery",
                       "freezeImageBlocks",
                       "freezeTextLayers",
                       "learningRate",
                       "imageLearningRate",
                       "textLearningRate",
                       "weightDecay",
                       "clipNorm",
                       "groundingWeight",
                       "groundingGamma",
                       "captionShare",
                       "extraCaptions",
                       "mirrorPairs",
                       "keep",
                       "seed",
                       "trainSize",
                       "sources",
                       "pack",
                       "comment",
                       "objective",
                       "patience",
                       "csvLog"};
const Keys kSourceKeys = {"name",         "csv",         "columns",          "modality",       "context",
                          "closedLabels", "implies",     "emptyLabel",       "excludeLicence", "regionsColumn",
                          "captions",     "maskIsLabel", "mirrorSwapsSides", "mirror",         "weight",
                          "split",        "validation",  "blocks",           "limit",          "comment"};
const Keys kObjectiveKeys = {"name",  "temperature",   "beta1",           "beta2",
                             "alpha", "detachTargets", "labelDotProduct", "decoupled"};
const Keys kObjectives = {"contrastive", "info-nce",         "dcl",         "hn-nce",
                          "dhn-nce",     "dhn-nce-released", "soft-target", "semantic"};

base::Status knowsEvery(const nlohmann::json& json, const Keys& known, const std::string& where) {
    for (const auto& item : json.items())
        if (!known.contains(item.key())) return invalid("the key \"" + item.key() + "\" of " + where + " is not known");
    return base::okStatus();
}

base::Result<ObjectiveConfig> readObjective(const nlohmann::json& json) {
    ObjectiveConfig o;
    HILUM_TRY_STATUS(knowsEvery(json, kObjectiveKeys, "objective"));
    o.name = json.value("name", o.name);
    if (!kObjectives.contains(o.name)) return invalid("there is no objective \"" + o.name + "\"");
    if (o.name.starts_with("dhn")) o.temperature = 0.6;  // as published
    if (o.name == "soft-target") o.temperature = 1.0;
    o.temperature = json.value("temperature", o.temperature);
    o.beta1 = json.value("beta1", o.beta1);
    o.beta2 = json.value("beta2", o.beta2);
    o.alpha = json.value("alpha", o.alpha);
    o.detachTargets = json.value("detachTargets", o.detachTargets);
    o.labelDotProduct = json.value("labelDotProduct", o.labelDotProduct);
    o.decoupled = json.value("decoupled", o.decoupled);
    if (!(o.temperature > 0) || !(o.alpha > 0 && o.alpha <= 1) || !(o.beta1 >= 0) || !(o.beta2 >= 0))
        return invalid("temperature, alpha or beta of the objective is out of range");
    if (o.decoupled && o.name != "semantic") return invalid("only the objective \"semantic\" can be decoupled");
    return o;
}

base::Result<SourceConfig> readSource(const nlohmann::json& json, const std::filesystem::path& folder) {
    SourceConfig s;
    HILUM_TRY_STATUS(knowsEvery(json, kSourceKeys, "a source"));
    s.name = json.value("name", s.name);
    s.csv = resolved(json, "csv", folder);
    if (s.csv.empty() || s.name.empty()) return invalid("each source needs a name and a csv");
    s.columns = json.value("columns", s.columns);
    s.modality = json.value("modality", s.modality);
    s.context = json.value("context", s.context);
    s.closedLabels = json.value("closedLabels", s.closedLabels);
    s.implies = json.value("implies", s.implies);
    s.emptyLabel = json.value("emptyLabel", s.emptyLabel);
    s.excludeLicence = json.value("excludeLicence", s.excludeLicence);
    s.regionsColumn = json.value("regionsColumn", s.regionsColumn);
    for (const auto& file : json.value("captions", std::vector<std::string>{}))
        s.captions.push_back(std::filesystem::path(file).is_absolute() ? std::filesystem::path(file) : folder / file);
    s.maskIsLabel = json.value("maskIsLabel", s.maskIsLabel);
    s.mirrorSwapsSides = json.value("mirrorSwapsSides", s.mirrorSwapsSides);
    s.mirror = json.value("mirror", s.mirror);
    s.weight = json.value("weight", s.weight);
    HILUM_TRY(s.split, splitKind(json.value("split", std::string("patient"))));
    s.validation = json.value("validation", s.validation);
    s.blocks = json.value("blocks", s.blocks);
    s.limit = json.value("limit", s.limit);
    if (s.validation <= 0 || s.validation >= 0.9)
        return invalid("validation of " + s.name + " must lie between 0 and 0.9");
    if (s.weight <= 0 || s.mirror < 0 || s.mirror > 1 || s.blocks < 2)
        return invalid("weight, mirror or blocks of " + s.name + " is out of range");
    return s;
}

base::Status check(const TrainConfig& c) {
    if (c.task != "contrastive")
        return base::makeError(base::ErrorCode::Unsupported,
                               "This version trains the task \"contrastive\" only, not \"" + c.task + "\".");
    if (c.sources.empty()) return invalid("it names no sources");
    if (c.out.empty()) return invalid("it names no output folder (out)");
    if (c.startPack.empty() && (c.imageWeights.empty() || c.textWeights.empty()))
        return invalid("it names neither startPack nor imageWeights and textWeights");
    if (c.vocabulary.empty()) return invalid("it names no vocabulary");
    if (c.steps < 1 || c.batch < 2 || c.batch > 4096)
        return invalid("steps must be at least 1 and batch from 2 to 4096");
    if (c.maxTokens < 8 || c.maxTokens > 512) return invalid("maxTokens must lie from 8 to 512");
    if (c.evaluateEvery < 1 || c.checkpointEvery < 1)
        return invalid("evaluateEvery and checkpointEvery must be at least 1");
    if (c.captionShare < 0 || c.captionShare > 1 || c.mirrorPairs < 0 || c.mirrorPairs > 0.5 || c.extraCaptions < 0 ||
        c.extraCaptions > 4096)
        return invalid("captionShare, mirrorPairs (at most 0.5) or extraCaptions is out of range");
    if (c.patience < 0) return invalid("patience cannot be negative");
    if (c.keep != "best" && c.keep != "last") return invalid("keep must be best or last, not \"" + c.keep + "\"");
    if (c.trainSize < 64 || c.trainSize > 2048) return invalid("trainSize must lie from 64 to 2048");
    if (!(c.learningRate > 0) || !(c.imageLearningRate >= 0) || !(c.textLearningRate >= 0))
        return invalid("learning rates must be positive");
    return base::okStatus();
}

}  // namespace

base::Result<TrainConfig> readTrainConfig(const std::filesystem::path& path) {
    HILUM_TRY(const auto text, base::readTextFile(path));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) return invalid(path.string() + " is not a JSON object");
    try {
        const auto folder = std::filesystem::absolute(path).parent_path();
        TrainConfig c;
        c.raw = json;
        HILUM_TRY_STATUS(knowsEvery(json, kTopKeys, "the file"));
        HILUM_TRY(c.objective, readObjective(json.value("objective", nlohmann::json::object())));
        c.patience = json.value("patience", c.patience);
        c.csvLog = json.value("csvLog", c.csvLog);
        c.task = json.value("task", c.task);
        c.model = json.value("model", nlohmann::json::object());
        c.imageWeights = resolved(json, "imageWeights", folder);
        c.textWeights = resolved(json, "textWeights", folder);
        c.startPack = resolved(json, "startPack", folder);
        c.vocabulary = resolved(json, "vocabulary", folder);
        c.out = resolved(json, "out", folder);
        c.words = json.value("words", c.words);
        c.templates = json.value("templates", std::vector<std::string>{"{}"});
        c.steps = json.value("steps", c.steps);
        c.batch = json.value("batch", c.batch);
        c.maxTokens = json.value("maxTokens", c.maxTokens);
        c.warmup = json.value("warmup", c.warmup);
        c.evaluateEvery = json.value("evaluateEvery", c.evaluateEvery);
        c.checkpointEvery = json.value("checkpointEvery", c.checkpointEvery);
        c.freezeImageBlocks = json.value("freezeImageBlocks", c.freezeImageBlocks);
        c.freezeTextLayers = json.value("freezeTextLayers", c.freezeTextLayers);
        c.learningRate = json.value("learningRate", c.learningRate);
        c.imageLearningRate = json.value("imageLearningRate", c.imageLearningRate);
        c.textLearningRate = json.value("textLearningRate", c.textLearningRate);
        c.weightDecay = json.value("weightDecay", c.weightDecay);
        c.clipNorm = json.value("clipNorm", c.clipNorm);
        c.groundingWeight = json.value("groundingWeight", c.groundingWeight);
        c.groundingGamma = json.value("groundingGamma", c.groundingGamma);
        c.captionShare = json.value("captionShare", c.captionShare);
        c.extraCaptions = json.value("extraCaptions", c.extraCaptions);
        c.mirrorPairs = json.value("mirrorPairs", c.mirrorPairs);
        c.keep = json.value("keep", c.keep);
        c.seed = json.value("seed", c.seed);
        c.trainSize = json.value("trainSize", c.trainSize);
        for (const auto& source : json.value("sources", nlohmann::json::array())) {
            HILUM_TRY(auto made, readSource(source, folder));
            c.sources.push_back(std::move(made));
        }
        HILUM_TRY_STATUS(check(c));
        return c;
    } catch (const nlohmann::json::exception& e) {
        auto error = invalid("a field has the wrong type");
        error.detail = e.what();
        return error;
    }
}

}  // namespace hilum::train
