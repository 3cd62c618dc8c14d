// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/dataset_filler.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstdio>

#include "core/base/file_io.h"

namespace hilum::dicom {

void DatasetFiller::note(bool good, const DcmTagKey& tag, const char* reason) {
    if (!good && m_fault.empty()) m_fault = std::string(tag.toString().c_str()) + ": " + reason;
}

void DatasetFiller::text(const DcmTagKey& tag, const std::string& value) {
    const OFCondition done = m_item.putAndInsertString(tag, value.c_str());
    note(done.good(), tag, done.text());
}

void DatasetFiller::number(const DcmTagKey& tag, int value) {
    const OFCondition done = DcmTag(tag).getEVR() == EVR_SS
                                 ? m_item.putAndInsertSint16(tag, static_cast<Sint16>(value))
                                 : m_item.putAndInsertUint16(tag, static_cast<Uint16>(value));
    note(done.good(), tag, done.text());
}

void DatasetFiller::pixels(const std::vector<std::byte>& bytes) {
    const auto* words = reinterpret_cast<const Uint16*>(bytes.data());
    const OFCondition done =
        m_item.putAndInsertUint16Array(DCM_PixelData, words, static_cast<unsigned long>(bytes.size() / 2));
    note(done.good(), DCM_PixelData, done.text());
}

void DatasetFiller::bytes(const std::vector<std::byte>& values) {
    std::vector<std::byte> even = values;
    if (even.size() % 2 != 0) even.push_back(std::byte{0});
    const OFCondition done = m_item.putAndInsertUint8Array(DCM_PixelData, reinterpret_cast<const Uint8*>(even.data()),
                                                           static_cast<unsigned long>(even.size()));
    note(done.good(), DCM_PixelData, done.text());
}

void DatasetFiller::code(const DcmTagKey& sequence, const std::string& value, const std::string& scheme,
                         const std::string& meaning) {
    DcmItem* item = nullptr;
    const OFCondition done = m_item.findOrCreateSequenceItem(sequence, item, 0);
    note(done.good(), sequence, done.text());
    if (item == nullptr) return;
    DatasetFiller inner(*item);
    inner.text(DCM_CodeValue, value);
    inner.text(DCM_CodingSchemeDesignator, scheme);
    inner.text(DCM_CodeMeaning, meaning);
    if (m_fault.empty()) m_fault = inner.m_fault;
}

void DatasetFiller::emptySequence(const DcmTagKey& sequence) {
    const OFCondition done = m_item.insertEmptyElement(sequence);
    note(done.good(), sequence, done.text());
}

void DatasetFiller::item(const DcmTagKey& sequence, const std::function<void(DatasetFiller&)>& fill) {
    DcmItem* made = nullptr;
    const OFCondition done = m_item.findOrCreateSequenceItem(sequence, made, -2);  // appends
    note(done.good(), sequence, done.text());
    if (made == nullptr) return;
    DatasetFiller inner(*made);
    fill(inner);
    if (m_fault.empty()) m_fault = inner.m_fault;
}

void DatasetFiller::floats(const DcmTagKey& tag, const std::vector<float>& values) {
    const OFCondition done =
        m_item.putAndInsertFloat32Array(tag, values.data(), static_cast<unsigned long>(values.size()));
    note(done.good(), tag, done.text());
}

void DatasetFiller::longs(const DcmTagKey& tag, const std::vector<int>& values) {
    const std::vector<Sint32> stored(values.begin(), values.end());
    auto* element = new DcmSignedLong(DcmTag(tag, EVR_SL));
    OFCondition done = element->putSint32Array(stored.data(), static_cast<unsigned long>(stored.size()));
    if (done.good()) done = m_item.insert(element, OFTrue);  // owns it now
    if (done.bad()) delete element;
    note(done.good(), tag, done.text());
}

void DatasetFiller::words(const DcmTagKey& tag, const std::vector<int>& values, bool isSigned) {
    OFCondition done = EC_Normal;
    DcmElement* element = nullptr;
    const auto count = static_cast<unsigned long>(values.size());
    if (isSigned) {
        const std::vector<Sint16> stored(values.begin(), values.end());
        element = new DcmSignedShort(DcmTag(tag, EVR_SS));
        done = element->putSint16Array(stored.data(), count);
    } else {
        const std::vector<Uint16> stored(values.begin(), values.end());
        element = new DcmUnsignedShort(DcmTag(tag, EVR_US));
        done = element->putUint16Array(stored.data(), count);
    }
    if (done.good()) done = m_item.insert(element, OFTrue);  // owns it now
    if (done.bad()) delete element;
    note(done.good(), tag, done.text());
}

void DatasetFiller::bytes(const DcmTagKey& tag, const std::vector<std::uint8_t>& values) {
    std::vector<std::uint8_t> even = values;
    if (even.size() % 2 != 0) even.push_back(0);
    const OFCondition done = m_item.putAndInsertUint8Array(tag, even.data(), static_cast<unsigned long>(even.size()));
    note(done.good(), tag, done.text());
}

void DatasetFiller::wordArray(const DcmTagKey& tag, const std::vector<std::uint16_t>& values) {
    auto* element = new DcmOtherByteOtherWord(DcmTag(tag, EVR_OW));
    OFCondition done = element->putUint16Array(values.data(), static_cast<unsigned long>(values.size()));
    if (done.good()) done = m_item.insert(element, OFTrue);
    if (done.bad()) delete element;
    note(done.good(), tag, done.text());
}

void DatasetFiller::patientAndStudy(const StudyHeader& study, const PhantomIdentity& identity) {
    char age[16];
    std::snprintf(age, sizeof age, "%03dY", study.ageYears % 1000);
    text(DCM_PatientName, study.patientName);
    text(DCM_PatientID, study.patientId);
    text(DCM_PatientBirthDate, "");
    text(DCM_PatientSex, study.sex);
    text(DCM_PatientAge, age);
    text(DCM_PatientComments, "Simulated; no patient");
    text(DCM_StudyInstanceUID, identity.studyUid);
    text(DCM_StudyDate, compactDate(study.studyDate));
    text(DCM_StudyTime, identity.studyTime);
    text(DCM_ReferringPhysicianName, "");
    text(DCM_StudyID, "1");
    text(DCM_AccessionNumber, identity.accession);
    text(DCM_StudyDescription, study.description);
}

void DatasetFiller::equipment() {
    text(DCM_Manufacturer, "Hilum simulated");
    text(DCM_ManufacturerModelName, "hilum phantom");
    text(DCM_SoftwareVersions, "1");
}

base::Status DatasetFiller::status() const {
    if (m_fault.empty()) return base::okStatus();
    return base::makeError(base::ErrorCode::Internal,
                           "The object could not be put into DICOM form; the log has the details.", m_fault);
}

std::string decimal(double value) {
    char text[20];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string compactDate(const std::string& isoDate) {
    std::string digits;
    for (const char c : isoDate)
        if (c != '-') digits.push_back(c);
    return digits;
}

std::string decimalString(double value) {
    constexpr std::size_t kMost = 16;
    char text[40];
    for (int digits = 15; digits > 0; --digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, value);
        if (std::char_traits<char>::length(text) <= kMost) break;
    }
    return text;
}

base::Status saveStrictly(DcmFileFormat& file, const std::filesystem::path& path) {
    // Into memory first: a full disk is then told by our own atomic writer, with its errno.
    OFCondition done = file.validateMetaInfo(EXS_LittleEndianExplicit);
    if (done.good()) done = file.getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
    std::vector<std::uint8_t> bytes(file.calcElementLength(EXS_LittleEndianExplicit, EET_ExplicitLength) + (64U << 10));
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    if (done.good()) done = file.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr);
    file.transferEnd();
    if (done.bad())
        return base::makeError(base::ErrorCode::Internal,
                               "The object could not be put into DICOM form; the log has the details.", done.text());
    void* written = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(written, length);
    return base::writeFileAtomically(path, std::span(bytes.data(), static_cast<std::size_t>(length)));
}

}  // namespace hilum::dicom
