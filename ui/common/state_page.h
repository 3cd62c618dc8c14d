// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StatePage: what stands in a panel when its content does not: empty, working, failed. The message
// is in the place where the result would have been, with "Details" and "Try again"; nothing pops up.
#pragma once

#include <QWidget>

#include "ui/common/error_text.h"
#include "ui/common/icon_label.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace hilum::ui {

class StatePage : public QWidget {
    Q_OBJECT
public:
    explicit StatePage(QWidget* parent = nullptr);

    void showEmpty(const QString& title, const QString& hint = {});
    // cancellable shows a Cancel button; progress is indefinite until setProgress().
    void showWorking(const QString& title, bool cancellable = false);
    void setProgress(qint64 done, qint64 total);
    void showFailed(const ErrorText& text, bool canRetry = true);
    // One button below the text for an action that leads out of the state ("Open a file...").
    void setAction(const QString& text);
    QString title() const;
    QString text() const;

Q_SIGNALS:
    void retryRequested();
    void cancelRequested();
    void actionRequested();

private:
    void reset(const QString& iconName, theme::Tone tone, const QString& title, const QString& text);

    IconLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QProgressBar* m_progress;
    QPushButton* m_retry;
    QPushButton* m_detailsButton;
    QPushButton* m_cancel;
    QPushButton* m_action;
    QLabel* m_details;
};

}  // namespace hilum::ui
