// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The trainer on a tiny set made here: it learns, it repeats itself, it resumes, it stops, it refuses.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/image_file.h"
#include "core/train/batch.h"
#include "core/train/train.h"
#include "tests/core/train/tiny_set.h"

using namespace hilum;
using nlohmann::json;
using test::makeSet;
using test::write;

namespace {

base::Result<image::Raster> readPng(const std::string& path) {
    auto read = image::readImageFile(path);
    if (!read.ok()) return read.error();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(read->pixels->data());
    return image::Raster{read->width, read->height, 1,
                         std::make_shared<std::vector<std::uint8_t>>(bytes, bytes + read->pixelCount())};
}

struct Lines {
    std::vector<json> all;
    train::LineSink sink() {
        return [this](const std::string& line) { all.push_back(json::parse(line)); };
    }
};

}  // namespace

class TestTrain : public QObject {
    Q_OBJECT
    static std::filesystem::path pathOf(const QTemporaryDir& dir) { return dir.path().toStdString(); }
private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void theLossFallsAndAPackIsWritten() {
        const QTemporaryDir dir;
        const auto config =
            makeSet(pathOf(dir), 60, {{"learningRate", 1e-2}, {"imageLearningRate", 0.0}, {"textLearningRate", 3e-3}});
        Lines lines;
        const auto result = train::runTraining(config, false, readPng, lines.sink(), {});
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
        std::vector<double> losses;
        for (const auto& line : lines.all)
            if (line["event"] == "step") losses.push_back(line["contrastive"]);
        QCOMPARE(losses.size(), std::size_t(6));
        QVERIFY2(losses.back() < losses.front() - 0.1,
                 qPrintable(QString::number(losses.front()) + QStringLiteral(" -> ") + QString::number(losses.back())));
        const auto pack = pathOf(dir) / "out/pack";
        for (const char* name : {"model.json", "weights.safetensors", "vocab.txt"})
            QVERIFY(std::filesystem::exists(pack / name));
        std::ifstream in(pack / "model.json");
        const auto card = json::parse(in);
        QCOMPARE(card["golden"]["image"].size(), std::size_t(16));
        QCOMPARE(card["files"].size(), std::size_t(2));
    }

    void mirrorPairsShareTheBatchWithTheOtherSide() {
        const QTemporaryDir dir;
        const auto path = makeSet(pathOf(dir), 1, {{"mirrorPairs", 0.25}, {"extraCaptions", 6}});
        std::string csv = "file,patient,text\n";
        for (int i = 0; i < 24; ++i)
            csv += "p" + std::to_string(i) + ".png,P" + std::to_string(i) + ",Left effusion.\n";
        write(pathOf(dir) / "cases.csv", csv);
        write(pathOf(dir) / "bank.txt", "# modality: CR\nRight effusion.\nNo effusion.\nA nodule.\nNo claim here.\n");
        auto config = train::readTrainConfig(path).value();
        config.sources[0].mirrorSwapsSides = true;
        config.sources[0].captions = {pathOf(dir) / "bank.txt"};
        const auto labeler = labels::ConceptLabeler::load(HILUM_SOURCE_DIR "/resources/lexicon.json").value();
        const auto data = train::PairDataset::load(config, labeler, readPng, {}).value();
        QCOMPARE(data.captions(0).size(), std::size_t(3));
        const auto batch = train::makeBatch(data, config, 64, 16, 0);
        QCOMPARE(batch.pixels.size(0), 8);  // six drawn, two of them mirrored
        QCOMPARE(batch.texts.size(), std::size_t(14));
        for (int twin = 0; twin < 2; ++twin) {
            const auto text = batch.texts[static_cast<std::size_t>(6 + twin)];
            QVERIFY2(text.find("ight") != std::string::npos, text.c_str());
            QCOMPARE(batch.positives[6 + twin][twin].item<float>(), 0.0F);
        }
        for (std::int64_t j = 8; j < 14; ++j) {
            const auto& text = batch.texts[static_cast<std::size_t>(j)];
            const bool right = text == "Right effusion.";
            QCOMPARE(batch.positives[0][j].item<float>(), 0.0F);                 // a left one
            QCOMPARE(batch.positives[6][j].item<float>(), right ? 1.0F : 0.0F);  // its mirror image
            QCOMPARE(batch.ignored[0][j].item<float>(), text == "A nodule." ? 1.0F : 0.0F);
        }
    }

    void theSameSeedGivesTheSameNumbersAndResumeContinuesThem() {
        const QTemporaryDir whole, halves;
        Lines first, second;
        QVERIFY(train::runTraining(makeSet(pathOf(whole), 20), false, readPng, first.sink(), {}).ok());
        // Stop after ten steps by cancel, then resume to twenty.
        std::stop_source stop;
        const auto config = makeSet(pathOf(halves), 20);
        const auto stopped = train::runTraining(
            config, false, readPng,
            [&](const std::string& line) {
                second.all.push_back(json::parse(line));
                if (second.all.back()["event"] == "step") stop.request_stop();
            },
            base::JobContext(stop.get_token()));
        QCOMPARE(stopped.error().code, base::ErrorCode::Cancelled);
        QVERIFY(std::filesystem::exists(pathOf(halves) / "out/checkpoint.safetensors"));
        QVERIFY(train::runTraining(config, true, readPng, second.sink(), {}).ok());
        const auto last = [](const Lines& lines) {
            double loss = -1;
            for (const auto& line : lines.all)
                if (line["event"] == "step" && line["step"] == 20) loss = line["contrastive"];
            return loss;
        };
        QVERIFY(last(first) > 0);
        QVERIFY2(
            std::abs(last(first) - last(second)) < 1e-4,
            qPrintable(QString::number(last(first)) + QStringLiteral(" against ") + QString::number(last(second))));
    }

    void everyObjectiveTrains_data() {
        QTest::addColumn<QByteArray>("objective");
        for (const char* name :
             {"contrastive", "info-nce", "dcl", "hn-nce", "dhn-nce", "dhn-nce-released", "soft-target", "semantic"})
            QTest::newRow(name) << QByteArray("{\"name\":\"") + name + "\"}";
        QTest::newRow("decoupled") << QByteArray(R"({"name":"semantic","decoupled":true})");
    }
    void everyObjectiveTrains() {
        QFETCH(QByteArray, objective);
        const QTemporaryDir dir;
        const auto config = makeSet(pathOf(dir), 40,
                                    {{"learningRate", 1e-2},
                                     {"imageLearningRate", 0.0},
                                     {"textLearningRate", 3e-3},
                                     {"csvLog", true},
                                     {"objective", json::parse(objective.toStdString())}});
        Lines lines;
        const auto result = train::runTraining(config, false, readPng, lines.sink(), {});
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
        std::vector<double> losses;
        for (const auto& line : lines.all)
            if (line["event"] == "step") losses.push_back(line["contrastive"]);
        QCOMPARE(losses.size(), std::size_t(4));
        // The soft targets move with the embeddings, so that loss need not fall; it must move and stay a number.
        const bool falls = losses.back() < losses.front();
        const bool moves = std::isfinite(losses.back()) && losses.back() != losses.front();
        QVERIFY2(objective.contains("soft-target") ? moves : falls,
                 qPrintable(QString::number(losses.front()) + QStringLiteral(" -> ") + QString::number(losses.back())));
        std::ifstream log(pathOf(dir) / "out/metrics.csv");
        std::string header, row;
        QVERIFY(std::getline(log, header) && std::getline(log, row));
        QCOMPARE(header, std::string("step,name,value"));
        QVERIFY2(row.rfind("10,contrastive,", 0) == 0, row.c_str());
    }

    void entityLabelsFollowFactsAndClaims() {
        const QTemporaryDir dir;
        auto config = train::readTrainConfig(
                          makeSet(pathOf(dir), 1, {{"objective", {{"name", "semantic"}, {"decoupled", true}}}}))
                          .value();
        const auto labeler = labels::ConceptLabeler::load(HILUM_SOURCE_DIR "/resources/lexicon.json").value();
        const auto data = train::PairDataset::load(config, labeler, readPng, {}).value();
        const auto batch = train::makeBatch(data, config, 64, 16, 3);
        QCOMPARE(batch.imageLabels.size(0), 8);
        QCOMPARE(batch.textLabels.size(0), 8);
        QCOMPARE(batch.imageLabels.size(1), batch.textLabels.size(1));
        QVERIFY(batch.imageLabels.abs().sum().item<float>() > 0);
        // A decoupled text shares a label with its picture wherever it names a finding.
        for (std::int64_t i = 0; i < 8; ++i)
            if (batch.textLabels[i].abs().sum().item<float>() > 0)
                QVERIFY2((batch.imageLabels[i] * batch.textLabels[i]).sum().item<float>() > 0,
                         batch.texts[static_cast<std::size_t>(i)].c_str());
    }

    void patienceEndsTheRun() {
        const QTemporaryDir dir;
        const auto config = makeSet(pathOf(dir), 400,
                                    {{"learningRate", 1e-12},
                                     {"imageLearningRate", 0.0},
                                     {"textLearningRate", 0.0},
                                     {"evaluateEvery", 10},
                                     {"patience", 2}});
        Lines lines;
        const auto result = train::runTraining(config, false, readPng, lines.sink(), {});
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().message.c_str());
        const auto done = json::parse(*result);
        QVERIFY2(done["steps"].get<int>() <= 60, result->c_str());
        QVERIFY(std::any_of(lines.all.begin(), lines.all.end(),
                            [](const json& line) { return line["event"] == "stopped-early"; }));
    }

    void aLossThatIsNoNumberNamesStepAndBatch() {
        const QTemporaryDir dir;
        const auto config = makeSet(pathOf(dir), 200, {{"learningRate", 1e37}, {"clipNorm", 1e37}});
        const auto result = train::runTraining(config, false, readPng, [](const std::string&) {}, {});
        QVERIFY(!result.ok());
        const auto& message = result.error().message;
        QVERIFY2(message.find("step") != std::string::npos && message.find(".png") != std::string::npos,
                 message.c_str());
    }

    void aCheckpointOfAnotherConfigurationIsRefused() {
        const QTemporaryDir dir;
        QVERIFY(train::runTraining(makeSet(pathOf(dir), 2), false, readPng, [](const std::string&) {}, {}).ok());
        const auto other = makeSet(pathOf(dir), 4, {{"seed", 99}});
        QCOMPARE(train::runTraining(other, true, readPng, [](const std::string&) {}, {}).error().code,
                 base::ErrorCode::Corrupt);
        write(pathOf(dir) / "out/checkpoint.safetensors", "garbage");
        QVERIFY(!train::runTraining(other, true, readPng, [](const std::string&) {}, {}).ok());
    }

    void cancelBeforeTheFirstStepLeavesNoPack() {
        const QTemporaryDir dir;
        std::stop_source stop;
        stop.request_stop();
        const auto result = train::runTraining(
            makeSet(pathOf(dir), 20), false, readPng, [](const std::string&) {}, base::JobContext(stop.get_token()));
        QCOMPARE(result.error().code, base::ErrorCode::Cancelled);
        QVERIFY(!std::filesystem::exists(pathOf(dir) / "out/pack"));
    }

    void badConfigurationsAreNamed_data() {
        QTest::addColumn<QByteArray>("changes");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("task") << QByteArray(R"({"task":"paint"})") << QByteArray("paint");
        QTest::newRow("batch") << QByteArray(R"({"batch":1})") << QByteArray("batch");
        QTest::newRow("type") << QByteArray(R"({"steps":"many"})") << QByteArray("type");
        QTest::newRow("dim") << QByteArray(R"({"model":{"dim":7,"poolHeads":2}})") << QByteArray("poolHeads");
        QTest::newRow("no sources") << QByteArray(R"({"sources":[]})") << QByteArray("sources");
        QTest::newRow("split") << QByteArray(R"({"sources":[{"name":"a","csv":"cases.csv","split":"moon"}]})")
                               << QByteArray("split");
        QTest::newRow("unknown key") << QByteArray(R"({"learningrate":1})") << QByteArray("learningrate");
        QTest::newRow("unknown source key")
            << QByteArray(R"({"sources":[{"name":"a","csv":"cases.csv","colour":1}]})") << QByteArray("colour");
        QTest::newRow("objective") << QByteArray(R"({"objective":{"name":"magic"}})") << QByteArray("magic");
        QTest::newRow("objective key") << QByteArray(R"({"objective":{"tau":1}})") << QByteArray("tau");
        QTest::newRow("temperature") << QByteArray(R"({"objective":{"temperature":0}})") << QByteArray("temperature");
        QTest::newRow("missing csv") << QByteArray(R"({"sources":[{"name":"a","csv":"absent.csv"}]})")
                                     << QByteArray("absent.csv");
        QTest::newRow("missing weights") << QByteArray(R"({"imageWeights":"absent.safetensors"})")
                                         << QByteArray("absent.safetensors");
    }
    void badConfigurationsAreNamed() {
        QFETCH(QByteArray, changes);
        QFETCH(QByteArray, word);
        const QTemporaryDir dir;
        const auto config = makeSet(pathOf(dir), 2, json::parse(changes.toStdString()));
        const auto result = train::runTraining(config, false, readPng, [](const std::string&) {}, {});
        QVERIFY(!result.ok());
        QVERIFY2(result.error().message.find(word.toStdString()) != std::string::npos, result.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestTrain)
#include "tst_train.moc"
