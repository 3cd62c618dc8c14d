// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// config.json of `hilum train` as a checked structure. Every field has a default but the sources, the
// starting weights and the output folder. Relative paths are resolved against the config's folder.
// Errors: NotFound, InvalidInput (names the field; a key that nobody knows is refused).
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace hilum::train {

enum class SplitKind { Column, Patient, Blocks, Similar };  // Similar: near-duplicate pictures stay together

struct SourceConfig {
    std::string name;
    std::filesystem::path csv;
    std::string columns;                                      // override, as for index add
    std::string modality;                                     // "CR", "MR", "US": the fact that modality words claim
    std::vector<std::string> context;                         // words for the modality: "chest radiograph", "brain MR"
    std::vector<std::string> closedLabels;                    // concepts that are absent when a row does not name them
    std::map<std::string, std::vector<std::string>> implies;  // concept -> what is then true too: a glioma is a mass
    std::string emptyLabel;                                   // label of a row with no label ("No Finding"), "" = none
    std::vector<std::string> excludeLicence;      // rows whose licence contains one of these words are left out
    std::vector<std::filesystem::path> captions;  // caption banks whose sentences may be said of its pictures
    std::string regionsColumn;                    // JSON list of {"phrase","mask"}; "" = none
    bool maskIsLabel = false;                     // the mask column outlines what the labels name
    bool mirrorSwapsSides = false;                // mirrored pictures need left and right exchanged in the text
    double mirror = 0.0;                          // probability of mirroring
    double weight = 1.0;                          // share of the batch relative to its size
    SplitKind split = SplitKind::Patient;
    double validation = 0.15;  // share held out
    int blocks = 12;
    std::size_t limit = 0;  // 0 = all rows
};

// Which loss ties images to texts: "contrastive" (several positives, learned temperature), "info-nce", "dcl", "hn-nce",
// "dhn-nce", "dhn-nce-released", "soft-target" (MedPix captioner), "semantic" (MedCLIP).
struct ObjectiveConfig {
    std::string name = "contrastive";
    double temperature = 0.07;     // fixed; not of contrastive and semantic
    double beta1 = 0.15;           // hardness of wrong texts
    double beta2 = 0.15;           // hardness of wrong images
    double alpha = 1.0;            // of HN-NCE
    bool detachTargets = false;    // of soft-target: no gradient through the targets
    bool labelDotProduct = false;  // of semantic: the released code's label similarity
    bool decoupled = false;        // of semantic: texts of other pictures that share a label
};

struct TrainConfig {
    std::string task = "contrastive";
    nlohmann::json model;                                        // HilumDualOptions
    std::filesystem::path imageWeights, textWeights, startPack;  // startPack: continue from a pack's weights
    std::filesystem::path vocabulary, out;
    std::vector<SourceConfig> sources;
    std::map<std::string, std::vector<std::string>> words;  // concept -> wordings for prompts
    std::vector<std::string> templates;                     // "{}", "a {modality} showing {}", ...
    int steps = 1000;
    int batch = 48;
    int maxTokens = 64;
    int warmup = 50;
    int evaluateEvery = 250;
    int checkpointEvery = 250;
    int freezeImageBlocks = 5;
    int freezeTextLayers = 3;
    double learningRate = 1e-3;  // heads
    double imageLearningRate = 3e-4;
    double textLearningRate = 5e-5;
    double weightDecay = 0.05;
    double clipNorm = 1.0;
    double groundingWeight = 0.5;
    double groundingGamma = 2.0;
    double captionShare = 0;    // of the texts: a caption of the banks that is true of the picture
    int extraCaptions = 0;      // captions of the banks beside the texts of a batch, true or not
    double mirrorPairs = 0;     // share of the batch that is the mirror image of another picture in it
    std::string keep = "best";  // the exported pack: of the best validation score, or of the "last" step
    std::uint64_t seed = 42;
    int trainSize = 256;  // cached side before the random crop
    ObjectiveConfig objective;
    int patience = 0;     // validations without a better score before training ends; 0 = never
    bool csvLog = false;  // metrics.csv beside the checkpoint
    nlohmann::json raw;   // as read; kept in the checkpoint
};

base::Result<TrainConfig> readTrainConfig(const std::filesystem::path& path);

}  // namespace hilum::train
