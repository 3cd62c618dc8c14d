// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum train: runs the trainer of the engine module and prints its JSON lines on stdout as they come,
// the final object last. Ctrl+C leaves a checkpoint that --resume continues.
#include <iostream>

#include "app/cli/cli.h"
#include "app/cli/read_picture.h"

namespace hilum::app {

namespace {

struct Options {
    std::string config;
    bool resume = false;
};

void printLine(const std::string& line) { std::cout << line << '\n' << std::flush; }

int run(const Context& context, const Options& options) {
    const auto module = engine::openModule();
    if (!module) return context.fail(module.error());
    // The lines themselves are the progress; a bar between them would only be noise.
    const auto done = (*module)->train(
        options.config, options.resume, context.load, [](const std::string& path) { return readPicture(path); },
        printLine, base::JobContext(context.job().stopToken()));
    if (!done && done.error().code == base::ErrorCode::Cancelled)
        return context.fail(base::makeError(
            base::ErrorCode::Cancelled,
            "Training was stopped; `hilum train " + options.config + " --resume` continues from its checkpoint."));
    if (!done) return context.fail(done.error());
    printLine(*done);
    return kDone;
}

}  // namespace

void add_train(CLI::App& root, Context& context);

void add_train(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("train", "Train a model from a configuration file");
    auto options = std::make_shared<Options>();
    command->add_option("config", options->config, "Configuration (JSON)")->required();
    command->add_flag("--resume", options->resume, "Continue from the last checkpoint");
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
