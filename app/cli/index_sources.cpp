// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/index_sources.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <unordered_map>

#include "dicom/open/report_text.h"

namespace hilum::app {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxFrames = 8;  // of a multi-frame object, evenly spaced: neighbours are nearly equal

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

fs::path absolutePath(const fs::path& path) {
    std::error_code failed;
    auto absolute = fs::absolute(path, failed);
    return (failed ? path : absolute).lexically_normal();
}

// masks/1.png, 000_mask.png, all-seg.png: outlines of findings, not images.
bool looksLikeMask(const fs::path& path) {
    for (const auto& part : path.parent_path()) {
        const std::string name = lowered(part.string());
        if (name == "masks" || name == "mask" || name == "segmentations" || name == "annotations") return true;
    }
    const std::string stem = lowered(path.stem().string());
    static constexpr std::array kEndings = {"_mask", "-mask", "_seg", "-seg"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](const char* ending) { return stem.ends_with(ending); });
}

bool isPicture(const dicom::Instance& instance) {
    return !instance.isDicom && instance.status == dicom::InstanceStatus::Ok;
}

class Collector {
public:
    explicit Collector(const base::JobContext& context) : m_context(context) {}

    base::Status csv(const fs::path& file, const std::string& columns) {
        HILUM_TRY(auto read, reading::readCasesCsv(file, columns));
        for (auto& item : read.items) {
            if (m_context.stopRequested()) return base::cancelled();
            completeFromHeader(item);
            m_out.items.push_back(std::move(item));
        }
        std::move(read.failed.begin(), read.failed.end(), std::back_inserter(m_out.failed));
        std::move(read.warnings.begin(), read.warnings.end(), std::back_inserter(m_out.warnings));
        return base::okStatus();
    }

    base::Status scanned(const std::vector<fs::path>& paths) {
        std::vector<dicom::Instance> instances;
        HILUM_TRY_STATUS(dicom::scan(
            paths, [&](const dicom::Instance& i) { instances.push_back(i); }, m_context));
        for (const auto& path : paths) m_named.insert(absolutePath(path).string());
        for (const auto& instance : instances) HILUM_TRY_STATUS(takeTable(instance));
        for (const auto& instance : instances) takeReport(instance);
        for (const auto& instance : instances) takeImage(instance);
        for (auto& [path, item] : m_rows)
            m_out.items.push_back(std::move(item));  // rows of files that the scan did not meet
        return base::okStatus();
    }

    IndexSources take() { return std::move(m_out); }

private:
    // A folder's own cases.csv names its images and says what they show.
    base::Status takeTable(const dicom::Instance& instance) {
        const auto& path = instance.locator.path;
        if (instance.status != dicom::InstanceStatus::NotDicom || path.filename() != "cases.csv" ||
            !instance.locator.zipEntry.empty())
            return base::okStatus();
        auto read = reading::readCasesCsv(path);
        if (!read.ok()) {
            m_out.warnings.push_back({path.string(), read.error().message});
            return base::okStatus();
        }
        m_tableFolders.insert(absolutePath(path).parent_path().string());
        for (auto& item : read->items) {
            if (!item.record.maskPath.empty()) m_masks.insert(item.record.maskPath);
            m_rows.emplace(item.record.path, std::move(item));
        }
        std::move(read->failed.begin(), read->failed.end(), std::back_inserter(m_out.failed));
        std::move(read->warnings.begin(), read->warnings.end(), std::back_inserter(m_out.warnings));
        return base::okStatus();
    }

    void takeReport(const dicom::Instance& instance) {
        if (!dicom::isReport(instance)) return;
        const auto text = dicom::readReportText(instance.locator, m_context);
        if (text.ok() && !text->empty())
            m_reports[instance.studyUid] += (m_reports[instance.studyUid].empty() ? "" : "\n") + *text;
        else if (!text.ok())
            m_out.warnings.push_back({instance.locator.display(), text.error().message});
    }

    bool underTable(const fs::path& path) const {
        for (auto folder = path.parent_path(); !folder.empty(); folder = folder.parent_path()) {
            if (m_tableFolders.contains(folder.string())) return true;
            if (folder == folder.parent_path()) return false;
        }
        return false;
    }

    void takeImage(const dicom::Instance& instance) {
        const auto path = absolutePath(instance.locator.path);
        const bool named = m_named.contains(path.string()) && instance.locator.zipEntry.empty();
        if (instance.status == dicom::InstanceStatus::Refused ||
            (named && instance.status == dicom::InstanceStatus::NotDicom)) {
            m_out.failed.push_back({instance.locator.display(), instance.reason});
            return;
        }
        const auto row = instance.locator.zipEntry.empty() ? m_rows.find(path.string()) : m_rows.end();
        if (row == m_rows.end() && isPicture(instance) && !named &&
            (looksLikeMask(instance.locator.zipEntry.empty() ? path : fs::path(instance.locator.zipEntry)) ||
             m_masks.contains(path.string()) || underTable(path)))
            return;
        if (!isIndexableImage(instance)) {
            if (named && !dicom::isReport(instance))
                m_out.warnings.push_back(
                    {instance.locator.display(), "The file holds no image to index; name one of the study's images."});
            return;
        }
        const int step = std::max(1, (instance.frames + kMaxFrames - 1) / kMaxFrames);
        for (int frame = instance.frames > 1 ? (instance.frames - 1) % step / 2 : 0;
             frame < std::max(1, instance.frames); frame += step) {
            reading::IndexItem item;
            item.record = recordOf(instance, frame);
            if (row != m_rows.end()) mergeRow(row->second, item);
            if (const auto report = m_reports.find(instance.studyUid); report != m_reports.end() && instance.isDicom)
                item.record.text = item.report = report->second;
            m_out.items.push_back(std::move(item));
        }
        if (row != m_rows.end()) m_rows.erase(row);
    }

    // The header says who and when, the table what is seen.
    static void mergeRow(const reading::IndexItem& row, reading::IndexItem& item) {
        auto& record = item.record;
        const auto keep = [](std::string& target, const std::string& other) {
            if (target.empty()) target = other;
        };
        keep(record.patientKey, row.record.patientKey);
        keep(record.sex, row.record.sex);
        keep(record.modality, row.record.modality);
        keep(record.view, row.record.view);
        keep(record.date, row.record.date);
        if (!record.ageYears) record.ageYears = row.record.ageYears;
        record.text = item.report = row.report;
        record.labels = row.record.labels;
        record.licence = row.record.licence;
        record.maskPath = row.record.maskPath;
        item.warnings = row.warnings;
    }

    // A CSV may name DICOM files; what it leaves open their header answers.
    void completeFromHeader(reading::IndexItem& item) const {
        const auto suffix = lowered(fs::path(item.record.path).extension().string());
        if (suffix == ".jpg" || suffix == ".jpeg" || suffix == ".png") return;
        const auto header = dicom::readHeader({item.record.path, {}});
        if (!header.ok() || !header->isDicom) return;  // the decoder says what is wrong with it
        const auto given = item.record.given;
        reading::IndexItem complete;
        complete.record = recordOf(*header);
        mergeRow(item, complete);
        complete.record.given = given;
        complete.record.path = item.record.path;
        item = std::move(complete);
    }

    const base::JobContext& m_context;
    IndexSources m_out;
    std::set<std::string> m_named, m_tableFolders, m_masks;
    std::map<std::string, reading::IndexItem> m_rows;        // of the folders' own tables, by absolute path
    std::unordered_map<std::string, std::string> m_reports;  // by study
};

}  // namespace

std::string patientKeyOf(const dicom::Instance& instance) {
    return instance.isDicom && !instance.patientId.empty() ? "dicom:" + instance.patientId : std::string();
}

bool isIndexableImage(const dicom::Instance& instance) {
    if (instance.status != dicom::InstanceStatus::Ok || !instance.hasPixels || instance.rows <= 0 ||
        instance.columns <= 0)
        return false;
    // Pixel data that are not pictures of a patient.
    static constexpr std::array kOther = {"SEG",    "SR",  "PR",  "KO",  "RTSTRUCT", "RTDOSE",
                                          "RTPLAN", "REG", "RWV", "FID", "PLAN",     "DOC"};
    return std::none_of(kOther.begin(), kOther.end(), [&](const char* code) { return instance.modality == code; });
}

library::CaseRecord recordOf(const dicom::Instance& instance, int frame) {
    library::CaseRecord record;
    record.path = absolutePath(instance.locator.path).string();
    record.given = instance.locator.display();
    record.zipEntry = instance.locator.zipEntry;
    record.frame = frame;
    if (!instance.isDicom) return record;  // a picture's UIDs are made from its path and say nothing
    record.patientKey = patientKeyOf(instance);
    record.patientName = instance.patientName;
    record.sex = instance.sex == "F" || instance.sex == "M" || instance.sex == "O" ? instance.sex : "";
    record.ageYears = instance.ageYears;
    record.modality = instance.modality;
    record.view = instance.view;
    record.date = instance.studyDate;
    record.studyUid = instance.studyUid;
    record.seriesUid = instance.seriesUid;
    record.sopUid = instance.sopUid;
    return record;
}

reading::FrameReader frameReader() {
    return [](const library::CaseRecord& record) {
        return dicom::readFrame({record.path, record.zipEntry}, record.frame);
    };
}

base::Result<IndexSources> collectSources(const std::vector<fs::path>& paths, const fs::path& csv,
                                          const std::string& columns, const base::JobContext& context) {
    return base::guarded("Looking for images", [&]() -> base::Result<IndexSources> {
        for (const auto& path : paths) {
            std::error_code failed;
            if (!fs::exists(path, failed))
                return base::makeError(base::ErrorCode::NotFound,
                                       "There is no file or folder " + path.string() + "; check the path.");
        }
        Collector collector(context);
        std::vector<fs::path> toScan;
        if (!csv.empty()) {
            HILUM_TRY_STATUS(collector.csv(csv, columns));
            return collector.take();
        }
        for (const auto& path : paths) {
            if (lowered(path.extension().string()) == ".csv" && fs::is_regular_file(path)) {
                HILUM_TRY_STATUS(collector.csv(path, columns));
            } else {
                toScan.push_back(path);
            }
        }
        if (!toScan.empty()) {
            HILUM_TRY_STATUS(collector.scanned(toScan));
        }
        return collector.take();
    });
}

}  // namespace hilum::app
