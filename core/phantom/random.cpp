// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/phantom/random.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hilum::phantom {

namespace {
std::uint64_t splitmix(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

double latticeValue(std::int64_t x, std::int64_t y, std::uint64_t seed) {
    std::uint64_t h = seed ^ (static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ULL) ^
                      (static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FULL);
    h = (h ^ (h >> 29)) * 0xBF58476D1CE4E5B9ULL;
    h ^= h >> 32;
    return static_cast<double>(h & 0xFFFFFFU) / 16777216.0;
}
}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t index, std::string_view stream) {
    std::uint64_t word = 0xCBF29CE484222325ULL;  // FNV-1a of the stream's name
    for (const char c : stream) word = (word ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    std::uint64_t state = seed;
    std::uint64_t mixed = splitmix(state) ^ word;
    mixed = splitmix(mixed) ^ index;
    for (auto& s : m_state) s = splitmix(mixed);
}

std::uint64_t Random::next() {
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Random::normal() {
    std::uint64_t sum = 0;
    for (int draw = 0; draw < 2; ++draw) {
        const std::uint64_t bits = next();
        for (int part = 0; part < 4; ++part) sum += (bits >> (16 * part)) & 0xFFFFU;
    }
    // Eight uniforms: mean 4, variance 8/12.
    return (static_cast<double>(sum) / 65536.0 - 4.0) * 1.2247448713915890;
}

double Random::normal(double mean, double deviation, double low, double high) {
    return std::clamp(mean + deviation * normal(), low, high);
}

int Random::integer(int low, int high) {
    const auto span = static_cast<std::uint64_t>(high - low + 1);
    return low + static_cast<int>(((next() >> 32) * span) >> 32);
}

double latticeNoise(double x, double y, std::uint64_t seed) {
    const double fx = std::floor(x);
    const double fy = std::floor(y);
    const auto ix = static_cast<std::int64_t>(fx);
    const auto iy = static_cast<std::int64_t>(fy);
    const double tx = (x - fx) * (x - fx) * (3.0 - 2.0 * (x - fx));
    const double ty = (y - fy) * (y - fy) * (3.0 - 2.0 * (y - fy));
    const double top = latticeValue(ix, iy, seed) * (1.0 - tx) + latticeValue(ix + 1, iy, seed) * tx;
    const double bottom = latticeValue(ix, iy + 1, seed) * (1.0 - tx) + latticeValue(ix + 1, iy + 1, seed) * tx;
    return top * (1.0 - ty) + bottom * ty;
}

double fractalNoise(double x, double y, int octaves, std::uint64_t seed) {
    double sum = 0.0;
    double weight = 1.0;
    double total = 0.0;
    for (int octave = 0; octave < octaves; ++octave) {
        sum += weight * latticeNoise(x, y, seed + static_cast<std::uint64_t>(octave) * 7919U);
        total += weight;
        weight *= 0.5;
        x *= 2.03;
        y *= 2.03;
    }
    return sum / total;
}

}  // namespace hilum::phantom
