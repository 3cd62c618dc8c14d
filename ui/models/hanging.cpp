// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/hanging.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace hilum::ui {

namespace {

using nlohmann::json;

constexpr int kMostSide = 4;
constexpr double kMostly = 0.8;  // a plane's normal within about 37 degrees of an axis

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    return part.empty() || lowered(text).find(lowered(part)) != std::string::npos;
}

base::Error broken(const std::string& rule, const std::string& why) {
    return base::makeError(base::ErrorCode::InvalidInput, "The hanging rules cannot be used because " +
                                                              (rule.empty() ? std::string("the file") : rule) + " " +
                                                              why + "; correct the file or remove it.");
}

template <class T>
bool take(const json& from, const char* name, T& into) {
    const auto found = from.find(name);
    if (found == from.end()) return true;
    if constexpr (std::is_same_v<T, std::string>) {
        if (!found->is_string()) return false;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!found->is_boolean()) return false;
    } else {
        if (!found->is_number_integer() || found->template get<std::int64_t>() < 0) return false;
    }
    into = found->template get<T>();
    return true;
}

base::Result<HangingRule> ruleFrom(const json& entry) {
    if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string())
        return broken({}, "has a rule without a name");
    HangingRule rule;
    rule.name = entry["name"].get<std::string>();
    if (const auto list = entry.find("modality"); list != entry.end()) {
        if (!list->is_array()) return broken(rule.name, "has no list of modalities");
        for (const auto& modality : *list) {
            if (!modality.is_string()) return broken(rule.name, "has a modality that is no word");
            rule.modalities.push_back(modality.get<std::string>());
        }
    }
    if (!take(entry, "minSeries", rule.minSeries) || !take(entry, "prior", rule.needsPrior) ||
        !take(entry, "rows", rule.rows) || !take(entry, "columns", rule.columns) || !take(entry, "linked", rule.linked))
        return broken(rule.name, "has an entry of the wrong kind");
    if (rule.rows < 1 || rule.rows > kMostSide || rule.columns < 1 || rule.columns > kMostSide)
        return broken(rule.name, "has a layout that is not between 1x1 and 4x4");
    const json cells = entry.value("cells", json::array());
    if (!cells.is_array()) return broken(rule.name, "has cells that are no list");
    for (const auto& value : cells) {
        HangingCell cell;
        if (!value.is_object() || !take(value, "prior", cell.prior) || !take(value, "description", cell.description) ||
            !take(value, "view", cell.view) || !take(value, "laterality", cell.laterality) ||
            !take(value, "plane", cell.plane))
            return broken(rule.name, "has a cell that cannot be read");
        rule.cells.push_back(std::move(cell));
    }
    return rule;
}

bool fits(const dicom::Series& series, const HangingCell& cell, const HangingRule& rule) {
    const auto& modalities = rule.modalities;
    if (!modalities.empty() && std::find(modalities.begin(), modalities.end(), series.modality) == modalities.end())
        return false;
    if (series.instances.empty() || !contains(series.description, cell.description)) return false;
    const auto& first = series.instances.front();
    return contains(first.view, cell.view) && contains(first.laterality, cell.laterality) &&
           (cell.plane.empty() || cell.plane == planeOf(series));
}

}  // namespace

std::string planeOf(const dicom::Series& series) {
    if (series.instances.empty() || !series.instances.front().plane) return {};
    const auto& r = series.instances.front().plane->rowDirection;
    const auto& c = series.instances.front().plane->columnDirection;
    const double x = std::abs(r[1] * c[2] - r[2] * c[1]), y = std::abs(r[2] * c[0] - r[0] * c[2]),
                 z = std::abs(r[0] * c[1] - r[1] * c[0]);
    if (z >= kMostly) return "axial";
    if (y >= kMostly) return "coronal";
    return x >= kMostly ? "sagittal" : "";
}

base::Result<std::vector<HangingRule>> parseHangingRules(const std::string& text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("rules") || !document["rules"].is_array())
        return broken({}, "is not a list of rules");
    std::vector<HangingRule> rules;
    for (const auto& entry : document["rules"]) {
        HILUM_TRY(auto rule, ruleFrom(entry));
        rules.push_back(std::move(rule));
    }
    return rules;
}

base::Result<std::vector<HangingRule>> readHangingRules(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream)
        return base::makeError(base::ErrorCode::NotFound, "The hanging rules " + file.string() +
                                                              " cannot be read; studies open one series at a time.");
    std::stringstream text;
    text << stream.rdbuf();
    return parseHangingRules(text.str());
}

// By the ID; without IDs by the name. Pictures without either are nobody's in particular.
bool isOfSamePatient(const dicom::Study& a, const dicom::Study& b) {
    if (a.uid == b.uid) return true;
    return a.patientId == b.patientId && (!a.patientId.empty() || a.patientName == b.patientName);
}

std::vector<const dicom::Study*> priorsOf(const dicom::OpenedStudies& studies, const dicom::Study& current) {
    std::vector<const dicom::Study*> priors;
    if (current.patientId.empty()) return priors;
    for (const auto& study : studies.studies)
        if (study.patientId == current.patientId && study.uid != current.uid && study.date <= current.date)
            priors.push_back(&study);
    std::stable_sort(priors.begin(), priors.end(), [](const auto* a, const auto* b) { return a->date > b->date; });
    return priors;
}

const dicom::Series* likeSeries(const dicom::Study& study, const dicom::Series& model) {
    const dicom::Series* best = nullptr;
    int most = -1;
    for (const auto& series : study.series) {
        if (series.modality != model.modality || series.instances.empty() || model.instances.empty()) continue;
        const auto &a = series.instances.front(), &b = model.instances.front();
        int likeness = planeOf(series) == planeOf(model) ? 8 : 0;
        likeness += a.view == b.view ? 4 : 0;
        likeness += a.laterality == b.laterality ? 2 : 0;
        likeness += series.description == model.description ? 1 : 0;
        if (likeness <= most) continue;
        most = likeness;
        best = &series;
    }
    return best;
}

Hanging hangBy(const HangingRule& rule, const dicom::OpenedStudies& studies, const dicom::Study& current) {
    Hanging hanging;
    hanging.rule = &rule;
    const auto places = static_cast<std::size_t>(rule.rows * rule.columns);
    hanging.series.assign(places, "");
    const auto priors = priorsOf(studies, current);
    const auto used = [&](const std::string& uid) {
        return std::find(hanging.series.begin(), hanging.series.end(), uid) != hanging.series.end();
    };
    for (std::size_t i = 0; i < places && i < rule.cells.size(); ++i) {
        const auto& cell = rule.cells[i];
        const auto back = static_cast<std::size_t>(cell.prior);
        if (back > priors.size()) continue;
        const dicom::Study& study = back == 0 ? current : *priors[back - 1];
        for (const auto& series : study.series)
            if (fits(series, cell, rule) && !used(series.uid)) {
                hanging.series[i] = series.uid;
                break;
            }
    }
    for (std::size_t i = rule.cells.size(); i < places; ++i)
        for (const auto& series : current.series)
            if (!series.instances.empty() && !used(series.uid)) {
                hanging.series[i] = series.uid;
                break;
            }
    return hanging;
}

namespace {

// A rule for a prior is no use where no older series fits its place: an empty half would be all it gives.
bool showsPrior(const Hanging& hanging) {
    const auto& cells = hanging.rule->cells;
    for (std::size_t i = 0; i < cells.size() && i < hanging.series.size(); ++i)
        if (cells[i].prior > 0 && !hanging.series[i].empty()) return true;
    return false;
}

}  // namespace

std::optional<Hanging> hang(const std::vector<HangingRule>& rules, const dicom::OpenedStudies& studies,
                            const dicom::Study& current) {
    for (const auto& rule : rules) {
        const auto matching = std::count_if(current.series.begin(), current.series.end(), [&](const auto& series) {
            return rule.modalities.empty() ||
                   std::find(rule.modalities.begin(), rule.modalities.end(), series.modality) != rule.modalities.end();
        });
        if (static_cast<std::size_t>(matching) < std::max<std::size_t>(1, rule.minSeries)) continue;
        if (rule.needsPrior && priorsOf(studies, current).empty()) continue;
        auto hanging = hangBy(rule, studies, current);
        if (!hanging.series.front().empty() && (!rule.needsPrior || showsPrior(hanging))) return hanging;
    }
    return std::nullopt;
}

}  // namespace hilum::ui
