// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/mpr_volumes.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("viewer", text); }

// "<id>|<orientation>|<interpolation>|<mode>|<slab>"
std::string entryOf(const std::string& id, image::Orientation orientation, const MprOptions& options) {
    return toUtf8(QStringLiteral("%1|%2|%3|%4|%5")
                      .arg(fromUtf8(id))
                      .arg(static_cast<int>(orientation))
                      .arg(static_cast<int>(options.interpolation))
                      .arg(static_cast<int>(options.mode))
                      .arg(options.slabMm, 0, 'f', 2));
}

QString slabWords(const MprOptions& options) {
    if (options.slabMm <= 0) return {};
    const QString mode = options.mode == image::SlabMode::Maximum   ? tr("MIP")
                         : options.mode == image::SlabMode::Minimum ? tr("MinIP")
                                                                    : tr("mean");
    return QStringLiteral("%1 %2 mm").arg(mode).arg(options.slabMm, 0, 'f', 0);
}

QString interpolationWord(image::Interpolation interpolation) {
    switch (interpolation) {
        case image::Interpolation::Nearest: return tr("nearest");
        case image::Interpolation::Cubic: return tr("cubic");
        case image::Interpolation::Linear: break;
    }
    return tr("linear");
}

}  // namespace

unsigned orientationColour(image::Orientation orientation) {
    switch (orientation) {
        case image::Orientation::Axial: return 0xFFE5484D;
        case image::Orientation::Coronal: return 0xFF46A758;
        case image::Orientation::Sagittal: break;
    }
    return 0xFFF5D90A;
}

QString orientationWord(image::Orientation orientation) {
    switch (orientation) {
        case image::Orientation::Axial: return tr("Axial");
        case image::Orientation::Coronal: return tr("Coronal");
        case image::Orientation::Sagittal: break;
    }
    return tr("Sagittal");
}

std::string MprVolumes::add(image::Volume volume) {
    const std::scoped_lock lock(m_mutex);
    const std::string id = std::to_string(m_next++);
    m_volumes.emplace(id, std::make_shared<const image::Volume>(std::move(volume)));
    return id;
}

void MprVolumes::remove(const std::string& id) {
    const std::scoped_lock lock(m_mutex);
    m_volumes.erase(id);
}

std::size_t MprVolumes::usedBytes() const {
    const std::scoped_lock lock(m_mutex);
    std::size_t bytes = 0;
    for (const auto& [id, volume] : m_volumes) bytes += volume->sizeBytes();
    return bytes;
}

std::shared_ptr<const image::Volume> MprVolumes::find(const std::string& id) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_volumes.find(id);
    return found == m_volumes.end() ? nullptr : found->second;
}

base::Result<image::Image> MprVolumes::read(const FrameKey& key) const {
    const QStringList parts = fromUtf8(key.locator.zipEntry).split(QLatin1Char('|'));
    const auto volume = parts.size() == 5 ? find(toUtf8(parts[0])) : nullptr;
    if (!volume)
        return base::makeError(base::ErrorCode::NotFound,
                               "This reformatted image is gone because its series was closed; open the series again.");
    const auto cuts = image::cutStack(*volume, static_cast<image::Orientation>(parts[1].toInt()));
    image::ResliceOptions options;
    options.interpolation = static_cast<image::Interpolation>(parts[2].toInt());
    options.mode = static_cast<image::SlabMode>(parts[3].toInt());
    options.slabMm = parts[4].toDouble();
    options.stepMm = cuts.stepMm;
    return image::reslice(*volume, cuts.at(key.frame), options);
}

StackPtr MprVolumes::stack(const std::string& id, image::Orientation orientation, const MprOptions& options,
                           const Stack& source) const {
    const auto volume = find(id);
    if (!volume) return nullptr;
    const auto cuts = image::cutStack(*volume, orientation);
    auto studies = std::make_shared<dicom::OpenedStudies>();
    dicom::Study study = *source.study;
    dicom::Series series;
    const dicom::Instance& model = *source.frames.front().instance;
    const std::string entry = entryOf(id, orientation, options);
    const QString slab = slabWords(options);
    const QString words = orientationWord(orientation) + QLatin1Char(' ') + tr("reformat") + QStringLiteral(", ") +
                          (slab.isEmpty() ? QString() : slab + QStringLiteral(", ")) +
                          interpolationWord(options.interpolation);
    series.uid = source.series->uid + "/reformat/" + std::to_string(static_cast<int>(orientation));
    series.description = toUtf8(words);
    series.modality = source.series->modality;
    series.number = source.series->number;
    series.instances.reserve(static_cast<std::size_t>(cuts.count));
    for (int i = 0; i < cuts.count; ++i) {
        const auto cut = cuts.at(i);
        dicom::Instance instance = model;
        instance.locator = dicom::Locator{kPath, entry};
        instance.seriesUid = series.uid;
        instance.sopUid = series.uid + "/" + std::to_string(i);
        instance.seriesDescription = series.description;
        instance.instanceNumber = i + 1;
        instance.frames = 1;
        instance.rows = cut.height;
        instance.columns = cut.width;
        instance.spacing = {cut.pixelMm, cut.pixelMm, image::SpacingKind::Calibrated};
        instance.plane = cut.plane;
        instance.sliceThicknessMm = options.slabMm > 0 ? options.slabMm : 0;
        instance.patientOrientation.clear();
        series.instances.push_back(std::move(instance));
    }
    study.series = {std::move(series)};
    studies->studies.push_back(std::move(study));
    auto stack = std::make_shared<Stack>();
    stack->snapshot = studies;
    stack->study = &studies->studies.front();
    stack->series = &stack->study->series.front();
    for (int i = 0; i < cuts.count; ++i)
        stack->frames.push_back({FrameKey{stack->series->instances[static_cast<std::size_t>(i)].locator, i},
                                 &stack->series->instances[static_cast<std::size_t>(i)]});
    stack->frameColour = orientationColour(orientation);
    stack->derived = true;
    return stack;
}

}  // namespace hilum::ui
