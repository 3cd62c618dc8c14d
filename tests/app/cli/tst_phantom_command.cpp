// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// `hilum phantom` as a script sees it: the JSON keys, the exit codes, one sentence when it refuses.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/hilum_child.h"

namespace {

hilum::test::Outcome runPhantom(const QStringList& arguments) {
    return hilum::test::HilumChild().run(QStringList{"phantom"} + arguments);
}

}  // namespace

class TestPhantomCommand : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesStudiesAndSaysWhere() {
        const QTemporaryDir out;
        const auto outcome = runPhantom(
            {"--out", out.path(), "--studies", "2", "--seed", "4", "--size", "128", "--modalities", "CR,DX", "--json"});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.json().value("studies").toInt(), 2);
        QCOMPARE(outcome.json().value("out").toString(), out.path());
        QVERIFY(outcome.json().value("files").toInt() >= 5);
        QVERIFY(QFile::exists(out.path() + "/study-0002/chest.dcm"));
        QVERIFY(QFile::exists(out.path() + "/study-0002/report.sr"));
        QVERIFY(QFile::exists(out.path() + "/cases.csv"));
        QCOMPARE(outcome.out.count('\n'), 1);
    }

    void dealsFourModalities() {
        const QTemporaryDir out;
        const auto outcome = runPhantom({"--out", out.path(), "--studies", "4", "--seed", "4", "--size", "192",
                                         "--modalities", "CR,CT,MR,US", "--json"});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(QFile::exists(out.path() + "/study-0001/chest.dcm"));
        QVERIFY(QFile::exists(out.path() + "/study-0002/chest-ct-001.dcm"));
        QVERIFY(QFile::exists(out.path() + "/study-0003/brain-001.dcm"));
        QVERIFY(QFile::exists(out.path() + "/study-0004/breast.dcm"));
        const auto info = hilum::test::HilumChild().run({"dicom", "info", out.path() + "/study-0002", "--json"});
        QCOMPARE(info.exitCode, 0);
        QCOMPARE(info.json().value("refused").toInt(), 0);
    }

    void repeatsItselfInAnExistingFolder() {
        const QTemporaryDir out;
        const QStringList arguments = {"--out", out.path(), "--studies", "1",      "--seed",
                                       "9",     "--size",   "128",       "--quiet"};
        QCOMPARE(runPhantom(arguments).exitCode, 0);
        QFile image(out.path() + "/study-0001/chest.dcm");
        QVERIFY(image.open(QIODevice::ReadOnly));
        const QByteArray first = image.readAll();
        image.close();
        QCOMPARE(runPhantom(arguments).exitCode, 0);
        QVERIFY(image.open(QIODevice::ReadOnly));
        QVERIFY(image.readAll() == first);
    }

    void wrongUseEndsWithTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no folder") << QStringList{"--studies", "1"};
        QTest::newRow("no studies") << QStringList{"--out", "OUT", "--studies", "0"};
        QTest::newRow("words for a number") << QStringList{"--out", "OUT", "--studies", "many"};
        QTest::newRow("PT") << QStringList{"--out", "OUT", "--studies", "1", "--modalities", "PT"};
        QTest::newRow("XA after CR") << QStringList{"--out", "OUT", "--studies", "1", "--modalities", "CR,XA"};
        QTest::newRow("size") << QStringList{"--out", "OUT", "--studies", "1", "--size", "7"};
        QTest::newRow("unknown option") << QStringList{"--out", "OUT", "--sharpness", "1"};
    }
    void wrongUseEndsWithTwo() {
        QFETCH(QStringList, arguments);
        const QTemporaryDir out;
        const QString folder = out.path() + "/new";
        arguments.replaceInStrings("OUT", folder);
        const auto outcome = runPhantom(arguments + QStringList{"--json"});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.json().contains("error"));
        QCOMPARE(outcome.err.trimmed().count('\n'), 0);
        QVERIFY2(!QDir(folder).exists(), "a refused call must make nothing");
    }

    void unusableFolderEndsWithFive() {
        const QTemporaryDir out;
        QFile blocker(out.path() + "/file");
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        blocker.close();
        const auto outcome = runPhantom({"--out", blocker.fileName() + "/below", "--studies", "1"});
        QCOMPARE(outcome.exitCode, 5);
        QVERIFY(outcome.err.contains("below"));
    }
};

QTEST_APPLESS_MAIN(TestPhantomCommand)
#include "tst_phantom_command.moc"
