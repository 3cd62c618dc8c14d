// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/audit_trail.h"

#include <QFileInfo>

#include "core/base/log.h"
#include "core/library/schema.h"
#include "ui/common/text.h"
#include "ui/search/search_box.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"

namespace hilum::ui {

using library::AuditEvent;
using library::AuditKind;

AuditTrail::AuditTrail(const WindowParts& parts, ReadingController& reading, ReportController& report,
                       std::filesystem::path library, TaskRunner& runner, QObject* parent)
    : QObject(parent), m_reading(reading), m_library(std::move(library)), m_runner(runner) {
    connect(&reading, &ReadingController::targetChanged, this, &AuditTrail::opened);
    connect(&reading, &ReadingController::suggestionsShown, this, [this] {
        record({AuditKind::ModelRun, m_study, "ok", {{"command", "suggestions"}}});
    });
    if (parts.searchBox != nullptr)
        connect(parts.searchBox, &SearchBox::searchRequested, this, [this] {
            record({AuditKind::Searched, m_study, "ok", {{"command", "window"}}});
        });
    connect(&report, &ReportController::exported, this, [this](const QString& path) {
        record({AuditKind::Exported, m_study, "ok", {{"format", toUtf8(QFileInfo(path).completeSuffix().right(8))}}});
    });
    connect(&report, &ReportController::exportFailed, this, [this](const base::Error& error) {
        record({AuditKind::Exported, m_study, std::string(base::name(error.code)), {}});
    });
}

void AuditTrail::opened() {
    const auto* instance = m_reading.targetInstance();
    const std::string study = instance == nullptr ? std::string() : instance->studyUid;
    if (study.empty() || study == m_study) return;
    m_study = study;
    record({AuditKind::Opened, study, "ok", {{"command", "window"}}});
}

void AuditTrail::record(AuditEvent event) {
    TaskOptions options;
    options.visible = false;
    options.finishOnExit = true;
    m_runner.run<bool>(options,
                       [folder = m_library, event = std::move(event)](const base::JobContext&) -> base::Result<bool> {
                           std::error_code code;
                           if (!std::filesystem::exists(folder / library::kDatabaseName, code)) return false;
                           const auto written = library::appendAudit(folder, event);
                           if (!written.ok()) base::logWarning("audit: " + written.error().message);
                           return written.ok();
                       },
                       this, {});
}

}  // namespace hilum::ui
