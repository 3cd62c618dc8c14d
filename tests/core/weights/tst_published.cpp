// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Published layouts against their reference implementations: the weights and numbers in tests/data/published were
// written by tests/reference/make_published.py with torch, transformers, open_clip, timm and torchvision.
#include <torch/torch.h>

#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/nn/encoder_registry.h"
#include "core/weights/published/published_model.h"
#include "core/weights/published/read_published.h"

using namespace hilum;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";
constexpr double kCosine = 0.999999, kRelative = 1e-4;

struct Case {
    std::shared_ptr<nn::DualEncoder> model;
    weights::PublishedModel published;
    torch::Tensor pixels, ids, mask, image, text;
};

torch::Tensor matrix(const json& rows, torch::ScalarType type) {
    std::vector<torch::Tensor> out;
    for (const auto& row : rows) out.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
    return torch::stack(out).to(type);
}

torch::Tensor pixelsOf(int count, int size) {
    auto out = torch::empty({count, 3, size, size}, torch::kFloat64);
    auto values = out.accessor<double, 4>();
    for (int n = 0; n < count; ++n)
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x)
                    values[n][c][y][x] = ((7 * x + 13 * y + x * y / 16 + 29 * c + 31 * n) % 256) / 127.5 - 1;
    return out.to(torch::kFloat32);
}

base::Result<Case> load(const QByteArray& name) {
    const auto folder = kCases / name.toStdString();
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
    c.ids = matrix(golden["ids"], torch::kInt64);
    c.mask = matrix(golden["mask"], torch::kInt64);
    c.image = matrix(golden["image"], torch::kFloat32);
    c.text = matrix(golden["text"], torch::kFloat32);
    return c;
}

// The worse of the two measures, as a sentence; "" when both hold.
QString difference(const torch::Tensor& ours, const torch::Tensor& theirs) {
    const auto a = ours.to(torch::kFloat64), b = theirs.to(torch::kFloat64);
    const double cosine = torch::cosine_similarity(a, b, 1).min().item<double>();
    const double relative = ((a - b).abs().max() / b.abs().max()).item<double>();
    if (cosine >= kCosine && relative <= kRelative) return {};
    return QStringLiteral("cosine %1, relative %2").arg(cosine, 0, 'g', 10).arg(relative);
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
    }
    void parity() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, family);
        const torch::NoGradGuard guard;
        auto c = load(name);
        QVERIFY2(c.ok(), c.ok() ? "" : c.error().message.c_str());
        QCOMPARE(QByteArray::fromStdString(c->published.family), family);
        QCOMPARE(c->published.dim, 16);
        QCOMPARE(difference(c->model->encodeImage(c->pixels), c->image), QString());
        QCOMPARE(difference(c->model->encodeText(c->ids, c->mask), c->text), QString());
        c->model->fuse();
        QCOMPARE(difference(c->model->encodeImage(c->pixels), c->image), QString());
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
                item.key().starts_with("text") || item.key().starts_with("t"))
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
