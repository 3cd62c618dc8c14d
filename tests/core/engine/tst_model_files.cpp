// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Weights in every form they come in, and every way in which they can be wrong: swapped, cut, with a bit turned, with
// values that are no numbers, of an unknown family, with a tokenizer that does not fit. A sentence and nothing left
// behind, or the right answer; never a score from NaN. Then texts and pictures at their edges, for every family.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/engine/model_api.h"
#include "core/weights/published/read_published.h"
#include "core/weights/tensor_file.h"

using namespace hilum;
using base::ErrorCode;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/published";
const fs::path kTokenizers = HILUM_SOURCE_DIR "/tests/data/tokenizers";

void write(const fs::path& file, std::string_view bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

fs::path weightsIn(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto kind = entry.path().extension();
        if (entry.path().filename() != "golden.safetensors" &&
            (kind == ".safetensors" || kind == ".bin" || kind == ".pt" || kind == ".pth"))
            return entry.path();
    }
    return {};
}

image::Raster picture(int width, int height, int most = 256) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            pixels->push_back(static_cast<std::uint8_t>((5 * x + 3 * y + x * y / 9) % most * (most == 2 ? 255 : 1)));
    return {width, height, 1, pixels};
}

std::string smallVocabulary() {
    std::string words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (const char* word : {"left", "right", "pleural", "effusion", "no", "pneumothorax", ",", "."})
        words += std::string(word) + "\n";
    return words;
}

}  // namespace

class TestModelFiles : public QObject {
    Q_OBJECT
    engine::EngineModule* m_module = nullptr;
    QTemporaryDir m_root;
    int m_count = 0;

    fs::path fresh() { return fs::path(m_root.path().toStdString()) / std::to_string(++m_count); }
    base::Result<packs::ModelManifest> import(const fs::path& path, const fs::path& library,
                                              const std::string& family = "") {
        return m_module->importWeights(path.string(), "x", family, library.string(), {});
    }
    static bool nothingLeft(const fs::path& library) {
        std::error_code error;
        return !fs::exists(library / "models", error) || fs::is_empty(library / "models", error);
    }
    void refused(const base::Result<packs::ModelManifest>& result, const fs::path& library, const char* word = "") {
        QVERIFY(!result.ok());
        QVERIFY2(result.error().code == ErrorCode::ModelMismatch, result.error().message.c_str());
        QVERIFY2((result.error().message + result.error().detail).find(word) != std::string::npos,
                 result.error().message.c_str());
        QVERIFY(nothingLeft(library));
    }
    engine::Embedding embed(const packs::ModelManifest& manifest) {
        auto session = m_module->load(manifest, {}, {});
        if (!session.ok()) return {};
        const std::vector<image::Raster> one = {picture(48, 40)};
        auto rows = (*session)->embedImages(one, true, {});
        return rows.ok() ? rows->front() : engine::Embedding();
    }
    static float cosine(const engine::Embedding& a, const engine::Embedding& b) {
        float sum = 0;
        for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) sum += a[i] * b[i];
        return sum;
    }
    weights::NamedTensors clipTensors() {
        return weights::readTensors(kCases / "clip-hf" / "model.safetensors").value();
    }
    fs::path clipFolder() {
        const auto folder = fresh();
        fs::create_directories(folder);
        fs::copy(kCases / "clip-hf" / "config.json", folder / "config.json");
        return folder;
    }

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        auto opened = engine::openModule();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        m_module = *opened;
    }

    void halfPrecisionAndShardsGiveTheSameModel() {
        const auto whole = import(kCases / "clip-hf", fresh());
        QVERIFY(whole.ok());
        const auto expected = embed(*whole);
        QCOMPARE(expected.size(), std::size_t{16});
        for (const auto type : {torch::kFloat16, torch::kBFloat16}) {
            const auto folder = clipFolder();
            auto tensors = clipTensors();
            for (auto& [key, tensor] : tensors) tensor = tensor.to(type);
            QVERIFY(weights::writeTensors(folder / "model.safetensors", tensors).ok());
            const auto imported = import(folder, fresh());
            QVERIFY2(imported.ok(), imported.ok() ? "" : imported.error().message.c_str());
            QVERIFY(cosine(embed(*imported), expected) > 0.999F);
        }
        const auto folder = clipFolder();
        weights::NamedTensors parts[3];
        json map;
        int at = 0;
        for (const auto& [key, tensor] : clipTensors()) {
            parts[at % 3][key] = tensor;
            map[key] = "model-" + std::to_string(at++ % 3) + ".safetensors";
        }
        for (int i = 0; i < 3; ++i)
            QVERIFY(weights::writeTensors(folder / ("model-" + std::to_string(i) + ".safetensors"), parts[i]).ok());
        write(folder / "model.safetensors.index.json", json{{"weight_map", map}}.dump());
        const auto sharded = import(folder, fresh());
        QVERIFY2(sharded.ok(), sharded.ok() ? "" : sharded.error().message.c_str());
        QCOMPARE(embed(*sharded), expected);
        fs::remove(folder / "model-1.safetensors");
        const auto library = fresh();
        QVERIFY(!import(folder, library).ok());
        QVERIFY(nothingLeft(library));
    }

    void valuesThatAreNoNumbersAreRefused_data() {
        QTest::addColumn<double>("value");
        QTest::newRow("NaN") << std::nan("");
        QTest::newRow("infinity") << double(INFINITY);
    }
    void valuesThatAreNoNumbersAreRefused() {
        QFETCH(double, value);
        const auto folder = clipFolder();
        auto tensors = clipTensors();
        const std::string key = "text_model.encoder.layers.1.mlp.fc2.bias";  // the golden picture does not reach it
        tensors[key] = tensors[key].clone();
        tensors[key].view(-1)[1].fill_(value);
        QVERIFY(weights::writeTensors(folder / "model.safetensors", tensors).ok());
        const auto library = fresh();
        refused(import(folder, library), library, "not numbers");
    }

    void aCutFileIsRefused_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"clip-hf", "clip-openai", "biomedclip", "mobile-sam", "densenet-grey"})
            QTest::newRow(name) << QByteArray(name);
    }
    void aCutFileIsRefused() {
        QFETCH(QByteArray, name);
        const auto from = weightsIn(kCases / name.toStdString());
        const auto whole = contents(from);
        for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{20}, whole.size() / 3,
                                         whole.size() - 100, whole.size() - 1}) {
            const auto folder = fresh();
            write(folder / from.filename(), std::string_view(whole).substr(0, length));
            const auto library = fresh();
            refused(import(folder, library), library);
        }
    }

    void aTurnedBitIsRefusedOrHarmless_data() { aCutFileIsRefused_data(); }
    void aTurnedBitIsRefusedOrHarmless() {
        QFETCH(QByteArray, name);
        const auto from = weightsIn(kCases / name.toStdString());
        const auto whole = contents(from);
        std::uint64_t state = 7;
        for (int i = 0; i < 16; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            auto broken = whole;
            // Half of them where the names, shapes and places stand.
            const std::size_t at =
                (state >> 20) % (i % 2 == 0 ? std::min<std::size_t>(whole.size(), 4000) : whole.size());
            broken[at] = static_cast<char>(broken[at] ^ (1 << (i % 8)));
            const auto folder = fresh();
            write(folder / from.filename(), broken);
            if (fs::exists(kCases / name.toStdString() / "config.json"))
                fs::copy(kCases / name.toStdString() / "config.json", folder / "config.json");
            const auto library = fresh();
            const auto imported = import(folder, library);
            if (!imported.ok()) {
                QVERIFY2(imported.error().code == ErrorCode::ModelMismatch, imported.error().message.c_str());
                QVERIFY(nothingLeft(library));
            } else if (!packs::isSegmenter(imported->family)) {
                for (const float value : embed(*imported)) QVERIFY(std::isfinite(value));
            }
        }
    }

    void weightsOfAnotherFamilyAreNamed() {
        auto library = fresh();
        refused(import(kCases / "biomedclip", library, "medclip"), library, "vision_model");
        refused(import(weightsIn(kCases / "sam-vit"), library, "mobile-sam"), library,
                "image_encoder.patch_embed.seq.0");
        refused(import(kCases / "clip-hf", library, "nonsense"), library, "family");
    }

    void aTokenizerThatDoesNotFitIsRefused() {
        const auto with = [&](const std::string& name, const std::string& file, const std::string& text) {
            const auto folder = fresh();
            fs::copy(kCases / name, folder, fs::copy_options::recursive);
            write(folder / file, text);
            return folder;
        };
        auto library = fresh();
        std::string many = smallVocabulary();
        for (int i = 0; i < 100; ++i) many += "word" + std::to_string(i) + "\n";
        refused(import(with("biomedclip", "vocab.txt", many), library), library, "more tokens");
        refused(import(with("biomedclip", "vocab.txt", "a\nb\n"), library), library);
        refused(import(with("clip-hf", "merges.txt", "zz yy\n"), library), library);
        refused(import(with("siglip", "spiece.model", "hello"), library), library);
        refused(import(with("siglip", "spiece.model", contents(kTokenizers / "spiece.model")), library), library,
                "more tokens");
    }

    void anInstalledPackThatWasChangedIsRefused() {
        const auto library = fresh();
        const auto manifest = import(kCases / "clip-hf", library);
        QVERIFY(manifest.ok());
        const auto card = contents(manifest->folder / "model.json");
        const auto weights = contents(manifest->folder / "weights.safetensors");
        const auto reload = [&](const std::string& newCard, const std::string& newWeights) {
            write(manifest->folder / "model.json", newCard);
            write(manifest->folder / "weights.safetensors", newWeights);
            const auto read = packs::readManifest(manifest->folder);
            return read.ok() ? m_module->load(*read, {}, {}).ok() : false;
        };
        QVERIFY(reload(card, weights));
        auto turned = weights;
        turned[turned.size() / 2] = static_cast<char>(turned[turned.size() / 2] ^ 1);
        QVERIFY(!reload(card, turned));
        QVERIFY(!reload(card, weights.substr(0, weights.size() / 2)));
        auto unknown = json::parse(card);
        unknown["family"] = "nonsense";
        QVERIFY(!reload(unknown.dump(), weights));
        // Another pack's weights, with a card that agrees with them: the names do not fit.
        const auto other = import(kCases / "medpix", fresh());
        QVERIFY(other.ok());
        const auto swapped = contents(other->folder / "weights.safetensors");
        const auto signedFor = [&](const std::string& bytes) {
            auto changed = json::parse(card);
            changed["files"][0]["sha256"] = base::sha256Hex(std::string_view(bytes));
            return changed.dump();
        };
        QVERIFY(!reload(signedFor(swapped), swapped));
        // NaN behind a card that agrees: no embedding may come of it.
        auto tensors = weights::readTensors(other->folder / "weights.safetensors").value();
        write(manifest->folder / "weights.safetensors", weights);
        tensors = weights::readTensors(manifest->folder / "weights.safetensors").value();
        const std::string key = "visual.ln_post.weight";
        QVERIFY(tensors.contains(key));
        tensors[key] = torch::full_like(tensors[key], std::nan(""));
        const auto nan = fresh();
        QVERIFY(weights::writeTensors(nan, tensors).ok());
        const auto bytes = contents(nan);
        QVERIFY(!reload(signedFor(bytes), bytes));
        QVERIFY(reload(card, weights));
    }

    void textsAndPicturesAtTheirEdges_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"clip-hf", "clip-openai", "biomedclip", "medclip-swin", "medclip-resnet", "medpix",
                                 "siglip", "unimed-clip", "hf-vit", "hf-swin", "densenet-grey", "densenet-rgb"})
            QTest::newRow(name) << QByteArray(name);
    }
    void textsAndPicturesAtTheirEdges() {
        QFETCH(QByteArray, name);
        const auto folder = fresh();
        fs::copy(kCases / name.toStdString(), folder, fs::copy_options::recursive);
        write(folder / "vocab.txt", smallVocabulary());
        const auto manifest = import(weightsIn(folder), fresh());
        QVERIFY2(manifest.ok(), manifest.ok() ? "" : manifest.error().message.c_str());
        auto session = m_module->load(*manifest, {}, {});
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());
        const std::vector<image::Raster> pictures = {picture(1, 1),
                                                     picture(2, 1),
                                                     picture(40, 30, 2),
                                                     picture(300, 20),
                                                     {7, 7, 1, std::make_shared<std::vector<std::uint8_t>>(49, 0)}};
        const auto images = (*session)->embedImages(pictures, true, {});
        QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
        for (const auto& row : *images)
            for (const float value : row) QVERIFY(std::isfinite(value));
        const std::vector<image::Raster> strip = {picture(30000, 1)};
        QCOMPARE((*session)->embedImages(strip, true, {}).error().code, ErrorCode::InvalidInput);
        if (manifest->tokenizer.empty()) return;
        std::string words;
        while (words.size() < 1'000'000) words += "left pleural effusion ";
        const std::vector<std::string> texts = {"", words, "\U0001f600\U0001f600", std::string(1'000'000, 'x'), "\xff"};
        const auto rows = (*session)->embedTexts(texts, true, {});
        QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().message.c_str());
        for (const auto& row : *rows)
            for (const float value : row) QVERIFY(std::isfinite(value));
    }

    void aClassifierAnswersProbabilities() {
        const auto manifest = import(kCases / "densenet-rgb", fresh());
        QVERIFY2(manifest.ok(), manifest.ok() ? "" : manifest.error().message.c_str());
        QVERIFY(manifest->tokenizer.empty());
        auto session = m_module->load(*manifest, {}, {});
        QVERIFY(session.ok());
        QCOMPARE((*session)->labels().size(), std::size_t{5});
        const std::vector<image::Raster> pictures = {picture(60, 50), picture(20, 30)};
        const auto rows = (*session)->classifyImages(pictures, {});
        QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().message.c_str());
        QCOMPARE(rows->size(), std::size_t{2});
        for (const auto& row : *rows) {
            QCOMPARE(row.size(), std::size_t{5});
            for (const float value : row) QVERIFY(value >= 0 && value <= 1);
        }
        QVERIFY(rows->front() != rows->back());
        auto plain = m_module->load(import(kCases / "clip-hf", fresh()).value(), {}, {});
        QVERIFY(plain.ok() && (*plain)->labels().empty());
        QCOMPARE((*plain)->classifyImages(pictures, {}).error().code, ErrorCode::Unsupported);
    }
};

QTEST_APPLESS_MAIN(TestModelFiles)
#include "tst_model_files.moc"
