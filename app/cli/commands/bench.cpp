// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum bench: the benchmarks of this machine, all groups or the named ones. A group that cannot be
// measured here is named (exit 1) and the others still run.
#include <cstdio>
#include <thread>

#include "app/cli/bench_registry.h"
#include "app/cli/cli.h"

namespace hilum::app {

namespace {

// What the processor offers: two machines' figures cannot be compared without it.
std::vector<std::string> cpuFeatures() {
    std::vector<std::string> names;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) names.emplace_back("avx2");
    if (__builtin_cpu_supports("fma")) names.emplace_back("fma");
    if (__builtin_cpu_supports("avx512f")) names.emplace_back("avx512f");
    if (__builtin_cpu_supports("avx512bf16")) names.emplace_back("avx512-bf16");
    if (__builtin_cpu_supports("avx512vnni")) names.emplace_back("avx512-vnni");
#endif
    return names;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string row(const BenchRow& bench) {
    char figure[64];
    std::snprintf(figure, sizeof figure, "%12.3f %-5s n=%-4d ", bench.median, bench.unit.c_str(), bench.n);
    std::string name = bench.name;
    name.resize(std::max<std::size_t>(name.size(), 28), ' ');
    return name + figure + bench.note + "\n";
}

int run(const Context& context, const std::vector<std::string>& wanted) {
    const auto job = context.job();
    nlohmann::json rows = nlohmann::json::array();
    nlohmann::json failed = nlohmann::json::array();
    const auto features = cpuFeatures();
    std::string text = "cores " + std::to_string(std::thread::hardware_concurrency()) + ", " + joined(features) + "\n";
    for (const auto& group : allBenchGroups()) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), group.name) == wanted.end()) continue;
        if (job.stopRequested()) return context.fail(base::cancelled());
        const auto measured = group.run(context, job);
        if (!measured) {
            if (wanted.size() == 1) return context.fail(measured.error());
            failed.push_back({{"group", group.name}, {"reason", measured.error().message}});
            text += group.name + ": " + measured.error().message + "\n";
            continue;
        }
        for (const auto& bench : *measured) {
            rows.push_back({{"name", bench.name},
                            {"median", bench.median},
                            {"unit", bench.unit},
                            {"n", bench.n},
                            {"note", bench.note}});
            text += row(bench);
        }
    }
    nlohmann::json document = {
        {"benchmarks", std::move(rows)}, {"cores", std::thread::hardware_concurrency()}, {"cpu", features}};
    const bool some = !failed.empty();
    if (some) document["failed"] = std::move(failed);
    return context.answer(document, text, some ? kSomeFailed : kDone);
}

}  // namespace

void add_bench(CLI::App& root, Context& context);

void add_bench(CLI::App& root, Context& context) {
    std::vector<std::string> names;
    std::string help = "The benchmarks on this machine:";
    for (const auto& group : allBenchGroups()) {
        names.push_back(group.name);
        help += "\n  " + group.name + ": " + group.help;
    }
    auto* command = root.add_subcommand("bench", help);
    auto wanted = std::make_shared<std::vector<std::string>>();
    command->add_option("groups", *wanted, "Which (default: all)")->check(CLI::IsMember(names));
    command->callback([&context, wanted] { context.run = [&context, wanted] { return run(context, *wanted); }; });
}

}  // namespace hilum::app
