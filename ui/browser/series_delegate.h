// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Painter of the left side's rows; the looks of a study header, a series and a refused file.
#pragma once

#include <QStyledItemDelegate>

namespace hilum::ui {

class SeriesDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintStudy(QPainter& painter, const QRect& box, const QModelIndex& index) const;
    void paintSeries(QPainter& painter, const QRect& box, const QModelIndex& index) const;
    void paintRefused(QPainter& painter, const QRect& box, const QModelIndex& index) const;
};

}  // namespace hilum::ui
