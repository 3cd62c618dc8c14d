// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/display_peer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimgle/dcmimage.h>

#include <vector>

#include "dicom/file/dcmtk_setup.h"

namespace hilum::dicom {

struct DisplayPeer::Impl {
    DcmDataset dataset;
    std::unique_ptr<DicomImage> image;
    std::vector<Uint8> out;
};

DisplayPeer::DisplayPeer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
DisplayPeer::DisplayPeer(DisplayPeer&&) noexcept = default;
DisplayPeer::~DisplayPeer() = default;

base::Result<DisplayPeer> DisplayPeer::make(const image::Image& image) {
    if (image.type != image::PixelType::UInt16 || image.channels != 1 || image.empty())
        return base::makeError(base::ErrorCode::Unsupported, "The peer shows grey images of 16 unsigned bits only.");
    return base::guarded("DicomImage", [&]() -> base::Result<DisplayPeer> {
        setUpDcmtk();
        auto impl = std::make_unique<Impl>();
        auto& data = impl->dataset;
        data.putAndInsertString(DCM_SOPClassUID, UID_ComputedRadiographyImageStorage);
        data.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
        data.putAndInsertUint16(DCM_SamplesPerPixel, 1);
        data.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(image.height));
        data.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(image.width));
        data.putAndInsertUint16(DCM_BitsAllocated, 16);
        data.putAndInsertUint16(DCM_BitsStored, 16);
        data.putAndInsertUint16(DCM_HighBit, 15);
        data.putAndInsertUint16(DCM_PixelRepresentation, 0);
        data.putAndInsertUint16Array(DCM_PixelData, reinterpret_cast<const Uint16*>(image.pixels->data()),
                                     static_cast<unsigned long>(image.pixelCount()));
        impl->image = std::make_unique<DicomImage>(&data, EXS_LittleEndianExplicit);
        if (impl->image->getStatus() != EIS_Normal)
            return base::makeError(base::ErrorCode::Internal, "DCMTK's DicomImage could not be made for the benchmark.",
                                   DicomImage::getString(impl->image->getStatus()));
        impl->out.resize(image.pixelCount());
        return DisplayPeer(std::move(impl));
    });
}

const void* DisplayPeer::render(double centre, double width) {
    if (m_impl->image->setWindow(centre, width) == 0) return nullptr;
    const auto bytes = static_cast<unsigned long>(m_impl->out.size());
    return m_impl->image->getOutputData(m_impl->out.data(), bytes, 8) != 0 ? m_impl->out.data() : nullptr;
}

}  // namespace hilum::dicom
