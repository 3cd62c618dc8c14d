// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What has no pixels opens to something: reports and key objects as text, PDFs as pages, DICOMDIRs as the
// files that they name, and never as a file outside their folder. Structures kept between frames.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

#include "dicom/open/dicomdir.h"
#include "dicom/open/document.h"
#include "dicom/open/open_files.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;
using base::ErrorCode;
using dicom::Instance;
namespace fs = std::filesystem;

namespace {

void sequence(DicomBytes& set, std::uint32_t tag, const std::vector<DicomBytes>& items) {
    set.head(tag, "SQ", 0xFFFFFFFF);
    for (const auto& item : items)
        set.mark(0xFFFEE000, static_cast<std::uint32_t>(item.bytes().size())).raw(item.bytes());
    set.mark(0xFFFEE0DD, 0);
}

DicomBytes code(const std::string& meaning) { return DicomBytes().text(0x00080104, "LO", meaning); }

DicomBytes content(const std::string& type, const std::string& name,
                   const std::function<void(DicomBytes&)>& value = {}) {
    DicomBytes item;
    item.text(0x0040A040, "CS", type);
    sequence(item, 0x0040A043, {code(name)});
    if (value) value(item);
    return item;
}

Bytes withClass(const std::string& sopClass, const DicomBytes& rest) {
    DicomBytes set;
    set.text(0x00080016, "UI", sopClass).text(0x00080018, "UI", "1.2.3.4").raw(rest.bytes());
    return asFile(set);
}

DicomBytes record(const std::string& fileId) {
    DicomBytes item;
    item.head(0x00041400, "UL", 4).put(4, 4).us(0x00041410, {0xFFFF}).head(0x00041420, "UL", 4).put(4, 4);  // to itself
    item.text(0x00041430, "CS", "IMAGE");
    if (!fileId.empty()) item.text(0x00041500, "CS", fileId);
    return item;
}

Bytes dicomdir(const std::vector<std::string>& ids) {
    std::vector<DicomBytes> records;
    for (const auto& id : ids) records.push_back(record(id));
    DicomBytes set;
    sequence(set, 0x00041220, records);
    return withClass("1.2.840.10008.1.3.10", set);
}

}  // namespace

class TestDocuments : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path at(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path put(const std::string& name, const Bytes& bytes) const {
        fs::create_directories(at(name).parent_path());
        std::ofstream(at(name), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return at(name);
    }

private Q_SLOTS:
    void reportsAreText() {
        DicomBytes set;
        sequence(set, 0x0040A043, {code("Chest report")});
        const auto finding = content("CONTAINER", "Findings", [](DicomBytes& item) {
            sequence(
                item, 0x0040A730,
                {content("TEXT", "Finding", [](DicomBytes& t) { t.text(0x0040A160, "UT", "No effusion \\ none."); }),
                 content("NUM", "Diameter", [](DicomBytes& n) {
                     DicomBytes measured;
                     measured.text(0x0040A30A, "DS", "12.5");
                     sequence(measured, 0x004008EA, {code("mm")});
                     sequence(n, 0x0040A300, {measured});
                 })});
        });
        sequence(set, 0x0040A730, {finding});
        const auto document = dicom::readDocument({put("sr.dcm", withClass("1.2.840.10008.5.1.4.1.1.88.33", set)), {}});
        QVERIFY2(document.ok(), document.ok() ? "" : document.error().message.c_str());
        QCOMPARE(document->title, std::string("Chest report"));
        QCOMPARE(document->text,
                 std::string("Chest report\n  Findings\n    Finding: No effusion \\ none.\n    Diameter: 12.5 mm\n"));
        QVERIFY(document->kind == Instance::Content::Report);
    }
    void keyObjectsNameTheirImages() {
        DicomBytes set, study, series, sop;
        sop.text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .text(0x00081155, "UI", "1.2.3.9")
            .text(0x00081160, "IS", "2\\5");
        sequence(series, 0x00081199, {sop});
        series.text(0x0020000E, "UI", "1.2.3.1");
        sequence(study, 0x00081115, {series});
        study.text(0x0020000D, "UI", "1.2.3");
        sequence(set, 0x0040A043, {code("Of Interest")});
        sequence(set, 0x0040A375, {study});
        const auto document = dicom::readDocument({put("ko.dcm", withClass("1.2.840.10008.5.1.4.1.1.88.59", set)), {}});
        QVERIFY(document.ok());
        QVERIFY(document->kind == Instance::Content::KeyObjects);
        QCOMPARE(document->references.size(), std::size_t{1});
        QCOMPARE(document->references[0].sopUid, std::string("1.2.3.9"));
        QCOMPARE(document->references[0].seriesUid, std::string("1.2.3.1"));
        QCOMPARE(document->references[0].studyUid, std::string("1.2.3"));
        QCOMPARE(document->references[0].frames, (std::vector<int>{2, 5}));
    }
    void pdfsComeOut() {
        const std::string pdf = "%PDF-1.4 words";
        const auto file = [&](const std::string& inside) {
            DicomBytes set;
            set.text(0x00420010, "ST", "Letter").element(0x00420011, "OB", Bytes(inside.begin(), inside.end()));
            set.text(0x00420012, "LO", "application/pdf").head(0x00420015, "UL", 4).put(13, 4);
            return withClass("1.2.840.10008.5.1.4.1.1.104.1", set);
        };
        const auto document = dicom::readDocument({put("pdf.dcm", file(pdf)), {}});
        QVERIFY2(document.ok(), document.ok() ? "" : document.error().message.c_str());
        QCOMPARE(std::string(document->pdf.begin(), document->pdf.end()), pdf.substr(0, 13));
        QCOMPARE(document->title, std::string("Letter"));
        QCOMPARE(dicom::readDocument({put("exe.dcm", file("MZ program...")), {}}).error().code, ErrorCode::Corrupt);
    }
    void othersAreNamed() {
        const auto image = dicom::readDocument({put("image.dcm", nativeFile({}, Bytes(6, 1))), {}});
        QCOMPARE(image.error().code, ErrorCode::Unsupported);
        const auto wave =
            dicom::readDocument({put("ecg.dcm", withClass("1.2.840.10008.5.1.4.1.1.9.1.1", DicomBytes())), {}});
        QVERIFY(wave.error().message.find("waveform") != std::string::npos);
        std::stop_source source;
        source.request_stop();
        QCOMPARE(dicom::readDocument({at("image.dcm"), {}}, base::JobContext(source.get_token())).error().code,
                 ErrorCode::Cancelled);
    }

    void directoriesOpenTheirFiles() {
        put("disc/IMAGES/a0001", nativeFile({}, Bytes(6, 1)));
        put("disc/IMAGES/A0002", nativeFile({}, Bytes(6, 2)));
        const auto path =
            put("disc/DICOMDIR", dicomdir({"IMAGES\\A0001", "IMAGES\\A0002", "IMAGES\\A0002", "", "IMAGES\\GONE"}));
        std::map<std::string, Instance> found;
        QVERIFY(dicom::scan({path}, [&](const Instance& i) { found[i.locator.path.filename().string()] = i; }).ok());
        QCOMPARE(found.size(), std::size_t{4});
        QVERIFY(found["DICOMDIR"].content == Instance::Content::Directory);
        QVERIFY(found["a0001"].hasPixels && found["A0002"].hasPixels);  // whatever the case of its letters
        QVERIFY(found["GONE"].status == dicom::InstanceStatus::Refused);
    }
    void namesThatLeaveTheFolder_data() {
        QTest::addColumn<QByteArray>("id");
        for (const char* id :
             {"..\\..\\secret", "..", "\\etc\\passwd", "/etc/passwd", "C:\\WINDOWS", "C:", "IMAGES\\..\\..\\secret",
              "CON", "nul.txt", "COM1", "IMAGES\\LINK", "OUTLINK\\secret", ".", "A\nB", "IMAGES/../../secret"})
            QTest::newRow(id) << QByteArray(id);
    }
    void namesThatLeaveTheFolder() {
        QFETCH(QByteArray, id);
        put("secret", nativeFile({}, Bytes(6, 1)));
        put("disc/IMAGES/IM1", nativeFile({}, Bytes(6, 1)));
        std::error_code ignored;
        fs::create_symlink(at("secret"), at("disc/IMAGES/LINK"), ignored);
        fs::create_directory_symlink(at(""), at("disc/OUTLINK"), ignored);
        const auto path = put("disc/DICOMDIR", dicomdir({id.toStdString(), "IMAGES\\IM1"}));
        const auto file = dicom::prescan(*dicom::openFileSource(path));
        QVERIFY(file.ok() && dicom::isDicomdir(*file));
        const auto files = dicom::readDicomdir(*file, path.parent_path());
        QVERIFY(files.ok());
        QCOMPARE(files->size(), std::size_t{2});
        QVERIFY2(files->at(0).path.empty(), files->at(0).path.c_str());
        QVERIFY(files->at(0).refusal.size() > 20);
        QCOMPARE(files->at(1).path.filename().string(), std::string("IM1"));
    }
    void hugeDirectoriesEnd() {
        // Nine levels deep, and more records than a limit: each is an answer.
        const auto deep = put("disc/1/2/3/4/5/6/7/8/IM", nativeFile({}, Bytes(6, 1)));
        QCOMPARE(dicom::resolveFileId({"1", "2", "3", "4", "5", "6", "7", "8", "IM"}, at("disc")).path.filename(),
                 "IM");
        QVERIFY(!dicom::resolveFileId(std::vector<std::string>(100, "1"), at("disc")).refusal.empty());
        const std::vector<std::string> many(3000);
        const auto file = dicom::prescan(dicom::memorySource(dicomdir(many)));
        QVERIFY(file.ok());
        QCOMPARE(dicom::readDicomdir(*file, at("disc"), {}, {1000}).error().code, ErrorCode::Unsupported);
        QVERIFY(dicom::readDicomdir(*file, at("disc"), {}, {3000}).ok());
    }

    void structuresAreKeptWhileTheirFileIs() {
        auto& open = dicom::OpenFiles::shared();
        open.clear();
        Picture p;
        p.frames = "2";
        const dicom::Locator locator{put("two.dcm", nativeFile(p, Bytes(12, 3))), {}};
        QCOMPARE(dicom::readFrame(locator, 1)->stored(0, 0), 3.0);
        QCOMPARE(open.size(), std::size_t{1});
        QVERIFY(open.find(locator));
        put("two.dcm", nativeFile(p, Bytes(12, 4)));
        fs::last_write_time(locator.path, fs::last_write_time(locator.path) + std::chrono::seconds(2));
        QVERIFY(!open.find(locator));
        QCOMPARE(dicom::readFrame(locator, 1)->stored(0, 0), 4.0);
        QVERIFY(!dicom::readFrame(locator, 2).ok());
        const dicom::Locator single{put("one.dcm", nativeFile({}, Bytes(6, 1))), {}};
        QVERIFY(dicom::readFrame(single).ok());
        QCOMPARE(open.size(), std::size_t{1});  // one frame is not worth it
    }
};

QTEST_APPLESS_MAIN(TestDocuments)
#include "tst_documents.moc"
