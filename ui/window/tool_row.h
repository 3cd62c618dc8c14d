// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ToolRow: the row of tools above the images. Where it is too narrow for all words, the last buttons
// show their icons only; nothing is ever shortened to dots.
#pragma once

#include <QList>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace hilum::ui {

class ToolRow : public QWidget {
    Q_OBJECT
public:
    explicit ToolRow(QWidget* parent = nullptr);
    void addButton(QToolButton* button, bool words);
    void addGap();
    void addStretch();
    bool isCompact() const { return m_words == 0; }  // icons only
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();
    void showWords(qsizetype count);
    QHBoxLayout* m_row;
    QList<QToolButton*> m_wordy;
    qsizetype m_words = 0;
    int m_least = 200;  // width of all icons without words
};

}  // namespace hilum::ui
