// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reads and checks model.json. Everything in it is a stranger's text until it has passed through here.
#include "core/packs/model_manifest.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/file_io.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"

namespace hilum::packs {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using nlohmann::json;

constexpr std::uint64_t kMaxManifestBytes = 16ULL << 20;
constexpr int kFormat = 1;
constexpr int kMaxInputSize = 4096;
constexpr int kMaxDim = 65536;
constexpr int kMaxTokenLimit = 8192;
constexpr const char* kManifestName = "model.json";

Error mismatch(const fs::path& path, const std::string& why, const std::string& detail = {}) {
    Error error = base::makeError(
        ErrorCode::ModelMismatch,
        "The model pack " + path.string() + " cannot be used: " + why + "; import or install it again.", detail);
    error.args.emplace_back("path", path.string());
    return error;
}

// A name that stays inside the pack's folder on every system: no separator tricks, no "..", no drive.
bool staysInside(const std::string& name) {
    if (name.empty() || name.size() > 255 || name.find('\0') != std::string::npos) return false;
    if (name.find('\\') != std::string::npos || name.find(':') != std::string::npos) return false;
    const fs::path path(name);
    if (path.is_absolute()) return false;
    return std::all_of(path.begin(), path.end(),
                       [](const fs::path& part) { return part != ".." && part != "." && !part.empty(); });
}

bool isSha256(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool isId(const std::string& id) {
    return !id.empty() && id.size() <= 100 && id.front() != '.' && id.front() != '-' &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string::npos;
}

// Typed reading of one key; the first thing that does not fit is kept as the reason.
class Fields {
public:
    explicit Fields(const json& object) : m_object(object) {}
    const std::string& fault() const { return m_fault; }
    void refuse(const std::string& why) {
        if (m_fault.empty()) m_fault = why;
    }
    std::string text(const char* key, bool required) {
        const auto found = m_object.find(key);
        if (found == m_object.end() || found->is_null()) {
            if (required) refuse(std::string("\"") + key + "\" is missing");
            return {};
        }
        if (!found->is_string()) {
            refuse(std::string("\"") + key + "\" is not a text");
            return {};
        }
        return found->get<std::string>();
    }
    int integer(const char* key, int otherwise, int low, int high) {
        const auto found = m_object.find(key);
        if (found == m_object.end()) return otherwise;
        const bool fits =
            found->is_number_integer() &&
            (!found->is_number_unsigned() || found->get<std::uint64_t>() <= static_cast<std::uint64_t>(high));
        const std::int64_t value = fits ? found->get<std::int64_t>() : 0;
        if (!fits || value < low || value > high) {
            refuse(std::string("\"") + key + "\" is not a whole number from " + std::to_string(low) + " to " +
                   std::to_string(high));
            return otherwise;
        }
        return static_cast<int>(value);
    }
    bool boolean(const char* key, bool otherwise) {
        const auto found = m_object.find(key);
        if (found == m_object.end()) return otherwise;
        if (!found->is_boolean()) refuse(std::string("\"") + key + "\" is not true or false");
        return found->is_boolean() ? found->get<bool>() : otherwise;
    }
    void triple(const char* key, std::array<float, 3>& target, bool positive) {
        const auto found = m_object.find(key);
        if (found == m_object.end()) return;
        if (!found->is_array() || found->size() != 3)
            return refuse(std::string("\"") + key + "\" is not three numbers");
        for (std::size_t i = 0; i < 3; ++i) {
            if (!(*found)[i].is_number()) return refuse(std::string("\"") + key + "\" is not three numbers");
            target[i] = (*found)[i].get<float>();
            if (positive && !(target[i] > 0)) refuse(std::string("\"") + key + "\" must be above zero");
        }
    }

private:
    const json& m_object;
    std::string m_fault;
};

std::string readPreprocessing(const json& root, Preprocessing& out) {
    const auto found = root.find("preprocessing");
    if (found == root.end()) return {};
    if (!found->is_object()) return "\"preprocessing\" is not an object";
    Fields fields(*found);
    out.size = fields.integer("size", out.size, 16, kMaxInputSize);
    if (found->contains("fit")) out.fit = fields.text("fit", true);
    if (found->contains("resample")) out.resample = fields.text("resample", true);
    if (found->contains("scale")) out.scale = fields.text("scale", true);
    if (found->contains("colour")) out.colour = fields.text("colour", true);
    fields.triple("mean", out.mean, false);
    fields.triple("std", out.std, true);
    const auto isOneOf = [](const std::string& word, std::initializer_list<const char*> words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (!isOneOf(out.fit, {"letterbox", "pad", "stretch", "crop", "corner"}))
        fields.refuse("\"fit\" is not letterbox, pad, stretch, crop or corner");
    if (!isOneOf(out.scale, {"byte", "minmax"})) fields.refuse("\"scale\" is not byte or minmax");
    if (!isOneOf(out.resample, {"hilum", "pil-bilinear", "pil-bicubic", "cv-linear", "cv-area", "spline"}))
        fields.refuse("\"resample\" is not a method that this version knows");
    if (out.colour != "grey" && out.colour != "rgb") fields.refuse("\"colour\" is not grey or rgb");
    return fields.fault();
}

std::string readFiles(const json& root, std::vector<PackFile>& out) {
    const auto found = root.find("files");
    if (found == root.end() || !found->is_array() || found->empty()) return "\"files\" is not a list of files";
    std::set<std::string> seen;
    for (const auto& entry : *found) {
        if (!entry.is_object()) return "\"files\" holds something that is not an object";
        Fields fields(entry);
        PackFile file{fields.text("name", true), fields.text("sha256", true)};
        if (!fields.fault().empty()) return fields.fault();
        if (!staysInside(file.name)) return "it names a file outside its folder";
        if (!isSha256(file.sha256)) return "the sha256 of " + file.name + " is not 64 hexadecimal digits";
        if (!seen.insert(file.name).second) return file.name + " is listed twice";
        out.push_back(std::move(file));
    }
    return {};
}

// What an embedding depends on besides the code: every file's bytes and how pixels are prepared.
std::string packHash(const ModelManifest& manifest) {
    std::vector<std::string> lines;
    for (const auto& file : manifest.files) lines.push_back(file.name + ' ' + file.sha256);
    std::sort(lines.begin(), lines.end());
    const auto& pre = manifest.preprocessing;
    json preprocessing = {
        {"size", pre.size}, {"fit", pre.fit}, {"colour", pre.colour}, {"mean", pre.mean}, {"std", pre.std}};
    // Only where they differ from what packs had before there was a choice, so that those keep their names.
    if (pre.resample != "hilum") preprocessing["resample"] = pre.resample;
    if (pre.scale != "byte") preprocessing["scale"] = pre.scale;
    if (!manifest.lowerCase) preprocessing["lowerCase"] = false;
    std::string text = manifest.family + '\n' + preprocessing.dump() + '\n' + manifest.options.dump() + '\n';
    for (const auto& line : lines) text += line + '\n';
    return base::sha256Hex(std::string_view(text));
}

std::string fill(const json& root, ModelManifest& out) {
    if (!root.is_object()) return "model.json is not a JSON object";
    Fields fields(root);
    if (fields.integer("format", kFormat, 0, 1'000'000) > kFormat) return "it was made by a newer version of Hilum";
    out.id = fields.text("id", true);
    out.family = fields.text("family", true);
    out.version = fields.text("version", false);
    out.licence = fields.text("licence", false);
    out.dim = fields.integer("dim", 0, 0, kMaxDim);
    out.tokenizer = fields.text("tokenizer", false);
    out.maxTokens = fields.integer("maxTokens", 0, 0, kMaxTokenLimit);
    out.lowerCase = fields.boolean("lowerCase", true);
    if (!fields.fault().empty()) return fields.fault();
    if (!isId(out.id)) return "its id holds characters other than letters, digits, dot, dash and underscore";
    if (auto fault = readPreprocessing(root, out.preprocessing); !fault.empty()) return fault;
    if (auto fault = readFiles(root, out.files); !fault.empty()) return fault;
    const bool known = std::any_of(out.files.begin(), out.files.end(),
                                   [&](const PackFile& file) { return file.name == out.tokenizer; });
    if (!out.tokenizer.empty() && !known) return "its tokenizer " + out.tokenizer + " is not among its files";
    out.options = root.value("options", json::object());
    if (!out.options.is_object()) return "\"options\" is not an object";
    out.card = root;
    return {};
}

void listFolder(const fs::path& folder, bool builtIn, PackList& list) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto name = it->path().filename().string();
        std::error_code kind;
        if (!name.empty() && name.front() != '.' && it->is_directory(kind)) folders.push_back(it->path());
    }
    std::sort(folders.begin(), folders.end());
    for (const auto& path : folders) {
        std::error_code kind;
        // A built-in folder that holds only a vocabulary yet is no pack, and no fault either.
        if (builtIn && !fs::exists(path / kManifestName, kind)) continue;
        auto manifest = readManifest(path);
        if (!manifest) {
            list.broken.emplace_back(path, manifest.error());
            continue;
        }
        manifest->builtIn = builtIn;
        list.packs.push_back(std::move(*manifest));
    }
}

}  // namespace

Result<ModelManifest> readManifest(const fs::path& folder) {
    const auto text = base::readTextFile(folder / kManifestName, kMaxManifestBytes);
    if (!text) return mismatch(folder, "its model.json cannot be read", text.error().message);
    return base::guarded("Reading the model pack", [&]() -> Result<ModelManifest> {
        const json root = json::parse(*text, nullptr, false);
        if (root.is_discarded()) return mismatch(folder, "its model.json is not valid JSON");
        ModelManifest manifest;
        manifest.folder = folder;
        if (const auto fault = fill(root, manifest); !fault.empty()) return mismatch(folder, fault);
        manifest.sha256 = packHash(manifest);
        return manifest;
    });
}

Status verify(const ModelManifest& manifest, const base::JobContext& context) {
    for (const auto& file : manifest.files) {
        const auto path = manifest.folder / file.name;
        const auto actual = base::sha256OfFile(path, context);
        if (!actual && actual.error().code == ErrorCode::Cancelled) return actual.error();
        std::error_code kind;
        if (!actual || !fs::is_regular_file(path, kind)) {
            Error error = mismatch(manifest.folder, "its file " + file.name + " cannot be read",
                                   actual ? "not a regular file" : actual.error().message);
            error.args.emplace_back("file", file.name);
            return error;
        }
        if (*actual != file.sha256) {
            Error error = mismatch(manifest.folder, "its file " + file.name + " was altered (sha256 differs)",
                                   "expected " + file.sha256 + ", got " + *actual);
            error.args.emplace_back("file", file.name);
            error.args.emplace_back("expected", file.sha256);
            error.args.emplace_back("got", *actual);
            return error;
        }
    }
    return base::okStatus();
}

bool isSegmenter(const std::string& family) {
    return family == "sam" || family == "mobile-sam" || family == "medsam" || family == "lite-medsam";
}

PackList listPacks(const fs::path& libraryFolder) {
    PackList list;
    if (!libraryFolder.empty()) listFolder(libraryFolder / "models", false, list);
    listFolder(base::resourcesFolder() / "models", true, list);
    return list;
}

Result<ModelManifest> findPack(const fs::path& libraryFolder, const std::string& id) {
    // A path names a pack folder directly: a checkpoint under test, a pack on a share.
    if (id.find('/') != std::string::npos) return readManifest(fs::path(id).lexically_normal());
    auto list = listPacks(libraryFolder);
    for (auto& pack : list.packs)
        if (pack.id == id) return std::move(pack);
    for (const auto& [path, error] : list.broken)
        if (path.filename() == id) return error;
    std::string known;
    for (const auto& pack : list.packs) known += (known.empty() ? "" : ", ") + pack.id;
    Error error = base::makeError(
        ErrorCode::ModelMismatch,
        "There is no model pack \"" + id + "\"; " +
            (known.empty() ? "none is installed, see `hilum models import`." : "installed are: " + known + "."));
    error.args.emplace_back("id", id);
    return error;
}

}  // namespace hilum::packs
