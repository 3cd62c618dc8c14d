// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What values mean: rescale, windows, padding, spacing and its kind, planes, functional groups.
#include <QTest>

#include "dicom/file/frame_image.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using image::SpacingKind;

namespace {

Picture sixteen() {
    Picture p;
    p.rows = 1;
    p.columns = 3;
    p.bits = p.stored = 16;
    p.highBit = 15;
    return p;
}

const Bytes kThree = {1, 0, 2, 0, 3, 0};

base::Result<image::Image> imageOf(const Bytes& bytes, int frame = 0) {
    HILUM_TRY(const auto file, dicom::prescan(dicom::memorySource(bytes), dicom::Reach::Fragments));
    return dicom::frameImage(file, frame);
}

base::Result<image::Image> withAttributes(const std::function<void(DicomBytes&)>& add, Picture p = sixteen(),
                                          const Bytes& pixels = kThree, int frame = 0) {
    auto set = pictureHead(p);
    add(set);
    return imageOf(asFile(set.element(0x7FE00010, "OW", pixels)), frame);
}

}  // namespace

class TestFrameImage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rescaleAndWindows() {
        const auto image = withAttributes([](DicomBytes& set) {
            set.text(0x00281050, "DS", "40\\-600").text(0x00281051, "DS", "400\\1500").text(0x00281052, "DS", "-1024");
            set.text(0x00281053, "DS", "2")
                .text(0x00281054, "LO", "HU")
                .text(0x00281055, "LO", "SOFT\\LUNG")
                .text(0x00281056, "CS", "LINEAR_EXACT");
        });
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->modalityValue(2, 0), 3 * 2.0 - 1024);
        QCOMPARE(image->unit, std::string("HU"));
        QCOMPARE(image->windows.size(), std::size_t{2});
        QCOMPARE(image->windows[1].centre, -600.0);
        QCOMPARE(image->windows[1].explanation, std::string("LUNG"));
        QCOMPARE(static_cast<int>(image->windows[0].function), static_cast<int>(image::VoiFunction::LinearExact));
    }
    void badNumbersFallBack() {
        const auto image = withAttributes([](DicomBytes& set) {
            set.text(0x00281050, "DS", "nonsense")
                .text(0x00281051, "DS", "0")
                .text(0x00281053, "DS", "0")
                .text(0x00280030, "DS", "-1\\1e999");
        });
        QVERIFY(image.ok());
        QVERIFY(image->windows.empty());
        QCOMPARE(image->slope, 1.0);
        QCOMPARE(static_cast<int>(image->spacing.kind), static_cast<int>(SpacingKind::None));
    }
    void spacingSaysWhatItIs_data() {
        QTest::addColumn<QString>("modality");
        QTest::addColumn<QString>("pixel");
        QTest::addColumn<QString>("imager");
        QTest::addColumn<QString>("calibration");
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("xMm");
        const int none = static_cast<int>(SpacingKind::None), calibrated = static_cast<int>(SpacingKind::Calibrated),
                  detector = static_cast<int>(SpacingKind::AtDetector);
        QTest::newRow("CT") << "CT"
                            << "0.7\\0.5"
                            << ""
                            << "" << calibrated << 0.5;
        QTest::newRow("CR, imager alone") << "CR"
                                          << ""
                                          << "0.2\\0.2"
                                          << "" << detector << 0.2;
        QTest::newRow("CR, equal") << "CR"
                                   << "0.2\\0.2"
                                   << "0.2\\0.2"
                                   << "" << detector << 0.2;
        QTest::newRow("CR, corrected") << "CR"
                                       << "0.15\\0.15"
                                       << "0.2\\0.2"
                                       << "" << calibrated << 0.15;
        QTest::newRow("DX, said to be calibrated") << "DX"
                                                   << "0.2\\0.2"
                                                   << "0.2\\0.2"
                                                   << "FIDUCIAL" << calibrated << 0.2;
        QTest::newRow("CR, pixel spacing alone") << "CR"
                                                 << "0.2\\0.2"
                                                 << ""
                                                 << "" << detector << 0.2;
        QTest::newRow("nothing") << "CR"
                                 << ""
                                 << ""
                                 << "" << none << 0.0;
    }
    void spacingSaysWhatItIs() {
        QFETCH(QString, modality);
        QFETCH(QString, pixel);
        QFETCH(QString, imager);
        QFETCH(QString, calibration);
        QFETCH(int, kind);
        QFETCH(double, xMm);
        DicomBytes set;
        set.text(0x00080060, "CS", modality.toStdString());
        if (!imager.isEmpty()) set.text(0x00181164, "DS", imager.toStdString());
        if (!pixel.isEmpty()) set.text(0x00280030, "DS", pixel.toStdString());
        if (!calibration.isEmpty()) set.text(0x00280A02, "CS", calibration.toStdString());
        const auto file = dicom::prescan(dicom::memorySource(asFile(set)));
        const auto spacing = dicom::readMeaning(file->elements, 0).spacing;
        QCOMPARE(static_cast<int>(spacing.kind), kind);
        QCOMPARE(spacing.xMm, xMm);
    }
    void pixelShapeIsNoSpacing() {
        const auto image = withAttributes([](DicomBytes& set) { set.text(0x00280034, "IS", "2\\1"); });
        QCOMPARE(static_cast<int>(image->spacing.kind), static_cast<int>(SpacingKind::None));
        QCOMPARE(image->spacing.yMm / image->spacing.xMm, 2.0);
    }
    void planes() {
        const auto image = withAttributes([](DicomBytes& set) {
            set.text(0x00200032, "DS", "-10\\20.5\\30").text(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        });
        QVERIFY(image->plane.has_value());
        QCOMPARE(image->plane->positionMm[1], 20.5);
        const auto skewed = withAttributes(
            [](DicomBytes& set) { set.text(0x00200032, "DS", "0\\0\\0").text(0x00200037, "DS", "1\\0\\0\\1\\0\\0"); });
        QVERIFY(!skewed->plane.has_value());
    }
    void functionalGroupsGoFirst() {
        Picture p = sixteen();
        p.frames = "2";
        const auto read = [&](int frame) {
            return withAttributes(
                [](DicomBytes& set) {
                    set.text(0x00281053, "DS", "1").head(0x52009229, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF);
                    set.head(0x00289110, "SQ", 0xFFFFFFFF)
                        .mark(0xFFFEE000, 0xFFFFFFFF)
                        .text(0x00280030, "DS", "3\\4")
                        .text(0x00180050, "DS", "5");
                    set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
                    set.head(0x52009230, "SQ", 0xFFFFFFFF);
                    for (const char* slope : {"10", "20"}) {
                        set.mark(0xFFFEE000, 0xFFFFFFFF)
                            .head(0x00289145, "SQ", 0xFFFFFFFF)
                            .mark(0xFFFEE000, 0xFFFFFFFF);
                        set.text(0x00281052, "DS", "7")
                            .text(0x00281053, "DS", slope)
                            .mark(0xFFFEE00D, 0)
                            .mark(0xFFFEE0DD, 0)
                            .mark(0xFFFEE00D, 0);
                    }
                    set.mark(0xFFFEE0DD, 0);
                },
                p, {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0}, frame);
        };
        QCOMPARE(read(0)->slope, 10.0);
        QCOMPARE(read(1)->slope, 20.0);
        QCOMPARE(read(1)->intercept, 7.0);
        QCOMPARE(read(1)->spacing.xMm, 4.0);
        QCOMPARE(read(1)->stored(0, 0), 4.0);
    }
    void ultrasoundRegions() {
        const auto spacingOf = [](bool placed) {
            DicomBytes set;
            set.text(0x00080060, "CS", "US").head(0x00186011, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF);
            set.us(0x00186012, {1});
            std::uint32_t tag = 0x00186018;  // left, top, right, bottom
            for (const std::uint32_t edge : {10u, 20u, 200u, 100u}) {
                if (placed) set.head(tag, "UL", 4).put(edge, 4);
                tag += 2;
            }
            set.us(0x00186024, {3}).us(0x00186026, {3});
            for (const std::uint32_t delta : {0x0018602Cu, 0x0018602Eu})
                set.head(delta, "FD", 8).put(0x9999999A, 4).put(0x3FA99999, 4);  // 0.05 cm
            set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
            const auto file = dicom::prescan(dicom::memorySource(asFile(set)));
            return dicom::readMeaning(file->elements, 0).spacing;
        };
        QCOMPARE(static_cast<int>(spacingOf(true).kind), static_cast<int>(SpacingKind::Calibrated));
        QVERIFY(std::abs(spacingOf(true).xMm - 0.5) < 1e-9);
        // A scale whose rectangle is missing holds nowhere (PS3.3 C.8.5.5: the four edges are of type 1).
        QVERIFY(spacingOf(false).kind != SpacingKind::Calibrated);
    }
    void paddingAndInversion() {
        Picture p = sixteen();
        p.isSigned = 1;
        p.photometric = "MONOCHROME1";
        const auto image = withAttributes([](DicomBytes& set) { set.us(0x00280120, {0xF830}, "SS"); }, p);
        QCOMPARE(image->padding.value_or(0), -2000.0);
        QCOMPARE(static_cast<int>(image->colour), static_cast<int>(image::ColourModel::GreyInverted));
        const auto unsignedVr = withAttributes([](DicomBytes& set) { set.us(0x00280120, {0xF830}); }, p);
        QCOMPARE(unsignedVr->padding.value_or(0), -2000.0);
    }
    void modalityTable() {
        const auto image = withAttributes(
            [](DicomBytes& set) {
                set.head(0x00283000, "SQ", 0xFFFFFFFF)
                    .mark(0xFFFEE000, 0xFFFFFFFF)
                    .us(0x00283002, {3, 1, 16})
                    .words(0x00283006, {100, 200, 300});
                set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
            },
            sixteen(), {0, 0, 2, 0, 9, 0});
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->stored(0, 0), 100.0);  // below the table: its first value
        QCOMPARE(image->stored(1, 0), 200.0);
        QCOMPARE(image->stored(2, 0), 300.0);  // past it: its last
    }
    void voiTableBecomesAWindow() {
        const auto image = withAttributes([](DicomBytes& set) {
            set.head(0x00283010, "SQ", 0xFFFFFFFF)
                .mark(0xFFFEE000, 0xFFFFFFFF)
                .us(0x00283002, {256, 100, 8})
                .element(0x00283006, "OW", Bytes(256, 1));
            set.mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
        });
        QCOMPARE(image->windows.size(), std::size_t{1});
        QCOMPARE(image->windows[0].centre, 228.0);
        QCOMPARE(image->windows[0].width, 256.0);
    }
    void coloursBecomeEightBits() {
        Picture p = sixteen();
        p.columns = 1;
        p.samples = 3;
        p.photometric = "RGB";
        const auto deep = withAttributes([](DicomBytes&) {}, p, {0x00, 0x12, 0xFF, 0xFF, 0x80, 0x00});
        QCOMPARE(static_cast<int>(deep->type), static_cast<int>(image::PixelType::UInt8));
        QCOMPARE(deep->stored(0, 0, 0), 0x12 * 1.0);
        QCOMPARE(deep->stored(0, 0, 1), 255.0);
        Picture q;
        q.rows = 1;
        q.columns = 2;
        q.photometric = "PALETTE COLOR";
        const auto palette = withAttributes(
            [](DicomBytes& set) {
                for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {2, 0, 16});
                for (std::uint32_t c = 0; c < 3; ++c)
                    set.words(0x00281201 + c, {static_cast<int>(0x1000 * (c + 1)), 0xFF00});
            },
            q, {0, 200});
        QVERIFY2(palette.ok(), palette.ok() ? "" : palette.error().message.c_str());
        QCOMPARE(palette->channels, 3);
        QCOMPARE(palette->stored(0, 0, 2), 0x30 * 1.0);
        QCOMPARE(palette->stored(1, 0, 0), 255.0);
        QCOMPARE(withAttributes([](DicomBytes&) {}, q, {0, 200}).error().code, ErrorCode::Corrupt);  // no tables
    }
    void fewBitsShowFully() {
        Picture p;
        p.rows = 1;
        p.columns = 8;
        p.bits = p.stored = 1;
        p.highBit = 0;
        const auto image = withAttributes([](DicomBytes&) {}, p, {0xF0, 0});
        QCOMPARE(image->windows.size(), std::size_t{1});
        QCOMPARE(image->windows[0].width, 1.0);
        QCOMPARE(image->windows[0].centre, 0.5);
    }
};

QTEST_APPLESS_MAIN(TestFrameImage)
#include "tst_frame_image.moc"
