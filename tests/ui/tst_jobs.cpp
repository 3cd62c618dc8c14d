// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TaskRunner: results on the UI thread, cancel before, in the middle of and after a job, deadline,
// context that dies, saving that outlives the runner; FrameStore: budget, order, dropped wishes, pins.
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <thread>

#include "ui/models/frame_store.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

TaskOptions named(const char* title) {
    TaskOptions options;
    options.title = QString::fromLatin1(title);
    return options;
}

image::Image imageOf(int size, std::uint8_t value) {
    image::Image image;
    image.width = image.height = size;
    image.pixels = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(size * size), std::byte{value});
    return image;
}

FrameKey keyOf(int n) { return FrameKey{{"/test/" + std::to_string(n), {}}, 0}; }

}  // namespace

class TestJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersOnTheUiThread();
    void cancelBefore();
    void cancelInTheMiddle();
    void cancelAfter();
    void deadlineEndsWithTimeout();
    void deadContextGetsNothing();
    void savingOutlivesTheRunner();
    void exceptionsBecomeErrors();
    void framesComeInOrderOfWish();
    void newWishDropsTheOld();
    void budgetDropsTheOldestButNotThePinned();
    void failuresAreKept();
};

void TestJobs::answersOnTheUiThread() {
    TaskRunner runner;
    QThread* worked = nullptr;
    QThread* answered = nullptr;
    int value = 0;
    runner.run<int>(
        named("a"),
        [&](const base::JobContext& job) -> base::Result<int> {
            worked = QThread::currentThread();
            job.progress(1, 1, base::Stage::Reading);
            return 41;
        },
        this,
        [&](base::Result<int> result) {
            answered = QThread::currentThread();
            value = *result + 1;
        });
    QSignalSpy progress(&runner, &TaskRunner::progressed);
    QTRY_COMPARE(value, 42);
    QVERIFY(worked != QThread::currentThread());
    QCOMPARE(answered, QThread::currentThread());
    QCOMPARE(progress.count(), 1);
    QCOMPARE(runner.runningCount(), 0);
}

void TestJobs::cancelBefore() {
    TaskRunner runner;
    std::atomic<bool> release{false};
    std::atomic<bool> ran{false};
    for (int i = 0; i < 4; ++i)  // fills every thread of the pool
        runner.run<int>(named("busy"),
                        [&](const base::JobContext&) -> base::Result<int> {
                            while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                            return 0;
                        },
                        this, {});
    bool cancelled = false;
    const TaskId id = runner.run<int>(
        named("late"),
        [&](const base::JobContext&) -> base::Result<int> {
            ran = true;
            return 0;
        },
        this,
        [&](const base::Result<int>& result) {
            cancelled = !result.ok() && result.error().code == base::ErrorCode::Cancelled;
        });
    runner.cancel(id);
    release = true;
    QTRY_VERIFY(cancelled);
    QVERIFY(!ran);
}

void TestJobs::cancelInTheMiddle() {
    TaskRunner runner;
    QSignalSpy finished(&runner, &TaskRunner::finished);
    std::atomic<bool> begun{false};
    base::ErrorCode code = base::ErrorCode::Internal;
    const TaskId id = runner.run<int>(
        named("long"),
        [&](const base::JobContext& job) -> base::Result<int> {
            begun = true;
            while (!job.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return base::cancelled();
        },
        this, [&](const base::Result<int>& result) { code = result.error().code; });
    QTRY_VERIFY(begun);
    runner.cancel(id);
    QTRY_COMPARE(code, base::ErrorCode::Cancelled);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!finished.first().at(1).toBool());  // stopped by the person: not a failure in the strip
}

void TestJobs::cancelAfter() {
    TaskRunner runner;
    int answers = 0;
    const TaskId id = runner.run<int>(
        named("quick"), [](const base::JobContext&) -> base::Result<int> { return 7; }, this,
        [&](const base::Result<int>& result) { answers += result.ok() ? 1 : 100; });
    QTRY_COMPARE(answers, 1);
    runner.cancel(id);
    QTest::qWait(20);
    QCOMPARE(answers, 1);
}

void TestJobs::deadlineEndsWithTimeout() {
    TaskRunner runner;
    auto options = named("slow");
    options.deadline = std::chrono::milliseconds(30);
    base::ErrorCode code = base::ErrorCode::Internal;
    runner.run<int>(
        options,
        [](const base::JobContext& job) -> base::Result<int> {
            while (!job.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return base::cancelled();
        },
        this, [&](const base::Result<int>& result) { code = result.error().code; });
    QTRY_COMPARE(code, base::ErrorCode::Timeout);
}

void TestJobs::deadContextGetsNothing() {
    TaskRunner runner;
    auto context = std::make_unique<QObject>();
    std::atomic<bool> release{false};
    bool answered = false;
    runner.run<int>(
        named("orphan"),
        [&](const base::JobContext&) -> base::Result<int> {
            while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return 1;
        },
        context.get(), [&](const base::Result<int>&) { answered = true; });
    context.reset();
    release = true;
    QTRY_COMPARE(runner.runningCount(), 0);
    QVERIFY(!answered);
}

void TestJobs::savingOutlivesTheRunner() {
    std::atomic<bool> saved{false};
    std::atomic<bool> stopSeen{false};
    {
        TaskRunner runner;
        auto options = named("saving");
        options.finishOnExit = true;
        runner.run<int>(options,
                        [&](const base::JobContext& job) -> base::Result<int> {
                            std::this_thread::sleep_for(std::chrono::milliseconds(40));
                            stopSeen = job.stopRequested();
                            saved = true;
                            return 0;
                        },
                        this, {});
    }
    QVERIFY(saved);
    QVERIFY(!stopSeen);
}

void TestJobs::exceptionsBecomeErrors() {
    TaskRunner runner;
    std::string message;
    runner.run<int>(
        named("Thing"), [](const base::JobContext&) -> base::Result<int> { throw std::runtime_error("inside"); }, this,
        [&](const base::Result<int>& result) { message = result.error().message; });
    QTRY_VERIFY(QString::fromStdString(message).contains(QStringLiteral("Thing")));
}

void TestJobs::framesComeInOrderOfWish() {
    TaskRunner runner;
    FrameStore store(runner);
    store.setReader(
        [](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> { return imageOf(4, 9); });
    std::vector<FrameKey> order;
    connect(&store, &FrameStore::frameReady, this, [&](const FrameKey& key) { order.push_back(key); });
    store.want(this, {keyOf(5), keyOf(6), keyOf(4), keyOf(7)});
    QTRY_COMPARE(order.size(), std::size_t{4});
    QVERIFY(order[0] == keyOf(5) || order[1] == keyOf(5));  // two decode at a time
    QVERIFY(store.cached(keyOf(7)) != nullptr);
    QCOMPARE(store.cached(keyOf(5))->image.stored(1, 1), 9.0);
}

void TestJobs::newWishDropsTheOld() {
    TaskRunner runner;
    FrameStore store(runner);
    std::atomic<bool> release{false};
    std::atomic<int> decoded{0};
    store.setReader([&](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> {
        while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ++decoded;
        return imageOf(4, 1);
    });
    std::vector<FrameKey> first;
    for (int i = 0; i < 50; ++i) first.push_back(keyOf(i));
    store.want(this, first);
    store.want(this, {keyOf(100)});
    release = true;
    QTRY_VERIFY(store.contains(keyOf(100)));
    QTRY_COMPARE(runner.runningCount(), 0);
    QVERIFY(decoded <= 3);  // the two that ran already, and the new one
}

void TestJobs::budgetDropsTheOldestButNotThePinned() {
    TaskRunner runner;
    FrameStore store(runner);
    store.setReader(
        [](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> { return imageOf(100, 1); });
    store.setBudgetBytes(35'000);
    for (int i = 0; i < 6; ++i) {
        store.want(this, {keyOf(i)});
        QTRY_VERIFY(store.contains(keyOf(i)));
        if (i == 0) store.pin(this, keyOf(0));
    }
    QVERIFY(store.usedBytes() <= 35'000);
    QVERIFY(store.contains(keyOf(0)));   // shown
    QVERIFY(!store.contains(keyOf(1)));  // oldest
    QVERIFY(store.contains(keyOf(5)));   // newest
}

void TestJobs::failuresAreKept() {
    TaskRunner runner;
    FrameStore store(runner);
    std::atomic<int> tries{0};
    store.setReader([&](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> {
        ++tries;
        return base::makeError(base::ErrorCode::Corrupt, "The file is cut off.");
    });
    store.want(this, {keyOf(1)});
    QTRY_VERIFY(store.failure(keyOf(1)) != nullptr);
    store.want(this, {keyOf(1)});
    QTest::qWait(20);
    QCOMPARE(tries.load(), 1);  // not tried again and again
    store.forgetFailures();
    store.want(this, {keyOf(1)});
    QTRY_COMPARE(tries.load(), 2);
}

QTEST_MAIN(TestJobs)
#include "tst_jobs.moc"
