// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Hanging rules: which layout and which series a study opens with, by modality. The rules are a small JSON
// file (resources/hanging.json; a person's own copy goes first). Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "dicom/open/study_source.h"

namespace hilum::ui {

// What a viewport wants; empty parts match everything, words match anywhere and in any case.
struct HangingCell {
    int prior = 0;  // 0 the current study, 1 the newest prior, ...
    std::string description, view, laterality;
    std::string plane;  // "axial", "coronal", "sagittal"
};

struct HangingRule {
    std::string name;
    std::vector<std::string> modalities;  // of the current study's series; empty = any
    std::size_t minSeries = 1;
    bool needsPrior = false;
    int rows = 1, columns = 1;
    bool linked = false;
    std::vector<HangingCell> cells;  // fewer than viewports: the rest in the order of the list
};

// InvalidInput names the rule and what is wrong with it.
base::Result<std::vector<HangingRule>> readHangingRules(const std::filesystem::path& file);
base::Result<std::vector<HangingRule>> parseHangingRules(const std::string& text);

struct Hanging {
    const HangingRule* rule = nullptr;
    std::vector<std::string> series;  // rows * columns UIDs, "" = stays empty
};
// The first rule that fits the study; nullopt when none does. Priors are older studies of the same patient.
std::optional<Hanging> hang(const std::vector<HangingRule>& rules, const dicom::OpenedStudies& studies,
                            const dicom::Study& current);
// One rule, whether or not its conditions hold.
Hanging hangBy(const HangingRule& rule, const dicom::OpenedStudies& studies, const dicom::Study& current);

bool isOfSamePatient(const dicom::Study& a, const dicom::Study& b);
std::vector<const dicom::Study*> priorsOf(const dicom::OpenedStudies& studies, const dicom::Study& current);
// The series of `study` that is most like `model`: modality, then plane, view, laterality, words; null when
// none has the modality.
const dicom::Series* likeSeries(const dicom::Study& study, const dicom::Series& model);
// "axial", "coronal", "sagittal" or "" (oblique, projection).
std::string planeOf(const dicom::Series& series);

}  // namespace hilum::ui
