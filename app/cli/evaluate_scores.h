// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where `hilum evaluate classification` has its scores from: prompts (zero-shot), a pack's own trained classifier, a
// linear head trained on the table's training part, or a file written elsewhere. Errors: those of the pack;
// InvalidInput (a file that does not fit the table, no training part, a label that the classifier does not have).
#pragma once

#include <string>
#include <vector>

#include "app/cli/evaluate.h"
#include "core/labels/concept_labeler.h"

namespace hilum::app {

using Scores = std::vector<std::vector<float>>;         // [label][row]; a row that has no score is NaN
using Truths = std::vector<std::vector<std::uint8_t>>;  // [label][row], 0 or 1

struct LabelScores {
    Scores test, validation;     // rows as in the set, from which unreadable pictures are gone
    std::string source;          // "zero-shot", "classifier", "linear head", "file"
    bool probabilities = false;  // 0..1 and meant so: calibration and the threshold 0.5 make sense
    nlohmann::json details = nlohmann::json::object();
};

// Whether rows have labels, whatever spelling ("Pleural_Thickening") the table prefers.
class Truth {
public:
    static base::Result<Truth> load();
    Truths of(const std::vector<EvaluationRow>& rows, const std::vector<std::string>& labels) const;

private:
    explicit Truth(labels::ConceptLabeler labeler) : m_labeler(std::move(labeler)) {}
    std::string name(const std::string& label) const;
    labels::ConceptLabeler m_labeler;
};

base::Result<LabelScores> scoreLabels(const Context& context, const EvaluateOptions& options,
                                      const std::vector<std::string>& labels, const Truth& truth, EvaluationSet& set,
                                      const base::JobContext& job);

}  // namespace hilum::app
