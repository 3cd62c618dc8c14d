// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Attributes of softcopy presentation states (PS3.6), by the names they have there, and the SOP classes.
#pragma once

#include "dicom/file/tags.h"

namespace hilum::dicom::presentation_tags {

constexpr const char* kClassPrefix = "1.2.840.10008.5.1.4.1.1.11.";
constexpr const char* kGreyClass = "1.2.840.10008.5.1.4.1.1.11.1";
constexpr const char* kColourClass = "1.2.840.10008.5.1.4.1.1.11.2";

constexpr std::uint32_t kReferencedSeries = 0x00081115, kReferencedImages = 0x00081140, kReferencedClass = 0x00081150,
                        kReferencedUid = 0x00081155, kReferencedFrames = 0x00081160;
constexpr std::uint32_t kShutterShape = 0x00181600, kShutterLeft = 0x00181602, kShutterRight = 0x00181604,
                        kShutterUpper = 0x00181606, kShutterLower = 0x00181608, kShutterCentre = 0x00181610,
                        kShutterRadius = 0x00181612, kShutterPolygon = 0x00181620, kShutterValue = 0x00181622;
constexpr std::uint32_t kSoftcopyVoi = 0x00283110;
constexpr std::uint32_t kAnnotations = 0x00700001, kLayer = 0x00700002, kBoxUnits = 0x00700003,
                        kAnchorUnits = 0x00700004, kGraphicUnits = 0x00700005, kText = 0x00700006, kTexts = 0x00700008,
                        kGraphics = 0x00700009, kBoxTopLeft = 0x00700010, kBoxBottomRight = 0x00700011,
                        kBoxAlign = 0x00700012, kAnchor = 0x00700014, kAnchorVisible = 0x00700015,
                        kGraphicData = 0x00700022, kGraphicType = 0x00700023, kGraphicFilled = 0x00700024,
                        kFlip = 0x00700041, kRotation = 0x00700042, kAreaTopLeft = 0x00700052,
                        kAreaBottomRight = 0x00700053, kDisplayedAreas = 0x0070005A, kLayers = 0x00700060,
                        kLayerOrder = 0x00700062, kLayerGrey = 0x00700066, kLayerDescription = 0x00700068,
                        kLabel = 0x00700080, kDescription = 0x00700081, kCreationDate = 0x00700082,
                        kCreationTime = 0x00700083, kCreator = 0x00700084, kSizeMode = 0x00700100,
                        kPresentationSpacing = 0x00700101, kPresentationAspect = 0x00700102,
                        kMagnification = 0x00700103, kCompoundGraphics = 0x00700209, kLayerLab = 0x00700401;
constexpr std::uint32_t kPresentationLut = 0x20500010, kPresentationShape = 0x20500020;

}  // namespace hilum::dicom::presentation_tags
