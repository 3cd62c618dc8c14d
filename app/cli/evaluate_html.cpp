// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/evaluate_html.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/file_io.h"

namespace hilum::app {

namespace {

constexpr double kPlotPx = 320;
constexpr double kMarginPx = 46;
constexpr double kLeftPx = 64;  // the y axis has a name beside its numbers
constexpr double kLinePx = 16;
constexpr std::array kColours = {"#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad",
                                 "#d68910", "#117a8b", "#7f6000", "#5d6d7e"};

constexpr const char* kStyle =
    "body{font:14px/1.45 sans-serif;max-width:1080px;margin:2em auto;color:#222}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.25em .6em;text-align:right}"
    "td:first-child,th:first-child{text-align:left}th{background:#eef2f5}svg{margin:.4em 1em .4em 0}"
    ".note{color:#555}";

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string text(double x, double y, const char* anchor, const std::string& words, const char* more = "") {
    return "<text x='" + number(x) + "' y='" + number(y) + "' text-anchor='" + anchor + "'" + more + ">" +
           escapedHtml(words) + "</text>";
}

std::string polyline(const std::vector<metrics::CurvePoint>& points, const std::string& look) {
    std::string out = "<polyline fill='none' stroke-width='1.6' " + look + " points='";
    for (const auto& p : points)
        out += number(kLeftPx + p.x * kPlotPx) + "," + number(kMarginPx + (1 - p.y) * kPlotPx) + " ";
    return out + "'/>";
}

// Colours repeat after eight lines, then dashed: fourteen findings stay apart.
std::string look(std::size_t line) {
    return "stroke='" + std::string(kColours[line % kColours.size()]) + "'" +
           (line >= kColours.size() ? " stroke-dasharray='5 3'" : "");
}

std::string opening(const std::string& title, double width, double height) {
    return "<svg width='" + number(width) + "' height='" + number(height) + "' role='img' aria-label='" +
           escapedHtml(title) + "' font-size='12' font-family='sans-serif'>";
}

std::string frame(const std::string& title, const std::string& x, const std::string& y) {
    std::string svg = "<rect x='" + number(kLeftPx) + "' y='" + number(kMarginPx) + "' width='" + number(kPlotPx) +
                      "' height='" + number(kPlotPx) + "' fill='#fff' stroke='#888'/>";
    svg += text(kLeftPx + kPlotPx / 2, 24, "middle", title, " font-weight='bold'");
    for (int tick = 0; tick <= 4; ++tick) {
        const double t = tick / 4.0;
        svg += text(kLeftPx + t * kPlotPx, kMarginPx + kPlotPx + 15, "middle", shownFigure(t, 2));
        svg += text(kLeftPx - 5, kMarginPx + (1 - t) * kPlotPx + 4, "end", shownFigure(t, 2));
    }
    svg += text(kLeftPx + kPlotPx / 2, kMarginPx + kPlotPx + 32, "middle", x);
    return svg + "<text transform='translate(14," + number(kMarginPx + kPlotPx / 2) +
           ") rotate(-90)' text-anchor='middle'>" + escapedHtml(y) + "</text>";
}

}  // namespace

std::string escapedHtml(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else
            out += c;
    }
    return out;
}

std::vector<metrics::CurvePoint> stepsOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::vector<metrics::CurvePoint> out = {{0, 0}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        out.push_back({values[i], out.back().y});
        out.push_back({values[i], static_cast<double>(i + 1) / static_cast<double>(values.size())});
    }
    out.push_back({1, out.back().y});
    return out;
}

std::string shownFigure(double value, int digits) {
    if (!std::isfinite(value)) return "-";
    char text[40];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

void HtmlReport::paragraph(const std::string& text) { m_body += "<p>" + escapedHtml(text) + "</p>\n"; }
void HtmlReport::heading(const std::string& text) { m_body += "<h2>" + escapedHtml(text) + "</h2>\n"; }

void HtmlReport::table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    m_body += "<table><tr>";
    for (const auto& cell : header) m_body += "<th>" + escapedHtml(cell) + "</th>";
    m_body += "</tr>\n";
    for (const auto& row : rows) {
        m_body += "<tr>";
        for (const auto& cell : row) m_body += "<td>" + escapedHtml(cell) + "</td>";
        m_body += "</tr>\n";
    }
    m_body += "</table>\n";
}

void HtmlReport::plot(const std::string& title, const std::string& x, const std::string& y,
                      const std::vector<PlotLine>& lines, bool diagonal) {
    if (lines.empty()) return;
    const double side = kPlotPx + 2 * kMarginPx, height = side + kLinePx * static_cast<double>(lines.size());
    std::string svg = opening(title, kLeftPx + kPlotPx + kMarginPx, height) + frame(title, x, y);
    if (diagonal) svg += polyline({{0, 0}, {1, 1}}, "stroke='#bbb'");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        svg += polyline(lines[i].points, look(i));
        const double at = side + kLinePx * static_cast<double>(i);
        svg += "<line x1='" + number(kLeftPx) + "' x2='" + number(kLeftPx + 22) + "' y1='" + number(at - 4) + "' y2='" +
               number(at - 4) + "' stroke-width='2' " + look(i) + "/>";
        svg += text(kLeftPx + 28, at, "start", lines[i].name);
    }
    m_body += svg + "</svg>\n";
}

void HtmlReport::ranges(const std::string& title, std::vector<PlotRange> all) {
    if (all.empty()) return;
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    const double left = 170, width = left + kPlotPx + kMarginPx;
    const double bottom = kMarginPx + 1.5 * kLinePx * static_cast<double>(all.size());
    const auto across = [&](double value) { return left + value * kPlotPx; };
    std::string svg = opening(title, width, bottom + 24) + text(width / 2, 24, "middle", title, " font-weight='bold'");
    for (int tick = 0; tick <= 4; ++tick) {
        svg += "<line x1='" + number(across(tick / 4.0)) + "' x2='" + number(across(tick / 4.0)) + "' y1='" +
               number(kMarginPx - 12) + "' y2='" + number(bottom) + "' stroke='#ddd'/>";
        svg += text(across(tick / 4.0), bottom + 15, "middle", shownFigure(tick / 4.0, 2));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double y = kMarginPx + 1.5 * kLinePx * static_cast<double>(i);
        svg += text(left - 10, y + 4, "end", all[i].name);
        if (std::isfinite(all[i].low) && std::isfinite(all[i].high))
            svg += "<line x1='" + number(across(all[i].low)) + "' x2='" + number(across(all[i].high)) + "' y1='" +
                   number(y) + "' y2='" + number(y) + "' stroke-width='2' stroke='#1b6ca8'/>";
        svg += "<circle cx='" + number(across(all[i].value)) + "' cy='" + number(y) + "' r='4' fill='#1b6ca8'/>";
    }
    m_body += svg + "</svg>\n";
}

base::Status HtmlReport::write(const std::filesystem::path& folder) const {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return base::makeError(base::ErrorCode::PermissionDenied, "Cannot make the folder " + folder.string() + ": " +
                                                                      failed.message() + "; choose another folder.");
    const std::string page = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>" +
                             escapedHtml(m_title) + "</title><style>" + kStyle + "</style></head><body><h1>" +
                             escapedHtml(m_title) +
                             "</h1>\n<p class='note'>Research use only. Measured by hilum evaluate; a dash is a figure "
                             "that is not defined.</p>\n" +
                             m_body + "</body></html>\n";
    HILUM_TRY_STATUS(base::writeFileAtomically(folder / "index.html", page));
    return base::writeFileAtomically(folder / "metrics.json", m_json.dump(1) + "\n");
}

}  // namespace hilum::app
