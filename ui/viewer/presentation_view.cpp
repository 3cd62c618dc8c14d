// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/presentation_view.h"

#include <QBuffer>
#include <QPainter>
#include <QScreen>
#include <QWidget>
#include <algorithm>
#include <cmath>

#include "core/base/file_io.h"
#include "core/image/window_level.h"
#include "ui/common/text.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/presentation_paint.h"

namespace hilum::ui {

namespace {

constexpr double kMmPerInch = 25.4;
constexpr int kLeastPicturePx = 512;  // with drawings: their texts are of a fixed size
constexpr int kMostPicturePx = 8192;

QRectF rectOf(const dicom::DisplayedArea& area) {
    return QRectF(area.left - 1, area.top - 1, area.right - area.left + 1, area.bottom - area.top + 1);
}

}  // namespace

std::optional<image::WindowLevel> presentedWindow(const dicom::PresentationState& state, const std::string& sopUid,
                                                  int frame, const image::Image& image) {
    if (state.colour || image.channels != 1) return std::nullopt;
    const auto* found = state.windowFor(sopUid, frame);
    if (found == nullptr) return std::nullopt;
    image::WindowLevel window = found->window;
    if (state.modalityTable || (state.slope == image.slope && state.intercept == image.intercept)) return window;
    // The state rescales stored values its own way: its window in our modality values.
    if (window.function == image::VoiFunction::Linear)  // the same function without its half steps
        window = {window.centre - 0.5, std::max(window.width - 1, 1e-6), image::VoiFunction::LinearExact,
                  window.explanation, nullptr};
    const double ratio = image.slope / state.slope;
    window.centre = (window.centre - state.intercept) * ratio + image.intercept;
    window.width *= std::abs(ratio);
    return window;
}

bool presentedInversion(const dicom::PresentationState& state, const image::Image& image) {
    if (state.colour || image.channels != 1) return false;
    return state.inverse != (image.colour == image::ColourModel::GreyInverted);
}

ViewTransform presentedView(const dicom::PresentationState& state, const PresentedFrame& frame, double pixelsPerMm) {
    ViewTransform view;
    view.quarterTurns = state.quarterTurns;
    view.flipHorizontal = state.flip;
    const auto* area = state.areaFor(frame.sopUid, frame.frame);
    if (area == nullptr) return view;
    const double own = ViewTransform::rowStretch(frame.image);
    if (area->rowStretch > 0 && std::abs(area->rowStretch / own - 1) > 1e-3) view.stretch = area->rowStretch;
    // An area far outside is a mistake, or meant to cost memory.
    const double w = frame.image.width, h = frame.image.height;
    if (const QRectF rect = rectOf(*area) & QRectF(-w, -h, 3 * w, 3 * h); rect != QRectF(0, 0, w, h)) view.area = rect;
    if (area->size == dicom::PresentationSize::ScaleToFit) return view;
    view.fit = false;
    view.zoom = area->size == dicom::PresentationSize::Magnify ? area->magnification : area->xMm * pixelsPerMm;
    view.zoom = std::clamp(view.zoom, 0.02, 64.0);
    return view;
}

double screenPixelsPerMm(const QWidget& widget) {
    const QScreen* screen = widget.screen();
    const double perInch = screen == nullptr ? 96.0 : screen->physicalDotsPerInchX() * screen->devicePixelRatio();
    return perInch / kMmPerInch;
}

QString presentationName(const dicom::PresentationState& state) {
    QStringList parts = {fromUtf8(state.description.empty() ? state.label : state.description)};
    if (!state.creator.empty()) parts << personName(state.creator);
    QString when = fromUtf8(state.date);
    const QString time = fromUtf8(state.time);
    if (time.size() >= 4) when += QStringLiteral(" %1:%2").arg(time.left(2), time.mid(2, 2));
    if (!when.isEmpty()) parts << when;
    return parts.join(QStringLiteral(", "));
}

QImage turnedPicture(const image::Image& image, const image::WindowLevel& window, bool invert, int quarterTurns,
                     bool flip) {
    const image::Raster raster = image::render(image, window, invert);
    QImage picture = QImage(raster.pixels->data(), raster.width, raster.height, raster.width * raster.channels,
                            raster.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8)
                         .copy();
    if (quarterTurns != 0) picture = picture.transformed(QTransform().rotate(90.0 * quarterTurns));
    return flip ? picture.mirrored(true, false) : picture;
}

QImage presentedPicture(const dicom::PresentationState& state, const PresentedFrame& frame, bool drawings) {
    const image::Image& image = frame.image;
    const auto named = presentedWindow(state, frame.sopUid, frame.frame, image);
    const bool grey = image.channels == 1 && !state.colour;
    const image::WindowLevel window = named  ? *named
                                      : grey ? image::fullRangeWindow(image)
                                             : image::defaultWindow(image);
    QImage picture = turnedPicture(image, window, presentedInversion(state, image), 0, false);
    ViewTransform view = presentedView(state, frame, 1.0);
    view.fit = true;
    const QRectF area = view.areaOf(image);
    QSizeF size(area.width(), area.height() * view.stretchOf(image));
    const double side = std::max(size.width(), size.height());
    if (side > kMostPicturePx) size *= kMostPicturePx / side;
    if (drawings && side < kLeastPicturePx) size *= std::ceil(kLeastPicturePx / side);
    picture = picture.copy(area.toRect());
    if (size.toSize() != picture.size())
        picture = picture.scaled(size.toSize(), Qt::IgnoreAspectRatio,
                                 side > kMostPicturePx ? Qt::SmoothTransformation : Qt::FastTransformation);
    if (view.quarterTurns != 0) picture = picture.transformed(QTransform().rotate(90.0 * view.quarterTurns));
    if (view.flipHorizontal) picture = picture.mirrored(true, false);
    if (!drawings && !state.shutter) return picture;
    picture = picture.convertToFormat(QImage::Format_RGB32);
    QPainter painter(&picture);
    const QTransform map = view.imageToWidget(image, picture.size(), 1.0);
    paintShutter(painter, state, frame, map);
    if (drawings) paintAnnotations(painter, state, frame, map, {});
    return picture;
}

base::Status savePng(const QImage& picture, const std::filesystem::path& path) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG"))
        return base::makeError(base::ErrorCode::Internal, "The picture could not be encoded; the log has the details.");
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.constData());
    return base::writeFileAtomically(path, {data, static_cast<std::size_t>(bytes.size())});
}

}  // namespace hilum::ui
