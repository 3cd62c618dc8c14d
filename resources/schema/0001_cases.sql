-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: 2026 The Hilum developers
--
-- Version 1 of the case library. Pictures are stored by content: cases with equal pixels share one row
-- of images, and so one thumbnail and one embedding for each pack. Reports are stored once for all
-- images of a study, sentences once for all reports.

CREATE TABLE meta(
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO meta(name, value) VALUES ('writes', 0), ('case_writes', 0);

CREATE TABLE packs(
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name   TEXT NOT NULL
);

CREATE TABLE patients(
    id   INTEGER PRIMARY KEY,
    key  TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
);

CREATE TABLE studies(
    id      INTEGER PRIMARY KEY,
    uid     TEXT NOT NULL UNIQUE,
    patient INTEGER REFERENCES patients(id)
);

CREATE TABLE images(
    id     INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL UNIQUE,
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL
);

CREATE TABLE thumbnails(
    image INTEGER PRIMARY KEY REFERENCES images(id) ON DELETE CASCADE,
    jpeg  BLOB NOT NULL
);

CREATE TABLE reports(
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);

CREATE TABLE cases(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    path       TEXT NOT NULL,
    zip_entry  TEXT NOT NULL,
    frame      INTEGER NOT NULL,
    given      TEXT NOT NULL,
    image      INTEGER NOT NULL REFERENCES images(id),
    patient    INTEGER REFERENCES patients(id),
    study      INTEGER REFERENCES studies(id),
    report     INTEGER REFERENCES reports(id),
    from_labels INTEGER NOT NULL,
    sex        TEXT NOT NULL,
    age        INTEGER,
    modality   TEXT NOT NULL,
    view       TEXT NOT NULL,
    date       TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    sop_uid    TEXT NOT NULL,
    licence    TEXT NOT NULL,
    mask_path  TEXT NOT NULL,
    added_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE(path, zip_entry, frame)
);
CREATE INDEX cases_image ON cases(image);
CREATE INDEX cases_report ON cases(report);
CREATE INDEX cases_study ON cases(study);
CREATE INDEX cases_patient ON cases(patient);

-- Labels as given with the case.
CREATE TABLE labels(
    case_id  INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    label    TEXT NOT NULL,
    PRIMARY KEY(case_id, position)
) WITHOUT ROWID;
CREATE INDEX labels_label ON labels(label);

-- Findings that the lexicon read from labels and text: -1 negated, 0 uncertain, 1 stated.
CREATE TABLE concepts(
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    state   INTEGER NOT NULL,
    side    TEXT NOT NULL,
    PRIMARY KEY(case_id, name)
) WITHOUT ROWID;

CREATE TABLE sentences(
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);

CREATE TABLE case_sentences(
    case_id  INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sentence INTEGER NOT NULL REFERENCES sentences(id),
    PRIMARY KEY(case_id, position)
) WITHOUT ROWID;
CREATE INDEX case_sentences_sentence ON case_sentences(sentence);

-- Vectors are little-endian float32.
CREATE TABLE image_embeddings(
    image  INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE,
    pack   INTEGER NOT NULL REFERENCES packs(id) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE UNIQUE INDEX image_embeddings_key ON image_embeddings(pack, image);

CREATE TABLE sentence_embeddings(
    sentence INTEGER NOT NULL REFERENCES sentences(id) ON DELETE CASCADE,
    pack     INTEGER NOT NULL REFERENCES packs(id) ON DELETE CASCADE,
    vector   BLOB NOT NULL
);
CREATE UNIQUE INDEX sentence_embeddings_key ON sentence_embeddings(pack, sentence);

CREATE VIRTUAL TABLE case_text USING fts5(text, labels, words, tokenize = 'porter unicode61');

CREATE TABLE drafts(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    study_key  TEXT NOT NULL,
    json       TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX drafts_study ON drafts(study_key);

CREATE TABLE feedback(
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    study_key   TEXT NOT NULL,
    sentence    TEXT NOT NULL,
    action      TEXT NOT NULL,
    final_text  TEXT NOT NULL,
    pack_sha256 TEXT NOT NULL,
    at          TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
