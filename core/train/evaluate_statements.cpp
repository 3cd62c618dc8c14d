// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/evaluate_statements.h"

#include <map>

namespace hilum::train {

namespace {
struct Tally {
    int right = 0, all = 0;
    double rate() const { return static_cast<double>(right) / std::max(1, all); }
};
}  // namespace

nlohmann::json sideAccuracy(const TextEncoder& encode, const PairDataset& data, const EncodedPictures& pictures) {
    std::vector<std::string> texts;  // true, swapped, true, swapped, ...
    std::vector<std::int64_t> rows;
    std::vector<std::string> concepts;
    for (std::size_t i = 0; i < pictures.indices.size(); ++i) {
        for (const auto& region : data.examples()[pictures.indices[i]].regions) {
            if (region.claims.empty() ||
                (region.claims.front().side != "left" && region.claims.front().side != "right"))
                continue;
            texts.push_back(region.phrase);
            texts.push_back(sidesSwapped(region.phrase));
            rows.push_back(static_cast<std::int64_t>(i));
            concepts.push_back(region.claims.front().conceptName);
        }
    }
    if (rows.empty()) return nullptr;
    const auto vectors = encode(texts).view({static_cast<std::int64_t>(rows.size()), 2, -1});
    const auto scores =
        (vectors * pictures.image.index_select(0, torch::tensor(rows)).unsqueeze(1)).sum(-1).contiguous();
    const auto values = scores.accessor<float, 2>();
    Tally all;
    std::map<std::string, Tally> byConcept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const int right = values[row][0] > values[row][1] ? 1 : 0;
        for (Tally* tally : {&all, &byConcept[concepts[i]]}) {
            tally->right += right;
            ++tally->all;
        }
    }
    nlohmann::json out{{"phrases", all.all}, {"right", all.right}, {"rate", all.rate()}};
    for (const auto& [name, tally] : byConcept) out["byConcept"][name] = tally.rate();
    return out;
}

nlohmann::json firstCaption(const TextEncoder& encode, const PairDataset& data, const EncodedPictures& pictures) {
    if (pictures.indices.empty()) return nullptr;
    const auto& captions = data.captions(data.examples()[pictures.indices.front()].source);
    if (captions.empty()) return nullptr;
    std::vector<std::string> texts;
    for (const auto& caption : captions) texts.push_back(caption.sample.text);
    const auto best = pictures.image.matmul(encode(texts).t()).argmax(1).contiguous();
    const auto chosen = best.accessor<std::int64_t, 1>();
    std::map<Truth, int> counts;
    for (std::size_t i = 0; i < pictures.indices.size(); ++i)
        ++counts[captions[static_cast<std::size_t>(chosen[static_cast<std::int64_t>(i)])].judge(
            data.examples()[pictures.indices[i]].facts)];
    const auto share = [&](Truth truth) {
        return static_cast<double>(counts[truth]) / static_cast<double>(pictures.indices.size());
    };
    return {{"pictures", pictures.indices.size()},
            {"true", share(Truth::Yes)},
            {"false", share(Truth::No)},
            {"unknown", share(Truth::Unknown)}};
}

}  // namespace hilum::train
