// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/deid/deidentify.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "core/base/file_io.h"
#include "dicom/open/content.h"
#include "dicom/open/parallel.h"
#include "dicom/open/study_source.h"

namespace hilum::dicom {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::makeError;

constexpr const char* kStaging = ".hilum-deid-";
constexpr std::uint64_t kMaxFileBytes = 4ULL << 30;

// Where files wait until all of them are there. Removes itself, and what a killed run left.
class Staging {
public:
    Staging() = default;
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    ~Staging() {
        std::error_code ignored;
        if (!m_path.empty()) fs::remove_all(m_path, ignored);
        if (m_madeOut) fs::remove(m_out, ignored);  // only where it is empty
    }
    base::Status open(const fs::path& out) {
        std::error_code code;
        m_out = out;
        m_madeOut = fs::create_directories(out, code);
        if (!code && !fs::is_directory(out, code)) code = std::make_error_code(std::errc::not_a_directory);
        if (!code)
            for (const auto& entry : fs::directory_iterator(out, code))
                if (entry.path().filename().string().starts_with(kStaging)) removeOld(entry.path());
        std::string pattern = (out / (std::string(kStaging) + std::to_string(::getpid()) + "-XXXXXX")).string();
        if (!code && ::mkdtemp(pattern.data()) == nullptr) code = std::error_code(errno, std::generic_category());
        if (code)
            return makeError(
                code == std::errc::permission_denied || code == std::errc::read_only_file_system
                    ? ErrorCode::PermissionDenied
                    : ErrorCode::Io,
                "The folder " + out.string() + " cannot be written: " + code.message() + "; choose another one.");
        m_path = pattern;
        return base::okStatus();
    }
    const fs::path& path() const { return m_path; }

private:
    // Of a process that is gone: its number is in the name.
    static void removeOld(const fs::path& path) {
        const std::string name = path.filename().string().substr(std::string(kStaging).size());
        const long owner = std::strtol(name.c_str(), nullptr, 10);
        std::error_code ignored;
        if (owner > 0 && !fs::exists("/proc/" + std::to_string(owner), ignored)) fs::remove_all(path, ignored);
    }
    fs::path m_out, m_path;
    bool m_madeOut = false;
};

base::Status writePlain(const fs::path& path, const std::vector<std::uint8_t>& bytes) {
    std::error_code code;
    fs::create_directories(path.parent_path(), code);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    std::size_t done = 0;
    int fault = fd < 0 ? errno : 0;
    while (fault == 0 && done < bytes.size()) {
        const ssize_t put = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (put > 0)
            done += static_cast<std::size_t>(put);
        else if (errno != EINTR)
            fault = errno;
    }
    if (fd >= 0) ::close(fd);
    if (fault == 0) return base::okStatus();
    return makeError(fault == EACCES || fault == EROFS ? ErrorCode::PermissionDenied : ErrorCode::Io,
                     "The de-identified files cannot be written: " + std::generic_category().message(fault) +
                         "; free some space or choose another folder.");
}

bool liesIn(const fs::path& inner, const fs::path& outer) {
    std::error_code code;
    const auto a = fs::weakly_canonical(inner, code), b = fs::weakly_canonical(outer, code);
    return !code && std::mismatch(b.begin(), b.end(), a.begin(), a.end()).first == b.end();
}

base::Status checkPlaces(const DeidJob& job) {
    for (const auto& input : job.inputs) {
        std::error_code code;
        if (fs::is_directory(input, code) && liesIn(job.out, input))
            return makeError(ErrorCode::InvalidInput, "The folder for the de-identified files lies inside " +
                                                          input.string() +
                                                          ", which is to be read; choose one beside it.");
    }
    return base::okStatus();
}

class Batch {
public:
    Batch(const DeidJob& job, const DeidProfile& profile, const IdentityMap& identities,
          const base::JobContext& context)
        : m_job(job), m_profile(profile), m_identities(identities), m_context(context) {}

    base::Result<DeidAnswer> run() {
        HILUM_TRY_STATUS(checkPlaces(m_job));
        HILUM_TRY_STATUS(find());
        HILUM_TRY_STATUS(m_staging.open(m_job.out));
        HILUM_TRY_STATUS(forEachParallel(m_work.size(), m_job.threads > 0 ? m_job.threads : allThreads(), m_context,
                                         [this](std::size_t i) { return one(m_work[i]); }));
        if (m_context.stopRequested()) return base::cancelled();
        HILUM_TRY_STATUS(publish());
        for (const auto& file : m_answer.files)
            ++(file.state == DeidFile::State::Written   ? m_answer.written
               : file.state == DeidFile::State::Skipped ? m_answer.skipped
                                                        : m_answer.failed);
        return std::move(m_answer);
    }

private:
    struct Work {
        std::size_t file = 0;
        Locator locator;
    };

    base::Status find() {
        return scan(
            m_job.inputs,
            [this](const Instance& instance) {
                DeidFile file;
                file.path = instance.locator.display();
                if (instance.status == InstanceStatus::Refused) {
                    file.reason = instance.reason;
                } else if (!instance.isDicom) {
                    file.state = DeidFile::State::Skipped;
                    file.reason = "It is no DICOM file, so nothing says whose it is; it was not copied.";
                } else if (instance.content == Instance::Content::Directory) {
                    file.state = DeidFile::State::Skipped;
                    file.reason = "It is a DICOMDIR, which names patients; make a new one of the files written.";
                } else {
                    m_work.push_back({m_answer.files.size(), instance.locator});
                }
                m_answer.files.push_back(std::move(file));
            },
            m_context);
    }

    // Called from several threads; each touches its own entry.
    base::Status one(const Work& work) {
        DeidFile& file = m_answer.files[work.file];
        auto object = read(work.locator, file.warnings);
        if (!object.ok()) {
            if (object.error().code == ErrorCode::Cancelled) return object.error();
            file.reason = object.error().message;
        } else {
            bool first = false;
            {
                const std::lock_guard lock(m_mutex);
                first = m_names.insert(object->name).second;
            }
            if (first) {
                HILUM_TRY_STATUS(writePlain(m_staging.path() / object->name, object->bytes));
                file.state = DeidFile::State::Written;
                file.out = m_job.out / object->name;
            } else {
                file.state = DeidFile::State::Skipped;
                file.reason = "It is the same object as another one of these files; that one was written.";
                file.warnings.clear();
            }
        }
        const std::lock_guard lock(m_mutex);
        m_context.progress(++m_done, static_cast<std::int64_t>(m_work.size()), base::Stage::Writing);
        return base::okStatus();
    }

    base::Result<DeidObject> read(const Locator& locator, std::vector<std::string>& warnings) const {
        HILUM_TRY(const auto source, openLocator(locator, m_context));
        HILUM_TRY(auto bytes, readRange(*source, 0, source->size(), kMaxFileBytes));
        return deidentifyBytes(std::move(bytes), m_profile, m_job.options, m_identities, warnings, m_context);
    }

    // From here on nothing stops: a file either has its final name or is gone with the staging folder.
    base::Status publish() {
        const int fd = ::open(m_staging.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
            ::syncfs(fd);
            ::close(fd);
        }
        for (const auto& name : m_names) {
            std::error_code code;
            fs::create_directories((m_job.out / name).parent_path(), code);
            if (!code) fs::rename(m_staging.path() / name, m_job.out / name, code);
            if (code)
                return makeError(ErrorCode::Io, "The de-identified files cannot be put into " + m_job.out.string() +
                                                    ": " + code.message() + "; choose another folder.");
        }
        return base::okStatus();
    }

    const DeidJob& m_job;
    const DeidProfile& m_profile;
    const IdentityMap& m_identities;
    const base::JobContext& m_context;
    Staging m_staging;
    DeidAnswer m_answer;
    std::vector<Work> m_work;
    std::mutex m_mutex;
    std::set<fs::path> m_names;
    std::int64_t m_done = 0;
};

}  // namespace

base::Result<DeidAnswer> deidentify(const DeidJob& job, const DeidProfile& profile, const IdentityMap& identities,
                                    const base::JobContext& context) {
    if (context.stopRequested()) return base::cancelled();
    return base::guarded("De-identifying", [&] { return Batch(job, profile, identities, context).run(); });
}

}  // namespace hilum::dicom
