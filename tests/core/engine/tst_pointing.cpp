// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The built-in pack's saliency on simulated studies that no training saw (pointing game, Zhang et al.
// 2018): the peak of a finding's phrase lies inside its exact mask in at least 60 % of the findings, and
// falls to chance when the weights are shuffled, so that it is the learning that points.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/engine/model_api.h"
#include "core/image/window_level.h"
#include "core/phantom/phantom_study.h"
#include "core/weights/tensor_file.h"

namespace fs = std::filesystem;
using namespace hilum;

namespace {

const fs::path kPack = fs::path(HILUM_SOURCE_DIR) / "resources/models/hilum-base";
constexpr std::uint64_t kUnseenSeed = 990'001'337;  // trainings use small seeds
constexpr int kStudies = 24;
constexpr int kSize = 512;

struct Score {
    int hits = 0;
    int findings = 0;
    double chance = 0;  // expected hits of a point thrown at random
    double rate() const { return static_cast<double>(hits) / findings; }
};

// Every parameter keeps its values but loses their places.
void writeShuffledPack(const fs::path& folder) {
    fs::create_directories(folder);
    torch::manual_seed(1);
    auto tensors = *weights::readTensors(kPack / "weights.safetensors");
    for (auto& [name, tensor] : tensors)
        if (tensor.numel() > 1 && name.find("running_") == std::string::npos)
            tensor =
                tensor.flatten().index_select(0, torch::randperm(tensor.numel())).view(tensor.sizes()).contiguous();
    (void)weights::writeTensors(folder / "weights.safetensors", tensors);
    auto card = nlohmann::json::parse(*base::readTextFile(kPack / "model.json"));
    fs::copy_file(kPack / "vocab.txt", folder / "vocab.txt");
    card.erase("golden");
    for (auto& file : card["files"]) file["sha256"] = *base::sha256OfFile(folder / file["name"].get<std::string>());
    (void)base::writeFileAtomically(folder / "model.json", std::string_view(card.dump()));
}

}  // namespace

class TestPointing : public QObject {
    Q_OBJECT
private:
    std::vector<phantom::PhantomStudy> m_studies;

    static std::unique_ptr<engine::EncoderSession> load(const fs::path& folder) {
        const auto manifest = packs::readManifest(folder);
        const auto module = engine::openModule();
        if (!manifest || !module) return nullptr;
        engine::LoadOptions options;
        options.threads = 1;
        auto session = (*module)->load(*manifest, options, {});
        return session ? std::move(*session) : nullptr;
    }
    Score play(engine::EncoderSession& session) const {
        Score score;
        for (const auto& study : m_studies) {
            const auto picture = image::modelRendition(study.image);
            for (const auto& finding : study.findings) {
                const auto result = session.saliency(picture, finding.phrase, {}, {});
                if (!result) continue;
                const auto at = static_cast<std::size_t>(result->peakY) * static_cast<std::size_t>(finding.mask.width) +
                                static_cast<std::size_t>(result->peakX);
                score.hits += finding.mask.pixels[at] != 0 ? 1 : 0;
                score.chance +=
                    static_cast<double>(std::count(finding.mask.pixels.begin(), finding.mask.pixels.end(), 255)) /
                    static_cast<double>(finding.mask.pixels.size());
                ++score.findings;
            }
        }
        return score;
    }
private Q_SLOTS:
    void initTestCase() {
        if (!fs::exists(kPack / "weights.safetensors")) QSKIP("the built-in pack is not in this tree");
        qputenv("HILUM_ENGINE_MODULE", HILUM_BINARY_DIR "/libhilum_engine.so");
        for (int i = 0; i < kStudies; ++i) {
            phantom::PhantomOptions options;
            options.seed = kUnseenSeed;
            options.index = i;
            options.size = kSize;
            auto study = phantom::makeChestStudy(options);
            QVERIFY(study.ok());
            m_studies.push_back(std::move(*study));
        }
    }
    void thePeakLiesInTheMask() {
        const auto session = load(kPack);
        QVERIFY(session != nullptr);
        const auto score = play(*session);
        qInfo("pointing: %d of %d findings (%.0f %%), chance %.1f %%", score.hits, score.findings, 100 * score.rate(),
              100 * score.chance / score.findings);
        QVERIFY(score.findings >= 15);
        QVERIFY(score.rate() >= 0.6);
    }
    void shuffledWeightsPointByChance() {
        const QTemporaryDir dir;
        const auto folder = fs::path(dir.path().toStdString()) / "shuffled";
        writeShuffledPack(folder);
        const auto session = load(folder);
        QVERIFY(session != nullptr);
        const auto score = play(*session);
        qInfo("shuffled: %d of %d findings, chance %.1f", score.hits, score.findings, score.chance);
        QVERIFY(score.rate() < 0.3);
    }
};

QTEST_APPLESS_MAIN(TestPointing)
#include "tst_pointing.moc"
