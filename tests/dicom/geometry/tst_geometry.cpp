// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Studies, series and their order; letters at the edges.
#include <QTest>

#include <algorithm>
#include <random>

#include "dicom/geometry/orientation.h"
#include "dicom/open/study_source.h"

using namespace hilum;
using dicom::Instance;
using dicom::InstanceStatus;

namespace {

Instance slice(int number, double z, const std::string& series = "1.2.3.1") {
    Instance instance;
    instance.locator = {"/study/" + std::to_string(number), {}};
    instance.isDicom = true;
    instance.studyUid = "1.2.3";
    instance.seriesUid = series;
    instance.sopUid = series + "." + std::to_string(number);
    instance.modality = "CT";
    instance.instanceNumber = number;
    instance.rows = instance.columns = 8;
    instance.plane = image::Plane{{0, 0, z}, {1, 0, 0}, {0, 1, 0}};
    return instance;
}

std::vector<int> numbers(const dicom::Series& series) {
    std::vector<int> out;
    for (const auto& instance : series.instances) out.push_back(instance.instanceNumber);
    return out;
}

bool warns(const dicom::Series& series, const char* word) {
    return std::any_of(series.warnings.begin(), series.warnings.end(),
                       [&](const auto& text) { return text.find(word) != std::string::npos; });
}

}  // namespace

class TestGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sortsByPositionAlongTheNormal() {
        std::vector<Instance> instances;
        for (int i = 0; i < 40; ++i) instances.push_back(slice(i, 100.0 - 2.5 * i));  // numbered from the head down
        std::mt19937 random(5);
        std::shuffle(instances.begin(), instances.end(), random);
        const auto opened = dicom::buildStudies(instances);
        QCOMPARE(opened.studies.size(), std::size_t{1});
        const auto& series = opened.studies[0].series[0];
        QCOMPARE(series.imageCount(), 40);
        for (std::size_t i = 1; i < series.instances.size(); ++i)
            QVERIFY(series.instances[i].plane->positionMm[2] > series.instances[i - 1].plane->positionMm[2]);
        QVERIFY(series.warnings.empty());
    }
    void obliqueStacks() {
        std::vector<Instance> instances;
        const double s = std::sqrt(0.5);
        for (int i = 0; i < 6; ++i) {
            auto instance = slice(i, 0);
            // Normal (0, -s, s) times a step, plus a drift inside the plane that must not matter.
            instance.plane = image::Plane{{3.0 * (i % 2), -2.0 * (5 - i) * s, 2.0 * (5 - i) * s}, {1, 0, 0}, {0, s, s}};
            instances.push_back(instance);
        }
        QCOMPARE(numbers(dicom::buildStudies(instances).studies[0].series[0]), (std::vector<int>{5, 4, 3, 2, 1, 0}));
    }
    void withoutPlanesByNumber() {
        std::vector<Instance> instances = {slice(10, 0), slice(2, 5), slice(1, 9)};
        for (auto& instance : instances) instance.plane.reset();
        QCOMPARE(numbers(dicom::buildStudies(instances).studies[0].series[0]), (std::vector<int>{1, 2, 10}));
    }
    void mixedOrientationIsSaid() {
        std::vector<Instance> instances = {slice(2, 0), slice(1, 5)};
        instances[0].plane->columnDirection = {0, 0, -1};
        const auto opened = dicom::buildStudies(instances);
        QCOMPARE(numbers(opened.studies[0].series[0]), (std::vector<int>{1, 2}));
        QVERIFY(warns(opened.studies[0].series[0], "orientations"));
    }
    void gapsDuplicatesAndPhasesAreSaid() {
        std::vector<Instance> instances;
        for (int i = 0; i < 10; ++i)
            if (i != 4) instances.push_back(slice(i, 3.0 * i));
        instances.push_back(instances.front());  // the same object twice
        auto opened = dicom::buildStudies(instances);
        QVERIFY(warns(opened.studies[0].series[0], "gap"));
        QVERIFY(warns(opened.studies[0].series[0], "more than once"));
        QCOMPARE(opened.studies[0].series[0].imageCount(), 9);
        instances.clear();
        for (int i = 0; i < 8; ++i) instances.push_back(slice(i, i / 2));  // two phases per position
        opened = dicom::buildStudies(instances);
        QVERIFY(warns(opened.studies[0].series[0], "share positions"));
        QVERIFY(!warns(opened.studies[0].series[0], "gap"));
        QCOMPARE(numbers(opened.studies[0].series[0]), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
    }
    void groupsAndOrders() {
        auto older = slice(1, 0, "9.1"), newer = slice(1, 0, "8.1"), second = slice(1, 0, "8.2");
        older.studyUid = "9";
        newer.studyUid = second.studyUid = "8";
        older.studyDate = "2024-01-01";
        newer.studyDate = second.studyDate = "2025-01-01";
        newer.seriesNumber = 7;
        second.seriesNumber = 3;
        second.patientName = "Known^Later";
        const auto opened = dicom::buildStudies({older, newer, second});
        QCOMPARE(opened.studies.size(), std::size_t{2});
        QCOMPARE(opened.studies[0].date, std::string("2025-01-01"));
        QCOMPARE(opened.studies[0].patientName, std::string("Known^Later"));
        QCOMPARE(opened.studies[0].series[0].number, 3);
    }
    void picturesOfAFolderAreOneSeries() {
        std::vector<Instance> instances;
        for (const char* name : {"b.png", "a.png"}) {
            Instance instance;
            instance.locator = {std::filesystem::path("/films") / name, {}};
            instance.studyUid = "2.25.1";
            instance.seriesUid = "2.25.2";
            instance.sopUid = std::string("2.25.3.") + name[0];
            instance.seriesDescription = "films";
            instances.push_back(instance);
        }
        const auto opened = dicom::buildStudies(instances);
        QCOMPARE(opened.studies.size(), std::size_t{1});
        QCOMPARE(opened.studies[0].series.size(), std::size_t{1});
        QCOMPARE(opened.studies[0].series[0].description, std::string("films"));
        QCOMPARE(opened.studies[0].series[0].instances[0].locator.path.filename().string(), std::string("a.png"));
    }
    void filesWithoutUidsStayTogether() {
        std::vector<Instance> instances = {slice(2, 1), slice(1, 0)};
        for (auto& instance : instances) instance.studyUid = instance.seriesUid = instance.sopUid = "";
        const auto opened = dicom::buildStudies(instances);
        QCOMPARE(opened.studies.size(), std::size_t{1});
        QCOMPARE(opened.studies[0].series[0].imageCount(), 2);
    }
    void refusedAndOthers() {
        Instance bad, report, readme, text;
        bad.status = InstanceStatus::Refused;
        bad.reason = "It is damaged.";
        report.hasPixels = false;
        report.isDicom = true;
        readme.status = text.status = InstanceStatus::NotDicom;
        readme.locator.path = "/study/README";
        text.locator.path = "/study/text.DCM";
        const auto opened = dicom::buildStudies({bad, report, readme, text});
        QVERIFY(opened.studies.empty());
        QCOMPARE(opened.refused.size(), std::size_t{2});
        QCOMPARE(opened.warnings.size(), std::size_t{1});
        QCOMPARE(dicom::buildStudies({readme}).refused.size(), std::size_t{1});  // named alone, it deserves an answer
        QVERIFY(dicom::buildStudies({}).studies.empty());
    }

    void lettersOfPlanes_data() {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("edges");  // left right top bottom
        QTest::newRow("axial") << "1 0 0"
                               << "0 1 0"
                               << "R L A P";
        QTest::newRow("coronal") << "1 0 0"
                                 << "0 0 -1"
                                 << "R L H F";
        QTest::newRow("sagittal") << "0 1 0"
                                  << "0 0 -1"
                                  << "A P H F";
        QTest::newRow("axial, prone view") << "-1 0 0"
                                           << "0 -1 0"
                                           << "L R P A";
        QTest::newRow("oblique") << "0.8 0.6 0"
                                 << "0 0 -1"
                                 << "RA LP H F";
        QTest::newRow("nearly axial") << "0.995 0.0998 0"
                                      << "-0.0998 0.995 0"
                                      << "R L A P";
    }
    void lettersOfPlanes() {
        QFETCH(QString, row);
        QFETCH(QString, column);
        QFETCH(QString, edges);
        const auto vector = [](const QString& text) {
            const auto parts = text.split(' ');
            return std::array<double, 3>{parts[0].toDouble(), parts[1].toDouble(), parts[2].toDouble()};
        };
        const auto found = dicom::orientationLetters(image::Plane{{}, vector(row), vector(column)});
        QCOMPARE(QString::fromStdString(found.left + " " + found.right + " " + found.top + " " + found.bottom), edges);
    }
    void lettersOfProjections() {
        const auto edges = dicom::orientationLetters(std::vector<std::string>{"L", "F"});
        QCOMPARE(edges.right, std::string("L"));
        QCOMPARE(edges.left, std::string("R"));
        QCOMPARE(edges.bottom, std::string("F"));
        QCOMPARE(edges.top, std::string("H"));
        QCOMPARE(dicom::orientationLetters(std::vector<std::string>{"LA", "FP"}).left, std::string("RP"));
        QVERIFY(dicom::orientationLetters(std::vector<std::string>{"L"}).empty());
        QVERIFY(dicom::orientationLetters(std::vector<std::string>{"<b>", "??"}).empty());
        QVERIFY(dicom::orientationLetters(std::vector<std::string>{}).empty());
    }
};

QTEST_APPLESS_MAIN(TestGeometry)
#include "tst_geometry.moc"
