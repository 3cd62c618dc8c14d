// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// runChild against small shell programs: what it reads, how it reports the end, that it keeps its deadline.
#include <QTest>

#include "app/cli/child_process.h"

using namespace hilum;

class TestChildProcess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTheFirstLineAndTheExitCode();
    void addsToTheEnvironment();
    void replacesAVariable();
    void reportsASignal();
    void keepsTheDeadline();
    void refusesWhatCannotStart();
    void survivesMuchOutput();
};

namespace {
base::Result<app::ChildRun> shell(const std::string& script, app::ChildOptions options = {}) {
    options.words = {"sh", "-c", script};
    return app::runChild(options);
}
}  // namespace

void TestChildProcess::readsTheFirstLineAndTheExitCode() {
    const auto run = shell("echo one; echo two; exit 3");
    QVERIFY(run.ok());
    QCOMPARE(run->firstLine, std::string("one"));
    QCOMPARE(run->exitCode, 3);
    QVERIFY(run->firstLineMs > 0);
    QVERIFY(run->endMs >= run->firstLineMs);
    QVERIFY(run->maxResidentMb > 0);
}

void TestChildProcess::addsToTheEnvironment() {
    app::ChildOptions options;
    options.environment = {{"HILUM_CHILD_TEST", "a b=c"}};
    const auto run = shell("echo \"$HILUM_CHILD_TEST\"", options);
    QVERIFY(run.ok());
    QCOMPARE(run->firstLine, std::string("a b=c"));
}

void TestChildProcess::replacesAVariable() {
    qputenv("HILUM_CHILD_TEST", "old");
    app::ChildOptions options;
    options.environment = {{"HILUM_CHILD_TEST", "new"}};
    const auto run = shell("env | grep -c '^HILUM_CHILD_TEST='; echo \"$HILUM_CHILD_TEST\"", options);
    qunsetenv("HILUM_CHILD_TEST");
    QVERIFY(run.ok());
    QCOMPARE(run->firstLine, std::string("1"));
}

void TestChildProcess::reportsASignal() {
    const auto run = shell("kill -TERM $$");
    QVERIFY(run.ok());
    QCOMPARE(run->exitCode, 128 + 15);
    QVERIFY(run->firstLine.empty());
}

void TestChildProcess::keepsTheDeadline() {
    app::ChildOptions options;
    options.timeoutMs = 200;
    const auto run = shell("exec sleep 60", options);
    QVERIFY(!run.ok());
    QCOMPARE(run.error().code, base::ErrorCode::Timeout);
}

void TestChildProcess::refusesWhatCannotStart() {
    app::ChildOptions options;
    QCOMPARE(app::runChild(options).error().code, base::ErrorCode::InvalidInput);
    options.words = {"/nowhere/at/all"};
    QCOMPARE(app::runChild(options).error().code, base::ErrorCode::NotFound);
}

void TestChildProcess::survivesMuchOutput() {
    const auto run = shell("echo first; head -c 3000000 /dev/zero; echo");
    QVERIFY(run.ok());
    QCOMPARE(run->firstLine, std::string("first"));
    QCOMPARE(run->exitCode, 0);
}

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
