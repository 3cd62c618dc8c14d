// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/document.h"

#include <algorithm>

#include "dicom/file/tags.h"
#include "dicom/open/content.h"
#include "dicom/open/instance_header.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using Content = Instance::Content;

constexpr std::uint32_t kContentSequence = 0x0040A730, kValueType = 0x0040A040, kConceptName = 0x0040A043,
                        kCodeMeaning = 0x00080104, kCodeValue = 0x00080100, kTextValue = 0x0040A160,
                        kDateTime = 0x0040A120, kDate = 0x0040A121, kTime = 0x0040A122, kPersonName = 0x0040A123,
                        kUid = 0x0040A124, kConceptCode = 0x0040A168, kMeasuredValue = 0x0040A300,
                        kNumericValue = 0x0040A30A, kMeasurementUnits = 0x004008EA, kReferencedSops = 0x00081199,
                        kReferencedSeries = 0x00081115, kReferencedClass = 0x00081150, kReferencedUid = 0x00081155,
                        kReferencedFrames = 0x00081160, kEvidence = 0x0040A375, kDocumentTitle = 0x00420010,
                        kEncapsulated = 0x00420011, kMimeType = 0x00420012, kEncapsulatedLength = 0x00420015,
                        kPresentationLabel = 0x00700080, kPresentationDescription = 0x00700081;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxItems = 5000;  // of one sequence
constexpr std::size_t kMaxTextBytes = 4 << 20;
constexpr std::uint64_t kMaxPdfBytes = 512ULL << 20;

std::string meaning(const std::optional<ElementSet>& code) {
    if (!code) return {};
    const auto text = code->text(kCodeMeaning);
    return text.empty() ? code->text(kCodeValue) : text;
}

std::string valueOf(const ElementSet& item, const std::string& type) {
    if (type == "TEXT") return item.wholeText(kTextValue);
    if (type == "CODE") return meaning(item.item(kConceptCode, 0));
    if (type == "DATETIME") return item.text(kDateTime);
    if (type == "DATE") return item.text(kDate);
    if (type == "TIME") return item.text(kTime);
    if (type == "PNAME") return item.text(kPersonName);
    if (type == "UIDREF") return item.text(kUid);
    if (type == "NUM") {
        const auto measured = item.item(kMeasuredValue, 0);
        if (!measured) return "not measured";
        return measured->text(kNumericValue) + " " + meaning(measured->item(kMeasurementUnits, 0));
    }
    if (type == "IMAGE" || type == "COMPOSITE" || type == "WAVEFORM") {
        const auto target = item.item(kReferencedSops, 0);
        return "refers to " + (target ? target->text(kReferencedUid) : std::string("nothing"));
    }
    return {};
}

void write(const ElementSet& item, int depth, std::string& text) {
    if (depth > kMaxDepth || text.size() > kMaxTextBytes) return;
    const std::string name = meaning(item.item(kConceptName, 0));
    const std::string value = valueOf(item, item.text(kValueType));
    if (!name.empty() || !value.empty())
        text += std::string(static_cast<std::size_t>(2 * depth), ' ') + name +
                (name.empty() || value.empty() ? "" : ": ") + value + "\n";
    for (const auto& child : item.items(kContentSequence, kMaxItems)) write(child, depth + 1, text);
}

void addSeries(const ElementSet& holder, const std::string& studyUid, std::vector<Reference>& references) {
    for (const auto& series : holder.items(kReferencedSeries, kMaxItems)) {
        const std::string seriesUid = series.text(tags::kSeriesInstanceUid);
        for (const std::uint32_t list : {kReferencedSops, std::uint32_t{0x00081140}})
            for (const auto& sop : series.items(list, kMaxItems)) {
                Reference reference{studyUid, seriesUid, sop.text(kReferencedClass), sop.text(kReferencedUid), {}};
                for (const double frame : sop.numbers(kReferencedFrames))
                    reference.frames.push_back(static_cast<int>(std::clamp(frame, 0.0, 1e9)));
                references.push_back(std::move(reference));
            }
    }
}

Document readReport(const ElementSet& root, Content kind) {
    Document document;
    document.kind = kind;
    document.title = meaning(root.item(kConceptName, 0));
    write(root, 0, document.text);
    for (const auto& study : root.items(kEvidence, kMaxItems))
        addSeries(study, study.text(tags::kStudyInstanceUid), document.references);
    return document;
}

Result<Document> readPdf(const ElementSet& root) {
    Document document;
    document.kind = Content::Pdf;
    document.title = root.text(kDocumentTitle);
    document.text = document.title;
    HILUM_TRY(document.pdf, root.bytes(kEncapsulated, kMaxPdfBytes));
    const auto length = root.integer(kEncapsulatedLength);
    if (length && *length > 0 && static_cast<std::uint64_t>(*length) < document.pdf.size())
        document.pdf.resize(static_cast<std::size_t>(*length));
    constexpr std::string_view kMark = "%PDF-";
    if (document.pdf.size() < kMark.size() || !std::equal(kMark.begin(), kMark.end(), document.pdf.begin()))
        return makeError(ErrorCode::Corrupt, "The document inside the file is no PDF (it is called " +
                                                 root.text(kMimeType).substr(0, 64) + "); export it again.");
    return document;
}

Document readPresentation(const ElementSet& root) {
    Document document;
    document.kind = Content::Presentation;
    document.title = root.text(kPresentationLabel);
    document.text = root.text(kPresentationDescription);
    addSeries(root, root.text(tags::kStudyInstanceUid), document.references);
    return document;
}

}  // namespace

Result<Document> readDocument(const Locator& locator, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Reading a document", [&]() -> Result<Document> {
        HILUM_TRY(const auto source, openLocator(locator, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        const Instance instance = instanceFrom(file, locator);
        switch (instance.content) {
            case Content::Report:
            case Content::KeyObjects: return readReport(file.elements, instance.content);
            case Content::Pdf: return readPdf(file.elements);
            case Content::Presentation: return readPresentation(file.elements);
            default: break;
        }
        const char* what = instance.content == Content::Image       ? "an image; open it as one"
                           : instance.content == Content::Waveform  ? "a waveform, which this version does not draw"
                           : instance.content == Content::Directory ? "a directory; open it to open its files"
                                                                    : "an object without words, pages or pixels";
        return makeError(ErrorCode::Unsupported, locator.display() + " is " + what + ".");
    });
}

}  // namespace hilum::dicom
