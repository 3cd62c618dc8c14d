// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ConvBn: a convolution with its batch-norm and optional ReLU6, registered in the parent under the
// published names (for instance "_expand_conv" and "_bn0"). TensorFlow "SAME" padding: an even input
// with stride 2 is padded more on the right and bottom. fuse() folds the batch-norm into the
// convolution for inference; gradients with respect to the input still work afterwards.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <optional>
#include <string>

#include "core/nn/layers/number_format.h"

namespace hilum::nn {

struct ConvBnOptions {
    std::int64_t in = 0;
    std::int64_t out = 0;
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    std::int64_t groups = 1;
    bool relu6 = true;
    double eps = 1e-3;
    double momentum = 0.01;
};

class FusedConv;

class ConvBn {
public:
    ConvBn() = default;
    ConvBn(torch::nn::Module& parent, const std::string& convName, const std::string& bnName,
           const ConvBnOptions& options);

    torch::Tensor forward(torch::Tensor x);  // [N, in, H, W] -> [N, out, ceil(H / stride), ceil(W / stride)]
    // Once, in evaluation; the module's own weights stay as they are. Another type than theirs (bf16 for a
    // frozen part) asks the caller for input of that type.
    void fuse(std::optional<torch::ScalarType> type = {});
    void packAs(NumberFormat format) { m_packAs = format; }  // what the next fuse() packs a pointwise one in
    bool fused() const { return m_fusedWeight.defined(); }
    const torch::Tensor& fusedWeight() const { return m_fusedWeight; }  // [out, in / groups, k, k]
    const torch::Tensor& fusedBias() const { return m_fusedBias; }      // [out]
    const ConvBnOptions& options() const { return m_options; }
    // Pads x as SAME asks for, or answers it unchanged and the symmetric padding to hand to conv2d.
    torch::Tensor padded(torch::Tensor x, std::int64_t& symmetric) const;

private:
    ConvBnOptions m_options;
    torch::nn::Conv2d m_conv{nullptr};
    torch::nn::BatchNorm2d m_bn{nullptr};
    torch::Tensor m_fusedWeight;
    torch::Tensor m_fusedBias;
    std::optional<NumberFormat> m_packAs;
    std::shared_ptr<FusedConv> m_fast;  // one pass on the processor, where it applies
};

}  // namespace hilum::nn
