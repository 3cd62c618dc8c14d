// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Import of report templates in the format of IHE Management of Radiology Report Templates (MRRT), as RadReport
// publishes them: HTML5 with <section data-section-name=...>, <input>, <select>, <textarea>. What comes out is a
// template of our own; fields become pick lists. Reads a limited HTML by itself: nothing is run, fetched or kept
// of scripts, styles and markup. Errors: Unsupported (no section that a report has), Corrupt, OutOfMemory.
#pragma once

#include <string>

#include "core/report/template.h"

namespace hilum::report {

// fallbackId names the template when the page does not (dc identifier).
base::Result<Template> parseMrrt(const std::string& html, const std::string& fallbackId);
// A page rather than JSON: starts with "<".
bool looksLikeMrrt(const std::string& text);

}  // namespace hilum::report
