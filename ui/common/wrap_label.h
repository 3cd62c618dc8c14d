// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WrapLabel: wrapped text that is never cut: its least height follows its width.
#pragma once

#include <QEvent>
#include <QLabel>

namespace hilum::ui {

class WrapLabel : public QLabel {
public:
    explicit WrapLabel(QWidget* parent = nullptr) : QLabel(parent) { setWordWrap(true); }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QLabel::resizeEvent(event);
        setMinimumHeight(heightForWidth(width()));
    }
    bool event(QEvent* event) override {
        // The text has changed: measure again at the next resize.
        if (event->type() == QEvent::LayoutRequest) setMinimumHeight(heightForWidth(width()));
        return QLabel::event(event);
    }
};

}  // namespace hilum::ui
