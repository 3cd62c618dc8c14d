// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SuggestionPanel: the content of SUGGESTIONS: ranked rows, one selected. A, E and X act on the
// selected row (window actions); the selected phrase is what O highlights.
#pragma once

#include <QList>
#include <QWidget>
#include <memory>

#include "ui/models/reading_work.h"
#include "ui/suggest/suggestion_row.h"

class QVBoxLayout;

namespace hilum::ui {

class SuggestionPanel : public QWidget {
    Q_OBJECT
public:
    explicit SuggestionPanel(QWidget* parent = nullptr);
    void setSuggestions(const Suggestions& suggestions);
    void clear();
    int count() const { return static_cast<int>(m_rows.size()); }
    SuggestionRow* row(int index) const { return m_rows.value(index); }
    SuggestionRow* selectedRow() const { return m_rows.value(m_selected); }
    QString selectedPhrase() const;
    void showSelected();       // scrolls it into sight within the list
    bool hasReviewed() const;  // something was accepted, edited or dismissed
    void select(int index);
    void selectNext(int step);  // unreviewed ones first; wraps
    void acceptSelected();
    void editSelected();
    void dismissSelected();

Q_SIGNALS:
    void selectionChanged();
    void searchRequested(const QString& phrase);
    // text is what goes into the report; state tells accepted, edited, dismissed or undone.
    void rowReviewed(hilum::ui::SuggestionRow* row, hilum::ui::SuggestionRow::State state);
    void reviewed(const reading::Suggestion& suggestion, const QString& text, hilum::ui::SuggestionRow::State state);

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QVBoxLayout* m_layout;
    QList<SuggestionRow*> m_rows;
    int m_selected = -1;
};

}  // namespace hilum::ui
