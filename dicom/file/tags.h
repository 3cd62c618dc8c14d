// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The attributes that opening and showing an image needs (PS3.6), by the names they have there.
#pragma once

#include <cstdint>

namespace hilum::dicom::tags {

constexpr std::uint32_t kMediaStorageSopClassUid = 0x00020002, kMediaStorageSopInstanceUid = 0x00020003,
                        kTransferSyntaxUid = 0x00020010;
constexpr std::uint32_t kDirectoryRecordSequence = 0x00041220;
constexpr std::uint32_t kSpecificCharacterSet = 0x00080005, kImageType = 0x00080008, kSopClassUid = 0x00080016,
                        kSopInstanceUid = 0x00080018, kStudyDate = 0x00080020, kSeriesDate = 0x00080021,
                        kAcquisitionDate = 0x00080022, kContentDate = 0x00080023, kStudyTime = 0x00080030,
                        kAccessionNumber = 0x00080050, kModality = 0x00080060, kManufacturer = 0x00080070,
                        kInstitutionName = 0x00080080, kStudyDescription = 0x00081030, kSeriesDescription = 0x0008103E;
constexpr std::uint32_t kPatientName = 0x00100010, kPatientId = 0x00100020, kPatientBirthDate = 0x00100030,
                        kPatientSex = 0x00100040, kPatientAge = 0x00101010;
constexpr std::uint32_t kBodyPartExamined = 0x00180015, kSliceThickness = 0x00180050, kKvp = 0x00180060,
                        kRepetitionTime = 0x00180080, kEchoTime = 0x00180081, kExposure = 0x00181152,
                        kImagerPixelSpacing = 0x00181164, kNominalScannedPixelSpacing = 0x00182010,
                        kEchoNumbers = 0x00180086, kDiffusionBValue = 0x00189087, kViewPosition = 0x00185101,
                        kUltrasoundRegions = 0x00186011, kRegionSpatialFormat = 0x00186012, kRegionLeft = 0x00186018,
                        kRegionTop = 0x0018601A, kRegionRight = 0x0018601C, kRegionBottom = 0x0018601E,
                        kPhysicalUnitsX = 0x00186024, kPhysicalUnitsY = 0x00186026, kPhysicalDeltaX = 0x0018602C,
                        kPhysicalDeltaY = 0x0018602E;
constexpr std::uint32_t kStudyInstanceUid = 0x0020000D, kSeriesInstanceUid = 0x0020000E, kSeriesNumber = 0x00200011,
                        kInstanceNumber = 0x00200013, kPatientOrientation = 0x00200020, kImagePosition = 0x00200032,
                        kImageOrientation = 0x00200037, kFrameOfReferenceUid = 0x00200052, kLaterality = 0x00200060,
                        kImageLaterality = 0x00200062, kTemporalPosition = 0x00200100, kTemporalPositions = 0x00200105,
                        kPlanePositionSequence = 0x00209113, kFrameContentSequence = 0x00209111, kStackId = 0x00209056,
                        kInStackPosition = 0x00209057, kTemporalPositionIndex = 0x00209128,
                        kPlaneOrientationSequence = 0x00209116;
constexpr std::uint32_t kSamplesPerPixel = 0x00280002, kPhotometricInterpretation = 0x00280004,
                        kPlanarConfiguration = 0x00280006, kNumberOfFrames = 0x00280008, kRows = 0x00280010,
                        kColumns = 0x00280011, kPixelSpacing = 0x00280030, kPixelAspectRatio = 0x00280034,
                        kBitsAllocated = 0x00280100, kBitsStored = 0x00280101, kHighBit = 0x00280102,
                        kPixelRepresentation = 0x00280103, kPixelPaddingValue = 0x00280120,
                        kPixelSpacingCalibrationType = 0x00280A02, kWindowCenter = 0x00281050,
                        kWindowWidth = 0x00281051, kRescaleIntercept = 0x00281052, kRescaleSlope = 0x00281053,
                        kRescaleType = 0x00281054, kWindowExplanation = 0x00281055, kVoiLutFunction = 0x00281056,
                        kRedPaletteDescriptor = 0x00281101, kRedPaletteData = 0x00281201,
                        kSegmentedRedPaletteData = 0x00281221, kLossyCompression = 0x00282110,
                        kModalityLutSequence = 0x00283000, kLutDescriptor = 0x00283002, kLutExplanation = 0x00283003,
                        kLutData = 0x00283006, kVoiLutSequence = 0x00283010, kPixelMeasuresSequence = 0x00289110,
                        kFrameVoiLutSequence = 0x00289132, kPixelValueTransformationSequence = 0x00289145;
constexpr std::uint32_t kSharedFunctionalGroups = 0x52009229, kPerFrameFunctionalGroups = 0x52009230;
constexpr std::uint32_t kExtendedOffsetTable = 0x7FE00001, kExtendedOffsetTableLengths = 0x7FE00002,
                        kFloatPixelData = 0x7FE00008, kDoubleFloatPixelData = 0x7FE00009;

}  // namespace hilum::dicom::tags
