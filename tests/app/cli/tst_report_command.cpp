// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// `hilum report` as a script sees it: refusals need no model; a draft of a real image where pack and data are.
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome runReport(const QTemporaryDir& home, QStringList arguments) {
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HILUM_LIBRARY"), home.filePath(QStringLiteral("library")));
    environment.insert(QStringLiteral("XDG_STATE_HOME"), home.filePath(QStringLiteral("state")));
    process.setProcessEnvironment(environment);
    arguments.prepend(QStringLiteral("report"));
    process.start(QStringLiteral(HILUM_BINARY_DIR "/hilum"), arguments);
    Outcome outcome;
    if (!process.waitForFinished(600000)) {
        process.kill();
        process.waitForFinished();
        return outcome;
    }
    outcome.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

QString picture(const QTemporaryDir& home) {
    QImage image(64, 64, QImage::Format_Grayscale8);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) image.setPixelColor(x, y, QColor::fromRgb(qRgb(x * 4, x * 4, x * 4)));
    const QString path = home.filePath(QStringLiteral("picture.png"));
    return image.save(path) ? path : QString();
}

}  // namespace

// A pack that is there but refused (exit 4) is a failure, not a reason to skip.
static bool packMissing() {
    return !QFile::exists(QStringLiteral(HILUM_SOURCE_DIR "/resources/models/hilum-base/weights.safetensors"));
}

class TestReportCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWhatItCannotWrite_data() {
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("word");
        QTest::newRow("fhir") << "draft.json"
                              << "FHIR";
        QTest::newRow("sr") << "draft.DCM"
                            << "structured report";
        QTest::newRow("word") << "draft.doc"
                              << ".doc";
        QTest::newRow("none") << "draft"
                              << "no format";
    }
    void refusesWhatItCannotWrite() {
        QFETCH(QString, out);
        QFETCH(QString, word);
        const QTemporaryDir home;
        const auto outcome = runReport(home, {picture(home), "--out", home.filePath(out), "--json"});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.err.contains(word.toUtf8()));
        QVERIFY(outcome.err.contains(".pdf, .html and .txt"));
        QCOMPARE(outcome.json().value("error").toObject().value("code").toString(), QStringLiteral("usage"));
        QVERIFY(!QFile::exists(home.filePath(out)));
    }
    void wrongUseEndsWithTwo() {
        const QTemporaryDir home;
        QCOMPARE(runReport(home, {}).exitCode, 2);
        QCOMPARE(runReport(home, {picture(home)}).exitCode, 2);
        QCOMPARE(runReport(home, {picture(home), "--out", "x.pdf", "--accept-top", "-1"}).exitCode, 2);
    }
    void missingImageEndsWithThree() {
        const QTemporaryDir home;
        const auto outcome = runReport(home, {home.filePath("none.png"), "--out", home.filePath("x.txt")});
        if (packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
        QCOMPARE(outcome.exitCode, 3);
        QCOMPARE(outcome.err.count('\n'), qsizetype(1));
    }
    void draftsAPictureAndSavesIt() {
        const QTemporaryDir home;
        const QString out = home.filePath(QStringLiteral("draft.txt"));
        const auto outcome =
            runReport(home, {picture(home), "--out", out, "--accept-top", "1", "--reader", "A. Reader", "--json"});
        if (packMissing()) QSKIP("no built-in model pack in this checkout; the draft was not made");
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
};

QTEST_GUILESS_MAIN(TestReportCommand)
#include "tst_report_command.moc"
