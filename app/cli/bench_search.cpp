// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench search: nearest neighbours over vectors, each beside its floor: the bytes of the vectors over the read
// bandwidth that this machine showed a moment before, with the same threads. A search cannot be quicker than reading
// what it compares. 10,000 and 100,000 of the built-in pack's width go through the flat scan, a million of 512 through
// the two-stage index, exactly and fast, the fast one with the share of the true neighbours that it found.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "app/cli/bench_registry.h"
#include "core/index/dot_product.h"
#include "core/index/scan_kernels.h"
#include "core/index/two_stage_index.h"
#include "core/index/vector_index.h"

namespace hilum::app {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kTop = 10;

double millisecondsSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Uniform numbers, normalised; quick enough to fill a gigabyte.
void fillUnit(std::vector<float>& row, std::uint64_t& state) {
    float norm = 0;
    for (float& value : row) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        value = static_cast<float>(static_cast<std::int32_t>(state >> 32)) * (1.0F / 2147483648.0F);
        norm += value * value;
    }
    for (float& value : row) value /= std::sqrt(norm);
}

// Reads every byte once on the given number of threads; the sum keeps the compiler from leaving it out.
double readOnce(const std::vector<float>& data, std::size_t threads, double& sum) {
    std::vector<float> sums(threads * 16, 0.0F);  // a cache line each
    const auto start = Clock::now();
    {
        std::vector<std::jthread> workers;
        const std::size_t share = data.size() / threads / 1024 * 1024;
        for (std::size_t t = 0; t < threads; ++t)
            workers.emplace_back([&, t] {
                // A product with itself: the leanest loop over the data that this program has.
                const auto dot = index::bestDotProduct();
                float own = 0;
                for (std::size_t i = t * share; i + 1024 <= std::min(data.size(), (t + 1) * share); i += 1024)
                    own += dot(&data[i], &data[i], 1024);
                sums[t * 16] = own;
            });
    }
    const double ms = millisecondsSince(start);
    sum += static_cast<double>(std::accumulate(sums.begin(), sums.end(), 0.0F));
    return ms;
}

struct Size {
    const char* name;
    std::size_t count;
    std::size_t dim;
    int runs;
};

base::Status measure(const Size& size, const base::JobContext& job, std::vector<BenchRow>& rows) {
    auto flat = index::makeFlatIndex(static_cast<int>(size.dim), size.count);
    std::uint64_t state = 17;
    std::vector<float> row(size.dim);
    for (std::size_t i = 0; i < size.count; ++i) {
        if (i % 4096 == 0 && job.stopRequested()) return base::cancelled();
        fillUnit(row, state);
        HILUM_TRY_STATUS(flat->add(static_cast<std::int64_t>(i), row));
    }
    const double bytes = static_cast<double>(size.count * size.dim * sizeof(float));
    const bool threaded = bytes >= 8e6;  // as FlatIndex does
    const std::size_t threads = threaded ? std::max(1U, std::thread::hardware_concurrency()) : 1;
    std::vector<float> memory(size.count * size.dim, 0.5F);
    std::vector<double> searches, reads;
    double sum = 0;
    for (int run = 0; run < size.runs + 1; ++run) {
        if (job.stopRequested()) return base::cancelled();
        fillUnit(row, state);
        const auto start = Clock::now();
        const auto hits = flat->search(row, kTop);
        const double ms = millisecondsSince(start);
        const double read = readOnce(memory, threads, sum);
        if (hits.size() != std::min(kTop, size.count) || !std::isfinite(sum))
            return base::makeError(base::ErrorCode::Internal,
                                   "The search benchmark lost its hits; the log has the details.");
        if (run == 0) continue;  // the first touches the pages
        searches.push_back(ms);
        reads.push_back(read);
    }
    char note[160];
    std::snprintf(note, sizeof note, "%zu x %zu float32, k %zu, %zu thread%s, %s", size.count, size.dim, kTop, threads,
                  threads == 1 ? "" : "s", index::bestDotProductName());
    rows.push_back({std::string("search_") + size.name + "_exact", median(searches), "ms", size.runs, note});
    const double floor = median(reads);
    std::snprintf(note, sizeof note, "its %.1f MB over %.1f GB/s, measured between the searches", bytes / 1e6,
                  bytes / 1e6 / floor);
    rows.push_back({std::string("search_") + size.name + "_exact_floor", floor, "ms", size.runs, note});
    return base::okStatus();
}

constexpr int kClusters = 2000;   // of the clustered rows
constexpr float kSpread = 0.35F;  // length of what a row adds to its cluster's centre
constexpr std::size_t kReadFloats = std::size_t{64} << 20U;

struct Rows {
    std::size_t count, dim;
    bool clustered;
};

// Uniform directions, or directions around one of a few thousand centres, as cases of one kind are.
class Source {
public:
    explicit Source(const Rows& rows) : m_rows(rows), m_own(rows.dim) {
        for (int i = 0; rows.clustered && i < kClusters; ++i) {
            m_centres.emplace_back(rows.dim);
            fillUnit(m_centres.back(), m_state);
        }
    }
    const std::vector<float>& next() {
        fillUnit(m_own, m_state);
        if (!m_rows.clustered) return m_own;
        const auto& centre = m_centres[(m_state >> 33U) % m_centres.size()];
        float norm = 0;
        for (std::size_t i = 0; i < m_own.size(); ++i) {
            m_own[i] = centre[i] + kSpread * m_own[i];
            norm += m_own[i] * m_own[i];
        }
        for (float& value : m_own) value /= std::sqrt(norm);
        return m_own;
    }

private:
    Rows m_rows;
    std::vector<std::vector<float>> m_centres;
    std::vector<float> m_own;
    std::uint64_t m_state = 29;
};

double shareFound(const std::vector<index::Hit>& truth, const std::vector<index::Hit>& found) {
    std::size_t same = 0;
    for (const auto& hit : truth)
        same += static_cast<std::size_t>(
            std::count_if(found.begin(), found.end(), [&](const auto& f) { return f.id == hit.id; }));
    return static_cast<double>(same) / static_cast<double>(std::max<std::size_t>(1, truth.size()));
}

base::Status twoStage(const std::string& name, const Rows& rows, int runs, const base::JobContext& job,
                      std::vector<BenchRow>& out) {
    auto index = index::makeTwoStageIndex(static_cast<int>(rows.dim));
    Source source(rows);
    double building = 0;
    for (std::size_t i = 0; i < rows.count; ++i) {
        if (i % 4096 == 0 && job.stopRequested()) return base::cancelled();
        const auto& row = source.next();
        const auto start = Clock::now();
        HILUM_TRY_STATUS(index->add(static_cast<std::int64_t>(i), row));
        building += millisecondsSince(start);
    }
    const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    const std::vector<float> memory(kReadFloats, 0.5F);
    std::vector<double> exact, fast, reads;
    double sum = 0, found = 0;
    for (int run = 0; run < runs + 1; ++run) {
        if (job.stopRequested()) return base::cancelled();
        const auto query = source.next();
        auto start = Clock::now();
        const auto truth = index->search(query, kTop);
        const double exactMs = millisecondsSince(start);
        start = Clock::now();
        const auto quick = index->searchFast(query, kTop);
        const double fastMs = millisecondsSince(start);
        const double read = readOnce(memory, threads, sum);
        if (truth.size() != kTop || !std::isfinite(sum))
            return base::makeError(base::ErrorCode::Internal,
                                   "The search benchmark lost its hits; the log has the details.");
        if (run == 0) continue;  // the first touches the pages
        exact.push_back(exactMs);
        fast.push_back(fastMs);
        reads.push_back(read);
        found += shareFound(truth, quick);
    }
    const double gigabytes = static_cast<double>(kReadFloats * sizeof(float)) / 1e6 / median(reads);  // a second
    const auto floorOf = [&](std::size_t bytes) { return static_cast<double>(bytes) / 1e6 / gigabytes; };
    char note[200];
    std::snprintf(note, sizeof note, "%zu x %zu %s, k %zu, %zu threads, %s; every answer is the brute force's",
                  rows.count, rows.dim, rows.clustered ? "clustered" : "uniform", kTop, threads, index::bestScanName());
    out.push_back({"search_" + name + "_exact", median(exact), "ms", runs, note});
    std::snprintf(note, sizeof note, "its %.1f MB of bytes over %.1f GB/s, measured between the searches",
                  static_cast<double>(index->exactScanBytes()) / 1e6, gigabytes);
    out.push_back({"search_" + name + "_exact_floor", floorOf(index->exactScanBytes()), "ms", runs, note});
    out.push_back({"search_" + name + "_fast", median(fast), "ms", runs, "one bit a number, then bytes, then exactly"});
    out.push_back({"search_" + name + "_fast_floor", floorOf(index->fastScanBytes()), "ms", runs,
                   "its bits over the same bandwidth"});
    out.push_back({"search_" + name + "_fast_recall", found / runs, "1", runs, "share of the true ten; goal 0.999"});
    out.push_back({"search_" + name + "_insert", static_cast<double>(rows.count) / building * 1000, "vectors/s", 1,
                   "one after the other; goal 50000"});
    return base::okStatus();
}

base::Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    std::vector<BenchRow> rows;
    HILUM_TRY_STATUS(measure({"10k", 10'000, 384, 41}, job, rows));
    HILUM_TRY_STATUS(measure({"100k", 100'000, 384, 15}, job, rows));
    HILUM_TRY_STATUS(twoStage("100k_clustered", {100'000, 384, true}, 101, job, rows));
    HILUM_TRY_STATUS(twoStage("1m", {1'000'000, 512, false}, 101, job, rows));
    return rows;
}

}  // namespace

BenchGroup bench_search() {
    return {"search", "Exact and fast search over up to a million vectors, beside the memory's floor", run};
}

}  // namespace hilum::app
