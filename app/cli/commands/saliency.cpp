// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum saliency: where in a picture a phrase is, as an 8-bit PNG of the picture's size.
#include <algorithm>
#include <cmath>

#include "app/cli/cli.h"
#include "app/cli/rendition.h"
#include "core/image/image_file.h"
#include "core/image/resample.h"

namespace hilum::app {

namespace {

struct Options {
    std::string file;
    std::string text;
    std::string method;
    std::string out;
    bool overlay = false;
};

image::Raster raster(int width, int height, int channels, std::vector<std::uint8_t> pixels) {
    return {width, height, channels, std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels))};
}

image::Raster plainMap(const image::HeatMap& map) {
    std::vector<std::uint8_t> pixels(map.values.size());
    std::transform(map.values.begin(), map.values.end(), pixels.begin(),
                   [](float v) { return static_cast<std::uint8_t>(std::lround(255.0F * v)); });
    return raster(map.width, map.height, 1, std::move(pixels));
}

// Yellow over red over the picture; at most 60 % opaque, so that the picture stays readable below it.
image::Raster blended(const image::Raster& picture, const image::HeatMap& map) {
    constexpr float kOpacity = 0.6F;
    const auto base = image::toRgb(picture);
    std::vector<std::uint8_t> pixels(*base.pixels);
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        const float v = map.values[i];
        const float alpha = kOpacity * v;
        const float colour[3] = {255.0F, 255.0F * std::max(0.0F, 2.0F * v - 1.0F), 0.0F};
        for (std::size_t c = 0; c < 3; ++c) {
            auto& pixel = pixels[3 * i + c];
            pixel = static_cast<std::uint8_t>(std::lround(static_cast<float>(pixel) * (1 - alpha) + colour[c] * alpha));
        }
    }
    return raster(picture.width, picture.height, 3, std::move(pixels));
}

int run(const Context& context, const Options& options) {
    const auto job = context.job();
    const auto picture = readRendition(options.file, 0, job);
    if (!picture) return context.fail(picture.error());
    const auto session = loadSession(context, job);
    if (!session) return context.fail(session.error());
    const auto result = (*session)->saliency(picture->raster, options.text, options.method, job);
    if (!result) return context.fail(result.error());
    const auto written =
        image::writePng(options.out, options.overlay ? blended(picture->raster, result->map) : plainMap(result->map));
    if (!written) return context.fail(written.error());
    const nlohmann::json document = {
        {"method", result->method},         {"peak", {{"x", result->peakX}, {"y", result->peakY}}},
        {"similarity", result->similarity}, {"model", (*session)->manifest().id},
        {"window", picture->window},        {"out", options.out}};
    return context.answer(document, "The phrase fits best at (" + std::to_string(result->peakX) + ", " +
                                        std::to_string(result->peakY) + "); the map is in " + options.out + ".");
}

}  // namespace

void add_saliency(CLI::App& root, Context& context);

void add_saliency(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("saliency", "Where in a picture a phrase is");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "Picture (DICOM, PNG, JPEG)")->required();
    command->add_option("--text", options->text, "Phrase")->required();
    command->add_option("--method", options->method, "gradcam");
    command->add_option("--out", options->out, "PNG to write")->required();
    command->add_flag("--overlay", options->overlay, "Draw the map over the picture");
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
