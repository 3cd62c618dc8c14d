// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/packed_blocks.h"

#include <algorithm>

namespace hilum::nn {

namespace {

thread_local ParameterSource* g_source = nullptr;

std::vector<float> values(const torch::Tensor& t) {
    ParameterSource::need(t);
    const auto flat = t.detach().to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

torch::Tensor plain(const torch::Tensor& t) { return t.detach().to(torch::kCPU, torch::kFloat32).contiguous(); }

}  // namespace

ParameterSource::ParameterSource(std::function<void(const torch::Tensor&)> fill) : m_fill(std::move(fill)) {
    g_source = this;
}

ParameterSource::~ParameterSource() { g_source = nullptr; }

void ParameterSource::need(const torch::Tensor& parameter) {
    if (g_source != nullptr && parameter.defined()) g_source->m_fill(parameter);
}

bool PackedBlocks::fits(const PackedBlocksOptions& o) {
    if (!hasPackedProducts(NumberFormat::Fp32) || !hasPackedProducts(o.format)) return false;
    if (o.heads < 1 || o.width < 1 || o.width % o.heads != 0) return false;
    const auto dim = o.width / o.heads;
    return dim % 2 == 0 && dim <= kMostHeadWidth;
}

PackedMatrix PackedBlocks::pack(const Linear& linear) const {
    for (const auto& part : {linear.weights, linear.biases})
        for (const auto& parameter : part) ParameterSource::need(parameter);
    const auto one = linear.weights.size() == 1;
    const auto weight = plain(one ? linear.weights[0] : torch::cat(linear.weights));
    const auto bias = plain(one ? linear.biases[0] : torch::cat(linear.biases));
    return packMatrix(m_options.format, weight.data_ptr<float>(), bias.data_ptr<float>(), weight.size(0),
                      weight.size(1));
}

void PackedBlocks::add(const Linear& qkv, const Linear& out, const Linear& up, const Linear& down, const Norm& first,
                       const Norm& second) {
    const torch::NoGradGuard guard;
    Block block;
    block.qkv = pack(qkv);
    block.out = pack(out);
    block.up = pack(up);
    block.down = pack(down);
    block.firstGain = values(first.gain);
    block.firstShift = values(first.shift);
    block.secondGain = values(second.gain);
    block.secondShift = values(second.shift);
    m_blocks.push_back(std::move(block));
}

bool PackedBlocks::usable(const torch::Tensor& x) const {
    if (m_blocks.empty() || x.scalar_type() != torch::kFloat32 || !x.device().is_cpu() || x.numel() == 0) return false;
    return !at::GradMode::is_enabled() || !x.requires_grad();
}

NumberFormat PackedBlocks::edgeFormat() const {
    if (m_options.format != NumberFormat::Int8) return m_options.format;
    return hasPackedProducts(NumberFormat::Bf16) ? NumberFormat::Bf16 : NumberFormat::Fp32;
}

// picked: the block's result for the picked tokens only, [N, D] in and out; null = x for every token.
void PackedBlocks::runBlock(const Block& block, float* x, const AttentionShape& shape, float* picked) {
    const auto width = m_options.width, tokens = shape.batch * shape.tokens;
    const auto format = m_options.format;
    const bool bytes = format == NumberFormat::Int8;
    // The attention's own products: bf16 where the processor has it, because 8 bits are too few for the softmax.
    const auto inner = edgeFormat();
    const auto eps = static_cast<float>(m_options.eps);
    const RowNorm first{block.firstGain.data(), block.firstShift.data(), eps};
    const RowNorm second{block.secondGain.data(), block.secondShift.data(), eps};
    float* stream = picked != nullptr ? picked : x;
    const auto rows = picked != nullptr ? shape.batch : tokens;

    m_rows.shape(format, tokens, width);
    if (m_options.normFirst)
        normRows(first, x, tokens, width, &m_rows, nullptr);
    else
        fillRows(m_rows, x, width);
    m_qkv.resize(static_cast<std::size_t>(tokens * 3 * width));
    multiply(m_rows, block.qkv, {.to = m_qkv.data(), .stride = 3 * width});

    m_attended.shape(format, rows, width);
    if (bytes) m_wide.resize(static_cast<std::size_t>(rows * std::max(width, block.up.n)));
    attention(inner, shape, m_qkv.data(), bytes ? nullptr : &m_attended, m_wide.data());
    if (bytes) fillRows(m_attended, m_wide.data(), width);
    multiply(m_attended, block.out, {.to = stream, .stride = width, .residual = stream});

    m_rows.shape(format, rows, width);
    if (m_options.normFirst)
        normRows(second, stream, rows, width, &m_rows, nullptr);
    else
        normRows(first, stream, rows, width, &m_rows, stream);
    m_hidden.shape(format, rows, block.up.n);
    if (bytes) {
        multiply(m_rows, block.up, {.to = m_wide.data(), .stride = block.up.n, .activation = m_options.activation});
        fillRows(m_hidden, m_wide.data(), block.up.n);
    } else {
        multiply(m_rows, block.up, {.rows = &m_hidden, .activation = m_options.activation});
    }
    multiply(m_hidden, block.down, {.to = stream, .stride = width, .residual = stream});
    if (!m_options.normFirst) normRows(second, stream, rows, width, nullptr, stream);
}

void PackedBlocks::run(torch::Tensor& x, std::size_t from, std::size_t to, const torch::Tensor& keys) {
    const auto mask = keys.defined() ? keys.to(torch::kBool).contiguous() : keys;
    AttentionShape shape{x.size(0), x.size(1), m_options.heads, m_options.width, nullptr, m_options.causal, nullptr};
    if (mask.defined()) shape.keys = reinterpret_cast<const std::uint8_t*>(mask.data_ptr<bool>());
    for (std::size_t i = from; i < to; ++i) runBlock(m_blocks[i], x.data_ptr<float>(), shape, nullptr);
}

torch::Tensor PackedBlocks::runPicked(torch::Tensor& x, const std::vector<std::int64_t>& picks,
                                      const torch::Tensor& keys) {
    const auto last = m_blocks.size() - 1;
    run(x, 0, last, keys);
    const auto mask = keys.defined() ? keys.to(torch::kBool).contiguous() : keys;
    AttentionShape shape{x.size(0), x.size(1),        m_options.heads, m_options.width,
                         nullptr,   m_options.causal, picks.data()};
    if (mask.defined()) shape.keys = reinterpret_cast<const std::uint8_t*>(mask.data_ptr<bool>());
    auto out = torch::empty({x.size(0), x.size(2)}, x.options());
    const auto width = static_cast<std::size_t>(m_options.width);
    for (std::int64_t n = 0; n < x.size(0); ++n) {
        const float* token = x.data_ptr<float>() + (n * x.size(1) + picks[static_cast<std::size_t>(n)]) * x.size(2);
        std::copy(token, token + width, out.data_ptr<float>() + n * x.size(2));
    }
    runBlock(m_blocks[last], x.data_ptr<float>(), shape, out.data_ptr<float>());
    return out;
}

void releasePlain(torch::nn::Module& module) {
    const torch::NoGradGuard guard;
    for (auto& parameter : module.parameters()) parameter.set_data(torch::empty({0}, parameter.options()));
}

torch::Tensor patchRows(const torch::Tensor& pixels, std::int64_t patch) {
    const auto n = pixels.size(0), c = pixels.size(1), down = pixels.size(2) / patch, across = pixels.size(3) / patch;
    const auto lines = pixels.slice(2, 0, down * patch).slice(3, 0, across * patch).permute({0, 2, 3, 1}).contiguous();
    return lines.view({n, down, patch, across, patch * c})
        .permute({0, 1, 3, 2, 4})
        .reshape({n, down * across, patch * patch * c});
}

torch::Tensor patchWeight(const torch::Tensor& weight) { return weight.permute({0, 2, 3, 1}).flatten(1).contiguous(); }

PackedLinear::PackedLinear(NumberFormat format, const torch::Tensor& weight, const torch::Tensor& bias) {
    const torch::NoGradGuard guard;
    const auto w = plain(weight.flatten(1));
    const auto b = bias.defined() ? plain(bias) : bias;
    m_matrix =
        packMatrix(format, w.data_ptr<float>(), b.defined() ? b.data_ptr<float>() : nullptr, w.size(0), w.size(1));
}

torch::Tensor PackedLinear::run(const torch::Tensor& x, Activation activation) {
    const auto in = x.contiguous();
    auto sizes = in.sizes().vec();
    const auto rows = in.numel() / m_matrix.k;
    m_rows.shape(m_matrix.format, rows, m_matrix.k);
    fillRows(m_rows, in.data_ptr<float>(), m_matrix.k);
    sizes.back() = m_matrix.n;
    auto out = torch::empty(sizes, in.options());
    multiply(m_rows, m_matrix, {.to = out.data_ptr<float>(), .stride = m_matrix.n, .activation = activation});
    return out;
}

}  // namespace hilum::nn
