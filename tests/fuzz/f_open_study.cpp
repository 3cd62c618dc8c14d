// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: one file, whatever is in it, through everything that opening it does: scan with its pre-scan,
// studies, tags, places of frames, document, first and last frame with their picture, all stored values.
#include "dicom/open/document.h"
#include "dicom/open/open_files.h"
#include "dicom/open/stored_values.h"
#include "dicom/open/study_source.h"
#include "dicom/open/tag_list.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

void openFrames(const dicom::Locator& locator, const dicom::Instance& instance) {
    const auto pixels = static_cast<std::uint64_t>(instance.rows) * static_cast<std::uint64_t>(instance.columns);
    if (pixels > kMostPixels) return;
    for (const int frame : {0, instance.frames - 1}) {
        const auto image = dicom::readFrame(locator, frame);
        if (!image.ok())
            requireTyped(image.error());
        else
            requireWhole(*image);
    }
    if (pixels * static_cast<std::uint64_t>(std::max(1, instance.frames)) > kMostPixels || !instance.isDicom) return;
    const auto values = dicom::readStoredValues(locator.path, -1);
    if (!values.ok()) return requireTyped(values.error());
    const auto count = static_cast<std::size_t>(values->frames) * static_cast<std::size_t>(values->rows) *
                       static_cast<std::size_t>(values->columns) * static_cast<std::size_t>(values->channels);
    require(values->pixels.size() == count * image::sizeBytes(values->type), "stored values of another size");
}

template <class T>
void requireOkOrTyped(const base::Result<T>& result) {
    if (!result.ok()) requireTyped(result.error());
}

void openStudy(Input input) {
    const dicom::Locator locator{writeInput(input, "input.dcm"), {}};
    std::vector<dicom::Instance> instances;
    const auto status = dicom::scan({locator.path}, [&](const dicom::Instance& one) { instances.push_back(one); });
    if (!status.ok()) return requireTyped(status.error());
    const auto studies = dicom::buildStudies(instances);
    std::size_t placed = 0, images = 0;
    for (const auto& study : studies.studies)
        for (const auto& series : study.series) placed += series.instances.size();
    for (const auto& one : instances) images += one.status == dicom::InstanceStatus::Ok && one.hasPixels ? 1 : 0;
    require(placed == images, "an image that stands in no series, or in two");
    // A ZIP is f_zip_import's, a DICOMDIR's files f_dicomdir's.
    if (instances.empty() || instances.front().locator != locator) return;
    const auto& instance = instances.front();
    require(instance.status == dicom::InstanceStatus::Ok || !instance.reason.empty(), "a refusal without a reason");
    requireOkOrTyped(dicom::readTags(locator));
    requireOkOrTyped(dicom::readFrameGeometry(locator));
    requireOkOrTyped(dicom::readDocument(locator));
    if (instance.status == dicom::InstanceStatus::Ok && instance.hasPixels) openFrames(locator, instance);
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    (void)fuzz::ownFolder();
    const fuzz::Budget budget(size);
    fuzz::openStudy({data, size});
    budget.check();
    // A second file of the same size within one tick of the clock would pass for the first.
    dicom::OpenFiles::shared().clear();
    return 0;
}
