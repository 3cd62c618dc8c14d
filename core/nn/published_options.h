// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The options of the towers that published families share, read from a manifest with bounds.
#pragma once

#include "core/nn/option_reader.h"
#include "core/nn/text/bert.h"
#include "core/nn/text/clip_text.h"
#include "core/nn/vision/clip_vision.h"
#include "core/nn/vision/resnet.h"
#include "core/nn/vision/swin.h"
#include "core/nn/vision/timm_vit.h"

namespace hilum::nn {

void readOptions(OptionReader& reader, BertOptions& options);
void readOptions(OptionReader& reader, ClipTextOptions& options);
void readOptions(OptionReader& reader, ClipVisionOptions& options);
void readOptions(OptionReader& reader, TimmVitOptions& options);
void readOptions(OptionReader& reader, ResnetOptions& options);
void readOptions(OptionReader& reader, SwinOptions& options);

// reader.inside(key) into options; faults come back to reader.
template <class Options>
void readInside(OptionReader& reader, const char* key, Options& options) {
    auto part = reader.inside(key);
    readOptions(part, options);
    reader.take(part);
}

constexpr std::int64_t kMostDim = 8192;  // of an embedding

}  // namespace hilum::nn
