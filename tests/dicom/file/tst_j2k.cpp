// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// JPEG 2000 and HTJ2K: every depth, sign and colour comes back exactly where the syntax is lossless, near
// where it is lossy; the stream's header is held against the file's; damage and what is not decoded are named.
#include <QTest>

#include <cmath>
#include <cstring>

#include "dicom/file/j2k_frame.h"
#include "dicom/file/pixel_decoder.h"
#include "dicom/write/j2k_encode.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;

namespace {

constexpr const char* kJ2kLossless = "1.2.840.10008.1.2.4.90";
constexpr const char* kJ2k = "1.2.840.10008.1.2.4.91";
constexpr const char* kMultiComponent = "1.2.840.10008.1.2.4.92";
constexpr const char* kHtLossless = "1.2.840.10008.1.2.4.201";
constexpr const char* kHtRpcl = "1.2.840.10008.1.2.4.202";
constexpr const char* kHt = "1.2.840.10008.1.2.4.203";

constexpr int kWidth = 37, kHeight = 21;  // odd on purpose: no side is a multiple of a block

std::vector<std::int32_t> ramp(int components, int bits, bool isSigned, int frame = 0) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(kWidth * kHeight * components));
    const auto range = std::int64_t{1} << bits;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto wave = 0.5 + 0.5 * std::sin(static_cast<double>(i) * 0.11 + frame);
        auto value = static_cast<std::int64_t>(wave * static_cast<double>(range - 1));
        if (isSigned) value -= range / 2;
        values[i] = static_cast<std::int32_t>(value);
    }
    return values;
}

Bytes stream(int components, int bits, bool isSigned, const dicom::J2kOptions& options, int frame = 0) {
    const auto values = ramp(components, bits, isSigned, frame);
    const auto made = dicom::encodeJ2k({kWidth, kHeight, components, bits, isSigned, values}, options);
    return made.ok() ? *made : Bytes();
}

Picture picture(int components, int bits, bool isSigned) {
    Picture p;
    p.rows = kHeight;
    p.columns = kWidth;
    p.samples = components;
    p.bits = bits <= 8 ? 8 : bits <= 16 ? 16 : 32;
    p.stored = bits;
    p.highBit = bits - 1;
    p.isSigned = isSigned ? 1 : 0;
    if (components == 3) p.photometric = "RGB";
    return p;
}

base::Result<dicom::StoredFrame> decoded(const Bytes& file, int frame = 0) {
    const auto scanned = dicom::prescan(dicom::memorySource(file), dicom::Reach::Fragments);
    if (!scanned.ok()) return scanned.error();
    return dicom::decodeFrame(*scanned, frame);
}

std::int64_t valueAt(const dicom::StoredFrame& frame, std::size_t i) {
    using image::PixelType;
    const auto read = [&](auto zero) {
        std::memcpy(&zero, frame.pixels.data() + i * sizeof zero, sizeof zero);
        return static_cast<std::int64_t>(zero);
    };
    switch (frame.type) {
        case PixelType::UInt8: return read(std::uint8_t{});
        case PixelType::Int8: return read(std::int8_t{});
        case PixelType::UInt16: return read(std::uint16_t{});
        case PixelType::Int16: return read(std::int16_t{});
        case PixelType::UInt32: return read(std::uint32_t{});
        default: return read(std::int32_t{});
    }
}

std::int64_t farthest(const dicom::StoredFrame& frame, const std::vector<std::int32_t>& expected) {
    std::int64_t most = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        most = std::max<std::int64_t>(most, std::abs(valueAt(frame, i) - expected[i]));
    return most;
}

}  // namespace

class TestJ2k : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void losslessIsExact_data() {
        QTest::addColumn<bool>("ht");
        QTest::addColumn<int>("components");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("isSigned");
        for (const bool ht : {false, true})
            for (const int components : {1, 3})
                for (const int bits : {1, 7, 8, 10, 12, 16, 24})
                    for (const bool isSigned : {false, true}) {
                        if (components == 3 && (bits > 16 || isSigned)) continue;
                        if (bits == 1 && (isSigned || ht)) continue;
                        QTest::addRow("%s %d x %d bits%s", ht ? "ht" : "j2k", components, bits,
                                      isSigned ? " signed" : "")
                            << ht << components << bits << isSigned;
                    }
    }
    void losslessIsExact() {
        QFETCH(bool, ht);
        QFETCH(int, components);
        QFETCH(int, bits);
        QFETCH(bool, isSigned);
        const auto bytes = stream(components, bits, isSigned, {true, 1, ht, true});
        QVERIFY(!bytes.empty());
        const auto file =
            encapsulatedFile(picture(components, bits, isSigned), ht ? kHtLossless : kJ2kLossless, {bytes});
        const auto frame = decoded(file);
        QVERIFY2(frame.ok(), frame.ok() ? "" : (frame.error().message + frame.error().detail).c_str());
        const auto expected = ramp(components, bits, isSigned);
        QCOMPARE(frame->pixels.size(), expected.size() * image::sizeBytes(frame->type));
        QCOMPARE(farthest(*frame, expected), 0);
    }
    void lossyIsNear_data() {
        QTest::addColumn<QByteArray>("syntax");
        QTest::addColumn<int>("components");
        QTest::addRow("j2k grey") << QByteArray(kJ2k) << 1;
        QTest::addRow("j2k colour") << QByteArray(kJ2k) << 3;
        QTest::addRow("ht grey") << QByteArray(kHt) << 1;
        QTest::addRow("ht colour") << QByteArray(kHt) << 3;
    }
    void lossyIsNear() {
        QFETCH(QByteArray, syntax);
        QFETCH(int, components);
        const auto bytes = stream(components, 8, false, {false, 2.0, syntax == kHt, true});
        const auto frame = decoded(encapsulatedFile(picture(components, 8, false), syntax.constData(), {bytes}));
        QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().detail.c_str());
        const auto most = farthest(*frame, ramp(components, 8, false));
        QVERIFY2(most <= 24, std::to_string(most).c_str());
    }
    // A stream of unsigned values in a file that calls them signed (and the reverse): two's complement counts.
    void signOfTheFileHolds() {
        const auto bytes = stream(1, 12, false, {});
        const auto frame = decoded(encapsulatedFile(picture(1, 12, true), kJ2kLossless, {bytes}));
        QVERIFY(frame.ok());
        const auto raw = ramp(1, 12, false);
        for (std::size_t i = 0; i < raw.size(); ++i)
            QCOMPARE(valueAt(*frame, i), raw[i] >= 2048 ? raw[i] - 4096 : raw[i]);
    }
    // YBR_FULL whose stream has no transform of its own is converted; YBR_RCT was by the library.
    void colourIsConvertedOnce() {
        auto p = picture(3, 8, false);
        p.photometric = "YBR_RCT";
        const auto transformed = decoded(encapsulatedFile(p, kJ2kLossless, {stream(3, 8, false, {})}));
        QVERIFY(transformed.ok());
        QCOMPARE(farthest(*transformed, ramp(3, 8, false)), 0);
        p.photometric = "YBR_FULL";
        const auto plain = decoded(encapsulatedFile(p, kJ2kLossless, {stream(3, 8, false, {true, 1, false, false})}));
        QVERIFY(plain.ok());
        const auto ybr = ramp(3, 8, false);
        QCOMPARE(valueAt(*plain, 0), std::clamp<std::int64_t>(std::lround(ybr[0] + 1.402 * (ybr[2] - 128)), 0, 255));
    }
    void framesAreFoundByFragmentsAndOffsets() {
        auto p = picture(1, 12, false);
        p.frames = "3";
        std::vector<Bytes> fragments;
        for (int i = 0; i < 3; ++i) {
            auto bytes = stream(1, 12, false, {}, i);
            if (bytes.size() % 2 != 0) bytes.push_back(0);
            // The second frame lies in two fragments, so that only the ends of streams tell the frames.
            const auto half = static_cast<std::ptrdiff_t>(bytes.size() / 4 * 2);
            if (i == 1) {
                fragments.emplace_back(bytes.begin(), bytes.begin() + half);
                fragments.emplace_back(bytes.begin() + half, bytes.end());
            } else {
                fragments.push_back(bytes);
            }
        }
        const auto second = static_cast<std::uint32_t>(fragments[0].size() + 8);
        const auto third = static_cast<std::uint32_t>(second + fragments[1].size() + fragments[2].size() + 16);
        for (const auto& offsets : {std::vector<std::uint32_t>{}, std::vector<std::uint32_t>{0, second, third}})
            for (int i = 2; i >= 0; --i) {
                const auto frame = decoded(encapsulatedFile(p, kJ2kLossless, fragments, offsets), i);
                QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().message.c_str());
                QCOMPARE(farthest(*frame, ramp(1, 12, false, i)), 0);
            }
    }
    // Part 1 data under a multi-component or RPCL UID is decoded; Part 2 is refused by name.
    void multiComponentByItsContent() {
        auto bytes = stream(1, 12, false, {});
        const auto p = picture(1, 12, false);
        QVERIFY(decoded(encapsulatedFile(p, kMultiComponent, {bytes})).ok());
        QVERIFY(decoded(encapsulatedFile(p, kHtRpcl, {stream(1, 12, false, {true, 1, true, true})})).ok());
        bytes[6] = static_cast<std::uint8_t>(bytes[6] | 0x80);  // Rsiz of the size segment
        const auto refused = decoded(encapsulatedFile(p, kMultiComponent, {bytes}));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, base::ErrorCode::Unsupported);
        QVERIFY(refused.error().message.find("Part 2") != std::string::npos);
    }
    void aJp2WrappingIsSteppedOver() {
        const auto bytes = stream(1, 8, false, {});
        DicomBytes jp2(true, true);
        jp2.put(12, 4).raw({'j', 'P', ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A});
        jp2.put(8 + static_cast<std::uint32_t>(bytes.size()), 4).raw({'j', 'p', '2', 'c'}).raw(bytes);
        const auto frame = decoded(encapsulatedFile(picture(1, 8, false), kJ2kLossless, {jp2.bytes()}));
        QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().message.c_str());
        QCOMPARE(farthest(*frame, ramp(1, 8, false)), 0);
    }
    void whatDoesNotFitIsRefused_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("samples");
        QTest::addColumn<int>("bits");
        QTest::addRow("other rows") << kHeight + 1 << 1 << 16;
        QTest::addRow("other components") << kHeight << 3 << 16;
        QTest::addRow("fewer bits allocated") << kHeight << 1 << 8;
    }
    void whatDoesNotFitIsRefused() {
        QFETCH(int, rows);
        QFETCH(int, samples);
        QFETCH(int, bits);
        for (const bool ht : {false, true}) {
            auto p = picture(samples, bits, false);
            p.rows = rows;
            p.stored = std::min(bits, 12);
            p.highBit = p.stored - 1;
            const auto frame = decoded(
                encapsulatedFile(p, ht ? kHtLossless : kJ2kLossless, {stream(1, 12, false, {true, 1, ht, true})}));
            QVERIFY(!frame.ok());
            QCOMPARE(frame.error().code, base::ErrorCode::Corrupt);
        }
    }
    // Cut anywhere, or with its size segment lying: a typed error, never half a picture.
    void damageIsNamed() {
        for (const bool ht : {false, true}) {
            const auto whole = stream(1, 12, false, {true, 1, ht, true});
            const auto p = picture(1, 12, false);
            for (std::size_t keep = 2; keep < whole.size() * 9 / 10; keep += 13) {
                const auto frame = decoded(encapsulatedFile(
                    p, kJ2kLossless, {Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(keep))}));
                QVERIFY2(!frame.ok(), std::to_string(keep).c_str());
                QVERIFY(frame.error().code == base::ErrorCode::Corrupt);
            }
            // Tiles of one pixel on a large grid would cost a decoder gigabytes.
            auto tiles = whole;
            for (std::size_t i = 0; i < 8; ++i) tiles[24 + i] = i % 4 == 3 ? 1 : 0;
            for (std::size_t i = 8; i < 16; ++i) tiles[i] = i % 4 == 2 ? 0x20 : 0;
            QVERIFY(!dicom::readJ2kHeader(tiles).ok());
        }
        QVERIFY(!dicom::readJ2kHeader(Bytes{}).ok());
        QVERIFY(!dicom::readJ2kHeader(Bytes{0xFF, 0x4F, 0xFF, 0xD9}).ok());
    }
    void otherSyntaxesAreRefusedByName_data() {
        QTest::addColumn<QByteArray>("uid");
        QTest::addColumn<QByteArray>("name");
        QTest::addRow("JPEG XL") << QByteArray("1.2.840.10008.1.2.4.110") << QByteArray("JPEG XL");
        QTest::addRow("H.264") << QByteArray("1.2.840.10008.1.2.4.102") << QByteArray("H.264");
        QTest::addRow("HEVC") << QByteArray("1.2.840.10008.1.2.4.107") << QByteArray("HEVC");
        QTest::addRow("MPEG-2") << QByteArray("1.2.840.10008.1.2.4.100") << QByteArray("MPEG-2");
        QTest::addRow("unknown") << QByteArray("1.2.3.4.5") << QByteArray("1.2.3.4.5");
    }
    void otherSyntaxesAreRefusedByName() {
        QFETCH(QByteArray, uid);
        QFETCH(QByteArray, name);
        const auto frame = decoded(encapsulatedFile(picture(1, 8, false), uid.constData(), {Bytes(64, 1)}));
        QVERIFY(!frame.ok());
        QCOMPARE(frame.error().code, base::ErrorCode::Unsupported);
        QVERIFY2(frame.error().message.find(name.toStdString()) != std::string::npos, frame.error().message.c_str());
        QVERIFY(frame.error().message.find('\n') == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestJ2k)
#include "tst_j2k.moc"
