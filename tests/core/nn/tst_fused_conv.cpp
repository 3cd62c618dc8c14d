// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The fast convolutions against plain ones: every shape of the tower, odd sizes, batches, edges, and the
// cases in which the plain path must be taken.
#include <torch/torch.h>

#include <QTest>

#include "core/nn/layers/conv_bn.h"
#include "core/nn/layers/fused_conv.h"

using namespace hilum::nn;

namespace {

struct Holder : torch::nn::Module {};

torch::Tensor plain(const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b, const ConvBnOptions& o) {
    const auto total = [&](std::int64_t extent) {
        return std::max<std::int64_t>(((extent + o.stride - 1) / o.stride - 1) * o.stride + o.kernel - extent, 0);
    };
    const auto py = total(x.size(2)), px = total(x.size(3));
    const auto padded = torch::constant_pad_nd(x, {px / 2, px - px / 2, py / 2, py - py / 2});
    const auto y = torch::conv2d(padded, w, b, o.stride, std::vector<std::int64_t>{0, 0}, 1, o.groups);
    return o.relu6 ? torch::hardtanh(y, 0, 6) : y;
}

}  // namespace

class TestFusedConv : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        torch::manual_seed(3);
    }
    void equalsThePlainConvolution_data() {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("stride");
        QTest::addColumn<bool>("depthwise");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("batch");
        QTest::newRow("stem") << 3 << 32 << 3 << 2 << false << 64 << 64 << 1;
        QTest::newRow("stem batch") << 3 << 32 << 3 << 2 << false << 32 << 32 << 3;
        QTest::newRow("expand") << 16 << 96 << 1 << 1 << false << 28 << 28 << 1;
        QTest::newRow("project") << 96 << 24 << 1 << 1 << false << 7 << 9 << 2;
        for (const int kernel : {3, 5})
            for (const int stride : {1, 2})
                for (const int extent : {2, 3, 7, 8, 14, 15, 31})
                    QTest::addRow("depthwise k%d s%d %d", kernel, stride, extent)
                        << 48 << 48 << kernel << stride << true << extent << extent << 2;
        QTest::newRow("depthwise wide") << 32 << 32 << 3 << 1 << true << 5 << 40 << 1;
        QTest::newRow("depthwise tall") << 16 << 16 << 5 << 2 << true << 40 << 5 << 1;
        QTest::newRow("depthwise one pixel") << 16 << 16 << 5 << 1 << true << 1 << 1 << 1;
    }
    void equalsThePlainConvolution() {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, kernel);
        QFETCH(int, stride);
        QFETCH(bool, depthwise);
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, batch);
        for (const bool relu6 : {true, false}) {
            ConvBnOptions o;
            o.in = in;
            o.out = out;
            o.kernel = kernel;
            o.stride = stride;
            o.groups = depthwise ? in : 1;
            o.relu6 = relu6;
            const auto w = torch::randn({out, depthwise ? 1 : in, kernel, kernel});
            const auto b = torch::randn({out}) + 2;
            FusedConv conv(w, b, o);
            const auto x = torch::randn({batch, in, height, width});
            const c10::InferenceMode guard;
            QVERIFY(conv.usable(x));
            const auto expected = plain(x, w, b, o);
            for (const auto& input : {x.contiguous(torch::MemoryFormat::ChannelsLast), x}) {
                const auto y = conv.run(input);
                QVERIFY(y.sizes().equals(expected.sizes()));
                QVERIFY(torch::allclose(y, expected, 1e-4, 1e-4));
            }
        }
    }
    void packedPointwiseConvolutionsEqualThePlainOnes() {
        for (const auto format : {NumberFormat::Fp32, NumberFormat::Bf16, NumberFormat::Int8}) {
            if (!hasPackedProducts(format)) continue;
            for (const int out : {16, 24, 96}) {
                ConvBnOptions o;
                o.in = 40;
                o.out = out;
                o.relu6 = out == 96;
                const auto w = torch::randn({out, 40, 1, 1}) / 6, b = torch::randn({out});
                FusedConv conv(w, b, o);
                QVERIFY(conv.pack(format));
                const auto x = torch::randn({2, 40, 7, 9});
                const c10::InferenceMode guard;
                QVERIFY(conv.usable(x));
                const auto y = conv.run(x), expected = plain(x, w, b, o);
                QVERIFY(y.sizes().equals(expected.sizes()));
                const double most = format == NumberFormat::Fp32 ? 1e-4 : format == NumberFormat::Bf16 ? 0.03 : 0.08;
                QVERIFY((y - expected).abs().max().item<double>() < most);
            }
        }
        ConvBnOptions depthwise;
        depthwise.in = depthwise.out = depthwise.groups = 16;
        depthwise.kernel = 3;
        QVERIFY(!FusedConv(torch::randn({16, 1, 3, 3}), torch::randn({16}), depthwise).pack(NumberFormat::Fp32));
    }
    void inferenceAndLaterPlainUseShareTheWeights() {
        ConvBnOptions o;
        o.in = o.out = 16;
        FusedConv conv(torch::randn({16, 16, 1, 1}), torch::randn({16}), o);
        const auto x = torch::randn({1, 16, 8, 8});
        torch::Tensor inside;
        {
            const c10::InferenceMode guard;
            inside = conv.run(x).clone();
        }
        const torch::NoGradGuard guard;  // saliency runs outside InferenceMode with the same module
        QVERIFY(torch::equal(conv.run(x), inside));
        QVERIFY(torch::allclose(conv.run(torch::randn({1, 16, 12, 12})).sum(), torch::zeros({}), 0, 1e9));
    }
    void gradientsAndOtherTypesTakeThePlainPath() {
        Holder holder;
        ConvBnOptions o;
        o.in = o.out = o.groups = 16;
        o.kernel = 3;
        ConvBn conv(holder, "conv", "bn", o);
        holder.eval();
        const auto x = torch::randn({1, 16, 8, 8});
        const auto before = conv.forward(x).detach();
        conv.fuse();
        {
            const torch::NoGradGuard guard;
            QVERIFY(torch::allclose(conv.forward(x), before, 1e-4, 1e-4));
        }
        auto watched = x.clone().requires_grad_(true);
        conv.forward(watched).sum().backward();
        QVERIFY(watched.grad().defined() && watched.grad().abs().sum().item<float>() > 0);
        FusedConv fast(torch::randn({16, 1, 3, 3}), torch::randn({16}), o);
        QVERIFY(!fast.usable(x.to(torch::kBFloat16)));
        QVERIFY(!fast.usable(watched));
        QVERIFY(!fast.usable(torch::randn({0, 16, 8, 8})));
        o.in = o.out = o.groups = 20;  // no whole lanes
        QVERIFY(!FusedConv(torch::randn({20, 1, 3, 3}), torch::randn({20}), o).usable(torch::randn({1, 20, 8, 8})));
    }
};

QTEST_APPLESS_MAIN(TestFusedConv)
#include "tst_fused_conv.moc"
