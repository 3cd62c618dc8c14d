// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The safetensors container: 8-byte little-endian header size N, N bytes of JSON, then tensor bytes.
// Everything is checked before anything is allocated for it (reliability.md 1.2): header size, UTF-8
// JSON that begins with '{', unique keys, known types, products without overflow, offsets contiguous
// from 0 without holes or overlaps, and an end that equals the file's. No torch here.
// Errors: ModelMismatch with the rule that was broken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace hilum::weights {

enum class DType { Bool, U8, I8, F8E5M2, F8E4M3, I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64 };
std::size_t sizeBytes(DType type);
std::string_view name(DType type);  // "F16", as in the file

struct TensorInfo {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;  // empty = a scalar
    std::uint64_t begin = 0;          // bytes from the start of the data
    std::uint64_t end = 0;
};

struct SafetensorsLayout {
    std::vector<TensorInfo> tensors;  // by begin
    std::map<std::string, std::string> metadata;
    std::uint64_t dataStart = 0;  // 8 + N
};

// head is at least the header (the whole file is fine); fileSize is the size on disk.
base::Result<SafetensorsLayout> parseSafetensors(std::span<const std::uint8_t> head, std::uint64_t fileSize);

// One file in memory, immutable; its data begins on a 64-byte boundary so that tensors can lie on it
// without a copy. The file may change or vanish on disk afterwards.
class TensorStore {
public:
    static base::Result<std::shared_ptr<const TensorStore>> open(const std::filesystem::path& path,
                                                                 const base::JobContext& context = {});
    const SafetensorsLayout& layout() const { return m_layout; }
    const TensorInfo* find(std::string_view name) const;  // nullptr = not there
    std::span<const std::uint8_t> bytes(const TensorInfo& tensor) const;
    std::string sha256() const;  // of the file's bytes as they were read

private:
    struct Free {
        void operator()(std::uint8_t* memory) const;
    };
    TensorStore() = default;
    std::unique_ptr<std::uint8_t, Free> m_memory;
    std::span<const std::uint8_t> m_file;
    SafetensorsLayout m_layout;
    std::map<std::string, std::size_t, std::less<>> m_byName;
};

struct TensorToWrite {
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::uint8_t> bytes;
};
// Atomic; larger types first, then by name, as the reference writes. Errors: InvalidInput (bytes do not
// match shape, twice the same name), Io.
base::Status writeSafetensors(const std::filesystem::path& path, std::vector<TensorToWrite> tensors,
                              const std::map<std::string, std::string>& metadata = {});

}  // namespace hilum::weights
