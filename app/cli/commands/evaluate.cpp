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

CLI::App* addKind(CLI::App& parent, Context& context, const std::shared_ptr<EvaluateOptions>& options, const char* name,
                  const char* says, Run run) {
    auto* command = parent.add_subcommand(name, says);
    command->add_option("--dataset", options->dataset, "Cases CSV")->required();
    command->add_option("--columns", options->columns, "image=A,text=B,...");
    command->add_option("--split", options->split, "Rows to measure, where the table has splits");
    command->add_option("--limit", options->limit, "At most so many rows");
    command->add_option("--html", options->html, "Folder for the report with plots");
    command->add_option("--seed", options->seed, "Of shuffles and intervals");
    command->callback(
        [&context, options, run] { context.run = [&context, options, run] { return run(context, *options); }; });
    return command;
}

}  // namespace

void add_evaluate(CLI::App& root, Context& context);

void add_evaluate(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("evaluate", "Measure captions, retrieval, classification or segmentation");
    command->require_subcommand(1);
    auto options = std::make_shared<EvaluateOptions>();
    auto* captions =
        addKind(*command, context, options, "captions", "BLEU, ROUGE-L, CIDEr-D of ranked captions", evaluateCaptions);
    captions->add_option("--top", options->top, "Captions per picture")->check(CLI::Range(1, 1000));
    captions->add_option("--stride", options->stride, "Keep every n-th rank (5: the published captioner)")
        ->check(CLI::Range(1, 1000));
    captions->add_flag("--own-caption", options->ownCaption, "The picture's own caption is in the pool");
    captions->add_option("--hypotheses", options->hypotheses, "Captions made elsewhere: one line a row");
    auto* retrieval = addKind(*command, context, options, "retrieval", "R@k, P@k, MRR both ways", evaluateRetrieval);
    retrieval->add_option("--protocol", options->protocol, "full, or batch50 (ROCO)")
        ->check(CLI::IsMember({"full", "batch50"}));
    auto* classes = addKind(*command, context, options, "classification", "AUROC, AP, F1, confusion per label",
                            evaluateClassification);
    classes->add_option("--labels", options->labels, "A,B,...: all of the table's by default")->delimiter(',');
    classes->add_option("--prompts", options->prompts, "positive-negative or positive")
        ->check(CLI::IsMember({"positive-negative", "positive"}));
    classes->add_option("--scores", options->scores, "CSV of scores made elsewhere: a column for each label");
    classes->add_option("--resamples", options->resamples, "Of the intervals")->check(CLI::Range(0, 100000));
    auto* masks = addKind(*command, context, options, "segmentation", "DSC, IoU, NSD, HD95", evaluateSegmentation);
    masks->add_option("--predictions", options->predictions, "Folder of masks called like the table's");
    masks->add_option("--spacing", options->spacingMm, "Millimetres between pixels")->check(CLI::PositiveNumber);
    masks->add_option("--tolerance", options->toleranceMm, "Of NSD, mm")->check(CLI::NonNegativeNumber);
    masks->add_option("--resamples", options->resamples, "Of the intervals")->check(CLI::Range(0, 100000));
}

}  // namespace hilum::app
