// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstdio>

#include "core/base/file_io.h"
#include "dicom/write/dataset_filler.h"
#include "dicom/write/phantom_dicom.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

void fillImagePixels(DatasetFiller& fill, const image::Image& image) {
    fill.number(DCM_SamplesPerPixel, 1);
    fill.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    fill.number(DCM_Rows, image.height);
    fill.number(DCM_Columns, image.width);
    fill.number(DCM_BitsAllocated, 16);
    fill.number(DCM_BitsStored, 12);
    fill.number(DCM_HighBit, 11);
    fill.number(DCM_PixelRepresentation, 0);
    fill.pixels(*image.pixels);
    const auto& window = image.windows.front();
    fill.text(DCM_WindowCenter, decimal(window.centre));
    fill.text(DCM_WindowWidth, decimal(window.width));
    fill.text(DCM_WindowCenterWidthExplanation, window.explanation);
    const std::string spacing = decimal(image.spacing.yMm) + "\\" + decimal(image.spacing.xMm);
    fill.text(DCM_ImagerPixelSpacing, spacing);
}

void fillSeries(DatasetFiller& fill, const phantom::PhantomStudy& study, const PhantomIdentity& identity) {
    fill.text(DCM_Modality, identity.modality);
    fill.text(DCM_SeriesInstanceUID, identity.imageSeriesUid);
    fill.text(DCM_SeriesNumber, "1");
    fill.text(DCM_SeriesDescription, "Chest " + study.view);
    fill.text(DCM_BodyPartExamined, "CHEST");
    fill.text(DCM_ViewPosition, study.view);
    fill.text(DCM_PatientPosition, "");
    fill.text(DCM_KVP, study.view == "AP" ? "90" : "120");
}

void fillDx(DatasetFiller& fill, const phantom::PhantomStudy& study) {
    fill.text(DCM_PresentationIntentType, "FOR PRESENTATION");
    fill.text(DCM_ImageLaterality, "U");
    fill.text(DCM_PixelIntensityRelationship, "LOG");
    fill.number(DCM_PixelIntensityRelationshipSign, -1);
    fill.text(DCM_RescaleIntercept, "0");
    fill.text(DCM_RescaleSlope, "1");
    fill.text(DCM_RescaleType, "US");
    fill.text(DCM_PresentationLUTShape, "IDENTITY");
    fill.text(DCM_LossyImageCompression, "00");
    fill.text(DCM_DetectorType, "");
    fill.text(DCM_PositionerType, "");
    fill.code(DCM_AnatomicRegionSequence, "51185008", "SCT", "Chest");
    fill.code(DCM_ViewCodeSequence, study.view == "AP" ? "399348003" : "399173006", "SCT",
              study.view == "AP" ? "antero-posterior" : "postero-anterior");
    fill.emptySequence(DCM_AcquisitionContextSequence);
}

}  // namespace

StudyHeader headerOf(const phantom::PhantomStudy& study) {
    return {study.patientName, study.patientId, study.sex,
            study.ageYears,    study.studyDate, "Chest radiograph, simulated"};
}

PhantomIdentity identityOf(const phantom::PhantomStudy& study, const phantom::PhantomOptions& options,
                           const std::string& modality) {
    const std::string key = "hilum phantom 1|" + std::to_string(options.seed) + "|" + std::to_string(options.index) +
                            "|" + std::to_string(options.size) + "|" + modality + "|" + study.findingsText + "|";
    PhantomIdentity identity;
    identity.modality = modality;
    identity.studyUid = uidFromText(key + "study");
    identity.imageSeriesUid = uidFromText(key + "image series");
    identity.imageUid = uidFromText(key + "image");
    identity.reportSeriesUid = uidFromText(key + "report series");
    identity.reportUid = uidFromText(key + "report");
    char text[20];
    identity.accession = "SIM" + identity.studyUid.substr(identity.studyUid.size() - 11);
    const int minute = (options.index * 37 + 11) % 600;  // between 08:00 and 18:00
    std::snprintf(text, sizeof text, "%02d%02d00", 8 + minute / 60, minute % 60);
    identity.studyTime = text;
    return identity;
}

base::Status writePhantomImage(const phantom::PhantomStudy& study, const PhantomIdentity& identity,
                               const std::filesystem::path& path) {
    return base::guarded("Writing " + path.string(), [&]() -> base::Status {
        DcmFileFormat file;
        DatasetFiller fill(*file.getDataset());
        const bool dx = identity.modality == "DX";
        fill.text(DCM_SpecificCharacterSet, "ISO_IR 100");
        fill.text(DCM_ImageType, dx ? "ORIGINAL\\PRIMARY\\" : "ORIGINAL\\PRIMARY");
        fill.text(DCM_SOPClassUID,
                  dx ? UID_DigitalXRayImageStorageForPresentation : UID_ComputedRadiographyImageStorage);
        fill.text(DCM_SOPInstanceUID, identity.imageUid);
        fill.patientAndStudy(headerOf(study), identity);
        fillSeries(fill, study, identity);
        fill.equipment();
        fill.text(DCM_InstanceNumber, "1");
        fill.text(DCM_PatientOrientation, "L\\F");
        fill.text(DCM_AcquisitionDate, compactDate(study.studyDate));
        fill.text(DCM_AcquisitionTime, identity.studyTime);
        fill.text(DCM_ContentDate, compactDate(study.studyDate));
        fill.text(DCM_ContentTime, identity.studyTime);
        fill.text(DCM_ImageComments, "Simulated image of no patient, made by hilum phantom");
        fill.text(DCM_BurnedInAnnotation, "NO");
        fillImagePixels(fill, study.image);
        if (dx)
            fillDx(fill, study);
        else
            fill.text(DCM_PlateType, "");
        HILUM_TRY_STATUS(fill.status());
        return saveStrictly(file, path);
    });
}

}  // namespace hilum::dicom
