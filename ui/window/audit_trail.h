// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// AuditTrail: tells the library's audit log what is done in the window: studies opened, searches, model runs,
// exports. Each record is a short task on the pool; no name and no searched text goes in. UI thread.
#pragma once

#include <QObject>
#include <filesystem>
#include <string>

#include "core/library/audit_log.h"

namespace hilum::ui {

class ReadingController;
class ReportController;
class TaskRunner;
struct WindowParts;

class AuditTrail : public QObject {
    Q_OBJECT
public:
    AuditTrail(const WindowParts& parts, ReadingController& reading, ReportController& report,
               std::filesystem::path library, TaskRunner& runner, QObject* parent = nullptr);
    // Only where there is a library; a log that cannot be written is told to the ordinary log.
    void record(library::AuditEvent event);

private:
    void opened();

    ReadingController& m_reading;
    std::filesystem::path m_library;
    TaskRunner& m_runner;
    std::string m_study;  // the last one opened
};

}  // namespace hilum::ui
