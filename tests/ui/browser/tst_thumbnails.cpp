// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Thumbnails in the list: those in sight first, the newest of them before the others, none for what went out of
// sight, one at a time, from the file of earlier ones when it has them, and nothing written beside a study.
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <mutex>
#include <thread>

#include "tests/ui/ct_files.h"
#include "ui/browser/series_list.h"
#include "ui/common/text.h"

using namespace hilum;
using namespace hilum::ui;
namespace fs = std::filesystem;

namespace {

image::Image grey() {
    image::Image image;
    image.width = 300;
    image.height = 200;
    image.pixels = std::make_shared<std::vector<std::byte>>(60'000, std::byte{99});
    return image;
}

Thumbnails::Wish wish(int n) {
    const std::string name = std::to_string(n);
    return {QString::number(n), FrameKey{{"/test/" + name, {}}, 0}, "1.2." + name};
}

std::vector<Thumbnails::Wish> wishes(std::initializer_list<int> numbers) {
    std::vector<Thumbnails::Wish> out;
    for (const int n : numbers) out.push_back(wish(n));
    return out;
}

struct Scene {
    TaskRunner runner;
    FrameStore frames{runner};
    Thumbnails thumbnails{frames, runner, nullptr};
    std::atomic<bool> held{false};
    std::atomic<int> reads{0};
    QStringList made;
    Scene() {
        frames.setReader([this](const FrameKey&, const base::JobContext& job) -> base::Result<image::Image> {
            ++reads;
            while (held && !job.stopRequested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (held) return base::cancelled();
            return grey();
        });
        QObject::connect(&thumbnails, &Thumbnails::ready, &thumbnails, [this](const QString& uid) { made << uid; });
    }
    ~Scene() { held = false; }
};

SnapshotPtr opened(const QString& folder) {
    auto studies = dicom::openPaths({toUtf8(folder)});
    if (!studies.ok()) qFatal("%s", studies.error().message.c_str());
    return std::make_shared<const dicom::OpenedStudies>(std::move(studies).value());
}

QString series(int n) { return QStringLiteral("1.2.3.1.%1").arg(n); }

void writeStudy(const QString& folder, int count) {
    for (int i = 1; i <= count; ++i) {
        tests::SeriesFiles files;
        files.slices = 3;
        files.series = series(i);
        files.number = i;
        tests::writeSeries(folder, files);
    }
}

}  // namespace

class TestThumbnails : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inOrderOfSight() {
        Scene scene;
        scene.thumbnails.setVisible(wishes({1, 2, 3}));
        QTRY_COMPARE(scene.made, QStringList({QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")}));
        const QImage picture = scene.thumbnails.picture(QStringLiteral("2"));
        QCOMPARE(picture.size(), QSize(128, 85));
        scene.thumbnails.setVisible(wishes({1, 2, 3}));
        QTRY_COMPARE(scene.runner.runningCount(), 0);
        QCOMPARE(scene.reads.load(), 3);  // never twice
    }

    void theNewestInSightBeforeTheOthers() {
        Scene scene;
        scene.held = true;
        scene.thumbnails.setVisible(wishes({1, 2, 3}));
        QTRY_COMPARE(scene.reads.load(), 1);
        scene.thumbnails.setVisible(wishes({1, 2, 3, 8, 9}));  // scrolled on
        scene.held = false;
        QTRY_COMPARE(scene.made.size(), 5);
        QCOMPARE(scene.made.join(QLatin1Char(' ')), QStringLiteral("1 8 9 2 3"));
    }

    void outOfSightIsDropped() {
        Scene scene;
        scene.held = true;
        scene.thumbnails.setVisible(wishes({1, 2, 3, 4, 5}));
        QTRY_COMPARE(scene.reads.load(), 1);
        scene.thumbnails.setVisible(wishes({5, 6}));  // 1 is stopped, 2 to 4 are never begun
        QTRY_COMPARE(scene.reads.load(), 2);
        scene.held = false;
        QTRY_COMPARE(scene.made.size(), 2);
        QTRY_COMPARE(scene.runner.runningCount(), 0);
        QVERIFY(!scene.made.contains(QStringLiteral("1")));
        QCOMPARE(scene.reads.load(), 3);
        scene.thumbnails.setVisible(wishes({1}));  // back again
        QTRY_VERIFY(scene.made.contains(QStringLiteral("1")));
    }

    // The frame that a viewport shows is not decoded a second time for the list.
    void takesTheFrameThatIsThere() {
        Scene scene;
        scene.held = true;
        const auto one = wish(1);
        scene.frames.want(this, {one.key});
        QTRY_COMPARE(scene.reads.load(), 1);
        scene.thumbnails.setVisible({one});
        scene.held = false;
        QTRY_COMPARE(scene.made, QStringList(QStringLiteral("1")));
        QCOMPARE(scene.reads.load(), 1);
    }

    void aFailureIsNotTriedAgainAndAgain() {
        Scene scene;
        std::atomic<int> tries{0};
        scene.frames.setReader([&](const FrameKey&, const base::JobContext&) -> base::Result<image::Image> {
            ++tries;
            return base::makeError(base::ErrorCode::Corrupt, "The file is cut off; copy it again.");
        });
        for (int i = 0; i < 5; ++i) {
            scene.thumbnails.setVisible(wishes({1}));
            QTRY_COMPARE(scene.runner.runningCount(), 0);
        }
        QCOMPARE(tries.load(), 1);
    }

    // The list asks for the rows that it shows, and for others when it is scrolled to them.
    void theListAsksForWhatItShows() {
        QTemporaryDir folder;
        const QString study = folder.filePath(QStringLiteral("study"));
        writeStudy(study, 12);
        TaskRunner runner;
        FrameStore frames(runner);
        auto store = std::make_shared<library::ThumbnailStore>(toUtf8(folder.filePath(QStringLiteral("library"))));
        SeriesModel model(frames, runner, store);
        SeriesList list(model);
        list.resize(200, 300);
        model.setSnapshot(opened(study));
        QTRY_COMPARE(runner.runningCount(), 0);
        QVERIFY(picture(model, 1).isNull());  // not in sight yet
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        QTRY_VERIFY(!picture(model, 1).isNull());
        QTRY_COMPARE(runner.runningCount(), 0);
        QVERIFY(picture(model, 12).isNull());
        list.scrollToBottom();
        QTRY_VERIFY(!picture(model, 12).isNull());
        QCOMPARE(QDir(study).entryList(QDir::Files).size(), 36);  // nothing was written beside the study
        const auto kept = store->count();
        QVERIFY(kept.ok() && *kept >= 4 && *kept <= 12);
    }

    void theNextWindowTakesThemFromTheFile() {
        QTemporaryDir folder;
        const QString study = folder.filePath(QStringLiteral("study"));
        writeStudy(study, 2);
        const fs::path library = toUtf8(folder.filePath(QStringLiteral("library")));
        std::atomic<int> reads{0};
        const auto pictureOf = [&](int n) {
            TaskRunner runner;
            FrameStore frames(runner);
            frames.setReader([&](const FrameKey& key, const base::JobContext& job) {
                ++reads;
                return dicom::readFrame(key.locator, key.frame, job);
            });
            SeriesModel model(frames, runner, std::make_shared<library::ThumbnailStore>(library));
            model.setSnapshot(opened(study));
            model.setVisibleRows(0, 10);
            for (int i = 0; i < 500 && picture(model, n).isNull(); ++i) QTest::qWait(10);
            for (int i = 0; i < 500 && runner.runningCount() > 0; ++i) QTest::qWait(10);
            return picture(model, n);
        };
        const QImage first = pictureOf(1);
        QVERIFY(!first.isNull());
        QCOMPARE(reads.load(), 2);
        QCOMPARE(pictureOf(1), first);
        QCOMPARE(reads.load(), 2);  // nothing was decoded for it
        fs::remove(library / "thumbnails.sqlite");
        QCOMPARE(pictureOf(1), first);  // and a lost file costs the work alone
        QCOMPARE(reads.load(), 4);
    }

private:
    static QImage picture(const SeriesModel& model, int n) {
        return model.indexOfSeries(series(n)).data(SeriesModel::ThumbnailRole).value<QImage>();
    }
};

QTEST_MAIN(TestThumbnails)
#include "tst_thumbnails.moc"
