// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What core/base promises: typed errors, early return, bounded reading, atomic writing.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <stdexcept>

#include "core/base/byte_reader.h"
#include "core/base/file_io.h"
#include "core/base/job_context.h"
#include "core/base/npy.h"
#include "core/base/result.h"
#include "core/base/sha256.h"

using namespace hilum::base;

namespace {
Result<int> half(int value) {
    if (value % 2 != 0) return makeError(ErrorCode::InvalidInput, "odd");
    return value / 2;
}
Result<int> quarter(int value) {
    HILUM_TRY(const int once, half(value));
    return half(once);
}
}  // namespace

class TestBase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tryReturnsTheFirstError() {
        QCOMPARE(quarter(8).value(), 2);
        QCOMPARE(quarter(6).error().code, ErrorCode::InvalidInput);
    }
    void guardedTurnsExceptionsIntoErrors() {
        const auto thrown = guarded("Test", []() -> Status { throw std::runtime_error("boom"); });
        QCOMPARE(thrown.error().code, ErrorCode::Internal);
        QCOMPARE(thrown.error().detail, std::string("boom"));
        const auto memory = guarded("Test", []() -> Status { throw std::bad_alloc(); });
        QCOMPARE(memory.error().code, ErrorCode::OutOfMemory);
    }
    void exitCodesFollowTheContract() {
        QCOMPARE(exitCodeFor(makeError(ErrorCode::Corrupt, "")), 3);
        QCOMPARE(exitCodeFor(makeError(ErrorCode::ModelMismatch, "")), 4);
        QCOMPARE(exitCodeFor(makeError(ErrorCode::Io, "")), 5);
    }
    void byteReaderNeverPassesTheEnd() {
        const std::vector<std::uint8_t> bytes = {1, 2, 3};
        ByteReader little(bytes);
        QCOMPARE(little.u16(), std::uint16_t(0x0201));
        QCOMPARE(little.u16(), std::uint16_t(0));
        QVERIFY(little.failed());
        ByteReader big(bytes, true);
        QCOMPARE(big.u16(), std::uint16_t(0x0102));
        big.skip(UINT64_MAX);
        QVERIFY(big.failed());
    }
    void sha256MatchesFips180() {
        QCOMPARE(sha256Hex(std::string_view("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }
    void failedWriteKeepsTheOldFile() {
        const QTemporaryDir dir;
        const std::filesystem::path path = std::filesystem::path(dir.path().toStdString()) / "f.txt";
        QVERIFY(writeFileAtomically(path, std::string_view("old")).ok());
        const auto status = writeFileAtomically(path, [](const std::filesystem::path& temporary) -> Status {
            (void)writeFileAtomically(temporary, std::string_view("half"));
            return makeError(ErrorCode::Io, "disk full");
        });
        QVERIFY(!status.ok());
        QCOMPARE(readTextFile(path).value(), std::string("old"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), std::ptrdiff_t(1));
    }
    void readFileNamesTheReason() {
        QCOMPARE(readFile("/nonexistent/x").error().code, ErrorCode::NotFound);
        QCOMPARE(readFile("/").error().code, ErrorCode::InvalidInput);
        QCOMPARE(readFile("/etc/passwd", 1).error().code, ErrorCode::OutOfMemory);
    }
    void progressIsLimitedButTheLastArrives() {
        int calls = 0;
        Progress last;
        const JobContext context({}, [&](const Progress& p) {
            ++calls;
            last = p;
        });
        for (int i = 1; i <= 1000; ++i) context.progress(i, 1000, Stage::Encoding);
        QVERIFY(calls < 100);
        QCOMPARE(last.done, std::int64_t(1000));
    }
};

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
