// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum evaluate captions|retrieval|classification|segmentation --dataset cases.csv: the tables of the papers, with
// plots in --html DIR (product.md). The work stands in app/cli/evaluate_*.cpp.
#include <memory>

#include "app/cli/evaluate.h"

namespace hilum::app {

namespace {

using Run = int (*)(const Context&, const EvaluateOptions&);
using Options = std::shared_ptr<EvaluateOptions>;

CLI::App* addKind(CLI::App& parent, Context& context, const Options& options, const char* name, const char* says,
                  Run run) {
    auto* command = parent.add_subcommand(name, says);
    command->add_option("--dataset", options->dataset, "Cases CSV")->required();
    command->add_option("--columns", options->columns, "image=A,text=B,...");
    command->add_option("--split", options->split, "Part to measure, where the table has splits (test)");
    command->add_option("--limit", options->limit, "At most so many rows of a part");
    command->add_option("--html", options->html, "Folder for the report with plots");
    command->add_option("--seed", options->seed, "Of dealing, shuffles and intervals");
    command->add_option("--resamples", options->resamples, "Of the 95 % intervals; 0 = none")
        ->check(CLI::Range(0, 100000));
    command
        ->add_option("--blocks", options->blocks,
                     "Where no patient is named: take runs of neighbouring rows for patients")
        ->check(CLI::Range(2, 1000000));
    command->callback(
        [&context, options, run] { context.run = [&context, options, run] { return run(context, *options); }; });
    return command;
}

void addCaptions(CLI::App& parent, Context& context, const Options& options) {
    auto* command = addKind(parent, context, options, "captions", "BLEU, ROUGE-L, METEOR, CIDEr-D of ranked captions",
                            evaluateCaptions);
    command->add_option("--top", options->top, "Captions per picture")->check(CLI::Range(1, 1000));
    command->add_option("--stride", options->stride, "Keep every n-th rank only (5: the published captioner)")
        ->check(CLI::Range(1, 1000));
    command->add_flag("--own-caption", options->ownCaption, "The picture's own caption is in the pool");
    command->add_option("--hypotheses", options->hypotheses, "Captions made elsewhere: one line a row with a text");
}

void addRetrieval(CLI::App& parent, Context& context, const Options& options) {
    auto* command = addKind(parent, context, options, "retrieval", "R@k, P@k, MRR both ways", evaluateRetrieval);
    command->add_option("--protocol", options->protocol, "full, or batch50 (ROCO)")
        ->check(CLI::IsMember({"full", "batch50"}));
}

void addClassification(CLI::App& parent, Context& context, const Options& options) {
    auto* command = addKind(parent, context, options, "classification",
                            "AUROC, AP, F1, confusion, calibration by label", evaluateClassification);
    command->add_option("--labels", options->labels, "A,B,...: all of the table's by default")->delimiter(',');
    command->add_option("--prompts", options->prompts, "JSON (text or file), as for classify");
    command->add_option("--polarity", options->polarity, "positive-negative or positive prompts")
        ->check(CLI::IsMember({"positive-negative", "positive"}));
    command->add_option("--head", options->head, "linear: trained on the training part of the table")
        ->check(CLI::IsMember({"linear"}));
    command->add_option("--scores", options->scores, "CSV of scores made elsewhere: a column a label, a line a row");
    command
        ->add_option("--validation", options->validationShare,
                     "Share of the patients that choose thresholds, where the table has no split (0.3)")
        ->check(CLI::Range(0.0, 0.9));
    command
        ->add_option("--training", options->trainingShare,
                     "Share of the patients that --head learns from, where the table has no split (0.4)")
        ->check(CLI::Range(0.0, 0.9));
}

void addSegmentation(CLI::App& parent, Context& context, const Options& options) {
    auto* command =
        addKind(parent, context, options, "segmentation", "DSC, IoU, NSD, HD95 of masks", evaluateSegmentation);
    auto* predictions = command->add_option("--predictions", options->predictions,
                                            "Folder of PNG masks that lie and are called like the table's");
    command->add_option("--oracle", options->oracle, "box or point of the true mask as prompt of the segmenter --model")
        ->check(CLI::IsMember({"box", "point"}))
        ->excludes(predictions);
    command->add_option("--spacing", options->spacingMm, "Millimetres between pixels, instead of the pictures' own")
        ->check(CLI::PositiveNumber);
    command->add_option("--tolerance", options->toleranceMm, "Of NSD, in mm, or pixels where no millimetres are known")
        ->check(CLI::NonNegativeNumber);
}

}  // namespace

void add_evaluate(CLI::App& root, Context& context);

void add_evaluate(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("evaluate", "Measure captions, retrieval, classification or segmentation");
    command->require_subcommand(1);
    addCaptions(*command, context, std::make_shared<EvaluateOptions>());
    addRetrieval(*command, context, std::make_shared<EvaluateOptions>());
    auto classification = std::make_shared<EvaluateOptions>();
    classification->validationShare = 0.3;
    addClassification(*command, context, classification);
    addSegmentation(*command, context, std::make_shared<EvaluateOptions>());
}

}  // namespace hilum::app
