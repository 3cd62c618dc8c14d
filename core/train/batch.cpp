// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/batch.h"

#include "core/train/augment.h"

namespace hilum::train {

namespace {

torch::Tensor toPixels(const torch::Tensor& grey) {  // [N, S, S] 0..1 -> [N, 3, S, S] normalised
    return ((grey - kPixelMean) / kPixelStd)
        .unsqueeze(1)
        .expand({-1, 3, -1, -1})
        .contiguous(torch::MemoryFormat::ChannelsLast);
}

std::span<float> rowOf(torch::Tensor& stack, std::size_t row, int size) {
    const auto count = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    return {stack.data_ptr<float>() + row * count, count};
}

// Facts of the mirrored picture.
Facts mirrored(Facts facts) {
    facts.mentions = sidesSwapped(std::move(facts.mentions));
    return facts;
}

}  // namespace

TokenTensors tokenize(const text::Tokenizer& tokenizer, const std::vector<std::string>& texts, int maxTokens) {
    const auto encoded = tokenizer.encodeBatch(texts, static_cast<std::size_t>(maxTokens));
    const auto make = [&](const std::vector<std::int64_t>& v) {
        return torch::tensor(v, torch::kInt64).view({encoded.rows, encoded.width});
    };
    return {make(encoded.ids), make(encoded.mask)};
}

torch::Tensor encodeByLength(nn::DualEncoder& model, const text::Tokenizer& tokenizer,
                             const std::vector<std::string>& texts, int maxTokens) {
    constexpr std::size_t kShortBytes = 60;  // about 16 tokens
    std::vector<std::string> groups[2];
    std::vector<std::int64_t> order[2];
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::size_t group = texts[i].size() <= kShortBytes ? 0 : 1;
        groups[group].push_back(texts[i]);
        order[group].push_back(static_cast<std::int64_t>(i));
    }
    std::vector<torch::Tensor> parts;
    for (const auto& group : groups) {
        if (group.empty()) continue;
        const auto tokens = tokenize(tokenizer, group, maxTokens);
        parts.push_back(model.encodeText(tokens.ids, tokens.mask));
    }
    order[0].insert(order[0].end(), order[1].begin(), order[1].end());
    return torch::cat(parts).index_select(0, torch::tensor(order[0]).argsort());
}

Batch makeBatch(const PairDataset& data, const TrainConfig& config, int imageSize, int gridStride, std::uint64_t step) {
    const auto indices = data.sampleBatch(step);
    const auto count = static_cast<std::int64_t>(indices.size());
    Random random(config.seed ^ (0xD1B54A32D192ED03ULL * (step + 1)));
    Batch batch;
    auto grey = torch::empty({count, imageSize, imageSize});
    auto masks = torch::zeros({count, imageSize, imageSize});
    std::vector<Claims> claims;
    std::vector<Facts> facts;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto& example = data.examples()[indices[i]];
        const auto& source = config.sources[static_cast<std::size_t>(example.source)];
        const View view = randomView(random, source.mirror);
        sampleView(example.pixels, config.trainSize, view, imageSize, rowOf(grey, i, imageSize), true);
        const bool swap = view.mirror && source.mirrorSwapsSides;
        auto sample = data.sampleText(example, random);
        facts.push_back(swap ? mirrored(example.facts) : example.facts);
        if (!example.regions.empty()) {
            const auto& region = random.pick(example.regions);
            const bool free = region.claims.empty() || random.chance(0.3);
            const std::string phrase = free ? region.phrase : data.wording(region.claims.front(), random);
            batch.phrases.push_back(swap ? sidesSwapped(phrase) : phrase);
            batch.regionRows.push_back(static_cast<std::int64_t>(i));
            sampleView(region.mask, config.trainSize, view, imageSize,
                       rowOf(masks, batch.regionRows.size() - 1, imageSize), false);
        }
        batch.texts.push_back(swap ? sidesSwapped(sample.text) : sample.text);
        claims.push_back(swap ? sidesSwapped(std::move(sample.claims)) : std::move(sample.claims));
    }
    batch.pixels = toPixels(grey);
    batch.positives = torch::eye(count);
    auto positives = batch.positives.accessor<float, 2>();
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t j = 0; j < count; ++j)
            if (holds(claims[static_cast<std::size_t>(j)], facts[static_cast<std::size_t>(i)]) ||
                batch.texts[static_cast<std::size_t>(i)] == batch.texts[static_cast<std::size_t>(j)])
                positives[i][j] = 1;
    const auto regions = static_cast<std::int64_t>(batch.regionRows.size());
    if (regions > 0) batch.inside = torch::avg_pool2d(masks.slice(0, 0, regions).unsqueeze(1), gridStride).flatten(1);
    return batch;
}

torch::Tensor plainPixels(const PairDataset& data, const TrainConfig& config, int imageSize,
                          const std::vector<std::size_t>& indices) {
    auto grey = torch::empty({static_cast<std::int64_t>(indices.size()), imageSize, imageSize});
    for (std::size_t i = 0; i < indices.size(); ++i)
        sampleView(data.examples()[indices[i]].pixels, config.trainSize, identityView(), imageSize,
                   rowOf(grey, i, imageSize), false);
    return toPixels(grey);
}

}  // namespace hilum::train
