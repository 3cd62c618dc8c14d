// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/claims.h"

#include <algorithm>

namespace hilum::train {

namespace {

using labels::Mention;
using labels::Polarity;

bool sideFits(const std::string& claimed, const std::string& known) {
    if (claimed.empty() || claimed == known) return true;
    return known == "bilateral" && (claimed == "left" || claimed == "right");
}

bool modalityFits(const std::string& conceptName, const std::string& code) {
    if (conceptName == "Radiograph") return code == "CR" || code == "DX";
    if (conceptName == "Ultrasound") return code == "US";
    if (conceptName == "Mammogram") return code == "MG";
    return conceptName == code;
}

bool holdsOne(const Mention& claim, const Facts& facts) {
    if (claim.kind == "modality")
        return claim.polarity == Polarity::Positive && modalityFits(claim.conceptName, facts.modality);
    if (claim.polarity == Polarity::Negated && facts.absent.contains(claim.conceptName)) return true;
    return std::any_of(facts.mentions.begin(), facts.mentions.end(), [&](const Mention& known) {
        return known.conceptName == claim.conceptName && known.polarity == claim.polarity &&
               sideFits(claim.side, known.side) && (claim.zone.empty() || claim.zone == known.zone) &&
               (claim.severity.empty() || claim.severity == known.severity);
    });
}

// How far one known mention bears out a positive claim of its concept.
Truth borneOutBy(const Mention& claim, const Mention& known) {
    if (known.polarity == Polarity::Uncertain) return Truth::Unknown;
    const bool unstated = (!claim.side.empty() && known.side.empty()) || (!claim.zone.empty() && known.zone.empty()) ||
                          (!claim.severity.empty() && known.severity.empty());
    const bool opposed = (!known.side.empty() && !sideFits(claim.side, known.side)) ||
                         (!claim.zone.empty() && !known.zone.empty() && claim.zone != known.zone) ||
                         (!claim.severity.empty() && !known.severity.empty() && claim.severity != known.severity);
    if (opposed) return Truth::No;
    return unstated ? Truth::Unknown : Truth::Yes;
}

bool isNormal(const Mention& mention) { return mention.kind == "normal"; }

Truth judgePresence(const Mention& claim, const Facts& facts) {
    bool finding = false, same = false;
    Truth best = Truth::No;
    for (const Mention& known : facts.mentions) {
        if (known.polarity == Polarity::Positive && known.kind == "finding") finding = true;
        if (known.conceptName != claim.conceptName || known.polarity == Polarity::Negated) continue;
        same = true;
        best = std::max(best, borneOutBy(claim, known));
    }
    if (same) return best;
    if (facts.absent.contains(claim.conceptName) || (isNormal(claim) && finding)) return Truth::No;
    const bool denied = std::any_of(facts.mentions.begin(), facts.mentions.end(), [&](const Mention& known) {
        return known.conceptName == claim.conceptName && (known.side.empty() || known.side == claim.side);
    });
    return denied ? Truth::No : Truth::Unknown;
}

Truth judgeOne(const Mention& claim, const Facts& facts) {
    const bool denies = claim.polarity == Polarity::Negated;
    const auto opposite = [](Truth t) { return t == Truth::Unknown ? t : t == Truth::Yes ? Truth::No : Truth::Yes; };
    if (claim.kind == "modality") {
        if (facts.modality.empty()) return Truth::Unknown;
        const Truth fits = modalityFits(claim.conceptName, facts.modality) ? Truth::Yes : Truth::No;
        return denies ? opposite(fits) : fits;
    }
    Mention stated = claim;
    stated.polarity = Polarity::Positive;
    if (!denies) return judgePresence(stated, facts);
    // "No large effusion" is not refuted by a small one nor proven by the absence of another side's.
    return opposite(judgePresence(stated, facts));
}

}  // namespace

Truth judge(const Claims& claims, const Facts& facts) {
    if (claims.empty()) return Truth::Unknown;
    Truth worst = Truth::Yes;
    for (const Mention& claim : claims) worst = std::min(worst, judgeOne(claim, facts));
    return worst;
}

bool holds(const Claims& claims, const Facts& facts) {
    if (claims.empty()) return false;
    return std::all_of(claims.begin(), claims.end(), [&](const Mention& claim) { return holdsOne(claim, facts); });
}

Mention positive(const std::string& conceptName) {
    Mention mention;
    mention.conceptName = conceptName;
    mention.kind = "finding";
    return mention;
}

}  // namespace hilum::train
