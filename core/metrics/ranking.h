// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// How well scores order positives before negatives, and how often the best class is the true one.
// auroc: Mann-Whitney U with mid-ranks for ties, equal to scikit-learn's roc_auc_score.
// averagePrecision: sum over thresholds of (recall step x precision), ties as one threshold, equal to
// scikit-learn's average_precision_score. All answer NaN where the figure is not defined (one class
// only, sizes that disagree, a NaN score): a gap in a table must never read as a number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hilum::metrics {

double auroc(std::span<const float> scores, std::span<const std::uint8_t> labels);             // [N], [N] 0 or 1
double averagePrecision(std::span<const float> scores, std::span<const std::uint8_t> labels);  // [N], [N] 0 or 1

// Collects scores of one finding over batches.
class AurocMeter {
public:
    void add(float score, bool positive);
    double value() const;
    std::size_t count() const { return m_scores.size(); }
    void reset();

private:
    std::vector<float> m_scores;
    std::vector<std::uint8_t> m_labels;
};

// Mean over findings that are defined; NaN when none is. scores and labels [N, C] row-major.
double macroAuroc(std::span<const float> scores, std::span<const std::uint8_t> labels, std::size_t classes);

// Single-label classification: confusion[truth][prediction].
class ClassAccuracy {
public:
    explicit ClassAccuracy(std::size_t classes);

    // A truth or prediction outside the classes is counted as wrong and listed in invalid().
    void add(std::size_t truth, std::size_t prediction);
    // The best-scoring class is the prediction; ties with the true class count as wrong.
    void addScores(std::size_t truth, std::span<const float> scores);  // [C]
    double value() const;                                              // correct / all; NaN when empty
    double balanced() const;  // mean recall over the classes that occur; NaN when empty
    std::size_t at(std::size_t truth, std::size_t prediction) const {
        return m_confusion[truth * m_classes + prediction];
    }
    std::size_t count() const { return m_count; }
    std::size_t invalid() const { return m_invalid; }
    void reset();

private:
    std::size_t m_classes;
    std::vector<std::size_t> m_confusion;  // [C, C] row = truth
    std::size_t m_count = 0;
    std::size_t m_invalid = 0;
};

}  // namespace hilum::metrics
