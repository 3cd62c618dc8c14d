// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What must never break (reliability.md 1.3): kill -9 in the middle of writing, a full disk, two
// writers, a locked and a read-only library, foreign, damaged, newer and older files.
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fstream>
#include <random>

#include "core/base/file_io.h"
#include "core/library/library.h"
#include "core/library/library_care.h"
#include "core/library/library_writer.h"
#include "library_fixture.h"

using namespace hilum;
using library::Library;
using library::LibraryWriter;
using test::kPack;
using test::makeCase;
namespace fs = std::filesystem;

namespace {

// Runs SQL on a file with plain SQLite, as another program would.
void runSql(const fs::path& file, const char* sql) {
    sqlite3* connection = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    char* message = nullptr;
    if (sqlite3_exec(connection, sql, nullptr, nullptr, &message) != SQLITE_OK) qFatal("%s", message);
    sqlite3_close(connection);
}

constexpr int kBatch = 5;

// The child: adds batches for ever and says each acknowledged one on the pipe.
[[noreturn]] void addUntilKilled(const fs::path& folder, int first, int pipe) {
    auto writer = LibraryWriter::open(folder);
    for (int batch = 0; writer.ok(); ++batch) {
        std::vector<library::NewCase> cases;
        for (int i = 0; i < kBatch; ++i) cases.push_back(makeCase(first + batch * kBatch + i));
        if (!(*writer)->addCases(std::move(cases), kPack, "p").get().ok()) break;
        const int last = first + batch * kBatch + kBatch - 1;
        if (::write(pipe, &last, sizeof last) != sizeof last) break;
    }
    ::_exit(1);
}

}  // namespace

class TestLibraryFaults : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    int m_count = 0;
    fs::path m_folder;
    fs::path file() const { return m_folder / "library.db"; }
    void fill(int count = 3) {
        auto writer = LibraryWriter::open(m_folder);
        QVERIFY(writer.ok());
        std::vector<library::NewCase> cases;
        for (int i = 0; i < count; ++i) cases.push_back(makeCase(i));
        QVERIFY((*writer)->addCases(cases, kPack, "p").get().ok());
    }

private Q_SLOTS:
    void init() {
        m_folder = fs::path(m_root.path().toStdString()) / std::to_string(++m_count);
        fs::create_directories(m_folder);
    }

    void killedWritersLoseNothingAcknowledged() {
        std::mt19937 random(3);
        std::int64_t acknowledged = 0;
        for (int round = 0; round < 20; ++round) {
            int pipe[2];
            QCOMPARE(::pipe(pipe), 0);
            const int first = round * 100000;
            const pid_t child = ::fork();
            if (child == 0) addUntilKilled(m_folder, first, pipe[1]);
            ::close(pipe[1]);
            ::usleep(1000 *
                     std::uniform_int_distribution<unsigned>(2, 90)(random));  // also while the file is being made
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            int last = -1;
            for (int value = 0; ::read(pipe[0], &value, sizeof value) == sizeof value;) last = value;
            ::close(pipe[0]);
            if (last >= 0) acknowledged += last - first + 1;
            const auto opened = Library::open(m_folder);
            QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
            const auto cases = (*opened)->status();
            QVERIFY(cases.ok());
            QVERIFY(cases->cases >= acknowledged);
            QCOMPARE(cases->cases % kBatch, 0);  // no half batch
            acknowledged = cases->cases;         // one batch may be in without having been said
            if (last >= 0)
                QVERIFY((*opened)->known("/pictures/" + std::to_string(last) + ".png", "", 0, kPack)->embedded);
        }
        QVERIFY(acknowledged > 0);
        const auto report = library::verifyLibrary(m_folder, {});
        QVERIFY(report.ok());
        QCOMPARE(report->faults, std::vector<std::string>{});
        QCOMPARE(report->cases, acknowledged);
    }

    void statusWorksWhereCreationWasKilled_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no file") << QByteArray();
        QTest::newRow("zero bytes") << QByteArray("");
        QTest::newRow("header only") << QByteArray("wal");
    }
    void statusWorksWhereCreationWasKilled() {
        QFETCH(QByteArray, content);
        if (!content.isNull()) std::ofstream(file()).flush();
        if (content == "wal") runSql(file(), "PRAGMA journal_mode=WAL; VACUUM;");
        const auto opened = Library::open(m_folder);
        QVERIFY(opened.ok());
        const auto status = (*opened)->status();
        QVERIFY(status.ok());
        QCOMPARE(status->cases, 0);
        fill();
        QCOMPARE((*opened)->status()->cases, 3);
    }

    void theSecondWriterIsToldWhoHoldsIt() {
        auto first = LibraryWriter::open(m_folder);
        QVERIFY(first.ok());
        const auto second = LibraryWriter::open(m_folder);
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, base::ErrorCode::Io);
        QVERIFY(second.error().message.find("another window holds it") != std::string::npos);
        QCOMPARE(base::exitCodeFor(second.error()), 5);
        QVERIFY((*first)->addCases({makeCase(1)}, kPack, "p").get().ok());
        first->reset();
        QVERIFY(LibraryWriter::open(m_folder).ok());
    }

    void anotherProgramsLockIsAnIoError() {
        fill();
        sqlite3* other = nullptr;
        QCOMPARE(sqlite3_open(file().c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        {
            auto writer = LibraryWriter::open(m_folder);
            QVERIFY(writer.ok());
            const auto added = (*writer)->addCases({makeCase(50)}, kPack, "p").get();
            QCOMPARE(added.error().code, base::ErrorCode::Io);
            QVERIFY(added.error().message.find("locked") != std::string::npos);
            QCOMPARE((*Library::open(m_folder))->status()->cases, 3);  // readers go on
        }
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
    }

    void aFullDiskLosesNothing() {
        // A file-size limit gives the same SQLITE_FULL / short write as a full disk, in a child process.
        fill(40);
        const pid_t child = ::fork();
        if (child == 0) {
            auto writer = LibraryWriter::open(m_folder);
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{256 * 1024, 256 * 1024};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            for (int i = 100; i < 5000; ++i) {
                const auto added = (*writer)->addCases({makeCase(i)}, kPack, "p").get();
                if (added.ok()) continue;
                ::_exit(added.error().code == base::ErrorCode::Io ? 42 : 1);
            }
            ::_exit(2);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 42);
        const auto report = library::verifyLibrary(m_folder, {});
        QVERIFY(report.ok());
        QCOMPARE(report->faults, std::vector<std::string>{});
        QVERIFY(report->cases >= 40);
        fill(60);  // goes on once there is space
        QVERIFY((*Library::open(m_folder))->status()->cases >= 60);
    }

    void readOnlyFolder() {
        fill();
        if (::geteuid() == 0) QSKIP("root may write everywhere; run as another user to test the read-only folder");
        fs::permissions(m_folder, fs::perms::owner_read | fs::perms::owner_exec);
        const auto writer = LibraryWriter::open(m_folder);
        const auto opened = Library::open(m_folder);
        fs::permissions(m_folder, fs::perms::owner_all);
        QCOMPARE(writer.error().code, base::ErrorCode::PermissionDenied);
        QVERIFY(opened.ok());
        QCOMPARE((*opened)->status()->cases, 3);
    }

    void foreignAndDamagedFiles_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("code");
        const int corrupt = static_cast<int>(base::ErrorCode::Corrupt);
        QTest::newRow("text") << "text" << corrupt;
        QTest::newRow("another program's database") << "foreign" << corrupt;
        QTest::newRow("another program's id") << "foreign id" << corrupt;
        QTest::newRow("truncated") << "truncated" << corrupt;
        QTest::newRow("header overwritten") << "header" << corrupt;
        QTest::newRow("table missing") << "dropped" << corrupt;
        QTest::newRow("newer schema") << "newer" << static_cast<int>(base::ErrorCode::Unsupported);
    }
    void foreignAndDamagedFiles() {
        QFETCH(QString, kind);
        QFETCH(int, code);
        if (kind == "text")
            std::ofstream(file()) << std::string(5000, 'x');
        else if (kind == "foreign")
            runSql(file(), "CREATE TABLE notes(a); INSERT INTO notes VALUES (1);");
        else if (kind == "foreign id")
            runSql(file(), "PRAGMA application_id=77; CREATE TABLE notes(a);");
        else
            fill();
        if (kind == "truncated") fs::resize_file(file(), fs::file_size(file()) / 2 - 100);
        if (kind == "header")
            std::fstream(file(), std::ios::in | std::ios::out | std::ios::binary) << std::string(64, '\xFF');
        if (kind == "dropped") runSql(file(), "DROP TABLE labels;");
        if (kind == "newer") runSql(file(), "PRAGMA user_version=999;");
        const auto before = base::readFile(file());
        const auto writer = LibraryWriter::open(m_folder);
        const auto opened = Library::open(m_folder);
        base::Error error;
        if (!writer.ok())
            error = writer.error();
        else if (!opened.ok())
            error = opened.error();
        else if (auto status = (*opened)->filteredCaseIds({}); !status.ok())
            error = status.error();
        else if (auto report = library::verifyLibrary(m_folder, {}); report.ok() && !report->faults.empty())
            error.code = base::ErrorCode::Corrupt;
        QCOMPARE(static_cast<int>(error.code), code);
        if (kind != "truncated" && kind != "dropped")
            QVERIFY(*before == *base::readFile(file()));  // what we do not know is not changed
        const auto aside = library::setAside(m_folder);
        QVERIFY(aside.ok() && fs::exists(*aside));
        QVERIFY(LibraryWriter::open(m_folder).ok());  // a new library in its place
    }

    void anOlderSchemaMigratesInOneTransaction() {
        fill();
        const QTemporaryDir resources;
        const fs::path schema = fs::path(resources.path().toStdString()) / "schema";
        fs::create_directories(schema);
        fs::copy(fs::path(HILUM_SOURCE_DIR) / "resources/schema/0001_cases.sql", schema / "0001_cases.sql");
        std::ofstream(schema / "0002_more.sql")
            << "ALTER TABLE cases ADD COLUMN note TEXT NOT NULL DEFAULT 'x';\nBROKEN;\n";
        qputenv("HILUM_RESOURCES", resources.path().toUtf8());
        QVERIFY(!LibraryWriter::open(m_folder).ok());  // the broken step leaves the older version whole
        std::ofstream(schema / "0002_more.sql") << "ALTER TABLE cases ADD COLUMN note TEXT NOT NULL DEFAULT 'x';\n";
        const auto opened = Library::open(m_folder);  // a reader migrates, too
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().detail.c_str());
        QCOMPARE((*opened)->status()->cases, 3);
        QVERIFY(LibraryWriter::open(m_folder).ok());
        qunsetenv("HILUM_RESOURCES");
        const auto newer = Library::open(m_folder);
        QCOMPARE(newer.error().code, base::ErrorCode::Unsupported);
        QVERIFY(newer.error().message.find("newer") != std::string::npos);
    }

    void flippedBytesNeverCrash() {
        fill(30);
        const auto whole = *base::readFile(file());
        std::mt19937 random(11);
        for (int round = 0; round < 60; ++round) {
            auto damaged = whole;
            for (int i = 0; i < 1 + round % 4; ++i)
                damaged[random() % damaged.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
            if (round % 5 == 0) damaged.resize(4096 * (random() % (damaged.size() / 4096) + 1));
            std::ofstream(file(), std::ios::binary)
                .write(reinterpret_cast<const char*>(damaged.data()), static_cast<std::streamsize>(damaged.size()));
            const auto opened = Library::open(m_folder);
            if (!opened.ok()) continue;
            (void)(*opened)->status();
            (void)(*opened)->searchText("effusion", 10);
            (void)(*opened)->imageEmbeddings(kPack);
            (void)(*opened)->sentences(kPack);
            (void)(*opened)->filteredCaseIds({});
            (void)library::verifyLibrary(m_folder, {});
        }
        QVERIFY(library::setAside(m_folder).ok());
    }
};

QTEST_GUILESS_MAIN(TestLibraryFaults)
#include "tst_library_faults.moc"
