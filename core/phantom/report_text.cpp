// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/report_text.h"

#include <cstdio>

#include "core/phantom/choose_findings.h"
#include "core/phantom/report_phrases.h"

namespace hilum::phantom {

namespace {

using Sentences = std::vector<std::string>;

constexpr double kSmallBelow = 0.33;
constexpr double kLargeFrom = 0.67;
constexpr double kUncertainBelow = 0.2;

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string capital(std::string word) {
    if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
    return word;
}

std::string sizeWord(const Finding& finding, Random& random) {
    const bool heart = finding.kind == FindingKind::Cardiomegaly;
    if (finding.size < kSmallBelow) return heart ? "mild" : random.chance(0.85) ? "small" : "minor";
    if (finding.size < kLargeFrom) return "moderate";
    return heart ? "marked" : random.chance(0.85) ? "large" : "sizeable";
}

struct Words {
    std::string side, other, size, zone, mm, ratio;
};

std::string filled(std::string text, const Words& words) {
    replaceAll(text, "{side}", words.side);
    replaceAll(text, "{Side}", capital(words.side));
    replaceAll(text, "{other}", words.other);
    replaceAll(text, "{size}", words.size);
    replaceAll(text, "{Size}", capital(words.size));
    replaceAll(text, "{zone}", words.zone);
    replaceAll(text, "{mm}", words.mm);
    replaceAll(text, "{ratio}", words.ratio);
    return text;
}

Words wordsOf(const Finding& finding, const Lesion& lesion, double ratio, Random& random) {
    char number[16];
    Words words;
    words.side = sideWord(finding.side);
    words.other = sideWord(finding.side == Side::Left ? Side::Right : Side::Left);
    words.size = sizeWord(finding, random);
    words.zone = finding.zone;
    std::snprintf(number, sizeof number, "%.0f", lesion.diameterMm);
    words.mm = number;
    std::snprintf(number, sizeof number, "%.2f", ratio);
    words.ratio = number;
    return words;
}

void describe(const Finding& finding, const Lesion& lesion, double ratio, Random& random, Sentences& findings,
              Sentences& impression) {
    const Words words = wordsOf(finding, lesion, ratio, random);
    const Wordings& table = wordingsOf(finding.kind);
    const bool mass = finding.kind == FindingKind::Nodule && lesion.diameterMm > 30.0;
    if (mass) {
        findings.push_back(filled(random.pick(massWordings()), words));
        impression.push_back(filled(random.chance(0.5) ? "{Side} {zone} zone mass."
                                                       : "{Side} {zone} zone pulmonary mass, {mm} mm. CT is advised.",
                                    words));
    } else if (finding.kind == FindingKind::Nodule && lesion.count > 1) {
        findings.push_back(filled(random.pick(severalNodules()), words));
        impression.push_back(filled(
            random.chance(0.5) ? "{Side} {zone} zone nodules." : "Nodules in the {side} {zone} zone, CT is suggested.",
            words));
    } else {
        const bool unsure = finding.size < kUncertainBelow && random.chance(0.5);
        findings.push_back(filled(random.pick(unsure ? table.uncertain : table.findings), words));
        impression.push_back(filled(random.pick(table.impression), words));
    }
    if (finding.kind == FindingKind::Pneumothorax && random.chance(0.4))
        findings.push_back(
            filled(finding.size > 0.75 ? "The {side} lung is largely collapsed." : "No mediastinal shift.", words));
}

// The other side of a one-sided pleural finding is often named as free.
void describeOtherSide(const std::vector<Finding>& present, Random& random, Sentences& out) {
    for (const auto kind : {FindingKind::PleuralEffusion, FindingKind::Pneumothorax}) {
        const Finding* only = nullptr;
        int count = 0;
        for (const auto& finding : present)
            if (finding.kind == kind) {
                only = &finding;
                ++count;
            }
        if (count != 1 || !random.chance(0.45)) continue;
        Words words;
        words.other = sideWord(only->side == Side::Left ? Side::Right : Side::Left);
        static const Sentences kFluid = {"The {other} costophrenic angle is sharp.", "No {other} pleural effusion.",
                                         "No effusion on the {other}."};
        static const Sentences kAir = {"No {other} pneumothorax.", "The {other} lung is fully expanded.",
                                       "No pneumothorax on the {other}."};
        out.push_back(filled(random.pick(kind == FindingKind::PleuralEffusion ? kFluid : kAir), words));
    }
}

bool has(const std::vector<Finding>& present, FindingKind kind) {
    for (const auto& finding : present)
        if (finding.kind == kind) return true;
    return false;
}

void denyAbsent(const std::vector<Finding>& present, Random& random, Sentences& out) {
    const FindingKind kinds[] = {FindingKind::PleuralEffusion, FindingKind::Pneumothorax, FindingKind::Consolidation};
    int absent = 0;
    for (int bit = 0; bit < 3; ++bit)
        if (!has(present, kinds[bit]) && !random.chance(0.1)) absent |= 1 << bit;
    if (random.chance(0.6)) {
        Sentences joint;
        for (const auto& words : jointNegations())
            if (words.kinds == absent) joint.push_back(words.text);
        if (!joint.empty()) {
            out.push_back(random.pick(joint));
            absent = 0;
        }
    }
    for (int bit = 0; bit < 3; ++bit)
        if ((absent & (1 << bit)) != 0) out.push_back(random.pick(wordingsOf(kinds[bit]).absent));
    if (!has(present, FindingKind::Nodule) && random.chance(0.35))
        out.push_back(random.pick(wordingsOf(FindingKind::Nodule).absent));
    if (!has(present, FindingKind::Cardiomegaly) && random.chance(0.85))
        out.push_back(random.pick(wordingsOf(FindingKind::Cardiomegaly).absent));
}

void addBackground(const Anatomy& anatomy, const Devices& tools, Random& random, Sentences& out) {
    if (random.chance(0.55)) out.push_back(random.pick(normalMediastinum()));
    if (anatomy.ageYears > 55 && random.chance(0.45))
        out.push_back(random.pick(olderBones()));
    else if (random.chance(0.5))
        out.push_back(random.pick(normalBones()));
    if (random.chance(0.3)) out.push_back(random.pick(remarks()));
    if (tools.trachealTube) out.push_back("Endotracheal tube with its tip above the carina.");
    if (tools.centralLine)
        out.push_back(random.chance(0.5) ? "Central venous line in place."
                                         : "A central line projects over the superior vena cava.");
    if (tools.leads && random.chance(0.4)) out.push_back("Monitoring leads project over the chest.");
}

void shuffle(Sentences& sentences, Random& random) {
    for (std::size_t i = sentences.size(); i > 1; --i)
        std::swap(sentences[i - 1], sentences[static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1))]);
}

std::string joined(const Sentences& sentences) {
    std::string text;
    for (const auto& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
    return text;
}

}  // namespace

ReportText writeReport(const Anatomy& anatomy, const std::vector<Finding>& findings, const std::vector<Lesion>& lesions,
                       const Devices& tools, double cardiothoracicRatio, std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "report");
    Sentences positive, impression, negative, background;
    for (std::size_t i = 0; i < findings.size(); ++i)
        describe(findings[i], lesions[i], cardiothoracicRatio, random, positive, impression);
    const bool lungsClear = !has(findings, FindingKind::Consolidation) && !has(findings, FindingKind::Nodule) &&
                            !has(findings, FindingKind::PleuralEffusion) && !has(findings, FindingKind::Pneumothorax);
    if (lungsClear && random.chance(0.75)) negative.push_back(random.pick(normalLungs()));
    describeOtherSide(findings, random, negative);
    denyAbsent(findings, random, negative);
    addBackground(anatomy, tools, random, background);
    if (random.chance(0.5)) shuffle(negative, random);
    shuffle(background, random);
    Sentences all = positive;
    if (random.chance(0.15))
        all.insert(all.begin(), negative.begin(), negative.end());
    else
        all.insert(all.end(), negative.begin(), negative.end());
    all.insert(all.end(), background.begin(), background.end());
    if (findings.empty()) {
        impression.push_back(random.pick(normalImpressions()));
    } else if (random.chance(0.25)) {
        Sentences absent;
        if (!has(findings, FindingKind::Pneumothorax)) absent.push_back("No pneumothorax.");
        if (!has(findings, FindingKind::PleuralEffusion)) absent.push_back("No pleural effusion.");
        if (!has(findings, FindingKind::Cardiomegaly)) absent.push_back("Heart size is normal.");
        if (!absent.empty()) impression.push_back(random.pick(absent));
    }
    return {joined(all), joined(impression)};
}

}  // namespace hilum::phantom
