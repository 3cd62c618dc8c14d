// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// A few thousand deterministic mutations of small files of every kind go through the whole open path:
// an image of the declared size or a typed error, never anything else. Run under sanitizers as well.
#include <QTest>

#include <opencv2/imgcodecs.hpp>
#include <random>

#include "core/image/window_level.h"
#include "dicom/open/content.h"
#include "tests/dicom/file/compressed_file.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;

namespace {

constexpr int kRounds = 300;

Picture square() {
    Picture p;
    p.rows = p.columns = 16;
    return p;
}

Bytes pictureBytes(const char* suffix) {
    cv::Mat mat(16, 16, CV_8UC3);
    for (std::size_t i = 0; i < mat.total() * 3; ++i) mat.data[i] = static_cast<std::uint8_t>(i * 31);
    std::vector<std::uint8_t> bytes;
    cv::imencode(suffix, mat, bytes);
    return bytes;
}

Bytes paletteFile() {
    Picture p = square();
    p.photometric = "PALETTE COLOR";
    auto set = pictureHead(p);
    for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {16, 0, 16});
    for (std::uint32_t c = 0; c < 3; ++c) set.words(0x00281201 + c, std::vector<int>(16, static_cast<int>(c) * 20000));
    return asFile(set.element(0x7FE00010, "OW", Bytes(256, 3)));
}

Bytes nestedGroupsFile() {
    auto set = pictureHead(square());
    set.head(0x52009229, "SQ", 0xFFFFFFFF)
        .mark(0xFFFEE000, 0xFFFFFFFF)
        .head(0x00289110, "SQ", 0xFFFFFFFF)
        .mark(0xFFFEE000, 0xFFFFFFFF);
    set.text(0x00280030, "DS", "3\\4").mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
    return asFile(set.element(0x7FE00010, "OW", Bytes(256, 3)));
}

Bytes implicitFile() {
    return asFile(pictureHead(square(), false).element(0x7FE00010, "OW", Bytes(256, 3)), kImplicitLittle);
}

void mutate(Bytes& bytes, std::mt19937& random) {
    const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    for (std::size_t i = 0, n = 1 + any(5); i < n; ++i) {
        // Past the preamble, where something is read.
        const std::size_t first = bytes.size() > 200 ? 132 : 0;
        const std::size_t at = first + any(bytes.size() - first);
        switch (any(6)) {
            case 0: bytes[at] = static_cast<std::uint8_t>(random()); break;
            case 1: bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1u << any(8)); break;
            case 2: bytes[at] = 0xFF; break;
            case 3: bytes[at] = 0; break;
            case 4: bytes[at] = static_cast<std::uint8_t>(bytes[at] + 1); break;
            default:
                if (any(6) == 0)
                    bytes.resize(1 + any(bytes.size()));
                else
                    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(random()));
        }
    }
}

}  // namespace

class TestMutations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { registerEncoders(); }
    void cleanupTestCase() { cleanUpEncoders(); }
    void everyMutationAnswers_data() {
        QTest::addColumn<QByteArray>("seed");
        const auto row = [](const char* name, const Bytes& bytes) {
            QVERIFY2(!bytes.empty(), name);
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<qsizetype>(bytes.size()));
        };
        row("native", nativeFile(square(), Bytes(256, 3)));
        row("implicit", implicitFile());
        row("palette", paletteFile());
        row("functional groups", nestedGroupsFile());
        row("rle", encapsulatedFile(square(), kRle, {rleFrame({Bytes(256, 3)})}));
        row("jpeg lossless", compressedFile(EXS_JPEGProcess14SV1));
        row("jpeg 12 bit", compressedFile(EXS_JPEGProcess2_4));
        row("jpeg-ls", compressedFile(EXS_JPEGLSLossless));
        row("png", pictureBytes(".png"));
        row("jpg", pictureBytes(".jpg"));
    }
    void everyMutationAnswers() {
        QFETCH(QByteArray, seed);
        const auto whole = dicom::frameOf(dicom::memorySource(Bytes(seed.begin(), seed.end())), 0, {});
        QVERIFY2(whole.ok(), whole.ok() ? "" : (whole.error().message + whole.error().detail).c_str());
        std::mt19937 random(static_cast<std::mt19937::result_type>(seed.size()));
        int opened = 0;
        for (int round = 0; round < kRounds; ++round) {
            Bytes bytes(seed.begin(), seed.end());
            mutate(bytes, random);
            const auto source = dicom::memorySource(bytes);
            const auto instance = dicom::describe(source, {"mutated", {}}, {});
            QVERIFY(instance.status == dicom::InstanceStatus::Ok || !instance.reason.empty());
            const auto image = dicom::frameOf(source, 0, {});
            if (image.ok()) {
                ++opened;
                const auto bytesNeeded =
                    image->pixelCount() * static_cast<std::size_t>(image->channels) * image::sizeBytes(image->type);
                QCOMPARE(image->pixels->size(), bytesNeeded);
                QCOMPARE(image::modelRendition(*image).pixels->size(),
                         image->pixelCount() * static_cast<std::size_t>(image->channels));
            } else {
                QVERIFY2(image.error().code != base::ErrorCode::Internal, image.error().detail.c_str());
                QCOMPARE(image.error().message.back(), '.');
            }
        }
        QVERIFY(opened > 0);        // some bytes do not matter
        QVERIFY(opened < kRounds);  // most do
    }
};

QTEST_APPLESS_MAIN(TestMutations)
#include "tst_mutations.moc"
