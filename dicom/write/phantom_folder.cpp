// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/phantom_folder.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/image/image_file.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::dicom {

namespace fs = std::filesystem;

namespace {

constexpr int kMostMasks = 16;  // numbered files of an earlier run that are looked for
constexpr const char* kHeader =
    "file,patient,sex,age,modality,view,date,labels,findings,impression,mask,findings_json\r\n";

std::string csvField(const std::string& field) {
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

base::Status makeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!failure && fs::is_directory(folder, failure)) return base::okStatus();
    const bool refused = failure == std::errc::permission_denied || failure == std::errc::read_only_file_system;
    const std::string why = failure ? failure.message() : "a file of that name is in the way";
    base::Error error =
        base::makeError(refused ? base::ErrorCode::PermissionDenied : base::ErrorCode::Io,
                        "Cannot make the folder " + folder.string() + ": " + why + "; choose another folder.");
    error.args.emplace_back("path", folder.string());
    return error;
}

struct Box {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // x1, y1 exclusive; empty mask: all zero
};

Box boxOf(const image::Mask& mask) {
    Box box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) +
                            static_cast<std::size_t>(x)] == 0)
                continue;
            box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x + 1), std::max(box.y1, y + 1)};
        }
    }
    return box.x1 == 0 ? Box{} : box;
}

std::string sideName(phantom::Side side) {
    return side == phantom::Side::Left ? "left" : side == phantom::Side::Right ? "right" : "";
}

double rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

// Writes one study's files; remembers them, so that a failure can take them away again.
class StudyWriter {
public:
    StudyWriter(fs::path out, int number) : m_out(std::move(out)) {
        char name[24];
        std::snprintf(name, sizeof name, "study-%04d", number);
        m_name = name;
    }

    base::Result<std::string> write(const phantom::PhantomStudy& study, const PhantomIdentity& identity) {
        auto row = writeAll(study, identity);
        if (!row.ok()) removeWritten();
        return row;
    }
    int files() const { return static_cast<int>(m_written.size()); }

private:
    base::Result<std::string> writeAll(const phantom::PhantomStudy& study, const PhantomIdentity& identity) {
        const fs::path folder = m_out / m_name;
        HILUM_TRY_STATUS(makeFolder(folder / "masks"));
        clearOldMasks(folder / "masks");
        auto list = nlohmann::ordered_json::array();
        image::Mask all{study.image.width, study.image.height, {}};
        all.pixels.assign(study.image.pixelCount(), 0);
        std::string maskPath;
        for (std::size_t i = 0; i < study.findings.size(); ++i) {
            const auto& finding = study.findings[i];
            maskPath = m_name + "/masks/" + std::to_string(i + 1) + ".png";
            HILUM_TRY_STATUS(writeMask(finding.mask, m_out / maskPath));
            for (std::size_t p = 0; p < all.pixels.size(); ++p) all.pixels[p] |= finding.mask.pixels[p];
            list.push_back(describe(finding, maskPath));
        }
        if (study.findings.size() > 1) {
            maskPath = m_name + "/masks/all.png";
            HILUM_TRY_STATUS(writeMask(all, m_out / maskPath));
        }
        HILUM_TRY_STATUS(noted(writePhantomReport(study, identity, folder / "report.sr"), folder / "report.sr"));
        // The image last: a folder with an image is a whole study.
        HILUM_TRY_STATUS(noted(writePhantomImage(study, identity, folder / "chest.dcm"), folder / "chest.dcm"));
        return csvRow(study, identity, maskPath, list.dump());
    }

    base::Status writeMask(const image::Mask& mask, const fs::path& path) {
        return noted(image::writePng(path, mask), path);
    }

    base::Status noted(base::Status status, const fs::path& path) {
        if (status.ok()) m_written.push_back(path);
        return status;
    }

    static nlohmann::ordered_json describe(const phantom::Finding& finding, const std::string& maskPath) {
        const Box box = boxOf(finding.mask);
        return {{"phrase", finding.phrase},
                {"label", finding.label},
                {"side", sideName(finding.side)},
                {"size", rounded(finding.size)},
                {"zone", finding.zone},
                {"mask", maskPath},
                {"box", {box.x0, box.y0, box.x1, box.y1}}};
    }

    std::string csvRow(const phantom::PhantomStudy& study, const PhantomIdentity& identity, const std::string& mask,
                       const std::string& json) const {
        std::string labels;
        for (const auto& finding : study.findings)
            if (("|" + labels + "|").find("|" + finding.label + "|") == std::string::npos)
                labels += (labels.empty() ? "" : "|") + finding.label;
        if (labels.empty()) labels = "No Finding";
        return m_name + "/chest.dcm," + study.patientId + "," + study.sex + "," + std::to_string(study.ageYears) + "," +
               identity.modality + "," + study.view + "," + study.studyDate + "," + csvField(labels) + "," +
               csvField(study.findingsText) + "," + csvField(study.impressionText) + "," + mask + "," + csvField(json) +
               "\r\n";
    }

    static void clearOldMasks(const fs::path& folder) {
        std::error_code ignored;
        for (int i = 1; i <= kMostMasks; ++i) fs::remove(folder / (std::to_string(i) + ".png"), ignored);
        fs::remove(folder / "all.png", ignored);
    }

    void removeWritten() const {
        std::error_code ignored;
        for (const auto& path : m_written) fs::remove(path, ignored);
        fs::remove(m_out / m_name / "masks", ignored);  // only when empty
        fs::remove(m_out / m_name, ignored);
    }

    fs::path m_out;
    std::string m_name;
    std::vector<fs::path> m_written;
};

base::Status checkOptions(const PhantomFolderOptions& options) {
    if (options.studies < 1 || options.studies > 1'000'000)
        return base::makeError(base::ErrorCode::InvalidInput,
                               "The number of studies must lie between 1 and 1,000,000; give another --studies.");
    for (const auto& modality : options.modalities)
        if (modality != "CR" && modality != "DX")
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "Modality " + modality + " is not simulated by this version; use CR or DX.");
    if (options.modalities.empty())
        return base::makeError(base::ErrorCode::InvalidInput, "No modality is named; use CR or DX.");
    return base::okStatus();
}

}  // namespace

base::Result<PhantomFolderSummary> writePhantomFolder(const PhantomFolderOptions& options,
                                                      const base::JobContext& context) {
    HILUM_TRY_STATUS(checkOptions(options));
    HILUM_TRY_STATUS(makeFolder(options.out));
    PhantomFolderSummary summary;
    std::string csv = kHeader;
    base::Status outcome;
    for (int index = 0; index < options.studies; ++index) {
        context.progress(index, options.studies, base::Stage::Simulating);
        if (context.stopRequested())
            outcome = base::makeError(base::ErrorCode::Cancelled,
                                      "The simulation was cancelled; its " + std::to_string(summary.studies) +
                                          " whole studies stay in " + options.out.string() + ".");
        if (!outcome.ok()) break;
        const phantom::PhantomOptions one{options.seed, index, options.sizePx};
        const auto study = phantom::makeChestStudy(one);
        if (!study.ok()) outcome = study.error();
        if (!outcome.ok()) break;
        const auto& modality = options.modalities[static_cast<std::size_t>(index) % options.modalities.size()];
        StudyWriter writer(options.out, index + 1);
        const auto row = writer.write(*study, identityOf(*study, one, modality));
        if (!row.ok()) outcome = row.error();
        if (!outcome.ok()) break;
        csv += *row;
        summary.files += writer.files();
        ++summary.studies;
    }
    // Also after a cancel: the studies that are whole stay usable. A full disk is told by its first error.
    const auto table = base::writeFileAtomically(options.out / "cases.csv", csv);
    if (!outcome.ok()) return outcome.error();
    HILUM_TRY_STATUS(table);
    ++summary.files;
    context.progress(options.studies, options.studies, base::Stage::Simulating);
    return summary;
}

}  // namespace hilum::dicom
