// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// hilum evaluate segmentation: predicted masks against the table's masks: DSC, IoU, NSD and HD95 (core/metrics/overlap.h), each
// as the mean over pictures with an interval. --predictions names a folder with a PNG for each row, called like
// the row's mask.
#include <algorithm>
#include <cmath>

#include "app/cli/evaluate.h"
#include "core/image/image_file.h"
#include "core/metrics/overlap.h"

namespace hilum::app {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

base::Result<image::Mask> readMask(const fs::path& path) {
    HILUM_TRY(const auto read, image::readImageFile(path));
    image::Mask mask{read.width, read.height, std::vector<std::uint8_t>(read.pixelCount())};
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                        static_cast<std::size_t>(x)] = read.stored(x, y) > 127 ? 255 : 0;
    return mask;
}

metrics::MaskView viewOf(const image::Mask& mask) { return {mask.width, mask.height, mask.pixels}; }

struct Measured {
    std::string name, group;
    metrics::Overlap overlap;
};

double mean(const std::vector<Measured>& all, double metrics::Overlap::*field, const std::vector<std::size_t>& rows) {
    double sum = 0, count = 0;
    for (const auto row : rows) {
        const double value = all[row].overlap.*field;
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count > 0 ? sum / count : std::nan("");
}

}  // namespace

int evaluateSegmentation(const Context& context, const EvaluateOptions& options) {
    const auto job = context.job();
    if (options.predictions.empty())
        return context.failUsage(
            "Segmentation needs --predictions DIR: a PNG for each row, called like the row's mask.");
    auto set = readEvaluationSet(options);
    if (!set.ok()) return context.fail(set.error());
    std::vector<Measured> all;
    const auto folder = options.dataset.parent_path();
    for (const auto& one : set->test) {
        if (job.stopRequested()) return context.fail(base::cancelled());
        if (one.row.mask.empty()) continue;
        const auto truth = readMask(folder / one.row.mask);
        const auto predicted = truth.ok() ? readMask(options.predictions / fs::path(one.row.mask).filename()) : truth;
        const auto figures = predicted.ok() ? metrics::overlap(viewOf(*truth), viewOf(*predicted), options.spacingMm,
                                                               options.spacingMm, options.toleranceMm)
                                            : base::Result<metrics::Overlap>(predicted.error());
        if (!figures.ok()) {
            set->skipped.push_back({{"path", one.row.mask}, {"reason", figures.error().message}});
            continue;
        }
        all.push_back({one.row.mask, one.group, *figures});
    }
    if (all.empty())
        return context.fail(
            base::makeError(base::ErrorCode::InvalidInput,
                            "No row has both a mask and a prediction that can be read; check --predictions."));
    std::vector<std::size_t> rows;
    std::vector<std::string> groups;
    for (std::size_t i = 0; i < all.size(); ++i) {
        rows.push_back(i);
        groups.push_back(all[i].group);
    }
    json metrics = {{"pictures", all.size()}, {"toleranceMm", options.toleranceMm}, {"spacingMm", options.spacingMm}};
    HtmlReport report("Segmentation");
    std::vector<std::vector<std::string>> shown;
    std::string text;
    const std::vector<std::pair<const char*, double metrics::Overlap::*>> fields = {
        {"dice", &metrics::Overlap::dice},
        {"iou", &metrics::Overlap::iou},
        {"nsd", &metrics::Overlap::surfaceDice},
        {"hd95Mm", &metrics::Overlap::hausdorff95Mm}};
    for (const auto& [name, field] : fields) {
        const double value = mean(all, field, rows);
        const auto interval =
            metrics::bootstrap(groups, options.resamples, options.seed,
                               [&, field = field](const auto& some) { return mean(all, field, some); });
        metrics[name] = figure(value);
        metrics[std::string(name) + "Interval"] = {figure(interval.low), figure(interval.high)};
        shown.push_back({name, shownFigure(value, 4), shownFigure(interval.low, 4), shownFigure(interval.high, 4)});
        text += (text.empty() ? "" : ", ") + std::string(name) + " " + shownFigure(value, 4);
    }
    report.table({"figure", "mean", "from", "to (95 %)"}, shown);
    std::vector<Measured> order = all;
    std::sort(order.begin(), order.end(),
              [](const Measured& a, const Measured& b) { return a.overlap.dice < b.overlap.dice; });
    report.heading("Pictures from the worst to the best Dice");
    std::vector<std::vector<std::string>> examples;
    for (std::size_t i = 0; i < order.size(); i += std::max<std::size_t>(1, order.size() / 12))
        examples.push_back(
            {order[i].name, shownFigure(order[i].overlap.dice, 4), shownFigure(order[i].overlap.hausdorff95Mm, 2)});
    report.table({"mask", "Dice", "HD95 mm"}, examples);
    return finishEvaluation(context, options, std::move(metrics), *set, report,
                            text + " over " + std::to_string(all.size()) + " pictures.");
}

}  // namespace hilum::app
