// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/library.h"

#include <sys/stat.h>

#include "core/library/library_queries.h"
#include "core/library/library_writer.h"
#include "core/library/schema.h"
#include "core/library/sqlite.h"

namespace hilum::library {

namespace fs = std::filesystem;

struct Library::Impl {
    fs::path folder;
    std::unique_ptr<Database> database;  // absent while there is no library
    ::ino_t inode = 0;

    // Follows the file: a library that appears, or that a rebuild replaced, is opened at the next call.
    // Answers nullptr when there is nothing to read yet.
    base::Result<const Database*> ready() {
        const fs::path file = databaseFile(folder);
        struct stat now {};
        if (::stat(file.c_str(), &now) != 0) {
            database.reset();
            return static_cast<const Database*>(nullptr);
        }
        if (database && inode == now.st_ino) return static_cast<const Database*>(database.get());
        database.reset();
        HILUM_TRY(auto opened, Database::open(file, Database::Mode::ReadOnly));
        HILUM_TRY(const auto state, schemaState(*opened, file.string()));
        if (state == SchemaState::Empty) return static_cast<const Database*>(nullptr);
        if (state == SchemaState::Older) {
            opened.reset();
            HILUM_TRY(const auto migrated, LibraryWriter::open(folder));  // migrates, then lets go
            HILUM_TRY(opened, Database::open(file, Database::Mode::ReadOnly));
        }
        database = std::move(opened);
        inode = now.st_ino;
        return static_cast<const Database*>(database.get());
    }

    // Runs query on the connection; what a library that does not exist answers is T{}.
    template <class T, class F>
    base::Result<T> read(F&& query) {
        return base::guarded("Reading the case library", [&]() -> base::Result<T> {
            HILUM_TRY(const Database* connection, ready());
            if (connection == nullptr) return T{};
            return query(*connection);
        });
    }
};

Library::Library(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Library::~Library() = default;

base::Result<std::unique_ptr<Library>> Library::open(const fs::path& folder) {
    auto impl = std::make_unique<Impl>();
    impl->folder = folder;
    HILUM_TRY(const Database* connection, impl->ready());
    (void)connection;
    return std::unique_ptr<Library>(new Library(std::move(impl)));
}

base::Result<LibraryStatus> Library::status() const {
    HILUM_TRY(auto status, m_impl->read<LibraryStatus>([](const Database& d) { return queries::status(d); }));
    const std::string file = databaseFile(m_impl->folder).string();
    for (const char* suffix : {"", "-wal"}) {
        std::error_code missing;
        const auto size = fs::file_size(file + suffix, missing);
        if (!missing) status.bytes += size;
    }
    return status;
}

base::Result<CaseRecord> Library::caseById(std::int64_t id) const {
    HILUM_TRY(auto records, casesById(std::span(&id, 1)));
    if (records.empty())
        return base::makeError(base::ErrorCode::NotFound, "The case library has no case " + std::to_string(id) +
                                                              "; `hilum search` lists the ids that exist.");
    return std::move(records.front());
}

base::Result<std::optional<CaseRecord>> Library::caseByPath(const std::string& path, const std::string& zipEntry,
                                                            int frame) const {
    return m_impl->read<std::optional<CaseRecord>>(
        [&](const Database& d) { return queries::caseByPath(d, path, zipEntry, frame); });
}

base::Result<std::vector<CaseRecord>> Library::casesById(std::span<const std::int64_t> ids) const {
    return m_impl->read<std::vector<CaseRecord>>([&](const Database& d) { return queries::casesById(d, ids); });
}

base::Result<std::vector<std::int64_t>> Library::filteredCaseIds(const Filters& filters) const {
    return m_impl->read<std::vector<std::int64_t>>(
        [&](const Database& d) { return queries::filteredCaseIds(d, filters); });
}

base::Result<std::vector<TextHit>> Library::searchText(const std::string& words, std::size_t limit) const {
    return m_impl->read<std::vector<TextHit>>([&](const Database& d) { return queries::searchText(d, words, limit); });
}

base::Result<std::vector<StoredEmbedding>> Library::imageEmbeddings(const std::string& packSha256,
                                                                    const base::JobContext& context) const {
    return m_impl->read<std::vector<StoredEmbedding>>(
        [&](const Database& d) { return queries::imageEmbeddings(d, packSha256, context); });
}

base::Result<std::vector<Library::EmbeddedSentence>> Library::sentences(const std::string& packSha256) const {
    return m_impl->read<std::vector<EmbeddedSentence>>(
        [&](const Database& d) { return queries::sentences(d, packSha256); });
}

base::Result<std::vector<std::uint8_t>> Library::thumbnailJpeg(const std::string& imageHash) const {
    HILUM_TRY(auto jpeg, m_impl->read<std::vector<std::uint8_t>>(
                             [&](const Database& d) { return queries::thumbnail(d, imageHash); }));
    if (jpeg.empty())
        return base::makeError(base::ErrorCode::NotFound, "The case library has no thumbnail of this picture.");
    return jpeg;
}

base::Result<std::vector<DraftRecord>> Library::drafts(const std::string& studyKey) const {
    return m_impl->read<std::vector<DraftRecord>>([&](const Database& d) { return queries::drafts(d, studyKey); });
}

base::Result<std::int64_t> Library::dataVersion() const {
    return m_impl->read<std::int64_t>(
        [](const Database& d) { return d.integer("SELECT value FROM meta WHERE name = 'writes'"); });
}

base::Result<std::int64_t> Library::casesVersion() const {
    return m_impl->read<std::int64_t>(
        [](const Database& d) { return d.integer("SELECT value FROM meta WHERE name = 'case_writes'"); });
}

base::Result<KnownImage> Library::known(const std::string& path, const std::string& zipEntry, int frame,
                                        const std::string& packSha256) const {
    return m_impl->read<KnownImage>(
        [&](const Database& d) { return queries::known(d, path, zipEntry, frame, packSha256); });
}

base::Result<std::vector<float>> Library::imageEmbedding(const std::string& imageHash,
                                                         const std::string& packSha256) const {
    return m_impl->read<std::vector<float>>(
        [&](const Database& d) { return queries::imageEmbedding(d, imageHash, packSha256); });
}

base::Result<bool> Library::sentenceEmbedded(const std::string& sentence, const std::string& packSha256) const {
    return m_impl->read<bool>([&](const Database& d) { return queries::sentenceEmbedded(d, sentence, packSha256); });
}

base::Result<std::vector<CaseFacts>> Library::caseFacts() const {
    return m_impl->read<std::vector<CaseFacts>>([](const Database& d) { return queries::caseFacts(d); });
}

base::Result<std::vector<CaseConcept>> Library::caseConcepts() const {
    return m_impl->read<std::vector<CaseConcept>>([](const Database& d) { return queries::caseConcepts(d); });
}

base::Result<Library::CaseSentences> Library::caseSentences() const {
    return m_impl->read<CaseSentences>([](const Database& d) { return queries::caseSentences(d); });
}

}  // namespace hilum::library
