// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/choose_findings.h"

#include <algorithm>
#include <cmath>

#include "core/phantom/random.h"

namespace hilum::phantom {

namespace {

const std::vector<std::string> kZones = {"upper", "mid", "lower"};
constexpr double kNormalShare = 0.25;

bool hasZone(FindingKind kind) { return kind == FindingKind::Consolidation || kind == FindingKind::Nodule; }

// Two findings that would hide each other on one side are moved apart, as a teaching file would choose.
bool separate(std::vector<Finding>& findings) {
    const auto on = [&](FindingKind kind, Side side) {
        return std::find_if(findings.begin(), findings.end(),
                            [&](const Finding& f) { return f.kind == kind && f.side == side; });
    };
    for (const Side side : {Side::Left, Side::Right}) {
        const auto effusion = on(FindingKind::PleuralEffusion, side);
        const auto air = on(FindingKind::Pneumothorax, side);
        if (effusion != findings.end() && air != findings.end()) return false;
        for (const auto kind : {FindingKind::Consolidation, FindingKind::Nodule}) {
            const auto lesion = on(kind, side);
            if (lesion == findings.end()) continue;
            if (effusion != findings.end() && (lesion->zone == "lower" || effusion->size > 0.55)) return false;
            if (air != findings.end() && (lesion->zone == "upper" || air->size > 0.45)) return false;
        }
        const auto filled = on(FindingKind::Consolidation, side);
        const auto nodule = on(FindingKind::Nodule, side);
        if (filled != findings.end() && nodule != findings.end() && filled->zone == nodule->zone) return false;
    }
    return true;
}

std::vector<Finding> draw(Random& random) {
    const double many = random.uniform();
    const int count = many < 0.55 ? 1 : many < 0.87 ? 2 : 3;
    std::vector<FindingKind> kinds = {FindingKind::PleuralEffusion, FindingKind::Pneumothorax,
                                      FindingKind::Consolidation, FindingKind::Nodule, FindingKind::Cardiomegaly};
    std::vector<Finding> findings;
    for (int i = 0; i < count; ++i) {
        const auto at = kinds.begin() + random.integer(0, static_cast<int>(kinds.size()) - 1);
        Finding finding;
        finding.kind = *at;
        finding.side = finding.kind == FindingKind::Cardiomegaly ? Side::Middle
                       : random.chance(0.5)                      ? Side::Left
                                                                 : Side::Right;
        finding.size = random.uniform();
        if (hasZone(finding.kind)) finding.zone = random.pick(kZones);
        // Effusions are on both sides at times; the other kinds are drawn once.
        const bool both = finding.kind == FindingKind::PleuralEffusion && i + 1 < count && random.chance(0.35);
        findings.push_back(finding);
        if (both) {
            finding.side = finding.side == Side::Left ? Side::Right : Side::Left;
            finding.size = random.uniform();
            findings.push_back(finding);
            ++i;
        }
        kinds.erase(at);
    }
    return findings;
}

base::Error refuse(const std::string& why) {
    return base::makeError(base::ErrorCode::InvalidInput, "The simulated study cannot be made: " + why + ".");
}

}  // namespace

std::vector<Finding> chooseFindings(std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "findings");
    if (random.chance(kNormalShare)) return {};
    std::vector<Finding> findings = draw(random);
    while (!separate(findings)) findings = draw(random);
    return findings;
}

base::Result<std::vector<Finding>> checkedFindings(const std::vector<Finding>& wanted, std::uint64_t seed,
                                                   std::uint64_t index) {
    Random random(seed, index, "zones");
    std::vector<Finding> findings;
    for (Finding finding : wanted) {
        if (!std::isfinite(finding.size) || finding.size < 0.0 || finding.size > 1.0)
            return refuse("the size of a finding must lie between 0 and 1");
        const bool central = finding.kind == FindingKind::Cardiomegaly;
        if (central != (finding.side == Side::Middle))
            return refuse(central ? "cardiomegaly has no side, use Middle"
                                  : "a " + kindWord(finding.kind) + " needs a side, left or right");
        if (!hasZone(finding.kind)) finding.zone.clear();
        if (hasZone(finding.kind) && finding.zone.empty()) finding.zone = random.pick(kZones);
        if (hasZone(finding.kind) && std::find(kZones.begin(), kZones.end(), finding.zone) == kZones.end())
            return refuse("the zone must be upper, mid or lower, not " + finding.zone);
        for (const auto& other : findings)
            if (other.kind == finding.kind && other.side == finding.side && other.zone == finding.zone)
                return refuse("the same " + kindWord(finding.kind) + " was asked for twice");
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::string labelOf(FindingKind kind) {
    switch (kind) {
        case FindingKind::PleuralEffusion: return "Pleural Effusion";
        case FindingKind::Pneumothorax: return "Pneumothorax";
        case FindingKind::Consolidation: return "Consolidation";
        case FindingKind::Nodule: return "Nodule";
        case FindingKind::Cardiomegaly: return "Cardiomegaly";
    }
    return {};
}

std::string kindWord(FindingKind kind) {
    std::string word = labelOf(kind);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
    return word;
}

std::string sideWord(Side side) { return side == Side::Left ? "left" : side == Side::Right ? "right" : ""; }

std::string phraseOf(const Finding& finding, double diameterMm, int count) {
    const std::string side = finding.side == Side::Left ? "Left " : finding.side == Side::Right ? "Right " : "";
    const std::string zone = finding.zone.empty() ? "" : finding.zone + " zone ";
    if (finding.kind == FindingKind::Cardiomegaly) return "Cardiomegaly";
    if (finding.kind != FindingKind::Nodule) return side + zone + kindWord(finding.kind);
    return side + zone + (diameterMm > 30.0 ? "mass" : count > 1 ? "nodules" : "nodule");
}

}  // namespace hilum::phantom
