// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Applies the profile to one dataset at every level of nesting, and says in the dataset what was done
// (PS3.15 E.1.1). Text that the table keeps is scrubbed of the header's identifiers. Internal to dicom/deid.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "dicom/deid/identity_map.h"
#include "dicom/deid/profile.h"
#include "dicom/deid/scrubber.h"

class DcmItem;
class DcmDataset;

namespace hilum::dicom {

struct DeidRules {
    const DeidProfile& profile;
    const DeidOptions& options;
    const IdentityMap& identities;
};

// The identifiers of a dataset, from every level. Its text is UTF-8 already.
Scrubber identifiersOf(DcmItem& dataset, const DeidOptions& options);
// What stands for the patient in the secret's function: the ID, else name and birth date, else the study.
std::string patientKeyOf(DcmItem& dataset);

base::Status applyProfile(DcmDataset& dataset, const DeidRules& rules, bool pixelsCleaned,
                          std::vector<std::string>& warnings);

// "20260102" shifted by days; "" when it is no date or leaves the calendar of DICOM (year 1 to 9999).
std::string shiftedDate(const std::string& dicomDate, int days);

}  // namespace hilum::dicom
