// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A content tree of a structured report (PS3.3 C.17.3) as plain values, and its writing into a dataset.
// Holds what Basic Text and Comprehensive SR need: containers, text, codes, UIDs, names, numbers, images
// and image coordinates. Strict: control characters and wrong lengths never reach a value. Internal to dicom/sr.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/report/study_facts.h"

class DcmItem;

namespace hilum::dicom {

struct SrCode {
    std::string value, scheme, meaning;  // value at most 16 characters, meaning at most 64
};

struct SrNode {
    std::string relationship;  // "CONTAINS", "HAS OBS CONTEXT", "HAS CONCEPT MOD", "INFERRED FROM", "SELECTED FROM"
    std::string valueType;     // "CONTAINER", "TEXT", "CODE", "UIDREF", "PNAME", "NUM", "IMAGE", "SCOORD"
    SrCode name;               // an empty value = no concept name
    std::string text;          // TEXT, UIDREF, PNAME; the number of NUM; the graphic type of SCOORD
    SrCode code;               // CODE; the unit of NUM
    report::ImageReference image;
    std::vector<std::pair<double, double>> points;
    std::vector<SrNode> children;
};

SrNode container(const SrCode& name, std::vector<SrNode> children = {});
SrNode textNode(const std::string& relationship, const SrCode& name, const std::string& text);
SrNode codeNode(const std::string& relationship, const SrCode& name, const SrCode& code);

// root is a CONTAINER without a relationship. templateId: "1500", "2000".
base::Status writeTree(DcmItem& dataset, const SrNode& root, const std::string& templateId);

}  // namespace hilum::dicom
