// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/key_object_writer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include "dicom/file/prescan.h"
#include "dicom/file/tags.h"
#include "dicom/open/content.h"
#include "dicom/write/image_identity.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

base::Status checked(const std::vector<PresentationReference>& images, const std::string& studyUid) {
    std::size_t count = 0;
    bool named = !studyUid.empty();
    for (const auto& series : images)
        for (const auto& image : series.images) {
            ++count;
            named = named && !series.seriesUid.empty() && !image.sopClass.empty() && !image.sopUid.empty();
        }
    if (count == 0)
        return makeError(ErrorCode::InvalidInput,
                         "No key image is marked in this study; mark one with K, then export again.");
    if (named) return base::okStatus();
    return makeError(ErrorCode::InvalidInput,
                     "Key objects refer to DICOM images by their identifiers, and these have none; export the views as "
                     "pictures instead.");
}

bool addImages(DSRDocument& document, const std::vector<PresentationReference>& images, const std::string& studyUid) {
    auto& tree = document.getTree();
    bool good = tree.addContentItem(DSRTypes::RT_isRoot, DSRTypes::VT_Container) != 0;
    good =
        good && tree.getCurrentContentItem().setConceptName(DSRCodedEntryValue("113000", "DCM", "Of Interest")).good();
    auto where = DSRTypes::AM_belowCurrent;
    for (const auto& series : images)
        for (const auto& image : series.images) {
            DSRImageReferenceValue value(image.sopClass.c_str(), image.sopUid.c_str());
            for (const int frame : image.frames) value.getFrameList().addItem(frame);
            good =
                good && tree.addContentItem(DSRTypes::RT_contains, DSRTypes::VT_Image, where) != 0 &&
                tree.getCurrentContentItem().setImageReference(value).good() &&
                document.getCurrentRequestedProcedureEvidence()
                    .addItem(studyUid.c_str(), series.seriesUid.c_str(), image.sopClass.c_str(), image.sopUid.c_str())
                    .good();
            where = DSRTypes::AM_afterCurrent;
        }
    return good;
}

}  // namespace

Result<std::string> writeKeyObjects(const std::vector<PresentationReference>& images, const Locator& image,
                                    const std::filesystem::path& path, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Writing key objects", [&]() -> Result<std::string> {
        HILUM_TRY(const auto source, openLocator(image, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        const std::string studyUid = file.elements.text(tags::kStudyInstanceUid);
        HILUM_TRY_STATUS(checked(images, studyUid));
        DSRDocument document(DSRTypes::DT_KeyObjectSelectionDocument);
        DcmFileFormat made;
        if (!addImages(document, images, studyUid) || document.write(*made.getDataset()).bad())
            return makeError(ErrorCode::Internal,
                             "The key objects could not be put into DICOM form; the log has the details.");
        const std::string uid = newUid();
        const LocalClock clock = localNow();
        DatasetFiller fill(*made.getDataset());
        fill.text(DCM_SpecificCharacterSet, "ISO_IR 192");
        putImageIdentity(fill, file.elements);
        fill.text(DCM_SOPInstanceUID, uid);
        fill.text(DCM_SeriesInstanceUID, newUid());
        fill.text(DCM_SeriesNumber, "9902");
        fill.text(DCM_SeriesDescription, "Key images");
        fill.text(DCM_InstanceNumber, "1");
        fill.text(DCM_Manufacturer, "Hilum");
        fill.text(DCM_ManufacturerModelName, "Hilum, research use only");
        for (const DcmTagKey& tag : {DCM_InstanceCreationDate, DCM_ContentDate}) fill.text(tag, clock.date);
        for (const DcmTagKey& tag : {DCM_InstanceCreationTime, DCM_ContentTime}) fill.text(tag, clock.time);
        HILUM_TRY_STATUS(fill.status());
        if (context.stopRequested()) return base::cancelled();
        HILUM_TRY_STATUS(saveStrictly(made, path));
        return uid;
    });
}

}  // namespace hilum::dicom
