// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/ct_report.h"

#include "core/phantom/stack_report.h"

namespace hilum::phantom {

namespace {

struct CtWords {
    const char* label;
    const char* phrase;
    Sentences findings, uncertain, impression, absent;
};

const CtWords& wordsOf(CtFindingKind kind) {
    static const std::vector<CtWords> kWords = {
        {"Pleural Effusion",
         "{side} pleural effusion",
         {"There is a {size} {side} pleural effusion with adjacent compressive change.",
          "{size} layering pleural effusion on the {side}.",
          "{side}-sided pleural effusion, {size}, of water density."},
         {"Trace fluid on the {side}, possibly a {size} pleural effusion.",
          "A {size} {side} pleural effusion is suspected."},
         {"{size} {side} pleural effusion.", "{side} pleural effusion."},
         {"No pleural effusion.", "The pleural spaces are free of fluid."}},
        {"Pneumothorax",
         "{side} pneumothorax",
         {"There is a {size} {side} pneumothorax, air lying in front of the lung.",
          "{size} anterior pneumothorax on the {side}.",
          "Air in the {side} pleural space in keeping with a {size} pneumothorax."},
         {"Thin anterior rim of air on the {side}, probably a {size} pneumothorax."},
         {"{side} pneumothorax, {size}.", "{size} {side} pneumothorax."},
         {"No pneumothorax."}},
        {"Consolidation",
         "{side} {zone} zone consolidation",
         {"Consolidation with air bronchograms in the {side} {zone} zone.",
          "{size} area of airspace consolidation in the {side} {zone} lung.",
          "There is dense consolidation of the {side} {zone} zone."},
         {"Possible {size} consolidation in the {side} {zone} zone."},
         {"{side} {zone} zone consolidation.", "Consolidation of the {side} {zone} lung, likely infective."},
         {"No consolidation.", "No focal consolidation."}},
        {"Lung Opacity",
         "{side} {zone} zone ground glass opacity",
         {"Ground glass opacity in the {side} {zone} zone; vessels remain visible in it.",
          "{size} patchy ground glass opacity of the {side} {zone} lung.",
          "There is hazy ground glass opacity in the {zone} zone of the {side} lung."},
         {"Faint, possible ground glass opacity in the {side} {zone} zone."},
         {"{side} {zone} zone ground glass opacity.", "Ground glass opacity, {side} {zone} zone."},
         {"No ground glass opacity."}},
        {"Nodule",
         "{side} {zone} zone nodule",
         {"{mm} mm {edge} nodule in the {side} {zone} zone.",
          "A {edge} pulmonary nodule of {mm} mm lies in the {side} {zone} lung.",
          "Solid nodule, {mm} mm, {side} {zone} zone, with {edge} margins."},
         {"Tiny density in the {side} {zone} zone, {mm} mm, probably a nodule."},
         {"{side} {zone} zone pulmonary nodule, {mm} mm.",
          "{mm} mm nodule of the {side} lung; follow-up is suggested."},
         {"No suspicious pulmonary nodule.", "No lung nodule or mass."}},
        {"Mass",
         "{side} {zone} zone mass",
         {"There is a {mm} mm {edge} mass in the {side} {zone} zone.",
          "{edge} pulmonary mass of {mm} mm in the {side} {zone} lung.",
          "{side} {zone} zone lung mass measuring {mm} mm."},
         {"Rounded {side} {zone} zone density of {mm} mm, suspicious for a mass."},
         {"{side} {zone} zone mass, {mm} mm; histology is advised.", "{side} lung mass."},
         {"No lung mass."}},
        {"Emphysema",
         "Emphysema",
         {"{grade} centrilobular emphysema, upper zone predominant.", "{grade} emphysema of both lungs.",
          "Emphysematous change in both lungs, {grade}."},
         {"Mild, possible emphysema of the upper zones."},
         {"{grade} emphysema.", "Emphysema."},
         {"No emphysema."}},
        {"Pericardial Effusion",
         "Pericardial effusion",
         {"There is a {size} pericardial effusion.", "{size} pericardial effusion, up to {mm} mm deep.",
          "Pericardial fluid, {size}, around the heart."},
         {"Possible {size} pericardial effusion."},
         {"{size} pericardial effusion.", "Pericardial effusion."},
         {"No pericardial effusion."}},
        {"Lymphadenopathy",
         "Mediastinal lymphadenopathy",
         {"Enlarged mediastinal lymph nodes, up to {mm} mm in short axis.",
          "Mediastinal lymphadenopathy, nodes up to {mm} mm.",
          "Paratracheal and subcarinal lymphadenopathy measuring up to {mm} mm."},
         {"Borderline mediastinal nodes of {mm} mm, possibly lymphadenopathy."},
         {"Mediastinal lymphadenopathy.", "Enlarged mediastinal lymph nodes."},
         {"No lymphadenopathy.", "No enlarged lymph nodes."}}};
    return kWords[static_cast<std::size_t>(kind)];
}

bool sided(CtFindingKind kind) {
    return kind != CtFindingKind::Emphysema && kind != CtFindingKind::PericardialEffusion &&
           kind != CtFindingKind::Lymphadenopathy;
}

Fill fillOf(const CtFinding& f) {
    const bool whole =
        f.kind == CtFindingKind::Nodule || f.kind == CtFindingKind::Mass || f.kind == CtFindingKind::Lymphadenopathy;
    return {{"{side}", sided(f.kind) ? (f.left ? "left" : "right") : ""},
            {"{zone}", f.zone},
            {"{size}", f.size < 0.33   ? "small"
                       : f.size < 0.67 ? "moderate"
                                       : "large"},
            {"{grade}", f.size < 0.33   ? "mild"
                        : f.size < 0.67 ? "moderate"
                                        : "severe"},
            {"{edge}", f.spicules > 0 ? "spiculated" : "smooth"},
            {"{mm}", std::to_string(static_cast<int>(std::lround((whole ? 2.0 : 1.0) * f.radiusMm)))}};
}

const Sentences kOthers = {"The airways are patent.",
                           "The thoracic aorta is of normal calibre.",
                           "No acute bony abnormality.",
                           "The visualised upper abdomen is unremarkable.",
                           "Heart size is normal.",
                           "The oesophagus is unremarkable.",
                           "Degenerative change of the thoracic spine."};
const Sentences kNormal = {"Normal chest CT.", "No acute abnormality of the chest.", "Clear lungs, no acute finding."};

}  // namespace

void describeCtFinding(const CtFinding& finding, StackFinding& out) {
    out.label = wordsOf(finding.kind).label;
    out.phrase = filledIn(wordsOf(finding.kind).phrase, fillOf(finding));
    out.side = sided(finding.kind) ? (finding.left ? "left" : "right") : "";
    out.zone = finding.zone;
    out.size = finding.size;
}

void writeCtReport(StackStudy& study, const std::vector<CtFinding>& findings, const PhantomOptions& options) {
    Random random(options.seed, static_cast<std::uint64_t>(options.index), "ct report");
    Sentences positive, impression, rest;
    std::vector<bool> present(9, false);
    for (const auto& f : findings) {
        present[static_cast<std::size_t>(f.kind)] = true;
        const CtWords& words = wordsOf(f.kind);
        const bool unsure = f.size < 0.2 && random.chance(0.5);
        positive.push_back(filledIn(random.pick(unsure ? words.uncertain : words.findings), fillOf(f)));
        impression.push_back(filledIn(random.pick(words.impression), fillOf(f)));
    }
    // Nodule and mass share their denials, and a ground glass opacity is no clear lung.
    if (present[4] || present[5]) present[4] = present[5] = true;
    for (int kind = 0; kind < 9; ++kind) {
        const auto k = static_cast<std::size_t>(kind);
        const bool common = kind <= 2 || kind == 4 || kind == 7 || kind == 8;
        if (!present[k] && random.chance(common ? 0.65 : 0.25))
            rest.push_back(random.pick(wordsOf(static_cast<CtFindingKind>(kind)).absent));
    }
    for (const auto& sentence : kOthers) {
        const bool heart = sentence == "Heart size is normal." && present[7];
        if (!heart && random.chance(0.3)) rest.push_back(sentence);
    }
    if (impression.empty()) impression.push_back(random.pick(kNormal));
    if (findings.empty() && random.chance(0.7)) positive.push_back("The lungs are clear.");
    if (random.chance(0.5)) shuffleSentences(rest, random);
    const double style = random.uniform();
    Sentences all = positive;
    if (style < 0.2)
        all.insert(all.begin(), rest.begin(), rest.end());
    else
        all.insert(all.end(), rest.begin(), rest.end());
    if (style > 0.55)
        all.insert(all.begin(), study.contrast ? "Contiguous axial slices with intravenous contrast."
                                               : "Unenhanced contiguous axial slices.");
    if (random.chance(0.2)) all.push_back("No previous examination is available for comparison.");
    study.findingsText = joinedSentences(all);
    study.impressionText = joinedSentences(impression);
}

}  // namespace hilum::phantom
