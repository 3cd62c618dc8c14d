// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What parity with a reference implementation means: cosine at least 0.999999 for every row, and the largest
// difference at most 1e-4 of the largest value. The pictures are those of tests/reference/make_published.py.
#pragma once

#include <torch/torch.h>

#include <QString>
#include <cstdlib>

namespace hilum::testing {

constexpr double kParityCosine = 0.999999, kParityRelative = 1e-4;

inline torch::Tensor pixelsOf(int count, int size) {
    auto out = torch::empty({count, 3, size, size}, torch::kFloat64);
    auto values = out.accessor<double, 4>();
    for (int n = 0; n < count; ++n)
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x)
                    values[n][c][y][x] = ((7 * x + 13 * y + x * y / 16 + 29 * c + 31 * n) % 256) / 127.5 - 1;
    return out.to(torch::kFloat32);
}

// The worse of the two measures, as a sentence; "" when both hold. HILUM_PARITY prints what was measured.
inline QString difference(const torch::Tensor& ours, const torch::Tensor& theirs) {
    if (ours.sizes() != theirs.sizes()) return QStringLiteral("another shape");
    const auto a = ours.to(torch::kFloat64), b = theirs.to(torch::kFloat64);
    const double cosine = torch::cosine_similarity(a, b, 1).min().item<double>();
    const double relative = ((a - b).abs().max() / b.abs().max()).item<double>();
    if (std::getenv("HILUM_PARITY") != nullptr)
        std::fprintf(stderr, "  1 - cosine %.2e, relative %.2e\n", 1 - cosine, relative);
    if (cosine >= kParityCosine && relative <= kParityRelative) return {};
    return QStringLiteral("cosine %1, relative %2").arg(cosine, 0, 'g', 10).arg(relative);
}

}  // namespace hilum::testing
