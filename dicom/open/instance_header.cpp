// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/instance_header.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "dicom/file/frame_image.h"
#include "dicom/file/tags.h"

namespace hilum::dicom {

namespace {

int boundedInt(std::optional<std::int64_t> value, int other) {
    return value && *value >= 0 && *value <= 2'000'000'000 ? static_cast<int>(*value) : other;
}

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

// "120 kVp 200 mAs" for X-rays, "TR 500 TE 12" for MR, "" where neither is stated.
std::string techniqueOf(const ElementSet& set) {
    std::string text;
    const auto add = [&](const char* before, std::uint32_t tag, const char* after) {
        const auto value = set.number(tag);
        if (value && *value > 0) text += (text.empty() ? "" : " ") + std::string(before) + shortNumber(*value) + after;
    };
    if (set.text(tags::kModality) == "MR") {
        add("TR ", tags::kRepetitionTime, "");
        add("TE ", tags::kEchoTime, "");
    } else {
        add("", tags::kKvp, " kVp");
        add("", tags::kExposure, " mAs");
    }
    return text;
}

// "DOE^JANE^A=..." : the alphabetic group, kept with its carets (the window formats it).
std::string personName(const std::string& value) { return value.substr(0, value.find('=')); }

std::optional<int> yearsBetween(const std::string& birth, const std::string& study) {
    if (birth.size() != 10 || study.size() != 10) return std::nullopt;
    const auto number = [](const std::string& text, std::size_t at, std::size_t n) {
        int value = 0;
        std::from_chars(text.data() + at, text.data() + at + n, value);
        return value;
    };
    int years = number(study, 0, 4) - number(birth, 0, 4);
    if (study.substr(5) < birth.substr(5)) --years;
    return years >= 0 && years < 150 ? std::optional(years) : std::nullopt;
}

void readIdentity(const Prescan& file, Instance& instance) {
    const ElementSet& set = file.elements;
    instance.patientId = set.text(tags::kPatientId);
    instance.patientName = personName(set.text(tags::kPatientName));
    instance.birthDate = isoDate(set.text(tags::kPatientBirthDate));
    instance.sex = set.text(tags::kPatientSex);
    instance.studyUid = set.text(tags::kStudyInstanceUid);
    instance.seriesUid = set.text(tags::kSeriesInstanceUid);
    instance.sopUid = set.text(tags::kSopInstanceUid);
    instance.sopClass = set.text(tags::kSopClassUid);
    if (instance.sopClass.empty()) instance.sopClass = file.meta.text(tags::kMediaStorageSopClassUid);
    if (instance.sopUid.empty()) instance.sopUid = file.meta.text(tags::kMediaStorageSopInstanceUid);
    instance.frameOfReferenceUid = set.text(tags::kFrameOfReferenceUid);
    for (const auto tag : {tags::kStudyDate, tags::kSeriesDate, tags::kAcquisitionDate, tags::kContentDate})
        if (instance.studyDate.empty()) instance.studyDate = isoDate(set.text(tag));
    instance.studyTime = set.text(tags::kStudyTime);
    instance.ageYears = yearsOf(set.text(tags::kPatientAge));
    if (!instance.ageYears) instance.ageYears = yearsBetween(instance.birthDate, instance.studyDate);
    instance.studyDescription = set.text(tags::kStudyDescription);
    instance.accession = set.text(tags::kAccessionNumber);
    instance.institution = set.text(tags::kInstitutionName);
    instance.seriesDescription = set.text(tags::kSeriesDescription);
    instance.modality = set.text(tags::kModality);
    instance.bodyPart = set.text(tags::kBodyPartExamined);
    instance.view = set.text(tags::kViewPosition);
    instance.laterality = set.text(tags::kImageLaterality);
    if (instance.laterality.empty()) instance.laterality = set.text(tags::kLaterality);
    instance.manufacturer = set.text(tags::kManufacturer);
    instance.seriesNumber = boundedInt(set.integer(tags::kSeriesNumber, ElementSet::Unstated::Text), 0);
    instance.instanceNumber = boundedInt(set.integer(tags::kInstanceNumber, ElementSet::Unstated::Text), 0);
    instance.technique = techniqueOf(set);
}

// What tells repeated images of one position apart, in words; "" where a file states nothing, or where so
// many phases are announced that they are a time series.
std::string phaseOf(const ElementSet& set) {
    constexpr std::int64_t kMostPhases = 8;
    std::string text;
    const auto add = [&](const char* name, std::optional<double> value) {
        if (value) text += (text.empty() ? "" : ", ") + std::string(name) + " " + shortNumber(*value);
    };
    if (set.integer(tags::kTemporalPositions, ElementSet::Unstated::Text).value_or(0) <= kMostPhases)
        add("phase", set.number(tags::kTemporalPosition));
    add("echo", set.number(tags::kEchoNumbers));
    add("b", set.number(tags::kDiffusionBValue, ElementSet::Unstated::Double));
    return text;
}

void readPicture(const Prescan& file, Instance& instance) {
    const ElementSet& set = file.elements;
    instance.rows = boundedInt(set.integer(tags::kRows), 0);
    instance.columns = boundedInt(set.integer(tags::kColumns), 0);
    instance.frames = std::max(1, boundedInt(set.integer(tags::kNumberOfFrames, ElementSet::Unstated::Text), 1));
    instance.photometric = set.text(tags::kPhotometricInterpretation);
    const FrameMeaning meaning = readMeaning(set, 0);
    instance.sliceThicknessMm = meaning.sliceThicknessMm;
    instance.spacing = meaning.spacing;
    instance.plane = meaning.plane;
    instance.windows = meaning.windows;
    instance.patientOrientation = set.texts(tags::kPatientOrientation);
    instance.regions = readRegions(set);
    const auto type = set.texts(tags::kImageType);
    instance.localizer = type.size() > 2 && type[2] == "LOCALIZER";
    instance.phase = phaseOf(set);
}

Instance::Content contentOf(const Prescan& file, const Instance& instance) {
    using Content = Instance::Content;
    const std::string& sop = instance.sopClass;
    const auto under = [&](const char* prefix) { return sop.starts_with(prefix); };
    if (instance.hasPixels) return Content::Image;
    if (sop == "1.2.840.10008.5.1.4.1.1.88.59") return Content::KeyObjects;
    if (under("1.2.840.10008.5.1.4.1.1.88.")) return Content::Report;
    if (under("1.2.840.10008.5.1.4.1.1.11.")) return Content::Presentation;
    if (sop == "1.2.840.10008.5.1.4.1.1.104.1") return Content::Pdf;
    if (under("1.2.840.10008.5.1.4.1.1.9.")) return Content::Waveform;
    const bool directory = sop == "1.2.840.10008.1.3.10" || file.elements.has(tags::kDirectoryRecordSequence);
    return directory ? Content::Directory : Content::Other;
}

}  // namespace

std::string isoDate(const std::string& dicomDate) {
    std::string digits;
    for (const char c : dicomDate) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (c != '.' && c != '-' && c != ' ')
            return {};
    }
    if (digits.size() != 8) return {};
    const std::string month = digits.substr(4, 2), day = digits.substr(6, 2);
    if (month < "01" || month > "12" || day < "01" || day > "31") return {};
    return digits.substr(0, 4) + "-" + month + "-" + day;
}

std::optional<int> yearsOf(const std::string& dicomAge) {
    int number = 0;
    const char* end = dicomAge.data() + dicomAge.size();
    const auto [unit, code] = std::from_chars(dicomAge.data(), end, number);
    if (code != std::errc() || number < 0 || number > 999 || unit + 1 != end) return std::nullopt;
    if (*unit == 'Y') return number;
    if (*unit == 'M') return number / 12;
    if (*unit == 'W') return number / 52;
    if (*unit == 'D') return number / 365;
    return std::nullopt;
}

Instance instanceFrom(const Prescan& file, Locator locator) {
    Instance instance;
    instance.locator = std::move(locator);
    instance.isDicom = true;
    instance.transferSyntax = file.syntax.uid;
    instance.hasPixels = file.pixels.kind != PixelKind::None;
    // The dataset is whole, so the instance is Ok; but people deserve to know what its pixels lack.
    if (file.pixels.cutOff) instance.reason = "The pixel data is cut off; copy or export the file again.";
    if (file.pixels.kind == PixelKind::Encapsulated && !file.syntax.decodable())
        instance.reason = "Its pixels are compressed as " + file.syntax.name + ", which this version does not decode.";
    readIdentity(file, instance);
    if (instance.hasPixels || file.elements.has(tags::kRows)) readPicture(file, instance);
    instance.content = contentOf(file, instance);
    return instance;
}

std::string Instance::spacingNote() const {
    if (spacing.kind == image::SpacingKind::Calibrated) return "calibrated";
    if (spacing.kind == image::SpacingKind::AtDetector) return "at detector";
    const bool measurable = std::any_of(regions.begin(), regions.end(), [](const image::Region& region) {
        return region.twoDimensional && region.xUnit == image::RegionUnit::Centimetres &&
               region.yUnit == image::RegionUnit::Centimetres;
    });
    return measurable ? "calibrated in its regions" : "pixels";
}

}  // namespace hilum::dicom
