// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SentenceEdit: one sentence as plain text that is as tall as its words need. Enter finishes, Escape
// takes back what was typed since the focus came; pasted line breaks become spaces. Fields of a template
// ("[none|small]") are selected one after the other; Alt+Down goes through the choices of one. UI thread.
#pragma once

#include <QTextEdit>

namespace hilum::ui {

class SentenceEdit : public QTextEdit {
    Q_OBJECT
public:
    explicit SentenceEdit(QWidget* parent = nullptr);
    void setSentence(const QString& text);  // without typed()
    // Selects the next field behind the cursor and takes the focus; false when there is none.
    bool selectNextField();
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return minimumSizeHint(); }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void typed(const QString& text);
    void finished();  // Enter, Escape or focus gone

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    bool nextChoice();
    QString m_before;       // when the focus came
    QStringList m_choices;  // of the selected field
    int m_choice = -1;      // -1 = the field itself is selected
};

}  // namespace hilum::ui
