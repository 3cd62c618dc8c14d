// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/charset.h"

#include <algorithm>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>

#include "dicom/file/dcmtk_setup.h"

namespace hilum::dicom {

namespace {

bool isPlain(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0x1B; });
}

// Length of a valid UTF-8 sequence at `at`, 0 when there is none.
std::size_t sequenceLength(const std::string& text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 0;
    const auto second = length > 2 ? static_cast<unsigned char>(text[at + 1]) : 0x80;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second > 0x9F, past = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || past ? 0 : length;
}

// Valid UTF-8 stays; every other byte becomes the replacement character.
std::string repaired(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text, i);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out.append(text, i, length);
            i += length;
        }
    }
    return out;
}

}  // namespace

std::string toUtf8(const std::string& text, const std::string& charset) {
    if (isPlain(text)) return text;
    if (charset.find("ISO_IR 192") != std::string::npos) return repaired(text);
    setUpDcmtk();
    try {
        DcmSpecificCharacterSet converter;
        OFString converted;
        // A file that declares nothing but holds more than ASCII is most often Latin-1.
        const OFString declared(charset.empty() ? "ISO_IR 100" : charset.c_str());
        if (converter.selectCharacterSet(declared, "ISO_IR 192").good() &&
            converter.convertString(OFString(text.data(), text.size()), converted, "\\^=").good())
            return repaired(std::string(converted.c_str(), converted.length()));
    } catch (...) {
        // Falls through: readable ASCII with marks is better than no name.
    }
    return repaired(text);
}

}  // namespace hilum::dicom
