// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate segmentation: predicted masks against the table's masks: DSC, IoU, NSD and HD95
// (core/metrics/overlap.h), each as the mean over pictures with an interval. Predictions lie in a folder, or a
// segmenter makes them from prompts that the true masks give (--oracle: what such a pack can reach at best).
#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/evaluate.h"
#include "app/cli/rendition.h"
#include "core/image/image_file.h"
#include "core/metrics/overlap.h"

namespace hilum::app {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Field = double metrics::Overlap::*;
constexpr std::pair<const char*, Field> kFields[] = {{"dice", &metrics::Overlap::dice},
                                                     {"iou", &metrics::Overlap::iou},
                                                     {"nsd", &metrics::Overlap::surfaceDice},
                                                     {"hd95", &metrics::Overlap::hausdorff95Mm}};

metrics::MaskView viewOf(const image::Mask& mask) { return {mask.width, mask.height, mask.pixels}; }

base::Result<image::Mask> readMask(const fs::path& path) {
    HILUM_TRY(const auto read, image::readImageFile(path));
    image::Mask mask{read.width, read.height, std::vector<std::uint8_t>(read.pixelCount())};
    double most = 0;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) most = std::max(most, static_cast<double>(read.stored(x, y)));
    // Masks are written as 0 and 1, or as 0 and 255, perhaps through JPEG: half of the largest value parts both.
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                        static_cast<std::size_t>(x)] = 2 * static_cast<double>(read.stored(x, y)) > most ? 255 : 0;
    return mask;
}

struct Pair {
    std::string name, group;
    image::Mask truth, predicted;
    double xMm = 0, yMm = 0;  // 0 = not known
};

struct Measured {
    std::string name, group;
    metrics::Overlap overlap;
};

class Predictions {
public:
    virtual ~Predictions() = default;
    virtual base::Result<image::Mask> of(const EvaluationRow& row, const image::Mask& truth,
                                         const base::Result<Rendition>& picture) = 0;
};

class FolderPredictions final : public Predictions {
public:
    FolderPredictions(const EvaluationSet& set, fs::path folder) : m_folder(std::move(folder)) {
        for (const auto& one : set.test) ++m_names[fs::path(one.row.mask).filename().string()];
    }
    base::Result<image::Mask> of(const EvaluationRow& row, const image::Mask&,
                                 const base::Result<Rendition>&) override {
        const fs::path inside = m_folder / row.row.mask, flat = m_folder / fs::path(row.row.mask).filename();
        std::error_code ignored;
        // "1.png" of one study must not answer for "1.png" of another.
        const bool alone = m_names[flat.filename().string()] == 1;
        return readMask(alone && !fs::exists(inside, ignored) ? flat : inside);
    }

private:
    fs::path m_folder;
    std::map<std::string, int> m_names;
};

// The box of the mask, or the pixel of it that lies deepest inside along rows and columns.
base::Result<engine::SegmentPrompt> promptFrom(const image::Mask& mask, bool box) {
    int x0 = mask.width, y0 = mask.height, x1 = -1, y1 = -1;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] == 0)
                continue;
            x0 = std::min(x0, x);
            y0 = std::min(y0, y);
            x1 = std::max(x1, x);
            y1 = std::max(y1, y);
        }
    if (x1 < 0)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The true mask is empty and prompts nothing; leave it out.");
    engine::SegmentPrompt prompt;
    if (box) {
        prompt.box = engine::PromptBox{static_cast<float>(x0), static_cast<float>(y0), static_cast<float>(x1),
                                       static_cast<float>(y1)};
        return prompt;
    }
    const auto [x, y] = metrics::deepest(viewOf(mask));
    prompt.points.push_back({static_cast<float>(x), static_cast<float>(y), true});
    prompt.several = true;
    return prompt;
}

class OraclePredictions final : public Predictions {
public:
    static base::Result<std::unique_ptr<OraclePredictions>> open(const Context& context, bool box,
                                                                 const base::JobContext& job) {
        HILUM_TRY(const auto manifest, packs::findPack(context.library, context.model));
        HILUM_TRY(const auto module, engine::openModule());
        auto out = std::unique_ptr<OraclePredictions>(new OraclePredictions(box, job));
        HILUM_TRY(out->m_session, module->loadSegmenter(manifest, context.load, job));
        return out;
    }
    base::Result<image::Mask> of(const EvaluationRow&, const image::Mask& truth,
                                 const base::Result<Rendition>& picture) override {
        if (!picture.ok()) return picture.error();
        HILUM_TRY(auto prompt, promptFrom(truth, m_box));
        prompt.several = prompt.several && m_session->traits().several;
        HILUM_TRY(auto masks, m_session->segment(picture->raster, prompt, base::JobContext(m_job.stopToken())));
        // One click is ambiguous: of three masks the one that the model trusts most, as `hilum segment` does.
        return std::move(std::max_element(masks.begin(), masks.end(), [](const auto& a, const auto& b) {
                             return a.score < b.score;
                         })->mask);
    }

private:
    OraclePredictions(bool box, base::JobContext job) : m_box(box), m_job(std::move(job)) {}
    bool m_box;
    base::JobContext m_job;
    std::unique_ptr<engine::PromptSegmenter> m_session;
};

base::Result<Pair> readPair(const EvaluationRow& one, Predictions& predictions, const EvaluateOptions& options) {
    HILUM_TRY(auto truth, readMask(options.dataset.parent_path() / one.row.mask));
    const auto picture = readRendition(one.image.string(), 0, {});
    HILUM_TRY(auto predicted, predictions.of(one, truth, picture));
    Pair pair{one.row.mask, one.group, std::move(truth), std::move(predicted)};
    pair.xMm = pair.yMm = options.spacingMm;
    if (options.spacingMm == 0 && picture.ok()) {
        // Beams' regions are calibrated by place; a mask is measured at the middle of its picture.
        const auto spacing = image::spacingAt(picture->image, picture->image.width / 2, picture->image.height / 2);
        if (spacing.kind != image::SpacingKind::None) {
            pair.xMm = spacing.xMm;
            pair.yMm = spacing.yMm;
        }
    }
    return pair;
}

base::Result<std::vector<Pair>> readPairs(const Context& context, const EvaluateOptions& options, EvaluationSet& set,
                                          const base::JobContext& job) {
    std::erase_if(set.test, [](const EvaluationRow& one) { return one.row.mask.empty(); });
    std::unique_ptr<Predictions> predictions;
    if (options.oracle.empty()) {
        predictions = std::make_unique<FolderPredictions>(set, options.predictions);
    } else {
        HILUM_TRY(predictions, OraclePredictions::open(context, options.oracle == "box", job));
    }
    std::vector<Pair> out;
    const auto total = static_cast<std::int64_t>(set.test.size());
    for (const auto& one : set.test) {
        if (job.stopRequested()) return base::cancelled();
        auto pair = readPair(one, *predictions, options);
        if (!pair.ok() && pair.error().code == base::ErrorCode::Cancelled) return pair.error();
        if (pair.ok() && (pair->truth.width != pair->predicted.width || pair->truth.height != pair->predicted.height))
            pair = metrics::overlap(viewOf(pair->truth), viewOf(pair->predicted), 1, 1, 1).error();
        if (pair.ok())
            out.push_back(std::move(*pair));
        else
            set.skipped.push_back({{"path", one.row.mask}, {"reason", pair.error().message}});
        job.progress(static_cast<std::int64_t>(out.size() + set.skipped.size()), total, base::Stage::Encoding);
    }
    if (!out.empty()) return out;
    return base::makeError(base::ErrorCode::InvalidInput,
                           "No row has both a mask and a prediction that can be read; check --predictions.");
}

double mean(const std::vector<Measured>& all, Field field, const std::vector<std::size_t>& rows) {
    double sum = 0, count = 0;
    for (const auto row : rows) {
        if (std::isnan(all[row].overlap.*field)) continue;
        sum += all[row].overlap.*field;
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

// Figures by name with their intervals, and how many pictures have none.
json summary(const std::vector<Measured>& all, const EvaluateOptions& options,
             std::vector<std::vector<std::string>>& table, std::string& text) {
    json out = json::object();
    std::vector<std::size_t> rows;
    std::vector<std::string> groups;
    for (std::size_t i = 0; i < all.size(); ++i) {
        rows.push_back(i);
        groups.push_back(all[i].group);
    }
    for (const auto& [name, which] : kFields) {
        const Field field = which;
        const double value = mean(all, field, rows);
        const auto interval = metrics::bootstrap(groups, options.resamples, options.seed,
                                                 [&](const auto& some) { return mean(all, field, some); });
        const auto undefined = static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](const Measured& m) { return std::isnan(m.overlap.*field); }));
        out[name] = figure(value);
        out[std::string(name) + "Interval"] = {figure(interval.low), figure(interval.high)};
        out["undefined"][name] = undefined;
        table.push_back({name, shownFigure(value, 4), shownFigure(interval.low, 4), shownFigure(interval.high, 4),
                         std::to_string(undefined)});
        text += (text.empty() ? "" : ", ") + std::string(name) + " " + shownFigure(value, 4);
    }
    return out;
}

void addPictures(HtmlReport& report, std::vector<Measured> all, const std::string& unit) {
    std::sort(all.begin(), all.end(),
              [](const Measured& a, const Measured& b) { return a.overlap.dice < b.overlap.dice; });
    std::vector<double> dice, nsd;
    for (const auto& one : all) {
        if (!std::isnan(one.overlap.dice)) dice.push_back(one.overlap.dice);
        if (!std::isnan(one.overlap.surfaceDice)) nsd.push_back(one.overlap.surfaceDice);
    }
    report.plot("Spread over the pictures", "Dice or NSD", "share of pictures at or below it",
                {{"Dice", stepsOf(dice)}, {"NSD", stepsOf(nsd)}}, false);
    report.heading("Pictures from the worst to the best Dice");
    std::vector<std::vector<std::string>> examples;
    for (std::size_t i = 0; i < all.size(); i += std::max<std::size_t>(1, all.size() / 12))
        examples.push_back(
            {all[i].name, shownFigure(all[i].overlap.dice, 4), shownFigure(all[i].overlap.hausdorff95Mm, 2)});
    report.table({"mask", "Dice", "HD95 " + unit}, examples);
}

}  // namespace

int evaluateSegmentation(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    if (options.predictions.empty() && options.oracle.empty())
        return context.failUsage(
            "Segmentation needs --predictions DIR with a PNG for each mask of the table, or --oracle box with "
            "--model.");
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    const auto pairs = readPairs(context, options, *set, job);
    if (!pairs.ok()) return context.fail(pairs.error());
    // One unit for all: a mean over millimetres and pixels would be a number of nothing.
    const bool known = std::all_of(pairs->begin(), pairs->end(), [](const Pair& p) { return p.xMm > 0 && p.yMm > 0; });
    std::vector<Measured> all;
    for (const auto& pair : *pairs) {
        const auto figures = metrics::overlap(viewOf(pair.truth), viewOf(pair.predicted), known ? pair.xMm : 1,
                                              known ? pair.yMm : 1, options.toleranceMm);
        if (!figures.ok()) return context.fail(figures.error());
        all.push_back({pair.name, pair.group, *figures});
    }
    std::vector<std::vector<std::string>> table;
    std::string text;
    json metrics = summary(all, options, table, text);
    const std::string unit = known ? "mm" : "px";
    metrics["pictures"] = all.size();
    metrics["unit"] = unit;
    metrics["tolerance"] = options.toleranceMm;
    metrics["predictions"] = options.oracle.empty() ? "folder" : "oracle " + options.oracle;
    HtmlReport report("Segmentation");
    report.table({"figure", "mean", "from", "to (95 %)", "undefined"}, table);
    report.paragraph("NSD at " + shownFigure(options.toleranceMm, 1) + " " + unit + "; HD95 in " + unit +
                     ". HD95 is not defined for an empty mask, which counts with Dice, IoU and NSD 0.");
    addPictures(report, std::move(all), unit);
    return finishEvaluation(context, options, std::move(metrics), *set, report,
                            text + " over " + std::to_string(pairs->size()) + " pictures (" + unit + ").");
}

}  // namespace hilum::app
