// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/paths.h"

#include <cstdlib>
#include <string>

namespace hilum::base {

namespace {
std::filesystem::path fromEnvironment(const char* variable, const char* homeRelative) {
    if (const char* value = std::getenv(variable); value != nullptr && *value != '\0') return value;
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / homeRelative;
}
}  // namespace

std::filesystem::path executableFolder() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::current_path() : self.parent_path();
}

std::filesystem::path resourcesFolder() {
    if (const char* value = std::getenv("HILUM_RESOURCES"); value != nullptr && *value != '\0') return value;
    std::error_code error;
    const auto installed = executableFolder() / "../share/hilum";
    if (std::filesystem::is_directory(installed / "schema", error)) return installed.lexically_normal();
    return HILUM_SOURCE_RESOURCES;
}

std::filesystem::path defaultLibraryFolder() {
    if (const char* value = std::getenv("HILUM_LIBRARY"); value != nullptr && *value != '\0') return value;
    return fromEnvironment("XDG_DATA_HOME", ".local/share") / "hilum" / "library";
}

std::filesystem::path stateFolder() { return fromEnvironment("XDG_STATE_HOME", ".local/state") / "hilum"; }

}  // namespace hilum::base
