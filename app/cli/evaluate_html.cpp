// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/evaluate_html.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/file_io.h"

namespace hilum::app {

namespace {

constexpr double kPlotPx = 320;
constexpr double kMarginPx = 46;
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

std::string polyline(const std::vector<metrics::CurvePoint>& points, const char* colour) {
    std::string out = "<polyline fill='none' stroke='" + std::string(colour) + "' stroke-width='1.6' points='";
    for (const auto& p : points)
        out += number(kMarginPx + p.x * kPlotPx) + "," + number(kMarginPx + (1 - p.y) * kPlotPx) + " ";
    return out + "'/>";
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
    const double side = kPlotPx + 2 * kMarginPx, height = side + 16.0 * static_cast<double>(lines.size());
    std::string svg = "<svg width='" + number(side) + "' height='" + number(height) + "' role='img' aria-label='" +
                      escapedHtml(title) + "' font-size='12' font-family='sans-serif'>";
    svg += "<rect x='" + number(kMarginPx) + "' y='" + number(kMarginPx) + "' width='" + number(kPlotPx) +
           "' height='" + number(kPlotPx) + "' fill='#fff' stroke='#888'/>";
    svg += "<text x='" + number(side / 2) + "' y='24' text-anchor='middle' font-weight='bold'>" + escapedHtml(title) +
           "</text>";
    for (int tick = 0; tick <= 4; ++tick) {
        const double t = tick / 4.0;
        svg += "<text x='" + number(kMarginPx + t * kPlotPx) + "' y='" + number(kMarginPx + kPlotPx + 15) +
               "' text-anchor='middle'>" + shownFigure(t, 2) + "</text>";
        svg += "<text x='" + number(kMarginPx - 5) + "' y='" + number(kMarginPx + (1 - t) * kPlotPx + 4) +
               "' text-anchor='end'>" + shownFigure(t, 2) + "</text>";
    }
    svg += "<text x='" + number(side / 2) + "' y='" + number(kMarginPx + kPlotPx + 32) + "' text-anchor='middle'>" +
           escapedHtml(x) + "</text>";
    svg += "<text transform='translate(12," + number(side / 2) + ") rotate(-90)' text-anchor='middle'>" +
           escapedHtml(y) + "</text>";
    if (diagonal) svg += polyline({{0, 0}, {1, 1}}, "#bbb");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const char* colour = kColours[i % kColours.size()];
        svg += polyline(lines[i].points, colour);
        const double at = side + 16.0 * static_cast<double>(i);
        svg += "<rect x='" + number(kMarginPx) + "' y='" + number(at - 9) + "' width='10' height='10' fill='" +
               std::string(colour) + "'/><text x='" + number(kMarginPx + 15) + "' y='" + number(at) + "'>" +
               escapedHtml(lines[i].name) + "</text>";
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
