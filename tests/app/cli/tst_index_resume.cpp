// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// `hilum index add` stopped in the middle, politely (TERM, as Ctrl+C) and by kill -9: what it had acknowledged stays,
// the library is sound, and the same command again adds the rest and nothing twice.
#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <csignal>

#include "core/image/image_file.h"
#include "tests/support/hilum_child.h"

using namespace hilum::test;

class TestIndexResume : public QObject {
    Q_OBJECT
    static constexpr int kPictures = 160;

private Q_SLOTS:
    void stopsAndGoesOn_data() {
        QTest::addColumn<int>("signalNumber");
        QTest::newRow("TERM") << SIGTERM;
        QTest::newRow("KILL") << SIGKILL;
    }
    void stopsAndGoesOn() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        QFETCH(int, signalNumber);
        const HilumChild child;
        writePictures(child.file("pictures"));
        const QStringList add = {"index", "add", child.file("pictures"), "--threads", "1", "--json"};
        QProcess process;
        child.start(process, HilumChild::program(), add);
        const int seen = waitForImages(child, process);
        QVERIFY2(seen > 0, "the run ended before it was looked at once");
        ::kill(static_cast<pid_t>(process.processId()), signalNumber);
        const auto stopped = HilumChild::finish(process);
        if (signalNumber == SIGKILL) {
            QCOMPARE(stopped.exitCode, -2);
        } else {
            QVERIFY2(stopped.exitCode == 5 && stopped.errorCode() == "cancelled", stopped.all());
            QCOMPARE(stopped.err.count('\n'), 1);
        }
        const int kept = images(child);
        QVERIFY2(kept >= seen && kept < kPictures, qPrintable(QString("%1 seen, %2 kept").arg(seen).arg(kept)));
        QCOMPARE(child.run({"index", "verify"}).exitCode, 0);

        const auto again = child.run(add);
        QVERIFY2(again.exitCode == 0, again.all());
        QCOMPARE(again.json().value("skipped").toInt(), kept);
        QCOMPARE(again.json().value("added").toInt(), kPictures - kept);
        QCOMPARE(images(child), kPictures);
        const auto third = child.run(add);
        QCOMPARE(third.json().value("skipped").toInt(), kPictures);
        QCOMPARE(third.json().value("added").toInt(), 0);
    }

private:
    static void writePictures(const QString& folder) {
        QVERIFY(QDir().mkpath(folder));
        for (int i = 0; i < kPictures; ++i) {
            auto pixels = std::make_shared<std::vector<std::uint8_t>>(64 * 64);
            for (std::size_t p = 0; p < pixels->size(); ++p)
                (*pixels)[p] = static_cast<std::uint8_t>(p * static_cast<std::size_t>(i + 1) / 9);
            const QString name = folder + QString("/%1.png").arg(i, 4, 10, QChar('0'));
            QVERIFY(hilum::image::writePng(name.toStdString(), {64, 64, 1, pixels}).ok());
        }
    }
    static int images(const HilumChild& child) {
        return child.run({"index", "status", "--json"}).json().value("images").toInt(0);
    }
    // Until the library shows its first batch; 0 when the run was over by then.
    static int waitForImages(const HilumChild& child, QProcess& process) {
        QElapsedTimer clock;
        for (clock.start(); clock.elapsed() < 120000 && !process.waitForFinished(5);)
            if (const int seen = images(child); seen > 0) return process.state() == QProcess::Running ? seen : 0;
        return 0;
    }
};

QTEST_GUILESS_MAIN(TestIndexResume)
#include "tst_index_resume.moc"
