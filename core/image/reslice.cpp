// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// An output row is a straight line through the volume. Where it runs along one of the volume's axes, the
// weights across the line are the same for the whole row and lines of weight zero are left out: a coronal
// row of an axial CT is one blend of two memory rows. Other rows go point by point.
#include "core/image/reslice.h"

#include <opencv2/core/utility.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clones.h"

namespace hilum::image {

namespace {

using Vector = std::array<double, 3>;

constexpr double kRounding = 1e-6;  // voxels: less than this is arithmetic, not a place
constexpr double kStraight = 1e-7;  // voxels that a row may leave its axis by, per pixel

double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vector cross(const Vector& a, const Vector& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vector plus(const Vector& a, const Vector& b, double f) { return {a[0] + b[0] * f, a[1] + b[1] * f, a[2] + b[2] * f}; }

// Patient millimetres to voxel coordinates (also for sheared stacks: gantry tilt).
struct ToVoxel {
    std::array<Vector, 3> rows;
    Vector origin;
    explicit ToVoxel(const Volume& v) : origin(v.originMm) {
        const Vector a = cross(v.rowStepMm, v.sliceStepMm), b = cross(v.sliceStepMm, v.columnStepMm),
                     c = cross(v.columnStepMm, v.rowStepMm);
        const double volume = dot(v.columnStepMm, a);
        const auto over = [](const Vector& n, double d) { return Vector{n[0] / d, n[1] / d, n[2] / d}; };
        rows = {over(a, volume), over(b, volume), over(c, volume)};
    }
    Vector direction(const Vector& d) const { return {dot(rows[0], d), dot(rows[1], d), dot(rows[2], d)}; }
    Vector point(const Vector& p) const { return direction(plus(p, origin, -1)); }
};

// Up to four neighbours along one axis and their weights; indices are clamped to the volume.
struct Taps {
    int count = 0;
    std::array<int, 4> index{};
    std::array<double, 4> weight{};
    bool inside = false;
};

double keys(double t) {  // Keys 1981 equation 4 with a = -1/2, |t| < 2
    t = std::abs(t);
    if (t <= 1) return (1.5 * t - 2.5) * t * t + 1;
    return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}

Taps tapsAt(double at, int size, Interpolation interpolation) {
    Taps taps;
    taps.inside = at >= -0.5 - kRounding && at <= size - 0.5 + kRounding;
    if (!taps.inside) return taps;
    const auto clamped = [size](int i) { return std::clamp(i, 0, size - 1); };
    const auto add = [&](int index, double weight) {
        if (weight == 0) return;
        const auto i = static_cast<std::size_t>(taps.count++);
        taps.index[i] = clamped(index);
        taps.weight[i] = weight;
    };
    // A coordinate that is whole but for rounding is whole: its neighbours have no share.
    const double whole = std::round(at);
    const bool exact = std::abs(at - whole) < kRounding;
    if (interpolation == Interpolation::Nearest || exact) {
        add(static_cast<int>(std::floor(exact ? whole : at + 0.5 + kRounding)), 1);
        return taps;
    }
    const int base = static_cast<int>(std::floor(at));
    const double t = at - base;
    if (interpolation == Interpolation::Linear) {
        add(base, 1 - t);
        add(base + 1, t);
    } else {
        for (int k = -1; k <= 2; ++k) add(base + k, keys(t - k));
    }
    return taps;
}

HILUM_CLONES void blend(const std::int16_t* in, float weight, bool fresh, float* out, int count) {
    if (fresh)
        for (int i = 0; i < count; ++i) out[i] = weight * static_cast<float>(in[i]);
    else
        for (int i = 0; i < count; ++i) out[i] += weight * static_cast<float>(in[i]);
}

constexpr float kOutside = std::numeric_limits<float>::quiet_NaN();

class Sampler {
public:
    Sampler(const Volume& volume, Interpolation interpolation) : m_volume(volume), m_interpolation(interpolation) {
        m_stride = {1, volume.nx, static_cast<std::ptrdiff_t>(volume.nx) * volume.ny};
        m_size = {volume.nx, volume.ny, volume.nz};
    }

    // out[i] = value at start + i * step, NaN outside.
    void row(const Vector& start, const Vector& step, std::vector<float>& out) {
        const int axis = straightAxis(step, out.size());
        if (axis < 0)
            crooked(start, step, out);
        else
            straight(axis, start, step, out);
    }

    double point(const Vector& at) const {
        std::array<Taps, 3> taps;
        for (std::size_t a = 0; a < 3; ++a) {
            taps[a] = tapsAt(at[a], m_size[a], m_interpolation);
            if (!taps[a].inside) return std::numeric_limits<double>::quiet_NaN();
        }
        double sum = 0;
        for (int k = 0; k < taps[2].count; ++k)
            for (int j = 0; j < taps[1].count; ++j) {
                const auto kk = static_cast<std::size_t>(k), jj = static_cast<std::size_t>(j);
                const std::int16_t* line =
                    m_volume.voxels->data() + taps[2].index[kk] * m_stride[2] + taps[1].index[jj] * m_stride[1];
                double along = 0;
                for (int i = 0; i < taps[0].count; ++i) {
                    const auto ii = static_cast<std::size_t>(i);
                    along += taps[0].weight[ii] * line[taps[0].index[ii]];
                }
                sum += taps[2].weight[kk] * taps[1].weight[jj] * along;
            }
        return sum;
    }

private:
    static int straightAxis(const Vector& step, std::size_t count) {
        const double room = kStraight / static_cast<double>(std::max<std::size_t>(1, count));
        int axis = -1;
        for (int a = 0; a < 3; ++a) {
            if (std::abs(step[static_cast<std::size_t>(a)]) <= room) continue;
            if (axis >= 0) return -1;
            axis = a;
        }
        return axis;
    }

    void crooked(const Vector& start, const Vector& step, std::vector<float>& out) const {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const Vector at = plus(start, step, static_cast<double>(i));
            out[i] = m_interpolation == Interpolation::Linear ? linear(at) : static_cast<float>(point(at));
        }
    }

    // The common case of an oblique plane, without the general taps: eight neighbours, none at the border.
    float linear(const Vector& at) const {
        std::array<int, 3> low{};
        std::array<float, 3> t{};
        for (std::size_t a = 0; a < 3; ++a) {
            const double whole = std::floor(at[a]);
            low[a] = static_cast<int>(whole);
            t[a] = static_cast<float>(at[a] - whole);
            if (low[a] < 0 || low[a] >= m_size[a] - 1) return static_cast<float>(point(at));
        }
        const std::int16_t* p = m_volume.voxels->data() + low[0] + low[1] * m_stride[1] + low[2] * m_stride[2];
        const auto across = [&](const std::int16_t* q) {
            return static_cast<float>(q[0]) + t[0] * static_cast<float>(q[1] - q[0]);
        };
        const float a = across(p), b = across(p + m_stride[1]), c = across(p + m_stride[2]),
                    d = across(p + m_stride[1] + m_stride[2]);
        const float near = a + t[1] * (b - a), far = c + t[1] * (d - c);
        return near + t[2] * (far - near);
    }

    struct Line {
        const std::int16_t* base;
        float weight;
    };

    void straight(int axis, const Vector& start, const Vector& step, std::vector<float>& out) {
        const auto a = static_cast<std::size_t>(axis), b = (a + 1) % 3, c = (a + 2) % 3;
        const Taps tb = tapsAt(start[b], m_size[b], m_interpolation), tc = tapsAt(start[c], m_size[c], m_interpolation);
        if (!tb.inside || !tc.inside) return std::fill(out.begin(), out.end(), kOutside);
        m_lines.clear();
        for (int k = 0; k < tc.count; ++k)
            for (int j = 0; j < tb.count; ++j) {
                const auto kk = static_cast<std::size_t>(k), jj = static_cast<std::size_t>(j);
                m_lines.push_back({m_volume.voxels->data() + tc.index[kk] * m_stride[c] + tb.index[jj] * m_stride[b],
                                   static_cast<float>(tc.weight[kk] * tb.weight[jj])});
            }
        const bool unit = std::abs(std::abs(step[a]) - 1) < 1e-9 && std::abs(start[a] - std::round(start[a])) < 1e-6;
        if (unit)
            steps(static_cast<int>(std::lround(start[a])), step[a] > 0 ? 1 : -1, m_size[a], m_stride[a], out);
        else
            tapped(start[a], step[a], m_size[a], m_stride[a], out);
    }

    // One voxel per pixel: no weights along the row.
    void steps(int first, int sign, int size, std::ptrdiff_t stride, std::vector<float>& out) {
        const auto count = static_cast<int>(out.size());
        const int from = std::clamp(sign > 0 ? -first : first - size + 1, 0, count);
        const int to = std::clamp(sign > 0 ? size - first : first + 1, from, count);
        std::fill(out.begin(), out.begin() + from, kOutside);
        std::fill(out.begin() + to, out.end(), kOutside);
        const std::ptrdiff_t jump = stride * sign;
        bool fresh = true;
        for (const Line& line : m_lines) {
            const std::int16_t* in = line.base + (static_cast<std::ptrdiff_t>(first) + sign * from) * stride;
            float* to0 = out.data() + from;
            const int n = to - from;
            // Memory far apart is fetched once and kept: the next rows blend the same lines of voxels.
            const std::int16_t* near = jump == 1 ? in : gathered(in, jump, n);
            blend(near, line.weight, fresh, to0, n);
            fresh = false;
        }
    }

    const std::int16_t* gathered(const std::int16_t* in, std::ptrdiff_t jump, int count) {
        for (const auto& kept : m_kept)
            if (kept.in == in && kept.jump == jump && kept.values.size() == static_cast<std::size_t>(count))
                return kept.values.data();
        Kept& slot = m_kept[m_nextKept];
        m_nextKept = (m_nextKept + 1) % m_kept.size();
        slot.in = in;
        slot.jump = jump;
        slot.values.resize(static_cast<std::size_t>(count));
        for (auto& value : slot.values) {
            value = *in;
            in += jump;
        }
        return slot.values.data();
    }

    void tapped(double start, double step, int size, std::ptrdiff_t stride, std::vector<float>& out) {
        if (m_along.size() != out.size() || start != m_alongStart || step != m_alongStep) {
            m_along.resize(out.size());
            for (std::size_t i = 0; i < out.size(); ++i)
                m_along[i] = tapsAt(start + step * static_cast<double>(i), size, m_interpolation);
            m_alongStart = start;
            m_alongStep = step;
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            const Taps& taps = m_along[i];
            if (!taps.inside) {
                out[i] = kOutside;
                continue;
            }
            float sum = 0;
            for (const Line& line : m_lines) {
                float along = 0;
                for (int k = 0; k < taps.count; ++k) {
                    const auto kk = static_cast<std::size_t>(k);
                    along += static_cast<float>(taps.weight[kk]) *
                             static_cast<float>(line.base[static_cast<std::ptrdiff_t>(taps.index[kk]) * stride]);
                }
                sum += line.weight * along;
            }
            out[i] = sum;
        }
    }

    const Volume& m_volume;
    Interpolation m_interpolation;
    std::array<std::ptrdiff_t, 3> m_stride{};
    std::array<int, 3> m_size{};
    std::vector<Line> m_lines;
    struct Kept {
        const std::int16_t* in = nullptr;
        std::ptrdiff_t jump = 0;
        std::vector<std::int16_t> values;
    };
    std::array<Kept, 8> m_kept;  // cubic needs four lines at a time
    std::size_t m_nextKept = 0;
    std::vector<Taps> m_along;
    double m_alongStart = std::numeric_limits<double>::quiet_NaN(), m_alongStep = 0;
};

int slabPlanes(const ResliceOptions& options) {
    if (options.stepMm <= 0 || !(options.slabMm > 0)) return 1;
    return std::max(1, static_cast<int>(std::lround(options.slabMm / options.stepMm)));
}

// What the volume's values become in the answer, and what stands for "outside".
struct Output {
    double offset = 0;
    double outside = 0;
    std::optional<double> padding;
    explicit Output(const Volume& v) : offset(v.storedOffset) {
        const bool room = v.least > std::numeric_limits<std::int16_t>::min();
        outside = room ? v.least - 1 : v.least;
        if (room) padding = outside + offset;
    }
};

Image answer(const Volume& volume, const CutPlane& cut, const Output& output) {
    Image image;
    image.width = cut.width;
    image.height = cut.height;
    image.type = volume.storedOffset == 0 ? PixelType::Int16 : PixelType::UInt16;
    image.colour = volume.colour;
    image.slope = volume.slope;
    image.intercept = volume.intercept;
    image.unit = volume.unit;
    image.windows = volume.windows;
    image.spacing = {cut.pixelMm, cut.pixelMm, SpacingKind::Calibrated};
    image.plane = cut.plane;
    image.padding = output.padding;
    return image;
}

// To nearest, as far as 16 bits go; not-a-number is outside.
HILUM_CLONES void store(const float* values, std::size_t count, const Output& output, std::uint16_t* to) {
    const auto outside = static_cast<float>(output.outside);
    const int offset = static_cast<int>(output.offset);
    for (std::size_t x = 0; x < count; ++x) {
        const float value = values[x] == values[x] ? values[x] : outside;
        const float held = std::min(std::max(value, -32768.0F), 32767.0F);
        to[x] = static_cast<std::uint16_t>(static_cast<int>(std::floor(held + 0.5F)) + offset);  // same bits for Int16
    }
}

// One more plane of a slab; places outside of it have no share.
HILUM_CLONES void add(SlabMode mode, const float* row, std::size_t count, float* sum, float* inside) {
    for (std::size_t x = 0; x < count; ++x) {
        const bool there = row[x] == row[x];
        const float value = there ? row[x] : 0.0F;
        const bool first = inside[x] == 0.0F;
        const float joined = mode == SlabMode::Mean      ? sum[x] + value
                             : mode == SlabMode::Maximum ? std::max(sum[x], value)
                                                         : std::min(sum[x], value);
        sum[x] = !there ? sum[x] : first ? value : joined;
        inside[x] += there ? 1.0F : 0.0F;
    }
}

HILUM_CLONES void settle(SlabMode mode, const float* sum, const float* inside, std::size_t count, float* row) {
    for (std::size_t x = 0; x < count; ++x) {
        const float value = mode == SlabMode::Mean ? sum[x] / inside[x] : sum[x];
        row[x] = inside[x] == 0.0F ? kOutside : value;
    }
}

struct Cut {
    const Volume& volume;
    const CutPlane& plane;
    const ResliceOptions& options;
    const Output& output;
    std::uint16_t* out;
};

// Some lines of the answer; the parts of one cut are made at the same time.
void cutLines(const Cut& cut, int from, int to) {
    const ToVoxel toVoxel(cut.volume);
    const Plane& plane = cut.plane.plane;
    const Vector step = toVoxel.direction(plane.rowDirection);
    const double pixel = cut.plane.pixelMm;
    const Vector alongRow{step[0] * pixel, step[1] * pixel, step[2] * pixel};
    const Vector normal = cross(plane.rowDirection, plane.columnDirection);
    const int planes = slabPlanes(cut.options);
    Sampler sampler(cut.volume, cut.options.interpolation);
    const auto width = static_cast<std::size_t>(cut.plane.width);
    std::vector<float> row(width), sum(width), inside(width);
    for (int y = from; y < to; ++y) {
        const Vector begin = plus(plane.positionMm, plane.columnDirection, y * pixel);
        if (planes == 1) {
            sampler.row(toVoxel.point(begin), alongRow, row);
        } else {
            std::fill(inside.begin(), inside.end(), 0.0F);
            for (int k = 0; k < planes; ++k) {
                const double off = (k - (planes - 1) / 2.0) * cut.options.stepMm;
                sampler.row(toVoxel.point(plus(begin, normal, off)), alongRow, row);
                add(cut.options.mode, row.data(), width, sum.data(), inside.data());
            }
            settle(cut.options.mode, sum.data(), inside.data(), width, row.data());
        }
        store(row.data(), width, cut.output, cut.out + static_cast<std::size_t>(y) * width);
    }
}

constexpr int kLinesPerPart = 64;  // fewer are not worth a second thread

}  // namespace

Image reslice(const Volume& volume, const CutPlane& cut, const ResliceOptions& options) {
    const Output output(volume);
    Image image = answer(volume, cut, output);
    auto bytes = std::make_shared<std::vector<std::byte>>(image.pixelCount() * 2);
    const Cut work{volume, cut, options, output, reinterpret_cast<std::uint16_t*>(bytes->data())};
    const int parts = std::clamp(cut.height / kLinesPerPart, 1, std::max(1, cv::getNumThreads()));
    cv::parallel_for_(cv::Range(0, parts), [&](const cv::Range& range) {
        for (int part = range.start; part < range.end; ++part)
            cutLines(work, cut.height * part / parts, cut.height * (part + 1) / parts);
    });
    image.pixels = std::move(bytes);
    return image;
}

}  // namespace hilum::image
