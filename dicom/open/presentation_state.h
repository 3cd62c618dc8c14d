// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Softcopy presentation states (PS3.3 A.33.1 greyscale, A.33.2 colour; C.10, C.11): how images of a study
// were shown by somebody: window, displayed area, turn and flip, shutter, and what was drawn. Plain values;
// read here from a file, written by dicom/write/presentation_writer.h, drawn by ui/viewer.
// Coordinates of a drawing are continuous pixels, (0, 0) the top left corner of the first pixel and
// (columns, rows) the far corner (C.10.5.1.2), or shares of the displayed area.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "dicom/open/study_source.h"

namespace hilum::dicom {

struct PresentationPoint {
    double x = 0.0;
    double y = 0.0;
    bool operator==(const PresentationPoint&) const = default;
};
enum class AnnotationUnits { Pixel, Display };

struct GraphicShape {
    enum class Kind { Point, Polyline, Interpolated, Circle, Ellipse };
    Kind kind = Kind::Polyline;
    AnnotationUnits units = AnnotationUnits::Pixel;
    // Circle: centre and a point on it; ellipse: ends of the major axis, ends of the minor axis.
    std::vector<PresentationPoint> points;
    bool filled = false;
    bool operator==(const GraphicShape&) const = default;
};

struct GraphicText {
    enum class Align { Left, Centre, Right };
    struct Box {
        PresentationPoint topLeft, bottomRight;  // as displayed, after turn and flip
        AnnotationUnits units = AnnotationUnits::Pixel;
        Align align = Align::Left;
        bool operator==(const Box&) const = default;
    };
    struct Anchor {
        PresentationPoint point;
        AnnotationUnits units = AnnotationUnits::Pixel;
        bool visible = false;  // a line from the text to the point
        bool operator==(const Anchor&) const = default;
    };
    std::string text;  // UTF-8, lines parted by \n
    std::optional<Box> box;
    std::optional<Anchor> anchor;
    bool operator==(const GraphicText&) const = default;
};

struct ImageReference {
    std::string sopClass, sopUid;
    std::vector<int> frames;  // 1-based as stored; empty = all
    bool operator==(const ImageReference&) const = default;
};

struct GraphicAnnotation {
    std::string layer;
    std::vector<ImageReference> images;  // empty = all of the state
    std::vector<GraphicShape> shapes;
    std::vector<GraphicText> texts;
    bool operator==(const GraphicAnnotation&) const = default;
};

struct GraphicLayer {
    std::string name;
    int order = 0;
    std::string description;
    std::optional<std::array<std::uint8_t, 3>> colour;  // sRGB, from CIELab or a grey value
    bool operator==(const GraphicLayer&) const = default;
};

struct PresentationWindow {
    std::vector<ImageReference> images;
    image::WindowLevel window;  // of modality values by the state's own rescale
};

enum class PresentationSize { ScaleToFit, TrueSize, Magnify };
struct DisplayedArea {
    std::vector<ImageReference> images;
    // Pixels counted from 1, both inclusive, before turn and flip; may lie outside the image.
    int left = 1, top = 1, right = 1, bottom = 1;
    PresentationSize size = PresentationSize::ScaleToFit;
    double magnification = 1.0;   // of Magnify: screen pixels for each column
    double xMm = 0.0, yMm = 0.0;  // 0 = not stated
    double rowStretch = 0.0;      // height of a pixel over its width; 0 = not stated
};

struct PresentationShutter {
    struct Rectangle {
        int left = 1, top = 1, right = 1, bottom = 1;  // pixels from 1; what lies inside is shown
        bool operator==(const Rectangle&) const = default;
    };
    std::optional<Rectangle> rectangle;
    std::optional<PresentationPoint> circleCentre;  // pixel coordinates as above
    double circleRadius = 0.0;
    std::vector<PresentationPoint> polygon;
    double grey = 0.0;  // 0 black to 1 white
    bool empty() const { return !rectangle && !circleCentre && polygon.size() < 3; }
    bool operator==(const PresentationShutter&) const = default;
};

struct PresentationReference {
    std::string seriesUid;
    std::vector<ImageReference> images;
    bool operator==(const PresentationReference&) const = default;
};

struct PresentationState {
    bool colour = false;  // colour softcopy: no window, no rescale, no inversion
    std::string sopUid, seriesUid, studyUid;
    std::string label, description, creator;
    std::string date, time;  // YYYY-MM-DD, HHMMSS
    std::vector<PresentationReference> references;
    // Modality transformation of the state: it stands in for the image's own. A table is taken to be the image's.
    double slope = 1.0, intercept = 0.0;
    bool modalityTable = false;
    std::vector<PresentationWindow> windows;
    bool inverse = false;            // presentation LUT shape; the images' MONOCHROME1 does not matter (PS3.4 N.2)
    bool presentationTable = false;  // a presentation LUT sequence, which is not applied
    std::vector<DisplayedArea> areas;
    int quarterTurns = 0;  // clockwise, before the flip (C.10.6)
    bool flip = false;     // left and right change places
    std::optional<PresentationShutter> shutter;
    std::vector<GraphicLayer> layers;
    std::vector<GraphicAnnotation> annotations;
    std::vector<std::string> warnings;  // what of the file is not shown

    // What holds for a frame (0-based) of an image; null where the state says nothing about it.
    bool refersTo(const std::string& sopUid, int frame) const;
    const PresentationWindow* windowFor(const std::string& sopUid, int frame) const;
    const DisplayedArea* areaFor(const std::string& sopUid, int frame) const;
    std::vector<const GraphicAnnotation*> annotationsFor(const std::string& sopUid, int frame) const;  // by layer order
    const GraphicLayer* layerOf(const GraphicAnnotation& annotation) const;
};

// Errors: those of prescan(); Unsupported for other objects and for states that blend or colour images.
base::Result<PresentationState> readPresentation(const Locator& locator, const base::JobContext& context = {});

// CIE L*a*b* (D50) to sRGB and back, each as 16 bits of PS3.3 C.10.7.1.1.
std::array<std::uint8_t, 3> rgbFromLab(const std::array<std::uint16_t, 3>& lab);
std::array<std::uint16_t, 3> labFromRgb(const std::array<std::uint8_t, 3>& rgb);

}  // namespace hilum::dicom
