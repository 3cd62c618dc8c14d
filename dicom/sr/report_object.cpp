// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/sr/report_object.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cctype>

#include "core/base/sha256.h"
#include "dicom/sr/report_tree.h"
#include "dicom/write/clean_value.h"
#include "dicom/write/dataset_filler.h"
#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

using report::ReportDraft;
using report::StudyFacts;

constexpr std::size_t kLongString = 64, kShortString = 16, kShortText = 1024;
constexpr std::size_t kMaxPdfBytes = 512U << 20;

// Hours, minutes and seconds of "2026-01-02T03:04:05Z".
std::string timeOf(const std::string& createdAt) {
    if (createdAt.size() < 19) return "000000";
    const std::string digits = createdAt.substr(11, 2) + createdAt.substr(14, 2) + createdAt.substr(17, 2);
    const bool numeric =
        std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    return numeric ? digits : "000000";
}

std::string dateOf(const std::string& createdAt) {
    const std::string date = dicomDate(createdAt.substr(0, std::min<std::size_t>(createdAt.size(), 10)));
    return date.empty() ? "19700101" : date;
}

void putPatientAndStudy(DatasetFiller& fill, const ReportDraft& draft, const StudyFacts& facts) {
    const std::string sex = draft.sex == "M" || draft.sex == "F" || draft.sex == "O" ? draft.sex : "";
    fill.text(DCM_PatientName, cleanPersonName(draft.patientName));
    fill.text(DCM_PatientID, cleanValue(draft.patientId, kLongString));
    fill.text(DCM_PatientBirthDate, dicomDate(facts.birthDate));
    fill.text(DCM_PatientSex, sex);
    fill.text(DCM_StudyInstanceUID, facts.studyUid);
    fill.text(DCM_StudyDate, dicomDate(facts.studyDate));
    fill.text(DCM_StudyTime, facts.studyTime);
    fill.text(DCM_ReferringPhysicianName, "");
    fill.text(DCM_StudyID, "");
    fill.text(DCM_AccessionNumber, cleanValue(draft.accession, kShortString));
    if (const auto words = cleanValue(draft.studyDescription, kLongString); !words.empty())
        fill.text(DCM_StudyDescription, words);
}

// One series for each kind, so that an archive never finds two modalities in one.
void putObject(DatasetFiller& fill, const ReportDraft& draft, const StudyFacts& facts, const char* sopClass,
               const std::string& modality, const std::string& content) {
    const std::string date = dateOf(draft.createdAt), time = timeOf(draft.createdAt);
    fill.text(DCM_SpecificCharacterSet, "ISO_IR 192");
    fill.text(DCM_SOPClassUID, sopClass);
    fill.text(DCM_SOPInstanceUID, uidFromText("hilum report " + facts.studyUid + " " + content));
    fill.text(DCM_InstanceCreationDate, date);
    fill.text(DCM_InstanceCreationTime, time);
    fill.text(DCM_Modality, modality);
    fill.text(DCM_SeriesInstanceUID,
              uidFromText("hilum report series " + facts.studyUid + " " + modality + " " + sopClass));
    fill.text(DCM_SeriesNumber, modality == "SR" ? "9101" : "9102");
    fill.text(DCM_SeriesDescription, std::string(report::kDraftWord) + " report, research use only");
    fill.text(DCM_InstanceNumber, "1");
    fill.text(DCM_ContentDate, date);
    fill.text(DCM_ContentTime, time);
    fill.text(DCM_Manufacturer, "Hilum");
    fill.text(DCM_ManufacturerModelName, draft.packId.empty() ? "Hilum" : cleanValue(draft.packId, kLongString));
    fill.text(DCM_SoftwareVersions, "Hilum");
}

void putEvidence(DcmItem& dataset, DatasetFiller& fill, const StudyFacts& facts) {
    if (facts.images.empty()) return;
    DcmItem* study = nullptr;
    fill.require(dataset.findOrCreateSequenceItem(DCM_CurrentRequestedProcedureEvidenceSequence, study, 0).good() &&
                     study != nullptr,
                 DCM_CurrentRequestedProcedureEvidenceSequence);
    if (study == nullptr) return;
    DatasetFiller ofStudy(*study);
    ofStudy.text(DCM_StudyInstanceUID, facts.studyUid);
    std::vector<std::string> known;
    for (const auto& first : facts.images) {
        if (std::find(known.begin(), known.end(), first.seriesUid) != known.end()) continue;
        known.push_back(first.seriesUid);
        DcmItem* series = nullptr;
        ofStudy.require(study->findOrCreateSequenceItem(DCM_ReferencedSeriesSequence, series, -2).good(),
                        DCM_ReferencedSeriesSequence);
        if (series == nullptr) break;
        DatasetFiller ofSeries(*series);
        ofSeries.text(DCM_SeriesInstanceUID, first.seriesUid);
        for (const auto& image : facts.images) {
            if (image.seriesUid != first.seriesUid) continue;
            DcmItem* object = nullptr;
            ofSeries.require(series->findOrCreateSequenceItem(DCM_ReferencedSOPSequence, object, -2).good(),
                             DCM_ReferencedSOPSequence);
            if (object == nullptr) break;
            DatasetFiller ofObject(*object);
            ofObject.text(DCM_ReferencedSOPClassUID, image.sopClass);
            ofObject.text(DCM_ReferencedSOPInstanceUID, image.sopUid);
            ofSeries.take(ofObject);
        }
        ofStudy.take(ofSeries);
    }
    fill.take(ofStudy);
}

std::string fingerprint(const ReportDraft& draft, const StudyFacts& facts) {
    std::string text = report::toJson(draft);
    for (const auto& value : facts.measurements) {
        text += " " + std::to_string(value.group) + report::quantityName(value.quantity) +
                report::decimalText(value.value) + value.unit;
        for (const auto& [x, y] : value.points) text += " " + report::decimalText(x) + " " + report::decimalText(y);
    }
    return base::sha256Hex(std::string_view(text));
}

}  // namespace

StudyFacts studyFactsOf(const Instance& instance) {
    StudyFacts facts;
    facts.studyUid = instance.studyUid;
    facts.studyDate = instance.studyDate;
    facts.studyTime = instance.studyTime;
    facts.birthDate = instance.birthDate;
    facts.madeUpUids = !instance.isDicom;
    if (instance.isDicom)
        facts.images.push_back({instance.seriesUid, instance.modality, instance.sopClass, instance.sopUid, 0});
    return facts;
}

StudyFacts checkedFacts(StudyFacts facts, const ReportDraft& draft) {
    if (facts.studyDate.empty()) facts.studyDate = draft.studyDate;
    if (facts.studyUid.empty()) facts.studyUid = draft.studyKey;
    if (!isUid(facts.studyUid)) {
        facts.madeUpUids = true;
        facts.studyUid = uidFromText("hilum study " + draft.studyKey + facts.studyUid);
    }
    // TM of the header may carry fractions or colons; what is not HHMMSS is left out rather than guessed.
    std::string time;
    for (const char c : facts.studyTime) {
        if (c == '.') break;
        if (c != ':') time += c;
    }
    const bool whole =
        time.size() == 6 && std::all_of(time.begin(), time.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    facts.studyTime = whole ? time : "";
    std::erase_if(facts.images, [](const auto& image) {
        return !isUid(image.sopUid) || !isUid(image.sopClass) || !isUid(image.seriesUid);
    });
    std::erase_if(facts.measurements, [&](const auto& value) {
        return value.points.size() < 2 ||
               std::none_of(facts.images.begin(), facts.images.end(),
                            [&](const auto& image) { return image.sopUid == value.image.sopUid; });
    });
    return facts;
}

base::Status writeReportSr(const ReportDraft& draft, const StudyFacts& given, const std::filesystem::path& path) {
    return base::guarded("Writing " + path.string(), [&]() -> base::Status {
        const StudyFacts facts = checkedFacts(given, draft);
        const bool measured = !facts.measurements.empty();
        DcmFileFormat file;
        DcmItem& dataset = *file.getDataset();
        DatasetFiller fill(dataset);
        putPatientAndStudy(fill, draft, facts);
        putObject(fill, draft, facts, measured ? UID_ComprehensiveSRStorage : UID_BasicTextSRStorage, "SR",
                  fingerprint(draft, facts));
        fill.emptySequence(DCM_ReferencedPerformedProcedureStepSequence);
        fill.emptySequence(DCM_PerformedProcedureCodeSequence);
        fill.text(DCM_CompletionFlag, "PARTIAL");
        fill.text(DCM_CompletionFlagDescription, std::string(report::kDraftWord) + ". " + report::kResearchLine);
        fill.text(DCM_VerificationFlag, "UNVERIFIED");
        fill.text(DCM_PreliminaryFlag, "PRELIMINARY");
        putEvidence(dataset, fill, facts);
        HILUM_TRY_STATUS(fill.status());
        HILUM_TRY_STATUS(writeTree(dataset, measured ? measurementTree(draft, facts) : textTree(draft, facts),
                                   measured ? "1500" : "2000"));
        return saveStrictly(file, path);
    });
}

base::Status writeReportPdf(const ReportDraft& draft, const StudyFacts& given, std::span<const std::uint8_t> pdf,
                            const std::filesystem::path& path) {
    return base::guarded("Writing " + path.string(), [&]() -> base::Status {
        if (pdf.empty() || pdf.size() > kMaxPdfBytes)
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "The report's pages are empty or larger than 512 MiB, so they were not put into a "
                                   "DICOM file; shorten the report.");
        const StudyFacts facts = checkedFacts(given, draft);
        DcmFileFormat file;
        DcmItem& dataset = *file.getDataset();
        DatasetFiller fill(dataset);
        putPatientAndStudy(fill, draft, facts);
        putObject(fill, draft, facts, UID_EncapsulatedPDFStorage, "DOC",
                  fingerprint(draft, facts) + base::sha256Hex(pdf));
        fill.text(DCM_ConversionType, "WSD");
        fill.text(DCM_AcquisitionDateTime, "");
        fill.text(DCM_BurnedInAnnotation, "YES");
        fill.text(DCM_DocumentTitle,
                  cleanValue(std::string(report::kDraftWord) + " report. " + report::kResearchLine, kShortText));
        fill.code(DCM_ConceptNameCodeSequence, "11528-7", "LN", "Radiology Report");
        fill.text(DCM_MIMETypeOfEncapsulatedDocument, "application/pdf");
        std::vector<Uint8> even(pdf.begin(), pdf.end());
        if (even.size() % 2 == 1) even.push_back(0);
        fill.require(dataset.putAndInsertUint8Array(DCM_EncapsulatedDocument, even.data(), even.size()).good(),
                     DCM_EncapsulatedDocument);
        fill.require(dataset.putAndInsertUint32(DCM_EncapsulatedDocumentLength, static_cast<Uint32>(pdf.size())).good(),
                     DCM_EncapsulatedDocumentLength);
        HILUM_TRY_STATUS(fill.status());
        return saveStrictly(file, path);
    });
}

}  // namespace hilum::dicom
