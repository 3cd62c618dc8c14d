// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Decoding to stored values: every layout with values worked out by hand, damaged streams answered.
#include <QTest>

#include <cstring>
#include <opencv2/imgcodecs.hpp>

#include "dicom/file/jpeg_frame.h"
#include "dicom/file/pixel_decoder.h"
#include "dicom/file/rle_decoder.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using image::PixelType;

namespace {

base::Result<dicom::StoredFrame> decode(Bytes bytes, int frame = 0, const base::JobContext& context = {}) {
    HILUM_TRY(const auto file, dicom::prescan(dicom::memorySource(std::move(bytes)), dicom::Reach::Fragments));
    return dicom::decodeFrame(file, frame, context);
}

std::vector<double> valuesOf(const dicom::StoredFrame& frame) {
    image::Image view;
    view.width = frame.width * frame.channels;
    view.height = frame.height;
    view.type = frame.type;
    view.pixels = std::make_shared<const std::vector<std::byte>>(frame.pixels);
    std::vector<double> values;
    for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) values.push_back(view.stored(x, y));
    return values;
}

#define COMPARE_VALUES(result, ...)                                               \
    do {                                                                          \
        const auto answer = (result);                                             \
        QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str()); \
        QCOMPARE(valuesOf(*answer), (std::vector<double>{__VA_ARGS__}));          \
    } while (false)

Bytes jpegOf(const cv::Mat& mat) {
    std::vector<std::uint8_t> bytes;
    cv::imencode(".jpg", mat, bytes, {cv::IMWRITE_JPEG_QUALITY, 100});
    return bytes;
}

}  // namespace

class TestPixels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nativeLayouts() {
        COMPARE_VALUES(decode(nativeFile({}, {1, 2, 3, 4, 5, 255})), 1, 2, 3, 4, 5, 255);
        Picture p;
        p.columns = 1;
        p.bits = p.stored = 16;
        p.highBit = 15;
        COMPARE_VALUES(decode(nativeFile(p, {0x34, 0x12, 0xFF, 0xFF})), 0x1234, 65535);
        p.isSigned = 1;
        COMPARE_VALUES(decode(nativeFile(p, {0x34, 0x12, 0xFF, 0xFF})), 0x1234, -1);
        p.stored = 12;
        p.highBit = 11;
        COMPARE_VALUES(decode(nativeFile(p, {0xFF, 0xFF, 0xFF, 0x07})), -1, 2047);  // upper bits hold something else
        p.isSigned = 0;
        COMPARE_VALUES(decode(nativeFile(p, {0x01, 0xF0, 0xFF, 0x0F})), 1, 4095);
        p.highBit = 15;
        COMPARE_VALUES(decode(nativeFile(p, {0x15, 0x00, 0xF0, 0xFF})), 1, 4095);  // left-aligned cells
        p.highBit = 3;                                                             // impossible: the usual place holds
        COMPARE_VALUES(decode(nativeFile(p, {0x01, 0xF0, 0xFF, 0x0F})), 1, 4095);
        p.bits = p.stored = 32;
        p.highBit = 31;
        COMPARE_VALUES(decode(nativeFile(p, {0, 0, 0, 0x80, 1, 0, 0, 0})), 2147483648.0, 1);
        p.isSigned = 1;
        COMPARE_VALUES(decode(nativeFile(p, {0, 0, 0, 0x80, 1, 0, 0, 0})), -2147483648.0, 1);
        Picture s;
        s.isSigned = 1;
        COMPARE_VALUES(decode(nativeFile(s, {1, 2, 3, 4, 5, 255})), 1, 2, 3, 4, 5, -1);
    }
    void singleBits() {
        Picture p;
        p.rows = 3;
        p.columns = 3;
        p.bits = p.stored = 1;
        p.highBit = 0;
        p.frames = "2";
        // Frame 0: bits 0..8, frame 1: bits 9..17, least significant first, frames not aligned to bytes.
        const Bytes bytes = {0b10101010, 0b11111101, 0b00000011, 0};
        COMPARE_VALUES(decode(nativeFile(p, bytes, "OB")), 0, 1, 0, 1, 0, 1, 0, 1, 1);
        COMPARE_VALUES(decode(nativeFile(p, bytes, "OB"), 1), 0, 1, 1, 1, 1, 1, 1, 1, 1);
    }
    void floatingPixels() {
        Picture p;
        p.rows = 1;
        p.columns = 2;
        auto set = pictureHead(p);
        set.head(0x7FE00008, "OF", 8).put(0x3FC00000, 4).put(0xC0000000, 4);
        COMPARE_VALUES(decode(asFile(set)), 1.5, -2.0);
    }
    void bigEndian() {
        Picture p;
        p.rows = 1;
        p.columns = 2;
        p.bits = p.stored = 16;
        p.highBit = 15;
        COMPARE_VALUES(
            decode(asFile(pictureHead(p, true, true).element(0x7FE00010, "OW", {0x12, 0x34, 0, 7}), kExplicitBig)),
            0x1234, 7);
        // 8-bit pixels of two odd frames in big-endian words: pairs are swapped across the frames' border.
        Picture odd;
        odd.rows = 1;
        odd.frames = "2";
        const Bytes file =
            asFile(pictureHead(odd, true, true).element(0x7FE00010, "OW", {2, 1, 4, 3, 6, 5}), kExplicitBig);
        COMPARE_VALUES(decode(file), 1, 2, 3);
        COMPARE_VALUES(decode(file, 1), 4, 5, 6);
        COMPARE_VALUES(
            decode(asFile(pictureHead(odd, true, true).element(0x7FE00010, "OB", {1, 2, 3, 4, 5, 6}), kExplicitBig), 1),
            4, 5, 6);
    }
    void colourLayouts() {
        Picture p;
        p.rows = 1;
        p.columns = 2;
        p.samples = 3;
        p.photometric = "RGB";
        COMPARE_VALUES(decode(nativeFile(p, {1, 2, 3, 4, 5, 6})), 1, 2, 3, 4, 5, 6);
        p.planar = 1;
        COMPARE_VALUES(decode(nativeFile(p, {1, 4, 2, 5, 3, 6})), 1, 2, 3, 4, 5, 6);
        p.planar = 0;
        p.photometric = "YBR_FULL";
        // ITU-R BT.601: pure red is Y 76, Cb 85, Cr 255.
        COMPARE_VALUES(decode(nativeFile(p, {76, 85, 255, 200, 128, 128})), 254, 0, 0, 200, 200, 200);
        p.photometric = "YBR_FULL_422";
        COMPARE_VALUES(decode(nativeFile(p, {10, 200, 128, 128})), 10, 10, 10, 200, 200, 200);
        COMPARE_VALUES(decode(nativeFile(p, {10, 128, 128, 200, 128, 128})), 10, 10, 10, 200, 200,
                       200);  // labelled 4:2:2, stored full
        p.photometric = "RGB";
        p.bits = p.stored = 16;
        p.highBit = 15;
        COMPARE_VALUES(decode(nativeFile(p, {1, 1, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0})), 257, 2, 3, 4, 5, 6);
    }
    void framesAreTakenAlone() {
        Picture p;
        p.rows = 1;
        p.columns = 2;
        p.frames = "3";
        const Bytes file = nativeFile(p, {1, 2, 3, 4, 5, 6});
        for (int f = 0; f < 3; ++f) COMPARE_VALUES(decode(file, f), 2.0 * f + 1, 2.0 * f + 2);
        QCOMPARE(decode(file, 3).error().code, ErrorCode::InvalidInput);
        QCOMPARE(decode(file, -1).error().code, ErrorCode::InvalidInput);
        // A file cut off after its second frame still shows two.
        const Bytes cut(file.begin(), file.end() - 2);
        COMPARE_VALUES(decode(cut, 1), 3, 4);
        QCOMPARE(decode(cut, 2).error().code, ErrorCode::Corrupt);
    }
    void rle() {
        Picture p;
        COMPARE_VALUES(decode(encapsulatedFile(p, kRle, {rleFrame({{1, 2, 3, 4, 5, 6}})})), 1, 2, 3, 4, 5, 6);
        p.bits = p.stored = 16;
        p.highBit = 15;
        p.rows = 1;
        COMPARE_VALUES(decode(encapsulatedFile(p, kRle, {rleFrame({{1, 2, 3}, {0, 0, 9}})})), 256, 512, 777);
        Picture c;
        c.rows = 1;
        c.columns = 2;
        c.samples = 3;
        c.photometric = "RGB";
        COMPARE_VALUES(decode(encapsulatedFile(c, kRle, {rleFrame({{1, 4}, {2, 5}, {3, 6}})})), 1, 2, 3, 4, 5, 6);
        // A repeated run: control 251 means six times.
        Bytes frame = rleFrame({{0, 0}});
        frame.resize(64);
        for (const int byte : {251, 77}) frame.push_back(static_cast<std::uint8_t>(byte));
        QCOMPARE(dicom::decodeRle(frame, 6, 1, 1).value(), Bytes(6, 77));
    }
    void damagedRle() {
        const Bytes good = rleFrame({Bytes(300, 5)});
        QVERIFY(dicom::decodeRle(good, 300, 1, 1).ok());
        for (std::size_t n = 0; n < good.size() - 1; ++n) {
            const auto result = dicom::decodeRle(std::span(good).first(n), 300, 1, 1);
            QVERIFY(!result.ok() && result.error().code == ErrorCode::Corrupt);
        }
        const auto with = [&](std::size_t at, std::uint8_t value) {
            Bytes bytes = good;
            bytes[at] = value;
            return dicom::decodeRle(bytes, 300, 1, 1);
        };
        QVERIFY(!with(0, 0).ok());                                   // no segments
        QVERIFY(!with(0, 16).ok());                                  // sixteen
        QVERIFY(!with(3, 0x80).ok());                                // two thousand million
        QVERIFY(!with(4, 0).ok());                                   // inside the header
        QVERIFY(!with(7, 0x7F).ok());                                // far outside
        QVERIFY(!dicom::decodeRle(good, 1'000'000'000, 1, 1).ok());  // a picture that it cannot fill
        QVERIFY(!dicom::decodeRle(good, 300, 3, 2).ok());
    }

    void jpeg() {
        cv::Mat grey(16, 24, CV_8UC1);
        for (int y = 0; y < grey.rows; ++y)
            for (int x = 0; x < grey.cols; ++x) grey.ptr<std::uint8_t>(y)[x] = static_cast<std::uint8_t>(4 * x + 8 * y);
        Picture p;
        p.rows = 16;
        p.columns = 24;
        const auto frame = decode(encapsulatedFile(p, kJpegBaseline, {jpegOf(grey)}));
        QVERIFY2(frame.ok(), frame.ok() ? "" : (frame.error().message + frame.error().detail).c_str());
        for (int y = 0; y < grey.rows; ++y)
            for (int x = 0; x < grey.cols; ++x)
                QVERIFY(std::abs(static_cast<int>(frame->pixels[static_cast<std::size_t>(24 * y + x)]) -
                                 grey.ptr<std::uint8_t>(y)[x]) <= 2);
        // JFIF colour is YCbCr whatever the file calls it, and comes out as RGB.
        const cv::Mat colour(16, 24, CV_8UC3, cv::Scalar(20, 60, 200));  // OpenCV: blue, green, red
        p.samples = 3;
        for (const char* name : {"YBR_FULL_422", "YBR_FULL", "RGB"}) {
            p.photometric = name;
            const auto rgb = decode(encapsulatedFile(p, kJpegBaseline, {jpegOf(colour)}));
            QVERIFY2(rgb.ok(), rgb.ok() ? "" : rgb.error().message.c_str());
            QVERIFY(std::abs(static_cast<int>(rgb->pixels[0]) - 200) <= 3);
            QVERIFY(std::abs(static_cast<int>(rgb->pixels[2]) - 20) <= 3);
        }
    }
    void jpegAgainstItsDescription() {
        const Bytes stream = jpegOf(cv::Mat(16, 24, CV_8UC1, cv::Scalar(9)));
        const auto with = [&](int rows, int columns, int samples, const char* syntax) {
            Picture p;
            p.rows = rows;
            p.columns = columns;
            p.samples = samples;
            if (samples == 3) p.photometric = "RGB";
            return decode(encapsulatedFile(p, syntax, {stream}));
        };
        QVERIFY(with(16, 24, 1, kJpegBaseline).ok());
        for (const auto& wrong :
             {with(16, 25, 1, kJpegBaseline), with(1600, 2400, 1, kJpegBaseline), with(16, 24, 3, kJpegBaseline),
              with(16, 24, 1, "1.2.840.10008.1.2.4.70"), with(16, 24, 1, "1.2.840.10008.1.2.4.80")}) {
            QVERIFY(!wrong.ok());
            QCOMPARE(wrong.error().code, ErrorCode::Corrupt);
        }
        QVERIFY(QString::fromStdString(with(16, 25, 1, kJpegBaseline).error().message).contains("24 x 16"));
    }
    void jpegCutAnywhere() {
        cv::Mat noise(16, 16, CV_8UC1);
        for (int i = 0; i < 256; ++i) noise.data[i] = static_cast<std::uint8_t>(i * 7919);
        const Bytes stream = jpegOf(noise);
        Picture p;
        p.rows = p.columns = 16;
        for (std::size_t n = 0; n < stream.size(); n += 3) {
            const auto frame = decode(encapsulatedFile(
                p, kJpegBaseline, {Bytes(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(n))}));
            if (frame.ok())
                QCOMPARE(frame->pixels.size(), std::size_t{256});
            else
                QVERIFY(frame.error().code == ErrorCode::Corrupt || frame.error().code == ErrorCode::Unsupported);
        }
    }

    void fragmentsOfFrames_data() {
        QTest::addColumn<int>("way");
        QTest::newRow("one a frame, no offsets") << 0;
        QTest::newRow("two a frame, offsets") << 1;
        QTest::newRow("two a frame, stream ends") << 2;
        QTest::newRow("offsets that point nowhere") << 3;
    }
    void fragmentsOfFrames() {
        QFETCH(int, way);
        Picture p;
        p.rows = p.columns = 8;
        p.frames = "2";
        std::vector<Bytes> fragments;
        std::vector<std::uint32_t> offsets;
        std::uint32_t at = 0;
        for (const int level : {40, 200}) {
            Bytes stream = jpegOf(cv::Mat(8, 8, CV_8UC1, cv::Scalar(level)));
            if (stream.size() % 2 != 0) stream.push_back(0);
            offsets.push_back(at);
            const auto half = static_cast<std::ptrdiff_t>(stream.size() / 4 * 2);
            if (way == 0 || way == 3)
                fragments.push_back(stream);
            else
                fragments.insert(fragments.end(), {Bytes(stream.begin(), stream.begin() + half),
                                                   Bytes(stream.begin() + half, stream.end())});
            at += static_cast<std::uint32_t>(stream.size()) + (way == 1 ? 16 : 8);
        }
        if (way == 0 || way == 2) offsets.clear();
        if (way == 3) offsets = {0xFFFFFFF0, 3};
        const Bytes file = encapsulatedFile(p, kJpegBaseline, fragments, offsets);
        for (int f = 0; f < 2; ++f) {
            const auto frame = decode(file, f);
            QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().message.c_str());
            QVERIFY(std::abs(static_cast<int>(frame->pixels[0]) - (f == 0 ? 40 : 200)) <= 2);
        }
    }

    void contradictions_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, ErrorCode code, auto change) {
            Picture p;
            change(p);
            const Bytes bytes = nativeFile(p, Bytes(64, 1));
            QTest::newRow(name) << static_cast<int>(code)
                                << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                              static_cast<qsizetype>(bytes.size()));
        };
        row("no rows", ErrorCode::Corrupt, [](Picture& p) { p.rows = 0; });
        row("40 bits allocated", ErrorCode::Unsupported, [](Picture& p) { p.bits = 40; });
        row("12 bits of three samples", ErrorCode::Unsupported, [](Picture& p) {
            p.bits = p.stored = 12;
            p.samples = 3;
            p.photometric = "RGB";
        });
        row("no bits", ErrorCode::Unsupported, [](Picture& p) { p.bits = 0; });
        row("more stored than allocated", ErrorCode::Corrupt, [](Picture& p) { p.stored = 12; });
        row("none stored", ErrorCode::Corrupt, [](Picture& p) { p.stored = 0; });
        row("grey of three samples", ErrorCode::Corrupt, [](Picture& p) { p.samples = 3; });
        row("RGB of one sample", ErrorCode::Corrupt, [](Picture& p) { p.photometric = "RGB"; });
        row("four samples", ErrorCode::Unsupported, [](Picture& p) {
            p.samples = 4;
            p.photometric = "CMYK";
        });
        row("unknown photometric", ErrorCode::Unsupported, [](Picture& p) { p.photometric = "NO SUCH"; });
        row("YBR of 16 bits", ErrorCode::Unsupported, [](Picture& p) {
            p.photometric = "YBR_FULL";
            p.samples = 3;
            p.bits = p.stored = 16;
        });
        row("pixels missing", ErrorCode::Corrupt, [](Picture& p) { p.rows = 100; });
    }
    void contradictions() {
        QFETCH(int, code);
        QFETCH(QByteArray, bytes);
        const auto frame = decode(Bytes(bytes.begin(), bytes.end()));
        QVERIFY(!frame.ok());
        QCOMPARE(static_cast<int>(frame.error().code), code);
        QCOMPARE(frame.error().message.back(), '.');
    }
    void otherSyntaxesAreRefusedByName() {
        for (const char* uid :
             {"1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.102", "1.2.3.4.5"}) {
            const auto frame = decode(encapsulatedFile({}, uid, {{1, 2, 3, 4}}));
            QCOMPARE(frame.error().code, ErrorCode::Unsupported);
            QVERIFY(QString::fromStdString(frame.error().message)
                        .contains(QString::fromStdString(dicom::transferSyntax(uid).name)));
        }
        QCOMPARE(decode(encapsulatedFile({}, kExplicitLittle, {{1, 2}})).error().code, ErrorCode::Corrupt);
        QCOMPARE(decode(encapsulatedFile({}, kRle, {})).error().code, ErrorCode::Corrupt);
        QCOMPARE(decode(asFile(pictureHead({}))).error().code, ErrorCode::InvalidInput);
    }
    void stopsWhenAsked() {
        std::stop_source source;
        source.request_stop();
        const auto frame = decode(nativeFile({}, {1, 2, 3, 4, 5, 6}), 0, base::JobContext(source.get_token()));
        QCOMPARE(frame.error().code, ErrorCode::Cancelled);
        QVERIFY(decode(nativeFile({}, {1, 2, 3, 4, 5, 6}), 0, base::JobContext(std::stop_source().get_token())).ok());
    }
};

QTEST_APPLESS_MAIN(TestPixels)
#include "tst_pixels.moc"
