// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/content.h"

#include <array>

#include "core/base/sha256.h"
#include "core/image/image_file.h"
#include "core/image/picture_header.h"
#include "dicom/file/frame_image.h"
#include "dicom/file/prescan.h"
#include "dicom/open/instance_header.h"
#include "dicom/open/open_files.h"
#include "dicom/open/zip_cache.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;
using image::FileKind;

constexpr std::uint64_t kMaxPictureBytes = 1ULL << 30;
constexpr std::size_t kSniffBytes = 132;

// PS3.5 B.2: "2.25." and a 128-bit number in decimal, here the start of a SHA-256.
std::string uidFrom(const std::string& text) {
    const std::string hex = base::sha256Hex(std::string_view(text)).substr(0, 32);
    std::string decimal = "0";
    for (const char digit : hex) {
        int carry = digit <= '9' ? digit - '0' : digit - 'a' + 10;
        for (auto it = decimal.rbegin(); it != decimal.rend(); ++it) {
            const int value = (*it - '0') * 16 + carry;
            *it = static_cast<char>('0' + value % 10);
            carry = value / 10;
        }
        for (; carry > 0; carry /= 10) decimal.insert(decimal.begin(), static_cast<char>('0' + carry % 10));
    }
    return "2.25." + decimal;
}

// The folder that a picture lies in: of the file system, or inside the ZIP.
std::filesystem::path folderOf(const Locator& locator) {
    const auto whole = locator.zipEntry.empty() ? locator.path : locator.path / locator.zipEntry;
    std::error_code code;
    const auto absolute = std::filesystem::absolute(whole, code);
    return (code ? whole : absolute).lexically_normal().parent_path();
}

Instance pictureInstance(const Locator& locator, const image::PictureHeader& header) {
    Instance instance;
    instance.locator = locator;
    const auto folder = folderOf(locator);
    const std::string name = locator.zipEntry.empty() ? locator.path.filename().string()
                                                      : std::filesystem::path(locator.zipEntry).filename().string();
    instance.studyUid = uidFrom("study " + folder.string());
    instance.seriesUid = uidFrom("series " + folder.string());
    instance.sopUid = uidFrom("image " + (folder / name).string());
    instance.seriesDescription = instance.studyDescription = folder.filename().string();
    instance.columns = static_cast<int>(header.width);
    instance.rows = static_cast<int>(header.height);
    instance.photometric = header.grey ? "MONOCHROME2" : "RGB";
    return instance;
}

Result<FileKind> kindOf(const ByteSource& source) {
    std::array<std::uint8_t, kSniffBytes> head{};
    HILUM_TRY(const std::size_t got, source.read(0, head));
    return image::sniff(std::span(head.data(), got));
}

Result<image::PictureHeader> pictureHeader(const ByteSource& source, FileKind kind) {
    HILUM_TRY(const auto bytes, readRange(source, 0, source.size(), kMaxPictureBytes));
    return kind == FileKind::Png ? image::readPngHeader(bytes) : image::readJpegHeader(bytes);
}

}  // namespace

Instance refusedInstance(Locator locator, InstanceStatus status, std::string reason) {
    Instance instance;
    instance.locator = std::move(locator);
    instance.status = status;
    instance.reason = std::move(reason);
    instance.hasPixels = false;
    return instance;
}

namespace {

Instance describeContent(const SourcePtr& source, const Locator& locator, const base::JobContext& context) {
    if (source->size() == 0)
        return refusedInstance(locator, InstanceStatus::NotDicom, "The file is empty; copy or export it again.");
    const auto kind = kindOf(*source);
    if (!kind.ok()) return refusedInstance(locator, InstanceStatus::Refused, kind.error().message);
    if (*kind == FileKind::Png || *kind == FileKind::Jpeg) {
        const auto header = pictureHeader(*source, *kind);
        if (!header.ok()) return refusedInstance(locator, InstanceStatus::Refused, header.error().message);
        return pictureInstance(locator, *header);
    }
    if (*kind == FileKind::Zip)
        return refusedInstance(locator, InstanceStatus::NotDicom,
                               "It is a ZIP where one image is expected; unpack it, or open it by itself.");
    if (*kind == FileKind::Unknown)
        return refusedInstance(locator, InstanceStatus::NotDicom,
                               "It is neither DICOM nor PNG nor JPEG; name a file of one of these.");
    const auto file = prescan(source, Reach::Header, {}, context);
    if (file.ok()) return instanceFrom(*file, locator);
    const bool other = file.error().code == ErrorCode::InvalidInput;
    return refusedInstance(locator, other ? InstanceStatus::NotDicom : InstanceStatus::Refused, file.error().message);
}

}  // namespace

Instance describe(const SourcePtr& source, const Locator& locator, const base::JobContext& context) {
    // One file for which there is no memory left must not end the scan of the others.
    auto instance = base::guarded("Reading a header",
                                  [&]() -> Result<Instance> { return describeContent(source, locator, context); });
    if (instance.ok()) return std::move(instance).value();
    return refusedInstance(locator, InstanceStatus::Refused, instance.error().message);
}

Result<image::Image> frameOf(const SourcePtr& source, int frame, const base::JobContext& context,
                             const Locator* keepAs) {
    if (context.stopRequested()) return base::cancelled();
    if (source->size() == 0) return makeError(ErrorCode::InvalidInput, "The file is empty; copy or export it again.");
    HILUM_TRY(const FileKind kind, kindOf(*source));
    if (kind == FileKind::Png || kind == FileKind::Jpeg) {
        if (frame != 0)
            return makeError(ErrorCode::InvalidInput,
                             "There is no frame " + std::to_string(frame) + "; a picture has only frame 0.");
        HILUM_TRY(const auto bytes, readRange(*source, 0, source->size(), kMaxPictureBytes));
        return image::decodeImage(bytes);
    }
    if (kind != FileKind::Dicom)
        return makeError(ErrorCode::InvalidInput, "The file is neither DICOM nor PNG nor JPEG; open an image.");
    HILUM_TRY(auto file, prescan(source, Reach::Fragments, {}, context));
    if (keepAs == nullptr) return frameImage(file, frame, context);
    return frameImage(*OpenFiles::shared().keep(*keepAs, std::move(file)), frame, context);
}

Result<SourcePtr> openLocator(const Locator& locator, const base::JobContext& context) {
    HILUM_TRY(auto source, openFileSource(locator.path));
    if (locator.zipEntry.empty()) return source;
    HILUM_TRY(const auto entry, ZipCache::shared().entry(locator, *source));
    HILUM_TRY(auto bytes, readZipEntry(*source, entry, 0, context));
    return memorySource(std::move(bytes));
}

}  // namespace hilum::dicom
