// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Files, folders and ZIPs: exactly one answer for each file, nothing outside the archive, no bombs,
// frames read on demand, cancelled before, in the middle of and after a scan.
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "core/image/image_file.h"
#include "dicom/open/instance_header.h"
#include "dicom/open/stored_values.h"
#include "dicom/open/study_source.h"
#include "dicom/open/zip_directory.h"
#include "tests/dicom/open/zip_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using dicom::Instance;
using dicom::InstanceStatus;
namespace fs = std::filesystem;

namespace {

Bytes dicomFile(int value = 7) {
    Picture p;
    return nativeFile(p, Bytes(6, static_cast<std::uint8_t>(value)));
}

Bytes pngFile(int level) {
    image::Raster raster;
    raster.width = 4;
    raster.height = 2;
    raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(8, static_cast<std::uint8_t>(level));
    return image::encodePng(raster).value();
}

void put(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    // Plainly written: hundreds of synchronised writes would only test the disk.
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::map<std::string, Instance> scanned(const fs::path& path, const dicom::ScanLimits& limits = {}) {
    std::map<std::string, Instance> found;
    const auto status = dicom::scan(
        {path},
        [&](const Instance& instance) {
            found[instance.locator.zipEntry.empty() ? instance.locator.path.lexically_relative(path).string()
                                                    : instance.locator.zipEntry] = instance;
        },
        {}, limits);
    if (!status.ok()) qWarning("%s", status.error().message.c_str());
    return found;
}

}  // namespace

class TestScan : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path root() const { return m_folder.path().toStdString(); }

private Q_SLOTS:
    void foldersGiveEachFileOnce() {
        const fs::path folder = root() / "study";
        put(folder / "a.dcm", dicomFile());
        put(folder / "no-suffix", dicomFile());
        put(folder / "sub" / "deep" / "B.DCM", dicomFile());
        put(folder / "sub" / "picture.txt", pngFile(9));  // by content, not by suffix
        put(folder / "empty.dcm", {});
        put(folder / "text.dcm", {'h', 'e', 'l', 'l', 'o'});
        put(folder / "notes.txt", Bytes(400, 'x'));
        put(folder / "inner.zip", zipOf({{"x.dcm", dicomFile()}}));
        Picture huge;
        huge.rows = huge.columns = 65535;
        put(folder / "huge.dcm", nativeFile(huge, {1}));
        put(root() / "elsewhere.dcm", dicomFile());
        fs::create_directory_symlink(folder, folder / "sub" / "loop");
        fs::create_symlink(folder / "a.dcm", folder / "again.dcm");
        fs::create_symlink(root() / "elsewhere.dcm", folder / "linked.dcm");
        ::mkfifo((folder / "pipe").c_str(), 0600);

        const auto found = scanned(folder);
        QCOMPARE(found.size(), std::size_t{10});
        const auto status = [&](const char* name) { return static_cast<int>(found.at(name).status); };
        for (const char* name : {"a.dcm", "no-suffix", "sub/deep/B.DCM", "linked.dcm"}) {
            QCOMPARE(status(name), static_cast<int>(InstanceStatus::Ok));
            QVERIFY(found.at(name).isDicom);
            QCOMPARE(found.at(name).columns, 3);
        }
        QVERIFY(!found.at("sub/picture.txt").isDicom);
        QCOMPARE(found.at("sub/picture.txt").columns, 4);
        for (const char* name : {"empty.dcm", "text.dcm", "notes.txt", "inner.zip"}) {
            QCOMPARE(status(name), static_cast<int>(InstanceStatus::NotDicom));
            QCOMPARE(found.at(name).reason.back(), '.');
        }
        QCOMPARE(status("huge.dcm"), static_cast<int>(InstanceStatus::Refused));
    }
    void namedPathsThatCannotBeUsed() {
        QCOMPARE(dicom::scan({root() / "missing"}, [](const Instance&) {}).error().code, ErrorCode::NotFound);
        const fs::path pipe = root() / "alone";
        ::mkfifo(pipe.c_str(), 0600);
        QCOMPARE(dicom::scan({pipe}, [](const Instance&) {}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(dicom::readFrame({root() / "missing", {}}).error().code, ErrorCode::NotFound);
        QCOMPARE(dicom::readHeader({root() / "missing", {}}).error().code, ErrorCode::NotFound);
    }
    void readsHeadersAndFrames() {
        const fs::path file = root() / "one.dcm", picture = root() / "films" / "film.png", text = root() / "text.dcm";
        put(file, dicomFile(42));
        put(picture, pngFile(9));
        put(text, {'h', 'i', '!', '!', '!', '!', '!', '!', '!'});
        const auto header = dicom::readHeader({file, {}});
        QVERIFY(header.ok());
        QCOMPARE(header->patientName, std::string("Test^Name"));
        QCOMPARE(header->transferSyntax, std::string(kExplicitLittle));
        QCOMPARE(dicom::readFrame({file, {}})->stored(2, 1), 42.0);
        QCOMPARE(dicom::readFrame({file, {}}, 1).error().code, ErrorCode::InvalidInput);
        const auto film = dicom::readHeader({picture, {}});
        QCOMPARE(film->seriesDescription, std::string("films"));
        QVERIFY(film->sopUid.starts_with("2.25.") && film->sopUid.size() <= 64);
        QCOMPARE(dicom::readHeader({picture.parent_path() / "." / "film.png", {}})->sopUid, film->sopUid);
        QCOMPARE(dicom::readFrame({picture, {}})->stored(0, 0), 9.0);
        QCOMPARE(dicom::readFrame({picture, {}}, 1).error().code, ErrorCode::InvalidInput);
        QCOMPARE(dicom::readFrame({text, {}}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(dicom::readHeader({text, {}}).error().code, ErrorCode::InvalidInput);
    }
    void storedValues() {
        Picture p;
        p.rows = 1;
        p.columns = 2;
        p.bits = p.stored = 16;
        p.highBit = 15;
        p.isSigned = 1;
        p.frames = "2";
        const fs::path file = root() / "frames.dcm";
        put(file, nativeFile(p, {1, 0, 2, 0, 0xFF, 0xFF, 4, 0}));
        const auto all = dicom::readStoredValues(file, -1);
        QVERIFY(all.ok());
        QCOMPARE(all->frames, 2);
        QCOMPARE(all->pixels.size(), std::size_t{8});
        QCOMPARE(static_cast<int>(all->type), static_cast<int>(image::PixelType::Int16));
        const auto second = dicom::readStoredValues(file, 1);
        QCOMPARE(second->frames, 1);
        QCOMPARE(second->pixels[0], std::byte{0xFF});
        QCOMPARE(dicom::readStoredValues(file, 5).error().code, ErrorCode::InvalidInput);
        p.frames = "900000";
        put(file, nativeFile(p, {1, 0, 2, 0}));
        QCOMPARE(dicom::readStoredValues(file, -1).error().code, ErrorCode::Corrupt);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(dicom::readStoredValues(file, -1, base::JobContext(stop.get_token())).error().code,
                 ErrorCode::Cancelled);
    }

    void zips() {
        const fs::path zip = root() / "study.zip";
        Picture large;
        large.rows = large.columns = 1024;
        Bytes noise(1024 * 1024);
        for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
        put(zip, zipOf({{"dir/", {}, 0},
                        {"dir/stored.dcm", dicomFile(3), 0},
                        {"dir/packed.dcm", dicomFile(4)},
                        {"large.dcm", nativeFile(large, noise)},
                        {"film.png", pngFile(5)},
                        {"readme.txt", Bytes(300, 'x')},
                        {"inner.zip", zipOf({{"x", {1}}})},
                        {"empty", {}, 0},
                        {"twice", dicomFile(1)},
                        {"twice", dicomFile(2)}}));
        int calls = 0, refused = 0;
        QVERIFY(dicom::scan({zip}, [&](const Instance& i) {
                    ++calls;
                    refused += i.status == InstanceStatus::Refused ? 1 : 0;
                }).ok());
        QCOMPARE(calls, 9);
        QCOMPARE(refused, 1);  // the second of the two
        const auto found = scanned(zip);
        QCOMPARE(static_cast<int>(found.at("dir/packed.dcm").status), static_cast<int>(InstanceStatus::Ok));
        QCOMPARE(found.at("large.dcm").rows, 1024);
        QCOMPARE(static_cast<int>(found.at("inner.zip").status), static_cast<int>(InstanceStatus::NotDicom));
        QCOMPARE(found.at("film.png").seriesDescription, std::string("study.zip"));
        QCOMPARE(found.at("large.dcm").locator.display(), zip.string() + "!large.dcm");
        QCOMPARE(dicom::readFrame({zip, "dir/stored.dcm"})->stored(0, 0), 3.0);
        QCOMPARE(dicom::readFrame({zip, "dir/packed.dcm"})->stored(0, 0), 4.0);
        QCOMPARE(dicom::readFrame({zip, "large.dcm"})->stored(1023, 1023), static_cast<double>(noise.back()));
        QCOMPARE(dicom::readFrame({zip, "film.png"})->stored(0, 0), 5.0);
        QCOMPARE(dicom::readFrame({zip, "not there"}).error().code, ErrorCode::NotFound);
    }
    // "hilum " fifty times, packed by Python's zipfile with bzip2 and with LZMA.
    void otherMethodsGoThroughLibarchive() {
        const QByteArray bzip2 = QByteArray::fromHex(
            "425a6839314159265359bf4a81580000319180400000660200200020a54320c03117117517916a2d45f177245385090bf4a81580");
        const QByteArray lzma = QByteArray::fromHex("090405005d0000800000341a49d823f24224af959a77f893ffff1d740000");
        const auto packed = [](const char* name, const QByteArray& bytes, int method, std::uint16_t flags) {
            ZipFile file{name, Bytes(bytes.begin(), bytes.end()), method, flags};
            file.claimedBytes = 300;
            file.claimedCrc = 0x5fa3befb;
            return file;
        };
        ZipFile wrong = packed("wrong", bzip2, 12, 0);
        wrong.claimedCrc = 1;
        const auto zip = dicom::memorySource(
            zipOf({packed("bzip2", bzip2, 12, 0), packed("lzma", lzma, 14, 2), wrong, {"unknown", dicomFile(), 97}}));
        const auto entries = dicom::readZipDirectory(*zip, {});
        QVERIFY(entries.ok());
        QCOMPARE(entries->size(), std::size_t{4});
        std::string text;
        for (int i = 0; i < 50; ++i) text += "hilum ";
        for (const std::size_t i : {0U, 1U}) {
            const auto bytes = dicom::readZipEntry(*zip, (*entries)[i], 0, {});
            QVERIFY2(bytes.ok(), bytes.ok() ? "" : bytes.error().message.c_str());
            QCOMPARE(std::string(bytes->begin(), bytes->end()), text);
        }
        QVERIFY(!dicom::readZipEntry(*zip, (*entries)[2], 0, {}).ok());
        QCOMPARE(dicom::readZipEntry(*zip, (*entries)[3], 0, {}).error().code, ErrorCode::Unsupported);
    }
    void namesThatLeaveTheZip_data() {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"../x.dcm", "a/../../x.dcm", "/etc/passwd", "\\windows\\x", "C:\\x.dcm", "c:x", "a\\..\\..\\x", ".."})
            QTest::newRow(name) << name;
    }
    void namesThatLeaveTheZip() {
        QFETCH(QString, name);
        const fs::path zip = root() / "slip.zip";
        put(zip, zipOf({{name.toStdString(), dicomFile()}, {"good.dcm", dicomFile()}}));
        const auto found = scanned(zip);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(static_cast<int>(found.at(name.toStdString()).status), static_cast<int>(InstanceStatus::Refused));
        QVERIFY(QString::fromStdString(found.at(name.toStdString()).reason).contains("outside"));
        QCOMPARE(static_cast<int>(found.at("good.dcm").status), static_cast<int>(InstanceStatus::Ok));
        QCOMPARE(dicom::readFrame({zip, name.toStdString()}).error().code, ErrorCode::InvalidInput);
    }
    void bombsAndOtherRefusals() {
        const fs::path zip = root() / "bomb.zip";
        ZipFile bomb{"bomb.dcm", Bytes(24 << 20, 0)}, locked{"locked.dcm", dicomFile()}, link{"link.dcm", dicomFile()};
        locked.flags = 1;
        link.attributes = 0120777u << 16;
        ZipFile liar{"liar.dcm", Bytes(8 << 20, 0)};
        liar.claimedBytes = 1000;  // 8 MiB behind a claim of 1,000 bytes: never more than claimed comes out
        ZipFile boaster{"boaster.dcm", dicomFile()};
        boaster.claimedBytes = 500'000'000'000 & 0x7FFFFFFF;
        put(zip, zipOf({bomb, locked, link, liar, boaster}));
        const auto found = scanned(zip);
        QCOMPARE(found.size(), std::size_t{5});
        QVERIFY(QString::fromStdString(found.at("bomb.dcm").reason).contains("bomb"));
        QVERIFY(QString::fromStdString(found.at("locked.dcm").reason).contains("encrypted"));
        QVERIFY(QString::fromStdString(found.at("link.dcm").reason).contains("link"));
        for (const auto& [name, instance] : found) QVERIFY2(instance.status != InstanceStatus::Ok, name.c_str());
        dicom::ScanLimits limits;
        limits.maxArchiveBytes = 1000;
        put(zip, zipOf({{"a", Bytes(900, 1)}, {"b", Bytes(900, 2)}}));
        const auto limited = scanned(zip, limits);
        QCOMPARE(limited.size(), std::size_t{1});
        QCOMPARE(static_cast<int>(limited.begin()->second.status), static_cast<int>(InstanceStatus::Refused));
        limits.maxFiles = 1;
        QCOMPARE(static_cast<int>(scanned(zip, limits).begin()->second.status),
                 static_cast<int>(InstanceStatus::Refused));
    }
    void damagedZips() {
        const fs::path zip = root() / "cut.zip";
        const Bytes whole = zipOf({{"a.dcm", dicomFile()}, {"b.dcm", dicomFile(), 0}});
        for (std::size_t n = 0; n < whole.size(); n += 7) {
            put(zip, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n)));
            const auto found = scanned(zip);
            QCOMPARE(found.size(), std::size_t{1});
            QVERIFY(found.begin()->second.status != InstanceStatus::Ok);
            QVERIFY(!found.begin()->second.reason.empty());
        }
        for (std::size_t at = 0; at < whole.size(); ++at) {
            Bytes bytes = whole;
            bytes[at] ^= 0x5A;
            put(zip, bytes);
            for (const auto& [name, instance] : scanned(zip)) {
                if (instance.status == InstanceStatus::Ok)
                    (void)dicom::readFrame(instance.locator).ok();
                else
                    QVERIFY(!instance.reason.empty());
            }
        }
    }

    void cancelling() {
        const fs::path folder = root() / "many";
        for (int i = 0; i < 20; ++i) put(folder / (std::to_string(i) + ".dcm"), dicomFile(i));
        int seen = 0;
        std::stop_source before;
        before.request_stop();
        QCOMPARE(dicom::scan(
                     {folder}, [&](const Instance&) { ++seen; }, base::JobContext(before.get_token()))
                     .error()
                     .code,
                 ErrorCode::Cancelled);
        QCOMPARE(seen, 0);
        QCOMPARE(dicom::readFrame({folder / "1.dcm", {}}, 0, base::JobContext(before.get_token())).error().code,
                 ErrorCode::Cancelled);
        std::stop_source middle;
        const auto status = dicom::scan(
            {folder},
            [&](const Instance&) {
                if (++seen == 5) middle.request_stop();
            },
            base::JobContext(middle.get_token()));
        QCOMPARE(status.error().code, ErrorCode::Cancelled);
        QCOMPARE(seen, 5);
        std::stop_source after;
        seen = 0;
        QVERIFY(dicom::scan(
                    {folder}, [&](const Instance&) { ++seen; }, base::JobContext(after.get_token()))
                    .ok());
        after.request_stop();
        QCOMPARE(seen, 20);
    }
    void instancesComeWhileScanning() {
        // The first image is known before the second file is even there.
        const fs::path folder = root() / "growing";
        put(folder / "1.dcm", dicomFile(1));
        bool decoded = false;
        QVERIFY(dicom::scan({folder}, [&](const Instance& instance) {
                    decoded = dicom::readFrame(instance.locator).ok();
                    put(folder / "2.dcm", dicomFile(2));
                }).ok());
        QVERIFY(decoded);
    }
    void datesAndAges() {
        QCOMPARE(dicom::isoDate("20260102"), std::string("2026-01-02"));
        QCOMPARE(dicom::isoDate("2026.01.02"), std::string("2026-01-02"));
        for (const char* bad : {"", "2026", "20261301", "20260100", "today", "202601021"})
            QCOMPARE(dicom::isoDate(bad), std::string());
        QCOMPARE(dicom::yearsOf("045Y").value_or(-1), 45);
        QCOMPARE(dicom::yearsOf("018M").value_or(-1), 1);
        QCOMPARE(dicom::yearsOf("003W").value_or(-1), 0);
        for (const char* bad : {"", "Y", "45", "45YY", "-4Y", "9999Y"}) QVERIFY(!dicom::yearsOf(bad));
    }
};

QTEST_APPLESS_MAIN(TestScan)
#include "tst_scan.moc"
