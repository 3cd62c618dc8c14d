// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum segment: the outline of what a box or points point at, as an 8-bit PNG (0 or 255) of the picture's size, by
// an imported pack of the SAM family. No library is needed.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "app/cli/cli.h"
#include "app/cli/rendition.h"
#include "core/image/image_file.h"

namespace hilum::app {

namespace {

using nlohmann::json;

struct Options {
    std::string file, box, out;
    std::vector<std::string> points;
    int frame = 0;
};

// "1,2.5,+" to its parts; nothing when a part that must be a number is none.
std::optional<std::vector<float>> numbers(std::string_view text, std::size_t count) {
    std::vector<float> out;
    while (out.size() < count) {
        const auto end = std::min(text.find(','), text.size());
        float value = 0;
        const auto part = text.substr(0, end);
        const auto [last, fault] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (part.empty() || fault != std::errc() || last != part.data() + part.size() || !std::isfinite(value))
            return std::nullopt;
        out.push_back(value);
        const bool more = end < text.size();
        text.remove_prefix(more ? end + 1 : end);
        if (out.size() < count && !more) return std::nullopt;
    }
    return text.empty() ? std::optional(out) : std::nullopt;
}

// Answers what is wrong, or "".
std::string readPrompt(const Options& options, const image::Raster& picture, engine::SegmentPrompt& prompt) {
    const auto width = static_cast<float>(picture.width), height = static_cast<float>(picture.height);
    if (!options.box.empty()) {
        const auto v = numbers(options.box, 4);
        if (!v) return "--box " + options.box + " is not x0,y0,x1,y1; give four pixel numbers, x1 and y1 exclusive";
        const float x0 = std::max(0.0F, (*v)[0]), y0 = std::max(0.0F, (*v)[1]);
        const float x1 = std::min(width, (*v)[2]), y1 = std::min(height, (*v)[3]);
        if (!(x1 - x0 >= 1) || !(y1 - y0 >= 1))
            return "--box " + options.box + " holds no pixel of this " + std::to_string(picture.width) + " x " +
                   std::to_string(picture.height) + " picture; x1 and y1 are exclusive";
        prompt.box = engine::PromptBox{x0, y0, x1 - 1, y1 - 1};
    }
    for (auto text : options.points) {
        bool inside = true;
        if (text.ends_with(",+") || text.ends_with(",-")) {
            inside = text.back() == '+';
            text.resize(text.size() - 2);
        }
        const auto v = numbers(text, 2);
        if (!v) return "--point " + text + " is not x,y,+ or x,y,-";
        if (!((*v)[0] >= 0) || !((*v)[1] >= 0) || !((*v)[0] <= width - 1) || !((*v)[1] <= height - 1))
            return "--point " + text + " lies outside this " + std::to_string(picture.width) + " x " +
                   std::to_string(picture.height) + " picture";
        prompt.points.push_back({(*v)[0], (*v)[1], inside});
    }
    return {};
}

// The named pack, or the only segmenter that there is.
base::Result<packs::ModelManifest> choosePack(const Context& context) {
    if (!context.model.empty()) return packs::findPack(context.library, context.model);
    std::vector<packs::ModelManifest> found;
    std::string names;
    for (auto& pack : packs::listPacks(context.library).packs) {
        if (!packs::isSegmenter(pack.family)) continue;
        names += (names.empty() ? "" : ", ") + pack.id;
        found.push_back(std::move(pack));
    }
    if (found.size() == 1) return std::move(found.front());
    return base::makeError(base::ErrorCode::ModelMismatch,
                           found.empty() ? "No segmenter is installed; import SAM, MobileSAM, MedSAM or LiteMedSAM "
                                           "weights with `hilum models import`."
                                         : "Several segmenters are installed; choose one with --model: " + names + ".");
}

struct Extent {
    std::size_t areaPx = 0;
    json areaMm2 = nullptr;  // null where the picture has no millimetres
    json box = nullptr;      // of the mask, last column and row exclusive; null when it is empty
};

Extent measure(const image::Mask& mask, const image::Image& image) {
    Extent out;
    int x0 = mask.width, y0 = mask.height, x1 = 0, y1 = 0;
    double area = 0;
    bool known = true;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] == 0)
                continue;
            ++out.areaPx;
            x0 = std::min(x0, x);
            y0 = std::min(y0, y);
            x1 = std::max(x1, x + 1);
            y1 = std::max(y1, y + 1);
            const auto spacing = image::spacingAt(image, x, y);
            known = known && spacing.kind != image::SpacingKind::None;
            area += spacing.xMm * spacing.yMm;
        }
    if (known && (out.areaPx > 0 || image.spacing.kind != image::SpacingKind::None)) out.areaMm2 = area;
    if (out.areaPx > 0) out.box = {x0, y0, x1, y1};
    return out;
}

int run(const Context& context, const Options& options) {
    const auto job = context.job();
    if (options.box.empty() && options.points.empty())
        return context.failUsage("There is nothing to outline; give --box x0,y0,x1,y1 or --point x,y,+.");
    const auto picture = readRendition(options.file, options.frame, job);
    if (!picture) return context.fail(picture.error());
    engine::SegmentPrompt prompt;
    if (const auto fault = readPrompt(options, picture->raster, prompt); !fault.empty())
        return context.failUsage(fault + ".");
    // One click is ambiguous: of three masks the one that the model trusts most (Kirillov et al., section 3).
    const auto manifest = choosePack(context);
    if (!manifest) return context.fail(manifest.error());
    const auto module = engine::openModule();
    if (!module) return context.fail(module.error());
    const auto session = (*module)->loadSegmenter(*manifest, context.load, job);
    if (!session) return context.fail(session.error());
    prompt.several = !prompt.box && prompt.points.size() == 1 && (*session)->traits().several;
    const auto masks = (*session)->segment(picture->raster, prompt, job);
    if (!masks) return context.fail(masks.error());
    const auto& best =
        *std::max_element(masks->begin(), masks->end(), [](const auto& a, const auto& b) { return a.score < b.score; });
    if (const auto written = image::writePng(options.out, best.mask); !written) return context.fail(written.error());
    const auto extent = measure(best.mask, picture->image);
    const json document = {{"areaPx", extent.areaPx},   {"areaMm2", extent.areaMm2},
                           {"score", best.score},       {"box", extent.box},
                           {"out", options.out},        {"model", manifest->id},
                           {"window", picture->window}, {"device", (*session)->deviceText()}};
    return context.answer(document, "The outline covers " + std::to_string(extent.areaPx) + " pixels; the mask is in " +
                                        options.out + ".");
}

}  // namespace

void add_segment(CLI::App& root, Context& context);

void add_segment(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("segment", "The outline of what a box or points point at");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "Picture (DICOM, PNG, JPEG)")->required();
    command->add_option("--box", options->box, "x0,y0,x1,y1 in pixels, x1 and y1 exclusive");
    command->add_option("--point", options->points, "x,y,+ (belongs to it) or x,y,- (does not), several times");
    command->add_option("--frame", options->frame, "Frame of a multi-frame file, from 0")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--out", options->out, "PNG to write")->required();
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
