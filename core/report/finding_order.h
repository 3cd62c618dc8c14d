// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the draft builder knows about concepts: region (reading order), family (concepts of which one
// sentence is enough), importance (order of the impression), and which regions a normal statement
// covers. Internal to core/report; names are those of resources/lexicon.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hilum::report {

// In the order in which a report walks through an image.
enum class Region { Lungs, Pleura, Heart, Mediastinum, Bones, Brain, Breast, Abdomen, Other, Devices };

struct ConceptFacts {
    std::string_view name;
    Region region = Region::Other;
    std::string_view family;  // "" = its own name
    int importance = 1;       // 10 = must be in the impression
};

// Facts of a known concept, or region Other, own family and importance 2.
ConceptFacts factsOf(std::string_view conceptName);

// Regions that a sentence calls normal ("The lungs are clear."); every region for "Normal study.";
// empty when it is not such a sentence.
std::vector<Region> normalRegions(std::string_view text);
// Reading place of a sentence that names no known concept, from its words.
Region regionOfWords(std::string_view text);

}  // namespace hilum::report
