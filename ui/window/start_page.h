// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// StartPage: what the window shows while nothing is open. At the first start: what this is, the
// research-use acknowledgement and one button for a demonstration study. Later: a drop target with the
// three things one can drop, and the recent ones. Not a dialog: menus and keys work beside it.
#pragma once

#include <QStringList>
#include <QWidget>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace hilum::ui {

class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);
    // first start: acknowledgement first, everything else after it.
    void setAcknowledged(bool acknowledged);
    bool isAcknowledged() const { return m_acknowledged; }
    // Whatever was tried before it: the tick comes first. waiting: something opens as soon as it is there.
    void askToAcknowledge(bool waiting);
    void setRecent(const QStringList& paths);
    // While the demonstration library is made.
    void setMaking(bool making);
    void setMakingProgress(qint64 done, qint64 total, const QString& stage);
    void setMessage(const QString& text, bool failed);
    QString message() const;

Q_SIGNALS:
    void acknowledged();
    void demonstrationRequested();
    void cancelRequested();
    void openFilesRequested();
    void openFolderRequested();
    void recentRequested(const QString& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeDropTarget();
    void refresh();

    bool m_acknowledged = false;
    bool m_making = false;
    QLabel* m_title;
    QLabel* m_what;
    QCheckBox* m_acknowledge;
    QPushButton* m_demonstration;
    QWidget* m_drop;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QLabel* m_message;
    QWidget* m_recent;
    QVBoxLayout* m_recentLayout;
    QWidget* m_column = nullptr;
};

}  // namespace hilum::ui
