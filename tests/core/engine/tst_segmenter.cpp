// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Segmenters through the engine module: imported as published, asked with the picture's own pixels, and answered as
// the published code answers (masks, scores and logits of tests/reference/make_sam.py).
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/engine/model_api.h"
#include "core/weights/tensor_file.h"

using namespace hilum;
using base::ErrorCode;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";

image::Raster picture(int width, int height) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                pixels->push_back(static_cast<std::uint8_t>((5 * x + 3 * y + x * y / 9 + 40 * c) % 256));
    return {width, height, 3, pixels};
}

const image::Raster kPicture = picture(37, 50);

engine::SegmentPrompt boxPrompt() {
    engine::SegmentPrompt prompt;
    prompt.box = engine::PromptBox{6, 5, 33, 27};
    return prompt;
}

engine::SegmentPrompt pointsPrompt() {
    engine::SegmentPrompt prompt;
    prompt.points = {{20, 11, true}, {3, 30, false}};
    prompt.several = true;
    return prompt;
}

}  // namespace

class TestSegmenter : public QObject {
    Q_OBJECT
    engine::EngineModule* m_module = nullptr;
    QTemporaryDir m_root;

    fs::path library() const { return fs::path(m_root.path().toStdString()) / "library"; }

    base::Result<std::unique_ptr<engine::PromptSegmenter>> segmenter(const std::string& name,
                                                                     const std::string& family = "") {
        const auto id = family.empty() ? name : family;
        if (!packs::findPack(library(), id).ok()) {
            fs::path file = kCases / name;
            for (const auto& entry : fs::directory_iterator(kCases / name))
                if (entry.path().extension() == ".pth" || entry.path().extension() == ".pt") file = entry.path();
            HILUM_TRY(const auto manifest, m_module->importWeights(file.string(), id, family, library().string(), {}));
            (void)manifest;
        }
        HILUM_TRY(const auto manifest, packs::findPack(library(), id));
        return m_module->loadSegmenter(manifest, {}, {});
    }

    // "" or what differs from the reference's answer.
    static QString against(const std::vector<engine::SegmentedMask>& ours, const weights::NamedTensors& golden,
                           const std::string& name) {
        const auto mask = golden.at(name + ".mask"), quality = golden.at(name + ".quality"),
                   logits = golden.at(name + ".logits");
        if (static_cast<std::int64_t>(ours.size()) != mask.size(0)) return QStringLiteral("another number of masks");
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            const auto theirs = mask[at].to(torch::kUInt8).contiguous() * 255;
            const auto count = static_cast<std::size_t>(theirs.numel());
            if (ours[i].mask.pixels.size() != count) return QStringLiteral("another size");
            std::size_t differ = 0;
            for (std::size_t p = 0; p < count; ++p)
                differ += ours[i].mask.pixels[p] != theirs.data_ptr<std::uint8_t>()[p] ? 1 : 0;
            if (differ > 1) return QStringLiteral("%1 pixels").arg(differ);  // one may round to the other side of 0
            if (std::abs(ours[i].score - quality[at].item<float>()) > 1e-4F) return QStringLiteral("the score");
            const auto values = torch::tensor(ours[i].logits.values);
            const auto worst = (values - logits[at].flatten()).abs().max() / logits[at].abs().max();
            if (worst.item<double>() > 1e-4) return QStringLiteral("logits by %1").arg(worst.item<double>());
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        auto opened = engine::openModule();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        m_module = *opened;
    }

    void answersLikeThePublishedCode_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("golden");
        QTest::newRow("SAM") << QByteArray("sam-vit") << QByteArray() << QByteArray("picture.box");
        QTest::newRow("MobileSAM") << QByteArray("mobile-sam") << QByteArray() << QByteArray("picture.box");
        QTest::newRow("MedSAM") << QByteArray("sam-vit") << QByteArray("medsam") << QByteArray("medsam");
        QTest::newRow("LiteMedSAM") << QByteArray("lite-medsam") << QByteArray() << QByteArray("picture.box");
    }
    void answersLikeThePublishedCode() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, golden);
        auto session = segmenter(name.toStdString(), family.toStdString());
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());
        const auto expected = weights::readTensors(kCases / name.toStdString() / "golden.safetensors").value();
        const auto byBox = (*session)->segment(kPicture, boxPrompt(), {});
        QVERIFY2(byBox.ok(), byBox.ok() ? "" : byBox.error().message.c_str());
        QCOMPARE(against(*byBox, expected, golden.toStdString()), QString());
        const auto byPoints = (*session)->segment(kPicture, pointsPrompt(), {});
        if (!(*session)->traits().points) {
            QCOMPARE(byPoints.error().code, ErrorCode::InvalidInput);
            return;
        }
        QVERIFY2(byPoints.ok(), byPoints.ok() ? "" : byPoints.error().message.c_str());
        QCOMPARE(against(*byPoints, expected, "picture.points"), QString());
        // Another picture in between changes nothing of the first one's answer, and its own differs.
        const auto other = (*session)->segment(picture(50, 37), boxPrompt(), {});
        QVERIFY(other.ok());
        QCOMPARE(other->front().mask.width, 50);
        const auto again = (*session)->segment(kPicture, boxPrompt(), {});
        QVERIFY(again.ok());
        QCOMPARE(again->front().logits.values, byBox->front().logits.values);
        QVERIFY(other->front().logits.values != again->front().logits.values);
    }

    void anAnswerCanBeCorrected() {
        auto session = segmenter("sam-vit");
        QVERIFY(session.ok());
        auto prompt = boxPrompt();
        const auto first = (*session)->segment(kPicture, prompt, {});
        QVERIFY(first.ok());
        prompt.mask = first->front().logits;
        prompt.points = {{10, 10, false}};
        const auto second = (*session)->segment(kPicture, prompt, {});
        QVERIFY2(second.ok(), second.ok() ? "" : second.error().message.c_str());
        QVERIFY(second->front().logits.values != first->front().logits.values);
    }

    void anUnusablePromptIsRefused_data() {
        QTest::addColumn<QList<float>>("points");
        QTest::addColumn<QList<float>>("box");
        QTest::addColumn<int>("maskSide");
        QTest::newRow("nothing") << QList<float>() << QList<float>() << 0;
        QTest::newRow("point left of it") << QList<float>{-1, 5} << QList<float>() << 0;
        QTest::newRow("point below it") << QList<float>{5, 50} << QList<float>() << 0;
        QTest::newRow("point nowhere") << QList<float>{std::nanf(""), 5} << QList<float>() << 0;
        QTest::newRow("box turned over") << QList<float>() << QList<float>{20, 20, 10, 30} << 0;
        QTest::newRow("box outside") << QList<float>() << QList<float>{20, 20, 40, 30} << 0;
        QTest::newRow("box without end") << QList<float>() << QList<float>{0, 0, INFINITY, 9} << 0;
        QTest::newRow("mask of another side") << QList<float>() << QList<float>() << 7;
    }
    void anUnusablePromptIsRefused() {
        QFETCH(QList<float>, points);
        QFETCH(QList<float>, box);
        QFETCH(int, maskSide);
        auto session = segmenter("sam-vit");
        QVERIFY(session.ok());
        engine::SegmentPrompt prompt;
        if (!points.isEmpty()) prompt.points = {{points[0], points[1], true}};
        if (!box.isEmpty()) prompt.box = engine::PromptBox{box[0], box[1], box[2], box[3]};
        if (maskSide > 0)
            prompt.mask =
                engine::MaskLogits{maskSide, std::vector<float>(static_cast<std::size_t>(maskSide * maskSide))};
        const auto answer = (*session)->segment(kPicture, prompt, {});
        QVERIFY(!answer.ok());
        QCOMPARE(answer.error().code, ErrorCode::InvalidInput);
    }

    void smallAndPlainPicturesHaveMasks() {
        for (const char* name : {"sam-vit", "mobile-sam", "lite-medsam", "medsam"}) {
            const bool medSam = std::string(name) == "medsam";
            auto session = segmenter(medSam ? "sam-vit" : name, medSam ? "medsam" : "");
            QVERIFY2(session.ok(), name);
            for (const int side : {1, 2, 5}) {
                const image::Raster plain{side, side, 1,
                                          std::make_shared<std::vector<std::uint8_t>>(
                                              static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 200)};
                engine::SegmentPrompt prompt;
                prompt.box = engine::PromptBox{0, 0, static_cast<float>(side - 1), static_cast<float>(side - 1)};
                const auto answer = (*session)->segment(plain, prompt, {});
                QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().message.c_str());
                QCOMPARE(answer->front().mask.pixels.size(), static_cast<std::size_t>(side * side));
            }
            QCOMPARE((*session)->segment({}, boxPrompt(), {}).error().code, ErrorCode::InvalidInput);
        }
    }

    void cancelledWorkKeepsNothingAndCanBeAskedAgain() {
        auto session = segmenter("mobile-sam");
        QVERIFY(session.ok());
        std::stop_source stop;
        stop.request_stop();
        const base::JobContext stopped(stop.get_token());
        const auto fresh = picture(41, 29);
        auto prompt = boxPrompt();
        QCOMPARE((*session)->segment(fresh, prompt, stopped).error().code, ErrorCode::Cancelled);
        QCOMPARE((*session)->prepare(fresh, stopped).error().code, ErrorCode::Cancelled);
        QVERIFY((*session)->prepare(fresh, {}).ok());
        QCOMPARE((*session)->segment(fresh, prompt, stopped).error().code, ErrorCode::Cancelled);
        QVERIFY((*session)->segment(fresh, prompt, {}).ok());
    }

    void packsOfOtherKindsAreNamed() {
        const auto manifest =
            m_module->importWeights((kCases / "clip-hf").string(), "clip", "", library().string(), {});
        QVERIFY(manifest.ok());
        const auto loaded = m_module->loadSegmenter(*manifest, {}, {});
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, ErrorCode::ModelMismatch);
        QVERIFY(segmenter("sam-vit").ok());
        const auto encoder = m_module->load(packs::findPack(library(), "sam-vit").value(), {}, {});
        QVERIFY(!encoder.ok());
        QCOMPARE(encoder.error().code, ErrorCode::ModelMismatch);
    }
};

QTEST_APPLESS_MAIN(TestSegmenter)
#include "tst_segmenter.moc"
