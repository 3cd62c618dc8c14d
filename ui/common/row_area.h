// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// RowArea: the scroll area of one section's content. Its height is given from outside (ReadingStack), in
// whole rows, so that no line of text is ever cut.
#pragma once

#include <QScrollArea>
#include <functional>

namespace hilum::ui {

class RowArea : public QScrollArea {
    Q_OBJECT
public:
    explicit RowArea(QWidget* content, QWidget* parent = nullptr);
    struct Rows {
        int least = 100;  // px, of the whole area
        int pitch = 0;    // from row to row; 0: rows are not of one height
        int spacing = 0;
    };
    // Asked again when the text size changes.
    void setRows(std::function<Rows()> rows);
    // The content's height at the present width.
    int contentHeight() const;
    // The largest useful height of at most `room`: whole rows, never less than the least height.
    int fitting(int room) const;
    int least() const { return m_rows.least; }

Q_SIGNALS:
    void resized();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void readRows();

    std::function<Rows()> m_read;
    Rows m_rows;
};

}  // namespace hilum::ui
