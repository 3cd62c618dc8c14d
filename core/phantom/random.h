// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Random: the phantom's own generator (xoshiro256**, Blackman and Vigna 2018, seeded by splitmix64).
// Standard distributions differ between libraries; these give the same numbers everywhere. Each use
// has a stream named by a word, so that a new draw in one part never moves another part.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hilum::phantom {

class Random {
public:
    Random(std::uint64_t seed, std::uint64_t index, std::string_view stream);

    std::uint64_t next();
    double uniform();  // [0, 1)
    double uniform(double low, double high);
    // Nearly normal (sum of eight uniforms), so never beyond 4.9 deviations.
    double normal();
    double normal(double mean, double deviation, double low, double high);  // clipped
    int integer(int low, int high);                                         // both inclusive
    bool chance(double probability) { return uniform() < probability; }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(integer(0, static_cast<int>(from.size()) - 1))];
    }

private:
    std::array<std::uint64_t, 4> m_state{};
};

// Smooth lattice noise, 0..1 with mean 0.5; scale 1 = one lattice cell per unit.
double latticeNoise(double x, double y, std::uint64_t seed);
// Octaves of it, each half as large and half as strong; 0..1.
double fractalNoise(double x, double y, int octaves, std::uint64_t seed);

}  // namespace hilum::phantom
