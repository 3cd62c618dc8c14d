// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Published weights recognised by their key names and turned into a family of core/nn: tensors under our module
// names, options from their shapes, and how pictures and texts are prepared. Sources: the authors' code and
// configuration files, named in each layout's file. Internal to the engine module (torch types).
// Errors: ModelMismatch (no layout fits: the message lists the nearest layout and the keys that did not fit).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/weights/tensor_file.h"

namespace hilum::weights {

enum class TokenizerKind { None, WordPiece, ClipBpe, SentencePiece };

struct PublishedModel {
    std::string layout;  // "open_clip BiomedCLIP", for people
    std::string family;  // of core/nn/encoders
    nlohmann::json options, preprocessing;
    std::int64_t dim = 0;
    TokenizerKind tokenizer = TokenizerKind::None;
    int maxTokens = 0;
    std::string licence, source;
    std::vector<std::string> labels;   // of a classifier, in the order of its outputs
    NamedTensors tensors;              // our names
    std::vector<std::string> ignored;  // file keys that carry no weight of the model
};

// config: config.json or open_clip_config.json beside the weights, or an empty object. family "" = by the keys; where
// two families share their keys (SAM and MedSAM), a word in the file's name tells.
base::Result<PublishedModel> recognise(NamedTensors tensors, const nlohmann::json& config, const std::string& family,
                                       const std::string& fileName = {});

// A layout: does a set of keys look like it, and the translation. Shapes are checked when the module is filled.
struct PublishedLayout {
    const char* name;
    const char* family;
    std::vector<std::string> signature;  // keys that only this layout has; all must be there
    PublishedModel (*translate)(NamedTensors tensors, const nlohmann::json& config);
    const char* word = "";  // must stand in the file's name, in lower case, unless the family is named
};
const std::vector<PublishedLayout>& publishedLayouts();

}  // namespace hilum::weights
