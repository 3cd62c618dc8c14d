// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// From a viewport to a presentation state: the window, the part of the image on screen, turn and flip, and each
// measurement as shapes with its value as text.
#include <algorithm>
#include <cmath>

#include "ui/common/text.h"
#include "ui/viewer/presentation_view.h"

namespace hilum::ui {

namespace {

using dicom::GraphicShape;
using Kind = GraphicShape::Kind;

constexpr const char* kLayer = "MEASUREMENTS";
constexpr std::array<std::uint8_t, 3> kLayerColour = {0xF0, 0xE4, 0x42};
constexpr double kSamePx = 0.01;
constexpr double kCharacter = 7.0, kLine = 16.0, kBesideX = 8.0, kBesideY = 4.0;  // widget points of a text

dicom::PresentationPoint point(PointPx p) { return {p.x, p.y}; }

GraphicShape line(std::vector<dicom::PresentationPoint> points) {
    return {Kind::Polyline, dicom::AnnotationUnits::Pixel, std::move(points), false};
}

// Ends of the longer axis first.
GraphicShape ellipse(PointPx a, PointPx b) {
    const double cx = (a.x + b.x) / 2, cy = (a.y + b.y) / 2;
    const double left = std::min(a.x, b.x), right = std::max(a.x, b.x), top = std::min(a.y, b.y),
                 bottom = std::max(a.y, b.y);
    std::vector<dicom::PresentationPoint> wide = {{left, cy}, {right, cy}}, high = {{cx, top}, {cx, bottom}};
    const bool wider = right - left >= bottom - top;
    std::vector<dicom::PresentationPoint> points = wider ? wide : high;
    const auto& second = wider ? high : wide;
    points.insert(points.end(), second.begin(), second.end());
    return {Kind::Ellipse, dicom::AnnotationUnits::Pixel, std::move(points), false};
}

std::vector<GraphicShape> shapesOf(const Measurement& m) {
    const auto& p = m.points;
    if (m.kind == MeasureKind::Ellipse) return {ellipse(p[0], p[1])};
    if (m.kind == MeasureKind::Cobb) return {line({point(p[0]), point(p[1])}), line({point(p[2]), point(p[3])})};
    std::vector<dicom::PresentationPoint> points;
    for (const auto& q : p) points.push_back(point(q));
    if (m.kind == MeasureKind::Polygon) points.push_back(points.front());
    return {line(std::move(points))};
}

bool close(const GraphicShape& a, const GraphicShape& b) {
    if (a.kind != b.kind || a.units != b.units || a.points.size() != b.points.size()) return false;
    for (std::size_t i = 0; i < a.points.size(); ++i)
        if (std::hypot(a.points[i].x - b.points[i].x, a.points[i].y - b.points[i].y) > kSamePx) return false;
    return true;
}

bool complete(const Measurement& m) {
    const std::size_t needed = pointsNeeded(m.kind);
    return needed == 0 ? m.points.size() >= 3 : m.points.size() >= needed;
}

dicom::ImageReference referenceOf(const StackFrame& frame) {
    dicom::ImageReference reference{frame.instance->sopClass, frame.instance->sopUid, {}};
    if (frame.instance->frames > 1) reference.frames = {frame.key.frame + 1};
    return reference;
}

// Frames of one object stand in one reference.
void addReference(dicom::PresentationState& state, const StackFrame& frame) {
    const auto reference = referenceOf(frame);
    auto series = std::find_if(state.references.begin(), state.references.end(),
                               [&](const auto& s) { return s.seriesUid == frame.instance->seriesUid; });
    if (series == state.references.end()) series = state.references.insert(series, {frame.instance->seriesUid, {}});
    for (auto& known : series->images) {
        if (known.sopUid != reference.sopUid) continue;
        for (const int n : reference.frames)
            if (std::find(known.frames.begin(), known.frames.end(), n) == known.frames.end()) known.frames.push_back(n);
        return;
    }
    series->images.push_back(reference);
}

dicom::GraphicText textOf(const Measurement& m, const QStringList& lines, const QTransform& imageToWidget) {
    QPointF lowest = imageToWidget.map(QPointF(m.points[0].x, m.points[0].y));
    for (const auto& p : m.points) {
        const QPointF q = imageToWidget.map(QPointF(p.x, p.y));
        if (q.y() > lowest.y()) lowest = q;
    }
    qsizetype longest = 1;
    for (const auto& l : lines) longest = std::max(longest, l.size());
    const QTransform back = imageToWidget.inverted();
    const QPointF from = lowest + QPointF(kBesideX, kBesideY);
    const QPointF a = back.map(from);
    const QPointF b =
        back.map(from + QPointF(kCharacter * static_cast<double>(longest), kLine * static_cast<double>(lines.size())));
    const QPointF anchor = back.map(lowest);
    dicom::GraphicText text;
    text.text = toUtf8(lines.join(QLatin1Char('\n')));
    text.box = dicom::GraphicText::Box{{a.x(), a.y()}, {b.x(), b.y()}};
    text.anchor = dicom::GraphicText::Anchor{{anchor.x(), anchor.y()}};
    return text;
}

dicom::DisplayedArea areaOf(const PresentationSource& source, const QTransform& imageToWidget) {
    const auto& view = source.state.view;
    QRectF shown = view.areaOf(source.image);
    if (!view.fit || !view.pan.isNull())
        shown = imageToWidget.inverted().mapRect(QRectF(QPointF(0, 0), source.viewport));
    dicom::DisplayedArea area;
    area.left = static_cast<int>(std::lround(shown.left())) + 1;
    area.top = static_cast<int>(std::lround(shown.top())) + 1;
    area.right = std::max(area.left, static_cast<int>(std::lround(shown.right())));
    area.bottom = std::max(area.top, static_cast<int>(std::lround(shown.bottom())));
    area.rowStretch = view.stretchOf(source.image);
    const auto& spacing = source.image.spacing;
    if (spacing.kind == image::SpacingKind::Calibrated && view.stretch <= 0) {
        area.xMm = spacing.xMm;
        area.yMm = spacing.yMm;
    }
    return area;
}

void addDrawings(dicom::PresentationState& state, const PresentationSource& source, const QTransform& imageToWidget) {
    if (const auto& shown = source.state.presentation) {  // what somebody else drew goes on
        state.shutter = shown->shutter;
        for (const auto* annotation :
             shown->annotationsFor(source.current.instance->sopUid, source.current.key.frame)) {
            const auto own = [&](const PresentationSource::Drawn& drawn) {
                return std::any_of(drawn.measurements.begin(), drawn.measurements.end(),
                                   [&](const Measurement& m) { return sameDrawing(*annotation, m); });
            };
            if (std::any_of(source.drawn.begin(), source.drawn.end(), own)) continue;
            state.annotations.push_back(*annotation);
            state.annotations.back().images = {referenceOf(source.current)};
            const auto* layer = shown->layerOf(*annotation);
            if (layer != nullptr && state.layerOf(*annotation) == nullptr) state.layers.push_back(*layer);
        }
    }
    const auto before = state.annotations.size();
    for (const auto& drawn : source.drawn)
        for (std::size_t i = 0; i < drawn.measurements.size(); ++i) {
            const Measurement& m = drawn.measurements[i];
            if (!complete(m)) continue;
            dicom::GraphicAnnotation annotation{kLayer, {referenceOf(*drawn.frame)}, shapesOf(m), {}};
            if (i < drawn.texts.size() && !drawn.texts[i].isEmpty())
                annotation.texts.push_back(textOf(m, drawn.texts[i], imageToWidget));
            state.annotations.push_back(std::move(annotation));
        }
    const bool known =
        std::any_of(state.layers.begin(), state.layers.end(), [](const auto& l) { return l.name == kLayer; });
    if (state.annotations.size() > before && !known)
        state.layers.push_back({kLayer, static_cast<int>(state.layers.size()) + 1, "Measurements", kLayerColour});
}

}  // namespace

bool sameDrawing(const dicom::GraphicAnnotation& annotation, const Measurement& measurement) {
    if (!complete(measurement)) return false;
    const auto shapes = shapesOf(measurement);
    if (shapes.size() != annotation.shapes.size()) return false;
    for (std::size_t i = 0; i < shapes.size(); ++i)
        if (!close(shapes[i], annotation.shapes[i])) return false;
    return true;
}

dicom::PresentationState presentationOf(const PresentationSource& source) {
    const image::Image& image = source.image;
    const ViewState& view = source.state;
    dicom::PresentationState state;
    state.colour = image.channels != 1;
    state.label = "PRESENTATION";
    addReference(state, source.current);
    for (const auto& drawn : source.drawn) addReference(state, *drawn.frame);
    if (!state.colour) {
        state.slope = image.slope;
        state.intercept = image.intercept;
        state.inverse = (image.colour == image::ColourModel::GreyInverted) != view.inverted;
        state.windows.push_back({{}, view.window});
    }
    // Top-bottom is a half turn and left-right.
    state.quarterTurns = (view.view.quarterTurns + (view.view.flipVertical ? 2 : 0)) % 4;
    state.flip = view.view.flipHorizontal != view.view.flipVertical;
    const QTransform map = view.view.imageToWidget(image, source.viewport, source.devicePixelRatio);
    state.areas.push_back(areaOf(source, map));
    addDrawings(state, source, map);
    return state;
}

}  // namespace hilum::ui
