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
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/weights/safetensors.h"

namespace hilum::weights {

using NamedTensors = std::map<std::string, torch::Tensor>;

constexpr const char* kScaleSuffix = ".scale";

// All tensors as stored. They lie on the file's one buffer, which they keep alive, unless an address is
// misaligned for its type: read them, do not write into them.
base::Result<NamedTensors> readTensors(const std::filesystem::path& path, const base::JobContext& context = {});
base::Result<NamedTensors> tensorsOf(const std::shared_ptr<const TensorStore>& store);

struct LoadRules {
    // File key -> module key; "" = ignore. Empty function: keys are equal.
    std::function<std::string(const std::string& fileKey)> rename;
    bool allowMissing = false;     // fine-tuning from a file that has only a part
    bool allowUnexpected = false;  // one tower of a larger published model
};

// Fills parameters and buffers in their own types; a counter like num_batches_tracked may be missing.
// Nothing is changed when the tensors do not fit.
base::Status loadInto(torch::nn::Module& module, const NamedTensors& tensors, const LoadRules& rules = {});

// The two steps of loadInto(): which tensor goes where (only shapes and types are looked at, so that tensors of the
// device "meta" do), and the value for one target.
struct PlannedTensor {
    torch::Tensor target;
    std::string fileKey;
};
base::Result<std::vector<PlannedTensor>> planLoad(torch::nn::Module& module, const NamedTensors& tensors,
                                                  const LoadRules& rules = {});
base::Result<torch::Tensor> valueOf(const PlannedTensor& planned, const NamedTensors& tensors);
torch::ScalarType torchType(DType type);

// As they are; atomic. Errors: InvalidInput (a type that safetensors cannot hold), Io.
base::Status writeTensors(const std::filesystem::path& path, const NamedTensors& tensors,
                          const std::map<std::string, std::string>& metadata = {});

}  // namespace hilum::weights
