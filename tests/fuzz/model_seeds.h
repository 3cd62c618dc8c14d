// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Seeds of the targets that read model files (see seeds.h).
#pragma once

#include "tests/fuzz/seeds.h"

namespace hilum::fuzz {

// Of "f_safetensors", "f_pickle", "f_tokenizer"; empty for another name.
std::vector<Seed> modelSeedsOf(const std::string& target);

}  // namespace hilum::fuzz
