// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/option_reader.h"

#include <algorithm>
#include <cmath>

namespace hilum::nn {

OptionReader::OptionReader(const nlohmann::json& json, std::string family) : m_json(json), m_family(std::move(family)) {
    if (!m_json.is_object() && !m_json.is_null()) fault("they are not an object");
}

const nlohmann::json* OptionReader::find(const char* key) const {
    if (!m_json.is_object()) return nullptr;
    const auto found = m_json.find(key);
    return found == m_json.end() ? nullptr : &*found;
}

void OptionReader::fault(const std::string& what) {
    if (m_fault.empty()) m_fault = what;
}

void OptionReader::number(const char* key, std::int64_t& value, std::int64_t low, std::int64_t high) {
    const auto* found = find(key);
    if (found == nullptr) return;
    if (!found->is_number_integer() || found->get<std::int64_t>() < low || found->get<std::int64_t>() > high)
        return fault(m_prefix + key + " must be a whole number from " + std::to_string(low) + " to " +
                     std::to_string(high));
    value = found->get<std::int64_t>();
}

void OptionReader::real(const char* key, double& value, double low, double high) {
    const auto* found = find(key);
    if (found == nullptr) return;
    if (!found->is_number() || !(found->get<double>() >= low) || !(found->get<double>() <= high))
        return fault(m_prefix + key + " is out of range");
    value = found->get<double>();
}

void OptionReader::flag(const char* key, bool& value) {
    const auto* found = find(key);
    if (found == nullptr) return;
    if (!found->is_boolean()) return fault(m_prefix + key + " must be true or false");
    value = found->get<bool>();
}

void OptionReader::word(const char* key, std::string& value, const std::vector<std::string>& allowed) {
    const auto* found = find(key);
    if (found == nullptr) return;
    if (!found->is_string() || std::find(allowed.begin(), allowed.end(), found->get<std::string>()) == allowed.end())
        return fault(m_prefix + key + " is not one of its words");
    value = found->get<std::string>();
}

void OptionReader::list(const char* key, std::vector<std::int64_t>& value, std::size_t most, std::int64_t low,
                        std::int64_t high) {
    const auto* found = find(key);
    if (found == nullptr) return;
    const auto good = [&](const nlohmann::json& item) {
        return item.is_number_integer() && item.get<std::int64_t>() >= low && item.get<std::int64_t>() <= high;
    };
    if (!found->is_array() || found->empty() || found->size() > most ||
        !std::all_of(found->begin(), found->end(), good))
        return fault(m_prefix + key + " must be a short list of whole numbers");
    value = found->get<std::vector<std::int64_t>>();
}

OptionReader OptionReader::inside(const char* key) {
    const auto* found = find(key);
    OptionReader reader(found == nullptr ? nlohmann::json::object() : *found, m_family);
    reader.m_prefix = m_prefix + key + ".";
    return reader;
}

void OptionReader::take(const OptionReader& other) {
    if (!other.m_fault.empty()) fault(other.m_fault);
}

void OptionReader::require(bool holds, const char* rule) {
    if (!holds) fault(m_prefix + rule);
}

base::Status OptionReader::status() const {
    if (m_fault.empty()) return base::okStatus();
    return base::makeError(base::ErrorCode::ModelMismatch, "The model pack's options do not fit its family " +
                                                               m_family + ": " + m_fault + "; reinstall the pack.");
}

}  // namespace hilum::nn
