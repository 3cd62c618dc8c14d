// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/measurement.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace hilum::ui {

namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;

// Side lengths of a pixel for angles: the true ones, or the stated aspect ratio, or square.
PointPx pixelSides(const image::Spacing& spacing) {
    return spacing.xMm > 0 && spacing.yMm > 0 ? PointPx{spacing.xMm, spacing.yMm} : PointPx{1.0, 1.0};
}

double angleBetween(PointPx u, PointPx v) {
    if ((u.x == 0 && u.y == 0) || (v.x == 0 && v.y == 0)) return 0;
    // atan2 of cross and dot keeps its precision near 0 and 180, where acos loses it.
    return std::abs(std::atan2(u.x * v.y - u.y * v.x, u.x * v.x + u.y * v.y)) * kDegrees;
}

PointPx vectorOf(PointPx from, PointPx to, PointPx sides) {
    return {(to.x - from.x) * sides.x, (to.y - from.y) * sides.y};
}

// Welford's running mean and deviation: no loss for values far from zero.
class Meter {
public:
    void add(double value) {
        ++m_count;
        const double delta = value - m_mean;
        m_mean += delta / static_cast<double>(m_count);
        m_squares += delta * (value - m_mean);
        m_least = m_count == 1 ? value : std::min(m_least, value);
        m_most = m_count == 1 ? value : std::max(m_most, value);
    }
    void into(RoiStatistics& out) const {
        out.pixels = m_count;
        out.hasValues = m_count > 0;
        if (!out.hasValues) return;
        out.mean = m_mean;
        out.deviation = std::sqrt(std::max(0.0, m_squares / static_cast<double>(m_count)));
        out.least = m_least;
        out.most = m_most;
    }

private:
    std::size_t m_count = 0;
    double m_mean = 0, m_squares = 0, m_least = 0, m_most = 0;
};

struct Box {
    int left, top, right, bottom;  // pixels, right and bottom excluded
};

Box boxOf(const image::Image& image, double x0, double y0, double x1, double y1) {
    const auto clampTo = [](double v, int high) {
        return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(high)));
    };
    return {clampTo(std::floor(x0), image.width), clampTo(std::floor(y0), image.height),
            clampTo(std::ceil(x1), image.width), clampTo(std::ceil(y1), image.height)};
}

using Inside = std::function<void(int row, std::vector<std::pair<double, double>>& spans)>;

// spans: where a row's centre line is inside, as [from, to] in x; a pixel counts when its centre is in one.
std::size_t measure(const image::Image& image, const Box& box, const Inside& inside, RoiStatistics& out) {
    Meter meter;
    std::size_t covered = 0;
    std::vector<std::pair<double, double>> spans;
    const bool values = image.channels == 1 && !image.empty();
    for (int y = box.top; y < box.bottom; ++y) {
        spans.clear();
        inside(y, spans);
        for (const auto& [from, to] : spans) {
            const int first = std::max(box.left, static_cast<int>(std::ceil(from - 0.5)));
            const int last = std::min(box.right - 1, static_cast<int>(std::floor(to - 0.5)));
            if (last < first) continue;
            covered += static_cast<std::size_t>(last - first + 1);
            for (int x = first; values && x <= last; ++x) {
                const double stored = image.stored(x, y);
                if (image.padding && stored == *image.padding) continue;
                const double value = stored * image.slope + image.intercept;
                if (std::isfinite(value)) meter.add(value);
            }
        }
    }
    meter.into(out);
    out.valueUnit = image.unit;
    return covered;
}

double unitArea(const image::Spacing& spacing) {
    return unitOf(spacing) == LengthUnit::Pixels ? 1.0 : spacing.xMm * spacing.yMm;
}

double shoelace(const std::vector<PointPx>& p) {
    double sum = 0;
    for (std::size_t i = 0, j = p.size() - 1; i < p.size(); j = i++) sum += p[j].x * p[i].y - p[i].x * p[j].y;
    return std::abs(sum) / 2;
}

double side(PointPx a, PointPx b, PointPx c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

bool segmentsCross(PointPx a, PointPx b, PointPx c, PointPx d) {
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

}  // namespace

std::size_t pointsNeeded(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::Distance:
        case MeasureKind::Ellipse: return 2;
        case MeasureKind::Angle: return 3;
        case MeasureKind::Cobb: return 4;
        case MeasureKind::Polygon: break;
    }
    return 0;
}

image::Spacing spacingFor(const image::Image& image, const std::vector<PointPx>& points) {
    if (image.regions.empty() || points.empty()) return image.spacing;
    const image::Spacing first = image::spacingAt(image, points.front().x, points.front().y);
    for (const auto& p : points) {
        const image::Spacing other = image::spacingAt(image, p.x, p.y);
        if (other.kind != first.kind || other.xMm != first.xMm || other.yMm != first.yMm) return {};
    }
    return first;
}

LengthUnit unitOf(const image::Spacing& spacing) {
    if (spacing.xMm <= 0 || spacing.yMm <= 0) return LengthUnit::Pixels;
    switch (spacing.kind) {
        case image::SpacingKind::Calibrated: return LengthUnit::Millimetres;
        case image::SpacingKind::AtDetector: return LengthUnit::MillimetresAtDetector;
        case image::SpacingKind::None: break;  // xMm : yMm is only the aspect ratio there
    }
    return LengthUnit::Pixels;
}

Length distanceOf(PointPx a, PointPx b, const image::Spacing& spacing) {
    const LengthUnit unit = unitOf(spacing);
    const PointPx v = vectorOf(a, b, unit == LengthUnit::Pixels ? PointPx{1.0, 1.0} : pixelSides(spacing));
    return {std::hypot(v.x, v.y), unit};
}

double angleOf(PointPx a, PointPx vertex, PointPx b, const image::Spacing& spacing) {
    const PointPx sides = pixelSides(spacing);
    return angleBetween(vectorOf(vertex, a, sides), vectorOf(vertex, b, sides));
}

double cobbOf(PointPx a0, PointPx a1, PointPx b0, PointPx b1, const image::Spacing& spacing) {
    const PointPx sides = pixelSides(spacing);
    const auto rightward = [&](PointPx from, PointPx to) {
        const PointPx v = vectorOf(from, to, sides);
        return v.x < 0 || (v.x == 0 && v.y < 0) ? PointPx{-v.x, -v.y} : v;
    };
    return angleBetween(rightward(a0, a1), rightward(b0, b1));
}

RoiStatistics ellipseStatistics(const image::Image& image, PointPx corner, PointPx opposite) {
    RoiStatistics out;
    const image::Spacing spacing = spacingFor(image, {corner, opposite});
    out.unit = unitOf(spacing);
    const double cx = (corner.x + opposite.x) / 2, cy = (corner.y + opposite.y) / 2;
    const double a = std::abs(opposite.x - corner.x) / 2, b = std::abs(opposite.y - corner.y) / 2;
    out.area = std::numbers::pi * a * b * unitArea(spacing);
    if (a <= 0 || b <= 0) return out;
    measure(
        image, boxOf(image, cx - a, cy - b, cx + a, cy + b),
        [&](int row, std::vector<std::pair<double, double>>& spans) {
            const double v = (row + 0.5 - cy) / b;
            if (std::abs(v) > 1) return;
            const double half = a * std::sqrt(1 - v * v);
            spans.emplace_back(cx - half, cx + half);
        },
        out);
    return out;
}

bool crossesItself(const std::vector<PointPx>& p) {
    const std::size_t n = p.size();
    for (std::size_t i = 0; i + 1 < n; ++i)
        for (std::size_t j = i + 2; j < n; ++j) {
            if (i == 0 && j == n - 1) continue;  // neighbours over the closing side
            if (segmentsCross(p[i], p[i + 1], p[j], p[(j + 1) % n])) return true;
        }
    return false;
}

RoiStatistics polygonStatistics(const image::Image& image, const std::vector<PointPx>& points) {
    RoiStatistics out;
    const image::Spacing spacing = spacingFor(image, points);
    out.unit = unitOf(spacing);
    if (points.size() < 3) return out;
    const auto [left, right] =
        std::minmax_element(points.begin(), points.end(), [](const PointPx& u, const PointPx& v) { return u.x < v.x; });
    const auto [top, bottom] =
        std::minmax_element(points.begin(), points.end(), [](const PointPx& u, const PointPx& v) { return u.y < v.y; });
    std::vector<double> crossings;
    const std::size_t covered = measure(
        image, boxOf(image, left->x, top->y, right->x, bottom->y),
        [&](int row, std::vector<std::pair<double, double>>& spans) {
            const double y = row + 0.5;
            crossings.clear();
            for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++) {
                const PointPx &p = points[i], &q = points[j];
                // Half-open in y: a corner on the line counts once.
                if ((p.y <= y) == (q.y <= y)) continue;
                crossings.push_back(p.x + (y - p.y) / (q.y - p.y) * (q.x - p.x));
            }
            std::sort(crossings.begin(), crossings.end());
            for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
                spans.emplace_back(crossings[i], crossings[i + 1]);
        },
        out);
    const double pixels = crossesItself(points) ? static_cast<double>(covered) : shoelace(points);
    out.area = pixels * unitArea(spacing);
    return out;
}

}  // namespace hilum::ui
