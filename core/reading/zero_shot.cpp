// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/zero_shot.h"

#include <algorithm>
#include <cmath>

#include "core/labels/concept_labeler.h"

namespace hilum::reading {

namespace {
constexpr float kMaxScale = 100.0F;  // CLIP's own limit

float limited(float scale) { return std::isfinite(scale) ? std::clamp(scale, 1.0F, kMaxScale) : kMaxScale; }
}  // namespace

base::Result<std::vector<LabelProbe>> makeProbes(const std::vector<std::string>& labels, const Prompts& prompts,
                                                 TextVectors& vectors, engine::EncoderSession& session,
                                                 const base::JobContext& context) {
    HILUM_TRY(const auto labeler, labels::ConceptLabeler::loadDefault());
    std::vector<LabelProbe> probes;
    for (const auto& label : labels) {
        const std::string canonical = labeler.canonical(label);
        // Prompts given under the label as asked win over those of its canonical name.
        const std::string& name = prompts.has(label) || canonical.empty() ? label : canonical;
        HILUM_TRY(const auto positive, vectors.get(prompts.positive(name), session, context));
        HILUM_TRY(const auto negative, vectors.get(prompts.negative(name), session, context));
        probes.push_back({label, ensemble(positive), ensemble(negative)});
    }
    return probes;
}

float probability(const LabelProbe& probe, const engine::Embedding& image, float logitScale) {
    const float difference = cosine(image, probe.positive) - cosine(image, probe.negative);
    return 1.0F / (1.0F + std::exp(-limited(logitScale) * difference));
}

base::Result<std::vector<ModalityProbe>> makeModalityProbes(const Prompts& prompts, TextVectors& vectors,
                                                            engine::EncoderSession& session,
                                                            const base::JobContext& context) {
    std::vector<ModalityProbe> probes;
    const auto& card = session.manifest().card;
    const auto taught = card.is_object() ? card.value("modalities", nlohmann::json::array()) : nlohmann::json::array();
    for (const auto& [code, words] : prompts.modalities()) {
        const auto isCode = [&code = code](const nlohmann::json& item) { return item == code; };
        if (!taught.empty() && std::none_of(taught.begin(), taught.end(), isCode)) continue;
        HILUM_TRY(const auto embedded, vectors.get(words, session, context));
        probes.push_back({code, ensemble(embedded)});
    }
    return probes;
}

ModalityGuess guessModality(const std::vector<ModalityProbe>& probes, const engine::Embedding& image,
                            float logitScale) {
    if (probes.empty()) return {};
    std::vector<float> logits;
    for (const auto& probe : probes) logits.push_back(limited(logitScale) * cosine(image, probe.vector));
    const auto best = std::max_element(logits.begin(), logits.end());
    float sum = 0;
    for (const float logit : logits) sum += std::exp(logit - *best);
    return {probes[static_cast<std::size_t>(best - logits.begin())].code, 1.0F / sum};
}

}  // namespace hilum::reading
