// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Families by name. A new encoder is one file in core/nn/encoders that defines register_<file>();
// CMake writes the table of calls from the file names.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/nn/dual_encoder.h"

namespace hilum::nn {

struct EncoderInfo {
    std::string family;  // "hilum-dual"
    std::string description;
    bool text = true;  // false = image-only
};

class EncoderRegistry {
public:
    using Make = std::function<base::Result<std::shared_ptr<DualEncoder>>(const nlohmann::json& options)>;
    void add(EncoderInfo info, Make make);
    // ModelMismatch when the family is not known; the message lists those that are.
    base::Result<std::shared_ptr<DualEncoder>> make(const std::string& family, const nlohmann::json& options) const;
    std::vector<EncoderInfo> families() const;

private:
    std::map<std::string, std::pair<EncoderInfo, Make>> m_families;
};

void registerAllEncoders(EncoderRegistry& registry);  // generated

}  // namespace hilum::nn
