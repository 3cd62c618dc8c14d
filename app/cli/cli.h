// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The command line's frame: common options, one way to answer (JSON or text), one way to fail
// (exit codes of product.md), a progress bar on a terminal, Ctrl+C as cancel. Every sub-command is one
// file in app/cli/commands, named after it, that defines `void add_<name>(CLI::App&, Context&)`;
// CMake writes the table from the file names.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::app {

enum ExitCode { kDone = 0, kSomeFailed = 1, kUsage = 2, kInput = 3, kModel = 4, kEnvironment = 5 };

struct Context {
    // common options
    std::filesystem::path library;  // filled with the default when not given
    std::string model;              // "" = packs::kDefaultPack
    engine::LoadOptions load;
    bool json = false;
    bool quiet = false;
    // for the library's audit log: the study that the command worked on, where it is one
    mutable std::string auditStudy;
    // what the chosen sub-command runs; set by its add_ function's callback, executed once by main
    std::function<int()> run;

    // A job context with progress bar (unless --quiet or not a terminal) and Ctrl+C as cancel.
    base::JobContext job() const;
    // Prints the JSON document with --json, else text. Answers exitCode.
    int answer(const nlohmann::json& document, const std::string& text, int exitCode = kDone) const;
    // One sentence on stderr; with --json also {"error":{code,message,detail}}. Answers the exit code.
    int fail(const base::Error& error) const;
    int failUsage(const std::string& sentence) const;  // exit code 2
    // One line on stderr for one item of many, also with --json: `hilum: PATH: REASON` (PATH once).
    static void failItem(const std::string& path, const std::string& reason);
};

// Opens the module and the pack named by the common options.
base::Result<std::unique_ptr<engine::EncoderSession>> loadSession(const Context& context, const base::JobContext& job);

// Generated: calls every add_<name>.
void addAllCommands(CLI::App& root, Context& context);

// Runs the command line; argv[1] names a sub-command or an option.
int runCommandLine(int argc, char** argv);

}  // namespace hilum::app
