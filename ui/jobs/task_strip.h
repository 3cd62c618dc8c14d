// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TaskStrip: the running jobs in the status line, each with progress and a cancel button. The newest
// stands in full; further ones are counted and listed in a menu. A failed job stays until dismissed.
#pragma once

#include <QHash>
#include <QList>
#include <QWidget>

#include "ui/jobs/task_runner.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace hilum::ui {

class TaskStrip : public QWidget {
    Q_OBJECT
public:
    explicit TaskStrip(TaskRunner& runner, QWidget* parent = nullptr);
    QString text() const;

private:
    struct Row {
        TaskId id = 0;
        QString title, stage;
        qint64 done = 0, total = 0;
        bool failed = false;
        QString message;
    };
    void refresh();
    Row* find(TaskId id);
    void dismiss(TaskId id);
    void retryShown();
    void fillDetails();
    QString describe(const Row& row) const;

    TaskRunner& m_runner;
    QList<Row> m_rows;
    QLabel* m_label;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
    QToolButton* m_more;
    QToolButton* m_details;
    QToolButton* m_retry;
};

}  // namespace hilum::ui
