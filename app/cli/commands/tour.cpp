// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum tour --out DIR [FILE...]: the window's five-minute walk by itself: opens FILE or a demonstration
// study, suggests, finds similar cases, highlights, accepts two suggestions, exports the draft, and says
// where screenshot and PDF lie. Without a display it runs off-screen; ./bootstrap.sh run uses that.
#include <QApplication>

#include "app/cli/cli.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/window/tour.h"

namespace hilum::app {

namespace {

struct TourArguments {
    std::string out;
    std::vector<std::string> files;
};

nlohmann::json list(const QStringList& texts) {
    auto array = nlohmann::json::array();
    for (const auto& text : texts) array.push_back(ui::toUtf8(text));
    return array;
}

int runTourCommand(const Context& context, const TourArguments& arguments) {
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (!display && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    char name[] = "hilum";
    char* argv[] = {name, nullptr};
    QApplication application(argc, argv);
    ui::theme::apply(application, ui::theme::Mode::Dark);
    ui::TourOptions options;
    options.out = ui::fromUtf8(arguments.out);
    options.window.library = context.library;
    for (const auto& file : arguments.files) options.window.paths << ui::fromUtf8(file);
    engine::EngineOptions engineOptions{context.library, context.model, context.load};
    options.window.engine = [engineOptions] { return std::make_unique<engine::Engine>(engineOptions); };
    const auto result = ui::runTour(options, context.job());
    if (!result.ok()) return context.fail(result.error());
    const auto& tour = *result;
    std::string text =
        "opened: " + ui::toUtf8(tour.study) + "\nsuggestions: " + std::to_string(tour.suggestions.size()) +
        ", similar cases: " + std::to_string(tour.similarCases) + "\nregion shown: " + ui::toUtf8(tour.phrase) + "\n";
    for (const auto& picture : tour.screenshots) text += "screenshot: " + ui::toUtf8(picture) + "\n";
    text += "pdf: " + ui::toUtf8(tour.pdf);
    const nlohmann::json document = {{"opened", ui::toUtf8(tour.study)},      {"suggestions", list(tour.suggestions)},
                                     {"accepted", list(tour.accepted)},       {"similarCases", tour.similarCases},
                                     {"phrase", ui::toUtf8(tour.phrase)},     {"suggestSeconds", tour.suggestSeconds},
                                     {"screenshots", list(tour.screenshots)}, {"pdf", ui::toUtf8(tour.pdf)}};
    return context.answer(document, text);
}

}  // namespace

void add_tour(CLI::App& root, Context& context) {
    auto arguments = std::make_shared<TourArguments>();
    auto* command =
        root.add_subcommand("tour", "Walk through the window by itself and leave screenshots and a draft PDF");
    command->add_option("--out", arguments->out, "Folder for screenshots and PDF")->required();
    command->add_option("files", arguments->files, "Files, folders or ZIPs to open instead of a demonstration study");
    command->callback(
        [&context, arguments] { context.run = [&context, arguments] { return runTourCommand(context, *arguments); }; });
}

}  // namespace hilum::app
