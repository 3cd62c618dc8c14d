// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reformatting against a slow program written here from the definitions alone (one pixel after the other, in
// double precision): straight and oblique volumes, gantry tilt, three interpolations, three slabs; values that
// are known exactly; stacks that cannot be reformatted.
#include <QTest>
#include <cmath>
#include <cstring>
#include <random>

#include "core/image/reslice.h"

using namespace hilum;
using namespace hilum::image;

namespace {

using Vector = std::array<double, 3>;

struct Stack {
    std::vector<Plane> planes;
    std::vector<Image> slices;
};

// Random voxels; row and column directions and the step from slice to slice as given.
Stack stackOf(int nx, int ny, int nz, Vector row, Vector column, Vector step, double xMm, double yMm,
              PixelType type = PixelType::Int16) {
    Stack stack;
    std::mt19937 random(11);
    for (int z = 0; z < nz; ++z) {
        Image image;
        image.width = nx;
        image.height = ny;
        image.type = type;
        image.spacing.xMm = xMm;
        image.spacing.yMm = yMm;
        image.spacing.kind = SpacingKind::Calibrated;
        image.slope = 1;
        image.intercept = type == PixelType::UInt16 ? 0 : -1024;
        image.unit = "HU";
        auto bytes = std::make_shared<std::vector<std::byte>>(image.pixelCount() * 2);
        for (std::size_t i = 0; i < image.pixelCount(); ++i) {
            const auto value =
                static_cast<std::uint16_t>(type == PixelType::UInt16 ? random() % 65536 : random() % 4000);
            std::memcpy(bytes->data() + 2 * i, &value, 2);
        }
        image.pixels = bytes;
        Plane plane{{-20 + step[0] * z, 30 + step[1] * z, -45 + step[2] * z}, row, column};
        image.plane = plane;
        stack.planes.push_back(plane);
        stack.slices.push_back(image);
    }
    return stack;
}

Volume volumeOf(const Stack& stack) {
    auto builder = VolumeBuilder::begin(stack.planes, stack.slices.front(), 1U << 30U);
    if (!builder.ok()) qFatal("%s", builder.error().message.c_str());
    for (std::size_t z = 0; z < stack.slices.size(); ++z)
        if (!builder->set(static_cast<int>(z), stack.slices[z]).ok()) qFatal("set");
    return *builder->finish();
}

Stack axialStack() { return stackOf(24, 20, 16, {1, 0, 0}, {0, 1, 0}, {0, 0, 2.0}, 0.8, 0.8); }
Stack coronalStack() { return stackOf(20, 18, 14, {1, 0, 0}, {0, 0, -1}, {0, 3.0, 0}, 1.0, 1.0); }
Stack obliqueStack() {
    const double c = std::cos(0.3), s = std::sin(0.3);
    return stackOf(22, 20, 15, {c, s, 0}, {-s, c, 0}, {0, 0, 1.7}, 0.9, 0.7);
}
Stack tiltedStack() { return stackOf(20, 20, 15, {1, 0, 0}, {0, 1, 0}, {0, 0.4, 2.0}, 1.0, 1.0); }

// ---- the slow program ----

double determinant(const Vector& a, const Vector& b, const Vector& c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1]);
}

// Cramer's rule: coordinates of p in the volume's steps.
Vector voxelOf(const Volume& v, const Vector& p) {
    const Vector d{p[0] - v.originMm[0], p[1] - v.originMm[1], p[2] - v.originMm[2]};
    const double all = determinant(v.columnStepMm, v.rowStepMm, v.sliceStepMm);
    return {determinant(d, v.rowStepMm, v.sliceStepMm) / all, determinant(v.columnStepMm, d, v.sliceStepMm) / all,
            determinant(v.columnStepMm, v.rowStepMm, d) / all};
}

double weightOf(double t, Interpolation way) {
    t = std::abs(t);
    if (way == Interpolation::Linear) return std::max(0.0, 1 - t);
    if (t < 1) return 1.5 * t * t * t - 2.5 * t * t + 1;
    return t < 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2 : 0;
}

double sample(const Volume& v, Vector at, Interpolation way) {
    const int size[3] = {v.nx, v.ny, v.nz};
    for (int a = 0; a < 3; ++a) {
        auto& c = at[static_cast<std::size_t>(a)];
        if (std::abs(c - std::round(c)) < 1e-6) c = std::round(c);
        if (c < -0.5 - 1e-6 || c > size[a] - 0.5 + 1e-6) return NAN;
    }
    const auto clamped = [&](int i, int a) { return std::min(std::max(i, 0), size[a] - 1); };
    if (way == Interpolation::Nearest)
        return v.at(clamped(static_cast<int>(std::floor(at[0] + 0.5 + 1e-6)), 0),
                    clamped(static_cast<int>(std::floor(at[1] + 0.5 + 1e-6)), 1),
                    clamped(static_cast<int>(std::floor(at[2] + 0.5 + 1e-6)), 2));
    double sum = 0;
    const int reach = way == Interpolation::Linear ? 1 : 2;
    const int x0 = static_cast<int>(std::floor(at[0])), y0 = static_cast<int>(std::floor(at[1])),
              z0 = static_cast<int>(std::floor(at[2]));
    for (int z = z0 - reach + 1; z <= z0 + reach; ++z)
        for (int y = y0 - reach + 1; y <= y0 + reach; ++y)
            for (int x = x0 - reach + 1; x <= x0 + reach; ++x)
                sum += weightOf(at[0] - x, way) * weightOf(at[1] - y, way) * weightOf(at[2] - z, way) *
                       v.at(clamped(x, 0), clamped(y, 1), clamped(z, 2));
    return sum;
}

// Value of one pixel of the answer, in voxel units; NAN outside.
double slow(const Volume& v, const CutPlane& cut, const ResliceOptions& options, int x, int y) {
    const auto& r = cut.plane.rowDirection;
    const auto& c = cut.plane.columnDirection;
    const Vector n{r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]};
    const int planes =
        options.slabMm > 0 ? std::max(1, static_cast<int>(std::lround(options.slabMm / options.stepMm))) : 1;
    std::vector<double> values;
    for (int k = 0; k < planes; ++k) {
        const double off = (k - (planes - 1) / 2.0) * options.stepMm;
        Vector p;
        for (std::size_t i = 0; i < 3; ++i)
            p[i] = cut.plane.positionMm[i] + r[i] * x * cut.pixelMm + c[i] * y * cut.pixelMm +
                   (planes > 1 ? n[i] * off : 0);
        const double value = sample(v, voxelOf(v, p), options.interpolation);
        if (!std::isnan(value)) values.push_back(value);
    }
    if (values.empty()) return NAN;
    if (options.mode == SlabMode::Maximum) return *std::max_element(values.begin(), values.end());
    if (options.mode == SlabMode::Minimum) return *std::min_element(values.begin(), values.end());
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

void compare(const Volume& v, const CutPlane& cut, const ResliceOptions& options, int least = 50) {
    const Image fast = reslice(v, cut, options);
    QCOMPARE(fast.width, cut.width);
    QCOMPARE(fast.height, cut.height);
    int inside = 0;
    for (int y = 0; y < cut.height; ++y)
        for (int x = 0; x < cut.width; ++x) {
            const double wanted = slow(v, cut, options, x, y);
            const double got = fast.stored(x, y) - v.storedOffset;
            if (std::isnan(wanted)) {
                QCOMPARE(got, v.least > -32768 ? v.least - 1.0 : static_cast<double>(v.least));
                continue;
            }
            ++inside;
            const double rounded = std::min(std::max(std::floor(wanted + 0.5), -32768.0), 32767.0);
            // Single precision may round a value that lies between two whole ones to the other side.
            if (options.interpolation == Interpolation::Nearest && options.mode != SlabMode::Mean)
                QCOMPARE(got, rounded);
            else
                QVERIFY2(std::abs(got - std::min(std::max(wanted, -32768.0), 32767.0)) <= 0.52,
                         qPrintable(QStringLiteral("%1 %2: %3 for %4").arg(x).arg(y).arg(got).arg(wanted)));
        }
    QVERIFY(inside >= least);
}

}  // namespace

class TestReslice : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithTheSlowProgram_data() {
        QTest::addColumn<int>("stack");
        QTest::addColumn<int>("interpolation");
        const char* stacks[] = {"axial", "coronal", "oblique", "tilted", "unsigned"};
        const char* ways[] = {"nearest", "linear", "cubic"};
        for (int s = 0; s < 5; ++s)
            for (int w = 0; w < 3; ++w) QTest::addRow("%s %s", stacks[s], ways[w]) << s << w;
    }
    void agreesWithTheSlowProgram() {
        QFETCH(int, stack);
        QFETCH(int, interpolation);
        const Volume v =
            volumeOf(stack == 0   ? axialStack()
                     : stack == 1 ? coronalStack()
                     : stack == 2 ? obliqueStack()
                     : stack == 3 ? tiltedStack()
                                  : stackOf(18, 16, 12, {1, 0, 0}, {0, 1, 0}, {0, 0, 1.5}, 1, 1, PixelType::UInt16));
        for (const auto orientation : {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal}) {
            const auto cuts = cutStack(v, orientation);
            QVERIFY(cuts.count >= 8);
            for (const int index : {0, cuts.count / 2, cuts.count - 1}) {
                ResliceOptions options;
                options.interpolation = static_cast<Interpolation>(interpolation);
                options.stepMm = cuts.stepMm;
                compare(v, cuts.at(index), options, index == cuts.count / 2 ? 50 : 0);  // ends may only touch a corner
                for (const auto mode : {SlabMode::Mean, SlabMode::Maximum, SlabMode::Minimum}) {
                    options.mode = mode;
                    options.slabMm = 3.4 * cuts.stepMm;
                    if (index == cuts.count / 2) compare(v, cuts.at(index), options);
                }
                if (QTest::currentTestFailed()) return;
            }
        }
    }

    void anyPlaneAgrees() {
        const Volume v = volumeOf(axialStack());
        const double a = 0.5, c = std::cos(a), s = std::sin(a);
        CutPlane cut{{{-18, 31, -40}, {c, 0, s}, {0, 1, 0}}, 0.6, 30, 30};
        for (const auto way : {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic})
            compare(v, cut, {way, SlabMode::Maximum, 3.0, 1.0});
    }

    // The slices themselves come back value for value, in the order from feet to head.
    void axialSlicesComeBackUnchanged() {
        auto stack = stackOf(24, 20, 16, {1, 0, 0}, {0, 1, 0}, {0, 0, 2.0}, 0.8, 0.8);
        const Volume v = volumeOf(stack);
        const auto cuts = cutStack(v, Orientation::Axial);
        QCOMPARE(cuts.count, 16);
        QCOMPARE(cuts.first.width, 24);
        QCOMPARE(cuts.first.height, 20);
        for (int z = 0; z < 16; ++z) {
            const Image cut = reslice(v, cuts.at(z), {Interpolation::Cubic, SlabMode::Mean, 0, cuts.stepMm});
            QVERIFY(*cut.pixels == *stack.slices[static_cast<std::size_t>(z)].pixels);
            QCOMPARE(cut.intercept, -1024.0);
            QCOMPARE(cut.unit, std::string("HU"));
            QCOMPARE(cut.spacing.kind, SpacingKind::Calibrated);
        }
    }

    void planesAreHungAsRadiologistsDo() {
        const Volume v = volumeOf(axialStack());
        const auto coronal = cutStack(v, Orientation::Coronal);
        QCOMPARE(coronal.first.plane.columnDirection, (Vector{0, 0, -1}));  // head up
        QCOMPARE(coronal.first.plane.rowDirection, (Vector{1, 0, 0}));      // the patient's right on the left
        const auto sagittal = cutStack(v, Orientation::Sagittal);
        QCOMPARE(sagittal.first.plane.rowDirection, (Vector{0, 1, 0}));  // front on the left
        QVERIFY(sagittal.at(3).plane.positionMm[0] > sagittal.at(2).plane.positionMm[0]);
        QVERIFY(coronal.at(3).plane.positionMm[1] > coronal.at(2).plane.positionMm[1]);
    }

    void whatCannotBeReformattedSaysWhy() {
        auto stack = axialStack();
        const auto refuse = [](const std::vector<Plane>& planes, const Image& first, std::size_t limit = 1U << 30U) {
            const auto builder = VolumeBuilder::begin(planes, first, limit);
            return builder.ok() ? base::Error{} : builder.error();
        };
        QCOMPARE(refuse({stack.planes[0], stack.planes[1]}, stack.slices[0]).code, base::ErrorCode::InvalidInput);
        auto gap = stack.planes;
        gap.erase(gap.begin() + 5);
        QVERIFY(refuse(gap, stack.slices[0]).message.find("distances") != std::string::npos);
        auto turned = stack.planes;
        turned[4].rowDirection = {0, 1, 0};
        QVERIFY(refuse(turned, stack.slices[0]).message.find("parallel") != std::string::npos);
        auto uncalibrated = stack.slices[0];
        uncalibrated.spacing.kind = SpacingKind::None;
        QCOMPARE(refuse(stack.planes, uncalibrated).code, base::ErrorCode::InvalidInput);
        auto colour = stack.slices[0];
        colour.channels = 3;
        QCOMPARE(refuse(stack.planes, colour).code, base::ErrorCode::Unsupported);
        QCOMPARE(refuse(stack.planes, stack.slices[0], 1000).code, base::ErrorCode::OutOfMemory);
        auto builder = VolumeBuilder::begin(stack.planes, stack.slices[0], 1U << 30U);
        QVERIFY(builder->set(0, stack.slices[0]).ok());
        QVERIFY(!builder->finish().ok());  // the others are missing
        auto small = stack.slices[1];
        small.width = 10;
        QVERIFY(!builder->set(1, small).ok());
        QVERIFY(!builder->set(99, stack.slices[1]).ok());
    }

    void slicesOfDifferentRescaleAreBroughtTogether() {
        auto stack = axialStack();
        auto& odd = stack.slices[3];
        odd.slope = 2;
        odd.intercept = 100;
        const Volume v = volumeOf(stack);
        for (int y = 0; y < v.ny; ++y)
            for (int x = 0; x < v.nx; ++x)
                QVERIFY(std::abs(v.at(x, y, 3) * v.slope + v.intercept - odd.modalityValue(x, y)) <= 0.5);
    }
};

QTEST_APPLESS_MAIN(TestReslice)
#include "tst_reslice.moc"
