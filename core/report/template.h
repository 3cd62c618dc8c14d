// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Template: heading and standing texts of a kind of report, as a small JSON file (resources/templates, or
// a department's own). Merge fields such as {view} are replaced by the study's values, as text; a line
// whose only content is an unknown value is left out. findings and impression hold lines with pick lists
// (template_fields.h). RadReport (MRRT) pages are read as well (mrrt.h). Macro: standing sentences with a citation
// and what they are not for, one of its variants at a time (resources/macros). Errors: NotFound (no such template; the message lists those there are), Corrupt, Unsupported. Any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/report/report_draft.h"

namespace hilum::report {

struct Template {
    std::string id, title, indication, comparison, technique;
    std::vector<std::string> modalities;       // empty = any
    std::vector<std::string> findings = {};    // one line each
    std::vector<std::string> impression = {};  // one line each
    std::string citation = {};                 // licence or source, "" for our own
};

struct Macro {
    std::string id, title, citation;
    std::vector<std::string> exclusions;  // whom it is not for: always inserted with the sentence
    struct Variant {
        std::string name, text;
    };
    std::vector<Variant> variants;
    // The sentence and its basis, as two unreviewed sentences with the source "macro:<id>".
    std::vector<DraftSentence> sentences(const Variant& variant) const;
};

// A name of the folder's *.json files, or a path (anything with a '/' or ending in .json, .html or .htm).
base::Result<Template> loadTemplate(const std::string& nameOrPath, const std::filesystem::path& folder);
base::Result<Template> parseTemplate(const std::string& json);
std::vector<std::string> templateNames(const std::filesystem::path& folder);

// Fields that the draft has already stay; values: "modality", "view", "date", "study", "technique".
void applyTemplate(ReportDraft& draft, const Template& chosen, const std::map<std::string, std::string>& values);

// The lines of findings with their first choices and merge fields filled; source "template:<id>", unreviewed.
std::vector<DraftSentence> standingSentences(const std::vector<std::string>& lines, const std::string& id,
                                             const std::map<std::string, std::string>& values);

base::Result<Macro> parseMacro(const std::string& json);
struct ChosenMacro {
    Macro macro;
    Macro::Variant variant;
};
// "fleischner-2017:solid-under-6-low-risk"; NotFound lists what there is.
base::Result<ChosenMacro> chooseMacro(const std::string& name, const std::filesystem::path& folder);

}  // namespace hilum::report
