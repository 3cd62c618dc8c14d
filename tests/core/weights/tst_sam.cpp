// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SAM, MobileSAM and LiteMedSAM against their reference implementations: weights and numbers in tests/data/published
// were written by tests/reference/make_sam.py (segment-anything, timm). HILUM_SAM_CASES names a folder of the same
// cases at the published sizes.
#include <torch/torch.h>

#include <QTest>
#include <cstdlib>

#include "core/nn/sam/sam_model.h"
#include "core/weights/published/published_model.h"
#include "core/weights/published/read_published.h"
#include "tests/core/weights/parity.h"

using namespace hilum;
using testing::difference;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";

struct Case {
    std::shared_ptr<nn::SamModel> model;
    weights::PublishedModel published;
    weights::NamedTensors golden;
};

base::Result<Case> load(const fs::path& folder) {
    fs::path file;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".pth" || entry.path().extension() == ".pt" ||
            entry.path().filename() == "model.safetensors")
            file = entry.path();
    HILUM_TRY(auto files, weights::readPublished(file, {}));
    Case c;
    HILUM_TRY(c.published, weights::recognise(std::move(files.tensors), files.config, ""));
    HILUM_TRY(const auto options, nn::SamOptions::fromJson(c.published.options));
    c.model = std::make_shared<nn::SamModel>(options);
    HILUM_TRY_STATUS(weights::loadInto(*c.model, c.published.tensors));
    c.published.tensors.clear();
    c.model->eval();
    HILUM_TRY(c.golden, weights::readTensors(folder / "golden.safetensors"));
    return c;
}

torch::Tensor value(const weights::NamedTensors& golden, const std::string& name) {
    const auto found = golden.find(name);
    return found == golden.end() ? torch::Tensor() : found->second;
}

nn::SamPrompt promptOf(const weights::NamedTensors& golden, const std::string& name) {
    return {value(golden, name + ".points"), value(golden, name + ".labels"), value(golden, name + ".box"),
            value(golden, name + ".mask")};
}

// "" or what differs first.
QString check(Case& c) {
    const auto size = static_cast<int>(c.model->options().imageSize());
    const auto features = c.model->encode(testing::pixelsOf(1, size));
    if (const auto fault = difference(features.flatten(1), c.golden["features"].flatten(1)); !fault.isEmpty())
        return "features: " + fault;
    for (const std::string name : {"points", "box", "both", "corrected"}) {
        const bool several = name == "both" || name == "corrected";
        const auto masks = c.model->decode(features, promptOf(c.golden, name), several);
        if (masks.logits.size(1) != (several ? 3 : 1)) return "masks of the prompt " + QString::fromStdString(name);
        const auto row = [](const torch::Tensor& t) { return t.flatten(2).flatten(0, 1); };
        auto fault = difference(row(masks.logits), row(c.golden[name + ".masks"]));
        if (fault.isEmpty()) fault = difference(masks.quality, c.golden[name + ".quality"]);
        if (!fault.isEmpty()) return QString::fromStdString(name) + ": " + fault;
    }
    return {};
}

}  // namespace

class TestSam : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void parity_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("family");
        QTest::newRow("SAM with a ViT") << QByteArray("sam-vit") << QByteArray("sam");
        QTest::newRow("MobileSAM") << QByteArray("mobile-sam") << QByteArray("mobile-sam");
        QTest::newRow("SAM, Hugging Face") << QByteArray("sam-hf") << QByteArray("sam");
        QTest::newRow("LiteMedSAM") << QByteArray("lite-medsam") << QByteArray("lite-medsam");
    }
    void parity() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, family);
        const torch::NoGradGuard guard;
        auto c = load(kCases / name.toStdString());
        QVERIFY2(c.ok(), c.ok() ? "" : c.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(c->published.family), family);
        QCOMPARE(check(*c), QString());
        c->model->fuse();
        QCOMPARE(check(*c), QString());
    }

    // Every kind of part: a changed value must be seen.
    void onePerturbedWeightIsSeen_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("key");
        for (const char* key :
             {"image_encoder.pos_embed", "image_encoder.blocks.0.attn.qkv.weight",
              "image_encoder.blocks.1.attn.rel_pos_w", "image_encoder.neck.2.weight",
              "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", "prompt_encoder.not_a_point_embed.weight",
              "prompt_encoder.mask_downscaling.4.weight", "mask_decoder.transformer.layers.1.self_attn.q_proj.weight",
              "mask_decoder.output_hypernetworks_mlps.3.layers.2.weight",
              "mask_decoder.iou_prediction_head.layers.0.weight"})
            QTest::newRow(key) << QByteArray("sam-vit") << QByteArray(key);
        for (const char* key :
             {"image_encoder.patch_embed.seq.0.bn.running_var", "image_encoder.layers.1.blocks.1.attn.attention_biases",
              "image_encoder.layers.2.downsample.conv2.c.weight", "image_encoder.layers.3.blocks.0.mlp.fc2.weight"})
            QTest::newRow(key) << QByteArray("mobile-sam") << QByteArray(key);
    }
    void onePerturbedWeightIsSeen() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, key);
        const torch::NoGradGuard guard;
        auto c = load(kCases / name.toStdString());
        QVERIFY(c.ok());
        bool found = false;
        const auto perturb = [&](const std::string& at, torch::Tensor value) {
            if (at != key.toStdString()) return;
            value.view(-1)[0].add_(value.abs().max() * 2 + 1);
            found = true;
        };
        for (auto& item : c->model->named_parameters()) perturb(item.key(), item.value());
        for (auto& item : c->model->named_buffers()) perturb(item.key(), item.value());
        QVERIFY2(found, key.constData());
        QVERIFY(!check(*c).isEmpty());
    }

    void medSamIsToldByItsNameOrTheFamily() {
        auto files = weights::readPublished(kCases / "sam-vit" / "sam_vit_small.pth", {});
        QVERIFY(files.ok());
        const auto family = [&](const std::string& asked, const std::string& file) {
            return weights::recognise(files->tensors, files->config, asked, file).value().family;
        };
        QCOMPARE(family("", "downloads/medsam_vit_b.pth"), std::string("medsam"));
        QCOMPARE(family("", "downloads/MedSAM-final.pth"), std::string("medsam"));
        QCOMPARE(family("medsam", "x.pth"), std::string("medsam"));
        QCOMPARE(family("", "sam_vit_b_01ec64.pth"), std::string("sam"));
    }

    void keysThatBelongToNoWeightAreLeftOut() {
        auto files = weights::readPublished(kCases / "mobile-sam" / "mobile_sam.pt", {});
        QVERIFY(files.ok());
        for (const char* key : {"image_encoder.norm_head.weight", "image_encoder.head.bias", "pixel_mean",
                                "image_encoder.layers.1.blocks.0.attn.attention_bias_idxs"})
            files->tensors[key] = torch::zeros({3});
        const auto model = weights::recognise(files->tensors, files->config, "");
        QVERIFY(model.ok());
        QCOMPARE(model->ignored.size(), std::size_t{4});
        const auto options = nn::SamOptions::fromJson(model->options).value();
        nn::SamModel module(options);
        const auto loaded = weights::loadInto(module, model->tensors);
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    }

    void optionsOutOfBoundsAreNamed() {
        for (const auto& [bad, word] : {std::pair{R"({"vision":{"width":30,"heads":4}})", "heads"},
                                        {R"({"vision":{"imageSize":1000000}})", "imageSize"},
                                        {R"({"encoder":"resnet"})", "encoder"},
                                        {R"({"encoder":"tiny","vision":{"widths":[8]}})", "four"},
                                        {R"({"dim":12,"decoderHeads":5})", "heads"}}) {
            const auto options = nn::SamOptions::fromJson(nlohmann::json::parse(bad));
            QVERIFY(!options.ok());
            QVERIFY2(options.error().message.find(word) != std::string::npos, options.error().message.c_str());
        }
    }

    // By hand, with what make_sam.py --full wrote: each folder of it.
    void parityAtPublishedSizes() {
        const char* folder = std::getenv("HILUM_SAM_CASES");
        if (folder == nullptr) QSKIP("HILUM_SAM_CASES names no folder of full-size cases");
        const torch::NoGradGuard guard;
        int seen = 0;
        for (const auto& entry : fs::directory_iterator(folder)) {
            auto c = load(entry.path());
            QVERIFY2(c.ok(), c.ok() ? "" : c.error().message.c_str());
            c->model->fuse();
            std::fprintf(stderr, "%s\n", entry.path().filename().c_str());
            const auto fault = check(*c);
            QVERIFY2(fault.isEmpty(), qPrintable(QString::fromStdString(entry.path().filename()) + ": " + fault));
            ++seen;
        }
        QVERIFY(seen > 0);
    }
};

QTEST_APPLESS_MAIN(TestSam)
#include "tst_sam.moc"
