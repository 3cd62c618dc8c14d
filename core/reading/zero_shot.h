// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Zero-shot questions to an image embedding: is a label there (softmax of a positive against a negative
// prompt ensemble, CheXzero's form of CLIP classification), and which modality is it (softmax over
// modality prompts). One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"
#include "core/reading/prompts.h"
#include "core/reading/text_vectors.h"

namespace hilum::reading {

struct LabelProbe {
    std::string label;           // as asked
    engine::Embedding positive;  // ensemble vectors
    engine::Embedding negative;
};

// labels as asked; canonical(label) finds their prompts.
base::Result<std::vector<LabelProbe>> makeProbes(const std::vector<std::string>& labels, const Prompts& prompts,
                                                 TextVectors& vectors, engine::EncoderSession& session,
                                                 const base::JobContext& context);
// Probability 0..1 of a label; scale is the pack's exp(logit scale), limited so that it stays graded.
float probability(const LabelProbe& probe, const engine::Embedding& image, float logitScale);

struct ModalityProbe {
    std::string code;
    engine::Embedding vector;
};
// Of the modalities that the pack's card lists as taught ("modalities": DICOM codes), of all where it lists none:
// the words "chest CT" lie next to "chest radiograph" for a pack that never saw a CT.
base::Result<std::vector<ModalityProbe>> makeModalityProbes(const Prompts& prompts, TextVectors& vectors,
                                                            engine::EncoderSession& session,
                                                            const base::JobContext& context);
struct ModalityGuess {
    std::string code;
    float probability = 0;
};
ModalityGuess guessModality(const std::vector<ModalityProbe>& probes, const engine::Embedding& image, float logitScale);

}  // namespace hilum::reading
