// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a network gets of a picture: sizes and places for every rule, and, with HILUM_PREPARED naming what
// tests/reference/make_prepared.py wrote, within one grey level of the reference on real pictures of each modality.
#include <torch/torch.h>

#include <QTest>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/engine/module/preprocess.h"
#include "core/image/image_file.h"
#include "core/image/window_level.h"

using namespace hilum;
using engine::prepare;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

image::Raster picture(int width, int height, int channels) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                pixels->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + 40 * c) % 256));
    return {width, height, channels, std::move(pixels)};
}

packs::Preprocessing rule(const std::string& fit, const std::string& resample, int size,
                          const std::string& scale = "byte") {
    packs::Preprocessing out;
    out.fit = fit;
    out.resample = resample;
    out.size = size;
    out.scale = scale;
    out.colour = "rgb";
    return out;
}

packs::Preprocessing ruleOf(const json& entry) {
    auto out = rule(entry["fit"], entry["resample"], entry["size"]);
    out.colour = entry["colour"].get<std::string>();
    return out;
}

}  // namespace

class TestPrepare : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRuleAnswersEverySize_data() {
        QTest::addColumn<QByteArray>("fit");
        for (const char* fit : {"letterbox", "pad", "stretch", "crop", "corner"}) QTest::newRow(fit) << QByteArray(fit);
    }
    void everyRuleAnswersEverySize() {
        QFETCH(QByteArray, fit);
        for (const char* resample : {"hilum", "pil-bilinear", "pil-bicubic", "cv-linear", "cv-area", "spline"})
            for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {32, 32}, {33, 70}, {70, 33}})
                for (const int channels : {1, 3}) {
                    const auto r = rule(fit.toStdString(), resample, 32);
                    const auto made = prepare(picture(width, height, channels), r);
                    QVERIFY2(made.ok(), resample);
                    const auto& raster = made->box.raster;
                    QVERIFY(raster.width >= 1 && raster.width <= 32 && raster.height >= 1 && raster.height <= 32);
                    if (fit != "corner") QVERIFY(raster.width == 32 && raster.height == 32);
                    const auto pixels = engine::toPixels({raster}, r);
                    QCOMPARE(pixels.size(2), std::int64_t{32});
                    QVERIFY(torch::isfinite(pixels).all().item<bool>());
                }
    }

    void aCornerHasZerosOfTheNormalisedInputAround() {
        auto r = rule("corner", "pil-bilinear", 32);
        r.mean = {0.5F, 0.4F, 0.3F};
        const auto made = prepare(picture(40, 10, 3), r);
        QVERIFY(made.ok());
        QCOMPARE(made->box.raster.width, 32);
        QCOMPARE(made->box.raster.height, 8);
        const auto pixels = engine::toPixels({made->box.raster}, r);
        QCOMPARE(pixels.slice(2, 8).abs().max().item<float>(), 0.0F);
        QVERIFY(pixels.slice(2, 0, 8).abs().max().item<float>() > 0.0F);
    }

    void aMinmaxScaleReachesFromZeroToOne() {
        auto r = rule("stretch", "spline", 32, "minmax");
        r.mean = {0, 0, 0};
        r.std = {1, 1, 1};
        const auto of = [&](const image::Raster& raster) {
            return engine::toPixels({prepare(raster, r)->box.raster}, r);
        };
        const auto pixels = of(picture(40, 30, 1));
        QCOMPARE(pixels.min().item<float>(), 0.0F);
        QCOMPARE(pixels.max().item<float>(), 1.0F);
        const image::Raster plain{5, 5, 1, std::make_shared<std::vector<std::uint8_t>>(25, 200)};
        QCOMPARE(of(plain).abs().max().item<float>(), 0.0F);  // no contrast, and no division by zero
    }

    void aStripIsRefusedBeforeItFillsTheMemory() {
        for (const char* fit : {"letterbox", "pad", "stretch", "crop", "corner"})
            for (const auto& [width, height] : {std::pair{60000, 1}, {2, 30000}}) {
                const auto made = prepare(picture(width, height, 1), rule(fit, "pil-bicubic", 224));
                QVERIFY(!made.ok());
                QCOMPARE(made.error().code, base::ErrorCode::InvalidInput);
            }
        QVERIFY(!prepare({}, rule("crop", "pil-bicubic", 224)).ok());
    }

    // Per file and rule: the raster that the reference made, as a PNG.
    void equalsTheReferenceOnRealPictures() {
        const char* folder = std::getenv("HILUM_PREPARED");
        if (folder == nullptr) QSKIP("HILUM_PREPARED names no folder that make_prepared.py has written");
        std::ifstream in(fs::path(folder) / "prepared.json");
        const auto cases = json::parse(in);
        std::map<std::string, std::pair<int, int>> worst;  // rule and set -> largest difference, pictures
        for (const auto& entry : cases) {
            const auto image = image::readImageFile(entry["file"].get<std::string>());
            QVERIFY2(image.ok(), entry["file"].get<std::string>().c_str());
            const auto made = prepare(image::modelRendition(*image), ruleOf(entry));
            const auto reference = image::readImageFile(fs::path(folder) / entry["out"].get<std::string>());
            QVERIFY(made.ok() && reference.ok());
            const auto& ours = made->box.raster;
            QVERIFY(ours.width == reference->width && ours.height == reference->height);
            auto& [most, count] = worst[entry["set"].get<std::string>() + " " + entry["rule"].get<std::string>()];
            ++count;
            for (int y = 0; y < ours.height; ++y)
                for (int x = 0; x < ours.width; ++x)
                    for (int c = 0; c < 3; ++c) {
                        const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(ours.width) +
                                         static_cast<std::size_t>(x)) *
                                            static_cast<std::size_t>(ours.channels) +
                                        static_cast<std::size_t>(ours.channels == 3 ? c : 0);
                        const int value = (*ours.pixels)[at];
                        const auto theirs = static_cast<int>(reference->stored(x, y, reference->channels == 3 ? c : 0));
                        most = std::max(most, std::abs(value - theirs));
                    }
        }
        QVERIFY(!worst.empty());
        for (const auto& [name, found] : worst) {
            qInfo("%s: %d grey levels at most over %d pictures", name.c_str(), found.first, found.second);
            QVERIFY2(found.first <= 1, name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestPrepare)
#include "tst_prepare.moc"
