// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/packs/pack_folder.h"

#include <unistd.h>

#include "core/base/file_io.h"

namespace hilum::packs {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;
using base::Status;

base::Error failure(const std::string& what, const std::error_code& error) {
    const bool denied = error == std::errc::permission_denied || error == std::errc::read_only_file_system;
    return base::makeError(denied ? ErrorCode::PermissionDenied : ErrorCode::Io,
                           what + " failed: " + error.message() + "; check the library folder and its free space.");
}

// Removed when the import does not reach its end.
struct Staging {
    fs::path path;
    ~Staging() {
        std::error_code ignored;
        if (!path.empty()) fs::remove_all(path, ignored);
    }
};

Status copyFiles(const ModelManifest& manifest, const fs::path& target, const base::JobContext& context) {
    std::int64_t done = 0;
    const auto total = static_cast<std::int64_t>(manifest.files.size());
    for (const auto& file : manifest.files) {
        if (context.stopRequested()) return base::cancelled();
        std::error_code error;
        fs::create_directories((target / file.name).parent_path(), error);
        if (!error) fs::copy_file(manifest.folder / file.name, target / file.name, error);
        if (error) return failure("Copying " + file.name + " of the model pack", error);
        context.progress(++done, total, base::Stage::Writing, file.name);
    }
    return base::okStatus();
}

}  // namespace

bool isPackFolder(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path / "model.json", error);
}

Result<ModelManifest> importFolder(const fs::path& folder, const fs::path& libraryFolder, const std::string& id,
                                   const base::JobContext& context) {
    HILUM_TRY(auto source, readManifest(folder));
    const std::string name = id.empty() ? source.id : id;
    const auto models = libraryFolder / "models";
    std::error_code error;
    if (fs::exists(models / name, error) || findPack(libraryFolder, name).ok())
        return base::makeError(
            ErrorCode::InvalidInput,
            "A model pack \"" + name + "\" is already installed; remove it first or choose another --id.");
    const Staging staging{models / (".import." + std::to_string(::getpid()))};
    fs::create_directories(staging.path, error);
    if (error) return failure("Making the model folder " + models.string(), error);
    HILUM_TRY_STATUS(copyFiles(source, staging.path, context));
    auto card = source.card;
    card["id"] = name;
    HILUM_TRY_STATUS(base::writeFileAtomically(staging.path / "model.json", std::string_view(card.dump(1) + "\n")));
    HILUM_TRY(const auto staged, readManifest(staging.path));  // also refuses an id that is no folder name
    HILUM_TRY_STATUS(verify(staged, context));
    fs::rename(staging.path, models / name, error);
    if (error) return failure("Naming the model folder", error);
    return readManifest(models / name);
}

Status removePack(const ModelManifest& manifest, const fs::path& libraryFolder) {
    std::error_code error;
    const auto models = fs::weakly_canonical(libraryFolder / "models", error);
    const auto folder = fs::weakly_canonical(manifest.folder, error);
    if (manifest.builtIn || folder.parent_path() != models)
        return base::makeError(ErrorCode::InvalidInput,
                               "The model pack \"" + manifest.id +
                                   "\" is not in the library and stays; only imported packs can be removed.");
    // Renamed first, so that a half-removed pack is never found.
    const auto doomed = models / (".removed." + folder.filename().string());
    fs::remove_all(doomed, error);
    fs::rename(folder, doomed, error);
    if (error) return failure("Removing the model pack " + manifest.id, error);
    fs::remove_all(doomed, error);
    if (error) return failure("Removing the model pack " + manifest.id, error);
    return base::okStatus();
}

}  // namespace hilum::packs
