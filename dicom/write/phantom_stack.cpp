// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstdio>

#include "dicom/write/dataset_filler.h"
#include "dicom/write/phantom_dicom.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

const char* sopClassOf(const std::string& modality) {
    if (modality == "CT") return UID_CTImageStorage;
    return modality == "MR" ? UID_MRImageStorage : UID_UltrasoundImageStorage;
}

std::string vectorText(const std::array<double, 3>& v) {
    return decimal(v[0]) + "\\" + decimal(v[1]) + "\\" + decimal(v[2]);
}

void fillPixels(DatasetFiller& fill, const image::Image& image) {
    const bool wide = image::sizeBytes(image.type) == 2;
    fill.number(DCM_SamplesPerPixel, 1);
    fill.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    fill.number(DCM_Rows, image.height);
    fill.number(DCM_Columns, image.width);
    fill.number(DCM_BitsAllocated, wide ? 16 : 8);
    fill.number(DCM_BitsStored, wide ? 12 : 8);
    fill.number(DCM_HighBit, wide ? 11 : 7);
    fill.number(DCM_PixelRepresentation, 0);
    if (wide)
        fill.pixels(*image.pixels);
    else
        fill.bytes(*image.pixels);
    std::string centres, widths, names;
    for (const auto& window : image.windows) {
        centres += (centres.empty() ? "" : "\\") + decimal(window.centre);
        widths += (widths.empty() ? "" : "\\") + decimal(window.width);
        names += (names.empty() ? "" : "\\") + window.explanation;
    }
    fill.text(DCM_WindowCenter, centres);
    fill.text(DCM_WindowWidth, widths);
    fill.text(DCM_WindowCenterWidthExplanation, names);
}

// Image plane module (C.7.6.2).
void fillPlane(DatasetFiller& fill, const phantom::StackStudy& study, const PhantomIdentity& identity,
               std::size_t number) {
    const image::Image& image = study.images[number];
    fill.text(DCM_FrameOfReferenceUID, identity.frameUid);
    fill.text(DCM_PositionReferenceIndicator, "");
    fill.text(DCM_PatientPosition, "HFS");
    fill.text(DCM_PixelSpacing, decimal(image.spacing.yMm) + "\\" + decimal(image.spacing.xMm));
    fill.text(DCM_ImagePositionPatient, vectorText(image.plane->positionMm));
    fill.text(DCM_ImageOrientationPatient,
              vectorText(image.plane->rowDirection) + "\\" + vectorText(image.plane->columnDirection));
    fill.text(DCM_SliceThickness, decimal(study.thicknessMm));
    fill.text(DCM_SpacingBetweenSlices, decimal(study.thicknessMm));
    fill.text(DCM_SliceLocation, decimal(study.thicknessMm * static_cast<double>(number)));
}

void fillCt(DatasetFiller& fill, const phantom::StackStudy& study) {
    fill.text(DCM_KVP, decimal(study.kilovolts));
    fill.text(DCM_AcquisitionNumber, "1");
    fill.text(DCM_RescaleIntercept, decimal(study.images.front().intercept));
    fill.text(DCM_RescaleSlope, decimal(study.images.front().slope));
    fill.text(DCM_RescaleType, "HU");
    if (study.contrast) fill.text(DCM_ContrastBolusAgent, "Simulated iodinated agent");
}

void fillMr(DatasetFiller& fill, const phantom::StackStudy& study) {
    fill.text(DCM_ScanningSequence, "SE");
    fill.text(DCM_SequenceVariant, "NONE");
    fill.text(DCM_ScanOptions, "");
    fill.text(DCM_MRAcquisitionType, "2D");
    fill.text(DCM_RepetitionTime, decimal(study.repetitionMs));
    fill.text(DCM_EchoTime, decimal(study.echoMs));
    fill.text(DCM_EchoTrainLength, "1");
    fill.text(DCM_MagneticFieldStrength, "1.5");
    if (study.contrast) fill.text(DCM_ContrastBolusAgent, "Simulated gadolinium agent");
}

// US region calibration module (C.8.5.5).
void fillRegions(DcmItem& dataset, DatasetFiller& fill, const image::Image& image) {
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
        DcmItem* item = nullptr;
        if (dataset.findOrCreateSequenceItem(DCM_SequenceOfUltrasoundRegions, item, static_cast<long>(i)).bad()) {
            fill.text(DCM_SequenceOfUltrasoundRegions, "");
            return;
        }
        DatasetFiller inner(*item);
        const auto& region = image.regions[i];
        inner.number(DCM_RegionSpatialFormat, 1);
        inner.number(DCM_RegionDataType, 1);
        inner.text(DCM_RegionFlags, "0");
        inner.text(DCM_RegionLocationMinX0, std::to_string(region.left));
        inner.text(DCM_RegionLocationMinY0, std::to_string(region.top));
        inner.text(DCM_RegionLocationMaxX1, std::to_string(region.right));
        inner.text(DCM_RegionLocationMaxY1, std::to_string(region.bottom));
        inner.number(DCM_PhysicalUnitsXDirection, 3);
        inner.number(DCM_PhysicalUnitsYDirection, 3);
        inner.text(DCM_PhysicalDeltaX, decimal(region.xPerPixel));
        inner.text(DCM_PhysicalDeltaY, decimal(region.yPerPixel));
        fill.take(inner);
    }
}

const char* imageTypeOf(const std::string& modality) {
    if (modality == "CT") return "ORIGINAL\\PRIMARY\\AXIAL";
    return modality == "MR" ? "ORIGINAL\\PRIMARY\\OTHER" : "ORIGINAL\\PRIMARY";
}

}  // namespace

StudyHeader headerOf(const phantom::StackStudy& study) {
    return {study.patientName, study.patientId, study.sex, study.ageYears, study.studyDate, study.studyDescription};
}

PhantomIdentity identityOf(const phantom::StackStudy& study, const phantom::PhantomOptions& options) {
    const std::string key = "hilum phantom 1|" + std::to_string(options.seed) + "|" + std::to_string(options.index) +
                            "|" + std::to_string(options.size) + "|" + study.modality + "|" + study.findingsText + "|";
    PhantomIdentity identity;
    identity.modality = study.modality;
    identity.studyUid = uidFromText(key + "study");
    identity.imageSeriesUid = uidFromText(key + "image series");
    identity.reportSeriesUid = uidFromText(key + "report series");
    identity.reportUid = uidFromText(key + "report");
    identity.frameUid = uidFromText(key + "frame");
    for (std::size_t i = 0; i < study.images.size(); ++i)
        identity.sliceUids.push_back(uidFromText(key + "image " + std::to_string(i)));
    identity.accession = "SIM" + identity.studyUid.substr(identity.studyUid.size() - 11);
    char text[20];
    const int minute = (options.index * 37 + 11) % 600;  // between 08:00 and 18:00
    std::snprintf(text, sizeof text, "%02d%02d00", 8 + minute / 60, minute % 60);
    identity.studyTime = text;
    return identity;
}

base::Status writeStackImage(const phantom::StackStudy& study, const PhantomIdentity& identity, std::size_t number,
                             const std::filesystem::path& path) {
    return base::guarded("Writing " + path.string(), [&]() -> base::Status {
        DcmFileFormat file;
        DatasetFiller fill(*file.getDataset());
        fill.text(DCM_SpecificCharacterSet, "ISO_IR 100");
        fill.text(DCM_ImageType, imageTypeOf(study.modality));
        fill.text(DCM_SOPClassUID, sopClassOf(study.modality));
        fill.text(DCM_SOPInstanceUID, identity.sliceUids.at(number));
        fill.patientAndStudy(headerOf(study), identity);
        fill.text(DCM_Modality, study.modality);
        fill.text(DCM_SeriesInstanceUID, identity.imageSeriesUid);
        fill.text(DCM_SeriesNumber, "1");
        fill.text(DCM_SeriesDescription, study.seriesDescription);
        fill.text(DCM_BodyPartExamined, study.bodyPart);
        if (!study.laterality.empty()) fill.text(DCM_Laterality, study.laterality);
        fill.equipment();
        fill.text(DCM_InstanceNumber, std::to_string(number + 1));
        const std::string date = compactDate(study.studyDate);
        for (const DcmTagKey& tag : {DCM_AcquisitionDate, DCM_ContentDate}) fill.text(tag, date);
        for (const DcmTagKey& tag : {DCM_AcquisitionTime, DCM_ContentTime}) fill.text(tag, identity.studyTime);
        fill.text(DCM_ImageComments, "Simulated image of no patient, made by hilum phantom");
        fill.text(DCM_BurnedInAnnotation, "NO");
        fillPixels(fill, study.images[number]);
        if (study.images[number].plane.has_value())
            fillPlane(fill, study, identity, number);
        else
            fill.text(DCM_PatientOrientation, "");
        if (study.modality == "CT") fillCt(fill, study);
        if (study.modality == "MR") fillMr(fill, study);
        if (study.modality == "US") fillRegions(*file.getDataset(), fill, study.images[number]);
        fill.text(DCM_LossyImageCompression, "00");
        HILUM_TRY_STATUS(fill.status());
        return saveStrictly(file, path);
    });
}

}  // namespace hilum::dicom
