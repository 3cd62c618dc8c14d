// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SeriesModel: the rows of the left side: a header per study, its series with thumbnail, count and
// fill, priors of the same patient folded below, and files that were refused, in red with one
// sentence. Rows are named by UID, so arriving data updates rows and never moves a selection.
#pragma once

#include <QAbstractListModel>
#include <QSet>
#include <QTimer>
#include <vector>

#include "ui/browser/thumbnails.h"
#include "ui/models/stack.h"
#include "ui/models/study_set.h"

namespace hilum::ui {

class SeriesModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Kind { Study, Series, Refused };
    enum Role {
        KindRole = Qt::UserRole + 1,
        UidRole,
        SubtitleRole,
        CountRole,
        FillRole,
        ThumbnailRole,
        FoldedRole,
        PriorRole,
        WarningRole  // the series' geometry or order wants a look: the tip says why
    };

    SeriesModel(FrameStore& frames, TaskRunner& runner, std::shared_ptr<library::ThumbnailStore> thumbnails,
                QObject* parent = nullptr);
    // Rows that the list shows; thumbnails are made for these alone.
    void setVisibleRows(int first, int last);
    void setSnapshot(const SnapshotPtr& snapshot);
    void toggleFolded(const QModelIndex& header);
    // Series in the order of the list, folded ones left out.
    QStringList seriesUids() const;
    QModelIndex indexOfSeries(const QString& uid) const;
    void setHideIdentity(bool hide);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

private:
    struct Row {
        Kind kind = Kind::Series;
        QString uid;  // of the study, the series, or the refused file's path
        QString title, subtitle, tip;
        int count = 0;
        bool prior = false;
        StackPtr stack;  // of a series
    };
    std::vector<Row> rowsOf(const SnapshotPtr& snapshot) const;
    void addStudy(std::vector<Row>& rows, const SnapshotPtr& snapshot, const dicom::Study& study, bool prior) const;
    void applyRows(std::vector<Row> rows);
    void removeMissing(const std::vector<Row>& rows);
    void wantThumbnails();
    double fill(const Row& row) const;

    FrameStore& m_frames;
    Thumbnails* m_thumbnails;
    int m_firstVisible = 0, m_lastVisible = -1;
    QTimer m_fillTimer;  // many frames arrive between two paints
    SnapshotPtr m_snapshot;
    std::vector<Row> m_rows;
    QSet<QString> m_toggled;  // folded against its default
    bool m_hideIdentity = false;
};

}  // namespace hilum::ui
