// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/mrrt.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>

#include "core/report/markup.h"

namespace hilum::report {

namespace {

constexpr std::size_t kMaxLines = 500, kMaxLineBytes = 2000, kMaxChoices = 60;

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string oneLine(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out += space ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

void appendCodePoint(std::string& out, std::uint32_t c) {
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0U | c >> 6);
        out += static_cast<char>(0x80U | (c & 0x3FU));
    } else {
        if (c < 0x10000) {
            out += static_cast<char>(0xE0U | c >> 12);
        } else {
            out += static_cast<char>(0xF0U | c >> 18);
            out += static_cast<char>(0x80U | ((c >> 12) & 0x3FU));
        }
        out += static_cast<char>(0x80U | ((c >> 6) & 0x3FU));
        out += static_cast<char>(0x80U | (c & 0x3FU));
    }
}

std::string decoded(const std::string& text) {
    static const std::map<std::string, std::uint32_t> kNamed = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},
                                                                {"quot", '"'},     {"apos", '\''},    {"nbsp", ' '},
                                                                {"ndash", 0x2013}, {"mdash", 0x2014}, {"deg", 0xB0}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto end = text[i] == '&' ? text.find(';', i) : std::string::npos;
        if (end == std::string::npos || end - i > 10) {
            out += text[i];
            continue;
        }
        const std::string name = text.substr(i + 1, end - i - 1);
        std::uint32_t code = 0;
        if (name.size() > 1 && name[0] == '#') {
            const bool hex = name[1] == 'x' || name[1] == 'X';
            const char* first = name.data() + (hex ? 2 : 1);
            const auto parsed = std::from_chars(first, name.data() + name.size(), code, hex ? 16 : 10);
            if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) code = 0xFFFD;
        } else if (const auto known = kNamed.find(name); known != kNamed.end()) {
            code = known->second;
        } else {
            out += text[i];
            continue;
        }
        appendCodePoint(out, code);
        i = end;
    }
    return out;
}

struct Tag {
    std::string name;  // lower case, "/p" for an end
    std::map<std::string, std::string> attributes;
    const std::string& operator[](const std::string& key) const {
        static const std::string kNone;
        const auto found = attributes.find(key);
        return found == attributes.end() ? kNone : found->second;
    }
};

// One pass over the page: tags and the text between them.
class Page {
public:
    explicit Page(const std::string& html) : m_html(html) {}

    // False at the end. text is what stood before the tag.
    bool next(std::string& text, Tag& tag) {
        text.clear();
        tag = {};
        if (m_at >= m_html.size()) return false;
        const auto open = std::min(m_html.find('<', m_at), m_html.size());
        text = decoded(m_html.substr(m_at, open - m_at));
        m_at = open;
        if (m_at >= m_html.size()) return !text.empty();
        if (m_html.compare(m_at, 4, "<!--") == 0) {
            skipPast("-->");
            tag.name = "!";
            return true;
        }
        readTag(tag);
        if (tag.name == "script" || tag.name == "style") skipElement(tag.name);
        return true;
    }

private:
    void skipPast(const char* mark) {
        const auto end = m_html.find(mark, m_at);
        m_at = end == std::string::npos ? m_html.size() : end + std::string(mark).size();
    }
    void skipElement(const std::string& name) {
        const std::string end = "</" + name;
        while (m_at < m_html.size() && lowered(m_html.substr(m_at, end.size())) != end) ++m_at;
        skipPast(">");
    }
    bool space() const { return std::isspace(static_cast<unsigned char>(m_html[m_at])) != 0; }
    void readTag(Tag& tag) {
        ++m_at;
        while (m_at < m_html.size() && m_html[m_at] != '>' && !space()) tag.name += m_html[m_at++];
        tag.name = lowered(tag.name);
        if (tag.name.size() > 1 && tag.name.back() == '/') tag.name.pop_back();
        while (m_at < m_html.size() && m_html[m_at] != '>') {
            if (space() || m_html[m_at] == '/') {
                ++m_at;
                continue;
            }
            readAttribute(tag);
        }
        if (m_at < m_html.size()) ++m_at;
    }
    void readAttribute(Tag& tag) {
        std::string name, value;
        while (m_at < m_html.size() && m_html[m_at] != '=' && m_html[m_at] != '>' && !space()) name += m_html[m_at++];
        while (m_at < m_html.size() && space()) ++m_at;
        if (m_at < m_html.size() && m_html[m_at] == '=') {
            ++m_at;
            while (m_at < m_html.size() && space()) ++m_at;
            const char quote =
                m_at < m_html.size() && (m_html[m_at] == '"' || m_html[m_at] == '\'') ? m_html[m_at++] : '\0';
            while (m_at < m_html.size() && (quote != '\0' ? m_html[m_at] != quote : m_html[m_at] != '>' && !space()))
                value += m_html[m_at++];
            if (quote != '\0' && m_at < m_html.size()) ++m_at;
        } else if (name.empty()) {
            ++m_at;
        }
        if (!name.empty()) tag.attributes.emplace(lowered(name), decoded(value));
    }
    const std::string& m_html;
    std::size_t m_at = 0;
};

enum class Section { None, Indication, Technique, Comparison, Findings, Impression };

Section sectionOf(const std::string& name) {
    const std::string text = lowered(name);
    const auto has = [&](const char* word) { return text.find(word) != std::string::npos; };
    if (has("impression") || has("conclusion")) return Section::Impression;
    if (has("finding") || has("observation")) return Section::Findings;
    if (has("comparison")) return Section::Comparison;
    if (has("clinical") || has("indication") || has("history")) return Section::Indication;
    if (has("technique") || has("procedure") || has("exam")) return Section::Technique;
    return Section::None;
}

// What would end a field inside one: brackets and bars of the page's own words.
std::string choiceText(const std::string& text) {
    std::string out = oneLine(cleanUtf8(text));
    for (char& c : out)
        if (c == '[' || c == ']' || c == '|') c = '/';
    return out;
}

class Importer {
public:
    explicit Importer(const std::string& html) : m_page(html) {}

    base::Result<Template> run(const std::string& fallbackId) {
        std::string text;
        Tag tag;
        m_made.id = fallbackId;
        while (m_page.next(text, tag)) {
            addText(text);
            element(tag);
        }
        endLine();
        if (!m_known)
            return base::makeError(base::ErrorCode::Unsupported,
                                   "The page is not a report template in the MRRT form, for it has no section of a "
                                   "report (findings, impression, technique ...); choose a template of RadReport or a "
                                   "JSON template.");
        return std::move(m_made);
    }

private:
    void addText(const std::string& text) {
        if (m_inTitle) m_made.title += text;
        if (m_inOption) {
            m_option += text;
        } else if (m_inArea) {
            m_area += text;
        } else if (m_section != Section::None && !m_inHeading) {
            for (const char c : text) m_line += c == '[' ? std::string("[[") : std::string(1, c);  // prose, no field
        }
    }

    void element(const Tag& tag) {
        const std::string& name = tag.name;
        if (name == "title") m_inTitle = true;
        if (name == "/title") {
            m_inTitle = false;
            m_made.title = oneLine(cleanUtf8(m_made.title));
        }
        if (name == "meta") meta(tag);
        if (name == "section") openSection(tag);
        if (name == "/section") closeSection();
        if (name == "header" ||
            (name.size() == 2 && name[0] == 'h' && std::isdigit(static_cast<unsigned char>(name[1])) != 0))
            m_inHeading = true;
        if (name == "/header" ||
            (name.size() == 3 && name[1] == 'h' && std::isdigit(static_cast<unsigned char>(name[2])) != 0))
            m_inHeading = false;
        static constexpr std::array kBreaks = {"p", "/p", "br", "div", "/div", "li", "/li", "tr", "/tr"};
        if (std::find(kBreaks.begin(), kBreaks.end(), name) != kBreaks.end()) endLine();
        field(tag);
    }

    void meta(const Tag& tag) {
        const std::string name = lowered(tag["name"]);
        if (name == "dcterms.title" && m_made.title.empty()) m_made.title = oneLine(cleanUtf8(tag["content"]));
        if (name == "dcterms.identifier" && !tag["content"].empty())
            m_made.id = oneLine(cleanUtf8(tag["content"])).substr(0, 100);
        if (name == "dcterms.license") m_made.citation = oneLine(cleanUtf8(tag["content"]));
    }

    void openSection(const Tag& tag) {
        endLine();
        m_stack.push_back(m_section);
        const Section own = sectionOf(tag["data-section-name"].empty() ? tag["id"] : tag["data-section-name"]);
        if (own != Section::None) m_section = own;  // one inside another that says nothing belongs to the outer
        m_known = m_known || own != Section::None;
    }
    void closeSection() {
        endLine();
        m_section = m_stack.empty() ? Section::None : m_stack.back();
        if (!m_stack.empty()) m_stack.pop_back();
    }

    void field(const Tag& tag) {
        if (tag.name == "select") m_choices.clear();
        if (tag.name == "option" || tag.name == "/option" || tag.name == "/select") endOption();
        if (tag.name == "option") {
            m_inOption = true;
            m_selected = tag.attributes.count("selected") != 0;
        }
        if (tag.name == "/select") addField();
        if (tag.name == "textarea") {
            m_inArea = true;
            m_area.clear();
        }
        if (tag.name == "/textarea") {
            m_inArea = false;
            m_choices = {choiceText(m_area)};
            addField();
        }
        if (tag.name == "input") {
            const std::string type = lowered(tag["type"]);
            if (type == "hidden" || type == "button" || type == "submit") return;
            m_choices = {choiceText(tag["value"])};
            if (type == "checkbox" || type == "radio") m_choices.push_back("");
            addField();
        }
    }
    void endOption() {
        if (!m_inOption) return;
        m_inOption = false;
        if (m_choices.size() < kMaxChoices)
            m_choices.insert(m_selected ? m_choices.begin() : m_choices.end(), choiceText(m_option));
        m_option.clear();
    }
    void addField() {
        std::string text;
        for (const auto& choice : m_choices) text += (text.empty() ? "[" : "|") + choice;
        if (m_section != Section::None) m_line += (text.empty() ? "[" : text) + "]";
        m_choices.clear();
    }

    void endLine() {
        const std::string line = oneLine(cleanUtf8(m_line)).substr(0, kMaxLineBytes);
        m_line.clear();
        if (line.empty()) return;
        const auto join = [&](std::string& target) { target += (target.empty() ? "" : " ") + line; };
        switch (m_section) {
            case Section::Indication: join(m_made.indication); break;
            case Section::Technique: join(m_made.technique); break;
            case Section::Comparison: join(m_made.comparison); break;
            case Section::Findings:
                if (m_made.findings.size() < kMaxLines) m_made.findings.push_back(line);
                break;
            case Section::Impression:
                if (m_made.impression.size() < kMaxLines) m_made.impression.push_back(line);
                break;
            case Section::None: break;
        }
    }

    Page m_page;
    Template m_made;
    Section m_section = Section::None;
    std::vector<Section> m_stack;
    std::vector<std::string> m_choices;
    std::string m_line, m_option, m_area;
    bool m_inTitle = false, m_inHeading = false, m_inOption = false, m_inArea = false, m_selected = false,
         m_known = false;
};

}  // namespace

bool looksLikeMrrt(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string::npos && text[first] == '<';
}

base::Result<Template> parseMrrt(const std::string& html, const std::string& fallbackId) {
    return base::guarded("Reading the report template", [&] { return Importer(html).run(fallbackId); });
}

}  // namespace hilum::report
