// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/text_vectors.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/byte_reader.h"
#include "core/base/file_io.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"

namespace hilum::reading {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "HLMTXV01";
constexpr std::uint64_t kMaxBytes = 256ULL << 20;
constexpr std::size_t kPart = 128;     // texts embedded and written at a time
constexpr std::size_t kKeyBytes = 64;  // sha256 in hex

bool usable(std::span<const float> vector) {
    for (const float value : vector)
        if (!std::isfinite(value)) return false;
    return !vector.empty();
}

}  // namespace

TextVectors::TextVectors(const fs::path& libraryFolder, std::string packSha256, int dim)
    : m_pack(std::move(packSha256)), m_dim(static_cast<std::size_t>(std::max(dim, 0))) {
    const std::string name = "texts-" + m_pack.substr(0, 16) + ".bin";
    // The built-in pack ships the vectors of the caption banks: the first suggestion of a new installation
    // would otherwise wait for the text tower to read them all.
    read(base::resourcesFolder() / "models" / packs::kDefaultPack / name);
    if (libraryFolder.empty()) return;
    m_file = libraryFolder / "cache" / name;
    read(m_file);
}

// Layout: magic, pack sha256 (64), dim (u32), count (u32), count x (key (64), dim float32), sha256 of all before.
void TextVectors::read(const fs::path& file) {
    std::error_code missing;
    if (!fs::exists(file, missing)) return;
    const auto bytes = base::readFile(file, kMaxBytes);
    if (!bytes.ok() || bytes->size() < kMagic.size() + 2 * kKeyBytes + 8) return;
    const auto body = std::span(*bytes).first(bytes->size() - kKeyBytes);
    const std::string_view tail(reinterpret_cast<const char*>(bytes->data()) + body.size(), kKeyBytes);
    if (base::sha256Hex(body) != tail) return;
    base::ByteReader reader(body);
    if (reader.text(kMagic.size()) != kMagic || reader.text(kKeyBytes) != m_pack) return;
    const std::uint64_t dim = reader.u32();
    const std::uint64_t count = reader.u32();
    if (dim != m_dim || reader.remaining() != count * (kKeyBytes + dim * sizeof(float))) return;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string key(reader.text(kKeyBytes));
        engine::Embedding vector(m_dim);
        const auto raw = reader.text(m_dim * sizeof(float));
        if (reader.failed()) return;
        std::memcpy(vector.data(), raw.data(), raw.size());
        if (usable(vector)) m_vectors.emplace(std::move(key), std::move(vector));
    }
}

void TextVectors::write() const {
    if (m_file.empty()) return;
    std::string bytes(kMagic);
    bytes.append(m_pack.substr(0, kKeyBytes)).append(kKeyBytes - std::min(kKeyBytes, m_pack.size()), ' ');
    const auto number = [&](std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
    };
    number(static_cast<std::uint32_t>(m_dim));
    number(static_cast<std::uint32_t>(m_vectors.size()));
    for (const auto& [key, vector] : m_vectors) {
        bytes += key;
        bytes.append(reinterpret_cast<const char*>(vector.data()), vector.size() * sizeof(float));
    }
    bytes += base::sha256Hex(std::string_view(bytes));
    std::error_code failed;
    fs::create_directories(m_file.parent_path(), failed);
    if (!failed) (void)base::writeFileAtomically(m_file, std::string_view(bytes));  // a cache may stay unwritten
}

base::Result<std::vector<engine::Embedding>> TextVectors::get(std::span<const std::string> texts,
                                                              engine::EncoderSession& session,
                                                              const base::JobContext& context, bool keep) {
    std::vector<std::string> keys, missing;
    std::vector<std::string> missingKeys;
    std::unordered_map<std::string, bool> asked;
    for (const auto& text : texts) {
        keys.push_back(base::sha256Hex(std::string_view(text)));
        if (m_vectors.contains(keys.back()) || !asked.emplace(keys.back(), true).second) continue;
        missing.push_back(text);
        missingKeys.push_back(keys.back());
    }
    std::unordered_map<std::string, engine::Embedding> passing;
    // In parts, each kept when it is done: a warm-up that is stopped has not worked in vain.
    for (std::size_t first = 0; first < missing.size(); first += kPart) {
        const auto part = std::span<const std::string>(missing).subspan(first, std::min(kPart, missing.size() - first));
        HILUM_TRY(auto vectors, session.embedTexts(part, true, context));
        if (vectors.size() != part.size())
            return base::makeError(base::ErrorCode::Internal,
                                   "The model gave fewer vectors than texts; the log has the details.");
        auto& target = keep ? m_vectors : passing;
        for (std::size_t i = 0; i < vectors.size(); ++i) {
            if (vectors[i].size() != m_dim || !usable(vectors[i]))
                return base::makeError(
                    base::ErrorCode::ModelMismatch,
                    "The model gave numbers that are not finite for a text; use another pack or precision.");
            target.emplace(missingKeys[first + i], std::move(vectors[i]));
        }
        if (keep) write();
    }
    std::vector<engine::Embedding> out;
    for (const auto& key : keys) {
        const auto found = m_vectors.find(key);
        out.push_back(found != m_vectors.end() ? found->second : passing.at(key));
    }
    return out;
}

engine::Embedding ensemble(std::span<const engine::Embedding> vectors) {
    if (vectors.empty()) return {};
    engine::Embedding sum(vectors.front().size(), 0.0F);
    for (const auto& vector : vectors)
        for (std::size_t i = 0; i < sum.size() && i < vector.size(); ++i) sum[i] += vector[i];
    const float norm = std::sqrt(cosine(sum, sum));
    if (norm > 0)
        for (float& value : sum) value /= norm;
    return sum;
}

float cosine(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace hilum::reading
