// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/presentation_writer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dicom/file/colour.h"
#include "dicom/file/prescan.h"
#include "dicom/file/tags.h"
#include "dicom/open/content.h"
#include "dicom/write/image_identity.h"
#include "dicom/write/srgb_profile.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::size_t kMostEntries = 65536;

void putImages(DatasetFiller& fill, const std::vector<ImageReference>& images) {
    for (const auto& image : images)
        fill.item(DCM_ReferencedImageSequence, [&](DatasetFiller& item) {
            item.text(DCM_ReferencedSOPClassUID, image.sopClass);
            item.text(DCM_ReferencedSOPInstanceUID, image.sopUid);
            std::string frames;
            for (const int frame : image.frames) frames += (frames.empty() ? "" : "\\") + std::to_string(frame);
            if (!frames.empty()) item.text(DCM_ReferencedFrameNumber, frames);
        });
}

void putTable(DatasetFiller& item, std::int64_t first, int bits, const std::vector<std::uint16_t>& entries) {
    const int count = entries.size() >= kMostEntries ? 0 : static_cast<int>(entries.size());
    item.words(DCM_LUTDescriptor, {count, static_cast<int>(first), bits}, first < 0);
    item.wordArray(DCM_LUTData, entries);
}

// A curve that was moved or widened is sampled anew, one entry for each value.
void putVoiTable(DatasetFiller& item, const image::WindowLevel& window) {
    const auto& table = *window.table;
    const double low = window.centre - window.width / 2;
    const auto count = static_cast<double>(table.entries.size());
    if (low == table.firstMapped && window.width == count) {
        const int bits = static_cast<int>(std::lround(std::log2(table.most + 1)));
        putTable(item, std::llround(low), bits, table.entries);
        return;
    }
    const auto samples = static_cast<std::size_t>(std::clamp(std::round(window.width), 1.0, double{kMostEntries}));
    std::vector<std::uint16_t> entries(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double place = std::floor((static_cast<double>(i) + 0.5) / static_cast<double>(samples) * count);
        const auto at = static_cast<std::size_t>(std::clamp(place, 0.0, count - 1));
        entries[i] = static_cast<std::uint16_t>(std::lround(table.entries[at] / table.most * 65535.0));
    }
    constexpr std::int64_t kLeast = -32768, kMost = 65535;
    putTable(item, std::clamp<std::int64_t>(std::llround(low), kLeast, kMost), 16, entries);
}

void putWindow(DatasetFiller& fill, const PresentationWindow& shown) {
    fill.item(DCM_SoftcopyVOILUTSequence, [&](DatasetFiller& item) {
        putImages(item, shown.images);
        const auto& window = shown.window;
        if (window.function == image::VoiFunction::Table && window.table && !window.table->entries.empty()) {
            item.item(DCM_VOILUTSequence, [&](DatasetFiller& lut) {
                lut.text(DCM_LUTExplanation, shortened(window.explanation, kLongStringChars));
                putVoiTable(lut, window);
            });
            return;
        }
        item.text(DCM_WindowCenter, decimalString(window.centre));
        item.text(DCM_WindowWidth, decimalString(window.width));
        if (!window.explanation.empty())
            item.text(DCM_WindowCenterWidthExplanation, shortened(window.explanation, kLongStringChars));
        if (window.function == image::VoiFunction::Sigmoid) item.text(DCM_VOILUTFunction, "SIGMOID");
        if (window.function == image::VoiFunction::LinearExact) item.text(DCM_VOILUTFunction, "LINEAR_EXACT");
    });
}

base::Status putGrey(DatasetFiller& fill, const PresentationState& state, const ElementSet& image) {
    if (const auto own = image.item(tags::kModalityLutSequence, 0); own) {
        const bool isSigned = image.integer(tags::kPixelRepresentation) == 1;
        HILUM_TRY(const auto table, readLookupTable(*own, tags::kLutDescriptor, tags::kLutData, isSigned));
        fill.item(DCM_ModalityLUTSequence, [&](DatasetFiller& item) {
            constexpr std::uint32_t kModalityLutType = 0x00283004;
            const auto type = own->text(kModalityLutType);
            item.text(DCM_ModalityLUTType, type.empty() ? "US" : type);
            putTable(item, table.firstMapped, table.bits, table.entries);
        });
    } else {
        const auto type = image.text(tags::kRescaleType);
        const bool hounsfield = image.text(tags::kModality) == "CT" && image.has(tags::kRescaleSlope);
        fill.text(DCM_RescaleIntercept, decimalString(state.intercept));
        fill.text(DCM_RescaleSlope, decimalString(state.slope));
        fill.text(DCM_RescaleType, !type.empty() ? shortened(type, kLongStringChars) : hounsfield ? "HU" : "US");
    }
    for (const auto& window : state.windows) putWindow(fill, window);
    fill.text(DCM_PresentationLUTShape, state.inverse ? "INVERSE" : "IDENTITY");
    return base::okStatus();
}

// Which pixel stands in the top left corner of the screen, and which in the bottom right one.
std::array<std::vector<int>, 2> cornersOnScreen(const DisplayedArea& area, int turns, bool flip) {
    const std::array<std::vector<int>, 4> corners = {
        std::vector{area.left, area.top}, std::vector{area.right, area.top}, std::vector{area.right, area.bottom},
        std::vector{area.left, area.bottom}};
    // Turned clockwise by a quarter, the corner before comes to the top left; flipped, the one after it.
    const auto topLeft = static_cast<std::size_t>(4 - turns + (flip ? 1 : 0)) % 4;
    return {corners[topLeft], corners[(topLeft + 2) % 4]};
}

void putArea(DatasetFiller& fill, const DisplayedArea& area, const PresentationState& state) {
    fill.item(DCM_DisplayedAreaSelectionSequence, [&](DatasetFiller& item) {
        putImages(item, area.images);
        const auto corners = cornersOnScreen(area, state.quarterTurns, state.flip);
        item.longs(DCM_DisplayedAreaTopLeftHandCorner, corners[0]);
        item.longs(DCM_DisplayedAreaBottomRightHandCorner, corners[1]);
        item.text(DCM_PresentationSizeMode, area.size == PresentationSize::TrueSize  ? "TRUE SIZE"
                                            : area.size == PresentationSize::Magnify ? "MAGNIFY"
                                                                                     : "SCALE TO FIT");
        if (area.size == PresentationSize::Magnify)
            item.floats(DCM_PresentationPixelMagnificationRatio, {static_cast<float>(area.magnification)});
        if (area.xMm > 0 && area.yMm > 0) {
            item.text(DCM_PresentationPixelSpacing, decimalString(area.yMm) + "\\" + decimalString(area.xMm));
            return;
        }
        constexpr double kParts = 10000;  // the ratio is one of whole numbers
        const auto over = static_cast<int>(std::lround((area.rowStretch > 0 ? area.rowStretch : 1.0) * kParts));
        const int common = std::max(1, std::gcd(over, static_cast<int>(kParts)));
        item.text(DCM_PresentationPixelAspectRatio,
                  std::to_string(over / common) + "\\" + std::to_string(static_cast<int>(kParts) / common));
    });
}

void putShutter(DatasetFiller& fill, const PresentationShutter& shutter) {
    std::string shapes;
    const auto add = [&](const char* name) { shapes += (shapes.empty() ? "" : "\\") + std::string(name); };
    const auto pair = [](PresentationPoint p) {  // row, column of a pixel
        return std::to_string(std::lround(p.y + 0.5)) + "\\" + std::to_string(std::lround(p.x + 0.5));
    };
    if (shutter.rectangle) {
        add("RECTANGULAR");
        fill.text(DCM_ShutterLeftVerticalEdge, std::to_string(shutter.rectangle->left));
        fill.text(DCM_ShutterRightVerticalEdge, std::to_string(shutter.rectangle->right));
        fill.text(DCM_ShutterUpperHorizontalEdge, std::to_string(shutter.rectangle->top));
        fill.text(DCM_ShutterLowerHorizontalEdge, std::to_string(shutter.rectangle->bottom));
    }
    if (shutter.circleCentre) {
        add("CIRCULAR");
        fill.text(DCM_CenterOfCircularShutter, pair(*shutter.circleCentre));
        fill.text(DCM_RadiusOfCircularShutter, std::to_string(std::lround(shutter.circleRadius)));
    }
    if (shutter.polygon.size() >= 3) {
        add("POLYGONAL");
        std::string corners;
        for (const auto& p : shutter.polygon) corners += (corners.empty() ? "" : "\\") + pair(p);
        fill.text(DCM_VerticesOfThePolygonalShutter, corners);
    }
    fill.text(DCM_ShutterShape, shapes);
    fill.words(DCM_ShutterPresentationValue, {static_cast<int>(std::lround(shutter.grey * 65535))}, false);
}

const char* unitsText(AnnotationUnits units) { return units == AnnotationUnits::Display ? "DISPLAY" : "PIXEL"; }

std::vector<float> pairOf(PresentationPoint p) { return {static_cast<float>(p.x), static_cast<float>(p.y)}; }

void putShape(DatasetFiller& fill, const GraphicShape& shape) {
    constexpr std::array kNames = {"POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"};
    fill.item(DCM_GraphicObjectSequence, [&](DatasetFiller& item) {
        std::vector<float> data;
        for (const auto& p : shape.points) data.insert(data.end(), {static_cast<float>(p.x), static_cast<float>(p.y)});
        item.text(DCM_GraphicAnnotationUnits, unitsText(shape.units));
        item.words(DCM_GraphicDimensions, {2}, false);
        item.words(DCM_NumberOfGraphicPoints, {static_cast<int>(shape.points.size())}, false);
        item.floats(DCM_GraphicData, data);
        item.text(DCM_GraphicType, kNames[static_cast<std::size_t>(shape.kind)]);
        // Only for what has an inside (C.10.5).
        const bool closed = shape.points.size() > 2 && shape.points.front() == shape.points.back();
        const bool round = shape.kind == GraphicShape::Kind::Circle || shape.kind == GraphicShape::Kind::Ellipse;
        if (closed || round) item.text(DCM_GraphicFilled, shape.filled ? "Y" : "N");
    });
}

void putText(DatasetFiller& fill, const GraphicText& text) {
    fill.item(DCM_TextObjectSequence, [&](DatasetFiller& item) {
        if (text.box) {
            item.text(DCM_BoundingBoxAnnotationUnits, unitsText(text.box->units));
            item.floats(DCM_BoundingBoxTopLeftHandCorner, pairOf(text.box->topLeft));
            item.floats(DCM_BoundingBoxBottomRightHandCorner, pairOf(text.box->bottomRight));
            item.text(DCM_BoundingBoxTextHorizontalJustification, text.box->align == GraphicText::Align::Right ? "RIGHT"
                                                                  : text.box->align == GraphicText::Align::Centre
                                                                      ? "CENTER"
                                                                      : "LEFT");
        }
        if (text.anchor) {
            item.text(DCM_AnchorPointAnnotationUnits, unitsText(text.anchor->units));
            item.floats(DCM_AnchorPoint, pairOf(text.anchor->point));
            item.text(DCM_AnchorPointVisibility, text.anchor->visible ? "Y" : "N");
        }
        item.text(DCM_UnformattedTextValue, shortened(text.text, kShortTextChars, true));
    });
}

void putGraphics(DatasetFiller& fill, const PresentationState& state) {
    if (state.annotations.empty()) return;
    std::vector<GraphicLayer> layers = state.layers;
    for (const auto& annotation : state.annotations) {
        if (state.layerOf(annotation) != nullptr) continue;
        GraphicLayer layer;
        layer.name = annotation.layer;
        layer.order = static_cast<int>(layers.size()) + 1;
        const bool known =
            std::any_of(layers.begin(), layers.end(), [&](const auto& l) { return l.name == layer.name; });
        if (!known) layers.push_back(std::move(layer));
    }
    for (const auto& annotation : state.annotations)
        fill.item(DCM_GraphicAnnotationSequence, [&](DatasetFiller& item) {
            putImages(item, annotation.images);
            item.text(DCM_GraphicLayer, codeString(annotation.layer, "LAYER"));
            for (const auto& text : annotation.texts) putText(item, text);
            for (const auto& shape : annotation.shapes) putShape(item, shape);
        });
    for (const auto& layer : layers)
        fill.item(DCM_GraphicLayerSequence, [&](DatasetFiller& item) {
            item.text(DCM_GraphicLayer, codeString(layer.name, "LAYER"));
            item.text(DCM_GraphicLayerOrder, std::to_string(layer.order));
            if (layer.colour) {
                const auto lab = labFromRgb(*layer.colour);
                item.words(DCM_GraphicLayerRecommendedDisplayCIELabValue, {lab[0], lab[1], lab[2]}, false);
            }
            if (!layer.description.empty())
                item.text(DCM_GraphicLayerDescription, shortened(layer.description, kLongStringChars));
        });
}

void putHead(DatasetFiller& fill, const PresentationState& state, const std::string& uid) {
    const LocalClock clock = localNow();
    fill.text(DCM_SpecificCharacterSet, "ISO_IR 192");
    fill.text(DCM_SOPClassUID,
              state.colour ? UID_ColorSoftcopyPresentationStateStorage : UID_GrayscaleSoftcopyPresentationStateStorage);
    fill.text(DCM_SOPInstanceUID, uid);
    fill.text(DCM_InstanceCreationDate, clock.date);
    fill.text(DCM_InstanceCreationTime, clock.time);
    fill.text(DCM_Modality, "PR");
    fill.text(DCM_SeriesInstanceUID, newUid());
    fill.text(DCM_SeriesNumber, "9901");
    fill.text(DCM_SeriesDescription, "Presentation state");
    fill.text(DCM_InstanceNumber, "1");
    fill.text(DCM_Manufacturer, "Hilum");
    fill.text(DCM_ManufacturerModelName, "Hilum, research use only");
    fill.text(DCM_ContentLabel, codeString(state.label, "PRESENTATION"));
    fill.text(DCM_ContentDescription, shortened(state.description, kLongStringChars));
    fill.text(DCM_PresentationCreationDate, state.date.empty() ? clock.date : compactDate(state.date));
    fill.text(DCM_PresentationCreationTime, state.time.empty() ? clock.time : state.time);
    fill.text(DCM_ContentCreatorName, shortened(state.creator, kLongStringChars));
    for (const auto& series : state.references)
        fill.item(DCM_ReferencedSeriesSequence, [&](DatasetFiller& item) {
            item.text(DCM_SeriesInstanceUID, series.seriesUid);
            putImages(item, series.images);
        });
}

base::Status checked(const PresentationState& state, const ElementSet& image) {
    bool named = !image.text(tags::kStudyInstanceUid).empty() && !state.references.empty();
    for (const auto& series : state.references) {
        named = named && !series.seriesUid.empty() && !series.images.empty();
        for (const auto& reference : series.images)
            named = named && !reference.sopClass.empty() && !reference.sopUid.empty();
    }
    if (named) return base::okStatus();
    return makeError(
        ErrorCode::InvalidInput,
        "A presentation state refers to DICOM images by their identifiers, and this image has none; export "
        "the view as a picture instead.");
}

}  // namespace

Result<std::string> writePresentation(const PresentationState& state, const Locator& image,
                                      const std::filesystem::path& path, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Writing a presentation state", [&]() -> Result<std::string> {
        HILUM_TRY(const auto source, openLocator(image, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        HILUM_TRY_STATUS(checked(state, file.elements));
        const std::string uid = newUid();
        DcmFileFormat made;
        DatasetFiller fill(*made.getDataset());
        putHead(fill, state, uid);
        putImageIdentity(fill, file.elements);
        if (state.colour) {
            const auto profile = srgbProfile();
            fill.bytes(DCM_ICCProfile, profile);
        } else {
            HILUM_TRY_STATUS(putGrey(fill, state, file.elements));
        }
        for (const auto& area : state.areas) putArea(fill, area, state);
        fill.words(DCM_ImageRotation, {90 * state.quarterTurns}, false);
        fill.text(DCM_ImageHorizontalFlip, state.flip ? "Y" : "N");
        if (state.shutter && !state.shutter->empty()) putShutter(fill, *state.shutter);
        putGraphics(fill, state);
        HILUM_TRY_STATUS(fill.status());
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY_STATUS(saveStrictly(made, path));
        return uid;
    });
}

}  // namespace hilum::dicom
