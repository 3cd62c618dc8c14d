// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/search/case_tile.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <algorithm>

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {

constexpr int kPad = 4;
constexpr int kPicturePx = 92, kTextPx = 84;

void drawWrapped(QPainter& painter, const QRectF& box, const QString& text) {
    const double height = QFontMetricsF(painter.font()).height();
    double y = box.top();
    for (const auto& line : captionLines(text, painter.font(), box.width(), static_cast<int>(box.height() / height))) {
        painter.drawText(QRectF(box.left(), y, box.width(), height), Qt::AlignLeft | Qt::AlignVCenter, line);
        y += height;
    }
}

}  // namespace

QStringList captionLines(const QString& text, const QFont& font, double width, int most) {
    const QFontMetricsF metrics(font);
    QStringList lines;
    QTextLayout layout(text, font);
    layout.beginLayout();
    for (int i = 0; i < std::max(1, most); ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(width);
        const bool last = i == most - 1 && line.textStart() + line.textLength() < text.size();
        const QString part = last ? text.mid(line.textStart()) : text.mid(line.textStart(), line.textLength());
        lines << metrics.elidedText(part.trimmed(), Qt::ElideRight, width);
    }
    layout.endLayout();
    return lines;
}

QString personFacts(const library::CaseRecord& record) {
    QStringList parts;
    if (record.ageYears) parts << CaseTile::tr("%1 y").arg(*record.ageYears);
    for (const auto& part : {record.sex, record.modality})
        if (!part.empty()) parts << fromUtf8(part);
    return parts.join(QLatin1Char(' '));
}

QString caseFacts(const library::CaseRecord& record) {
    return QStringLiteral("%1 %2").arg(personFacts(record), fromUtf8(record.date)).trimmed();
}

CaseTile::CaseTile(int number, const reading::CaseHit& hit, bool samePatient, QWidget* parent)
    : QWidget(parent),
      m_number(number),
      m_hit(hit),
      m_samePatient(samePatient),
      m_facts(caseFacts(hit.record)),
      m_caption(fromUtf8(hit.caption.empty() ? hit.record.text : hit.caption)) {
    setObjectName(QStringLiteral("case%1").arg(number));
    setAccessibleName(tr("Past case %1: %2. %3").arg(number).arg(m_facts, m_caption));
    setToolTip(QStringLiteral("%1\n%2\n%3")
                   .arg(m_facts, m_caption, tr("Click or press %1 to open it beside the image").arg(number)));
    setMinimumSize(72, heightPx());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

int CaseTile::heightPx() { return kPicturePx + 2 * kPad + theme::px(kTextPx); }

void CaseTile::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) setMinimumSize(72, heightPx());
}

void CaseTile::setPicture(const QImage& picture) {
    m_picture = picture;
    update();
}

void CaseTile::setSelected(bool selected) {
    m_selected = selected;
    update();
}

void CaseTile::setOpen(bool open) {
    m_open = open;
    setAccessibleDescription(open ? tr("open beside the image; press %1 to close it").arg(m_number)
                                  : tr("press %1 to open it beside the image").arg(m_number));
    update();
}

void CaseTile::mousePressEvent(QMouseEvent*) { Q_EMIT chosen(); }
void CaseTile::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) Q_EMIT opened();
}
void CaseTile::enterEvent(QEnterEvent*) {
    m_hover = true;
    update();
}
void CaseTile::leaveEvent(QEvent*) {
    m_hover = false;
    update();
}

void CaseTile::paintEvent(QPaintEvent*) {
    const auto& t = theme::tokens();
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_hover || m_selected ? t.raised.lighter(112) : t.raised);
    painter.drawRoundedRect(rect(), theme::kRadius, theme::kRadius);
    const QRectF inner = QRectF(rect()).adjusted(kPad, kPad, -kPad, -kPad);
    const QRectF frame(inner.left(), inner.top(), inner.width(),
                       std::min(inner.width(), static_cast<double>(kPicturePx)));
    painter.fillRect(frame, t.viewport);
    if (!m_picture.isNull()) {
        const QSizeF size = QSizeF(m_picture.size()).scaled(frame.size(), Qt::KeepAspectRatio);
        painter.drawImage(QRectF(frame.center() - QPointF(size.width() / 2, size.height() / 2), size), m_picture);
    } else {
        painter.drawPixmap(frame.center() - QPointF(10, 10),
                           iconPixmap(QStringLiteral("image"), t.disabled, 20, devicePixelRatioF()));
    }
    // number of the key, on its own dark square
    const QRectF badge(frame.left(), frame.top(), theme::px(18), theme::px(18));
    painter.fillRect(badge, QColor(0, 0, 0, 190));
    painter.setFont(theme::font(theme::kSmallPx, true));
    painter.setPen(t.overlayText);
    painter.drawText(badge, Qt::AlignCenter, QString::number(m_number));
    if (m_samePatient) {
        const QRectF band(frame.left(), frame.bottom() - theme::px(16), frame.width(), theme::px(16));
        painter.fillRect(band, t.warning);
        painter.setPen(QColor(0x0B, 0x0C, 0x0D));
        painter.drawText(band, Qt::AlignCenter, tr("same patient"));
    }
    const double share = std::clamp(static_cast<double>(m_hit.score), 0.0, 1.0);
    const QRectF bar(inner.left(), frame.bottom() + 3, inner.width(), 3);
    painter.fillRect(bar, t.border);
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), t.secondary);
    painter.setFont(theme::font(theme::kSmallPx));
    painter.setPen(t.secondary);
    const QFontMetricsF metrics(painter.font());
    double y = bar.bottom() + 3;
    for (const QString& line : {personFacts(m_hit.record), fromUtf8(m_hit.record.date)}) {
        if (line.isEmpty()) continue;
        painter.drawText(QRectF(inner.left(), y, inner.width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(line, Qt::ElideRight, inner.width()));
        y += metrics.height();
    }
    y += 1;
    painter.setPen(t.text);
    drawWrapped(painter, QRectF(inner.left(), y, inner.width(), inner.bottom() - y), m_caption);
    if (m_selected || m_open) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_open ? t.warning : t.accent, m_open ? 2 : 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), theme::kRadius, theme::kRadius);
    }
}

}  // namespace hilum::ui
