// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Pillow's resampling value for value: digests written by tests/reference/make_preparation.py.
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/sha256.h"
#include "core/image/pil_resample.h"

using namespace hilum;
using nlohmann::json;

class TestPilResample : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsPillow() {
        std::ifstream in(HILUM_SOURCE_DIR "/tests/data/preparation/resampling.json");
        const auto cases = json::parse(in);
        QVERIFY(cases.size() >= 32);
        for (const auto& entry : cases) {
            const int width = entry["from"][0], height = entry["from"][1], channels = entry["from"][2];
            auto pixels = std::make_shared<std::vector<std::uint8_t>>();
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x)
                    for (int c = 0; c < channels; ++c)
                        pixels->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + x * y / 16 + 29 * c) % 256));
            const image::Raster raster{width, height, channels, pixels};
            const auto filter = entry["filter"] == "bicubic" ? image::PilFilter::Bicubic : image::PilFilter::Bilinear;
            const auto made = image::pilResize(raster, entry["to"][0], entry["to"][1], filter);
            const std::string_view bytes(reinterpret_cast<const char*>(made.pixels->data()), made.pixels->size());
            QVERIFY2(base::sha256Hex(bytes) == entry["sha256"].get<std::string>(), entry.dump().c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestPilResample)
#include "tst_pil_resample.moc"
