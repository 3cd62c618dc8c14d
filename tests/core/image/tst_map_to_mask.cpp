// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// From a heat map to a mask: the two groups are the optimal ones (against every possible cut), Otsu parts two humps,
// the largest parts stay whole, and a map that says nothing is refused instead of outlined.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "core/image/map_to_mask.h"

using namespace hilum::image;

namespace {

HeatMap mapOf(int width, int height, const std::function<float(int, int)>& value) {
    HeatMap map{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) map.values.push_back(value(x, y));
    return map;
}

double withinGroups(const std::vector<float>& values, float border) {
    double sum[2] = {}, square[2] = {}, count[2] = {};
    for (const float v : values) {
        const int group = v > border ? 1 : 0;
        ++count[group];
        sum[group] += static_cast<double>(v);
        square[group] += static_cast<double>(v) * static_cast<double>(v);
    }
    double total = 0;
    for (int g = 0; g < 2; ++g) total += count[g] > 0 ? square[g] - sum[g] * sum[g] / count[g] : 0;
    return total;
}

int inside(const Mask& mask) {
    return static_cast<int>(std::count(mask.pixels.begin(), mask.pixels.end(), std::uint8_t{255}));
}

// A disc of 1 at (20, 20), a smaller of 0.9 at (50, 40), noise below.
HeatMap twoDiscs() {
    std::mt19937 random(3);
    return mapOf(80, 60, [&](int x, int y) {
        const auto within = [&](int cx, int cy, int r) { return (x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r; };
        if (within(20, 20, 9)) return 1.0F;
        if (within(50, 40, 5)) return 0.9F;
        return 0.2F * static_cast<float>(random() % 1000) / 1000.0F;
    });
}

}  // namespace

class TestMapToMask : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoGroupsAreTheBestThereAre() {
        std::mt19937 random(11);
        for (int round = 0; round < 20; ++round) {
            std::vector<float> values(static_cast<std::size_t>(30 + round * 7));
            for (auto& v : values)
                v = std::pow(static_cast<float>(random() % 1000) / 999.0F, 1.0F + static_cast<float>(round % 4));
            const HeatMap map{static_cast<int>(values.size()), 1, values};
            const auto border = splitOf(map, {});
            QVERIFY(border.ok());
            double best = std::numeric_limits<double>::max();
            for (const float cut : values) best = std::min(best, withinGroups(values, cut));
            QVERIFY(withinGroups(values, *border) <= best * (1 + 1e-9) + 1e-9);
        }
    }

    void everySplitPartsTheDiscsFromTheNoise() {
        const auto map = twoDiscs();
        for (const MapSplit split : {MapSplit::KMeans, MapSplit::Otsu, MapSplit::Fixed}) {
            const auto all = maskOfMap(map, {split, 0.3F, 0});
            QVERIFY(all.ok());
            const int expected =
                static_cast<int>(std::count_if(map.values.begin(), map.values.end(), [](float v) { return v > 0.5F; }));
            QCOMPARE(inside(*all), expected);
        }
    }

    void theLargestPartsStay() {
        const auto map = twoDiscs();
        const auto one = maskOfMap(map, {}), two = maskOfMap(map, {MapSplit::KMeans, 0.3F, 2});
        QVERIFY(one.ok() && two.ok());
        const auto box = boxOf(*one);
        QCOMPARE(box.x0, 11);
        QCOMPARE(box.y0, 11);
        QCOMPARE(box.x1, 30);
        QCOMPARE(box.y1, 30);
        QVERIFY(inside(*two) > inside(*one));
        QCOMPARE(boxOf(*two).x1, 56);
    }

    void aMapThatSaysNothingIsRefused() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        for (const auto& map : {HeatMap{}, mapOf(9, 9, [](int, int) { return 0.0F; }),
                                mapOf(9, 9, [&](int x, int) { return x == 3 ? nan : 0.5F; })}) {
            const auto mask = maskOfMap(map, {});
            QVERIFY(!mask.ok());
            QCOMPARE(mask.error().code, hilum::base::ErrorCode::InvalidInput);
        }
        // A fixed threshold above everything still leaves the peak.
        const auto peak = maskOfMap(mapOf(9, 9, [](int x, int y) { return x == 4 && y == 5 ? 0.2F : 0.1F; }),
                                    {MapSplit::Fixed, 0.3F, 1});
        QVERIFY(peak.ok());
        QCOMPARE(inside(*peak), 1);
        QCOMPARE(boxOf(Mask{4, 4, std::vector<std::uint8_t>(16, 0)}).x1, 0);
    }
};

QTEST_APPLESS_MAIN(TestMapToMask)
#include "tst_map_to_mask.moc"
