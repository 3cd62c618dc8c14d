// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/library_inserts.h"

#include "core/base/sha256.h"

namespace hilum::library::inserts {

namespace {

using OptionalId = std::optional<std::int64_t>;

// The id of the row whose key column holds key, made by insert when it is not there. insert binds the
// key as ?1 and whatever else itself.
template <class Bind>
base::Result<std::int64_t> findOrInsert(Database& database, const char* find, const char* insert,
                                        const std::string& key, Bind&& bindRest) {
    HILUM_TRY(auto finder, database.prepare(find));
    finder.bind(1, key);
    HILUM_TRY(const bool found, finder.step());
    if (found) return finder.integer(0);
    HILUM_TRY(auto inserter, database.prepare(insert));
    inserter.bind(1, key);
    bindRest(inserter);
    HILUM_TRY_STATUS(inserter.run());
    return database.lastInsertId();
}

base::Result<OptionalId> patientOf(Database& database, const CaseRecord& record) {
    if (record.patientKey.empty()) return OptionalId{};
    HILUM_TRY(const auto id, findOrInsert(database, "SELECT id FROM patients WHERE key = ?1",
                                          "INSERT INTO patients(key, name) VALUES (?1, ?2)", record.patientKey,
                                          [&](Statement& s) { s.bind(2, record.patientName); }));
    return OptionalId{id};
}

base::Result<OptionalId> studyOf(Database& database, const CaseRecord& record, OptionalId patient) {
    if (record.studyUid.empty()) return OptionalId{};
    HILUM_TRY(const auto id, findOrInsert(database, "SELECT id FROM studies WHERE uid = ?1",
                                          "INSERT INTO studies(uid, patient) VALUES (?1, ?2)", record.studyUid,
                                          [&](Statement& s) { s.bind(2, patient); }));
    return OptionalId{id};
}

base::Result<OptionalId> reportOf(Database& database, const CaseRecord& record) {
    if (record.text.empty()) return OptionalId{};
    HILUM_TRY(const auto id, findOrInsert(database, "SELECT id FROM reports WHERE hash = ?1",
                                          "INSERT INTO reports(hash, text) VALUES (?1, ?2)",
                                          base::sha256Hex(std::string_view(record.text)),
                                          [&](Statement& s) { s.bind(2, record.text); }));
    return OptionalId{id};
}

base::Result<std::int64_t> imageOf(Database& database, const NewCase& added) {
    HILUM_TRY(const auto id,
              findOrInsert(database, "SELECT id FROM images WHERE hash = ?1",
                           "INSERT INTO images(hash, width, height) VALUES (?1, ?2, ?3)", added.record.imageHash,
                           [&](Statement& s) {
                               s.bind(2, std::int64_t{added.record.width}).bind(3, std::int64_t{added.record.height});
                           }));
    if (!added.thumbnailJpeg.empty()) {
        HILUM_TRY(auto thumbnail, database.prepare("INSERT OR IGNORE INTO thumbnails(image, jpeg) VALUES (?1, ?2)"));
        thumbnail.bind(1, id).bind(2, std::span<const std::uint8_t>(added.thumbnailJpeg));
        HILUM_TRY_STATUS(thumbnail.run());
    }
    return id;
}

base::Status addEmbedding(Database& database, const char* sql, std::int64_t owner, OptionalId pack,
                          const std::vector<float>& vector) {
    if (vector.empty() || !pack) return base::okStatus();
    HILUM_TRY(auto statement, database.prepare(sql));
    statement.bind(1, owner).bind(2, *pack).bind(3, std::span<const float>(vector));
    return statement.run();
}

base::Result<std::int64_t> sentenceOf(Database& database, const std::string& text) {
    return findOrInsert(database, "SELECT id FROM sentences WHERE hash = ?1",
                        "INSERT INTO sentences(hash, text) VALUES (?1, ?2)", base::sha256Hex(std::string_view(text)),
                        [&](Statement& s) { s.bind(2, text); });
}

base::Status addSentences(Database& database, std::int64_t caseId, const NewCase& added, OptionalId pack, bool link) {
    HILUM_TRY(auto linker,
              database.prepare("INSERT INTO case_sentences(case_id, position, sentence) VALUES (?1, ?2, ?3)"));
    for (std::size_t i = 0; i < added.sentences.size(); ++i) {
        HILUM_TRY(const auto sentence, sentenceOf(database, added.sentences[i]));
        if (i < added.sentenceEmbeddings.size())
            HILUM_TRY_STATUS(addEmbedding(
                database, "INSERT OR REPLACE INTO sentence_embeddings(sentence, pack, vector) VALUES (?1, ?2, ?3)",
                sentence, pack, added.sentenceEmbeddings[i]));
        if (!link) continue;
        linker.bind(1, caseId).bind(2, static_cast<std::int64_t>(i)).bind(3, sentence);
        HILUM_TRY_STATUS(linker.run());
    }
    return base::okStatus();
}

base::Status addLabelsAndText(Database& database, std::int64_t caseId, const NewCase& added) {
    HILUM_TRY(auto labels, database.prepare("INSERT INTO labels(case_id, position, label) VALUES (?1, ?2, ?3)"));
    std::string joined;
    for (std::size_t i = 0; i < added.record.labels.size(); ++i) {
        labels.bind(1, caseId).bind(2, static_cast<std::int64_t>(i)).bind(3, added.record.labels[i]);
        HILUM_TRY_STATUS(labels.run());
        joined += (joined.empty() ? "" : ", ") + added.record.labels[i];
    }
    HILUM_TRY(auto concepts,
              database.prepare("INSERT OR REPLACE INTO concepts(case_id, name, state, side) VALUES (?1, ?2, ?3, ?4)"));
    for (const auto& finding : added.concepts) {
        concepts.bind(1, caseId).bind(2, finding.name).bind(3, std::int64_t{finding.state}).bind(4, finding.side);
        HILUM_TRY_STATUS(concepts.run());
    }
    HILUM_TRY(auto text, database.prepare("INSERT INTO case_text(rowid, text, labels, words) VALUES (?1, ?2, ?3, ?4)"));
    text.bind(1, caseId).bind(2, added.record.text).bind(3, joined).bind(4, added.searchWords);
    return text.run();
}

base::Result<std::int64_t> insertCase(Database& database, const NewCase& added, std::int64_t image) {
    const CaseRecord& record = added.record;
    HILUM_TRY(const auto patient, patientOf(database, record));
    HILUM_TRY(const auto study, studyOf(database, record, patient));
    HILUM_TRY(const auto report, reportOf(database, record));
    HILUM_TRY(
        auto row,
        database.prepare("INSERT INTO cases(path, zip_entry, frame, image, patient, study, report, from_labels, sex, "
                         "age, modality, view,"
                         " date, series_uid, sop_uid, licence, mask_path, given)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"));
    row.bind(1, record.path).bind(2, record.zipEntry).bind(3, std::int64_t{record.frame}).bind(4, image);
    row.bind(5, patient).bind(6, study).bind(7, report).bind(8, std::int64_t{record.textFromLabels ? 1 : 0});
    row.bind(9, record.sex).bind(11, record.modality).bind(12, record.view).bind(13, record.date);
    if (record.ageYears) row.bind(10, std::int64_t{*record.ageYears});
    row.bind(14, record.seriesUid)
        .bind(15, record.sopUid)
        .bind(16, record.licence)
        .bind(17, record.maskPath)
        .bind(18, record.given);
    HILUM_TRY_STATUS(row.run());
    return database.lastInsertId();
}

base::Result<std::int64_t> addCase(Database& database, const NewCase& added, OptionalId pack) {
    HILUM_TRY(auto finder,
              database.prepare("SELECT id, image FROM cases WHERE path = ?1 AND zip_entry = ?2 AND frame = ?3"));
    finder.bind(1, added.record.path).bind(2, added.record.zipEntry).bind(3, std::int64_t{added.record.frame});
    HILUM_TRY(const bool known, finder.step());
    std::int64_t image = known ? finder.integer(1) : 0;
    std::int64_t caseId = known ? finder.integer(0) : 0;
    if (!known) {
        HILUM_TRY(image, imageOf(database, added));
        HILUM_TRY(caseId, insertCase(database, added, image));
        HILUM_TRY_STATUS(addLabelsAndText(database, caseId, added));
    }
    HILUM_TRY_STATUS(addEmbedding(database,
                                  "INSERT OR REPLACE INTO image_embeddings(image, pack, vector) VALUES (?1, ?2, ?3)",
                                  image, pack, added.imageEmbedding));
    HILUM_TRY_STATUS(addSentences(database, caseId, added, pack, !known));
    return caseId;
}

}  // namespace

base::Result<std::vector<std::int64_t>> addCases(Database& database, const std::vector<NewCase>& cases,
                                                 const std::string& packSha256, const std::string& packId) {
    OptionalId pack;
    if (!packSha256.empty()) {
        HILUM_TRY(const auto id, findOrInsert(database, "SELECT id FROM packs WHERE sha256 = ?1",
                                              "INSERT INTO packs(sha256, name) VALUES (?1, ?2)", packSha256,
                                              [&](Statement& s) { s.bind(2, packId); }));
        pack = id;
    }
    std::vector<std::int64_t> ids;
    for (const auto& added : cases) {
        HILUM_TRY(const auto id, addCase(database, added, pack));
        ids.push_back(id);
    }
    HILUM_TRY_STATUS(countWrite(database, true));
    return ids;
}

base::Status removeCase(Database& database, std::int64_t id) {
    HILUM_TRY(auto text, database.prepare("DELETE FROM case_text WHERE rowid = ?1"));
    HILUM_TRY_STATUS(text.bind(1, id).run());
    HILUM_TRY(auto row, database.prepare("DELETE FROM cases WHERE id = ?1"));
    HILUM_TRY_STATUS(row.bind(1, id).run());
    HILUM_TRY(const auto removed, database.integer("SELECT changes()"));
    if (removed == 0)
        return base::makeError(base::ErrorCode::NotFound, "The case library has no case " + std::to_string(id) +
                                                              "; `hilum search` lists the ids that exist.");
    // What only this case referred to goes with it: no picture, vector, name or sentence stays behind.
    for (const char* orphan :
         {"DELETE FROM images WHERE id NOT IN (SELECT image FROM cases)",
          "DELETE FROM sentences WHERE id NOT IN (SELECT sentence FROM case_sentences)",
          "DELETE FROM reports WHERE id NOT IN (SELECT report FROM cases WHERE report IS NOT NULL)",
          "DELETE FROM studies WHERE id NOT IN (SELECT study FROM cases WHERE study IS NOT NULL)",
          "DELETE FROM patients WHERE id NOT IN (SELECT patient FROM cases WHERE patient IS NOT NULL)"
          " AND id NOT IN (SELECT patient FROM studies WHERE patient IS NOT NULL)"})
        HILUM_TRY_STATUS(database.execute(orphan));
    return countWrite(database, true);
}

base::Result<std::int64_t> saveDraft(Database& database, const DraftRecord& draft) {
    const char* now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";
    const std::string when = draft.updatedAt.empty() ? std::string(now) : std::string("?3");
    HILUM_TRY(
        auto statement,
        database.prepare(draft.id == 0
                             ? "INSERT INTO drafts(study_key, json, updated_at) VALUES (?1, ?2, " + when + ")"
                             : "UPDATE drafts SET study_key = ?1, json = ?2, updated_at = " + when + " WHERE id = ?4"));
    statement.bind(1, draft.studyKey).bind(2, draft.json);
    if (!draft.updatedAt.empty()) statement.bind(3, draft.updatedAt);
    if (draft.id != 0) statement.bind(4, draft.id);
    HILUM_TRY_STATUS(statement.run());
    std::int64_t id = draft.id;
    if (draft.id == 0) id = database.lastInsertId();
    HILUM_TRY(const auto changed, database.integer("SELECT changes()"));
    if (changed == 0)
        return base::makeError(base::ErrorCode::NotFound, "The draft " + std::to_string(draft.id) +
                                                              " is no longer in the library; "
                                                              "save it as a new one.");
    HILUM_TRY_STATUS(countWrite(database, false));
    return id;
}

base::Status recordFeedback(Database& database, const std::string& studyKey, const std::string& sentence,
                            const std::string& action, const std::string& finalText, const std::string& packSha256) {
    HILUM_TRY(auto statement,
              database.prepare("INSERT INTO feedback(study_key, sentence, action, final_text, pack_sha256)"
                               " VALUES (?1, ?2, ?3, ?4, ?5)"));
    statement.bind(1, studyKey).bind(2, sentence).bind(3, action).bind(4, finalText).bind(5, packSha256);
    HILUM_TRY_STATUS(statement.run());
    return countWrite(database, false);
}

base::Status countWrite(Database& database, bool casesChanged) {
    return database.execute(casesChanged ? "UPDATE meta SET value = value + 1"
                                         : "UPDATE meta SET value = value + 1 WHERE name = 'writes'");
}

}  // namespace hilum::library::inserts
