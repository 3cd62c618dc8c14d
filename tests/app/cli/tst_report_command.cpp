// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// `hilum report` as a script sees it: refusals need no model; a draft of a real image where pack and data are.
#include <QFile>
#include <QImage>
#include <QTest>

#include "tests/support/hilum_child.h"

using hilum::test::HilumChild;

namespace {

hilum::test::Outcome runReport(const HilumChild& home, const QStringList& arguments) {
    return home.run(QStringList{QStringLiteral("report")} + arguments);
}

QString picture(const HilumChild& home) {
    QImage image(64, 64, QImage::Format_Grayscale8);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) image.setPixelColor(x, y, QColor::fromRgb(qRgb(x * 4, x * 4, x * 4)));
    const QString path = home.file(QStringLiteral("picture.png"));
    return image.save(path) ? path : QString();
}

}  // namespace

class TestReportCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatItCannotWrite_data() {
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("word");
        QTest::newRow("xml") << "draft.json.xml"
                             << ".xml";
        QTest::newRow("image") << "draft.dcm.png"
                               << ".png";
        QTest::newRow("word") << "draft.doc"
                              << ".doc";
        QTest::newRow("none") << "draft"
                              << "no format";
    }
    void refusesWhatItCannotWrite() {
        QFETCH(QString, out);
        QFETCH(QString, word);
        const HilumChild home;
        const auto outcome = runReport(home, {picture(home), "--out", home.file(out), "--json"});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.err.contains(word.toUtf8()));
        QVERIFY(outcome.err.contains(".pdf, .html, .txt, .json (FHIR), .dcm (DICOM structured report)"));
        QCOMPARE(outcome.json().value("error").toObject().value("code").toString(), QStringLiteral("usage"));
        QVERIFY(!QFile::exists(home.file(out)));
    }
    void wrongUseEndsWithTwo() {
        const HilumChild home;
        QCOMPARE(runReport(home, {}).exitCode, 2);
        QCOMPARE(runReport(home, {picture(home)}).exitCode, 2);
        QCOMPARE(runReport(home, {picture(home), "--out", "x.pdf", "--accept-top", "-1"}).exitCode, 2);
    }
    void missingImageEndsWithThree() {
        const HilumChild home;
        const auto outcome = runReport(home, {home.file("none.png"), "--out", home.file("x.txt")});
        if (HilumChild::packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
        QCOMPARE(outcome.exitCode, 3);
        QCOMPARE(outcome.err.count('\n'), qsizetype(1));
    }
    void draftsAPictureAndSavesIt() {
        const HilumChild home;
        const QString out = home.file(QStringLiteral("draft.txt"));
        const auto outcome =
            runReport(home, {picture(home), "--out", out, "--accept-top", "1", "--reader", "A. Reader", "--json"});
        if (HilumChild::packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
        QCOMPARE(outcome.exitCode, 0);
        const auto json = outcome.json();
        QCOMPARE(json.value("out").toString(), out);
        QVERIFY(json.value("findings").toInt() >= 1);
        QCOMPARE(json.value("unreviewed").toInt(), json.value("findings").toInt() - 1);
        QVERIFY(json.value("saved").toBool());
        QFile file(out);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        for (const char* part :
             {"DRAFT", "Research use only - not for diagnostic use", "Reader: A. Reader", "Model pack: "})
            QVERIFY2(text.contains(part), part);
        QCOMPARE(text.count("[UNREVIEWED]") > 0, json.value("unreviewed").toInt() > 0);
    }
    // The hospital's formats, from a picture without a header: made-up UIDs that say so, the same each time.
    void writesTheStandards() {
        if (HilumChild::packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
        const HilumChild home;
        const QString image = picture(home);
        QByteArray bytes[3];
        const QString names[3] = {home.file("draft.json"), home.file("draft.dcm"), home.file("draft.pdf.dcm")};
        for (int i = 0; i < 3; ++i) {
            const auto outcome = runReport(home, {image, "--out", names[i], "--accept-top", "1", "--json"});
            QVERIFY2(outcome.exitCode == 0, outcome.all());
            QFile file(names[i]);
            QVERIFY(file.open(QIODevice::ReadOnly));
            bytes[i] = file.readAll();
            for (const char* part : {"DRAFT", "esearch use only"}) QVERIFY2(bytes[i].contains(part), part);
        }
        const auto bundle = QJsonDocument::fromJson(bytes[0]).object();
        QCOMPARE(bundle.value("resourceType").toString(), QStringLiteral("Bundle"));
        QVERIFY(bytes[0].contains("made up from the picture's place"));
        for (const auto* dicom : {&bytes[1], &bytes[2]}) QCOMPARE(dicom->mid(128, 4), QByteArray("DICM"));
        QVERIFY(bytes[1].contains("1.2.840.10008.5.1.4.1.1.88.11"));
        QVERIFY(bytes[1].contains("[UNREVIEWED] ") == bytes[0].contains("[UNREVIEWED] "));
        QVERIFY(bytes[2].contains("1.2.840.10008.5.1.4.1.1.104.1") && bytes[2].contains("%PDF-1.4"));
        const auto info = home.run({"dicom", "info", names[1], names[2], "--json"});
        QVERIFY2(info.exitCode == 0, info.all());
        QCOMPARE(info.json().value("opened").toInt(), 2);
    }
    void anUnwritablePlaceLeavesNothing() {
        if (HilumChild::packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
        const HilumChild home;
        for (const char* name : {"none/draft.json", "none/draft.dcm", "none/draft.pdf.dcm"}) {
            const auto outcome = runReport(home, {picture(home), "--out", home.file(name)});
            QVERIFY2(outcome.exitCode == 3 || outcome.exitCode == 5, outcome.all());
            QCOMPARE(outcome.err.count('\n'), qsizetype(1));
        }
        QVERIFY(!QFile::exists(home.file("none")));
    }
};

QTEST_GUILESS_MAIN(TestReportCommand)
#include "tst_report_command.moc"
