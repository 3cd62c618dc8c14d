// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/prompts.h"

#include <cctype>

#include "core/base/file_io.h"
#include "core/base/paths.h"

namespace hilum::reading {

using nlohmann::json;

namespace {

// "Pleural_Thickening" -> "pleural thickening"; names in capitals (COVID-19, CT) stay as they are.
std::string spoken(const std::string& label) {
    std::string words = label;
    for (char& c : words)
        if (c == '_') c = ' ';
    std::string out;
    for (std::size_t i = 0; i < words.size();) {
        const auto end = std::min(words.find(' ', i), words.size());
        std::string word = words.substr(i, end - i);
        const bool acronym = word.size() > 1 && std::isupper(static_cast<unsigned char>(word[1])) != 0;
        if (!word.empty() && !acronym) word[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(word[0])));
        out += (out.empty() ? "" : " ") + word;
        i = end + 1;
    }
    return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::vector<std::string> strings(const json& value) {
    std::vector<std::string> out;
    if (value.is_string()) out.push_back(value.get<std::string>());
    if (value.is_array())
        for (const auto& item : value)
            if (item.is_string() && !item.get_ref<const std::string&>().empty()) out.push_back(item.get<std::string>());
    return out;
}

void take(const json& object, const char* key, std::vector<std::string>& target) {
    const auto found = object.find(key);
    if (found == object.end()) return;
    if (auto values = strings(*found); !values.empty()) target = std::move(values);
}

}  // namespace

base::Result<Prompts> Prompts::load(const packs::ModelManifest& manifest) {
    return base::guarded("Reading the prompts", [&]() -> base::Result<Prompts> {
        const auto path = base::resourcesFolder() / "prompts.json";
        HILUM_TRY(const auto text, base::readTextFile(path));
        const json document = json::parse(text, nullptr, false);
        if (!document.is_object())
            return base::makeError(base::ErrorCode::Corrupt,
                                   "The prompts " + path.string() + " are not readable; install Hilum again.");
        Prompts prompts;
        HILUM_TRY_STATUS(prompts.merge(document));
        if (manifest.card.is_object()) prompts.takeTrainedWords(manifest.card);
        if (manifest.card.is_object())
            if (const auto own = manifest.card.find("prompts"); own != manifest.card.end() && own->is_object())
                HILUM_TRY_STATUS(prompts.merge(*own));
        return prompts;
    });
}

// "trainedWords": the wordings under which the pack met a concept in training.
void Prompts::takeTrainedWords(const json& card) {
    const auto words = card.find("trainedWords");
    if (words == card.end() || !words->is_object()) return;
    for (const auto& [name, wordings] : words->items()) take(*words, name.c_str(), m_entries[name].positive);
}

base::Status Prompts::merge(const json& document) {
    take(document, "templates", m_templates);
    take(document, "negativeTemplates", m_negativeTemplates);
    if (const auto sentence = document.find("sentence"); sentence != document.end() && sentence->is_string())
        m_sentence = sentence->get<std::string>();
    if (const auto modalities = document.find("modalities"); modalities != document.end() && modalities->is_object())
        for (const auto& [code, words] : modalities->items())
            if (auto values = strings(words); !values.empty()) m_modalities[code] = std::move(values);
    if (const auto entries = document.find("labels"); entries != document.end()) return overrideLabels(*entries);
    return base::okStatus();
}

base::Status Prompts::overrideLabels(const json& entries) {
    if (!entries.is_object())
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The prompts are not an object of labels; write {\"Label\": {\"positive\": [\"...\"], "
                               "\"negative\": [\"...\"]}}.");
    for (const auto& [label, value] : entries.items()) {
        Entry entry = m_entries.contains(label) ? m_entries[label] : Entry{};
        if (value.is_object()) {
            if (const auto sentence = value.find("sentence"); sentence != value.end() && sentence->is_string())
                entry.sentence = sentence->get<std::string>();
            take(value, "positive", entry.positive);
            take(value, "negative", entry.negative);
        } else if (auto values = strings(value); !values.empty()) {
            entry.positive = std::move(values);
        } else {
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "The prompts of \"" + label +
                                       "\" are neither a text, a list nor an "
                                       "object; write {\"positive\": [\"...\"], \"negative\": [\"...\"]}.");
        }
        m_entries[label] = std::move(entry);
    }
    return base::okStatus();
}

const Prompts::Entry* Prompts::find(const std::string& label) const {
    const auto found = m_entries.find(label);
    return found == m_entries.end() ? nullptr : &found->second;
}

std::vector<std::string> Prompts::filled(const std::vector<std::string>& templates, const std::string& label) const {
    std::vector<std::string> out;
    const std::string words = spoken(label);
    for (const auto& form : templates)
        out.push_back(replaced(replaced(form, "{label}", words), "{Label}", capitalised(words)));
    if (out.empty()) out.push_back(words);
    return out;
}

std::string Prompts::sentence(const std::string& label) const {
    if (const Entry* entry = find(label); entry != nullptr && !entry->sentence.empty()) return entry->sentence;
    return filled({m_sentence.empty() ? std::string("{Label}.") : m_sentence}, label).front();
}

std::vector<std::string> Prompts::positive(const std::string& label) const {
    const Entry* entry = find(label);
    return entry != nullptr && !entry->positive.empty() ? entry->positive : filled(m_templates, label);
}

std::vector<std::string> Prompts::negative(const std::string& label) const {
    const Entry* entry = find(label);
    return entry != nullptr && !entry->negative.empty() ? entry->negative : filled(m_negativeTemplates, label);
}

std::string Prompts::modalityText(const std::string& code) const {
    const auto found = m_modalities.find(code == "DX" || code == "RG" ? "CR" : code);
    return found == m_modalities.end() || found->second.empty() ? std::string() : found->second.front();
}

}  // namespace hilum::reading
