// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/dicom_deidentify.h"

#include <memory>

#include "core/base/paths.h"
#include "dicom/deid/deidentify.h"

namespace hilum::app {

namespace {

using dicom::DeidFile;

struct Options {
    std::vector<std::string> paths, rectangles;
    std::string out, key, dates;
    dicom::DeidOptions deid;
};

const char* stateName(DeidFile::State state) {
    return state == DeidFile::State::Written ? "written" : state == DeidFile::State::Skipped ? "skipped" : "failed";
}

nlohmann::json jsonOf(const DeidFile& file) {
    return {{"path", file.path},
            {"status", stateName(file.state)},
            {"reason", file.reason},
            {"out", file.out.string()},
            {"warnings", file.warnings}};
}

bool readRectangle(const std::string& text, dicom::DeidOptions::Rectangle& rectangle) {
    int used = 0;
    const int got = std::sscanf(text.c_str(), "%d,%d,%d,%d%n", &rectangle.left, &rectangle.top, &rectangle.right,
                                &rectangle.bottom, &used);
    return got == 4 && text.size() == static_cast<std::size_t>(used) && rectangle.left >= 0 && rectangle.top >= 0 &&
           rectangle.right > rectangle.left && rectangle.bottom > rectangle.top;
}

nlohmann::json methodsOf(const dicom::DeidOptions& options) {
    auto list = nlohmann::json::array();
    for (const auto& [code, meaning] : dicom::methodCodes(options, options.blankBurnedIn || !options.blank.empty()))
        list.push_back(code + " " + meaning);
    return list;
}

int report(const Context& context, const Options& options, const dicom::DeidAnswer& answer) {
    auto files = nlohmann::json::array();
    std::string text;
    for (const auto& file : answer.files) {
        files.push_back(jsonOf(file));
        text += std::string(stateName(file.state)) + "  " + file.path +
                (file.out.empty() ? "  " + file.reason : " -> " + file.out.string()) + "\n";
        for (const auto& warning : file.warnings) text += "  note: " + warning + "\n";
        if (file.state == DeidFile::State::Failed) Context::failItem(file.path, file.reason);
    }
    text += std::to_string(answer.written) + " written, " + std::to_string(answer.skipped) + " skipped, " +
            std::to_string(answer.failed) + " failed\n";
    const nlohmann::json document = {
        {"files", files},          {"written", answer.written}, {"skipped", answer.skipped},
        {"failed", answer.failed}, {"out", options.out},        {"methods", methodsOf(options.deid)}};
    if (answer.written == 0) {
        if (answer.failed == 0)
            std::fprintf(stderr,
                         "hilum: Nothing was de-identified, for none of the named files is a DICOM object; name "
                         "DICOM files or their folder.\n");
        return context.answer(document, text, kInput);
    }
    return context.answer(document, text, answer.failed > 0 ? kSomeFailed : kDone);
}

int run(const Context& context, Options options) {
    for (const auto& text : options.rectangles) {
        dicom::DeidOptions::Rectangle rectangle;
        if (!readRectangle(text, rectangle))
            return context.failUsage("--blank-rect takes x0,y0,x1,y1 in pixels with x1 > x0 and y1 > y0; " + text +
                                     " is none.");
        options.deid.blank.push_back(rectangle);
    }
    if (options.dates == "full") options.deid.dates = dicom::KeepDates::Full;
    if (options.dates == "modified") options.deid.dates = dicom::KeepDates::Modified;
    const auto profile = dicom::DeidProfile::load(base::resourcesFolder() / "deid" / "basic-profile.csv");
    if (!profile.ok()) return context.fail(profile.error());
    const bool own = options.key.empty();
    const auto secret = dicom::readSecret(own ? context.library / "deid.key" : std::filesystem::path(options.key), own);
    if (!secret.ok()) return context.fail(secret.error());
    dicom::DeidJob job;
    job.inputs.assign(options.paths.begin(), options.paths.end());
    job.out = options.out;
    job.options = options.deid;
    job.threads = context.load.threads;
    const auto answer = dicom::deidentify(job, *profile, dicom::IdentityMap(*secret), context.job());
    if (!answer.ok()) return context.fail(answer.error());
    return report(context, options, *answer);
}

}  // namespace

void addDeidentify(CLI::App& dicom, Context& context) {
    auto* command = dicom.add_subcommand(
        "deidentify", "Copies without identities after DICOM PS3.15 Annex E (basic profile and its options)");
    const auto options = std::make_shared<Options>();
    command->add_option("paths", options->paths, "Files, folders or ZIPs")->required();
    command->add_option("--out", options->out, "Folder for the copies")->required();
    command->add_option("--key", options->key, "File with the secret (else one in the library, made when missing)");
    command->add_flag("--clean-descriptors", options->deid.cleanDescriptors, "Keep descriptions, scrubbed");
    command->add_flag("--clean-structured", options->deid.cleanStructured, "Keep the texts of reports, scrubbed");
    command->add_flag("--clean-graphics", options->deid.cleanGraphics, "Keep drawn annotations, their texts scrubbed");
    command->add_option("--keep-dates", options->dates, "full, or modified (moved by the patient's own number of days)")
        ->check(CLI::IsMember({"full", "modified"}));
    command->add_flag("--keep-uids", options->deid.keepUids, "Keep UIDs");
    command->add_flag("--keep-device", options->deid.keepDevice, "Keep what names the device");
    command->add_flag("--keep-institution", options->deid.keepInstitution, "Keep what names the institution");
    command->add_flag("--keep-patient", options->deid.keepPatient, "Keep sex, age, size, weight and the like");
    command->add_flag("--blank", options->deid.blankBurnedIn, "Blank an ultrasound image outside its regions");
    command->add_option("--blank-rect", options->rectangles, "x0,y0,x1,y1: blank this in every image; may be repeated");
    command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace hilum::app
