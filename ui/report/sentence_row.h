// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SentenceRow: one sentence of the draft: editable text, source chip, and the buttons Accept, Impression
// and Remove. Tinted with a 3 px bar until reviewed. With the focus on the row: A accepts, E or Enter
// edits, X or Delete removes, Alt+Up/Down moves. Shows only; ReportPanel keeps the draft. UI thread.
#pragma once

#include <QFrame>

#include "core/report/report_draft.h"

class QLabel;
class QToolButton;

namespace hilum::ui {

class SentenceEdit;

class SentenceRow : public QFrame {
    Q_OBJECT
public:
    SentenceRow(const report::DraftSentence& sentence, bool finding, QWidget* parent = nullptr);
    void show(const report::DraftSentence& sentence);
    bool isUnreviewed() const { return m_unreviewed; }
    bool isFinding() const { return m_finding; }
    void beginEdit();
    SentenceEdit& editor() { return *m_edit; }

Q_SIGNALS:
    void typed(const QString& text);
    void editFinished();
    void acceptRequested();
    void removeRequested();
    void impressionRequested();
    void moveRequested(int step);  // -1 up, 1 down

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QToolButton* button(const QString& iconName, const QString& text, const QString& name, const QString& tip);
    void addMoveActions();

    bool m_finding;
    bool m_unreviewed = false;
    SentenceEdit* m_edit;
    QLabel* m_chip;
    QToolButton* m_accept = nullptr;
    QToolButton* m_impression = nullptr;
    QToolButton* m_remove = nullptr;
};

}  // namespace hilum::ui
