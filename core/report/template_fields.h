// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fields inside a template's line, as dictation systems write them: "[Normal.]" is a field with a default,
// "[none|small|large]" a pick list, "[]" one to be filled. Brackets do not nest; "[[" is a bracket. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hilum::report {

struct TemplateField {
    std::size_t begin = 0, end = 0;  // bytes of the text, brackets included
    std::vector<std::string> choices;
};

std::vector<TemplateField> fieldsOf(const std::string& text);
// The line with the first choice of each field; a field without one becomes "___".
std::string withFirstChoices(const std::string& text);
// The place of the next field from byte `from` on, wrapping round; nothing without fields: end == begin.
TemplateField nextField(const std::string& text, std::size_t from);

}  // namespace hilum::report
