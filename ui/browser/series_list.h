// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SeriesList: the left side (200 px): studies and series as thumbnails. Enter or a click opens a series
// in the active viewport; dragging puts it into another one.
#pragma once

#include <QListView>
#include <QTimer>

#include "ui/browser/series_model.h"

namespace hilum::ui {

class SeriesList : public QListView {
    Q_OBJECT
public:
    SeriesList(SeriesModel& model, QWidget* parent = nullptr);
    // Marks the series of the active viewport; does not open anything.
    void showOpen(const QString& seriesUid);

Q_SIGNALS:
    void seriesChosen(const QString& seriesUid);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;

private:
    void choose(const QModelIndex& index);
    void tellVisibleRows();
    void keepCurrent(const QSize& before);
    SeriesModel& m_model;
    bool m_keepCurrent = false;  // the marked series was in sight before everything moved
    QTimer m_look;               // what is in sight is asked once, after everything has moved
};

}  // namespace hilum::ui
