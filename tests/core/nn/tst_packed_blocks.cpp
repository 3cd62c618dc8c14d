// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Packed products and transformer blocks against torch's own: odd shapes, every tile height, masks, causal order,
// picked tokens, the three number formats, and values that are not numbers.
#include <torch/torch.h>

#include <QTest>

#include <limits>

#include "core/nn/layers/clip_block.h"
#include "core/nn/layers/packed_blocks.h"
#include "core/nn/text/bert.h"
#include "core/nn/vision/timm_vit.h"

using namespace hilum::nn;

namespace {

const NumberFormat kFormats[] = {NumberFormat::Fp32, NumberFormat::Bf16, NumberFormat::Int8};

double cosine(const torch::Tensor& a, const torch::Tensor& b) {
    const auto x = a.flatten().to(torch::kDouble), y = b.flatten().to(torch::kDouble);
    return (x.dot(y) / (x.norm() * y.norm())).item<double>();
}

double tolerance(NumberFormat format) {
    return format == NumberFormat::Fp32 ? 1e-9 : format == NumberFormat::Bf16 ? 1e-4 : 2e-3;
}

// Weights of a size that keeps every nonlinearity in use; torch's own initialisation hides faults in small terms.
void seed(torch::nn::Module& module) {
    torch::manual_seed(11);
    const torch::NoGradGuard guard;
    for (auto& p : module.parameters())
        p.normal_(0, p.dim() > 1 ? 1.5 / std::sqrt(static_cast<double>(p.size(1))) : 0.3);
    module.eval();
}

}  // namespace

class TestPackedBlocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        if (!hasPackedProducts(NumberFormat::Fp32)) QSKIP("this processor has no AVX-512");
        torch::manual_seed(3);
    }
    void productsEqualTorchs_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        for (int rows = 1; rows <= 29; ++rows) QTest::addRow("%d rows", rows) << rows << 40 << 48;
        QTest::newRow("blocks of rows") << 500 << 64 << 96;
        for (const int odd : {1, 2, 3, 5, 7, 17, 33, 66}) {
            QTest::addRow("in %d", odd) << 5 << odd << 32;
            QTest::addRow("out %d", odd) << 5 << 32 << odd;
        }
    }
    void productsEqualTorchs() {
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        const torch::NoGradGuard guard;
        const auto w = torch::randn({out, in}), b = torch::randn({out}), x = torch::randn({rows, in});
        const auto wanted = torch::linear(x, w, b);
        for (const auto format : kFormats) {
            if (!hasPackedProducts(format)) continue;
            PackedLinear linear(format, w, b);
            const auto y = linear.run(x);
            QVERIFY(y.sizes().equals(wanted.sizes()));
            if (format == NumberFormat::Fp32) QVERIFY(torch::allclose(y, wanted, 1e-5, 1e-5));
            QVERIFY2(wanted.numel() < 16 || 1 - cosine(y, wanted) < tolerance(format),
                     qPrintable(QString::number(cosine(y, wanted), 'g', 12)));
            QVERIFY((y - wanted).abs().max().item<double>() <= 0.05 * (1 + wanted.abs().max().item<double>()));
        }
    }
    void activationsEqualTorchs() {
        const torch::NoGradGuard guard;
        const auto x =
            torch::cat({torch::linspace(-12, 12, 4001), torch::tensor({-0.0F, 1e-20F, -1e-20F, 80.0F, -80.0F})})
                .unsqueeze(1)
                .contiguous();
        PackedLinear same(NumberFormat::Fp32, torch::ones({1, 1}), {});
        const std::pair<Activation, torch::Tensor> cases[] = {
            {Activation::None, x},
            {Activation::Gelu, torch::gelu(x.to(torch::kDouble)).to(torch::kFloat32)},
            {Activation::QuickGelu,
             (x.to(torch::kDouble) * torch::sigmoid(1.702 * x.to(torch::kDouble))).to(torch::kFloat32)},
            {Activation::Relu, torch::relu(x)},
            {Activation::Relu6, torch::hardtanh(x, 0, 6)}};
        for (const auto& [activation, wanted] : cases)
            QVERIFY(torch::allclose(same.run(x, activation), wanted, 1e-6, 1e-6));
    }
    void whatIsNotANumberStaysSo() {
        const torch::NoGradGuard guard;
        for (const auto format : kFormats) {
            if (!hasPackedProducts(format)) continue;
            for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
                auto w = torch::randn({33, 20});
                auto x = torch::randn({3, 20});
                PackedLinear good(format, w, {});
                x[1][7] = bad;
                QVERIFY(!torch::isfinite(good.run(x)[1]).any().item<bool>());
                QVERIFY(torch::isfinite(good.run(x)[0]).all().item<bool>());
                w[32][19] = bad;
                PackedLinear broken(format, w, {});
                QVERIFY(!torch::isfinite(broken.run(torch::ones({3, 20}))).select(1, 32).any().item<bool>());
            }
        }
    }
    void visionBlocksEqualThePlainOnes_data() {
        QTest::addColumn<int>("image");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("batch");
        QTest::newRow("a small one") << 32 << 32 << 4 << 1;
        QTest::newRow("heads of 64") << 64 << 128 << 2 << 3;
        QTest::newRow("heads of 80, more tokens than a tile") << 96 << 160 << 2 << 2;
    }
    void visionBlocksEqualThePlainOnes() {
        QFETCH(int, image);
        QFETCH(int, width);
        QFETCH(int, heads);
        QFETCH(int, batch);
        TimmVitOptions o;
        o.imageSize = image;
        o.patch = 8;
        o.width = width;
        o.heads = heads;
        o.layers = 3;
        o.mlp = 3 * width + 8;
        const auto pixels = torch::randn({batch, 3, image, image});
        for (const auto format : kFormats) {
            if (!hasPackedProducts(format)) continue;
            TimmVit vit(o);
            seed(*vit);
            const torch::NoGradGuard guard;
            const auto wanted = vit->forward(pixels);
            const auto tokens = vit->tap(pixels).activations.detach().clone();
            QVERIFY(vit->pack(format));
            const auto got = vit->forward(pixels);
            QVERIFY2(1 - cosine(got, wanted) < tolerance(format),
                     qPrintable(QString::number(cosine(got, wanted), 'g', 12)));
            if (format == NumberFormat::Fp32) QVERIFY(torch::allclose(got, wanted, 1e-4, 1e-4));
            // A perturbed input must be seen: the figures above are no accident of constant output.
            const auto apart = (vit->forward(torch::randn_like(pixels)) - got).norm().item<double>();
            QVERIFY(apart > 3 * (got - wanted).norm().item<double>() && apart > 0.01 * wanted.norm().item<double>());
            const torch::AutoGradMode on(true);
            const auto tap = vit->tap(pixels);  // saliency goes on from the packed blocks' tokens
            QVERIFY(1 - cosine(tap.activations.detach(), tokens) < tolerance(format));
            tap.embedding.sum().backward();
            QVERIFY(tap.activations.grad().abs().sum().item<float>() > 0);
        }
    }
    void causalBlocksEqualThePlainOnes() {
        ClipTransformerOptions o{48, 2, 6, 96, true, 1e-5};
        for (const auto format : kFormats) {
            if (!hasPackedProducts(format)) continue;
            torch::nn::Sequential parent;
            auto blocks = addClipBlocks(*parent, o);
            seed(*parent);
            const torch::NoGradGuard guard;
            const auto x = torch::randn({3, 37, 48});
            auto wanted = x;
            for (auto& block : blocks) wanted = block->forward(wanted, true);
            const auto packed = packClipBlocks(blocks, o, true, false, format);
            QVERIFY(packed != nullptr);
            auto all = x.clone();
            packed->run(all, 0, 2);
            QVERIFY(1 - cosine(all, wanted) < tolerance(format));
            auto spoilt = x.clone();
            const auto picked = packed->runPicked(spoilt, {36, 0, 17});
            const auto same = torch::stack({wanted[0][36], wanted[1][0], wanted[2][17]});
            QVERIFY(1 - cosine(picked, same) < tolerance(format));
            QVERIFY(!blocks[0]->parameters()[0].numel());  // the plain weights were given back
        }
    }
    void maskedTextEqualsThePlainOne() {
        BertOptions o{50, 64, 3, 4, 100, 40, 2, 1e-12, 0.1};
        const auto ids = torch::randint(50, {4, 33}, torch::kInt64);
        auto mask = torch::ones({4, 33}, torch::kInt64);
        mask[1].slice(0, 5).zero_();
        mask[2].slice(0, 1).zero_();
        mask[3].slice(0, 10, 20).zero_();
        for (const auto format : kFormats) {
            if (!hasPackedProducts(format)) continue;
            Bert bert(o);
            seed(*bert);
            const torch::NoGradGuard guard;
            const auto wanted = bert->hiddenStates(ids, mask);
            const auto first = bert->firstToken(ids, mask);
            QVERIFY(bert->pack(format));
            const auto got = bert->hiddenStates(ids, mask);
            QCOMPARE(got.size(), wanted.size());
            for (std::size_t i = 0; i < got.size(); ++i) QVERIFY(1 - cosine(got[i], wanted[i]) < tolerance(format));
            QVERIFY(1 - cosine(bert->forward(ids, mask), wanted.back()) < tolerance(format));
            QVERIFY(1 - cosine(bert->firstToken(ids, mask), first) < tolerance(format));
            // What a masked token says has no influence.
            auto other = ids.clone();
            other[3].slice(0, 10, 20).fill_(7);
            QVERIFY(torch::equal(bert->firstToken(other, mask)[3], bert->firstToken(ids, mask)[3]));
        }
    }
    void shapesThatDoNotFitTakeThePlainPath() {
        QVERIFY(!PackedBlocks::fits({.width = 30, .heads = 6}));    // heads of an odd width
        QVERIFY(!PackedBlocks::fits({.width = 30, .heads = 4}));    // no whole heads
        QVERIFY(!PackedBlocks::fits({.width = 2048, .heads = 2}));  // wider than the scratch
        QVERIFY(PackedBlocks::fits({.width = 30, .heads = 5}));
        PackedBlocks none({.width = 32, .heads = 2});
        QVERIFY(!none.usable(torch::zeros({1, 3, 32})));
    }
};

QTEST_APPLESS_MAIN(TestPackedBlocks)
#include "tst_packed_blocks.moc"
