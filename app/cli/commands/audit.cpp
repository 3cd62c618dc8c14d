// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum audit show | verify: the library's hash-chained log of what was done, and whether it is whole.
#include <memory>

#include "app/cli/cli.h"
#include "core/library/audit_log.h"

namespace hilum::app {

namespace {

struct AuditOptions {
    std::size_t last = 50;
    bool xml = false;
};

int runShow(const Context& context, const AuditOptions& options) {
    const auto records = library::readAudit(context.library, options.last);
    if (!records.ok()) return context.fail(records.error());
    auto list = nlohmann::json::array();
    std::string text;
    for (const auto& record : *records) {
        nlohmann::json detail = nlohmann::json::object();
        std::string words;
        for (const auto& [key, value] : record.detail) {
            detail[key] = value;
            words += " " + key + "=" + value;
        }
        list.push_back({{"number", record.number},
                        {"time", record.time},
                        {"event", record.event},
                        {"study", record.study},
                        {"outcome", record.outcome},
                        {"detail", detail}});
        if (options.xml) list.back()["message"] = library::auditMessage(record);
        text += options.xml
                    ? library::auditMessage(record)
                    : record.time + "  " + record.event + "  " + record.outcome + "  " + record.study + words + "\n";
    }
    return context.answer({{"records", list}}, text.empty() ? "No records." : text);
}

int runVerify(const Context& context) {
    const auto check = library::verifyAudit(context.library);
    if (!check.ok()) return context.fail(check.error());
    if (!check->ok) std::fprintf(stderr, "hilum: %s\n", check->reason.c_str());
    return context.answer({{"ok", check->ok}, {"records", check->records}, {"reason", check->reason}},
                          check->ok ? std::to_string(check->records) + " records, whole" : check->reason,
                          check->ok ? kDone : kInput);
}

}  // namespace

void add_audit(CLI::App& root, Context& context) {
    auto* audit = root.add_subcommand("audit", "The library's log of what was opened, searched, run and exported");
    audit->require_subcommand(1);
    const auto options = std::make_shared<AuditOptions>();
    auto* show = audit->add_subcommand("show", "The last records, oldest first");
    show->add_option("--last", options->last, "How many")->check(CLI::Range(1, 1000000));
    show->add_flag("--xml", options->xml, "As audit messages of DICOM PS3.15 A.5");
    show->callback([&context, options] { context.run = [&context, options] { return runShow(context, *options); }; });
    auto* verify = audit->add_subcommand("verify", "Whether any record was changed, removed or put in");
    verify->callback([&context] { context.run = [&context] { return runVerify(context); }; });
}

}  // namespace hilum::app
