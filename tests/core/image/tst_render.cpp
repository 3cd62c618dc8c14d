// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The grey-scale pipeline against values worked out from PS3.3 C.11, and the geometry of resampling.
#include <QTest>

#include <cstring>
#include <limits>

#include "core/image/resample.h"
#include "core/image/window_level.h"

using namespace hilum::image;

namespace {

template <class T>
Image imageOf(PixelType type, int width, int height, const std::vector<T>& values) {
    Image image;
    image.width = width;
    image.height = height;
    image.type = type;
    auto pixels = std::make_shared<std::vector<std::byte>>(values.size() * sizeof(T));
    std::memcpy(pixels->data(), values.data(), pixels->size());
    image.pixels = std::move(pixels);
    return image;
}

Raster rasterOf(int width, int height, int channels, const std::vector<std::uint8_t>& values) {
    Raster raster;
    raster.width = width;
    raster.height = height;
    raster.channels = channels;
    raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(values);
    return raster;
}

Raster ramp(int width, int height) {
    std::vector<std::uint8_t> values;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) values.push_back(static_cast<std::uint8_t>((x * 7 + y * 13) % 256));
    return rasterOf(width, height, 1, values);
}

}  // namespace

class TestRender : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eightBitComesOutUnchanged() {
        std::vector<std::uint8_t> values(256);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i);
        const Image image = imageOf(PixelType::UInt8, 16, 16, values);
        QVERIFY(*modelRendition(image).pixels == values);
        const auto turned = render(image, defaultWindow(image), true);
        for (std::size_t i = 0; i < 256; ++i) QCOMPARE(int((*turned.pixels)[i]), 255 - int(i));
    }
    void voiFunctions_data() {
        QTest::addColumn<int>("function");
        QTest::addColumn<double>("centre");
        QTest::addColumn<double>("width");
        QTest::addColumn<int>("stored");
        QTest::addColumn<int>("level");
        const int linear = static_cast<int>(VoiFunction::Linear), exact = static_cast<int>(VoiFunction::LinearExact),
                  sigmoid = static_cast<int>(VoiFunction::Sigmoid);
        // PS3.3 C.11.2.1.2 note: centre 2048, width 4096 maps 0 to 0 and 4095 to 255.
        QTest::newRow("linear low end") << linear << 2048.0 << 4096.0 << 0 << 0;
        QTest::newRow("linear high end") << linear << 2048.0 << 4096.0 << 4095 << 255;
        QTest::newRow("linear past") << linear << 2048.0 << 4096.0 << 5000 << 255;
        QTest::newRow("linear, width 1 below") << linear << 2048.0 << 1.0 << 2047 << 0;
        QTest::newRow("linear, width 1 above") << linear << 2048.0 << 1.0 << 2048 << 255;
        QTest::newRow("linear, width 0") << linear << 100.0 << 0.0 << 100 << 255;
        QTest::newRow("exact middle") << exact << 100.0 << 200.0 << 100 << 128;
        QTest::newRow("exact quarter") << exact << 100.0 << 200.0 << 50 << 64;
        QTest::newRow("exact end") << exact << 100.0 << 200.0 << 200 << 255;
        QTest::newRow("sigmoid middle") << sigmoid << 100.0 << 200.0 << 100 << 128;
        QTest::newRow("sigmoid, +1/4 width") << sigmoid << 100.0 << 200.0 << 150 << 186;  // 255 / (1 + e^-1)
    }
    void voiFunctions() {
        QFETCH(int, function);
        QFETCH(double, centre);
        QFETCH(double, width);
        QFETCH(int, stored);
        QFETCH(int, level);
        const WindowLevel window{centre, width, static_cast<VoiFunction>(function), {}};
        const auto narrow = imageOf<std::uint16_t>(PixelType::UInt16, 1, 1, {static_cast<std::uint16_t>(stored)});
        const auto wide = imageOf<float>(PixelType::Float32, 1, 1, {static_cast<float>(stored)});
        QCOMPARE(int(render(narrow, window).pixels->front()), level);
        QCOMPARE(int(render(wide, window).pixels->front()), level);
    }
    void everyTypeGoesThroughTheSamePipeline() {
        const std::vector<int> values = {-100, -50, 0, 50, 100, 120};
        const auto check = [&](PixelType type, auto zero) {
            using T = decltype(zero);
            std::vector<T> typed;
            for (const int v : values) typed.push_back(static_cast<T>(v));
            Image image = imageOf<T>(type, 6, 1, typed);
            image.slope = 2;
            image.intercept = 10;
            const auto raster = render(image, {10.0, 400.0, VoiFunction::LinearExact, {}});
            const std::vector<std::uint8_t> wanted = {0, 64, 128, 191, 255, 255};
            QVERIFY(*raster.pixels == wanted);
        };
        check(PixelType::Int8, std::int8_t{});
        check(PixelType::Int16, std::int16_t{});
        check(PixelType::Int32, std::int32_t{});
        check(PixelType::Float32, float{});
        check(PixelType::Float64, double{});
    }
    void invertedModelAndPadding() {
        Image image = imageOf<std::int16_t>(PixelType::Int16, 3, 1, {-2000, 0, 100});
        image.colour = ColourModel::GreyInverted;
        image.padding = -2000;
        const WindowLevel window{50, 100, VoiFunction::LinearExact, {}};
        QCOMPARE(*render(image, window).pixels, (std::vector<std::uint8_t>{0, 255, 0}));
        QCOMPARE(*render(image, window, true).pixels, (std::vector<std::uint8_t>{0, 0, 255}));
        const auto automatic = defaultWindow(image);  // padding does not widen it
        QCOMPARE(automatic.centre, 50.0);
        QCOMPARE(automatic.width, 100.0);
    }
    void automaticWindowClipsATenthOfAPercent() {
        std::vector<std::uint16_t> values(10'000, 500);
        for (std::size_t i = 0; i < 5'000; ++i) values[i] = 400;
        for (std::size_t i = 0; i < 10; ++i) values[i] = 60'000;  // exactly 0.1 %
        for (std::size_t i = 10; i < 20; ++i) values[i] = 0;
        const Image image = imageOf(PixelType::UInt16, 100, 100, values);
        QCOMPARE(defaultWindow(image).centre, 450.0);
        QCOMPARE(defaultWindow(image).width, 100.0);
        QCOMPARE(fullRangeWindow(image).width, 60'000.0);
        Image negative = image;
        negative.slope = -1;
        QCOMPARE(defaultWindow(negative).centre, -450.0);
    }
    void oddContentsStillRender() {
        const auto flat = imageOf<std::uint16_t>(PixelType::UInt16, 2, 1, {7, 7});
        QVERIFY(defaultWindow(flat).width > 0);
        QCOMPARE(modelRendition(flat).pixels->size(), std::size_t{2});
        const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
        const auto floats = imageOf<float>(PixelType::Float32, 4, 1, {nan, 0.0F, 1.0F, inf});
        QCOMPARE(defaultWindow(floats).width, 1.0);
        QCOMPARE(*modelRendition(floats).pixels, (std::vector<std::uint8_t>{0, 0, 255, 255}));
        QVERIFY(modelRendition(imageOf<float>(PixelType::Float32, 1, 1, {nan})).pixels);
        Image padded = flat;
        padded.padding = 7;
        QCOMPARE(*modelRendition(padded).pixels, (std::vector<std::uint8_t>{0, 0}));
        QVERIFY(render(Image{}, {}).empty());
    }

    void resizeAntialiases() {
        const Raster board = rasterOf(4, 2, 1, {0, 255, 0, 255, 255, 0, 255, 0});
        QCOMPARE(*resize(board, 2, 1).pixels, (std::vector<std::uint8_t>{128, 128}));
        QCOMPARE(*resize(rasterOf(1, 1, 3, {1, 2, 3}), 2, 1).pixels, (std::vector<std::uint8_t>{1, 2, 3, 1, 2, 3}));
        QCOMPARE(resize(board, 2, 4).pixels->size(), std::size_t{8});  // one axis shrinks, one grows
        QVERIFY(resize(board, 4, 2).pixels == board.pixels);
        QVERIFY(resize(Raster{}, 2, 2).empty());
        QVERIFY(resize(board, 0, 2).empty());
    }
    void mirrorsAndConverts() {
        QCOMPARE(*mirrored(rasterOf(2, 1, 3, {1, 2, 3, 4, 5, 6})).pixels,
                 (std::vector<std::uint8_t>{4, 5, 6, 1, 2, 3}));
        const auto image = mirrored(imageOf<std::uint16_t>(PixelType::UInt16, 2, 2, {1, 2, 3, 4000}));
        QCOMPARE(image.stored(0, 1), 4000.0);
        QCOMPARE(*toGrey(rasterOf(1, 1, 3, {255, 255, 255})).pixels, (std::vector<std::uint8_t>{255}));
        QCOMPARE(*toGrey(rasterOf(1, 1, 3, {255, 0, 0})).pixels, (std::vector<std::uint8_t>{76}));
        QCOMPARE(*toRgb(rasterOf(1, 1, 1, {9})).pixels, (std::vector<std::uint8_t>{9, 9, 9}));
    }
    void letterboxGeometry_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<double>("left");
        QTest::addColumn<double>("top");
        QTest::newRow("wide") << 64 << 32 << 0.0 << 4.0;
        QTest::newRow("tall") << 32 << 64 << 4.0 << 0.0;
        QTest::newRow("square") << 64 << 64 << 0.0 << 0.0;
        QTest::newRow("odd rest") << 64 << 36 << 0.0 << 3.0;  // 9 rows in 16: 3 above, 4 below
        QTest::newRow("growing") << 4 << 2 << 0.0 << 4.0;
        QTest::newRow("sliver") << 640 << 1 << 0.0 << 7.0;  // never less than one row
    }
    void letterboxGeometry() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(double, left);
        QFETCH(double, top);
        const auto box = letterbox(
            rasterOf(width, height, 1, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height), 200)), 16);
        QCOMPARE(box.offsetX, left);
        QCOMPARE(box.offsetY, top);
        QCOMPARE(box.raster.pixels->size(), std::size_t{256});
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) {
                const bool inside =
                    x >= left && x < 16 - left && y >= top && y < top + std::max(1.0, std::round(height * box.scale));
                if (left == 0.0 || x < left || x < 16 - left)
                    QCOMPARE(int((*box.raster.pixels)[static_cast<std::size_t>(y * 16 + x)]), inside ? 200 : 0);
            }
    }
    void heatMapsLandWhereTheyBelong() {
        const auto box = letterbox(ramp(200, 100), 64);
        HeatMap grid{8, 8, std::vector<float>(64, 0.0F)};
        grid.values[3 * 8 + 6] = 1.0F;  // model pixels x 48..55, y 24..31: image x 150..174, y 25..49
        const auto map = heatMapInImage(grid, box, 64, 200, 100);
        const auto peak = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
        QVERIFY(peak % 200 >= 150 && peak % 200 < 175);
        QVERIFY(peak / 200 >= 25 && peak / 200 < 50);
        QCOMPARE(map.values.front(), 0.0F);
        QVERIFY(heatMapInImage(HeatMap{8, 8, {}}, box, 64, 200, 100).values.empty());
    }
};

QTEST_APPLESS_MAIN(TestRender)
#include "tst_render.moc"
