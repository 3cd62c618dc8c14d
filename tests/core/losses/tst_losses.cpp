// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What the losses promise: published values in the special case, no pull on true texts, exact places.
#include <torch/torch.h>

#include <QTest>

#include "core/losses/contrastive.h"
#include "core/losses/grounding.h"

using namespace hilum::losses;

class TestLosses : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneToOnePositivesGiveClipsLoss() {
        torch::manual_seed(1);
        const auto image = torch::randn({6, 16});
        const auto text = torch::randn({6, 16});
        const auto scale = torch::tensor(10.0);
        namespace F = torch::nn::functional;
        const auto unit = [](const torch::Tensor& x) { return F::normalize(x, F::NormalizeFuncOptions().dim(-1)); };
        const auto logits = 10.0 * unit(image).matmul(unit(text).t());
        const auto target = torch::arange(6);
        const auto clip = 0.5 * (F::cross_entropy(logits, target) + F::cross_entropy(logits.t(), target));
        const auto ours = symmetricContrastive(image, text, scale, torch::eye(6));
        QVERIFY(torch::allclose(ours, clip, 1e-5, 1e-6));
    }
    void aTextTrueOfTwoPicturesPullsBoth() {
        torch::manual_seed(2);
        auto image = torch::randn({3, 8}).set_requires_grad(true);
        const auto text = torch::randn({3, 8});
        auto positives = torch::eye(3);
        positives[1][0] = 1;  // text 0 is true of picture 1 as well
        symmetricContrastive(image, text, torch::tensor(5.0), positives).backward();
        const auto both = image.grad().clone();
        image.mutable_grad().zero_();
        symmetricContrastive(image, text, torch::tensor(5.0), torch::eye(3)).backward();
        // Moving picture 1 towards text 0 must be more welcome than under one-to-one positives.
        const auto gain = -(both[1] * text[0]).sum().item<double>();
        const auto gainBefore = -(image.grad()[1] * text[0]).sum().item<double>();
        QVERIFY2(gain > gainBefore, qPrintable(QStringLiteral("%1 against %2").arg(gain).arg(gainBefore)));
    }
    void anIgnoredPairIsAsIfItWereNotThere() {
        torch::manual_seed(5);
        const auto image = torch::randn({3, 8});
        const auto text = torch::randn({5, 8});
        auto positives = torch::zeros({3, 5});
        for (int i = 0; i < 3; ++i) positives[i][i] = 1;
        auto ignored = torch::zeros({3, 5});
        ignored.slice(1, 4) = 1;  // nobody knows of text 4
        const auto scale = torch::tensor(5.0);
        const auto ours = symmetricContrastive(image, text, scale, positives, ignored);
        const auto without = symmetricContrastive(image, text.slice(0, 0, 4), scale, positives.slice(1, 0, 4));
        QVERIFY(torch::allclose(ours, without, 1e-5, 1e-6));
        // Text 3 is true of none: it is pushed away from every picture and costs nothing by itself.
        const auto fewer = symmetricContrastive(image, text.slice(0, 0, 3), scale, positives.slice(1, 0, 3));
        QVERIFY(without.item<double>() > fewer.item<double>());
    }
    void contributionsAddUpToTheSimilarity() {
        torch::manual_seed(3);
        const auto local = torch::randn({2, 5, 12});
        const auto weights = torch::softmax(torch::randn({2, 5, 3}), 1);
        const auto text = torch::randn({2, 12});
        const auto pooled = (local.view({2, 5, 3, 4}) * weights.unsqueeze(-1)).sum(1).reshape({2, 12});
        QVERIFY(torch::allclose(contributions(local, weights, text).sum(1), (pooled * text).sum(1), 1e-4, 1e-5));
    }
    void groundingFallsWhenTheRightPlaceRises() {
        torch::manual_seed(4);
        auto local = torch::randn({1, 9, 8});
        const auto weights = torch::full({1, 9, 2}, 1.0 / 9);
        const auto text = torch::randn({1, 8});
        auto inside = torch::zeros({1, 9});
        inside[0][4] = 1;
        const double before = grounding(local, weights, text, inside, 2.0).item<double>();
        local[0][4] += 3 * text[0];
        const double after = grounding(local, weights, text, inside, 2.0).item<double>();
        QVERIFY2(after < before, qPrintable(QStringLiteral("%1 then %2").arg(before).arg(after)));
        // An everywhere-mask costs nothing, whatever the map.
        QVERIFY(std::abs(grounding(local, weights, text, torch::ones({1, 9}), 2.0).item<double>()) < 1e-4);
    }
};

QTEST_APPLESS_MAIN(TestLosses)
#include "tst_losses.moc"
