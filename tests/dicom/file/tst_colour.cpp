// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Palettes: plain, packed and segmented tables, indices past them, tables that lie.
#include <QTest>

#include "dicom/file/colour.h"
#include "dicom/file/prescan.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;

class TestColour : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void palettes() {
        Picture p;
        p.rows = 1;
        p.columns = 4;
        p.photometric = "PALETTE COLOR";
        const auto with = [&](int entries, int first, int bits, const std::vector<int>& data) {
            auto set = pictureHead(p);
            for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {entries, first, bits});
            for (std::uint32_t c = 0; c < 3; ++c) set.words(0x00281201 + c, data);
            return dicom::prescan(dicom::memorySource(asFile(set.element(0x7FE00010, "OW", {0, 1, 2, 255}))),
                                  dicom::Reach::Fragments);
        };
        const auto wide = dicom::readPalette(with(3, 1, 16, {0x1000, 0x2000, 0xFF00})->elements, false);
        QVERIFY(wide.ok());
        QCOMPARE(wide->at(1), (std::array<std::uint8_t, 3>{0x10, 0x10, 0x10}));
        QCOMPARE(wide->at(0), wide->at(1));              // before the table
        QCOMPARE(wide->at(255)[0], std::uint8_t{0xFF});  // far past it: the last entry, never other memory
        const auto packed = dicom::readPalette(with(4, 0, 8, {0x0201, 0x0403})->elements, false);
        QCOMPARE(packed->at(2)[1], std::uint8_t{3});
        const auto narrow = dicom::readPalette(with(2, 0, 16, {7, 200})->elements, false);  // 8 bits stored as 16
        QCOMPARE(narrow->at(1)[2], std::uint8_t{200});
        const auto below = dicom::readPalette(with(2, 0xFFFF, 8, {7, 200})->elements, true);  // first mapped: -1
        QCOMPARE(below->at(0)[0], std::uint8_t{200});
        QCOMPARE(dicom::readPalette(with(65535, 0, 16, {1})->elements, false).error().code, ErrorCode::Corrupt);
        QCOMPARE(dicom::readPalette(with(2, 0, 99, {1, 2})->elements, false).error().code, ErrorCode::Corrupt);
        QCOMPARE(dicom::readPalette(pictureHead(p).bytes().empty() ? dicom::ElementSet() : dicom::ElementSet(), false)
                     .error()
                     .code,
                 ErrorCode::Corrupt);
    }
    void segmentedPalettes() {
        Picture p;
        p.photometric = "PALETTE COLOR";
        const auto with = [&](const std::vector<int>& data, int entries) {
            auto set = pictureHead(p);
            for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {entries, 0, 16});
            for (std::uint32_t c = 0; c < 3; ++c) set.words(0x00281221 + c, data);
            const auto file = dicom::prescan(dicom::memorySource(asFile(set)), dicom::Reach::Header);
            return dicom::readPalette(file->elements, false);
        };
        // Discrete: one entry of 0; linear: four steps to 0x4000; then the first segment again.
        const auto palette = with({0, 1, 0, 1, 4, 0x4000, 2, 1, 0, 0}, 6);
        QVERIFY2(palette.ok(), palette.ok() ? "" : palette.error().message.c_str());
        for (int i = 0; i < 5; ++i) QCOMPARE(int(palette->at(i)[0]), 0x10 * i);
        QCOMPARE(int(palette->at(5)[0]), 0);
        QVERIFY(!with({0, 9, 1}, 9).ok());              // fewer values than declared
        QVERIFY(!with({1, 4, 7}, 4).ok());              // linear without a start
        QVERIFY(!with({0, 1, 0, 2, 1, 6, 0}, 4).ok());  // points at itself
        QVERIFY(!with({0, 1, 5}, 4).ok());              // too few entries
    }
};

QTEST_APPLESS_MAIN(TestColour)
#include "tst_colour.moc"
