// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// OpenCV decodes, but only after picture_header.h has read the declared size with its own bounds and
// has left nothing but the chunks that carry the picture.
#include "core/image/image_file.h"

#include <algorithm>
#include <cstring>
#include <opencv2/imgcodecs.hpp>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/image/picture_header.h"
#include "core/image/window_level.h"

namespace hilum::image {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

constexpr std::uint64_t kMaxFileBytes = 1ULL << 30;

// OpenCV orders colours blue, green, red; 16-bit colour becomes 8-bit by rounding v / 257.
std::shared_ptr<const std::vector<std::byte>> rgbFromMat(const cv::Mat& mat) {
    const auto width = static_cast<std::size_t>(mat.cols);
    auto out = std::make_shared<std::vector<std::byte>>(width * static_cast<std::size_t>(mat.rows) * 3);
    std::size_t i = 0;
    for (int y = 0; y < mat.rows; ++y)
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < 3; ++c, ++i) {
                const std::size_t from = 3 * x + 2 - c;
                (*out)[i] = mat.depth() == CV_16U
                                ? static_cast<std::byte>((mat.ptr<std::uint16_t>(y)[from] + 128u) / 257u)
                                : static_cast<std::byte>(mat.ptr<std::uint8_t>(y)[from]);
            }
    return out;
}

// One channel as it is; of three equal channels (grey with alpha, expanded by the decoder) the first.
std::shared_ptr<const std::vector<std::byte>> greyFromMat(const cv::Mat& mat) {
    const auto width = static_cast<std::size_t>(mat.cols);
    const auto step = static_cast<std::size_t>(mat.channels());
    const std::size_t bytes = mat.depth() == CV_16U ? 2 : 1;
    auto out = std::make_shared<std::vector<std::byte>>(width * static_cast<std::size_t>(mat.rows) * bytes);
    for (int y = 0; y < mat.rows; ++y) {
        auto* row = out->data() + static_cast<std::size_t>(y) * width * bytes;
        const auto* in = mat.ptr<std::uint8_t>(y);
        for (std::size_t x = 0; x < width; ++x) std::memcpy(row + x * bytes, in + x * step * bytes, bytes);
    }
    return out;
}

Result<Image> decodeChecked(std::span<const std::uint8_t> bytes, const PictureHeader& header) {
    const std::uint64_t decoded =
        std::uint64_t{header.width} * header.height * (header.grey ? 1U : 3U) * (header.bits == 16 ? 2U : 1U);
    if (isBomb(decoded, bytes.size()))
        return makeError(ErrorCode::Unsupported,
                         "The picture expands from " + std::to_string(bytes.size() >> 10) + " KiB to " +
                             std::to_string(decoded >> 20) +
                             " MiB, as a bomb does, so it is not opened; use a smaller picture.");
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
    // Stored orientation is kept: masks, boxes and embeddings refer to stored pixels.
    const cv::Mat mat = cv::imdecode(raw, cv::IMREAD_ANYDEPTH | cv::IMREAD_ANYCOLOR | cv::IMREAD_IGNORE_ORIENTATION);
    if (mat.empty() || mat.cols != static_cast<int>(header.width) || mat.rows != static_cast<int>(header.height))
        return makeError(ErrorCode::Corrupt, "The picture's data is damaged and cannot be decoded; export it again.");
    if ((mat.depth() != CV_8U && mat.depth() != CV_16U) || (mat.channels() != 1 && mat.channels() != 3))
        return makeError(ErrorCode::Unsupported,
                         "The picture has a pixel format that is not read; save it with 8 or 16 bits.");
    Image image;
    image.width = mat.cols;
    image.height = mat.rows;
    if (header.grey) {
        image.type = mat.depth() == CV_16U ? PixelType::UInt16 : PixelType::UInt8;
        image.pixels = greyFromMat(mat);
    } else if (mat.channels() == 3) {
        image.channels = 3;
        image.colour = ColourModel::Rgb;
        image.pixels = rgbFromMat(mat);
    } else {
        image.pixels = greyFromMat(mat);
    }
    image.lossy = header.lossy;
    return image;
}

cv::Mat matOf(const Raster& raster) {
    cv::Mat mat(raster.height, raster.width, CV_8UC(raster.channels), const_cast<std::uint8_t*>(raster.pixels->data()));
    if (raster.channels == 1) return mat;
    cv::Mat turned(raster.height, raster.width, CV_8UC3);
    const auto& in = *raster.pixels;
    for (std::size_t i = 0; i < in.size(); i += 3) {
        turned.data[i] = in[i + 2];
        turned.data[i + 1] = in[i + 1];
        turned.data[i + 2] = in[i];
    }
    return turned;
}

}  // namespace

FileKind sniff(std::span<const std::uint8_t> head) {
    const auto is = [&](std::size_t offset, std::string_view magic) {
        return head.size() >= offset + magic.size() &&
               std::memcmp(head.data() + offset, magic.data(), magic.size()) == 0;
    };
    // DICOM first: its preamble may hold anything, another format's magic included.
    if (is(128, "DICM")) return FileKind::Dicom;
    if (is(0, "\x89PNG\r\n\x1a\n")) return FileKind::Png;
    if (is(0, "\xff\xd8\xff")) return FileKind::Jpeg;
    if (is(0, "PK\x03\x04") || is(0, "PK\x05\x06")) return FileKind::Zip;
    // Without a preamble a file starts with an element of group 0002 or 0008: its number in either byte
    // order, then a VR in capitals or a 32-bit length that stays below 64 KiB.
    if (head.size() < 8) return FileKind::Unknown;
    const bool little = (head[0] == 2 || head[0] == 8) && head[1] == 0;
    const bool big = head[0] == 0 && head[1] == 8 && head[2] == 0;
    const auto capital = [](std::uint8_t c) { return c >= 'A' && c <= 'Z'; };
    if ((little || big) && capital(head[4]) && capital(head[5])) return FileKind::Dicom;
    if (little && head[6] == 0 && head[7] == 0) return FileKind::Dicom;
    return FileKind::Unknown;
}

Result<Image> decodeImage(std::span<const std::uint8_t> bytes) {
    return base::guarded("Decoding the picture", [&]() -> Result<Image> {
        const FileKind kind = sniff(bytes);
        if (kind == FileKind::Png) {
            HILUM_TRY(const auto header, readPngHeader(bytes));
            if (!header.hasSideChunks) return decodeChecked(bytes, header);
            return decodeChecked(withoutSideChunks(bytes), header);
        }
        if (kind == FileKind::Jpeg) {
            HILUM_TRY(const auto header, readJpegHeader(bytes));
            return decodeChecked(bytes, header);
        }
        return makeError(ErrorCode::Unsupported,
                         "The content is neither PNG nor JPEG; open a DICOM, PNG or JPEG file.");
    });
}

Result<Image> readImageFile(const std::filesystem::path& path) {
    HILUM_TRY(const auto bytes, base::readFile(path, kMaxFileBytes));
    auto image = decodeImage(bytes);
    if (image.ok()) return image;
    auto error = std::move(image).error();
    error.message = path.string() + ": " + error.message;
    error.args.emplace_back("path", path.string());
    return error;
}

Result<std::vector<std::uint8_t>> encodePng(const Raster& raster) {
    if (raster.empty()) return makeError(ErrorCode::InvalidInput, "There is no picture to write; open an image first.");
    return base::guarded("Writing a PNG", [&]() -> Result<std::vector<std::uint8_t>> {
        std::vector<std::uint8_t> bytes;
        if (!cv::imencode(".png", matOf(raster), bytes))
            return makeError(ErrorCode::Internal, "The PNG could not be encoded; the log has the details.");
        return bytes;
    });
}

Result<std::vector<std::uint8_t>> encodeJpeg(const Raster& raster, int quality) {
    if (raster.empty()) return makeError(ErrorCode::InvalidInput, "There is no picture to write; open an image first.");
    return base::guarded("Writing a JPEG", [&]() -> Result<std::vector<std::uint8_t>> {
        std::vector<std::uint8_t> bytes;
        if (!cv::imencode(".jpg", matOf(raster), bytes, {cv::IMWRITE_JPEG_QUALITY, quality}))
            return makeError(ErrorCode::Internal, "The JPEG could not be encoded; the log has the details.");
        return bytes;
    });
}

base::Status writePng(const std::filesystem::path& path, const Raster& raster) {
    HILUM_TRY(const auto bytes, encodePng(raster));
    return base::writeFileAtomically(path, std::span<const std::uint8_t>(bytes));
}

base::Status writePng(const std::filesystem::path& path, const Mask& mask) {
    Raster raster;
    raster.width = mask.width;
    raster.height = mask.height;
    raster.pixels = std::make_shared<const std::vector<std::uint8_t>>(mask.pixels);
    if (mask.width <= 0 || mask.height <= 0 ||
        mask.pixels.size() != static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height))
        return makeError(ErrorCode::InvalidInput, "The mask is empty or has the wrong size; make it again.");
    return writePng(path, raster);
}

std::string contentHash(const Image& image) {
    const Raster raster = modelRendition(image);
    std::vector<std::uint8_t> bytes;
    if (!raster.empty()) {
        bytes.reserve(raster.pixels->size() + 12);
        for (const int value : {raster.width, raster.height, raster.channels})
            for (int shift = 0; shift < 32; shift += 8)
                bytes.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(value) >> shift));
        bytes.insert(bytes.end(), raster.pixels->begin(), raster.pixels->end());
    }
    return base::sha256Hex(std::span<const std::uint8_t>(bytes));
}

}  // namespace hilum::image
