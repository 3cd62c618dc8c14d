// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The faults of the library, through the command itself: locked by another window or program, on a full disk
// (a real one, a small tmpfs), read-only, damaged, newer. Exit code, one sentence, nothing stored is lost.
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <QDir>
#include <QRegularExpression>
#include <QTest>

#include "core/image/image_file.h"
#include "tests/support/hilum_child.h"

using namespace hilum::test;

namespace {

bool isOneSentence(const QByteArray& err) {
    return err.startsWith("hilum: ") && err.count('\n') == 1 && err.endsWith(".\n") && err.contains("; ");
}

// A mount of our own needs root or a user namespace; `unshare` gives it and takes it away with the process.
QStringList namespaceWords() {
    for (const QStringList& words :
         {QStringList{"--mount", "--propagation", "private"}, {"--user", "--map-root-user", "--mount"}}) {
        QProcess probe;
        probe.start("unshare", words + QStringList{"sh", "-c", "mount -t tmpfs tmpfs /mnt"});
        if (probe.waitForFinished(20000) && probe.exitStatus() == QProcess::NormalExit && probe.exitCode() == 0)
            return words;
    }
    return {};
}

}  // namespace

class TestBadLibrary : public QObject {
    Q_OBJECT
    HilumChild m_child;
    QString file(const QString& name) const { return m_child.file(name); }
    Outcome run(const QStringList& words) const { return m_child.run(words + QStringList{"--json"}); }
    void writePicture(const QString& name, int value) const {
        hilum::image::Raster raster;
        raster.width = raster.height = 48;
        auto pixels = std::make_shared<std::vector<std::uint8_t>>(48 * 48, static_cast<std::uint8_t>(value));
        for (std::size_t i = 0; i < pixels->size(); i += 5) (*pixels)[i] = static_cast<std::uint8_t>(i);
        raster.pixels = pixels;
        QVERIFY(hilum::image::writePng(file(name).toStdString(), raster).ok());
    }
    int cases() const { return run({"index", "status"}).json().value("cases").toInt(-1); }
    // `script` runs in a mount namespace with $HILUM, $PICTURES and $PLACE; `name` answers its lines "NAME VALUE".
    Outcome inNamespace(const QString& script) {
        m_child.set("HILUM", HilumChild::program());
        m_child.set("PLACE", file("place"));
        m_child.set("HOME_FOLDER", file("."));
        return m_child.runProgram("unshare", namespaceWords() + QStringList{"sh", "-c", script});
    }

private Q_SLOTS:
    void initTestCase() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        for (int i = 0; i < 4; ++i) writePicture(QString("%1.png").arg(i), 40 * i);
        const auto added = run({"index", "add", file("0.png"), file("1.png")});
        QVERIFY2(added.exitCode == 0, added.all());
        QVERIFY(QDir().mkpath(file("place")));
    }

    void heldByAnotherWindow() {
        const int lock = ::open(file("library/writer.lock").toUtf8().constData(), O_RDWR | O_CLOEXEC);
        QVERIFY(lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0);
        for (const QStringList& words :
             {QStringList{"index", "add", file("2.png")}, {"index", "remove", "1"}, {"index", "rebuild"}}) {
            const auto outcome = run(words);
            QVERIFY2(outcome.exitCode == 5, outcome.all());
            QVERIFY2(isOneSentence(outcome.err) && outcome.err.contains("another window"), outcome.all());
            QCOMPARE(outcome.errorCode(), QString("io"));
        }
        QCOMPARE(cases(), 2);  // readers go on
        QCOMPARE(run({"search", "--image", file("0.png")}).exitCode, 0);
        ::close(lock);
        QCOMPARE(run({"index", "verify"}).exitCode, 0);
    }

    void lockedByAnotherProgram() {
        sqlite3* other = nullptr;
        QCOMPARE(sqlite3_open(file("library/library.db").toUtf8().constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        const auto outcome = run({"index", "add", file("2.png")});
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
        QVERIFY2(outcome.exitCode == 5, outcome.all());
        QVERIFY2(isOneSentence(outcome.err) && outcome.err.contains("locked by another program"), outcome.all());
        QCOMPARE(cases(), 2);
    }

    void onAFullDisk() {
        if (namespaceWords().isEmpty())
            QSKIP("a small file system needs root or user namespaces; tst_library_faults uses a file-size limit");
        const auto outcome = inNamespace(
            "mount -t tmpfs -o size=1m tmpfs \"$PLACE\" && cd \"$HOME_FOLDER\" && export HILUM_LIBRARY=\"$PLACE/lib\"\n"
            "\"$HILUM\" index add 0.png --quiet >/dev/null || echo 'first failed'\n"
            "head -c 2000000 /dev/zero >\"$PLACE/filler\" 2>/dev/null\n"
            "for words in 'index add 1.png 2.png' \"report 1.png --out $PLACE/d.html\" \"phantom --studies 1 --seed 1 "
            "--size 256 --out $PLACE/p\" \"saliency 1.png --text x --out $PLACE/h.png\" \"embed --text x --out "
            "$PLACE/e.npy\"; do\n"
            "  \"$HILUM\" $words >/dev/null 2>\"$HOME_FOLDER/words\" </dev/null; echo \"full $?: $(cat "
            "\"$HOME_FOLDER/words\")\"\n"
            "done\n"
            "\"$HILUM\" index verify >/dev/null; echo \"verify $?\"\n"
            "\"$HILUM\" index status; ls \"$PLACE\"\n"
            "rm \"$PLACE/filler\"; \"$HILUM\" index add 0.png 1.png 2.png; echo \"again $?\"");
        const auto lines = QString(outcome.out).split('\n');
        const auto full = lines.filter(QRegularExpression("^full "));
        QVERIFY2(full.size() == 5 && !outcome.out.contains("first failed"), outcome.all());
        for (const auto& line : full) {
            QVERIFY2(line.startsWith("full 5: hilum: ") && line.endsWith('.') && line.contains("free some space"),
                     qPrintable(line));
            QVERIFY2(line.contains("disk is full") || line.contains("No space left"), qPrintable(line));
        }
        QVERIFY2(lines.contains("verify 0"), outcome.all());
        QVERIFY2(outcome.out.contains("1 cases, 1 images"), outcome.all());
        for (const char* half : {"d.html", "h.png", "e.npy"}) QVERIFY2(!lines.contains(half), half);
        QVERIFY2(outcome.out.contains("2 added, 1 skipped, 0 failed\nagain 0"), outcome.all());
    }

    void readOnly() {
        if (namespaceWords().isEmpty()) QSKIP("a read-only mount needs root or user namespaces");
        const auto outcome = inNamespace(
            "mount --bind \"$HILUM_LIBRARY\" \"$PLACE\" && mount -o remount,bind,ro \"$PLACE\" && cd \"$HOME_FOLDER\"\n"
            "\"$HILUM\" index add 2.png --library \"$PLACE\"; echo \"add $?\"\n"
            "\"$HILUM\" index status --library \"$PLACE\"; echo \"status $?\"\n"
            "\"$HILUM\" search --image 0.png --top 1 --library \"$PLACE\" >/dev/null; echo \"search $?\"\n");
        QVERIFY2(outcome.out.contains("add 5\n") && outcome.err.contains("read-only, so nothing was written; make it"),
                 outcome.all());
        QVERIFY2(outcome.out.contains("2 cases") && outcome.out.contains("status 0\nsearch 0"), outcome.all());
        QCOMPARE(cases(), 2);
    }

    void damagedAndNewer_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");
        QTest::newRow("text") << QByteArray("no database\n").repeated(100) << "damaged";
        QTest::newRow("zeros") << QByteArray(8192, '\0') << "damaged";
        QTest::newRow("newer") << QByteArray() << "newer";
    }
    void damagedAndNewer() {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        const QString other = file("other");
        QDir(other).removeRecursively();
        QVERIFY(QDir().mkpath(other) && QFile::copy(file("library/library.db"), other + "/library.db"));
        if (content.isEmpty()) {
            sqlite3* database = nullptr;
            QCOMPARE(sqlite3_open((other + "/library.db").toUtf8().constData(), &database), SQLITE_OK);
            QCOMPARE(sqlite3_exec(database, "PRAGMA user_version = 4711", nullptr, nullptr, nullptr), SQLITE_OK);
            sqlite3_close(database);
        } else {
            QFile database(other + "/library.db");
            QVERIFY(database.open(QIODevice::ReadWrite) && database.write(content) == content.size());
        }
        QFile database(other + "/library.db");
        QVERIFY(database.open(QIODevice::ReadOnly));
        const QByteArray before = database.readAll();
        for (const QStringList& words :
             {QStringList{"index", "add", file("2.png")}, {"index", "status"}, {"search", "--image", file("0.png")}}) {
            const auto outcome = run(words + QStringList{"--library", other});
            QVERIFY2(outcome.exitCode == 3, outcome.all());
            QVERIFY2(isOneSentence(outcome.err) && outcome.err.contains(word.toUtf8()), outcome.all());
        }
        database.seek(0);
        QVERIFY2(database.readAll() == before, "a refused library must stay as it was");
    }

    void aFileInItsPlace() {
        const auto outcome = run({"index", "add", file("2.png"), "--library", file("0.png")});
        QVERIFY2(outcome.exitCode == 5 && isOneSentence(outcome.err), outcome.all());
    }
};

QTEST_GUILESS_MAIN(TestBadLibrary)
#include "tst_bad_library.moc"
