// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DisplayPeer: DCMTK's own DicomImage on the same pixels, for `hilum bench display` and nothing else: what a
// window change costs there (setWindow and 8-bit output). One thread.
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/image/image.h"

namespace hilum::dicom {

class DisplayPeer {
public:
    // A grey image of 16 unsigned bits. Errors: Unsupported, Internal.
    static base::Result<DisplayPeer> make(const image::Image& image);
    DisplayPeer(DisplayPeer&&) noexcept;
    ~DisplayPeer();
    // The whole picture in 8 bits under this window; the bytes belong to DCMTK. Null when it fails.
    const void* render(double centre, double width);

private:
    struct Impl;
    explicit DisplayPeer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hilum::dicom
