// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/finding_order.h"

#include <algorithm>
#include <array>

namespace hilum::report {

namespace {

// One air-space sentence is enough: suggestions word the same opacity in four ways.
constexpr std::string_view kAirSpace = "air-space";
constexpr std::string_view kFocal = "focal lesion";
constexpr std::string_view kBrain = "brain tumour";
constexpr std::string_view kBreast = "breast lesion";
constexpr std::string_view kMediastinum = "mediastinum";

constexpr std::array kConcepts = {
    ConceptFacts{"Pneumothorax", Region::Pleura, "", 10},
    ConceptFacts{"Malignant Breast Lesion", Region::Breast, kBreast, 9},
    ConceptFacts{"Glioma", Region::Brain, kBrain, 9},
    ConceptFacts{"Mass", Region::Lungs, kFocal, 9},
    ConceptFacts{"Lung Lesion", Region::Lungs, kFocal, 8},
    ConceptFacts{"Tuberculosis", Region::Lungs, "", 8},
    ConceptFacts{"COVID-19", Region::Lungs, kAirSpace, 8},
    ConceptFacts{"Pneumonia", Region::Lungs, kAirSpace, 8},
    ConceptFacts{"Consolidation", Region::Lungs, kAirSpace, 8},
    ConceptFacts{"Meningioma", Region::Brain, kBrain, 8},
    ConceptFacts{"Pituitary Tumor", Region::Brain, kBrain, 8},
    ConceptFacts{"Brain Tumor", Region::Brain, kBrain, 8},
    ConceptFacts{"Edema", Region::Lungs, "", 7},
    ConceptFacts{"Pleural Effusion", Region::Pleura, "", 7},
    ConceptFacts{"Nodule", Region::Lungs, kFocal, 7},
    ConceptFacts{"Lymphadenopathy", Region::Mediastinum, "", 7},
    ConceptFacts{"Enlarged Cardiomediastinum", Region::Mediastinum, kMediastinum, 6},
    ConceptFacts{"Fracture", Region::Bones, "", 6},
    ConceptFacts{"Cardiomegaly", Region::Heart, "", 6},
    ConceptFacts{"Infiltration", Region::Lungs, kAirSpace, 6},
    ConceptFacts{"Lung Opacity", Region::Lungs, kAirSpace, 5},
    ConceptFacts{"Atelectasis", Region::Lungs, "", 5},
    ConceptFacts{"Fibrosis", Region::Lungs, "", 5},
    ConceptFacts{"Benign Breast Lesion", Region::Breast, kBreast, 5},
    ConceptFacts{"Emphysema", Region::Lungs, "", 4},
    ConceptFacts{"Pleural Thickening", Region::Pleura, "", 4},
    ConceptFacts{"Pleural Other", Region::Pleura, "", 3},
    ConceptFacts{"Hernia", Region::Mediastinum, "", 3},
    ConceptFacts{"Normal Breast", Region::Breast, kBreast, 1},
    ConceptFacts{"Support Devices", Region::Devices, "", 1},
};

struct RegionWord {
    std::string_view word;
    Region region;
};
constexpr std::array kRegionWords = {
    RegionWord{"cardiomediastin", Region::Heart},
    RegionWord{"cardiomediastin", Region::Mediastinum},
    RegionWord{"cardiac", Region::Heart},
    RegionWord{"heart", Region::Heart},
    RegionWord{"pericard", Region::Heart},
    RegionWord{"lung", Region::Lungs},
    RegionWord{"pulmon", Region::Lungs},
    RegionWord{"lobe", Region::Lungs},
    RegionWord{"cardiopulmonary", Region::Heart},
    RegionWord{"cardiopulmonary", Region::Pleura},
    RegionWord{"pleura", Region::Pleura},
    RegionWord{"costophrenic", Region::Pleura},
    RegionWord{"diaphragm", Region::Pleura},
    RegionWord{"mediastin", Region::Mediastinum},
    RegionWord{"hilar", Region::Mediastinum},
    RegionWord{"hila ", Region::Mediastinum},
    RegionWord{"aort", Region::Mediastinum},
    RegionWord{"trachea", Region::Mediastinum},
    RegionWord{"bone", Region::Bones},
    RegionWord{"bony", Region::Bones},
    RegionWord{"rib", Region::Bones},
    RegionWord{"spine", Region::Bones},
    RegionWord{"vertebra", Region::Bones},
    RegionWord{"skull", Region::Bones},
    RegionWord{"brain", Region::Brain},
    RegionWord{"cranial", Region::Brain},
    RegionWord{"ventricle", Region::Brain},
    RegionWord{"midline", Region::Brain},
    RegionWord{"sella", Region::Brain},
    RegionWord{"cerebell", Region::Brain},
    RegionWord{"mening", Region::Brain},
    RegionWord{"pituitary", Region::Brain},
    RegionWord{"glioma", Region::Brain},
    RegionWord{"breast", Region::Breast},
    RegionWord{"hypoechoic", Region::Breast},
    RegionWord{"margins", Region::Breast},
    RegionWord{"liver", Region::Abdomen},
    RegionWord{"kidney", Region::Abdomen},
    RegionWord{"bowel", Region::Abdomen},
    RegionWord{"abdom", Region::Abdomen},
    RegionWord{"spleen", Region::Abdomen},
    RegionWord{"pancrea", Region::Abdomen},
    RegionWord{"tube", Region::Devices},
    RegionWord{"line with", Region::Devices},
    RegionWord{"pacemaker", Region::Devices},
    RegionWord{"catheter", Region::Devices},
    RegionWord{"wires", Region::Devices},
    RegionWord{"drain", Region::Devices},
};
constexpr std::array kAllRegions = {Region::Lungs, Region::Pleura, Region::Heart,  Region::Mediastinum,
                                    Region::Bones, Region::Brain,  Region::Breast, Region::Abdomen};
constexpr std::array<std::string_view, 8> kNormalWords = {
    "normal", "clear", "unremarkable", "intact", "within limits", "no acute", "no abnormal", "no focal lesion"};
constexpr std::array<std::string_view, 3> kNotNormal = {"abnormal ", "upper limit", "not normal"};

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

template <class Words>
bool containsAny(const std::string& text, const Words& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

ConceptFacts factsOf(std::string_view conceptName) {
    const auto found =
        std::find_if(kConcepts.begin(), kConcepts.end(), [&](const auto& c) { return c.name == conceptName; });
    ConceptFacts facts = found != kConcepts.end() ? *found : ConceptFacts{conceptName, Region::Other, "", 2};
    if (facts.family.empty()) facts.family = facts.name;
    return facts;
}

std::vector<Region> normalRegions(std::string_view text) {
    const std::string words = lowered(text);
    const bool negatedAbnormal =
        words.find("no abnormal") != std::string::npos || words.find("no acute") != std::string::npos;
    if (!containsAny(words, kNormalWords) || (!negatedAbnormal && containsAny(words, kNotNormal))) return {};
    std::vector<Region> regions;
    for (const auto& entry : kRegionWords)
        if (words.find(entry.word) != std::string::npos) regions.push_back(entry.region);
    if (regions.empty()) regions.assign(kAllRegions.begin(), kAllRegions.end());
    return regions;
}

Region regionOfWords(std::string_view text) {
    const std::string words = lowered(text);
    for (const auto& entry : kRegionWords)
        if (entry.region == Region::Devices && words.find(entry.word) != std::string::npos) return Region::Devices;
    for (const auto& entry : kRegionWords)
        if (words.find(entry.word) != std::string::npos) return entry.region;
    return Region::Other;
}

}  // namespace hilum::report
