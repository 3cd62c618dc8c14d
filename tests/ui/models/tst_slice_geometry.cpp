// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Slices in the patient: round trips, nearest slices, reference lines against points worked out by hand and
// against a search over the image; hanging rules over made-up studies; broken rule files.
#include <QTest>
#include <cmath>

#include "ui/models/hanging.h"
#include "ui/models/slice_geometry.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

SliceGeometry axial(double z, const std::string& frame = "F") {
    return {{{-100, -100, z}, {1, 0, 0}, {0, 1, 0}}, 0.5, 0.5, 400, 400, frame};
}
SliceGeometry coronal(double y, const std::string& frame = "F") {
    return {{{-100, y, 50}, {1, 0, 0}, {0, 0, -1}}, 0.5, 1.0, 400, 100, frame};
}
// Turned by 30 degrees about x.
SliceGeometry oblique() {
    const double c = std::cos(M_PI / 6), s = std::sin(M_PI / 6);
    return {{{-100, -80, -40}, {1, 0, 0}, {0, c, s}}, 0.5, 0.5, 400, 400, "F"};
}

dicom::Instance imageOf(const std::string& view, const std::string& laterality) {
    dicom::Instance instance;
    instance.view = view;
    instance.laterality = laterality;
    return instance;
}

dicom::Series seriesOf(const std::string& uid, const std::string& modality, const std::string& view = {},
                       const std::string& laterality = {}, const std::string& description = {}) {
    dicom::Series series;
    series.uid = uid;
    series.modality = modality;
    series.description = description;
    series.instances = {imageOf(view, laterality)};
    return series;
}

dicom::Study studyOf(const std::string& uid, const std::string& patient, const std::string& date,
                     std::vector<dicom::Series> series) {
    dicom::Study study;
    study.uid = uid;
    study.patientId = patient;
    study.date = date;
    study.series = std::move(series);
    return study;
}

}  // namespace

class TestSliceGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pointsGoThereAndBack() {
        for (const auto& slice : {axial(3), coronal(7), oblique()})
            for (const PointPx p : {PointPx{0.5, 0.5}, PointPx{123.25, 17.75}, PointPx{399, 42}}) {
                const PointMm there = slice.pointAt(p);
                const PointPx back = slice.pixelOf(there);
                QVERIFY(std::abs(back.x - p.x) < 1e-9 && std::abs(back.y - p.y) < 1e-9);
                QVERIFY(std::abs(slice.distanceTo(there)) < 1e-9);
            }
        // The centre of the first pixel is the plane's position.
        QCOMPARE(axial(3).pointAt({0.5, 0.5}), (PointMm{-100, -100, 3}));
        QCOMPARE(axial(3).pointAt({2.5, 4.5}), (PointMm{-99, -98, 3}));
    }

    void spacesAndDirections() {
        QVERIFY(sameSpace(axial(0), coronal(0)));
        QVERIFY(!sameSpace(axial(0), axial(0, "G")));
        QVERIFY(!sameSpace(axial(0, ""), axial(1, "")));  // unknown frames are never the same
        QVERIFY(parallel(axial(0), axial(9)));
        QVERIFY(!parallel(axial(0), coronal(0)));
        auto turned = axial(0);
        turned.plane.rowDirection = {-1, 0, 0};  // opposite normal
        QVERIFY(parallel(axial(0), turned));
    }

    void theNearestSliceIsFound() {
        std::vector<SliceGeometry> stack;
        for (int i = 0; i < 40; ++i) stack.push_back(axial(-20 + 2.5 * i));
        QCOMPARE(nearestSlice(stack, {0, 0, -100}), std::optional<int>(0));
        QCOMPARE(nearestSlice(stack, {50, 9, 11}), std::optional<int>(12));
        QCOMPARE(nearestSlice(stack, {0, 0, 11.3}), std::optional<int>(13));
        QVERIFY(!nearestSlice({}, {0, 0, 0}));
        QCOMPARE(positionAlong(stack[4], {0, 0, 1}), -10.0);
    }

    void referenceLinesLieWhereThePlanesCut() {
        // The coronal plane y = 7 cuts the axial image in row (7 + 100) / 0.5 + 0.5, over its whole width.
        const auto line = referenceLine(axial(3), coronal(7));
        QVERIFY(line.has_value());
        QVERIFY(std::abs(line->first.y - 214.5) < 1e-9 && std::abs(line->second.y - 214.5) < 1e-9);
        QVERIFY(std::abs(std::abs(line->second.x - line->first.x) - 400) < 1e-9);
        // The other way: z = 3 is (50 - 3) / 1 + 0.5 rows down.
        const auto back = referenceLine(coronal(7), axial(3));
        QVERIFY(back.has_value());
        QVERIFY(std::abs(back->first.y - 47.5) < 1e-9 && std::abs(back->second.y - 47.5) < 1e-9);
        QVERIFY(!referenceLine(axial(3), axial(5)));
        QVERIFY(!referenceLine(axial(3), coronal(500)));  // outside the image
    }

    // Along the line every point is in the source's plane and inside both images; just beyond its ends not.
    void anObliqueLineIsExact() {
        const auto target = axial(10);
        const auto source = oblique();
        const auto line = referenceLine(target, source);
        QVERIFY(line.has_value());
        const auto at = [&](double t) {
            return PointPx{line->first.x + t * (line->second.x - line->first.x),
                           line->first.y + t * (line->second.y - line->first.y)};
        };
        const auto inside = [](const SliceGeometry& slice, PointPx p) {
            return p.x >= -1e-6 && p.y >= -1e-6 && p.x <= slice.width + 1e-6 && p.y <= slice.height + 1e-6;
        };
        for (int i = 0; i <= 20; ++i) {
            const PointMm point = target.pointAt(at(i / 20.0));
            QVERIFY(std::abs(source.distanceTo(point)) < 1e-9);
            QVERIFY(inside(target, at(i / 20.0)) && inside(source, source.pixelOf(point)));
        }
        for (const double beyond : {-0.01, 1.01})
            QVERIFY(!inside(target, at(beyond)) || !inside(source, source.pixelOf(target.pointAt(at(beyond)))));
    }

    void mammographyHangsInItsPlaces() {
        const auto rules = parseHangingRules(
            R"({"rules":[{"name":"MG","modality":["MG"],"minSeries":4,"rows":2,"columns":2,"cells":[
               {"laterality":"R","view":"CC"},{"laterality":"L","view":"CC"},{"laterality":"R","view":"MLO"},{"laterality":"L","view":"MLO"}]}]})");
        QVERIFY(rules.ok());
        dicom::OpenedStudies studies;
        studies.studies = {studyOf("s", "p", "2026-01-01",
                                   {seriesOf("lm", "MG", "MLO", "L"), seriesOf("rc", "MG", "CC", "R"),
                                    seriesOf("lc", "MG", "CC", "L"), seriesOf("rm", "MG", "MLO", "R")})};
        const auto hanging = hang(*rules, studies, studies.studies.front());
        QVERIFY(hanging.has_value());
        QCOMPARE(hanging->series, (std::vector<std::string>{"rc", "lc", "rm", "lm"}));
        studies.studies.front().series.pop_back();
        QVERIFY(!hang(*rules, studies, studies.studies.front()));  // three views are too few
    }

    void priorsAreOlderAndOfTheSamePatient() {
        dicom::OpenedStudies studies;
        studies.studies = {studyOf("new", "p", "2026-05-01", {seriesOf("a", "CR", "PA"), seriesOf("b", "CR", "LL")}),
                           studyOf("old", "p", "2024-03-01", {seriesOf("d", "CR", "LL"), seriesOf("c", "CR", "PA")}),
                           studyOf("mid", "p", "2025-03-01", {seriesOf("m", "MR")}),
                           studyOf("other", "q", "2025-01-01", {seriesOf("x", "CR", "PA")})};
        const auto priors = priorsOf(studies, studies.studies.front());
        QCOMPARE(priors.size(), std::size_t{2});
        QCOMPARE(priors.front()->uid, std::string("mid"));
        QCOMPARE(priorsOf(studies, studies.studies[1]).size(), std::size_t{0});
        QCOMPARE(likeSeries(studies.studies[1], studies.studies[0].series[0])->uid, std::string("c"));
        QVERIFY(likeSeries(studies.studies[2], studies.studies[0].series[0]) == nullptr);
        const auto rules = parseHangingRules(
            R"({"rules":[{"name":"prior","modality":["CR"],"prior":true,"rows":1,"columns":2,"cells":[{},{"prior":2}]}]})");
        const auto hanging = hang(*rules, studies, studies.studies.front());
        QVERIFY(hanging.has_value());
        QCOMPARE(hanging->series, (std::vector<std::string>{"a", "d"}));
        QVERIFY(!hang(*rules, studies, studies.studies[3]));  // nobody older
    }

    void shippedRulesAreSound() {
        const auto rules = readHangingRules(HILUM_SOURCE_DIR "/resources/hanging.json");
        QVERIFY2(rules.ok(), rules.ok() ? "" : rules.error().message.c_str());
        QVERIFY(rules->size() >= 4);
    }

    void brokenRulesSayWhich_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("no name") << QByteArray(R"({"rules":[{"rows":1}]})");
        QTest::newRow("five rows") << QByteArray(R"({"rules":[{"name":"a","rows":5}]})");
        QTest::newRow("no rows") << QByteArray(R"({"rules":[{"name":"a","rows":0}]})");
        QTest::newRow("rows as words") << QByteArray(R"({"rules":[{"name":"a","rows":"two"}]})");
        QTest::newRow("modality") << QByteArray(R"({"rules":[{"name":"a","modality":"CT"}]})");
        QTest::newRow("cell") << QByteArray(R"({"rules":[{"name":"a","cells":["left"]}]})");
        QTest::newRow("prior") << QByteArray(R"({"rules":[{"name":"a","cells":[{"prior":-1}]}]})");
    }
    void brokenRulesSayWhich() {
        QFETCH(QByteArray, text);
        const auto rules = parseHangingRules(text.toStdString());
        QVERIFY(!rules.ok());
        QCOMPARE(rules.error().code, base::ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestSliceGeometry)
#include "tst_slice_geometry.moc"
