// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/lazy_weights.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hilum::weights {

namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::uint64_t kMostHeaderBytes = 100U << 20U;  // as parseSafetensors() takes
constexpr std::uint64_t kReadBytes = 64U << 20U;

base::Error unreadable(const std::filesystem::path& path, const std::string& why) {
    auto error =
        base::makeError(ErrorCode::ModelMismatch, "The weights file " + path.string() + " cannot be read: " + why +
                                                      "; check the file or install the pack again.");
    error.args.emplace_back("path", path.string());
    return error;
}

bool readAll(int file, void* memory, std::uint64_t count, std::uint64_t at) {
    auto* to = static_cast<std::uint8_t*>(memory);
    while (count > 0) {
        const auto got = ::pread(file, to, std::min(count, kReadBytes), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        at += static_cast<std::uint64_t>(got);
        count -= static_cast<std::uint64_t>(got);
    }
    return true;
}

Result<SafetensorsLayout> readLayout(int file, const std::filesystem::path& path) {
    const auto size = ::lseek(file, 0, SEEK_END);
    std::uint8_t length[8] = {};
    if (size < static_cast<off_t>(sizeof length) || !readAll(file, length, sizeof length, 0))
        return unreadable(path, "it is shorter than 8 bytes");
    std::uint64_t header = 0;
    for (int i = 7; i >= 0; --i) header = (header << 8U) | length[i];
    const auto bytes = static_cast<std::uint64_t>(size);
    // A lying length is parseSafetensors()'s to refuse; it must not be allocated for.
    const std::uint64_t head = std::min({bytes, sizeof length + std::min(header, kMostHeaderBytes)});
    std::vector<std::uint8_t> text(head);
    if (!readAll(file, text.data(), head, 0)) return unreadable(path, "it ends before its size");
    return parseSafetensors(text, bytes);
}

}  // namespace

LazyWeights::~LazyWeights() {
    if (m_file >= 0) ::close(m_file);
}

Result<std::unique_ptr<LazyWeights>> LazyWeights::open(const std::filesystem::path& path, torch::nn::Module& module,
                                                       const LoadRules& rules) {
    std::unique_ptr<LazyWeights> weights(new LazyWeights());
    weights->m_path = path;
    weights->m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (weights->m_file < 0) return unreadable(path, errno == ENOENT ? "it is not there" : std::strerror(errno));
    HILUM_TRY(weights->m_layout, readLayout(weights->m_file, path));
    NamedTensors shapes;
    for (std::size_t i = 0; i < weights->m_layout.tensors.size(); ++i) {
        const auto& info = weights->m_layout.tensors[i];
        weights->m_byName[info.name] = i;
        shapes[info.name] =
            torch::empty(info.shape, torch::TensorOptions().dtype(torchType(info.type)).device(torch::kMeta));
    }
    HILUM_TRY(weights->m_plan, planLoad(module, shapes, rules));
    weights->m_filled.assign(weights->m_plan.size(), false);
    for (std::size_t i = 0; i < weights->m_plan.size(); ++i)
        weights->m_byTarget[weights->m_plan[i].target.unsafeGetTensorImpl()] = i;
    return weights;
}

Status LazyWeights::readInto(void* memory, const TensorInfo& info) const {
    if (!readAll(m_file, memory, info.end - info.begin, m_layout.dataStart + info.begin))
        return unreadable(m_path, "it ends before its size");
    return base::okStatus();
}

Result<torch::Tensor> LazyWeights::read(const std::string& fileKey) const {
    const auto& info = m_layout.tensors[m_byName.at(fileKey)];
    auto tensor = torch::empty(info.shape, torchType(info.type));
    HILUM_TRY_STATUS(readInto(tensor.data_ptr(), info));
    return tensor;
}

Status LazyWeights::fill(const torch::Tensor& target) {
    const auto found = m_byTarget.find(target.unsafeGetTensorImpl());
    if (found == m_byTarget.end() || m_filled[found->second]) return base::okStatus();
    m_filled[found->second] = true;
    const auto& planned = m_plan[found->second];
    const auto& info = m_layout.tensors[m_byName.at(planned.fileKey)];
    if (torchType(info.type) == target.scalar_type() && target.is_contiguous() && target.device().is_cpu())
        return readInto(target.data_ptr(), info);
    NamedTensors part;
    HILUM_TRY(part[planned.fileKey], read(planned.fileKey));
    if (const auto scale = planned.fileKey + kScaleSuffix; m_byName.contains(scale)) {
        HILUM_TRY(part[scale], read(scale));
    }
    HILUM_TRY(const auto value, valueOf(planned, part));
    const torch::NoGradGuard guard;
    auto to = target;
    to.copy_(value);
    return base::okStatus();
}

Status LazyWeights::fillRest(const base::JobContext& context) {
    for (std::size_t i = 0; i < m_plan.size(); ++i) {
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY_STATUS(fill(m_plan[i].target));
        context.progress(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(m_plan.size()),
                         base::Stage::Loading);
    }
    return base::okStatus();
}

}  // namespace hilum::weights
