// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The part of an image on screen against the plain definition: one screen pixel after the other, mapped back
// into the image and blended from four neighbours; turns, flips, zoom in and out, all grey types.
#include <QTest>
#include <cmath>
#include <cstring>
#include <random>

#include "ui/viewer/screen_patch.h"
#include "ui/viewer/view_transform.h"

using namespace hilum;
using namespace hilum::ui;

namespace {

image::Image noise(int width, int height, image::PixelType type) {
    image::Image image;
    image.width = width;
    image.height = height;
    image.type = type;
    const std::size_t each = image::sizeBytes(type);
    auto bytes = std::make_shared<std::vector<std::byte>>(image.pixelCount() * each);
    std::mt19937 random(5);
    for (auto& byte : *bytes) byte = static_cast<std::byte>(random());
    image.pixels = bytes;
    return image;
}

double expected(const image::Image& image, const QTransform& back, int x, int y) {
    const QPointF p = back.map(QPointF(x + 0.5, y + 0.5)) - QPointF(0.5, 0.5);
    const double fx = p.x() - std::floor(p.x()), fy = p.y() - std::floor(p.y());
    const auto at = [&](int dx, int dy) {
        return image.stored(std::clamp(static_cast<int>(std::floor(p.x())) + dx, 0, image.width - 1),
                            std::clamp(static_cast<int>(std::floor(p.y())) + dy, 0, image.height - 1));
    };
    return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
}

}  // namespace

class TestScreenPatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithThePlainDefinition_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("turns");
        QTest::addColumn<bool>("flip");
        QTest::addColumn<double>("zoom");
        for (const int type : {0, 1, 2, 3})
            for (int turns = 0; turns < 4; ++turns)
                for (const bool flip : {false, true})
                    for (const double zoom : {0.7, 1.0, 3.3})
                        QTest::addRow("type %d turns %d %s zoom %.1f", type, turns, flip ? "flipped" : "plain", zoom)
                            << type << turns << flip << zoom;
    }
    void agreesWithThePlainDefinition() {
        QFETCH(int, type);
        QFETCH(int, turns);
        QFETCH(bool, flip);
        QFETCH(double, zoom);
        const auto image = noise(61, 43, static_cast<image::PixelType>(type));
        ViewTransform view;
        view.fit = false;
        view.zoom = zoom;
        view.quarterTurns = turns;
        view.flipHorizontal = flip;
        view.pan = {7.25, -3.5};
        const QTransform map = view.imageToWidget(image, QSizeF(90, 70), 1.0);
        const QRect screen = coveredBy(image, map, QRect(0, 0, 90, 70));
        QVERIFY(!screen.isEmpty());
        const auto patch = makePatch(image, map, screen);
        QVERIFY(patch.has_value());
        QCOMPARE(patch->width, screen.width());
        // Weights are kept to 1/4096: of a range of 65535 that is 16 in each direction at most.
        const double range = type < 2 ? 255 : 65535;
        const QTransform back = map.inverted();
        for (int y = 0; y < screen.height(); ++y)
            for (int x = 0; x < screen.width(); ++x) {
                const double wanted = expected(image, back, screen.left() + x, screen.top() + y);
                QVERIFY(std::abs(patch->stored(x, y) - wanted) <= 1.01 + range / 4096);
            }
    }

    // At one to one on whole pixels the values come through untouched.
    void oneToOneIsExact() {
        const auto image = noise(40, 30, image::PixelType::Int16);
        const auto patch = makePatch(image, QTransform::fromTranslate(5, 3), QRect(5, 3, 40, 30));
        QVERIFY(patch.has_value());
        QVERIFY(*patch->pixels == *image.pixels);
    }

    void whatCannotBeBlendedIsLeftAlone() {
        auto image = noise(16, 16, image::PixelType::Int16);
        QVERIFY(canPatch(image));
        image.padding = -2000;
        QVERIFY(!canPatch(image));
        image.padding.reset();
        image.channels = 3;
        QVERIFY(!canPatch(image));
        image.channels = 1;
        QVERIFY(!makePatch(image, QTransform().rotate(30), QRect(0, 0, 8, 8)));
        QVERIFY(!makePatch(image, QTransform(), QRect()));
        QVERIFY(coveredBy(image, QTransform::fromTranslate(500, 0), QRect(0, 0, 90, 70)).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestScreenPatch)
#include "tst_screen_patch.moc"
