// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/series_list.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <utility>

#include "ui/browser/series_delegate.h"

namespace hilum::ui {

SeriesList::SeriesList(SeriesModel& model, QWidget* parent) : QListView(parent), m_model(model) {
    setObjectName(QStringLiteral("seriesList"));
    setAccessibleName(tr("Studies and series"));
    setAccessibleDescription(tr("Arrows move, Enter opens a series in the active viewport or folds a study"));
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
    m_look.setSingleShot(true);
    m_look.setInterval(0);
    connect(&m_look, &QTimer::timeout, this, &SeriesList::tellVisibleRows);
    for (const auto signal : {&QScrollBar::valueChanged, &QScrollBar::sliderMoved})
        connect(verticalScrollBar(), signal, this, [this] { m_look.start(); });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this] { m_look.start(); });
    connect(&model, &QAbstractItemModel::rowsMoved, this, [this] { m_look.start(); });
}

void SeriesList::tellVisibleRows() {
    if (!isVisible()) return m_model.setVisibleRows(0, -1);
    if (std::exchange(m_keepCurrent, false)) scrollTo(currentIndex());
    const QRect area = viewport()->rect();
    const QModelIndex first = indexAt(QPoint(area.left() + 1, area.top()));
    const QModelIndex last = indexAt(QPoint(area.left() + 1, area.bottom()));
    const int rows = m_model.rowCount();
    m_model.setVisibleRows(first.isValid() ? first.row() : 0, last.isValid() ? last.row() : rows - 1);
}

// A smaller list or larger letters move the rows: the marked one stays in sight if it was.
void SeriesList::keepCurrent(const QSize& before) {
    const QRect place = visualRect(currentIndex());
    if (place.isValid() && QRect(QPoint(0, 0), before).intersects(place)) m_keepCurrent = true;
    m_look.start();
}

void SeriesList::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) keepCurrent(viewport()->size());
    QListView::changeEvent(event);
}

void SeriesList::resizeEvent(QResizeEvent* event) {
    keepCurrent(event->oldSize());
    QListView::resizeEvent(event);
    m_look.start();
}

void SeriesList::showEvent(QShowEvent* event) {
    QListView::showEvent(event);
    m_look.start();
}

void SeriesList::hideEvent(QHideEvent* event) {
    QListView::hideEvent(event);
    m_look.start();
}

void SeriesList::rowsInserted(const QModelIndex& parent, int first, int last) {
    QListView::rowsInserted(parent, first, last);
    m_look.start();
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
