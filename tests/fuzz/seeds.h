// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What each fuzz target starts from, made by the generators that the tests use: no file of a patient, nothing
// fetched. Only the replaying programs link it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hilum::fuzz {

using Seed = std::vector<std::uint8_t>;

// Of "f_open_study", "f_decode_frame", "f_dicomdir", "f_zip_import", "f_png", and those of model_seeds.h; empty for another name.
std::vector<Seed> seedsOf(const std::string& target);

}  // namespace hilum::fuzz
