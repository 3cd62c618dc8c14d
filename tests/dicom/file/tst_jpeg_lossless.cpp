// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// JPEG lossless by our own decoder: value for value what went in, for every predictor, depth and number of components,
// with restarts and a point transform (streams from a plain encoder here, and DCMTK's own); what is damaged is refused.
#include <QTest>
#include <random>

#include "dicom/file/jpeg_lossless.h"
#include "tests/dicom/file/lossless_encoder.h"

using namespace hilum;
using hilum::test::LosslessPicture;

namespace {

LosslessPicture picture(int precision, int components, int width = 37, int height = 23) {
    LosslessPicture made{width, height, precision, components, {}};
    std::mt19937 random(static_cast<unsigned>(precision * 8 + components));
    const int most = (1 << precision) - 1;
    for (int i = 0; i < width * height * components; ++i) {
        // Slopes, jumps to both ends and noise: every category of difference occurs.
        const int kind = static_cast<int>(random() % 8);
        const int slope = i * 3 % (most + 1), noise = static_cast<int>(random() % 16);
        made.values.push_back(kind == 0   ? 0
                              : kind == 1 ? most
                              : kind == 2 ? static_cast<int>(random()) & most
                                          : std::min(most, slope + noise % (most + 1)));
    }
    return made;
}

std::vector<int> decoded(const std::vector<std::uint8_t>& stream) {
    const auto header = dicom::readStreamHeader(stream);
    if (!header.ok()) return {};
    const auto samples = dicom::decodeJpegLossless(stream, *header);
    if (!samples.ok()) return {};
    std::vector<int> values;
    const auto width = static_cast<std::size_t>(samples->bytesPerSample);
    for (std::size_t i = 0; i + width <= samples->bytes.size(); i += width)
        values.push_back(samples->bytes[i] | (width == 2 ? samples->bytes[i + 1] << 8 : 0));
    return values;
}

}  // namespace

class TestJpegLossless : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPredictorAndDepth() {
        for (int predictor = 1; predictor <= 7; ++predictor)
            for (int precision = 2; precision <= 16; ++precision)
                for (const int components : {1, 2, 3, 4}) {
                    const auto original = picture(precision, components);
                    const auto got = decoded(test::encodeLossless(original, {predictor, 0, 0}));
                    QVERIFY2(got == original.values, qPrintable(QStringLiteral("predictor %1, %2 bits, %3 components")
                                                                    .arg(predictor)
                                                                    .arg(precision)
                                                                    .arg(components)));
                }
    }

    void restartsBeginAnew() {
        for (const int lines : {1, 2, 5, 22})
            for (const int components : {1, 3}) {
                const auto original = picture(12, components);
                QCOMPARE(decoded(test::encodeLossless(original, {4, 0, lines})), original.values);
            }
    }

    void aPointTransformDropsTheLowestBits() {
        auto original = picture(12, 1);
        const auto got = decoded(test::encodeLossless(original, {1, 3, 0}));
        for (auto& value : original.values) value = value >> 3 << 3;
        QCOMPARE(got, original.values);
    }

    void oneColumnAndOneLine() {
        for (const auto& [width, height] : {std::pair(1, 40), {40, 1}, {1, 1}}) {
            const auto original = picture(16, 1, width, height);
            for (int predictor = 1; predictor <= 7; ++predictor)
                QCOMPARE(decoded(test::encodeLossless(original, {predictor, 0, 0})), original.values);
        }
    }

    // Cut anywhere the answer is an error, or the whole picture where only the end marker went.
    void aStreamThatEndsEarlyIsRefused() {
        const auto original = picture(12, 1);
        const auto stream = test::encodeLossless(original, {1, 0, 5});
        for (std::size_t cut = 2; cut < stream.size() - 2; cut += 7)
            QVERIFY2(decoded({stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut)}).empty(),
                     qPrintable(QString::number(cut)));
    }

    void flippedBitsEndInAnAnswer() {
        const auto original = picture(12, 3);
        const auto stream = test::encodeLossless(original, {6, 0, 4});
        std::mt19937 random(7);
        for (int round = 0; round < 3000; ++round) {
            auto broken = stream;
            for (int flips = 0; flips < 3; ++flips) {
                auto& byte = broken[random() % broken.size()];
                byte = static_cast<std::uint8_t>(byte ^ 1U << random() % 8);
            }
            const auto header = dicom::readStreamHeader(broken);
            if (!header.ok() || header->width > 64 || header->height > 64 || header->components > 4) continue;
            const auto samples = dicom::decodeJpegLossless(broken, *header);
            if (!samples.ok()) QVERIFY(!samples.error().message.empty());
        }
    }

    void otherFormsAreLeftToTheLibrary() {
        auto subsampled = test::encodeLossless(picture(8, 3), {1, 0, 0});
        const auto frame = test::findMarker(subsampled, 0xC3);
        subsampled[frame + 11] = 0x22;  // the first component's sampling factors
        const auto header = dicom::readStreamHeader(subsampled);
        QVERIFY(header.ok());
        const auto samples = dicom::decodeJpegLossless(subsampled, *header);
        QVERIFY(!samples.ok());
        QCOMPARE(samples.error().code, base::ErrorCode::Unsupported);
    }
};

QTEST_APPLESS_MAIN(TestJpegLossless)
#include "tst_jpeg_lossless.moc"
