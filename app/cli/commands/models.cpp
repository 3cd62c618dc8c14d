// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum models list|info|verify|import|remove. Only `import` of published weights opens the engine
// module; everything else reads files.
#include "app/cli/cli.h"
#include "core/packs/model_manifest.h"
#include "core/packs/pack_folder.h"

namespace hilum::app {

namespace {

nlohmann::json row(const packs::ModelManifest& manifest, bool verified) {
    return {{"id", manifest.id},
            {"family", manifest.family},
            {"version", manifest.version},
            {"licence", manifest.licence},
            {"sha256", manifest.sha256},
            {"dim", manifest.dim},
            {"input",
             {{"size", manifest.preprocessing.size},
              {"channels", 3},
              {"fit", manifest.preprocessing.fit},
              {"colour", manifest.preprocessing.colour}}},
            {"text", !manifest.tokenizer.empty()},
            {"builtIn", manifest.builtIn},
            {"path", manifest.folder.string()},
            {"verified", verified}};
}

std::string line(const packs::ModelManifest& manifest, bool verified) {
    return manifest.id + "  " + manifest.family + "  " + manifest.version + "  " + std::to_string(manifest.dim) +
           "-d  " + manifest.licence + (manifest.builtIn ? "  built-in" : "") +
           (verified ? "" : "  ALTERED, see `hilum models verify " + manifest.id + "`") + "\n";
}

int list(const Context& context) {
    const auto job = context.job();
    const auto packs = packs::listPacks(context.library);
    nlohmann::json models = nlohmann::json::array();
    std::string text;
    for (const auto& manifest : packs.packs) {
        const bool verified = packs::verify(manifest, job).ok();
        models.push_back(row(manifest, verified));
        text += line(manifest, verified);
    }
    nlohmann::json document = {{"models", std::move(models)}};
    for (const auto& [path, error] : packs.broken) {
        document["broken"].push_back({{"path", path.string()}, {"reason", error.message}});
        text += error.message + "\n";
    }
    return context.answer(document, text.empty() ? "No model pack is installed." : text);
}

int info(const Context& context, const std::string& id) {
    const auto manifest = packs::findPack(context.library, id);
    if (!manifest) return context.fail(manifest.error());
    auto document = manifest->card;
    // Pages of numbers that only the loader and the search need.
    document.erase("golden");
    if (document.contains("domain") && document["domain"].is_object()) document["domain"].erase("centroids");
    document.update(row(*manifest, packs::verify(*manifest, context.job()).ok()));
    return context.answer(document, document.dump(2));
}

int verify(const Context& context, const std::string& id) {
    const auto manifest = packs::findPack(context.library, id);
    if (!manifest) return context.fail(manifest.error());
    const auto status = packs::verify(*manifest, context.job());
    if (!status) return context.fail(status.error());
    return context.answer(row(*manifest, true),
                          manifest->id + " is unaltered (" + std::to_string(manifest->files.size()) + " files).");
}

int import(const Context& context, const std::string& path, const std::string& id, const std::string& family) {
    const auto job = context.job();
    auto manifest = packs::isPackFolder(path) ? packs::importFolder(path, context.library, id, job)
                                              : [&]() -> base::Result<packs::ModelManifest> {
        HILUM_TRY(auto* module, engine::openModule());
        return module->importWeights(path, id, family, context.library.string(), job);
    }();
    if (!manifest) return context.fail(manifest.error());
    return context.answer(row(*manifest, true), manifest->id + " was imported to " + manifest->folder.string() + ".");
}

int remove(const Context& context, const std::string& id) {
    const auto manifest = packs::findPack(context.library, id);
    if (!manifest) return context.fail(manifest.error());
    if (const auto removed = packs::removePack(*manifest, context.library); !removed)
        return context.fail(removed.error());
    return context.answer({{"removed", manifest->id}},
                          manifest->id + " was removed; embeddings made by it stay in the library.");
}

}  // namespace

void add_models(CLI::App& root, Context& context);

void add_models(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("models", "Model packs");
    command->require_subcommand(1);
    struct Options {
        std::string id, path, family;
    };
    auto options = std::make_shared<Options>();
    const auto onId = [&](const char* name, const char* help, int (*action)(const Context&, const std::string&)) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("id", options->id, "Pack")->required();
        sub->callback([&context, options, action] {
            context.run = [&context, options, action] { return action(context, options->id); };
        });
    };
    command->add_subcommand("list", "What is installed")->callback([&context] {
        context.run = [&context] { return list(context); };
    });
    onId("info", "One pack with its card", info);
    onId("verify", "Recompute the hashes of a pack's files", verify);
    onId("remove", "Delete an imported pack", remove);
    auto* sub = command->add_subcommand("import", "Add a pack folder, or published weights");
    sub->add_option("path", options->path, "Folder or file")->required();
    sub->add_option("--id", options->id, "Name of the pack");
    sub->add_option("--family", options->family, "Family of published weights");
    sub->callback([&context, options] {
        context.run = [&context, options] { return import(context, options->path, options->id, options->family); };
    });
}

}  // namespace hilum::app
