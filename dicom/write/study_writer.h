// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StudyWriter: the files of one simulated study in its folder (images, report, masks) and its rows of cases.csv.
// A failure takes away what was written. Internal to dicom/write.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "dicom/write/phantom_dicom.h"

namespace hilum::dicom {

extern const char* const kCasesHeader;

base::Status makeFolder(const std::filesystem::path& folder);

class StudyWriter {
public:
    // name is the study's folder under out, with forward slashes: "study-0001".
    StudyWriter(std::filesystem::path out, std::string name) : m_out(std::move(out)), m_name(std::move(name)) {}

    // Rows of cases.csv, line ends included.
    base::Result<std::string> write(const phantom::PhantomStudy& study, const PhantomIdentity& identity);
    base::Result<std::string> write(const phantom::StackStudy& study, const PhantomIdentity& identity,
                                    const base::JobContext& context);
    int files() const { return static_cast<int>(m_written.size()); }
    void removeWritten() const;

private:
    struct Row;
    base::Result<std::string> writeChest(const phantom::PhantomStudy& study, const PhantomIdentity& identity);
    base::Result<std::string> writeStack(const phantom::StackStudy& study, const PhantomIdentity& identity,
                                         const base::JobContext& context);
    base::Result<std::string> sliceRow(const phantom::StackStudy& study, std::size_t slice, const std::string& file);
    base::Status writeMask(const image::Mask& mask, const std::string& path);
    base::Status noted(base::Status status, const std::filesystem::path& path);

    std::filesystem::path m_out;
    std::string m_name;
    std::vector<std::filesystem::path> m_written;
};

}  // namespace hilum::dicom
