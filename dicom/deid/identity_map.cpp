// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/identity_map.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/file_io.h"
#include "core/base/sha256.h"

namespace hilum::dicom {

namespace {

constexpr const char* kRoot = "2.25.";
constexpr const char* kPrefix = "ANON-";
constexpr std::size_t kUidBytes = 16, kRandomBytes = 12, kPseudonymBytes = 6, kCheckBytes = 2;

std::string hex(const std::string& bytes) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4];
        out += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

// 128 bits as a decimal number, and back; "" when it is none or does not fit.
std::string decimal(std::string bytes) {
    std::string digits;
    bool rest = true;
    while (rest) {
        unsigned carry = 0;
        rest = false;
        for (char& c : bytes) {
            const unsigned value = carry * 256U + static_cast<unsigned char>(c);
            c = static_cast<char>(value / 10U);
            carry = value % 10U;
            rest = rest || c != 0;
        }
        digits += static_cast<char>('0' + carry);
    }
    std::reverse(digits.begin(), digits.end());
    return digits;
}

std::string bytesOf(const std::string& digits) {
    constexpr std::size_t kMaxDigits = 39;
    if (digits.empty() || digits.size() > kMaxDigits) return {};
    std::string bytes(kUidBytes, '\0');
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return {};
        unsigned carry = static_cast<unsigned>(digit - '0');
        for (auto it = bytes.rbegin(); it != bytes.rend(); ++it) {
            const unsigned value = static_cast<unsigned char>(*it) * 10U + carry;
            *it = static_cast<char>(value & 255U);
            carry = value >> 8;
        }
        if (carry != 0) return {};
    }
    return bytes;
}

}  // namespace

std::string IdentityMap::hmac(const std::string& purpose, const std::string& text) const {
    return base::hmacSha256(m_secret, purpose + '\0' + text);
}

std::string IdentityMap::uid(const std::string& original) const {
    if (isOwnUid(original)) return original;
    std::string bytes = hmac("uid", original).substr(0, kRandomBytes);
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x80U);  // RFC 9562 version 8
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);  // and its variant
    bytes += hmac("uid check", bytes).substr(0, kUidBytes - kRandomBytes);
    return kRoot + decimal(bytes);
}

bool IdentityMap::isOwnUid(const std::string& uid) const {
    if (!uid.starts_with(kRoot)) return false;
    const std::string bytes = bytesOf(uid.substr(5));
    return !bytes.empty() && hmac("uid check", bytes.substr(0, kRandomBytes)).substr(0, kUidBytes - kRandomBytes) ==
                                 bytes.substr(kRandomBytes);
}

std::string IdentityMap::pseudonym(const std::string& patient) const {
    if (isOwnPseudonym(patient)) return patient;
    const std::string body = hex(hmac("patient", patient).substr(0, kPseudonymBytes));
    return kPrefix + body + hex(hmac("patient check", body).substr(0, kCheckBytes));
}

bool IdentityMap::isOwnPseudonym(const std::string& name) const {
    constexpr std::size_t kPrefixLength = 5, kBody = 2 * kPseudonymBytes;
    if (!name.starts_with(kPrefix) || name.size() != kPrefixLength + kBody + 2 * kCheckBytes) return false;
    const std::string body = name.substr(kPrefixLength, kBody);
    return hex(hmac("patient check", body).substr(0, kCheckBytes)) == name.substr(kPrefixLength + kBody);
}

int IdentityMap::dateShiftDays(const std::string& patient) const {
    constexpr int kLeastWeeks = 52, kWeeks = 468;
    const std::string bytes = hmac("dates", patient);
    const unsigned value = static_cast<unsigned char>(bytes[0]) * 65536U + static_cast<unsigned char>(bytes[1]) * 256U +
                           static_cast<unsigned char>(bytes[2]);
    return -7 * (kLeastWeeks + static_cast<int>(value % kWeeks));
}

std::string IdentityMap::shortName(const std::string& text) const {
    return hex(hmac("file", text).substr(0, kPseudonymBytes));
}

base::Result<std::string> readSecret(const std::filesystem::path& path, bool make) {
    std::error_code code;
    if (make && !std::filesystem::exists(path, code)) {
        std::filesystem::create_directories(path.parent_path(), code);
        std::array<char, kSecretBytes> bytes{};
        if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
            return base::makeError(base::ErrorCode::Io,
                                   "No secret for de-identification could be made; name one with --key.");
        const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) {
            const bool whole =
                ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
            ::close(fd);
            if (!whole) {
                ::unlink(path.c_str());
                return base::makeError(base::ErrorCode::Io, "The secret for de-identification cannot be written to " +
                                                                path.string() + "; free some space and try again.");
            }
        }
        // Another process may have made it in the meantime: then its secret is read below.
    }
    constexpr std::uint64_t kMaxSecretBytes = 1U << 20;
    HILUM_TRY(const auto secret, base::readTextFile(path, kMaxSecretBytes));
    if (secret.size() < kLeastSecretBytes)
        return base::makeError(
            base::ErrorCode::InvalidInput,
            "The secret in " + path.string() + " is shorter than 16 bytes; use a file with at least 16 random bytes.");
    return secret;
}

}  // namespace hilum::dicom
