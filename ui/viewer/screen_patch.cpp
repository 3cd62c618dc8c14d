// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/screen_patch.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hilum::ui {

namespace {

constexpr int kUnit = 1 << 12;  // weights in 1/4096: 16 bits x 4096 x 2 fits an int

// Two neighbours along one axis of the image and the second one's weight, for each screen pixel of a line.
struct Tap {
    int first, second, weight;
};

std::vector<Tap> tapsAlong(double from, double step, int count, int size) {
    std::vector<Tap> taps(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double at = from + step * i;
        const double low = std::floor(at);
        const int first = static_cast<int>(low);
        taps[static_cast<std::size_t>(i)] = {std::clamp(first, 0, size - 1), std::clamp(first + 1, 0, size - 1),
                                             static_cast<int>(std::lround((at - low) * kUnit))};
    }
    return taps;
}

int blend(int a, int b, int weight) { return a + (((b - a) * weight + kUnit / 2) >> 12); }

template <class T>
void fill(const image::Image& image, const std::vector<Tap>& across, const std::vector<Tap>& down, bool turned,
          T* out) {
    const T* in = reinterpret_cast<const T*>(image.pixels->data());
    const auto stride = static_cast<std::ptrdiff_t>(image.width);
    // Along a screen line the image advances by columns, or by rows when turned by a quarter.
    const std::ptrdiff_t step = turned ? stride : 1, jump = turned ? 1 : stride;
    std::vector<int> upper(across.size()), lower(across.size());
    int shownFirst = -1, shownSecond = -1;
    const auto line = [&](int at, std::vector<int>& into) {
        const T* base = in + at * jump;
        for (std::size_t x = 0; x < across.size(); ++x) {
            const Tap& tap = across[x];
            into[x] = blend(base[tap.first * step], base[tap.second * step], tap.weight);
        }
    };
    for (const Tap& tap : down) {
        // Neighbouring screen lines often need the same two lines of the image.
        if (tap.first == shownSecond && tap.first != shownFirst) {
            std::swap(upper, lower);
            shownFirst = shownSecond;
            shownSecond = -1;
        }
        if (tap.first != shownFirst) line(tap.first, upper);
        if (tap.second != shownSecond) line(tap.second, lower);
        shownFirst = tap.first;
        shownSecond = tap.second;
        for (std::size_t x = 0; x < across.size(); ++x) *out++ = static_cast<T>(blend(upper[x], lower[x], tap.weight));
    }
}

}  // namespace

bool canPatch(const image::Image& image) {
    const auto type = image.type;
    return image.channels == 1 && !image.padding && !image.empty() &&
           (type == image::PixelType::UInt8 || type == image::PixelType::Int8 || type == image::PixelType::UInt16 ||
            type == image::PixelType::Int16);
}

QRect coveredBy(const image::Image& image, const QTransform& screenFromImage, const QRect& screen) {
    const QRectF box = screenFromImage.mapRect(QRectF(0, 0, image.width, image.height));
    const QPoint from(static_cast<int>(std::lround(box.left())), static_cast<int>(std::lround(box.top())));
    const QPoint to(static_cast<int>(std::lround(box.right())), static_cast<int>(std::lround(box.bottom())));
    return QRect(from, QSize(std::max(1, to.x() - from.x()), std::max(1, to.y() - from.y()))).intersected(screen);
}

std::optional<image::Image> makePatch(const image::Image& image, const QTransform& screenFromImage, QRect screen) {
    const QTransform back = screenFromImage.inverted();
    const bool turned = std::abs(back.m11()) < 1e-12 && std::abs(back.m22()) < 1e-12;
    const bool straight = std::abs(back.m12()) < 1e-12 && std::abs(back.m21()) < 1e-12;
    if ((!turned && !straight) || screen.isEmpty() || !canPatch(image)) return std::nullopt;
    // Centre of the first screen pixel in the image, as an index (centre of pixel 0 is 0).
    const QPointF first = back.map(QPointF(screen.left() + 0.5, screen.top() + 0.5)) - QPointF(0.5, 0.5);
    const auto across = turned ? tapsAlong(first.y(), back.m12(), screen.width(), image.height)
                               : tapsAlong(first.x(), back.m11(), screen.width(), image.width);
    const auto down = turned ? tapsAlong(first.x(), back.m21(), screen.height(), image.width)
                             : tapsAlong(first.y(), back.m22(), screen.height(), image.height);
    image::Image patch = image;
    patch.width = screen.width();
    patch.height = screen.height();
    patch.plane.reset();
    patch.overlays.clear();
    const std::size_t bytesEach = image::sizeBytes(image.type);
    auto bytes = std::make_shared<std::vector<std::byte>>(patch.pixelCount() * bytesEach);
    switch (image.type) {
        case image::PixelType::UInt8:
            fill(image, across, down, turned, reinterpret_cast<std::uint8_t*>(bytes->data()));
            break;
        case image::PixelType::Int8:
            fill(image, across, down, turned, reinterpret_cast<std::int8_t*>(bytes->data()));
            break;
        case image::PixelType::UInt16:
            fill(image, across, down, turned, reinterpret_cast<std::uint16_t*>(bytes->data()));
            break;
        default: fill(image, across, down, turned, reinterpret_cast<std::int16_t*>(bytes->data())); break;
    }
    patch.pixels = std::move(bytes);
    return patch;
}

}  // namespace hilum::ui
