// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a DICOM object without pixels says: the whole tree of a structured report or key object selection
// as indented text, the PDF inside an encapsulated document, and the images that either refers to.
#pragma once

#include <string>
#include <vector>

#include "dicom/open/study_source.h"

namespace hilum::dicom {

struct Reference {
    std::string studyUid, seriesUid, sopClass, sopUid;
    std::vector<int> frames;  // 1-based as stored; empty = the whole object
};

struct Document {
    Instance::Content kind = Instance::Content::Other;
    std::string title;              // "Basic diagnostic imaging report", "Of interest", the PDF's title
    std::string text;               // UTF-8, one line for each item, two spaces deeper for each level
    std::vector<std::uint8_t> pdf;  // %PDF-..., empty for everything else
    std::vector<Reference> references;
};

// Errors: those of prescan(); Unsupported for kinds that have neither text nor pages (named), Corrupt.
base::Result<Document> readDocument(const Locator& locator, const base::JobContext& context = {});

}  // namespace hilum::dicom
