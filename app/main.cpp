// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum: no sub-command opens the window; a sub-command runs and ends. Nothing here knows more.
#include <cstdlib>
#include <cstring>
#include <string>

#include "app/cli/cli.h"
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

}  // namespace

int main(int argc, char** argv) {
    // The models' OpenMP threads spin for milliseconds by default, which on a busy machine costs more than
    // it saves. Set before any thread exists; a person's own value stays.
    ::setenv("GOMP_SPINCOUNT", "10000", 0);
    CLI::App names;
    hilum::app::Context unused;
    hilum::app::addAllCommands(names, unused);
    if (wantsWindow(argc, argv, names)) return hilum::ui::runWindow(argc, argv);
    return hilum::app::runCommandLine(argc, argv);
}
