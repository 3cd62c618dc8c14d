// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/objective.h"

#include "core/losses/contrastive.h"
#include "core/losses/dcl.h"
#include "core/losses/dhn_nce.h"
#include "core/losses/hn_nce.h"
#include "core/losses/info_nce.h"
#include "core/losses/semantic_matching.h"
#include "core/losses/soft_target.h"

namespace hilum::train {

namespace {

using Columns = std::map<std::string, std::int64_t>;

void setLabel(torch::Tensor& labels, std::int64_t row, const Columns& columns, const std::string& name, float value) {
    const auto column = columns.find(name);
    if (column != columns.end()) labels[row][column->second] = value;
}

void addMentions(torch::Tensor& labels, std::int64_t row, const Columns& columns, const Claims& mentions) {
    // What is affirmed anywhere outweighs a denial of it elsewhere ("no right effusion").
    for (const bool affirmed : {false, true})
        for (const auto& mention : mentions)
            if (mention.kind != "modality" && (mention.polarity == labels::Polarity::Positive) == affirmed)
                setLabel(labels, row, columns, mention.conceptName, static_cast<float>(mention.polarity));
}

}  // namespace

void fillEntityLabels(const std::vector<const Facts*>& pictures, const std::vector<const Claims*>& texts,
                      Batch& batch) {
    Columns columns;
    const auto name = [&](const Claims& mentions) {
        for (const auto& mention : mentions)
            if (mention.kind != "modality") columns.emplace(mention.conceptName, 0);
    };
    for (const auto* facts : pictures) name(facts->mentions);
    for (const auto* claims : texts) name(*claims);
    std::int64_t width = 0;
    for (auto& [concept_, column] : columns) column = width++;
    width = std::max<std::int64_t>(width, 1);
    batch.imageLabels = torch::zeros({static_cast<std::int64_t>(pictures.size()), width});
    batch.textLabels = torch::zeros({static_cast<std::int64_t>(texts.size()), width});
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        for (const auto& absent : pictures[i]->absent)
            setLabel(batch.imageLabels, static_cast<std::int64_t>(i), columns, absent, -1);
        addMentions(batch.imageLabels, static_cast<std::int64_t>(i), columns, pictures[i]->mentions);
    }
    for (std::size_t j = 0; j < texts.size(); ++j)
        addMentions(batch.textLabels, static_cast<std::int64_t>(j), columns, *texts[j]);
}

torch::Tensor objective(const ObjectiveConfig& c, const torch::Tensor& image, const torch::Tensor& captions,
                        const torch::Tensor& scale, const Batch& batch) {
    if (c.name == "contrastive")
        return losses::symmetricContrastive(image, captions, scale, batch.positives, batch.ignored);
    if (c.name == "semantic")
        return losses::semanticMatching(
            image, captions, scale, batch.imageLabels, batch.textLabels,
            c.labelDotProduct ? losses::LabelSimilarity::DotAsReleased : losses::LabelSimilarity::Cosine);
    const auto text = captions.slice(0, 0, image.size(0));
    const double tau = c.temperature;
    if (c.name == "info-nce") return losses::infoNce(image, text, tau);
    if (c.name == "dcl") return losses::dcl(image, text, tau);
    if (c.name == "hn-nce") return losses::hnNce(image, text, tau, c.beta1, c.beta2, c.alpha);
    if (c.name == "dhn-nce") return losses::dhnNce(image, text, tau, c.beta1, c.beta2);
    if (c.name == "dhn-nce-released")
        return losses::dhnNceAsReleased(image, text, tau, c.beta1, c.beta2, static_cast<double>(image.size(0) - 1));
    return losses::softTarget(image, text, tau, c.detachTargets);
}

}  // namespace hilum::train
