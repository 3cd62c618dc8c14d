// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// CIDEr-D, mask figures, decisions, calibration and intervals: equal to the reference programs (evaluation.json) to
// 1e-6, and undefined where a figure does not exist.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/metrics/cider.h"
#include "core/metrics/decision.h"
#include "core/metrics/linear_probe.h"
#include "core/metrics/meteor.h"
#include "core/metrics/overlap.h"
#include "core/metrics/ranking.h"
#include "core/metrics/retrieval.h"
#include "core/metrics/stemmer.h"

using namespace hilum::metrics;
using nlohmann::json;

namespace {

constexpr double kTolerance = 1e-6;

Tokens words(const std::string& text) {
    Tokens out;
    std::istringstream in(text);
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

std::vector<std::uint8_t> pixelsOf(const json& one, const char* name) {
    std::vector<std::uint8_t> pixels;
    for (const int value : one[name]) pixels.push_back(value != 0 ? 255 : 0);
    return pixels;
}

bool close(double got, double expected) { return std::abs(got - expected) < kTolerance; }

}  // namespace

class TestEvaluation : public QObject {
    Q_OBJECT
    json m_golden;
private Q_SLOTS:
    void initTestCase() {
        std::ifstream in(HILUM_SOURCE_DIR "/tests/data/metrics/evaluation.json");
        m_golden = json::parse(in);
    }

    void ciderEqualsTheReference() {
        for (const auto& corpus : m_golden["cider"]) {
            CiderD cider;
            for (std::size_t i = 0; i < corpus["candidates"].size(); ++i) {
                std::vector<Tokens> references;
                for (const auto& reference : corpus["references"][i])
                    references.push_back(words(reference.get<std::string>()));
                cider.add(words(corpus["candidates"][i].get<std::string>()), references);
            }
            const auto each = cider.scores();
            QCOMPARE(each.size(), corpus["scores"].size());
            for (std::size_t i = 0; i < each.size(); ++i) QVERIFY(close(each[i], corpus["scores"][i].get<double>()));
            QVERIFY(close(cider.value(), corpus["value"].get<double>()));
        }
        QVERIFY(std::isnan(CiderD().value()));
    }

    void stemsEqualTheReference() {
        QVERIFY(m_golden["stems"].size() > 1000);
        for (const auto& pair : m_golden["stems"])
            QCOMPARE(QByteArray::fromStdString(pair[0].get<std::string>() + " " + stemOf(pair[0].get<std::string>())),
                     QByteArray::fromStdString(pair[0].get<std::string>() + " " + pair[1].get<std::string>()));
    }

    void meteorEqualsTheReference() {
        QVERIFY(!m_golden["meteor"].empty());
        for (const auto& corpus : m_golden["meteor"]) {
            Meteor meteor;
            for (std::size_t i = 0; i < corpus["candidates"].size(); ++i) {
                std::vector<Tokens> references;
                for (const auto& reference : corpus["references"][i])
                    references.push_back(words(reference.get<std::string>()));
                const auto candidate = corpus["candidates"][i].get<std::string>();
                meteor.add(words(candidate), references);
                const double expected = corpus["scores"][i];
                QVERIFY2(close(meteor.scores().back(), expected),
                         (candidate + " " + std::to_string(meteor.scores().back()) + " not " + std::to_string(expected))
                             .c_str());
            }
            QVERIFY(close(meteor.value(), corpus["value"].get<double>()));
        }
        QVERIFY(std::isnan(Meteor().value()));
    }

    void functionWordsAreSorted() {
        const auto all = functionWords();
        QVERIFY(std::is_sorted(all.begin(), all.end()));
    }

    void overlapEqualsTheReference() {
        for (const auto& one : m_golden["overlap"]) {
            const auto truth = pixelsOf(one, "truth"), predicted = pixelsOf(one, "predicted");
            const int width = one["width"], height = one["height"];
            const auto got = overlap({width, height, truth}, {width, height, predicted}, one["xMm"].get<double>(),
                                     one["yMm"].get<double>(), one["tolerance"].get<double>());
            QVERIFY(got.ok());
            const auto kind = one["kind"].get<std::string>();
            QVERIFY2(close(got->dice, one["dice"].get<double>()), kind.c_str());
            QVERIFY2(close(got->iou, one["iou"].get<double>()), kind.c_str());
            QVERIFY2(close(got->surfaceDice, one["nsd"].get<double>()), kind.c_str());
            if (one["hd95"].is_null())
                QVERIFY(std::isnan(got->hausdorff95Mm));
            else
                QVERIFY2(close(got->hausdorff95Mm, one["hd95"].get<double>()), kind.c_str());
        }
    }

    void emptyAndUnequalMasksAreNamed() {
        const std::vector<std::uint8_t> zeros(12);
        const MaskView empty{4, 3, zeros}, other{3, 4, zeros};
        const auto both = overlap(empty, empty, 1, 1, 1);
        QVERIFY(both.ok() && std::isnan(both->dice) && std::isnan(both->iou) && std::isnan(both->surfaceDice));
        QCOMPARE(overlap(empty, other, 1, 1, 1).error().code, hilum::base::ErrorCode::InvalidInput);
    }

    void decisionsCountByHand() {
        const std::vector<float> scores = {0.9F, 0.8F, 0.7F, 0.6F, 0.2F};
        const std::vector<std::uint8_t> labels = {1, 0, 1, 0, 0};
        const auto c = confusionAt(scores, labels, 0.65F);
        QCOMPARE(c.truePositive, std::size_t(2));
        QCOMPARE(c.falsePositive, std::size_t(1));
        QCOMPARE(c.trueNegative, std::size_t(2));
        QVERIFY(close(c.precision(), 2.0 / 3) && close(c.recall(), 1.0) && close(c.f1(), 0.8));
        QCOMPARE(bestThreshold(scores, labels), 0.7F);
        const std::vector<std::uint8_t> none = {0, 0, 0, 0, 0};
        QVERIFY(std::isnan(bestThreshold(scores, none)));
        QVERIFY(std::isnan(confusionAt(scores, none, 0.5F).f1()) &&
                std::isnan(confusionAt(scores, none, 0.5F).recall()));
        QVERIFY(rocCurve(scores, none).empty() && precisionRecallCurve(scores, none).empty());
    }

    void decisionsEqualTheReference() {
        QVERIFY(!m_golden["decisions"].empty());
        for (const auto& one : m_golden["decisions"]) {
            const std::vector<float> scores = one["scores"];
            const std::vector<std::uint8_t> labels = one["labels"];
            const auto c = confusionAt(scores, labels, one["threshold"].get<float>());
            QCOMPARE(c.truePositive, one["tp"].get<std::size_t>());
            QCOMPARE(c.falsePositive, one["fp"].get<std::size_t>());
            QCOMPARE(c.trueNegative, one["tn"].get<std::size_t>());
            QCOMPARE(c.falseNegative, one["fn"].get<std::size_t>());
            QVERIFY(close(c.precision(), one["precision"].get<double>()));
            QVERIFY(close(c.recall(), one["recall"].get<double>()) && close(c.f1(), one["f1"].get<double>()));
            const auto calibrated = calibration(scores, labels);
            QVERIFY(close(calibrated.error, one["ece"].get<double>()));
            QVERIFY(close(calibrated.brier, one["brier"].get<double>()));
        }
    }

    void linearHeadsEqualTheReference() {
        QVERIFY(!m_golden["probes"].empty());
        for (const auto& one : m_golden["probes"]) {
            const std::vector<std::vector<float>> features = one["features"];
            const std::vector<std::uint8_t> labels = one["labels"];
            const auto head = fitLinearProbe(features, labels, one["c"].get<double>());
            QVERIFY(head.ok());
            for (std::size_t i = 0; i < features.size(); ++i)
                QVERIFY(close(head->probability(features[i]), one["probabilities"][i].get<double>()));
        }
    }

    void linearHeadsRefuseWhatTeachesNothing() {
        const auto code = [](const std::vector<std::vector<float>>& features, const std::vector<std::uint8_t>& labels,
                             double c) {
            const auto head = fitLinearProbe(features, labels, c);
            return head.ok() ? hilum::base::ErrorCode::Internal : head.error().code;
        };
        const auto wrong = hilum::base::ErrorCode::InvalidInput;
        QCOMPARE(code({}, {}, 1), wrong);
        QCOMPARE(code({{1}, {2}}, {1, 1}, 1), wrong);
        QCOMPARE(code({{1}, {2}}, {1}, 1), wrong);
        QCOMPARE(code({{1}, {2, 3}}, {1, 0}, 1), wrong);
        QCOMPARE(code({{1}, {std::nanf("")}}, {1, 0}, 1), wrong);
        QCOMPARE(code({{1}, {2}}, {1, 0}, 0), wrong);
    }

    void theDeepestPixelLiesInside() {
        std::vector<std::uint8_t> pixels(9 * 7);
        for (int y = 0; y < 5; ++y)
            for (int x = 0; x < 5; ++x) pixels[static_cast<std::size_t>(9 * y + x)] = 255;  // touches two edges
        const MaskView square{9, 7, pixels};
        const auto expected = std::pair<int, int>(2, 2);
        QVERIFY(deepest(square) == expected);
        const std::vector<std::uint8_t> none(9 * 7);
        const auto nowhere = std::pair<int, int>(-1, -1);
        const MaskView empty{9, 7, none};
        QVERIFY(deepest(empty) == nowhere);
    }

    void theAreaUnderTheCurveIsAuroc() {
        std::mt19937 engine(3);
        std::vector<float> scores;
        std::vector<std::uint8_t> labels;
        for (int i = 0; i < 300; ++i) {
            labels.push_back(engine() % 4 == 0 ? 1 : 0);
            scores.push_back(static_cast<float>(engine() % 20) + (labels.back() != 0 ? 5.0F : 0.0F));  // with ties
        }
        const auto curve = rocCurve(scores, labels);
        double area = 0;
        for (std::size_t i = 1; i < curve.size(); ++i)
            area += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2;
        QVERIFY(close(area, auroc(scores, labels)));
        QVERIFY(close(curve.back().x, 1) && close(curve.back().y, 1));
    }

    void calibrationOfAPerfectAndOfAnOverconfidentScore() {
        const std::vector<float> sure = {1, 1, 0, 0};
        const std::vector<std::uint8_t> right = {1, 1, 0, 0}, half = {1, 0, 1, 0};
        const auto perfect = calibration(sure, right);
        QVERIFY(close(perfect.error, 0) && close(perfect.brier, 0));
        const auto wrong = calibration(sure, half);
        QVERIFY(close(wrong.error, 0.5) && close(wrong.brier, 0.5));
        QCOMPARE(wrong.bins.size(), std::size_t(2));
        QVERIFY(std::isnan(calibration({}, {}).error));
    }

    void intervalsHoldTheFigureAndRepeat() {
        std::mt19937 engine(5);
        std::vector<float> scores;
        std::vector<std::uint8_t> labels;
        std::vector<std::string> groups;
        for (int i = 0; i < 200; ++i) {
            labels.push_back(engine() % 2 == 0 ? 1 : 0);
            scores.push_back(static_cast<float>(engine() % 100) + (labels.back() != 0 ? 30.0F : 0.0F));
            groups.push_back("P" + std::to_string(i / 2));
        }
        const auto figure = [&](const std::vector<std::size_t>& rows) {
            std::vector<float> s;
            std::vector<std::uint8_t> l;
            for (const auto row : rows) {
                s.push_back(scores[row]);
                l.push_back(labels[row]);
            }
            return auroc(s, l);
        };
        const auto one = bootstrap(groups, 400, 1, figure), again = bootstrap(groups, 400, 1, figure);
        const double value = auroc(scores, labels);
        QVERIFY(one.low < value && value < one.high && one.high - one.low < 0.25);
        QVERIFY(one.low == again.low && one.high == again.high);
        QVERIFY(std::isnan(bootstrap(groups, 100, 1, [](const auto&) { return std::nan(""); }).low));
    }

    void precisionAtKAndReciprocalRank() {
        const std::vector<float> scores = {0.9F, 0.8F, 0.8F, 0.1F};
        const std::vector<std::size_t> relevant = {1, 3}, first = {0};
        QVERIFY(close(precisionAtK(scores, relevant, 1), 0));
        QVERIFY(close(precisionAtK(scores, relevant, 2), 0));  // the tie goes against the query
        QVERIFY(close(precisionAtK(scores, relevant, 4), 0.5));
        QVERIFY(std::isnan(precisionAtK(scores, relevant, 5)));
        RecallMeter meter;
        meter.add(scores, relevant);  // rank 3
        meter.add(scores, first);     // rank 1
        QVERIFY(close(meter.meanReciprocalRank(), (1.0 / 3 + 1) / 2));
        QVERIFY(std::isnan(RecallMeter().meanReciprocalRank()));
    }
};

QTEST_APPLESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
