// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The parts of de-identification: the table as data, keyed identities, scrubbing of text, dates, compressed streams.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include "dicom/deid/apply_profile.h"
#include "dicom/deid/clean_pixels.h"
#include "dicom/deid/identity_map.h"
#include "dicom/deid/profile.h"
#include "dicom/deid/scrubber.h"
#include "dicom/write/clean_value.h"

using namespace hilum::dicom;

namespace {

const char* const kHeader =
    "tag,name,basic,uids,device,institution,patient,fullDates,modifiedDates,descriptors,structured,graphics\n";

DeidProfile shipped() {
    auto profile = DeidProfile::load(HILUM_SOURCE_DIR "/resources/deid/basic-profile.csv");
    return profile.ok() ? *profile : DeidProfile();
}

}  // namespace

class TestDeidParts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTableIsWhole() {
        // Counted in the standard: 621 rows, four of which are repeating or private groups.
        QCOMPARE(shipped().rows(), std::size_t(617));
    }
    void actions_data() {
        QTest::addColumn<quint32>("tag");
        QTest::addColumn<QString>("option");
        QTest::addColumn<int>("action");
        const auto row = [](const char* name, quint32 tag, const char* option, DeidAction action) {
            QTest::newRow(name) << tag << option << static_cast<int>(action);
        };
        row("name", 0x00100010, "", DeidAction::Zero);
        row("birth date is never kept", 0x00100030, "full", DeidAction::Zero);
        row("study date", 0x00080020, "", DeidAction::Zero);
        row("study date kept", 0x00080020, "full", DeidAction::Keep);
        row("study date moved", 0x00080020, "modified", DeidAction::Clean);
        row("study UID", 0x0020000D, "", DeidAction::MapUid);
        row("study UID kept", 0x0020000D, "uids", DeidAction::Keep);
        row("series description", 0x0008103E, "", DeidAction::Remove);
        row("series description cleaned", 0x0008103E, "descriptors", DeidAction::Clean);
        row("content", 0x0040A730, "", DeidAction::Dummy);
        row("content cleaned", 0x0040A730, "structured", DeidAction::Clean);
        row("graphics cleaned", 0x00700001, "graphics", DeidAction::Clean);
        row("institution", 0x00080080, "", DeidAction::Zero);
        row("institution kept", 0x00080080, "institution", DeidAction::Keep);
        row("station kept", 0x00081010, "device", DeidAction::Keep);
        row("age kept", 0x00101010, "patient", DeidAction::Keep);
        row("allergies cleaned", 0x00102110, "patient", DeidAction::Clean);
        row("content date", 0x00080023, "", DeidAction::Dummy);
        row("source images", 0x00082112, "", DeidAction::MapUid);
    }
    void actions() {
        QFETCH(quint32, tag);
        QFETCH(QString, option);
        QFETCH(int, action);
        DeidOptions options;
        if (option == "full") options.dates = KeepDates::Full;
        if (option == "modified") options.dates = KeepDates::Modified;
        options.keepUids = option == "uids";
        options.cleanDescriptors = option == "descriptors";
        options.cleanStructured = option == "structured";
        options.cleanGraphics = option == "graphics";
        options.keepInstitution = option == "institution";
        options.keepDevice = option == "device";
        options.keepPatient = option == "patient";
        const auto profile = shipped();
        const auto* found = profile.find(tag, options);
        QVERIFY(found != nullptr);
        QCOMPARE(static_cast<int>(*found), action);
        QVERIFY(profile.find(0x00280010, options) == nullptr);  // rows of the image: not in the table
    }
    void aDamagedTableIsRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("header alone") << QByteArray(kHeader);
        QTest::newRow("action") << QByteArray(kHeader) + "00100010,PatientName,Q,,,,,,,,,\n";
        QTest::newRow("option") << QByteArray(kHeader) + "00100010,PatientName,Z,Y,,,,,,,,\n";
        QTest::newRow("columns") << QByteArray(kHeader) + "00100010,PatientName,Z\n";
        QTest::newRow("tag") << QByteArray(kHeader) + "0010001,PatientName,Z,,,,,,,,,\n";
        QTest::newRow("no hex") << QByteArray(kHeader) + "0010001g,PatientName,Z,,,,,,,,,\n";
        QTest::newRow("twice") << QByteArray(kHeader) + "00100010,A,Z,,,,,,,,,\n00100010,B,X,,,,,,,,,\n";
    }
    void aDamagedTableIsRefused() {
        QFETCH(QByteArray, text);
        const auto parsed = DeidProfile::parse(text.toStdString());
        QVERIFY(!parsed.ok());
        QCOMPARE(parsed.error().code, hilum::base::ErrorCode::Corrupt);
    }
    void identitiesFollowTheSecretAlone() {
        const IdentityMap one(std::string(32, 'a')), same(std::string(32, 'a')), other(std::string(32, 'b'));
        const std::string uid = one.uid("1.2.3.4");
        QVERIFY(isUid(uid));
        QCOMPARE(same.uid("1.2.3.4"), uid);
        QVERIFY(other.uid("1.2.3.4") != uid && one.uid("1.2.3.5") != uid);
        QCOMPARE(one.uid(uid), uid);  // mapped twice
        QVERIFY(one.isOwnUid(uid) && !other.isOwnUid(uid) && !one.isOwnUid("2.25.123") && !one.isOwnUid("2.25."));
        QVERIFY(!one.isOwnUid("2.25.999999999999999999999999999999999999999999"));
        const std::string name = one.pseudonym("PAT-1");
        QCOMPARE(one.pseudonym(name), name);
        QVERIFY(one.isOwnPseudonym(name) && !other.isOwnPseudonym(name) &&
                !one.isOwnPseudonym("ANON-0000000000000000"));
        QVERIFY(name.find("PAT") == std::string::npos);
        const int shift = one.dateShiftDays("PAT-1");
        QCOMPARE(one.dateShiftDays("PAT-1"), shift);
        QVERIFY(shift <= -364 && shift >= -3640 && shift % 7 == 0);
    }
    void datesMove() {
        QCOMPARE(shiftedDate("20240301", -1), std::string("20240229"));
        QCOMPARE(shiftedDate("20230301", -1), std::string("20230228"));
        QCOMPARE(shiftedDate("20240101", -364), std::string("20230102"));
        for (const char* bad : {"20240230", "2024", "", "2024010x", "00000101", "99999999"})
            QCOMPARE(shiftedDate(bad, -7), std::string());
        QCOMPARE(shiftedDate("00010105", -364), std::string());
    }
    void textIsScrubbed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("clean");
        QTest::newRow("case") << "seen by smith today"
                              << "seen by REMOVED today";
        QTest::newRow("inside a word") << "MrSMITHs film"
                                       << "MrREMOVEDs film";
        QTest::newRow("short names are words") << "Li lives in Lima"
                                               << "REMOVED lives in Lima";
        QTest::newRow("umlaut") << QString::fromUtf8("GR\xC3\x9CNWALD kam") << "REMOVED kam";
        QTest::newRow("number") << "MRN 778812."
                                << "MRN REMOVED.";
        QTest::newRow("birth date") << "born 03.02.1960, 1960-02-03"
                                    << "born REMOVED, REMOVED";
        QTest::newRow("institution") << "from Elmsworth Hospital"
                                     << "from REMOVED";
        QTest::newRow("general words stay") << "the hospital"
                                            << "the hospital";
        QTest::newRow("nothing") << "No pneumothorax."
                                 << "No pneumothorax.";
        QTest::newRow("empty") << ""
                               << "";
    }
    void textIsScrubbed() {
        QFETCH(QString, text);
        QFETCH(QString, clean);
        Scrubber scrubber;
        scrubber.addName("Smith^Ann");
        scrubber.addName("Li");
        scrubber.addName("Gr\xC3\xBCnwald^Eva");
        scrubber.addNumber("778812");
        scrubber.addNumber("1");  // says nothing
        scrubber.addDate("19600203");
        scrubber.addWords("Elmsworth Hospital");
        QCOMPARE(QString::fromStdString(scrubber.clean(text.toStdString())), clean);
    }
    void streamsLoseTheirComments() {
        const std::vector<std::uint8_t> jpeg = {0xFF, 0xD8, 0xFF, 0xE0, 0,   4,    1,    2,    0xFF, 0xFE, 0,
                                                6,    'N',  'A',  'M',  'E', 0xFF, 0xE1, 0,    4,    9,    9,
                                                0xFF, 0xDA, 0,    4,    7,   7,    0xFF, 0xFE, 5};
        const std::vector<std::uint8_t> clean = {0xFF, 0xD8, 0xFF, 0xE0, 0, 4,    1,    2, 0xFF,
                                                 0xDA, 0,    4,    7,    7, 0xFF, 0xFE, 5};
        QCOMPARE(withoutComments(jpeg), clean);
        const std::vector<std::uint8_t> j2k = {0xFF, 0x4F, 0xFF, 0x51, 0,   4,    1,    2, 0xFF,
                                               0x64, 0,    4,    'N',  'M', 0xFF, 0x90, 3};
        const std::vector<std::uint8_t> bare = {0xFF, 0x4F, 0xFF, 0x51, 0, 4, 1, 2, 0xFF, 0x90, 3};
        QCOMPARE(withoutComments(j2k), bare);
        for (const auto& odd : std::vector<std::vector<std::uint8_t>>{{},
                                                                      {0xFF},
                                                                      {0xFF, 0xD8},
                                                                      {0xFF, 0xD8, 0xFF, 0xFE, 0, 0},
                                                                      {0xFF, 0xD8, 0xFF, 0xFE, 0xFF, 0xFF, 1},
                                                                      {1, 2, 3, 4, 5}})
            QCOMPARE(withoutComments(odd), odd);
    }
    void theSecretIsMadeOnceForItsOwnerAlone() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("library/deid.key").toStdString();
        QCOMPARE(readSecret(path, false).error().code, hilum::base::ErrorCode::NotFound);
        const auto made = readSecret(path, true);
        QVERIFY(made.ok());
        QCOMPARE(made->size(), kSecretBytes);
        QCOMPARE(*readSecret(path, true), *made);
        struct stat info {};
        QCOMPARE(::stat(path.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
        QFile shorter(folder.filePath("short"));
        QVERIFY(shorter.open(QIODevice::WriteOnly) && shorter.write("abc") == 3);
        shorter.close();
        QCOMPARE(readSecret(shorter.fileName().toStdString(), false).error().code,
                 hilum::base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(TestDeidParts)
#include "tst_deid_parts.moc"
