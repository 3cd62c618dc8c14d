// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Suggestions: order, sources, merging, contradictions, the modality gate, neighbours' votes; caption
// banks, the text-vector cache, prompts and zero-shot probabilities.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/file_io.h"
#include "core/base/paths.h"
#include "core/reading/suggester.h"
#include "core/reading/zero_shot.h"
#include "fake_session.h"

using namespace hilum;
namespace fs = std::filesystem;

class TestSuggester : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    test::FakeSession m_session;
    labels::ConceptLabeler m_labeler = *labels::ConceptLabeler::loadDefault();
    fs::path root() const { return m_root.path().toStdString(); }

    std::vector<reading::Candidate> candidates(const std::vector<std::string>& texts) {
        text::CaptionBank bank{"test", "Test", {}, texts};
        reading::CaseTable table;
        auto made = reading::gatherCandidates(table, {bank}, m_labeler);
        reading::TextVectors vectors({}, m_session.manifest().sha256, test::kDim);
        if (!reading::embedCandidates(made, vectors, m_session, {}, false).ok()) qFatal("embedding failed");
        return made;
    }

private Q_SLOTS:
    void ranksByImageAndSinksContradictions() {
        const auto made = candidates({"Left pleural effusion.", "No pleural effusion.", "Right pleural effusion.",
                                      "Nodule in the lung.", "Pneumothorax."});
        const auto ranked = reading::rankCandidates(made, test::unitVector(2, "picture"), "", {}, 5);
        QCOMPARE(ranked.size(), std::size_t{5});
        QVERIFY(ranked[0].text.find("effusion") != std::string::npos);
        QCOMPARE(ranked[0].source, std::string("bank:test"));
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            QVERIFY(ranked[i].score >= 0 && ranked[i].score <= 1);
            if (i > 0) QVERIFY(ranked[i].score <= ranked[i - 1].score);
            // The other two about the effusion contradict the first and lose more than half.
            if (i > 0 && ranked[i].text.find("effusion") != std::string::npos)
                QVERIFY(ranked[i].score < 0.5F * ranked[0].score);
        }
    }

    void whatThePackWasNeverTaughtComesLater() {
        auto made = candidates({"Left pleural effusion.", "Left rib fracture.", "The patient is rotated."});
        for (auto& candidate : made) candidate.vector = test::unitVector(2, "same");  // the cosine tells nothing
        made[2].vector = test::unitVector(2, "same");
        const auto image = test::unitVector(2, "picture");
        const nlohmann::json card = {{"trainedWords", {{"Pleural Effusion", {"effusion"}}}}};
        reading::weighByTeaching(made, card);
        QCOMPARE(made[0].penalty, 0.0F);
        QVERIFY(made[1].penalty > made[2].penalty && made[2].penalty > 0);
        const auto ranked = reading::rankCandidates(made, image, "", {}, 3);
        QCOMPARE(ranked.front().text, std::string("Left pleural effusion."));
        auto other = candidates({"Left rib fracture."});
        reading::weighByTeaching(other, nlohmann::json::object());
        QCOMPARE(other[0].penalty, 0.0F);
    }

    void neighboursDecideTheSide() {
        const auto made =
            candidates({"Left pleural effusion.", "Right pleural effusion.", "Nodule in the lung.", "Clear lungs."});
        const auto image = test::unitVector(2, "picture");
        for (const bool left : {true, false}) {
            const std::vector<reading::NeighbourVote> votes = {
                {"Pleural Effusion", 1.0F, left ? 0.9F : 0.0F, left ? 0.0F : 0.9F}};
            QCOMPARE(reading::rankCandidates(made, image, "", votes, 1).front().text,
                     std::string(left ? "Left pleural effusion." : "Right pleural effusion."));
        }
    }

    // Of two that the image supports alike the one that names a side comes first, but not before a better one.
    void aSideDecidesBetweenEquals() {
        auto made = candidates({"Pleural effusion is present.", "Left pleural effusion.", "Nodule in the lung."});
        const auto image = test::unitVector(2, "picture");
        made[0].vector = made[1].vector = test::unitVector(2, "same");
        QCOMPARE(reading::rankCandidates(made, image, "", {}, 1).front().text, std::string("Left pleural effusion."));
        made[0].vector = image;
        QCOMPARE(reading::rankCandidates(made, image, "", {}, 1).front().text,
                 std::string("Pleural effusion is present."));
    }

    void modalityGate() {
        text::CaptionBank chest{"chest", "", {"CR", "DX"}, {"Pleural effusion is present."}},
            breast{"breast", "", {"US"}, {"Benign breast lesion."}}, any{"any", "", {}, {"Normal study."}};
        reading::CaseTable table;
        auto made = reading::gatherCandidates(table, {chest, breast, any}, m_labeler);
        reading::TextVectors vectors({}, m_session.manifest().sha256, test::kDim);
        QVERIFY(reading::embedCandidates(made, vectors, m_session, {}, false).ok());
        const auto ofUs = reading::rankCandidates(made, test::unitVector(2, "p"), "US", {}, 10);
        QCOMPARE(ofUs.size(), std::size_t{2});
        for (const auto& s : ofUs) QVERIFY(s.source != "bank:chest");
        QCOMPARE(reading::rankCandidates(made, test::unitVector(2, "p"), "DX", {}, 10).size(), std::size_t{2});
        QCOMPARE(reading::rankCandidates(made, test::unitVector(2, "p"), "", {}, 10).size(), std::size_t{3});
    }

    void librarySentencesComeFirstAndCountTheirCases() {
        reading::CaseTable table;
        table.sentences = {{"Small left effusion.", test::unitVector(2, "s"), 41, 3},
                           {"small left  effusion", test::unitVector(2, "s"), 42, 2},
                           {"x", {}, 1, 1}};
        reading::CaseEntry entry;
        entry.likelyModality = "CR";
        entry.sentences = {0, 1};
        table.cases = {entry};
        const auto made = reading::gatherCandidates(table, {{"bank", "", {}, {"Small left effusion."}}}, m_labeler);
        QCOMPARE(made.size(), std::size_t{1});
        QCOMPARE(made[0].source, std::string("case"));
        QCOMPARE(made[0].caseId, 41);
        QCOMPARE(made[0].cases, 5);
        QCOMPARE(made[0].modalities, std::set<std::string>{"CR"});
    }

    void givenCaptionsAreASoftmax() {
        const std::vector<std::string> captions = {"a glioma", "a pneumothorax", "something else"};
        const auto ranked = reading::suggestFrom(captions, test::unitVector(1, "p"), 10, m_session, {});
        QVERIFY(ranked.ok());
        QCOMPARE(ranked->front().text, captions[1]);
        QCOMPARE(ranked->front().source, std::string("file"));
        float sum = 0;
        for (const auto& s : *ranked) sum += s.score;
        QVERIFY(std::abs(sum - 1.0F) < 1e-5F);
        QCOMPARE(reading::suggestFrom(captions, test::unitVector(1, "p"), 1, m_session, {})->size(), std::size_t{1});
    }

    void captionFiles() {
        std::ofstream(root() / "captions.txt", std::ios::binary)
            << "\xEF\xBB\xBF# note\r\n  First one. \r\n\r\nSecond.\n";
        QCOMPARE(*text::readCaptionLines(root() / "captions.txt"), (std::vector<std::string>{"First one.", "Second."}));
        std::ofstream(root() / "none.txt") << "# only a note\n";
        QCOMPARE(text::readCaptionLines(root() / "none.txt").error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(text::readCaptionLines(root() / "absent.txt").error().code, base::ErrorCode::NotFound);
        const auto banks = text::loadCaptionBanks(base::resourcesFolder() / "captions");
        QVERIFY(banks.size() >= 3);
        for (const auto& bank : banks) QVERIFY(!bank.captions.empty());
        QVERIFY(text::loadCaptionBanks(root() / "nowhere").empty());
    }

    void textVectorsAreKeptOnDisk() {
        const std::vector<std::string> texts = {"effusion", "nodule", "effusion"};
        const std::string sha = m_session.manifest().sha256;
        std::vector<engine::Embedding> first;
        {
            reading::TextVectors vectors(root() / "lib", sha, test::kDim);
            first = *vectors.get(texts, m_session, {});
            QCOMPARE(first[0], first[2]);
        }
        const int before = m_session.textsEmbedded;
        reading::TextVectors again(root() / "lib", sha, test::kDim);
        QCOMPARE(*again.get(texts, m_session, {}), first);
        QCOMPARE(m_session.textsEmbedded.load(), before);
        // Another pack, another width and damage all begin anew.
        QCOMPARE(reading::TextVectors(root() / "lib", sha, test::kDim + 1).size(), std::size_t{0});
        const auto file = fs::directory_iterator(root() / "lib/cache")->path();
        auto bytes = *base::readFile(file);
        for (const std::size_t size : {bytes.size() - 1, bytes.size() / 2, std::size_t{10}, std::size_t{0}}) {
            std::ofstream(file, std::ios::binary)
                .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(size));
            QCOMPARE(reading::TextVectors(root() / "lib", sha, test::kDim).size(), std::size_t{0});
        }
        bytes[100] ^= 1;
        std::ofstream(file, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        QCOMPARE(reading::TextVectors(root() / "lib", sha, test::kDim).size(), std::size_t{0});
    }

    void promptsAndProbabilities() {
        auto prompts = *reading::Prompts::load(m_session.manifest());
        QCOMPARE(prompts.sentence("Pleural_Thickening"), std::string("Pleural thickening."));
        QCOMPARE(prompts.sentence("No Finding"), std::string("No acute abnormality."));
        QVERIFY(!prompts.positive("Anything Else").empty());
        QCOMPARE(prompts.modalityText("DX"), prompts.modalityText("CR"));
        packs::ModelManifest own = m_session.manifest();
        own.card = {
            {"prompts",
             {{"labels", {{"Effusion", {{"sentence", "There is fluid."}}}}}, {"modalities", {{"CR", {"film"}}}}}}};
        QCOMPARE(reading::Prompts::load(own)->sentence("Effusion"), std::string("There is fluid."));
        QCOMPARE(reading::Prompts::load(own)->modalityText("CR"), std::string("film"));
        QVERIFY(
            prompts
                .overrideLabels({{"X", {{"positive", {"a nodule"}}, {"negative", {"clear lungs"}}}}, {"Y", "glioma"}})
                .ok());
        QVERIFY(!prompts.overrideLabels({{"X", 3}}).ok());
        QVERIFY(!prompts.overrideLabels(nlohmann::json::array()).ok());

        reading::TextVectors vectors({}, m_session.manifest().sha256, test::kDim);
        const auto probes = reading::makeProbes({"X", "Pneumothorax"}, prompts, vectors, m_session, {});
        QVERIFY(probes.ok());
        QVERIFY(reading::probability((*probes)[0], test::unitVector(3, "p"), 20) > 0.9F);
        QVERIFY(reading::probability((*probes)[0], test::unitVector(0, "p"), 20) < 0.1F);
        const auto modalities = reading::makeModalityProbes(prompts, vectors, m_session, {});
        QCOMPARE(reading::guessModality(*modalities, test::unitVector(4, "p"), 20).code, std::string("MR"));
        QCOMPARE(reading::guessModality(*modalities, test::unitVector(5, "p"), 20).code, std::string("US"));
    }
};

QTEST_GUILESS_MAIN(TestSuggester)
#include "tst_suggester.moc"
