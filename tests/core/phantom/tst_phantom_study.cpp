// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What a simulated study promises: equal arguments give equal pixels, a finding lies where its mask and
// its side say, and nothing impossible can be asked for.
#include <QTest>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <thread>

#include "core/phantom/choose_findings.h"
#include "core/phantom/phantom_study.h"
#include "core/phantom/random.h"

using namespace hilum::phantom;
using hilum::base::ErrorCode;

namespace {

constexpr int kSize = 192;

Finding wish(FindingKind kind, Side side, double size, std::string zone = {}) {
    Finding finding;
    finding.kind = kind;
    finding.side = side;
    finding.size = size;
    finding.zone = std::move(zone);
    return finding;
}

PhantomOptions options(std::uint64_t seed, int index = 0, int size = kSize) { return {seed, index, size}; }

std::size_t area(const hilum::image::Mask& mask) {
    std::size_t count = 0;
    for (const auto value : mask.pixels) count += value != 0;
    return count;
}

double meanColumn(const hilum::image::Mask& mask) {
    double sum = 0;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (mask.pixels[static_cast<std::size_t>(y * mask.width + x)] != 0) sum += x;
    return sum / static_cast<double>(area(mask));
}

bool samePixels(const PhantomStudy& a, const PhantomStudy& b) { return *a.image.pixels == *b.image.pixels; }

void addKindRows() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("left");
    for (const int kind : {0, 1, 2, 3})
        for (const bool left : {true, false})
            QTest::newRow(qPrintable(QString("%1 %2").arg(kind).arg(left ? "left" : "right"))) << kind << left;
}

}  // namespace

class TestPhantomStudy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void generatorIsTheOneThatWasPublished() {
        // A change here would silently change every simulated study.
        Random a(1, 2, "stream");
        Random b(1, 2, "stream");
        Random other(1, 2, "other");
        const auto first = a.next();
        QCOMPARE(b.next(), first);
        QVERIFY(other.next() != first);
        Random mean(3, 0, "normal");
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 20000; ++i) {
            const double value = mean.normal();
            sum += value;
            squares += value * value;
        }
        QVERIFY(std::abs(sum / 20000) < 0.03);
        QVERIFY(std::abs(squares / 20000 - 1.0) < 0.05);
        for (int i = 0; i < 1000; ++i) {
            const int value = a.integer(-2, 3);
            QVERIFY(value >= -2 && value <= 3);
        }
    }

    void equalArgumentsGiveEqualStudies() {
        const auto once = makeChestStudy(options(5, 3));
        const auto again = makeChestStudy(options(5, 3));
        QVERIFY(once.ok() && again.ok());
        QVERIFY(samePixels(*once, *again));
        QCOMPARE(once->findingsText, again->findingsText);
        QCOMPARE(once->patientId, again->patientId);
        QCOMPARE(once->studyDate, again->studyDate);
        QCOMPARE(once->findings.size(), again->findings.size());
        for (std::size_t i = 0; i < once->findings.size(); ++i)
            QVERIFY(once->findings[i].mask.pixels == again->findings[i].mask.pixels);
    }

    void threadsDoNotDisturbEachOther() {
        const auto alone = makeChestStudy(options(9, 1));
        PhantomStudy one;
        PhantomStudy two;
        std::thread first([&] { one = makeChestStudy(options(9, 1)).value(); });
        std::thread second([&] {
            (void)makeChestStudy(options(8, 4));
            two = makeChestStudy(options(9, 1)).value();
        });
        first.join();
        second.join();
        QVERIFY(samePixels(*alone, one));
        QVERIFY(samePixels(*alone, two));
        QCOMPARE(one.impressionText, two.impressionText);
    }

    void seedAndNumberMakeOtherChests() {
        const auto base = makeChestStudy(options(5, 0));
        QVERIFY(!samePixels(*base, *makeChestStudy(options(6, 0))));
        QVERIFY(!samePixels(*base, *makeChestStudy(options(5, 1))));
        QVERIFY(base->patientId != makeChestStudy(options(5, 1))->patientId);
    }

    void imageSaysWhatItIs() {
        const auto study = makeChestStudy(options(2));
        QCOMPARE(study->image.width, kSize);
        QCOMPARE(study->image.height, kSize);
        QCOMPARE(study->image.pixels->size(), std::size_t(kSize) * kSize * 2);
        const double fieldMm = study->image.spacing.xMm * kSize;
        QVERIFY(fieldMm >= 349.0 && fieldMm <= 431.0);
        std::uint16_t highest = 0;
        std::map<std::uint16_t, int> levels;
        for (std::size_t i = 0; i < study->image.pixelCount(); ++i) {
            std::uint16_t value = 0;
            std::memcpy(&value, study->image.pixels->data() + 2 * i, 2);
            highest = std::max(highest, value);
            ++levels[value];
        }
        QVERIFY(highest <= 4095);
        QVERIFY2(levels.size() > 1000, "the film must use its grey levels");
    }

    void masksLieOnTheirSide_data() { addKindRows(); }
    void masksLieOnTheirSide() {
        QFETCH(int, kind);
        QFETCH(bool, left);
        for (const double size : {0.15, 0.5, 0.9}) {
            for (std::uint64_t seed = 1; seed <= 3; ++seed) {
                const auto study =
                    makeChestStudy(options(seed), {wish(FindingKind(kind), left ? Side::Left : Side::Right, size)});
                QVERIFY(study.ok());
                const auto& mask = study->findings.at(0).mask;
                QCOMPARE(mask.width, kSize);
                QCOMPARE(mask.pixels.size(), std::size_t(kSize) * kSize);
                QVERIFY2(area(mask) > 4, "a finding that was asked for must be visible");
                // The patient's left is on the image's right.
                QVERIFY(left ? meanColumn(mask) > 0.52 * kSize : meanColumn(mask) < 0.48 * kSize);
                QCOMPARE(study->findings[0].side, left ? Side::Left : Side::Right);
                QVERIFY(study->findings[0].phrase.rfind(left ? "Left " : "Right ", 0) == 0);
            }
        }
    }

    void effectIsInsideTheMask_data() { addKindRows(); }
    void effectIsInsideTheMask() {
        QFETCH(int, kind);
        QFETCH(bool, left);
        const auto without = makeChestStudy(options(21), std::vector<Finding>{});
        const auto with = makeChestStudy(options(21), {wish(FindingKind(kind), left ? Side::Left : Side::Right, 0.5)});
        const auto& mask = with->findings.at(0).mask;
        // Local contrast of the film processing spreads an edge by a few millimetres: left out.
        const int halo = static_cast<int>(16.0 / with->image.spacing.xMm);
        double inside = 0, outside = 0, insideCount = 0, outsideCount = 0;
        for (int y = halo; y < kSize - halo; ++y) {
            for (int x = halo; x < kSize - halo; ++x) {
                const double change = std::abs(with->image.stored(x, y) - without->image.stored(x, y));
                const auto at = [&](int u, int v) { return mask.pixels[static_cast<std::size_t>(v * kSize + u)] != 0; };
                if (at(x, y)) {
                    inside += change;
                    ++insideCount;
                } else if (!at(x - halo, y) && !at(x + halo, y) && !at(x, y - halo) && !at(x, y + halo)) {
                    outside += change;
                    ++outsideCount;
                }
            }
        }
        QVERIFY(insideCount > 0 && outsideCount > 0);
        const double ratio = (inside / insideCount) / std::max(outside / outsideCount, 1e-9);
        QVERIFY2(ratio > 6.0, qPrintable(QString("inside/outside %1").arg(ratio)));
    }

    void fluidAndAirHaveTheRightSign() {
        const auto without = makeChestStudy(options(4), std::vector<Finding>{});
        const auto change = [&](const Finding& finding) {
            const auto with = makeChestStudy(options(4), {finding});
            double sum = 0;
            for (int y = 0; y < kSize; ++y)
                for (int x = 0; x < kSize; ++x)
                    if (with->findings[0].mask.pixels[static_cast<std::size_t>(y * kSize + x)] != 0)
                        sum += with->image.stored(x, y) - without->image.stored(x, y);
            return sum;
        };
        QVERIFY(change(wish(FindingKind::PleuralEffusion, Side::Left, 0.5)) > 0);
        QVERIFY(change(wish(FindingKind::Consolidation, Side::Right, 0.5, "mid")) > 0);
        QVERIFY(change(wish(FindingKind::Nodule, Side::Right, 0.5, "mid")) > 0);
        QVERIFY(change(wish(FindingKind::Cardiomegaly, Side::Middle, 0.5)) > 0);
        QVERIFY(change(wish(FindingKind::Pneumothorax, Side::Left, 0.6)) < 0);
    }

    void largerFindingsCoverMore() {
        for (const int kind : {0, 1, 2, 3, 4}) {
            const Side side = kind == 4 ? Side::Middle : Side::Left;
            const std::string zone = kind == 2 || kind == 3 ? "mid" : "";
            const auto little = makeChestStudy(options(13), {wish(FindingKind(kind), side, 0.1, zone)});
            const auto much = makeChestStudy(options(13), {wish(FindingKind(kind), side, 0.9, zone)});
            QVERIFY(area(much->findings[0].mask) > area(little->findings[0].mask));
        }
    }

    void zonesFollowEachOtherDownwards() {
        for (const auto kind : {FindingKind::Consolidation, FindingKind::Nodule}) {
            double last = -1e9;
            for (const char* zone : {"upper", "mid", "lower"}) {
                const auto study = makeChestStudy(options(17), {wish(kind, Side::Right, 0.4, zone)});
                QCOMPARE(study->findings[0].zone, std::string(zone));
                QVERIFY(study->findings[0].centreYMm > last);
                last = study->findings[0].centreYMm;
            }
        }
    }

    void oneFindingDoesNotMoveAnother() {
        const auto alone = makeChestStudy(options(31), {wish(FindingKind::Nodule, Side::Left, 0.5, "mid")});
        const auto both = makeChestStudy(options(31), {wish(FindingKind::PleuralEffusion, Side::Right, 0.5),
                                                       wish(FindingKind::Nodule, Side::Left, 0.5, "mid")});
        QVERIFY(alone->findings[0].mask.pixels == both->findings[1].mask.pixels);
    }

    void drawnFindingsAreBalanced() {
        int normal = 0;
        std::map<int, std::pair<int, int>> sides;
        constexpr int kStudies = 4000;
        for (std::uint64_t index = 0; index < kStudies; ++index) {
            const auto findings = chooseFindings(1, index);
            QVERIFY(findings.size() <= 3);
            normal += findings.empty();
            for (const auto& finding : findings) {
                auto& [left, right] = sides[static_cast<int>(finding.kind)];
                left += finding.side == Side::Left;
                right += finding.side == Side::Right;
            }
        }
        QVERIFY(std::abs(normal / double(kStudies) - 0.25) < 0.03);
        for (const int kind : {0, 1, 2, 3}) {
            const double share = sides[kind].first / double(sides[kind].first + sides[kind].second);
            QVERIFY2(std::abs(share - 0.5) < 0.05, "the side must not be guessable from the kind");
        }
    }

    void impossibleWishesAreRefused_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("side");
        QTest::addColumn<double>("size");
        QTest::addColumn<QString>("zone");
        QTest::newRow("effusion without side") << 0 << 2 << 0.5 << "";
        QTest::newRow("cardiomegaly with side") << 4 << 0 << 0.5 << "";
        QTest::newRow("negative size") << 0 << 0 << -0.1 << "";
        QTest::newRow("too large") << 0 << 0 << 1.1 << "";
        QTest::newRow("not a number") << 0 << 0 << std::numeric_limits<double>::quiet_NaN() << "";
        QTest::newRow("unknown zone") << 2 << 0 << 0.5 << "middle";
    }
    void impossibleWishesAreRefused() {
        QFETCH(int, kind);
        QFETCH(int, side);
        QFETCH(double, size);
        QFETCH(QString, zone);
        const auto study = makeChestStudy(options(1), {wish(FindingKind(kind), Side(side), size, zone.toStdString())});
        QVERIFY(!study.ok());
        QCOMPARE(study.error().code, ErrorCode::InvalidInput);
        QVERIFY(!study.error().message.empty());
    }

    void impossibleOptionsAreRefused() {
        for (const int size : {-1, 0, 127, 4097})
            QCOMPARE(makeChestStudy(options(1, 0, size)).error().code, ErrorCode::InvalidInput);
        QCOMPARE(makeChestStudy(options(1, -1)).error().code, ErrorCode::InvalidInput);
        const auto twice = wish(FindingKind::Pneumothorax, Side::Left, 0.5);
        QCOMPARE(makeChestStudy(options(1), {twice, twice}).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_APPLESS_MAIN(TestPhantomStudy)
#include "tst_phantom_study.moc"
