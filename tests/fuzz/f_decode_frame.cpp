// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: one frame's bytes and how a file describes it, decoded in this process (where the program asks a
// decoder process). A frame that decodes has exactly rows x columns x samples x bytes. In a plain build it is
// decoded twice over memory that was filled differently: both must be equal, or heap bytes stand in the picture.
//   byte 0 transfer syntax, 1 flags, 2 bits stored, 3 photometric interpretation, 4-5 rows, 6-7 columns, then
//   the code stream.
#include <malloc.h>

#include <array>

#include "dicom/file/pixel_decoder.h"
#include "tests/dicom/file/dicom_bytes.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

constexpr std::size_t kHeadBytes = 8;
constexpr std::array kSyntaxes = {"1.2.840.10008.1.2.5",    "1.2.840.10008.1.2.4.50",  "1.2.840.10008.1.2.4.51",
                                  "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70",  "1.2.840.10008.1.2.4.80",
                                  "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90",  "1.2.840.10008.1.2.4.91",
                                  "1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.203",
                                  "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"};
constexpr std::array kPhotometrics = {"MONOCHROME2",  "MONOCHROME1", "RGB",     "YBR_FULL",
                                      "YBR_FULL_422", "YBR_RCT",     "YBR_ICT", "PALETTE COLOR"};

test::Picture described(Input head) {
    constexpr std::array kBits = {8, 16, 32, 1};
    test::Picture picture;
    picture.bits = kBits[head[1] & 3U];
    picture.isSigned = head[1] >> 2 & 1;
    picture.samples = (head[1] >> 3 & 1) != 0 ? 3 : 1;
    picture.planar = head[1] >> 4 & 1;
    picture.stored = 1 + head[2] % picture.bits;
    picture.highBit = (head[1] >> 5 & 1) != 0 ? picture.bits - 1 : picture.stored - 1;
    picture.photometric = kPhotometrics[head[3] % kPhotometrics.size()];
    picture.rows = head[4] | head[5] << 8;
    picture.columns = head[6] | head[7] << 8;
    return picture;
}

void decode(const test::Picture& picture, const dicom::Prescan& file) {
    const auto frame = dicom::decodeFrame(file, 0);
    if (!frame.ok()) return requireTyped(frame.error());
    const auto values = static_cast<std::size_t>(picture.rows) * static_cast<std::size_t>(picture.columns) *
                        static_cast<std::size_t>(picture.samples);
    require(frame->width == picture.columns && frame->height == picture.rows && frame->channels == picture.samples,
            "a frame of another size than the file declares");
    require(frame->pixels.size() == values * image::sizeBytes(frame->type), "a frame with another number of bytes");
#if !defined(HILUM_FUZZ_SANITIZED)
    // What malloc gives is filled with one byte, then with another (mallopt(3), M_PERTURB).
    ::mallopt(M_PERTURB, 0x5A);
    const auto again = dicom::decodeFrame(file, 0);
    ::mallopt(M_PERTURB, 0);
    require(again.ok() && again->pixels == frame->pixels, "pixels that depend on what lay in memory before");
#endif
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    if (size < fuzz::kHeadBytes) return 0;
    const fuzz::Input input(data, size);
    const test::Picture picture = fuzz::described(input);
    if (static_cast<std::uint64_t>(picture.rows) * static_cast<std::uint64_t>(picture.columns) > fuzz::kMostPixels)
        return 0;
    const fuzz::Budget budget(size);
    test::Bytes stream(input.begin() + fuzz::kHeadBytes, input.end());
    if (stream.size() % 2 != 0) stream.push_back(0);
    const auto bytes = test::encapsulatedFile(picture, fuzz::kSyntaxes[data[0] % fuzz::kSyntaxes.size()], {stream});
    const auto file = dicom::prescan(dicom::memorySource(bytes), dicom::Reach::Fragments);
    if (file.ok())
        fuzz::decode(picture, *file);
    else
        fuzz::requireTyped(file.error());
    budget.check();
    return 0;
}
