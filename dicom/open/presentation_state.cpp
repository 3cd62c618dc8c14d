// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Reading of presentation states. Lenient: what is damaged or unknown is left out with a warning, so that the
// rest can be shown. Limits keep a hostile file small.
#include "dicom/open/presentation_state.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "dicom/file/frame_image.h"
#include "dicom/open/content.h"
#include "dicom/open/instance_header.h"
#include "dicom/open/presentation_tags.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Unstated = ElementSet::Unstated;
namespace pt = presentation_tags;

constexpr std::size_t kMostItems = 4096;   // of one sequence
constexpr std::size_t kMostShapes = 4096;  // of the whole state
constexpr double kMostPixel = 1e7;

int pixel(double value) { return static_cast<int>(std::lround(std::clamp(value, -kMostPixel, kMostPixel))); }

ImageReference imageReference(const ElementSet& item) {
    ImageReference reference{item.text(pt::kReferencedClass), item.text(pt::kReferencedUid), {}};
    for (const double frame : item.numbers(pt::kReferencedFrames))
        reference.frames.push_back(static_cast<int>(std::clamp(frame, 0.0, 1e9)));
    return reference;
}

std::vector<ImageReference> imageReferences(const ElementSet& set) {
    std::vector<ImageReference> images;
    for (const auto& item : set.items(pt::kReferencedImages, kMostItems)) images.push_back(imageReference(item));
    return images;
}

void readReferences(const ElementSet& root, PresentationState& state) {
    for (const auto& series : root.items(pt::kReferencedSeries, kMostItems))
        state.references.push_back({series.text(tags::kSeriesInstanceUid), imageReferences(series)});
}

std::optional<image::WindowLevel> readWindow(const ElementSet& item, bool negative) {
    if (auto table = item.item(tags::kVoiLutSequence, 0)) {
        const Element* descriptor = table->find(tags::kLutDescriptor);
        const bool signedValues =
            descriptor != nullptr && (descriptor->vr == vrOf('S', 'S') || (descriptor->vr == 0 && negative));
        auto read = readLookupTable(*table, tags::kLutDescriptor, tags::kLutData, signedValues);
        if (read.ok()) return voiWindow(std::move(read).value(), table->text(tags::kLutExplanation));
        return std::nullopt;
    }
    const auto centre = item.number(tags::kWindowCenter), width = item.number(tags::kWindowWidth);
    if (!centre || !width || !(*width > 0)) return std::nullopt;
    const std::string name = item.text(tags::kVoiLutFunction);
    const auto function = name == "SIGMOID"        ? image::VoiFunction::Sigmoid
                          : name == "LINEAR_EXACT" ? image::VoiFunction::LinearExact
                                                   : image::VoiFunction::Linear;
    if (function == image::VoiFunction::Linear && *width < 1) return std::nullopt;
    return image::WindowLevel{*centre, *width, function, item.text(tags::kWindowExplanation), nullptr};
}

void readGrey(const ElementSet& root, PresentationState& state) {
    state.slope = root.number(tags::kRescaleSlope).value_or(1.0);
    state.intercept = root.number(tags::kRescaleIntercept).value_or(0.0);
    if (state.slope == 0.0) state.slope = 1.0;
    state.modalityTable = root.item(tags::kModalityLutSequence, 0).has_value();
    for (const auto& item : root.items(pt::kSoftcopyVoi, kMostItems)) {
        auto window = readWindow(item, state.intercept < 0);
        if (window)
            state.windows.push_back({imageReferences(item), std::move(*window)});
        else
            state.warnings.emplace_back("One of its windows cannot be used and is left out.");
    }
    state.inverse = root.text(pt::kPresentationShape) == "INVERSE";
    state.presentationTable = root.item(pt::kPresentationLut, 0).has_value();
    if (state.presentationTable) state.warnings.emplace_back("Its presentation curve is not applied.");
}

void readAreas(const ElementSet& root, PresentationState& state) {
    for (const auto& item : root.items(pt::kDisplayedAreas, kMostItems)) {
        const auto first = item.numbers(pt::kAreaTopLeft, Unstated::SignedInteger);
        const auto last = item.numbers(pt::kAreaBottomRight, Unstated::SignedInteger);
        if (first.size() != 2 || last.size() != 2) continue;
        DisplayedArea area;
        area.images = imageReferences(item);
        // The corners are those on screen: turned and flipped images exchange them.
        area.left = pixel(std::min(first[0], last[0]));
        area.right = pixel(std::max(first[0], last[0]));
        area.top = pixel(std::min(first[1], last[1]));
        area.bottom = pixel(std::max(first[1], last[1]));
        const std::string size = item.text(pt::kSizeMode);
        area.size = size == "TRUE SIZE" ? PresentationSize::TrueSize
                    : size == "MAGNIFY" ? PresentationSize::Magnify
                                        : PresentationSize::ScaleToFit;
        const double ratio = item.number(pt::kMagnification, Unstated::Double).value_or(1.0);
        area.magnification = ratio > 0 ? ratio : 1.0;
        const auto spacing = item.numbers(pt::kPresentationSpacing), aspect = item.numbers(pt::kPresentationAspect);
        if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
            area.yMm = spacing[0];
            area.xMm = spacing[1];
            area.rowStretch = spacing[0] / spacing[1];
        } else if (aspect.size() == 2 && aspect[0] > 0 && aspect[1] > 0) {
            area.rowStretch = aspect[0] / aspect[1];
        }
        if (area.size == PresentationSize::TrueSize && area.xMm <= 0) area.size = PresentationSize::ScaleToFit;
        state.areas.push_back(std::move(area));
    }
}

void readShutter(const ElementSet& root, PresentationState& state) {
    const auto shapes = root.texts(pt::kShutterShape);
    if (shapes.empty()) return;
    const auto has = [&](const char* name) { return std::find(shapes.begin(), shapes.end(), name) != shapes.end(); };
    PresentationShutter shutter;
    const auto edge = [&](std::uint32_t tag) { return root.number(tag); };
    if (has("RECTANGULAR")) {
        const auto left = edge(pt::kShutterLeft), right = edge(pt::kShutterRight), top = edge(pt::kShutterUpper),
                   bottom = edge(pt::kShutterLower);
        if (left && right && top && bottom)
            shutter.rectangle =
                PresentationShutter::Rectangle{pixel(*left), pixel(*top), pixel(*right), pixel(*bottom)};
    }
    // Rows and columns of pixels, the pixel's middle is meant (C.7.6.11).
    if (has("CIRCULAR")) {
        const auto centre = root.numbers(pt::kShutterCentre);
        const auto radius = root.number(pt::kShutterRadius);
        if (centre.size() == 2 && radius && *radius > 0) {
            shutter.circleCentre = PresentationPoint{centre[1] - 0.5, centre[0] - 0.5};
            shutter.circleRadius = *radius;
        }
    }
    if (has("POLYGONAL")) {
        const auto corners = root.numbers(pt::kShutterPolygon);
        for (std::size_t i = 0; i + 1 < corners.size(); i += 2)
            shutter.polygon.push_back({corners[i + 1] - 0.5, corners[i] - 0.5});
    }
    if (has("BITMAP")) state.warnings.emplace_back("Its bitmap shutter is not applied.");
    constexpr double kWhite = 65535.0;
    shutter.grey = std::clamp(root.number(pt::kShutterValue, Unstated::Integer).value_or(0.0) / kWhite, 0.0, 1.0);
    if (!shutter.empty()) state.shutter = std::move(shutter);
}

AnnotationUnits unitsOf(const ElementSet& item, std::uint32_t tag) {
    return item.text(tag) == "DISPLAY" ? AnnotationUnits::Display : AnnotationUnits::Pixel;
}

std::optional<PresentationPoint> pointOf(const ElementSet& item, std::uint32_t tag) {
    const auto values = item.numbers(tag, Unstated::Double);
    if (values.size() != 2) return std::nullopt;
    return PresentationPoint{values[0], values[1]};
}

std::optional<GraphicShape> readShape(const ElementSet& item) {
    using Kind = GraphicShape::Kind;
    GraphicShape shape;
    const std::string type = item.text(pt::kGraphicType);
    std::size_t least = 2;
    if (type == "POINT") {
        shape.kind = Kind::Point;
        least = 1;
    } else if (type == "INTERPOLATED") {
        shape.kind = Kind::Interpolated;
    } else if (type == "CIRCLE") {
        shape.kind = Kind::Circle;
    } else if (type == "ELLIPSE") {
        shape.kind = Kind::Ellipse;
        least = 4;
    } else if (type != "POLYLINE") {
        return std::nullopt;
    }
    shape.units = unitsOf(item, pt::kGraphicUnits);
    shape.filled = item.text(pt::kGraphicFilled) == "Y";
    const auto values = item.numbers(pt::kGraphicData, Unstated::Double);
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) shape.points.push_back({values[i], values[i + 1]});
    if (shape.points.size() < least) return std::nullopt;
    return shape;
}

// Lines end with CR LF, CR or LF (PS3.5 6.1.2.3).
std::string plainLines(const std::string& stored) {
    std::string text;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        if (stored[i] != '\r')
            text += stored[i];
        else if (i + 1 >= stored.size() || stored[i + 1] != '\n')
            text += '\n';
    }
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

std::optional<GraphicText> readText(const ElementSet& item) {
    GraphicText text;
    text.text = plainLines(item.wholeText(pt::kText));
    const auto first = pointOf(item, pt::kBoxTopLeft), last = pointOf(item, pt::kBoxBottomRight);
    if (first && last) {
        const std::string align = item.text(pt::kBoxAlign);
        text.box = GraphicText::Box{*first, *last, unitsOf(item, pt::kBoxUnits),
                                    align == "RIGHT"    ? GraphicText::Align::Right
                                    : align == "CENTER" ? GraphicText::Align::Centre
                                                        : GraphicText::Align::Left};
    }
    if (const auto anchor = pointOf(item, pt::kAnchor))
        text.anchor =
            GraphicText::Anchor{*anchor, unitsOf(item, pt::kAnchorUnits), item.text(pt::kAnchorVisible) == "Y"};
    if (text.text.empty() || (!text.box && !text.anchor)) return std::nullopt;
    return text;
}

void readAnnotations(const ElementSet& root, PresentationState& state) {
    std::size_t left = kMostShapes, lost = 0;
    const auto keep = [&](auto read, auto& list) {
        if (!read || left == 0) {
            ++lost;
            return;
        }
        list.push_back(std::move(*read));
        --left;
    };
    for (const auto& item : root.items(pt::kAnnotations, kMostItems)) {
        GraphicAnnotation annotation;
        annotation.layer = item.text(pt::kLayer);
        annotation.images = imageReferences(item);
        for (const auto& graphic : item.items(pt::kGraphics, kMostItems)) keep(readShape(graphic), annotation.shapes);
        for (const auto& text : item.items(pt::kTexts, kMostItems)) keep(readText(text), annotation.texts);
        if (item.has(pt::kCompoundGraphics)) ++lost;
        if (!annotation.shapes.empty() || !annotation.texts.empty()) state.annotations.push_back(std::move(annotation));
    }
    if (lost > 0) state.warnings.push_back(std::to_string(lost) + " of its drawings cannot be shown and are left out.");
}

void readLayers(const ElementSet& root, PresentationState& state) {
    for (const auto& item : root.items(pt::kLayers, kMostItems)) {
        GraphicLayer layer;
        layer.name = item.text(pt::kLayer);
        layer.order = static_cast<int>(std::clamp(item.number(pt::kLayerOrder).value_or(0.0), -1e6, 1e6));
        layer.description = item.text(pt::kLayerDescription);
        const auto lab = item.numbers(pt::kLayerLab, Unstated::Integer);
        const auto grey = item.number(pt::kLayerGrey, Unstated::Integer);
        if (lab.size() == 3) {
            layer.colour = rgbFromLab({static_cast<std::uint16_t>(lab[0]), static_cast<std::uint16_t>(lab[1]),
                                       static_cast<std::uint16_t>(lab[2])});
        } else if (grey) {
            const auto level = static_cast<std::uint8_t>(std::clamp(*grey / 257.0, 0.0, 255.0));
            layer.colour = {level, level, level};
        }
        state.layers.push_back(std::move(layer));
    }
}

bool covers(const std::vector<ImageReference>& images, const std::string& sopUid, int frame) {
    return std::any_of(images.begin(), images.end(), [&](const ImageReference& image) {
        return image.sopUid == sopUid && (image.frames.empty() || std::find(image.frames.begin(), image.frames.end(),
                                                                            frame + 1) != image.frames.end());
    });
}

}  // namespace

bool PresentationState::refersTo(const std::string& uid, int frame) const {
    return std::any_of(references.begin(), references.end(),
                       [&](const PresentationReference& series) { return covers(series.images, uid, frame); });
}

// An item that names the frame goes before one for all images.
template <class T>
static const T* itemFor(const PresentationState& state, const std::vector<T>& items, const std::string& uid,
                        int frame) {
    if (!state.refersTo(uid, frame)) return nullptr;
    const T* common = nullptr;
    for (const auto& item : items) {
        if (covers(item.images, uid, frame)) return &item;
        if (item.images.empty() && common == nullptr) common = &item;
    }
    return common;
}

const PresentationWindow* PresentationState::windowFor(const std::string& uid, int frame) const {
    return itemFor(*this, windows, uid, frame);
}

const DisplayedArea* PresentationState::areaFor(const std::string& uid, int frame) const {
    return itemFor(*this, areas, uid, frame);
}

const GraphicLayer* PresentationState::layerOf(const GraphicAnnotation& annotation) const {
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const GraphicLayer& layer) { return layer.name == annotation.layer; });
    return found == layers.end() ? nullptr : &*found;
}

std::vector<const GraphicAnnotation*> PresentationState::annotationsFor(const std::string& uid, int frame) const {
    std::vector<const GraphicAnnotation*> list;
    if (!refersTo(uid, frame)) return list;
    for (const auto& annotation : annotations)
        if (annotation.images.empty() || covers(annotation.images, uid, frame)) list.push_back(&annotation);
    const auto order = [this](const GraphicAnnotation* a) {
        const GraphicLayer* layer = layerOf(*a);
        return layer == nullptr ? 0 : layer->order;
    };
    std::stable_sort(list.begin(), list.end(), [&](const auto* a, const auto* b) { return order(a) < order(b); });
    return list;
}

Result<PresentationState> readPresentation(const Locator& locator, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Reading a presentation state", [&]() -> Result<PresentationState> {
        HILUM_TRY(const auto source, openLocator(locator, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        const ElementSet& root = file.elements;
        const std::string sopClass = instanceFrom(file, locator).sopClass;
        if (sopClass != pt::kGreyClass && sopClass != pt::kColourClass) {
            const bool other = sopClass.starts_with(pt::kClassPrefix);
            return makeError(
                ErrorCode::Unsupported,
                locator.display() + (other ? " is a presentation state that blends or colours images, which "
                                             "this version does not apply; open its images themselves."
                                           : " is no presentation state; give one as --presentation, and "
                                             "an image as the file."));
        }
        PresentationState state;
        state.colour = sopClass == pt::kColourClass;
        state.sopUid = root.text(tags::kSopInstanceUid);
        state.seriesUid = root.text(tags::kSeriesInstanceUid);
        state.studyUid = root.text(tags::kStudyInstanceUid);
        state.label = root.text(pt::kLabel);
        state.description = root.text(pt::kDescription);
        state.creator = root.text(pt::kCreator);
        state.date = isoDate(root.text(pt::kCreationDate));
        state.time = root.text(pt::kCreationTime);
        readReferences(root, state);
        if (!state.colour) readGrey(root, state);
        readAreas(root, state);
        const auto turn = root.number(pt::kRotation, Unstated::Integer).value_or(0.0);
        state.quarterTurns = ((static_cast<int>(std::lround(turn / 90.0)) % 4) + 4) % 4;
        state.flip = root.text(pt::kFlip) == "Y";
        readShutter(root, state);
        readLayers(root, state);
        readAnnotations(root, state);
        return state;
    });
}

}  // namespace hilum::dicom
