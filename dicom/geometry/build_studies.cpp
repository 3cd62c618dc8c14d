// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// buildStudies(): instances to patients' studies and series. A series is sorted by position along its
// normal where every image has a plane of one orientation (PS3.3 C.7.6.2.1.1), else by instance number.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "dicom/geometry/split_series.h"
#include "dicom/geometry/vectors.h"

namespace hilum::dicom {

namespace {

enum class Stacking { None, OneOrientation, Mixed };

// Multi-frame objects and projections are no stack.
Stacking stackingOf(const std::vector<Instance>& instances) {
    const bool planes = std::all_of(instances.begin(), instances.end(), [](const Instance& instance) {
        return instance.plane.has_value() && instance.frames == 1;
    });
    if (!planes || instances.empty()) return Stacking::None;
    const auto& first = *instances.front().plane;
    const bool same = std::all_of(instances.begin(), instances.end(),
                                  [&](const Instance& instance) { return sameOrientation(*instance.plane, first); });
    return same ? Stacking::OneOrientation : Stacking::Mixed;
}

void warnAboutPositions(Series& series) {
    std::vector<image::Plane> planes, apart;
    for (const auto& instance : series.instances) planes.push_back(*instance.plane);
    const Vector normal = normalOf(planes.front());
    for (const auto& plane : planes)
        if (apart.empty() ||
            std::abs(dot(plane.positionMm, normal) - dot(apart.back().positionMm, normal)) >= kSamePositionMm)
            apart.push_back(plane);
    series.stack = stackOf(apart);
    if (const auto repeated = planes.size() - apart.size(); repeated > 0) {
        if (series.stack) series.stack->regular = false;
        series.warn(SeriesWarning::SharedPositions,
                    std::to_string(repeated + 1) +
                        " images share positions (several phases or echoes); they are shown by instance number there.");
    }
    if (!series.stack) return;
    if (const int gaps = series.stack->gaps; gaps > 0)
        series.warn(SeriesWarning::Gaps, "The slices have " + std::to_string(gaps) + (gaps == 1 ? " gap" : " gaps") +
                                             " where the distance is larger than usual; images may be missing.");
    if (series.stack->sheared)
        series.warn(
            SeriesWarning::Sheared,
            "The slices are shifted against each other (a tilted gantry, perhaps); they form no upright block.");
}

void sortSeries(Series& series) {
    std::stable_sort(series.instances.begin(), series.instances.end(), [](const Instance& a, const Instance& b) {
        return a.instanceNumber != b.instanceNumber ? a.instanceNumber < b.instanceNumber : a.locator < b.locator;
    });
    const Stacking stacking = stackingOf(series.instances);
    if (stacking == Stacking::Mixed)
        series.warn(SeriesWarning::MixedOrientations,
                    "The series mixes orientations (a localizer, perhaps); it is sorted by instance number.");
    if (stacking != Stacking::OneOrientation) return;
    const Vector normal = normalOf(*series.instances.front().plane);
    std::stable_sort(series.instances.begin(), series.instances.end(), [&](const Instance& a, const Instance& b) {
        const double da = dot(a.plane->positionMm, normal), db = dot(b.plane->positionMm, normal);
        // A grid coarser than rounding noise keeps the order transitive and equal positions together.
        return std::llround(da / kSamePositionMm) < std::llround(db / kSamePositionMm);
    });
    warnAboutPositions(series);
}

// The same object under two paths is shown once.
void dropCopies(Series& series) {
    std::set<std::string> seen;
    const auto before = series.instances.size();
    std::erase_if(series.instances, [&](const Instance& instance) {
        return !instance.sopUid.empty() && !seen.insert(instance.sopUid).second;
    });
    if (const auto copies = before - series.instances.size(); copies > 0)
        series.warn(SeriesWarning::Copies, std::to_string(copies) + (copies == 1 ? " image is" : " images are") +
                                               " present more than once; copies are left out.");
}

template <class T>
void keep(T& field, const T& value) {
    if (field == T{}) field = value;
}

void describeStudy(Study& study, const Instance& instance) {
    keep(study.description, instance.studyDescription);
    keep(study.date, instance.studyDate);
    keep(study.patientId, instance.patientId);
    keep(study.patientName, instance.patientName);
    keep(study.sex, instance.sex);
    keep(study.birthDate, instance.birthDate);
    keep(study.ageYears, instance.ageYears);
    keep(study.accession, instance.accession);
    keep(study.institution, instance.institution);
}

// Suffixes of images: such a file that is not one is shown as refused instead of passed over.
bool looksLikeImage(const Locator& locator) {
    auto suffix =
        (locator.zipEntry.empty() ? locator.path : std::filesystem::path(locator.zipEntry)).extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return suffix == ".dcm" || suffix == ".png" || suffix == ".jpg" || suffix == ".jpeg" || suffix == ".dicom";
}

// Without UIDs, images of one patient and folder belong together.
std::string fallbackUid(const Instance& instance) {
    return "no-uid:" + instance.patientId + ":" + instance.locator.path.parent_path().string();
}

struct Grouping {
    std::map<std::string, std::size_t> studies;
    std::map<std::pair<std::string, std::string>, std::size_t> series;
};

void place(const Instance& instance, Grouping& grouping, std::vector<Study>& studies) {
    const std::string studyUid = instance.studyUid.empty() ? fallbackUid(instance) : instance.studyUid;
    const std::string seriesUid = instance.seriesUid.empty() ? studyUid + ":" + instance.modality : instance.seriesUid;
    const auto [study, newStudy] = grouping.studies.try_emplace(studyUid, studies.size());
    if (newStudy) {
        studies.emplace_back();
        studies.back().uid = studyUid;
    }
    Study& owner = studies[study->second];
    describeStudy(owner, instance);
    const auto [series, newSeries] = grouping.series.try_emplace({studyUid, seriesUid}, owner.series.size());
    if (newSeries) {
        owner.series.emplace_back();
        owner.series.back().uid = seriesUid;
        owner.series.back().seriesUid = instance.seriesUid;
        owner.series.back().number = instance.seriesNumber;
    }
    Series& target = owner.series[series->second];
    keep(target.description, instance.seriesDescription);
    keep(target.modality, instance.modality);
    target.instances.push_back(instance);
}

}  // namespace

int Series::imageCount() const {
    int count = 0;
    for (const auto& instance : instances) count += instance.frames;
    return count;
}

OpenedStudies buildStudies(const std::vector<Instance>& instances) {
    OpenedStudies opened;
    Grouping grouping;
    std::size_t withoutImage = 0;
    for (const auto& instance : instances) {
        if (instance.status == InstanceStatus::Refused || (instance.status == InstanceStatus::NotDicom &&
                                                           (instances.size() == 1 || looksLikeImage(instance.locator))))
            opened.refused.push_back(instance);
        else if (instance.status == InstanceStatus::Ok && instance.hasPixels)
            place(instance, grouping, opened.studies);
        else if (instance.status == InstanceStatus::Ok) {
            ++withoutImage;
            opened.objects.push_back(instance);
        }
    }
    if (withoutImage > 0)
        opened.warnings.push_back(std::to_string(withoutImage) + (withoutImage == 1 ? " file holds" : " files hold") +
                                  " no image (reports, directories, plans).");
    for (auto& study : opened.studies) {
        std::vector<Series> parts;
        for (auto& series : study.series) {
            dropCopies(series);
            for (auto& part : splitSeries(std::move(series))) parts.push_back(std::move(part));
        }
        study.series = std::move(parts);
        for (auto& series : study.series) sortSeries(series);
        std::stable_sort(study.series.begin(), study.series.end(), [](const Series& a, const Series& b) {
            return a.number != b.number ? a.number < b.number : a.uid < b.uid;
        });
    }
    std::stable_sort(opened.studies.begin(), opened.studies.end(),
                     [](const Study& a, const Study& b) { return a.date > b.date; });
    return opened;
}

}  // namespace hilum::dicom
