// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/measure_text.h"

#include <QCoreApplication>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

constexpr double kSquareMmPerSquareCm = 100.0;

QString tr(const char* text) { return QCoreApplication::translate("viewer", text); }

QString number(double value, int decimals) { return QString::number(value, 'f', decimals); }

QString areaText(const RoiStatistics& roi) {
    if (roi.unit == LengthUnit::Pixels) return tr("Area %1 px").arg(number(roi.area, 0));
    const bool large = roi.area >= 10 * kSquareMmPerSquareCm;
    const QString text = large ? tr("Area %1 cm\u00B2").arg(number(roi.area / kSquareMmPerSquareCm, 2))
                               : tr("Area %1 mm\u00B2").arg(number(roi.area, 1));
    return roi.unit == LengthUnit::MillimetresAtDetector ? text + QLatin1Char(' ') + tr("at detector") : text;
}

QStringList roiLines(const RoiStatistics& roi) {
    QStringList lines;
    if (roi.hasValues) {
        const QString unit = roi.valueUnit.empty() ? QString() : QLatin1Char(' ') + fromUtf8(roi.valueUnit);
        lines << tr("Mean %1%2  SD %3").arg(number(roi.mean, 1), unit, number(roi.deviation, 1))
              << tr("Min %1  Max %2").arg(QString::number(roi.least, 'g', 7), QString::number(roi.most, 'g', 7));
    }
    lines << areaText(roi);
    return lines;
}

}  // namespace

QString lengthText(const Length& length) {
    switch (length.unit) {
        case LengthUnit::Millimetres: return tr("%1 mm").arg(number(length.value, 1));
        case LengthUnit::MillimetresAtDetector: return tr("%1 mm at detector").arg(number(length.value, 1));
        case LengthUnit::Pixels: break;
    }
    return tr("%1 px").arg(number(length.value, 1));
}

QString kindWord(MeasureKind kind) {
    switch (kind) {
        case MeasureKind::Distance: return tr("Distance");
        case MeasureKind::Angle: return tr("Angle");
        case MeasureKind::Cobb: return tr("Cobb angle");
        case MeasureKind::Ellipse: return tr("Ellipse");
        case MeasureKind::Polygon: break;
    }
    return tr("Polygon");
}

QStringList measureLines(const Measurement& m, const image::Image& image) {
    const auto& p = m.points;
    const std::size_t needed = pointsNeeded(m.kind);
    if (needed == 0 ? p.size() < 3 : p.size() < needed) return {};
    const image::Spacing spacing = spacingFor(image, p);
    switch (m.kind) {
        case MeasureKind::Distance: return {lengthText(distanceOf(p[0], p[1], spacing))};
        case MeasureKind::Angle: return {number(angleOf(p[0], p[1], p[2], spacing), 1) + QChar(0xB0)};
        case MeasureKind::Cobb:
            return {tr("Cobb %1").arg(number(cobbOf(p[0], p[1], p[2], p[3], spacing), 1)) + QChar(0xB0)};
        case MeasureKind::Ellipse: return roiLines(ellipseStatistics(image, p[0], p[1]));
        case MeasureKind::Polygon: break;
    }
    return roiLines(polygonStatistics(image, p));
}

}  // namespace hilum::ui
