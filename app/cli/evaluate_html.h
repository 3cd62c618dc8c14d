// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HtmlReport: the tables and plots of an evaluation as one page without scripts or outside files (inline SVG), and the
// same figures as metrics.json beside it. Text is escaped; an undefined figure is shown as a dash.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/metrics/decision.h"

namespace hilum::app {

struct PlotLine {
    std::string name;
    std::vector<metrics::CurvePoint> points;  // 0..1 both ways
};

struct PlotRange {
    std::string name;
    double value = 0, low = 0, high = 0;  // 0..1; low and high may be NaN
};

class HtmlReport {
public:
    explicit HtmlReport(std::string title) : m_title(std::move(title)) {}
    void paragraph(const std::string& text);
    void heading(const std::string& text);
    void table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);
    // diagonal: the line of chance or of perfect calibration.
    void plot(const std::string& title, const std::string& x, const std::string& y, const std::vector<PlotLine>& lines,
              bool diagonal);
    // A dot with its interval for each name, from the lowest to the highest.
    void ranges(const std::string& title, std::vector<PlotRange> all);
    void json(const nlohmann::json& document) { m_json = document; }
    base::Status write(const std::filesystem::path& folder) const;  // index.html, metrics.json

private:
    std::string m_title, m_body;
    nlohmann::json m_json;
};

// Share of the values (y) that are at most x, as a staircase.
std::vector<metrics::CurvePoint> stepsOf(std::vector<double> values);
std::string shownFigure(double value, int digits = 3);
std::string escapedHtml(const std::string& text);

}  // namespace hilum::app
