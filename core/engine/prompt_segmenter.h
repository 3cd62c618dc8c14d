// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PromptSegmenter: outlines what points, a box or a coarse mask point at, by one loaded pack of the SAM family. Free
// of torch types. Used from one thread only, like EncoderSession. The picture's embedding is made at the first prompt
// and kept by content, so that every further click costs the decoder alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/packs/model_manifest.h"

namespace hilum::engine {

// Pixels of the picture: (0, 0) is the centre of its first pixel, as the published code has it.
struct PromptPoint {
    float x = 0;
    float y = 0;
    bool inside = true;  // false = this place does not belong to it
};

// First and last pixel, both inside: a box that a person draws from x0 to x1 (exclusive) has lastX = x1 - 1.
struct PromptBox {
    float firstX = 0;
    float firstY = 0;
    float lastX = 0;
    float lastY = 0;
};

// Logits on the decoder's square grid, as SegmentedMask::logits has them; values above 0 are inside.
struct MaskLogits {
    int side = 0;
    std::vector<float> values;  // row-major [side, side], over the network's input (padding included)
};

struct SegmentPrompt {
    std::vector<PromptPoint> points;
    std::optional<PromptBox> box;
    std::optional<MaskLogits> mask;  // an earlier answer, to be corrected
    bool several = false;            // three masks of different extent instead of one
};

struct SegmentedMask {
    image::Mask mask;   // of the picture's size
    float score = 0;    // the overlap with the truth that the model expects, not a probability of disease
    MaskLogits logits;  // for SegmentPrompt::mask of the next prompt
};

struct SegmenterTraits {
    bool points = true, box = true, mask = true, several = true;
};

class PromptSegmenter {
public:
    virtual ~PromptSegmenter() = default;
    virtual const packs::ModelManifest& manifest() const = 0;
    virtual SegmenterTraits traits() const = 0;
    virtual std::string deviceText() const = 0;  // "cpu fp32"
    // Makes and keeps the picture's embedding, so that the first click is as quick as the others.
    virtual base::Status prepare(const image::Raster& picture, const base::JobContext& context) = 0;
    // One mask, or three when several is asked for. Errors: InvalidInput (an empty prompt, one outside the picture, a
    // kind of prompt that the pack was not trained with, a mask of another side), ModelMismatch (values that are no
    // numbers), Cancelled.
    virtual base::Result<std::vector<SegmentedMask>> segment(const image::Raster& picture, const SegmentPrompt& prompt,
                                                             const base::JobContext& context) = 0;
};

}  // namespace hilum::engine
