// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One object: pre-scanned, read by DCMTK, its text made UTF-8, its pixels and attributes cleaned, written with a
// new meta header and an empty preamble. A native image becomes explicit little endian; a compressed one keeps
// its transfer syntax.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <memory>

#include "dicom/deid/apply_profile.h"
#include "dicom/deid/clean_pixels.h"
#include "dicom/deid/deidentify.h"
#include "dicom/file/charset.h"
#include "dicom/file/dcmtk_setup.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;

std::string textAt(DcmItem& item, const DcmTagKey& tag) {
    OFString value;
    item.findAndGetOFStringArray(tag, value);
    return {value.c_str(), value.length()};
}

bool isPlainText(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0x1B; });
}

// Every text of the item to UTF-8; answers whether anything was changed.
bool toUtf8Text(DcmItem& item, std::string charset) {
    if (const auto own = textAt(item, DCM_SpecificCharacterSet); !own.empty()) charset = own;
    bool changed = false;
    for (unsigned long i = 0; i < item.card(); ++i) {
        DcmElement* element = item.getElement(i);
        if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element)) {
            for (unsigned long k = 0; k < sequence->card(); ++k)
                changed = toUtf8Text(*sequence->getItem(k), charset) || changed;
            continue;
        }
        if (!element->isaString()) continue;
        OFString value;
        if (element->getOFStringArray(value, OFFalse).bad()) continue;
        const std::string text(value.c_str(), value.length());
        if (isPlainText(text)) continue;
        element->putString(toUtf8(text, charset).c_str());
        changed = true;
    }
    return changed;
}

void dropNestedCharsets(DcmItem& item) {
    for (unsigned long i = 0; i < item.card(); ++i)
        if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(item.getElement(i)))
            for (unsigned long k = 0; k < sequence->card(); ++k) {
                delete sequence->getItem(k)->remove(DCM_SpecificCharacterSet);
                dropNestedCharsets(*sequence->getItem(k));
            }
}

void makeUtf8(DcmDataset& dataset) {
    if (!toUtf8Text(dataset, "")) return;
    dropNestedCharsets(dataset);
    dataset.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192");
}

base::Result<std::unique_ptr<DcmDataset>> parse(const std::vector<std::uint8_t>& bytes) {
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    DcmFileFormat file;
    file.transferInit();
    const OFCondition read = file.read(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength);
    file.transferEnd();
    if (read.bad())
        return makeError(ErrorCode::Corrupt, "The file is damaged and nothing of it was written; export it again.",
                         read.text());
    return std::unique_ptr<DcmDataset>(file.getAndRemoveDataset());
}

base::Result<std::vector<std::uint8_t>> encode(std::unique_ptr<DcmDataset> dataset, E_TransferSyntax syntax) {
    DcmFileFormat file(dataset.release(), OFFalse);
    OFCondition done = file.validateMetaInfo(syntax, EWM_createNewMeta);
    std::vector<std::uint8_t> bytes(file.calcElementLength(syntax, EET_ExplicitLength) + (64U << 10));
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    if (done.good())
        done = file.write(stream, syntax, EET_ExplicitLength, nullptr, EGL_withoutGL, EPD_withoutPadding, 0, 0, 0,
                          EWM_createNewMeta);
    file.transferEnd();
    if (done.bad())
        return makeError(ErrorCode::Corrupt,
                         "The file cannot be written as a whole object after de-identification, so nothing of it was; "
                         "the log has the details.",
                         done.text());
    void* written = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(written, length);
    bytes.resize(static_cast<std::size_t>(length));
    return bytes;
}

std::filesystem::path nameOf(DcmDataset& dataset, const IdentityMap& identities) {
    const auto part = [&](const char* kind, const DcmTagKey& tag) {
        return identities.shortName(std::string(kind) + textAt(dataset, tag));
    };
    return std::filesystem::path(textAt(dataset, DCM_PatientID)) / part("study ", DCM_StudyInstanceUID) /
           part("series ", DCM_SeriesInstanceUID) / (part("object ", DCM_SOPInstanceUID) + ".dcm");
}

base::Result<DeidObject> clean(const std::vector<std::uint8_t>& bytes, const Prescan& scanned,
                               const DeidProfile& profile, const DeidOptions& options, const IdentityMap& identities,
                               std::vector<std::string>& warnings, const base::JobContext& context) {
    HILUM_TRY(auto dataset, parse(bytes));
    if (textAt(*dataset, DCM_SOPClassUID).empty() || textAt(*dataset, DCM_SOPInstanceUID).empty())
        return makeError(
            ErrorCode::InvalidInput,
            "The file does not say what kind of object it is (no SOP class or instance UID), so it was not "
            "written; repair it first.");
    makeUtf8(*dataset);
    HILUM_TRY(const bool blanked, cleanPixels(*dataset, scanned, options, warnings, context));
    const DeidRules rules{profile, options, identities};
    HILUM_TRY_STATUS(applyProfile(*dataset, rules, blanked, warnings));
    const E_TransferSyntax original = dataset->getOriginalXfer();
    const bool compressed = !blanked && scanned.pixels.kind == PixelKind::Encapsulated;
    DeidObject object;
    object.name = nameOf(*dataset, identities);
    HILUM_TRY(object.bytes, encode(std::move(dataset), compressed ? original : EXS_LittleEndianExplicit));
    return object;
}

}  // namespace

base::Result<DeidObject> deidentifyBytes(std::vector<std::uint8_t> file, const DeidProfile& profile,
                                         const DeidOptions& options, const IdentityMap& identities,
                                         std::vector<std::string>& warnings, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    setUpDcmtk();
    return base::guarded("De-identifying a file", [&]() -> base::Result<DeidObject> {
        const auto source = memorySource(file);
        HILUM_TRY(const auto scanned, prescan(source, Reach::Fragments, {}, context));
        return clean(file, scanned, profile, options, identities, warnings, context);
    });
}

}  // namespace hilum::dicom
