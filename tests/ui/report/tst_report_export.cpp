// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Drafts to files: what a reader must find on the page, hostile fields, refused folders, cancellation.
// Pages are kept as build/screens/report_*.pdf to be looked at.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "ui/report/report_export.h"

using namespace hilum;
using namespace hilum::report;

namespace {

image::Raster gradient(int width, int height, int channels = 1) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                pixels->push_back(static_cast<std::uint8_t>((x * 255 / width + y * 255 / height) / 2));
    image::Raster raster;
    raster.width = width;
    raster.height = height;
    raster.channels = channels;
    raster.pixels = pixels;
    return raster;
}

ReportDraft example(int findings = 4) {
    ReportDraft draft;
    draft.patientName = "EXAMPLE^SIMULATED";
    draft.patientId = "SIM-0001";
    draft.sex = "F";
    draft.age = "57 years";
    draft.studyDate = "2026-01-02";
    draft.modality = "CR";
    draft.studyDescription = "Chest PA";
    draft.accession = "A0042";
    draft.indication = "Shortness of breath for two days.";
    draft.technique = "Single posteroanterior view.";
    draft.reader = "A. Reader";
    draft.packId = "hilum-base";
    draft.packSha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    draft.device = "cpu bf16";
    draft.createdAt = "2026-01-02T03:04:05Z";
    draft.sopUids = {"1.2.826.0.1.3680043.10.1338.1"};
    const char* texts[] = {"Consolidation in the right lower lobe with air bronchograms.",
                           "Small left pleural effusion.", "The heart is mildly enlarged.", "No pneumothorax."};
    for (int i = 0; i < findings; ++i) {
        DraftSentence sentence{texts[i % 4],
                               static_cast<Origin>(1 + i % 2),
                               i % 3 == 0 ? Review::Unreviewed : Review::Accepted,
                               "bank:chest-radiograph",
                               100 + i,
                               0.92F - 0.07F * static_cast<float>(i % 8),
                               {}};
        if (i % 5 == 2) sentence.review = Review::Edited, sentence.original = "Cardiomegaly.";
        draft.findings.push_back(sentence);
    }
    draft.findings.push_back({"Pacemaker in place.", Origin::Person, Review::Accepted, "", 0, 0, {}});
    draft.impression = {draft.findings.front(),
                        {"Small left pleural effusion.", Origin::PastCase, Review::Accepted, "case", 101, 0.85F, {}}};
    return draft;
}

QString screensFolder() {
    const QString folder = QStringLiteral(HILUM_BINARY_DIR "/screens");
    QDir().mkpath(folder);
    return folder;
}

std::filesystem::path fsPath(const QString& path) { return path.toStdString(); }

// Words of a PDF by poppler's pdftotext; empty when the tool is not there.
QString pdfText(const QString& path) {
    const QString tool = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
    if (tool.isEmpty()) return {};
    QProcess process;
    process.start(tool, {QStringLiteral("-layout"), path, QStringLiteral("-")});
    return process.waitForFinished(30000) ? QString::fromUtf8(process.readAllStandardOutput()) : QString();
}

int pdfPages(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return static_cast<int>(file.readAll().count("/Type /Page\n"));
}

QByteArray fileBytes(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestReportExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // PDF/A-1b as far as Qt goes, and no structure that a checker dislikes.
    void pdfIsForArchives() {
        const QString path = screensFolder() + QStringLiteral("/report_archive.pdf");
        QVERIFY(ui::exportPdf(example(), gradient(512, 512), fsPath(path)).ok());
        const QByteArray bytes = fileBytes(path);
        QVERIFY(bytes.contains("pdfaid:part") && bytes.contains("/OutputIntents"));
        const QString tool = QStandardPaths::findExecutable(QStringLiteral("qpdf"));
        if (tool.isEmpty()) QSKIP("qpdf is not installed; the PDF's structure was not checked");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(tool, {QStringLiteral("--check"), path});
        QVERIFY(process.waitForFinished(30000));
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitCode() == 0 && said.contains("No syntax or stream encoding errors"), said.constData());
    }
    void theEndingChoosesTheFormat_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("pdf") << "a.PDF" << QByteArray("%PDF-");
        QTest::newRow("html") << "a.html" << QByteArray("<!DOCTYPE html>");
        QTest::newRow("text") << "a.txt" << QByteArray("DRAFT");
        QTest::newRow("fhir") << "a.json" << QByteArray("\"DiagnosticReport\"");
        QTest::newRow("sr") << "a.DCM" << QByteArray("1.2.840.10008.5.1.4.1.1.88.11");
        QTest::newRow("pdf in dicom") << "a.pdf.dcm" << QByteArray("1.2.840.10008.5.1.4.1.1.104.1");
    }
    void theEndingChoosesTheFormat() {
        QFETCH(QString, name);
        QFETCH(QByteArray, part);
        QTemporaryDir folder;
        const QString path = folder.filePath(name);
        const auto written = ui::exportReport(example(), gradient(64, 64), fsPath(path));
        QVERIFY2(written.ok(), written.ok() ? "" : written.error().message.c_str());
        QVERIFY(fileBytes(path).contains(part));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }
    void pdfHoldsWhatAReportMust() {
        const QString path = screensFolder() + QStringLiteral("/report_example.pdf");
        QVERIFY(ui::exportPdf(example(), gradient(512, 512), fsPath(path)).ok());
        QVERIFY(fileBytes(path).startsWith("%PDF-"));
        QCOMPARE(fileBytes(path).count("EXAMPLE"), qsizetype(0));  // not in the metadata
        const QString text = pdfText(path);
        if (text.isEmpty()) QSKIP("pdftotext (poppler-utils) is not installed; the PDF's words were not read");
        for (const char* part : {"DRAFT",
                                 "Research use only - not for diagnostic use",
                                 "EXAMPLE, SIMULATED",
                                 "SIM-0001",
                                 "A0042",
                                 "Findings",
                                 "Impression",
                                 "Small left pleural effusion.",
                                 "Pacemaker in place.",
                                 "A. Reader",
                                 "Past case 101",
                                 "chest-radiograph",
                                 "hilum-base (sha256 0123456789ab)",
                                 "cpu bf16",
                                 "Unreviewed",
                                 "Edited",
                                 "Cardiomegaly.",
                                 "2 sentences have not been reviewed",
                                 "Page 1/",
                                 "1.2.826.0.1.3680043.10.1338.1"})
            QVERIFY2(text.contains(QLatin1String(part)), part);
    }
    void everyPageHasItsFooter() {
        const QString path = screensFolder() + QStringLiteral("/report_long.pdf");
        QVERIFY(ui::exportPdf(example(60), gradient(300, 500, 3), fsPath(path)).ok());
        const int pages = pdfPages(path);
        QVERIFY2(pages >= 3, qPrintable(QString::number(pages)));
        const QString text = pdfText(path);
        if (text.isEmpty()) QSKIP("pdftotext (poppler-utils) is not installed; the PDF's words were not read");
        const QStringList sheets = text.split(QLatin1Char('\f'), Qt::SkipEmptyParts);
        QCOMPARE(sheets.size(), pages);
        for (int i = 0; i < pages; ++i) {
            QVERIFY(sheets[i].contains(QStringLiteral("Page %1/%2").arg(i + 1).arg(pages)));
            QVERIFY(sheets[i].contains(QLatin1String(kResearchLine)));
            QVERIFY(sheets[i].contains(QLatin1String(kDraftWord)));
        }
    }
    void reviewedDraftHasNoWarning() {
        ReportDraft draft = example();
        for (auto* list : {&draft.findings, &draft.impression})
            for (auto& sentence : *list) sentence.review = Review::Accepted;
        const QString path = screensFolder() + QStringLiteral("/report_reviewed.pdf");
        QVERIFY(ui::exportPdf(draft, gradient(1024, 700), fsPath(path)).ok());
        const QString text = pdfText(path);
        if (text.isEmpty()) QSKIP("pdftotext (poppler-utils) is not installed; the PDF's words were not read");
        QVERIFY(!text.contains(QStringLiteral("reviewed by a person")));
        QVERIFY(!text.contains(QStringLiteral("UNREVIEWED")));
        QVERIFY(text.contains(QLatin1String(kDraftWord)));
    }
    void emptyDraftsAndHostileFieldsMakeAPage_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("markup") << "<script>alert(1)</script><b>bold</b>&amp;";
        QTest::newRow("unicode") << QString::fromUtf8("Größe 患者 صدر \u202Eedoc\u202C");
        QTest::newRow("one long word") << QString(3000, QLatin1Char('W'));
        QTest::newRow("lines") << QString(QStringLiteral("line\n")).repeated(200);
    }
    void emptyDraftsAndHostileFieldsMakeAPage() {
        QFETCH(QString, text);
        QTemporaryDir folder;
        ReportDraft draft;
        const std::string bytes = text.toStdString();
        draft.patientName = draft.accession = draft.title = draft.indication = draft.reader = draft.device = bytes;
        if (!bytes.empty())
            draft.findings = draft.impression = {{bytes, Origin::Model, Review::Unreviewed, bytes, 0, 0.1F, bytes}};
        for (const char* suffix : {"pdf", "html", "txt"}) {
            const QString path = folder.filePath(QStringLiteral("x.") + QLatin1String(suffix));
            const auto status = ui::exportReport(draft, {}, fsPath(path));
            QVERIFY2(status.ok(), status.ok() ? "" : status.error().message.c_str());
            QVERIFY(!fileBytes(path).isEmpty());
        }
        const QString seen = pdfText(folder.filePath(QStringLiteral("x.pdf")));
        if (!seen.isEmpty() && text.startsWith(QLatin1Char('<')))
            QVERIFY(seen.contains(QStringLiteral("<script>alert(1)</script>")));
    }
    void htmlHoldsThePictureAndParses() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("draft.HTML"));
        QVERIFY(ui::exportReport(example(), gradient(40, 30, 3), fsPath(path)).ok());
        const QByteArray page = fileBytes(path);
        QXmlStreamReader reader(page);
        while (!reader.atEnd()) reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        const auto start = page.indexOf("base64,") + 7;
        const QByteArray png = QByteArray::fromBase64(page.mid(start, page.indexOf('"', start) - start));
        QCOMPARE(QImage::fromData(png).size(), QSize(40, 30));
    }
    void largePicturesAreReduced() {
        const auto reduced = ui::reportPicture(gradient(3200, 400));
        QCOMPARE(QSize(reduced.width, reduced.height), QSize(1600, 200));
        QCOMPARE(ui::reportPicture(gradient(5000, 1)).height, 1);
        QCOMPARE(ui::reportPicture(gradient(100, 80)).width, 100);
        QVERIFY(ui::reportPicture({}).empty());
    }
    void refusedPlacesLeaveNothing_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("code");
        QTest::newRow("other ending") << "draft.doc" << static_cast<int>(base::ErrorCode::InvalidInput);
        QTest::newRow("no suffix") << "draft" << static_cast<int>(base::ErrorCode::InvalidInput);
        QTest::newRow("no folder") << "missing/draft.pdf" << -1;
        QTest::newRow("folder in the way") << "taken.pdf" << -1;
    }
    void refusedPlacesLeaveNothing() {
        QFETCH(QString, name);
        QFETCH(int, code);
        QTemporaryDir folder;
        QDir(folder.path()).mkdir(QStringLiteral("taken.pdf"));
        const auto status = ui::exportReport(example(), {}, fsPath(folder.filePath(name)));
        QVERIFY(!status.ok());
        QVERIFY(!status.error().message.empty());
        if (code >= 0) QCOMPARE(static_cast<int>(status.error().code), code);
        QCOMPARE(QDir(folder.path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::Hidden),
                 QStringList("taken.pdf"));
    }
    void anOldFileSurvivesAFailedExport() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("draft.pdf"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        std::stop_source source;
        source.request_stop();
        const auto status =
            ui::exportReport(example(), gradient(64, 64), fsPath(path), base::JobContext(source.get_token()));
        QCOMPARE(status.error().code, base::ErrorCode::Cancelled);
        QCOMPARE(fileBytes(path), QByteArray("old"));
    }
    void cancelInTheMiddleLeavesNoFile() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("draft.pdf"));
        std::stop_source source;
        int pages = 0;
        const base::JobContext context(source.get_token(), [&](const base::Progress&) {
            ++pages;
            source.request_stop();
        });
        const auto status = ui::exportPdf(example(80), {}, fsPath(path), context);
        QVERIFY(pages > 0);
        QCOMPARE(status.error().code, base::ErrorCode::Cancelled);
        QVERIFY(QDir(folder.path()).isEmpty());
        // After the run a stop changes nothing.
        QVERIFY(ui::exportPdf(example(), {}, fsPath(path)).ok());
        source.request_stop();
        QVERIFY(fileBytes(path).startsWith("%PDF-"));
    }
};

QTEST_MAIN(TestReportExport)
#include "tst_report_export.moc"
