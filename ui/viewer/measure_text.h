// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The words beside a measurement: value, unit, and where the millimetres come from. Pure.
#pragma once

#include <QString>
#include <QStringList>

#include "ui/models/measurement.h"

namespace hilum::ui {

// "12.3 mm", "12.3 mm at detector", "45.6 px".
QString lengthText(const Length& length);
// Lines for one measurement on its image; a region takes as long as its pixels, the caller keeps the answer.
QStringList measureLines(const Measurement& measurement, const image::Image& image);
// "Distance", "Ellipse", ...
QString kindWord(MeasureKind kind);

}  // namespace hilum::ui
