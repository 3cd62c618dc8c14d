// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FlatIndex against a slow reference in double precision: same ids in the same order, stable ties,
// replacing, removing, filters, the threaded path, and vectors that must be refused.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "core/index/dot_product.h"
#include "core/index/vector_index.h"

using namespace hilum;

namespace {

std::vector<float> randomUnit(std::mt19937& random, int dim) {
    std::normal_distribution<float> normal;
    std::vector<float> v(static_cast<std::size_t>(dim));
    double norm = 0;
    for (auto& x : v) {
        x = normal(random);
        norm += static_cast<double>(x) * static_cast<double>(x);
    }
    for (auto& x : v) x = static_cast<float>(x / std::sqrt(norm));
    return v;
}

double slowDot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

using Rows = std::map<std::int64_t, std::vector<float>>;

std::vector<std::pair<double, std::int64_t>> slowTop(const Rows& rows, const std::vector<float>& query, std::size_t k) {
    std::vector<std::pair<double, std::int64_t>> all;
    for (const auto& [id, row] : rows) all.emplace_back(-slowDot(row, query), id);
    std::sort(all.begin(), all.end());
    if (all.size() > k) all.resize(k);
    return all;
}

}  // namespace

class TestFlatIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dotMatchesReference() {
        std::mt19937 random(7);
        for (int dim : {1, 7, 8, 31, 32, 33, 63, 64, 65, 384, 513}) {
            const auto a = randomUnit(random, dim);
            const auto b = randomUnit(random, dim);
            const auto count = static_cast<std::size_t>(dim);
            QVERIFY(std::abs(static_cast<double>(index::dotPlain(a.data(), b.data(), count)) - slowDot(a, b)) < 1e-6);
            QVERIFY(std::abs(static_cast<double>(index::bestDotProduct()(a.data(), b.data(), count)) - slowDot(a, b)) <
                    1e-6);
        }
    }

    void searchMatchesReference_data() {
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("k");
        QTest::newRow("one") << 16 << 1 << 5;
        QTest::newRow("small") << 20 << 300 << 10;
        QTest::newRow("k above count") << 33 << 50 << 80;
        QTest::newRow("threaded") << 128 << 20000 << 25;
    }
    void searchMatchesReference() {
        QFETCH(int, dim);
        QFETCH(int, count);
        QFETCH(int, k);
        std::mt19937 random(static_cast<unsigned>(dim * 1000 + count));
        auto flat = index::makeFlatIndex(dim, static_cast<std::size_t>(count));
        Rows rows;
        for (int i = 0; i < count; ++i) {
            const std::int64_t id = 1000 - 3 * i;  // ids need not grow
            rows[id] = randomUnit(random, dim);
            QVERIFY(flat->add(id, rows[id]).ok());
        }
        QCOMPARE(flat->size(), static_cast<std::size_t>(count));
        for (int q = 0; q < 5; ++q) {
            const auto query = randomUnit(random, dim);
            const auto expected = slowTop(rows, query, static_cast<std::size_t>(k));
            const auto hits = flat->search(query, static_cast<std::size_t>(k));
            QCOMPARE(hits.size(), expected.size());
            for (std::size_t i = 0; i < hits.size(); ++i) {
                QCOMPARE(hits[i].id, expected[i].second);
                QVERIFY(std::abs(static_cast<double>(hits[i].score) + expected[i].first) < 1e-5);
            }
        }
    }

    void tiesGoToTheSmallerId() {
        auto flat = index::makeFlatIndex(2);
        const std::vector<float> same{1, 0};
        for (std::int64_t id : {9, 4, 7, 1, 30}) QVERIFY(flat->add(id, same).ok());
        const auto hits = flat->search(same, 3);
        QCOMPARE(hits.size(), std::size_t{3});
        QCOMPARE(hits[0].id, 1);
        QCOMPARE(hits[1].id, 4);
        QCOMPARE(hits[2].id, 7);
    }

    void replaceRemoveAndFilter() {
        auto flat = index::makeFlatIndex(2);
        QVERIFY(flat->add(1, std::vector<float>{1, 0}).ok());
        QVERIFY(flat->add(2, std::vector<float>{0, 1}).ok());
        QVERIFY(flat->add(3, std::vector<float>{0.6F, 0.8F}).ok());
        QVERIFY(flat->add(1, std::vector<float>{0, -1}).ok());  // replaced in place
        QCOMPARE(flat->size(), std::size_t{3});
        const std::vector<float> up{0, 1};
        auto all = flat->scoreAll(up);
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[0].id, 1);
        QCOMPARE(all[0].score, -1.0F);
        QVERIFY(flat->remove(2));
        QVERIFY(!flat->remove(2));
        all = flat->scoreAll(up);
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[1].id, 3);
        QCOMPARE(all[1].score, 0.8F);
        const auto only = flat->search(up, 5, [](std::int64_t id) { return id == 1; });
        QCOMPARE(only.size(), std::size_t{1});
        QCOMPARE(only[0].id, 1);
    }

    void refusesWhatDoesNotFit() {
        auto flat = index::makeFlatIndex(3);
        QCOMPARE(flat->add(1, std::vector<float>{1, 0}).error().code, base::ErrorCode::InvalidInput);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(flat->add(1, std::vector<float>{1, nan, 0}).error().code, base::ErrorCode::InvalidInput);
        QVERIFY(flat->add(1, std::vector<float>{1, 0, 0}).ok());
        QVERIFY(flat->search(std::vector<float>{1, 0}, 3).empty());
        QVERIFY(flat->search(std::vector<float>{nan, 0, 0}, 3).empty());
        QVERIFY(flat->search(std::vector<float>{1, 0, 0}, 0).empty());
        QVERIFY(index::makeFlatIndex(3)->search(std::vector<float>{1, 0, 0}, 3).empty());
    }
};

QTEST_GUILESS_MAIN(TestFlatIndex)
#include "tst_flat_index.moc"
