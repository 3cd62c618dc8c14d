// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Weights into modules and back: types, quantised tables, and the one list of what does not fit.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/weights/module_io.h"

namespace fs = std::filesystem;
using namespace hilum;
using namespace hilum::weights;
using base::ErrorCode;

namespace {

struct Toy : torch::nn::Module {
    Toy() {
        words = register_module("words", torch::nn::Embedding(20, 8));
        linear = register_module("linear", torch::nn::Linear(8, 4));
        norm = register_module("norm", torch::nn::BatchNorm1d(4));
        scale = register_parameter("scale", torch::tensor(2.0F));
    }
    torch::nn::Embedding words{nullptr};
    torch::nn::Linear linear{nullptr};
    torch::nn::BatchNorm1d norm{nullptr};
    torch::Tensor scale;
};

bool equal(const Toy& a, const Toy& b) {
    const auto left = a.named_parameters();
    const auto right = b.named_parameters();
    return std::all_of(left.begin(), left.end(), [&](const auto& item) { return torch::equal(item.value(), right[item.key()]); });
}

}  // namespace

class TestModuleIo : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    fs::path path(const char* name) const { return fs::path(m_dir.path().toStdString()) / name; }
    std::shared_ptr<const TensorStore> open(const char* name) const {
        auto store = TensorStore::open(path(name));
        return store ? *store : nullptr;
    }
private Q_SLOTS:
    void everyTypeOfTheReferenceFile() {
        const auto store = TensorStore::open(fs::path(HILUM_SOURCE_DIR) / "tests/data/weights/reference.safetensors");
        QVERIFY(store.ok());
        const auto expected = (torch::arange(6) / 4 - 0.5).reshape({2, 3});
        for (const auto* name : {"f32", "f16", "bf16", "f64"})
            QVERIFY2(torch::equal(tensorOf(*store, name)->to(torch::kFloat32), expected), name);
        for (const auto* name : {"i8", "i16", "i32", "i64"})
            QVERIFY2(torch::equal(tensorOf(*store, name)->to(torch::kInt64), torch::arange(6) - 3), name);
        QVERIFY(torch::equal(tensorOf(*store, "bool").value(), torch::arange(6) % 2 == 0));
        QCOMPARE(tensorOf(*store, "scalar")->item<float>(), 2.5F);
        QCOMPARE(tensorOf(*store, "empty")->numel(), std::int64_t(0));
        QCOMPARE(tensorOf(*store, "absent").error().code, ErrorCode::ModelMismatch);
    }
    void tensorsLieOnTheStoreAndKeepItAlive() {
        Toy toy;
        QVERIFY(saveModule(toy, path("alive")).ok());
        auto store = open("alive");
        const auto tensor = tensorOf(store, "linear.weight").value();
        QCOMPARE(static_cast<const void*>(tensor.data_ptr()), static_cast<const void*>(store->bytes(*store->find("linear.weight")).data()));
        store.reset();
        QVERIFY(torch::equal(tensor, toy.linear->weight));
    }
    void saveAndLoadAgree() {
        Toy from, to;
        from.norm->running_mean.fill_(3);
        QVERIFY(!equal(from, to));
        QVERIFY(saveModule(from, path("plain"), {.half = false, .int8Tables = {}, .metadata = {{"family", "toy"}}}).ok());
        QVERIFY(loadModule(to, open("plain")).ok());
        QVERIFY(equal(from, to));
        QVERIFY(torch::equal(to.norm->running_mean, from.norm->running_mean));
        QCOMPARE(open("plain")->layout().metadata.at("family"), std::string("toy"));
    }
    void halfAndInt8StayClose() {
        Toy from, to;
        {
            const torch::NoGradGuard guard;
            from.words->weight[3].fill_(0);  // a row of zeros must not divide by zero
        }
        QVERIFY(saveModule(from, path("half"), {.half = true, .int8Tables = {"words.weight"}, .metadata = {}}).ok());
        const auto store = open("half");
        QCOMPARE(store->find("linear.weight")->type, DType::F16);
        QCOMPARE(store->find("linear.bias")->type, DType::F32);
        QCOMPARE(store->find("words.weight")->type, DType::I8);
        QVERIFY(loadModule(to, store).ok());
        QVERIFY(torch::allclose(to.linear->weight, from.linear->weight, 1e-3, 1e-3));
        const auto step = from.words->weight.abs().amax(1, true) / 127;
        QVERIFY(((to.words->weight - from.words->weight).abs() <= step * 0.501).all().item<bool>());
        QVERIFY((to.words->weight[3] == 0).all().item<bool>());
    }
    void valuesPastHalfStaySingle() {
        Toy from, to;
        {
            const torch::NoGradGuard guard;
            from.linear->weight[0][0] = 1e6F;
        }
        QVERIFY(saveModule(from, path("large"), {.half = true, .int8Tables = {}, .metadata = {}}).ok());
        QVERIFY(loadModule(to, open("large")).ok());
        QCOMPARE(to.linear->weight[0][0].item<float>(), 1e6F);
    }
    void whatDoesNotFitIsOneListAndChangesNothing() {
        Toy toy, before;
        const torch::NoGradGuard guard;
        for (const auto& item : toy.named_parameters()) before.named_parameters()[item.key()].copy_(item.value());
        const auto ones = [](std::vector<std::int64_t> shape) { return torch::ones(shape); };
        QVERIFY(saveTensors({{"linear.weight", ones({4, 9})}, {"linear.bias", ones({4})}, {"words.weight", torch::ones({20, 8}, torch::kInt64)},
                             {"stranger", ones({1})}}, path("bad")).ok());
        const auto status = loadModule(toy, open("bad"));
        QVERIFY(!status.ok());
        QCOMPARE(status.error().code, ErrorCode::ModelMismatch);
        for (const auto* words : {"missing", "norm.weight", "unexpected stranger", "wrong shape or type", "linear.weight [4, 9]", "words.weight"})
            QVERIFY2(status.error().message.find(words) != std::string::npos, status.error().message.c_str());
        QVERIFY(equal(toy, before));
    }
    void rulesRenameIgnoreAndAllowParts() {
        Toy toy;
        QVERIFY(saveTensors({{"model.linear.bias", torch::full({4}, 5.0F)}, {"junk", torch::ones({1})}}, path("part")).ok());
        LoadRules rules;
        rules.rename = [](const std::string& key) { return key.starts_with("model.") ? key.substr(6) : std::string(); };
        QVERIFY(!loadModule(toy, open("part"), rules).ok());
        rules.allowMissing = true;
        QVERIFY(loadModule(toy, open("part"), rules).ok());
        QCOMPARE(toy.linear->bias[0].item<float>(), 5.0F);
    }
    void aTableWithoutAFittingScaleIsRefused() {
        Toy toy;
        const auto table = torch::ones({20, 8}, torch::kInt8);
        LoadRules rules;
        rules.allowMissing = true;
        QVERIFY(saveTensors({{"words.weight", table}}, path("noscale")).ok());
        QCOMPARE(loadModule(toy, open("noscale"), rules).error().code, ErrorCode::ModelMismatch);
        QVERIFY(saveTensors({{"words.weight", table}, {"words.weight.scale", torch::ones({19})}}, path("short")).ok());
        QCOMPARE(loadModule(toy, open("short"), rules).error().code, ErrorCode::ModelMismatch);
    }
    void complexNumbersCannotBeWritten() {
        QCOMPARE(saveTensors({{"z", torch::ones({2}, torch::kComplexFloat)}}, path("z")).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestModuleIo)
#include "tst_module_io.moc"
