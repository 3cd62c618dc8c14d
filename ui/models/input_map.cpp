// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/input_map.h"

#include <QKeySequence>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace hilum::ui {

namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::array<const char*, kMouseSlots> kSlotNames = {"left",    "middle",     "right",       "left+right",
                                                             "wheel",   "ctrl+wheel", "shift+wheel", "back",
                                                             "forward", "extra1",     "extra2"};
constexpr std::array<const char*, 9> kActNames = {"none",   "tool",        "window",    "pan",   "zoom",
                                                  "scroll", "scroll-fast", "cursor-3d", "action"};

base::Error broken(const std::string& why) {
    return base::makeError(base::ErrorCode::Corrupt, "The profile of keys and mouse cannot be used because " + why +
                                                         "; choose another file or another profile.");
}

template <std::size_t N>
std::optional<std::size_t> find(const std::array<const char*, N>& names, const std::string& name) {
    for (std::size_t i = 0; i < N; ++i)
        if (name == names[i]) return i;
    return std::nullopt;
}

base::Result<MouseBinding> bindingFrom(MouseSlot slot, const json& value) {
    if (!value.is_string()) return broken(std::string("the entry of \"") + slotName(slot) + "\" is no word");
    const auto word = value.get<std::string>();
    MouseBinding binding;
    if (const auto act = find(kActNames, word); act && word != "action") {
        binding.act = static_cast<MouseAct>(*act);
    } else {
        binding.act = MouseAct::Action;
        binding.action = word;
    }
    const auto allowed = allowedActs(slot);
    if (std::find(allowed.begin(), allowed.end(), binding.act) == allowed.end())
        return broken(std::string("\"") + slotName(slot) + "\" cannot do \"" + word + "\"");
    return binding;
}

}  // namespace

MouseMap MouseMap::defaults() {
    MouseMap map;
    map.of(MouseSlot::Left) = {MouseAct::Tool, {}};
    map.of(MouseSlot::Middle) = {MouseAct::Pan, {}};
    map.of(MouseSlot::Right) = {MouseAct::Zoom, {}};
    map.of(MouseSlot::LeftRight) = {MouseAct::Scroll, {}};
    map.of(MouseSlot::Wheel) = {MouseAct::Scroll, {}};
    map.of(MouseSlot::CtrlWheel) = {MouseAct::Zoom, {}};
    map.of(MouseSlot::ShiftWheel) = {MouseAct::ScrollFast, {}};
    map.of(MouseSlot::Back) = {MouseAct::Action, "previousSeries"};
    map.of(MouseSlot::Forward) = {MouseAct::Action, "nextSeries"};
    map.of(MouseSlot::Extra1) = {MouseAct::None, {}};
    map.of(MouseSlot::Extra2) = {MouseAct::None, {}};
    return map;
}

std::vector<MouseAct> allowedActs(MouseSlot slot) {
    switch (slot) {
        case MouseSlot::Wheel:
        case MouseSlot::CtrlWheel:
        case MouseSlot::ShiftWheel:
            return {MouseAct::None, MouseAct::Scroll, MouseAct::ScrollFast, MouseAct::Zoom, MouseAct::Window};
        case MouseSlot::Back:
        case MouseSlot::Forward:
        case MouseSlot::Extra1:
        case MouseSlot::Extra2: return {MouseAct::None, MouseAct::Action};
        default: break;
    }
    return {MouseAct::None, MouseAct::Tool,   MouseAct::Window,  MouseAct::Pan,
            MouseAct::Zoom, MouseAct::Scroll, MouseAct::Cursor3d};
}

const char* slotName(MouseSlot slot) { return kSlotNames[static_cast<std::size_t>(slot)]; }
const char* actName(MouseAct act) { return kActNames[static_cast<std::size_t>(act)]; }

std::vector<KeyConflict> keyConflicts(const KeyTable& keys) {
    std::map<std::string, std::vector<std::string>> users;
    for (const auto& [action, list] : keys)
        for (const auto& key : list)
            if (!key.empty()) users[key].push_back(action);
    std::vector<KeyConflict> conflicts;
    for (auto& [key, actions] : users) {
        for (const auto& [other, others] : users)
            if (other.size() > key.size() + 2 && other.rfind(key + ", ", 0) == 0)
                actions.insert(actions.end(), others.begin(), others.end());
        std::sort(actions.begin(), actions.end());
        actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
        if (actions.size() > 1) conflicts.push_back({key, actions});
    }
    return conflicts;
}

std::string portableKey(const std::string& key) {
    const auto sequence = QKeySequence::fromString(QString::fromStdString(key), QKeySequence::PortableText);
    for (int i = 0; i < sequence.count(); ++i)
        if (sequence[static_cast<uint>(i)].key() == Qt::Key_unknown) return {};
    return sequence.toString(QKeySequence::PortableText).toStdString();
}

KeyTable withChanges(const KeyTable& builtIn, const KeyTable& changes) {
    KeyTable all = builtIn;
    for (const auto& [action, keys] : changes)
        if (const auto found = all.find(action); found != all.end()) found->second = keys;
    return all;
}

std::string profileToJson(const InputProfile& profile) {
    json mouse = json::object();
    for (std::size_t i = 0; i < kMouseSlots; ++i) {
        const auto& binding = profile.mouse.slots[i];
        mouse[kSlotNames[i]] = binding.act == MouseAct::Action ? binding.action : actName(binding.act);
    }
    json keys = json::object();
    for (const auto& [action, list] : profile.keys) keys[action] = list;
    return json{{"format", kFormat},
                {"name", profile.name},
                {"mouse", mouse},
                {"dragUpDarkens", profile.mouse.dragUpDarkens},
                {"keys", keys}}
        .dump(2);
}

base::Result<InputProfile> profileFromJson(const std::string& text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object()) return broken("the file is not a profile");
    if (!document.contains("format") || document["format"] != kFormat)
        return broken("it was written by another version");
    InputProfile profile;
    if (!document.contains("name") || !document["name"].is_string()) return broken("it has no name");
    profile.name = document["name"].get<std::string>();
    const json mouse = document.value("mouse", json::object());
    if (!mouse.is_object()) return broken("its mouse part is no table");
    for (const auto& [name, value] : mouse.items()) {
        const auto slot = find(kSlotNames, name);
        if (!slot) return broken("\"" + name + "\" is no mouse button");
        HILUM_TRY(profile.mouse.slots[*slot], bindingFrom(static_cast<MouseSlot>(*slot), value));
    }
    const json darkens = document.value("dragUpDarkens", json(false));
    if (!darkens.is_boolean()) return broken("\"dragUpDarkens\" is neither true nor false");
    profile.mouse.dragUpDarkens = darkens.get<bool>();
    const json keys = document.value("keys", json::object());
    if (!keys.is_object()) return broken("its key part is no table");
    for (const auto& [action, list] : keys.items()) {
        if (!list.is_array()) return broken("the keys of \"" + action + "\" are no list");
        auto& own = profile.keys[action];
        for (const auto& key : list) {
            if (!key.is_string()) return broken("a key of \"" + action + "\" is no word");
            own.push_back(portableKey(key.get<std::string>()));
            if (own.back().empty()) return broken("\"" + key.get<std::string>() + "\" is no key");
        }
    }
    return profile;
}

}  // namespace hilum::ui
