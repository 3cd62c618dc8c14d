// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reformatting: a picture of any plane through a volume, as stored values, with interpolation and a slab.
// Pure, any thread. Planes along the patient's axes cover the whole volume at its finest pixel size; where
// they run along the volume's own axes a quicker path gives the same values as the general one.
#pragma once

#include "core/image/volume.h"

namespace hilum::image {

enum class Interpolation { Nearest, Linear, Cubic };  // Cubic: Catmull-Rom (Keys 1981, a = -1/2)
enum class SlabMode { Mean, Maximum, Minimum };
enum class Orientation { Axial, Coronal, Sagittal };

// A plane of output pixels in the patient, PS3.3 C.7.6.2 like an Image's.
struct CutPlane {
    Plane plane;         // position of the first pixel's centre
    double pixelMm = 1;  // square pixels
    int width = 0, height = 0;
};

struct ResliceOptions {
    Interpolation interpolation = Interpolation::Linear;
    SlabMode mode = SlabMode::Mean;
    double slabMm = 0;  // 0 or less than one step = a single plane
    double stepMm = 1;  // between the planes of a slab
};

// The stack of planes of one orientation: how many there are, how far apart, and each of them. Axial runs
// from feet to head, coronal from front to back, sagittal from right to left; image rows and columns as
// radiologists hang them (patient's right on the left; head up; front up on axial, to the left on sagittal).
struct CutStack {
    Orientation orientation = Orientation::Axial;
    CutPlane first;
    double stepMm = 1;
    int count = 0;
    CutPlane at(int index) const;
};
CutStack cutStack(const Volume& volume, Orientation orientation);

// Stored values (Int16, or UInt16 where the volume came from those); outside the volume the padding value
// of the answer, which lies one below the least value wherever there is room for it.
Image reslice(const Volume& volume, const CutPlane& plane, const ResliceOptions& options);

}  // namespace hilum::image
