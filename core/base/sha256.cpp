// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace hilum::base {

namespace {
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
constexpr std::size_t kBlockBytes = 1U << 20;

Digest begin() {
    Digest digest(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr);
    return digest;
}

std::string finish(EVP_MD_CTX* digest) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(digest, raw.data(), &size);
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * size);
    for (unsigned int i = 0; i < size; ++i) {
        text.push_back(kHex[raw[i] >> 4]);
        text.push_back(kHex[raw[i] & 15]);
    }
    return text;
}
}  // namespace

std::string sha256Hex(std::span<const std::uint8_t> bytes) {
    const auto digest = begin();
    EVP_DigestUpdate(digest.get(), bytes.data(), bytes.size());
    return finish(digest.get());
}

std::string sha256Hex(std::string_view text) {
    return sha256Hex(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string hmacSha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), raw.data(), &size);
    return {reinterpret_cast<const char*>(raw.data()), size};
}

Result<std::string> sha256OfFile(const std::filesystem::path& path, const JobContext& context) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return makeError(ErrorCode::NotFound, "The file " + path.string() + " cannot be opened; check the path.");
    const auto digest = begin();
    std::vector<char> block(kBlockBytes);
    while (in) {
        if (context.stopRequested()) return cancelled();
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        EVP_DigestUpdate(digest.get(), block.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad())
        return makeError(ErrorCode::Io, "Reading " + path.string() + " failed; check the disk and try again.");
    return finish(digest.get());
}

}  // namespace hilum::base
