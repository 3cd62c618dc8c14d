// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum: no sub-command opens the window; a sub-command runs and ends. Nothing here knows more.
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>

#include "app/cli/cli.h"
#include "app/cli/index_sources.h"
#include "ui/window/run_window.h"

namespace {

// `hilum`, `hilum FILE...` and `hilum --library DIR FILE...` open the window.
bool wantsWindow(int argc, char** argv, CLI::App& root) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--help" || word == "-h" || word == "--version") return false;
        for (const auto* command : root.get_subcommands({}))
            if (command->get_name() == word) return false;
        if (word.rfind("--", 0) == 0 && word.find('=') == std::string::npos && word != "--json" && word != "--quiet" &&
            word.rfind("--quit-after-", 0) != 0)
            ++i;
    }
    return true;
}

// Qt ends the process with a core dump when there is no display; a person deserves a sentence.
bool displayMissing() {
    const auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    return !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("QT_QPA_PLATFORM");
}

// One bare word that is no file is a mistyped command far more often than a lost file.
bool unknownCommand(int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') return false;
    std::error_code missing;
    const std::string word = argv[1];
    return word.find_first_of("/.") == std::string::npos && !std::filesystem::exists(word, missing);
}

// The window rebuilds a damaged library from the same sources as `hilum index rebuild`.
hilum::base::Result<std::vector<hilum::reading::IndexItem>> collect(const hilum::library::Source& source,
                                                                    const hilum::base::JobContext& job) {
    const std::vector<std::filesystem::path> paths(source.paths.begin(), source.paths.end());
    HILUM_TRY(auto found, hilum::app::collectSources(paths, source.csv, source.columns, job));
    return std::move(found.items);
}

}  // namespace

int main(int argc, char** argv) {
    // The models' OpenMP threads spin for milliseconds by default, which on a busy machine costs more than
    // it saves. Set before any thread exists; a person's own value stays.
    ::setenv("GOMP_SPINCOUNT", "10000", 0);
    CLI::App names;
    hilum::app::Context unused;
    hilum::app::addAllCommands(names, unused);
    if (unknownCommand(argc, argv) && wantsWindow(argc, argv, names)) {
        std::cerr << "hilum: \"" << argv[1]
                  << "\" is neither a command nor a file; `hilum --help` lists the commands.\n";
        return hilum::app::kUsage;
    }
    if (wantsWindow(argc, argv, names)) {
        if (displayMissing()) {
            std::cerr << "hilum: The window cannot open because there is no display; use a sub-command (`hilum "
                         "--help`) or `hilum tour --out DIR`.\n";
            return hilum::app::kEnvironment;
        }
        return hilum::ui::runWindow(argc, argv, collect);
    }
    return hilum::app::runCommandLine(argc, argv);
}
