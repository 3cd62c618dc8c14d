// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What people download: a weights file or a folder with one, in safetensors (also in shards with an index), or as
// torch.save wrote it (.bin, .pt, .pth), beside config.json or open_clip_config.json. The format is told by content.
// Errors: NotFound, InvalidInput (a folder with no weights or with several), ModelMismatch (a broken file).
#pragma once

#include <nlohmann/json.hpp>

#include "core/weights/tensor_file.h"

namespace hilum::weights {

struct PublishedFiles {
    NamedTensors tensors;
    nlohmann::json config = nlohmann::json::object();
    std::filesystem::path folder;   // where tokenizer files would lie
    std::filesystem::path weights;  // the file, or the index of the shards
};

base::Result<PublishedFiles> readPublished(const std::filesystem::path& path, const base::JobContext& context);

// One file of either format.
base::Result<NamedTensors> readAnyTensors(const std::filesystem::path& file, const base::JobContext& context);

}  // namespace hilum::weights
