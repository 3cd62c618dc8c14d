// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Reading sources, deciding the split, decoding pictures. Sampling is in pair_sampling.cpp.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/sha256.h"
#include "core/image/resample.h"
#include "core/text/caption_banks.h"
#include "core/text/cases_table.h"
#include "core/train/pair_dataset.h"

namespace hilum::train {

namespace {

constexpr int kSignatureSide = 16;         // near-duplicates are compared as 16 x 16 pictures
constexpr double kSameCorrelation = 0.98;  // BUSI repeats pictures at this correlation

struct PendingMask {
    std::size_t example, region;
    std::string path;
};

bool excluded(const SourceConfig& source, const text::CasesRow& row) {
    return std::any_of(source.excludeLicence.begin(), source.excludeLicence.end(),
                       [&](const std::string& word) { return row.licence.find(word) != std::string::npos; });
}

void addFacts(const SourceConfig& source, const labels::ConceptLabeler& labeler, const text::CasesRow& row,
              Example& example) {
    for (const auto& label : row.labels) {
        const std::string name = labeler.canonical(label);
        if (!name.empty()) example.labels.push_back(name);
    }
    if (row.labels.empty() && !source.emptyLabel.empty()) example.labels.push_back(source.emptyLabel);
    example.facts.modality = row.modality.empty() ? source.modality : row.modality;
    example.facts.mentions = labeler.mentions(example.report);
    for (const auto& name : example.labels) {
        const bool stated = std::any_of(
            example.facts.mentions.begin(), example.facts.mentions.end(),
            [&](const auto& m) { return m.conceptName == name && m.polarity == labels::Polarity::Positive; });
        if (!stated) example.facts.mentions.push_back(positive(name));
    }
    for (const auto& name : example.labels) {
        const auto implied = source.implies.find(name);
        if (implied == source.implies.end()) continue;
        for (const auto& other : implied->second) {
            example.facts.mentions.push_back(positive(other));
            example.facts.mentions.back().kind = kImplied;
        }
    }
    for (const auto& name : source.closedLabels) {
        const bool known = std::any_of(
            example.facts.mentions.begin(), example.facts.mentions.end(),
            [&](const auto& m) { return m.conceptName == name && m.polarity != labels::Polarity::Negated; });
        if (!known) example.facts.absent.insert(name);
    }
}

void addRegions(const SourceConfig& source, const labels::ConceptLabeler& labeler, const text::CasesRow& row,
                std::size_t index, Example& example, std::vector<PendingMask>& masks) {
    const auto folder = source.csv.parent_path();
    const auto add = [&](const std::string& phrase, const std::string& mask) {
        Region region;
        region.phrase = phrase;
        region.claims = labeler.mentions(phrase);
        masks.push_back({index, example.regions.size(), (folder / mask).string()});
        example.regions.push_back(std::move(region));
    };
    if (source.maskIsLabel && !row.mask.empty() && !example.labels.empty()) add(example.labels.front(), row.mask);
    const auto column = row.other.find(source.regionsColumn);
    if (source.regionsColumn.empty() || column == row.other.end()) return;
    const auto json = nlohmann::json::parse(column->second, nullptr, false);
    if (!json.is_array()) return;
    for (const auto& entry : json)
        if (entry.is_object() && entry.value("mask", std::string()) != "" && entry.value("phrase", std::string()) != "")
            add(entry.value("phrase", std::string()), entry.value("mask", std::string()));
}

// An outlined finding is certain, with its side and zone, even where the report words it as a possibility.
void addRegionFacts(Example& example) {
    auto& known = example.facts.mentions;
    for (const auto& region : example.regions) {
        for (const auto& claim : region.claims) {
            if (claim.polarity != labels::Polarity::Positive) continue;
            const auto same = std::find_if(known.begin(), known.end(), [&](const labels::Mention& m) {
                return m.conceptName == claim.conceptName && m.side == claim.side &&
                       m.polarity == labels::Polarity::Positive;
            });
            if (same != known.end()) {
                if (same->zone.empty()) same->zone = claim.zone;
                continue;
            }
            std::erase_if(known, [&](const labels::Mention& m) {
                return m.conceptName == claim.conceptName && m.side.empty() && m.zone.empty();
            });
            known.push_back(claim);
        }
    }
}

// Held-out blocks lie evenly over the file, so that a file sorted by class still has each class in both parts.
bool heldOutBlock(std::size_t block, double share) {
    return std::floor(static_cast<double>(block + 1) * share) > std::floor(static_cast<double>(block) * share);
}

base::Status readSource(const TrainConfig& config, int index, const labels::ConceptLabeler& labeler,
                        std::vector<Example>& examples, std::vector<PendingMask>& masks) {
    const auto& source = config.sources[static_cast<std::size_t>(index)];
    HILUM_TRY(const auto table, text::readCasesTable(source.csv, source.columns));
    std::size_t taken = 0;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        if (excluded(source, row) || (source.limit > 0 && taken >= source.limit)) continue;
        Example example;
        example.source = index;
        example.path = (source.csv.parent_path() / row.image).string();
        example.report = row.text;
        addFacts(source, labeler, row, example);
        for (auto& sentence : labels::splitSentences(example.report))
            if (!labeler.mentions(sentence).empty()) example.sentences.push_back(std::move(sentence));
        if (example.facts.mentions.empty() && example.report.empty()) continue;  // nothing can be said of it
        addRegions(source, labeler, row, examples.size(), example, masks);
        if (!source.maskIsLabel) addRegionFacts(example);
        const auto block = static_cast<std::size_t>(source.blocks) * r / table.rows.size();
        switch (source.split) {
            case SplitKind::Column:
                example.group = row.split;
                example.validation = row.split.starts_with("val") || row.split == "test";
                break;
            case SplitKind::Patient: example.group = row.patient.empty() ? row.image : row.patient; break;
            case SplitKind::Blocks: example.validation = heldOutBlock(block, source.validation); break;
            case SplitKind::Similar: break;  // after decoding
        }
        examples.push_back(std::move(example));
        ++taken;
    }
    if (taken == 0)
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "The training source " + source.name + " has no usable row; check its columns and licences.");
    return base::okStatus();
}

std::vector<std::uint8_t> letterboxedGrey(const image::Raster& raster, int side) {
    return *image::letterbox(image::toGrey(raster), side).raster.pixels;
}

// Decodes with all cores; a picture that cannot be read leaves pixels empty.
void decodeAll(const TrainConfig& config, const ImageReader& readImage, std::vector<Example>& examples,
               const std::vector<PendingMask>& masks, const base::JobContext& context) {
    const std::size_t total = examples.size() + masks.size();
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < total && !context.stopRequested(); i = next++) {
            const bool isMask = i >= examples.size();
            const auto raster = readImage(isMask ? masks[i - examples.size()].path : examples[i].path);
            context.progress(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(total), base::Stage::Reading);
            if (!raster.ok()) continue;
            auto pixels = letterboxedGrey(*raster, config.trainSize);
            if (!isMask)
                examples[i].pixels = std::move(pixels);
            else {
                const auto& m = masks[i - examples.size()];
                for (auto& p : pixels) p = p >= 128 ? 255 : 0;
                examples[m.example].regions[m.region].mask = std::move(pixels);
            }
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
}

std::vector<float> signature(const std::vector<std::uint8_t>& pixels, int side) {
    const image::Raster raster{side, side, 1, std::make_shared<const std::vector<std::uint8_t>>(pixels)};
    const auto small = image::resize(raster, kSignatureSide, kSignatureSide);
    std::vector<float> v(small.pixels->begin(), small.pixels->end());
    float mean = 0;
    for (const float x : v) mean += x / static_cast<float>(v.size());
    float norm = 1e-6F;
    for (float& x : v) {
        x -= mean;
        norm += x * x;
    }
    for (float& x : v) x /= std::sqrt(norm);
    return v;
}

// Pictures that look alike get one group, named after the first of them.
void groupSimilar(const TrainConfig& config, std::vector<Example>& examples) {
    std::vector<std::pair<std::size_t, std::vector<float>>> seen;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        auto& example = examples[i];
        if (config.sources[static_cast<std::size_t>(example.source)].split != SplitKind::Similar ||
            example.pixels.empty())
            continue;
        const auto mine = signature(example.pixels, config.trainSize);
        example.group = example.path;
        for (const auto& [other, vector] : seen) {
            double dot = 0;
            for (std::size_t k = 0; k < mine.size(); ++k)
                dot += static_cast<double>(mine[k]) * static_cast<double>(vector[k]);
            if (examples[other].source != example.source || dot < kSameCorrelation) continue;
            example.group = examples[other].group;
            break;
        }
        seen.emplace_back(i, mine);
    }
}

// Whole groups go to validation, chosen by a hash of seed and name: adding rows moves no other row.
void decideSplit(const TrainConfig& config, std::vector<Example>& examples) {
    for (auto& example : examples) {
        const auto& source = config.sources[static_cast<std::size_t>(example.source)];
        if (source.split == SplitKind::Column || source.split == SplitKind::Blocks) continue;
        const std::string name = std::to_string(config.seed) + "/" + source.name + "/" + example.group;
        const auto hash = std::stoull(base::sha256Hex(name).substr(0, 12), nullptr, 16);
        example.validation = static_cast<double>(hash) / static_cast<double>(1ULL << 48) < source.validation;
    }
}

}  // namespace

namespace {

base::Result<std::vector<Caption>> readCaptions(const SourceConfig& source, const labels::ConceptLabeler& labeler) {
    std::vector<Caption> out;
    for (const auto& file : source.captions) {
        HILUM_TRY(const auto bank, text::readCaptionBank(file));
        for (const auto& line : bank.captions)
            if (auto claims = labeler.mentions(line); !claims.empty())
                out.push_back({{line, std::move(claims)}, bank.modalities});
    }
    return out;
}

}  // namespace

Truth Caption::judge(const Facts& facts) const {
    if (!modalities.empty() && !facts.modality.empty() &&
        std::find(modalities.begin(), modalities.end(), facts.modality) == modalities.end())
        return Truth::No;
    return train::judge(sample.claims, facts);
}

base::Result<PairDataset> PairDataset::load(const TrainConfig& config, const labels::ConceptLabeler& labeler,
                                            const ImageReader& readImage, const base::JobContext& context) {
    PairDataset set;
    set.m_config = &config;
    set.m_labeler = &labeler;
    std::vector<PendingMask> masks;
    for (std::size_t s = 0; s < config.sources.size(); ++s) {
        HILUM_TRY_STATUS(readSource(config, static_cast<int>(s), labeler, set.m_examples, masks));
        HILUM_TRY(auto captions, readCaptions(config.sources[s], labeler));
        set.m_captions.push_back(std::move(captions));
    }
    decodeAll(config, readImage, set.m_examples, masks, context);
    if (context.stopRequested()) return base::cancelled();
    groupSimilar(config, set.m_examples);
    decideSplit(config, set.m_examples);
    set.m_trainingBySource.resize(config.sources.size());
    for (std::size_t i = 0; i < set.m_examples.size(); ++i) {
        auto& example = set.m_examples[i];
        std::erase_if(example.regions, [](const Region& r) {
            return r.mask.empty() || std::none_of(r.mask.begin(), r.mask.end(), [](std::uint8_t p) { return p != 0; });
        });
        if (example.pixels.empty()) {
            ++set.m_unreadable;
        } else if (example.validation) {
            set.m_validation.push_back(i);
        } else {
            set.m_training.push_back(i);
            set.m_trainingBySource[static_cast<std::size_t>(example.source)].push_back(i);
            for (const auto& mention : example.facts.mentions)
                if (mention.polarity == labels::Polarity::Positive && mention.kind != "modality")
                    set.m_byConcept[example.facts.modality + "/" + mention.conceptName].push_back(i);
        }
    }
    if (set.m_training.size() < 2 || set.m_validation.empty())
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "The training sources leave no picture to train on or none to validate with; check paths and splits.");
    return set;
}

}  // namespace hilum::train
