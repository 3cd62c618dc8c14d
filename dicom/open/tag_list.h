// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TagList: every element of a DICOM file's header as rows of words, sequences unfolded, for the window's tag
// browser. Pixel data and long binary values are named, not read. Any thread. Errors: those of prescan().
#pragma once

#include <string>
#include <vector>

#include "dicom/open/study_source.h"

namespace hilum::dicom {

struct TagRow {
    int depth = 0;          // 0 = the dataset (and the meta header before it)
    std::uint32_t tag = 0;  // group << 16 | element; FFFEE000 = an item
    std::string code;       // "(0028,0010)"
    std::string vr;         // "US", "" = not known
    std::string name;       // "Rows", "Item 1"
    std::uint64_t length = 0;
    std::string value;  // shortened; "" for sequences
};

struct TagList {
    std::vector<TagRow> rows;
    bool shortened = false;  // over the limit of rows or depth
};

base::Result<TagList> readTags(const Locator& locator, const base::JobContext& context = {});

}  // namespace hilum::dicom
