// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// De-identification end to end: a name planted in every text attribute that DICOM has, in private groups, nested
// items, overlays, the preamble and report texts is nowhere in the output, in no encoding; UIDs and dates stay
// consistent; doing it twice changes nothing; cancelling and failing leave nothing.
#include <QDate>
#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdicent.h>
#include <dcmtk/dcmdata/dcdict.h>
#include <dcmtk/dcmdata/dctk.h>

#include <functional>
#include <memory>
#include <set>
#include <stop_token>

#include "core/base/file_io.h"
#include "dicom/deid/deidentify.h"
#include "dicom/open/stored_values.h"

namespace fs = std::filesystem;
using namespace hilum;
using namespace hilum::dicom;

namespace {

const char* const kName = "Zebrafish";

struct Maker {
    std::string study = "1.2.3.1", series = "1.2.3.2", object = "1.2.3.3", patient = "QX-778812", date = "20240315";
    std::string modality = "CT", sopClass = "1.2.840.10008.5.1.4.1.1.2";

    std::unique_ptr<DcmFileFormat> file(bool pixels = true) const {
        auto made = std::make_unique<DcmFileFormat>();
        auto& d = *made->getDataset();
        const auto put = [&](const DcmTagKey& tag, const std::string& value) {
            d.putAndInsertString(tag, value.c_str());
        };
        put(DCM_SOPClassUID, sopClass);
        put(DCM_SOPInstanceUID, object);
        put(DCM_StudyInstanceUID, study);
        put(DCM_SeriesInstanceUID, series);
        put(DCM_PatientName, std::string(kName) + "^Quentin");
        put(DCM_PatientID, patient);
        put(DCM_PatientBirthDate, "19600203");
        put(DCM_PatientSex, "M");
        put(DCM_PatientAge, "064Y");
        put(DCM_Modality, modality);
        put(DCM_StudyDate, date);
        put(DCM_AcquisitionDate, "20240316");
        put(DCM_StudyTime, "101112");
        put(DCM_SeriesDescription, "Chest of Mr Zebrafish, left");
        put(DCM_InstitutionName, "Elmsworth Hospital");
        put(DCM_Manufacturer, "Maker zebrafish");
        if (pixels) image(d);
        return made;
    }
    static void image(DcmDataset& d) {
        for (const auto& [tag, value] : {std::pair{DCM_Rows, 8},
                                         {DCM_Columns, 8},
                                         {DCM_BitsAllocated, 16},
                                         {DCM_BitsStored, 12},
                                         {DCM_HighBit, 11},
                                         {DCM_SamplesPerPixel, 1},
                                         {DCM_PixelRepresentation, 0}})
            d.putAndInsertUint16(tag, static_cast<Uint16>(value));
        d.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
        std::vector<Uint16> words(64);
        for (std::size_t i = 0; i < words.size(); ++i) words[i] = static_cast<Uint16>(i * 31 % 4096);
        d.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size());
    }
};

// Its text in an element of any string kind, cut where the kind is short.
std::string planted(DcmEVR vr) {
    switch (vr) {
        case EVR_CS:
        case EVR_AE: return "ZEBRAFISH";
        case EVR_SH: return "x Zebrafish";
        case EVR_PN: return "Zebrafish^Quentin";
        default: return "seen: zebrafish, QUENTIN";
    }
}

bool isString(DcmEVR vr) {
    return vr == EVR_CS || vr == EVR_AE || vr == EVR_SH || vr == EVR_PN || vr == EVR_LO || vr == EVR_ST ||
           vr == EVR_LT || vr == EVR_UT || vr == EVR_UC || vr == EVR_UR;
}

// Every string attribute of the data dictionary, at the root and inside one item of every sequence.
int plantEverywhere(DcmDataset& dataset) {
    int count = 0;
    std::vector<DcmTagKey> strings, sequences;
    DcmDataDictionary& dictionary = dcmDataDict.wrlock();  // its iterators are offered to writers only
    for (auto it = dictionary.normalBegin(); it != dictionary.normalEnd(); ++it) {
        const DcmDictEntry& entry = **it;
        if (entry.getGroup() < 8 || entry.getGroup() % 2 == 1 || entry.getGroup() == 0xFFFE) continue;
        if (entry.getPrivateCreator() != nullptr) continue;
        if (isString(entry.getEVR())) strings.emplace_back(entry.getGroup(), entry.getElement());
        if (entry.getEVR() == EVR_SQ) sequences.emplace_back(entry.getGroup(), entry.getElement());
    }
    dcmDataDict.wrunlock();
    static const std::set<DcmTagKey> kNeeded = {DCM_SpecificCharacterSet, DCM_Modality, DCM_PhotometricInterpretation,
                                                DCM_PatientName, DCM_PatientID};
    const auto fill = [&](DcmItem& item) {
        for (const auto& tag : strings) {
            if (kNeeded.count(tag) != 0) continue;
            if (item.putAndInsertString(tag, planted(DcmTag(tag).getEVR()).c_str()).good()) ++count;
        }
    };
    fill(dataset);
    for (const auto& tag : sequences) {
        DcmItem* item = nullptr;
        if (dataset.findOrCreateSequenceItem(tag, item, 0).good() && item != nullptr)
            for (const auto& inner : {DCM_PatientComments, DCM_CodeMeaning, DCM_OperatorsName, DCM_TextValue,
                                      DCM_Manufacturer, DCM_ImageComments})
                if (item->putAndInsertString(inner, planted(DcmTag(inner).getEVR()).c_str()).good()) ++count;
    }
    return count;
}

void plantBinary(DcmDataset& d) {
    d.putAndInsertString(DcmTag(0x0009, 0x0010, EVR_LO), "ZEBRAFISH PRIVATE");
    d.putAndInsertString(DcmTag(0x0009, 0x1001, EVR_LT), "zebrafish");
    d.putAndInsertUint8Array(DcmTag(0x0009, 0x1002, EVR_OB), reinterpret_cast<const Uint8*>("ZEBRAFISH!"), 10);
    d.putAndInsertString(DcmTag(0x6000, 0x4000, EVR_LT), "Zebrafish");
    d.putAndInsertString(DcmTag(0x6000, 0x0022, EVR_LO), "Zebrafish");
    d.putAndInsertUint8Array(DcmTag(0x6000, 0x3000, EVR_OB), reinterpret_cast<const Uint8*>("ZEBRAFISH!"), 10);
    d.putAndInsertUint8Array(DcmTag(0x5000, 0x3000, EVR_OB), reinterpret_cast<const Uint8*>("ZEBRAFISH!"), 10);
    d.putAndInsertString(DcmTag(0x5000, 0x2600, EVR_LO), "Zebrafish");
    d.putAndInsertUint8Array(DcmTag(0xFFFC, 0xFFFC, EVR_OB), reinterpret_cast<const Uint8*>("ZEBRAFISH!"), 10);
    d.putAndInsertUint8Array(DCM_EncapsulatedDocument, reinterpret_cast<const Uint8*>("%PDF-Zebrafish"), 14);
}

// ASCII in any case, UTF-16 of both orders.
bool holds(const std::vector<std::uint8_t>& bytes, const QByteArray& word) {
    const QByteArray all =
        QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())).toLower();
    QByteArray little, big;
    for (const char c : word.toLower()) {
        little += c;
        little += '\0';
        big += '\0';
        big += c;
    }
    return all.contains(word.toLower()) || all.contains(little) || all.contains(big);
}

}  // namespace

class TestDeidentify : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    DeidProfile m_profile;
    const IdentityMap m_identities{std::string(32, 'k')};

    fs::path place(const QString& name) const { return m_home.filePath(name).toStdString(); }
    fs::path save(DcmFileFormat& file, const QString& name, const char* preamble = nullptr) const {
        const fs::path path = place(name);
        fs::create_directories(path.parent_path());
        file.saveFile(path.c_str(), EXS_LittleEndianExplicit);
        if (preamble != nullptr) {
            QFile out(QString::fromStdString(path.string()));
            out.open(QIODevice::ReadWrite);
            out.write(preamble);
        }
        return path;
    }
    DeidAnswer run(const std::vector<fs::path>& inputs, const QString& out, const DeidOptions& options = {}) const {
        DeidJob job;
        job.inputs = inputs;
        job.out = place(out);
        job.options = options;
        auto answer = deidentify(job, m_profile, m_identities, {});
        if (!answer.ok()) qWarning("%s", answer.error().message.c_str());
        return answer.ok() ? std::move(*answer) : DeidAnswer{};
    }
    static std::string value(const fs::path& path, const DcmTagKey& tag) {
        DcmFileFormat file;
        OFString text;
        if (file.loadFile(path.c_str()).good()) file.getDataset()->findAndGetOFStringArray(tag, text, OFTrue);
        return {text.c_str(), text.length()};
    }

private Q_SLOTS:
    void initTestCase() {
        auto profile = DeidProfile::load(HILUM_SOURCE_DIR "/resources/deid/basic-profile.csv");
        QVERIFY(profile.ok());
        m_profile = std::move(*profile);
    }
    void aPlantedNameIsNowhere_data() {
        QTest::addColumn<int>("options");
        QTest::newRow("basic") << 0;
        QTest::newRow("everything kept that may be") << 1;
    }
    void aPlantedNameIsNowhere() {
        QFETCH(int, options);
        auto file = Maker().file();
        const int count = plantEverywhere(*file->getDataset());
        QVERIFY2(count > 2500, qPrintable(QString::number(count)));
        plantBinary(*file->getDataset());
        const auto path = save(*file, QStringLiteral("everywhere/zebrafish.dcm"), "ZEBRAFISH in the preamble");
        QVERIFY(holds(*base::readFile(path), kName));
        DeidOptions keep;
        if (options == 1) {
            keep.cleanDescriptors = keep.cleanStructured = keep.cleanGraphics = keep.keepUids = keep.keepDevice =
                keep.keepInstitution = keep.keepPatient = true;
            keep.dates = KeepDates::Full;
        }
        const QString out = QStringLiteral("everywhere-out%1").arg(options);
        const auto answer = run({path}, out, keep);
        QCOMPARE(answer.written, 1);
        const auto bytes = base::readFile(answer.files[0].out);
        QVERIFY(bytes.ok());
        for (const char* word : {"zebrafish", "quentin", "778812", "19600203", "1960-02-03"})
            QVERIFY2(!holds(*bytes, word), word);
        QVERIFY(!QString::fromStdString(answer.files[0].out.string()).contains("zebrafish", Qt::CaseInsensitive) ==
                true);
        QVERIFY(value(answer.files[0].out, DCM_SeriesDescription).find("Chest of Mr REMOVED") == 0 || options == 0 ||
                value(answer.files[0].out, DCM_SeriesDescription).find("REMOVED") != std::string::npos);
    }
    void theObjectSaysWhatWasDone() {
        auto file = Maker().file();
        DeidOptions options;
        options.dates = KeepDates::Modified;
        options.cleanDescriptors = true;
        const auto answer = run({save(*file, "says/a.dcm")}, "says-out", options);
        QCOMPARE(answer.written, 1);
        const auto out = answer.files[0].out;
        QCOMPARE(value(out, DCM_PatientIdentityRemoved), std::string("YES"));
        QCOMPARE(value(out, DCM_LongitudinalTemporalInformationModified), std::string("MODIFIED"));
        QCOMPARE(value(out, DCM_SeriesDescription), std::string("Chest of Mr REMOVED, left"));
        QCOMPARE(value(out, DCM_Manufacturer), std::string("Maker REMOVED"));
        QCOMPARE(value(out, DCM_PatientSex), std::string());
        QCOMPARE(value(out, DCM_SOPClassUID), std::string("1.2.840.10008.5.1.4.1.1.2"));
        DcmFileFormat written;
        QVERIFY(written.loadFile(out.c_str()).good());
        std::vector<std::string> codes;
        for (unsigned long i = 0;; ++i) {
            DcmItem* item = nullptr;
            if (written.getDataset()
                    ->findAndGetSequenceItem(DCM_DeidentificationMethodCodeSequence, item, static_cast<long>(i))
                    .bad())
                break;
            OFString code;
            item->findAndGetOFString(DCM_CodeValue, code);
            codes.emplace_back(code.c_str());
        }
        QCOMPARE(codes, (std::vector<std::string>{"113100", "113105", "113107"}));
        const auto before = readStoredValues(place("says/a.dcm"), 0), after = readStoredValues(out, 0);
        QVERIFY(before.ok() && after.ok());
        QCOMPARE(after->pixels, before->pixels);
    }
    void studiesStayTogether() {
        Maker one, two, stranger;
        two.object = "1.2.3.4";
        two.series = "1.2.3.9";
        two.date = "20240401";
        stranger.patient = "OTHER-1";
        stranger.study = "1.2.9";
        stranger.object = "1.2.9.1";
        auto a = one.file(), b = two.file(), c = stranger.file();
        DcmItem* item = nullptr;
        b->getDataset()->findOrCreateSequenceItem(DCM_ReferencedImageSequence, item, 0);
        item->putAndInsertString(DCM_ReferencedSOPClassUID, one.sopClass.c_str());
        item->putAndInsertString(DCM_ReferencedSOPInstanceUID, one.object.c_str());
        save(*a, "together/a.dcm");
        save(*b, "together/b.dcm");
        save(*c, "together/c.dcm");
        DeidOptions options;
        options.dates = KeepDates::Modified;
        const auto answer = run({place("together")}, "together-out", options);
        QCOMPARE(answer.written, 3);
        const auto &fa = answer.files[0].out, &fb = answer.files[1].out, &fc = answer.files[2].out;
        QCOMPARE(value(fa, DCM_StudyInstanceUID), value(fb, DCM_StudyInstanceUID));
        QVERIFY(value(fa, DCM_StudyInstanceUID) != "1.2.3.1" &&
                value(fa, DCM_StudyInstanceUID) != value(fc, DCM_StudyInstanceUID));
        QVERIFY(value(fa, DCM_SeriesInstanceUID) != value(fb, DCM_SeriesInstanceUID));
        QCOMPARE(value(fb, DCM_ReferencedSOPInstanceUID), value(fa, DCM_SOPInstanceUID));
        QCOMPARE(value(fb, DCM_ReferencedSOPClassUID), one.sopClass);
        QCOMPARE(value(fa, DCM_PatientID), value(fb, DCM_PatientID));
        QVERIFY(value(fa, DCM_PatientID) != value(fc, DCM_PatientID));
        const auto day = [](const std::string& text) {
            return QDate::fromString(QString::fromStdString(text), "yyyyMMdd");
        };
        const auto shiftA = day(value(fa, DCM_StudyDate)).daysTo(QDate(2024, 3, 15));
        QVERIFY(shiftA >= 364 && shiftA % 7 == 0);
        QCOMPARE(day(value(fb, DCM_StudyDate)).daysTo(QDate(2024, 4, 1)), shiftA);
        QCOMPARE(day(value(fa, DCM_AcquisitionDate)).daysTo(QDate(2024, 3, 16)), shiftA);
        QCOMPARE(fa.parent_path().parent_path(), fb.parent_path().parent_path());
    }
    void onceIsEnough() {
        auto file = Maker().file();
        plantEverywhere(*file->getDataset());
        DeidOptions options;
        options.dates = KeepDates::Modified;
        options.cleanDescriptors = true;
        const auto first = run({save(*file, "once/a.dcm")}, "once-out", options);
        QCOMPARE(first.written, 1);
        const auto second = run({first.files[0].out}, "twice-out", options);
        QCOMPARE(second.written, 1);
        QCOMPARE(fs::relative(second.files[0].out, place("twice-out")),
                 fs::relative(first.files[0].out, place("once-out")));
        QCOMPARE(*base::readFile(second.files[0].out), *base::readFile(first.files[0].out));
        const auto again = run({place("once/a.dcm")}, "once-out", options);  // over what is there
        QCOMPARE(again.written, 1);
        QCOMPARE(*base::readFile(again.files[0].out), *base::readFile(second.files[0].out));
    }
    void reportsAreScrubbedOrEmptied() {
        Maker maker;
        maker.modality = "SR";
        maker.sopClass = "1.2.840.10008.5.1.4.1.1.88.11";
        auto file = maker.file(false);
        DcmItem* item = nullptr;
        file->getDataset()->findOrCreateSequenceItem(DCM_ContentSequence, item, 0);
        item->putAndInsertString(DCM_ValueType, "TEXT");
        item->putAndInsertString(DCM_TextValue,
                                 "Mr ZEBRAFISH (born 3.2.1960, 03.02.1960, MRN QX-778812) has no effusion.");
        const auto path = save(*file, "report/a.dcm");
        DeidOptions clean;
        clean.cleanStructured = true;
        const auto kept = run({path}, "report-out", clean), emptied = run({path}, "report-empty");
        QCOMPARE(kept.written, 1);
        QCOMPARE(value(kept.files[0].out, DCM_TextValue),
                 std::string("Mr REMOVED (born REMOVED, REMOVED, MRN REMOVED) has no effusion."));
        QCOMPARE(value(emptied.files[0].out, DCM_TextValue), std::string("REMOVED"));
    }
    void otherScriptsAreFound() {
        auto file = Maker().file();
        auto& d = *file->getDataset();
        d.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 100");
        d.putAndInsertString(DCM_PatientName, "Gr\xFCnwald^Ren\xE9");
        d.putAndInsertString(DCM_SeriesDescription, "f\xFCr Frau GR\xDCNWALD");
        DeidOptions options;
        options.cleanDescriptors = true;
        const auto answer = run({save(*file, "latin/a.dcm")}, "latin-out", options);
        QCOMPARE(answer.written, 1);
        QCOMPARE(value(answer.files[0].out, DCM_SeriesDescription), std::string("f\xC3\xBCr Frau REMOVED"));
        QCOMPARE(value(answer.files[0].out, DCM_SpecificCharacterSet), std::string("ISO_IR 192"));
    }
    void ultrasoundIsBlankedOutsideItsRegions() {
        Maker maker;
        maker.modality = "US";
        maker.sopClass = "1.2.840.10008.5.1.4.1.1.6.1";
        auto file = maker.file();
        DcmItem* item = nullptr;
        file->getDataset()->findOrCreateSequenceItem(DCM_SequenceOfUltrasoundRegions, item, 0);
        for (const auto& [tag, number] : {std::pair{DCM_RegionLocationMinX0, 2},
                                          {DCM_RegionLocationMinY0, 3},
                                          {DCM_RegionLocationMaxX1, 5},
                                          {DCM_RegionLocationMaxY1, 6}})
            item->putAndInsertUint32(tag, static_cast<Uint32>(number));
        const auto path = save(*file, "us/a.dcm");
        const auto warned = run({path}, "us-warned");
        QCOMPARE(warned.files[0].warnings.size(), std::size_t(1));
        QVERIFY(warned.files[0].warnings[0].find("burned") != std::string::npos);
        DeidOptions options;
        options.blankBurnedIn = true;
        options.blank = {{4, 4, 5, 5}};
        const auto answer = run({path}, "us-out", options);
        QCOMPARE(answer.written, 1);
        const auto before = readStoredValues(path, 0), after = readStoredValues(answer.files[0].out, 0);
        QVERIFY(before.ok() && after.ok());
        const auto* was = reinterpret_cast<const std::uint16_t*>(before->pixels.data());
        const auto* is = reinterpret_cast<const std::uint16_t*>(after->pixels.data());
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x) {
                const bool kept = x >= 2 && x <= 5 && y >= 3 && y <= 6 && !(x == 4 && y == 4);
                QCOMPARE(is[y * 8 + x], kept ? was[y * 8 + x] : std::uint16_t(0));
            }
        QCOMPARE(value(answer.files[0].out, DCM_BurnedInAnnotation), std::string("NO"));
    }
    void overlayBitsInsideThePixelsGo() {
        auto file = Maker().file();
        auto& d = *file->getDataset();
        Uint16* words = nullptr;
        DcmElement* element = nullptr;
        d.findAndGetElement(DCM_PixelData, element);
        element->getUint16Array(words);
        for (int i = 0; i < 64; ++i) words[i] = static_cast<Uint16>(words[i] | 0x8000);
        d.putAndInsertUint16(DcmTag(0x6000, 0x0102, EVR_US), 15);
        d.putAndInsertUint16(DcmTag(0x6000, 0x0010, EVR_US), 8);
        const auto answer = run({save(*file, "bits/a.dcm")}, "bits-out");
        QCOMPARE(answer.written, 1);
        DcmFileFormat written;
        QVERIFY(written.loadFile(answer.files[0].out.c_str()).good());
        const Uint16* left = nullptr;
        unsigned long count = 0;
        QVERIFY(written.getDataset()->findAndGetUint16Array(DCM_PixelData, left, &count).good());
        for (unsigned long i = 0; i < count; ++i) QCOMPARE(left[i] & 0xF000, 0);
        QVERIFY(!written.getDataset()->tagExists(DcmTagKey(0x6000, 0x0010)));
    }
    void everyFileIsNamed() {
        auto file = Maker().file();
        save(*file, "mixed/a.dcm");
        save(*file, "mixed/copy.dcm");
        QFile(m_home.filePath("mixed/notes.txt")).open(QIODevice::WriteOnly);
        QFile text(m_home.filePath("mixed/zebrafish.txt"));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("Zebrafish was here") > 0);
        text.close();
        QFile broken(m_home.filePath("mixed/broken.dcm"));
        const auto whole = base::readFile(place("mixed/a.dcm"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(reinterpret_cast<const char*>(whole->data()), 200);
        broken.close();
        const auto answer = run({place("mixed")}, "mixed-out");
        QCOMPARE(answer.files.size(), std::size_t(5));
        QCOMPARE(answer.written, 1);
        QVERIFY(answer.skipped >= 2);
        for (const auto& one : answer.files)
            QVERIFY2(one.state == DeidFile::State::Written ? one.reason.empty() : one.reason.ends_with('.'),
                     one.path.c_str());
        int files = 0;
        QDirIterator it(m_home.filePath("mixed-out"), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString name = it.next();
            QVERIFY2(!name.mid(m_home.path().size()).contains("zebra", Qt::CaseInsensitive), qPrintable(name));
            files += QFileInfo(name).isFile() ? 1 : 0;
        }
        QCOMPARE(files, 1);
    }
    void cancellingLeavesNothing() {
        for (int i = 0; i < 6; ++i) {
            Maker maker;
            maker.object = "1.2.3.5." + std::to_string(i);
            auto file = maker.file();
            save(*file, QStringLiteral("cancel/%1.dcm").arg(i));
        }
        for (const int after : {0, 1, 8}) {  // before, while reading, while writing
            std::stop_source stop;
            int steps = 0;
            const base::JobContext context(stop.get_token(), [&](const base::Progress&) {
                if (++steps >= after) stop.request_stop();
            });
            if (after == 0) stop.request_stop();
            DeidJob job;
            job.inputs = {place("cancel")};
            job.out = place("cancel-out");
            job.threads = 1;
            const auto answer = deidentify(job, m_profile, m_identities, context);
            if (answer.ok()) continue;  // the sink is limited in time: the last step may come too late
            QCOMPARE(answer.error().code, base::ErrorCode::Cancelled);
            QVERIFY(!fs::exists(place("cancel-out")));
        }
        QCOMPARE(run({place("cancel")}, "cancel-out").written, 6);
    }
    void whatCannotBeWrittenIsNamed() {
        auto file = Maker().file();
        const auto path = save(*file, "target/a.dcm");
        DeidJob job;
        job.inputs = {path};
        job.out = path / "below";  // a file is no folder
        QVERIFY(!deidentify(job, m_profile, m_identities, {}).ok());
        job.out = "/proc/hilum-target";
        QVERIFY(!deidentify(job, m_profile, m_identities, {}).ok());
        job.inputs = {place("target")};
        job.out = place("target/out");  // inside what is read
        QCOMPARE(deidentify(job, m_profile, m_identities, {}).error().code, base::ErrorCode::InvalidInput);
        QVERIFY(!fs::exists(place("target/out")));
        job.inputs = {place("not-there")};
        job.out = place("target-out");
        QCOMPARE(deidentify(job, m_profile, m_identities, {}).error().code, base::ErrorCode::NotFound);
    }
    void whatAKilledRunLeftIsRemoved() {
        fs::create_directories(place("killed-out/.hilum-deid-999999999-abc/x"));
        auto file = Maker().file();
        QCOMPARE(run({save(*file, "killed/a.dcm")}, "killed-out").written, 1);
        QVERIFY(!fs::exists(place("killed-out/.hilum-deid-999999999-abc")));
    }
};

QTEST_GUILESS_MAIN(TestDeidentify)
#include "tst_deidentify.moc"
