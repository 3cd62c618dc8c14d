// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/exposure.h"

namespace hilum::phantom {

namespace {

struct Settings {
    double scatter = 0.2;
    double photons = 9000;  // per mm^2 behind no body, in units of the noise model
    double lungGrey = 0.27;
    double mediastinumGrey = 0.83;
    double localContrast = 0.5;
    double localRadiusMm = 7;
    double sharpMm = 0.2;
};

Settings drawSettings(const Anatomy& anatomy, Random& random) {
    Settings s;
    s.scatter = random.uniform(0.10, 0.24) + (anatomy.ap ? 0.10 : 0.0);  // bedside films often have no grid
    s.photons = 240000.0 * std::exp(random.normal(0, 0.7, -1.8, 1.2)) * (anatomy.ap ? 0.6 : 1.0);
    s.lungGrey = random.uniform(0.20, 0.46);
    s.mediastinumGrey = s.lungGrey + random.uniform(0.36, 0.50);
    s.localContrast = random.uniform(0.35, 0.85);
    s.localRadiusMm = random.uniform(5, 11);
    s.sharpMm = random.uniform(0.12, 0.3);
    return s;
}

// Shutters: straight edges, seldom quite parallel to the film.
std::vector<std::uint8_t> collimate(const View& view, Random& random) {
    std::vector<std::uint8_t> outside(static_cast<std::size_t>(view.sizePx) * static_cast<std::size_t>(view.sizePx), 0);
    for (int edge = 0; edge < 4; ++edge) {
        if (!random.chance(0.22)) continue;
        const double depth = random.uniform(0.004, 0.035) * view.sizePx;
        const double lean = random.normal() * 0.008;
        for (int along = 0; along < view.sizePx; ++along) {
            const int width = static_cast<int>(depth + lean * (along - 0.5 * view.sizePx));
            for (int i = 0; i < width; ++i) {
                const int far = view.sizePx - 1 - i;
                const int x = edge == 0 ? i : edge == 1 ? far : along;
                const int y = edge == 2 ? i : edge == 3 ? far : along;
                outside[static_cast<std::size_t>(y) * static_cast<std::size_t>(view.sizePx) +
                        static_cast<std::size_t>(x)] = 1;
            }
        }
    }
    return outside;
}

double logit(double p) { return std::log(p / (1.0 - p)); }

// Transmitted plus scattered fluence with quantum noise, as natural logarithm.
Map detected(const Map& attenuation, const Map& bodyMm, const Settings& s, const View& view, Random& random) {
    Map primary(attenuation.width, attenuation.height);
    Map source(attenuation.width, attenuation.height);
    for (std::size_t i = 0; i < primary.values.size(); ++i) {
        const double through = std::exp(-static_cast<double>(attenuation.values[i]));
        primary.values[i] = static_cast<float>(through);
        // Scatter is born in the body, not in the open field beside it.
        source.values[i] =
            static_cast<float>(through * (1.0 - std::exp(-static_cast<double>(bodyMm.values[i]) / 60.0)));
    }
    const Map wide = blurredCoarse(source, 38.0 / view.mmPerPx);
    blur(primary, s.sharpMm / view.mmPerPx);
    const double perPixel = s.photons * view.mmPerPx * view.mmPerPx;
    for (std::size_t i = 0; i < primary.values.size(); ++i) {
        const double fluence = static_cast<double>(primary.values[i]) + s.scatter * static_cast<double>(wide.values[i]);
        const double deviation = 1.0 / std::sqrt(perPixel * fluence);
        primary.values[i] = static_cast<float>(std::log(fluence * std::max(0.05, 1.0 + deviation * random.normal())));
    }
    return primary;
}

}  // namespace

Film expose(const Map& attenuation, const Map& bodyMm, const ExposureReference& reference, const Anatomy& anatomy,
            const View& view, std::uint64_t seed, std::uint64_t index) {
    Random random(seed, index, "exposure");
    const Settings s = drawSettings(anatomy, random);
    Film film;
    film.collimated = collimate(view, random);
    Map grey = detected(attenuation, bodyMm, s, view, random);
    // Scatter lifts the dark parts: the reference levels get their share of it too.
    const double typical = 0.45 * s.scatter * std::exp(-reference.lungAttenuation);
    const double lung = std::log(std::exp(-reference.lungAttenuation) + typical);
    const double mediastinum = std::log(std::exp(-reference.mediastinumAttenuation) + typical);
    const double slope = (logit(s.mediastinumGrey) - logit(s.lungGrey)) / (lung - mediastinum);
    for (auto& value : grey.values) {
        const double u = logit(s.lungGrey) + slope * (lung - static_cast<double>(value));
        value = static_cast<float>(1.0 / (1.0 + std::exp(-u)));
    }
    const Map smooth = blurredCoarse(grey, s.localRadiusMm / view.mmPerPx);
    film.pixels.resize(grey.values.size());
    for (std::size_t i = 0; i < grey.values.size(); ++i) {
        const double local = static_cast<double>(grey.values[i]) - static_cast<double>(smooth.values[i]);
        double value = static_cast<double>(grey.values[i]) + s.localContrast * local;
        if (film.collimated[i] != 0) value = 0.0;
        film.pixels[i] = static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 1.0) * kStoredMax));
    }
    return film;
}

}  // namespace hilum::phantom
