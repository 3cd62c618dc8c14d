// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/icon_label.h"

#include <QEvent>
#include <QPainter>

#include "ui/common/icons.h"

namespace hilum::ui {

IconLabel::IconLabel(const QString& icon, theme::Tone tone, int sizePx, QWidget* parent)
    : QWidget(parent), m_icon(icon), m_tone(tone), m_sizePx(sizePx) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void IconLabel::setSign(const QString& icon, theme::Tone tone) {
    m_icon = icon;
    m_tone = tone;
    m_drawn = {};
    update();
}

// One pixel of room above puts the sign on the words' first line.
QSize IconLabel::sizeHint() const { return {theme::px(m_sizePx), theme::px(m_sizePx) + 2}; }

void IconLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double ratio = painter.device()->devicePixelRatioF();
    const int size = theme::px(m_sizePx);
    const QColor colour = theme::colour(m_tone);
    if (m_drawn.isNull() || m_drawn.devicePixelRatio() != ratio || m_drawn.deviceIndependentSize().width() != size ||
        m_drawnColour != colour) {
        m_drawn = iconPixmap(m_icon, colour, size, ratio);
        m_drawnColour = colour;
    }
    painter.drawPixmap(QPointF((width() - size) / 2.0, std::min(1.0, (height() - size) / 2.0)), m_drawn);
}

void IconLabel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) updateGeometry();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) update();
}

}  // namespace hilum::ui
