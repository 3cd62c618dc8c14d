// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What every index asks of a vector before it takes it. Errors: InvalidInput.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "core/base/result.h"

namespace hilum::index {

inline bool isFinite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

inline base::Status checkVector(std::span<const float> vector, std::size_t dim) {
    if (dim == 0 || vector.size() != dim)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "A vector of " + std::to_string(vector.size()) + " numbers does not fit an index of " +
                                   std::to_string(dim) + "; embed it again with the pack of this index.");
    if (!isFinite(vector))
        return base::makeError(base::ErrorCode::InvalidInput,
                               "A vector with numbers that are not finite was refused; embed the image again.");
    return base::okStatus();
}

}  // namespace hilum::index
