// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/batch.h"

#include <algorithm>

#include "core/train/augment.h"
#include "core/train/objective.h"

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

namespace {

// One picture of a batch as it is shown and what is said of it.
struct Slot {
    const Example* example = nullptr;
    const SourceConfig* source = nullptr;
    View view;
    TextSample said;  // of the picture as shown
    Facts facts;      // likewise

    bool swapsSides() const { return view.mirror && source->mirrorSwapsSides; }
    void say(TextSample sample) {
        if (swapsSides()) sample = {sidesSwapped(sample.text), sidesSwapped(std::move(sample.claims))};
        said = std::move(sample);
    }
};

Slot makeSlot(const TrainConfig& config, const Example& example, View view) {
    Slot slot{&example, &config.sources[static_cast<std::size_t>(example.source)], view, {}, {}};
    slot.facts = slot.swapsSides() ? mirrored(example.facts) : example.facts;
    return slot;
}

bool namesSide(const Claims& claims) {
    return std::any_of(claims.begin(), claims.end(),
                       [](const auto& m) { return m.side == "left" || m.side == "right"; });
}

// The mirror images of some of the pictures, with the same words but for the side: the only way to tell the two
// texts of such a pair apart is the place in the picture.
void addMirrorPairs(const PairDataset& data, const TrainConfig& config, std::size_t count, Random& random,
                    std::vector<Slot>& slots) {
    const std::size_t drawn = slots.size();
    for (std::size_t i = 0; i < drawn && slots.size() < drawn + count; ++i) {
        if (!slots[i].source->mirrorSwapsSides) continue;
        auto sample = data.sampleSided(*slots[i].example, random);
        if (sample.text.empty()) continue;
        View view = randomView(random, 0);
        view.mirror = !slots[i].view.mirror;
        Slot twin = makeSlot(config, *slots[i].example, view);
        if (namesSide(slots[i].said.claims)) {
            twin.said = {sidesSwapped(slots[i].said.text), sidesSwapped(slots[i].said.claims)};
        } else {
            slots[i].say(sample);
            twin.say(std::move(sample));
        }
        slots.push_back(std::move(twin));
    }
}

std::vector<Slot> drawSlots(const PairDataset& data, const TrainConfig& config, Random& random, std::uint64_t step) {
    const auto twins = static_cast<std::size_t>(config.mirrorPairs * config.batch);
    std::vector<Slot> slots;
    for (const auto index : data.sampleBatch(step, static_cast<std::size_t>(config.batch) - twins)) {
        const auto& example = data.examples()[index];
        const double chance = config.sources[static_cast<std::size_t>(example.source)].mirror;
        slots.push_back(makeSlot(config, example, randomView(random, chance)));
        // Decoupled: what was said of another picture with one of the same labels.
        const auto& speaker = config.objective.decoupled ? data.partnerOf(example, random) : example;
        slots.back().say(data.sampleText(speaker, random));
    }
    addMirrorPairs(data, config, twins, random, slots);
    return slots;
}

// Captions of the banks of the batch's own sources, so that each is asked about pictures it could be said of.
std::vector<const Caption*> drawCaptions(const PairDataset& data, const TrainConfig& config, Random& random,
                                         const std::vector<Slot>& slots) {
    std::vector<const Caption*> out;
    for (int i = 0; i < config.extraCaptions; ++i) {
        const auto& from = data.captions(random.pick(slots).example->source);
        if (!from.empty()) out.push_back(&random.pick(from));
    }
    return out;
}

void takeRegion(const PairDataset& data, const TrainConfig& config, const Slot& slot, int imageSize, Random& random,
                torch::Tensor& masks, std::int64_t row, Batch& batch) {
    if (slot.example->regions.empty()) return;
    const auto& region = random.pick(slot.example->regions);
    const bool free = region.claims.empty() || random.chance(0.3);
    const std::string phrase = free ? region.phrase : data.wording(region.claims.front(), random);
    batch.phrases.push_back(slot.swapsSides() ? sidesSwapped(phrase) : phrase);
    batch.regionRows.push_back(row);
    sampleView(region.mask, config.trainSize, slot.view, imageSize,
               rowOf(masks, batch.regionRows.size() - 1, imageSize), false);
}

void judgeTexts(const std::vector<Slot>& slots, const std::vector<const Caption*>& captions, Batch& batch) {
    const auto rows = static_cast<std::int64_t>(slots.size());
    const auto columns = static_cast<std::int64_t>(slots.size() + captions.size());
    batch.positives = torch::zeros({rows, columns});
    batch.ignored = torch::zeros({rows, columns});
    auto positives = batch.positives.accessor<float, 2>();
    auto ignored = batch.ignored.accessor<float, 2>();
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        for (std::size_t j = 0; j < slots.size(); ++j)
            if (i == j || holds(slots[j].said.claims, slots[i].facts) || slots[i].said.text == slots[j].said.text)
                positives[row][static_cast<std::int64_t>(j)] = 1;
        for (std::size_t j = 0; j < captions.size(); ++j) {
            const auto column = static_cast<std::int64_t>(slots.size() + j);
            const Truth truth = captions[j]->judge(slots[i].facts);
            positives[row][column] = truth == Truth::Yes ? 1 : 0;
            ignored[row][column] = truth == Truth::Unknown ? 1 : 0;
        }
    }
}

}  // namespace

Batch makeBatch(const PairDataset& data, const TrainConfig& config, int imageSize, int gridStride, std::uint64_t step) {
    Random random(config.seed ^ (0xD1B54A32D192ED03ULL * (step + 1)));
    const auto slots = drawSlots(data, config, random, step);
    const auto captions = drawCaptions(data, config, random, slots);
    const auto count = static_cast<std::int64_t>(slots.size());
    Batch batch;
    auto grey = torch::empty({count, imageSize, imageSize});
    auto masks = torch::zeros({count, imageSize, imageSize});
    for (std::size_t i = 0; i < slots.size(); ++i) {
        sampleView(slots[i].example->pixels, config.trainSize, slots[i].view, imageSize, rowOf(grey, i, imageSize),
                   true);
        takeRegion(data, config, slots[i], imageSize, random, masks, static_cast<std::int64_t>(i), batch);
        batch.texts.push_back(slots[i].said.text);
    }
    for (const auto* caption : captions) batch.texts.push_back(caption->sample.text);
    batch.pixels = toPixels(grey);
    judgeTexts(slots, captions, batch);
    for (const auto& slot : slots) batch.paths.push_back(slot.example->path);
    if (config.objective.name == "semantic") {
        std::vector<const Facts*> facts;
        std::vector<const Claims*> claims;
        for (const auto& slot : slots) {
            facts.push_back(&slot.facts);
            claims.push_back(&slot.said.claims);
        }
        for (const auto* caption : captions) claims.push_back(&caption->sample.claims);
        fillEntityLabels(facts, claims, batch);
    }
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
