// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What one file or ZIP entry is, from its bytes: an Instance by its header, or one decoded frame.
#pragma once

#include <string>

#include "dicom/file/byte_source.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

// Never fails: what cannot be used comes back as Refused or NotDicom with a sentence.
Instance describe(const SourcePtr& source, const Locator& locator, const base::JobContext& context);
Instance refusedInstance(Locator locator, InstanceStatus status, std::string reason);

// With a locator, the structure of a file worth it is kept for its next frame (open_files.h).
base::Result<image::Image> frameOf(const SourcePtr& source, int frame, const base::JobContext& context,
                                   const Locator* keepAs = nullptr);

// The bytes of a file, or of a ZIP entry (expanded within the limits).
base::Result<SourcePtr> openLocator(const Locator& locator, const base::JobContext& context);

}  // namespace hilum::dicom
