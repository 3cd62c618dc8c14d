// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum segment: the outline of what a box, points or a phrase point at, as an 8-bit PNG (0 or 255) of the picture's
// size, by an imported pack of the SAM family. A phrase goes the way of MedCLIP-SAM: heat map, two groups of its values,
// the largest part, its box, the segmenter; without a segmenter the part itself is the mask. No library is needed.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "app/cli/cli.h"
#include "app/cli/rendition.h"
#include "core/image/image_file.h"
#include "core/image/map_to_mask.h"

namespace hilum::app {

namespace {

using nlohmann::json;

struct Options {
    std::string file, box, text, out;
    std::vector<std::string> points;
    std::string encoder, method, split = "kmeans";
    int components = 1;
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

// What a phrase points at before any segmenter has seen it.
struct Pointed {
    image::Mask mask;
    std::string method, encoder;
    double similarity = 0;
};

base::Result<Pointed> pointAt(const Context& context, const Options& options, const image::Raster& picture,
                              const base::JobContext& job) {
    Context encoding = context;  // --model names the segmenter here
    encoding.model = options.encoder;
    HILUM_TRY(const auto session, loadSession(encoding, job));
    HILUM_TRY(const auto found, session->saliency(picture, options.text, options.method, job));
    image::MapToMask how;
    how.split = options.split == "otsu"    ? image::MapSplit::Otsu
                : options.split == "fixed" ? image::MapSplit::Fixed
                                           : image::MapSplit::KMeans;
    how.components = options.components;
    HILUM_TRY(auto mask, image::maskOfMap(found.map, how));
    return Pointed{std::move(mask), found.method, session->manifest().id, found.similarity};
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
    double area = 0;
    bool known = true;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] == 0)
                continue;
            ++out.areaPx;
            const auto spacing = image::spacingAt(image, x, y);
            known = known && spacing.kind != image::SpacingKind::None;
            area += spacing.xMm * spacing.yMm;
        }
    if (known && (out.areaPx > 0 || image.spacing.kind != image::SpacingKind::None)) out.areaMm2 = area;
    const auto box = image::boxOf(mask);
    if (out.areaPx > 0) out.box = {box.x0, box.y0, box.x1, box.y1};
    return out;
}

int finish(const Context& context, const Options& options, const Rendition& picture, const image::Mask& mask,
           json document) {
    if (const auto written = image::writePng(options.out, mask); !written) return context.fail(written.error());
    const auto extent = measure(mask, picture.image);
    document.update({{"areaPx", extent.areaPx},
                     {"areaMm2", extent.areaMm2},
                     {"box", extent.box},
                     {"out", options.out},
                     {"window", picture.window}});
    return context.answer(document, "The outline covers " + std::to_string(extent.areaPx) + " pixels; the mask is in " +
                                        options.out + ".");
}

bool hasSegmenter(const Context& context) {
    const auto packs = packs::listPacks(context.library).packs;
    return !context.model.empty() ||
           std::any_of(packs.begin(), packs.end(), [](const auto& pack) { return packs::isSegmenter(pack.family); });
}

int run(const Context& context, const Options& options) {
    const auto job = context.job();
    if (options.box.empty() && options.points.empty() && options.text.empty())
        return context.failUsage("There is nothing to outline; give --text, --box x0,y0,x1,y1 or --point x,y,+.");
    if (!options.text.empty() && !(options.box.empty() && options.points.empty()))
        return context.failUsage("A phrase finds its own box; give --text, or --box and --point, not both.");
    const auto picture = readRendition(options.file, options.frame, job);
    if (!picture) return context.fail(picture.error());
    engine::SegmentPrompt prompt;
    if (const auto fault = readPrompt(options, picture->raster, prompt); !fault.empty())
        return context.failUsage(fault + ".");
    json document = json::object();
    if (!options.text.empty()) {
        const auto pointed = pointAt(context, options, picture->raster, job);
        if (!pointed) return context.fail(pointed.error());
        const auto box = image::boxOf(pointed->mask);
        document = {{"method", pointed->method},
                    {"split", options.split},
                    {"encoder", pointed->encoder},
                    {"similarity", pointed->similarity},
                    {"promptBox", {box.x0, box.y0, box.x1, box.y1}}};
        if (!hasSegmenter(context)) {
            document.update({{"score", pointed->similarity}, {"model", nullptr}});
            return finish(context, options, *picture, pointed->mask, std::move(document));
        }
        prompt.box = engine::PromptBox{static_cast<float>(box.x0), static_cast<float>(box.y0),
                                       static_cast<float>(box.x1 - 1), static_cast<float>(box.y1 - 1)};
    }
    const auto manifest = choosePack(context);
    if (!manifest) return context.fail(manifest.error());
    const auto module = engine::openModule();
    if (!module) return context.fail(module.error());
    const auto session = (*module)->loadSegmenter(*manifest, context.load, job);
    if (!session) return context.fail(session.error());
    // One click is ambiguous: of three masks the one that the model trusts most (Kirillov et al., section 3).
    prompt.several = !prompt.box && prompt.points.size() == 1 && (*session)->traits().several;
    const auto masks = (*session)->segment(picture->raster, prompt, job);
    if (!masks) return context.fail(masks.error());
    const auto& best =
        *std::max_element(masks->begin(), masks->end(), [](const auto& a, const auto& b) { return a.score < b.score; });
    document.update({{"score", best.score}, {"model", manifest->id}, {"device", (*session)->deviceText()}});
    return finish(context, options, *picture, best.mask, std::move(document));
}

}  // namespace

void add_segment(CLI::App& root, Context& context);

void add_segment(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("segment", "The outline of what a phrase, a box or points point at");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "Picture (DICOM, PNG, JPEG)")->required();
    command->add_option("--box", options->box, "x0,y0,x1,y1 in pixels, x1 and y1 exclusive");
    command->add_option("--point", options->points, "x,y,+ (belongs to it) or x,y,- (does not), several times");
    command->add_option("--text", options->text, "Phrase: its heat map gives the box");
    command->add_option("--encoder", options->encoder, "Image-text pack of the phrase (default: the built-in one)");
    command->add_option("--method", options->method, "Of the heat map: gradcam");
    command->add_option("--split", options->split, "How the map is cut: kmeans, otsu or fixed (0.3)")
        ->check(CLI::IsMember({"kmeans", "otsu", "fixed"}));
    command->add_option("--components", options->components, "Largest parts of the map that stay, 0 for all")
        ->check(CLI::Range(0, 100));
    command->add_option("--frame", options->frame, "Frame of a multi-frame file, from 0")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--out", options->out, "PNG to write")->required();
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
