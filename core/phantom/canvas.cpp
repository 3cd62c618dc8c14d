// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/canvas.h"

#include <limits>

namespace hilum::phantom {

namespace {

struct Box {
    int x0 = std::numeric_limits<int>::max();
    int y0 = std::numeric_limits<int>::max();
    int x1 = std::numeric_limits<int>::min();  // exclusive
    int y1 = std::numeric_limits<int>::min();
    bool empty() const { return x1 <= x0 || y1 <= y0; }
};

Box boxOf(const View& view, Point a, Point b, double radiusPx) {
    Box box;
    const double size = view.sizePx;
    box.x0 = static_cast<int>(std::clamp(std::floor(std::min(a.x, b.x) - radiusPx), 0.0, size));
    box.y0 = static_cast<int>(std::clamp(std::floor(std::min(a.y, b.y) - radiusPx), 0.0, size));
    box.x1 = static_cast<int>(std::clamp(std::ceil(std::max(a.x, b.x) + radiusPx) + 1.0, 0.0, size));
    box.y1 = static_cast<int>(std::clamp(std::ceil(std::max(a.y, b.y) + radiusPx) + 1.0, 0.0, size));
    return box;
}

// A tube thinner than a pixel keeps its area instead of its width.
double widened(double radiusPx) { return std::max(radiusPx, 0.75); }

double chordOf(double distance2, double radius, TubeKind kind) {
    const double outer = std::sqrt(std::max(0.0, radius * radius - distance2));
    if (kind == TubeKind::Solid) return 2.0 * outer;
    const double inner2 = 0.62 * radius * radius - distance2;  // marrow counts a little over half
    return 2.0 * (outer - (inner2 > 0 ? 0.45 * std::sqrt(inner2) : 0.0));
}

class Scratch {
public:
    Scratch(const View& view, Box box) : m_view(view), m_box(box), m_width(box.x1 - box.x0) {
        m_values.assign(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(box.y1 - box.y0), 0.0F);
    }

    void segment(const TubePoint& from, const TubePoint& to, TubeKind kind) {
        const Point a = m_view.toPx(from.xMm, from.yMm);
        const Point b = m_view.toPx(to.xMm, to.yMm);
        const double ra = from.radiusMm / m_view.mmPerPx;
        const double rb = to.radiusMm / m_view.mmPerPx;
        const Box box = boxOf(m_view, a, b, widened(std::max(ra, rb)));
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        const double length2 = std::max(1e-9, dx * dx + dy * dy);
        for (int y = box.y0; y < box.y1; ++y) {
            for (int x = box.x0; x < box.x1; ++x) {
                const double t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / length2, 0.0, 1.0);
                const double ex = x - a.x - t * dx;
                const double ey = y - a.y - t * dy;
                const double trueRadius = mix(ra, rb, t);
                const double radius = widened(trueRadius);
                const double distance2 = ex * ex + ey * ey;
                if (distance2 >= radius * radius) continue;
                const double area = (trueRadius / radius) * (trueRadius / radius);
                const double value =
                    chordOf(distance2, radius, kind) * m_view.mmPerPx * area * mix(from.gain, to.gain, t);
                float& old = m_values[at(x, y)];
                old = std::max(old, static_cast<float>(value));
            }
        }
    }

    void addTo(Map& map) const {
        for (int y = m_box.y0; y < m_box.y1; ++y)
            for (int x = m_box.x0; x < m_box.x1; ++x) map.values[map.index(x, y)] += m_values[at(x, y)];
    }

private:
    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y - m_box.y0) * static_cast<std::size_t>(m_width) +
               static_cast<std::size_t>(x - m_box.x0);
    }
    const View& m_view;
    Box m_box;
    int m_width;
    std::vector<float> m_values;
};

void growBox(Box& box, const View& view, std::span<const TubePoint> points) {
    for (const auto& point : points) {
        const Point p = view.toPx(point.xMm, point.yMm);
        const Box one = boxOf(view, p, p, widened(point.radiusMm / view.mmPerPx));
        // Points outside the image count too: a segment between an outer and an inner point is clipped
        // to the hull of both.
        box.x0 = std::min(box.x0, one.x0);
        box.y0 = std::min(box.y0, one.y0);
        box.x1 = std::max(box.x1, one.x1);
        box.y1 = std::max(box.y1, one.y1);
    }
}

// One running-mean pass along rows or columns; edges repeat.
void boxPass(std::vector<float>& line, std::vector<float>& out, int radius) {
    const int n = static_cast<int>(line.size());
    double sum = 0.0;
    const auto clampedAt = [&](int i) {
        return static_cast<double>(line[static_cast<std::size_t>(std::clamp(i, 0, n - 1))]);
    };
    for (int i = -radius; i <= radius; ++i) sum += clampedAt(i);
    const double scale = 1.0 / (2 * radius + 1);
    for (int i = 0; i < n; ++i) {
        out[static_cast<std::size_t>(i)] = static_cast<float>(sum * scale);
        sum += clampedAt(i + radius + 1) - clampedAt(i - radius);
    }
    line.swap(out);
}

Map shrunk(const Map& map, int factor) {
    Map small((map.width + factor - 1) / factor, (map.height + factor - 1) / factor);
    for (int y = 0; y < small.height; ++y) {
        for (int x = 0; x < small.width; ++x) {
            double sum = 0.0;
            int count = 0;
            for (int v = y * factor; v < std::min(map.height, (y + 1) * factor); ++v)
                for (int u = x * factor; u < std::min(map.width, (x + 1) * factor); ++u, ++count) sum += map.get(u, v);
            small.set(x, y, sum / count);
        }
    }
    return small;
}

Map enlarged(const Map& small, int width, int height, int factor) {
    Map map(width, height);
    for (int y = 0; y < height; ++y) {
        const double v = std::clamp((y + 0.5) / factor - 0.5, 0.0, small.height - 1.0);
        const int v0 = static_cast<int>(v);
        const int v1 = std::min(v0 + 1, small.height - 1);
        for (int x = 0; x < width; ++x) {
            const double u = std::clamp((x + 0.5) / factor - 0.5, 0.0, small.width - 1.0);
            const int u0 = static_cast<int>(u);
            const int u1 = std::min(u0 + 1, small.width - 1);
            map.set(x, y,
                    mix(mix(small.get(u0, v0), small.get(u1, v0), u - u0),
                        mix(small.get(u0, v1), small.get(u1, v1), u - u0), v - v0));
        }
    }
    return map;
}

}  // namespace

void addTube(Map& map, const View& view, std::span<const TubePoint> points, TubeKind kind) {
    Box box;
    growBox(box, view, points);
    if (box.empty()) return;
    // Segments may bulge past the boxes of their ends only by their radius, which growBox included.
    Scratch scratch(view, box);
    for (std::size_t i = 1; i < points.size(); ++i) scratch.segment(points[i - 1], points[i], kind);
    scratch.addTo(map);
}

void addTubes(Map& map, const View& view, const std::vector<std::vector<TubePoint>>& tubes, TubeKind kind) {
    Box box;
    for (const auto& tube : tubes) growBox(box, view, tube);
    if (box.empty()) return;
    Scratch scratch(view, box);
    for (const auto& tube : tubes)
        for (std::size_t i = 1; i < tube.size(); ++i) scratch.segment(tube[i - 1], tube[i], kind);
    scratch.addTo(map);
}

std::vector<TubePoint> smoothed(std::span<const TubePoint> points) {
    constexpr int kSteps = 6;
    if (points.size() < 3) return {points.begin(), points.end()};
    std::vector<TubePoint> out;
    const auto curve = [](double a, double b, double c, double d, double t) {
        return 0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t +
                      (3.0 * b - a - 3.0 * c + d) * t * t * t);
    };
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const TubePoint& b = points[i];
        const TubePoint& c = points[i + 1];
        const TubePoint& a = i > 0 ? points[i - 1] : b;
        const TubePoint& d = i + 2 < points.size() ? points[i + 2] : c;
        for (int step = 0; step < kSteps; ++step) {
            const double t = static_cast<double>(step) / kSteps;
            out.push_back({curve(a.xMm, b.xMm, c.xMm, d.xMm, t), curve(a.yMm, b.yMm, c.yMm, d.yMm, t),
                           mix(b.radiusMm, c.radiusMm, t), mix(b.gain, c.gain, t)});
        }
    }
    out.push_back(points.back());
    return out;
}

void addEllipse(Map& map, const View& view, const Ellipse& ellipse, double gain) {
    const Point centre = view.toPx(ellipse.xMm, ellipse.yMm);
    const Box box = boxOf(view, centre, centre, std::max(ellipse.aMm, ellipse.bMm) / view.mmPerPx);
    for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
            const Point p = view.toMm(x, y);
            const double chord = ellipse.chord(p.x, p.y);
            if (chord > 0) map.add(x, y, gain * chord);
        }
    }
}

void blur(Map& map, double sigmaPx) {
    // Three boxes of width w have variance (w^2 - 1) / 4.
    const int radius = static_cast<int>(std::lround((std::sqrt(4.0 * sigmaPx * sigmaPx + 1.0) - 1.0) / 2.0));
    if (radius < 1) return;
    std::vector<float> line(static_cast<std::size_t>(map.width));
    std::vector<float> out(line.size());
    for (int y = 0; y < map.height; ++y) {
        const auto begin = map.values.begin() + static_cast<std::ptrdiff_t>(map.index(0, y));
        std::copy(begin, begin + map.width, line.begin());
        for (int pass = 0; pass < 3; ++pass) boxPass(line, out, radius);
        std::copy(line.begin(), line.end(), begin);
    }
    line.resize(static_cast<std::size_t>(map.height));
    out.resize(line.size());
    for (int x = 0; x < map.width; ++x) {
        for (int y = 0; y < map.height; ++y) line[static_cast<std::size_t>(y)] = map.values[map.index(x, y)];
        for (int pass = 0; pass < 3; ++pass) boxPass(line, out, radius);
        for (int y = 0; y < map.height; ++y) map.values[map.index(x, y)] = line[static_cast<std::size_t>(y)];
    }
}

Map blurredCoarse(const Map& map, double sigmaPx) {
    const int factor = std::clamp(static_cast<int>(sigmaPx / 3.0), 1, 16);
    Map small = shrunk(map, factor);
    blur(small, sigmaPx / factor);
    return enlarged(small, map.width, map.height, factor);
}

}  // namespace hilum::phantom
