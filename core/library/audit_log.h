// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The audit log of a library: one JSON record a line in LIBRARY/audit.log, only ever appended to, each with the
// SHA-256 of the one before, so that a changed, removed or inserted record is found (all but the last ones cut
// off). It says what was done, when, to which study and how it ended; no name, no text that was searched, no path.
// Any thread and several processes: an exclusive lock per record. Errors: Io, PermissionDenied, Corrupt.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace hilum::library {

enum class AuditKind { Opened, Searched, ModelRun, Exported, Imported, Removed };
const char* auditName(AuditKind kind);  // "opened", "searched", "model-run", ...

struct AuditEvent {
    AuditKind kind = AuditKind::Opened;
    std::string study;                                        // Study Instance UID, "" = none or several
    std::string outcome = "ok";                               // or the name of an error code, or an exit status
    std::vector<std::pair<std::string, std::string>> detail;  // command, model, format, count
};

struct AuditRecord {
    std::int64_t number = 0;  // from 1
    std::string time;         // UTC, ISO 8601
    std::string event, study, outcome;
    std::vector<std::pair<std::string, std::string>> detail;
    std::string previous, hash;
};

// The record is on the disk when this returns. A line that a power cut tore is cut off first.
base::Status appendAudit(const std::filesystem::path& library, const AuditEvent& event);

struct AuditCheck {
    bool ok = true;
    std::int64_t records = 0;
    std::string reason;  // one sentence when not ok
};
// Reads the whole log; a missing one is empty and ok.
base::Result<AuditCheck> verifyAudit(const std::filesystem::path& library);
// The last records, oldest first; stops at a line that is none.
base::Result<std::vector<AuditRecord>> readAudit(const std::filesystem::path& library, std::size_t most);

// The record as an audit message of DICOM PS3.15 A.5 (XML).
std::string auditMessage(const AuditRecord& record);

}  // namespace hilum::library
