// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/published/read_published.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <set>

#include "core/base/file_io.h"
#include "core/weights/pickle/torch_archive.h"

namespace hilum::weights {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

constexpr std::uint64_t kMostJson = 64ULL << 20;

// A copy on its own memory, in row-major order.
torch::Tensor toTensor(const ArchiveTensor& from) {
    std::int64_t reach = 1, count = 1;
    for (std::size_t d = 0; d < from.shape.size(); ++d) {
        count *= from.shape[d];
        reach += (from.shape[d] - 1) * from.strides[d];
    }
    if (count == 0) return torch::empty(from.shape, torchType(from.type));
    auto flat = torch::empty({reach}, torchType(from.type));
    std::memcpy(flat.data_ptr(), from.storage.data(), static_cast<std::size_t>(reach) * sizeBytes(from.type));
    return flat.as_strided(from.shape, from.strides).contiguous();
}

nlohmann::json readJson(const fs::path& file) {
    const auto text = base::readTextFile(file, kMostJson);
    auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json::object();
    return json.is_object() ? json : nlohmann::json::object();
}

// The name most repositories use comes first; otherwise the only file of a known kind.
Result<fs::path> chooseFile(const fs::path& folder) {
    std::error_code error;
    for (const char* name : {"model.safetensors", "model.safetensors.index.json", "open_clip_model.safetensors",
                             "open_clip_pytorch_model.bin", "pytorch_model.bin", "pytorch_model.bin.index.json"})
        if (fs::is_regular_file(folder / name, error)) return folder / name;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto kind = it->path().extension();
        if (kind == ".safetensors" || kind == ".bin" || kind == ".pt" || kind == ".pth") found.push_back(it->path());
    }
    std::sort(found.begin(), found.end());
    if (found.size() == 1) return found.front();
    return base::makeError(ErrorCode::InvalidInput,
                           "The folder " + folder.string() +
                               (found.empty() ? " holds no weights" : " holds several weights files") +
                               "; name the file itself.");
}

Result<NamedTensors> readShards(const fs::path& index, const base::JobContext& context) {
    const auto json = readJson(index);
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty())
        return base::makeError(ErrorCode::ModelMismatch,
                               "The index " + index.string() + " lists no shards; download the weights again.");
    std::set<std::string> files;
    for (const auto& item : map->items()) {
        const auto name = item.value().is_string() ? item.value().get<std::string>() : std::string();
        if (name.empty() || fs::path(name).filename() != name)
            return base::makeError(ErrorCode::ModelMismatch,
                                   "The index " + index.string() + " names a file outside its folder; do not use it.");
        files.insert(name);
    }
    NamedTensors all;
    std::int64_t done = 0;
    for (const auto& file : files) {
        HILUM_TRY(auto part, readAnyTensors(index.parent_path() / file, context));
        all.merge(part);
        context.progress(++done, static_cast<std::int64_t>(files.size()), base::Stage::Reading, file);
    }
    return all;
}

}  // namespace

Result<NamedTensors> readAnyTensors(const fs::path& file, const base::JobContext& context) {
    std::array<char, 16> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    const auto length = static_cast<std::size_t>(in.gcount());
    in.close();
    if (!TorchArchive::looksLikeOne({reinterpret_cast<const std::uint8_t*>(head.data()), length}))
        return readTensors(file, context);
    HILUM_TRY(const auto archive, TorchArchive::open(file, context));
    NamedTensors out;
    for (const auto& tensor : archive->tensors()) {
        if (context.stopRequested()) return base::cancelled();
        out[tensor.name] = toTensor(tensor);
    }
    return out;
}

Result<PublishedFiles> readPublished(const fs::path& path, const base::JobContext& context) {
    std::error_code error;
    if (!fs::exists(path, error))
        return base::makeError(ErrorCode::NotFound, "The weights " + path.string() + " do not exist; check the path.");
    PublishedFiles out;
    out.weights = path;
    if (fs::is_directory(path, error)) {
        HILUM_TRY(out.weights, chooseFile(path));
    }
    out.folder = out.weights.parent_path();
    for (const char* name : {"config.json", "open_clip_config.json"})
        if (fs::is_regular_file(out.folder / name, error)) out.config.update(readJson(out.folder / name));
    if (fs::is_regular_file(out.folder / "preprocessor_config.json", error))
        out.config["preprocessor"] = readJson(out.folder / "preprocessor_config.json");
    const bool shards = out.weights.extension() == ".json";
    HILUM_TRY(out.tensors, shards ? readShards(out.weights, context) : readAnyTensors(out.weights, context));
    return out;
}

}  // namespace hilum::weights
