// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// scikit-image's cubic resize with antialiasing within one grey level: bytes written by
// tests/reference/make_resampling.py.
#include <QTest>

#include <cstdlib>

#include "core/base/byte_reader.h"
#include "core/base/file_io.h"
#include "core/image/spline_resample.h"

using namespace hilum;

namespace {

image::Raster picture(int width, int height, int channels) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                pixels->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + x * y / 16 + 29 * c) % 256));
    return {width, height, channels, pixels};
}

}  // namespace

class TestSplineResample : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isWithinOneGreyLevel() {
        const auto bytes = base::readFile(HILUM_SOURCE_DIR "/tests/data/preparation/spline.bin", 1U << 20);
        QVERIFY(bytes.ok());
        base::ByteReader reader(*bytes);
        int cases = 0;
        while (reader.remaining() > 0) {
            const int width = reader.u16(), height = reader.u16(), channels = reader.u16(), w = reader.u16(),
                      h = reader.u16();
            const auto expected = reader.text(static_cast<std::size_t>(w * h * channels));
            QVERIFY(!reader.failed());
            const auto made = image::splineResize(picture(width, height, channels), w, h);
            QCOMPARE(made.pixels->size(), expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const int theirs = static_cast<std::uint8_t>(expected[i]);
                QVERIFY2(std::abs((*made.pixels)[i] - theirs) <= 1, qPrintable(QString::number(cases)));
            }
            ++cases;
        }
        QVERIFY(cases >= 7);
    }

    void ownSizeAndNothingStayAsTheyAre() {
        const auto whole = picture(20, 30, 3);
        QCOMPARE(*image::splineResize(whole, 20, 30).pixels, *whole.pixels);
        QVERIFY(image::splineResize({}, 8, 8).empty());
        QVERIFY(image::splineResize(whole, 0, 8).empty());
    }
};

QTEST_APPLESS_MAIN(TestSplineResample)
#include "tst_spline_resample.moc"
