// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Painting of the viewport: the image through the smallest halved copy that is still sharp on this
// screen, then overlay, corners, letters, scale bar and frame.
#include <QPainter>
#include <QPainterPath>
#include <cmath>
#include <memory>
#include <utility>

#include "core/image/window_level.h"
#include "ui/common/error_text.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/viewer/orientation.h"
#include "ui/viewer/presentation_paint.h"
#include "ui/viewer/screen_patch.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

namespace {

constexpr int kCornersFromPx = 320;  // narrower tiles show who it is and no other corner text (viewer.md 3.4)
constexpr int kMargin = 8, kBandMargin = 10;

bool sameWindow(const image::WindowLevel& a, const image::WindowLevel& b) {
    return a.centre == b.centre && a.width == b.width && a.function == b.function && a.table == b.table;
}

// The raster's bytes are shared, not copied; the cleanup function drops the reference.
QImage wrap(const image::Raster& raster) {
    if (raster.empty()) return {};
    auto* holder = new std::shared_ptr<const std::vector<std::uint8_t>>(raster.pixels);
    const auto format = raster.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    return QImage(
        raster.pixels->data(), raster.width, raster.height, raster.width * raster.channels, format,
        [](void* pointer) { delete static_cast<std::shared_ptr<const std::vector<std::uint8_t>>*>(pointer); }, holder);
}

// In the screen's own format, so that painting is a copy; Qt's conversion of grey costs several times as much. The
// picture that was shown before is written over where it has the size.
void showPatch(const image::Image& patch, const image::WindowLevel& window, bool inverted, QImage& picture) {
    if (picture.size() != QSize(patch.width, patch.height))
        picture = QImage(patch.width, patch.height, QImage::Format_RGB32);
    if (picture.isNull()) return;
    auto* const pixels = reinterpret_cast<std::uint32_t*>(picture.bits());
    image::renderScreen(patch, window, inverted, {pixels, patch.pixelCount()});  // lines of 32 bits have no padding
}

}  // namespace

// The smallest halved copy that is still sharp on this screen.
const image::Image& ViewportWidget::levelFor(double zoom) const {
    const image::Image* source = &m_frame->image;
    for (const auto& half : m_frame->halves) {
        if (zoom > 0.5) break;
        source = &half;
        zoom *= 2;
    }
    return *source;
}

const QImage& ViewportWidget::rendered(double zoom) {
    const image::Image& source = levelFor(zoom);
    if (m_renderedOf != &source || !sameWindow(m_renderedWindow, m_window) || m_renderedInverted != m_inverted) {
        m_rendered = wrap(image::render(source, m_window, m_inverted));
        m_renderedOf = &source;
        m_renderedWindow = m_window;
        m_renderedInverted = m_inverted;
    }
    return m_rendered;
}

// Values first, window afterwards, and only for the pixels on screen: a window change costs the same for a
// small and for a very large image. False when this image or device needs the general way.
bool ViewportWidget::paintPatch(QPainter& painter) {
    const image::Image& level =
        levelFor(m_view.effectiveZoom(m_frame->image, size(), painter.device()->devicePixelRatioF()));
    if (!canPatch(level)) return false;
    painter.save();
    const QTransform widgetToDevice = painter.deviceTransform();
    const QTransform levelToDevice = QTransform::fromScale(static_cast<double>(m_frame->image.width) / level.width,
                                                           static_cast<double>(m_frame->image.height) / level.height) *
                                     imageToWidget() * widgetToDevice;
    const QRect screen = coveredBy(level, levelToDevice, widgetToDevice.mapRect(QRectF(rect())).toAlignedRect());
    if (m_patchOf != &level || m_patchFrame != m_frame || m_patchPlace != levelToDevice || m_patchScreen != screen) {
        auto patch = makePatch(level, levelToDevice, screen);
        if (!patch) {
            painter.restore();
            return screen.isEmpty();
        }
        m_patch = std::move(*patch);
        m_patchOf = &level;
        m_patchFrame = m_frame;
        m_patchPlace = levelToDevice;
        m_patchScreen = screen;
        m_patchIsShown = false;
    }
    if (!m_patchIsShown || !sameWindow(m_patchWindow, m_window) || m_patchInverted != m_inverted) {
        showPatch(m_patch, m_window, m_inverted, m_patchShown);
        m_patchIsShown = true;
        m_patchWindow = m_window;
        m_patchInverted = m_inverted;
    }
    painter.resetTransform();
    painter.setWorldTransform(painter.deviceTransform().inverted());  // device pixels
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(screen.topLeft(), m_patchShown);
    painter.restore();
    return true;
}

void ViewportWidget::paintImage(QPainter& painter) {
    const auto& image = m_frame->image;
    const bool patched = paintPatch(painter);
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setTransform(imageToWidget(), true);
    if (!patched) {
        const QImage& picture = rendered(m_view.effectiveZoom(image, size(), devicePixelRatioF()));
        painter.drawImage(QRectF(0, 0, image.width, image.height), picture, QRectF(picture.rect()));
    }
    if (m_saliencyVisible && hasSaliency()) {
        painter.setOpacity(m_saliencyOpacity);
        painter.drawImage(QRectF(0, 0, image.width, image.height), m_saliency.picture,
                          QRectF(m_saliency.picture.rect()));
    }
    painter.restore();
}

// Lines of other viewports' planes, the 3-D cursor's foot, measurements: all in image coordinates.
void ViewportWidget::paintMarks(QPainter& painter) {
    const QTransform map = imageToWidget();
    painter.save();
    painter.setClipRect(rect());
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& mark : m_marks) {
        const QLineF line(map.map(mark.from), map.map(mark.to));
        painter.setPen(QPen(QColor(0, 0, 0, 150), 2.5));
        painter.drawLine(line);
        painter.setPen(QPen(mark.colour, 1.2, mark.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.drawLine(line);
    }
    if (m_textVisible) paintPlanes(painter, map);
    paintPresentation(painter);
    if (m_cursorMark) {
        const QPointF c = map.map(*m_cursorMark);
        for (const auto& [colour, wide] :
             {std::pair{QColor(0, 0, 0, 170), 3.0}, std::pair{QColor(0xF0, 0xE4, 0x42), 1.4}}) {
            painter.setPen(QPen(colour, wide));
            for (const QPointF d : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
                painter.drawLine(c + d * 5, c + d * 16);
        }
    }
    m_measure.paint(painter, map, m_textVisible);
    painter.restore();
}

void ViewportWidget::paintPresentation(QPainter& painter) {
    const StackFrame* shown = shownStackFrame();
    if (!m_presentation || shown == nullptr) return;
    const PresentedFrame frame{shown->instance->sopUid, shown->key.frame, m_frame->image};
    paintShutter(painter, *m_presentation, frame, imageToWidget());
    if (m_textVisible) paintAnnotations(painter, *m_presentation, frame, imageToWidget(), m_measure.measurements());
}

// Graphics of group 60xx, in the file's own pixels; they go with the texts (Space).
void ViewportWidget::paintPlanes(QPainter& painter, const QTransform& map) {
    const auto& overlays = m_frame->image.overlays;
    if (overlays.empty()) return;
    if (m_planesOf != m_frame.get()) {
        m_planes.clear();
        for (const auto& overlay : overlays) {
            QImage picture(overlay->width, overlay->height, QImage::Format_ARGB32_Premultiplied);
            picture.fill(Qt::transparent);
            const QRgb colour = overlay->isRegion ? 0xFF56B4E9 : 0xFFE6E8EA;
            for (int y = 0; y < overlay->height; ++y) {
                auto* line = reinterpret_cast<QRgb*>(picture.scanLine(y));
                const auto row = static_cast<std::size_t>(y) * static_cast<std::size_t>(overlay->width);
                for (int x = 0; x < overlay->width; ++x)
                    if (overlay->pixels[row + static_cast<std::size_t>(x)] != 0) line[x] = colour;
            }
            m_planes.append({picture, QPointF(overlay->x, overlay->y)});
        }
        m_planesOf = m_frame.get();
    }
    painter.save();
    painter.setTransform(map, true);
    for (const auto& plane : std::as_const(m_planes)) painter.drawImage(plane.second, plane.first);
    painter.restore();
}

// The lines at the foot stand beside the scale bar, or above it when they would meet.
void ViewportWidget::paintCorners(QPainter& painter, const QRectF& area, double zoom, const QRectF& bar) {
    const auto& t = theme::tokens();
    const CornerTexts texts = cornerTexts(cornerInput(zoom));
    const double column = area.width() * 0.46;
    const QFontMetricsF metrics(painter.font());
    const auto widest = [&](const QStringList& lines) {
        double width = 0;
        for (const auto& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
        return std::min(width, column);
    };
    QRectF left(area.left(), area.top(), column, area.height());
    QRectF right(area.right() - column, area.top(), column, area.height());
    drawCorner(painter, left, Qt::AlignLeft | Qt::AlignTop, texts.topLeft, t.overlayText);
    drawCorner(painter, right, Qt::AlignRight | Qt::AlignTop, texts.topRight, t.overlayText);
    // As wide as the value under the pointer may get: the lines do not jump when the pointer comes.
    const double value = m_hiddenCorners.count(CornerItem::Value) == 0
                             ? std::min(column, metrics.horizontalAdvance(QStringLiteral("x 0000  y 0000  -0000 HU")))
                             : 0.0;
    if (!bar.isEmpty() && left.left() + std::max(value, widest(texts.bottomLeft)) + kMargin > bar.left())
        left.setBottom(bar.top());
    if (!bar.isEmpty() && right.right() - widest(texts.bottomRight + texts.warnings) - kMargin < bar.right())
        right.setBottom(bar.top());
    drawCorner(painter, left, Qt::AlignLeft | Qt::AlignBottom, texts.bottomLeft, t.overlayText);
    const double warnings = metrics.height() * static_cast<double>(texts.warnings.size());
    drawCorner(painter, right, Qt::AlignRight | Qt::AlignBottom, texts.warnings, t.overlayWarning);
    drawCorner(painter, right.adjusted(0, 0, 0, -warnings), Qt::AlignRight | Qt::AlignBottom, texts.bottomRight,
               t.overlayText);
    const auto key = noteKey();
    if (key && m_measure.store() != nullptr && m_measure.store()->isKeyImage(*key)) {
        const QString by = m_measure.store()->of(*key).keyImage ? QString() : m_measure.store()->markedBy(*key);
        const double y = area.top() + metrics.height() * static_cast<double>(texts.topLeft.size());
        drawOutlinedText(
            painter, QRectF(left.left(), y + 2, column, 16), Qt::AlignLeft | Qt::AlignTop,
            QChar(0x2605) + QLatin1Char(' ') + (by.isEmpty() ? tr("Key image") : tr("Key object: %1").arg(by)),
            QColor(0xF0, 0xE4, 0x42));
    }
}

// Who it is stands in every viewport; a narrow one has room for nothing else. Answers what is left below the lines.
QRectF ViewportWidget::paintIdentity(QPainter& painter, const QRectF& area, double zoom) {
    const QStringList lines = cornerTexts(cornerInput(zoom)).topLeft;
    drawCorner(painter, area, Qt::AlignLeft | Qt::AlignTop, lines, theme::tokens().overlayText);
    return area.adjusted(0, QFontMetricsF(painter.font()).height() * static_cast<double>(lines.size()), 0, 0);
}

void ViewportWidget::paintOverlay(QPainter& painter) {
    const StackFrame* shown = shownStackFrame();
    const auto& image = m_frame->image;
    const auto& t = theme::tokens();
    painter.setFont(theme::font(theme::kSmallPx));
    const QRectF area = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const double zoom = m_view.effectiveZoom(image, size(), devicePixelRatioF());
    const bool roomy = width() >= kCornersFromPx && height() >= kCornersFromPx;
    const image::Spacing spacing = image::spacingAt(image, image.width / 2.0, image.height / 2.0);
    const bool scaled =
        m_hiddenCorners.count(CornerItem::ScaleBar) == 0 && spacing.kind != image::SpacingKind::None && spacing.xMm > 0;
    const double perMm = scaled ? zoom / devicePixelRatioF() / spacing.xMm : 0;
    const bool atDetector = spacing.kind == image::SpacingKind::AtDetector;
    const QRectF bar = scaled ? scaleBarExtent(painter, area, perMm, atDetector) : QRectF();
    QRectF below = area.adjusted(0, bandNow().height, 0, 0);
    if (roomy)
        paintCorners(painter, below, zoom, bar);
    else
        below = paintIdentity(painter, below, zoom);
    EdgeLetters letters;
    if (m_hiddenCorners.count(CornerItem::Letters) == 0)
        letters = edgeLetters(image.plane ? image.plane : shown->instance->plane, shown->instance->patientOrientation,
                              m_view);
    painter.setFont(theme::font(theme::kBasePx, true));
    const double half = area.height() / 2;
    const QRectF middle(area.left(), area.top() + half - 10, area.width(), 20);
    drawOutlinedText(painter, middle, Qt::AlignLeft | Qt::AlignVCenter, letters.left, t.overlayText);
    drawOutlinedText(painter, middle, Qt::AlignRight | Qt::AlignVCenter, letters.right, t.overlayText);
    drawOutlinedText(painter, below, Qt::AlignHCenter | Qt::AlignTop, letters.top, t.overlayText);
    drawOutlinedText(painter, area.adjusted(0, 0, 0, -bar.height()), Qt::AlignHCenter | Qt::AlignBottom, letters.bottom,
                     t.overlayText);
    painter.setFont(theme::font(theme::kSmallPx));
    if (scaled) drawScaleBar(painter, area, perMm, atDetector);
    if (m_saliencyVisible && hasSaliency() && roomy)
        drawSaliencyLegend(painter, area.adjusted(0, 0, -24, 0), m_saliency.phrase, m_saliencyOpacity);
}

void ViewportWidget::paintMessage(QPainter& painter, const QString& title, const QString& text, bool failed) {
    const auto& t = theme::tokens();
    const QRectF box = QRectF(rect()).adjusted(24, 24, -24, -24);
    double y = box.center().y() - 36;
    if (failed) {
        const QPixmap sign = iconPixmap(QStringLiteral("image-refused"), t.error, 32, devicePixelRatioF());
        painter.drawPixmap(QPointF(box.center().x() - 16, y - 24), sign);
        y += 16;
    }
    painter.setFont(theme::font(theme::kBasePx, true));
    painter.setPen(t.overlayText);
    QRectF used;
    painter.drawText(QRectF(box.left(), y, box.width(), box.bottom() - y),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, title, &used);
    y = used.bottom() - 18;
    painter.setFont(theme::font(theme::kBasePx));
    painter.setPen(QColor(0xA3, 0xA9, 0xAF));
    const double width = std::min(box.width(), 460.0);
    painter.drawText(QRectF(box.center().x() - width / 2, y + 24, width, box.bottom() - y - 24),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text);
}

Band ViewportWidget::bandNow() const {
    const int room = width() - 2 * kBandMargin;
    if (m_stack && m_stack->foreign) return fitBand(tr("past case, not this patient"), m_stack->foreignCaption, room);
    if (!m_stack || m_band.isEmpty()) return {};
    Band band = fitBand(m_band, {}, room);
    band.neutral = m_bandIsNeutral;
    return band;
}

void ViewportWidget::paintFrameLine(QPainter& painter) {
    const auto& t = theme::tokens();
    const bool foreign = m_stack && m_stack->foreign;
    if (const Band band = bandNow(); !band.text.isEmpty()) {
        const QRectF place(0, 0, width(), band.height + 2);
        painter.fillRect(place, band.neutral ? QColor(0x34, 0x39, 0x3E) : t.overlayWarning);
        painter.setFont(band.font);
        painter.setPen(band.neutral ? t.overlayText : QColor(0x0B, 0x0C, 0x0D));
        painter.drawText(place.adjusted(kBandMargin, 0, -kBandMargin, 0),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextWordWrap, band.text);
    }
    if (foreign) {
        painter.setPen(QPen(t.overlayWarning, 3));
        painter.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
    if (m_stack && m_stack->frameColour != 0) {  // a plane of a reformat: red, green, yellow
        painter.setPen(QPen(QColor::fromRgb(m_stack->frameColour), 2));
        painter.drawRect(QRectF(rect()).adjusted(2, 2, -2, -2));
    }
    if (m_active) {
        const double inset = foreign ? 3.5 : 0.5;
        painter.setPen(QPen(t.accent, 1));
        painter.drawRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset));
    }
}

QImage ViewportWidget::picture(QSize wanted, bool overlays) {
    QImage picture(wanted, QImage::Format_RGB32);
    picture.fill(theme::tokens().viewport);
    if (!m_frame || shownStackFrame() == nullptr) return picture;
    QPainter painter(&picture);
    const double scale = std::min(static_cast<double>(wanted.width()) / std::max(1, width()),
                                  static_cast<double>(wanted.height()) / std::max(1, height()));
    painter.translate((wanted.width() - width() * scale) / 2, (wanted.height() - height() * scale) / 2);
    painter.scale(scale, scale);
    painter.setClipRect(rect());
    paintImage(painter);
    if (overlays) {  // who the patient is never leaves the window this way
        const bool hidden = std::exchange(m_hideIdentity, true);
        paintMarks(painter);
        paintOverlay(painter);
        m_hideIdentity = hidden;
    }
    return picture;
}

void ViewportWidget::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme::tokens().viewport);
    const StackFrame* shown = shownStackFrame();
    const base::Error* failure =
        frameCount() > 0 ? m_frames.failure(m_stack->frames[static_cast<std::size_t>(m_index)].key) : nullptr;
    if (failure != nullptr) {
        const ErrorText text = errorText(*failure);
        paintMessage(painter, text.title, text.explanation, true);
    } else if (m_frame && shown != nullptr) {
        paintImage(painter);
        paintMarks(painter);
        if (m_textVisible) paintOverlay(painter);
    } else if (frameCount() > 0) {
        paintMessage(painter, tr("Reading image %1 of %2").arg(m_index + 1).arg(frameCount()), {}, false);
    } else {
        paintMessage(painter, m_emptyText, {}, false);
    }
    paintFrameLine(painter);
}

}  // namespace hilum::ui
