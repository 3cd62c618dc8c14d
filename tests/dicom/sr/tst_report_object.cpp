// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Drafts as DICOM: DCMTK's own reader takes them, dciodvfy finds no error, dsrdump shows every sentence with its
// mark; the same study, a new series; hostile fields; nothing half written.
#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include "core/base/file_io.h"
#include "dicom/open/document.h"
#include "dicom/open/report_text.h"
#include "dicom/sr/report_object.h"
#include "dicom/write/clean_value.h"

using namespace hilum;
using namespace hilum::report;

namespace {

ReportDraft example() {
    ReportDraft draft;
    draft.patientName = "EXAMPLE^SIMULATED";
    draft.patientId = "SIM-0001";
    draft.sex = "F";
    draft.studyDate = "2026-01-02";
    draft.modality = "CT";
    draft.accession = "A42";
    draft.studyDescription = "Chest";
    draft.indication = "Cough.";
    draft.technique = "120 kVp";
    draft.reader = "Reader^A";
    draft.packId = "hilum-base";
    draft.packSha256 = std::string(64, 'a');
    draft.createdAt = "2026-01-02T03:04:05Z";
    draft.findings = {
        {"Small left pleural effusion.", Origin::CaptionBank, Review::Unreviewed, "bank:chest", 0, 0.5F, ""},
        {"Kein Pneumothorax, Grö\xC3\x9F"
         "e normal.",
         Origin::Person, Review::Accepted, "", 0, 0, ""},
        {"Heart enlarged.", Origin::Model, Review::Edited, "m", 0, 0.25F, "Cardiomegaly."}};
    draft.impression = {draft.findings.front()};
    return draft;
}

StudyFacts facts(bool measured) {
    StudyFacts out;
    out.studyUid = "1.2.3.4";
    out.studyDate = "2026-01-02";
    out.studyTime = "101112";
    out.birthDate = "1970-05-06";
    const ImageReference image{"1.2.3.4.1", "CT", "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.1.1", 0};
    out.images = {image};
    if (!measured) return out;
    MeasuredValue length;
    length.value = 12.345;
    length.unit = "mm";
    length.group = 1;
    length.image = image;
    length.points = {{10, 20}, {30.5, 40.25}};
    MeasuredValue mean = length;
    mean.quantity = MeasuredValue::Quantity::Mean;
    mean.value = -712.5;
    mean.unit = "[hnsf'U]";
    mean.shape = MeasuredValue::Shape::Ellipse;
    mean.points = {{10, 20}, {30, 20}, {20, 15}, {20, 25}};
    mean.group = 2;
    MeasuredValue area = mean;
    area.quantity = MeasuredValue::Quantity::Area;
    area.value = 157.08;
    area.unit = "mm2";
    MeasuredValue cobb = length;
    cobb.quantity = MeasuredValue::Quantity::CobbAngle;
    cobb.shape = MeasuredValue::Shape::TwoLines;
    cobb.points = {{0, 0}, {10, 1}, {0, 20}, {10, 25}};
    cobb.unit = "deg";
    cobb.atDetector = true;
    cobb.group = 3;
    out.measurements = {length, mean, area, cobb};
    return out;
}

std::vector<std::uint8_t> tinyPdf() {
    const std::string text =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
        "endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    return {text.begin(), text.end()};
}

QString output(const QString& program, const QStringList& arguments) {
    const QString tool = QStandardPaths::findExecutable(program);
    if (tool.isEmpty()) return {};
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(tool, arguments);
    return process.waitForFinished(60000) ? QString::fromUtf8(process.readAll()) : QString();
}

std::string valueOf(const QString& path, const DcmTagKey& tag) {
    DcmFileFormat file;
    OFString value;
    if (file.loadFile(path.toStdString().c_str()).good()) file.getDataset()->findAndGetOFStringArray(tag, value);
    return value.c_str();
}

}  // namespace

class TestReportObject : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    static std::filesystem::path fs(const QString& path) { return path.toStdString(); }

private Q_SLOTS:
    void readersTakeIt_data() {
        QTest::addColumn<bool>("measured");
        QTest::newRow("Basic Text") << false;
        QTest::newRow("Comprehensive") << true;
    }
    void readersTakeIt() {
        QFETCH(bool, measured);
        const QString file = path(measured ? "measured.dcm" : "text.dcm");
        const auto written = dicom::writeReportSr(example(), facts(measured), fs(file));
        QVERIFY2(written.ok(), written.ok() ? "" : written.error().detail.c_str());
        DcmFileFormat format;
        QVERIFY(format.loadFile(file.toStdString().c_str()).good());
        DSRDocument document;
        const auto read = document.read(*format.getDataset());
        QVERIFY2(read.good(), read.text());
        QVERIFY(document.isValid());
        QCOMPARE(document.getDocumentType(), measured ? DSRTypes::DT_ComprehensiveSR : DSRTypes::DT_BasicTextSR);
        QCOMPARE(document.getPreliminaryFlag(), DSRTypes::PF_Preliminary);
        QCOMPARE(document.getVerificationFlag(), DSRTypes::VF_Unverified);
        QCOMPARE(document.getCompletionFlag(), DSRTypes::CF_Partial);
        QCOMPARE(document.getCurrentRequestedProcedureEvidence().getNumberOfInstances(), std::size_t(1));

        const QString shown = output(QStringLiteral("dsrdump"), {QStringLiteral("+U8"), QStringLiteral("+Pl"), file});
        if (!shown.isEmpty()) {
            for (const char* part : {"DRAFT. Research use only - not for diagnostic use.", "[UNREVIEWED] Small left",
                                     "AI suggestion - unreviewed; caption bank chest, score 0.50", "Heart enlarged.",
                                     "Cardiomegaly.", "hilum-base", "Algorithm Name", "Cough."})
                QVERIFY2(shown.contains(QString::fromUtf8(part)), qPrintable(QString::fromUtf8(part) + "\n" + shown));
            QCOMPARE(shown.contains("12.345"), measured);
        }
        const QString faults = output(QStringLiteral("dciodvfy"), {file});
        QVERIFY2(!faults.contains("Error"), qPrintable(faults));
    }
    void sameStudyNewSeries() {
        QVERIFY(dicom::writeReportSr(example(), facts(false), fs(path("a.dcm"))).ok());
        QVERIFY(dicom::writeReportSr(example(), facts(false), fs(path("b.dcm"))).ok());
        QVERIFY(dicom::writeReportPdf(example(), facts(false), tinyPdf(), fs(path("c.dcm"))).ok());
        QCOMPARE(valueOf(path("a.dcm"), DCM_StudyInstanceUID), std::string("1.2.3.4"));
        QVERIFY(valueOf(path("a.dcm"), DCM_SeriesInstanceUID) != "1.2.3.4.1");
        QVERIFY(valueOf(path("a.dcm"), DCM_SeriesInstanceUID) != valueOf(path("c.dcm"), DCM_SeriesInstanceUID));
        QCOMPARE(*base::readFile(fs(path("a.dcm"))), *base::readFile(fs(path("b.dcm"))));  // the same bytes
        auto other = example();
        other.findings[1].text = "Small pneumothorax.";
        QVERIFY(dicom::writeReportSr(other, facts(false), fs(path("b.dcm"))).ok());
        QCOMPARE(valueOf(path("a.dcm"), DCM_SeriesInstanceUID), valueOf(path("b.dcm"), DCM_SeriesInstanceUID));
        QVERIFY(valueOf(path("a.dcm"), DCM_SOPInstanceUID) != valueOf(path("b.dcm"), DCM_SOPInstanceUID));
    }
    void pagesComeBackWhole() {
        const QString file = path("pages.dcm");
        QVERIFY(dicom::writeReportPdf(example(), facts(false), tinyPdf(), fs(file)).ok());
        const auto document = dicom::readDocument({fs(file), {}});
        QVERIFY(document.ok());
        QCOMPARE(document->pdf, tinyPdf());
        QVERIFY(document->title.find("DRAFT") != std::string::npos);
        const QString faults = output(QStringLiteral("dciodvfy"), {file});
        QVERIFY2(!faults.contains("Error"), qPrintable(faults));
        QVERIFY(!dicom::writeReportPdf(example(), facts(false), {}, fs(path("none.dcm"))).ok());
        QVERIFY(!QFile::exists(path("none.dcm")));
    }
    void aPictureHasMadeUpUids() {
        dicom::Instance picture;
        picture.studyUid = "2.25.77";
        picture.sopUid = "2.25.78";
        const auto made = dicom::studyFactsOf(picture);
        QVERIFY(made.madeUpUids);
        const QString file = path("picture.dcm");
        QVERIFY(dicom::writeReportSr(example(), made, fs(file)).ok());
        QCOMPARE(valueOf(file, DCM_StudyInstanceUID), std::string("2.25.77"));
        const auto document = dicom::readDocument({fs(file), {}});
        QVERIFY(document.ok());
        QVERIFY(document->text.find("made up") != std::string::npos);
        QVERIFY(document->references.empty());
        QVERIFY(!output(QStringLiteral("dciodvfy"), {file}).contains("Error"));
    }
    // Imported into a library, a draft teaches nothing that nobody has looked at.
    void unreviewedSentencesAreNoReport() {
        const QString file = path("learn.dcm");
        QVERIFY(dicom::writeReportSr(example(), facts(false), fs(file)).ok());
        const auto text = dicom::readReportText({fs(file), {}});
        QVERIFY(text.ok());
        QVERIFY(text->find("Small left") == std::string::npos);
        QVERIFY(text->find("Heart enlarged.") != std::string::npos);
        for (const char* word : {"DRAFT", "score", "Cardiomegaly", "hilum-base"})
            QVERIFY2(text->find(word) == std::string::npos, text->c_str());
    }
    void hostileFields_data() {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("control") << QByteArray("a\x01\x1b$B\x7f\0b", 9);
        QTest::newRow("separators") << QByteArray("a\\b=c^d^e^f^g^h=i=j=k");
        QTest::newRow("broken UTF-8") << QByteArray("\xff\xfe ok");
        QTest::newRow("markup") << QByteArray("<script>alert(1)</script>");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("1 MB") << QByteArray(1 << 20, 'x');
        QTest::newRow("wide") << QByteArray("\xE6\xBC\xA2").repeated(1000);
    }
    void hostileFields() {
        QFETCH(QByteArray, value);
        const std::string text = value.toStdString();
        auto draft = example();
        for (auto* field : {&draft.patientName, &draft.patientId, &draft.sex, &draft.studyDate, &draft.modality,
                            &draft.studyDescription, &draft.accession, &draft.reader, &draft.indication,
                            &draft.technique, &draft.comparison, &draft.packId, &draft.packSha256, &draft.device,
                            &draft.createdAt, &draft.title, &draft.age})
            *field = text;
        for (auto& sentence : draft.findings) sentence.text = sentence.source = sentence.original = text;
        auto place = facts(true);
        place.studyUid = place.studyTime = place.birthDate = place.studyDate = text;
        place.images.push_back({text, text, text, text, 0});
        const QString file = path("hostile.dcm");
        const auto written = dicom::writeReportSr(draft, place, fs(file));
        QVERIFY2(written.ok(), written.ok() ? "" : written.error().detail.c_str());
        QVERIFY(dicom::isUid(valueOf(file, DCM_StudyInstanceUID)));
        DcmFileFormat format;
        QVERIFY(format.loadFile(file.toStdString().c_str()).good());
        DSRDocument document;
        const auto read = document.read(*format.getDataset());
        QVERIFY2(read.good(), read.text());
        QString faults = output(QStringLiteral("dciodvfy"), {file});
        // dciodvfy does not know UTF-8 and counts bytes where the standard counts characters.
        const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
        if (!plain)
            faults.remove(QRegularExpression(
                QStringLiteral("Error - [^\n]*(Length invalid for this VR|invalid data values for Value)[^\n]*")));
        QVERIFY2(!faults.contains("Error"), qPrintable(faults.left(4000)));
        QVERIFY(dicom::writeReportPdf(draft, place, tinyPdf(), fs(path("hostile-pdf.dcm"))).ok());
    }
    void anUnwritablePlaceIsNamed() {
        const auto failed = dicom::writeReportSr(example(), facts(false), fs(path("missing/folder/a.dcm")));
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, base::ErrorCode::NotFound);
        QVERIFY(!QFile::exists(path("missing")));
    }
    void valuesAreCleaned() {
        QCOMPARE(dicom::cleanValue("  a\\b\n\x01", 64), std::string("a/b \xEF\xBF\xBD"));
        QCOMPARE(dicom::cleanValue("\xC3\xA4\xC3\xB6\xC3\xBC", 2), std::string("\xC3\xA4\xC3\xB6"));
        QCOMPARE(dicom::cleanText("a\nb\r\nc\rd", 100), std::string("a\r\nb\r\nc\r\nd"));
        QVERIFY(dicom::isUid("1.2.3") && dicom::isUid("2.25.0") && !dicom::isUid("1.02") && !dicom::isUid("1..2"));
        QVERIFY(!dicom::isUid("") && !dicom::isUid("1.") && !dicom::isUid("../x") &&
                !dicom::isUid(std::string(65, '1')));
        QCOMPARE(dicom::dicomDate("2026-01-02"), std::string("20260102"));
        QCOMPARE(dicom::dicomDate("2026-1-02x"), std::string());
    }
};

QTEST_GUILESS_MAIN(TestReportObject)
#include "tst_report_object.moc"
