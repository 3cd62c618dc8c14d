// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// InputProfile: what keys and mouse buttons do, as data: defaults and profiles of other viewers' lineages in
// resources/input/*.json, a person's own in the settings, import and export. Keys are portable key sequence
// texts ("Ctrl+Shift+Z"), actions are the ids of WindowActions. Pure, no widgets.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::ui {

enum class MouseSlot { Left, Middle, Right, LeftRight, Wheel, CtrlWheel, ShiftWheel, Back, Forward, Extra1, Extra2 };
constexpr std::size_t kMouseSlots = 11;
// Tool: what the tool row says. Action: a window action, named.
enum class MouseAct { None, Tool, Window, Pan, Zoom, Scroll, ScrollFast, Cursor3d, Action };

struct MouseBinding {
    MouseAct act = MouseAct::None;
    std::string action;
    bool operator==(const MouseBinding&) const = default;
};

struct MouseMap {
    std::array<MouseBinding, kMouseSlots> slots;
    bool dragUpDarkens = false;
    const MouseBinding& of(MouseSlot slot) const { return slots[static_cast<std::size_t>(slot)]; }
    MouseBinding& of(MouseSlot slot) { return slots[static_cast<std::size_t>(slot)]; }
    static MouseMap defaults();
    bool operator==(const MouseMap&) const = default;
};
// What a slot may do: wheels scroll, zoom or window; side buttons run actions; the others drag.
std::vector<MouseAct> allowedActs(MouseSlot slot);
const char* slotName(MouseSlot slot);  // as in the file: "left", "ctrl+wheel", ...
const char* actName(MouseAct act);

using KeyTable = std::map<std::string, std::vector<std::string>>;  // action id -> keys

struct InputProfile {
    std::string name;
    MouseMap mouse = MouseMap::defaults();
    KeyTable keys;  // only what differs from the built-in keys
    bool operator==(const InputProfile&) const = default;
};

struct KeyConflict {
    std::string key;
    std::vector<std::string> actions;  // two or more
    bool operator==(const KeyConflict&) const = default;
};
// Keys that more than one action claims, and keys that begin another one's sequence ("Ctrl+K" and "Ctrl+K, A": the
// second could never be typed).
std::vector<KeyConflict> keyConflicts(const KeyTable& keys);
// "ctrl+shift+z" as Qt writes it, "" when it is no key.
std::string portableKey(const std::string& key);
// builtIn with the profile's changes on top.
KeyTable withChanges(const KeyTable& builtIn, const KeyTable& changes);

std::string profileToJson(const InputProfile& profile);
// Corrupt: no such document, or a word that is no key; unknown actions are kept (another version may know them).
base::Result<InputProfile> profileFromJson(const std::string& text);

}  // namespace hilum::ui
