// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Several packs in memory: which stay and which go, jobs for another pack, embeddings made together, the cache, the
// order of steps when a device's memory is full.
#include <QSemaphore>
#include <QTest>

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>

#include "core/engine/batch_fallback.h"
#include "core/engine/engine.h"

using namespace hilum;
using namespace hilum::engine;
using base::ErrorCode;

namespace {

// What the sessions of one test saw; outlives them.
struct Seen {
    std::mutex mutex;
    std::vector<std::string> loads, unloads;
    std::vector<std::size_t> batches;
    std::string refuse;        // a pack that cannot be loaded
    bool failBatches = false;  // more than one at once fails, and so does a picture of width 13
    std::uint64_t bytesEach = 0;
};

class CountingSession : public EncoderSession {
public:
    CountingSession(std::string id, Seen& seen) : m_seen(seen) {
        m_manifest.id = id;
        m_manifest.sha256 = "sha of " + id;
        const std::lock_guard lock(m_seen.mutex);
        m_seen.loads.push_back(m_manifest.id);
    }
    ~CountingSession() override {
        const std::lock_guard lock(m_seen.mutex);
        m_seen.unloads.push_back(m_manifest.id);
    }
    const packs::ModelManifest& manifest() const override { return m_manifest; }
    std::string deviceText() const override { return "cpu"; }
    std::uint64_t memoryBytes() const override { return m_seen.bytesEach; }
    base::Result<std::vector<Embedding>> embedImages(std::span<const image::Raster> images, bool,
                                                     const base::JobContext& context) override {
        const std::lock_guard lock(m_seen.mutex);
        m_seen.batches.push_back(images.size());
        if (context.stopRequested()) return base::cancelled();
        std::vector<Embedding> out;
        for (const auto& image : images) {
            if (m_seen.failBatches && (images.size() > 1 || image.width == 13))
                return base::makeError(ErrorCode::InvalidInput, "No.");
            out.push_back({static_cast<float>(image.width)});
        }
        return out;
    }
    base::Result<std::vector<Embedding>> embedTexts(std::span<const std::string> texts, bool,
                                                    const base::JobContext&) override {
        const std::lock_guard lock(m_seen.mutex);
        m_seen.batches.push_back(texts.size());
        std::vector<Embedding> out;
        for (const auto& text : texts) out.push_back({static_cast<float>(text.size())});
        return out;
    }
    base::Result<SaliencyResult> saliency(const image::Raster&, const std::string&, const std::string&,
                                          const base::JobContext&) override {
        return SaliencyResult{};
    }
    float logitScale() const override { return 1.0F; }

private:
    packs::ModelManifest m_manifest;
    Seen& m_seen;
};

Engine::SessionFactory counting(Seen& seen) {
    return [&seen](const EngineOptions& options,
                   const base::JobContext&) -> base::Result<std::unique_ptr<EncoderSession>> {
        if (options.model == seen.refuse) return base::makeError(ErrorCode::ModelMismatch, "It is broken.");
        return std::unique_ptr<EncoderSession>(std::make_unique<CountingSession>(options.model, seen));
    };
}

image::Raster picture(int width) {
    return {width, 1, 1, std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(width))};
}

std::vector<std::string> ids(const std::vector<LoadedPack>& packs) {
    std::vector<std::string> out;
    for (const auto& pack : packs) out.push_back(pack.id);
    return out;
}

// Runs an empty job on the pack and waits for it; the error's code, or nothing.
std::optional<ErrorCode> touch(Engine& engine, const std::string& pack = {}) {
    QSemaphore done;
    std::optional<ErrorCode> failed;
    engine.post(
        Priority::Visible, {}, [&](EncoderSession&, const base::JobContext&) { done.release(); },
        [&](const base::Error& error) {
            failed = error.code;
            done.release();
        },
        pack);
    if (!done.tryAcquire(1, 20000)) qFatal("the engine does not answer");
    return failed;
}

using Ids = std::vector<std::string>;

}  // namespace

class TestEnginePacks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLeastRecentlyUsedGoesFirst() {
        Seen seen;
        seen.bytesEach = 400;
        EngineOptions options;
        options.memoryLimitBytes = 1000;  // two of 400
        options.model = "a";
        Engine engine(options, counting(seen));
        QVERIFY(!touch(engine, "a") && !touch(engine, "b"));
        QCOMPARE(ids(engine.loaded()), (Ids{"b", "a"}));
        QVERIFY(!touch(engine, "a"));  // now b is the older one
        QVERIFY(!touch(engine, "c"));
        QCOMPARE(ids(engine.loaded()), (Ids{"c", "a"}));
        QCOMPARE(seen.unloads, (Ids{"b"}));
        QCOMPARE(engine.loaded().front().bytes, std::uint64_t{400});
        QVERIFY(!touch(engine, "b"));
        QCOMPARE(seen.loads, (Ids{"a", "b", "c", "b"}));
        QCOMPARE(ids(engine.loaded()), (Ids{"b", "c"}));
    }
    void onePackLargerThanTheLimitStillWorks() {
        Seen seen;
        seen.bytesEach = 5000;
        EngineOptions options;
        options.memoryLimitBytes = 1000;
        Engine engine(options, counting(seen));
        QVERIFY(!touch(engine, "a") && !touch(engine, "a") && !touch(engine, "b"));
        QCOMPARE(seen.loads, (Ids{"a", "b"}));
        QCOMPARE(ids(engine.loaded()), (Ids{"b"}));
    }
    void usingAnotherPackChangesWhatPlainJobsAreFor() {
        Seen seen;
        EngineOptions options;
        options.model = "a";
        Engine engine(options, counting(seen));
        QVERIFY(!touch(engine));
        QCOMPARE(engine.state(), Engine::State::Ready);
        QCOMPARE(engine.description(), std::string("a (cpu)"));
        engine.use("b");
        QCOMPARE(engine.pack(), std::string("b"));
        QCOMPARE(engine.state(), Engine::State::Idle);
        QCOMPARE(engine.description(), std::string());
        QVERIFY(!touch(engine));
        QCOMPARE(engine.description(), std::string("b (cpu)"));
        engine.use("a");  // still in memory
        QCOMPARE(engine.state(), Engine::State::Ready);
        engine.unload("a");
        QVERIFY(!touch(engine, "b"));
        QCOMPARE(ids(engine.loaded()), (Ids{"b"}));
        LoadOptions slow;
        slow.precision = "fp32";
        engine.setLoadOptions(slow);
        QCOMPARE(engine.loadOptions().precision, std::string("fp32"));
        QVERIFY(!touch(engine, "b"));
        QCOMPARE(seen.loads, (Ids{"a", "b", "b"}));
    }
    void aPackThatCannotBeLoadedFailsOnlyItsOwnJobs() {
        Seen seen;
        seen.refuse = "bad";
        EngineOptions options;
        options.model = "good";
        Engine engine(options, counting(seen));
        QVERIFY(touch(engine, "bad") == ErrorCode::ModelMismatch);
        QVERIFY(!touch(engine));
        QCOMPARE(engine.state(), Engine::State::Ready);
        QVERIFY(touch(engine, "bad") == ErrorCode::ModelMismatch);  // tried again, refused again
    }
    void waitingEmbeddingsAreMadeTogetherAndKept() {
        Seen seen;
        Engine engine({}, counting(seen));
        const auto all = [&](int count) {
            QSemaphore entered, open, done;
            std::atomic<int> wrong = 0;
            engine.post(Priority::Interactive, {},
                        [&](EncoderSession&, const base::JobContext&) {
                            entered.release();
                            open.acquire();
                        },
                        {});
            entered.acquire();
            for (int i = 1; i <= count; ++i)
                engine.embed(Priority::Background, {picture(i), {}, "content " + std::to_string(i), "w"},
                             [&, i](base::Result<Embedding> vector) {
                                 if (!vector.ok() || vector->front() != static_cast<float>(i)) ++wrong;
                                 done.release();
                             });
            open.release();
            if (!done.tryAcquire(count, 20000)) ++wrong;
            return wrong.load();
        };
        QCOMPARE(all(6), 0);
        // The first alone, because nothing is known of the pack's speed; at this speed the rest fits into one.
        QVERIFY(seen.batches.size() <= 2);
        std::size_t sum = 0;
        for (const auto batch : seen.batches) sum += batch;
        QCOMPARE(sum, std::size_t{6});
        QCOMPARE(all(6), 0);  // all of them from the cache
        sum = 0;
        for (const auto batch : seen.batches) sum += batch;
        QCOMPARE(sum, std::size_t{6});
        QCOMPARE(engine.cache().size(), std::size_t{6});
    }
    void oneBrokenPictureFailsAlone() {
        Seen seen;
        seen.failBatches = true;
        Engine engine({}, counting(seen));
        QSemaphore done;
        std::mutex mutex;
        std::map<int, bool> ok;
        for (const int width : {7, 13, 9})
            engine.embed(Priority::Visible, {picture(width), {}, {}, {}}, [&, width](base::Result<Embedding> vector) {
                const std::lock_guard lock(mutex);
                ok[width] = vector.ok();
                done.release();
            });
        engine.embed(Priority::Visible, {{}, "a text", {}, {}}, [&](base::Result<Embedding> vector) {
            const std::lock_guard lock(mutex);
            ok[0] = vector.ok() && vector->front() == 6.0F;
            done.release();
        });
        QVERIFY(done.tryAcquire(4, 20000));
        QVERIFY(ok[7] && ok[9] && ok[0] && !ok[13]);
        QCOMPARE(engine.cache().size(), std::size_t{1});  // the text; pictures without a content key are not kept
    }
    void cancelledEmbeddingsAreTold() {
        Seen seen;
        Engine engine({}, counting(seen));
        QSemaphore entered, open, done;
        engine.post(Priority::Interactive, {},
                    [&](EncoderSession&, const base::JobContext&) {
                        entered.release();
                        open.acquire();
                    },
                    {});
        entered.acquire();
        std::atomic<int> cancelled = 0;
        const auto ticket = engine.embed(Priority::Visible, {picture(3), {}, {}, {}}, [&](base::Result<Embedding> v) {
            if (!v.ok() && v.error().code == ErrorCode::Cancelled) ++cancelled;
            done.release();
        });
        engine.cancel(ticket);
        open.release();
        QVERIFY(done.tryAcquire(1, 20000));
        QCOMPARE(cancelled.load(), 1);
        QVERIFY(seen.batches.empty());
    }
    void theCacheKeepsWhatFitsAndWhatWasUsedLast() {
        EmbeddingCache cache(4000);
        const auto key = [](int i) { return EmbeddingKey{"c" + std::to_string(i), "w", "p", "x"}; };
        for (int i = 0; i < 4; ++i) cache.put(key(i), Embedding(200, static_cast<float>(i)));
        QVERIFY(cache.bytes() <= 4000);
        QCOMPARE(cache.size(), std::size_t{4});
        QVERIFY(cache.find(key(0)).has_value());
        cache.put(key(4), Embedding(200, 4.0F));
        QVERIFY(!cache.find(key(1)).has_value());  // the oldest that nobody asked for
        QCOMPARE(cache.find(key(0))->front(), 0.0F);
        cache.put(key(0), Embedding(200, 9.0F));
        QCOMPARE(cache.find(key(0))->front(), 9.0F);
        cache.put(key(5), Embedding(5000, 1.0F));  // larger than everything
        QVERIFY(!cache.find(key(5)).has_value());
        QVERIFY(cache.find(key(0)).has_value());
        cache.clear();
        QCOMPARE(cache.bytes(), std::uint64_t{0});
    }
    void everyPartOfTheKeyCounts() {
        EmbeddingCache cache(1 << 20);
        const EmbeddingKey key{"content", "window", "pack", "preprocessing"};
        cache.put(key, {1.0F});
        for (std::string EmbeddingKey::*part :
             {&EmbeddingKey::content, &EmbeddingKey::window, &EmbeddingKey::pack, &EmbeddingKey::preprocessing}) {
            auto other = key;
            (other.*part) += "x";
            QVERIFY(!cache.find(other).has_value());
        }
        QVERIFY(!cache.find({"contentw", "indow", "pack", "preprocessing"}).has_value());  // parts do not run together
        packs::Preprocessing a, b;
        b.mean[1] = std::nextafter(b.mean[1], 1.0F);
        QVERIFY(preprocessingKey(a) != preprocessingKey(b));
        b = a;
        b.resample = "pil-bicubic";
        QVERIFY(preprocessingKey(a) != preprocessingKey(b));
    }
    void fullMemoryHalvesTheBatchAndThenLeavesTheDevice() {
        std::vector<std::pair<std::size_t, std::size_t>> tried;
        std::size_t holds = 3;
        bool moved = false;
        BatchFallback batches;
        batches.batch = 16;
        batches.run = [&](std::size_t first, std::size_t count) -> base::Status {
            tried.emplace_back(first, count);
            if (count > holds) return base::makeError(ErrorCode::OutOfMemory, "full");
            return base::okStatus();
        };
        batches.toProcessor = [&] {
            moved = true;
            holds = 100;
            return base::okStatus();
        };
        QVERIFY(batches.all(5).ok());
        using Steps = std::vector<std::pair<std::size_t, std::size_t>>;
        QCOMPARE(tried, (Steps{{0, 5}, {0, 2}, {2, 2}, {4, 1}}));
        QVERIFY(!moved);
        QCOMPARE(batches.batch, std::size_t{2});
        tried.clear();
        holds = 0;
        QVERIFY(batches.all(2).ok());
        QCOMPARE(tried, (Steps{{0, 2}, {0, 1}, {0, 1}, {1, 1}}));
        QVERIFY(moved);
        holds = 0;
        moved = false;
        QCOMPARE(batches.all(1).error().code, ErrorCode::OutOfMemory);  // nowhere left to go
        batches.run = [](std::size_t, std::size_t) -> base::Status {
            return base::makeError(ErrorCode::InvalidInput, "another fault");
        };
        QCOMPARE(batches.all(3).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestEnginePacks)
#include "tst_engine_packs.moc"
