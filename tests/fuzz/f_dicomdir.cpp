// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: the bytes of a DICOMDIR beside a small tree with links that lead out of it. Every path that comes
// back lies, with all links followed, under the DICOMDIR's folder.
#include <filesystem>
#include <fstream>

#include "dicom/open/dicomdir.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

namespace fs = std::filesystem;

// ownFolder()/disc is the root; what lies beside it is outside.
fs::path makeDisc() {
    const fs::path outside = fs::path(ownFolder()) / "outside", root = fs::path(ownFolder()) / "disc";
    fs::create_directories(outside);
    fs::create_directories(root / "IMAGES" / "DEEP");
    const auto file = [](const fs::path& path) { std::ofstream(path) << "x"; };
    file(outside / "SECRET");
    for (const char* name : {"DICOMDIR", "A", "IMAGES/A", "IMAGES/b.dcm", "IMAGES/DEEP/C"}) file(root / name);
    fs::create_symlink(outside / "SECRET", root / "LINK");
    fs::create_directory_symlink(outside, root / "OUT");
    fs::create_directory_symlink(root, root / "IMAGES" / "LOOP");
    fs::create_symlink(root / "GONE", root / "GONE2");
    return fs::canonical(root);
}

void requireInside(const dicom::DirectoryFile& file, const fs::path& root) {
    if (file.path.empty()) return require(!file.refusal.empty(), "a file that neither opens nor is refused");
    require(file.refusal.empty(), "a refused file with a path");
    const fs::path target = fs::canonical(file.path);
    require(std::mismatch(root.begin(), root.end(), target.begin(), target.end()).first == root.end(),
            "a path that leaves the folder of its DICOMDIR");
    require(fs::is_regular_file(target), "a path that is no file");
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    static const std::filesystem::path kRoot = fuzz::makeDisc();
    const fuzz::Budget budget(size);
    const auto file = dicom::prescan(dicom::memorySource({data, data + size}));
    if (!file.ok()) {
        fuzz::requireTyped(file.error());
    } else if (const auto listed = dicom::readDicomdir(*file, kRoot); listed.ok()) {
        for (const auto& one : *listed) fuzz::requireInside(one, kRoot);
    } else {
        fuzz::requireTyped(listed.error());
    }
    budget.check();
    return 0;
}
