// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What is said of a picture at a training step, and which pictures make a batch.
#include <algorithm>
#include <cctype>

#include "core/train/pair_dataset.h"

namespace hilum::train {

namespace {

using labels::Mention;
using labels::Polarity;

// Shares of the kinds of text; kinds a picture does not offer fall through to the next.
constexpr double kReportShare = 0.25;
constexpr double kSentenceShare = 0.55;  // cumulative
constexpr double kNegationShare = 0.62;
constexpr double kModalityShare = 0.70;
constexpr double kSideShare = 0.8;
constexpr double kZoneShare = 0.5;
constexpr double kSeverityShare = 0.2;
constexpr double kSecondFactShare = 0.2;

std::string lowered(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
}

std::vector<Mention> sayable(const Facts& facts) {
    std::vector<Mention> out;
    std::copy_if(facts.mentions.begin(), facts.mentions.end(), std::back_inserter(out), [](const Mention& m) {
        return m.polarity == Polarity::Positive && m.kind != "modality" && m.kind != "anatomy" && m.kind != kImplied;
    });
    return out;
}

std::string filled(const std::string& form, const std::string& finding, const std::string& modality) {
    std::string out = form;
    if (const auto at = out.find("{modality}"); at != std::string::npos) out.replace(at, 10, modality);
    if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, finding);
    return out;
}

bool isWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string PairDataset::wording(const Mention& mention, Random& random, bool alwaysSided) const {
    const auto found = m_config->words.find(mention.conceptName);
    std::string words = found == m_config->words.end() || found->second.empty() ? lowered(mention.conceptName)
                                                                                : random.pick(found->second);
    const bool sided = !mention.side.empty() && (alwaysSided || random.chance(kSideShare));
    const bool zoned = !mention.zone.empty() && random.chance(kZoneShare);
    const std::string place =
        (sided ? mention.side : std::string()) + (sided && zoned ? " " : "") + (zoned ? mention.zone + " zone" : "");
    if (zoned && random.chance(0.5))
        words += " in the " + place;
    else if (sided && !zoned && mention.side != "bilateral" && random.chance(0.25))
        words += " on the " + mention.side;
    else if (!place.empty())
        words = place + " " + words;
    if (!mention.severity.empty() && random.chance(kSeverityShare)) words = mention.severity + " " + words;
    return words;
}

TextSample PairDataset::sampleSided(const Example& example, Random& random) const {
    std::vector<Mention> sided = sayable(example.facts);
    std::erase_if(sided, [](const Mention& m) { return m.side != "left" && m.side != "right"; });
    if (sided.empty()) return {};
    const auto& source = m_config->sources[static_cast<std::size_t>(example.source)];
    const std::string modality = source.context.empty() ? "image" : random.pick(source.context);
    const auto words = wording(random.pick(sided), random, true);
    const auto text = filled(random.pick(m_config->templates), words, modality);
    return {text, m_labeler->mentions(text)};
}

namespace {

// Captions that state something are told three times as often as those that only deny.
constexpr double kStatementShare = 0.75;

const Caption* trueCaption(const std::vector<Caption>& captions, const Facts& facts, Random& random) {
    std::vector<const Caption*> stating, denying;
    for (const auto& caption : captions) {
        if (caption.judge(facts) != Truth::Yes) continue;
        const bool denies = std::all_of(caption.sample.claims.begin(), caption.sample.claims.end(),
                                        [](const Mention& m) { return m.polarity == Polarity::Negated; });
        (denies ? denying : stating).push_back(&caption);
    }
    if (stating.empty() && denying.empty()) return nullptr;
    const bool state = denying.empty() || (!stating.empty() && random.chance(kStatementShare));
    return random.pick(state ? stating : denying);
}

}  // namespace

TextSample PairDataset::sampleText(const Example& example, Random& random) const {
    const auto& source = m_config->sources[static_cast<std::size_t>(example.source)];
    if (m_config->captionShare > 0 && random.chance(m_config->captionShare))
        if (const auto* caption = trueCaption(captions(example.source), example.facts, random)) return caption->sample;
    const double kind = random.unit();
    std::string text;
    if (kind < kReportShare && !example.report.empty()) {
        text = example.report;
    } else if (kind < kSentenceShare && !example.sentences.empty()) {
        text = random.pick(example.sentences);
    } else if (kind >= kSentenceShare && kind < kNegationShare && !example.facts.absent.empty()) {
        auto at = example.facts.absent.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(random.below(example.facts.absent.size())));
        text = "no " + wording(positive(*at), random);
    } else if (kind >= kNegationShare && kind < kModalityShare && !source.context.empty()) {
        text = random.pick(source.context);
    }
    const auto facts = sayable(example.facts);
    if (text.empty() && !facts.empty()) {
        const auto& first = random.pick(facts);
        text = wording(first, random);
        if (facts.size() > 1 && random.chance(kSecondFactShare)) {
            const auto& second = random.pick(facts);
            if (second.conceptName != first.conceptName) text += " and " + wording(second, random);
        }
        const std::string modality = source.context.empty() ? "image" : random.pick(source.context);
        text = filled(random.pick(m_config->templates), text, modality);
    }
    if (text.empty())
        text = example.report.empty() && !source.context.empty() ? random.pick(source.context) : example.report;
    return {text, m_labeler->mentions(text)};
}

const Example& PairDataset::partnerOf(const Example& example, Random& random) const {
    const auto facts = sayable(example.facts);
    if (facts.empty()) return example;
    const auto found = m_byConcept.find(example.facts.modality + "/" + random.pick(facts).conceptName);
    return found == m_byConcept.end() ? example : m_examples[random.pick(found->second)];
}

std::vector<std::size_t> PairDataset::sampleBatch(std::uint64_t step, std::size_t count) const {
    Random random(m_config->seed * 0x9E3779B97F4A7C15ULL + step);
    double total = 0;
    for (std::size_t s = 0; s < m_trainingBySource.size(); ++s)
        total += m_config->sources[s].weight * static_cast<double>(m_trainingBySource[s].size());
    std::vector<std::size_t> batch;
    while (batch.size() < count) {
        double at = random.unit() * total;
        std::size_t s = 0;
        for (; s + 1 < m_trainingBySource.size(); ++s) {
            const double share = m_config->sources[s].weight * static_cast<double>(m_trainingBySource[s].size());
            if (at < share) break;
            at -= share;
        }
        if (m_trainingBySource[s].empty()) continue;
        const auto index = random.pick(m_trainingBySource[s]);
        if (std::find(batch.begin(), batch.end(), index) == batch.end() || m_training.size() < count)
            batch.push_back(index);
    }
    return batch;
}

std::string sidesSwapped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && isWordByte(text[end])) ++end;
        const std::string word = text.substr(i, end - i);
        const std::string low = lowered(word);
        std::string swapped = word;
        if (low == "left" || low == "right") {
            swapped = low == "left" ? "right" : "left";
            if (word[0] != low[0]) swapped[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(swapped[0])));
        }
        out += swapped;
        if (end < text.size()) out += text[end];
        i = end + 1;
    }
    return out;
}

Claims sidesSwapped(Claims claims) {
    for (auto& claim : claims) {
        if (claim.side == "left")
            claim.side = "right";
        else if (claim.side == "right")
            claim.side = "left";
    }
    return claims;
}

}  // namespace hilum::train
