// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/breast_tissue.h"
#include "core/phantom/stack_report.h"

namespace hilum::phantom {

namespace {

const Sentences kCystFindings = {
    "There is a {w} x {h} mm anechoic, circumscribed lesion with posterior enhancement at {clock} o'clock in the "
    "{side} breast, a simple cyst.",
    "Simple cyst of the {side} breast at {clock} o'clock, {w} mm, anechoic with a thin wall.",
    "{side} breast, {quadrant}: well-defined anechoic simple cyst measuring {w} x {h} mm."};
const Sentences kFibroFindings = {
    "There is a {w} x {h} mm oval, circumscribed, hypoechoic mass parallel to the skin at {clock} o'clock in the "
    "{side} breast, consistent with a fibroadenoma.",
    "Oval hypoechoic {side} breast mass of {w} mm with smooth margins at {clock} o'clock, benign in appearance.",
    "{side} breast, {quadrant}: well-circumscribed homogeneous fibroadenoma of {w} x {h} mm without shadowing behind "
    "it."};
const Sentences kMalignantFindings = {
    "There is a {w} x {h} mm irregular hypoechoic mass with {margin} margins at {clock} o'clock in the {side} breast, "
    "suspicious for carcinoma.",
    "Irregular {side} breast mass of {w} mm with {margin} margins{shadow} at {clock} o'clock, malignant in appearance.",
    "{side} breast, {quadrant}: ill-defined hypoechoic malignant mass, {w} x {h} mm, with {margin} margins{shadow}."};
const Sentences kNormalFindings = {"Normal breast tissue without a focal lesion in the {side} breast.",
                                   "The {side} breast shows fibroglandular and fatty tissue with normal findings.",
                                   "No cyst or solid mass is seen in the {side} breast.",
                                   "Scan of the {side} breast at {clock} o'clock shows normal breast tissue."};
const Sentences kOthers = {"No axillary adenopathy.", "The skin is not thickened.", "No dilated ducts.",
                           "The pectoral muscle is intact.", "No fluid collection."};

}  // namespace

std::string breastPhrase(const BreastPlan& plan) {
    const std::string side = capitalised(plan.side);
    if (plan.lesion == BreastLesion::Cyst) return side + " breast simple cyst";
    if (plan.lesion == BreastLesion::Fibroadenoma) return side + " breast fibroadenoma";
    return side + " breast malignant mass";
}

void writeBreastReport(StackStudy& study, const BreastPlan& plan, const PhantomOptions& options) {
    Random random(options.seed, static_cast<std::uint64_t>(options.index), "breast report");
    const auto number = [](double value) { return std::to_string(static_cast<int>(std::lround(value))); };
    const Fill fill = {{"{side}", plan.side},
                       {"{quadrant}", plan.quadrant},
                       {"{clock}", std::to_string(plan.clock)},
                       {"{w}", number(2 * plan.halfWidthMm)},
                       {"{h}", number(2 * plan.halfHeightMm)},
                       {"{margin}", plan.spicules > 0    ? "spiculated"
                                    : random.chance(0.5) ? "angular"
                                                         : "indistinct"},
                       {"{shadow}", plan.shadow > 0.4 ? " and posterior acoustic shadowing" : ""}};
    Sentences all, impression;
    switch (plan.lesion) {
        case BreastLesion::Cyst:
            all.push_back(filledIn(random.pick(kCystFindings), fill));
            if (random.chance(0.5)) all.push_back("No internal flow or solid component.");
            impression.push_back(filledIn(random.chance(0.5) ? "Simple cyst of the {side} breast, benign (BI-RADS 2)."
                                                             : "{side} breast cyst, benign finding.",
                                          fill));
            break;
        case BreastLesion::Fibroadenoma:
            all.push_back(filledIn(random.pick(kFibroFindings), fill));
            if (plan.lobes > 0.08) all.push_back("The margin is gently lobulated.");
            impression.push_back(
                filledIn(random.chance(0.5) ? "Probable fibroadenoma of the {side} breast, probably benign (BI-RADS 3)."
                                            : "{side} breast fibroadenoma, benign lesion.",
                         fill));
            break;
        case BreastLesion::Malignant:
            all.push_back(filledIn(random.pick(kMalignantFindings), fill));
            if (plan.halfHeightMm > plan.halfWidthMm) all.push_back("The mass is taller than wide.");
            if (plan.microcalcifications) all.push_back("Echogenic foci within it represent microcalcifications.");
            impression.push_back(filledIn(
                random.chance(0.5) ? "Suspicious malignant mass of the {side} breast (BI-RADS 5); biopsy is advised."
                                   : "{side} breast mass, probably carcinoma. Histology is recommended.",
                fill));
            break;
        case BreastLesion::None:
            all.push_back(filledIn(random.pick(kNormalFindings), fill));
            impression.push_back(random.chance(0.5) ? "Normal breast ultrasound (BI-RADS 1)."
                                                    : "Normal finding, no suspicious lesion.");
            break;
    }
    Sentences rest;
    for (const auto& sentence : kOthers)
        if (random.chance(0.35)) rest.push_back(sentence);
    shuffleSentences(rest, random);
    if (random.chance(0.15))
        all.insert(all.begin(), rest.begin(), rest.end());
    else
        all.insert(all.end(), rest.begin(), rest.end());
    if (random.chance(0.2)) all.push_back("No previous examination is available for comparison.");
    study.findingsText = joinedSentences(all);
    study.impressionText = joinedSentences(impression);
}

}  // namespace hilum::phantom
