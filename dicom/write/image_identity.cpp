// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/image_identity.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <ctime>

#include "dicom/file/tags.h"

namespace hilum::dicom {

std::string shortened(const std::string& text, std::size_t n, bool lines) {
    std::string out;
    std::size_t count = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool starts = (byte & 0xC0U) != 0x80U;
        if (starts && count == n) break;
        count += starts ? 1 : 0;
        if (lines && c == '\n') {
            if (++count > n) break;
            out += "\r\n";
        } else {
            out += byte < 0x20 || (!lines && c == '\\') ? ' ' : c;
        }
    }
    return out;
}

std::string codeString(const std::string& text, const char* otherwise) {
    std::string out;
    for (const char c : text.substr(0, 16)) {
        const bool small = c >= 'a' && c <= 'z';
        const bool fits = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '_';
        out += small ? static_cast<char>(c - 'a' + 'A') : fits ? c : '_';
    }
    return out.empty() ? otherwise : out;
}

void putImageIdentity(DatasetFiller& fill, const ElementSet& image) {
    const auto number = [](const DcmTagKey& tag) {
        return static_cast<std::uint32_t>(tag.getGroup()) << 16 | tag.getElement();
    };
    const auto copy = [&](const DcmTagKey& tag, std::size_t most) {
        fill.text(tag, shortened(image.text(number(tag)), most));
    };
    for (const DcmTagKey& tag : {DCM_PatientName, DCM_PatientID, DCM_ReferringPhysicianName})
        copy(tag, kLongStringChars);
    for (const DcmTagKey& tag :
         {DCM_PatientBirthDate, DCM_PatientSex, DCM_StudyDate, DCM_StudyTime, DCM_StudyID, DCM_AccessionNumber})
        copy(tag, 16);
    for (const DcmTagKey& tag : {DCM_StudyDescription, DCM_PatientAge})
        if (image.has(number(tag))) copy(tag, kLongStringChars);
    fill.text(DCM_StudyInstanceUID, image.text(tags::kStudyInstanceUid));
}

LocalClock localNow() {
    const std::time_t seconds = std::time(nullptr);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    char date[16], time[16];
    std::strftime(date, sizeof date, "%Y%m%d", &parts);
    std::strftime(time, sizeof time, "%H%M%S", &parts);
    return {date, time};
}

}  // namespace hilum::dicom
