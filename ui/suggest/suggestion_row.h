// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SuggestionRow: one ranked caption: tinted with a left bar until reviewed, score and source, and the
// buttons Accept, Edit and Dismiss. Editing happens in the row; nothing pops up.
#pragma once

#include <QFrame>

#include "core/reading/case_search.h"

class QLabel;
class QLineEdit;
class QToolButton;
class QWidget;

namespace hilum::ui {

class SuggestionRow : public QFrame {
    Q_OBJECT
public:
    enum class State { Unreviewed, Accepted, Edited, Dismissed };

    SuggestionRow(int rank, const reading::Suggestion& suggestion, QWidget* parent = nullptr);
    const reading::Suggestion& suggestion() const { return m_suggestion; }
    State state() const { return m_state; }
    QString finalText() const { return m_text; }
    void setSelected(bool selected);
    bool isSelected() const { return m_selected; }
    bool isEditing() const;
    void accept();
    void beginEdit();
    void dismiss();
    void undo();  // back to unreviewed
    // Brings a review back that was undone.
    void restore(State state, const QString& text);

Q_SIGNALS:
    void chosen();  // clicked or focused
    void searchRequested(const QString& phrase);
    void reviewed(hilum::ui::SuggestionRow::State state);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeMeta();
    void setState(State state);
    void addMenu();
    void finishEdit(bool keep, bool takeFocus = true);

    reading::Suggestion m_suggestion;
    QString m_text;
    State m_state = State::Unreviewed;
    bool m_selected = false;
    QLabel* m_rank;
    QLabel* m_label;
    QLineEdit* m_edit;
    QWidget* m_meta = nullptr;
    QWidget* m_done = nullptr;
    QLabel* m_doneText = nullptr;
};

// "3 cases", "caption bank", "your list".
QString sourceText(const reading::Suggestion& suggestion);

}  // namespace hilum::ui
