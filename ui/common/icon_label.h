// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// IconLabel: a sign beside words. It is drawn at the time of painting, in the colours of the theme and at the
// resolution of the screen that shows it then, so neither a switch of the theme nor a move to another monitor
// leaves an old picture behind. The words beside it carry the meaning; it takes no focus. UI thread.
#pragma once

#include <QPixmap>
#include <QWidget>

#include "ui/common/theme.h"

namespace hilum::ui {

class IconLabel : public QWidget {
public:
    IconLabel(const QString& icon, theme::Tone tone, int sizePx, QWidget* parent = nullptr);
    void setSign(const QString& icon, theme::Tone tone);
    QString icon() const { return m_icon; }
    theme::Tone tone() const { return m_tone; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QString m_icon;
    theme::Tone m_tone;
    int m_sizePx;
    QPixmap m_drawn;
    QColor m_drawnColour;
};

}  // namespace hilum::ui
