// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/template_fields.h"

namespace hilum::report {

namespace {

std::vector<std::string> choicesOf(const std::string& inner) {
    std::vector<std::string> choices(1);
    for (const char c : inner)
        if (c == '|')
            choices.emplace_back();
        else
            choices.back() += c;
    return choices;
}

}  // namespace

std::vector<TemplateField> fieldsOf(const std::string& text) {
    std::vector<TemplateField> fields;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '[') continue;
        if (i + 1 < text.size() && text[i + 1] == '[') {
            ++i;
            continue;
        }
        const auto end = text.find_first_of("[]", i + 1);
        if (end == std::string::npos) break;
        if (text[end] == '[') {  // the first one was a bracket of the prose
            i = end - 1;
            continue;
        }
        fields.push_back({i, end + 1, choicesOf(text.substr(i + 1, end - i - 1))});
        i = end;
    }
    return fields;
}

std::string withFirstChoices(const std::string& text) {
    std::string out;
    std::size_t from = 0;
    for (const auto& field : fieldsOf(text)) {
        out += text.substr(from, field.begin - from);
        out += field.choices.front().empty() ? "___" : field.choices.front();
        from = field.end;
    }
    out += text.substr(from);
    for (auto at = out.find("[["); at != std::string::npos; at = out.find("[[", at + 1)) out.erase(at, 1);
    return out;
}

TemplateField nextField(const std::string& text, std::size_t from) {
    const auto fields = fieldsOf(text);
    for (const auto& field : fields)
        if (field.begin >= from) return field;
    return fields.empty() ? TemplateField{from, from, {}} : fields.front();
}

}  // namespace hilum::report
