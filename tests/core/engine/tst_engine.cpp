// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The inference queue with sessions made by the test: order, replacement, cancel, failure, shutdown.
#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "core/engine/engine.h"

using namespace hilum;
using namespace hilum::engine;
using base::ErrorCode;

namespace {

class FakeSession : public EncoderSession {
public:
    explicit FakeSession(std::thread::id* destroyedOn = nullptr) : m_destroyedOn(destroyedOn) {
        m_manifest.id = "fake";
        m_manifest.version = "1";
    }
    ~FakeSession() override {
        if (m_destroyedOn != nullptr) *m_destroyedOn = std::this_thread::get_id();
    }
    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override { return "cpu"; }
    base::Result<std::vector<Embedding>> embedImages(std::span<const image::Raster> images, bool,
                                                     const base::JobContext& context) override {
        if (context.stopRequested()) return base::cancelled();
        return std::vector<Embedding>(images.size(), Embedding{1.0F});
    }
    base::Result<std::vector<Embedding>> embedTexts(std::span<const std::string> texts, bool,
                                                    const base::JobContext&) override {
        return std::vector<Embedding>(texts.size(), Embedding{1.0F});
    }
    base::Result<SaliencyResult> saliency(const image::Raster&, const std::string&, const std::string&,
                                          const base::JobContext&) override {
        return SaliencyResult{};
    }
    float logitScale() const override { return 1.0F; }

private:
    packs::ModelManifest m_manifest;
    std::thread::id* m_destroyedOn;
};

// What happened, in order, from any thread.
class Journal {
public:
    void add(const std::string& line) {
        const std::lock_guard lock(m_mutex);
        m_lines.push_back(line);
    }
    std::vector<std::string> lines() const {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_lines;
};

Engine::SessionFactory working(std::atomic<int>* loads = nullptr) {
    return [loads](const EngineOptions&, const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
        if (loads != nullptr) ++*loads;
        return std::unique_ptr<EncoderSession>(std::make_unique<FakeSession>());
    };
}

using Lines = std::vector<std::string>;

}  // namespace

class TestEngine : public QObject {
    Q_OBJECT
private:
    // A job that holds the thread until the test releases it.
    struct Gate {
        QSemaphore entered, open;
        void hold(Engine& engine, Journal& journal, std::string key = {}) {
            engine.post(
                Priority::Interactive, std::move(key),
                [this, &journal](EncoderSession&, const base::JobContext& context) {
                    entered.release();
                    open.acquire();
                    journal.add(context.stopRequested() ? "gate stopped" : "gate done");
                },
                [&journal](const base::Error&) { journal.add("gate failed"); });
            entered.acquire();
        }
    };
    static std::uint64_t postNamed(Engine& engine, Journal& journal, Priority priority, const std::string& name,
                                   const std::string& key = {}) {
        return engine.post(
            priority, key, [&journal, name](EncoderSession&, const base::JobContext&) { journal.add(name); },
            [&journal, name](const base::Error& error) {
                journal.add(name + " " + std::string(base::name(error.code)));
            });
    }
    // Waits until everything posted before has run.
    static void drain(Engine& engine) {
        QSemaphore done;
        engine.post(
            Priority::Background, {}, [&](EncoderSession&, const base::JobContext&) { done.release(); },
            [&](const base::Error&) { done.release(); });
        QVERIFY(done.tryAcquire(1, 20000));
    }
private Q_SLOTS:
    void nothingIsLoadedBeforeTheFirstJob() {
        std::atomic<int> loads = 0;
        Engine engine({}, working(&loads));
        QCOMPARE(engine.state(), Engine::State::Idle);
        QCOMPARE(engine.description(), std::string());
        QCOMPARE(loads.load(), 0);
        drain(engine);
        QCOMPARE(loads.load(), 1);
        QCOMPARE(engine.state(), Engine::State::Ready);
        QCOMPARE(engine.description(), std::string("fake 1 (cpu)"));
    }
    void higherPriorityFirstThenOlderFirst() {
        Journal journal;
        Gate gate;
        Engine engine({}, working());
        gate.hold(engine, journal);
        postNamed(engine, journal, Priority::Background, "b1");
        postNamed(engine, journal, Priority::Visible, "v1");
        postNamed(engine, journal, Priority::Visible, "v2");
        postNamed(engine, journal, Priority::Interactive, "i1");
        gate.open.release();
        drain(engine);
        QCOMPARE(journal.lines(), (Lines{"gate done", "i1", "v1", "v2", "b1"}));
    }
    void newestWinsPerKey() {
        Journal journal;
        Gate gate;
        Engine engine({}, working());
        gate.hold(engine, journal, "saliency");
        postNamed(engine, journal, Priority::Visible, "old", "query");
        postNamed(engine, journal, Priority::Visible, "other", "different");
        postNamed(engine, journal, Priority::Visible, "new", "query");
        postNamed(engine, journal, Priority::Interactive, "next", "saliency");  // stops the running one
        gate.open.release();
        drain(engine);
        const auto lines = journal.lines();
        QCOMPARE(lines.front(), std::string("gate stopped"));
        QVERIFY(std::count(lines.begin(), lines.end(), "old cancelled") == 1);
        for (const auto* name : {"new", "other", "next"}) QVERIFY(std::count(lines.begin(), lines.end(), name) == 1);
        QVERIFY(std::count(lines.begin(), lines.end(), "old") == 0);
    }
    void anEmptyKeyReplacesNothing() {
        Journal journal;
        Gate gate;
        Engine engine({}, working());
        gate.hold(engine, journal);
        postNamed(engine, journal, Priority::Visible, "a");
        postNamed(engine, journal, Priority::Visible, "b");
        engine.cancelKey({});
        gate.open.release();
        drain(engine);
        QCOMPARE(journal.lines(), (Lines{"gate done", "a", "b"}));
    }
    void cancelBeforeDuringAndAfter() {
        Journal journal;
        Gate gate;
        Engine engine({}, working());
        QSemaphore entered;
        const auto running = engine.post(
            Priority::Visible, "long",
            [&](EncoderSession&, const base::JobContext& context) {
                entered.release();
                while (!context.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                journal.add("stopped in the middle");
            },
            [&](const base::Error&) { journal.add("not reached"); });
        entered.acquire();
        const auto waiting = postNamed(engine, journal, Priority::Visible, "before");
        engine.cancel(waiting);  // before it ran
        engine.cancel(running);  // in the middle
        drain(engine);
        auto lines = journal.lines();
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, (Lines{"before cancelled", "stopped in the middle"}));
        engine.cancel(waiting);  // after: nothing happens
        engine.cancel(running);
        engine.cancel(999);
        drain(engine);
        QCOMPARE(journal.lines().size(), std::size_t(2));
    }
    void cancelKeyReachesTheWaitingOne() {
        Journal journal;
        Gate gate;
        Engine engine({}, working());
        gate.hold(engine, journal);
        postNamed(engine, journal, Priority::Visible, "q", "query");
        engine.cancelKey("query");
        gate.open.release();
        drain(engine);
        QCOMPARE(journal.lines(), (Lines{"gate done", "q cancelled"}));
    }
    void cancelWhileLoading() {
        Journal journal;
        QSemaphore loading, proceed;
        Engine engine(
            {}, [&](const EngineOptions&, const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
                loading.release();
                proceed.acquire();
                return std::unique_ptr<EncoderSession>(std::make_unique<FakeSession>());
            });
        const auto ticket = postNamed(engine, journal, Priority::Visible, "a");
        postNamed(engine, journal, Priority::Visible, "b");
        loading.acquire();
        QCOMPARE(engine.state(), Engine::State::Loading);
        engine.cancel(ticket);
        proceed.release();
        drain(engine);
        auto lines = journal.lines();
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, (Lines{"a cancelled", "b"}));
    }
    void loadedOnceForManyAndAFailureReachesAll() {
        Journal journal;
        QSemaphore loading, proceed;
        std::atomic<int> attempts = 0;
        Engine engine(
            {}, [&](const EngineOptions&, const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
                ++attempts;
                if (attempts > 1) return std::unique_ptr<EncoderSession>(std::make_unique<FakeSession>());
                loading.release();
                proceed.acquire();
                return base::makeError(ErrorCode::ModelMismatch, "altered");
            });
        postNamed(engine, journal, Priority::Visible, "a");
        loading.acquire();
        postNamed(engine, journal, Priority::Visible, "b");
        postNamed(engine, journal, Priority::Background, "c");
        proceed.release();
        QTRY_COMPARE(journal.lines(), (Lines{"a model-mismatch", "b model-mismatch", "c model-mismatch"}));
        QCOMPARE(engine.state(), Engine::State::Failed);
        QCOMPARE(attempts.load(), 1);
        postNamed(engine, journal, Priority::Visible, "later");  // the pack was repaired meanwhile
        drain(engine);
        QCOMPARE(journal.lines().back(), std::string("later"));
        QCOMPARE(attempts.load(), 2);
        QCOMPARE(engine.state(), Engine::State::Ready);
    }
    void aThrowingJobOrLoaderEndsAlone() {
        Journal journal;
        std::atomic<int> attempts = 0;
        Engine engine(
            {}, [&](const EngineOptions&, const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
                if (++attempts == 1) throw std::bad_alloc();
                return std::unique_ptr<EncoderSession>(std::make_unique<FakeSession>());
            });
        postNamed(engine, journal, Priority::Visible, "first");
        QTRY_COMPARE(journal.lines(), (Lines{"first out-of-memory"}));
        engine.post(
            Priority::Visible, {}, [](EncoderSession&, const base::JobContext&) { throw std::runtime_error("kernel"); },
            [&](const base::Error& error) {
                journal.add("thrown: " + error.detail);
                throw std::runtime_error("and the notice too");
            });
        drain(engine);
        QCOMPARE(journal.lines().back(), std::string("thrown: kernel"));
    }
    void destructorStopsTheRunningAndFailsTheWaiting() {
        Journal journal;
        std::thread::id destroyedOn, ranOn;
        {
            Engine engine(
                {},
                [&](const EngineOptions&, const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
                    return std::unique_ptr<EncoderSession>(std::make_unique<FakeSession>(&destroyedOn));
                });
            QSemaphore entered;
            engine.post(Priority::Visible, {},
                        [&](EncoderSession&, const base::JobContext& context) {
                            ranOn = std::this_thread::get_id();
                            entered.release();
                            while (!context.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                            journal.add("running stopped");
                        },
                        {});
            entered.acquire();
            postNamed(engine, journal, Priority::Background, "waiting");
        }
        QCOMPARE(journal.lines(), (Lines{"running stopped", "waiting cancelled"}));
        QVERIFY(ranOn != std::this_thread::get_id());
        QVERIFY(destroyedOn == ranOn);
    }
    void destructorDuringLoadingAsksTheLoaderToStop() {
        Journal journal;
        {
            QSemaphore loading;
            Engine engine({},
                          [&](const EngineOptions&,
                              const base::JobContext& context) -> base::Result<std::unique_ptr<EncoderSession>> {
                              loading.release();
                              while (!context.stopRequested())
                                  std::this_thread::sleep_for(std::chrono::milliseconds(1));
                              return base::cancelled();
                          });
            postNamed(engine, journal, Priority::Visible, "a");
            loading.acquire();
        }
        QCOMPARE(journal.lines(), (Lines{"a cancelled"}));
    }
    void manyThreadsPostAtOnce() {
        std::atomic<int> ran = 0, dropped = 0;
        {
            Engine engine({}, working());
            std::vector<std::jthread> posters;
            for (int t = 0; t < 4; ++t) {
                posters.emplace_back([&, t] {
                    for (int i = 0; i < 250; ++i) {
                        const auto ticket = engine.post(
                            Priority::Visible, i % 5 == 0 ? "shared" : "",
                            [&](EncoderSession&, const base::JobContext&) { ++ran; },
                            [&](const base::Error&) { ++dropped; });
                        if ((i + t) % 7 == 0) engine.cancel(ticket);
                    }
                });
            }
            posters.clear();
        }
        QCOMPARE(ran.load() + dropped.load(), 1000);
    }
    void openModuleSaysWhyItCannot() {
        qputenv("HILUM_ENGINE_MODULE", "/nonexistent/libhilum_engine.so");
        auto opened = openModule();
        QCOMPARE(opened.error().code, ErrorCode::ModelMismatch);
        QVERIFY(opened.error().message.find("not installed") != std::string::npos);
        qputenv("HILUM_ENGINE_MODULE", "/proc/self/cmdline");
        opened = openModule();
        QVERIFY(opened.error().message.find("does not load") != std::string::npos);
        QVERIFY(!opened.error().detail.empty());
        qunsetenv("HILUM_ENGINE_MODULE");
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
