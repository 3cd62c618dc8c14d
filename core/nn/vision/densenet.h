// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DenseNet (Huang et al. 2016, arXiv 1608.06993) with torchvision's key names: features.{conv0,norm0},
// features.denseblockB.denselayerL.{norm1,conv1,norm2,conv2}, features.transitionB.{norm,conv}, features.norm5.
// Defaults: DenseNet-121. inputChannels 1: torchxrayvision's, which reads grey values.
#pragma once

#include <vector>

#include "core/nn/vision/image_tower.h"

namespace hilum::nn {

struct DensenetOptions {
    std::int64_t inputChannels = 3;
    std::int64_t growth = 32;
    std::int64_t stem = 64;
    std::int64_t bottleneck = 4;  // conv1 of a layer makes bottleneck * growth channels
    std::vector<std::int64_t> layers{6, 12, 24, 16};

    std::int64_t features() const;
};

// Features: the mean over places of the rectified last norm, [N, features()].
class DensenetImpl : public ImageTower {
public:
    explicit DensenetImpl(const DensenetOptions& options);
    torch::Tensor forward(const torch::Tensor& pixels) override;
    ImageTap tap(const torch::Tensor& pixels) override;

private:
    struct Layer {
        torch::nn::BatchNorm2d norm1{nullptr}, norm2{nullptr};
        torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
    };
    torch::Tensor maps(const torch::Tensor& pixels);  // [N, features, S/32, S/32], rectified

    DensenetOptions m_options;
    torch::nn::Conv2d m_stem{nullptr};
    torch::nn::BatchNorm2d m_stemNorm{nullptr}, m_lastNorm{nullptr};
    std::vector<std::vector<Layer>> m_blocks;
    std::vector<Layer> m_transitions;  // norm1 and conv1 only
};
TORCH_MODULE(Densenet);

}  // namespace hilum::nn
