// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/npy.h"

#include "core/base/file_io.h"

namespace hilum::base {

Status writeNpy(const std::filesystem::path& path, const std::string& dtype, const std::vector<std::int64_t>& shape,
                std::span<const std::uint8_t> bytes) {
    std::string dims;
    for (const auto extent : shape) dims += std::to_string(extent) + ",";
    std::string header = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': (" + dims + "), }";
    constexpr std::size_t kPrefix = 10;  // magic, version, header length
    while ((kPrefix + header.size() + 1) % 64 != 0) header.push_back(' ');
    header.push_back('\n');
    std::vector<std::uint8_t> out = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    out.push_back(static_cast<std::uint8_t>(header.size() & 0xff));
    out.push_back(static_cast<std::uint8_t>(header.size() >> 8));
    out.insert(out.end(), header.begin(), header.end());
    out.insert(out.end(), bytes.begin(), bytes.end());
    return writeFileAtomically(path, std::span<const std::uint8_t>(out));
}

}  // namespace hilum::base
