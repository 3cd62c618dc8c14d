// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The first image does not wait for the rest, of a folder or of a ZIP. Not by the clock: the reading of the
// study is held after its first image until that image is on screen, so a window that waited would wait for
// ever; and the scan itself has handed the first image over before the rest of the files was touched.
#include <QDir>
#include <QTest>

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "dicom/bench/bench_zip.h"
#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_list.h"
#include "ui/common/text.h"
#include "ui/viewer/viewport_grid.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::SeriesFiles;
using hilum::tests::WindowFixture;
namespace fs = std::filesystem;

namespace {

constexpr int kSlices = 12;

// Holds a scan after its first instance until it is let go.
class Gate {
public:
    StudySet::Scanner scanner() {
        return
            [this](const std::vector<fs::path>& paths, const dicom::InstanceSink& sink, const base::JobContext& job) {
                return dicom::scan(
                    paths,
                    [&](const dicom::Instance& instance) {
                        sink(instance);
                        std::unique_lock lock(m_mutex);
                        ++m_given;
                        while (!m_open && !job.stopRequested()) m_changed.wait_for(lock, std::chrono::milliseconds(5));
                    },
                    job);
            };
    }
    void open() {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    int given() {
        const std::lock_guard lock(m_mutex);
        return m_given;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
    int m_given = 0;
};

}  // namespace

class TestFirstImage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void isShownWhileTheRestIsHeld_data() { kinds(); }
    void isShownWhileTheRestIsHeld() {
        QFETCH(bool, zip);
        const QString path = study(zip);
        Gate gate;
        auto& window = m_fixture->show(nullptr, true);
        window.studies().setScanner(gate.scanner());
        window.openPaths({path});
        auto& grid = *window.parts().grid;
        QTRY_VERIFY_WITH_TIMEOUT(grid.active().shownFrame() != nullptr, 60000);
        QCOMPARE(gate.given(), 1);  // nothing else has been read yet
        QVERIFY(window.studies().scanning());
        QCOMPARE(grid.active().frameCount(), 1);
        QVERIFY(m_fixture->shoot(
            QStringLiteral("first-image-%1").arg(zip ? QStringLiteral("zip") : QStringLiteral("folder"))));
        gate.open();
        QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 60000);
        QCOMPARE(grid.active().frameCount(), kSlices);
        QTRY_COMPARE_WITH_TIMEOUT(window.frames().count(), std::size_t{kSlices}, 60000);
        QCOMPARE(gate.given(), kSlices);
    }

    // Even with the rest of the study gone from the disk after the first answer.
    void theScanTouchesNothingElseBefore_data() { kinds(); }
    void theScanTouchesNothingElseBefore() {
        QFETCH(bool, zip);
        const fs::path path = toUtf8(study(zip));
        std::vector<dicom::Instance> given;
        bool decoded = false;
        const auto status = dicom::scan({path}, [&](const dicom::Instance& instance) {
            given.push_back(instance);
            if (given.size() > 1) return;
            std::error_code code;
            if (zip)
                fs::resize_file(path, fs::file_size(path) / kSlices + 200, code);  // about its first entry
            else
                for (const auto& file : fs::directory_iterator(path))
                    if (file.path() != instance.locator.path) fs::resize_file(file.path(), 0, code);
            QVERIFY(!code);
            // In a folder the image is there whole; a ZIP without its directory opens nothing any more.
            if (!zip) decoded = dicom::readFrame(instance.locator).ok();
        });
        QVERIFY(status.ok());
        QCOMPARE(given.size(), std::size_t{kSlices});
        QVERIFY(given.front().status == dicom::InstanceStatus::Ok && (zip || decoded));
        for (std::size_t i = 1; i < given.size(); ++i)  // what was read after the first answer was what is left now
            QVERIFY(given[i].status != dicom::InstanceStatus::Ok);
    }

private:
    static void kinds() {
        QTest::addColumn<bool>("zip");
        QTest::newRow("folder") << false;
        QTest::newRow("ZIP") << true;
    }
    QString study(bool zip) {
        SeriesFiles files;
        files.slices = kSlices;
        const QString folder = m_fixture->folder(QStringLiteral("study"));
        tests::writeSeries(folder, files);
        if (!zip) return folder;
        std::vector<fs::path> paths;
        for (const auto& name : QDir(folder).entryList(QDir::Files, QDir::Name))
            paths.emplace_back(toUtf8(folder + QLatin1Char('/') + name));
        const QString archive = m_fixture->folder(QStringLiteral("zips")) + QStringLiteral("/study.zip");
        if (!dicom::writeBenchZip(toUtf8(archive), paths).ok()) qFatal("the ZIP was not written");
        return archive;
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

QTEST_MAIN(TestFirstImage)
#include "tst_first_image.moc"
