// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/series_delegate.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <algorithm>

#include "ui/browser/series_model.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {

constexpr int kThumb = 72;
constexpr int kPad = 8;

// Up to maxLines lines of text; the last one is elided.
void drawLines(QPainter& painter, const QRect& box, const QString& text, int maxLines) {
    const QFontMetrics metrics(painter.font());
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    int y = box.top();
    for (int i = 0; i < maxLines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(box.width());
        const int start = line.textStart();
        const bool cut = i == maxLines - 1 && start + line.textLength() < text.size();
        const QString shown =
            cut ? metrics.elidedText(text.mid(start), Qt::ElideRight, box.width()) : text.mid(start, line.textLength());
        painter.drawText(QRect(box.left(), y, box.width(), metrics.height()), Qt::AlignLeft | Qt::AlignTop,
                         shown.trimmed());
        y += metrics.height();
    }
    layout.endLayout();
}

}  // namespace

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto kind = static_cast<SeriesModel::Kind>(index.data(SeriesModel::KindRole).toInt());
    const int width = option.rect.width();
    if (kind == SeriesModel::Kind::Study) return {width, 2 * kPad + theme::px(36)};
    if (kind == SeriesModel::Kind::Refused) return {width, 2 * kPad + theme::px(80)};
    return {width,
            std::max(kThumb, theme::px(20) + 3 * QFontMetrics(theme::font(theme::kSmallPx)).height()) + 2 * kPad};
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto& t = theme::tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hover = option.state.testFlag(QStyle::State_MouseOver);
    const auto kind = static_cast<SeriesModel::Kind>(index.data(SeriesModel::KindRole).toInt());
    const QRectF box = QRectF(option.rect).adjusted(4, 2, -4, -2);
    if (kind != SeriesModel::Kind::Study && (selected || hover)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.raised);
        painter->drawRoundedRect(box, theme::kRadius, theme::kRadius);
    }
    if (selected) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(t.accent, 1));
        painter->drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme::kRadius, theme::kRadius);
    }
    const QRect inner = option.rect.adjusted(kPad, kPad, -kPad, -kPad);
    if (kind == SeriesModel::Kind::Study)
        paintStudy(*painter, inner, index);
    else if (kind == SeriesModel::Kind::Series)
        paintSeries(*painter, inner, index);
    else
        paintRefused(*painter, inner, index);
    painter->restore();
}

void SeriesDelegate::paintStudy(QPainter& painter, const QRect& box, const QModelIndex& index) const {
    const auto& t = theme::tokens();
    const bool folded = index.data(SeriesModel::FoldedRole).toBool();
    const QPixmap chevron = iconPixmap(folded ? QStringLiteral("chevron-right") : QStringLiteral("chevron-down"),
                                       t.secondary, 12, painter.device()->devicePixelRatioF());
    painter.drawPixmap(QPointF(box.left(), box.top() + 3), chevron);
    const QRect text = box.adjusted(16, 0, 0, 0);
    painter.setFont(theme::font(theme::kBasePx, true));
    painter.setPen(index.data(SeriesModel::PriorRole).toBool() ? t.secondary : t.text);
    const QFontMetrics bold(painter.font());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop,
                     bold.elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter.setFont(theme::font(theme::kSmallPx));
    painter.setPen(t.secondary);
    const QFontMetrics small(painter.font());
    painter.drawText(text, Qt::AlignLeft | Qt::AlignBottom,
                     small.elidedText(index.data(SeriesModel::SubtitleRole).toString(), Qt::ElideRight, text.width()));
}

void SeriesDelegate::paintSeries(QPainter& painter, const QRect& box, const QModelIndex& index) const {
    const auto& t = theme::tokens();
    const QRect thumb(box.left(), box.top(), kThumb, kThumb);
    QPainterPath clip;
    clip.addRoundedRect(thumb, 3, 3);
    painter.fillPath(clip, t.viewport);
    const QImage picture = index.data(SeriesModel::ThumbnailRole).value<QImage>();
    if (!picture.isNull()) {
        const QSize size = picture.size().scaled(thumb.size(), Qt::KeepAspectRatio);
        const QRect target(thumb.center() - QPoint(size.width() / 2 - 1, size.height() / 2 - 1), size);
        painter.setClipPath(clip);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(target, picture);
        painter.setClipping(false);
    } else {
        painter.drawPixmap(thumb.center() - QPoint(10, 10),
                           iconPixmap(QStringLiteral("image"), t.disabled, 20, painter.device()->devicePixelRatioF()));
    }
    // fill bar: how much of the series is decoded
    const QRectF bar(thumb.left(), thumb.bottom() - 2, thumb.width() + 1, 3);
    painter.fillRect(bar, QColor(0, 0, 0, 160));
    const double fill = index.data(SeriesModel::FillRole).toDouble();
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * fill, bar.height()), t.accent);

    if (index.data(SeriesModel::WarningRole).toBool())  // the tip says what it is about
        painter.drawPixmap(QPointF(thumb.right() - 17, thumb.top() + 3),
                           iconPixmap(QStringLiteral("warning"), t.warning, 14, painter.device()->devicePixelRatioF()));

    const QRect text = box.adjusted(kThumb + 8, 0, 0, 0);
    painter.setPen(t.text);
    painter.setFont(theme::font(theme::kBasePx, true));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, index.data().toString());
    painter.setFont(theme::font(theme::kSmallPx));
    painter.setPen(t.secondary);
    painter.drawText(text, Qt::AlignRight | Qt::AlignTop, QString::number(index.data(SeriesModel::CountRole).toInt()));
    drawLines(painter, text.adjusted(0, theme::px(20), 0, 0), index.data(SeriesModel::SubtitleRole).toString(), 3);
}

void SeriesDelegate::paintRefused(QPainter& painter, const QRect& box, const QModelIndex& index) const {
    const auto& t = theme::tokens();
    const QRectF frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor back = t.error;
    back.setAlpha(36);
    painter.setBrush(back);
    painter.setPen(QPen(t.error, 1));
    painter.drawRoundedRect(frame, 3, 3);
    painter.drawPixmap(box.topLeft() + QPoint(6, 6),
                       iconPixmap(QStringLiteral("image-refused"), t.error, 16, painter.device()->devicePixelRatioF()));
    painter.setFont(theme::font(theme::kSmallPx, true));
    painter.setPen(t.text);
    const QFontMetrics metrics(painter.font());
    painter.drawText(box.adjusted(28, 7, -6, 0), Qt::AlignLeft | Qt::AlignTop,
                     metrics.elidedText(index.data().toString(), Qt::ElideMiddle, box.width() - 34));
    painter.setFont(theme::font(theme::kSmallPx));
    painter.setPen(t.secondary);
    drawLines(painter, box.adjusted(8, theme::px(26), -6, 0), index.data(SeriesModel::SubtitleRole).toString(), 4);
}

}  // namespace hilum::ui
