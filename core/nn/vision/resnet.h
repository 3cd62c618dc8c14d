// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ResNet with bottleneck blocks (He et al. 2015, arXiv 1512.03385; the stride sits in the 3 x 3 convolution) with
// the key names that torchvision and timm share: conv1, bn1, layerS.B.{conv1..3,bn1..3,downsample.{0,1}}, fc.
// Defaults: ResNet-50. Layers with batch-norm need evaluation mode for published results.
#pragma once

#include <vector>

#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

struct ResnetOptions {
    std::vector<std::int64_t> blocks{3, 4, 6, 3};
    std::int64_t width = 64;
    std::int64_t dim = 0;  // of a last layer "fc" without bias; 0 = none

    std::int64_t features() const { return width * 32; }
};

// A convolution and its batch-norm, foldable into one.
class ConvNorm {
public:
    ConvNorm() = default;
    ConvNorm(torch::nn::Module& parent, const std::string& conv, const std::string& norm, std::int64_t in,
             std::int64_t out, std::int64_t kernel, std::int64_t stride);
    torch::Tensor forward(const torch::Tensor& x);
    void fuse();

private:
    torch::nn::Conv2d m_conv{nullptr};
    torch::nn::BatchNorm2d m_norm{nullptr};
    torch::Tensor m_weight, m_bias;  // folded
    std::int64_t m_stride = 1, m_padding = 0;
};

class BottleneckImpl : public torch::nn::Module {
public:
    BottleneckImpl(std::int64_t in, std::int64_t width, std::int64_t stride);
    torch::Tensor forward(const torch::Tensor& x);
    void fuse();

private:
    ConvNorm m_reduce, m_spatial, m_expand, m_shortcut;
    bool m_hasShortcut;
};
TORCH_MODULE(Bottleneck);

// Mean over places of the last stage, then fc where there is one: [N, features()] or [N, dim].
class ResnetImpl : public ImageTower {
public:
    explicit ResnetImpl(const ResnetOptions& options);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    ImageTap tap(const torch::Tensor& pixels) override;
    void fuse() override;

private:
    torch::Tensor stages(const torch::Tensor& pixels);  // [N, features, S/32, S/32]
    torch::Tensor head(const torch::Tensor& pooled);

    ConvNorm m_stem;
    std::vector<Bottleneck> m_blocks;
    torch::nn::Linear m_fc{nullptr};
};
TORCH_MODULE(Resnet);

}  // namespace hilum::nn
