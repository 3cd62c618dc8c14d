// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the beam meets besides the lungs: body outline, bones, airways, vessels, devices. Each function
// answers or adds to a map of path lengths in mm. Pure functions of the anatomy and the seed.
#pragma once

#include <cstdint>

#include "core/phantom/anatomy.h"
#include "core/phantom/canvas.h"

namespace hilum::phantom {

// Front-to-back thickness of the body, air inside not yet taken away; arms, neck and breasts included.
Map bodyThickness(const Anatomy& anatomy, const Thorax& thorax, const View& view);
// Bone in mm, weighted by mineral content: ribs, clavicles, scapulae, humeri, spine.
Map bones(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index);
// Air of trachea and main bronchi, and of the stomach.
Map airways(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index);
// Pulmonary vessels and hila.
Map vesselTree(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index);
// Wires, electrodes and lines of a bedside film, in mm of bone-like material; empty map when there are none.
// present tells which, for the report.
struct Devices {
    Map metal;
    bool leads = false;
    bool centralLine = false;
    bool trachealTube = false;
};
Devices devices(const Thorax& thorax, const View& view, std::uint64_t seed, std::uint64_t index);

}  // namespace hilum::phantom
