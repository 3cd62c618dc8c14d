// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/dicom_render.h"

#include <QGuiApplication>
#include <memory>

#include "core/image/window_level.h"
#include "dicom/open/presentation_state.h"
#include "dicom/open/study_source.h"
#include "dicom/write/presentation_writer.h"
#include "ui/viewer/presentation_view.h"

namespace hilum::app {

namespace {

using base::ErrorCode;
using base::makeError;

base::Error named(const std::string& file, base::Error error) {
    if (error.message.find(file) == std::string::npos) error.message = file + ": " + error.message;
    return error;
}

// Texts of drawings need Qt's fonts, not a screen.
class Fonts {
public:
    Fonts() {
        if (QCoreApplication::instance() != nullptr) return;
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application = std::make_unique<QGuiApplication>(m_count, m_words);
    }

private:
    int m_count = 1;
    char m_name[6] = "hilum";
    char* m_words[2] = {m_name, nullptr};
    std::unique_ptr<QGuiApplication> m_application;
};

// What the options ask for, as a state of this one frame.
dicom::PresentationState stateOf(const RenderOptions& options, const dicom::Instance& header, const image::Image& image,
                                 const image::WindowLevel& window) {
    dicom::PresentationState state;
    dicom::ImageReference reference{header.sopClass, header.sopUid, {}};
    if (header.frames > 1) reference.frames = {options.frame + 1};
    state.references = {{header.seriesUid, {reference}}};
    state.label = "COMMAND LINE";
    state.description = "hilum dicom render";
    state.colour = image.channels != 1;
    if (!state.colour) {
        state.slope = image.slope;
        state.intercept = image.intercept;
        state.windows = {{{}, window}};
        state.inverse = (image.colour == image::ColourModel::GreyInverted) != options.invert;
    }
    dicom::DisplayedArea area;
    area.right = image.width;
    area.bottom = image.height;
    area.rowStretch = ui::ViewTransform::rowStretch(image);
    if (image.spacing.kind == image::SpacingKind::Calibrated) {
        area.xMm = image.spacing.xMm;
        area.yMm = image.spacing.yMm;
    }
    state.areas = {area};
    state.quarterTurns = options.rotate / 90 % 4;
    state.flip = options.flip;
    return state;
}

int throughState(const Context& context, const RenderOptions& options, const image::Image& image,
                 const std::string& sopUid) {
    const auto state = dicom::readPresentation({options.presentation, {}}, context.job());
    if (!state.ok()) return context.fail(named(options.presentation, state.error()));
    if (!state->refersTo(sopUid, options.frame))
        return context.fail(makeError(ErrorCode::InvalidInput, options.presentation +
                                                                   " does not refer to this frame of " + options.file +
                                                                   "; give one of the images that it names."));
    const Fonts fonts;
    const QImage picture = ui::presentedPicture(*state, {sopUid, options.frame, image}, true);
    const auto status = ui::savePng(picture, options.out);
    if (!status.ok()) return context.fail(status.error());
    for (const auto& warning : state->warnings)
        std::fprintf(stderr, "hilum: %s: %s\n", options.presentation.c_str(), warning.c_str());
    const nlohmann::json document = {{"out", options.out},
                                     {"width", picture.width()},
                                     {"height", picture.height()},
                                     {"frame", options.frame},
                                     {"presentation",
                                      {{"label", state->label},
                                       {"description", state->description},
                                       {"drawings", state->annotationsFor(sopUid, options.frame).size()},
                                       {"warnings", state->warnings}}}};
    return context.answer(document, "Picture written to " + options.out);
}

}  // namespace

void addRenderOptions(CLI::App& command, RenderOptions& options) {
    command.add_option("file", options.file, "DICOM, PNG or JPEG file")->required();
    command.add_option("--frame", options.frame, "Frame, counted from 0")->check(CLI::NonNegativeNumber);
    auto* window = command.add_option("--window", options.window, "CENTRE,WIDTH instead of the file's own")
                       ->delimiter(',')
                       ->expected(2);
    auto* rotate =
        command.add_option("--rotate", options.rotate, "Degrees clockwise")->check(CLI::IsMember({0, 90, 180, 270}));
    auto* flip = command.add_flag("--flip", options.flip, "Left and right change places, after turning");
    auto* invert = command.add_flag("--invert", options.invert, "Black and white change places");
    command.add_option("--presentation", options.presentation, "Presentation state (GSPS) to show the frame with")
        ->excludes(window)
        ->excludes(rotate)
        ->excludes(flip)
        ->excludes(invert);
    command.add_option("--save-presentation", options.savePresentation, "Also write this view as a presentation state");
    command.add_option("--out", options.out, "PNG file to write")->required();
}

int runDicomRender(const Context& context, const RenderOptions& options) {
    const dicom::Locator file{options.file, {}};
    const auto image = dicom::readFrame(file, options.frame, context.job());
    if (!image.ok()) return context.fail(named(options.file, image.error()));
    const auto header = dicom::readHeader(file);
    if (!header.ok()) return context.fail(named(options.file, header.error()));
    if (!options.presentation.empty()) return throughState(context, options, *image, header->sopUid);
    image::WindowLevel window = image::defaultWindow(*image);
    if (options.window.size() == 2) {
        if (!(options.window[1] >= 1.0))
            return context.failUsage("--window takes CENTRE,WIDTH with a width of at least 1.");
        window = {options.window[0], options.window[1], image::VoiFunction::Linear, "Command line"};
    }
    // Every pixel of the file is one of the picture, whatever its shape: turned or not, nothing is resampled.
    dicom::PresentationState state = stateOf(options, *header, *image, window);
    if (!options.savePresentation.empty()) {
        const auto written = dicom::writePresentation(state, file, options.savePresentation, context.job());
        if (!written.ok()) return context.fail(named(options.file, written.error()));
    }
    const QImage picture = ui::turnedPicture(*image, window, options.invert, state.quarterTurns, state.flip);
    const auto status = ui::savePng(picture, options.out);
    if (!status.ok()) return context.fail(status.error());
    const nlohmann::json document = {
        {"out", options.out},
        {"width", picture.width()},
        {"height", picture.height()},
        {"frame", options.frame},
        {"window", {{"centre", window.centre}, {"width", window.width}, {"name", window.explanation}}}};
    return context.answer(document, "Picture written to " + options.out);
}

}  // namespace hilum::app
