// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What the CT, MR and ultrasound simulations share: the slice grid, images made of stored values, identity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/phantom/random.h"
#include "core/phantom/solid.h"
#include "core/phantom/stack_study.h"

namespace hilum::phantom {

// A stack of square slices; first is the centre of the first pixel of slice 0.
struct SlicePlane {
    std::string name;
    int sizePx = 256;
    int count = 24;
    double mmPerPx = 1;
    double stepMm = 5;
    Vec3 first, row, column, normal;

    Vec3 at(double xPx, double yPx, double slice) const {
        return first + row * (xPx * mmPerPx) + column * (yPx * mmPerPx) + normal * (slice * stepMm);
    }
};

// A 16-bit image (12 bits used) of a slice, plane and calibrated spacing set.
image::Image greyStack(const SlicePlane& plane, int number, const std::vector<std::uint16_t>& stored);

base::Status checkStackOptions(const PhantomOptions& options);
// Patient, date and name from the arguments; the same number in another modality is another patient.
void fillIdentity(StackStudy& study, bool female, int ageYears, const PhantomOptions& options);

}  // namespace hilum::phantom
