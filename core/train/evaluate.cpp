// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/evaluate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/losses/grounding.h"
#include "core/metrics/ranking.h"
#include "core/metrics/retrieval.h"
#include "core/train/batch.h"
#include "core/train/evaluate_statements.h"

namespace hilum::train {

namespace {

constexpr std::size_t kChunk = 32;

struct Encoded {
    std::vector<std::size_t> indices;  // examples
    torch::Tensor image;               // [N, D] normalised
};

torch::Tensor unit(const torch::Tensor& x) {
    return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(-1));
}

torch::Tensor encodeTexts(nn::DualEncoder& model, const text::Tokenizer& tokenizer,
                          const std::vector<std::string>& texts, int maxTokens) {
    std::vector<torch::Tensor> parts;
    for (std::size_t at = 0; at < texts.size(); at += kChunk) {
        const std::vector<std::string> part(
            texts.begin() + static_cast<std::ptrdiff_t>(at),
            texts.begin() + static_cast<std::ptrdiff_t>(std::min(texts.size(), at + kChunk)));
        const auto tokens = tokenize(tokenizer, part, maxTokens);
        parts.push_back(unit(model.encodeText(tokens.ids, tokens.mask)));
    }
    return torch::cat(parts);
}

// Pointing game of one chunk: counts hits of the regions of its pictures.
struct Pointing {
    std::map<std::string, std::pair<int, int>> bySource;  // hits, all
    double chance = 0;                                    // expected hits of a random point
    int all = 0;
};

void pointAt(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const PairDataset& data,
             const TrainConfig& config, const nn::LocalFeatures& features, const std::vector<std::size_t>& chunk,
             Pointing& pointing) {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        const auto& example = data.examples()[chunk[i]];
        if (example.regions.empty()) continue;
        std::vector<std::string> phrases;
        for (const auto& region : example.regions) phrases.push_back(region.phrase);
        const auto texts = encodeTexts(model, tokenizer, phrases, config.maxTokens);
        for (std::size_t r = 0; r < phrases.size(); ++r) {
            const auto row = static_cast<std::int64_t>(i);
            const auto c =
                losses::contributions(features.local.slice(0, row, row + 1), features.weights.slice(0, row, row + 1),
                                      texts.slice(0, static_cast<std::int64_t>(r), static_cast<std::int64_t>(r) + 1));
            const auto map =
                torch::upsample_bilinear2d(torch::relu(c).view({1, 1, features.gridHeight, features.gridWidth}),
                                           {config.trainSize, config.trainSize}, false);
            const auto peak = map.flatten().argmax().item<std::int64_t>();
            const auto& mask = example.regions[r].mask;
            auto& [hits, all] = pointing.bySource[config.sources[static_cast<std::size_t>(example.source)].name];
            hits += mask[static_cast<std::size_t>(peak)] != 0 ? 1 : 0;
            ++all;
            ++pointing.all;
            pointing.chance +=
                static_cast<double>(std::count(mask.begin(), mask.end(), 255)) / static_cast<double>(mask.size());
        }
    }
}

// Prompt of a class: the mean over its wordings in the plain template.
torch::Tensor classVector(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const TrainConfig& config,
                          const std::string& name) {
    const auto found = config.words.find(name);
    std::vector<std::string> texts = found == config.words.end() ? std::vector<std::string>{name} : found->second;
    return unit(encodeTexts(model, tokenizer, texts, config.maxTokens).mean(0));
}

nlohmann::json classify(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                        const TrainConfig& config, const Encoded& encoded, const std::vector<std::int64_t>& rows,
                        std::vector<double>& headline) {
    std::set<std::string> classes;
    bool single = true;
    for (const auto row : rows) {
        const auto& example = data.examples()[encoded.indices[static_cast<std::size_t>(row)]];
        classes.insert(example.labels.begin(), example.labels.end());
        single = single && example.labels.size() == 1;
    }
    if (classes.size() < 2) return nullptr;
    const std::vector<std::string> names(classes.begin(), classes.end());
    std::vector<torch::Tensor> vectors;
    for (const auto& name : names) vectors.push_back(classVector(model, tokenizer, config, name));
    const auto scores =
        encoded.image.index_select(0, torch::tensor(rows)).matmul(torch::stack(vectors).t()).contiguous();  // [n, C]
    nlohmann::json out;
    double sum = 0;
    int counted = 0;
    for (std::size_t c = 0; c < names.size(); ++c) {
        metrics::AurocMeter meter;
        bool both[2] = {false, false};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& labels = data.examples()[encoded.indices[static_cast<std::size_t>(rows[i])]].labels;
            const bool positive = std::find(labels.begin(), labels.end(), names[c]) != labels.end();
            both[positive ? 1 : 0] = true;
            meter.add(scores[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(c)].item<float>(), positive);
        }
        if (!both[0] || !both[1]) continue;
        out["auroc"][names[c]] = meter.value();
        sum += meter.value();
        ++counted;
    }
    if (counted == 0) return nullptr;
    out["meanAuroc"] = sum / counted;
    headline.push_back(sum / counted);
    if (single) {
        metrics::ClassAccuracy accuracy(names.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& label = data.examples()[encoded.indices[static_cast<std::size_t>(rows[i])]].labels.front();
            const auto truth = static_cast<std::size_t>(std::find(names.begin(), names.end(), label) - names.begin());
            const auto row = scores[static_cast<std::int64_t>(i)].contiguous();
            accuracy.addScores(truth, {row.data_ptr<float>(), names.size()});
        }
        out["accuracy"] = accuracy.value();
        out["balancedAccuracy"] = accuracy.balanced();
    }
    return out;
}

// Report of a picture found among all validation reports of its source.
nlohmann::json reportRetrieval(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                               const TrainConfig& config, const Encoded& encoded, const std::vector<std::int64_t>& rows,
                               std::vector<double>& headline) {
    std::vector<std::string> texts;
    std::vector<std::int64_t> images;
    std::map<std::string, std::size_t> textAt;
    metrics::RelevantSets relevant;
    for (const auto row : rows) {
        const auto& report = data.examples()[encoded.indices[static_cast<std::size_t>(row)]].report;
        if (report.empty()) continue;
        const auto [at, isNew] = textAt.emplace(report, texts.size());
        if (isNew) texts.push_back(report);
        images.push_back(row);
        relevant.push_back({at->second});
    }
    if (texts.size() < 10) return nullptr;
    const auto similarity = encoded.image.index_select(0, torch::tensor(images))
                                .matmul(encodeTexts(model, tokenizer, texts, config.maxTokens).t())
                                .contiguous();
    const std::span<const float> values(similarity.data_ptr<float>(), static_cast<std::size_t>(similarity.numel()));
    nlohmann::json out{{"images", images.size()}, {"texts", texts.size()}};
    for (const std::size_t k : {1, 5, 10})
        out["recallAt" + std::to_string(k)] = metrics::recallAtK(values, relevant, k);
    headline.push_back(out["recallAt10"]);
    return out;
}

// Phrases with claims against all validation pictures: share of the ten best for which they hold.
nlohmann::json phraseRetrieval(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                               const TrainConfig& config, const Encoded& encoded, std::vector<double>& headline) {
    std::map<std::string, Claims> phrases;
    for (const auto index : encoded.indices)
        for (const auto& region : data.examples()[index].regions)
            if (!region.claims.empty()) phrases.emplace(region.phrase, region.claims);
    nlohmann::json out;
    double sum = 0;
    int counted = 0;
    for (const auto& [phrase, claims] : phrases) {
        std::size_t possible = 0;
        for (const auto index : encoded.indices) possible += holds(claims, data.examples()[index].facts) ? 1 : 0;
        if (possible < 5) continue;
        const auto scores = encoded.image.matmul(encodeTexts(model, tokenizer, {phrase}, config.maxTokens)[0]);
        const auto best = std::get<1>(scores.topk(static_cast<std::int64_t>(std::min<std::size_t>(possible, 10))));
        int good = 0;
        for (std::int64_t i = 0; i < best.numel(); ++i)
            good +=
                holds(claims,
                      data.examples()[encoded.indices[static_cast<std::size_t>(best[i].item<std::int64_t>())]].facts)
                    ? 1
                    : 0;
        sum += static_cast<double>(good) / static_cast<double>(best.numel());
        ++counted;
    }
    if (counted == 0) return nullptr;
    out["phrases"] = counted;
    out["precisionAt10"] = sum / counted;
    headline.push_back(sum / counted);
    return out;
}

void addStatements(nn::DualEncoder& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                   const TrainConfig& config, const Encoded& encoded, const std::vector<std::int64_t>& rows,
                   nlohmann::json& entry, std::vector<double>& headline) {
    EncodedPictures pictures;
    for (const auto row : rows) pictures.indices.push_back(encoded.indices[static_cast<std::size_t>(row)]);
    pictures.image = encoded.image.index_select(0, torch::tensor(rows));
    const TextEncoder encode = [&](const std::vector<std::string>& texts) {
        return encodeTexts(model, tokenizer, texts, config.maxTokens);
    };
    if (auto sides = sideAccuracy(encode, data, pictures); !sides.is_null()) {
        headline.push_back(sides["rate"]);
        entry["sides"] = std::move(sides);
    }
    if (auto first = firstCaption(encode, data, pictures); !first.is_null()) entry["firstCaption"] = std::move(first);
}

}  // namespace

torch::Tensor embedPlain(nn::DualEncoder& model, const PairDataset& data, const TrainConfig& config, int imageSize,
                         const std::vector<std::size_t>& indices) {
    const torch::NoGradGuard guard;
    std::vector<torch::Tensor> parts;
    for (std::size_t at = 0; at < indices.size(); at += kChunk) {
        const std::vector<std::size_t> chunk(
            indices.begin() + static_cast<std::ptrdiff_t>(at),
            indices.begin() + static_cast<std::ptrdiff_t>(std::min(indices.size(), at + kChunk)));
        parts.push_back(unit(model.encodeImage(plainPixels(data, config, imageSize, chunk))));
    }
    return torch::cat(parts);
}

Evaluation evaluate(nn::HilumDual& model, const text::Tokenizer& tokenizer, const PairDataset& data,
                    const TrainConfig& config, int imageSize, const base::JobContext& context) {
    const torch::NoGradGuard guard;
    Encoded encoded;
    std::vector<torch::Tensor> parts;
    Pointing pointing;
    const auto& all = data.validation();
    for (std::size_t at = 0; at < all.size() && !context.stopRequested(); at += kChunk) {
        const std::vector<std::size_t> chunk(
            all.begin() + static_cast<std::ptrdiff_t>(at),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + kChunk)));
        const auto features = model.localFeatures(plainPixels(data, config, imageSize, chunk));
        parts.push_back(unit(nn::HilumDual::pool(features)));
        encoded.indices.insert(encoded.indices.end(), chunk.begin(), chunk.end());
        pointAt(model, tokenizer, data, config, features, chunk, pointing);
    }
    Evaluation result;
    if (context.stopRequested()) return result;
    encoded.image = torch::cat(parts);
    result.image = encoded.image;
    std::vector<double> headline;
    for (std::size_t s = 0; s < config.sources.size(); ++s) {
        std::vector<std::int64_t> rows;
        for (std::size_t i = 0; i < encoded.indices.size(); ++i)
            if (data.examples()[encoded.indices[i]].source == static_cast<int>(s))
                rows.push_back(static_cast<std::int64_t>(i));
        if (rows.empty()) continue;
        auto& entry = result.metrics[config.sources[s].name];
        entry["images"] = rows.size();
        if (auto classes = classify(model, tokenizer, data, config, encoded, rows, headline); !classes.is_null())
            entry["zeroShot"] = classes;
        if (auto reports = reportRetrieval(model, tokenizer, data, config, encoded, rows, headline); !reports.is_null())
            entry["reports"] = reports;
        if (const auto found = pointing.bySource.find(config.sources[s].name); found != pointing.bySource.end()) {
            entry["pointing"] = {{"hits", found->second.first},
                                 {"regions", found->second.second},
                                 {"hitRate", static_cast<double>(found->second.first) / found->second.second}};
            headline.push_back(static_cast<double>(found->second.first) / found->second.second);
        }
        addStatements(model, tokenizer, data, config, encoded, rows, entry, headline);
    }
    if (auto phrases = phraseRetrieval(model, tokenizer, data, config, encoded, headline); !phrases.is_null())
        result.metrics["phrases"] = phrases;
    if (pointing.all > 0) result.metrics["pointingChance"] = pointing.chance / pointing.all;
    for (const double value : headline) result.score += value / static_cast<double>(headline.size());
    result.metrics["score"] = result.score;
    return result;
}

}  // namespace hilum::train
