// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/corner_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("viewer", text); }

void addIf(QStringList& lines, const QString& text) {
    if (!text.trimmed().isEmpty()) lines << text.trimmed();
}

QString number(double value) {
    const double rounded = std::round(value);
    return std::abs(value - rounded) < 0.05 ? QString::number(rounded, 'f', 0) : QString::number(value, 'f', 1);
}

// "08:11" from "081105.12" or "08:11:05".
QString timeText(const QString& dicomTime) {
    if (dicomTime.contains(QLatin1Char(':'))) return dicomTime.left(5);
    return dicomTime.size() >= 4 ? dicomTime.left(2) + QLatin1Char(':') + dicomTime.mid(2, 2) : dicomTime;
}

QStringList identity(const dicom::Instance& instance, bool hidden) {
    if (hidden) return {tr("Identity hidden")};
    QStringList lines;
    addIf(lines, personName(instance.patientName));
    addIf(lines, fromUtf8(instance.patientId));
    QString born = fromUtf8(instance.birthDate);
    if (instance.ageYears) {
        const QString age = tr("%1 y").arg(*instance.ageYears);
        born = born.isEmpty() ? age : QStringLiteral("%1 (%2)").arg(born, age);
    }
    addIf(lines, QStringLiteral("%1  %2").arg(born, fromUtf8(instance.sex)));
    return lines;
}

QStringList study(const dicom::Instance& instance, bool hidden) {
    QStringList lines;
    if (!hidden) addIf(lines, fromUtf8(instance.institution));
    addIf(lines, fromUtf8(instance.studyDescription));
    if (!hidden && !instance.accession.empty()) addIf(lines, tr("Acc. %1").arg(fromUtf8(instance.accession)));
    addIf(lines, QStringLiteral("%1 %2").arg(fromUtf8(instance.studyDate), timeText(fromUtf8(instance.studyTime))));
    return lines;
}

QString sliceLocation(const image::Plane& plane) {
    const auto& r = plane.rowDirection;
    const auto& c = plane.columnDirection;
    const double nx = r[1] * c[2] - r[2] * c[1];
    const double ny = r[2] * c[0] - r[0] * c[2];
    const double nz = r[0] * c[1] - r[1] * c[0];
    const double along = nx * plane.positionMm[0] + ny * plane.positionMm[1] + nz * plane.positionMm[2];
    return tr("Pos %1 mm").arg(QString::number(along, 'f', 1));
}

// Where millimetres come from, always said: a length on a detector is not one in the patient.
QString scaleWords(const image::Image& image) {
    using image::SpacingOrigin;
    const bool measured = std::any_of(image.regions.begin(), image.regions.end(), [](const image::Region& region) {
        return region.twoDimensional && region.xUnit == image::RegionUnit::Centimetres &&
               region.yUnit == image::RegionUnit::Centimetres;
    });
    if (!image.regions.empty()) return measured ? tr("mm by ultrasound region") : tr("no millimetres");
    switch (image.spacing.origin) {
        case SpacingOrigin::PixelSpacing: return tr("mm by pixel spacing");
        case SpacingOrigin::CalibratedSpacing: return tr("mm calibrated");
        case SpacingOrigin::DetectorSpacing: return tr("mm at detector");
        case SpacingOrigin::NominalSpacing: return tr("mm of the scanned film");
        case SpacingOrigin::UltrasoundRegion: return tr("mm by ultrasound region");
        case SpacingOrigin::None:
        case SpacingOrigin::AspectRatio: break;
    }
    return image.spacing.kind == image::SpacingKind::Calibrated ? QString() : tr("no millimetres");
}

QStringList series(const CornerInput& input) {
    QStringList lines;
    const auto shown = [&](CornerItem item) { return input.hidden.count(item) == 0; };
    const auto& instance = *input.instance;
    if (shown(CornerItem::Series)) {
        QString title = fromUtf8(instance.seriesDescription);
        if (instance.seriesNumber > 0) title = tr("Se %1  %2").arg(instance.seriesNumber).arg(title);
        addIf(lines, title);
        addIf(lines, QStringList{fromUtf8(instance.modality), fromUtf8(instance.bodyPart), fromUtf8(instance.view),
                                 fromUtf8(instance.laterality)}
                         .join(QLatin1Char(' '))
                         .simplified());
    }
    if (shown(CornerItem::Position)) {
        if (instance.sliceThicknessMm > 0) addIf(lines, tr("Thk %1 mm").arg(number(instance.sliceThicknessMm)));
        if (input.image->plane) addIf(lines, sliceLocation(*input.image->plane));
    }
    if (shown(CornerItem::Technique)) addIf(lines, fromUtf8(instance.technique));
    if (shown(CornerItem::ScaleBar)) addIf(lines, scaleWords(*input.image));
    return lines;
}

// What of the series' geometry cannot be trusted, in a word or two; the list on the left has the sentences.
QStringList geometryWarnings(const CornerInput& input) {
    QStringList lines;
    if (input.stack->series == nullptr) return lines;
    const auto& series = *input.stack->series;
    const auto has = [&](dicom::SeriesWarning kind) {
        return std::find(series.warningKinds.begin(), series.warningKinds.end(), kind) != series.warningKinds.end();
    };
    using Kind = dicom::SeriesWarning;
    if (has(Kind::Split)) lines << tr("Part of a split series");
    if (has(Kind::Gaps)) lines << tr("Gaps between slices");
    if (has(Kind::Sheared)) lines << tr("Slices shifted (tilt)");
    if (has(Kind::SharedPositions)) lines << tr("Several images at a position");
    if (has(Kind::MixedOrientations)) lines << tr("Mixed orientations");
    if (has(Kind::Copies)) lines << tr("Copies left out");
    return lines;
}

}  // namespace

QString personName(const std::string& dicomName) {
    const QStringList groups = fromUtf8(dicomName).split(QLatin1Char('='));
    const QStringList parts = groups.value(0).split(QLatin1Char('^'));
    const QString family = parts.value(0).trimmed();
    const QString given = parts.value(1).trimmed();
    if (family.isEmpty() || given.isEmpty()) return family + given;
    return QStringLiteral("%1, %2").arg(family, given);
}

QString windowText(const image::WindowLevel& window) {
    QString text = tr("W %1  L %2").arg(number(window.width), number(window.centre));
    if (!window.explanation.empty()) text += QStringLiteral("  ") + fromUtf8(window.explanation);
    return text;
}

QString valueText(const image::Image& image, QPoint pixel) {
    if (image.empty() || pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= image.width || pixel.y() >= image.height)
        return {};
    if (image.channels == 3)
        return tr("R %1 G %2 B %3")
            .arg(number(image.stored(pixel.x(), pixel.y(), 0)), number(image.stored(pixel.x(), pixel.y(), 1)),
                 number(image.stored(pixel.x(), pixel.y(), 2)));
    const QString value = number(image.modalityValue(pixel.x(), pixel.y()));
    return image.unit.empty() ? value : QStringLiteral("%1 %2").arg(value, fromUtf8(image.unit));
}

const std::vector<CornerItemName>& cornerItems() {
    static const std::vector<CornerItemName> items = {
        {CornerItem::Identity, "identity", tr("Patient")},
        {CornerItem::Study, "study", tr("Institution and study")},
        {CornerItem::ImageNumber, "image", tr("Image number")},
        {CornerItem::Window, "window", tr("Window and level")},
        {CornerItem::Zoom, "zoom", tr("Zoom")},
        {CornerItem::Value, "value", tr("Value under the pointer")},
        {CornerItem::Series, "series", tr("Series")},
        {CornerItem::Technique, "technique", tr("Technique")},
        {CornerItem::Position, "position", tr("Thickness and position")},
        {CornerItem::Letters, "letters", tr("Orientation letters")},
        {CornerItem::ScaleBar, "scale", tr("Scale bar")},
    };
    return items;
}

CornerTexts cornerTexts(const CornerInput& input) {
    CornerTexts texts;
    if (input.stack == nullptr || input.instance == nullptr || input.image == nullptr) return texts;
    const auto shown = [&](CornerItem item) { return input.hidden.count(item) == 0; };
    if (shown(CornerItem::Identity)) texts.topLeft = identity(*input.instance, input.hideIdentity);
    if (shown(CornerItem::Study)) texts.topRight = study(*input.instance, input.hideIdentity);
    // At the top: names are long, and the scale bar stands at the foot.
    if (!input.presentation.isEmpty()) texts.topRight << tr("Presentation: %1").arg(input.presentation);
    if (shown(CornerItem::ImageNumber)) {
        QString position = tr("%1/%2").arg(input.index + 1).arg(input.stack->frames.size());
        if (input.shownIndex != input.index) position += tr("  (showing %1)").arg(input.shownIndex + 1);
        texts.bottomLeft << tr("Im %1").arg(position);
    }
    if (input.image->channels == 1 && shown(CornerItem::Window)) texts.bottomLeft << windowText(input.window);
    if (shown(CornerItem::Zoom)) texts.bottomLeft << tr("Zoom %1 %").arg(std::lround(input.zoom * 100));
    if (!shown(CornerItem::Value)) {
    } else if (input.cursor) {
        const QString value = valueText(*input.image, *input.cursor);
        texts.bottomLeft << tr("x %1  y %2  %3").arg(input.cursor->x()).arg(input.cursor->y()).arg(value);
    } else {
        texts.bottomLeft << QStringLiteral(" ");  // the lines above stay where they are when the cursor comes
    }
    texts.bottomRight = series(input);
    texts.warnings = geometryWarnings(input);
    if (input.windowOutside) texts.warnings << tr("Window outside the image's values");
    if (input.image->lossy) texts.warnings << tr("Lossy compression");
    return texts;
}

}  // namespace hilum::ui
