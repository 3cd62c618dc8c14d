// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/image/map_to_mask.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace hilum::image {

namespace {

constexpr int kSampleSide = 256;

std::vector<float> nearestSample(const HeatMap& map) {
    const int columns = std::min(map.width, kSampleSide), rows = std::min(map.height, kSampleSide);
    std::vector<float> sample;
    sample.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int y = 0; y < rows; ++y) {
        const auto line = static_cast<std::size_t>(y * map.height / rows) * static_cast<std::size_t>(map.width);
        for (int x = 0; x < columns; ++x)
            sample.push_back(map.values[line + static_cast<std::size_t>(x * map.width / columns)]);
    }
    return sample;
}

// Two groups of sorted numbers are a cut: the one with the most variance between them has the least within them.
float twoMeans(std::vector<float> values) {
    std::sort(values.begin(), values.end());
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    double below = 0, best = -1;
    float border = values.front();
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        below += static_cast<double>(values[i]);
        if (values[i] == values[i + 1]) continue;
        const auto n = static_cast<double>(i + 1), m = static_cast<double>(values.size() - i - 1);
        const double low = below / n, high = (total - below) / m;
        const double between = n * m * (high - low) * (high - low);
        if (between <= best) continue;
        best = between;
        border = static_cast<float>((low + high) / 2);  // nearer to the higher centroid from here on
    }
    return border;
}

float otsu(const std::vector<float>& values) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const float low = *least, range = *most - *least;
    std::array<double, 256> bins{};
    const auto binOf = [&](float v) { return static_cast<std::size_t>(std::min(255.0F, (v - low) / range * 256.0F)); };
    for (const float v : values) ++bins[binOf(v)];
    double total = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) total += bins[i] * static_cast<double>(i);
    double count = 0, sum = 0, best = -1;
    std::size_t border = 0;
    for (std::size_t i = 0; i + 1 < bins.size(); ++i) {
        count += bins[i];
        sum += bins[i] * static_cast<double>(i);
        const double rest = static_cast<double>(values.size()) - count;
        if (count == 0 || rest == 0) continue;
        const double apart = (total - sum) / rest - sum / count;
        const double between = count * rest * apart * apart;
        if (between <= best) continue;
        best = between;
        border = i;
    }
    return low + range * (static_cast<float>(border) + 1.0F) / 256.0F;
}

// Only the largest parts stay.
void keepLargest(Mask& mask, int components) {
    const cv::Mat binary(mask.height, mask.width, CV_8U, mask.pixels.data());
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(binary, labels, stats, centres, 8, CV_32S);
    std::vector<int> order(static_cast<std::size_t>(std::max(0, count - 1)));
    std::iota(order.begin(), order.end(), 1);  // 0 is the background
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return stats.at<int>(a, cv::CC_STAT_AREA) > stats.at<int>(b, cv::CC_STAT_AREA);
    });
    order.resize(std::min(order.size(), static_cast<std::size_t>(components)));
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (std::find(order.begin(), order.end(), labels.at<int>(y, x)) == order.end())
                mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] = 0;
}

}  // namespace

base::Result<float> splitOf(const HeatMap& map, const MapToMask& options) {
    if (map.width <= 0 || map.height <= 0 ||
        map.values.size() != static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height))
        return base::makeError(base::ErrorCode::InvalidInput, "There is no heat map to make a mask of.");
    if (!std::all_of(map.values.begin(), map.values.end(), [](float v) { return std::isfinite(v); }))
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The heat map holds numbers that are not finite; use another pack or precision.");
    const auto sample = nearestSample(map);
    const auto [least, most] = std::minmax_element(sample.begin(), sample.end());
    if (!(*most > *least))
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The phrase has no place in this picture: its map is flat; name something that can be "
                               "seen, or give a box.");
    if (options.split == MapSplit::Fixed) return std::min(options.threshold, std::nextafter(*most, *least));
    return options.split == MapSplit::Otsu ? otsu(sample) : twoMeans(sample);
}

base::Result<Mask> maskOfMap(const HeatMap& map, const MapToMask& options) {
    HILUM_TRY(const float border, splitOf(map, options));
    Mask mask{map.width, map.height, std::vector<std::uint8_t>(map.values.size())};
    std::transform(map.values.begin(), map.values.end(), mask.pixels.begin(),
                   [border](float v) { return v > border ? std::uint8_t{255} : std::uint8_t{0}; });
    if (options.components > 0) keepLargest(mask, options.components);
    return mask;
}

PixelBox boxOf(const Mask& mask) {
    PixelBox box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] == 0)
                continue;
            box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
        }
    return box.x1 == 0 ? PixelBox{} : box;
}

}  // namespace hilum::image
