// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Small files whose frame DCMTK's own encoders made: the valid streams that mutations and fuzzers start from.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djencode.h>

#include <vector>

#include "tests/dicom/file/dicom_bytes.h"

namespace hilum::test {

inline void registerEncoders() {
    DJEncoderRegistration::registerCodecs();
    // Raw: the values as they are; the other way goes through DicomImage, which knows no colour without dcmimage.
    DJLSEncoderRegistration::registerCodecs(0, 0, 0, 0, OFFalse);
}
inline void cleanUpEncoders() {
    DJEncoderRegistration::cleanup();
    DJLSEncoderRegistration::cleanup();
}

struct SmallPicture {
    int samples = 1;  // 3 = RGB
    int stored = 12;  // bits, in the fewest bytes
};

// A 16 x 16 ramp. Empty when DCMTK has no encoder for it.
inline Bytes compressedFile(E_TransferSyntax syntax, const SmallPicture& picture = {}) {
    constexpr unsigned kPixels = 256;
    const int bits = picture.stored > 8 ? 16 : 8;
    DcmFileFormat file;
    auto* set = file.getDataset();
    set->putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    set->putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
    set->putAndInsertString(DCM_PhotometricInterpretation, picture.samples == 3 ? "RGB" : "MONOCHROME2");
    const auto number = [&](const DcmTagKey& tag, int value) {
        set->putAndInsertUint16(tag, static_cast<Uint16>(value));
    };
    number(DCM_SamplesPerPixel, picture.samples);
    if (picture.samples == 3) number(DCM_PlanarConfiguration, 0);
    number(DCM_Rows, 16);
    number(DCM_Columns, 16);
    number(DCM_BitsAllocated, bits);
    number(DCM_BitsStored, picture.stored);
    number(DCM_HighBit, picture.stored - 1);
    number(DCM_PixelRepresentation, 0);
    const unsigned count = kPixels * static_cast<unsigned>(picture.samples);
    std::vector<Uint16> wide(count);
    std::vector<Uint8> narrow(count);
    for (unsigned i = 0; i < count; ++i) wide[i] = static_cast<Uint16>(i * 37 % (1U << picture.stored));
    for (unsigned i = 0; i < count; ++i) narrow[i] = static_cast<Uint8>(i * 37 % (1U << picture.stored));
    if (bits == 16)
        set->putAndInsertUint16Array(DCM_PixelData, wide.data(), count);
    else
        set->putAndInsertUint8Array(DCM_PixelData, narrow.data(), count);
    if (set->chooseRepresentation(syntax, nullptr).bad()) return {};
    Bytes out(64 * 1024);
    DcmOutputBufferStream stream(out.data(), static_cast<offile_off_t>(out.size()));
    file.transferInit();
    if (file.write(stream, syntax, EET_ExplicitLength, nullptr).bad()) return {};
    file.transferEnd();
    void* data = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(data, length);
    out.resize(static_cast<std::size_t>(length));
    return out;
}

}  // namespace hilum::test
