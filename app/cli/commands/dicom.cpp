// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum dicom info | pixels | render: what files hold, their stored values, and their picture. deidentify is in
// app/cli/dicom_deidentify.cpp.
#include <bit>
#include <cstring>
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/dicom_deidentify.h"
#include "app/cli/dicom_render.h"
#include "core/base/file_io.h"
#include "core/base/npy.h"
#include "dicom/open/stored_values.h"
#include "dicom/open/study_source.h"

namespace hilum::app {

namespace {

using base::ErrorCode;
using base::makeError;
using base::Result;

struct DicomOptions {
    std::vector<std::string> paths;
    std::string file;
    int frame = -1;
    std::string out;
};

const char* statusName(const dicom::Instance& instance) {
    if (instance.status == dicom::InstanceStatus::Refused) return "refused";
    return instance.status == dicom::InstanceStatus::Ok && instance.isDicom ? "ok" : "not-dicom";
}

nlohmann::json infoOf(const dicom::Instance& instance) {
    const bool picture = instance.status == dicom::InstanceStatus::Ok && !instance.isDicom;
    nlohmann::json item = {{"path", instance.locator.display()},
                           {"status", statusName(instance)},
                           {"reason", picture ? "It is a PNG or JPEG picture; it opens as an image." : instance.reason},
                           {"sopClass", instance.sopClass},
                           {"modality", instance.modality},
                           {"transferSyntax", instance.transferSyntax},
                           {"frames", 0},
                           {"rows", instance.rows},
                           {"columns", instance.columns}};
    if (instance.status == dicom::InstanceStatus::Ok && instance.hasPixels) item["frames"] = instance.frames;
    return item;
}

std::string infoLine(const nlohmann::json& item) {
    std::string line = item["status"].get<std::string>() + "  " + item["path"].get<std::string>();
    if (item["status"] == "ok")
        line += "  " + item["modality"].get<std::string>() + " " + std::to_string(item["columns"].get<int>()) + " x " +
                std::to_string(item["rows"].get<int>()) + " x " + std::to_string(item["frames"].get<int>());
    const auto reason = item["reason"].get<std::string>();
    return line + (reason.empty() ? "" : "  " + reason) + "\n";
}

int runInfo(const Context& context, const DicomOptions& options) {
    nlohmann::json files = nlohmann::json::array();
    int opened = 0, refused = 0, pictures = 0;
    std::string text;
    const auto sink = [&](const dicom::Instance& instance) {
        files.push_back(infoOf(instance));
        const auto& item = files.back();
        if (instance.status == dicom::InstanceStatus::Ok) ++(instance.isDicom ? opened : pictures);
        text += infoLine(item);
        if (instance.status != dicom::InstanceStatus::Refused) return;
        ++refused;
        std::fprintf(stderr, "hilum: %s: %s\n", item["path"].get<std::string>().c_str(), instance.reason.c_str());
    };
    const std::vector<std::filesystem::path> paths(options.paths.begin(), options.paths.end());
    const auto status = dicom::scan(paths, sink, context.job());
    if (!status.ok()) return context.fail(status.error());
    int code = refused > 0 ? kSomeFailed : kDone;
    // Nothing of what was named can be used: that is the input's fault, not a partial failure.
    const bool alone = files.size() == 1 && options.paths.size() == 1;
    if (opened + pictures == 0 && (refused > 0 || alone)) code = kInput;
    if (code == kInput && refused == 0)
        std::fprintf(stderr, "hilum: %s: %s\n", files[0]["path"].get<std::string>().c_str(),
                     files[0]["reason"].get<std::string>().c_str());
    text += std::to_string(files.size()) + " files: " + std::to_string(opened) + " opened, " + std::to_string(refused) +
            " refused\n";
    return context.answer({{"files", files}, {"opened", opened}, {"refused", refused}}, text, code);
}

const char* npyType(image::PixelType type) {
    constexpr const char* kNames[] = {"|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8"};
    return kNames[static_cast<std::size_t>(type)];
}

base::Error named(const std::string& file, base::Error error) {
    if (error.message.find(file) == std::string::npos) error.message = file + ": " + error.message;
    return error;
}

int runPixels(const Context& context, const DicomOptions& options) {
    static_assert(std::endian::native == std::endian::little, "npy files are written as the pixels lie in memory");
    const auto values = dicom::readStoredValues(options.file, options.frame, context.job());
    if (!values.ok()) return context.fail(named(options.file, values.error()));
    std::vector<std::int64_t> shape = {values->frames, values->rows, values->columns};
    if (values->channels == 3) shape.push_back(3);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(values->pixels.data());
    const auto status = base::writeNpy(options.out, npyType(values->type), shape, {bytes, values->pixels.size()});
    if (!status.ok()) return context.fail(status.error());
    const nlohmann::json document = {{"shape", shape}, {"dtype", npyType(values->type)}, {"out", options.out}};
    return context.answer(document, "Stored values written to " + options.out);
}

}  // namespace

void add_dicom(CLI::App& root, Context& context) {
    auto* dicom = root.add_subcommand("dicom", "Look into DICOM files");
    dicom->require_subcommand(1);
    const auto options = std::make_shared<DicomOptions>();

    auto* info = dicom->add_subcommand("info", "What files, folders and ZIPs hold: one entry for each file");
    info->add_option("paths", options->paths, "Files, folders or ZIPs")->required();
    info->callback([&context, options] { context.run = [&context, options] { return runInfo(context, *options); }; });

    auto* pixels =
        dicom->add_subcommand("pixels", "Stored pixel values as NumPy array (YBR as RGB, palettes as indices)");
    pixels->add_option("file", options->file, "DICOM file")->required();
    pixels->add_option("--frame", options->frame, "One frame, counted from 0 (all without it)")
        ->check(CLI::NonNegativeNumber);
    pixels->add_option("--out", options->out, "NumPy file to write")->required();
    pixels->callback(
        [&context, options] { context.run = [&context, options] { return runPixels(context, *options); }; });

    auto* render = dicom->add_subcommand("render", "A frame as shown on screen, as PNG");
    const auto shown = std::make_shared<RenderOptions>();
    addRenderOptions(*render, *shown);
    render->callback(
        [&context, shown] { context.run = [&context, shown] { return runDicomRender(context, *shown); }; });
    addDeidentify(*dicom, context);
}

}  // namespace hilum::app
