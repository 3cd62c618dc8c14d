// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FusedConv: a convolution with its folded batch-norm and ReLU6 as one operation for inference on the
// processor. Depth-wise ones run in core/nn/layers/depthwise_kernel, the others in oneDNN with weights
// laid out once (mkldnn::_convolution_pointwise, reached through torch's dispatcher). Parity with the
// plain path is tested (tests/core/nn/tst_fused_conv.cpp). One thread at a time.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "core/nn/layers/conv_bn.h"
#include "core/nn/layers/word_gemm.h"

namespace hilum::nn {

class FusedConv {
public:
    // weight [out, in / groups, k, k], bias [out]; both already folded.
    FusedConv(const torch::Tensor& weight, const torch::Tensor& bias, const ConvBnOptions& options);

    // Float32 on the processor, and nobody will ask for gradients.
    bool usable(const torch::Tensor& x) const;
    // A pointwise convolution is a matrix product over the pixels: in bf16 or int8 it is made with packed weights
    // (core/nn/layers/word_gemm). False where this is no such convolution or the processor has no such product.
    bool pack(NumberFormat format);
    // [N, in, H, W] -> [N, out, ceil(H / stride), ceil(W / stride)], channels-last
    torch::Tensor run(const torch::Tensor& x);

private:
    torch::Tensor runDepthwise(const torch::Tensor& x) const;
    torch::Tensor runPointwise(const torch::Tensor& x);
    torch::Tensor runPacked(const torch::Tensor& x);

    ConvBnOptions m_options;
    torch::Tensor m_bias;
    std::vector<float> m_depthwise;  // packed for depthwise(); empty = the other kind
    std::unique_ptr<PackedMatrix> m_packed;
    Rows m_rows;
    torch::Tensor m_weight;   // plain; kernel grown by one where SAME padding is uneven
    torch::Tensor m_laidOut;  // oneDNN's layout for the extent below
    std::int64_t m_laidOutFor = 0;
    std::int64_t m_padding = 0;
    bool m_usable = false;
};

}  // namespace hilum::nn
