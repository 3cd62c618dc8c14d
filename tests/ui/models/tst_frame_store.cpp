// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What is decoded when: outwards from the slice on screen, every viewport's slice before anybody's prefetch,
// the newest wish first, nothing that nobody wants any more; and what is kept: never more than the budget, what
// is on screen always, of the rest what is wanted sooner. No clock: readers are held and let go by the test.
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <thread>

#include "ui/models/stack.h"
#include "ui/viewer/viewport_widget.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

constexpr int kSide = 100;  // 10,000 bytes a frame
constexpr std::size_t kFrameBytes = kSide * kSide;

image::Image frameImage() {
    image::Image image;
    image.width = image.height = kSide;
    image.pixels = std::make_shared<std::vector<std::byte>>(kFrameBytes, std::byte{7});
    return image;
}

StackPtr stackOf(int frames, const std::string& series = "1.2.3") {
    dicom::Instance instance;
    instance.locator.path = "/test/" + series;
    instance.isDicom = true;
    instance.studyUid = "1.2";
    instance.seriesUid = series;
    instance.sopUid = series + ".4";
    instance.modality = "CT";
    instance.frames = frames;
    instance.rows = instance.columns = kSide;
    auto snapshot = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies({instance}));
    return makeStack(snapshot, snapshot->studies.front(), snapshot->studies.front().series.front());
}

// A reader that writes down what it is asked for, and can be held.
class Reader {
public:
    FrameStore::Reader function() {
        return [this](const FrameKey& key, const base::JobContext& job) -> base::Result<image::Image> {
            {
                const std::lock_guard lock(m_mutex);
                m_asked.push_back(key);
            }
            while (held && !job.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (held) {
                ++stopped;
                return base::cancelled();
            }
            return frameImage();
        };
    }
    std::vector<FrameKey> asked() {
        const std::lock_guard lock(m_mutex);
        return m_asked;
    }
    std::vector<int> frames() {
        std::vector<int> out;
        for (const auto& key : asked()) out.push_back(key.frame);
        return out;
    }
    std::atomic<bool> held{false};
    std::atomic<int> stopped{0};

private:
    std::mutex m_mutex;
    std::vector<FrameKey> m_asked;
};

struct Scene {
    TaskRunner runner;
    FrameStore store{runner};
    Reader reader;
    QObject first, second;
    Scene() {
        store.setReader(reader.function());
        store.setConcurrent(1);
    }
    ~Scene() { reader.held = false; }
};

std::set<int> held(FrameStore& store, const StackPtr& stack) {
    std::set<int> out;
    for (const auto& frame : stack->frames)
        if (store.contains(frame.key)) out.insert(frame.key.frame);
    return out;
}

}  // namespace

class TestFrameStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void orderNamesEveryFrameOnce() {
        for (int count = 1; count < 40; ++count)
            for (int index = 0; index < count; ++index)
                for (const int direction : {-1, 1}) {
                    const OutwardOrder order(count, index, direction);
                    QCOMPARE(order.count(), count);
                    std::vector<int> seen;
                    for (int position = 0; position < count; ++position) {
                        const int at = order.indexAt(position);
                        QCOMPARE(order.positionOf(at), position);
                        seen.push_back(at);
                    }
                    QCOMPARE(seen.front(), index);
                    std::sort(seen.begin(), seen.end());
                    std::vector<int> all(static_cast<std::size_t>(count));
                    std::iota(all.begin(), all.end(), 0);
                    QVERIFY(seen == all);
                }
        const OutwardOrder order(20, 10, -1);  // scrolling towards the first slice
        const std::array expected = {10, 9, 11, 8, 7, 12, 6, 5, 13};
        for (std::size_t i = 0; i < expected.size(); ++i) QCOMPARE(order.indexAt(static_cast<int>(i)), expected[i]);
    }

    void decodesOutwardsFromTheCurrentSlice() {
        Scene scene;
        const auto stack = stackOf(30);
        QSignalSpy settled(&scene.store, &FrameStore::settled);
        scene.store.want(&scene.first, outwardWish(stack, 11, 1));
        QTRY_COMPARE(settled.count(), 1);
        std::vector<int> expected;
        const OutwardOrder order(30, 11, 1);
        for (int i = 0; i < 30; ++i) expected.push_back(order.indexAt(i));
        QCOMPARE(scene.reader.frames(), expected);  // the whole series, each frame once
        QCOMPARE(scene.store.count(), std::size_t{30});
    }

    void everySliceOnScreenBeforePrefetchAndTheNewestFirst() {
        Scene scene;
        const auto old = stackOf(3, "1.2.7"), young = stackOf(3, "1.2.8");
        scene.reader.held = true;
        scene.store.want(&scene.first, outwardWish(old, 0, 1));
        QTRY_COMPARE(scene.reader.asked().size(), std::size_t{1});
        scene.store.want(&scene.second, outwardWish(young, 0, 1));
        scene.reader.held = false;
        QTRY_COMPARE(scene.store.count(), std::size_t{6});
        std::vector<std::string> order;
        for (const auto& key : scene.reader.asked())
            order.push_back((key.locator.path == "/test/1.2.7" ? "old " : "young ") + std::to_string(key.frame));
        const std::vector<std::string> expected = {"old 0", "young 0", "young 1", "old 1", "young 2", "old 2"};
        QVERIFY(order == expected);
    }

    void aChangeDropsWhatWaitsAndStopsWhatRuns() {
        Scene scene;
        const auto before = stackOf(50, "1.2.7"), after = stackOf(2, "1.2.8");
        scene.reader.held = true;
        scene.store.want(&scene.first, outwardWish(before, 0, 1));
        QTRY_COMPARE(scene.reader.asked().size(), std::size_t{1});
        scene.store.want(&scene.first, outwardWish(after, 0, 1));
        QTRY_COMPARE(scene.reader.stopped.load(), 1);  // the one that ran was told
        scene.reader.held = false;
        QTRY_COMPARE(scene.store.count(), std::size_t{2});
        QTRY_VERIFY(scene.store.isSettled());
        QCOMPARE(scene.reader.asked().size(), std::size_t{3});  // of the 50 only the one that had begun
    }

    void comingBackDecodesWhatWasStopped() {
        Scene scene;
        const auto stack = stackOf(1, "1.2.7"), other = stackOf(1, "1.2.8");
        scene.reader.held = true;
        scene.store.want(&scene.first, outwardWish(stack, 0, 1));
        QTRY_COMPARE(scene.reader.asked().size(), std::size_t{1});
        scene.store.want(&scene.first, outwardWish(other, 0, 1));
        scene.store.want(&scene.first, outwardWish(stack, 0, 1));
        QTRY_VERIFY(scene.reader.stopped.load() >= 1);
        scene.reader.held = false;
        QTRY_VERIFY(scene.store.contains(stack->frames[0].key));
    }

    // A slow frame far away (seconds, for some codecs) does not hold up the slice that was scrolled to.
    void aSlowFarFrameGivesWay() {
        Scene scene;
        const auto stack = stackOf(100);
        scene.reader.held = true;
        scene.store.want(&scene.first, FrameWish::list({stack->frames[90].key}));
        QTRY_COMPARE(scene.reader.asked().size(), std::size_t{1});
        QTRY_VERIFY((scene.store.want(&scene.first, outwardWish(stack, 0, 1)), scene.reader.stopped.load() == 1));
        QTRY_VERIFY(scene.reader.asked().size() >= 2);
        QCOMPARE(scene.reader.asked()[1].frame, 0);
    }

    void prefetchStopsWhereTheBudgetEnds() {
        Scene scene;
        scene.store.setBudgetBytes(20 * kFrameBytes);
        const auto stack = stackOf(200);
        scene.store.want(&scene.first, outwardWish(stack, 100, 1));
        QTRY_VERIFY(scene.store.count() >= 15 && scene.store.isSettled());
        QVERIFY(scene.store.peakBytes() <= 20 * kFrameBytes);
        const OutwardOrder order(200, 100, 1);
        for (int i = 0; i < static_cast<int>(scene.store.count()); ++i)  // the nearest, without a hole
            QVERIFY(scene.store.contains(stack->frames[static_cast<std::size_t>(order.indexAt(i))].key));
        const auto asked = scene.reader.asked().size();
        scene.store.want(&scene.first, outwardWish(stack, 30, 1));  // far away: the old ones make room
        QTRY_VERIFY(scene.store.contains(stack->frames[30].key) && scene.store.isSettled());
        QVERIFY(scene.store.peakBytes() <= 20 * kFrameBytes);
        QVERIFY(scene.store.count() >= 15);
        QVERIFY(scene.store.contains(stack->frames[31].key) && scene.store.contains(stack->frames[29].key));
        QVERIFY(!scene.store.contains(stack->frames[100].key));
        QVERIFY(scene.reader.asked().size() - asked <= 20);  // and nothing was decoded to be dropped at once
    }

    void whatIsOnScreenIsDecodedAndKeptWhateverTheBudget() {
        Scene scene;
        scene.store.setBudgetBytes(kFrameBytes / 2);
        const auto left = stackOf(5, "1.2.7"), right = stackOf(5, "1.2.8");
        scene.store.want(&scene.first, outwardWish(left, 2, 1));
        QTRY_VERIFY(scene.store.contains(left->frames[2].key));
        scene.store.pin(&scene.first, left->frames[2].key);
        scene.store.want(&scene.second, outwardWish(right, 3, 1));
        QTRY_VERIFY(scene.store.contains(right->frames[3].key));
        scene.store.pin(&scene.second, right->frames[3].key);
        QTRY_VERIFY(scene.store.isSettled());
        QVERIFY(scene.store.contains(left->frames[2].key));
        QCOMPARE(scene.store.count(), std::size_t{2});  // and not one more
        scene.store.release(&scene.first);
        scene.store.setBudgetBytes(kFrameBytes);
        QVERIFY(!scene.store.contains(left->frames[2].key));
        QVERIFY(scene.store.contains(right->frames[3].key));
    }

    void volumesTakeTheirShareOfTheBudget() {
        Scene scene;
        scene.store.setBudgetBytes(20 * kFrameBytes);
        const auto stack = stackOf(200);
        scene.store.want(&scene.first, outwardWish(stack, 0, 1));
        QTRY_VERIFY(scene.store.count() >= 15 && scene.store.isSettled());
        scene.store.setReservedBytes(12 * kFrameBytes);
        QVERIFY(scene.store.usedBytes() <= 8 * kFrameBytes);
        QVERIFY(scene.store.contains(stack->frames[0].key));
        scene.store.setReservedBytes(500 * kFrameBytes);  // never starved wholly
        QTRY_VERIFY(scene.store.isSettled());
        QVERIFY(scene.store.usedBytes() <= 5 * kFrameBytes && scene.store.count() >= 3);
    }

    // Studies opened in turn: the old one's frames are gone, those that were still being decoded too.
    void aClosedStudyLeavesNothingBehind() {
        Scene scene;
        scene.store.setBudgetBytes(30 * kFrameBytes);
        for (int study = 0; study < 20; ++study) {
            const auto stack = stackOf(40, "1.2." + std::to_string(100 + study));
            scene.store.want(&scene.first, outwardWish(stack, study, 1));
            QTRY_VERIFY(scene.store.count() >= 5);
            scene.store.clear();
            QCOMPARE(scene.store.usedBytes(), std::size_t{0});
            QTRY_VERIFY(scene.store.isSettled());
            QCOMPARE(scene.store.count(), std::size_t{0});
        }
        QVERIFY(scene.store.peakBytes() <= 30 * kFrameBytes);
    }

    void aHiddenViewportWantsNothing() {
        Scene scene;
        QWidget window;
        ViewportWidget viewport(scene.store, 0, &window);
        window.resize(300, 300);
        viewport.resize(300, 300);
        window.show();
        viewport.hide();
        const auto stack = stackOf(4);
        viewport.setStack(stack);
        QCoreApplication::processEvents();
        QVERIFY(scene.store.isSettled());
        QCOMPARE(scene.reader.asked().size(), std::size_t{0});
        viewport.show();
        QTRY_COMPARE(scene.store.count(), std::size_t{4});
        QCOMPARE(viewport.shownIndex(), 0);
        scene.store.setBudgetBytes(1);
        QCOMPARE(held(scene.store, stack), std::set<int>{0});  // pinned
        viewport.hide();
        scene.store.setBudgetBytes(1);
        QVERIFY(held(scene.store, stack).empty());
        viewport.show();
        QTRY_COMPARE(held(scene.store, stack), std::set<int>{0});
    }
};

QTEST_MAIN(TestFrameStore)
#include "tst_frame_store.moc"
