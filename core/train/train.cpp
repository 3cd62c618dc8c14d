// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/train.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <map>

#include "core/base/sha256.h"
#include "core/losses/grounding.h"
#include "core/nn/hilum_dual.h"
#include "core/nn/layers/bf16_scope.h"
#include "core/train/batch.h"
#include "core/train/checkpoint.h"
#include "core/train/domain.h"
#include "core/train/evaluate.h"
#include "core/train/export_pack.h"
#include "core/train/objective.h"
#include "core/weights/tensor_file.h"

namespace hilum::train {

namespace {

constexpr int kGridStride = 16;                 // of the model's local grid
constexpr int kReportEvery = 10;                // steps between "step" lines
constexpr std::size_t kDomainSample = 800;      // training pictures that place the pack's domain
const double kMaxLogitScale = std::log(100.0);  // CLIP's clamp

struct Parts {
    TrainConfig config;
    labels::ConceptLabeler labeler;
    std::unique_ptr<text::Tokenizer> tokenizer;
    std::shared_ptr<nn::HilumDual> model;
    std::unique_ptr<torch::optim::AdamW> optimizer;
    std::vector<double> groupRates;  // learning rate of each optimizer group
};

base::Status loadStart(const TrainConfig& config, nn::HilumDual& model) {
    // Published tower files carry more than we use (classifier, pooler); a pack must fit exactly.
    const auto load = [](torch::nn::Module& module, const std::filesystem::path& path, bool tower) -> base::Status {
        HILUM_TRY(const auto tensors, weights::readTensors(path));
        return weights::loadInto(module, tensors, {.rename = {}, .allowMissing = false, .allowUnexpected = tower});
    };
    if (!config.startPack.empty()) return load(model, config.startPack / "weights.safetensors", false);
    HILUM_TRY_STATUS(load(*model.imageTower(), config.imageWeights, true));
    return load(*model.textTower(), config.textWeights, true);
}

void makeOptimizer(Parts& parts) {
    std::vector<torch::Tensor> image, text, heads, plain;
    for (const auto& item : parts.model->named_parameters()) {
        if (!item.value().requires_grad()) continue;
        if (item.key().starts_with("image_encoder."))
            image.push_back(item.value());
        else if (item.key().starts_with("text_encoder."))
            text.push_back(item.value());
        else if (item.value().dim() < 2 || item.key() == "image_position")
            plain.push_back(item.value());
        else
            heads.push_back(item.value());
    }
    const auto& c = parts.config;
    const auto group = [&](std::vector<torch::Tensor> tensors, double rate, double decay) {
        parts.groupRates.push_back(rate);
        return torch::optim::OptimizerParamGroup(
            std::move(tensors),
            std::make_unique<torch::optim::AdamWOptions>(torch::optim::AdamWOptions(rate).weight_decay(decay)));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.push_back(group(heads, c.learningRate, c.weightDecay));
    groups.push_back(group(plain, c.learningRate, 0));
    if (!image.empty()) groups.push_back(group(image, c.imageLearningRate, c.weightDecay));
    if (!text.empty()) groups.push_back(group(text, c.textLearningRate, c.weightDecay));
    parts.optimizer = std::make_unique<torch::optim::AdamW>(groups, torch::optim::AdamWOptions(c.learningRate));
}

base::Result<Parts> makeParts(const std::filesystem::path& path) {
    HILUM_TRY(auto config, readTrainConfig(path));
    HILUM_TRY(auto labeler, labels::ConceptLabeler::loadDefault());
    HILUM_TRY(auto tokenizer, text::loadWordPiece(config.vocabulary));
    HILUM_TRY(const auto options, nn::HilumDualOptions::fromJson(config.model));
    torch::manual_seed(config.seed);
    auto model = std::make_shared<nn::HilumDual>(options);
    HILUM_TRY_STATUS(loadStart(config, *model));
    // Evaluation mode throughout: batch-norm keeps its published statistics and nothing is dropped
    // out, so that a step depends on (seed, step) alone and small mixed batches do no harm.
    model->eval();
    model->imageTower()->freezeBelow(config.freezeImageBlocks);
    model->textTower()->freezeBelow(config.freezeTextLayers);
    Parts parts{std::move(config), std::move(labeler), std::move(tokenizer), std::move(model), nullptr, {}};
    makeOptimizer(parts);
    return parts;
}

// Linear warm-up, then half a cosine to zero.
double rateFactor(const TrainConfig& c, std::int64_t step) {
    if (step < c.warmup) return static_cast<double>(step + 1) / static_cast<double>(c.warmup);
    const double share = static_cast<double>(step - c.warmup) / std::max(1.0, static_cast<double>(c.steps - c.warmup));
    return 0.5 * (1 + std::cos(share * 3.14159265358979323846));
}

struct StepLosses {
    double contrastive = 0, grounding = 0;
    std::vector<std::string> pictures;  // of the batch
};

base::Error diverged(std::int64_t step, const std::vector<std::string>& pictures) {
    std::string named;
    constexpr std::size_t kNamed = 3;
    for (std::size_t i = 0; i < std::min(kNamed, pictures.size()); ++i)
        named += (i > 0 ? ", " : "") + std::filesystem::path(pictures[i]).filename().string();
    auto error = base::makeError(base::ErrorCode::InvalidInput,
                                 "The loss of step " + std::to_string(step) + " is not a number (batch of " +
                                     std::to_string(pictures.size()) + " pictures: " + named +
                                     ", ...); lower the learning rates and use --resume from the last checkpoint.");
    for (const auto& path : pictures) error.detail += path + "\n";
    return error;
}

StepLosses trainStep(Parts& parts, const PairDataset& data, std::int64_t step) {
    const auto& c = parts.config;
    auto& model = *parts.model;
    for (std::size_t g = 0; g < parts.groupRates.size(); ++g)
        static_cast<torch::optim::AdamWOptions&>(parts.optimizer->param_groups()[g].options())
            .lr(parts.groupRates[g] * rateFactor(c, step));
    const int size = static_cast<int>(model.options().imageSize);
    const auto batch = makeBatch(data, c, size, kGridStride, static_cast<std::uint64_t>(step));
    const auto features = model.localFeatures(batch.pixels);
    // One pass of the text tower for captions and masked phrases together.
    auto texts = batch.texts;
    texts.insert(texts.end(), batch.phrases.begin(), batch.phrases.end());
    torch::Tensor encoded;
    {
        const nn::Bf16Scope mixed;
        encoded = encodeByLength(model, *parts.tokenizer, texts, c.maxTokens);
    }
    encoded = encoded.to(torch::kFloat32);
    const auto captions = encoded.slice(0, 0, static_cast<std::int64_t>(batch.texts.size()));
    auto loss = objective(c.objective, nn::HilumDual::pool(features), captions, model.logitScale().exp(), batch);
    StepLosses out;
    out.pictures = batch.paths;
    out.contrastive = loss.item<double>();
    if (!batch.phrases.empty() && c.groundingWeight > 0) {
        const auto phrases = encoded.slice(0, static_cast<std::int64_t>(batch.texts.size()));
        const auto rows = torch::tensor(batch.regionRows);
        const auto ground =
            losses::grounding(features.local.index_select(0, rows), features.weights.index_select(0, rows), phrases,
                              batch.inside, c.groundingGamma);
        out.grounding = ground.item<double>();
        loss = loss + c.groundingWeight * ground;
    }
    // A step that is not a number must not reach the weights.
    if (!std::isfinite(out.contrastive) || !std::isfinite(out.grounding)) return out;
    parts.optimizer->zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(model.parameters(), c.clipNorm);
    parts.optimizer->step();
    const torch::NoGradGuard guard;
    model.logitScale().clamp_(0, kMaxLogitScale);
    return out;
}

// What decides the result; a resumed run must agree in it. More steps are allowed.
std::string configHash(const TrainConfig& config) {
    auto json = config.raw;
    for (const char* free : {"steps", "out", "evaluateEvery", "checkpointEvery", "pack"}) json.erase(free);
    return base::sha256Hex(json.dump());
}

// At most count of them, evenly spread.
std::vector<std::size_t> everyNth(const std::vector<std::size_t>& all, std::size_t count) {
    std::vector<std::size_t> out;
    const std::size_t stride = std::max<std::size_t>(1, all.size() / count);
    for (std::size_t i = 0; i < all.size(); i += stride) out.push_back(all[i]);
    return out;
}

class Run {
public:
    Run(Parts& parts, const PairDataset& data, const LineSink& line, const base::JobContext& context)
        : m_parts(parts), m_data(data), m_line(line), m_context(context) {
        m_state.configHash = configHash(parts.config);
    }

    base::Status resume() {
        const auto path = m_parts.config.out / "checkpoint.safetensors";
        if (!std::filesystem::exists(path)) return base::okStatus();
        HILUM_TRY(m_state, loadCheckpoint(path, *m_parts.model, *m_parts.optimizer, m_state.configHash));
        m_line(nlohmann::json{{"event", "resumed"}, {"step", m_state.step}}.dump());
        return base::okStatus();
    }

    base::Status loop() {
        const auto& c = m_parts.config;
        auto since = std::chrono::steady_clock::now();
        StepLosses sum;
        while (m_state.step < c.steps) {
            if (m_context.stopRequested()) {
                HILUM_TRY_STATUS(checkpoint());
                return base::cancelled();
            }
            const auto losses = trainStep(m_parts, m_data, m_state.step);
            if (!std::isfinite(losses.contrastive) || !std::isfinite(losses.grounding))
                return diverged(m_state.step, losses.pictures);
            ++m_state.step;
            sum.contrastive += losses.contrastive / kReportEvery;
            sum.grounding += losses.grounding / kReportEvery;
            m_context.progress(m_state.step, c.steps, base::Stage::Training);
            if (m_state.step % kReportEvery == 0) {
                const auto now = std::chrono::steady_clock::now();
                const double seconds = std::chrono::duration<double>(now - since).count();
                since = now;
                m_line(nlohmann::json{{"event", "step"},
                                      {"step", m_state.step},
                                      {"contrastive", sum.contrastive},
                                      {"grounding", sum.grounding},
                                      {"rate", rateFactor(c, m_state.step)},
                                      {"imagesPerSecond", kReportEvery * c.batch / seconds}}
                           .dump());
                HILUM_TRY_STATUS(logRow({{"contrastive", sum.contrastive}, {"grounding", sum.grounding}}));
                sum = {};
            }
            if (m_state.step % c.evaluateEvery == 0 || m_state.step == c.steps) HILUM_TRY_STATUS(validate());
            const bool tired =
                c.patience > 0 && m_state.bestStep > 0 &&
                m_state.step - m_state.bestStep >= static_cast<std::int64_t>(c.patience) * c.evaluateEvery;
            if (m_state.step % c.checkpointEvery == 0 || m_state.step == c.steps || tired)
                HILUM_TRY_STATUS(checkpoint());
            if (tired) {
                m_line(
                    nlohmann::json{{"event", "stopped-early"}, {"step", m_state.step}, {"bestStep", m_state.bestStep}}
                        .dump());
                break;
            }
        }
        return base::okStatus();
    }

    // step,name,value lines in metrics.csv: what a spreadsheet or a plot reads.
    base::Status logRow(const std::map<std::string, double>& values) {
        if (!m_parts.config.csvLog) return base::okStatus();
        const auto path = m_parts.config.out / "metrics.csv";
        const bool fresh = !std::filesystem::exists(path);
        std::ofstream out(path, std::ios::app);
        if (fresh) out << "step,name,value\n";
        for (const auto& [name, value] : values) out << m_state.step << "," << name << "," << value << "\n";
        out.flush();
        if (out.good()) return base::okStatus();
        return base::makeError(base::ErrorCode::Io,
                               "The log " + path.string() + " cannot be written; free some space.");
    }

    base::Status checkpoint() {
        HILUM_TRY_STATUS(
            saveCheckpoint(m_parts.config.out / "checkpoint.safetensors", *m_parts.model, *m_parts.optimizer, m_state));
        m_line(nlohmann::json{{"event", "checkpoint"}, {"step", m_state.step}}.dump());
        return base::okStatus();
    }

    base::Status validate() {
        const auto evaluation = evaluate(*m_parts.model, *m_parts.tokenizer, m_data, m_parts.config,
                                         static_cast<int>(m_parts.model->options().imageSize), m_context);
        if (m_context.stopRequested()) return base::okStatus();  // the loop answers the stop
        m_line(nlohmann::json{{"event", "validation"}, {"step", m_state.step}, {"metrics", evaluation.metrics}}.dump());
        HILUM_TRY_STATUS(logRow({{"validation", evaluation.score}}));
        m_last = evaluation.metrics;
        const bool better = evaluation.score > m_state.bestScore;
        if (better) {
            m_state.bestScore = evaluation.score;
            m_state.bestStep = m_state.step;
        }
        // With "last" the validation pictures choose nothing, so their figures may stand in the card.
        const bool last = m_state.step == m_parts.config.steps;
        if (m_parts.config.keep == "last" ? !last : !better) return base::okStatus();
        const auto sample = everyNth(m_data.training(), kDomainSample);
        const auto known = embedPlain(*m_parts.model, m_data, m_parts.config,
                                      static_cast<int>(m_parts.model->options().imageSize), sample);
        return exportPack(m_parts.config.out / "pack", *m_parts.model, *m_parts.tokenizer, m_parts.config,
                          evaluation.metrics, domainOf(known, evaluation.image));
    }

    nlohmann::json result() const {
        return {{"checkpoint", (m_parts.config.out / "checkpoint.safetensors").string()},
                {"pack", (m_parts.config.out / "pack").string()},
                {"metrics", m_last},
                {"steps", m_state.step},
                {"bestStep", m_state.bestStep},
                {"bestScore", m_state.bestScore}};
    }

private:
    Parts& m_parts;
    const PairDataset& m_data;
    const LineSink& m_line;
    const base::JobContext& m_context;
    TrainState m_state;
    nlohmann::json m_last;
};

}  // namespace

base::Result<std::string> runTraining(const std::filesystem::path& path, bool resume, const ImageReader& readImage,
                                      const LineSink& line, const base::JobContext& context) {
    return base::guarded("Training", [&]() -> base::Result<std::string> {
        HILUM_TRY(auto parts, makeParts(path));
        std::error_code folderError;
        std::filesystem::create_directories(parts.config.out, folderError);
        if (folderError)
            return base::makeError(base::ErrorCode::PermissionDenied, "The output folder " + parts.config.out.string() +
                                                                          " cannot be made; choose another one (out).");
        HILUM_TRY(const auto data, PairDataset::load(parts.config, parts.labeler, readImage, context));
        line(nlohmann::json{{"event", "data"},
                            {"training", data.training().size()},
                            {"validation", data.validation().size()},
                            {"unreadable", data.unreadable()}}
                 .dump());
        Run run(parts, data, line, context);
        if (resume) HILUM_TRY_STATUS(run.resume());
        HILUM_TRY_STATUS(run.loop());
        return run.result().dump();
    });
}

}  // namespace hilum::train
