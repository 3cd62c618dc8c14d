// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/template.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/report/markup.h"
#include "core/report/mrrt.h"
#include "core/report/template_fields.h"

namespace hilum::report {

namespace {

constexpr const char* kFormatName = "hilum-report-template";
constexpr int kFormatVersion = 1;
constexpr std::uint64_t kMaxTemplateBytes = 1U << 20;

base::Error corrupt(const std::string& detail) {
    return base::makeError(base::ErrorCode::Corrupt,
                           "The report template cannot be used because it is not a Hilum template file; see "
                           "resources/templates for examples.",
                           detail);
}

// One pass: a value that itself holds "{date}" stays as it is.
std::string merged(const std::string& text, const std::map<std::string, std::string>& values, bool& missing) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = text[i] == '{' ? text.find('}', i) : std::string::npos;
        const auto found = end == std::string::npos ? values.end() : values.find(text.substr(i + 1, end - i - 1));
        if (found == values.end()) {
            out += text[i++];
            continue;
        }
        missing = missing || found->second.empty();
        out += found->second;
        i = end + 1;
    }
    return out;
}

void fill(std::string& target, const std::string& text, const std::map<std::string, std::string>& values) {
    if (!target.empty()) return;
    bool missing = false;
    const std::string value = merged(text, values, missing);
    if (!missing) target = value;
}

base::Status readField(const nlohmann::json& object, const char* key, std::string& target) {
    const auto found = object.find(key);
    if (found == object.end()) return base::okStatus();
    if (!found->is_string()) return corrupt(std::string(key) + " is not a text");
    target = found->get<std::string>();
    return base::okStatus();
}

constexpr std::size_t kMaxLines = 500;

base::Status readLines(const nlohmann::json& object, const char* key, std::vector<std::string>& target) {
    const auto found = object.find(key);
    if (found == object.end()) return base::okStatus();
    if (!found->is_array() || found->size() > kMaxLines) return corrupt(std::string(key) + " is not a list of lines");
    for (const auto& line : *found) {
        if (!line.is_string()) return corrupt("a line of " + std::string(key) + " is not a text");
        target.push_back(line.get<std::string>());
    }
    return base::okStatus();
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : separator) + word;
    return text;
}

}  // namespace

base::Result<Template> parseTemplate(const std::string& text) {
    return base::guarded("Reading the report template", [&]() -> base::Result<Template> {
        const auto object = nlohmann::json::parse(text, nullptr, false);
        if (!object.is_object()) return corrupt("not a JSON object");
        if (object.value("format", nlohmann::json()) != kFormatName)
            return corrupt("the format key is missing or names something else");
        const auto version = object.value("version", nlohmann::json());
        if (!version.is_number_integer()) return corrupt("the version is missing");
        if (version.get<std::int64_t>() > kFormatVersion)
            return base::makeError(
                base::ErrorCode::Unsupported,
                "The report template was written for a newer version of Hilum; use one of this version.");
        Template chosen;
        HILUM_TRY_STATUS(readField(object, "id", chosen.id));
        HILUM_TRY_STATUS(readField(object, "title", chosen.title));
        HILUM_TRY_STATUS(readField(object, "indication", chosen.indication));
        HILUM_TRY_STATUS(readField(object, "comparison", chosen.comparison));
        HILUM_TRY_STATUS(readField(object, "technique", chosen.technique));
        for (const auto& modality : object.value("modalities", nlohmann::json::array())) {
            if (!modality.is_string()) return corrupt("a modality is not a text");
            chosen.modalities.push_back(modality.get<std::string>());
        }
        HILUM_TRY_STATUS(readLines(object, "findings", chosen.findings));
        HILUM_TRY_STATUS(readLines(object, "impression", chosen.impression));
        return chosen;
    });
}

std::vector<std::string> templateNames(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".json") names.push_back(at->path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

base::Result<Template> loadTemplate(const std::string& nameOrPath, const std::filesystem::path& folder) {
    const auto ending = std::filesystem::path(nameOrPath).extension();
    const bool isPath =
        nameOrPath.find('/') != std::string::npos || ending == ".json" || ending == ".html" || ending == ".htm";
    if (!isPath) {
        const auto names = templateNames(folder);
        if (std::find(names.begin(), names.end(), nameOrPath) == names.end()) {
            std::string known;
            for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
            return base::makeError(base::ErrorCode::NotFound, "There is no report template \"" + nameOrPath +
                                                                  "\"; choose one of " + known +
                                                                  ", or name a template file with its path.");
        }
    }
    const auto path = isPath ? std::filesystem::path(nameOrPath) : folder / (nameOrPath + ".json");
    HILUM_TRY(const auto text, base::readTextFile(path, kMaxTemplateBytes));
    return looksLikeMrrt(text) ? parseMrrt(text, path.stem().string()) : parseTemplate(text);
}

void applyTemplate(ReportDraft& draft, const Template& chosen, const std::map<std::string, std::string>& values) {
    fill(draft.title, withFirstChoices(chosen.title), values);
    fill(draft.indication, withFirstChoices(chosen.indication), values);
    fill(draft.comparison, withFirstChoices(chosen.comparison), values);
    fill(draft.technique, withFirstChoices(chosen.technique), values);
}

std::vector<DraftSentence> standingSentences(const std::vector<std::string>& lines, const std::string& id,
                                             const std::map<std::string, std::string>& values) {
    std::vector<DraftSentence> sentences;
    for (const auto& line : lines) {
        bool missing = false;
        const std::string text = merged(withFirstChoices(line), values, missing);
        if (missing || text.empty()) continue;
        DraftSentence sentence;
        sentence.text = cleanUtf8(text);
        sentence.origin = Origin::CaptionBank;
        sentence.review = Review::Unreviewed;
        sentence.source = "template:" + id;
        sentences.push_back(std::move(sentence));
    }
    return sentences;
}

std::vector<DraftSentence> Macro::sentences(const Variant& variant) const {
    DraftSentence sentence;
    sentence.text = variant.text;
    sentence.origin = Origin::CaptionBank;
    sentence.review = Review::Unreviewed;
    sentence.source = "macro:" + id;
    DraftSentence basis = sentence;
    basis.text = title + (citation.empty() ? "" : " (" + citation + ")") +
                 (exclusions.empty() ? "." : ". Not for " + joined(exclusions, ", ") + ".");
    return {std::move(sentence), std::move(basis)};
}

base::Result<Macro> parseMacro(const std::string& text) {
    return base::guarded("Reading the macro", [&]() -> base::Result<Macro> {
        const auto object = nlohmann::json::parse(text, nullptr, false);
        if (!object.is_object() || object.value("format", nlohmann::json()) != "hilum-report-macro")
            return corrupt("not a macro");
        Macro macro;
        HILUM_TRY_STATUS(readField(object, "id", macro.id));
        HILUM_TRY_STATUS(readField(object, "title", macro.title));
        HILUM_TRY_STATUS(readField(object, "citation", macro.citation));
        HILUM_TRY_STATUS(readLines(object, "exclusions", macro.exclusions));
        const auto variants = object.value("variants", nlohmann::json());
        if (!variants.is_array() || variants.empty() || variants.size() > kMaxLines) return corrupt("no variants");
        for (const auto& one : variants) {
            Macro::Variant variant;
            if (!one.is_object()) return corrupt("a variant is not an object");
            HILUM_TRY_STATUS(readField(one, "name", variant.name));
            HILUM_TRY_STATUS(readField(one, "text", variant.text));
            if (variant.name.empty() || variant.text.empty()) return corrupt("a variant without name or text");
            macro.variants.push_back(std::move(variant));
        }
        return macro;
    });
}

base::Result<ChosenMacro> chooseMacro(const std::string& name, const std::filesystem::path& folder) {
    const auto colon = name.find(':');
    const std::string id = name.substr(0, colon), variant = colon == std::string::npos ? "" : name.substr(colon + 1);
    const auto names = templateNames(folder);
    if (std::find(names.begin(), names.end(), id) == names.end())
        return base::makeError(base::ErrorCode::NotFound,
                               "There is no macro \"" + id + "\"; choose one of " + joined(names, ", ") + ".");
    HILUM_TRY(const auto text, base::readTextFile(folder / (id + ".json"), kMaxTemplateBytes));
    HILUM_TRY(auto macro, parseMacro(text));
    std::vector<std::string> known;
    for (const auto& one : macro.variants) {
        if (one.name == variant) return ChosenMacro{macro, one};
        known.push_back(id + ":" + one.name);
    }
    return base::makeError(base::ErrorCode::NotFound, "The macro " + id + " has no variant \"" + variant +
                                                          "\"; choose one of " + joined(known, ", ") + ".");
}

}  // namespace hilum::report
