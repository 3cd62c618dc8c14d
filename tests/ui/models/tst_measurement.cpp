// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Measurement arithmetic against numbers worked out by hand and against slow, plain loops; units by kind of
// spacing; the saved form and everything that may be wrong with it.
#include <QTest>
#include <cmath>
#include <numbers>
#include <random>

#include "ui/models/measurement.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

image::Image ramp(int width, int height, image::Spacing spacing = {}) {
    image::Image image;
    image.width = width;
    image.height = height;
    image.type = image::PixelType::Int16;
    image.slope = 2.0;
    image.intercept = -1024.0;
    image.unit = "HU";
    image.spacing = spacing;
    auto bytes = std::make_shared<std::vector<std::byte>>(image.pixelCount() * 2);
    auto* values = reinterpret_cast<std::int16_t*>(bytes->data());
    std::mt19937 random(7);
    for (std::size_t i = 0; i < image.pixelCount(); ++i) values[i] = static_cast<std::int16_t>(random() % 3000);
    image.pixels = bytes;
    return image;
}

struct Slow {
    std::vector<double> values;
    double mean() const {
        double sum = 0;
        for (const double v : values) sum += v;
        return sum / static_cast<double>(values.size());
    }
    double deviation() const {
        double sum = 0;
        for (const double v : values) sum += (v - mean()) * (v - mean());
        return std::sqrt(sum / static_cast<double>(values.size()));
    }
};

void compare(const RoiStatistics& fast, const Slow& slow) {
    QCOMPARE(fast.pixels, slow.values.size());
    QVERIFY(std::abs(fast.mean - slow.mean()) < 1e-9);
    QVERIFY(std::abs(fast.deviation - slow.deviation()) < 1e-8);
    QCOMPARE(fast.least, *std::min_element(slow.values.begin(), slow.values.end()));
    QCOMPARE(fast.most, *std::max_element(slow.values.begin(), slow.values.end()));
}

// A textbook point-in-polygon test, pixel by pixel.
bool inside(const std::vector<PointPx>& p, double x, double y) {
    bool in = false;
    for (std::size_t i = 0, j = p.size() - 1; i < p.size(); j = i++)
        if ((p[i].y > y) != (p[j].y > y) && x < (p[j].x - p[i].x) * (y - p[i].y) / (p[j].y - p[i].y) + p[i].x) in = !in;
    return in;
}

}  // namespace

class TestMeasurement : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unitsAreSaidByTheKindOfSpacing() {
        const PointPx a{10, 10}, b{13, 14};
        const auto calibrated = distanceOf(a, b, {0.5, 2.0, image::SpacingKind::Calibrated});
        QCOMPARE(calibrated.unit, LengthUnit::Millimetres);
        QCOMPARE(calibrated.value, std::hypot(1.5, 8.0));
        const auto detector = distanceOf(a, b, {0.2, 0.2, image::SpacingKind::AtDetector});
        QCOMPARE(detector.unit, LengthUnit::MillimetresAtDetector);
        QCOMPARE(detector.value, 1.0);
        // Without calibration the two numbers are only the pixels' proportions.
        const auto none = distanceOf(a, b, {1.0, 3.0, image::SpacingKind::None});
        QCOMPARE(none.unit, LengthUnit::Pixels);
        QCOMPARE(none.value, 5.0);
        QCOMPARE(unitOf({0.0, 0.0, image::SpacingKind::Calibrated}), LengthUnit::Pixels);
    }

    void anglesUseThePixelsProportions() {
        QCOMPARE(angleOf({10, 0}, {0, 0}, {0, 10}, {}), 90.0);
        QCOMPARE(angleOf({10, 0}, {0, 0}, {10, 10}, {}), 45.0);
        QVERIFY(std::abs(angleOf({10, 0}, {0, 0}, {10, 10}, {1.0, std::numbers::sqrt3, image::SpacingKind::None}) -
                         60.0) < 1e-12);
        QCOMPARE(angleOf({10, 0}, {0, 0}, {-5, 0}, {}), 180.0);
        QCOMPARE(angleOf({0, 0}, {0, 0}, {5, 5}, {}), 0.0);
        // Near zero nothing is lost.
        const double tiny = angleOf({1, 0}, {0, 0}, {1, 1e-9}, {});
        QVERIFY(std::abs(tiny - 1e-9 * 180 / std::numbers::pi) < 1e-18);
    }

    void cobbIsTheSameHoweverTheLinesAreDrawn() {
        const PointPx a0{0, 0}, a1{10, 0}, b0{0, 50}, b1{10, 60};
        for (const auto& angle : {cobbOf(a0, a1, b0, b1, {}), cobbOf(a1, a0, b0, b1, {}), cobbOf(a0, a1, b1, b0, {}),
                                  cobbOf(b0, b1, a0, a1, {}), cobbOf(a1, a0, b1, b0, {})})
            QVERIFY(std::abs(angle - 45.0) < 1e-12);
        // 30 degrees up and 40 degrees down enclose 70.
        const auto at = [](double degrees) {
            return PointPx{std::cos(degrees * std::numbers::pi / 180), std::sin(degrees * std::numbers::pi / 180)};
        };
        QVERIFY(std::abs(cobbOf({0, 0}, at(-30), {0, 0}, at(40), {}) - 70.0) < 1e-12);
        QVERIFY(std::abs(cobbOf({0, 0}, at(-80), {0, 0}, at(70), {}) - 150.0) < 1e-12);
    }

    void ellipseAgreesWithASlowLoop_data() {
        QTest::addColumn<double>("x0");
        QTest::addColumn<double>("y0");
        QTest::addColumn<double>("x1");
        QTest::addColumn<double>("y1");
        QTest::newRow("inside") << 10.3 << 12.8 << 40.1 << 33.9;
        QTest::newRow("turned round") << 40.1 << 33.9 << 10.3 << 12.8;
        QTest::newRow("over the edge") << -20.0 << -5.5 << 30.25 << 47.0;
        QTest::newRow("one pixel") << 5.0 << 5.0 << 6.0 << 6.0;
        QTest::newRow("whole image") << -100.0 << -100.0 << 200.0 << 200.0;
    }
    void ellipseAgreesWithASlowLoop() {
        QFETCH(double, x0);
        QFETCH(double, y0);
        QFETCH(double, x1);
        QFETCH(double, y1);
        const auto image = ramp(64, 48, {0.5, 0.25, image::SpacingKind::Calibrated});
        Slow slow;
        const double a = std::abs(x1 - x0) / 2, b = std::abs(y1 - y0) / 2;
        for (int y = 0; y < image.height; ++y)
            for (int x = 0; x < image.width; ++x) {
                const double u = (x + 0.5 - (x0 + x1) / 2) / a, v = (y + 0.5 - (y0 + y1) / 2) / b;
                if (u * u + v * v <= 1.0) slow.values.push_back(image.modalityValue(x, y));
            }
        const auto fast = ellipseStatistics(image, {x0, y0}, {x1, y1});
        compare(fast, slow);
        QVERIFY(std::abs(fast.area - std::numbers::pi * a * b * 0.125) < 1e-9);
        QCOMPARE(fast.unit, LengthUnit::Millimetres);
        QCOMPARE(fast.valueUnit, std::string("HU"));
    }

    void polygonAgreesWithASlowLoop() {
        const auto image = ramp(80, 60);
        std::mt19937 random(3);
        std::uniform_real_distribution<double> across(-10, 90), down(-10, 70);
        for (int round = 0; round < 60; ++round) {
            std::vector<PointPx> points;
            for (int i = 0; i < 3 + round % 9; ++i) points.push_back({across(random), down(random)});
            Slow slow;
            std::size_t covered = 0;
            for (int y = 0; y < image.height; ++y)
                for (int x = 0; x < image.width; ++x)
                    if (inside(points, x + 0.5, y + 0.5)) {
                        slow.values.push_back(image.modalityValue(x, y));
                        ++covered;
                    }
            const auto fast = polygonStatistics(image, points);
            QCOMPARE(fast.pixels, covered);
            if (covered > 0) compare(fast, slow);
            if (crossesItself(points)) QCOMPARE(fast.area, static_cast<double>(covered));
        }
    }

    void areasOfKnownShapes() {
        const auto image = ramp(64, 64, {0.5, 0.5, image::SpacingKind::AtDetector});
        const auto square = polygonStatistics(image, {{10, 10}, {30, 10}, {30, 20}, {10, 20}});
        QCOMPARE(square.area, 50.0);
        QCOMPARE(square.unit, LengthUnit::MillimetresAtDetector);
        QCOMPARE(square.pixels, std::size_t{200});
        QVERIFY(!crossesItself({{0, 0}, {4, 0}, {4, 4}, {0, 4}}));
        QVERIFY(crossesItself({{0, 0}, {4, 4}, {4, 0}, {0, 4}}));
        QVERIFY(!crossesItself({{0, 0}, {4, 0}, {4, 4}}));
    }

    void whatHasNoValuesSaysSo() {
        auto image = ramp(32, 32);
        QVERIFY(!ellipseStatistics(image, {100, 100}, {120, 120}).hasValues);
        QVERIFY(!ellipseStatistics(image, {5, 5}, {5, 9}).hasValues);
        QVERIFY(!polygonStatistics(image, {{1, 1}, {2, 2}}).hasValues);
        image.channels = 3;
        image.colour = image::ColourModel::Rgb;
        image.type = image::PixelType::UInt8;
        image.pixels = std::make_shared<std::vector<std::byte>>(32 * 32 * 3);
        const auto colour = ellipseStatistics(image, {2, 2}, {20, 20});
        QVERIFY(!colour.hasValues && colour.area > 0);
    }

    void paddingIsNoValue() {
        auto image = ramp(16, 16);
        auto bytes = std::make_shared<std::vector<std::byte>>(*image.pixels);
        auto* values = reinterpret_cast<std::int16_t*>(bytes->data());
        for (int i = 0; i < 256; ++i) values[i] = static_cast<std::int16_t>(i % 2 == 0 ? -2000 : 100);
        image.pixels = bytes;
        image.padding = -2000;
        const auto stats = polygonStatistics(image, {{0, 0}, {16, 0}, {16, 16}, {0, 16}});
        QCOMPARE(stats.pixels, std::size_t{128});
        QCOMPARE(stats.mean, 100 * 2.0 - 1024.0);
        QCOMPARE(stats.deviation, 0.0);
    }

    void savesAndReadsBack() {
        const std::vector<StudyNote> notes = {
            {"1.2.3#0",
             {{{7, MeasureKind::Distance, {{1.25, 2}, {3, 4.5}}},
               {8, MeasureKind::Polygon, {{0, 0}, {1, 0}, {1, 1}, {0, 1}}}},
              true}},
            {"1.2.4#3", {{{9, MeasureKind::Cobb, {{1, 2}, {3, 4}, {5, 6}, {7, 8}}}}, false}}};
        const auto back = notesFromJson(notesToJson(notes));
        QVERIFY(back.ok());
        QCOMPARE(back->size(), notes.size());
        for (std::size_t i = 0; i < notes.size(); ++i) QVERIFY((*back)[i] == notes[i]);
    }

    void brokenNotesAreRefused_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("measurements");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("no frames") << QByteArray(R"({"format":1})");
        QTest::newRow("newer") << QByteArray(R"({"format":2,"frames":[]})");
        QTest::newRow("kind") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"circle","points":[[1,2],[3,4]]}]}]})");
        QTest::newRow("one point") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"distance","points":[[1,2]]}]}]})");
        QTest::newRow("polygon of two") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"polygon","points":[[1,2],[3,4]]}]}]})");
        QTest::newRow("text as number") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"distance","points":[[1,"x"],[3,4]]}]}]})");
        QTest::newRow("huge number") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"distance","points":[[1,1e999],[3,4]]}]}]})");
        QTest::newRow("point of one") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"id":1,"kind":"distance","points":[[1],[3,4]]}]}]})");
        QTest::newRow("no id") << QByteArray(
            R"({"format":1,"frames":[{"frame":"a","measurements":[{"kind":"distance","points":[[1,2],[3,4]]}]}]})");
    }
    void brokenNotesAreRefused() {
        QFETCH(QByteArray, text);
        const auto read = notesFromJson(text.toStdString());
        QVERIFY(!read.ok());
        QVERIFY(!read.error().message.empty());
    }
};

QTEST_APPLESS_MAIN(TestMeasurement)
#include "tst_measurement.moc"
