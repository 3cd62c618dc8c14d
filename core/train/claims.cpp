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

}  // namespace

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
