// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/vision/efficientnet_lite.h"

namespace hilum::nn {

namespace {
constexpr int kMiddleBlock = 10;  // last block of the stage at 1/16 of the input
}

std::vector<MbBlockOptions> efficientNetLite0Blocks() {
    struct Stage {
        std::int64_t repeats, kernel, stride, expand, in, out;
    };
    // Table 1 of the paper at width and depth 1.0; Lite keeps stem and head unscaled.
    constexpr Stage kStages[] = {{1, 3, 1, 1, 32, 16},  {2, 3, 2, 6, 16, 24},  {2, 5, 2, 6, 24, 40},
                                 {3, 3, 2, 6, 40, 80},  {3, 5, 1, 6, 80, 112}, {4, 5, 2, 6, 112, 192},
                                 {1, 3, 1, 6, 192, 320}};
    std::vector<MbBlockOptions> blocks;
    for (const auto& stage : kStages)
        for (std::int64_t i = 0; i < stage.repeats; ++i)
            blocks.push_back(
                {i == 0 ? stage.in : stage.out, stage.out, stage.kernel, i == 0 ? stage.stride : 1, stage.expand});
    return blocks;
}

MbBlockImpl::MbBlockImpl(const MbBlockOptions& o)
    : m_residual(o.stride == 1 && o.in == o.out), m_expands(o.expand != 1) {
    const std::int64_t wide = o.in * o.expand;
    if (m_expands) m_expand = ConvBn(*this, "_expand_conv", "_bn0", {.in = o.in, .out = wide});
    m_depthwise = ConvBn(*this, "_depthwise_conv", "_bn1",
                         {.in = wide, .out = wide, .kernel = o.kernel, .stride = o.stride, .groups = wide});
    m_project = ConvBn(*this, "_project_conv", "_bn2", {.in = wide, .out = o.out, .relu6 = false});
}

torch::Tensor MbBlockImpl::forward(torch::Tensor x) {
    auto y = m_expands ? m_expand.forward(x) : x;
    y = m_project.forward(m_depthwise.forward(y));
    return m_residual ? y + x : y;
}

void MbBlockImpl::fuse(std::optional<torch::ScalarType> type) {
    if (m_expands) m_expand.fuse(type);
    m_depthwise.fuse(type);
    m_project.fuse(type);
}

EfficientNetLiteImpl::EfficientNetLiteImpl() {
    m_stem = ConvBn(*this, "_conv_stem", "_bn0", {.in = 3, .out = 32, .kernel = 3, .stride = 2});
    auto list = register_module("_blocks", torch::nn::ModuleList());
    for (const auto& options : efficientNetLite0Blocks()) {
        MbBlock block(options);
        list->push_back(block);
        m_blocks.push_back(block);
    }
    m_head = ConvBn(*this, "_conv_head", "_bn1", {.in = 320, .out = kTopWidth});
}

EfficientNetLiteImpl::Features EfficientNetLiteImpl::forward(torch::Tensor x) {
    Features features;
    const auto runTo = [&](int first, int last) {
        for (int i = first; i < last; ++i) {
            x = m_blocks[static_cast<std::size_t>(i)]->forward(x);
            if (i == kMiddleBlock) features.middle = x;
        }
    };
    const int count = static_cast<int>(m_blocks.size());
    if (m_frozen > 0) {
        const torch::NoGradGuard guard;
        x = m_stem.forward(x.to(torch::kBFloat16));
        runTo(0, m_frozen);
        x = x.to(torch::kFloat32);
    } else {
        x = m_stem.forward(x);
    }
    runTo(m_frozen, count);
    features.top = m_head.forward(x);
    return features;
}

void EfficientNetLiteImpl::fuse() {
    m_stem.fuse();
    m_head.fuse();
    for (auto& block : m_blocks) block->fuse();
}

void MbBlockImpl::packAs(NumberFormat format) {
    if (m_expands) m_expand.packAs(format);
    m_project.packAs(format);
}

void EfficientNetLiteImpl::packAs(NumberFormat format) {
    m_head.packAs(format);
    for (auto& block : m_blocks) block->packAs(format);
}

void EfficientNetLiteImpl::freezeBelow(int count) {
    m_frozen = std::min(count, static_cast<int>(m_blocks.size()));
    if (m_frozen == 0) return;
    const auto freeze = [](torch::nn::Module& module) {
        for (auto& p : module.parameters()) p.set_requires_grad(false);
        module.eval();
    };
    freeze(*named_children()["_conv_stem"]);
    freeze(*named_children()["_bn0"]);
    m_stem.fuse(torch::kBFloat16);
    for (int i = 0; i < m_frozen; ++i) {
        freeze(*m_blocks[static_cast<std::size_t>(i)]);
        m_blocks[static_cast<std::size_t>(i)]->fuse(torch::kBFloat16);
    }
}

}  // namespace hilum::nn
