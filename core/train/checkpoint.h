// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Checkpoint: weights, AdamW state and step in one safetensors file, written atomically. Random numbers
// need no state: every step's come from (seed, step). Errors: Corrupt, ModelMismatch (other network or
// other configuration), Io.
#pragma once

#include <torch/torch.h>

#include <filesystem>

#include "core/base/result.h"

namespace hilum::train {

struct TrainState {
    std::int64_t step = 0;  // steps done
    double bestScore = -1;
    std::int64_t bestStep = 0;
    std::string configHash;  // of what decides the result: data, model, schedule, seed
};

base::Status saveCheckpoint(const std::filesystem::path& path, const torch::nn::Module& model,
                            torch::optim::AdamW& optimizer, const TrainState& state);
// Into an equal model and an optimizer over the same parameters.
base::Result<TrainState> loadCheckpoint(const std::filesystem::path& path, torch::nn::Module& model,
                                        torch::optim::AdamW& optimizer, const std::string& configHash);

}  // namespace hilum::train
