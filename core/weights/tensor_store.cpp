// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reading a weights file into one aligned buffer, and writing one. Not mapped: a file that is cut
// while it is mapped would end the program.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/weights/safetensors.h"

namespace hilum::weights {

namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kBlockBytes = 16U << 20;
constexpr std::size_t kHeaderAlignment = 8;

base::Error unreadable(const std::filesystem::path& path, const std::string& why) {
    base::Error error =
        base::makeError(ErrorCode::ModelMismatch, "The weights file " + path.string() + " cannot be read: " + why +
                                                      "; check the file or install the pack again.");
    error.args.emplace_back("path", path.string());
    return error;
}

std::uint64_t littleEndian(const std::uint8_t* bytes) {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = (value << 8) | bytes[i];
    return value;
}

}  // namespace

void TensorStore::Free::operator()(std::uint8_t* memory) const {
    ::operator delete (memory, std::align_val_t{kAlignment});
}

Result<std::shared_ptr<const TensorStore>> TensorStore::open(const std::filesystem::path& path,
                                                             const base::JobContext& context) {
    std::error_code status;
    if (!std::filesystem::is_regular_file(path, status)) return unreadable(path, "it is not there");
    const auto size = std::filesystem::file_size(path, status);
    std::ifstream in(path, std::ios::binary);
    if (status || !in) return unreadable(path, std::strerror(errno));
    std::uint8_t length[8] = {};
    if (size < sizeof length || !in.read(reinterpret_cast<char*>(length), sizeof length))
        return unreadable(path, "it is shorter than 8 bytes");
    // Places the header so that the data behind it is aligned; a lying length only wastes a shift.
    const std::size_t shift = (kAlignment - (littleEndian(length) + sizeof length) % kAlignment) % kAlignment;
    return base::guarded("Reading " + path.string(), [&]() -> Result<std::shared_ptr<const TensorStore>> {
        std::shared_ptr<TensorStore> store(new TensorStore());
        store->m_memory.reset(
            static_cast<std::uint8_t*>(::operator new (size + kAlignment, std::align_val_t{kAlignment})));
        std::uint8_t* file = store->m_memory.get() + shift;
        std::memcpy(file, length, sizeof length);
        for (std::uint64_t at = sizeof length; at < size;) {
            if (context.stopRequested()) return base::cancelled();
            const auto count = static_cast<std::streamsize>(std::min<std::uint64_t>(kBlockBytes, size - at));
            if (!in.read(reinterpret_cast<char*>(file) + at, count)) return unreadable(path, "it ends before its size");
            at += static_cast<std::uint64_t>(count);
            context.progress(static_cast<std::int64_t>(at), static_cast<std::int64_t>(size), base::Stage::Loading);
        }
        store->m_file = {file, static_cast<std::size_t>(size)};
        HILUM_TRY(store->m_layout, parseSafetensors(store->m_file, size));
        for (std::size_t i = 0; i < store->m_layout.tensors.size(); ++i)
            store->m_byName[store->m_layout.tensors[i].name] = i;
        return std::shared_ptr<const TensorStore>(std::move(store));
    });
}

const TensorInfo* TensorStore::find(std::string_view name) const {
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : &m_layout.tensors[found->second];
}

std::span<const std::uint8_t> TensorStore::bytes(const TensorInfo& tensor) const {
    return m_file.subspan(static_cast<std::size_t>(m_layout.dataStart + tensor.begin),
                          static_cast<std::size_t>(tensor.end - tensor.begin));
}

std::string TensorStore::sha256() const { return base::sha256Hex(m_file); }

Status writeSafetensors(const std::filesystem::path& path, std::vector<TensorToWrite> tensors,
                        const std::map<std::string, std::string>& metadata) {
    std::sort(tensors.begin(), tensors.end(), [](const TensorToWrite& a, const TensorToWrite& b) {
        const auto sizeA = sizeBytes(a.type);
        const auto sizeB = sizeBytes(b.type);
        return sizeA != sizeB ? sizeA > sizeB : a.name < b.name;
    });
    nlohmann::json header = nlohmann::json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t at = 0;
    for (const auto& tensor : tensors) {
        std::uint64_t expected = sizeBytes(tensor.type);
        for (const auto extent : tensor.shape) expected *= static_cast<std::uint64_t>(extent);
        if (expected != tensor.bytes.size() || header.contains(tensor.name))
            return base::makeError(ErrorCode::InvalidInput,
                                   "The tensor " + tensor.name +
                                       " cannot be written because its bytes do not match its shape or its "
                                       "name is used twice; this is a fault of the caller.");
        header[tensor.name] = {
            {"dtype", name(tensor.type)}, {"shape", tensor.shape}, {"data_offsets", {at, at + expected}}};
        at += expected;
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((kHeaderAlignment - text.size() % kHeaderAlignment) % kHeaderAlignment, ' ');
    return base::writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Status {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        std::uint8_t length[8];
        for (std::size_t i = 0; i < sizeof length; ++i) length[i] = static_cast<std::uint8_t>(text.size() >> (8 * i));
        out.write(reinterpret_cast<const char*>(length), sizeof length);
        out << text;
        for (const auto& tensor : tensors)
            out.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                      static_cast<std::streamsize>(tensor.bytes.size()));
        out.close();
        if (!out)
            return base::makeError(ErrorCode::Io, "Writing " + path.string() + " failed: " + std::strerror(errno) +
                                                      "; free some space and try again.");
        return base::okStatus();
    });
}

}  // namespace hilum::weights
