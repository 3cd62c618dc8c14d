// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// EfficientNet-Lite0 (Tan & Le 2019, arXiv 1905.11946; Lite variant: no squeeze-excite, ReLU6), image
// tower of hilum-base. Key names equal the published PyTorch file (_conv_stem, _bn0, _blocks.N._...).
// Shapes at 224 x 224: middle [N, 112, 14, 14] after block 10, top [N, 1280, 7, 7] after the head.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "core/nn/layers/conv_bn.h"

namespace hilum::nn {

struct MbBlockOptions {
    std::int64_t in, out, kernel, stride, expand;
};
// The 16 blocks of Lite0, in order.
std::vector<MbBlockOptions> efficientNetLite0Blocks();

class MbBlockImpl : public torch::nn::Module {
public:
    explicit MbBlockImpl(const MbBlockOptions& options);
    torch::Tensor forward(torch::Tensor x);
    void fuse(std::optional<torch::ScalarType> type = {});
    void packAs(NumberFormat format);

private:
    bool m_residual;
    bool m_expands;
    ConvBn m_expand, m_depthwise, m_project;
};
TORCH_MODULE(MbBlock);

class EfficientNetLiteImpl : public torch::nn::Module {
public:
    EfficientNetLiteImpl();
    struct Features {
        torch::Tensor middle;  // [N, 112, H/16, W/16]
        torch::Tensor top;     // [N, 1280, H/32, W/32]
    };
    Features forward(torch::Tensor pixels);  // [N, 3, H, W], H and W multiples of 32
    void fuse();
    // The pointwise convolutions' format from the next fuse() on; stem and depth-wise ones stay fp32.
    void packAs(NumberFormat format);
    // Stem and blocks [0, count) no longer learn; they run folded and in bf16, which costs a third of the time.
    void freezeBelow(int count);
    int frozenBlocks() const { return m_frozen; }

    static constexpr std::int64_t kMiddleWidth = 112;
    static constexpr std::int64_t kTopWidth = 1280;

private:
    ConvBn m_stem, m_head;
    std::vector<MbBlock> m_blocks;
    int m_frozen = 0;
};
TORCH_MODULE(EfficientNetLite);

}  // namespace hilum::nn
