// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/overlay_paint.h"

#include <QCoreApplication>
#include <QLinearGradient>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/common/theme.h"

namespace hilum::ui {

namespace {

constexpr QRgb kSaliencyHue = 0xFFFF8AC8;  // the AI tint, bright enough to be seen on grey

QString tr(const char* text) { return QCoreApplication::translate("viewer", text); }

}  // namespace

SaliencyOverlay makeSaliencyOverlay(const image::HeatMap& map, const QString& phrase, const QString& method,
                                    QPointF peak, int maxSide) {
    SaliencyOverlay overlay{{}, phrase, method, peak};
    if (map.width <= 0 || map.height <= 0 ||
        map.values.size() != static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height))
        return overlay;
    const double shrink = std::max(1.0, std::max(map.width, map.height) / static_cast<double>(maxSide));
    const int width = std::max(1, static_cast<int>(map.width / shrink));
    const int height = std::max(1, static_cast<int>(map.height / shrink));
    QImage picture(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(picture.scanLine(y));
        const auto row =
            static_cast<std::size_t>(std::min(map.height - 1, static_cast<int>((y + 0.5) * map.height / height)));
        for (int x = 0; x < width; ++x) {
            const auto column =
                static_cast<std::size_t>(std::min(map.width - 1, static_cast<int>((x + 0.5) * map.width / width)));
            const float value = std::clamp(map.values[row * static_cast<std::size_t>(map.width) + column], 0.0F, 1.0F);
            line[x] = (static_cast<QRgb>(std::lround(value * 255.0F)) << 24) | (kSaliencyHue & 0x00FFFFFFU);
        }
    }
    overlay.picture = picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    return overlay;
}

void drawOutlinedText(QPainter& painter, const QRectF& box, Qt::Alignment alignment, const QString& text,
                      const QColor& colour) {
    constexpr std::array<std::array<int, 2>, 8> kAround = {
        {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}}};
    const int flags = static_cast<int>(alignment) | Qt::TextDontClip;
    painter.setPen(theme::tokens().overlayOutline);
    for (const auto& offset : kAround) painter.drawText(box.translated(offset[0], offset[1]), flags, text);
    painter.setPen(colour);
    painter.drawText(box, flags, text);
}

void drawCorner(QPainter& painter, const QRectF& box, Qt::Alignment corner, const QStringList& lines,
                const QColor& colour) {
    const QFontMetricsF metrics(painter.font());
    const double height = metrics.height();
    const bool bottom = corner.testFlag(Qt::AlignBottom);
    double y = bottom ? box.bottom() - height * static_cast<double>(lines.size()) : box.top();
    for (const auto& line : lines) {
        const QString fitted = metrics.elidedText(line, Qt::ElideRight, box.width());
        drawOutlinedText(painter, QRectF(box.left(), y, box.width(), height),
                         (corner & Qt::AlignHorizontal_Mask) | Qt::AlignTop, fitted, colour);
        y += height;
    }
}

double scaleBarMm(double widgetPointsPerMm, double longestPoints) {
    if (!(widgetPointsPerMm > 0)) return 0;
    constexpr std::array<double, 13> kLengths = {200, 150, 100, 50, 40, 30, 20, 10, 5, 2, 1, 0.5, 0.2};
    for (const double length : kLengths)
        if (length * widgetPointsPerMm <= longestPoints) return length;
    return 0;
}

namespace {

constexpr double kTickPx = 6, kFootPx = 4;
constexpr double kShortestBar = 24;

QString scaleBarWords(double mm, bool atDetector) {
    const QString text = mm >= 10 ? tr("%1 cm").arg(mm / 10) : tr("%1 mm").arg(mm);
    return atDetector ? text + QLatin1Char(' ') + tr("at detector") : text;
}

}  // namespace

double scaleBarRoom(const QPainter& painter) { return kFootPx + kTickPx + 2 + QFontMetricsF(painter.font()).height(); }

QRectF scaleBarExtent(const QPainter& painter, const QRectF& area, double widgetPointsPerMm, bool atDetector) {
    const double mm = scaleBarMm(widgetPointsPerMm, area.width() * 0.30);
    if (mm <= 0 || mm * widgetPointsPerMm < kShortestBar) return {};
    const double words = QFontMetricsF(painter.font()).horizontalAdvance(scaleBarWords(mm, atDetector));
    const double width = std::max(mm * widgetPointsPerMm, words);
    const double room = scaleBarRoom(painter);
    return {area.center().x() - width / 2, area.bottom() - room, width, room};
}

void drawScaleBar(QPainter& painter, const QRectF& area, double widgetPointsPerMm, bool atDetector) {
    const QRectF extent = scaleBarExtent(painter, area, widgetPointsPerMm, atDetector);
    if (extent.isEmpty()) return;
    const double mm = scaleBarMm(widgetPointsPerMm, area.width() * 0.30);
    const double length = mm * widgetPointsPerMm;
    const double x0 = area.center().x() - length / 2;
    const double y = area.bottom() - kFootPx;
    const auto bar = [&](const QColor& colour, double thickness) {
        painter.setPen(QPen(colour, thickness, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(x0, y), QPointF(x0 + length, y));
        for (const double x : {x0, x0 + length / 2, x0 + length})
            painter.drawLine(QPointF(x, y - (x == x0 + length / 2 ? 4 : kTickPx)), QPointF(x, y + 1));
    };
    bar(theme::tokens().overlayOutline, 3.0);
    bar(theme::tokens().overlayText, 1.5);
    drawOutlinedText(painter, QRectF(area.left(), extent.top(), area.width(), extent.height() - kFootPx - kTickPx),
                     Qt::AlignHCenter | Qt::AlignTop, scaleBarWords(mm, atDetector), theme::tokens().overlayText);
}

Band fitBand(const QString& words, const QString& caption, int width) {
    constexpr int kFewestLetters = 6;
    Band band{words, theme::font(theme::kBasePx, true), theme::px(24)};
    const QFontMetrics usual(band.font);
    if (usual.horizontalAdvance(words) <= width) {
        const QString join = QStringLiteral(" - ");
        const int left = width - usual.horizontalAdvance(words + join);
        const QString shown = usual.elidedText(caption, Qt::ElideRight, std::max(0, left));
        if (!caption.isEmpty() && (shown == caption || shown.size() > kFewestLetters)) band.text += join + shown;
        return band;
    }
    band.font = theme::font(theme::kSmallPx, true);
    const QFontMetrics small(band.font);
    const QRect wrapped = small.boundingRect(QRect(0, 0, std::max(1, width), 10000), Qt::TextWordWrap, words);
    band.height = std::max(band.height, wrapped.height() + 4);
    return band;
}

void drawSaliencyLegend(QPainter& painter, const QRectF& area, const QString& phrase, double opacity) {
    const double width = 10;
    const double height = std::min(120.0, area.height() * 0.3);
    const QRectF bar(area.right() - width, area.center().y() - height / 2, width, height);
    QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
    QColor strong = QColor::fromRgba(kSaliencyHue);
    strong.setAlphaF(static_cast<float>(opacity));
    QColor clear = strong;
    clear.setAlpha(0);
    gradient.setColorAt(0, clear);
    gradient.setColorAt(1, strong);
    painter.fillRect(bar.adjusted(-1, -1, 1, 1), QColor(0, 0, 0, 200));
    painter.fillRect(bar, QColor(90, 90, 90));
    painter.fillRect(bar, gradient);
    painter.setPen(QPen(theme::tokens().overlayText, 1));
    painter.drawRect(bar);
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height();
    const QRectF text(area.left(), bar.top(), bar.left() - area.left() - 6, line);
    drawOutlinedText(painter, text, Qt::AlignRight | Qt::AlignVCenter, tr("high"), theme::tokens().overlayText);
    drawOutlinedText(painter, text.translated(0, height - line), Qt::AlignRight | Qt::AlignVCenter, tr("low"),
                     theme::tokens().overlayText);
    const QString title = metrics.elidedText(tr("Saliency: %1").arg(phrase), Qt::ElideRight, area.width() * 0.6);
    const QRectF titleBox(area.left(), bar.top() - line - 6, area.width(), line);
    drawOutlinedText(painter, titleBox, Qt::AlignRight | Qt::AlignVCenter, title, QColor::fromRgba(kSaliencyHue));
    drawOutlinedText(painter, titleBox.translated(0, height + line + 10), Qt::AlignRight | Qt::AlignVCenter,
                     tr("AI suggestion - unreviewed"), theme::tokens().overlayText);
}

}  // namespace hilum::ui
