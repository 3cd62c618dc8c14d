// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// PNG and JPEG: sizes refused before allocation, 16 bits kept, alpha dropped, damage answered.
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>

#include "core/base/file_io.h"
#include "core/image/image_file.h"

using namespace hilum::image;
using hilum::base::ErrorCode;
using Bytes = std::vector<std::uint8_t>;

namespace {

std::uint32_t crc32(const Bytes& bytes) {
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const auto byte : bytes) {
        crc ^= byte;
        for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
    }
    return ~crc;
}

void put32(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Bytes chunk(const std::string& type, const Bytes& data) {
    Bytes body(type.begin(), type.end());
    body.insert(body.end(), data.begin(), data.end());
    Bytes out;
    put32(out, static_cast<std::uint32_t>(data.size()));
    out.insert(out.end(), body.begin(), body.end());
    put32(out, crc32(body));
    return out;
}

Bytes signature() { return {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}; }

Bytes header(std::uint32_t width, std::uint32_t height, std::uint8_t bits, std::uint8_t colour) {
    Bytes data;
    put32(data, width);
    put32(data, height);
    const Bytes rest = {bits, colour, 0, 0, 0};
    data.insert(data.end(), rest.begin(), rest.end());
    return chunk("IHDR", data);
}

Bytes join(std::initializer_list<Bytes> parts) {
    Bytes out;
    for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

Bytes encoded(const cv::Mat& mat, const char* suffix) {
    std::vector<std::uint8_t> bytes;
    cv::imencode(suffix, mat, bytes);
    return bytes;
}

cv::Mat ramp(int type) {
    cv::Mat mat(5, 7, type);
    const auto values = static_cast<int>(mat.elemSize() / mat.elemSize1());
    for (int y = 0; y < mat.rows; ++y)
        for (int x = 0; x < mat.cols * values; ++x) {
            if (mat.depth() == CV_16U)
                mat.ptr<std::uint16_t>(y)[x] = static_cast<std::uint16_t>(900 * y + 1000 * x);
            else
                mat.ptr<std::uint8_t>(y)[x] = static_cast<std::uint8_t>(30 * y + 3 * x);
        }
    return mat;
}

}  // namespace

class TestImageFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sniffsByContent_data() {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("kind");
        QByteArray dicom(132, '\0');
        dicom.replace(128, 4, "DICM");
        QByteArray elf = dicom;
        elf.replace(0, 4,
                    "\x7f"
                    "ELF");
        QByteArray zipInPreamble = dicom;
        zipInPreamble.replace(0, 4, QByteArray("PK\x03\x04", 4));
        QTest::newRow("empty") << QByteArray() << static_cast<int>(FileKind::Unknown);
        QTest::newRow("one byte") << QByteArray("P") << static_cast<int>(FileKind::Unknown);
        QTest::newRow("png") << QByteArray("\x89PNG\r\n\x1a\n....") << static_cast<int>(FileKind::Png);
        QTest::newRow("jpeg") << QByteArray("\xff\xd8\xff\xe0") << static_cast<int>(FileKind::Jpeg);
        QTest::newRow("zip") << QByteArray("PK\x03\x04....") << static_cast<int>(FileKind::Zip);
        QTest::newRow("empty zip") << QByteArray("PK\x05\x06....") << static_cast<int>(FileKind::Zip);
        QTest::newRow("dicom") << dicom << static_cast<int>(FileKind::Dicom);
        QTest::newRow("131 bytes") << dicom.left(131) << static_cast<int>(FileKind::Unknown);
        QTest::newRow("elf preamble") << elf << static_cast<int>(FileKind::Dicom);
        QTest::newRow("zip preamble") << zipInPreamble << static_cast<int>(FileKind::Dicom);
        QTest::newRow("no preamble, explicit") << QByteArray(
                                                      "\x08\x00\x05\x00"
                                                      "CS\x0a\x00",
                                                      8)
                                               << static_cast<int>(FileKind::Dicom);
        QTest::newRow("no preamble, implicit")
            << QByteArray("\x08\x00\x05\x00\x0a\x00\x00\x00", 8) << static_cast<int>(FileKind::Dicom);
        QTest::newRow("no preamble, big-endian") << QByteArray(
                                                        "\x00\x08\x00\x05"
                                                        "CS\x00\x0a",
                                                        8)
                                                 << static_cast<int>(FileKind::Dicom);
        QTest::newRow("text") << QByteArray("patient,finding\n") << static_cast<int>(FileKind::Unknown);
    }
    void sniffsByContent() {
        QFETCH(QByteArray, head);
        QFETCH(int, kind);
        const auto* data = reinterpret_cast<const std::uint8_t*>(head.constData());
        QCOMPARE(static_cast<int>(sniff({data, static_cast<std::size_t>(head.size())})), kind);
    }

    void readsEveryPixelFormat_data() {
        QTest::addColumn<int>("matType");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("type");
        QTest::newRow("grey 8") << int(CV_8UC1) << 1 << static_cast<int>(PixelType::UInt8);
        QTest::newRow("grey 16") << int(CV_16UC1) << 1 << static_cast<int>(PixelType::UInt16);
        QTest::newRow("rgb 8") << int(CV_8UC3) << 3 << static_cast<int>(PixelType::UInt8);
        QTest::newRow("rgb 16") << int(CV_16UC3) << 3 << static_cast<int>(PixelType::UInt8);
        QTest::newRow("rgba 8") << int(CV_8UC4) << 3 << static_cast<int>(PixelType::UInt8);
    }
    void readsEveryPixelFormat() {
        QFETCH(int, matType);
        QFETCH(int, channels);
        QFETCH(int, type);
        const cv::Mat mat = ramp(matType);
        const auto image = decodeImage(encoded(mat, ".png"));
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->width, 7);
        QCOMPARE(image->height, 5);
        QCOMPARE(image->channels, channels);
        QCOMPARE(static_cast<int>(image->type), type);
        const bool deep = mat.depth() == CV_16U;
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 7; ++x)
                for (int c = 0; c < channels; ++c) {
                    const int from = x * mat.channels() + (channels == 3 ? 2 - c : 0);  // OpenCV: blue first
                    const double raw = deep ? mat.ptr<std::uint16_t>(y)[from] : mat.ptr<std::uint8_t>(y)[from];
                    QCOMPARE(image->stored(x, y, c), deep && channels == 3 ? std::round(raw / 257.0) : raw);
                }
        QVERIFY(!image->lossy);
    }
    void greyWithAlphaIsOneChannel() {
        // 2 x 1, grey and alpha: zlib stream with one stored block (filter 0, 10 255, 200 0).
        const Bytes data = {0x78, 0x01, 0x01, 5, 0, 0xfa, 0xff, 0, 10, 255, 200, 0, 0x04, 0xba, 0x01, 0xd2};
        Bytes png = join({signature(), header(2, 1, 8, 4), chunk("IDAT", data), chunk("IEND", {})});
        const auto image = decodeImage(png);
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->channels, 1);
        QCOMPARE(image->stored(0, 0), 10.0);
        QCOMPARE(image->stored(1, 0), 200.0);
    }
    void readsJpeg() {
        const auto image = decodeImage(encoded(ramp(CV_8UC3), ".jpg"));
        QVERIFY(image.ok());
        QCOMPARE(image->channels, 3);
        QVERIFY(image->lossy);
        QCOMPARE(decodeImage(encoded(ramp(CV_8UC1), ".jpg"))->channels, 1);
    }
    void sideChunksAreNeverInflated() {
        // zTXt that would unpack to far more than it holds, before the picture.
        const Bytes png = encoded(ramp(CV_8UC1), ".png");
        Bytes text = {'a', 0, 0, 0x78, 0x9c};
        text.resize(1 << 20, 0x55);
        Bytes bomb(png.begin(), png.begin() + 33);
        const Bytes ztxt = chunk("zTXt", text);
        bomb.insert(bomb.end(), ztxt.begin(), ztxt.end());
        bomb.insert(bomb.end(), png.begin() + 33, png.end());
        const auto image = decodeImage(bomb);
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(contentHash(*image), contentHash(*decodeImage(png)));
    }

    void brokenPicturesAreOneSentence_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const Bytes& bytes, ErrorCode code) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<int>(bytes.size()))
                                << static_cast<int>(code);
        };
        const Bytes idat = chunk("IDAT", {0x78, 0x9c, 3, 0, 0, 0, 0, 1}), end = chunk("IEND", {});
        row("empty", {}, ErrorCode::Unsupported);
        row("text", {'h', 'e', 'l', 'l', 'o'}, ErrorCode::Unsupported);
        row("65535 x 65535", join({signature(), header(65535, 65535, 8, 0), idat, end}), ErrorCode::Unsupported);
        row("2^32-1 wide", join({signature(), header(0xFFFFFFFF, 1, 8, 0), idat, end}), ErrorCode::Unsupported);
        row("zero wide", join({signature(), header(0, 5, 8, 0), idat, end}), ErrorCode::Corrupt);
        row("more than deflate can hold", join({signature(), header(14000, 14000, 8, 0), idat, end}),
            ErrorCode::Corrupt);
        row("no data", join({signature(), header(500, 5, 8, 0), end}), ErrorCode::Corrupt);
        row("no header", join({signature(), idat, end}), ErrorCode::Corrupt);
        row("colour type 5", join({signature(), header(5, 5, 8, 5), idat, end}), ErrorCode::Corrupt);
        row("no end", join({signature(), header(5, 5, 8, 0), idat}), ErrorCode::Corrupt);
        row("signature only", signature(), ErrorCode::Corrupt);
        row("chunk past the end", join({signature(), header(5, 5, 8, 0), {0x7f, 0xff, 0xff, 0xff, 'I', 'D', 'A', 'T'}}),
            ErrorCode::Corrupt);
        Bytes flipped = encoded(ramp(CV_8UC1), ".png");
        flipped[flipped.size() - 20] ^= 0xFF;
        row("flipped data byte", flipped, ErrorCode::Corrupt);
        const Bytes jpeg = encoded(ramp(CV_8UC3), ".jpg");
        row("jpeg cut", Bytes(jpeg.begin(), jpeg.end() - 30), ErrorCode::Corrupt);
        row("jpeg start only", {0xff, 0xd8, 0xff}, ErrorCode::Corrupt);
        row("jpeg huge", {0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xd9},
            ErrorCode::Unsupported);
        row("jpeg without scan", {0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xd9},
            ErrorCode::Corrupt);
        row("jpeg lossless", {0xff, 0xd8, 0xff, 0xc3, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xd9},
            ErrorCode::Unsupported);
    }
    void brokenPicturesAreOneSentence() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        const auto image = decodeImage(
            {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
        QVERIFY(!image.ok());
        QCOMPARE(static_cast<int>(image.error().code), code);
        QVERIFY(image.error().message.size() > 20);
        QCOMPARE(image.error().message.back(), '.');
    }
    void everyTruncationAnswers() {
        for (const char* suffix : {".png", ".jpg"}) {
            const Bytes whole = encoded(ramp(CV_8UC3), suffix);
            for (std::size_t n = 0; n < whole.size(); ++n) QVERIFY2(!decodeImage({whole.data(), n}).ok(), suffix);
        }
    }

    void writesAtomicallyAndReadsBack() {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "a.bin";
        Raster raster;
        raster.width = 2;
        raster.height = 2;
        raster.channels = 3;
        raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(
            std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        QVERIFY(writePng(path, raster).ok());
        const auto back = readImageFile(path);
        QVERIFY(back.ok());
        for (int c = 0; c < 3; ++c) QCOMPARE(back->stored(1, 1, c), 10.0 + c);
        QVERIFY(writePng(path, Mask{2, 1, {0, 255}}).ok());
        QCOMPARE(readImageFile(path)->stored(1, 0), 255.0);
        QCOMPARE(writePng(path, Mask{2, 2, {0}}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(writePng(path, Raster{}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(readImageFile(path)->stored(1, 0), 255.0);  // the failed writes left the old file
        QVERIFY(!writePng(path / "below-a-file.png", raster).ok());
        QCOMPARE(readImageFile(path.parent_path() / "missing").error().code, ErrorCode::NotFound);
    }
    void contentHashSeesPixelsNotPaths() {
        const auto a = decodeImage(encoded(ramp(CV_8UC1), ".png")), b = decodeImage(encoded(ramp(CV_8UC1), ".png"));
        QCOMPARE(contentHash(*a), contentHash(*b));
        cv::Mat changed = ramp(CV_8UC1);
        changed.ptr<std::uint8_t>(2)[3] ^= 1;
        QVERIFY(contentHash(*decodeImage(encoded(changed, ".png"))) != contentHash(*a));
        QVERIFY(contentHash(*decodeImage(encoded(ramp(CV_8UC1).reshape(1, 7), ".png"))) != contentHash(*a));
    }
};

QTEST_APPLESS_MAIN(TestImageFile)
#include "tst_image_file.moc"
