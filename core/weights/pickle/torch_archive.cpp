// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/pickle/torch_archive.h"

#include <algorithm>
#include <array>

#include "core/base/byte_reader.h"
#include "core/base/file_io.h"

namespace hilum::weights {

namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kMostBytes = 16ULL << 30;
constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEndOfDirectory = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kMostComment = 65535;
// First value of the legacy form: LONG1 of ten bytes.
constexpr std::array<std::uint8_t, 12> kLegacyMagic = {0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                                       0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

base::Error refuse(const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch, "The weights file cannot be read: " + why +
                                                               "; download it again, or use a safetensors copy of it.");
}

struct ZipPart {
    std::string name;
    std::uint64_t offset = 0, size = 0;  // of the content
};

using Bytes = std::span<const std::uint8_t>;

// Offset and count of the central directory.
Result<std::pair<std::uint64_t, std::uint64_t>> findDirectory(Bytes file) {
    const std::size_t lowest = file.size() < kEndBytes + kMostComment ? 0 : file.size() - kEndBytes - kMostComment;
    for (std::size_t at = file.size() < kEndBytes ? 0 : file.size() - kEndBytes + 1; at-- > lowest;) {
        base::ByteReader reader(file.subspan(at));
        if (reader.u32() != kEndOfDirectory) continue;
        reader.skip(6);
        std::uint64_t count = reader.u16();
        reader.skip(4);
        std::uint64_t offset = reader.u32();
        if (at >= kLocatorBytes) {
            base::ByteReader locator(file.subspan(at - kLocatorBytes));
            if (locator.u32() == kEnd64Locator) {
                locator.skip(4);
                const auto where = locator.u64();
                if (where >= file.size()) return refuse("its table of contents lies outside");
                base::ByteReader end64(file.subspan(where));
                if (end64.u32() != kEnd64) return refuse("its table of contents is damaged");
                end64.skip(28);
                count = end64.u64();
                end64.skip(8);
                offset = end64.u64();
                if (end64.failed()) return refuse("its table of contents is cut");
            }
        }
        return std::make_pair(offset, count);
    }
    return refuse("its table of contents is missing, so the download is not complete");
}

// ZIP64's extra field holds what does not fit into 32 bits, in this order.
void takeZip64(base::ByteReader extra, std::uint64_t& size, std::uint64_t& packed, std::uint64_t& offset) {
    constexpr std::uint64_t kElsewhere = 0xffffffff;
    while (extra.remaining() >= 4 && !extra.failed()) {
        const auto id = extra.u16();
        const auto length = extra.u16();
        if (id != 1) {
            extra.skip(length);
            continue;
        }
        if (size == kElsewhere) size = extra.u64();
        if (packed == kElsewhere) packed = extra.u64();
        if (offset == kElsewhere) offset = extra.u64();
        return;
    }
}

Result<ZipPart> contentOf(Bytes file, std::string name, std::uint64_t header, std::uint64_t size) {
    if (header >= file.size()) return refuse("a part of it lies outside");
    base::ByteReader local(file.subspan(header));
    if (local.u32() != kLocalHeader) return refuse("a part of it is damaged");
    local.skip(22);
    const std::uint64_t nameLength = local.u16();
    const std::uint64_t extraLength = local.u16();
    const std::uint64_t offset = header + 30 + nameLength + extraLength;
    if (local.failed() || offset > file.size() || size > file.size() - offset) return refuse("a part of it is cut");
    return ZipPart{std::move(name), offset, size};
}

Result<std::vector<ZipPart>> readParts(Bytes file) {
    HILUM_TRY(const auto directory, findDirectory(file));
    if (directory.first >= file.size()) return refuse("its table of contents lies outside");
    base::ByteReader reader(file.subspan(directory.first));
    std::vector<ZipPart> parts;
    for (std::uint64_t i = 0; i < directory.second; ++i) {
        if (reader.u32() != kCentralHeader) return refuse("its table of contents is damaged");
        reader.skip(6);
        const auto method = reader.u16();
        reader.skip(8);
        std::uint64_t packed = reader.u32(), size = reader.u32();
        const auto nameLength = reader.u16();
        const auto extraLength = reader.u16();
        const auto commentLength = reader.u16();
        reader.skip(8);
        std::uint64_t offset = reader.u32();
        std::string name(reader.text(nameLength));
        const auto extra = reader.text(extraLength);
        reader.skip(commentLength);
        if (reader.failed()) return refuse("its table of contents is cut");
        takeZip64(base::ByteReader({reinterpret_cast<const std::uint8_t*>(extra.data()), extra.size()}), size, packed,
                  offset);
        if (method != 0 || packed != size) return refuse("it is compressed, which torch.save never does");
        HILUM_TRY(auto part, contentOf(file, std::move(name), offset, size));
        parts.push_back(std::move(part));
    }
    return parts;
}

}  // namespace

bool TorchArchive::looksLikeOne(Bytes head) {
    base::ByteReader reader(head);
    if (reader.u32() == kLocalHeader) return true;
    return head.size() > 2 && head[0] == 0x80 && head[1] >= 2 && head[1] <= 5;
}

Result<std::shared_ptr<const TorchArchive>> TorchArchive::open(const std::filesystem::path& path,
                                                               const base::JobContext& context) {
    HILUM_TRY(auto bytes, base::readFile(path, kMostBytes));
    if (context.stopRequested()) return base::cancelled();
    return read(std::move(bytes));
}

Result<std::shared_ptr<const TorchArchive>> TorchArchive::read(std::vector<std::uint8_t> bytes) {
    auto archive = std::make_shared<TorchArchive>();
    archive->m_bytes = std::move(bytes);
    const bool zip = archive->m_bytes.size() > 4 && base::ByteReader(archive->m_bytes).u32() == kLocalHeader;
    HILUM_TRY_STATUS(zip ? archive->readZip() : archive->readLegacy());
    if (archive->m_tensors.empty()) return refuse("it holds no tensor");
    return std::shared_ptr<const TorchArchive>(std::move(archive));
}

Status TorchArchive::readZip() {
    HILUM_TRY(const auto parts, readParts(m_bytes));
    const ZipPart* pickle = nullptr;
    for (const auto& part : parts) {
        const Bytes content = Bytes(m_bytes).subspan(part.offset, part.size);
        const auto slash = part.name.find('/');
        const std::string inside = slash == std::string::npos ? part.name : part.name.substr(slash + 1);
        if (inside == "data.pkl") pickle = &part;
        if (inside.starts_with("data/")) m_storages[inside.substr(5)] = content;
        if (inside.starts_with("code/") || inside == "constants.pkl")
            return refuse("it is a TorchScript program, not a set of weights");
        if (inside == "byteorder" && std::string(content.begin(), content.end()) != "little")
            return refuse("it was written on a big-endian machine");
    }
    if (pickle == nullptr) return refuse("it is a ZIP but not one that torch.save wrote");
    HILUM_TRY(const auto values, readPickle(Bytes(m_bytes).subspan(pickle->offset, pickle->size)));
    return takeTensors(values);
}

Status TorchArchive::readLegacy() {
    Bytes rest(m_bytes);
    const auto next = [&]() -> Result<Pickle> {
        HILUM_TRY(auto pickle, readPickle(rest));
        rest = rest.subspan(pickle.end);
        return pickle;
    };
    if (rest.size() < 2 + kLegacyMagic.size() ||
        !std::equal(kLegacyMagic.begin(), kLegacyMagic.end(), rest.begin() + 2))
        return refuse("it is neither of the two forms that torch.save writes");
    for (int i = 0; i < 3; ++i) HILUM_TRY_STATUS(next());  // magic number, protocol, sizes of the writer's types
    HILUM_TRY(const auto values, next());
    HILUM_TRY(const auto keys, next());
    if (keys.at(keys.root).kind != PickleKind::List) return refuse("its list of storages is missing");
    std::map<std::string, DType> types;
    for (const auto& value : values.values)
        if (value.kind == PickleKind::Storage) types[value.text] = value.type;
    for (const auto key : keys.at(keys.root).items) {
        base::ByteReader reader(rest);
        const auto elements = reader.u64();
        const auto type = types.find(keys.at(key).text);
        if (reader.failed() || type == types.end()) return refuse("one of its storages is cut or unknown");
        const auto width = sizeBytes(type->second);
        if (elements > (rest.size() - 8) / width) return refuse("one of its storages is cut");
        m_storages[type->first] = rest.subspan(8, elements * width);
        rest = rest.subspan(8 + elements * width);
    }
    return takeTensors(values);
}

namespace {

// A dictionary whose keys are texts and that holds a tensor.
bool holdsTensors(const Pickle& pickle, const PickleValue& value) {
    if (value.kind != PickleKind::Dict) return false;
    for (std::size_t i = 1; i < value.items.size(); i += 2)
        if (pickle.at(value.items[i]).kind == PickleKind::Tensor) return true;
    return false;
}

// The state dict itself, or where training scripts put it.
const PickleValue* findStateDict(const Pickle& pickle) {
    const auto& root = pickle.at(pickle.root);
    if (holdsTensors(pickle, root)) return &root;
    if (root.kind != PickleKind::Dict) return nullptr;
    for (const char* name : {"state_dict", "model_state_dict", "model", "net", "ema_state_dict"})
        for (std::size_t i = 0; i + 1 < root.items.size(); i += 2)
            if (pickle.at(root.items[i]).text == name && holdsTensors(pickle, pickle.at(root.items[i + 1])))
                return &pickle.at(root.items[i + 1]);
    return nullptr;
}

}  // namespace

Status TorchArchive::takeTensors(const Pickle& pickle) {
    const auto* state = findStateDict(pickle);
    if (state == nullptr) return refuse("it holds no dictionary of tensors");
    for (std::size_t i = 0; i + 1 < state->items.size(); i += 2) {
        const auto& key = pickle.at(state->items[i]);
        const auto& value = pickle.at(state->items[i + 1]);
        if (value.kind != PickleKind::Tensor) continue;  // an epoch counter or the like
        if (key.kind != PickleKind::Text) return refuse("a tensor in it has no name");
        HILUM_TRY_STATUS(takeTensor(pickle, key.text, value));
    }
    return base::okStatus();
}

Status TorchArchive::takeTensor(const Pickle& pickle, const std::string& name, const PickleValue& tensor) {
    ArchiveTensor out;
    out.name = name;
    const auto& storage = pickle.at(tensor.items[0]);
    out.type = storage.type;
    const auto found = m_storages.find(storage.text);
    const auto width = sizeBytes(storage.type);
    if (found == m_storages.end()) return refuse("the values of " + name + " are missing");
    const auto elements = found->second.size() / width;
    const auto offset = pickle.at(tensor.items[1]).integer;
    // The last element that the shape reaches must lie inside.
    std::uint64_t last = 0;
    bool empty = false;
    std::uint64_t count = 1;  // a stride of 0 must not make more of a storage than it holds
    for (std::size_t d = 0; d < pickle.at(tensor.items[2]).items.size(); ++d) {
        const auto extent = pickle.at(pickle.at(tensor.items[2]).items[d]).integer;
        const auto stride = pickle.at(pickle.at(tensor.items[3]).items[d]).integer;
        if (extent < 0 || stride < 0) return refuse("the shape of " + name + " makes no sense");
        empty = empty || extent == 0;
        if (!empty && __builtin_mul_overflow(count, static_cast<std::uint64_t>(extent), &count))
            return refuse("the shape of " + name + " makes no sense");
        std::uint64_t reach = 0;
        if (extent > 0 && (__builtin_mul_overflow(static_cast<std::uint64_t>(extent - 1),
                                                  static_cast<std::uint64_t>(stride), &reach) ||
                           __builtin_add_overflow(last, reach, &last)))
            return refuse("the shape of " + name + " makes no sense");
        out.shape.push_back(extent);
        out.strides.push_back(stride);
    }
    if (offset < 0 || static_cast<std::uint64_t>(offset) > elements ||
        (!empty && (last >= elements - static_cast<std::uint64_t>(offset) || count > elements)))
        return refuse("the values of " + name + " do not fill its shape");
    out.storage = found->second.subspan(static_cast<std::size_t>(offset) * width);
    m_tensors.push_back(std::move(out));
    return base::okStatus();
}

}  // namespace hilum::weights
