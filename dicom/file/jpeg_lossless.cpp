// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/jpeg_lossless.h"

#include <algorithm>
#include <memory>

#include "core/base/byte_reader.h"
#include "dicom/file/entropy_bits.h"

namespace hilum::dicom {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

base::Error damaged(const std::string& detail) {
    return makeError(ErrorCode::Corrupt, "The JPEG lossless image is damaged: it cannot be decoded; export it again.",
                     detail);
}
base::Error other(const std::string& detail) {
    return makeError(ErrorCode::Unsupported, "This form of JPEG lossless is not read by the quick decoder.", detail);
}

struct Scan {
    std::array<HuffmanTable, 4> tables;
    std::vector<const HuffmanTable*> tableOf;  // of each component, in their order
    std::vector<int> identifiers;              // of the frame's components
    int predictor = 1, pointTransform = 0, restartInterval = 0;
    std::size_t dataAt = 0;
};

constexpr int kDht = 0xC4, kSos = 0xDA, kEoi = 0xD9, kDri = 0xDD, kSof3 = 0xC3;

base::Status readTables(base::ByteReader segment, Scan& scan) {
    while (segment.remaining() > 0) {
        const int id = segment.u8();
        std::array<std::uint8_t, 16> counts{};
        std::size_t total = 0;
        for (auto& count : counts) total += count = segment.u8();
        if (id > 3) return other("a table of AC codes");
        if (segment.failed() || total > 256 || total > segment.remaining())
            return damaged("a Huffman table is cut off");
        std::vector<std::uint8_t> categories(total);
        for (auto& category : categories) category = segment.u8();
        if (!scan.tables[static_cast<std::size_t>(id)].build(counts, categories))
            return damaged("a Huffman table is none");
    }
    return base::okStatus();
}

base::Status readFrame(base::ByteReader segment, Scan& scan) {
    segment.skip(5);
    const int count = segment.u8();
    for (int i = 0; i < count; ++i) {
        scan.identifiers.push_back(segment.u8());
        if (segment.u8() != 0x11) return other("subsampled components");
        segment.skip(1);
    }
    return segment.failed() ? base::Status(damaged("its frame header is cut off")) : base::okStatus();
}

base::Status readScan(base::ByteReader segment, Scan& scan) {
    const auto count = static_cast<std::size_t>(segment.u8());
    if (count != scan.identifiers.size()) return other("one scan for each component");
    for (std::size_t i = 0; i < count; ++i) {
        const int identifier = segment.u8(), table = segment.u8() >> 4;
        if (identifier != scan.identifiers[i]) return other("components in another order");
        if (table > 3 || !scan.tables[static_cast<std::size_t>(table)].isBuilt())
            return damaged("a Huffman table is missing");
        scan.tableOf.push_back(&scan.tables[static_cast<std::size_t>(table)]);
    }
    scan.predictor = segment.u8();
    segment.skip(1);
    scan.pointTransform = segment.u8() & 15;
    if (segment.failed()) return damaged("its scan header is cut off");
    if (scan.predictor < 1 || scan.predictor > 7) return damaged("an unknown predictor");
    return base::okStatus();
}

// The markers before the entropy-coded data, of a stream that readStreamHeader() has accepted.
Result<std::unique_ptr<Scan>> readMarkers(std::span<const std::uint8_t> stream) {
    auto scan = std::make_unique<Scan>();
    base::ByteReader reader(stream, true);
    reader.skip(2);
    for (;;) {
        if (reader.u8() != 0xFF || reader.failed()) return damaged("its segments do not follow each other");
        int marker = 0xFF;
        while (marker == 0xFF && !reader.failed()) marker = reader.u8();
        const std::size_t length = reader.u16();
        const std::size_t start = reader.position();
        if (reader.failed() || marker == kEoi || length < 2 || length - 2 > reader.remaining())
            return damaged("it holds no scan");
        const base::ByteReader segment(stream.subspan(start, length - 2), true);
        if (marker == kDht) HILUM_TRY_STATUS(readTables(segment, *scan));
        if (marker == kSof3) HILUM_TRY_STATUS(readFrame(segment, *scan));
        if (marker == kDri) {
            base::ByteReader interval = segment;
            scan->restartInterval = interval.u16();
        }
        reader.skip(length - 2);
        if (marker != kSos) continue;
        HILUM_TRY_STATUS(readScan(segment, *scan));
        scan->dataAt = reader.position();
        return scan;
    }
}

constexpr int kNoCode = 1 << 20;  // more than any difference

// The next difference (T.81 H.1.2.2). The segment's end is noticed once a line, zeros until then.
inline int difference(EntropyBits& bits, const HuffmanTable& table) {
    if (bits.count() < 32) bits.fill();
    const auto& look = table.look(bits.peek(HuffmanTable::kLookBits));
    if (look.bits != 0) {
        bits.drop(look.bits);
        return look.difference;
    }
    int category = look.category, codeBits = look.codeBits;
    if (codeBits == 0) category = table.longCode(bits.peek(16), codeBits);
    if (category < 0) return kNoCode;
    bits.drop(codeBits);
    if (category == 0) return 0;
    if (category == 16) return 32768;  // has no further bits
    const int value = extended(bits.peek(category), category);
    bits.drop(category);
    return value;
}

template <int Predictor>
inline int predicted(int left, int above, int corner) {
    if constexpr (Predictor == 1) return left;
    if constexpr (Predictor == 2) return above;
    if constexpr (Predictor == 3) return corner;
    if constexpr (Predictor == 4) return left + above - corner;
    if constexpr (Predictor == 5) return left + ((above - corner) >> 1);
    if constexpr (Predictor == 6) return above + ((left - corner) >> 1);
    return (left + above) >> 1;
}

template <class T>
struct Picture {
    const StreamHeader& header;
    const Scan& scan;
    std::vector<std::uint8_t> bytes;
    std::size_t lineSamples() const { return static_cast<std::size_t>(header.width) * scan.tableOf.size(); }
};

// One line. `above` is null where the prediction begins anew: at the top and after a restart (T.81 H.1.2.1).
template <class T, int Predictor, int Components>
bool decodeLine(EntropyBits& bits, const Picture<T>& picture, T* line, const T* above) {
    const auto components = Components > 0 ? static_cast<std::size_t>(Components) : picture.scan.tableOf.size();
    const std::size_t samples = static_cast<std::size_t>(picture.header.width) * components;
    const HuffmanTable* const* tables = picture.scan.tableOf.data();
    EntropyBits local = bits;  // stays in registers
    bool wrong = false;
    for (std::size_t c = 0; c < components; ++c) {
        const int first =
            above != nullptr ? above[c] : 1 << (picture.header.precision - picture.scan.pointTransform - 1);
        const int step = difference(local, *tables[c]);
        wrong |= step == kNoCode;
        line[c] = static_cast<T>(first + step);
    }
    const auto rest = [&](auto predict) {
        for (std::size_t at = components; at < samples;)
            for (std::size_t c = 0; c < components; ++c, ++at) {
                const int step = difference(local, *tables[c]);
                wrong |= step == kNoCode;
                line[at] = static_cast<T>(predict(at) + step);
            }
    };
    if (above == nullptr)
        rest([&](std::size_t at) -> int { return line[at - components]; });
    else
        rest([&](std::size_t at) -> int {
            return predicted<Predictor>(line[at - components], above[at], above[at - components]);
        });
    bits = local;
    return !wrong && !bits.overrun();
}

template <class T, int Predictor, int Components>
base::Status decodeLines(EntropyBits bits, Picture<T>& picture) {
    const auto height = static_cast<std::size_t>(picture.header.height);
    const auto width = static_cast<std::size_t>(picture.header.width);
    const auto interval = static_cast<std::size_t>(picture.scan.restartInterval);
    if (interval % width != 0) return other("restarts within a line");
    const std::size_t linesBetween = interval / width, samples = picture.lineSamples();
    T* const out = reinterpret_cast<T*>(picture.bytes.data());
    int restarts = 0;
    for (std::size_t y = 0; y < height; ++y) {
        const bool anew = linesBetween > 0 && y > 0 && y % linesBetween == 0;
        if (anew && !bits.restart(restarts++ % 8)) return damaged("a restart marker is missing");
        T* const line = out + y * samples;
        if (!decodeLine<T, Predictor, Components>(bits, picture, line, y == 0 || anew ? nullptr : line - samples))
            return damaged("its data ends early or holds a code that is none");
    }
    if (picture.scan.pointTransform > 0)
        for (std::size_t i = 0; i < samples * height; ++i)
            out[i] = static_cast<T>(out[i] << picture.scan.pointTransform);
    return base::okStatus();
}

template <class T, int Predictor>
base::Status decodeAs(const EntropyBits& bits, Picture<T>& picture) {
    if (picture.scan.tableOf.size() == 1) return decodeLines<T, Predictor, 1>(bits, picture);
    if (picture.scan.tableOf.size() == 3) return decodeLines<T, Predictor, 3>(bits, picture);
    return decodeLines<T, Predictor, 0>(bits, picture);
}

template <class T>
Result<DecodedSamples> decodeOf(std::span<const std::uint8_t> data, const StreamHeader& header, const Scan& scan) {
    Picture<T> picture{header, scan, {}};
    picture.bytes.resize(picture.lineSamples() * static_cast<std::size_t>(header.height) * sizeof(T));
    const EntropyBits bits(data);
    base::Status status;
    switch (scan.predictor) {
        case 1: status = decodeAs<T, 1>(bits, picture); break;
        case 2: status = decodeAs<T, 2>(bits, picture); break;
        case 3: status = decodeAs<T, 3>(bits, picture); break;
        case 4: status = decodeAs<T, 4>(bits, picture); break;
        case 5: status = decodeAs<T, 5>(bits, picture); break;
        case 6: status = decodeAs<T, 6>(bits, picture); break;
        default: status = decodeAs<T, 7>(bits, picture); break;
    }
    if (!status.ok()) return status.error();
    DecodedSamples samples;
    samples.bytesPerSample = sizeof(T);
    samples.bytes = std::move(picture.bytes);
    return samples;
}

}  // namespace

bool HuffmanTable::build(std::span<const std::uint8_t, 16> counts, std::span<const std::uint8_t> categories) {
    *this = HuffmanTable();
    std::int32_t code = 0, place = 0;
    for (int length = 1; length <= 16; ++length, code <<= 1) {
        const auto at = static_cast<std::size_t>(length);
        m_offset[at] = place - code;
        for (int i = 0; i < counts[at - 1]; ++i, ++code, ++place) {
            const std::uint8_t category = categories[static_cast<std::size_t>(place)];
            if (category >= kMostCategories || code >= 1 << length) return false;
            m_categories[static_cast<std::size_t>(place)] = category;
            if (length > kLookBits) continue;
            const int spare = kLookBits - length;
            const bool whole = category == 16 || category <= spare;
            for (int rest = 0; rest < 1 << spare; ++rest) {
                auto& look = m_looks[static_cast<std::size_t>((code << spare) | rest)];
                look.category = category;
                look.codeBits = static_cast<std::uint8_t>(length);
                // A difference of 32768 is the same as one of -32768 where values are modulo 65536 (T.81 H.1.2.2).
                if (category == 16 || category == 0) {
                    look.bits = look.codeBits;
                    look.difference = category == 16 ? std::int16_t{-32768} : std::int16_t{0};
                } else if (whole) {
                    look.bits = static_cast<std::uint8_t>(length + category);
                    look.difference = static_cast<std::int16_t>(
                        extended(static_cast<std::uint32_t>(rest) >> (spare - category), category));
                }
            }
        }
        m_last[at] = counts[at - 1] > 0 ? code - 1 : -1;
    }
    return m_built = place > 0;
}

Result<DecodedSamples> decodeJpegLossless(std::span<const std::uint8_t> stream, const StreamHeader& header) {
    if (header.process != kSof3) return other("not JPEG lossless");
    if (header.precision < 2 || header.precision > 16 || header.components < 1 || header.width < 1 || header.height < 1)
        return other("a picture of no such size or depth");
    HILUM_TRY(const auto scan, readMarkers(stream));
    if (scan->identifiers.size() != static_cast<std::size_t>(header.components) ||
        scan->pointTransform >= header.precision)
        return damaged("its headers contradict each other");
    const auto data = stream.subspan(scan->dataAt);
    return header.precision > 8 ? decodeOf<std::uint16_t>(data, header, *scan)
                                : decodeOf<std::uint8_t>(data, header, *scan);
}

}  // namespace hilum::dicom
