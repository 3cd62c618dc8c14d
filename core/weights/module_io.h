// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Tensors between safetensors files and torch modules. Internal to the engine module (torch types).
// Loading reports missing, unexpected and wrong-shaped names as one list (ModelMismatch). A table X
// stored as I8 [rows, D] beside X.scale [rows] (F16 or F32) is dequantised on loading.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/weights/safetensors.h"

namespace hilum::weights {

constexpr const char* kScaleSuffix = ".scale";

// The tensor as stored; lies on the store's buffer (kept alive by it) unless its address is misaligned.
base::Result<torch::Tensor> tensorOf(const std::shared_ptr<const TensorStore>& store, const std::string& name);

struct LoadRules {
    // File key -> module key; "" = ignore. Empty function: keys are equal.
    std::function<std::string(const std::string& fileKey)> rename;
    bool allowMissing = false;     // fine-tuning from a file that has only a part
    bool allowUnexpected = false;
};

// Fills parameters and buffers in their own types; a counter like num_batches_tracked may be missing.
// Nothing is changed when the file does not fit.
base::Status loadModule(torch::nn::Module& module, const std::shared_ptr<const TensorStore>& store,
                        const LoadRules& rules = {});

struct SaveRules {
    bool half = false;                 // matrices and kernels as F16; vectors and statistics stay F32
    std::set<std::string> int8Tables;  // parameters [rows, D] stored by rows as I8 with a scale each
    std::map<std::string, std::string> metadata;
};
base::Status saveModule(const torch::nn::Module& module, const std::filesystem::path& path, const SaveRules& rules = {});

// Any named tensors as they are (optimiser states, checkpoints).
base::Status saveTensors(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                         const std::filesystem::path& path, const std::map<std::string, std::string>& metadata = {});

}  // namespace hilum::weights
