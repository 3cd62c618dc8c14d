// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Weights into modules and back: types, quantised tables, and the one list of what does not fit.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include <cstring>

#include "core/base/file_io.h"
#include "core/weights/tensor_file.h"

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
    return std::all_of(left.begin(), left.end(),
                       [&](const auto& item) { return torch::equal(item.value(), right[item.key()]); });
}

NamedTensors everythingOf(const Toy& toy) {
    NamedTensors tensors;
    for (const auto& item : toy.named_parameters()) tensors[item.key()] = item.value();
    for (const auto& item : toy.named_buffers()) tensors[item.key()] = item.value();
    return tensors;
}

}  // namespace

class TestTensorFile : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    fs::path path(const char* name) const { return fs::path(m_dir.path().toStdString()) / name; }
private Q_SLOTS:
    void everyTypeOfTheReferenceFile() {
        const auto tensors = readTensors(fs::path(HILUM_SOURCE_DIR) / "tests/data/weights/reference.safetensors");
        QVERIFY(tensors.ok());
        const auto expected = (torch::arange(6) / 4 - 0.5).reshape({2, 3});
        for (const auto* name : {"f32", "f16", "bf16", "f64"})
            QVERIFY2(torch::equal(tensors->at(name).to(torch::kFloat32), expected), name);
        for (const auto* name : {"i8", "i16", "i32", "i64"})
            QVERIFY2(torch::equal(tensors->at(name).to(torch::kInt64), torch::arange(6) - 3), name);
        QVERIFY(torch::equal(tensors->at("bool"), torch::arange(6) % 2 == 0));
        QCOMPARE(tensors->at("scalar").item<float>(), 2.5F);
        QCOMPARE(tensors->at("empty").numel(), std::int64_t(0));
        QCOMPARE(readTensors(path("absent")).error().code, ErrorCode::ModelMismatch);
    }
    void tensorsLieOnTheFilesBufferAndKeepItAlive() {
        QVERIFY(writeTensors(path("alive"), {{"a", torch::ones({3})}, {"b", torch::full({4}, 2.0F)}}).ok());
        auto store = TensorStore::open(path("alive")).value();
        const auto tensor = tensorsOf(store)->at("b");
        QCOMPARE(static_cast<const void*>(tensor.data_ptr()),
                 static_cast<const void*>(store->bytes(*store->find("b")).data()));
        store.reset();
        QVERIFY(torch::equal(tensor, torch::full({4}, 2.0F)));
    }
    void misalignedTensorsAreCopied() {
        // A byte first, then floats at an odd address: legal in the format, deadly to read in place.
        std::string header =
            R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}})";
        std::vector<std::uint8_t> bytes(8 + header.size() + 5, 0);
        bytes[0] = static_cast<std::uint8_t>(header.size());
        std::copy(header.begin(), header.end(), bytes.begin() + 8);
        const float value = 1.5F;
        std::memcpy(bytes.data() + bytes.size() - 4, &value, 4);
        QVERIFY(base::writeFileAtomically(path("odd"), bytes).ok());
        const auto tensors = readTensors(path("odd"));
        QVERIFY(tensors.ok());
        QCOMPARE(tensors->at("b").item<float>(), 1.5F);
    }
    void writeAndLoadAgree() {
        Toy from, to;
        from.norm->running_mean.fill_(3);
        QVERIFY(!equal(from, to));
        QVERIFY(writeTensors(path("plain"), everythingOf(from), {{"family", "toy"}}).ok());
        QVERIFY(loadInto(to, *readTensors(path("plain"))).ok());
        QVERIFY(equal(from, to));
        QVERIFY(torch::equal(to.norm->running_mean, from.norm->running_mean));
        QCOMPARE(TensorStore::open(path("plain")).value()->layout().metadata.at("family"), std::string("toy"));
    }
    void halfTensorsAndInt8TablesAreConverted() {
        Toy from, to;
        auto tensors = everythingOf(from);
        const auto scale = tensors["words.weight"].abs().amax(1) / 127;
        tensors["words.weight.scale"] = scale;
        tensors["words.weight"] = torch::round(tensors["words.weight"] / scale.unsqueeze(1)).to(torch::kInt8);
        tensors["linear.weight"] = tensors["linear.weight"].to(torch::kHalf);
        tensors.erase("norm.num_batches_tracked");
        QVERIFY(writeTensors(path("packed"), tensors).ok());
        const auto status = loadInto(to, *readTensors(path("packed")));
        QVERIFY2(status.ok(), status.error().message.c_str());
        QVERIFY(torch::allclose(to.linear->weight, from.linear->weight, 1e-3, 1e-3));
        QCOMPARE(to.linear->weight.scalar_type(), torch::kFloat32);
        QVERIFY(((to.words->weight - from.words->weight).abs() <= scale.unsqueeze(1) * 0.501).all().item<bool>());
    }
    void whatDoesNotFitIsOneListAndChangesNothing() {
        Toy toy;
        std::vector<torch::Tensor> before;
        for (const auto& item : toy.parameters()) before.push_back(item.clone());
        const NamedTensors bad = {{"linear.weight", torch::ones({4, 9})},
                                  {"linear.bias", torch::ones({4})},
                                  {"words.weight", torch::ones({20, 8}, torch::kInt64)},
                                  {"stranger", torch::ones({1})}};
        const auto status = loadInto(toy, bad);
        QVERIFY(!status.ok());
        QCOMPARE(status.error().code, ErrorCode::ModelMismatch);
        for (const auto* words : {"missing", "norm.weight", "unexpected stranger", "wrong shape or type",
                                  "linear.weight [4, 9]", "words.weight"})
            QVERIFY2(status.error().message.find(words) != std::string::npos, status.error().message.c_str());
        const auto after = toy.parameters();
        for (std::size_t i = 0; i < before.size(); ++i) QVERIFY(torch::equal(after[i], before[i]));
    }
    void rulesRenameIgnoreAndAllowParts() {
        Toy toy;
        const NamedTensors part = {{"model.linear.bias", torch::full({4}, 5.0F)}, {"junk", torch::ones({1})}};
        LoadRules rules;
        rules.rename = [](const std::string& key) { return key.starts_with("model.") ? key.substr(6) : std::string(); };
        QVERIFY(!loadInto(toy, part, rules).ok());
        rules.allowMissing = true;
        QVERIFY(loadInto(toy, part, rules).ok());
        QCOMPARE(toy.linear->bias[0].item<float>(), 5.0F);
        rules.rename = {};
        QVERIFY(!loadInto(toy, part, rules).ok());
        rules.allowUnexpected = true;
        QVERIFY(loadInto(toy, part, rules).ok());
    }
    void aTableWithoutAFittingScaleIsRefused() {
        Toy toy;
        const auto table = torch::ones({20, 8}, torch::kInt8);
        LoadRules rules;
        rules.allowMissing = true;
        QCOMPARE(loadInto(toy, {{"words.weight", table}}, rules).error().code, ErrorCode::ModelMismatch);
        for (const auto& scale : {torch::ones({19}), torch::ones({20}, torch::kInt32), torch::ones({20, 1})})
            QCOMPARE(loadInto(toy, {{"words.weight", table}, {"words.weight.scale", scale}}, rules).error().code,
                     ErrorCode::ModelMismatch);
    }
    void complexNumbersCannotBeWritten() {
        QCOMPARE(writeTensors(path("z"), {{"z", torch::ones({2}, torch::kComplexFloat)}}).error().code,
                 ErrorCode::InvalidInput);
        QVERIFY(!fs::exists(path("z")));
    }
};

QTEST_APPLESS_MAIN(TestTensorFile)
#include "tst_tensor_file.moc"
