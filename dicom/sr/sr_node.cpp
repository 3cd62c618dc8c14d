// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/sr/sr_node.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "dicom/write/clean_value.h"
#include "dicom/write/dataset_filler.h"

namespace hilum::dicom {

namespace {

constexpr std::size_t kMeaningChars = 64, kCodeChars = 16, kTextChars = 1U << 22;

void putCode(DatasetFiller& fill, const DcmTagKey& sequence, const SrCode& code) {
    fill.code(sequence, cleanValue(code.value, kCodeChars), code.scheme, cleanValue(code.meaning, kMeaningChars));
}

void putReference(DcmItem& item, DatasetFiller& fill, const report::ImageReference& image) {
    DcmItem* target = nullptr;
    fill.require(item.findOrCreateSequenceItem(DCM_ReferencedSOPSequence, target, 0).good() && target != nullptr,
                 DCM_ReferencedSOPSequence);
    if (target == nullptr) return;
    DatasetFiller inner(*target);
    inner.text(DCM_ReferencedSOPClassUID, image.sopClass);
    inner.text(DCM_ReferencedSOPInstanceUID, image.sopUid);
    if (image.frame > 0) inner.text(DCM_ReferencedFrameNumber, std::to_string(image.frame));
    fill.take(inner);
}

void putNumber(DcmItem& item, DatasetFiller& fill, const SrNode& node) {
    DcmItem* target = nullptr;
    fill.require(item.findOrCreateSequenceItem(DCM_MeasuredValueSequence, target, 0).good() && target != nullptr,
                 DCM_MeasuredValueSequence);
    if (target == nullptr) return;
    DatasetFiller inner(*target);
    putCode(inner, DCM_MeasurementUnitsCodeSequence, node.code);
    inner.text(DCM_NumericValue, node.text);
    fill.take(inner);
}

void putPoints(DcmItem& item, DatasetFiller& fill, const SrNode& node) {
    std::vector<Float32> numbers;
    for (const auto& [x, y] : node.points) {
        numbers.push_back(static_cast<Float32>(x));
        numbers.push_back(static_cast<Float32>(y));
    }
    fill.require(item.putAndInsertFloat32Array(DCM_GraphicData, numbers.data(), numbers.size()).good(),
                 DCM_GraphicData);
    fill.text(DCM_GraphicType, node.text);
}

void putNode(DcmItem& item, DatasetFiller& fill, const SrNode& node) {
    if (!node.relationship.empty()) fill.text(DCM_RelationshipType, node.relationship);
    fill.text(DCM_ValueType, node.valueType);
    if (!node.name.value.empty()) putCode(fill, DCM_ConceptNameCodeSequence, node.name);
    if (node.valueType == "CONTAINER") fill.text(DCM_ContinuityOfContent, "SEPARATE");
    if (node.valueType == "TEXT") fill.text(DCM_TextValue, cleanText(node.text, kTextChars));
    if (node.valueType == "CODE") putCode(fill, DCM_ConceptCodeSequence, node.code);
    if (node.valueType == "UIDREF") fill.text(DCM_UID, node.text);
    if (node.valueType == "PNAME") fill.text(DCM_PersonName, cleanPersonName(node.text));
    if (node.valueType == "NUM") putNumber(item, fill, node);
    if (node.valueType == "IMAGE") putReference(item, fill, node.image);
    if (node.valueType == "SCOORD") putPoints(item, fill, node);
    for (const auto& child : node.children) {
        DcmItem* target = nullptr;
        fill.require(item.findOrCreateSequenceItem(DCM_ContentSequence, target, -2).good() && target != nullptr,
                     DCM_ContentSequence);
        if (target == nullptr) return;
        DatasetFiller inner(*target);
        putNode(*target, inner, child);
        fill.take(inner);
    }
}

}  // namespace

SrNode container(const SrCode& name, std::vector<SrNode> children) {
    SrNode node;
    node.relationship = "CONTAINS";
    node.valueType = "CONTAINER";
    node.name = name;
    node.children = std::move(children);
    return node;
}

SrNode textNode(const std::string& relationship, const SrCode& name, const std::string& text) {
    SrNode node;
    node.relationship = relationship;
    node.valueType = "TEXT";
    node.name = name;
    node.text = text;
    return node;
}

SrNode codeNode(const std::string& relationship, const SrCode& name, const SrCode& code) {
    SrNode node;
    node.relationship = relationship;
    node.valueType = "CODE";
    node.name = name;
    node.code = code;
    return node;
}

base::Status writeTree(DcmItem& dataset, const SrNode& root, const std::string& templateId) {
    DatasetFiller fill(dataset);
    SrNode top = root;
    top.relationship.clear();
    putNode(dataset, fill, top);
    DcmItem* item = nullptr;
    fill.require(dataset.findOrCreateSequenceItem(DCM_ContentTemplateSequence, item, 0).good() && item != nullptr,
                 DCM_ContentTemplateSequence);
    if (item != nullptr) {
        DatasetFiller inner(*item);
        inner.text(DCM_MappingResource, "DCMR");
        inner.text(DCM_TemplateIdentifier, templateId);
        fill.take(inner);
    }
    return fill.status();
}

}  // namespace hilum::dicom
