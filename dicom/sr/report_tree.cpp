// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Codes of PS3.16: TID 1204 (language), 1002 (observer), 2000, 1500 with 1501 (measurement group), 300 and 320
// (a number and the coordinates that it was measured at); CID 7001 and 7002 (headings).
#include "dicom/sr/report_tree.h"

#include <map>

#include "dicom/write/uid.h"

namespace hilum::dicom {

namespace {

const char* const kContains = "CONTAINS";
const char* const kModifies = "HAS CONCEPT MOD";
const char* const kContext = "HAS OBS CONTEXT";
const char* const kInferred = "INFERRED FROM";

SrCode dcm(const char* value, const char* meaning) { return {value, "DCM", meaning}; }
SrCode sct(const char* value, const char* meaning) { return {value, "SCT", meaning}; }

SrNode imageNode(const char* relationship, const report::ImageReference& image) {
    SrNode node;
    node.relationship = relationship;
    node.valueType = "IMAGE";
    node.image = image;
    return node;
}

SrNode uidNode(const char* relationship, const SrCode& name, const std::string& uid) {
    SrNode node = textNode(relationship, name, uid);
    node.valueType = "UIDREF";
    return node;
}

// TID 1204, and TID 1001 with the device and, where one is named, the person.
void addContext(SrNode& root, const report::ReportDraft& draft) {
    auto& to = root.children;
    to.push_back(
        codeNode(kModifies, dcm("121049", "Language of Content Item and Descendants"), {"en", "RFC5646", "English"}));
    if (!draft.reader.empty()) {
        to.push_back(codeNode(kContext, dcm("121005", "Observer Type"), dcm("121006", "Person")));
        SrNode name = textNode(kContext, dcm("121008", "Person Observer Name"), draft.reader);
        name.valueType = "PNAME";
        to.push_back(std::move(name));
    }
    to.push_back(codeNode(kContext, dcm("121005", "Observer Type"), dcm("121007", "Device")));
    to.push_back(uidNode(kContext, dcm("121012", "Device Observer UID"),
                         uidFromText("hilum device " + draft.packId + " " + draft.packSha256)));
    to.push_back(textNode(kContext, dcm("121013", "Device Observer Name"), "Hilum"));
    if (!draft.packId.empty())
        to.push_back(textNode(kContext, dcm("121015", "Device Observer Model Name"), draft.packId));
}

void addHeading(SrNode& root, const SrCode& heading, const SrCode& entry, const std::string& text) {
    if (!text.empty()) root.children.push_back(container(heading, {textNode(kContains, entry, text)}));
}

// One sentence and where it comes from; the model is named by the concepts 111001 and 111003.
SrNode sentenceNode(const SrCode& entry, const report::DraftSentence& sentence, const report::ReportDraft& draft) {
    SrNode node = textNode(kContains, entry, report::markedText(sentence));
    const SrCode source{"provenance", "99HILUM", "Provenance of the sentence"};
    node.children.push_back(textNode(kModifies, source, report::provenance(sentence)));
    if (sentence.origin != report::Origin::Person && !report::isStanding(sentence) && !draft.packId.empty()) {
        node.children.push_back(textNode(kModifies, dcm("111001", "Algorithm Name"), draft.packId));
        if (!draft.packSha256.empty())
            node.children.push_back(textNode(kModifies, dcm("111003", "Algorithm Version"), draft.packSha256));
    }
    if (!sentence.original.empty())
        node.children.push_back(
            textNode(kModifies, {"suggested", "99HILUM", "Provenance: suggested before editing"}, sentence.original));
    return node;
}

void addSentences(SrNode& root, const SrCode& heading, const SrCode& entry,
                  const std::vector<report::DraftSentence>& sentences, const report::ReportDraft& draft) {
    SrNode section = container(heading);
    for (const auto& sentence : sentences)
        if (!sentence.text.empty()) section.children.push_back(sentenceNode(entry, sentence, draft));
    if (section.children.empty()) section.children.push_back(textNode(kContains, entry, "Nothing entered."));
    root.children.push_back(std::move(section));
}

void addNotices(SrNode& root, const report::ReportDraft& draft, const report::StudyFacts& facts) {
    SrNode section = container({"status", "99HILUM", "Draft status"});
    for (const auto& line : report::notices(draft, facts))
        section.children.push_back(textNode(kContains, dcm("121106", "Comment"), line));
    root.children.push_back(std::move(section));
}

void addSections(SrNode& root, const report::ReportDraft& draft, const report::StudyFacts& facts) {
    addNotices(root, draft, facts);
    addHeading(root, dcm("121060", "History"), dcm("121109", "Indications for Procedure"), draft.indication);
    addHeading(root, dcm("121064", "Current Procedure Descriptions"), dcm("121065", "Procedure Description"),
               draft.technique);
    addHeading(root, dcm("121066", "Prior Procedure Descriptions"), dcm("121065", "Procedure Description"),
               draft.comparison);
    addSentences(root, dcm("121070", "Findings"), dcm("121071", "Finding"), draft.findings, draft);
    addSentences(root, dcm("121072", "Impressions"), dcm("121073", "Impression"), draft.impression, draft);
}

SrCode quantityCode(report::MeasuredValue::Quantity quantity) {
    using Quantity = report::MeasuredValue::Quantity;
    switch (quantity) {
        case Quantity::Length: return sct("410668003", "Length");
        case Quantity::Angle: return sct("1483009", "Angle");
        case Quantity::CobbAngle: return sct("285285000", "Cobb angle");
        case Quantity::Area: return sct("42798000", "Area");
        case Quantity::Mean: return sct("373098007", "Mean");
        case Quantity::Deviation: return sct("386136009", "Standard Deviation");
        case Quantity::Least: return sct("255605001", "Minimum");
        case Quantity::Most: break;
    }
    return sct("56851009", "Maximum");
}

SrCode unitCode(const std::string& unit) {
    static const std::map<std::string, const char*> kMeanings = {
        {"mm", "millimeter"},   {"mm2", "square millimeter"},
        {"deg", "degree"},      {"[hnsf'U]", "Hounsfield unit"},
        {"{pixels}", "pixels"}, {"1", "no units"}};
    const auto known = kMeanings.find(unit);
    return known == kMeanings.end() ? SrCode{"1", "UCUM", "no units"} : SrCode{unit, "UCUM", known->second};
}

std::vector<SrNode> coordinateNodes(const report::MeasuredValue& value) {
    using Shape = report::MeasuredValue::Shape;
    std::vector<std::vector<std::pair<double, double>>> lines = {value.points};
    if (value.shape == Shape::TwoLines && value.points.size() == 4)
        lines = {{value.points[0], value.points[1]}, {value.points[2], value.points[3]}};
    if (value.shape == Shape::Polygon && !value.points.empty()) lines[0].push_back(value.points.front());
    std::vector<SrNode> nodes;
    for (auto& line : lines) {
        SrNode node;
        node.relationship = kInferred;
        node.valueType = "SCOORD";
        node.name = dcm("121112", "Source of Measurement");
        node.text = value.shape == Shape::Ellipse ? "ELLIPSE" : "POLYLINE";
        node.points = std::move(line);
        node.children.push_back(imageNode("SELECTED FROM", value.image));
        nodes.push_back(std::move(node));
    }
    return nodes;
}

SrNode numberNode(const report::MeasuredValue& value) {
    SrNode node;
    node.relationship = kContains;
    node.valueType = "NUM";
    node.name = quantityCode(value.quantity);
    node.text = report::decimalText(value.value);
    node.code = unitCode(value.unit);
    if (value.atDetector)
        node.children.push_back(codeNode(kModifies, sct("370129005", "Measurement Method"),
                                         {"detector", "99HILUM", "Millimetres at the detector, not in the patient"}));
    for (auto& child : coordinateNodes(value)) node.children.push_back(std::move(child));
    return node;
}

SrNode measurements(const report::StudyFacts& facts) {
    SrNode all = container(dcm("126010", "Imaging Measurements"));
    std::map<int, std::size_t> groups;
    for (const auto& value : facts.measurements) {
        const auto [at, isNew] = groups.try_emplace(value.group, all.children.size());
        if (isNew) {
            const std::string name = "Measurement " + std::to_string(groups.size());
            SrNode group = container(dcm("125007", "Measurement Group"));
            group.children.push_back(textNode(kContext, dcm("112039", "Tracking Identifier"), name));
            group.children.push_back(
                uidNode(kContext, dcm("112040", "Tracking Unique Identifier"),
                        uidFromText("hilum measurement " + value.image.sopUid + " " + std::to_string(value.group))));
            all.children.push_back(std::move(group));
        }
        all.children[at->second].children.push_back(numberNode(value));
    }
    return all;
}

SrCode procedureOf(const std::string& modality) {
    if (modality == "CT") return sct("77477000", "Computed tomography");
    if (modality == "MR") return sct("113091000", "Magnetic resonance imaging");
    if (modality == "US") return sct("16310003", "Ultrasonography");
    if (modality == "MG") return sct("71651007", "Mammography");
    if (modality == "CR" || modality == "DX") return sct("168537006", "Plain radiography");
    return sct("363679005", "Imaging");
}

}  // namespace

SrNode textTree(const report::ReportDraft& draft, const report::StudyFacts& facts) {
    SrNode root = container({"11528-7", "LN", "Radiology Report"});
    addContext(root, draft);
    addSections(root, draft, facts);
    for (const auto& image : facts.images) root.children.push_back(imageNode(kContains, image));
    return root;
}

SrNode measurementTree(const report::ReportDraft& draft, const report::StudyFacts& facts) {
    SrNode root = container(dcm("126000", "Imaging Measurement Report"));
    addContext(root, draft);
    root.children.push_back(codeNode(kModifies, dcm("121058", "Procedure reported"), procedureOf(draft.modality)));
    if (!facts.images.empty()) {
        SrNode group = container(dcm("126200", "Image Library Group"));
        for (const auto& image : facts.images) group.children.push_back(imageNode(kContains, image));
        root.children.push_back(container(dcm("111028", "Image Library"), {std::move(group)}));
    }
    root.children.push_back(measurements(facts));
    addSections(root, draft, facts);
    return root;
}

}  // namespace hilum::dicom
