// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DatasetFiller: writes attributes into a DCMTK dataset and remembers the first refusal, so that a
// module reads as a list. Internal to dicom/write and dicom/sr: names DCMTK types forward.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "dicom/write/phantom_dicom.h"

class DcmItem;
class DcmFileFormat;
class DcmTagKey;

namespace hilum::dicom {

class DatasetFiller {
public:
    explicit DatasetFiller(DcmItem& item) : m_item(item) {}
    void text(const DcmTagKey& tag, const std::string& value);
    void number(const DcmTagKey& tag, int value);      // US or SS, whatever the tag says
    void pixels(const std::vector<std::byte>& bytes);  // 16 bits
    void bytes(const std::vector<std::byte>& bytes);   // 8 bits
    void code(const DcmTagKey& sequence, const std::string& value, const std::string& scheme,
              const std::string& meaning);
    void emptySequence(const DcmTagKey& sequence);
    // One more item of a sequence.
    void item(const DcmTagKey& sequence, const std::function<void(DatasetFiller&)>& fill);
    void floats(const DcmTagKey& tag, const std::vector<float>& values);              // FL
    void longs(const DcmTagKey& tag, const std::vector<int>& values);                 // SL
    void words(const DcmTagKey& tag, const std::vector<int>& values, bool isSigned);  // US or SS, as told
    void bytes(const DcmTagKey& tag, const std::vector<std::uint8_t>& values);        // OB
    void wordArray(const DcmTagKey& tag, const std::vector<std::uint16_t>& values);   // OW
    // For what the caller puts itself: notes a refusal of this tag.
    void require(bool good, const DcmTagKey& tag) { note(good, tag, "refused"); }
    void take(const DatasetFiller& inner) {
        if (m_fault.empty()) m_fault = inner.m_fault;
    }
    void patientAndStudy(const StudyHeader& study, const PhantomIdentity& identity);
    void equipment();
    base::Status status() const;

private:
    void note(bool good, const DcmTagKey& tag, const char* reason);
    DcmItem& m_item;
    std::string m_fault;
};

std::string decimal(double value);                    // DS, six digits
std::string compactDate(const std::string& isoDate);  // YYYYMMDD
std::string decimalString(double value);              // DS: at most 16 characters
// Explicit VR little endian, atomically.
base::Status saveStrictly(DcmFileFormat& file, const std::filesystem::path& path);

}  // namespace hilum::dicom
