// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LazyWeights: a safetensors file that is read tensor by tensor, each when it is needed, straight into the parameter
// it is for. A module whose blocks are packed one after the other thus never lies in memory twice. The file is read
// and not mapped: one that is cut while it is mapped would end the program. One thread.
// Errors: those of parseSafetensors() and planLoad(); ModelMismatch when the file is cut meanwhile.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <unordered_map>

#include "core/weights/tensor_file.h"

namespace hilum::weights {

class LazyWeights {
public:
    // Everything is checked against the module here; nothing but the header is read.
    static base::Result<std::unique_ptr<LazyWeights>> open(const std::filesystem::path& path, torch::nn::Module& module,
                                                           const LoadRules& rules = {});
    ~LazyWeights();
    // A parameter or buffer of the module, unless it is filled already.
    base::Status fill(const torch::Tensor& target);
    base::Status fillRest(const base::JobContext& context = {});

private:
    LazyWeights() = default;
    base::Result<torch::Tensor> read(const std::string& fileKey) const;
    base::Status readInto(void* memory, const TensorInfo& info) const;

    std::filesystem::path m_path;
    int m_file = -1;
    SafetensorsLayout m_layout;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::vector<PlannedTensor> m_plan;
    std::vector<bool> m_filled;
    std::unordered_map<const void*, std::size_t> m_byTarget;  // by torch's implementation object
};

}  // namespace hilum::weights
