// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/measured_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "dicom/sr/report_object.h"

namespace hilum::ui {

namespace {

using Value = report::MeasuredValue;
using Quantity = Value::Quantity;

constexpr std::size_t kMaxFrames = 64;  // of one object that were drawn on

const char* lengthUnit(LengthUnit unit) { return unit == LengthUnit::Pixels ? "{pixels}" : "mm"; }

// Ends of the long axis, then of the short one (PS3.3 C.18.6.1.2, ELLIPSE).
std::vector<std::pair<double, double>> ellipseAxes(PointPx a, PointPx b) {
    const double cx = (a.x + b.x) / 2, cy = (a.y + b.y) / 2, rx = std::abs(a.x - b.x) / 2, ry = std::abs(a.y - b.y) / 2;
    const std::pair<double, double> left{cx - rx, cy}, right{cx + rx, cy}, top{cx, cy - ry}, bottom{cx, cy + ry};
    if (rx >= ry) return {left, right, top, bottom};
    return {top, bottom, left, right};
}

void addRegion(const RoiStatistics& roi, const Value& form, std::vector<Value>& values) {
    const auto add = [&](Quantity quantity, double number, const std::string& unit, bool atDetector) {
        Value value = form;
        value.quantity = quantity;
        value.value = number;
        value.unit = unit;
        value.atDetector = atDetector;
        values.push_back(std::move(value));
    };
    add(Quantity::Area, roi.area, roi.unit == LengthUnit::Pixels ? "{pixels}" : "mm2",
        roi.unit == LengthUnit::MillimetresAtDetector);
    if (!roi.hasValues) return;
    const std::string unit = roi.valueUnit == "HU" ? "[hnsf'U]" : "1";
    add(Quantity::Mean, roi.mean, unit, false);
    add(Quantity::Deviation, roi.deviation, unit, false);
    add(Quantity::Least, roi.least, unit, false);
    add(Quantity::Most, roi.most, unit, false);
}

// The frame (from 0) that a note's key "<SOP instance UID>#<frame>" names, or -1.
int frameOf(const std::string& key, const std::string& sopUid) {
    const auto mark = key.rfind('#');
    if (mark == std::string::npos || key.substr(0, mark) != sopUid) return -1;
    int frame = -1;
    const char* end = key.data() + key.size();
    const auto parsed = std::from_chars(key.data() + mark + 1, end, frame);
    return parsed.ec == std::errc() && parsed.ptr == end ? frame : -1;
}

}  // namespace

std::vector<Value> measuredValues(const Measurement& m, const image::Image& image,
                                  const report::ImageReference& reference, int group) {
    const auto& p = m.points;
    const std::size_t needed = pointsNeeded(m.kind);
    if (needed == 0 ? p.size() < 3 : p.size() < needed) return {};
    Value form;
    form.group = group;
    form.image = reference;
    for (const auto& point : p) form.points.emplace_back(point.x, point.y);
    const image::Spacing spacing = spacingFor(image, p);
    switch (m.kind) {
        case MeasureKind::Distance: {
            const Length length = distanceOf(p[0], p[1], spacing);
            form.value = length.value;
            form.unit = lengthUnit(length.unit);
            form.atDetector = length.unit == LengthUnit::MillimetresAtDetector;
            return {form};
        }
        case MeasureKind::Angle:
            form.quantity = Quantity::Angle;
            form.value = angleOf(p[0], p[1], p[2], spacing);
            form.unit = "deg";
            return {form};
        case MeasureKind::Cobb:
            form.quantity = Quantity::CobbAngle;
            form.shape = Value::Shape::TwoLines;
            form.value = cobbOf(p[0], p[1], p[2], p[3], spacing);
            form.unit = "deg";
            return {form};
        case MeasureKind::Ellipse:
            form.shape = Value::Shape::Ellipse;
            form.points = ellipseAxes(p[0], p[1]);
            break;
        case MeasureKind::Polygon: form.shape = Value::Shape::Polygon; break;
    }
    std::vector<Value> values;
    addRegion(m.kind == MeasureKind::Ellipse ? ellipseStatistics(image, p[0], p[1]) : polygonStatistics(image, p), form,
              values);
    return values;
}

base::Result<report::StudyFacts> studyFacts(const dicom::Instance& instance, const std::vector<StudyNote>& notes,
                                            const base::JobContext& context) {
    report::StudyFacts facts = dicom::studyFactsOf(instance);
    if (facts.images.empty()) return facts;
    std::size_t read = 0;
    int group = 0;
    for (const auto& note : notes) {
        const int frame = frameOf(note.frame, instance.sopUid);
        if (frame < 0 || frame >= instance.frames || note.notes.measurements.empty() || ++read > kMaxFrames) continue;
        if (context.stopRequested()) return base::cancelled();
        const auto image = dicom::readFrame(instance.locator, frame, context);
        if (!image.ok()) continue;
        report::ImageReference reference = facts.images.front();
        if (instance.frames > 1) reference.frame = frame + 1;
        for (const auto& measurement : note.notes.measurements) {
            auto values = measuredValues(measurement, *image, reference, ++group);
            facts.measurements.insert(facts.measurements.end(), values.begin(), values.end());
        }
    }
    return facts;
}

}  // namespace hilum::ui
