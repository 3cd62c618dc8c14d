// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Published layouts against their reference implementations: the weights and numbers in tests/data/published were
// written by tests/reference/make_published.py and make_families.py with torch, transformers, open_clip, timm and
// torchvision. HILUM_FULL_CASES names a folder of such cases at the published sizes.
#include <torch/torch.h>

#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/nn/encoder_registry.h"
#include "core/weights/published/published_model.h"
#include "core/weights/published/read_published.h"
#include "tests/core/weights/parity.h"

using namespace hilum;
using nlohmann::json;
using testing::difference;
using testing::pixelsOf;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";

struct Case {
    std::shared_ptr<nn::DualEncoder> model;
    weights::PublishedModel published;
    torch::Tensor pixels, ids, mask, image, text, logits;
};

torch::Tensor matrix(const json& rows, torch::ScalarType type) {
    std::vector<torch::Tensor> out;
    for (const auto& row : rows) out.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
    return torch::stack(out).to(type);
}

base::Result<Case> load(const fs::path& folder) {
    HILUM_TRY(auto files, weights::readPublished(folder, {}));
    Case c;
    HILUM_TRY(c.published, weights::recognise(std::move(files.tensors), files.config, ""));
    nn::EncoderRegistry registry;
    nn::registerAllEncoders(registry);
    HILUM_TRY(c.model, registry.make(c.published.family, c.published.options));
    HILUM_TRY_STATUS(weights::loadInto(*c.model, c.published.tensors));
    c.model->eval();
    std::ifstream in(folder / "golden.json");
    const auto golden = json::parse(in);
    c.pixels = pixelsOf(2, golden["size"]);
    c.image = matrix(golden["image"], torch::kFloat32);
    if (golden.contains("logits")) c.logits = matrix(golden["logits"], torch::kFloat32);
    if (!golden.contains("text")) return c;  // a classifier of pictures
    c.ids = matrix(golden["ids"], torch::kInt64);
    c.mask = matrix(golden["mask"], torch::kInt64);
    c.text = matrix(golden["text"], torch::kFloat32);
    return c;
}

base::Result<Case> load(const QByteArray& name) { return load(kCases / name.toStdString()); }

// "" or what differs, pictures and texts and logits.
QString check(Case& c) {
    const auto image = c.model->encodeImage(c.pixels);
    auto fault = difference(image, c.image);
    if (fault.isEmpty() && c.text.defined()) fault = difference(c.model->encodeText(c.ids, c.mask), c.text);
    if (fault.isEmpty() && c.logits.defined()) fault = difference(c.model->labelLogits(image), c.logits);
    return fault;
}

}  // namespace

class TestPublished : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void parity_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("family");
        QTest::newRow("CLIP, Hugging Face, safetensors") << QByteArray("clip-hf") << QByteArray("clip");
        QTest::newRow("CLIP, OpenAI, zip") << QByteArray("clip-openai") << QByteArray("clip");
        QTest::newRow("BiomedCLIP, legacy pickle") << QByteArray("biomedclip") << QByteArray("biomedclip");
        QTest::newRow("MedCLIP Swin, zip") << QByteArray("medclip-swin") << QByteArray("medclip");
        QTest::newRow("MedCLIP ResNet, legacy pickle") << QByteArray("medclip-resnet") << QByteArray("medclip");
        QTest::newRow("MedPix, zip") << QByteArray("medpix") << QByteArray("medpix");
        QTest::newRow("SigLIP, safetensors") << QByteArray("siglip") << QByteArray("siglip");
        QTest::newRow("UniMed-CLIP, zip") << QByteArray("unimed-clip") << QByteArray("unimed-clip");
        QTest::newRow("BERT and ViT, safetensors") << QByteArray("hf-vit") << QByteArray("hf-dual");
        QTest::newRow("BERT and Swin, safetensors") << QByteArray("hf-swin") << QByteArray("hf-dual");
        QTest::newRow("DenseNet of grey pictures, safetensors")
            << QByteArray("densenet-grey") << QByteArray("densenet");
        QTest::newRow("DenseNet under CheXNet's names, zip") << QByteArray("densenet-rgb") << QByteArray("densenet");
    }
    void parity() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, family);
        const torch::NoGradGuard guard;
        auto c = load(name);
        QVERIFY2(c.ok(), c.ok() ? "" : c.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(c->published.family), family);
        QCOMPARE(c->published.dim, c->image.size(1));
        QCOMPARE(check(*c), QString());
        c->model->fuse();
        QCOMPARE(check(*c), QString());
        const torch::AutoGradMode gradients(true);
        const auto tap = c->model->tapImage(c->pixels);
        QCOMPARE(difference(tap.embedding.detach(), c->image), QString());
        QCOMPARE(tap.activations.size(1), tap.gridHeight * tap.gridWidth);
        const auto gradient = torch::autograd::grad({tap.embedding.sum()}, {tap.activations})[0];
        QVERIFY(gradient.abs().sum().item<double>() > 0);
    }

    void onePerturbedWeightIsSeen_data() { parity_data(); }
    void onePerturbedWeightIsSeen() {
        QFETCH(QByteArray, name);
        const torch::NoGradGuard guard;
        auto c = load(name);
        QVERIFY(c.ok());
        // The largest matrix of the first block: one value moved by its own size.
        for (auto& item : c->model->named_parameters()) {
            if (item.value().dim() < 2 || item.key().find("mbedding") != std::string::npos ||
                (item.key().starts_with("t") && !item.key().starts_with("tower")))
                continue;
            item.value().view(-1)[0].add_(item.value().abs().max() * 2 + 1);
            break;
        }
        QVERIFY(!difference(c->model->encodeImage(c->pixels), c->image).isEmpty());
    }

    void whatDoesNotFitIsNamed() {
        auto files = weights::readPublished(kCases / "biomedclip", {});
        QVERIFY(files.ok());
        auto without = files->tensors;
        without.erase("text.proj.2.weight");
        const auto unknown = weights::recognise(without, files->config, "");
        QVERIFY(!unknown.ok());
        QCOMPARE(unknown.error().code, base::ErrorCode::ModelMismatch);
        QVERIFY2(unknown.error().message.find("text.proj.2.weight") != std::string::npos,
                 unknown.error().message.c_str());
        const auto other = weights::recognise(files->tensors, files->config, "medpix");
        QVERIFY(!other.ok());
        QVERIFY(other.error().message.find("image_encoder.model.conv1.weight") != std::string::npos);

        auto model = weights::recognise(files->tensors, files->config, "biomedclip");
        QVERIFY(model.ok());
        nn::EncoderRegistry registry;
        nn::registerAllEncoders(registry);
        const auto module = registry.make(model->family, model->options).value();
        model->tensors.erase("visual.trunk.norm.weight");
        model->tensors["visual.trunk.norm.bias"] = torch::zeros({7});
        model->tensors["visual.extra"] = torch::zeros({1});
        const auto status = weights::loadInto(*module, model->tensors);
        QVERIFY(!status.ok());
        for (const char* key : {"visual.trunk.norm.weight", "visual.trunk.norm.bias", "visual.extra"})
            QVERIFY2((status.error().message + status.error().detail).find(key) != std::string::npos, key);
    }

    // By hand, with what make_published.py and make_families.py write with --full: each folder of it.
    void parityAtPublishedSizes() {
        const char* folder = std::getenv("HILUM_FULL_CASES");
        if (folder == nullptr) QSKIP("HILUM_FULL_CASES names no folder of full-size cases");
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

    void dataParallelNamesAreUnderstood() {
        auto files = weights::readPublished(kCases / "medpix", {});
        QVERIFY(files.ok());
        weights::NamedTensors wrapped;
        for (const auto& [key, tensor] : files->tensors) wrapped["module." + key] = tensor;
        QCOMPARE(weights::recognise(wrapped, files->config, "").value().family, std::string("medpix"));
    }
};

QTEST_APPLESS_MAIN(TestPublished)
#include "tst_published.moc"
