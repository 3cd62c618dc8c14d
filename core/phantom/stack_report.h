// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reports of the simulated stacks: three styles (prose, headings, telegram), several wordings, negations and
// uncertain phrases. Side, place and size in the words are always those of the picture. The breast and CT
// reports stand in files of their own.
#pragma once

#include <string>
#include <vector>

#include "core/phantom/brain_anatomy.h"
#include "core/phantom/random.h"
#include "core/phantom/stack_study.h"

namespace hilum::phantom {

using Sentences = std::vector<std::string>;
using Fill = std::vector<std::pair<std::string, std::string>>;  // {"{side}", "left"}

// Each {name} replaced; a capital first letter where the sentence begins with one.
std::string filledIn(std::string text, const Fill& words);
std::string capitalised(std::string text);
std::string joinedSentences(const Sentences& sentences);
void shuffleSentences(Sentences& sentences, Random& random);

void describeTumour(StackFinding& finding, const Tumour& tumour);
void writeBrainReport(StackStudy& study, const Tumour* tumour, int ageYears, const PhantomOptions& options);

}  // namespace hilum::phantom
