// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/safetensors.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/byte_reader.h"

namespace hilum::weights {

namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr int kDeepestLevel = 3;  // object of tensors -> tensor -> list
constexpr const char* kMetadataKey = "__metadata__";

struct TypeRow {
    DType type;
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<TypeRow, 15> kTypes = {{{DType::Bool, "BOOL", 1},
                                             {DType::U8, "U8", 1},
                                             {DType::I8, "I8", 1},
                                             {DType::F8E5M2, "F8_E5M2", 1},
                                             {DType::F8E4M3, "F8_E4M3", 1},
                                             {DType::I16, "I16", 2},
                                             {DType::U16, "U16", 2},
                                             {DType::F16, "F16", 2},
                                             {DType::BF16, "BF16", 2},
                                             {DType::I32, "I32", 4},
                                             {DType::U32, "U32", 4},
                                             {DType::F32, "F32", 4},
                                             {DType::I64, "I64", 8},
                                             {DType::U64, "U64", 8},
                                             {DType::F64, "F64", 8}}};

const TypeRow& row(DType type) { return kTypes[static_cast<std::size_t>(type)]; }

Error broken(const std::string& rule) {
    return base::makeError(ErrorCode::ModelMismatch,
                           "The weights file is damaged or not a safetensors file: " + rule + "; fetch it again.");
}

// nlohmann keeps the last of two equal keys; two readers of one file could then see different models.
class KeyWatch {
public:
    bool operator()(int depth, json::parse_event_t event, json& value) {
        if (depth > kDeepestLevel) m_fault = "its header is nested too deeply";
        if (event == json::parse_event_t::object_start) m_keys.emplace_back();
        if (event == json::parse_event_t::object_end && !m_keys.empty()) m_keys.pop_back();
        if (event == json::parse_event_t::key && !m_keys.empty() &&
            !m_keys.back().insert(value.get<std::string>()).second)
            m_fault = "its header names " + value.get<std::string>().substr(0, 100) + " twice";
        return m_fault.empty();
    }
    const std::string& fault() const { return m_fault; }

private:
    std::vector<std::set<std::string>> m_keys;
    std::string m_fault;
};

std::optional<std::uint64_t> unsignedNumber(const json& value) {
    if (!value.is_number_unsigned()) return std::nullopt;
    return value.get<std::uint64_t>();
}

// Bytes of a tensor, nothing when the product does not fit 64 bits (or torch's signed sizes).
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t>& shape, DType type) {
    std::uint64_t count = row(type).bytes;
    for (const auto extent : shape)
        if (extent < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(extent), &count))
            return std::nullopt;
    if (count > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return count;
}

// Reads one entry of the header; "" or the rule that it breaks.
std::string readTensor(const std::string& key, const json& entry, TensorInfo& out) {
    const std::string who = "its tensor " + key.substr(0, 100);
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets"))
        return who + " has not exactly dtype, shape and data_offsets";
    out.name = key;
    const auto& type = entry["dtype"];
    const auto known = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& candidate) {
        return type.is_string() && type.get_ref<const std::string&>() == candidate.name;
    });
    if (known == kTypes.end()) return who + " has an unknown type";
    out.type = known->type;
    const auto& shape = entry["shape"];
    if (!shape.is_array()) return who + " has a shape that is not a list";
    for (const auto& extent : shape) {
        const auto value = unsignedNumber(extent);
        if (!value || *value > static_cast<std::uint64_t>(INT64_MAX)) return who + " has an extent that is not a size";
        out.shape.push_back(static_cast<std::int64_t>(*value));
    }
    const auto& offsets = entry["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2) return who + " has offsets that are not a pair";
    const auto begin = unsignedNumber(offsets[0]);
    const auto end = unsignedNumber(offsets[1]);
    if (!begin || !end || *end < *begin) return who + " has offsets that are not a range";
    out.begin = *begin;
    out.end = *end;
    const auto bytes = byteCount(out.shape, out.type);
    if (!bytes) return who + " has a shape whose size passes 64 bits";
    if (*bytes != out.end - out.begin) return who + " has a shape that does not match its bytes";
    return {};
}

std::string readMetadata(const json& entry, std::map<std::string, std::string>& out) {
    if (!entry.is_object()) return "its metadata is not an object";
    for (const auto& [key, value] : entry.items()) {
        if (!value.is_string()) return "its metadata holds something other than text";
        out[key] = value.get<std::string>();
    }
    return {};
}

// Contiguous from 0, no holes, no overlaps, up to the end of the file.
std::string checkOrder(std::vector<TensorInfo>& tensors, std::uint64_t dataBytes) {
    std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t next = 0;
    for (const auto& tensor : tensors) {
        if (tensor.begin != next)
            return "there is a hole or an overlap before its tensor " + tensor.name.substr(0, 100);
        next = tensor.end;
    }
    if (next != dataBytes)
        return "its tensors end at " + std::to_string(next) + " of " + std::to_string(dataBytes) + " bytes";
    return {};
}

}  // namespace

std::size_t sizeBytes(DType type) { return row(type).bytes; }
std::string_view name(DType type) { return row(type).name; }

Result<SafetensorsLayout> parseSafetensors(std::span<const std::uint8_t> head, std::uint64_t fileSize) {
    base::ByteReader reader(head);
    const std::uint64_t length = reader.u64();
    if (reader.failed() || fileSize < kLengthBytes) return broken("it is shorter than 8 bytes");
    if (length > kMaxHeaderBytes) return broken("its header would be longer than 100 million bytes");
    if (length > fileSize - kLengthBytes) return broken("its header is longer than the file");
    const auto text = reader.text(static_cast<std::size_t>(length));
    if (reader.failed()) return broken("its header is cut");
    if (text.empty() || text.front() != '{') return broken("its header does not begin with {");
    return base::guarded("Reading the weights file", [&]() -> Result<SafetensorsLayout> {
        KeyWatch watch;
        const json root = json::parse(text.begin(), text.end(), std::ref(watch), false);
        if (!watch.fault().empty()) return broken(watch.fault());
        if (root.is_discarded() || !root.is_object()) return broken("its header is not valid JSON");
        SafetensorsLayout layout;
        layout.dataStart = kLengthBytes + length;
        for (const auto& [key, entry] : root.items()) {
            TensorInfo tensor;
            const auto fault =
                key == kMetadataKey ? readMetadata(entry, layout.metadata) : readTensor(key, entry, tensor);
            if (!fault.empty()) return broken(fault);
            if (key != kMetadataKey) layout.tensors.push_back(std::move(tensor));
        }
        if (const auto fault = checkOrder(layout.tensors, fileSize - layout.dataStart); !fault.empty())
            return broken(fault);
        return layout;
    });
}

}  // namespace hilum::weights
