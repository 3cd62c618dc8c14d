// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Facts and claims: what is known of an image, what a text says, and whether the text is true of the
// image. The contrastive positives come from it (MedCLIP's decoupling, Wang et al. 2022, arXiv
// 2210.10163, section 3.2, with sides and negation): an image and a text need not come from one report.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/labels/concept_labeler.h"

namespace hilum::train {

struct Facts {
    std::vector<labels::Mention> mentions;  // from report and labels
    std::set<std::string> absent;           // concepts known to be absent
    std::string modality;                   // DICOM code
};

using Claims = std::vector<labels::Mention>;

// True when every claim holds; false for a text without claims.
bool holds(const Claims& claims, const Facts& facts);

// Whether a text is true of an image as far as is known: a side claimed of a finding whose side nobody
// wrote down is Unknown, not No. Unknown for a text without claims. A suspected finding counts as stated.
enum class Truth { No, Unknown, Yes };
Truth judge(const Claims& claims, const Facts& facts);

// Kind of a mention that follows from another one: true, but not what one would say of the picture.
inline constexpr const char* kImplied = "implied";

// "Pleural Effusion" positive, without side.
labels::Mention positive(const std::string& conceptName);

}  // namespace hilum::train
