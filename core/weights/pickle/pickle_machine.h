// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The part of Python's pickle format (protocols 0-5, PEP 307, PEP 3154) that torch.save writes for a state dict, as
// data: a closed list of opcodes and of names. Nothing of Python is run; a name that is not on the list (os.system,
// a class of a training script) ends the reading with its name. Values live in one arena and refer to each other by
// number, so that deep nesting cannot exhaust the stack. No torch here.
// Errors: ModelMismatch (the rule that was broken, or the name that was refused).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/weights/safetensors.h"

namespace hilum::weights {

enum class PickleKind { None, Bool, Int, Real, Text, Tuple, List, Dict, Name, Storage, Tensor };

using PickleId = std::uint32_t;

struct PickleValue {
    PickleKind kind = PickleKind::None;
    std::int64_t integer = 0;  // Bool, Int; Storage: elements
    double real = 0;
    std::string text;             // Text; Name: "module name"; Storage: its key
    std::vector<PickleId> items;  // Tuple, List; Dict: key, value, key, value; Tensor: see below
    DType type = DType::F32;      // Storage
};

// Tensor: items = {storage, offset (elements), shape, strides}.
struct Pickle {
    std::vector<PickleValue> values;
    PickleId root = 0;
    std::size_t end = 0;  // bytes read, the STOP included

    const PickleValue& at(PickleId id) const { return values[id]; }
};

base::Result<Pickle> readPickle(std::span<const std::uint8_t> bytes);

}  // namespace hilum::weights
