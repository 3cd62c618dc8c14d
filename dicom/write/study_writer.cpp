// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/write/study_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "core/image/image_file.h"

namespace hilum::dicom {

namespace fs = std::filesystem;

const char* const kCasesHeader =
    "file,patient,sex,age,modality,view,date,labels,findings,impression,mask,findings_json\r\n";

namespace {

std::string csvField(const std::string& field) {
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
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

std::size_t areaOf(const image::Mask& mask) {
    return static_cast<std::size_t>(
        std::count_if(mask.pixels.begin(), mask.pixels.end(), [](std::uint8_t v) { return v != 0; }));
}

std::string sideName(phantom::Side side) {
    return side == phantom::Side::Left ? "left" : side == phantom::Side::Right ? "right" : "";
}

double rounded(double value) { return std::round(value * 1000.0) / 1000.0; }

nlohmann::ordered_json describe(const std::string& phrase, const std::string& label, const std::string& side,
                                double size, const std::string& zone, const std::string& maskPath,
                                const image::Mask& mask) {
    const Box box = boxOf(mask);
    return {{"phrase", phrase},
            {"label", label},
            {"side", side},
            {"size", rounded(size)},
            {"zone", zone},
            {"mask", maskPath},
            {"box", {box.x0, box.y0, box.x1, box.y1}}};
}

std::string joinedLabels(const std::vector<std::string>& labels) {
    std::string joined;
    for (const auto& label : labels)
        if (("|" + joined + "|").find("|" + label + "|") == std::string::npos)
            joined += (joined.empty() ? "" : "|") + label;
    return joined.empty() ? "No Finding" : joined;
}

// Masks of an earlier run: numbers, numbers with a slice, and the union.
void clearOldMasks(const fs::path& folder) {
    std::error_code ignored;
    std::vector<fs::path> old;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string stem = entry.path().stem().string();
        const bool ours = stem.rfind("all", 0) == 0 || stem.find_first_not_of("0123456789-") == std::string::npos;
        if (ours && entry.path().extension() == ".png") old.push_back(entry.path());
    }
    for (const auto& path : old) fs::remove(path, ignored);
}

// Per finding the slice where it is largest; the middle one of a study without findings.
std::vector<std::size_t> keySlices(const phantom::StackStudy& study) {
    std::set<std::size_t> slices;
    for (const auto& finding : study.findings) {
        std::size_t best = study.images.size() / 2, most = 0;
        for (std::size_t i = 0; i < finding.masks.size(); ++i) {
            const std::size_t area = areaOf(finding.masks[i]);
            if (area > most) {
                most = area;
                best = i;
            }
        }
        slices.insert(best);
    }
    if (slices.empty()) slices.insert(study.images.size() / 2);
    return {slices.begin(), slices.end()};
}

std::string numbered(const char* format, std::size_t number) {
    char text[32];
    std::snprintf(text, sizeof text, format, static_cast<int>(number));
    return text;
}

}  // namespace

struct StudyWriter::Row {
    std::string file, view, modality, mask;
    std::vector<std::string> labels;
    StudyHeader header;
    std::string findings, impression;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();

    std::string line() const {
        return file + "," + header.patientId + "," + header.sex + "," + std::to_string(header.ageYears) + "," +
               modality + "," + view + "," + header.studyDate + "," + csvField(joinedLabels(labels)) + "," +
               csvField(findings) + "," + csvField(impression) + "," + mask + "," + csvField(list.dump()) + "\r\n";
    }
};

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

base::Status StudyWriter::noted(base::Status status, const fs::path& path) {
    if (status.ok()) m_written.push_back(path);
    return status;
}

base::Status StudyWriter::writeMask(const image::Mask& mask, const std::string& path) {
    return noted(image::writePng(m_out / path, mask), m_out / path);
}

void StudyWriter::removeWritten() const {
    std::error_code ignored;
    for (const auto& path : m_written) fs::remove(path, ignored);
    fs::remove(m_out / m_name / "masks", ignored);  // only when empty
    fs::remove(m_out / m_name, ignored);
}

base::Result<std::string> StudyWriter::write(const phantom::PhantomStudy& study, const PhantomIdentity& identity) {
    auto row = writeChest(study, identity);
    if (!row.ok()) removeWritten();
    return row;
}

base::Result<std::string> StudyWriter::write(const phantom::StackStudy& study, const PhantomIdentity& identity,
                                             const base::JobContext& context) {
    auto rows = writeStack(study, identity, context);
    if (!rows.ok()) removeWritten();
    return rows;
}

base::Result<std::string> StudyWriter::writeChest(const phantom::PhantomStudy& study, const PhantomIdentity& identity) {
    const fs::path folder = m_out / m_name;
    HILUM_TRY_STATUS(makeFolder(folder / "masks"));
    clearOldMasks(folder / "masks");
    Row row{m_name + "/chest.dcm", study.view,         identity.modality,   {}, {},
            headerOf(study),       study.findingsText, study.impressionText};
    image::Mask all{study.image.width, study.image.height, {}};
    all.pixels.assign(study.image.pixelCount(), 0);
    for (std::size_t i = 0; i < study.findings.size(); ++i) {
        const auto& finding = study.findings[i];
        row.mask = m_name + "/masks/" + std::to_string(i + 1) + ".png";
        HILUM_TRY_STATUS(writeMask(finding.mask, row.mask));
        for (std::size_t p = 0; p < all.pixels.size(); ++p) all.pixels[p] |= finding.mask.pixels[p];
        row.labels.push_back(finding.label);
        row.list.push_back(describe(finding.phrase, finding.label, sideName(finding.side), finding.size, finding.zone,
                                    row.mask, finding.mask));
    }
    if (study.findings.size() > 1) {
        row.mask = m_name + "/masks/all.png";
        HILUM_TRY_STATUS(writeMask(all, row.mask));
    }
    HILUM_TRY_STATUS(noted(writePhantomReport(study, identity, folder / "report.sr"), folder / "report.sr"));
    // The image last: a folder with an image is a whole study.
    HILUM_TRY_STATUS(noted(writePhantomImage(study, identity, folder / "chest.dcm"), folder / "chest.dcm"));
    return row.line();
}

base::Result<std::string> StudyWriter::sliceRow(const phantom::StackStudy& study, std::size_t slice,
                                                const std::string& file) {
    Row row{m_name + "/" + file, study.view,         study.modality,      {}, {},
            headerOf(study),     study.findingsText, study.impressionText};
    image::Mask all{study.images[slice].width, study.images[slice].height, {}};
    all.pixels.assign(study.images[slice].pixelCount(), 0);
    for (std::size_t i = 0; i < study.findings.size(); ++i) {
        const auto& finding = study.findings[i];
        const image::Mask& mask = finding.masks[slice];
        if (mask.pixels.empty()) continue;
        row.mask = m_name + "/masks/" + std::to_string(i + 1) + numbered("-%03d.png", slice + 1);
        for (std::size_t p = 0; p < all.pixels.size(); ++p) all.pixels[p] |= mask.pixels[p];
        row.labels.push_back(finding.label);
        row.list.push_back(
            describe(finding.phrase, finding.label, finding.side, finding.size, finding.zone, row.mask, mask));
    }
    if (row.labels.size() > 1) {
        row.mask = m_name + numbered("/masks/all-%03d.png", slice + 1);
        HILUM_TRY_STATUS(writeMask(all, row.mask));
    }
    return row.line();
}

base::Result<std::string> StudyWriter::writeStack(const phantom::StackStudy& study, const PhantomIdentity& identity,
                                                  const base::JobContext& context) {
    const fs::path folder = m_out / m_name;
    HILUM_TRY_STATUS(makeFolder(folder / "masks"));
    clearOldMasks(folder / "masks");
    for (std::size_t i = 0; i < study.findings.size(); ++i)
        for (std::size_t slice = 0; slice < study.findings[i].masks.size(); ++slice)
            if (!study.findings[i].masks[slice].pixels.empty())
                HILUM_TRY_STATUS(writeMask(study.findings[i].masks[slice], m_name + "/masks/" + std::to_string(i + 1) +
                                                                               numbered("-%03d.png", slice + 1)));
    const auto fileOf = [&](std::size_t slice) {
        return study.images.size() == 1 ? study.fileStem + ".dcm" : study.fileStem + numbered("-%03d.dcm", slice + 1);
    };
    const auto keys = keySlices(study);
    std::string rows;
    for (const auto slice : keys) {
        HILUM_TRY(const auto line, sliceRow(study, slice, fileOf(slice)));
        rows += line;
    }
    HILUM_TRY_STATUS(noted(writeStackReport(study, identity, keys, folder / "report.sr"), folder / "report.sr"));
    for (std::size_t slice = 0; slice < study.images.size(); ++slice) {
        if (context.stopRequested()) return base::cancelled();
        const fs::path path = folder / fileOf(slice);
        HILUM_TRY_STATUS(noted(writeStackImage(study, identity, slice, path), path));
    }
    return rows;
}

}  // namespace hilum::dicom
