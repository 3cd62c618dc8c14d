// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every published loss equals a plain float64 reference (tests/reference/make_losses.py) to 1e-6, and its gradient
// equals finite differences.
#include <torch/torch.h>

#include <QTest>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/losses/dcl.h"
#include "core/losses/dhn_nce.h"
#include "core/losses/hn_nce.h"
#include "core/losses/info_nce.h"
#include "core/losses/multi_label.h"
#include "core/losses/pairwise.h"
#include "core/losses/segmentation.h"
#include "core/losses/semantic_matching.h"
#include "core/losses/soft_target.h"

using namespace hilum::losses;
using torch::Tensor;

namespace {

constexpr double kStep = 1e-6;

struct Case {
    Tensor input;                               // what is differentiated
    std::function<Tensor(const Tensor&)> loss;  // of the input
};

void flatten(const nlohmann::json& json, std::vector<double>& values, std::vector<std::int64_t>& shape,
             std::size_t depth) {
    if (!json.is_array()) {
        values.push_back(json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>());
        return;
    }
    if (shape.size() <= depth) shape.push_back(static_cast<std::int64_t>(json.size()));
    for (const auto& item : json) flatten(item, values, shape, depth + 1);
}

}  // namespace

class TestPublishedLosses : public QObject {
    Q_OBJECT
    nlohmann::json m_golden;
    std::map<std::string, Case> m_cases;

    Tensor tensor(const char* name) const {
        std::vector<double> values;
        std::vector<std::int64_t> shape;
        flatten(m_golden.at(name), values, shape, 0);
        return torch::tensor(values, torch::kFloat64).view(shape);
    }

    void addRows() const {
        QTest::addColumn<QString>("name");
        for (const auto& item : m_golden.at("values").items())
            QTest::newRow(item.key().c_str()) << QString::fromStdString(item.key());
    }

private Q_SLOTS:
    void initTestCase() {
        std::ifstream in(HILUM_SOURCE_DIR "/tests/data/losses/golden.json");
        m_golden = nlohmann::json::parse(in);
        const auto image = tensor("image"), text = tensor("text"), texts = tensor("texts");
        const auto ofImage = tensor("imageLabels"), ofText = tensor("textLabels");
        const auto logits = tensor("logits"), labels = tensor("labels"), weights = tensor("weights");
        const auto scale = torch::tensor(4.0, torch::kFloat64);
        const auto pair = [&](auto function) {
            return Case{image, [=](const Tensor& x) { return function(x, text); }};
        };
        m_cases["infoNce"] = pair([](const Tensor& i, const Tensor& t) { return infoNce(i, t, 0.07); });
        m_cases["dcl"] = pair([](const Tensor& i, const Tensor& t) { return dcl(i, t, 0.6); });
        m_cases["hnNce"] = pair([](const Tensor& i, const Tensor& t) { return hnNce(i, t, 0.6, 0.15, 0.25); });
        m_cases["dhnNce"] = pair([](const Tensor& i, const Tensor& t) { return dhnNce(i, t, 0.6, 0.15, 0.25); });
        m_cases["dhnNceAsReleased"] =
            pair([](const Tensor& i, const Tensor& t) { return dhnNceAsReleased(i, t, 0.6, 0.15, 0.25, 5); });
        m_cases["softTarget"] = pair([](const Tensor& i, const Tensor& t) { return softTarget(i, t, 1.0, false); });
        m_cases["softTargetTau2"] = pair([](const Tensor& i, const Tensor& t) { return softTarget(i, t, 2.0, false); });
        m_cases["semanticCosine"] = {
            image, [=](const Tensor& x) { return semanticMatching(x, texts, scale, ofImage, ofText); }};
        m_cases["semanticDot"] = {image, [=](const Tensor& x) {
                                      return semanticMatching(x, texts, scale, ofImage, ofText,
                                                              LabelSimilarity::DotAsReleased);
                                  }};
        m_cases["bce"] = {logits, [=](const Tensor& x) { return bceWithLogits(x, labels, weights); }};
        m_cases["focal"] = {logits, [=](const Tensor& x) { return focal(x, labels, 2.0, 0.25); }};
        m_cases["asymmetric"] = {logits, [=](const Tensor& x) { return asymmetric(x, labels, 1.0, 4.0, 0.05); }};
        const auto masks = tensor("segMasks");
        m_cases["segmentation"] = {tensor("segLogits"), [=](const Tensor& x) { return segmentation(x, masks); }};
    }

    void equalsThePlainReference_data() { addRows(); }
    void equalsThePlainReference() {
        QFETCH(QString, name);
        const auto& one = m_cases.at(name.toStdString());
        const double expected = m_golden["values"][name.toStdString()];
        const double got = one.loss(one.input).item<double>();
        QVERIFY2(std::abs(got - expected) < 1e-6,
                 qPrintable(QStringLiteral("%1 for %2").arg(got, 0, 'g', 12).arg(expected, 0, 'g', 12)));
        // In the precision of training too.
        const double single =
            one.loss(one.input.to(torch::kFloat64).to(torch::kFloat32).to(torch::kFloat64)).item<double>();
        QVERIFY(std::abs(single - expected) < 1e-5);
    }

    void gradientEqualsFiniteDifferences_data() { addRows(); }
    void gradientEqualsFiniteDifferences() {
        QFETCH(QString, name);
        const auto& one = m_cases.at(name.toStdString());
        auto input = one.input.clone().set_requires_grad(true);
        one.loss(input).backward();
        const auto gradient = input.grad().flatten();
        const auto count = one.input.numel();
        QVERIFY(gradient.abs().sum().item<double>() > 1e-6);
        for (std::int64_t i = 0; i < count; ++i) {
            const auto at = [&](double shift) {
                auto moved = one.input.clone();
                moved.flatten()[i] += shift;
                return one.loss(moved).item<double>();
            };
            const double slope = (at(kStep) - at(-kStep)) / (2 * kStep);
            QVERIFY2(
                std::abs(slope - gradient[i].item<double>()) < 1e-6 * std::max(1.0, std::abs(slope)) + 1e-7,
                qPrintable(QStringLiteral("element %1: %2 for %3").arg(i).arg(gradient[i].item<double>()).arg(slope)));
        }
    }

    void publishedTargetsCarryGradientAndDetachedOnesDoNot() {
        const auto text = tensor("text");
        const auto gradientOf = [&](bool detach) {
            auto image = tensor("image").set_requires_grad(true);
            softTarget(image, text, 1.0, detach).backward();
            return image.grad().clone();
        };
        QVERIFY(!torch::allclose(gradientOf(false), gradientOf(true)));
        QVERIFY(std::abs((softTarget(tensor("image"), text, 1.0, false) - softTarget(tensor("image"), text, 1.0, true))
                             .item<double>()) < 1e-12);
    }

    void specialCasesAgree() {
        const auto image = tensor("image"), text = tensor("text");
        // beta 0 makes every wrong pair equally hard: HN-NCE is InfoNCE (both directions added), DHN-NCE is DCL.
        QVERIFY(torch::allclose(hnNce(image, text, 0.3, 0, 0), 2 * infoNce(image, text, 0.3), 1e-9, 1e-9));
        QVERIFY(torch::allclose(dhnNce(image, text, 0.3, 0, 0), dcl(image, text, 0.3), 1e-9, 1e-9));
        // Focal with gamma 0 and no alpha, asymmetric with gammas and margin 0: plain cross-entropy.
        const auto logits = tensor("logits"), labels = tensor("labels");
        const auto plain = bceWithLogits(logits, labels);
        QVERIFY(torch::allclose(focal(logits, labels, 0, -1), plain, 1e-9, 1e-9));
        QVERIFY(torch::allclose(asymmetric(logits, labels, 0, 0, 0), plain, 1e-7, 1e-7));
    }

    void hugeLogitsStayFinite() {
        const auto image = 1e3 * tensor("image"), text = 1e3 * tensor("text");
        for (const auto& loss : {infoNce(image, text, 0.01), dcl(image, text, 0.01), hnNce(image, text, 0.01, 1, 1),
                                 dhnNce(image, text, 0.01, 1, 1)})
            QVERIFY(std::isfinite(loss.item<double>()));
        const auto logits = torch::tensor({{200.0, -200.0}}), labels = torch::tensor({{0.0, 1.0}});
        for (const auto& loss :
             {bceWithLogits(logits, labels), focal(logits, labels, 2, 0.25), asymmetric(logits, labels, 1, 4, 0.05)})
            QVERIFY(std::isfinite(loss.item<double>()));
    }

    void weightsFollowTheClassCounts() {
        const auto labels = torch::tensor({{1.0, 0.0, 0.0}, {0.0, 0.0, 1.0}, {0.0, 0.0, 1.0}, {0.0, 0.0, 1.0}});
        QVERIFY(torch::equal(positiveWeights(labels, 10), torch::tensor({3.0, 1.0, 1.0})));
        QVERIFY(torch::equal(positiveWeights(labels, 2), torch::tensor({2.0, 1.0, 1.0})));
    }
};

QTEST_APPLESS_MAIN(TestPublishedLosses)
#include "tst_published_losses.moc"
