// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ScreenPatch: the part of a grey image that is on screen, resampled to screen pixels as stored values
// (bilinear, before windowing), so that a window change touches the pixels on screen only and not those of a
// large radiograph. Pure; any thread.
#pragma once

#include <QRect>
#include <QTransform>
#include <optional>

#include "core/image/image.h"

namespace hilum::ui {

// Grey images of up to 16 bits without padding values (those must not be blended).
bool canPatch(const image::Image& image);

// screen: which screen pixels; screenFromImage: image coordinates (0..width) to screen pixels, without shear.
// The answer has the image's meaning (rescale, windows) and screen's size. nullopt when the transform turns by
// other than quarters.
std::optional<image::Image> makePatch(const image::Image& image, const QTransform& screenFromImage, QRect screen);

// The screen pixels that the image covers.
QRect coveredBy(const image::Image& image, const QTransform& screenFromImage, const QRect& screen);

}  // namespace hilum::ui
