// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/case_concepts.h"

#include <map>

namespace hilum::reading {

namespace {

const char* modalityWords(const std::string& code) {
    if (code == "CR" || code == "DX" || code == "RG") return "radiograph x-ray xray film";
    if (code == "CT") return "ct computed tomography";
    if (code == "MR") return "mr mri magnetic resonance";
    if (code == "US") return "us ultrasound sonography sonogram";
    if (code == "MG") return "mammogram mammography";
    return "";
}

void merge(std::map<std::string, library::Concept>& merged, const library::Concept& stated) {
    const auto [found, isNew] = merged.emplace(stated.name, stated);
    if (isNew) return;
    auto& known = found->second;
    if (stated.state > known.state)
        known = stated;
    else if (stated.state == known.state && known.side != stated.side && !stated.side.empty())
        known.side = known.side.empty() ? stated.side : "bilateral";
}

}  // namespace

std::vector<library::Concept> conceptsOf(const labels::ConceptLabeler& labeler, const std::string& text,
                                         const std::vector<std::string>& givenLabels) {
    std::map<std::string, library::Concept> merged;
    for (const auto& label : givenLabels)
        if (const auto name = labeler.canonical(label); !name.empty()) merge(merged, {name, 1, ""});
    for (const auto& mention : labeler.mentions(text)) {
        if (mention.kind == "modality" || mention.kind == "anatomy") continue;
        merge(merged, {mention.conceptName, static_cast<int>(mention.polarity), mention.side});
    }
    std::vector<library::Concept> concepts;
    for (auto& [name, stated] : merged) concepts.push_back(std::move(stated));
    return concepts;
}

std::string searchWordsOf(const std::vector<library::Concept>& concepts, const std::string& modality) {
    std::string words = modality.empty() ? "" : modality + " " + modalityWords(modality);
    for (const auto& stated : concepts)
        if (stated.state > 0) words += " " + stated.name;
    return words;
}

}  // namespace hilum::reading
