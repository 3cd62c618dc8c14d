// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// bench encode: the encoders of the chosen pack, measured inside the engine module. The peer (eager
// PyTorch on the same pack) is tests/tools/peer_encode.py.
#include "app/cli/bench_registry.h"
#include "core/packs/model_manifest.h"

namespace hilum::app {

namespace {

base::Result<std::vector<BenchRow>> run(const Context& context, const base::JobContext& job) {
    HILUM_TRY(const auto manifest,
              packs::findPack(context.library, context.model.empty() ? packs::kDefaultPack : context.model));
    HILUM_TRY(auto* module, engine::openModule());
    HILUM_TRY(const auto text, module->bench(manifest, context.load, job));
    const auto document = nlohmann::json::parse(text, nullptr, false);
    std::vector<BenchRow> rows;
    for (const auto& entry : document.value("rows", nlohmann::json::array()))
        rows.push_back({entry.value("name", ""), entry.value("median", 0.0), entry.value("unit", ""),
                        entry.value("n", 0), entry.value("note", "")});
    return rows;
}

}  // namespace

BenchGroup bench_encode();

BenchGroup bench_encode() { return {"encode", "image and text encoders of the pack, saliency", run}; }

}  // namespace hilum::app
