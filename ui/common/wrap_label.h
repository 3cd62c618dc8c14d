// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WrapLabel: wrapped text that is never cut: its least height follows its width.
#pragma once

#include <QLabel>
#include <algorithm>

namespace hilum::ui {

class WrapLabel : public QLabel {
public:
    explicit WrapLabel(QWidget* parent = nullptr) : QLabel(parent) {
        setWordWrap(true);
        setAlignment(Qt::AlignLeft | Qt::AlignTop);
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QLabel::resizeEvent(event);
        setMinimumHeight(std::max(0, heightForWidth(width())));  // -1 without a word
    }
};

}  // namespace hilum::ui
