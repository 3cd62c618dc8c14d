// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One LibraryWriter for all of this window's threads: the file lock is per process and writer, so two
// writers of one window would refuse each other. It closes when the last user lets go, so that commands
// and other windows get their turn. Any thread but the UI thread (opening reads the disk).
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "core/library/library_writer.h"

namespace hilum::ui {

base::Result<std::shared_ptr<library::LibraryWriter>> sharedWriter(const std::filesystem::path& folder);

}  // namespace hilum::ui
