// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Translations of the layouts in published_model.cpp's table, one function each (see PublishedLayout).
#pragma once

#include "core/weights/published/published_model.h"

namespace hilum::weights {

PublishedModel translateSam(NamedTensors tensors, const nlohmann::json& config);
// The same in the layout of Hugging Face's SamModel (facebook/sam-vit-*, wanglab/medsam-vit-base).
PublishedModel translateHfSam(NamedTensors tensors, const nlohmann::json& config);
PublishedModel translateHfMedSam(NamedTensors tensors, const nlohmann::json& config);
PublishedModel translateMedSam(NamedTensors tensors, const nlohmann::json& config);
// MobileSAM, or LiteMedSAM where the stem is pointwise.
PublishedModel translateMobileSam(NamedTensors tensors, const nlohmann::json& config);

}  // namespace hilum::weights
