// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One-time set-up of DCMTK: its log off (it prints to stderr and at high levels dumps patient data),
// its decoders registered. Cheap to call again, safe from any thread.
#pragma once

namespace hilum::dicom {
void setUpDcmtk();
}
