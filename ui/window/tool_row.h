// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ToolRow: the row of tools above the images. Where it is too narrow for words, the buttons show their
// icons only; nothing is ever shortened to dots.
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
    bool isCompact() const { return m_compact; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fit();
    void showWords(bool words);
    QHBoxLayout* m_row;
    QList<QToolButton*> m_wordy;
    bool m_compact = false;
};

}  // namespace hilum::ui
