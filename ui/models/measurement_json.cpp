// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The saved form of measurements and key images (the library keeps it beside the report's draft).
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "ui/models/measurement.h"

namespace hilum::ui {

namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kMostPoints = 100'000;
constexpr std::array<const char*, 5> kNames = {"distance", "angle", "cobb", "ellipse", "polygon"};

base::Error broken() {
    return base::makeError(base::ErrorCode::Corrupt,
                           "The saved measurements of this study cannot be read, so they are not shown; the image "
                           "and the report are not touched.");
}

base::Result<Measurement> measurementFrom(const json& entry) {
    Measurement measurement;
    const auto name = entry.at("kind").get<std::string>();
    bool known = false;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (name == kNames[i]) {
            measurement.kind = static_cast<MeasureKind>(i);
            known = true;
        }
    const auto& points = entry.at("points");
    if (!known || !points.is_array() || points.size() > kMostPoints) return broken();
    for (const auto& point : points) {
        const PointPx p{point.at(0).get<double>(), point.at(1).get<double>()};
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) return broken();
        measurement.points.push_back(p);
    }
    const std::size_t needed = pointsNeeded(measurement.kind);
    if (needed == 0 ? measurement.points.size() < 3 : measurement.points.size() != needed) return broken();
    measurement.id = entry.at("id").get<std::int64_t>();
    return measurement;
}

}  // namespace

std::string notesToJson(const std::vector<StudyNote>& notes) {
    json frames = json::array();
    for (const auto& note : notes) {
        if (note.notes.empty()) continue;
        json list = json::array();
        for (const auto& m : note.notes.measurements) {
            json points = json::array();
            for (const auto& p : m.points) points.push_back({p.x, p.y});
            list.push_back({{"id", m.id}, {"kind", kNames[static_cast<std::size_t>(m.kind)]}, {"points", points}});
        }
        frames.push_back({{"frame", note.frame}, {"key", note.notes.keyImage}, {"measurements", list}});
    }
    return json{{"format", kFormat}, {"frames", frames}}.dump();
}

base::Result<std::vector<StudyNote>> notesFromJson(const std::string& text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("format") || !document["format"].is_number_integer())
        return broken();
    if (document["format"].get<int>() > kFormat)
        return base::makeError(base::ErrorCode::Unsupported,
                               "The measurements of this study were saved by a newer Hilum, so they are not shown; "
                               "open the study with that version.");
    return base::guarded("measurements", [&]() -> base::Result<std::vector<StudyNote>> {
        std::vector<StudyNote> notes;
        if (!document.contains("frames") || !document["frames"].is_array()) return broken();
        for (const auto& frame : document["frames"]) {
            if (!frame.is_object() || !frame.contains("measurements") || !frame["measurements"].is_array() ||
                !frame.contains("frame") || !frame["frame"].is_string())
                return broken();
            StudyNote note;
            note.frame = frame["frame"].get<std::string>();
            note.notes.keyImage = frame.value("key", false);
            for (const auto& entry : frame["measurements"]) {
                const bool whole = entry.is_object() && entry.contains("id") && entry["id"].is_number_integer() &&
                                   entry.contains("kind") && entry["kind"].is_string() && entry.contains("points");
                if (!whole) return broken();
                HILUM_TRY(auto measurement, measurementFrom(entry));
                note.notes.measurements.push_back(std::move(measurement));
            }
            notes.push_back(std::move(note));
        }
        return notes;
    });
}

}  // namespace hilum::ui
