// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/library/audit_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/file_io.h"
#include "core/base/sha256.h"

namespace hilum::library {

namespace {

using base::ErrorCode;
using base::makeError;
using nlohmann::json;

constexpr const char* kFile = "audit.log";
constexpr std::size_t kMaxValueBytes = 256, kTailBytes = 64U << 10;
constexpr std::uint64_t kMaxLogBytes = 1ULL << 30;

base::Error systemError(const char* what) {
    const int number = errno;
    const bool denied = number == EACCES || number == EPERM || number == EROFS;
    return makeError(denied ? ErrorCode::PermissionDenied : ErrorCode::Io,
                     std::string("The audit log ") + what + ": " + std::strerror(number) +
                         "; check the library's folder and its free space.");
}

class LockedFile {
public:
    explicit LockedFile(const std::filesystem::path& path)
        : m_fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        while (m_fd >= 0 && ::flock(m_fd, LOCK_EX) != 0 && errno == EINTR) {}
    }
    ~LockedFile() {
        if (m_fd >= 0) ::close(m_fd);
    }
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

std::string nowUtc() {
    std::timespec moment{};
    std::timespec_get(&moment, TIME_UTC);
    std::tm parts{};
    gmtime_r(&moment.tv_sec, &parts);
    char text[40];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + length, sizeof text - length, ".%03ldZ", moment.tv_nsec / 1000000);
    return text;
}

// At most so long and valid UTF-8: what is read back hashes as what was written.
std::string shortened(const std::string& text) {
    const json value = text.substr(0, kMaxValueBytes);
    return json::parse(value.dump(-1, ' ', true, json::error_handler_t::replace)).get<std::string>();
}

// Keys come out sorted and texts escaped the same way each time: what is hashed is what is written.
json bodyOf(const AuditRecord& record) {
    json detail = json::object();
    for (const auto& [key, value] : record.detail) detail[key] = value;
    return {{"number", record.number},    {"time", record.time},       {"event", record.event},
            {"study", record.study},      {"outcome", record.outcome}, {"detail", std::move(detail)},
            {"previous", record.previous}};
}

std::string hashOf(const json& body) {
    return base::sha256Hex(std::string_view(body.dump(-1, ' ', true, json::error_handler_t::replace)));
}

base::Result<AuditRecord> parseRecord(const std::string& line) {
    const auto bad = [] {
        return makeError(ErrorCode::Corrupt,
                         "A line of the audit log is no record; keep a copy of it and start a new one.");
    };
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object()) return bad();
    AuditRecord record;
    for (const auto& [key, target] : {std::pair{"time", &record.time},
                                      {"event", &record.event},
                                      {"study", &record.study},
                                      {"outcome", &record.outcome},
                                      {"previous", &record.previous},
                                      {"hash", &record.hash}}) {
        const auto found = object.find(key);
        if (found == object.end() || !found->is_string()) return bad();
        *target = found->get<std::string>();
    }
    const auto number = object.find("number"), detail = object.find("detail");
    if (number == object.end() || !number->is_number_integer() || detail == object.end() || !detail->is_object() ||
        object.size() != 8)
        return bad();
    record.number = number->get<std::int64_t>();
    for (const auto& [key, value] : detail->items()) {
        if (!value.is_string()) return bad();
        record.detail.emplace_back(key, value.get<std::string>());
    }
    return record;
}

// The last whole record; a torn line after it is cut off.
base::Result<AuditRecord> lastRecord(int fd) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return systemError("cannot be read");
    const auto size = static_cast<std::size_t>(info.st_size);
    const std::size_t start = size > kTailBytes ? size - kTailBytes : 0;
    std::string tail(size - start, '\0');
    if (!tail.empty() &&
        ::pread(fd, tail.data(), tail.size(), static_cast<off_t>(start)) != static_cast<ssize_t>(tail.size()))
        return systemError("cannot be read");
    const auto end = tail.rfind('\n');
    const std::size_t whole = end == std::string::npos ? 0 : end + 1;
    if (whole < tail.size() && ::ftruncate(fd, static_cast<off_t>(start + whole)) != 0)
        return systemError("cannot be written");
    if (whole == 0) return AuditRecord{};
    const auto before = end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
    const std::size_t first = before == std::string::npos ? 0 : before + 1;
    return parseRecord(tail.substr(first, end - first));
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        }
    }
    return out;
}

struct EventCode {
    const char* name;
    const char* code;
    const char* scheme;
    const char* text;
    const char* action;  // C create, R read, U update, D delete, E execute
};
constexpr EventCode kCodes[] = {{"opened", "110103", "DCM", "DICOM Instances Accessed", "R"},
                                {"searched", "110112", "DCM", "Query", "E"},
                                {"model-run", "model-run", "99HILUM", "Model run", "E"},
                                {"exported", "110106", "DCM", "Export", "R"},
                                {"imported", "110107", "DCM", "Import", "C"},
                                {"removed", "110105", "DCM", "DICOM Study Deleted", "D"}};

}  // namespace

const char* auditName(AuditKind kind) { return kCodes[static_cast<std::size_t>(kind)].name; }

base::Status appendAudit(const std::filesystem::path& library, const AuditEvent& event) {
    return base::guarded("Writing the audit log", [&]() -> base::Status {
        const LockedFile file(library / kFile);
        if (file.get() < 0) return systemError("cannot be written");
        HILUM_TRY(const auto last, lastRecord(file.get()));
        AuditRecord record;
        record.number = last.number + 1;
        record.time = nowUtc();
        record.event = auditName(event.kind);
        record.study = shortened(event.study);
        record.outcome = shortened(event.outcome);
        for (const auto& [key, value] : event.detail) record.detail.emplace_back(shortened(key), shortened(value));
        record.previous = last.hash;
        json body = bodyOf(record);
        body["hash"] = hashOf(body);
        const std::string line = body.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
        if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
            ::fdatasync(file.get()) != 0)
            return systemError("cannot be written");
        return base::okStatus();
    });
}

base::Result<AuditCheck> verifyAudit(const std::filesystem::path& library) {
    std::error_code code;
    if (!std::filesystem::exists(library / kFile, code)) return AuditCheck{};
    HILUM_TRY(const auto text, base::readTextFile(library / kFile, kMaxLogBytes));
    AuditCheck check;
    const auto broken = [&](const std::string& why) {
        check.ok = false;
        check.reason = "Record " + std::to_string(check.records + 1) + " of the audit log " + why +
                       "; keep a copy of the file and find out who could write it.";
        return check;
    };
    std::istringstream lines(text);
    std::string line, previous;
    while (std::getline(lines, line)) {
        if (lines.eof()) break;  // no end of line: a power cut tore it, and the next record will cut it off
        const auto record = parseRecord(line);
        if (!record.ok()) return broken("is no record");
        if (record->number != check.records + 1)
            return broken("does not follow the one before: one is missing or out of place");
        if (record->previous != previous) return broken("does not carry the hash of the one before");
        if (hashOf(bodyOf(*record)) != record->hash) return broken("was changed after it was written");
        previous = record->hash;
        ++check.records;
    }
    return check;
}

base::Result<std::vector<AuditRecord>> readAudit(const std::filesystem::path& library, std::size_t most) {
    std::error_code code;
    std::vector<AuditRecord> records;
    if (!std::filesystem::exists(library / kFile, code)) return records;
    HILUM_TRY(const auto text, base::readTextFile(library / kFile, kMaxLogBytes));
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        auto record = parseRecord(line);
        if (!record.ok()) break;
        records.push_back(std::move(*record));
    }
    if (records.size() > most) records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(most));
    return records;
}

std::string auditMessage(const AuditRecord& record) {
    const EventCode* code = &kCodes[0];
    for (const auto& one : kCodes)
        if (record.event == one.name) code = &one;
    std::string xml =
        "<AuditMessage>\n  <EventIdentification EventActionCode=\"" + std::string(code->action) +
        "\" EventDateTime=\"" + escaped(record.time) + "\" EventOutcomeIndicator=\"" +
        (record.outcome == "ok" ? "0" : "4") + "\">\n    <EventID csd-code=\"" + code->code + "\" codeSystemName=\"" +
        code->scheme + "\" originalText=\"" + code->text +
        "\"/>\n  </EventIdentification>\n  <ActiveParticipant UserID=\"hilum\" UserIsRequestor=\"true\">\n"
        "    <RoleIDCode csd-code=\"110150\" codeSystemName=\"DCM\" originalText=\"Application\"/>\n"
        "  </ActiveParticipant>\n  <AuditSourceIdentification AuditSourceID=\"hilum\" code=\"1\"/>\n";
    if (!record.study.empty())
        xml += "  <ParticipantObjectIdentification ParticipantObjectID=\"" + escaped(record.study) +
               "\" ParticipantObjectTypeCode=\"2\" ParticipantObjectTypeCodeRole=\"3\">\n"
               "    <ParticipantObjectIDTypeCode csd-code=\"110180\" codeSystemName=\"DCM\" originalText=\"Study "
               "Instance UID\"/>\n  </ParticipantObjectIdentification>\n";
    for (const auto& [key, value] : record.detail)
        xml += "  <ParticipantObjectIdentification ParticipantObjectID=\"" + escaped(key) +
               "\" ParticipantObjectTypeCode=\"2\">\n    <ParticipantObjectIDTypeCode csd-code=\"detail\" "
               "codeSystemName=\"99HILUM\" originalText=\"Detail\"/>\n    <ParticipantObjectName>" +
               escaped(value) + "</ParticipantObjectName>\n  </ParticipantObjectIdentification>\n";
    return xml + "</AuditMessage>\n";
}

}  // namespace hilum::library
