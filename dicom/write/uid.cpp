// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/uid.h"

#include <algorithm>
#include <array>
#include <random>

#include "core/base/sha256.h"

namespace hilum::dicom {

std::string uidFromText(std::string_view text) {
    constexpr std::size_t kDigits = 32;  // 128 bits of the hash
    const std::string hex = base::sha256Hex(text);
    std::array<unsigned, kDigits> nibbles{};
    for (std::size_t i = 0; i < kDigits; ++i)
        nibbles[i] = static_cast<unsigned>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
    nibbles[12] = 8;                        // version
    nibbles[16] = 8U | (nibbles[16] & 3U);  // variant
    // Long division of the base-16 number by ten.
    std::string decimal;
    bool rest = true;
    while (rest) {
        unsigned carry = 0;
        rest = false;
        for (auto& nibble : nibbles) {
            const unsigned value = carry * 16U + nibble;
            nibble = value / 10U;
            carry = value % 10U;
            rest = rest || nibble != 0;
        }
        decimal.push_back(static_cast<char>('0' + carry));
    }
    std::reverse(decimal.begin(), decimal.end());
    return "2.25." + decimal;
}

std::string newUid() {
    constexpr int kWords = 8;  // 256 bits into the hash
    std::random_device device;
    std::string text;
    for (int i = 0; i < kWords; ++i) text += std::to_string(device()) + ".";
    return uidFromText(text);
}

}  // namespace hilum::dicom
