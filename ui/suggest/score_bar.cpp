// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/suggest/score_bar.h"

#include <QPainter>
#include <algorithm>

#include "ui/common/theme.h"

namespace hilum::ui {

ScoreBar::ScoreBar(double value, QWidget* parent) : QWidget(parent), m_value(0) {
    setFixedHeight(6);
    setMinimumWidth(40);
    setValue(value);
}

void ScoreBar::setValue(double value) {
    m_value = std::clamp(value, 0.0, 1.0);
    setAccessibleName(tr("Score %1 of 100").arg(static_cast<int>(m_value * 100 + 0.5)));
    update();
}

void ScoreBar::setThreshold(std::optional<double> threshold) {
    m_threshold = threshold;
    update();
}

void ScoreBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::tokens().border);
    painter.drawRoundedRect(rect(), 3, 3);
    painter.setBrush(theme::tokens().secondary);
    painter.drawRoundedRect(QRectF(0, 0, width() * m_value, height()), 3, 3);
    if (m_threshold) {
        painter.setBrush(theme::tokens().text);
        painter.drawRect(QRectF(width() * std::clamp(*m_threshold, 0.0, 1.0) - 1, 0, 2, height()));
    }
}

}  // namespace hilum::ui
