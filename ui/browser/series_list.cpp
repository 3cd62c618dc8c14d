// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/series_list.h"

#include <QKeyEvent>

#include "ui/browser/series_delegate.h"

namespace hilum::ui {

SeriesList::SeriesList(SeriesModel& model, QWidget* parent) : QListView(parent), m_model(model) {
    setObjectName(QStringLiteral("seriesList"));
    setAccessibleName(tr("Studies and series"));
    setModel(&model);
    setItemDelegate(new SeriesDelegate(this));
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setMouseTracking(true);
    connect(this, &QListView::clicked, this, &SeriesList::choose);
}

void SeriesList::showOpen(const QString& seriesUid) {
    const QModelIndex index = m_model.indexOfSeries(seriesUid);
    if (index.isValid() && index != currentIndex()) setCurrentIndex(index);
}

void SeriesList::choose(const QModelIndex& index) {
    if (!index.isValid()) return;
    const auto kind = static_cast<SeriesModel::Kind>(index.data(SeriesModel::KindRole).toInt());
    if (kind == SeriesModel::Kind::Study) m_model.toggleFolded(index);
    if (kind == SeriesModel::Kind::Series) Q_EMIT seriesChosen(index.data(SeriesModel::UidRole).toString());
}

// The window's actions own arrows and Enter only while an image has the focus; here they move in the list.
bool SeriesList::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End ||
            key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Left || key == Qt::Key_Right) {
            event->accept();
            return true;
        }
    }
    return QListView::event(event);
}

void SeriesList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        choose(currentIndex());
        return;
    }
    QListView::keyPressEvent(event);
}

}  // namespace hilum::ui
