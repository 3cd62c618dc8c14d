// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Painting of what a presentation state has drawn: shapes, texts and the shutter (PS3.3 C.10.5, C.7.6.11).
#pragma once

#include <QPainter>
#include <QTransform>
#include <vector>

#include "ui/viewer/presentation_view.h"

namespace hilum::ui {

void paintShutter(QPainter& painter, const dicom::PresentationState& state, const PresentedFrame& frame,
                  const QTransform& imageToWidget);
// `own`: measurements that are painted by themselves; a drawing that is one of them is left out.
void paintAnnotations(QPainter& painter, const dicom::PresentationState& state, const PresentedFrame& frame,
                      const QTransform& imageToWidget, const std::vector<Measurement>& own);

}  // namespace hilum::ui
