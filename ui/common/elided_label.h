// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ElidedLabel: one line of text that gives way with an ellipsis; the whole text is its tooltip.
#pragma once

#include <QLabel>
#include <QPainter>

namespace hilum::ui {

class ElidedLabel : public QLabel {
public:
    explicit ElidedLabel(const QString& text, QWidget* parent = nullptr) : QLabel(text, parent) {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        setToolTip(text);
        setProperty("elided", true);
    }

protected:
    static constexpr int kFewestLetters = 6;
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        const QRect room = contentsRect();
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, room.width());
        // Three letters and dots say less than nothing; the tooltip still has the words.
        if (shown != text() && shown.size() < kFewestLetters) return;
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, shown);
    }
};

}  // namespace hilum::ui
