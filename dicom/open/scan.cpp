// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// scan(), and the public reading functions of study_source.h.
#include <algorithm>
#include <array>
#include <system_error>

#include "core/image/image_file.h"
#include "dicom/file/frame_image.h"
#include "dicom/file/prescan.h"
#include "dicom/open/content.h"
#include "dicom/open/dicomdir.h"
#include "dicom/open/open_files.h"
#include "dicom/open/study_source.h"
#include "dicom/open/zip_directory.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;
using base::Result;
using base::Stage;
using base::Status;

constexpr std::uint64_t kEntryHeadBytes = 64ULL << 10;  // of a ZIP entry; a header is nearly always shorter

// The start of a ZIP entry that claims its whole size: reading past the start answers nothing.
class HeadSource : public ByteSource {
public:
    HeadSource(std::vector<std::uint8_t> head, std::uint64_t size) : m_head(std::move(head)), m_size(size) {}
    std::uint64_t size() const override { return m_size; }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        if (offset >= m_head.size()) return std::size_t{0};
        const auto count = std::min<std::uint64_t>(out.size(), m_head.size() - offset);
        std::copy_n(m_head.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
        return static_cast<std::size_t>(count);
    }

private:
    std::vector<std::uint8_t> m_head;
    std::uint64_t m_size;
};

class Scanner {
public:
    Scanner(const InstanceSink& sink, const base::JobContext& context, const ScanLimits& limits)
        : m_sink(sink), m_context(context), m_limits(limits) {}

    Status named(const fs::path& path) {
        std::error_code code;
        const auto status = fs::status(path, code);
        if (fs::is_directory(status)) return folder(path);
        HILUM_TRY(const auto source, openFileSource(path));
        std::array<std::uint8_t, 132> head{};
        HILUM_TRY(const std::size_t got, source->read(0, head));
        if (image::sniff(std::span(head.data(), got)) == image::FileKind::Zip) return zip(path, source);
        HILUM_TRY_STATUS(emit(describe(source, {path, {}}, m_context)));
        return directory(path, source);
    }

private:
    // A DICOMDIR named by itself stands for the files that it lists.
    Status directory(const fs::path& path, const SourcePtr& source) {
        const auto file = prescan(source, Reach::Header, {}, m_context);
        if (!file.ok() || !isDicomdir(*file)) return base::okStatus();
        const auto listed = readDicomdir(*file, path.parent_path().empty() ? "." : path.parent_path(), m_context);
        if (!listed.ok() && listed.error().code == ErrorCode::Cancelled) return listed.error();
        if (!listed.ok()) return emit(refusedInstance({path, {}}, InstanceStatus::Refused, listed.error().message));
        for (const auto& entry : *listed) {
            if (entry.refusal.empty())
                HILUM_TRY_STATUS(fileInFolder(entry.path));
            else
                HILUM_TRY_STATUS(emit(refusedInstance({path.parent_path() / fs::path(entry.id).relative_path(), {}},
                                                      InstanceStatus::Refused, entry.refusal)));
        }
        return base::okStatus();
    }

    // Depth first, files of a folder before its sub-folders, names in order; links to folders are not
    // followed, so there are no loops.
    Status folder(const fs::path& root) {
        m_root = fs::weakly_canonical(root);
        std::vector<fs::path> waiting{root};
        while (!waiting.empty()) {
            const fs::path current = std::move(waiting.back());
            waiting.pop_back();
            std::vector<fs::path> files, folders;
            list(current, files, folders);
            for (const auto& file : files) HILUM_TRY_STATUS(fileInFolder(file));
            for (auto it = folders.rbegin(); it != folders.rend(); ++it) waiting.push_back(std::move(*it));
        }
        return base::okStatus();
    }

    void list(const fs::path& current, std::vector<fs::path>& files, std::vector<fs::path>& folders) {
        std::error_code code;
        for (fs::directory_iterator it(current, code), end; !code && it != end; it.increment(code)) {
            std::error_code own;
            if (it->is_symlink(own)) {
                if (isOutsideFile(it->path())) files.push_back(it->path());
            } else if (it->is_directory(own)) {
                folders.push_back(it->path());
            } else if (it->is_regular_file(own)) {
                files.push_back(it->path());
            }
        }
        if (code)
            m_sink(refusedInstance({current, {}}, InstanceStatus::Refused,
                                   "The folder cannot be read: " + code.message() + "."));
        std::sort(files.begin(), files.end());
        std::sort(folders.begin(), folders.end());
    }

    // A link to a file elsewhere is followed (data sets are often made of links); one to a file inside
    // would name that file twice.
    bool isOutsideFile(const fs::path& link) const {
        std::error_code code;
        const auto target = fs::canonical(link, code);
        if (code || !fs::is_regular_file(target, code)) return false;
        const auto mismatch = std::mismatch(m_root.begin(), m_root.end(), target.begin(), target.end());
        return mismatch.first != m_root.end();
    }

    Status fileInFolder(const fs::path& path) {
        const auto source = openFileSource(path);
        if (!source.ok()) return emit(refusedInstance({path, {}}, InstanceStatus::Refused, source.error().message));
        return emit(describe(*source, {path, {}}, m_context));
    }

    Status zip(const fs::path& path, const SourcePtr& source) {
        const auto entries = readZipDirectory(*source, m_limits);
        if (!entries.ok()) return emit(refusedInstance({path, {}}, InstanceStatus::Refused, entries.error().message));
        for (const auto& entry : *entries) HILUM_TRY_STATUS(zipEntry(path, *source, entry));
        return base::okStatus();
    }

    Status zipEntry(const fs::path& path, const ByteSource& source, const ZipEntry& entry) {
        const Locator locator{path, entry.name};
        if (!entry.refusal.empty()) return emit(refusedInstance(locator, InstanceStatus::Refused, entry.refusal));
        auto head = readZipEntry(source, entry, kEntryHeadBytes, m_context);
        if (!head.ok()) return emit(refusedInstance(locator, InstanceStatus::Refused, head.error().message));
        const bool whole = entry.expandedBytes <= kEntryHeadBytes;
        if (!whole) {
            auto instance =
                describe(std::make_shared<HeadSource>(std::move(*head), entry.expandedBytes), locator, m_context);
            // What the start alone does not answer is read whole: long headers, pictures, documents.
            if (instance.status != InstanceStatus::Refused && (instance.isDicom ? instance.hasPixels : true))
                return emit(std::move(instance));
            head = readZipEntry(source, entry, 0, m_context);
            if (!head.ok()) return emit(refusedInstance(locator, InstanceStatus::Refused, head.error().message));
        }
        return emit(describe(memorySource(std::move(*head)), locator, m_context));
    }

    Status emit(Instance instance) {
        if (m_context.stopRequested()) return base::cancelled();
        if (++m_count > m_limits.maxFiles)
            return makeError(ErrorCode::Unsupported, "There are more than " + std::to_string(m_limits.maxFiles) +
                                                         " files; open a smaller folder.");
        m_sink(instance);
        m_context.progress(static_cast<std::int64_t>(m_count), 0, Stage::Reading);
        return base::okStatus();
    }

    const InstanceSink& m_sink;
    const base::JobContext& m_context;
    const ScanLimits& m_limits;
    fs::path m_root;
    std::uint64_t m_count = 0;
};

}  // namespace

std::string Locator::display() const { return zipEntry.empty() ? path.string() : path.string() + "!" + zipEntry; }

Status scan(const std::vector<fs::path>& paths, const InstanceSink& sink, const base::JobContext& context,
            const ScanLimits& limits) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("Reading the named files", [&]() -> Status {
        for (const auto& path : paths) {
            std::error_code code;
            if (!fs::exists(path, code) && (!code || code == std::errc::no_such_file_or_directory))
                return makeError(ErrorCode::NotFound,
                                 "There is no file or folder " + path.string() + "; check the path.");
        }
        Scanner scanner(sink, context, limits);
        for (const auto& path : paths) HILUM_TRY_STATUS(scanner.named(path));
        return base::okStatus();
    });
}

Result<OpenedStudies> openPaths(const std::vector<fs::path>& paths, const base::JobContext& context) {
    std::vector<Instance> instances;
    HILUM_TRY_STATUS(scan(
        paths, [&](const Instance& instance) { instances.push_back(instance); }, context));
    return buildStudies(instances);
}

Result<image::Image> readFrame(const Locator& locator, int frame, const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    if (const auto open = OpenFiles::shared().find(locator)) return frameImage(*open, frame, context);
    HILUM_TRY(const auto source, openLocator(locator, context));
    return frameOf(source, frame, context, &locator);
}

Result<Instance> readHeader(const Locator& locator) {
    HILUM_TRY(const auto source, openLocator(locator, {}));
    Instance instance = describe(source, locator, {});
    if (instance.status == InstanceStatus::Ok) return instance;
    return makeError(instance.status == InstanceStatus::NotDicom ? ErrorCode::InvalidInput : ErrorCode::Corrupt,
                     locator.display() + ": " + instance.reason);
}

}  // namespace hilum::dicom
