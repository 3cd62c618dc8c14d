// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// RowArea: the scroll area of one section's content. Its height is given from outside (ReadingStack), in
// whole rows, so that no line of text is ever cut.
#pragma once

#include <QScrollArea>

namespace hilum::ui {

class RowArea : public QScrollArea {
    Q_OBJECT
public:
    explicit RowArea(QWidget* content, QWidget* parent = nullptr);
    // Least height in px, and the distance from row to row (0: rows are not of one height).
    void setRows(int leastPx, int pitchPx, int spacingPx);
    // The content's height at the present width.
    int contentHeight() const;
    // The largest useful height of at most `room`: whole rows, never less than the least height.
    int fitting(int room) const;
    int least() const { return m_least; }

private:
    int m_least = 100;
    int m_pitch = 0;
    int m_spacing = 0;
};

}  // namespace hilum::ui
