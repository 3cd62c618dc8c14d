// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What the viewport shows against DCMTK's dcm2pnm, on files made here: windows with their functions, rescale, tables of
// the modality and of the VOI, inverted grey, palettes, colour, overlays. dcm2pnm cuts the fraction of a grey value
// off and Hilum rounds, so greys may differ by one. Skipped where dcm2pnm is not installed.
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

#include "core/image/window_level.h"
#include "dicom/open/study_source.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;

namespace {

struct Case {
    const char* name;
    Bytes file;
    QStringList words;  // of dcm2pnm
    int tolerance;
    bool overlays = false;  // burnt in
};

constexpr int kSide = 64;

Picture grey(int bits, bool isSigned = false, const char* photometric = "MONOCHROME2") {
    Picture p;
    p.rows = p.columns = kSide;
    p.bits = bits <= 8 ? 8 : 16;
    p.stored = bits;
    p.highBit = bits - 1;
    p.isSigned = isSigned ? 1 : 0;
    p.photometric = photometric;
    return p;
}

// Every value of the depth in turn, so that every step of a window is met.
Bytes ramp(const Picture& p) {
    Bytes bytes;
    const int least = p.isSigned != 0 ? -(1 << (p.stored - 1)) : 0, range = 1 << p.stored;
    for (int i = 0; i < kSide * kSide; ++i) {
        const int value = least + i * range / (kSide * kSide);
        bytes.push_back(static_cast<std::uint8_t>(value));
        if (p.bits == 16) bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    }
    return bytes;
}

Bytes greyFile(const Picture& p, const std::function<void(DicomBytes&)>& change) {
    auto set = pictureHead(p);
    change(set);
    return asFile(set.element(0x7FE00010, "OW", ramp(p)));
}

void window(DicomBytes& set, const char* centre, const char* width, const char* function = "") {
    set.text(0x00281050, "DS", centre).text(0x00281051, "DS", width);
    if (*function != '\0') set.text(0x00281056, "CS", function);
}

void rescale(DicomBytes& set, const char* intercept, const char* slope) {
    set.text(0x00281052, "DS", intercept).text(0x00281053, "DS", slope);
}

// A table of that many entries of `bits`, bent so that it is no straight line.
void table(DicomBytes& set, std::uint32_t sequence, int entries, int first, int bits, const char* type = "") {
    set.head(sequence, "SQ", 0xFFFFFFFF).mark(0xFFFEE000, 0xFFFFFFFF).us(0x00283002, {entries, first, bits});
    if (*type != '\0') set.text(0x00283004, "LO", type);
    std::vector<int> values;
    for (int i = 0; i < entries; ++i)
        values.push_back(static_cast<int>(std::pow(i / double(entries - 1), 1.7) * ((1 << bits) - 1)));
    set.words(0x00283006, values).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
}

std::vector<Case> greyCases() {
    const QStringList own = {"-O", "+Wi", "1"};
    std::vector<Case> cases;
    const auto add = [&](const char* name, const Picture& p, const QStringList& words, auto change) {
        cases.push_back({name, greyFile(p, change), words, 1});
    };
    add("8 bit, no window", grey(8), {"-O", "-W"}, [](DicomBytes&) {});
    add("8 bit, window", grey(8), own, [](DicomBytes& set) { window(set, "100", "50"); });
    add("12 bit, window", grey(12), own, [](DicomBytes& set) { window(set, "2048", "1000"); });
    add("12 bit, window of one", grey(12), own, [](DicomBytes& set) { window(set, "2048", "1"); });
    add("16 bit, window wider than the values", grey(16), own, [](DicomBytes& set) { window(set, "32768", "131072"); });
    add("16 bit signed, rescaled", grey(16, true), own, [](DicomBytes& set) {
        rescale(set, "-1024", "1");
        window(set, "40", "400");
    });
    add("negative slope", grey(12), own, [](DicomBytes& set) {
        rescale(set, "100", "-1");
        window(set, "-1000", "2000");
    });
    add("inverted grey", grey(12, false, "MONOCHROME1"), own, [](DicomBytes& set) { window(set, "2048", "1000"); });
    add("sigmoid", grey(12), own, [](DicomBytes& set) { window(set, "2048", "1000", "SIGMOID"); });
    add("first of two windows", grey(12), own, [](DicomBytes& set) { window(set, "900\\3000", "400\\100"); });
    add("VOI table of 16 bits", grey(12), {"-O", "+Wl", "1"},
        [](DicomBytes& set) { table(set, 0x00283010, 4096, 0, 16); });
    add("VOI table of 8 bits", grey(12), {"-O", "+Wl", "1"},
        [](DicomBytes& set) { table(set, 0x00283010, 2000, 1000, 8); });
    add("VOI table of 12 bits, inverted", grey(12, false, "MONOCHROME1"), {"-O", "+Wl", "1"},
        [](DicomBytes& set) { table(set, 0x00283010, 4096, 0, 12); });
    add("modality table", grey(12), own, [](DicomBytes& set) {
        table(set, 0x00283000, 4096, 0, 16, "US");
        window(set, "20000", "30000");
    });
    // DCMTK keeps rescaled values as whole numbers: one of them is 0.77 greys of this window.
    cases.push_back({"12 bit, broken slope",
                     greyFile(grey(12),
                              [](DicomBytes& set) {
                                  rescale(set, "-12.5", "0.37");
                                  window(set, "700.5", "333.3");
                              }),
                     own, 2});
    return cases;
}

std::vector<Case> colourCases() {
    std::vector<Case> cases;
    Bytes rgb, ybr, indices;
    for (int i = 0; i < kSide * kSide; ++i) {
        for (const int value : {i, i * 3, i * 7}) rgb.push_back(static_cast<std::uint8_t>(value));
        for (const int value : {i / 16, 128 + i % 64, 128 - i % 64}) ybr.push_back(static_cast<std::uint8_t>(value));
        indices.push_back(static_cast<std::uint8_t>(i / 16));
    }
    auto p = grey(8);
    p.photometric = "PALETTE COLOR";
    for (const int bits : {8, 16}) {
        auto set = pictureHead(p);
        for (std::uint32_t c = 0; c < 3; ++c) set.us(0x00281101 + c, {200, 20, bits});
        for (int c = 0; c < 3; ++c) {
            std::vector<int> entries;
            for (int i = 0; i < 200; ++i) entries.push_back((i * (c + 1) % 256) * (bits == 16 ? 257 : 1));
            set.words(0x00281201 + static_cast<std::uint32_t>(c), entries);
        }
        const auto file = asFile(set.element(0x7FE00010, "OW", indices));
        cases.push_back({bits == 8 ? "palette of 8 bits" : "palette of 16 bits", file, {"-O"}, 0});
    }
    p.samples = 3;
    p.photometric = "RGB";
    cases.push_back({"RGB", nativeFile(p, rgb), {"-O"}, 0});
    p.planar = 1;
    cases.push_back({"RGB by plane", nativeFile(p, rgb), {"-O"}, 0});
    p.planar = 0;
    p.photometric = "YBR_FULL";
    cases.push_back({"YBR_FULL", nativeFile(p, ybr), {"-O"}, 2});  // DCMTK adds integers that were cut before
    return cases;
}

std::vector<Case> overlayCases() {
    const auto plane = [](DicomBytes& set, int group, int rows, int columns, int y, int x) {
        const auto base = static_cast<std::uint32_t>(group) << 16;
        set.us(base | 0x0010, {rows}).us(base | 0x0011, {columns}).text(base | 0x0040, "CS", "G");
        set.us(base | 0x0050, {y, x}, "SS").us(base | 0x0100, {1}).us(base | 0x0102, {0});
        Bytes bits(static_cast<std::size_t>((rows * columns + 15) / 16 * 2));
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint8_t>(i * 37);
        set.element(base | 0x3000, "OW", bits);
    };
    std::vector<Case> cases;
    const auto add = [&](const char* name, auto change) {
        const auto file = greyFile(grey(12), [&](DicomBytes& set) {
            window(set, "2048", "4000");
            change(set);
        });
        cases.push_back({name, file, {"+O", "0", "+Omr", "+Wi", "1"}, 1, true});
    };
    add("overlay of the image's size", [&](DicomBytes& set) { plane(set, 0x6000, kSide, kSide, 1, 1); });
    add("small overlay inside", [&](DicomBytes& set) { plane(set, 0x6000, 10, 13, 20, 31); });
    add("overlay that hangs over the edge", [&](DicomBytes& set) { plane(set, 0x6000, 40, 40, -10, 50); });
    add("two overlays", [&](DicomBytes& set) {
        plane(set, 0x6000, 10, 13, 20, 31);
        plane(set, 0x6002, 9, 9, 2, 3);
    });
    return cases;
}

std::vector<Case> allCases() {
    auto cases = greyCases();
    for (auto& one : colourCases()) cases.push_back(std::move(one));
    for (auto& one : overlayCases()) cases.push_back(std::move(one));
    return cases;
}

// A raw PGM or PPM: magic, width, height, 255, then the values.
std::optional<image::Raster> readPnm(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string magic;
    int most = 0;
    image::Raster raster;
    const auto number = [&](int& value) {
        while ((file >> std::ws).peek() == '#') file.ignore(1000, '\n');
        file >> value;
    };
    file >> magic;
    number(raster.width);
    number(raster.height);
    number(most);
    file.get();
    if (!file || most != 255 || (magic != "P5" && magic != "P6")) return std::nullopt;
    raster.channels = magic == "P5" ? 1 : 3;
    std::vector<std::uint8_t> values(static_cast<std::size_t>(raster.width * raster.height * raster.channels));
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size()));
    if (!file) return std::nullopt;
    raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(values));
    return raster;
}

std::vector<std::uint8_t> shown(const image::Image& picture, bool overlays) {
    auto values = *image::render(picture, image::defaultWindow(picture)).pixels;
    for (const auto& overlay : picture.overlays)
        for (int y = 0; overlays && y < overlay->height; ++y)
            for (int x = 0; x < overlay->width; ++x) {
                const int atX = overlay->x + x, atY = overlay->y + y;
                if (overlay->pixels[static_cast<std::size_t>(y * overlay->width + x)] == 0) continue;
                if (atX < 0 || atY < 0 || atX >= picture.width || atY >= picture.height) continue;
                values[static_cast<std::size_t>(atY * picture.width + atX)] = 255;
            }
    return values;
}

}  // namespace

class TestDcmtkRender : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString m_program = QStandardPaths::findExecutable("dcm2pnm");
    std::vector<Case> m_cases = allCases();

private Q_SLOTS:
    void initTestCase() {
        if (m_program.isEmpty()) QSKIP("all tests skipped: dcm2pnm is not installed (Debian's dcmtk)");
    }
    void picturesAreEqual_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_cases.size(); ++i) QTest::newRow(m_cases[i].name) << static_cast<int>(i);
    }
    void picturesAreEqual() {
        QFETCH(int, index);
        const Case& one = m_cases[static_cast<std::size_t>(index)];
        const QString file = m_folder.filePath("in.dcm"), out = m_folder.filePath("out.pnm");
        std::ofstream(file.toStdString(), std::ios::binary)
            .write(reinterpret_cast<const char*>(one.file.data()), static_cast<std::streamsize>(one.file.size()));
        QProcess process;
        process.start(m_program, QStringList{"-q"} + one.words + QStringList{"+op", file, out});
        QVERIFY(process.waitForFinished(60'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        const auto theirs = readPnm(out.toStdString());
        QVERIFY(theirs.has_value());
        const auto picture = dicom::readFrame({file.toStdString(), {}});
        QVERIFY2(picture.ok(), picture.ok() ? "" : picture.error().message.c_str());
        const auto ours = shown(*picture, one.overlays);
        QCOMPARE(ours.size(), theirs->pixels->size());
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const int apart = std::abs(int{ours[i]} - int{(*theirs->pixels)[i]});
            QVERIFY2(apart <= one.tolerance,
                     qPrintable(QString("value %1: %2, dcm2pnm %3").arg(i).arg(ours[i]).arg((*theirs->pixels)[i])));
        }
    }
};

QTEST_GUILESS_MAIN(TestDcmtkRender)
#include "tst_dcmtk_render.moc"
