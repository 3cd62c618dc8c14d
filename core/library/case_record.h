// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Plain rows of the case library. A case is one indexed image with its text; images with the same
// content hash share pixels, thumbnail and embedding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hilum::library {

struct CaseRecord {
    std::int64_t id = 0;
    std::string path;      // absolute; unique together with zipEntry and frame
    std::string given;     // the path as the person or the CSV gave it, for answers
    std::string zipEntry;  // "" unless the image lies in a ZIP
    int frame = 0;
    std::string imageHash;  // image::contentHash
    int width = 0;
    int height = 0;
    std::string patientKey;   // "<source>:<patient id>" or "" when unknown
    std::string patientName;  // DICOM only
    std::string sex;          // "F", "M", "O", ""
    std::optional<int> ageYears;
    std::string modality;  // DICOM code: CR, DX, CT, MR, US, ... ("" unknown)
    std::string view;      // PA, AP, LL, ...
    std::string date;      // YYYY-MM-DD or ""
    std::string studyUid, seriesUid, sopUid;
    std::string text;             // caption, note or report as given
    bool textFromLabels = false;  // text was made from labels by prompt templates
    std::vector<std::string> labels;
    std::string licence;  // of the row, when the CSV names one
    std::string maskPath;
};

// A finding as the lexicon of core/labels understood it.
struct Concept {
    std::string name;
    int state = 1;     // -1 negated, 0 uncertain, 1 stated
    std::string side;  // "left", "right", "both", ""
};

// One sentence of a report that can be suggested, with its provenance.
struct Sentence {
    std::int64_t caseId = 0;
    std::string text;
};

struct Filters {
    std::string modality;  // exact DICOM code
    std::string sex;
    std::optional<int> ageFrom, ageTo;
    std::string dateFrom, dateTo;     // YYYY-MM-DD, inclusive
    std::vector<std::string> labels;  // all must be present
    std::string excludePatientKey;
    std::string excludeStudyUid;
};

struct LibraryStatus {
    std::int64_t images = 0;
    std::int64_t cases = 0;
    std::uint64_t bytes = 0;
    struct Pack {
        std::string sha256, id;
        std::int64_t embeddings = 0;
    };
    std::vector<Pack> packs;
};

// A report being written, autosaved (core/report holds the meaning of the JSON).
struct DraftRecord {
    std::int64_t id = 0;
    std::string studyKey;  // StudyInstanceUID or content hash of the first image
    std::string json;
    std::string updatedAt;  // ISO 8601 UTC
};

}  // namespace hilum::library
