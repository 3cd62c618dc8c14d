// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// A series' parts: localizers, orientations, sizes and stated phases part; what a stack of planes is fit for.
#include <QTest>

#include <algorithm>
#include <cmath>

#include "dicom/open/study_source.h"

using namespace hilum;
using dicom::Instance;

namespace {

Instance slice(int number, double z) {
    Instance instance;
    instance.locator = {"/study/" + std::to_string(number), {}};
    instance.isDicom = true;
    instance.studyUid = "1.2.3";
    instance.seriesUid = "1.2.3.1";
    instance.sopUid = "1.2.3.1." + std::to_string(number);
    instance.seriesDescription = "Chest";
    instance.instanceNumber = number;
    instance.rows = instance.columns = 8;
    instance.plane = image::Plane{{0, 0, z}, {1, 0, 0}, {0, 1, 0}};
    return instance;
}

std::vector<dicom::Series> seriesOf(const std::vector<Instance>& instances) {
    return dicom::buildStudies(instances).studies.at(0).series;
}

bool warns(const dicom::Series& series, const char* word) {
    return std::any_of(series.warnings.begin(), series.warnings.end(),
                       [&](const auto& text) { return text.find(word) != std::string::npos; });
}

std::vector<image::Plane> planes(const std::vector<double>& heights, double drift = 0.0) {
    std::vector<image::Plane> out;
    for (const double z : heights) out.push_back({{0, drift * z, z}, {1, 0, 0}, {0, 1, 0}});
    return out;
}

}  // namespace

class TestSplitSeries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPlainStackIsOnePart() {
        std::vector<Instance> instances;
        for (int i = 0; i < 10; ++i) instances.push_back(slice(i, 2.5 * (10 - i)));
        const auto series = seriesOf(instances);
        QCOMPARE(series.size(), std::size_t{1});
        QCOMPARE(series[0].uid, std::string("1.2.3.1"));
        QCOMPARE(series[0].description, std::string("Chest"));
        QVERIFY(series[0].warnings.empty());
        QVERIFY(series[0].stack && series[0].stack->regular);
        QCOMPARE(series[0].stack->distanceMm, 2.5);
        QCOMPARE(series[0].stack->normal, (std::array<double, 3>{0, 0, 1}));
    }
    void localizersAndOrientationsPart() {
        std::vector<Instance> instances;
        for (int i = 0; i < 6; ++i) instances.push_back(slice(i, i));
        for (int i = 6; i < 9; ++i) {
            auto coronal = slice(i, 0);
            coronal.plane = image::Plane{{0, 5.0 * i, 0}, {1, 0, 0}, {0, 0, -1}};
            instances.push_back(coronal);
        }
        auto scout = slice(20, 3);
        scout.localizer = true;
        instances.push_back(scout);
        const auto series = seriesOf(instances);
        QCOMPARE(series.size(), std::size_t{3});
        QStringList uids, names;
        for (const auto& part : series) {
            uids << QString::fromStdString(part.uid);
            names << QString::fromStdString(part.description);
            QCOMPARE(part.seriesUid, std::string("1.2.3.1"));
            QVERIFY(warns(part, "split into 3 parts"));
        }
        QCOMPARE(uids, (QStringList{"1.2.3.1", "1.2.3.1/2", "1.2.3.1/3"}));
        QCOMPARE(names, (QStringList{"Chest (axial)", "Chest (coronal)", "Chest (localizer)"}));
        QVERIFY(series[0].stack->regular && series[1].stack->regular);
        QCOMPARE(series[1].imageCount(), 3);
    }
    void statedPhasesPart() {
        std::vector<Instance> instances;
        for (int i = 0; i < 12; ++i) {
            instances.push_back(slice(i, i / 3));
            instances.back().phase = "echo " + std::to_string(1 + i % 3);
        }
        const auto series = seriesOf(instances);
        QCOMPARE(series.size(), std::size_t{3});
        QCOMPARE(series[2].description, std::string("Chest (echo 3)"));
        for (const auto& part : series) QVERIFY(part.stack->regular && !warns(part, "share positions"));
    }
    // Many phases are a time series, unstated ones are not guessed, and a value that merely changes along
    // the stack is no phase.
    void otherRepetitionsStay() {
        std::vector<Instance> many, unstated, along;
        for (int i = 0; i < 40; ++i) {
            many.push_back(slice(i, i % 4));
            many.back().phase = "phase " + std::to_string(i / 4);
            unstated.push_back(slice(i, i / 2));
            along.push_back(slice(i, i));
            along.back().phase = "echo " + std::to_string(i / 20);
        }
        QCOMPARE(seriesOf(many).size(), std::size_t{1});
        QVERIFY(warns(seriesOf(many)[0], "share positions"));
        QCOMPARE(seriesOf(unstated).size(), std::size_t{1});
        QVERIFY(!seriesOf(unstated)[0].stack->regular);
        QCOMPARE(seriesOf(along).size(), std::size_t{1});
        QVERIFY(seriesOf(along)[0].stack->regular);
    }
    void radialPlanesStayTogether() {
        std::vector<Instance> instances;
        for (int i = 0; i < 12; ++i) {
            auto radial = slice(i, 0);
            const double a = 0.2 * i;
            radial.plane = image::Plane{{0, 0, 0}, {std::cos(a), std::sin(a), 0}, {0, 0, -1}};
            instances.push_back(radial);
        }
        const auto series = seriesOf(instances);
        QCOMPARE(series.size(), std::size_t{1});
        QVERIFY(!series[0].stack);
        QVERIFY(warns(series[0], "orientations"));
    }
    void otherSizesPart() {
        std::vector<Instance> instances;
        for (int i = 0; i < 8; ++i) {
            instances.push_back(slice(i, i));
            if (i >= 4) instances.back().rows = 16;
        }
        QCOMPARE(seriesOf(instances).size(), std::size_t{2});
    }
    // The first image that arrives decides which part keeps the UID, however many follow.
    void namesDoNotChangeWhileReading() {
        std::vector<Instance> instances;
        auto scout = slice(0, 3);
        scout.localizer = true;
        instances.push_back(scout);
        QCOMPARE(seriesOf(instances)[0].uid, std::string("1.2.3.1"));
        for (int i = 1; i < 9; ++i) instances.push_back(slice(i, i));
        for (const auto& part : seriesOf(instances))
            QCOMPARE(part.uid, std::string(part.instances[0].localizer ? "1.2.3.1" : "1.2.3.1/2"));
    }
    void stacks() {
        QVERIFY(!dicom::stackOf({}));
        QCOMPARE(dicom::stackOf(planes({4}))->distanceMm, 0.0);
        const auto even = dicom::stackOf(planes({0, 3, 6, 9.02, 12}));
        QVERIFY(even->regular);
        const auto gap = dicom::stackOf(planes({0, 3, 6, 12, 15}));
        QVERIFY(!gap->regular);
        QCOMPARE(gap->gaps, 1);
        QCOMPARE(gap->distanceMm, 3.0);
        const auto tilted = dicom::stackOf(planes({0, 3, 6, 9}, 0.3));
        QVERIFY(tilted->sheared && !tilted->regular);
        QVERIFY(!dicom::stackOf(planes({0, 3, 2, 9}))->regular);  // out of order
        auto mixed = planes({0, 1});
        mixed[1].columnDirection = {0, 0, -1};
        QVERIFY(!dicom::stackOf(mixed));
    }
};

QTEST_APPLESS_MAIN(TestSplitSeries)
#include "tst_split_series.moc"
