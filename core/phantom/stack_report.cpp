// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/stack_report.h"

namespace hilum::phantom {

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
    return text;
}

std::string filledIn(std::string text, const Fill& words) {
    for (const auto& [from, to] : words)
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    for (std::size_t at = text.find("  "); at != std::string::npos; at = text.find("  ")) text.erase(at, 1);
    if (!text.empty() && text[0] == ' ') text.erase(0, 1);
    return capitalised(text);
}

std::string joinedSentences(const Sentences& sentences) {
    std::string text;
    for (const auto& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
    return text;
}

void shuffleSentences(Sentences& sentences, Random& random) {
    for (std::size_t i = sentences.size(); i > 1; --i)
        std::swap(sentences[i - 1], sentences[static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1))]);
}

namespace {

struct TumourWords {
    Sentences findings, uncertain, impression;
};

const TumourWords& wordsOf(TumourKind kind) {
    static const TumourWords kMeningioma = {
        {"There is a {mm} mm homogeneously enhancing extra-axial mass over the {side} {lobe} convexity, consistent "
         "with a meningioma.",
         "{side} {lobe} dural based mass of {mm} mm with a dural tail, in keeping with meningioma.",
         "A well-circumscribed, strongly enhancing {side} {lobe} meningioma measures {mm} mm.",
         "Broad-based extra-axial lesion along the {side} {lobe} dura, {mm} mm, avidly enhancing: meningioma.",
         "{mm} mm {side} {lobe} meningioma with a thin cerebrospinal fluid cleft towards the brain."},
        {"Extra-axial {side} {lobe} lesion of {mm} mm, probably a meningioma.",
         "Small enhancing dural lesion at the {side} {lobe} convexity, suspicious for meningioma."},
        {"{side} {lobe} meningioma, {mm} mm.", "{side} {lobe} convexity meningioma.",
         "Extra-axial {side} {lobe} mass, typical of a meningioma."}};
    static const TumourWords kGlioma = {
        {"There is a {mm} mm {pattern} intra-axial mass in the {side} {lobe} lobe, consistent with a glioma.",
         "{side} {lobe} {pattern} intra-axial lesion measuring {mm} mm with ill-defined margins, in keeping with "
         "glioma.",
         "A {pattern} glioma of the {side} {lobe} lobe measures {mm} mm.",
         "Irregular {pattern} mass within the {side} {lobe} white matter, {mm} mm, representing a glial tumour.",
         "The {side} {lobe} lobe contains an infiltrating {pattern} glioma of {mm} mm."},
        {"{side} {lobe} {pattern} lesion of {mm} mm, probably a glioma.",
         "Intra-axial {pattern} lesion in the {side} {lobe} lobe, suspicious for glioma."},
        {"{side} {lobe} glioma, {mm} mm.", "Intra-axial {side} {lobe} tumour, most consistent with glioma.",
         "{side} {lobe} lobe glioma."}};
    static const TumourWords kPituitary = {
        {"There is a {mm} mm enhancing sellar mass, consistent with a pituitary adenoma.",
         "Enlarged pituitary gland with a {mm} mm enhancing adenoma{above}.",
         "A {mm} mm pituitary tumour fills the sella{above}.",
         "The sella is expanded by a homogeneously enhancing pituitary macroadenoma of {mm} mm{above}.",
         "Midline sellar lesion of {mm} mm, in keeping with a pituitary adenoma{above}."},
        {"Fullness of the pituitary gland, {mm} mm, possibly an adenoma; a pituitary tumour is suspected.",
         "Probable pituitary adenoma of {mm} mm."},
        {"Pituitary adenoma, {mm} mm.", "Pituitary tumour{above}.", "Sellar mass, pituitary adenoma."}};
    return kind == TumourKind::Meningioma ? kMeningioma : kind == TumourKind::Glioma ? kGlioma : kPituitary;
}

const Sentences kNoTumour = {"No enhancing intracranial mass.", "There is no brain tumour.",
                             "No pathological enhancement after contrast.",
                             "No intra-axial or extra-axial mass is seen."};
const Sentences kOthers = {"No midline shift.",
                           "No hydrocephalus.",
                           "The ventricles are normal in size for age.",
                           "The dural venous sinuses enhance normally.",
                           "No acute haemorrhage is seen.",
                           "The orbits are unremarkable.",
                           "The paranasal sinuses are clear.",
                           "The posterior fossa is unremarkable.",
                           "No second enhancing lesion."};
const Sentences kNormalImpressions = {"Normal contrast-enhanced MR of the brain.", "No intracranial abnormality.",
                                      "No acute intracranial finding; no brain tumour."};

}  // namespace

void describeTumour(StackFinding& finding, const Tumour& tumour) {
    const std::string place = capitalised(tumour.side + (tumour.side.empty() ? "" : " ") + tumour.lobe);
    switch (tumour.kind) {
        case TumourKind::Meningioma:
            finding.label = "Meningioma";
            finding.phrase = place + " meningioma";
            break;
        case TumourKind::Glioma:
            finding.label = "Glioma";
            finding.phrase = place + " glioma";
            break;
        case TumourKind::Pituitary:
            finding.label = "Pituitary Tumor";
            finding.phrase = "Pituitary adenoma";
            break;
    }
}

void writeBrainReport(StackStudy& study, const Tumour* tumour, int ageYears, const PhantomOptions& options) {
    Random random(options.seed, static_cast<std::uint64_t>(options.index), "brain report");
    Sentences positive, impression, rest;
    if (tumour != nullptr) {
        const TumourWords& words = wordsOf(tumour->kind);
        const std::string pattern = !tumour->enhancing   ? "non-enhancing"
                                    : tumour->necrotic   ? "ring-enhancing"
                                    : random.chance(0.5) ? "heterogeneously enhancing"
                                                         : "enhancing";
        const bool above = tumour->kind == TumourKind::Pituitary && tumour->size > 0.35;
        const double factor = tumour->kind == TumourKind::Pituitary && above ? 2.6 : 2.0;
        const Fill fill = {{"{side}", tumour->side},
                           {"{lobe}", tumour->lobe},
                           {"{pattern}", pattern},
                           {"{above}", above ? " with suprasellar extension" : ""},
                           {"{mm}", std::to_string(static_cast<int>(std::lround(factor * tumour->radiusMm)))}};
        const bool unsure = tumour->size < 0.25 && random.chance(0.5);
        positive.push_back(filledIn(random.pick(unsure ? words.uncertain : words.findings), fill));
        impression.push_back(filledIn(random.pick(words.impression), fill));
        if (tumour->oedemaMm > 6 && random.chance(0.8))
            positive.push_back(random.chance(0.5) ? "Surrounding vasogenic oedema of the white matter."
                                                  : "There is perifocal oedema.");
        if (tumour->necrotic && random.chance(0.6))
            positive.push_back("The centre does not enhance, in keeping with necrosis.");
        if (tumour->radiusMm > 18 && random.chance(0.6)) positive.push_back("Mass effect on the adjacent sulci.");
    } else {
        rest.push_back(random.pick(kNoTumour));
        impression.push_back(random.pick(kNormalImpressions));
    }
    for (const auto& sentence : kOthers) {
        const bool second = sentence.rfind("No second", 0) == 0 && tumour == nullptr;
        const bool shift = sentence == "No midline shift." && tumour != nullptr && tumour->radiusMm > 18;
        if (!second && !shift && random.chance(0.3)) rest.push_back(sentence);
    }
    if (ageYears > 65 && random.chance(0.6)) rest.push_back("Mild age-related volume loss of the brain parenchyma.");
    shuffleSentences(rest, random);
    const double style = random.uniform();
    Sentences all = positive;
    if (style < 0.2 && !rest.empty())
        all.insert(all.begin(), rest.begin(), rest.end());
    else
        all.insert(all.end(), rest.begin(), rest.end());
    if (style > 0.6)
        all.insert(all.begin(),
                   "T1-weighted " + (study.view.empty() ? "" : study.view + " ") + "images after gadolinium.");
    if (random.chance(0.25)) all.push_back("No previous examination is available for comparison.");
    study.findingsText = joinedSentences(all);
    study.impressionText = joinedSentences(impression);
}

}  // namespace hilum::phantom
