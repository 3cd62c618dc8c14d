// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From named paths to items: a simulated folder with reports and masks, plain pictures beside masks,
// a CSV alone, damaged and absent files. And the words of structured reports.
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <fstream>

#include "app/cli/index_sources.h"
#include "core/image/image_file.h"
#include "dicom/open/report_text.h"
#include "dicom/write/phantom_folder.h"

using namespace hilum;
namespace fs = std::filesystem;

class TestIndexSources : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    fs::path m_phantom;
    fs::path folder(const char* name) const { return fs::path(m_root.path().toStdString()) / name; }

    static void picture(const fs::path& path, std::uint8_t value) {
        fs::create_directories(path.parent_path());
        image::Raster raster;
        raster.width = raster.height = 16;
        raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(256, value);
        QVERIFY(image::writePng(path, raster).ok());
    }

private Q_SLOTS:
    void initTestCase() {
        m_phantom = folder("phantom");
        dicom::PhantomFolderOptions options;
        options.out = m_phantom;
        options.studies = 3;
        options.seed = 5;
        options.sizePx = 192;
        const auto made = dicom::writePhantomFolder(options, {});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
    }

    void simulatedFolderGivesImagesWithTheirReports() {
        const auto sources = app::collectSources({m_phantom}, {}, {}, {});
        QVERIFY(sources.ok());
        QCOMPARE(sources->items.size(), std::size_t{3});  // no masks, no reports, no table
        QVERIFY(sources->failed.empty());
        for (const auto& item : sources->items) {
            QVERIFY(!item.record.text.empty());
            QVERIFY(item.record.text.find('\n') != std::string::npos);  // findings, then impression
            QVERIFY(item.record.patientKey.starts_with("dicom:"));
            QCOMPARE(item.record.modality, std::string("CR"));
            QVERIFY(!item.record.studyUid.empty() && item.record.ageYears.has_value());
            QVERIFY(app::frameReader()(item.record).ok());
        }
    }

    void withoutTheReportsTheTableSpeaks() {
        const fs::path copy = folder("table");
        fs::copy(m_phantom, copy, fs::copy_options::recursive);
        for (const auto& entry : fs::recursive_directory_iterator(copy))
            if (entry.path().extension() == ".sr") fs::remove(entry.path());
        const auto sources = app::collectSources({copy}, {}, {}, {});
        QVERIFY(sources.ok());
        QCOMPARE(sources->items.size(), std::size_t{3});
        QVERIFY(sources->failed.empty());
        for (const auto& item : sources->items) QVERIFY(!item.record.text.empty() && !item.record.labels.empty());
    }

    void theCsvAloneAddsItsRows() {
        const auto sources = app::collectSources({m_phantom}, m_phantom / "cases.csv", {}, {});
        QVERIFY(sources.ok());
        QCOMPARE(sources->items.size(), std::size_t{3});
        for (const auto& item : sources->items) {
            QVERIFY(item.record.patientKey.starts_with("dicom:"));  // the header answers what the row leaves open
            QVERIFY(!item.record.sopUid.empty());
        }
        QCOMPARE(app::collectSources({m_phantom}, m_phantom / "none.csv", {}, {}).error().code,
                 base::ErrorCode::NotFound);
    }

    void picturesWithoutTheirMasks() {
        const fs::path root = folder("pictures");
        picture(root / "a.png", 10);
        picture(root / "b.png", 20);
        picture(root / "b_mask.png", 255);
        picture(root / "masks" / "a.png", 255);
        std::ofstream(root / "notes.txt") << "nothing to see";
        const auto sources = app::collectSources({root}, {}, {}, {});
        QVERIFY(sources.ok());
        QVERIFY(sources->failed.empty());
        QCOMPARE(sources->items.size(), std::size_t{2});
        // A picture that is named itself is taken at its word.
        QCOMPARE(app::collectSources({root / "b_mask.png"}, {}, {}, {})->items.size(), std::size_t{1});
    }

    void aTableLimitsTheFolderToItsRows() {
        const fs::path root = folder("own table");
        picture(root / "images" / "a.png", 10);
        picture(root / "images" / "b.png", 20);
        picture(root / "overlay.png", 30);
        std::ofstream(root / "cases.csv") << "file,text\nimages/a.png,Left pleural effusion.\n";
        const auto sources = app::collectSources({root}, {}, {}, {});
        QCOMPARE(sources->items.size(), std::size_t{1});
        QCOMPARE(sources->items[0].record.text, std::string("Left pleural effusion."));
    }

    void damagedAndAbsent() {
        const fs::path root = folder("damaged");
        picture(root / "good.png", 10);
        std::vector<char> head(200, 0);
        std::copy_n("DICM", 4, head.begin() + 128);
        std::ofstream(root / "broken.dcm", std::ios::binary)
            .write(head.data(), static_cast<std::streamsize>(head.size()));
        std::ofstream(root / "empty.dcm").flush();
        const auto sources = app::collectSources({root}, {}, {}, {});
        QVERIFY(sources.ok());
        QCOMPARE(sources->items.size(), std::size_t{1});
        QVERIFY(sources->failed.size() <= 2);
        for (const auto& failure : sources->failed) QVERIFY(!failure.reason.empty());
        QCOMPARE(app::collectSources({root / "empty.dcm"}, {}, {}, {})->failed.size(),
                 std::size_t{1});  // named, so it is told
        QCOMPARE(app::collectSources({root / "absent"}, {}, {}, {}).error().code, base::ErrorCode::NotFound);
    }

    void cancelled() {
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(app::collectSources({m_phantom}, {}, {}, base::JobContext(stop.get_token())).error().code,
                 base::ErrorCode::Cancelled);
    }

    void reportText() {
        std::vector<fs::path> reports;
        for (const auto& entry : fs::recursive_directory_iterator(m_phantom))
            if (entry.path().extension() == ".sr") reports.push_back(entry.path());
        QCOMPARE(reports.size(), std::size_t{3});
        const auto text = dicom::readReportText({reports.front(), {}});
        QVERIFY(text.ok() && text->size() > 40);
        const auto header = dicom::readHeader({reports.front(), {}});
        QVERIFY(header.ok() && dicom::isReport(*header));
        const auto image = dicom::readReportText({reports.front().parent_path() / "chest.dcm", {}});
        QCOMPARE(image.error().code, base::ErrorCode::InvalidInput);
        // Cut at every place: a sentence or a shorter text, never a crash.
        std::ifstream whole(reports.front(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(whole)), {});
        const fs::path cut = folder("cut.sr");
        for (std::size_t size = 0; size < bytes.size(); size += 37) {
            std::ofstream(cut, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(size));
            const auto part = dicom::readReportText({cut, {}});
            if (part.ok()) QVERIFY(part->size() <= text->size());
        }
    }
};

QTEST_GUILESS_MAIN(TestIndexSources)
#include "tst_index_sources.moc"
