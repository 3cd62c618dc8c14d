// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// OptionReader: a family's options from a manifest, each within bounds, so that a broken card can ask neither for
// endless memory nor for a division by zero. The first fault is kept and answered by status() (ModelMismatch).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::nn {

class OptionReader {
public:
    OptionReader(const nlohmann::json& json, std::string family);

    // An absent key leaves the default.
    void number(const char* key, std::int64_t& value, std::int64_t low, std::int64_t high);
    void real(const char* key, double& value, double low, double high);
    void flag(const char* key, bool& value);
    void word(const char* key, std::string& value, const std::vector<std::string>& allowed);
    void list(const char* key, std::vector<std::int64_t>& value, std::size_t most, std::int64_t low, std::int64_t high);
    // A member object, or an empty one; its faults count as this reader's.
    OptionReader inside(const char* key);
    void take(const OptionReader& other);
    // A rule between options: what must hold, in words.
    void require(bool holds, const char* rule);

    base::Status status() const;

private:
    const nlohmann::json* find(const char* key) const;
    void fault(const std::string& what);

    nlohmann::json m_json;
    std::string m_family, m_prefix, m_fault;
};

}  // namespace hilum::nn
