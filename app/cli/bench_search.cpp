// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench search: exact nearest neighbours over vectors of the built-in pack's width, each beside its
// floor: the bytes of the vectors over the read bandwidth that this machine showed a moment before,
// with the same threads. A search cannot be quicker than reading what it compares.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <thread>

#include "app/cli/bench_registry.h"
#include "core/index/dot_product.h"
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

base::Result<std::vector<BenchRow>> run(const Context&, const base::JobContext& job) {
    std::vector<BenchRow> rows;
    HILUM_TRY_STATUS(measure({"10k", 10'000, 384, 41}, job, rows));
    HILUM_TRY_STATUS(measure({"100k", 100'000, 384, 15}, job, rows));
    return rows;
}

}  // namespace

BenchGroup bench_search() {
    return {"search", "Exact search over 10 k and 100 k vectors, beside the memory's floor", run};
}

}  // namespace hilum::app
