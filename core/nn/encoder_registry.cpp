// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/encoder_registry.h"

namespace hilum::nn {

void EncoderRegistry::add(EncoderInfo info, Make make) {
    const std::string family = info.family;
    m_families[family] = {std::move(info), std::move(make)};
}

base::Result<std::shared_ptr<DualEncoder>> EncoderRegistry::make(const std::string& family,
                                                                 const nlohmann::json& options) const {
    const auto found = m_families.find(family);
    if (found != m_families.end()) return found->second.second(options);
    std::string known;
    for (const auto& [name, entry] : m_families) known += (known.empty() ? "" : ", ") + name;
    return base::makeError(
        base::ErrorCode::ModelMismatch,
        "The model family \"" + family + "\" is not known to this version; it knows: " + known + ".");
}

std::vector<EncoderInfo> EncoderRegistry::families() const {
    std::vector<EncoderInfo> out;
    for (const auto& [name, entry] : m_families) out.push_back(entry.first);
    return out;
}

}  // namespace hilum::nn
