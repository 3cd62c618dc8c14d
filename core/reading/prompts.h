// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Prompts: the words put around a label. resources/prompts.json holds the product's; a pack's card may
// override any of it under "prompts" (same form) and names the wordings it was taught ("trainedWords"),
// so that a pack is asked in its own words.
// Labels are looked up by their canonical
// name (core/labels), so callers canonicalise first. Immutable after load; any thread. Errors: Corrupt (the product's file is not readable).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/packs/model_manifest.h"

namespace hilum::reading {

class Prompts {
public:
    static base::Result<Prompts> load(const packs::ModelManifest& manifest);

    // "Pleural_Thickening" -> "Pleural thickening.": text of a case that has labels only.
    std::string sentence(const std::string& label) const;
    // Ensembles of zero-shot classification; labels that nobody wrote prompts for go through templates.
    std::vector<std::string> positive(const std::string& label) const;
    std::vector<std::string> negative(const std::string& label) const;
    bool has(const std::string& label) const { return m_entries.contains(label); }
    // DICOM code -> words that a picture of it answers to.
    const std::map<std::string, std::vector<std::string>>& modalities() const { return m_modalities; }
    std::string modalityText(const std::string& code) const;

    // Further entries, e.g. `classify --prompts`: {"A": ["...", ...] or {"positive": [...], "negative": [...]}}.
    base::Status overrideLabels(const nlohmann::json& entries);

private:
    struct Entry {
        std::string sentence;
        std::vector<std::string> positive, negative;
    };
    base::Status merge(const nlohmann::json& document);
    void takeTrainedWords(const nlohmann::json& card);
    const Entry* find(const std::string& label) const;
    std::vector<std::string> filled(const std::vector<std::string>& templates, const std::string& label) const;

    std::vector<std::string> m_templates, m_negativeTemplates;
    std::string m_sentence;
    std::map<std::string, Entry> m_entries;  // by canonical name
    std::map<std::string, std::vector<std::string>> m_modalities;
};

}  // namespace hilum::reading
