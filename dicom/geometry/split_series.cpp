// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/geometry/split_series.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dicom/geometry/vectors.h"

namespace hilum::dicom {

namespace {

constexpr std::size_t kMostPhases = 8;  // more are a time series, which is watched as one

struct Part {
    std::vector<Instance> instances;
    std::string name;  // what parts it from the others; "" = nothing
};

bool isSlice(const Instance& instance) { return instance.plane.has_value() && instance.frames == 1; }

bool belongTogether(const Instance& a, const Instance& b) {
    if (a.localizer != b.localizer || isSlice(a) != isSlice(b)) return false;
    if (!isSlice(a)) return true;
    return a.rows == b.rows && a.columns == b.columns && sameOrientation(*a.plane, *b.plane);
}

std::string orientationName(const Instance& instance) {
    const Vector normal = normalOf(*instance.plane);
    const auto size = [&](std::size_t axis) { return std::abs(normal[axis]); };
    constexpr double kMostly = 0.9;
    if (size(2) > kMostly) return "axial";
    if (size(1) > kMostly) return "coronal";
    return size(0) > kMostly ? "sagittal" : "oblique";
}

std::vector<Part> byOrientation(std::vector<Instance> instances) {
    std::vector<Part> parts;
    for (auto& instance : instances) {
        const auto home = std::find_if(parts.begin(), parts.end(), [&](const Part& part) {
            return belongTogether(part.instances.front(), instance);
        });
        if (home != parts.end())
            home->instances.push_back(std::move(instance));
        else
            parts.push_back({{std::move(instance)}, {}});
    }
    return parts;
}

// Radial and rotating acquisitions have nearly as many orientations as images: those stay together.
void joinSingles(std::vector<Part>& parts) {
    const auto isSingle = [](const Part& part) {
        return part.instances.size() == 1 && isSlice(part.instances.front()) && !part.instances.front().localizer;
    };
    const auto first = std::find_if(parts.begin(), parts.end(), isSingle);
    if (first == parts.end()) return;
    for (auto it = first + 1; it != parts.end();) {
        if (!isSingle(*it)) {
            ++it;
            continue;
        }
        // Compared by the orientation of its first image only, so it is found again below.
        first->instances.push_back(std::move(it->instances.front()));
        it = parts.erase(it);
    }
    if (first->instances.size() > 1) first->name = "mixed orientations";
}

// The phases that the files state, when each phase covers several positions and there are few.
std::vector<Part> byPhase(Part part) {
    std::map<std::string, std::size_t> order;
    std::set<long long> positions;
    const auto& first = part.instances.front();
    if (!isSlice(first) || !part.name.empty()) return {std::move(part)};
    const Vector normal = normalOf(*first.plane);
    std::set<std::pair<std::string, long long>> places;
    for (const auto& instance : part.instances) {
        order.try_emplace(instance.phase, order.size());
        const auto place = std::llround(dot(instance.plane->positionMm, normal) / kSamePositionMm);
        positions.insert(place);
        places.insert({instance.phase, place});
    }
    // Phases at places of their own (a value that merely changes along the stack) are no phases.
    const bool overlap = places.size() > positions.size();
    if (order.size() < 2 || order.size() > kMostPhases || positions.size() < 2 || !overlap) return {std::move(part)};
    std::vector<Part> parts(order.size());
    for (auto& instance : part.instances) {
        Part& home = parts[order[instance.phase]];
        home.name = instance.phase.empty() ? "no phase" : instance.phase;
        home.instances.push_back(std::move(instance));
    }
    return parts;
}

void nameParts(std::vector<Part>& parts) {
    if (parts.size() < 2) return;
    std::map<std::string, int> uses;
    for (auto& part : parts) {
        const auto& first = part.instances.front();
        if (!part.name.empty()) continue;
        part.name = first.localizer ? "localizer" : isSlice(first) ? orientationName(first) : "without position";
        if (const int use = ++uses[part.name]; use > 1) part.name += " " + std::to_string(use);
    }
}

std::string counted(std::size_t images) { return std::to_string(images) + (images == 1 ? " image" : " images"); }

}  // namespace

std::vector<Series> splitSeries(Series series) {
    std::vector<Part> parts = byOrientation(std::move(series.instances));
    joinSingles(parts);
    std::vector<Part> all;
    for (auto& part : parts)
        for (auto& phase : byPhase(std::move(part))) all.push_back(std::move(phase));
    nameParts(all);
    series.instances.clear();
    std::vector<Series> result;
    for (std::size_t i = 0; i < all.size(); ++i) {
        Series made = series;
        made.instances = std::move(all[i].instances);
        if (all.size() > 1) {
            if (i > 0) made.uid += "/" + std::to_string(i + 1);
            made.description += (made.description.empty() ? "" : " ") + std::string("(") + all[i].name + ")";
            made.warn(SeriesWarning::Split, "The series was split into " + std::to_string(all.size()) +
                                                " parts; this one, " + all[i].name + ", holds " +
                                                counted(made.instances.size()) + ".");
        }
        result.push_back(std::move(made));
    }
    return result;
}

}  // namespace hilum::dicom
