// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/metrics/overlap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace hilum::metrics {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
constexpr double kFar = 1e20;

// Corners between pixels: code of the four pixels around each, and the border length there.
struct Border {
    int width = 0, height = 0;   // one more than the mask
    std::vector<double> length;  // mm; 0 = no border
    bool any = false;
};

std::array<double, 16> lengthTable(double xMm, double yMm) {
    const double diagonal = 0.5 * std::hypot(xMm, yMm);
    std::array<double, 16> table{};
    // Bits: 8 top left, 4 top right, 2 bottom left, 1 bottom right.
    for (const int one : {1, 2, 4, 8})
        table[static_cast<std::size_t>(one)] = table[static_cast<std::size_t>(15 - one)] = diagonal;
    table[3] = table[12] = xMm;
    table[5] = table[10] = yMm;
    table[6] = table[9] = 2 * diagonal;
    return table;
}

Border borderOf(const MaskView& mask, double xMm, double yMm) {
    const auto table = lengthTable(xMm, yMm);
    Border border{mask.width + 1, mask.height + 1, {}, false};
    border.length.assign(static_cast<std::size_t>(border.width) * static_cast<std::size_t>(border.height), 0.0);
    const auto set = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < mask.width && y < mask.height &&
               mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                           static_cast<std::size_t>(x)] != 0;
    };
    for (int y = 0; y < border.height; ++y) {
        for (int x = 0; x < border.width; ++x) {
            const int code = 8 * set(x - 1, y - 1) + 4 * set(x, y - 1) + 2 * set(x - 1, y) + set(x, y);
            const double length = table[static_cast<std::size_t>(code)];
            border.length[static_cast<std::size_t>(y) * static_cast<std::size_t>(border.width) +
                          static_cast<std::size_t>(x)] = length;
            border.any = border.any || length > 0;
        }
    }
    return border;
}

// The parabolas that form the lower envelope of a line, and where each begins to be the lowest.
struct Envelope {
    std::vector<int> at;
    std::vector<double> from;
};

Envelope envelopeOf(const std::vector<double>& values, double square) {
    const int n = static_cast<int>(values.size());
    std::vector<int> at(values.size());
    std::vector<double> from(values.size() + 1);
    int k = 0;
    const auto meet = [&](int a, int b) {
        return ((values[static_cast<std::size_t>(a)] + square * a * a) -
                (values[static_cast<std::size_t>(b)] + square * b * b)) /
               (2.0 * square * (a - b));
    };
    from[0] = -kFar;
    from[1] = kFar;
    for (int q = 1; q < n; ++q) {
        double s = meet(q, at[static_cast<std::size_t>(k)]);
        while (k > 0 && s <= from[static_cast<std::size_t>(k)]) s = meet(q, at[static_cast<std::size_t>(--k)]);
        at[static_cast<std::size_t>(++k)] = q;
        from[static_cast<std::size_t>(k)] = s;
        from[static_cast<std::size_t>(k) + 1] = kFar;
    }
    return {std::move(at), std::move(from)};
}

// Squared distance transform of one line (Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415).
void transformLine(std::vector<double>& values, double stepMm) {
    const double square = stepMm * stepMm;
    const auto [at, from] = envelopeOf(values, square);
    std::vector<double> out(values.size());
    std::size_t k = 0;
    for (int q = 0; q < static_cast<int>(values.size()); ++q) {
        while (from[k + 1] < q) ++k;
        const int p = at[k];
        out[static_cast<std::size_t>(q)] = square * (q - p) * (q - p) + values[static_cast<std::size_t>(p)];
    }
    values = std::move(out);
}

// Squared distance of every place to the nearest 0 of the field [height, width].
void transform(std::vector<double>& field, std::size_t width, std::size_t height, double xMm, double yMm) {
    std::vector<double> line(height);
    for (std::size_t x = 0; x < width; ++x) {
        for (std::size_t y = 0; y < height; ++y) line[y] = field[y * width + x];
        transformLine(line, yMm);
        for (std::size_t y = 0; y < height; ++y) field[y * width + x] = line[y];
    }
    line.resize(width);
    for (std::size_t y = 0; y < height; ++y) {
        const auto row = field.begin() + static_cast<std::ptrdiff_t>(y * width);
        std::copy_n(row, width, line.begin());
        transformLine(line, xMm);
        std::copy_n(line.begin(), width, row);
    }
}

// Distance in mm of every corner to the nearest border corner.
std::vector<double> distanceTo(const Border& border, double xMm, double yMm) {
    std::vector<double> field(border.length.size());
    for (std::size_t i = 0; i < field.size(); ++i) field[i] = border.length[i] > 0 ? 0.0 : kFar;
    transform(field, static_cast<std::size_t>(border.width), static_cast<std::size_t>(border.height), xMm, yMm);
    for (auto& value : field) value = std::sqrt(value);
    return field;
}

using Elements = std::vector<std::pair<double, double>>;  // distance, length

Elements elements(const Border& border, const std::vector<double>& distance) {
    Elements out;
    for (std::size_t i = 0; i < border.length.size(); ++i)
        if (border.length[i] > 0) out.emplace_back(distance[i], border.length[i]);
    std::sort(out.begin(), out.end());
    return out;
}

double total(const Elements& all, double within) {
    double sum = 0;
    for (const auto& [distance, length] : all)
        if (distance <= within) sum += length;
    return sum;
}

double percentile95(const Elements& all) {
    const double whole = total(all, kFar);
    double sum = 0;
    for (const auto& [distance, length] : all) {
        sum += length;
        if (sum / whole >= 0.95) return distance;
    }
    return all.back().first;
}

struct Spacing {
    double xMm, yMm;
};

void compareBorders(const Border& truth, const Border& predicted, Spacing spacing, double toleranceMm, Overlap& out) {
    if (!truth.any || !predicted.any) {
        out.surfaceDice = 0;  // a border that nothing answers to; its distance is not a number
        return;
    }
    const Elements ofTruth = elements(truth, distanceTo(predicted, spacing.xMm, spacing.yMm));
    const Elements ofPrediction = elements(predicted, distanceTo(truth, spacing.xMm, spacing.yMm));
    out.surfaceDice = (total(ofTruth, toleranceMm) + total(ofPrediction, toleranceMm)) /
                      (total(ofTruth, kFar) + total(ofPrediction, kFar));
    out.hausdorff95Mm = std::max(percentile95(ofTruth), percentile95(ofPrediction));
}

}  // namespace

base::Result<Overlap> overlap(const MaskView& truth, const MaskView& predicted, double xMm, double yMm,
                              double toleranceMm) {
    if (truth.width != predicted.width || truth.height != predicted.height ||
        truth.pixels.size() != predicted.pixels.size())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The predicted mask is not of the true mask's size; make it at the image's size.");
    std::size_t both = 0, sum = 0;
    for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
        both += truth.pixels[i] != 0 && predicted.pixels[i] != 0;
        sum += (truth.pixels[i] != 0) + (predicted.pixels[i] != 0);
    }
    Overlap out{kUndefined, kUndefined, kUndefined, kUndefined};
    if (sum == 0) return out;
    out.dice = 2.0 * static_cast<double>(both) / static_cast<double>(sum);
    out.iou = static_cast<double>(both) / static_cast<double>(sum - both);
    compareBorders(borderOf(truth, xMm, yMm), borderOf(predicted, xMm, yMm), Spacing{xMm, yMm}, toleranceMm, out);
    return out;
}

std::pair<int, int> deepest(const MaskView& mask) {
    // One pixel of outside around the mask makes the picture's edge a border.
    const auto width = static_cast<std::size_t>(mask.width) + 2, height = static_cast<std::size_t>(mask.height) + 2;
    std::vector<double> field(width * height, 0.0);
    for (std::size_t y = 1; y + 1 < height; ++y)
        for (std::size_t x = 1; x + 1 < width; ++x)
            if (mask.pixels[(y - 1) * (width - 2) + x - 1] != 0) field[y * width + x] = kFar;
    transform(field, width, height, 1, 1);
    const auto best = std::max_element(field.begin(), field.end());
    if (*best == 0) return {-1, -1};
    const auto at = static_cast<std::size_t>(best - field.begin());
    return {static_cast<int>(at % width) - 1, static_cast<int>(at / width) - 1};
}

}  // namespace hilum::metrics
