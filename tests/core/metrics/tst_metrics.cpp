// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The meters against pycocoevalcap and scikit-learn (golden.json), and their edges: ties, NaN, nothing.
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

#include "core/base/file_io.h"
#include "core/metrics/caption.h"
#include "core/metrics/ranking.h"
#include "core/metrics/retrieval.h"

#include <nlohmann/json.hpp>

using namespace hilum::metrics;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

nlohmann::json golden() {
    const auto text = hilum::base::readTextFile(HILUM_SOURCE_DIR "/tests/data/metrics/golden.json");
    return text.ok() ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

}  // namespace

class TestMetrics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tokensEqualTheReference() {
        const auto rows = golden()["tokens"];
        QVERIFY(rows.size() > 20);
        for (const auto& row : rows) {
            const auto text = row[0].get<std::string>();
            const auto expected = row[1].get<std::vector<std::string>>();
            const auto tokens = captionTokens(text);
            QString got;
            for (const auto& token : tokens) got += QString::fromStdString(token) + QLatin1Char(' ');
            QVERIFY2(tokens == expected, qPrintable(QString::fromStdString(text) + QStringLiteral(" -> ") + got));
        }
    }
    void bleuAndRougeEqualTheReference() {
        const auto corpora = golden()["corpora"];
        QCOMPARE(corpora.size(), std::size_t(3));
        for (const auto& corpus : corpora) {
            Bleu bleu;
            RougeL rouge;
            for (std::size_t i = 0; i < corpus["candidates"].size(); ++i) {
                const auto references = corpus["references"][i].get<std::vector<std::string>>();
                bleu.add(corpus["candidates"][i].get<std::string>(), references);
                rouge.add(corpus["candidates"][i].get<std::string>(), references);
            }
            for (std::size_t n = 0; n < Bleu::kOrders; ++n)
                QVERIFY2(near(bleu.value()[n], corpus["bleu"][n].get<double>()),
                         qPrintable(QStringLiteral("BLEU-%1 %2").arg(n + 1).arg(bleu.value()[n], 0, 'g', 12)));
            QVERIFY2(near(rouge.value(), corpus["rougeL"].get<double>()),
                     qPrintable(QString::number(rouge.value(), 'g', 12)));
        }
    }
    void corpusBleuIsNotTheMeanOfSentences() {
        const std::vector<std::string> first = {"the lungs are clear"};
        const std::vector<std::string> second = {"a large mass in the left upper lobe"};
        Bleu both, one, other;
        both.add("the lungs are clear", first);
        both.add("left mass", second);
        one.add("the lungs are clear", first);
        other.add("left mass", second);
        QVERIFY(std::abs(both.value()[0] - (one.value()[0] + other.value()[0]) / 2) > 0.01);
    }
    void emptyCaptionMetersSayNothing() {
        QVERIFY(std::isnan(Bleu().value()[0]));
        QVERIFY(std::isnan(RougeL().value()));
        RougeL rouge;
        rouge.add("", std::vector<std::string>{"the lungs are clear"});
        rouge.add("clear", std::vector<std::string>{});
        QCOMPARE(rouge.value(), 0.0);
        rouge.reset();
        QCOMPARE(rouge.count(), std::size_t(0));
    }
    void rankingEqualsTheReference() {
        const auto whole = golden();  // a reference into a temporary would not outlive the first step
        for (const auto& row : whole["ranking"]) {
            const auto scores = row["scores"].get<std::vector<float>>();
            const auto labels = row["labels"].get<std::vector<std::uint8_t>>();
            QVERIFY(near(auroc(scores, labels), row["auroc"].get<double>()));
            QVERIFY(near(averagePrecision(scores, labels), row["averagePrecision"].get<double>()));
            AurocMeter meter;
            for (std::size_t i = 0; i < scores.size(); ++i) meter.add(scores[i], labels[i] != 0);
            QVERIFY(near(meter.value(), row["auroc"].get<double>()));
        }
    }
    void aurocIsSymmetricAndOrderFree() {
        std::mt19937 random(3);
        std::normal_distribution<float> noise;
        std::vector<float> scores, negated;
        std::vector<std::uint8_t> labels;
        for (int i = 0; i < 300; ++i) {
            labels.push_back(i % 3 == 0);
            scores.push_back(noise(random) + static_cast<float>(labels.back()));
            negated.push_back(-scores.back());
        }
        QVERIFY(near(auroc(scores, labels) + auroc(negated, labels), 1.0));
        for (float& score : scores) score = std::exp(score);  // any rising function keeps it
        QVERIFY(near(auroc(scores, labels), 1.0 - auroc(negated, labels)));
    }
    void undefinedRankingIsNotANumber_data() {
        QTest::addColumn<QList<float>>("scores");
        QTest::addColumn<QList<int>>("labels");
        QTest::newRow("empty") << QList<float>{} << QList<int>{};
        QTest::newRow("only positives") << QList<float>{1, 2} << QList<int>{1, 1};
        QTest::newRow("only negatives") << QList<float>{1, 2} << QList<int>{0, 0};
        QTest::newRow("sizes") << QList<float>{1, 2} << QList<int>{1};
        QTest::newRow("nan score") << QList<float>{1, kNan} << QList<int>{1, 0};
    }
    void undefinedRankingIsNotANumber() {
        QFETCH(QList<float>, scores);
        QFETCH(QList<int>, labels);
        const std::vector<float> s(scores.begin(), scores.end());
        const std::vector<std::uint8_t> l(labels.begin(), labels.end());
        QVERIFY(std::isnan(auroc(s, l)));
    }
    void constantScoresAreChance() {
        const std::vector<float> scores(10, 0.5F);
        const std::vector<std::uint8_t> labels = {1, 0, 1, 0, 0, 0, 1, 0, 0, 1};
        QVERIFY(near(auroc(scores, labels), 0.5));
        QVERIFY(near(averagePrecision(scores, labels), 0.4));
    }
    void macroAurocLeavesOutUndefinedFindings() {
        const std::vector<float> scores = {0.9F, 1, 0.1F, 2, 0.2F, 3};
        const std::vector<std::uint8_t> labels = {1, 0, 0, 0, 0, 0};
        QVERIFY(near(macroAuroc(scores, labels, 2), 1.0));
        QVERIFY(std::isnan(macroAuroc(scores, labels, 4)));
    }
    void recallCountsQueriesWithAHit() {
        const std::vector<float> similarity = {0.9F, 0.1F, 0.3F,   // right at rank 1
                                               0.9F, 0.1F, 0.3F,   // right (column 1) at rank 3
                                               0.2F, 0.8F, 0.3F};  // right (columns 0, 2) at rank 2
        const RelevantSets relevant = {{0}, {1}, {0, 2}};
        QVERIFY(near(recallAtK(similarity, relevant, 1), 1.0 / 3));
        QVERIFY(near(recallAtK(similarity, relevant, 2), 2.0 / 3));
        QVERIFY(near(recallAtK(similarity, relevant, 3), 1.0));
        QCOMPARE(recallAtK(similarity, relevant, 0), 0.0);
    }
    void tiesNeverHelpAndNanIsLast() {
        const std::vector<float> constant(5, 1.0F);
        const std::vector<std::size_t> first = {0};
        QCOMPARE(bestRank(constant, first), std::size_t(5));
        QCOMPARE(bestRank(std::vector<float>{kNan, 1, 2}, first), std::size_t(3));
        QCOMPARE(bestRank(std::vector<float>{1, kNan, kNan}, first), std::size_t(1));
        QCOMPARE(bestRank(std::vector<float>{kNan, kNan}, first), std::size_t(2));
    }
    void recallLeavesOutQueriesWithoutTruth() {
        RecallMeter meter;
        QVERIFY(std::isnan(meter.recallAt(1)));
        QVERIFY(std::isnan(meter.medianRank()));
        const std::vector<std::size_t> none, outside = {9}, second = {1};
        const std::vector<float> scores = {0.1F, 0.2F};
        meter.add(scores, none);
        meter.add(scores, outside);
        QCOMPARE(meter.queries(), std::size_t(0));
        meter.add(scores, second);
        meter.add(std::vector<float>{0.3F, 0.2F}, second);
        QCOMPARE(meter.queries(), std::size_t(2));
        QCOMPARE(meter.medianRank(), 1.5);
        QVERIFY(std::isnan(recallAtK(std::vector<float>{1, 2, 3}, RelevantSets{{0}, {0}}, 1)));
    }
    void accuracyPerClassAndBalanced() {
        ClassAccuracy accuracy(3);
        QVERIFY(std::isnan(accuracy.value()));
        for (int i = 0; i < 8; ++i) accuracy.add(0, 0);
        accuracy.add(1, 0);
        accuracy.add(1, 1);
        QVERIFY(near(accuracy.value(), 0.9));
        QVERIFY(near(accuracy.balanced(), 0.75));  // class 2 does not occur
        QCOMPARE(accuracy.at(1, 0), std::size_t(1));
        accuracy.add(7, 0);
        QCOMPARE(accuracy.invalid(), std::size_t(1));
        QVERIFY(near(accuracy.value(), 9.0 / 11));
    }
    void bestScoreWinsAndTiesAreWrong() {
        ClassAccuracy accuracy(3);
        accuracy.addScores(1, std::vector<float>{0.1F, 0.9F, 0.2F});
        QCOMPARE(accuracy.value(), 1.0);
        accuracy.addScores(0, std::vector<float>{0.5F, 0.5F, 0.5F});
        QCOMPARE(accuracy.value(), 0.5);
        accuracy.addScores(0, std::vector<float>{kNan, 0.5F, 0.1F});
        QVERIFY(near(accuracy.value(), 1.0 / 3));
        accuracy.addScores(2, std::vector<float>{kNan, kNan, 0.1F});
        QVERIFY(near(accuracy.value(), 0.5));
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
