// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The de-identification profile of PS3.15 Annex E as data: resources/deid/basic-profile.csv, one row per attribute
// of Table E.1-1 with its basic action and the actions of the options. Loaded once, then read by any thread.
// Errors: NotFound, Corrupt (a row that is not understood: nothing is ever guessed).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"

namespace hilum::dicom {

enum class KeepDates { No, Full, Modified };

// PS3.15 E.3; what is not chosen follows the basic profile.
struct DeidOptions {
    bool cleanDescriptors = false;
    bool cleanStructured = false;
    bool cleanGraphics = false;
    bool keepUids = false;
    bool keepDevice = false;
    bool keepInstitution = false;
    bool keepPatient = false;
    KeepDates dates = KeepDates::No;
    bool blankBurnedIn = false;  // ultrasound: everything outside its regions
    struct Rectangle {
        int left = 0, top = 0, right = 0, bottom = 0;  // pixels, right and bottom exclusive
    };
    std::vector<Rectangle> blank;  // in every image
};

// One action for one element. Where the table leaves a choice, the one that keeps more objects conformant: X/Z is
// Zero, X/D and Z/D are Dummy, X/Z/D is Zero.
enum class DeidAction { Keep, Remove, Zero, Dummy, MapUid, Clean };

class DeidProfile {
public:
    static base::Result<DeidProfile> load(const std::filesystem::path& csv);
    static base::Result<DeidProfile> parse(const std::string& csv);

    // nullptr: the table has no row for it.
    const DeidAction* find(std::uint32_t tag, const DeidOptions& options) const;
    std::size_t rows() const { return m_rows.size(); }

private:
    struct Row {
        DeidAction basic = DeidAction::Remove;
        // uids, device, institution, patient, full dates, modified dates, descriptors, structured, graphics
        signed char option[9] = {};  // 0 = none, 'K', 'C'
    };
    static base::Result<Row> parseRow(const std::vector<std::string>& cells);
    std::unordered_map<std::uint32_t, Row> m_rows;
};

// Codes of CID 7050 with their meanings: what was applied.
std::vector<std::pair<std::string, std::string>> methodCodes(const DeidOptions& options, bool pixelsCleaned);

}  // namespace hilum::dicom
