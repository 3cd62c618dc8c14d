// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/pickle/pickle_machine.h"

#include <array>
#include <bit>
#include <unordered_map>

#include "core/base/byte_reader.h"

namespace hilum::weights {

namespace {

using base::Result;
using base::Status;

constexpr std::size_t kMostValues = 4'000'000;  // a 1,000-tensor state dict has about 20,000
constexpr std::size_t kMostText = 1U << 20;

base::Error refuse(const std::string& why) {
    return base::makeError(base::ErrorCode::ModelMismatch,
                           "The weights file is not a plain set of tensors: " + why +
                               "; use a safetensors copy of it, or save its state dict alone.");
}

struct StorageName {
    std::string_view name;
    DType type;
};
constexpr std::array<StorageName, 10> kStorages = {{{"FloatStorage", DType::F32},
                                                    {"HalfStorage", DType::F16},
                                                    {"BFloat16Storage", DType::BF16},
                                                    {"DoubleStorage", DType::F64},
                                                    {"LongStorage", DType::I64},
                                                    {"IntStorage", DType::I32},
                                                    {"ShortStorage", DType::I16},
                                                    {"CharStorage", DType::I8},
                                                    {"ByteStorage", DType::U8},
                                                    {"BoolStorage", DType::Bool}}};

const StorageName* storageOf(std::string_view name) {
    constexpr std::string_view prefix = "torch ";
    if (!name.starts_with(prefix)) return nullptr;
    for (const auto& storage : kStorages)
        if (name.substr(prefix.size()) == storage.name) return &storage;
    return nullptr;
}

bool isAllowed(std::string_view name) {
    return name == "collections OrderedDict" || name == "torch._utils _rebuild_tensor_v2" ||
           name == "torch._utils _rebuild_tensor" || name == "torch._utils _rebuild_parameter" ||
           name == "torch Size" || storageOf(name) != nullptr;
}

class Machine {
public:
    explicit Machine(std::span<const std::uint8_t> bytes) : m_reader(bytes) {}

    Result<Pickle> run() {
        while (true) {
            const auto opcode = m_reader.u8();
            if (m_reader.failed()) return refuse("it ends in the middle");
            if (opcode == '.') break;
            HILUM_TRY_STATUS(step(opcode));
            if (m_reader.failed()) return refuse("it ends in the middle");
            if (m_pickle.values.size() > kMostValues) return refuse("it holds more than four million values");
        }
        if (m_stack.empty()) return refuse("it holds nothing");
        m_pickle.root = m_stack.back();
        m_pickle.end = m_reader.position();
        return std::move(m_pickle);
    }

private:
    // ---- stack
    PickleId make(PickleKind kind) {
        m_pickle.values.emplace_back();
        m_pickle.values.back().kind = kind;
        return static_cast<PickleId>(m_pickle.values.size() - 1);
    }
    PickleValue& top() { return m_pickle.values[m_stack.back()]; }
    Status push(PickleKind kind) {
        m_stack.push_back(make(kind));
        return base::okStatus();
    }
    Status pushInteger(PickleKind kind, std::int64_t value) {
        m_stack.push_back(make(kind));
        top().integer = value;
        return base::okStatus();
    }
    // What lies above the last mark, or above the stack's floor.
    Result<std::vector<PickleId>> popToMark() {
        if (m_marks.empty() || m_marks.back() > m_stack.size()) return refuse("its stack is out of order");
        const auto from = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<PickleId> items(from, m_stack.end());
        m_stack.resize(m_marks.back());
        m_marks.pop_back();
        return items;
    }
    Status need(std::size_t count) const {
        const std::size_t floor = m_marks.empty() ? 0 : m_marks.back();
        if (m_stack.size() < floor + count) return refuse("its stack is out of order");
        return base::okStatus();
    }
    PickleId pop() {
        const auto id = m_stack.back();
        m_stack.pop_back();
        return id;
    }

    // ---- opcodes
    Status step(std::uint8_t opcode) {
        switch (opcode) {
            case 0x80: m_reader.skip(1); return base::okStatus();  // PROTO
            case 0x95: m_reader.skip(8); return base::okStatus();  // FRAME
            case '(': m_marks.push_back(m_stack.size()); return base::okStatus();
            case 'N': return push(PickleKind::None);
            case 0x88: return pushInteger(PickleKind::Bool, 1);
            case 0x89: return pushInteger(PickleKind::Bool, 0);
            case 'K': return pushInteger(PickleKind::Int, m_reader.u8());
            case 'M': return pushInteger(PickleKind::Int, m_reader.u16());
            case 'J': return pushInteger(PickleKind::Int, static_cast<std::int32_t>(m_reader.u32()));
            case 0x8a: return longInteger(m_reader.u8());
            case 'G': return real();
            case 'X': return text(m_reader.u32());
            case 0x8c: return text(m_reader.u8());
            case '}': return push(PickleKind::Dict);
            case ']': return push(PickleKind::List);
            case ')': return push(PickleKind::Tuple);
            case 't': return markedTuple();
            case 0x85: return tuple(1);
            case 0x86: return tuple(2);
            case 0x87: return tuple(3);
            case 'q': return put(m_reader.u8());
            case 'r': return put(m_reader.u32());
            case 0x94: return put(m_memo.size());
            case 'h': return get(m_reader.u8());
            case 'j': return get(m_reader.u32());
            case 'a': return append();
            case 'e': return appendMarked();
            case 's': return setItem();
            case 'u': return setItems();
            case 'c': return global();
            case 0x93: return stackGlobal();
            case 'Q': return persistent();
            case 'R': return reduce();
            case 'b': return build();
            default: return refuse("it holds the opcode " + std::to_string(opcode) + ", which no set of tensors needs");
        }
    }

    Status longInteger(std::size_t width) {
        if (width > 16) return refuse("it holds a huge number");
        std::uint64_t value = 0;
        std::uint8_t last = 0;
        for (std::size_t i = 0; i < width; ++i) {
            last = m_reader.u8();
            if (i < 8) value |= static_cast<std::uint64_t>(last) << (8 * i);
        }
        if (width > 0 && width < 8 && (last & 0x80) != 0) value |= ~std::uint64_t{0} << (8 * width);
        return pushInteger(PickleKind::Int, static_cast<std::int64_t>(value));
    }
    Status real() {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i) bits = (bits << 8) | m_reader.u8();
        HILUM_TRY_STATUS(push(PickleKind::Real));
        top().real = std::bit_cast<double>(bits);
        return base::okStatus();
    }
    Status text(std::size_t length) {
        if (length > kMostText) return refuse("it holds a text of more than a megabyte");
        const auto words = m_reader.text(length);
        HILUM_TRY_STATUS(push(PickleKind::Text));
        top().text = std::string(words);
        return base::okStatus();
    }
    Status tuple(std::size_t count) {
        HILUM_TRY_STATUS(need(count));
        std::vector<PickleId> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
        HILUM_TRY_STATUS(push(PickleKind::Tuple));
        top().items = std::move(items);
        return base::okStatus();
    }
    Status markedTuple() {
        HILUM_TRY(auto items, popToMark());
        HILUM_TRY_STATUS(push(PickleKind::Tuple));
        top().items = std::move(items);
        return base::okStatus();
    }
    Status put(std::size_t slot) {
        HILUM_TRY_STATUS(need(1));
        m_memo[slot] = m_stack.back();
        return base::okStatus();
    }
    Status get(std::size_t slot) {
        const auto found = m_memo.find(slot);
        if (found == m_memo.end()) return refuse("it refers to a value that it does not hold");
        m_stack.push_back(found->second);
        return base::okStatus();
    }
    Status append() {
        HILUM_TRY_STATUS(need(2));
        const auto item = pop();
        if (top().kind != PickleKind::List) return refuse("it appends to what is no list");
        top().items.push_back(item);
        return base::okStatus();
    }
    Status appendMarked() {
        HILUM_TRY(const auto items, popToMark());
        HILUM_TRY_STATUS(need(1));
        if (top().kind != PickleKind::List) return refuse("it appends to what is no list");
        top().items.insert(top().items.end(), items.begin(), items.end());
        return base::okStatus();
    }
    Status setItem() {
        HILUM_TRY_STATUS(need(3));
        const auto value = pop();
        const auto key = pop();
        if (top().kind != PickleKind::Dict) return refuse("it sets an item of what is no dictionary");
        top().items.push_back(key);
        top().items.push_back(value);
        return base::okStatus();
    }
    Status setItems() {
        HILUM_TRY(const auto items, popToMark());
        HILUM_TRY_STATUS(need(1));
        if (top().kind != PickleKind::Dict || items.size() % 2 != 0)
            return refuse("it sets items of what is no dictionary");
        top().items.insert(top().items.end(), items.begin(), items.end());
        return base::okStatus();
    }

    // ---- names and what stands for objects
    Status name(const std::string& full) {
        if (!isAllowed(full)) {
            std::string shown = full.substr(0, 80);
            for (char& c : shown)
                if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
            return refuse("it asks for \"" + shown + "\", which would have to be run");
        }
        HILUM_TRY_STATUS(push(PickleKind::Name));
        top().text = full;
        return base::okStatus();
    }
    Status global() {
        std::string words[2];
        for (auto& word : words) {
            for (char c = static_cast<char>(m_reader.u8()); c != '\n'; c = static_cast<char>(m_reader.u8())) {
                if (m_reader.failed() || word.size() > 200) return refuse("a name in it has no end");
                word += c;
            }
        }
        return name(words[0] + " " + words[1]);
    }
    Status stackGlobal() {
        HILUM_TRY_STATUS(need(2));
        const auto member = pop();
        const auto module = pop();
        if (m_pickle.at(member).kind != PickleKind::Text || m_pickle.at(module).kind != PickleKind::Text)
            return refuse("a name in it is no text");
        return name(m_pickle.at(module).text + " " + m_pickle.at(member).text);
    }
    // ('storage', torch.FloatStorage, key, location, elements, ...)
    Status persistent() {
        HILUM_TRY_STATUS(need(1));
        const auto id = pop();
        const auto items = m_pickle.at(id).items;
        const auto& values = m_pickle.values;
        if (m_pickle.at(id).kind != PickleKind::Tuple || items.size() < 5 || values[items[0]].text != "storage" ||
            values[items[1]].kind != PickleKind::Name || values[items[2]].kind != PickleKind::Text ||
            values[items[4]].kind != PickleKind::Int)
            return refuse("it refers to something outside that is no tensor storage");
        const auto* storage = storageOf(values[items[1]].text);
        const auto elements = values[items[4]].integer;
        if (storage == nullptr || elements < 0) return refuse("a storage in it has no known type or size");
        HILUM_TRY_STATUS(push(PickleKind::Storage));
        top().type = storage->type;
        top().integer = elements;
        top().text = m_pickle.at(items[2]).text;
        return base::okStatus();
    }
    Status reduce() {
        HILUM_TRY_STATUS(need(2));
        const auto arguments = pop();
        const auto callable = pop();
        if (m_pickle.at(callable).kind != PickleKind::Name || m_pickle.at(arguments).kind != PickleKind::Tuple)
            return refuse("it calls something");
        const std::string called = m_pickle.at(callable).text;
        const auto items = m_pickle.at(arguments).items;
        if (called == "collections OrderedDict") return orderedDict(items);
        if (called == "torch._utils _rebuild_parameter" && !items.empty() &&
            m_pickle.at(items[0]).kind == PickleKind::Tensor) {
            m_stack.push_back(items[0]);
            return base::okStatus();
        }
        if (called == "torch Size" && items.size() == 1) {
            m_stack.push_back(items[0]);
            return base::okStatus();
        }
        if (called.starts_with("torch._utils _rebuild_tensor") && items.size() >= 4) return tensor(items);
        return refuse("it builds something other than tensors");
    }
    Status orderedDict(const std::vector<PickleId>& items) {
        HILUM_TRY_STATUS(push(PickleKind::Dict));
        if (items.empty()) return base::okStatus();
        // Old files hand over a list of pairs.
        if (m_pickle.at(items[0]).kind != PickleKind::List) return refuse("a dictionary in it is built in an odd way");
        const auto pairs = m_pickle.at(items[0]).items;
        for (const auto pair : pairs) {
            if (m_pickle.at(pair).items.size() != 2) return refuse("a dictionary in it is built in an odd way");
            const auto both = m_pickle.at(pair).items;
            top().items.insert(top().items.end(), both.begin(), both.end());
        }
        return base::okStatus();
    }
    Status tensor(const std::vector<PickleId>& items) {
        const auto isSizes = [&](PickleId id) {
            const auto& value = m_pickle.at(id);
            if (value.kind != PickleKind::Tuple && value.kind != PickleKind::List) return false;
            for (const auto item : value.items)
                if (m_pickle.at(item).kind != PickleKind::Int) return false;
            return value.items.size() <= 8;
        };
        if (m_pickle.at(items[0]).kind != PickleKind::Storage || m_pickle.at(items[1]).kind != PickleKind::Int ||
            !isSizes(items[2]) || !isSizes(items[3]) ||
            m_pickle.at(items[2]).items.size() != m_pickle.at(items[3]).items.size())
            return refuse("a tensor in it is described in an odd way");
        HILUM_TRY_STATUS(push(PickleKind::Tensor));
        top().items.assign(items.begin(), items.begin() + 4);
        return base::okStatus();
    }
    // A state dict carries its "_metadata" as an attribute: of no use here.
    Status build() {
        HILUM_TRY_STATUS(need(2));
        pop();
        if (top().kind != PickleKind::Dict) return refuse("it gives attributes to an object");
        return base::okStatus();
    }

    base::ByteReader m_reader;
    Pickle m_pickle;
    std::vector<PickleId> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::size_t, PickleId> m_memo;
};

}  // namespace

Result<Pickle> readPickle(std::span<const std::uint8_t> bytes) { return Machine(bytes).run(); }

}  // namespace hilum::weights
