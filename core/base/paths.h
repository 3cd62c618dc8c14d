// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Where things live on this machine. HILUM_LIBRARY, HILUM_RESOURCES and the XDG variables override.
#pragma once

#include <filesystem>

namespace hilum::base {

// The folder of the running executable, and of the engine module.
std::filesystem::path executableFolder();
// resources/: beside an installed binary (../share/hilum), or the source tree's for a build.
std::filesystem::path resourcesFolder();
// The default case library: HILUM_LIBRARY, or $XDG_DATA_HOME/hilum/library.
std::filesystem::path defaultLibraryFolder();
// Logs: $XDG_STATE_HOME/hilum.
std::filesystem::path stateFolder();

}  // namespace hilum::base
