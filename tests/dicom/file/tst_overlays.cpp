// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What lies beside the pixels: overlay planes, VOI tables, ultrasound regions, and where millimetres come from.
#include <QTest>

#include "core/image/window_level.h"
#include "dicom/file/frame_image.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using image::SpacingKind;
using image::SpacingOrigin;

namespace {

Picture sixteen() {
    Picture p;
    p.rows = 2;
    p.columns = 4;
    p.bits = 16;
    p.stored = 12;
    p.highBit = 11;
    return p;
}

const Bytes kEight = {0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0};

base::Result<image::Image> imageWith(const std::function<void(DicomBytes&)>& before,
                                     const std::function<void(DicomBytes&)>& after = {}, Picture p = sixteen(),
                                     const Bytes& pixels = kEight, int frame = 0) {
    auto set = pictureHead(p);
    if (before) before(set);
    if (after) after(set);
    HILUM_TRY(const auto file, dicom::prescan(dicom::memorySource(asFile(set.element(0x7FE00010, "OW", pixels))),
                                              dicom::Reach::Fragments));
    return dicom::frameImage(file, frame);
}

void overlay(DicomBytes& set, std::uint32_t group, const Bytes& bits, int rows = 2, int columns = 4) {
    const auto tag = [&](std::uint32_t element) { return group << 16 | element; };
    set.us(tag(0x0010), {rows}).us(tag(0x0011), {columns}).text(tag(0x0022), "LO", "Nodule");
    set.text(tag(0x0040), "CS", "G").us(tag(0x0050), {2, 0}, "SS").us(tag(0x0100), {1}).us(tag(0x0102), {0});
    if (!bits.empty()) set.element(tag(0x3000), "OW", bits);
}

DicomBytes region(int left, int right, int unit, const Bytes& delta) {
    DicomBytes item;
    item.us(0x00186012, {1}).head(0x00186018, "UL", 4).put(static_cast<std::uint32_t>(left), 4);
    item.head(0x0018601A, "UL", 4).put(0, 4).head(0x0018601C, "UL", 4).put(static_cast<std::uint32_t>(right), 4);
    item.head(0x0018601E, "UL", 4).put(99, 4).us(0x00186024, {unit}).us(0x00186026, {unit});
    item.element(0x0018602C, "FD", delta).element(0x0018602E, "FD", delta);
    return item;
}

Bytes doubleBytes(double value) {
    Bytes bytes(8);
    std::memcpy(bytes.data(), &value, 8);
    return bytes;
}

void sequence(DicomBytes& set, std::uint32_t tag, const std::vector<DicomBytes>& items) {
    set.head(tag, "SQ", 0xFFFFFFFF);
    for (const auto& item : items)
        set.mark(0xFFFEE000, static_cast<std::uint32_t>(item.bytes().size())).raw(item.bytes());
    set.mark(0xFFFEE0DD, 0);
}

}  // namespace

class TestOverlays : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void planesAreRead() {
        const auto image = imageWith([](DicomBytes& set) { overlay(set, 0x6000, {0b10010110, 0}); });
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->overlays.size(), std::size_t{1});
        const auto& plane = *image->overlays[0];
        QCOMPARE(plane.pixels, (std::vector<std::uint8_t>{0, 1, 1, 0, 1, 0, 0, 1}));
        QCOMPARE(plane.y, 1);
        QCOMPARE(plane.x, -1);
        QCOMPARE(plane.label, std::string("Nodule"));
        QVERIFY(!plane.isRegion);
    }
    void embeddedPlanesAreRead() {
        Bytes pixels = kEight;
        pixels[3] = 0x80;  // bit 15 of the second pixel
        const auto image = imageWith(
            [](DicomBytes& set) {
                overlay(set, 0x6002, {});
                set.us(0x60020100, {16}).us(0x60020102, {15});
            },
            {}, sixteen(), pixels);
        QVERIFY(image.ok());
        QVERIFY(image->overlays.empty());  // the first bit position counts: it lies inside the stored bits
        const auto again = imageWith(
            [](DicomBytes& set) {
                set.us(0x60020010, {2}).us(0x60020011, {4}).us(0x60020100, {16}).us(0x60020102, {15});
            },
            {}, sixteen(), pixels);
        QVERIFY(again.ok());
        QCOMPARE(again->overlays.size(), std::size_t{1});
        QCOMPARE(again->overlays[0]->pixels, (std::vector<std::uint8_t>{0, 1, 0, 0, 0, 0, 0, 0}));
        QCOMPARE(again->stored(1, 0), 1.0);  // and the value under it is clean
    }
    void damagedPlanesAreLeftOut() {
        QVERIFY(imageWith([](DicomBytes& set) { overlay(set, 0x6000, {1}, 65535, 65535); })->overlays.empty());
        QVERIFY(imageWith([](DicomBytes& set) { overlay(set, 0x6000, {1, 1}, 0, 4); })->overlays.empty());
        QVERIFY(imageWith([](DicomBytes& set) { overlay(set, 0x6000, {}); })->overlays.empty());
    }
    void framesHaveTheirOwnPlanes() {
        auto p = sixteen();
        p.frames = "2";
        Bytes pixels = kEight;
        pixels.insert(pixels.end(), kEight.begin(), kEight.end());
        const auto plane = [&](int frame) {
            return imageWith(
                [](DicomBytes& set) {
                    overlay(set, 0x6000, {0x0F, 0xF0});
                    set.text(0x60000015, "IS", "2");
                },
                {}, p, pixels, frame);
        };
        QCOMPARE(plane(0)->overlays[0]->pixels, (std::vector<std::uint8_t>{1, 1, 1, 1, 0, 0, 0, 0}));
        QCOMPARE(plane(1)->overlays[0]->pixels, (std::vector<std::uint8_t>{0, 0, 0, 0, 1, 1, 1, 1}));
    }
    void voiTablesShape() {
        const auto image = imageWith([](DicomBytes& set) {
            DicomBytes item;
            item.us(0x00283002, {4, 2, 8}).text(0x00283003, "LO", "Bone");
            item.words(0x00283006, {0, 100, 50, 255});
            sequence(set, 0x00283010, {item});
        });
        QVERIFY2(image.ok(), image.ok() ? "" : image.error().message.c_str());
        QCOMPARE(image->windows.size(), std::size_t{1});
        const auto& window = image->windows[0];
        QVERIFY(window.function == image::VoiFunction::Table && window.table);
        QCOMPARE(window.explanation, std::string("Bone"));
        const auto raster = image::render(*image, window);
        const std::vector<std::uint8_t> expected = {0, 0, 0, 100, 50, 255, 255, 255};
        QCOMPARE(*raster.pixels, expected);
        // Dragging: twice as wide, every entry covers two values.
        auto wide = window;
        wide.width *= 2;
        wide.centre = 4;
        QCOMPARE(*image::render(*image, wide).pixels, (std::vector<std::uint8_t>{0, 0, 100, 100, 50, 50, 255, 255}));
    }
    void regionsMeasure() {
        auto p = sixteen();
        const auto image = imageWith([](DicomBytes& set) {
            sequence(set, 0x00186011,
                     {region(0, 1, 3, doubleBytes(0.05)), region(2, 2, 4, doubleBytes(0.01)),
                      region(2, 3, 3, doubleBytes(-0.1))});
        });
        QVERIFY(image.ok());
        QCOMPARE(image->regions.size(), std::size_t{2});  // the second has no width
        QCOMPARE(image::spacingAt(*image, 0, 0).xMm, 0.5);
        QCOMPARE(image::spacingAt(*image, 3, 1).yMm, 1.0);
        QVERIFY(image::spacingAt(*image, 3, 1).kind == SpacingKind::Calibrated);
        QVERIFY(image::spacingAt(*image, 3, 1).origin == SpacingOrigin::UltrasoundRegion);
        QVERIFY(image::spacingAt(*image, 50, 1).kind == SpacingKind::None);
        QVERIFY(image->spacing.kind == SpacingKind::None);  // two that disagree say nothing for the whole
    }
    void originsAreSaid_data() {
        QTest::addColumn<QByteArray>("modality");
        QTest::addColumn<QByteArray>("pixel");
        QTest::addColumn<QByteArray>("imager");
        QTest::addColumn<QByteArray>("calibration");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("origin");
        const auto row = [](const char* name, const char* modality, const char* pixel, const char* imager,
                            const char* calibration, SpacingKind kind, SpacingOrigin origin) {
            QTest::addRow("%s", name) << QByteArray(modality) << QByteArray(pixel) << QByteArray(imager)
                                      << QByteArray(calibration) << static_cast<int>(kind) << static_cast<int>(origin);
        };
        row("CT", "CT", "0.7\\0.7", "", "", SpacingKind::Calibrated, SpacingOrigin::PixelSpacing);
        row("DX at detector", "DX", "", "0.1\\0.1", "", SpacingKind::AtDetector, SpacingOrigin::DetectorSpacing);
        row("DX repeats it", "DX", "0.1\\0.1", "0.1\\0.1", "", SpacingKind::AtDetector, SpacingOrigin::DetectorSpacing);
        row("DX calibrated", "DX", "0.1\\0.1", "0.12\\0.12", "", SpacingKind::Calibrated,
            SpacingOrigin::CalibratedSpacing);
        row("DX fiducial", "DX", "0.1\\0.1", "", "FIDUCIAL", SpacingKind::Calibrated, SpacingOrigin::CalibratedSpacing);
        row("nothing", "OT", "", "", "", SpacingKind::None, SpacingOrigin::None);
    }
    void originsAreSaid() {
        QFETCH(QByteArray, modality);
        QFETCH(QByteArray, pixel);
        QFETCH(QByteArray, imager);
        QFETCH(QByteArray, calibration);
        QFETCH(int, kind);
        QFETCH(int, origin);
        DicomBytes set;
        set.text(0x00080060, "CS", modality.toStdString());
        if (!imager.isEmpty()) set.text(0x00181164, "DS", imager.toStdString());
        if (!pixel.isEmpty()) set.text(0x00280030, "DS", pixel.toStdString());
        if (!calibration.isEmpty()) set.text(0x00280A02, "CS", calibration.toStdString());
        const auto file = dicom::prescan(dicom::memorySource(asFile(set)));
        QVERIFY(file.ok());
        const auto spacing = dicom::readMeaning(file->elements, 0).spacing;
        QCOMPARE(static_cast<int>(spacing.kind), kind);
        QCOMPARE(static_cast<int>(spacing.origin), origin);
    }
    void framesHaveTheirOwnPlaces() {
        auto p = sixteen();
        p.frames = "3";
        auto set = pictureHead(p);
        std::vector<DicomBytes> groups;
        for (int i = 0; i < 3; ++i) {
            DicomBytes position, measures, content, group;
            position.text(0x00200032, "DS", "0\\0\\" + std::to_string(5 * i));
            measures.text(0x00180050, "DS", "5").text(0x00280030, "DS", "0.5\\0.5");
            content.text(0x00209056, "SH", "A").head(0x00209057, "UL", 4).put(static_cast<std::uint32_t>(i + 1), 4);
            sequence(group, 0x00209111, {content});
            sequence(group, 0x00209113, {position});
            sequence(group, 0x00289110, {measures});
            groups.push_back(group);
        }
        DicomBytes orientation, shared;
        orientation.text(0x00200037, "DS", "1\\0\\0\\0\\1\\0");
        sequence(shared, 0x00209116, {orientation});
        sequence(set, 0x52009229, {shared});
        sequence(set, 0x52009230, groups);
        const auto file = dicom::prescan(dicom::memorySource(asFile(set)));
        QVERIFY(file.ok());
        const auto places = dicom::readPlaces(file->elements, 3);
        QCOMPARE(places.size(), std::size_t{3});
        for (int i = 0; i < 3; ++i) {
            const auto& place = places[static_cast<std::size_t>(i)];
            QVERIFY(place.plane);
            QCOMPARE(place.plane->positionMm[2], 5.0 * i);
            QCOMPARE(place.spacing.xMm, 0.5);
            QCOMPARE(place.inStack, i + 1);
            QCOMPARE(place.stackId, std::string("A"));
        }
    }
};

QTEST_APPLESS_MAIN(TestOverlays)
#include "tst_overlays.moc"
