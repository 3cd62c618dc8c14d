// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// A folder of simulated studies: equal bytes for equal arguments, DICOM that DCMTK reads back, a table
// that the cases reader takes, whole studies only after a cancel or a full disk.
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <sys/resource.h>

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "core/base/file_io.h"
#include "core/image/image_file.h"
#include "core/text/cases_table.h"
#include "dicom/write/phantom_dicom.h"
#include "dicom/write/phantom_folder.h"
#include "dicom/write/uid.h"

using namespace hilum;
namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

constexpr int kSize = 160;

dicom::PhantomFolderOptions folderOptions(const fs::path& out, int studies, std::uint64_t seed = 7) {
    dicom::PhantomFolderOptions options;
    options.out = out;
    options.studies = studies;
    options.seed = seed;
    options.sizePx = kSize;
    return options;
}

std::map<std::string, std::vector<std::uint8_t>> filesOf(const fs::path& folder) {
    std::map<std::string, std::vector<std::uint8_t>> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[fs::relative(entry.path(), folder).string()] = base::readFile(entry.path()).value();
    return files;
}

std::string textOf(DcmItem& item, const DcmTagKey& tag) {
    OFString value;
    item.findAndGetOFStringArray(tag, value);
    return value.c_str();
}

// Full disk without a full disk: the file size limit makes write() fail in the same place.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_old);
        const rlimit limited{bytes, m_old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_old); }

private:
    rlimit m_old{};
};

}  // namespace

class TestPhantomFolder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalArgumentsGiveEqualBytes() {
        const QTemporaryDir one;
        const QTemporaryDir two;
        const auto first = dicom::writePhantomFolder(folderOptions(one.path().toStdString(), 4), {});
        QVERIFY2(first.ok(), first.ok() ? "" : first.error().detail.c_str());
        QVERIFY(dicom::writePhantomFolder(folderOptions(two.path().toStdString(), 4), {}).ok());
        const auto files = filesOf(one.path().toStdString());
        QVERIFY(files == filesOf(two.path().toStdString()));
        QCOMPARE(first->studies, 4);
        QCOMPARE(first->files, static_cast<int>(files.size()));
    }

    void longerRunsBeginWithTheSameStudies() {
        const QTemporaryDir one;
        const QTemporaryDir two;
        QVERIFY(dicom::writePhantomFolder(folderOptions(one.path().toStdString(), 1), {}).ok());
        QVERIFY(dicom::writePhantomFolder(folderOptions(two.path().toStdString(), 2), {}).ok());
        const auto shorter = filesOf(one.path().toStdString());
        const auto longer = filesOf(two.path().toStdString());
        for (const auto& [name, bytes] : shorter)
            if (name != "cases.csv") QVERIFY(longer.at(name) == bytes);
    }

    void imageIsReadBackByDcmtk() {
        const QTemporaryDir out;
        for (const char* modality : {"CR", "DX"}) {
            const phantom::PhantomOptions options{3, 0, kSize};
            const auto study = phantom::makeChestStudy(options);
            const auto identity = dicom::identityOf(*study, options, modality);
            const fs::path path = fs::path(out.path().toStdString()) / "image.dcm";
            QVERIFY(dicom::writePhantomImage(*study, identity, path).ok());
            DcmFileFormat file;
            QVERIFY(file.loadFile(path.c_str()).good());
            auto& data = *file.getDataset();
            QCOMPARE(textOf(data, DCM_Modality), std::string(modality));
            QCOMPARE(textOf(data, DCM_PatientID), study->patientId);
            QCOMPARE(textOf(data, DCM_PatientName), std::string("Phantom^0001"));
            QCOMPARE(textOf(data, DCM_Manufacturer), std::string("Hilum simulated"));
            QCOMPARE(textOf(data, DCM_PhotometricInterpretation), std::string("MONOCHROME2"));
            QCOMPARE(textOf(data, DCM_PatientOrientation), std::string("L\\F"));
            QCOMPARE(textOf(data, DCM_BitsStored), std::string("12"));
            QCOMPARE(textOf(data, DCM_SOPInstanceUID), identity.imageUid);
            const Uint16* pixels = nullptr;
            unsigned long count = 0;
            QVERIFY(data.findAndGetUint16Array(DCM_PixelData, pixels, &count).good());
            QCOMPARE(count, static_cast<unsigned long>(kSize * kSize));
            QVERIFY(std::memcmp(pixels, study->image.pixels->data(), count * 2) == 0);
        }
    }

    void reportIsReadBackByDcmtk() {
        const QTemporaryDir out;
        const phantom::PhantomOptions options{3, 5, kSize};
        const auto study = phantom::makeChestStudy(options);
        const auto identity = dicom::identityOf(*study, options, "CR");
        const fs::path path = fs::path(out.path().toStdString()) / "report.sr";
        QVERIFY(dicom::writePhantomReport(*study, identity, path).ok());
        DcmFileFormat file;
        QVERIFY(file.loadFile(path.c_str()).good());
        auto& data = *file.getDataset();
        QCOMPARE(textOf(data, DCM_Modality), std::string("SR"));
        QCOMPARE(textOf(data, DCM_StudyInstanceUID), identity.studyUid);
        QCOMPARE(textOf(data, DCM_SOPInstanceUID), identity.reportUid);
        std::set<std::string> texts;
        DcmStack stack;
        while (data.nextObject(stack, OFTrue).good())
            if (stack.top()->getTag() == DCM_TextValue) {
                OFString value;
                dynamic_cast<DcmElement*>(stack.top())->getOFStringArray(value);
                texts.insert(value.c_str());
            }
        QVERIFY(texts.count(study->findingsText) == 1);
        QVERIFY(texts.count(study->impressionText) == 1);
    }

    void tableNamesEveryStudyAndMask() {
        const QTemporaryDir out;
        const fs::path folder = out.path().toStdString();
        QVERIFY(dicom::writePhantomFolder(folderOptions(folder, 8), {}).ok());
        const auto table = text::readCasesTable(folder / "cases.csv");
        QVERIFY(table.ok());
        QCOMPARE(table->rows.size(), std::size_t(8));
        QVERIFY(table->faults.empty());
        for (const auto& row : table->rows) {
            QVERIFY(fs::exists(folder / row.image));
            QVERIFY(!row.text.empty() && !row.labels.empty() && row.ageYears.has_value());
            const auto list = nlohmann::json::parse(row.other.at("findings_json"));
            QCOMPARE(list.empty(), row.labels == std::vector<std::string>{"No Finding"});
            QCOMPARE(list.empty(), row.mask.empty());
            for (const auto& finding : list) {
                const auto mask = image::readImageFile(folder / finding.at("mask").get<std::string>());
                QVERIFY(mask.ok());
                QCOMPARE(mask->width, kSize);
                const auto box = finding.at("box").get<std::vector<int>>();
                QVERIFY(box[0] < box[2] && box[1] < box[3] && box[2] <= kSize && box[3] <= kSize);
                for (int y = 0; y < kSize; ++y)
                    for (int x = 0; x < kSize; ++x) {
                        const double value = mask->stored(x, y);
                        QVERIFY(value == 0 || value == 255);
                        if (x < box[0] || x >= box[2] || y < box[1] || y >= box[3]) QCOMPARE(value, 0.0);
                    }
            }
        }
    }

    void modalitiesAreDealtRoundRobin() {
        const QTemporaryDir out;
        auto options = folderOptions(out.path().toStdString(), 3);
        options.modalities = {"DX", "CR"};
        QVERIFY(dicom::writePhantomFolder(options, {}).ok());
        const auto table = text::readCasesTable(options.out / "cases.csv");
        QCOMPARE(table->rows[0].modality, std::string("DX"));
        QCOMPARE(table->rows[1].modality, std::string("CR"));
        QCOMPARE(table->rows[2].modality, std::string("DX"));
    }

    void stacksHaveARowPerKeySliceWithItsMask() {
        const QTemporaryDir out;
        auto options = folderOptions(out.path().toStdString(), 6, 3);
        options.modalities = {"CT", "MR", "US"};
        const auto made = dicom::writePhantomFolder(options, {});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
        QCOMPARE(made->files, static_cast<int>(filesOf(options.out).size()));
        const auto table = text::readCasesTable(options.out / "cases.csv");
        QVERIFY(table->rows.size() >= 6 && table->faults.empty());
        std::set<std::string> modalities;
        for (const auto& row : table->rows) {
            modalities.insert(row.modality);
            QVERIFY2(fs::exists(options.out / row.image), row.image.c_str());
            const bool normal = row.labels == std::vector<std::string>{"No Finding"};
            QCOMPARE(normal, row.mask.empty());
            if (normal) continue;
            const auto mask = image::readImageFile(options.out / row.mask);
            QVERIFY(mask.ok());
            double area = 0;
            for (int y = 0; y < mask->height; ++y)
                for (int x = 0; x < mask->width; ++x) area += mask->stored(x, y) / 255.0;
            QVERIFY(area > 0);
        }
        QCOMPARE(modalities, (std::set<std::string>{"CT", "MR", "US"}));
    }

    void filesOfOthersAreKeptAndOldMasksGo() {
        const QTemporaryDir out;
        const fs::path folder = out.path().toStdString();
        QVERIFY(base::writeFileAtomically(folder / "mine.txt", std::string_view("keep")).ok());
        fs::create_directories(folder / "study-0001/masks");
        QVERIFY(base::writeFileAtomically(folder / "study-0001/masks/9.png", std::string_view("old")).ok());
        QVERIFY(dicom::writePhantomFolder(folderOptions(folder, 1), {}).ok());
        QCOMPARE(base::readTextFile(folder / "mine.txt").value(), std::string("keep"));
        QVERIFY(!fs::exists(folder / "study-0001/masks/9.png"));
    }

    void cancelLeavesWholeStudies_data() {
        QTest::addColumn<int>("stopAt");
        QTest::newRow("before") << 0;
        QTest::newRow("middle") << 2;
        QTest::newRow("after") << 1000;
    }
    void cancelLeavesWholeStudies() {
        QFETCH(int, stopAt);
        constexpr int kStudies = 4;
        const QTemporaryDir out;
        const fs::path folder = out.path().toStdString();
        std::stop_source stop;
        if (stopAt == 0) stop.request_stop();
        const base::JobContext context(stop.get_token(), [&](const base::Progress& progress) {
            if (progress.done >= stopAt && stopAt > 0) stop.request_stop();
            // Longer than the sink's 50 ms limit, so that a quick machine's next study is reported as well.
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
        });
        const auto made = dicom::writePhantomFolder(folderOptions(folder, kStudies), context);
        const auto files = filesOf(folder);
        std::size_t images = 0;
        for (const auto& [name, bytes] : files) {
            QVERIFY2(name.find(".tmp") == std::string::npos, name.c_str());
            images += name.find("chest.dcm") != std::string::npos;
            if (name.find("chest.dcm") != std::string::npos)
                QVERIFY(files.count(name.substr(0, 11) + "report.sr") == 1);
        }
        if (stopAt >= kStudies) {
            QVERIFY(made.ok());
            QCOMPARE(images, std::size_t(kStudies));
            return;
        }
        QCOMPARE(made.error().code, ErrorCode::Cancelled);
        QVERIFY(images < kStudies);
        if (images > 0) QCOMPARE(text::readCasesTable(folder / "cases.csv")->rows.size(), images);
    }

    void fullDiskIsAnIoErrorAndLeavesNoHalfStudy() {
        const QTemporaryDir out;
        const fs::path folder = out.path().toStdString();
        base::Result<dicom::PhantomFolderSummary> made = base::cancelled();
        {
            const FileSizeLimit limit(20000);  // masks and report fit, the image does not
            made = dicom::writePhantomFolder(folderOptions(folder, 2), {});
        }
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, ErrorCode::Io);
        QCOMPARE(base::exitCodeFor(made.error()), 5);
        for (const auto& [name, bytes] : filesOf(folder)) QCOMPARE(name, std::string("cases.csv"));
    }

    void unusableFoldersAreRefused() {
        const QTemporaryDir out;
        const fs::path blocker = fs::path(out.path().toStdString()) / "file";
        QVERIFY(base::writeFileAtomically(blocker, std::string_view("x")).ok());
        for (const auto& path : {blocker, blocker / "below"}) {
            const auto made = dicom::writePhantomFolder(folderOptions(path, 1), {});
            QVERIFY(!made.ok());
            QCOMPARE(base::exitCodeFor(made.error()), 5);
            QVERIFY(made.error().message.find(path.string()) != std::string::npos);
        }
    }

    void badArgumentsAreRefused() {
        const QTemporaryDir out;
        const fs::path folder = out.path().toStdString();
        for (const int studies : {0, -3, 1'000'001})
            QCOMPARE(dicom::writePhantomFolder(folderOptions(folder, studies), {}).error().code,
                     ErrorCode::InvalidInput);
        for (const std::vector<std::string>& modalities : {std::vector<std::string>{}, {"PT"}, {"CR", "XA"}, {"cr"}}) {
            auto options = folderOptions(folder, 1);
            options.modalities = modalities;
            QCOMPARE(dicom::writePhantomFolder(options, {}).error().code, ErrorCode::InvalidInput);
        }
        auto options = folderOptions(folder, 1);
        options.sizePx = 5;
        QCOMPARE(dicom::writePhantomFolder(options, {}).error().code, ErrorCode::InvalidInput);
        QVERIFY(!fs::exists(folder / "study-0001"));
    }

    void uidsAreValidAndDistinct() {
        std::set<std::string> seen;
        for (int i = 0; i < 2000; ++i) {
            const std::string uid = dicom::uidFromText(std::to_string(i));
            QVERIFY(uid.size() <= 64 && uid.rfind("2.25.", 0) == 0 && uid[5] != '0');
            QVERIFY(uid.find_first_not_of("0123456789.") == std::string::npos);
            seen.insert(uid);
        }
        QCOMPARE(seen.size(), std::size_t(2000));
        QCOMPARE(dicom::uidFromText("a"), dicom::uidFromText("a"));
    }
};

QTEST_APPLESS_MAIN(TestPhantomFolder)
#include "tst_phantom_folder.moc"
