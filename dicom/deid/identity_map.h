// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What replaces identities, from a secret and nothing else: the same secret gives the same UIDs, pseudonyms and
// date shifts in every run, so studies stay together and nobody without it can go back. HMAC-SHA-256 (RFC 2104).
// A mapped value carries a check that only the secret can make, so mapping twice changes nothing. Immutable.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace hilum::dicom {

class IdentityMap {
public:
    explicit IdentityMap(std::string secret) : m_secret(std::move(secret)) {}

    std::string uid(const std::string& original) const;       // "2.25." and a 128-bit number
    std::string pseudonym(const std::string& patient) const;  // "ANON-" and 16 hex digits
    bool isOwnUid(const std::string& uid) const;
    bool isOwnPseudonym(const std::string& name) const;
    int dateShiftDays(const std::string& patient) const;  // 1 to 10 years back, in whole weeks
    // For file names: 12 hex digits.
    std::string shortName(const std::string& text) const;

private:
    std::string hmac(const std::string& purpose, const std::string& text) const;  // 32 bytes
    std::string m_secret;
};

constexpr std::size_t kSecretBytes = 32, kLeastSecretBytes = 16;
// The secret of a file. make: a missing file is made, readable by its owner alone. Errors: NotFound, InvalidInput
// (shorter than 16 bytes), PermissionDenied, Io.
base::Result<std::string> readSecret(const std::filesystem::path& path, bool make);

}  // namespace hilum::dicom
