// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/fused_conv.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>

#include "core/nn/layers/depthwise_kernel.h"

namespace hilum::nn {

namespace {

using Scalars = torch::List<std::optional<at::Scalar>>;
using Pointwise = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&, at::IntArrayRef,
                             at::IntArrayRef, at::IntArrayRef, std::int64_t, std::string_view, Scalars,
                             std::optional<std::string_view>);
using Reorder = at::Tensor(const at::Tensor&, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, std::int64_t,
                           at::OptionalIntArrayRef);

// oneDNN's operators as this LibTorch offers them; without them the plain path is taken.
struct Operators {
    std::optional<c10::TypedOperatorHandle<Pointwise>> pointwise;
    std::optional<c10::TypedOperatorHandle<Reorder>> reorder;
    bool there() const { return pointwise && reorder; }
};

const Operators& operators() {
    static const Operators found = [] {
        Operators out;
        try {
            auto& dispatcher = c10::Dispatcher::singleton();
            if (const auto op = dispatcher.findSchema({"mkldnn::_convolution_pointwise", ""}))
                out.pointwise = op->typed<Pointwise>();
            if (const auto op = dispatcher.findSchema({"mkldnn::_reorder_convolution_weight", ""}))
                out.reorder = op->typed<Reorder>();
        } catch (const c10::Error&) {
            out = {};  // another signature in another LibTorch
        }
        return out;
    }();
    return found;
}

std::int64_t samePadding(const ConvBnOptions& o, std::int64_t extent) {
    const std::int64_t out = (extent + o.stride - 1) / o.stride;
    return std::max<std::int64_t>((out - 1) * o.stride + o.kernel - extent, 0);
}

bool isDepthwise(const ConvBnOptions& o) { return o.groups == o.in && o.in == o.out && o.kernel > 1; }

}  // namespace

FusedConv::FusedConv(const torch::Tensor& weight, const torch::Tensor& bias, const ConvBnOptions& options)
    : m_options(options), m_bias(bias.detach().contiguous()) {
    if (weight.scalar_type() != torch::kFloat32 || !weight.device().is_cpu()) return;
    const auto plain = weight.detach().contiguous();
    if (isDepthwise(options)) {
        DepthwiseShape shape;
        shape.channels = options.out;
        shape.kernel = options.kernel;
        shape.stride = options.stride;
        m_usable = depthwiseFits(shape);
        if (m_usable) m_depthwise = packDepthwise(plain.data_ptr<float>(), options.out, options.kernel);
        return;
    }
    // Uneven SAME padding (stride 2, even picture) is even padding of a kernel with a zero row and column before it.
    const bool uneven = options.stride == 2 && options.kernel > 1;
    m_weight = uneven ? torch::constant_pad_nd(plain, {1, 0, 1, 0}) : plain;
    m_padding = options.kernel / 2;  // 3 grown to 4 needs 1, 5 grown to 6 needs 2; 1 needs none
    m_usable = operators().there() && options.groups == 1 && (options.kernel == 1 || uneven);
}

bool FusedConv::usable(const torch::Tensor& x) const {
    if (!m_usable || x.scalar_type() != torch::kFloat32 || !x.device().is_cpu()) return false;
    if (at::GradMode::is_enabled() && x.requires_grad()) return false;
    if (m_depthwise.empty() && m_options.kernel > 1 && (x.size(2) % 2 != 0 || x.size(3) % 2 != 0)) return false;
    return x.size(0) > 0;
}

torch::Tensor FusedConv::run(const torch::Tensor& x) {
    if (m_packed) return runPacked(x);
    return m_depthwise.empty() ? runPointwise(x) : runDepthwise(x);
}

bool FusedConv::pack(NumberFormat format) {
    const bool pointwise = m_options.kernel == 1 && m_options.stride == 1 && m_options.groups == 1;
    if (!pointwise || !m_weight.defined() || !hasPackedProducts(format)) return false;
    const auto weight = m_weight.contiguous();
    m_packed = std::make_unique<PackedMatrix>(
        packMatrix(format, weight.data_ptr<float>(), m_bias.data_ptr<float>(), m_options.out, m_options.in));
    m_usable = true;
    m_weight.reset();
    m_laidOut.reset();
    return true;
}

torch::Tensor FusedConv::runPacked(const torch::Tensor& x) {
    const auto in = x.contiguous(torch::MemoryFormat::ChannelsLast);
    m_rows.shape(m_packed->format, in.size(0) * in.size(2) * in.size(3), m_options.in);
    fillRows(m_rows, in.data_ptr<float>(), m_options.in);
    auto out = torch::empty({in.size(0), m_options.out, in.size(2), in.size(3)},
                            in.options().memory_format(torch::MemoryFormat::ChannelsLast));
    multiply(m_rows, *m_packed,
             {.to = out.data_ptr<float>(),
              .stride = m_options.out,
              .activation = m_options.relu6 ? Activation::Relu6 : Activation::None});
    return out;
}

torch::Tensor FusedConv::runDepthwise(const torch::Tensor& x) const {
    const auto in = x.contiguous(torch::MemoryFormat::ChannelsLast);
    DepthwiseShape s;
    s.batch = in.size(0);
    s.channels = in.size(1);
    s.height = in.size(2);
    s.width = in.size(3);
    s.outHeight = (s.height + m_options.stride - 1) / m_options.stride;
    s.outWidth = (s.width + m_options.stride - 1) / m_options.stride;
    s.kernel = m_options.kernel;
    s.stride = m_options.stride;
    s.padTop = samePadding(m_options, s.height) / 2;
    s.padLeft = samePadding(m_options, s.width) / 2;
    s.relu6 = m_options.relu6;
    auto out = torch::empty({s.batch, s.channels, s.outHeight, s.outWidth},
                            in.options().memory_format(torch::MemoryFormat::ChannelsLast).requires_grad(false));
    depthwise(s, in.data_ptr<float>(), m_depthwise.data(), m_bias.data_ptr<float>(), out.data_ptr<float>());
    return out;
}

torch::Tensor FusedConv::runPointwise(const torch::Tensor& x) {
    const auto in = x.contiguous(torch::MemoryFormat::ChannelsLast);
    const std::int64_t pad[] = {m_padding, m_padding}, stride[] = {m_options.stride, m_options.stride}, one[] = {1, 1};
    if (!m_laidOut.defined() || m_laidOutFor != in.size(2)) {
        // Kept beyond this job, so it must not be bound to the job's InferenceMode guard.
        const c10::InferenceMode outside(false);
        const torch::NoGradGuard guard;
        const std::int64_t size[] = {1, in.size(1), in.size(2), in.size(3)};
        m_laidOut = operators().reorder->call(m_weight, pad, stride, one, 1, at::IntArrayRef(size));
        m_laidOutFor = in.size(2);
    }
    Scalars bounds;
    if (m_options.relu6) {
        bounds.push_back(at::Scalar(0.0));
        bounds.push_back(at::Scalar(6.0));
    }
    return operators().pointwise->call(in, m_laidOut, m_bias, pad, stride, one, 1,
                                       m_options.relu6 ? "hardtanh" : "none", bounds, std::string_view(""));
}

}  // namespace hilum::nn
