// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/composer.h"

namespace hilum::phantom {

namespace {

// Attenuation per mm at the beam's effective energy (about 65 keV): water, and what bone adds to it.
constexpr double kWaterPerMm = 0.0195;
constexpr double kBonePerMm = 0.024;
constexpr double kHeartEdgeMm = 2.0;      // chord that counts as silhouette
constexpr double kThinnestWallMm = 16.0;  // chest wall in front of and behind the lung

double largestChord(const std::vector<Ellipse>& parts, double x, double y) {
    double chord = 0;
    for (const auto& part : parts) chord = std::max(chord, part.chord(x, y));
    return chord;
}

// Fine variation of the parenchyma: small vessels end-on and motion, below what the tree draws.
double texture(Point p, std::uint64_t seed) { return 1.0 + 0.45 * (fractalNoise(p.x / 9.0, p.y / 9.0, 4, seed) - 0.5); }

class Mean {
public:
    void add(double value) {
        m_sum += value;
        ++m_count;
    }
    double valueOr(double other) const { return m_count > 0 ? m_sum / m_count : other; }

private:
    double m_sum = 0;
    double m_count = 0;
};

class Composer {
public:
    Composer(const Chest& chest, const Thorax& thorax, const View& view, const std::vector<Lesion>& lesions,
             std::vector<Finding>& findings, std::uint64_t textureSeed)
        : m_chest(chest),
          m_thorax(thorax),
          m_view(view),
          m_lesions(lesions),
          m_findings(findings),
          m_textureSeed(textureSeed) {}

    Composite run() {
        Composite out;
        out.attenuation = Map(m_view.sizePx, m_view.sizePx);
        for (auto& finding : m_findings) {
            finding.mask = {m_view.sizePx, m_view.sizePx, {}};
            finding.mask.pixels.assign(out.attenuation.values.size(), 0);
        }
        for (int y = 0; y < m_view.sizePx; ++y)
            for (int x = 0; x < m_view.sizePx; ++x) out.attenuation.set(x, y, pixel(x, y));
        out.reference.lungAttenuation = m_lung.valueOr(out.reference.lungAttenuation);
        out.reference.mediastinumAttenuation =
            std::max(m_middle.valueOr(out.reference.mediastinumAttenuation), out.reference.lungAttenuation + 0.8);
        return out;
    }

private:
    double pixel(int x, int y) {
        const std::size_t i = m_chest.body.index(x, y);
        const Point p = m_view.toMm(x, y);
        const double pleural = m_chest.pleural.get(x, y);
        const double body = std::max(m_chest.body.get(x, y), pleural > 0 ? pleural + kThinnestWallMm : 0.0);
        const double tissue = std::max(0.0, body - pleural - std::min(m_chest.air.get(x, y), 0.8 * body));
        const double metal = m_chest.tools.metal.values.empty() ? 0.0 : m_chest.tools.metal.get(x, y);
        const double fixed = kWaterPerMm * tissue + kBonePerMm * (m_chest.bone.get(x, y) + metal);
        double water = 0;
        double normalWater = 0;
        if (pleural > 0) {
            PleuralSpace space{m_thorax.anatomy().lungDensity * texture(p, m_textureSeed), &m_none};
            normalWater = space.water(i, p.x > 0, pleural, m_chest.vessels.get(x, y), nullptr);
            space.lesions = &m_lesions;
            water =
                m_lesions.empty() ? normalWater : space.water(i, p.x > 0, pleural, m_chest.vessels.get(x, y), nullptr);
            markChanged(space, i, p.x > 0, pleural, m_chest.vessels.get(x, y), water);
        }
        markHeart(i);
        measure(p, pleural, fixed + kWaterPerMm * normalWater);
        return fixed + kWaterPerMm * water;
    }

    void markChanged(const PleuralSpace& space, std::size_t i, bool left, double pleural, double vessel, double water) {
        for (std::size_t k = 0; k < m_findings.size(); ++k) {
            const Lesion& lesion = m_lesions[k];
            if (lesion.kind == FindingKind::Cardiomegaly || lesion.left != left || lesion.amount.values[i] <= 0.0F)
                continue;
            const double change = water - space.water(i, left, pleural, vessel, &lesion);
            if (std::abs(change) * kWaterPerMm > kMaskThreshold) m_findings[k].mask.pixels[i] = 255;
        }
    }

    void markHeart(std::size_t i) {
        for (auto& finding : m_findings)
            if (finding.kind == FindingKind::Cardiomegaly &&
                static_cast<double>(m_chest.heart.values[i]) > kHeartEdgeMm)
                finding.mask.pixels[i] = 255;
    }

    // The levels that the film's curve is set by: open lung, and the middle of the chest.
    void measure(Point p, double pleural, double normal) {
        const double height = p.y / m_thorax.lungHeight(p.x > 0);
        if (height > 0.25 && height < 0.8 && pleural > 70)
            m_lung.add(normal);
        else if (height > 0.3 && height < 0.8 && std::abs(p.x) < 15)
            m_middle.add(normal);
    }

    const Chest& m_chest;
    const Thorax& m_thorax;
    const View& m_view;
    const std::vector<Lesion>& m_lesions;
    std::vector<Finding>& m_findings;
    std::uint64_t m_textureSeed;
    std::vector<Lesion> m_none;
    Mean m_lung, m_middle;
};

}  // namespace

Chest makeChest(const Thorax& thorax, const View& view, double cardiothoracicRatio, std::uint64_t seed,
                std::uint64_t index) {
    Chest chest;
    chest.body = bodyThickness(thorax.anatomy(), thorax, view);
    chest.bone = bones(thorax, view, seed, index);
    chest.air = airways(thorax, view, seed, index);
    chest.vessels = vesselTree(thorax, view, seed, index);
    chest.tools = devices(thorax, view, seed, index);
    chest.pleural = Map(view.sizePx, view.sizePx);
    chest.heart = Map(view.sizePx, view.sizePx);
    const auto heart = heartParts(thorax, cardiothoracicRatio);
    const auto great = greatVessels(thorax);
    for (int y = 0; y < view.sizePx; ++y) {
        for (int x = 0; x < view.sizePx; ++x) {
            const Point p = view.toMm(x, y);
            const double heartChord = largestChord(heart, p.x, p.y);
            chest.heart.set(x, y, heartChord);
            const bool left = p.x > 0;
            const double open = thorax.openChord(left, std::abs(p.x), p.y);
            if (open <= 0) continue;
            // Heart and vessels lie in front, the recess behind the dome: they do not take from each other.
            const double behind = open - std::max(heartChord, largestChord(great, p.x, p.y));
            chest.pleural.set(x, y, std::max(0.0, std::min(behind, open * thorax.aboveDome(left, std::abs(p.x), p.y))));
        }
    }
    return chest;
}

Composite compose(const Chest& chest, const Thorax& thorax, const View& view, const std::vector<Lesion>& lesions,
                  std::vector<Finding>& findings, std::uint64_t textureSeed) {
    return Composer(chest, thorax, view, lesions, findings, textureSeed).run();
}

}  // namespace hilum::phantom
