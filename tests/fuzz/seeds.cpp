// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Valid files of every kind first, then the hostile ones, none above kMostSeedBytes (a fuzzer works on small inputs).
#include "tests/fuzz/seeds.h"

#include <opencv2/imgcodecs.hpp>

#include "dicom/file/prescan.h"
#include "dicom/write/j2k_encode.h"
#include "tests/core/image/hostile_pictures.h"
#include "tests/dicom/file/compressed_file.h"
#include "tests/dicom/open/hostile_containers.h"
#include "tests/fuzz/model_seeds.h"

namespace hilum::fuzz {

namespace {

using test::Bytes;
using test::DicomBytes;
using test::Picture;

constexpr std::size_t kMostSeedBytes = 64 * 1024;
constexpr int kSide = 16;

Picture square(int samples = 1, int bits = 8) {
    Picture picture;
    picture.rows = picture.columns = kSide;
    picture.samples = samples;
    picture.bits = bits <= 8 ? 8 : 16;
    picture.stored = bits;
    picture.highBit = bits - 1;
    if (samples == 3) picture.photometric = "RGB";
    return picture;
}

Bytes j2kStream(int samples, int bits, bool highThroughput, bool lossless) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(kSide * kSide * samples));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int32_t>(i * 37 % (1U << bits));
    const auto made =
        dicom::encodeJ2k({kSide, kSide, samples, bits, false, values}, {lossless, 4.0, highThroughput, true});
    return made.ok() ? *made : Bytes();
}

Bytes encoded(const char* suffix, int type, const std::vector<int>& options = {}) {
    cv::Mat mat(kSide, kSide, type);
    for (std::size_t i = 0; i < mat.total() * mat.elemSize(); ++i) mat.data[i] = static_cast<std::uint8_t>(i * 31);
    Bytes bytes;
    cv::imencode(suffix, mat, bytes, options);
    return bytes;
}

struct Coded {  // a file and the place of its syntax and photometric interpretation in f_decode_frame's tables
    Bytes file;
    std::uint8_t syntax = 0, photometric = 0;
    int samples = 1, bits = 8;
};

std::vector<Coded> codedFiles() {
    const auto of = [](const Picture& picture, const char* syntax, const Bytes& stream) {
        return test::encapsulatedFile(picture, syntax, {stream});
    };
    std::vector<Coded> files;
    Bytes planes(kSide * kSide);
    for (std::size_t i = 0; i < planes.size(); ++i) planes[i] = static_cast<std::uint8_t>(i * 7);
    files.push_back({of(square(), test::kRle, test::rleFrame({planes})), 0, 0, 1, 8});
    files.push_back({of(square(1, 12), test::kRle, test::rleFrame({Bytes(256, 3), planes})), 0, 0, 1, 12});
    files.push_back({of(square(3), test::kRle, test::rleFrame({planes, planes, Bytes(256, 3)})), 0, 2, 3, 8});
    test::registerEncoders();
    const std::pair<E_TransferSyntax, std::uint8_t> grey[] = {{EXS_JPEGProcess2_4, 2},
                                                              {EXS_JPEGProcess14, 3},
                                                              {EXS_JPEGProcess14SV1, 4},
                                                              {EXS_JPEGLSLossless, 5},
                                                              {EXS_JPEGLSLossy, 6}};
    for (const auto& [syntax, place] : grey)
        for (const int bits : {8, 12})
            if (const auto file = test::compressedFile(syntax, {1, bits}); !file.empty())
                files.push_back({file, place, 0, 1, bits});
    files.push_back({test::compressedFile(EXS_JPEGProcess1, {1, 8}), 1, 0, 1, 8});
    files.push_back({test::compressedFile(EXS_JPEGProcess1, {3, 8}), 1, 4, 3, 8});
    files.push_back({test::compressedFile(EXS_JPEGProcess14SV1, {3, 8}), 4, 2, 3, 8});
    files.push_back({test::compressedFile(EXS_JPEGLSLossless, {3, 8}), 5, 2, 3, 8});
    test::cleanUpEncoders();
    const struct {
        const char* uid;
        std::uint8_t place;
        bool high, lossless;
    } j2k[] = {{"1.2.840.10008.1.2.4.90", 7, false, true},
               {"1.2.840.10008.1.2.4.91", 8, false, false},
               {"1.2.840.10008.1.2.4.201", 10, true, true},
               {"1.2.840.10008.1.2.4.203", 11, true, false}};
    for (const auto& kind : j2k)
        for (const int samples : {1, 3})
            for (const int bits : {8, 12}) {
                if (samples == 3 && bits == 12) continue;
                auto picture = square(samples, bits);
                if (samples == 3) picture.photometric = kind.lossless ? "YBR_RCT" : "YBR_ICT";
                const auto stream = j2kStream(samples, bits, kind.high, kind.lossless);
                const auto meaning = static_cast<std::uint8_t>(samples == 1 ? 0 : kind.lossless ? 5 : 6);
                files.push_back({of(picture, kind.uid, stream), kind.place, meaning, samples, bits});
            }
    files.push_back({of(square(), "1.2.840.10008.1.2.1.98", planes), 12, 0, 1, 8});
    files.push_back({of(square(), "1.2.840.10008.1.2.8.1", test::deflatedBytes(planes)), 13, 0, 1, 8});
    return files;
}

// Eight bytes of description, then the frame (f_decode_frame.cpp).
std::vector<Seed> frameSeeds() {
    std::vector<Seed> seeds;
    for (const auto& coded : codedFiles()) {
        const auto file = dicom::prescan(dicom::memorySource(coded.file), dicom::Reach::Fragments);
        if (!file.ok() || file->pixels.fragments.empty()) continue;
        const auto& fragment = file->pixels.fragments.front();
        const auto stream = dicom::readRange(*file->source, fragment.offset, fragment.length, kMostSeedBytes);
        if (!stream.ok()) continue;
        const auto flags = static_cast<std::uint8_t>((coded.bits > 8 ? 1 : 0) | (coded.samples == 3 ? 8 : 0));
        Seed seed = {coded.syntax, flags, static_cast<std::uint8_t>(coded.bits - 1), coded.photometric, kSide, 0,
                     kSide,        0};
        seed.insert(seed.end(), stream->begin(), stream->end());
        seeds.push_back(std::move(seed));
    }
    return seeds;
}

Bytes groupsFile() {
    auto set = test::pictureHead(square());
    set.head(0x52009229, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF).head(0x00289110, "SQ", 0xFFFFFFFF);
    set.mark(0xFFFEE000, 0xFFFFFFFF).text(0x00280030, "DS", "3\\4").text(0x00180050, "DS", "2");
    set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
    return test::asFile(set.element(0x7FE00010, "OW", Bytes(256, 3)));
}

Bytes reportFile() {
    DicomBytes set;
    set.text(0x00080005, "CS", "ISO 2022 IR 6\\ISO 2022 IR 87").text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11");
    set.text(0x00080018, "UI", "1.2.3").text(0x00080060, "CS", "SR").text(0x0040A040, "CS", "CONTAINER");
    set.head(0x0040A730, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF).text(0x0040A010, "CS", "CONTAINS");
    set.text(0x0040A040, "CS", "TEXT").text(0x0040A160, "UT", "No finding.").mark(0xFFFEE00D, 0);
    return test::asFile(set.mark(0xFFFEE0DD, 0));
}

Bytes pdfFile() {
    DicomBytes set;
    set.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.104.1")
        .text(0x00080018, "UI", "1.2.3")
        .text(0x00080060, "CS", "DOC");
    set.text(0x00420012, "LO", "application/pdf").element(0x00420011, "OB", {'%', 'P', 'D', 'F', '-', '1', '.', '4'});
    return test::asFile(set);
}

// Windows, tables, overlays, regions: what turns values into a picture.
Bytes meaningFile() {
    auto set = test::pictureHead(square());
    set.text(0x00281050, "DS", "40\\80").text(0x00281051, "DS", "400\\10").text(0x00281056, "CS", "SIGMOID");
    set.text(0x00281052, "DS", "-1024").text(0x00281053, "DS", "2").us(0x00280120, {9});
    set.head(0x00283010, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF).us(0x00283002, {4, 0, 16});
    set.words(0x00283006, {0, 20000, 40000, 65535}).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
    set.us(0x60000010, {16}).us(0x60000011, {16}).text(0x60000040, "CS", "G").us(0x60000050, {1, 1}, "SS");
    set.us(0x60000100, {1}).us(0x60000102, {0}).element(0x60003000, "OW", Bytes(32, 0x5A));
    return test::asFile(set.element(0x7FE00010, "OW", Bytes(256, 3)));
}

std::vector<Seed> fileSeeds() {
    std::vector<Seed> seeds = {test::nativeFile(square(), Bytes(256, 3)), groupsFile(), reportFile(), pdfFile(),
                               meaningFile()};
    seeds.push_back(test::nativeFile(square(3), Bytes(768, 3)));
    seeds.push_back(test::asFile(test::pictureHead(square(), false).element(0x7FE00010, "OW", Bytes(256, 3)),
                                 test::kImplicitLittle));
    seeds.push_back(test::asFile(test::pictureHead(square(), true, true).element(0x7FE00010, "OW", Bytes(256, 3)),
                                 test::kExplicitBig));
    seeds.push_back(test::asFile(DicomBytes().raw(test::deflatedDataset(
                                     test::pictureHead(square()).element(0x7FE00010, "OW", Bytes(256, 3)).bytes())),
                                 test::kDeflated));
    for (const auto& coded : codedFiles()) seeds.push_back(coded.file);
    for (const auto& hostile : test::hostileFiles()) seeds.push_back(hostile.bytes);
    for (const auto& hostile : test::hostileDirectories()) seeds.push_back(hostile.bytes);
    return seeds;
}

std::vector<Seed> pictureSeeds() {
    std::vector<Seed> seeds;
    for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3}) seeds.push_back(encoded(".png", type));
    for (const int type : {CV_8UC1, CV_8UC3}) {
        seeds.push_back(encoded(".jpg", type));
        seeds.push_back(encoded(".jpg", type, {cv::IMWRITE_JPEG_PROGRESSIVE, 1, cv::IMWRITE_JPEG_RST_INTERVAL, 1}));
    }
    for (const auto& hostile : test::hostilePictures()) seeds.push_back(hostile.bytes);
    return seeds;
}

std::vector<Seed> archiveSeeds() {
    std::vector<Seed> seeds = {
        test::zipOf({{"a/b.dcm", test::nativeFile(square(), Bytes(256, 3))}, {"c.png", encoded(".png", CV_8UC1), 0}})};
    for (const auto& hostile : test::hostileArchives()) seeds.push_back(hostile.bytes);
    return seeds;
}

std::vector<Seed> directorySeeds() {
    std::vector<Seed> seeds = {test::dicomdirFile({{"A", 0, 0},
                                                   {"IMAGES\\A", 0, 0},
                                                   {"IMAGES\\B.DCM", 0, 0},
                                                   {"IMAGES\\DEEP\\C", 0, 0},
                                                   {"IMAGES\\LOOP\\A", 0, 0}})};
    for (const auto& hostile : test::hostileDirectories()) seeds.push_back(hostile.bytes);
    return seeds;
}

}  // namespace

std::vector<Seed> seedsOf(const std::string& target) {
    auto seeds = modelSeedsOf(target);
    if (target == "f_open_study") seeds = fileSeeds();
    if (target == "f_decode_frame") seeds = frameSeeds();
    if (target == "f_dicomdir") seeds = directorySeeds();
    if (target == "f_zip_import") seeds = archiveSeeds();
    if (target == "f_png") seeds = pictureSeeds();
    std::erase_if(seeds, [](const Seed& seed) { return seed.size() > kMostSeedBytes; });
    return seeds;
}

}  // namespace hilum::fuzz
