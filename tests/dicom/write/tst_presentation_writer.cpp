// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Presentation states: what is written is read back equal, DCMTK's checker accepts it, what DCMTK writes is
// read; tables, sigmoid, colour; wrong, cut off and cancelled input.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <filesystem>

#include "core/base/file_io.h"
#include "dicom/open/presentation_state.h"
#include "dicom/write/presentation_writer.h"
#include "dicom/write/srgb_profile.h"
#include "dicom/write/uid.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using dicom::AnnotationUnits;
using dicom::GraphicShape;
using dicom::GraphicText;
using dicom::PresentationState;
namespace fs = std::filesystem;

namespace {

constexpr const char* kCt = "1.2.840.10008.5.1.4.1.1.2";

struct Output {
    int code = -1;
    QByteArray text;
};
Output run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(60000)) return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAll()};
}

DicomBytes ctSet(const std::string& sop, const std::string& photometric = "MONOCHROME2") {
    DicomBytes set;
    set.text(0x00080005, "CS", "ISO_IR 192").text(0x00080016, "UI", kCt).text(0x00080018, "UI", sop);
    set.text(0x00080020, "DA", "20260102").text(0x00080030, "TM", "101112").text(0x00080050, "SH", "ACC1");
    // No sharp s and the like: DCMTK's checker takes the bytes 80 to 9F of UTF-8 for control characters.
    set.text(0x00080060, "CS", "CT").text(0x00081030, "LO", "Thorax, h\xC3\xB6her");
    set.text(0x00100010, "PN", "M\xC3\xBCller^Test").text(0x00100020, "LO", "ID-7").text(0x00100030, "DA", "19600304");
    set.text(0x00100040, "CS", "O").text(0x0020000D, "UI", "1.2.3").text(0x0020000E, "UI", "1.2.3.1");
    set.text(0x00200010, "SH", "S1").text(0x00200013, "IS", "1");
    set.us(0x00280002, {1}).text(0x00280004, "CS", photometric).us(0x00280010, {40}).us(0x00280011, {60});
    set.text(0x00280030, "DS", "0.5\\0.5");
    set.us(0x00280100, {16}).us(0x00280101, {12}).us(0x00280102, {11}).us(0x00280103, {0});
    set.text(0x00281052, "DS", "-1024").text(0x00281053, "DS", "1").text(0x00281054, "LO", "HU");
    return set;
}

// A plain ramp of 60 x 40 pixels, values 0..2399.
Bytes ctFile(const std::string& sop, const std::string& photometric = "MONOCHROME2") {
    std::vector<int> pixels(60 * 40);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<int>(i);
    return asFile(ctSet(sop, photometric).words(0x7FE00010, pixels));
}

PresentationState everything() {
    PresentationState state;
    state.label = "FULL";
    state.description = "Everything at once, \xC3\xBC";
    state.creator = "Reader^One";
    state.references = {{"1.2.3.1", {{kCt, "1.2.3.1.1", {}}, {kCt, "1.2.3.1.2", {}}}}};
    state.slope = 1;
    state.intercept = -1024;
    state.windows = {{{{kCt, "1.2.3.1.1", {}}}, {40, 400, image::VoiFunction::Linear, "Soft", nullptr}},
                     {{{kCt, "1.2.3.1.2", {}}}, {-600, 1500.5, image::VoiFunction::Sigmoid, "", nullptr}}};
    state.inverse = true;
    dicom::DisplayedArea area;
    area.left = -3;
    area.top = 5;
    area.right = 50;
    area.bottom = 36;
    area.xMm = 0.5;
    area.yMm = 0.5;
    area.rowStretch = 1.0;
    state.areas = {area};
    state.quarterTurns = 3;
    state.flip = true;
    dicom::PresentationShutter shutter;
    shutter.rectangle = dicom::PresentationShutter::Rectangle{3, 4, 55, 38};
    shutter.circleCentre = dicom::PresentationPoint{29.5, 19.5};
    shutter.circleRadius = 18;
    shutter.polygon = {{1.5, 2.5}, {57.5, 2.5}, {30.5, 38.5}};
    shutter.grey = 0.2;
    state.shutter = shutter;
    using Kind = GraphicShape::Kind;
    const auto pixel = AnnotationUnits::Pixel, display = AnnotationUnits::Display;
    state.layers = {{"UPPER", 2, "on top", std::array<std::uint8_t, 3>{255, 0, 0}}, {"LOWER", 1, "", std::nullopt}};
    state.annotations = {
        {"UPPER",
         {{kCt, "1.2.3.1.1", {}}},
         {{Kind::Polyline, pixel, {{1.25, 2.5}, {30, 20.75}}, false},
          {Kind::Ellipse, pixel, {{10, 20}, {30, 20}, {20, 15}, {20, 25}}, true},
          {Kind::Circle, display, {{0.5, 0.5}, {0.75, 0.5}}, false}},
         {{"12.5 mm\nsecond line", GraphicText::Box{{10, 10}, {40, 20}, pixel, GraphicText::Align::Right},
           GraphicText::Anchor{{5, 6}, pixel, true}}}},
        {"LOWER",
         {},
         {{Kind::Point, display, {{0.25, 0.75}}, false},
          {Kind::Interpolated, pixel, {{1, 1}, {5, 9}, {9, 1}, {1, 1}}, true}},
         {{"free", std::nullopt, GraphicText::Anchor{{0.5, 0.25}, display, false}}}}};
    return state;
}

}  // namespace

class TestPresentationWriter : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;

    fs::path file(const char* name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }
    dicom::Locator image(const std::string& sop = "1.2.3.1.1", const std::string& photometric = "MONOCHROME2") const {
        const fs::path path = file(("image-" + sop + photometric + ".dcm").c_str());
        if (!base::writeFileAtomically(path, ctFile(sop, photometric)).ok()) qFatal("no image");
        return {path, {}};
    }
    PresentationState again(const PresentationState& state, const char* name = "state.dcm") const {
        const auto written = dicom::writePresentation(state, image(), file(name));
        if (!written.ok()) qFatal("%s", written.error().message.c_str());
        auto read = dicom::readPresentation({file(name), {}});
        if (!read.ok()) qFatal("%s", read.error().message.c_str());
        if (read->sopUid != *written) qFatal("another UID");
        return std::move(read).value();
    }

private Q_SLOTS:
    void whatIsWrittenIsReadBack() {
        const PresentationState state = everything();
        const PresentationState read = again(state);
        QVERIFY(read.warnings.empty());
        QCOMPARE(read.label, state.label);
        QCOMPARE(read.description, state.description);
        QCOMPARE(read.creator, state.creator);
        QCOMPARE(read.studyUid, std::string("1.2.3"));
        QCOMPARE(read.date.size(), std::size_t{10});
        QVERIFY(read.references == state.references);
        QVERIFY(!read.colour && read.inverse);
        QCOMPARE(read.slope, 1.0);
        QCOMPARE(read.intercept, -1024.0);
        QCOMPARE(read.windows.size(), std::size_t{2});
        const auto* soft = read.windowFor("1.2.3.1.1", 0);
        QVERIFY(soft != nullptr && soft->window.centre == 40 && soft->window.width == 400);
        QCOMPARE(soft->window.explanation, std::string("Soft"));
        const auto* lung = read.windowFor("1.2.3.1.2", 0);
        QVERIFY(lung != nullptr && lung->window.width == 1500.5);
        QVERIFY(lung->window.function == image::VoiFunction::Sigmoid);
        QVERIFY(read.windowFor("1.2.3.1.9", 0) == nullptr);
        const auto* area = read.areaFor("1.2.3.1.2", 0);
        QVERIFY(area != nullptr);
        QVERIFY(area->left == -3 && area->top == 5 && area->right == 50 && area->bottom == 36);
        QVERIFY(area->size == dicom::PresentationSize::ScaleToFit && area->xMm == 0.5 && area->rowStretch == 1.0);
        QCOMPARE(read.quarterTurns, 3);
        QVERIFY(read.flip);
        QVERIFY(read.shutter.has_value());
        QVERIFY(read.shutter->rectangle == state.shutter->rectangle && read.shutter->polygon == state.shutter->polygon);
        QVERIFY(read.shutter->circleCentre == state.shutter->circleCentre);
        QCOMPARE(read.shutter->circleRadius, 18.0);
        QVERIFY(std::abs(read.shutter->grey - 0.2) < 1e-4);
        QVERIFY(read.layers == state.layers);
        QVERIFY(read.annotations == state.annotations);
        const auto drawn = read.annotationsFor("1.2.3.1.1", 0);
        QCOMPARE(drawn.size(), std::size_t{2});
        QCOMPARE(drawn[0]->layer, std::string("LOWER"));  // by order, so that UPPER is painted on top
        QCOMPARE(read.annotationsFor("1.2.3.1.2", 0).size(), std::size_t{1});
    }

    void sizesOfTheArea() {
        PresentationState state = everything();
        state.areas[0].size = dicom::PresentationSize::Magnify;
        state.areas[0].magnification = 2.5;
        state.areas[0].xMm = state.areas[0].yMm = 0;
        state.areas[0].rowStretch = 1.2;
        auto read = again(state);
        QVERIFY(read.areas[0].size == dicom::PresentationSize::Magnify);
        QCOMPARE(read.areas[0].magnification, 2.5);
        QVERIFY(std::abs(read.areas[0].rowStretch - 1.2) < 1e-9);
        QCOMPARE(read.areas[0].xMm, 0.0);
        state = everything();
        state.areas[0].size = dicom::PresentationSize::TrueSize;
        read = again(state);
        QVERIFY(read.areas[0].size == dicom::PresentationSize::TrueSize);
    }

    // Top left and bottom right are those of the screen (C.10.4): each turn and flip stores another pair of corners.
    void cornersFollowTheTurn_data() {
        QTest::addColumn<int>("turns");
        QTest::addColumn<bool>("flip");
        QTest::addColumn<QByteArray>("first");
        QTest::newRow("plain") << 0 << false << QByteArray("SL 1\\1 ");
        QTest::newRow("right") << 1 << false << QByteArray("SL 1\\40 ");
        QTest::newRow("half") << 2 << false << QByteArray("SL 60\\40 ");
        QTest::newRow("left") << 3 << false << QByteArray("SL 60\\1 ");
        QTest::newRow("flipped") << 0 << true << QByteArray("SL 60\\1 ");
        QTest::newRow("right and flipped") << 1 << true << QByteArray("SL 1\\1 ");
        QTest::newRow("half and flipped") << 2 << true << QByteArray("SL 1\\40 ");
        QTest::newRow("left and flipped") << 3 << true << QByteArray("SL 60\\40 ");
    }
    void cornersFollowTheTurn() {
        QFETCH(int, turns);
        QFETCH(bool, flip);
        QFETCH(QByteArray, first);
        PresentationState state = everything();
        state.quarterTurns = turns;
        state.flip = flip;
        state.areas[0].left = state.areas[0].top = 1;
        state.areas[0].right = 60;
        state.areas[0].bottom = 40;
        const auto read = again(state);
        QVERIFY(read.areas[0].left == 1 && read.areas[0].right == 60 && read.areas[0].bottom == 40);
        const auto dump = run("dcmdump", {"+P", "0070,0052", "+s", m_dir.filePath("state.dcm")});
        QVERIFY2(dump.text.contains(first), dump.text);
    }

    void dcmtkAcceptsIt_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("everything") << 0;
        QTest::newRow("plain window") << 1;
        QTest::newRow("table") << 2;
    }
    void dcmtkAcceptsIt() {
        QFETCH(int, kind);
        PresentationState state = everything();
        if (kind >= 1) {
            state.shutter.reset();
            state.layers.clear();
            state.annotations.clear();
            state.windows.erase(state.windows.begin() + 1);
            state.windows[0].images.clear();
        }
        if (kind == 2) {
            auto table = std::make_shared<image::VoiTable>();
            table->firstMapped = -1024;
            table->most = 4095;
            for (int i = 0; i < 512; ++i) table->entries.push_back(static_cast<std::uint16_t>(i * 8));
            state.windows[0].window = {-1024 + 256, 512, image::VoiFunction::Table, "Curve", table};
        }
        again(state);
        const auto checked = run("dcmpschk", {m_dir.filePath("state.dcm")});
        QVERIFY2(checked.code == 0 && checked.text.contains("Test passed"), checked.text);
        QVERIFY2(!checked.text.contains("Warning") && !checked.text.contains("E:"), checked.text);
        // The patient and the study are the image's.
        const auto dump = run("dcmdump", {"+U8", m_dir.filePath("state.dcm")});
        for (const char* part : {"ID-7", "19600304", "20260102", "ACC1", "[PR]", "ISO_IR 192"})
            QVERIFY2(dump.text.contains(part), part);
    }

    void tablesStayTheSame() {
        PresentationState state = everything();
        auto table = std::make_shared<image::VoiTable>();
        table->firstMapped = -1024;
        table->most = 4095;
        for (int i = 0; i < 512; ++i) table->entries.push_back(static_cast<std::uint16_t>(4095 - i * 8));
        state.windows = {{{}, {-768, 512, image::VoiFunction::Table, "Curve", table}}};
        auto read = again(state);
        QCOMPARE(read.windows.size(), std::size_t{1});
        const auto& same = read.windows[0].window;
        QVERIFY(same.function == image::VoiFunction::Table && same.table && same.table->entries == table->entries);
        QCOMPARE(same.table->firstMapped, -1024.0);
        QCOMPARE(same.table->most, 4095.0);
        QCOMPARE(same.explanation, std::string("Curve"));
        // Stretched to twice its width it is sampled anew: 1,024 entries from -1280 on, the same shape.
        state.windows[0].window.width = 1024;
        read = again(state);
        const auto& wide = read.windows[0].window;
        QCOMPARE(wide.table->entries.size(), std::size_t{1024});
        QCOMPARE(wide.table->firstMapped, -1280.0);
        for (const std::size_t i : {0U, 100U, 511U}) {
            const double shown = wide.table->entries[2 * i] / 65535.0, wanted = table->entries[i] / 4095.0;
            QVERIFY(std::abs(shown - wanted) < 1e-3);
        }
    }

    void readsWhatDcmtkWrites() {
        const auto source = image("1.2.3.1.5", "MONOCHROME1");
        const QString made = m_dir.filePath("dcmtk.dcm");
        const auto output =
            run("dcmp2pgm", {"+S", made, QString::fromStdString(source.path.string()), m_dir.filePath("dcmtk.pgm")});
        QVERIFY2(output.code == 0, output.text);
        const auto state = dicom::readPresentation({made.toStdString(), {}});
        QVERIFY2(state.ok(), state.ok() ? "" : state.error().message.c_str());
        QVERIFY(state->refersTo("1.2.3.1.5", 0) && !state->refersTo("1.2.3.1.1", 0));
        QVERIFY(state->inverse);  // MONOCHROME1
        QCOMPARE(state->intercept, -1024.0);
        const auto* area = state->areaFor("1.2.3.1.5", 0);
        QVERIFY(area != nullptr && area->left == 1 && area->right == 60 && area->bottom == 40 && area->xMm == 0.5);
        QCOMPARE(state->quarterTurns, 0);
    }

    void colourStates() {
        PresentationState state = everything();
        state.colour = true;
        const auto read = again(state);
        QVERIFY(read.colour && read.windows.empty() && !read.inverse);
        QVERIFY(read.annotations == state.annotations);
        const auto profile = dicom::srgbProfile();
        const auto at = [&](std::size_t i) { return static_cast<unsigned>(profile[i]); };
        QCOMPARE(static_cast<std::size_t>(at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3)), profile.size());
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(profile.data()) + 36, 4), QByteArray("acsp"));
        QCOMPARE(at(131), 9U);  // tags
    }

    // Values of an independent calculation (CIE 15, D50): sRGB red is L* 54.29, a* 80.80, b* 69.89.
    void layerColours() {
        using Rgb = std::array<std::uint8_t, 3>;
        const auto red = dicom::labFromRgb({255, 0, 0});
        QVERIFY(std::abs(red[0] / 65535.0 * 100 - 54.29) < 0.05);
        QVERIFY(std::abs(red[1] / 65535.0 * 255 - 128 - 80.80) < 0.1);
        QVERIFY(std::abs(red[2] / 65535.0 * 255 - 128 - 69.89) < 0.1);
        for (const Rgb& rgb : {Rgb{255, 255, 255}, Rgb{0, 0, 0}, Rgb{240, 228, 66}, Rgb{12, 99, 200}})
            QVERIFY(dicom::rgbFromLab(dicom::labFromRgb(rgb)) == rgb);
    }

    void refusals() {
        PresentationState state = everything();
        state.references[0].images[0].sopUid.clear();
        auto result = dicom::writePresentation(state, image(), file("none.dcm"));
        QVERIFY(!result.ok() && result.error().code == ErrorCode::InvalidInput);
        QVERIFY(result.error().message.find("picture") != std::string::npos);
        QVERIFY(!fs::exists(file("none.dcm")));
        QVERIFY(!dicom::writePresentation(everything(), {file("absent.dcm"), {}}, file("none.dcm")).ok());
        QVERIFY(!dicom::writePresentation(everything(), image(), file("no/such/folder/state.dcm")).ok());
        std::stop_source stop;
        stop.request_stop();
        const base::JobContext cancelled(stop.get_token());
        result = dicom::writePresentation(everything(), image(), file("none.dcm"), cancelled);
        QVERIFY(!result.ok() && result.error().code == ErrorCode::Cancelled && !fs::exists(file("none.dcm")));
        const auto wrong = dicom::readPresentation(image());
        QVERIFY(!wrong.ok() && wrong.error().code == ErrorCode::Unsupported);
        DicomBytes blending;
        blending.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.11.4").text(0x00080018, "UI", "1.2.3.4");
        QVERIFY(base::writeFileAtomically(file("blend.dcm"), asFile(blending)).ok());
        const auto other = dicom::readPresentation({file("blend.dcm"), {}});
        QVERIFY(!other.ok() && other.error().message.find("blends") != std::string::npos);
    }

    // Cut anywhere, or with any byte changed, it is read in part or refused; nothing else happens.
    void damagedFiles() {
        again(everything(), "whole.dcm");
        const Bytes whole = base::readFile(file("whole.dcm")).value();
        for (std::size_t size = 140; size < whole.size(); size += 13) {
            QVERIFY(base::writeFileAtomically(file("cut.dcm"),
                                              Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)))
                        .ok());
            const auto read = dicom::readPresentation({file("cut.dcm"), {}});
            QVERIFY(read.ok() || !read.error().message.empty());
        }
        std::uint32_t seed = 1;
        for (int i = 0; i < 400; ++i) {
            Bytes changed = whole;
            for (int k = 0; k < 3; ++k) {
                seed = seed * 1664525U + 1013904223U;
                changed[132 + (seed >> 8) % (changed.size() - 132)] = static_cast<std::uint8_t>(seed);
            }
            QVERIFY(base::writeFileAtomically(file("changed.dcm"), changed).ok());
            const auto read = dicom::readPresentation({file("changed.dcm"), {}});
            if (!read.ok()) continue;
            for (const auto& annotation : read->annotations)
                for (const auto& shape : annotation.shapes) {
                    QVERIFY(!shape.points.empty());
                    for (const auto& p : shape.points) QVERIFY(std::isfinite(p.x) && std::isfinite(p.y));
                }
        }
    }

    void uidsAreNew() {
        const std::string first = dicom::newUid(), second = dicom::newUid();
        QVERIFY(first != second && first.size() <= 64 && first.rfind("2.25.", 0) == 0);
    }
};

QTEST_GUILESS_MAIN(TestPresentationWriter)
#include "tst_presentation_writer.moc"
