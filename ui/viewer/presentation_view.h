// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Between presentation states (dicom/open/presentation_state.h) and the views of this window, both ways. Pure
// functions of values; no widget is changed.
#pragma once

#include <QImage>
#include <QSizeF>
#include <optional>

#include "dicom/open/presentation_state.h"
#include "ui/models/measurement.h"
#include "ui/models/stack.h"
#include "ui/viewer/view_transform.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

struct PresentedFrame {
    std::string sopUid;
    int frame = 0;  // 0-based
    const image::Image& image;
};

// The state's window in the image's own modality values; nothing where it names none, or for colour images.
std::optional<image::WindowLevel> presentedWindow(const dicom::PresentationState& state, const std::string& sopUid,
                                                  int frame, const image::Image& image);
// Whether the image is shown inverted; MONOCHROME1 in the file does not matter to the state (PS3.4 N.2).
bool presentedInversion(const dicom::PresentationState& state, const image::Image& image);
// Displayed area, turn and flip. screenPixelsPerMm is for TRUE SIZE alone.
ViewTransform presentedView(const dicom::PresentationState& state, const PresentedFrame& frame,
                            double screenPixelsPerMm);
double screenPixelsPerMm(const QWidget& widget);

// What stands in a viewport, to be written as a presentation state.
struct PresentationSource {
    const Stack& stack;
    const StackFrame& current;
    const image::Image& image;
    ViewState state;
    QSizeF viewport;
    double devicePixelRatio = 1.0;
    // What is drawn on frames of the stack: the current one first, then those with measurements.
    struct Drawn {
        const StackFrame* frame = nullptr;
        std::vector<Measurement> measurements;
        std::vector<QStringList> texts;  // of each measurement
    };
    std::vector<Drawn> drawn;
};
// The current frame and every frame of its size that has drawings; what a state that is applied has drawn stays.
dicom::PresentationState presentationOf(const PresentationSource& source);

// "View with 2 drawings, 2026-12-01 14:05".
QString presentationName(const dicom::PresentationState& state);

// True when a state's drawing is this measurement's own, so that it is not painted twice.
bool sameDrawing(const dicom::GraphicAnnotation& annotation, const Measurement& measurement);

// The displayed area as a picture: one pixel for each column, rows stretched, turned, flipped, with its shutter
// and drawings. Any thread; text needs a QGuiApplication.
QImage presentedPicture(const dicom::PresentationState& state, const PresentedFrame& frame, bool drawings);

// The image under a window, one pixel for each of the file's, turned clockwise and then flipped.
QImage turnedPicture(const image::Image& image, const image::WindowLevel& window, bool invert, int quarterTurns,
                     bool flip);
base::Status savePng(const QImage& picture, const std::filesystem::path& path);

}  // namespace hilum::ui
