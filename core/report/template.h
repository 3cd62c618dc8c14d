// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Template: heading and standing texts of a kind of report, as a small JSON file (resources/templates, or
// a department's own). Merge fields such as {view} are replaced by the study's values, as text; a line
// whose only content is an unknown value is left out. Import of RadReport (MRRT) HTML comes later.
// Errors: NotFound (no such template; the message lists those there are), Corrupt, Unsupported. Any thread.
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
    std::vector<std::string> modalities;  // empty = any
};

// A name of the folder's *.json files, or a path (anything with a '/' or ending in .json).
base::Result<Template> loadTemplate(const std::string& nameOrPath, const std::filesystem::path& folder);
base::Result<Template> parseTemplate(const std::string& json);
std::vector<std::string> templateNames(const std::filesystem::path& folder);

// Fields that the draft has already stay; values: "modality", "view", "date", "study", "technique".
void applyTemplate(ReportDraft& draft, const Template& chosen, const std::map<std::string, std::string>& values);

}  // namespace hilum::report
