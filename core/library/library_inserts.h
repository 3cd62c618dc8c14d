// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The writes behind LibraryWriter, each inside a transaction that the caller owns; internal to
// core/library, called on the writer thread only.
#pragma once

#include "core/library/library_writer.h"
#include "core/library/sqlite.h"

namespace hilum::library::inserts {

base::Result<std::vector<std::int64_t>> addCases(Database& database, const std::vector<NewCase>& cases,
                                                 const std::string& packSha256, const std::string& packId);
// Removes the case and what nothing else refers to any more. NotFound for an unknown id.
base::Status removeCase(Database& database, std::int64_t id);
base::Result<std::int64_t> saveDraft(Database& database, const DraftRecord& draft);
base::Status recordFeedback(Database& database, const std::string& studyKey, const std::string& sentence,
                            const std::string& action, const std::string& finalText, const std::string& packSha256);
// Grows 'writes', and 'case_writes' too when cases or embeddings changed.
base::Status countWrite(Database& database, bool casesChanged);

}  // namespace hilum::library::inserts
