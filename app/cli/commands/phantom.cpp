// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum phantom: simulated studies with reports and exact masks (product.md): chest radiographs
// (CR, DX), chest CT, brain MR and breast ultrasound; other modalities are refused as wrong usage.
#include <memory>

#include "app/cli/cli.h"
#include "dicom/write/phantom_folder.h"

namespace hilum::app {

namespace {

int runPhantom(const Context& context, const dicom::PhantomFolderOptions& options) {
    if (options.out.empty()) return context.failUsage("--out names no folder; give one for the studies.");
    const auto made = dicom::writePhantomFolder(options, context.job());
    if (!made.ok() && made.error().code == base::ErrorCode::InvalidInput)
        return context.failUsage(made.error().message);
    if (!made.ok()) return context.fail(made.error());
    const std::string text = std::to_string(made->studies) + " simulated studies (" + std::to_string(made->files) +
                             " files) are in " + options.out.string() + "; they show no patient.";
    return context.answer({{"studies", made->studies}, {"files", made->files}, {"out", options.out.string()}},
                          context.quiet ? "" : text);
}

}  // namespace

void add_phantom(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("phantom", "Simulate studies with reports and exact masks");
    auto options = std::make_shared<dicom::PhantomFolderOptions>();
    command->add_option("--out", options->out, "Folder for the studies")->required();
    command->add_option("--studies", options->studies, "How many studies")->check(CLI::Range(1, 1'000'000));
    command->add_option("--seed", options->seed, "Equal arguments give equal files");
    command->add_option("--modalities", options->modalities, "CR,DX,CT,MR,US: dealt round-robin")->delimiter(',');
    command->add_option("--size", options->sizePx, "Pixels per side")->check(CLI::Range(128, 4096));
    command->callback(
        [&context, options] { context.run = [&context, options] { return runPhantom(context, *options); }; });
}

}  // namespace hilum::app
