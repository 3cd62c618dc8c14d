// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From scores to decisions of one finding: threshold, confusion, precision, recall, F1, calibration, and intervals by
// bootstrap. NaN where a figure is not defined (no positives, nothing predicted): a gap must never read as 0.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace hilum::metrics {

struct Confusion {
    std::size_t truePositive = 0, falsePositive = 0, trueNegative = 0, falseNegative = 0;
    double precision() const;
    double recall() const;
    double specificity() const;
    double f1() const;  // 2 TP / (2 TP + FP + FN), NaN without positives
};

// Positive at score >= threshold. scores, labels [N].
Confusion confusionAt(std::span<const float> scores, std::span<const std::uint8_t> labels, float threshold);

// The score that gives the best F1 on these (validation) items, the highest such; NaN without positives.
float bestThreshold(std::span<const float> scores, std::span<const std::uint8_t> labels);

struct CurvePoint {
    double x = 0, y = 0;
};
std::vector<CurvePoint> rocCurve(std::span<const float> scores,
                                 std::span<const std::uint8_t> labels);  // (1 - specificity, recall)
std::vector<CurvePoint> precisionRecallCurve(std::span<const float> scores, std::span<const std::uint8_t> labels);

// Expected calibration error over equally wide bins of probability (Guo et al. 2017, arXiv 1706.04599, equation 3),
// the bins themselves (mean probability, share of positives), and the Brier score.
struct Calibration {
    double error = 0, brier = 0;
    std::vector<CurvePoint> bins;     // those with items
    std::vector<std::size_t> counts;  // of these bins
};
Calibration calibration(std::span<const float> probabilities, std::span<const std::uint8_t> labels,
                        std::size_t bins = 10);

// 95 % percentile interval of a figure over resamples of whole groups (patients); resamples where the figure is not
// defined are left out, and the interval is NaN when fewer than half remain.
struct Interval {
    double low = 0, high = 0;
};
Interval bootstrap(const std::vector<std::string>& groups, int resamples, std::uint64_t seed,
                   const std::function<double(const std::vector<std::size_t>& rows)>& figure);

}  // namespace hilum::metrics
