// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/library_queries.h"

#include <array>
#include <cctype>
#include <unordered_map>

#include "core/base/sha256.h"

namespace hilum::library::queries {

namespace {

// Calls take for each row.
template <class F>
base::Status eachRow(Statement& statement, F&& take) {
    for (;;) {
        HILUM_TRY(const bool row, statement.step());
        if (!row) return base::okStatus();
        take(statement);
    }
}

std::optional<int> optionalInt(const Statement& statement, int column) {
    if (statement.isNull(column)) return std::nullopt;
    return static_cast<int>(statement.integer(column));
}

constexpr const char* kCaseSql =
    "SELECT c.id, c.path, c.zip_entry, c.frame, i.hash, i.width, i.height, p.key, p.name, c.sex, c.age, c.modality,"
    " c.view, c.date, s.uid, c.series_uid, c.sop_uid, r.text, c.from_labels, c.licence, c.mask_path, c.given"
    " FROM cases c JOIN images i ON i.id = c.image LEFT JOIN patients p ON p.id = c.patient"
    " LEFT JOIN studies s ON s.id = c.study LEFT JOIN reports r ON r.id = c.report WHERE c.id = ?1";

CaseRecord caseOfRow(const Statement& row) {
    CaseRecord record;
    record.id = row.integer(0);
    record.path = row.text(1);
    record.zipEntry = row.text(2);
    record.frame = static_cast<int>(row.integer(3));
    record.imageHash = row.text(4);
    record.width = static_cast<int>(row.integer(5));
    record.height = static_cast<int>(row.integer(6));
    record.patientKey = row.text(7);
    record.patientName = row.text(8);
    record.sex = row.text(9);
    record.ageYears = optionalInt(row, 10);
    record.modality = row.text(11);
    record.view = row.text(12);
    record.date = row.text(13);
    record.studyUid = row.text(14);
    record.seriesUid = row.text(15);
    record.sopUid = row.text(16);
    record.text = row.text(17);
    record.textFromLabels = row.integer(18) != 0;
    record.licence = row.text(19);
    record.maskPath = row.text(20);
    record.given = row.text(21).empty() ? record.path : row.text(21);
    return record;
}

bool isFunctionWord(const std::string& word) {
    static constexpr std::array kWords = {"a",    "an",   "the",     "of", "in",   "on",    "at",   "and",
                                          "or",   "with", "without", "no", "not",  "is",    "are",  "was",
                                          "were", "to",   "for",     "by", "from", "there", "this", "that"};
    for (const char* known : kWords)
        if (word == known) return true;
    return false;
}

}  // namespace

std::string fullTextQuery(const std::string& words) {
    constexpr int kMaxWords = 64;
    std::string query, word;
    int count = 0;
    const auto flush = [&] {
        if (!word.empty() && !isFunctionWord(word) && count < kMaxWords) {
            query += (query.empty() ? "\"" : " OR \"") + word + "\"";
            ++count;
        }
        word.clear();
    };
    for (const char c : words) {
        const auto byte = static_cast<unsigned char>(c);
        // Bytes above 127 belong to letters of UTF-8; unicode61 folds them.
        if (std::isalnum(byte) != 0 || byte >= 0x80)
            word += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
        else
            flush();
    }
    flush();
    return query;
}

base::Result<LibraryStatus> status(const Database& database) {
    LibraryStatus status;
    HILUM_TRY(status.cases, database.integer("SELECT count(*) FROM cases"));
    HILUM_TRY(status.images, database.integer("SELECT count(*) FROM images"));
    HILUM_TRY(auto packs,
              database.prepare("SELECT p.sha256, p.name, (SELECT count(*) FROM image_embeddings e WHERE e.pack = p.id)"
                               " FROM packs p ORDER BY p.id"));
    HILUM_TRY_STATUS(eachRow(packs, [&](const Statement& row) {
        status.packs.push_back({row.text(0), row.text(1), row.integer(2)});
    }));
    return status;
}

base::Result<std::vector<CaseRecord>> casesById(const Database& database, std::span<const std::int64_t> ids) {
    std::vector<CaseRecord> records;
    HILUM_TRY(auto cases, database.prepare(kCaseSql));
    HILUM_TRY(auto labels, database.prepare("SELECT label FROM labels WHERE case_id = ?1 ORDER BY position"));
    for (const auto id : ids) {
        cases.bind(1, id);
        HILUM_TRY(const bool found, cases.step());
        if (found) {
            CaseRecord record = caseOfRow(cases);
            labels.bind(1, id);
            HILUM_TRY_STATUS(eachRow(labels, [&](const Statement& row) { record.labels.push_back(row.text(0)); }));
            labels.reset();
            records.push_back(std::move(record));
        }
        cases.reset();
    }
    return records;
}

base::Result<std::optional<CaseRecord>> caseByPath(const Database& database, const std::string& path,
                                                   const std::string& zipEntry, int frame) {
    HILUM_TRY(auto finder, database.prepare("SELECT id FROM cases WHERE path = ?1 AND zip_entry = ?2 AND frame = ?3"));
    finder.bind(1, path).bind(2, zipEntry).bind(3, std::int64_t{frame});
    HILUM_TRY(const bool found, finder.step());
    if (!found) return std::optional<CaseRecord>{};
    const std::int64_t id = finder.integer(0);
    HILUM_TRY(auto records, casesById(database, std::span(&id, 1)));
    return records.empty() ? std::optional<CaseRecord>{} : std::optional<CaseRecord>(std::move(records.front()));
}

base::Result<std::vector<std::int64_t>> filteredCaseIds(const Database& database, const Filters& filters) {
    std::string sql =
        "SELECT c.id FROM cases c LEFT JOIN patients p ON p.id = c.patient LEFT JOIN studies s ON s.id = c.study WHERE "
        "1";
    std::vector<std::string> texts;
    const auto where = [&](const char* condition, const std::string& value) {
        if (value.empty()) return;
        texts.push_back(value);
        sql += std::string(" AND ") + condition + "?" + std::to_string(texts.size());
    };
    where("c.modality = ", filters.modality);
    where("c.sex = ", filters.sex);
    where("c.date <> '' AND c.date >= ", filters.dateFrom);
    where("c.date <> '' AND c.date <= ", filters.dateTo);
    where("p.key IS NOT ", filters.excludePatientKey);
    where("s.uid IS NOT ", filters.excludeStudyUid);
    if (filters.ageFrom) sql += " AND c.age >= " + std::to_string(*filters.ageFrom);
    if (filters.ageTo) sql += " AND c.age <= " + std::to_string(*filters.ageTo);
    for (const auto& label : filters.labels) {
        texts.push_back(label);
        sql += " AND EXISTS (SELECT 1 FROM labels l WHERE l.case_id = c.id AND l.label = ?" +
               std::to_string(texts.size()) + " COLLATE NOCASE)";
    }
    HILUM_TRY(auto statement, database.prepare(sql + " ORDER BY c.id"));
    for (std::size_t i = 0; i < texts.size(); ++i) statement.bind(static_cast<int>(i + 1), texts[i]);
    std::vector<std::int64_t> ids;
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) { ids.push_back(row.integer(0)); }));
    return ids;
}

base::Result<std::vector<TextHit>> searchText(const Database& database, const std::string& words, std::size_t limit) {
    std::vector<TextHit> hits;
    const std::string query = fullTextQuery(words);
    if (query.empty() || limit == 0) return hits;
    // Labels were given by people, so they weigh double.
    HILUM_TRY(auto statement, database.prepare("SELECT rowid, bm25(case_text, 1.0, 2.0, 1.0) AS score FROM case_text"
                                               " WHERE case_text MATCH ?1 ORDER BY score, rowid LIMIT ?2"));
    statement.bind(1, query).bind(2, static_cast<std::int64_t>(limit));
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) { hits.push_back({row.integer(0), row.real(1)}); }));
    return hits;
}

base::Result<std::vector<StoredEmbedding>> imageEmbeddings(const Database& database, const std::string& packSha256,
                                                           const base::JobContext& context) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT c.id, e.vector FROM cases c JOIN image_embeddings e ON e.image = c.image"
                               " WHERE e.pack = (SELECT id FROM packs WHERE sha256 = ?1) ORDER BY c.id"));
    statement.bind(1, packSha256);
    std::vector<StoredEmbedding> rows;
    for (;;) {
        if (rows.size() % 1024 == 0 && context.stopRequested()) return base::cancelled();
        HILUM_TRY(const bool row, statement.step());
        if (!row) return rows;
        rows.push_back({statement.integer(0), statement.floats(1)});
    }
}

base::Result<std::vector<Library::EmbeddedSentence>> sentences(const Database& database,
                                                               const std::string& packSha256) {
    // A study with 300 images says its sentence once, so studies are counted where they are known.
    HILUM_TRY(
        auto statement,
        database.prepare("SELECT s.text, min(c.id), count(DISTINCT coalesce(c.study, -c.id)), e.vector FROM sentences s"
                         " JOIN case_sentences cs ON cs.sentence = s.id JOIN cases c ON c.id = cs.case_id"
                         " LEFT JOIN sentence_embeddings e ON e.sentence = s.id"
                         " AND e.pack = (SELECT id FROM packs WHERE sha256 = ?1) GROUP BY s.id ORDER BY s.id"));
    statement.bind(1, packSha256);
    std::vector<Library::EmbeddedSentence> rows;
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) {
        rows.push_back({{row.integer(1), row.text(0)}, static_cast<int>(row.integer(2)), row.floats(3)});
    }));
    return rows;
}

base::Result<std::vector<std::uint8_t>> thumbnail(const Database& database, const std::string& imageHash) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT jpeg FROM thumbnails WHERE image = (SELECT id FROM images WHERE hash = ?1)"));
    statement.bind(1, imageHash);
    HILUM_TRY(const bool row, statement.step());
    return row ? statement.blob(0) : std::vector<std::uint8_t>{};
}

base::Result<std::vector<DraftRecord>> drafts(const Database& database, const std::string& studyKey) {
    HILUM_TRY(auto statement, database.prepare("SELECT id, study_key, json, updated_at FROM drafts WHERE study_key = ?1"
                                               " ORDER BY updated_at DESC, id DESC"));
    statement.bind(1, studyKey);
    std::vector<DraftRecord> rows;
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) {
        rows.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
    }));
    return rows;
}

base::Result<KnownImage> known(const Database& database, const std::string& path, const std::string& zipEntry,
                               int frame, const std::string& packSha256) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT EXISTS (SELECT 1 FROM image_embeddings e WHERE e.image = c.image AND e.pack ="
                               " (SELECT id FROM packs WHERE sha256 = ?4)) FROM cases c WHERE path = ?1 AND zip_entry "
                               "= ?2 AND frame = ?3"));
    statement.bind(1, path).bind(2, zipEntry).bind(3, std::int64_t{frame}).bind(4, packSha256);
    HILUM_TRY(const bool row, statement.step());
    return row ? KnownImage{true, statement.integer(0) != 0} : KnownImage{};
}

base::Result<std::vector<float>> imageEmbedding(const Database& database, const std::string& imageHash,
                                                const std::string& packSha256) {
    HILUM_TRY(
        auto statement,
        database.prepare("SELECT vector FROM image_embeddings WHERE image = (SELECT id FROM images WHERE hash = ?1)"
                         " AND pack = (SELECT id FROM packs WHERE sha256 = ?2)"));
    statement.bind(1, imageHash).bind(2, packSha256);
    HILUM_TRY(const bool row, statement.step());
    return row ? statement.floats(0) : std::vector<float>{};
}

base::Result<bool> sentenceEmbedded(const Database& database, const std::string& sentence,
                                    const std::string& packSha256) {
    HILUM_TRY(
        auto statement,
        database.prepare("SELECT 1 FROM sentence_embeddings WHERE sentence = (SELECT id FROM sentences WHERE hash = ?1)"
                         " AND pack = (SELECT id FROM packs WHERE sha256 = ?2)"));
    statement.bind(1, base::sha256Hex(std::string_view(sentence))).bind(2, packSha256);
    return statement.step();
}

base::Result<std::vector<CaseFacts>> caseFacts(const Database& database) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT c.id, c.report, c.study, c.modality, c.sex, c.date, p.key, c.age FROM cases c"
                               " LEFT JOIN patients p ON p.id = c.patient ORDER BY c.id"));
    std::vector<CaseFacts> rows;
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) {
        rows.push_back({row.integer(0), row.integer(1), row.integer(2), row.text(3), row.text(4), row.text(5),
                        row.text(6), optionalInt(row, 7)});
    }));
    return rows;
}

base::Result<std::vector<CaseConcept>> caseConcepts(const Database& database) {
    HILUM_TRY(auto statement,
              database.prepare("SELECT case_id, name, state, side FROM concepts ORDER BY case_id, name"));
    std::vector<CaseConcept> rows;
    HILUM_TRY_STATUS(eachRow(statement, [&](const Statement& row) {
        rows.push_back({row.integer(0), {row.text(1), static_cast<int>(row.integer(2)), row.text(3)}});
    }));
    return rows;
}

base::Result<Library::CaseSentences> caseSentences(const Database& database) {
    Library::CaseSentences out;
    std::unordered_map<std::int64_t, std::size_t> slots;
    HILUM_TRY(auto texts, database.prepare("SELECT id, text FROM sentences ORDER BY id"));
    HILUM_TRY_STATUS(eachRow(texts, [&](const Statement& row) {
        slots.emplace(row.integer(0), out.texts.size());
        out.texts.push_back(row.text(1));
    }));
    HILUM_TRY(auto links, database.prepare("SELECT case_id, sentence FROM case_sentences ORDER BY case_id, position"));
    HILUM_TRY_STATUS(eachRow(links, [&](const Statement& row) {
        if (const auto slot = slots.find(row.integer(1)); slot != slots.end())
            out.ofCase.emplace_back(row.integer(0), slot->second);
    }));
    return out;
}

}  // namespace hilum::library::queries
