// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The engine module through its one exported symbol, on a small pack of the real family: equality with
// the plain network, order, cancel, saliency, and every way in which a pack can be bad.
#include "tests/core/engine/tiny_pack.h"

#include <QTemporaryDir>
#include <QTest>

#include <limits>

#include "core/engine/model_api.h"
#include "core/text/tokenizer.h"

namespace fs = std::filesystem;
using namespace hilum;
using namespace hilum::testing;
using base::ErrorCode;

namespace {

image::Raster picture(int width, int height, int seed, int channels = 1) {
    auto pixels = std::make_shared<std::vector<std::uint8_t>>(static_cast<std::size_t>(width * height * channels));
    for (std::size_t i = 0; i < pixels->size(); ++i)
        (*pixels)[i] = static_cast<std::uint8_t>((i * static_cast<std::size_t>(seed + 3) + i / 97) % 256);
    return {width, height, channels, pixels};
}

double cosine(const engine::Embedding& a, const float* b) {
    double dot = 0, left = 0, right = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        left += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        right += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return dot / std::sqrt(left * right);
}

// The picture as the plain network's input, written once more by hand.
torch::Tensor pixelsOf(const image::Raster& square) {
    auto x = torch::empty({1, 3, square.height, square.width});
    for (int y = 0; y < square.height; ++y)
        for (int c = 0; c < square.width; ++c)
            x.select(0, 0).select(1, y).select(1, c).fill_(
                (static_cast<float>((*square.pixels)[static_cast<std::size_t>(y * square.width + c)]) / 255.0F - 0.5F) /
                0.25F);
    return x;
}

}  // namespace

class TestEngineModule : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    std::shared_ptr<nn::HilumDual> m_plain;
    engine::EngineModule* m_module = nullptr;

    fs::path folder(const char* name) const { return fs::path(m_dir.path().toStdString()) / name; }
    base::Result<std::unique_ptr<engine::EncoderSession>> load(const fs::path& pack,
                                                               engine::LoadOptions options = {}) const {
        const auto manifest = packs::readManifest(pack);
        if (!manifest) return manifest.error();
        options.threads = 1;  // many tests share the machine
        return m_module->load(*manifest, options, {});
    }
    std::unique_ptr<engine::EncoderSession> good() const {
        engine::LoadOptions exact;
        exact.precision = "fp32";
        auto session = load(folder("good"), exact);
        return session ? std::move(*session) : nullptr;
    }
private Q_SLOTS:
    void initTestCase() {
        qputenv("HILUM_ENGINE_MODULE", HILUM_BINARY_DIR "/libhilum_engine.so");
        const auto opened = engine::openModule();
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().detail.c_str());
        m_module = *opened;
        QCOMPARE(engine::openModule().value(), m_module);
        m_plain = tinyModel();
        writeTinyPack(folder("good"), tensorsOf(*m_plain));
    }
    void embeddingsEqualThePlainNetwork() {
        const auto session = good();
        QVERIFY(session != nullptr);
        const torch::NoGradGuard guard;
        for (int seed = 1; seed < 4; ++seed) {
            const auto square = picture(64, 64, seed);
            const auto ours = session->embedImages(std::span(&square, 1), false, {});
            QVERIFY(ours.ok());
            const auto theirs = m_plain->encodeImage(pixelsOf(square)).contiguous();
            QVERIFY(cosine(ours->front(), theirs.data_ptr<float>()) > 0.99999);
            QVERIFY(std::abs(ours->front()[0] - theirs[0][0].item<float>()) <
                    1e-3F * (1.0F + std::abs(ours->front()[0])));
        }
        const std::string words = "Left pleural effusion, no pneumothorax.";
        const auto ours = session->embedTexts(std::span(&words, 1), true, {});
        const auto tokenizer = text::loadWordPiece(folder("good") / "vocab.txt");
        const auto tokens = (*tokenizer)->encode(words, 16);
        const auto make = [](const std::vector<std::int64_t>& v) { return torch::tensor(v).unsqueeze(0); };
        const auto theirs = m_plain->encodeText(make(tokens.ids), make(tokens.mask)).contiguous();
        QVERIFY(cosine(ours->front(), theirs.data_ptr<float>()) > 0.99999);
    }
    void orderAndBatchesDoNotMatter() {
        const auto session = good();
        std::vector<image::Raster> pictures;
        std::vector<std::string> texts;
        for (int i = 0; i < 19; ++i) {
            pictures.push_back(picture(40 + 7 * i, 90 - 2 * i, i, i % 3 == 0 ? 3 : 1));
            texts.push_back(std::string(static_cast<std::size_t>((i * 7) % 19), 'a') + " finding number " +
                            std::to_string(i));
        }
        const auto images = session->embedImages(pictures, true, {});
        const auto sentences = session->embedTexts(texts, true, {});
        QCOMPARE(images->size(), pictures.size());
        QCOMPARE(sentences->size(), texts.size());
        for (std::size_t i = 0; i < pictures.size(); ++i) {
            const auto image = session->embedImages(std::span(&pictures[i], 1), true, {});
            const auto sentence = session->embedTexts(std::span(&texts[i], 1), true, {});
            QVERIFY(cosine(image->front(), (*images)[i].data()) > 0.99999);
            QVERIFY(cosine(sentence->front(), (*sentences)[i].data()) > 0.99999);
            double length = 0;
            for (const float v : (*images)[i]) length += static_cast<double>(v) * static_cast<double>(v);
            QVERIFY(std::abs(length - 1.0) < 1e-5);
        }
        QVERIFY(session->embedImages({}, true, {})->empty());
        QVERIFY(session->embedTexts({}, true, {})->empty());
    }
    void everyPrecisionPassesItsCheckOrIsRefused() {
        const auto plain = good();
        QVERIFY(plain != nullptr && plain->memoryBytes() > 0);
        QCOMPARE(plain->deviceText(), std::string("cpu fp32"));
        const auto square = picture(64, 64, 2);
        const std::string words = "Left pleural effusion.";
        const auto image = plain->embedImages(std::span(&square, 1), true, {});
        const auto text = plain->embedTexts(std::span(&words, 1), true, {});
        for (const char* precision : {"auto", "bf16", "int8", "fp16"}) {
            engine::LoadOptions options;
            options.precision = precision;
            const auto session = load(folder("good"), options);
            if (!session.ok()) {
                // No such arithmetic here, or (8 bits, random weights) the check says no: a sentence, never a guess.
                QVERIFY2(session.error().code == ErrorCode::Unsupported ||
                             session.error().message.find("golden check fails in the precision") != std::string::npos,
                         session.error().message.c_str());
                QVERIFY(std::string(precision) != "auto");
                continue;
            }
            if (std::string(precision) != "auto") QCOMPARE((*session)->deviceText(), std::string("cpu ") + precision);
            const auto images = (*session)->embedImages(std::span(&square, 1), true, {});
            const auto texts = (*session)->embedTexts(std::span(&words, 1), true, {});
            QVERIFY2(cosine(images->front(), image->front().data()) > 0.998, precision);
            QVERIFY2(cosine(texts->front(), text->front().data()) > 0.998, precision);
            QVERIFY((*session)->saliency(square, words, {}, {}).ok());
        }
        engine::LoadOptions unknown;
        unknown.precision = "fp8";
        QCOMPARE(load(folder("good"), unknown).error().code, ErrorCode::InvalidInput);
        unknown.precision = "auto";
        unknown.device = "tpu";
        QCOMPARE(load(folder("good"), unknown).error().code, ErrorCode::InvalidInput);
    }
    void anEmptyPictureIsAnInputFault() {
        const auto session = good();
        const image::Raster none;
        QCOMPARE(session->embedImages(std::span(&none, 1), true, {}).error().code, ErrorCode::InvalidInput);
        QCOMPARE(session->saliency(none, "mass", {}, {}).error().code, ErrorCode::InvalidInput);
        const std::string empty;
        QVERIFY(session->embedTexts(std::span(&empty, 1), true, {}).ok());
    }
    void cancelBeforeAndBetweenBatches() {
        const auto session = good();
        const std::vector<image::Raster> many(40, picture(64, 64, 1));
        std::stop_source before;
        before.request_stop();
        QCOMPARE(session->embedImages(many, true, base::JobContext(before.get_token())).error().code,
                 ErrorCode::Cancelled);
        std::stop_source between;
        std::int64_t reached = 0;
        const base::JobContext context(between.get_token(), [&](const base::Progress& p) {
            reached = p.done;
            between.request_stop();
        });
        QCOMPARE(session->embedImages(many, true, context).error().code, ErrorCode::Cancelled);
        QVERIFY(reached > 0 && reached < 40);
        const auto manifest = packs::readManifest(folder("good"));
        QCOMPARE(m_module->load(*manifest, {}, base::JobContext(before.get_token())).error().code,
                 ErrorCode::Cancelled);
    }
    void saliencyIsTheSharesOfTheSimilarity() {
        const auto session = good();
        const auto wide = picture(200, 100, 2);
        const auto result = session->saliency(wide, "right lower lobe opacity", {}, {});
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().detail.c_str());
        QCOMPARE(result->method, std::string("gradcam"));
        QCOMPARE(result->map.width, 200);
        QCOMPARE(result->map.height, 100);
        const auto [low, high] = std::minmax_element(result->map.values.begin(), result->map.values.end());
        QVERIFY(*low >= 0.0F && *high <= 1.0F);
        if (*high > 0)
            QCOMPARE(static_cast<int>(high - result->map.values.begin()), result->peakY * 200 + result->peakX);
        QVERIFY(result->similarity >= -1.0001F && result->similarity <= 1.0001F);
        const auto again = session->saliency(wide, "right lower lobe opacity", "gradcam", {});
        QCOMPARE(again->map.values, result->map.values);
        QCOMPARE(session->saliency(wide, "x", "no-such", {}).error().code, ErrorCode::Unsupported);
        QVERIFY(session->embedImages(std::span(&wide, 1), true, {}).ok());  // the guard of one job does not stay
    }
    void badPacks_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("altered weights") << "altered"
                                         << "was altered";
        QTest::newRow("missing weights") << "missing"
                                         << "cannot be read";
        QTest::newRow("truncated weights, hash renewed") << "truncated"
                                                         << "damaged or not a safetensors";
        QTest::newRow("wrong shape") << "shape"
                                     << "wrong shape or type logit_scale";
        QTest::newRow("tensor missing") << "lacking"
                                        << "missing image_local.bias";
        QTest::newRow("tensor too many") << "extra"
                                         << "unexpected stranger";
        QTest::newRow("not a number") << "nan"
                                      << "not numbers";
        QTest::newRow("logit scale not a number") << "scale"
                                                  << "logit scale";
        QTest::newRow("unknown family") << "family"
                                        << "family";
        QTest::newRow("options do not fit") << "options"
                                            << "do not fit";
        QTest::newRow("options of another kind") << "kind"
                                                 << "not of the kind";
        QTest::newRow("options of another size") << "size"
                                                 << "wrong shape or type";
        QTest::newRow("golden check fails") << "golden"
                                            << "golden check fails";
        QTest::newRow("golden of another width") << "goldenWidth"
                                                 << "golden check fails";
        QTest::newRow("width is not the stated one") << "dim"
                                                     << "another width";
        QTest::newRow("vocabulary without specials") << "vocabulary"
                                                     << "[PAD] is missing";
    }
    void badPacks() {
        QFETCH(QString, kind);
        QFETCH(QString, words);
        const auto pack = folder("bad") / kind.toStdString();
        auto tensors = tensorsOf(*m_plain);
        if (kind == "shape") tensors["logit_scale"] = torch::ones({2});
        if (kind == "lacking") tensors.erase("image_local.bias");
        if (kind == "extra") tensors["stranger"] = torch::ones({1});
        if (kind == "nan") tensors["image_local.bias"] = torch::full({32}, std::numeric_limits<float>::quiet_NaN());
        if (kind == "scale") tensors["logit_scale"] = torch::tensor(std::numeric_limits<float>::infinity());
        writeTinyPack(pack, tensors);
        const auto weightsFile = pack / "weights.safetensors";
        if (kind == "truncated") fs::resize_file(weightsFile, fs::file_size(weightsFile) / 2);
        if (kind == "vocabulary") (void)base::writeFileAtomically(pack / "vocab.txt", std::string_view("a\nb\n"));
        auto card = tinyCard(pack);
        if (kind == "altered") fs::resize_file(weightsFile, fs::file_size(weightsFile) - 1);
        if (kind == "missing") fs::remove(weightsFile);
        if (kind == "family") card["family"] = "no-such-family";
        if (kind == "options") card["options"]["poolHeads"] = 5;
        if (kind == "kind") card["options"]["dim"] = "wide";
        if (kind == "size") card["options"]["dim"] = 64;
        if (kind == "dim") card["dim"] = 31;
        if (kind == "golden" || kind == "goldenWidth" || kind == "nan")
            card["golden"] = {{"image", std::vector<float>(kind == "goldenWidth" ? 3 : 32, 1.0F)}};
        if (kind == "dim") card["golden"] = {{"image", std::vector<float>(32, 1.0F)}};
        writeCard(pack, card);
        const auto session = load(pack);
        QVERIFY(!session.ok());
        QCOMPARE(session.error().code, ErrorCode::ModelMismatch);
        QVERIFY2(QString::fromStdString(session.error().message).contains(words), session.error().message.c_str());
    }
    void aGoodGoldenCheckPasses() {
        const auto pack = folder("golden");
        writeTinyPack(pack, tensorsOf(*m_plain));
        auto card = tinyCard(pack);
        const torch::NoGradGuard guard;
        auto square = std::make_shared<std::vector<std::uint8_t>>();
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x)
                square->push_back(static_cast<std::uint8_t>((7 * x + 13 * y + x * y / 16) % 256));
        const auto expected = m_plain->encodeImage(pixelsOf({64, 64, 1, square})).contiguous();
        card["golden"] = {{"image", std::vector<float>(expected.data_ptr<float>(), expected.data_ptr<float>() + 32)}};
        writeCard(pack, card);
        const auto session = load(pack);
        QVERIFY2(session.ok(), session.ok() ? "" : session.error().message.c_str());
    }
    void devicesAndPrecisionsThatAreNotThere() {
        const auto with = [](const char* device, const char* precision) {
            engine::LoadOptions options;
            options.device = device;
            options.precision = precision;
            return options;
        };
        QCOMPARE(load(folder("good"), with("tpu", "auto")).error().code, ErrorCode::InvalidInput);
        QCOMPARE(load(folder("good"), with("cuda:x", "auto")).error().code, ErrorCode::InvalidInput);
        QCOMPARE(load(folder("good"), with("cpu", "fp16")).error().code, ErrorCode::Unsupported);
        const auto cuda = load(folder("good"), with("cuda:63", "auto"));
        QCOMPARE(cuda.error().code, ErrorCode::Io);
        QVERIFY(cuda.error().message.find("--device cpu") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestEngineModule)
#include "tst_engine_module.moc"
