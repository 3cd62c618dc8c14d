// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/report_phrases.h"

namespace hilum::phantom {

namespace {

const Wordings kEffusion = {
    {"There is a {size} {side} pleural effusion.",
     "{Size} {side}-sided pleural effusion with blunting of the costophrenic angle.",
     "Blunting of the {side} costophrenic angle in keeping with a {size} pleural effusion.",
     "Homogeneous opacity at the {side} base with a concave upper border, consistent with a {size} pleural effusion.",
     "A {size} amount of pleural fluid is present on the {side}.",
     "The {side} costophrenic angle is blunted and the hemidiaphragm is partly obscured by a {size} effusion.",
     "{Side} basal opacity with a meniscus, typical of a {size} pleural effusion.",
     "{Size} layering pleural effusion on the {side}.", "The {side} hemithorax shows a {size} pleural effusion.",
     "A {size} effusion is seen at the {side} lung base."},
    {"{Size} {side} pleural effusion.", "{Side} pleural effusion.", "{Side} pleural effusion, {size} in volume.",
     "{Side}-sided pleural effusion, {size}.", "{Size} effusion on the {side}.",
     "Pleural fluid on the {side}, {size} amount.", "Findings consistent with a {size} {side} pleural effusion."},
    {"Subtle blunting of the {side} costophrenic angle, probably a {size} pleural effusion.",
     "A {size} {side} pleural effusion is suspected.", "Possible {size} {side} pleural effusion.",
     "The {side} costophrenic angle is not sharp; a {size} effusion is likely."},
    {"No pleural effusion.", "There is no pleural effusion.", "No pleural fluid is seen.",
     "The costophrenic angles are clear.", "Both costophrenic angles are sharp.", "No evidence of pleural effusion.",
     "No effusion on either side.", "Pleural spaces are free of fluid."}};

const Wordings kPneumothorax = {
    {"There is a {size} {side} pneumothorax.", "{Size} {side}-sided pneumothorax with a visible visceral pleural line.",
     "A pleural line without lung markings beyond it is seen on the {side}, in keeping with a {size} pneumothorax.",
     "{Side} apical lucency with absent vascular markings, consistent with a {size} pneumothorax.",
     "The {side} lung is partly collapsed by a {size} pneumothorax.", "{Size} pneumothorax on the {side}.",
     "A {size} {side} apicolateral pneumothorax is present.", "Air in the {side} pleural space: {size} pneumothorax.",
     "Retracted {side} lung edge with {size} pneumothorax."},
    {"{Size} {side} pneumothorax.", "{Side} pneumothorax.", "{Side}-sided pneumothorax, {size}.",
     "{Side} pneumothorax, {size} in size.", "{Size} pneumothorax on the {side}.",
     "Findings of a {size} {side} pneumothorax.", "{Side} pneumothorax with partial collapse of the lung."},
    {"Thin line at the {side} apex, suspicious for a {size} pneumothorax.",
     "Possible {size} {side} apical pneumothorax.", "A {size} {side} pneumothorax cannot be excluded, and is likely.",
     "Probable {size} {side} pneumothorax."},
    {"No pneumothorax.", "There is no pneumothorax.", "No pneumothorax is seen.", "No evidence of pneumothorax.",
     "No visible pneumothorax on either side.", "Negative for pneumothorax.",
     "Lung markings reach the chest wall; no pneumothorax."}};

const Wordings kConsolidation = {
    {"There is consolidation in the {side} {zone} zone.",
     "Patchy airspace opacity in the {side} {zone} zone, consistent with consolidation.",
     "{Side} {zone} zone consolidation with air bronchograms.",
     "{Size} area of consolidation projected over the {side} {zone} lung.",
     "Airspace consolidation is present in the {zone} zone of the {side} lung.",
     "Ill-defined opacification of the {side} {zone} zone in keeping with consolidation.",
     "The {side} {zone} lung shows {size} confluent airspace opacity, representing consolidation.",
     "Focal consolidation, {side} {zone} zone.",
     "Dense opacity with air bronchograms in the {side} {zone} zone: consolidation."},
    {"{Side} {zone} zone consolidation.", "Consolidation in the {side} {zone} zone.",
     "{Size} {side} {zone} zone consolidation.", "{Side} {zone} zone airspace consolidation, likely infective.",
     "Consolidation of the {side} {zone} lung, in the right setting pneumonia.",
     "Focal {side} {zone} zone consolidation."},
    {"Hazy opacity in the {side} {zone} zone, possibly early consolidation.",
     "Possible {size} consolidation in the {side} {zone} zone.",
     "Faint {side} {zone} zone opacity, consolidation is suspected."},
    {"No focal consolidation.", "No consolidation.", "There is no airspace consolidation.",
     "No evidence of consolidation.", "No confluent airspace opacity.", "The lungs show no focal consolidation.",
     "No area of consolidation is seen."}};

const Wordings kNodule = {{"There is a {mm} mm nodule in the {side} {zone} zone.",
                           "A rounded, well-defined nodule of about {mm} mm is seen in the {side} {zone} zone.",
                           "{Side} {zone} zone nodule measuring {mm} mm.",
                           "Solitary pulmonary nodule in the {zone} zone of the {side} lung, {mm} mm.",
                           "A {mm} mm round opacity projects over the {side} {zone} lung, in keeping with a nodule.",
                           "Well-circumscribed {mm} mm pulmonary nodule, {side} {zone} zone.",
                           "Nodular opacity in the {side} {zone} zone, approximately {mm} mm in diameter.",
                           "The {side} {zone} lung contains a nodule of {mm} mm."},
                          {"{Side} {zone} zone nodule.", "{Side} {zone} zone pulmonary nodule, {mm} mm.",
                           "Nodule in the {side} {zone} zone; comparison with prior films or CT is advised.",
                           "{mm} mm nodule in the {side} {zone} zone.", "Pulmonary nodule on the {side}, {zone} zone.",
                           "{Side} {zone} zone lung nodule. CT is suggested."},
                          {"Possible {mm} mm nodule in the {side} {zone} zone.",
                           "Small rounded density in the {side} {zone} zone, probably a nodule.",
                           "Faint {mm} mm nodular density in the {side} {zone} zone, suspicious for a nodule."},
                          {"No suspicious pulmonary nodule.", "No lung nodule or mass.", "No nodule is seen.",
                           "No focal lung lesion.", "No pulmonary mass or nodule.", "There is no nodule."}};

const Wordings kCardiomegaly = {
    {"The heart is enlarged.", "There is cardiomegaly.", "Cardiomegaly with a cardiothoracic ratio of {ratio}.",
     "The cardiac silhouette is enlarged.", "{Size} cardiomegaly.",
     "Enlarged cardiac silhouette, cardiothoracic ratio about {ratio}.", "Heart size is increased.",
     "The heart shows {size} enlargement.",
     "The transverse heart diameter exceeds half of the thoracic diameter ({ratio})."},
    {"Cardiomegaly.", "{Size} cardiomegaly.", "Enlarged heart.", "Enlarged cardiac silhouette.",
     "Cardiac enlargement, {size}.", "Cardiomegaly (cardiothoracic ratio {ratio})."},
    {"The heart is borderline to mildly enlarged.", "Probable mild cardiomegaly.", "Mild cardiomegaly is suspected."},
    {"The heart is not enlarged.", "Heart size is normal.", "Normal heart size.",
     "The cardiac silhouette is within normal limits.", "No cardiomegaly.", "The heart is normal in size.",
     "Cardiothoracic ratio is within normal limits.", "Cardiac size is normal."}};

}  // namespace

const Wordings& wordingsOf(FindingKind kind) {
    switch (kind) {
        case FindingKind::PleuralEffusion: return kEffusion;
        case FindingKind::Pneumothorax: return kPneumothorax;
        case FindingKind::Consolidation: return kConsolidation;
        case FindingKind::Nodule: return kNodule;
        case FindingKind::Cardiomegaly: return kCardiomegaly;
    }
    return kCardiomegaly;
}

const std::vector<std::string>& massWordings() {
    static const std::vector<std::string> words = {
        "There is a {mm} mm mass in the {side} {zone} zone.",
        "Rounded {side} {zone} zone mass of about {mm} mm.",
        "A large well-defined mass projects over the {side} {zone} lung, {mm} mm in diameter.",
        "{Side} {zone} zone pulmonary mass measuring {mm} mm.",
        "Mass lesion in the {zone} zone of the {side} lung, {mm} mm.",
        "A {mm} mm lung mass is seen on the {side}, {zone} zone."};
    return words;
}

const std::vector<std::string>& severalNodules() {
    static const std::vector<std::string> words = {
        "Several nodules in the {side} {zone} zone, the largest {mm} mm.",
        "Multiple rounded nodules in the {side} {zone} zone of up to {mm} mm.",
        "There are a few nodules in the {zone} zone of the {side} lung, up to {mm} mm.",
        "{Side} {zone} zone nodules, the largest measuring {mm} mm."};
    return words;
}

const std::vector<std::string>& normalImpressions() {
    static const std::vector<std::string> words = {"No acute cardiopulmonary abnormality.",
                                                   "Normal chest radiograph.",
                                                   "No acute findings.",
                                                   "No active disease in the chest.",
                                                   "Unremarkable chest radiograph.",
                                                   "No evidence of acute cardiopulmonary disease.",
                                                   "Normal heart and lungs.",
                                                   "No radiographic abnormality is seen."};
    return words;
}

const std::vector<std::string>& normalLungs() {
    static const std::vector<std::string> words = {"The lungs are clear.",
                                                   "Both lungs are clear.",
                                                   "Lungs are well expanded and clear.",
                                                   "Clear lungs bilaterally.",
                                                   "The lung fields are clear.",
                                                   "Lungs are clear without focal opacity.",
                                                   "Well aerated lungs without focal abnormality."};
    return words;
}

const std::vector<std::string>& normalMediastinum() {
    static const std::vector<std::string> words = {"Mediastinal and hilar contours are normal.",
                                                   "The mediastinum is unremarkable.",
                                                   "Normal mediastinal contours.",
                                                   "Hilar contours are unremarkable.",
                                                   "The trachea is midline.",
                                                   "Mediastinal silhouette is within normal limits.",
                                                   "No mediastinal widening."};
    return words;
}

const std::vector<std::string>& normalBones() {
    static const std::vector<std::string> words = {
        "No acute bony abnormality.", "Osseous structures are intact.", "The visualised bones are unremarkable.",
        "No displaced rib fracture.", "Bony thorax is unremarkable.",   "No destructive bone lesion."};
    return words;
}

const std::vector<std::string>& olderBones() {
    static const std::vector<std::string> words = {"Mild degenerative changes of the thoracic spine.",
                                                   "Degenerative spondylosis of the thoracic spine.",
                                                   "Age-related degenerative changes of the spine.",
                                                   "Multilevel degenerative disc disease of the thoracic spine.",
                                                   "Mild osteopenia.",
                                                   "Degenerative changes at both shoulders."};
    return words;
}

const std::vector<std::string>& remarks() {
    static const std::vector<std::string> words = {"No free air beneath the diaphragm.",
                                                   "The upper abdomen is unremarkable.",
                                                   "Soft tissues are unremarkable.",
                                                   "Pulmonary vascularity is normal.",
                                                   "No pulmonary oedema.",
                                                   "The diaphragm is normally positioned.",
                                                   "No interval comparison is available."};
    return words;
}

const std::vector<JointNegation>& jointNegations() {
    static const std::vector<JointNegation> words = {
        {3, "No pleural effusion or pneumothorax."},
        {3, "No pneumothorax or pleural effusion."},
        {3, "There is no effusion or pneumothorax."},
        {3, "Neither pleural effusion nor pneumothorax is seen."},
        {3, "The pleural spaces are clear, without effusion or pneumothorax."},
        {5, "No consolidation or pleural effusion."},
        {5, "No focal consolidation or effusion."},
        {5, "There is no consolidation and no pleural effusion."},
        {6, "No consolidation or pneumothorax."},
        {6, "No focal consolidation and no pneumothorax."},
        {6, "There is no pneumothorax or airspace consolidation."},
        {7, "No focal consolidation, pleural effusion or pneumothorax."},
        {7, "No consolidation, effusion, or pneumothorax."},
        {7, "There is no focal consolidation, pneumothorax or pleural effusion."},
        {7, "Without consolidation, pleural effusion or pneumothorax."}};
    return words;
}

}  // namespace hilum::phantom
