// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ChipBar: how a typed query was understood, one chip for each part (finding, negated finding, modality,
// age, sex, date, words), each removable. Kind is said by word and outline, never by colour alone.
#pragma once

#include <QWidget>
#include <vector>

#include "core/reading/case_search.h"

namespace hilum::ui {

class FlowLayout;

class ChipBar : public QWidget {
    Q_OBJECT
public:
    explicit ChipBar(QWidget* parent = nullptr);
    void setChips(const std::vector<reading::Chip>& chips);
    int count() const { return static_cast<int>(m_chips.size()); }
    void removeChip(int index);  // as a click on its cross

Q_SIGNALS:
    // What stays, as text to search for again; empty when the last chip went.
    void queryChanged(const QString& typed);

private:
    std::vector<reading::Chip> m_chips;
    FlowLayout* m_layout;
};

// The words that make the same chip again: negated findings get their "no" back.
QString typedFor(const reading::Chip& chip);

}  // namespace hilum::ui
