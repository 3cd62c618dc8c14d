// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/decision.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

namespace hilum::metrics {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? kUndefined : static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<std::size_t> byFallingScore(std::span<const float> scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    return order;
}

// Calls visit(truePositives, falsePositives, score) after each distinct score.
template <class Visit>
void walk(std::span<const float> scores, std::span<const std::uint8_t> labels, const Visit& visit) {
    const auto order = byFallingScore(scores);
    std::size_t positives = 0, negatives = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        (labels[order[i]] != 0 ? positives : negatives) += 1;
        if (i + 1 == order.size() || scores[order[i + 1]] != scores[order[i]])
            visit(positives, negatives, scores[order[i]]);
    }
}

std::size_t positivesIn(std::span<const std::uint8_t> labels) {
    return static_cast<std::size_t>(std::count_if(labels.begin(), labels.end(), [](std::uint8_t l) { return l != 0; }));
}

}  // namespace

double Confusion::precision() const { return share(truePositive, truePositive + falsePositive); }
double Confusion::recall() const { return share(truePositive, truePositive + falseNegative); }
double Confusion::specificity() const { return share(trueNegative, trueNegative + falsePositive); }
double Confusion::f1() const {
    if (truePositive + falseNegative == 0) return kUndefined;
    return share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
}

Confusion confusionAt(std::span<const float> scores, std::span<const std::uint8_t> labels, float threshold) {
    Confusion c;
    for (std::size_t i = 0; i < std::min(scores.size(), labels.size()); ++i) {
        const bool said = scores[i] >= threshold;
        if (labels[i] != 0)
            ++(said ? c.truePositive : c.falseNegative);
        else
            ++(said ? c.falsePositive : c.trueNegative);
    }
    return c;
}

float bestThreshold(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    const std::size_t all = positivesIn(labels);
    float best = std::numeric_limits<float>::quiet_NaN();
    double bestF1 = -1;
    if (all == 0) return best;
    walk(scores, labels, [&](std::size_t hits, std::size_t misses, float score) {
        const double f1 = 2.0 * static_cast<double>(hits) / static_cast<double>(hits + misses + all);
        if (f1 > bestF1) {
            bestF1 = f1;
            best = score;
        }
    });
    return best;
}

std::vector<CurvePoint> rocCurve(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    const std::size_t positives = positivesIn(labels), negatives = labels.size() - positives;
    if (positives == 0 || negatives == 0) return {};
    std::vector<CurvePoint> curve = {{0, 0}};
    walk(scores, labels, [&](std::size_t hits, std::size_t misses, float) {
        curve.push_back({share(misses, negatives), share(hits, positives)});
    });
    return curve;
}

std::vector<CurvePoint> precisionRecallCurve(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    const std::size_t positives = positivesIn(labels);
    if (positives == 0) return {};
    std::vector<CurvePoint> curve = {{0, 1}};
    walk(scores, labels, [&](std::size_t hits, std::size_t misses, float) {
        curve.push_back({share(hits, positives), share(hits, hits + misses)});
    });
    return curve;
}

Calibration calibration(std::span<const float> probabilities, std::span<const std::uint8_t> labels, std::size_t bins) {
    Calibration out{kUndefined, kUndefined, {}, {}};
    const std::size_t n = std::min(probabilities.size(), labels.size());
    if (n == 0 || bins == 0) return out;
    std::vector<double> sums(bins, 0.0), positives(bins, 0.0);
    std::vector<std::size_t> counts(bins, 0);
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double p = static_cast<double>(probabilities[i]);
        const double y = labels[i] != 0 ? 1.0 : 0.0;
        squares += (p - y) * (p - y);
        const auto bin = std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, p) * static_cast<double>(bins)));
        sums[bin] += p;
        positives[bin] += y;
        ++counts[bin];
    }
    out.brier = squares / static_cast<double>(n);
    out.error = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        if (counts[b] == 0) continue;
        const double count = static_cast<double>(counts[b]);
        out.error += count / static_cast<double>(n) * std::abs(sums[b] / count - positives[b] / count);
        out.bins.push_back({sums[b] / count, positives[b] / count});
        out.counts.push_back(counts[b]);
    }
    return out;
}

Interval bootstrap(const std::vector<std::string>& groups, int resamples, std::uint64_t seed,
                   const std::function<double(const std::vector<std::size_t>& rows)>& figure) {
    std::map<std::string, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < groups.size(); ++i) members[groups[i]].push_back(i);
    std::vector<const std::vector<std::size_t>*> units;
    for (const auto& [name, rows] : members) units.push_back(&rows);
    std::mt19937_64 engine(seed);
    std::vector<double> values;
    for (int r = 0; r < resamples && !units.empty(); ++r) {
        std::vector<std::size_t> rows;
        for (std::size_t k = 0; k < units.size(); ++k) {
            const auto& unit = *units[static_cast<std::size_t>(engine() % units.size())];
            rows.insert(rows.end(), unit.begin(), unit.end());
        }
        const double value = figure(rows);
        if (!std::isnan(value)) values.push_back(value);
    }
    if (values.empty() || 2 * values.size() < static_cast<std::size_t>(resamples)) return {kUndefined, kUndefined};
    std::sort(values.begin(), values.end());
    const auto at = [&](double q) {
        return values[static_cast<std::size_t>(std::lround(q * static_cast<double>(values.size() - 1)))];
    };
    return {at(0.025), at(0.975)};
}

}  // namespace hilum::metrics
