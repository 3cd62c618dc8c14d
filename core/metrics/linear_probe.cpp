// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/linear_probe.h"

#include <algorithm>
#include <cmath>

namespace hilum::metrics {

namespace {

using Vector = std::vector<double>;

constexpr int kMaxNewton = 200;
constexpr double kGradient = 1e-9;    // relative to C * N: where the figures no longer move in the 7th digit
constexpr double kSufficient = 1e-4;  // Armijo's share of the promised descent

double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

double softplus(double z) { return z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z)); }

// The objective over v = (w, b); the last component stands for the bias.
class Problem {
public:
    Problem(std::span<const std::vector<float>> features, std::span<const std::uint8_t> labels, double c)
        : m_features(features), m_labels(labels), m_c(c), m_dim(features.front().size()) {}
    std::size_t size() const { return m_dim + 1; }
    double scale() const { return m_c * static_cast<double>(m_features.size()); }

    double value(const Vector& v) const {
        double loss = 0;
        for (std::size_t i = 0; i < m_features.size(); ++i) {
            const double z = score(v, i);
            loss += softplus(m_labels[i] != 0 ? -z : z);
        }
        return m_c * loss + squares(v) / 2;
    }
    // Also leaves the curvature of each row's loss for product().
    Vector gradient(const Vector& v) {
        Vector out(size(), 0.0);
        m_curvature.assign(m_features.size(), 0.0);
        for (std::size_t i = 0; i < m_features.size(); ++i) {
            const double p = 1 / (1 + std::exp(-score(v, i)));
            m_curvature[i] = m_c * p * (1 - p);
            add(out, i, m_c * (p - (m_labels[i] != 0 ? 1.0 : 0.0)));
        }
        for (std::size_t d = 0; d < m_dim; ++d) out[d] += v[d];
        return out;
    }
    Vector product(const Vector& v) const {  // Hessian times v
        Vector out(size(), 0.0);
        for (std::size_t i = 0; i < m_features.size(); ++i) add(out, i, m_curvature[i] * score(v, i));
        for (std::size_t d = 0; d < m_dim; ++d) out[d] += v[d];
        return out;
    }

private:
    double squares(const Vector& v) const {
        double sum = 0;
        for (std::size_t d = 0; d < m_dim; ++d) sum += v[d] * v[d];
        return sum;
    }
    double score(const Vector& v, std::size_t i) const {
        double sum = v[m_dim];
        for (std::size_t d = 0; d < m_dim; ++d) sum += v[d] * static_cast<double>(m_features[i][d]);
        return sum;
    }
    void add(Vector& out, std::size_t i, double weight) const {
        for (std::size_t d = 0; d < m_dim; ++d) out[d] += weight * static_cast<double>(m_features[i][d]);
        out[m_dim] += weight;
    }
    std::span<const std::vector<float>> m_features;
    std::span<const std::uint8_t> m_labels;
    double m_c;
    std::size_t m_dim;
    Vector m_curvature;
};

// Conjugate gradients for H step = -gradient, as exact as the distance to the minimum makes worthwhile.
Vector newtonStep(const Problem& problem, const Vector& gradient) {
    Vector step(gradient.size(), 0.0), rest(gradient), direction(gradient.size());
    for (std::size_t d = 0; d < gradient.size(); ++d) direction[d] = rest[d] = -gradient[d];
    double norm = dot(rest, rest);
    const double size = std::sqrt(norm);
    const double goal = std::min(0.1, std::sqrt(size / problem.scale())) * size;
    for (std::size_t turn = 0; turn < 2 * gradient.size() && std::sqrt(norm) > goal; ++turn) {
        const Vector turned = problem.product(direction);
        const double length = norm / dot(direction, turned);
        for (std::size_t d = 0; d < step.size(); ++d) {
            step[d] += length * direction[d];
            rest[d] -= length * turned[d];
        }
        const double next = dot(rest, rest);
        for (std::size_t d = 0; d < step.size(); ++d) direction[d] = rest[d] + next / norm * direction[d];
        norm = next;
    }
    return step;
}

// Goes along the step as far as the objective falls; false when it no longer does.
bool descend(const Problem& problem, const Vector& step, double slope, Vector& v) {
    const double before = problem.value(v);
    for (double length = 1; length > 1e-12; length /= 2) {
        Vector tried(v);
        for (std::size_t d = 0; d < v.size(); ++d) tried[d] += length * step[d];
        if (problem.value(tried) <= before + kSufficient * length * slope) {
            v = std::move(tried);
            return true;
        }
    }
    return false;
}

base::Status checked(std::span<const std::vector<float>> features, std::span<const std::uint8_t> labels, double c) {
    const auto refuse = [](const char* why) { return base::makeError(base::ErrorCode::InvalidInput, why); };
    if (features.empty() || features.size() != labels.size() || !(c > 0))
        return refuse("A linear head needs a label for each picture and a positive C; check both.");
    for (const auto& feature : features)
        if (feature.size() != features.front().size() ||
            !std::all_of(feature.begin(), feature.end(), [](float f) { return std::isfinite(f); }))
            return refuse("A feature of the training pictures is no number or too short; try another pack.");
    const auto positives = std::count_if(labels.begin(), labels.end(), [](auto label) { return label != 0; });
    if (positives == 0 || static_cast<std::size_t>(positives) == labels.size())
        return refuse("A linear head needs training pictures with and without the label; give both.");
    return base::okStatus();
}

}  // namespace

double LinearProbe::logit(std::span<const float> feature) const {
    double sum = bias;
    for (std::size_t d = 0; d < std::min(weights.size(), feature.size()); ++d)
        sum += weights[d] * static_cast<double>(feature[d]);
    return sum;
}

double LinearProbe::probability(std::span<const float> feature) const { return 1 / (1 + std::exp(-logit(feature))); }

base::Result<LinearProbe> fitLinearProbe(std::span<const std::vector<float>> features,
                                         std::span<const std::uint8_t> labels, double c) {
    HILUM_TRY_STATUS(checked(features, labels, c));
    Problem problem(features, labels, c);
    Vector v(problem.size(), 0.0);
    for (int turn = 0; turn < kMaxNewton; ++turn) {
        const Vector gradient = problem.gradient(v);
        if (std::sqrt(dot(gradient, gradient)) < kGradient * problem.scale()) break;
        const Vector step = newtonStep(problem, gradient);
        if (!descend(problem, step, dot(step, gradient), v)) break;
    }
    LinearProbe probe;
    probe.bias = v.back();
    v.pop_back();
    probe.weights = std::move(v);
    return probe;
}

}  // namespace hilum::metrics
