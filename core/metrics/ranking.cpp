// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace hilum::metrics {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

bool usable(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    return scores.size() == labels.size() && !scores.empty() &&
           std::none_of(scores.begin(), scores.end(), [](float score) { return std::isnan(score); });
}

std::vector<std::size_t> ascending(std::span<const float> scores) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    return order;
}

}  // namespace

double auroc(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    if (!usable(scores, labels)) return kUndefined;
    const auto order = ascending(scores);
    double positives = 0;
    double rankSum = 0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        double tiedPositives = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            tiedPositives += labels[order[end]] != 0 ? 1 : 0;
        // Ranks i+1 .. end share their mean.
        rankSum += tiedPositives * (static_cast<double>(i + 1 + end) / 2.0);
        positives += tiedPositives;
        i = end;
    }
    const double negatives = static_cast<double>(order.size()) - positives;
    if (positives == 0 || negatives == 0) return kUndefined;
    return (rankSum - positives * (positives + 1) / 2.0) / (positives * negatives);
}

double averagePrecision(std::span<const float> scores, std::span<const std::uint8_t> labels) {
    if (!usable(scores, labels)) return kUndefined;
    auto order = ascending(scores);
    std::reverse(order.begin(), order.end());
    double truePositives = 0;
    double sum = 0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        double step = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            step += labels[order[end]] != 0 ? 1 : 0;
        truePositives += step;
        sum += step * truePositives / static_cast<double>(end);
        i = end;
    }
    return truePositives == 0 ? kUndefined : sum / truePositives;
}

void AurocMeter::add(float score, bool positive) {
    m_scores.push_back(score);
    m_labels.push_back(positive ? 1 : 0);
}

double AurocMeter::value() const { return auroc(m_scores, m_labels); }

void AurocMeter::reset() {
    m_scores.clear();
    m_labels.clear();
}

double macroAuroc(std::span<const float> scores, std::span<const std::uint8_t> labels, std::size_t classes) {
    if (classes == 0 || scores.size() != labels.size() || scores.size() % classes != 0) return kUndefined;
    double sum = 0;
    std::size_t defined = 0;
    for (std::size_t c = 0; c < classes; ++c) {
        AurocMeter meter;
        for (std::size_t i = c; i < scores.size(); i += classes) meter.add(scores[i], labels[i] != 0);
        const double value = meter.value();
        if (std::isnan(value)) continue;
        sum += value;
        ++defined;
    }
    return defined == 0 ? kUndefined : sum / static_cast<double>(defined);
}

ClassAccuracy::ClassAccuracy(std::size_t classes) : m_classes(classes), m_confusion(classes * classes, 0) {}

void ClassAccuracy::add(std::size_t truth, std::size_t prediction) {
    ++m_count;
    if (truth >= m_classes || prediction >= m_classes) {
        ++m_invalid;
        return;
    }
    ++m_confusion[truth * m_classes + prediction];
}

void ClassAccuracy::addScores(std::size_t truth, std::span<const float> scores) {
    if (truth >= scores.size() || std::isnan(scores[truth])) {
        add(truth, m_classes);
        return;
    }
    std::size_t best = truth;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        // ">=" against the truth and ">" after it: a constant model is never right by position.
        const bool ahead = best == truth ? scores[i] >= scores[best] : scores[i] > scores[best];
        if (i != truth && ahead) best = i;
    }
    add(truth, best);
}

double ClassAccuracy::value() const {
    if (m_count == 0) return kUndefined;
    std::size_t right = 0;
    for (std::size_t c = 0; c < m_classes; ++c) right += at(c, c);
    return static_cast<double>(right) / static_cast<double>(m_count);
}

double ClassAccuracy::balanced() const {
    double sum = 0;
    std::size_t present = 0;
    for (std::size_t c = 0; c < m_classes; ++c) {
        std::size_t row = 0;
        for (std::size_t p = 0; p < m_classes; ++p) row += at(c, p);
        if (row == 0) continue;
        sum += static_cast<double>(at(c, c)) / static_cast<double>(row);
        ++present;
    }
    return present == 0 ? kUndefined : sum / static_cast<double>(present);
}

void ClassAccuracy::reset() {
    std::fill(m_confusion.begin(), m_confusion.end(), std::size_t{0});
    m_count = 0;
    m_invalid = 0;
}

}  // namespace hilum::metrics
