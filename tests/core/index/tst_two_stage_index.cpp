// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TwoStageIndex against the flat scan: the exact mode answers the same hits with the same scores, whatever the rows,
// filters, ties, removals; the fast mode misses nearly none; rows in the mapped file are the rows in memory; a folder
// that takes no file costs memory and loses nothing. The kernels of every instruction set give the same sums.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <limits>
#include <random>

#include "core/index/coded_rows.h"
#include "core/index/scan_kernels.h"
#include "core/index/two_stage_index.h"

using namespace hilum;

namespace {

enum Kind { Uniform, Clustered, OneSided, Tied };

std::vector<float> unit(std::vector<float> v) {
    double norm = 0;
    for (const float x : v) norm += static_cast<double>(x) * static_cast<double>(x);
    for (float& x : v) x = static_cast<float>(x / std::sqrt(std::max(norm, 1e-30)));
    return v;
}

class Rows {
public:
    Rows(int kind, int dim, unsigned seed) : m_kind(kind), m_dim(static_cast<std::size_t>(dim)), m_random(seed) {
        for (int i = 0; i < 40; ++i) m_centres.push_back(gauss());
    }
    std::vector<float> next() {
        auto v = gauss();
        if (m_kind == Clustered) {
            const auto& centre = m_centres[m_random() % m_centres.size()];
            for (std::size_t i = 0; i < m_dim; ++i) v[i] = centre[i] + 0.4F * v[i];
        } else if (m_kind == OneSided) {  // what encoders give: a large common part
            for (std::size_t i = 0; i < m_dim; ++i) v[i] = 3 * m_centres[0][i] + v[i];
        } else if (m_kind == Tied) {
            v = m_centres[m_random() % 7];
        }
        return unit(v);
    }

private:
    std::vector<float> gauss() {
        std::normal_distribution<float> normal;
        std::vector<float> v(m_dim);
        for (auto& x : v) x = normal(m_random);
        return v;
    }
    int m_kind;
    std::size_t m_dim;
    std::mt19937 m_random;
    std::vector<std::vector<float>> m_centres;
};

bool same(const std::vector<index::Hit>& a, const std::vector<index::Hit>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].id != b[i].id || a[i].score != b[i].score) return false;
    return true;
}

double shareOf(const std::vector<index::Hit>& truth, const std::vector<index::Hit>& found) {
    double hit = 0;
    for (const auto& t : truth)
        for (const auto& f : found) hit += f.id == t.id ? 1 : 0;
    return hit / static_cast<double>(truth.size());
}

}  // namespace

class TestTwoStageIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kernelsGiveTheSameSums() {
        std::mt19937 random(3);
        for (const std::size_t width : {64U, 128U, 192U, 384U, 512U, 576U}) {
            constexpr std::size_t kRows = 40;
            std::vector<std::uint8_t> rows(kRows * width);
            std::vector<std::int8_t> query(width);
            for (auto& x : rows) x = static_cast<std::uint8_t>(random());
            for (auto& x : query) x = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
            std::fill_n(rows.begin(), width, std::uint8_t{255});  // the largest sums
            std::vector<std::int32_t> plain(kRows), best(kRows);
            index::byteDotsPlain(rows.data(), kRows, width, query.data(), plain.data());
            index::bestByteDots()(rows.data(), kRows, width, query.data(), best.data());
            QCOMPARE(best, plain);
            const std::size_t words = width / 64;
            std::vector<std::uint64_t> bits(kRows * words), planes(index::kQueryPlanes * words);
            for (auto& x : bits) x = (std::uint64_t{random()} << 32U) | random();
            for (auto& x : planes) x = (std::uint64_t{random()} << 32U) | random();
            index::planeCountsPlain(bits.data(), kRows, words, planes.data(), plain.data());
            index::bestPlaneCounts()(bits.data(), kRows, words, planes.data(), best.data());
            QCOMPARE(best, plain);
        }
    }

    void theBoundHolds() {
        for (const int kind : {Uniform, Clustered, OneSided})
            for (const int dim : {3, 64, 100, 384}) {
                Rows rows(kind, dim, 5);
                const index::Shape shape(static_cast<std::size_t>(dim));
                const auto query = rows.next();
                const index::CodedQuery coded(shape, query);
                for (int i = 0; i < 300; ++i) {
                    index::Chunk chunk;
                    auto row = rows.next();
                    if (i % 3 == 0)
                        for (float& x : row) x *= 7;  // lengths other than one
                    index::encodeBytes(shape, row, 0, chunk);
                    std::int32_t dots = 0;
                    index::byteDotsPlain(chunk.bytes.data(), 1, shape.width, coded.bytes.data(), &dots);
                    float estimate = 0, error = 0;
                    index::bounds(coded, chunk, 0, 1, &dots, &estimate, &error);
                    double exact = 0;
                    for (std::size_t k = 0; k < row.size(); ++k)
                        exact += static_cast<double>(row[k]) * static_cast<double>(query[k]);
                    QVERIFY(std::abs(exact - static_cast<double>(estimate)) <= static_cast<double>(error));
                }
            }
    }

    void exactIsTheFlatScan_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("k");
        QTest::newRow("one") << int{Uniform} << 16 << 1 << 5;
        QTest::newRow("small") << int{Uniform} << 33 << 300 << 10;
        QTest::newRow("more wanted than there are") << int{Uniform} << 20 << 50 << 80;
        QTest::newRow("uniform, several chunks") << int{Uniform} << 96 << 21000 << 10;
        QTest::newRow("clustered") << int{Clustered} << 128 << 21000 << 25;
        QTest::newRow("one-sided") << int{OneSided} << 384 << 9000 << 10;
        QTest::newRow("ties") << int{Tied} << 64 << 6000 << 30;
    }
    void exactIsTheFlatScan() {
        QFETCH(int, kind);
        QFETCH(int, dim);
        QFETCH(int, count);
        QFETCH(int, k);
        Rows rows(kind, dim, 11);
        auto flat = index::makeFlatIndex(dim), two = std::unique_ptr<index::VectorIndex>(index::makeTwoStageIndex(dim));
        for (int i = 0; i < count; ++i) {
            const std::int64_t id = 5000 - 3 * i;
            const auto row = rows.next();
            QVERIFY(flat->add(id, row).ok());
            QVERIFY(two->add(id, row).ok());
        }
        const auto changeSome = [&] {
            for (int i = 0; i < count; i += 5) {
                const std::int64_t id = 5000 - 3 * i;
                if (i % 2 == 0) {
                    QCOMPARE(two->remove(id), flat->remove(id));
                    QVERIFY(!two->remove(id));
                } else {
                    const auto row = rows.next();
                    QVERIFY(flat->add(id, row).ok() && two->add(id, row).ok());
                }
            }
        };
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(two->size(), flat->size());
            for (int q = 0; q < 6; ++q) {
                const auto query = rows.next();
                const auto wanted = static_cast<std::size_t>(k);
                QVERIFY(same(two->search(query, wanted), flat->search(query, wanted)));
                const auto third = [](std::int64_t id) { return id % 3 == 2; };
                QVERIFY(same(two->search(query, wanted, third), flat->search(query, wanted, third)));
                auto all = two->scoreAll(query), expected = flat->scoreAll(query);
                QVERIFY(same(all, expected));
            }
            changeSome();
            if (QTest::currentTestFailed()) return;
        }
    }

    void fastFindsNearlyAll_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("uniform") << int{Uniform};
        QTest::newRow("clustered") << int{Clustered};
        QTest::newRow("one-sided") << int{OneSided};
    }
    void fastFindsNearlyAll() {
        QFETCH(int, kind);
        constexpr int kDim = 384, kCount = 40000, kQueries = 60;
        Rows rows(kind, kDim, 23);
        auto two = index::makeTwoStageIndex(kDim);
        for (int i = 0; i < kCount; ++i) QVERIFY(two->add(i, rows.next()).ok());
        double found = 0, filtered = 0;
        const auto tenth = [](std::int64_t id) { return id % 10 == 3; };
        for (int q = 0; q < kQueries; ++q) {
            const auto query = rows.next();
            found += shareOf(two->search(query, 10), two->searchFast(query, 10));
            filtered += shareOf(two->search(query, 10, tenth), two->searchFast(query, 10, tenth));
        }
        QVERIFY2(found / kQueries >= 0.995, qPrintable(QString::number(found / kQueries)));
        QVERIFY2(filtered / kQueries >= 0.995, qPrintable(QString::number(filtered / kQueries)));
        const auto narrow = [](std::int64_t id) { return id == 77; };
        const auto only = two->searchFast(rows.next(), 10, narrow);
        QCOMPARE(only.size(), std::size_t{1});
        QCOMPARE(only[0].id, 77);
    }

    void rowsInTheFileAreTheSame() {
        const QTemporaryDir folder;
        index::TwoStageOptions options;
        options.memoryBytes = 1 << 20;
        options.folder = folder.path().toStdString();
        Rows rows(Clustered, 96, 31);
        auto flat = index::makeFlatIndex(96);
        auto two = index::makeTwoStageIndex(96, options);
        for (int i = 0; i < 17000; ++i) {  // 6.5 MB: the file is written and mapped several times
            const auto row = rows.next();
            QVERIFY(flat->add(i, row).ok() && two->add(i, row).ok());
        }
        for (int i = 0; i < 17000; i += 100) {
            const auto row = rows.next();
            QVERIFY(flat->add(i, row).ok() && two->add(i, row).ok());
        }
        for (int q = 0; q < 10; ++q) {
            const auto query = rows.next();
            QVERIFY(same(two->search(query, 20), flat->search(query, 20)));
        }
        QVERIFY(QDir(folder.path()).isEmpty());  // the file has no name: whatever ends, nothing is left behind
    }

    void aFolderThatTakesNoFileLosesNothing() {
        index::TwoStageOptions options;
        options.memoryBytes = 64 * 1024;
        options.folder = "/nowhere/at all";
        Rows rows(Uniform, 64, 37);
        auto two = index::makeTwoStageIndex(64, options);
        std::vector<std::vector<float>> kept;
        while (kept.size() < 1000) {
            kept.push_back(rows.next());
            QVERIFY(two->add(static_cast<std::int64_t>(kept.size() - 1), kept.back()).ok());
        }
        QCOMPARE(two->size(), kept.size());
        for (std::size_t i = 0; i < kept.size(); i += 50)
            QCOMPARE(two->search(kept[i], 1).front().id, static_cast<std::int64_t>(i));
    }

    void refusesWhatDoesNotFit() {
        auto two = index::makeTwoStageIndex(3);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(two->add(1, std::vector<float>{1, 0}).error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(two->add(1, std::vector<float>{1, nan, 0}).error().code, base::ErrorCode::InvalidInput);
        QVERIFY(two->add(1, std::vector<float>{0, 0, 0}).ok());  // no direction at all
        QVERIFY(two->add(2, std::vector<float>{1, 0, 0}).ok());
        QCOMPARE(two->search(std::vector<float>{1, 0, 0}, 5).front().id, 2);
        QVERIFY(two->search(std::vector<float>{nan, 0, 0}, 3).empty());
        QVERIFY(two->searchFast(std::vector<float>{1, 0}, 3).empty());
        QVERIFY(two->search(std::vector<float>{1, 0, 0}, 0).empty());
        QVERIFY(index::makeTwoStageIndex(3)->search(std::vector<float>{1, 0, 0}, 3).empty());
    }
};

QTEST_GUILESS_MAIN(TestTwoStageIndex)
#include "tst_two_stage_index.moc"
