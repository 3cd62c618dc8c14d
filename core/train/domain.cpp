// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/domain.h"

#include <algorithm>
#include <vector>

namespace hilum::train {

namespace {

constexpr int kRounds = 15;
constexpr double kPercentile = 0.005;

torch::Tensor unit(const torch::Tensor& x) {
    return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(-1));
}

// Farthest-first start: the next centroid is the picture least like those chosen. No random numbers needed.
torch::Tensor farthestFirst(const torch::Tensor& points, int count) {
    std::vector<std::int64_t> chosen = {0};
    auto best = points.matmul(points[0]);
    while (static_cast<int>(chosen.size()) < count) {
        const auto next = best.argmin().item<std::int64_t>();
        chosen.push_back(next);
        best = torch::maximum(best, points.matmul(points[next]));
    }
    return points.index_select(0, torch::tensor(chosen));
}

}  // namespace

nlohmann::json domainOf(const torch::Tensor& training, const torch::Tensor& validation, int count) {
    count = static_cast<int>(std::min<std::int64_t>(count, training.size(0)));
    auto centroids = farthestFirst(training, count);
    for (int round = 0; round < kRounds; ++round) {
        const auto nearest = training.matmul(centroids.t()).argmax(1);
        auto sums = torch::zeros_like(centroids);
        sums.index_add_(0, nearest, training);
        const auto empty = sums.norm(2, 1, true) < 1e-6;
        centroids = torch::where(empty, centroids, unit(sums));
    }
    auto best = std::get<0>(std::get<0>(validation.matmul(centroids.t()).max(1)).sort()).contiguous();
    const auto at = static_cast<std::int64_t>(kPercentile * static_cast<double>(best.numel()));
    nlohmann::json out{{"minCosine", best[at].item<float>()}, {"centroids", nlohmann::json::array()}};
    for (std::int64_t i = 0; i < centroids.size(0); ++i) {
        const auto row = centroids[i].contiguous();
        out["centroids"].push_back(std::vector<float>(row.data_ptr<float>(), row.data_ptr<float>() + row.numel()));
    }
    return out;
}

}  // namespace hilum::train
