// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ReadingStack: the right side's sections one below the other. Suggestions get the room they need as long
// as one whole row of similar cases stays visible below them; past cases get whole rows of what is left.
// When even the least does not fit, the whole side scrolls.
#pragma once

#include <QList>
#include <QScrollArea>

namespace hilum::ui {

class RowArea;
class Section;

class ReadingStack : public QScrollArea {
    Q_OBJECT
public:
    explicit ReadingStack(QWidget* parent = nullptr);
    // area: the content of the section, or null when it is not scrolled by itself.
    void addSection(Section* section, RowArea* area);
    void finish();  // after the last one

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void share();
    void keepWide();
    QWidget* m_content;
    struct Part {
        Section* section;
        RowArea* area;  // null: not scrolled by itself
    };
    QList<Part> m_parts;  // first: suggestions, second: past cases
    bool m_sharing = false;
};

}  // namespace hilum::ui
