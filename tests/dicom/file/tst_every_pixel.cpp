// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every way that a value can lie in a file, against a slow reading of the standard (PS3.5 8.1.1, annexes A, G): all
// cell widths, all stored bits, both signs, values low or high in their cell with junk around them, in every container
// without a codec; all colours and planes; palettes of 8 and 16 bits; JPEG lossless and JPEG-LS at every depth.
#include <QTest>

#include <cstring>
#include <random>

#include "dicom/file/frame_image.h"
#include "dicom/file/pixel_decoder.h"
#include "tests/dicom/file/compressed_file.h"
#include "tests/dicom/open/hostile_files.h"

using namespace hilum;
using namespace hilum::test;

namespace {

constexpr int kRows = 5, kColumns = 7;
constexpr std::size_t kPixels = kRows * kColumns;

enum class Container { Implicit, Explicit, Big, BigBytes, Deflated, Wrapped, DeflatedFrame, Rle };

// Cells of `bits`, lowest bit first.
Bytes packed(const std::vector<std::uint32_t>& cells, int bits) {
    Bytes out((cells.size() * static_cast<std::size_t>(bits) + 7) / 8, 0);
    std::size_t at = 0;
    for (const auto cell : cells)
        for (int b = 0; b < bits; ++b, ++at)
            if ((cell >> b & 1) != 0) out[at / 8] = static_cast<std::uint8_t>(out[at / 8] | 1U << at % 8);
    if (out.size() % 2 != 0) out.push_back(0);
    return out;
}

// The same bytes as big-endian words of that many bytes.
Bytes swapped(Bytes bytes, std::size_t width) {
    for (std::size_t i = 0; i + width <= bytes.size(); i += width)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                     bytes.begin() + static_cast<std::ptrdiff_t>(i + width));
    return bytes;
}

// Byte planes of the words, the highest first.
Bytes rleOf(const Bytes& bytes, std::size_t samples, std::size_t width) {
    std::vector<Bytes> planes;
    for (std::size_t s = 0; s < samples; ++s)
        for (std::size_t b = width; b-- > 0;) {
            Bytes plane;
            for (std::size_t i = 0; i < kPixels; ++i) plane.push_back(bytes[(i * samples + s) * width + b]);
            planes.push_back(plane);
        }
    return rleFrame(planes);
}

Bytes fileOf(const Picture& p, const Bytes& cells, Container container) {
    const auto width = static_cast<std::size_t>(p.bits <= 8 ? 1 : p.bits <= 16 ? 2 : 4);
    const bool odd = p.bits != 8 && p.bits != 16 && p.bits != 32;
    switch (container) {
        case Container::Implicit:
            return asFile(pictureHead(p, false).element(0x7FE00010, "OW", cells), kImplicitLittle);
        case Container::Explicit: return nativeFile(p, cells, p.bits > 8 ? "OW" : "OB");
        case Container::Big:
            return asFile(
                pictureHead(p, true, true).element(0x7FE00010, "OW", swapped(cells, odd || width == 1 ? 2 : width)),
                kExplicitBig);
        case Container::BigBytes:
            return asFile(pictureHead(p, true, true).element(0x7FE00010, "OB", cells), kExplicitBig);
        case Container::Deflated:
            return asFile(DicomBytes().raw(deflatedDataset(pictureHead(p).element(0x7FE00010, "OW", cells).bytes())),
                          kDeflated);
        case Container::Wrapped: return encapsulatedFile(p, "1.2.840.10008.1.2.1.98", {cells});
        case Container::DeflatedFrame: {
            auto frame = deflatedDataset(cells);
            if (frame.size() % 2 != 0) frame.push_back(0);
            return encapsulatedFile(p, "1.2.840.10008.1.2.8.1", {frame});
        }
        case Container::Rle: break;
    }
    return encapsulatedFile(p, kRle, {rleOf(cells, static_cast<std::size_t>(p.samples), width)});
}

base::Result<dicom::StoredFrame> decoded(const Bytes& file) {
    const auto scanned = dicom::prescan(dicom::memorySource(file), dicom::Reach::Fragments);
    if (!scanned.ok()) return scanned.error();
    return dicom::decodeFrame(*scanned, 0);
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

// One picture of random values in cells with junk around them; "" when they come back.
std::string wrongValue(int bits, int stored, bool isSigned, bool high, Container container) {
    std::mt19937 random(static_cast<std::uint32_t>(bits * 100 + stored));
    Picture p;
    p.rows = kRows;
    p.columns = kColumns;
    p.bits = bits;
    p.stored = stored;
    p.highBit = high ? bits - 1 : stored - 1;
    p.isSigned = isSigned ? 1 : 0;
    const int shift = p.highBit + 1 - stored;
    const std::uint64_t mask = (std::uint64_t{1} << stored) - 1;
    std::vector<std::uint32_t> cells;
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < kPixels; ++i) {
        const std::uint64_t value = i == 0 ? mask : random() & mask, junk = random();
        cells.push_back(static_cast<std::uint32_t>((junk & ~(mask << shift)) | value << shift));
        const bool negative = isSigned && (value >> (stored - 1) & 1) != 0;
        expected.push_back(static_cast<std::int64_t>(value) - (negative ? std::int64_t{1} << stored : 0));
    }
    const auto frame = decoded(fileOf(p, packed(cells, bits), container));
    if (!frame.ok()) return frame.error().message + " " + frame.error().detail;
    if (frame->pixels.size() != kPixels * image::sizeBytes(frame->type)) return "another number of bytes";
    for (std::size_t i = 0; i < kPixels; ++i)
        if (valueAt(*frame, i) != expected[i])
            return std::to_string(valueAt(*frame, i)) + " for " + std::to_string(expected[i]);
    return {};
}

std::string imageBytes(const Bytes& file) {
    const auto scanned = dicom::prescan(dicom::memorySource(file), dicom::Reach::Fragments);
    if (!scanned.ok()) return scanned.error().message;
    const auto image = dicom::frameImage(*scanned, 0);
    if (!image.ok()) return image.error().message + " " + image.error().detail;
    return std::string(reinterpret_cast<const char*>(image->pixels->data()), image->pixels->size());
}

// A ramp in three colours, and the same by plane.
Bytes colours(bool planar, std::size_t width = 1) {
    Bytes out(kPixels * 3 * width, 0);
    for (std::size_t i = 0; i < kPixels; ++i)
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t b = 0; b < width; ++b)
                out[(planar ? c * kPixels + i : i * 3 + c) * width + b] =
                    static_cast<std::uint8_t>(i * 7 + c * 50 + b * 3);
    return out;
}

Picture colourPicture(const char* photometric, bool planar, int bits = 8) {
    Picture p;
    p.rows = kRows;
    p.columns = kColumns;
    p.samples = 3;
    p.photometric = photometric;
    p.planar = planar ? 1 : 0;
    p.bits = p.stored = bits;
    p.highBit = bits - 1;
    return p;
}

std::string text(const Bytes& bytes) { return std::string(bytes.begin(), bytes.end()); }

}  // namespace

class TestEveryPixel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { registerEncoders(); }
    void cleanupTestCase() { cleanUpEncoders(); }

    void everyCell_data() {
        QTest::addColumn<int>("container");
        QTest::addColumn<int>("bits");
        const std::pair<const char*, Container> containers[] = {{"implicit", Container::Implicit},
                                                                {"explicit", Container::Explicit},
                                                                {"big endian", Container::Big},
                                                                {"big endian bytes", Container::BigBytes},
                                                                {"deflated", Container::Deflated},
                                                                {"wrapped", Container::Wrapped},
                                                                {"deflated frame", Container::DeflatedFrame},
                                                                {"RLE", Container::Rle}};
        for (const auto& [name, container] : containers)
            for (const int bits : {1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32}) {
                const bool words = bits == 8 || bits == 16 || bits == 32;
                const bool packedToo = container == Container::Implicit || container == Container::Explicit ||
                                       container == Container::Big || container == Container::Deflated;
                const bool single =
                    bits == 1 && (container == Container::Wrapped || container == Container::DeflatedFrame);
                if (!words && !packedToo && !single) continue;
                if (container == Container::BigBytes && bits != 8) continue;
                QTest::addRow("%s, %d bits", name, bits) << static_cast<int>(container) << bits;
            }
    }
    void everyCell() {
        QFETCH(int, container);
        QFETCH(int, bits);
        for (int stored = 1; stored <= bits; ++stored)
            for (const bool isSigned : {false, true})
                for (const bool high : {false, true}) {
                    if (bits == 1 && isSigned) continue;  // one bit has no sign
                    const auto wrong = wrongValue(bits, stored, isSigned, high, static_cast<Container>(container));
                    QVERIFY2(wrong.empty(), (std::to_string(stored) + " stored: " + wrong).c_str());
                }
    }
    void losslessAtEveryDepth_data() {
        QTest::addColumn<int>("syntax");
        QTest::newRow("JPEG lossless") << static_cast<int>(EXS_JPEGProcess14);
        QTest::newRow("JPEG lossless SV1") << static_cast<int>(EXS_JPEGProcess14SV1);
        QTest::newRow("JPEG-LS") << static_cast<int>(EXS_JPEGLSLossless);
    }
    void losslessAtEveryDepth() {
        QFETCH(int, syntax);
        for (int stored = 2; stored <= 16; ++stored)
            for (const int samples : {1, 3}) {
                if (samples == 3 && stored != 8) continue;
                // CharLS 1 is wrong about 6 and 7 bits in one process with CharLS 2; dcmcjpls' streams read right.
                if (syntax == EXS_JPEGLSLossless && (stored == 6 || stored == 7)) continue;
                const auto file = compressedFile(static_cast<E_TransferSyntax>(syntax), {samples, stored});
                if (file.empty() && stored != 8 && stored != 12 && stored != 16)
                    continue;  // DCMTK has no encoder for it
                QVERIFY(!file.empty());
                const auto frame = decoded(file);
                QVERIFY2(frame.ok(), frame.ok() ? "" : (frame.error().message + frame.error().detail).c_str());
                for (std::size_t i = 0; i < 256U * static_cast<std::size_t>(samples); ++i)
                    QVERIFY2(valueAt(*frame, i) == static_cast<std::int64_t>(i * 37 % (1U << stored)),
                             (std::to_string(stored) + " stored, value " + std::to_string(i) + ": " +
                              std::to_string(valueAt(*frame, i)))
                                 .c_str());
            }
    }
    void everyColour_data() {
        QTest::addColumn<int>("container");
        for (const auto& [name, container] : {std::pair("implicit", Container::Implicit),
                                              {"explicit", Container::Explicit},
                                              {"big endian", Container::Big},
                                              {"deflated", Container::Deflated},
                                              {"wrapped", Container::Wrapped},
                                              {"RLE", Container::Rle}})
            QTest::newRow(name) << static_cast<int>(container);
    }
    void everyColour() {
        QFETCH(int, container);
        const auto kind = static_cast<Container>(container);
        const bool rle = kind == Container::Rle;
        for (const bool planar : {false, true}) {
            // RLE has planes of its own, whatever is declared.
            const auto even = [&](Bytes bytes) {
                if (bytes.size() % 2 != 0) bytes.push_back(0);
                return bytes;
            };
            const auto cells = even(colours(planar && !rle));
            QCOMPARE(imageBytes(fileOf(colourPicture("RGB", planar), cells, kind)), text(colours(false)));
            // Grey in luma and chroma is grey in colour.
            Bytes ybr(kPixels * 3, 128), grey(kPixels * 3);
            for (std::size_t i = 0; i < kPixels; ++i) {
                ybr[planar && !rle ? i : 3 * i] = static_cast<std::uint8_t>(i * 7);
                std::fill_n(grey.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, static_cast<std::uint8_t>(i * 7));
            }
            QCOMPARE(imageBytes(fileOf(colourPicture("YBR_FULL", planar), even(ybr), kind)), text(grey));
            if (kind == Container::Big) continue;
            const auto frame = decoded(fileOf(colourPicture("RGB", planar, 16), colours(planar && !rle, 2), kind));
            QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().message.c_str());
            QCOMPARE(std::string(reinterpret_cast<const char*>(frame->pixels.data()), frame->pixels.size()),
                     text(colours(false, 2)));
        }
    }
    void subsampledColour() {
        // Two luma, one chroma pair; full range, and the retired partial one (white 235, black 16).
        Picture p = colourPicture("YBR_FULL_422", false);
        p.rows = 1;
        p.columns = 4;
        QCOMPARE(imageBytes(nativeFile(p, {10, 200, 128, 128, 76, 76, 85, 255}, "OB")),
                 text({10, 10, 10, 200, 200, 200, 254, 0, 0, 254, 0, 0}));
        p.photometric = "YBR_PARTIAL_422";
        QCOMPARE(imageBytes(nativeFile(p, {16, 235, 128, 128, 126, 126, 128, 128}, "OB")),
                 text({0, 0, 0, 255, 255, 255, 128, 128, 128, 128, 128, 128}));
    }
    void everyPalette_data() {
        QTest::addColumn<int>("indexBits");
        QTest::addColumn<int>("entryBits");
        QTest::addColumn<bool>("wordsOfBytes");
        for (const int index : {8, 16})
            for (const int entry : {8, 16})
                for (const bool words : {false, true})
                    if (entry == 8 || words)
                        QTest::addRow("%d-bit index, %d-bit entries%s", index, entry, words ? " in words" : "")
                            << index << entry << words;
    }
    void everyPalette() {
        QFETCH(int, indexBits);
        QFETCH(int, entryBits);
        QFETCH(bool, wordsOfBytes);
        Picture p;
        p.rows = 1;
        p.columns = 4;
        p.bits = p.stored = indexBits;
        p.highBit = indexBits - 1;
        p.photometric = "PALETTE COLOR";
        auto set = pictureHead(p);
        for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {4, 1, entryBits});
        for (int c = 0; c < 3; ++c) {
            Bytes entries;
            for (int i = 0; i < 4; ++i) {
                const int level = 60 * i + 20 * c;
                if (entryBits == 16) entries.push_back(0xAB);  // the low byte, which eight bits do not show
                entries.push_back(static_cast<std::uint8_t>(level));
                if (entryBits == 8 && wordsOfBytes) entries.push_back(0);
            }
            set.element(0x00281201 + static_cast<std::uint32_t>(c), "OW", entries);
        }
        // Below the first mapped value the first entry holds, above the last the last.
        Bytes cells;
        for (const int index : {0, 1, 3, 200}) {
            cells.push_back(static_cast<std::uint8_t>(index));
            if (indexBits == 16) cells.push_back(0);
        }
        const auto file = asFile(set.element(0x7FE00010, "OW", cells));
        QCOMPARE(imageBytes(file), text({0, 20, 40, 0, 20, 40, 120, 140, 160, 180, 200, 220}));
    }
    void floats_data() {
        QTest::addColumn<bool>("twice");
        QTest::newRow("float") << false;
        QTest::newRow("double") << true;
    }
    void floats() {
        QFETCH(bool, twice);
        Picture p;
        p.rows = 1;
        p.columns = 3;
        p.bits = p.stored = twice ? 64 : 32;
        const double values[] = {1.5, -1e30, 0.0};
        Bytes bytes(3 * (twice ? 8U : 4U));
        for (std::size_t i = 0; i < 3; ++i) {
            const auto narrow = static_cast<float>(values[i]);
            if (twice)
                std::memcpy(bytes.data() + 8 * i, &values[i], 8);
            else
                std::memcpy(bytes.data() + 4 * i, &narrow, 4);
        }
        const auto frame =
            decoded(asFile(pictureHead(p).element(twice ? 0x7FE00009 : 0x7FE00008, twice ? "OD" : "OF", bytes)));
        QVERIFY2(frame.ok(), frame.ok() ? "" : frame.error().message.c_str());
        QCOMPARE(static_cast<int>(frame->type),
                 static_cast<int>(twice ? image::PixelType::Float64 : image::PixelType::Float32));
        QCOMPARE(std::string(reinterpret_cast<const char*>(frame->pixels.data()), frame->pixels.size()), text(bytes));
    }
};

QTEST_APPLESS_MAIN(TestEveryPixel)
#include "tst_every_pixel.moc"
