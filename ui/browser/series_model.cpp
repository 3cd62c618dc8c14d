// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/series_model.h"

#include <QFileInfo>
#include <QMimeData>
#include <algorithm>

#include "ui/common/text.h"
#include "ui/viewer/corner_text.h"

namespace hilum::ui {

namespace {

constexpr const char* kSeriesMime = "application/x-hilum-series";
constexpr int kFillEveryMs = 100;

}  // namespace

SeriesModel::SeriesModel(FrameStore& frames, TaskRunner& runner, std::shared_ptr<library::ThumbnailStore> thumbnails,
                         QObject* parent)
    : QAbstractListModel(parent),
      m_frames(frames),
      m_thumbnails(new Thumbnails(frames, runner, std::move(thumbnails), this)) {
    m_fillTimer.setSingleShot(true);
    m_fillTimer.setInterval(kFillEveryMs);
    connect(&frames, &FrameStore::frameReady, this, [this] {
        if (!m_fillTimer.isActive()) m_fillTimer.start();
    });
    connect(&m_fillTimer, &QTimer::timeout, this, [this] {
        if (!m_rows.empty()) Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1), {FillRole});
    });
    connect(m_thumbnails, &Thumbnails::ready, this, [this](const QString& uid) {
        const QModelIndex changed = indexOfSeries(uid);
        if (changed.isValid()) Q_EMIT dataChanged(changed, changed, {ThumbnailRole});
    });
}

void SeriesModel::setSnapshot(const SnapshotPtr& snapshot) {
    if (!snapshot) {
        m_thumbnails->clear();
        m_toggled.clear();
    }
    m_snapshot = snapshot;
    applyRows(rowsOf(snapshot));
}

void SeriesModel::addStudy(std::vector<Row>& rows, const SnapshotPtr& snapshot, const dicom::Study& study,
                           bool prior) const {
    Row header;
    header.kind = Kind::Study;
    header.uid = fromUtf8(study.uid);
    header.prior = prior;
    const QString name = m_hideIdentity ? tr("Identity hidden") : personName(study.patientName);
    header.title = prior ? tr("Prior %1").arg(fromUtf8(study.date)) : (name.isEmpty() ? tr("Unnamed patient") : name);
    QStringList facts;
    if (study.ageYears) facts << tr("%1 y").arg(*study.ageYears);
    facts << fromUtf8(study.sex) << (prior ? QString() : fromUtf8(study.date)) << fromUtf8(study.description);
    facts.removeAll(QString());
    header.subtitle = facts.join(QStringLiteral("  "));
    rows.push_back(header);
    const bool folded = prior != m_toggled.contains(header.uid);
    if (folded) return;
    for (const auto& series : study.series) {
        Row row;
        row.kind = Kind::Series;
        row.uid = fromUtf8(series.uid);
        row.stack = makeStack(snapshot, study, series);
        row.count = static_cast<int>(row.stack->frames.size());
        row.title = fromUtf8(series.modality);
        row.subtitle = series.description.empty() ? tr("Series %1").arg(series.number) : fromUtf8(series.description);
        for (const auto& warning : series.warnings)
            row.tip += (row.tip.isEmpty() ? QString() : QStringLiteral("\n")) + fromUtf8(warning);
        row.prior = prior;
        if (row.count > 0) rows.push_back(row);
    }
}

std::vector<SeriesModel::Row> SeriesModel::rowsOf(const SnapshotPtr& snapshot) const {
    std::vector<Row> rows;
    if (!snapshot) return rows;
    QSet<QString> seen;
    for (const auto& study : snapshot->studies) {
        const QString patient = fromUtf8(study.patientId);
        const bool prior = !patient.isEmpty() && seen.contains(patient);  // newest first: later ones are older
        addStudy(rows, snapshot, study, prior);
        seen.insert(patient);
    }
    for (const auto& instance : snapshot->refused) {
        Row row;
        row.kind = Kind::Refused;
        row.uid = fromUtf8(instance.locator.display());
        row.title = QFileInfo(row.uid).fileName();
        row.subtitle = fromUtf8(instance.reason);
        row.tip = row.title + QLatin1Char('\n') + row.subtitle;
        rows.push_back(row);
    }
    return rows;
}

void SeriesModel::removeMissing(const std::vector<Row>& rows) {
    QSet<std::pair<int, QString>> there;
    for (const auto& row : rows) there.insert({static_cast<int>(row.kind), row.uid});
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        if (there.contains({static_cast<int>(row.kind), row.uid})) continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
}

// Inserts, removes and updates by UID; rows that stay keep their persistent index, hence selection.
void SeriesModel::applyRows(std::vector<Row> rows) {
    removeMissing(rows);
    QSet<std::pair<int, QString>> known;
    for (const auto& row : m_rows) known.insert({static_cast<int>(row.kind), row.uid});
    const auto same = [](const Row& a, const Row& b) { return a.kind == b.kind && a.uid == b.uid; };
    for (std::size_t at = 0; at < rows.size(); ++at) {
        const int i = static_cast<int>(at);
        if (!known.contains({static_cast<int>(rows[at].kind), rows[at].uid})) {
            beginInsertRows({}, i, i);
            m_rows.insert(m_rows.begin() + i, rows[at]);
            endInsertRows();
        } else if (!same(m_rows[at], rows[at])) {
            std::size_t old = at + 1;  // everything before is in place
            while (!same(m_rows[old], rows[at])) ++old;
            beginMoveRows({}, static_cast<int>(old), static_cast<int>(old), {}, i);
            std::rotate(m_rows.begin() + i, m_rows.begin() + static_cast<std::ptrdiff_t>(old),
                        m_rows.begin() + static_cast<std::ptrdiff_t>(old) + 1);
            endMoveRows();
        }
        m_rows[at] = std::move(rows[at]);
    }
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
    wantThumbnails();
}

void SeriesModel::setVisibleRows(int first, int last) {
    m_firstVisible = first;
    m_lastVisible = last;
    wantThumbnails();
}

// Of each series the middle image.
void SeriesModel::wantThumbnails() {
    std::vector<Thumbnails::Wish> wishes;
    const int last = std::min(m_lastVisible, static_cast<int>(m_rows.size()) - 1);
    for (int i = std::max(0, m_firstVisible); i <= last; ++i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        if (row.kind != Kind::Series || !row.stack || row.stack->frames.empty()) continue;
        const auto& frame = row.stack->frames[row.stack->frames.size() / 2];
        wishes.push_back({row.uid, frame.key, frame.instance->sopUid});
    }
    m_thumbnails->setVisible(wishes);
}

void SeriesModel::toggleFolded(const QModelIndex& header) {
    const QString uid = header.data(UidRole).toString();
    if (!m_toggled.remove(uid)) m_toggled.insert(uid);
    applyRows(rowsOf(m_snapshot));
}

void SeriesModel::setHideIdentity(bool hide) {
    m_hideIdentity = hide;
    applyRows(rowsOf(m_snapshot));
}

QStringList SeriesModel::seriesUids() const {
    QStringList uids;
    for (const auto& row : m_rows)
        if (row.kind == Kind::Series) uids << row.uid;
    return uids;
}

QModelIndex SeriesModel::indexOfSeries(const QString& uid) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].kind == Kind::Series && m_rows[i].uid == uid) return index(static_cast<int>(i));
    return {};
}

double SeriesModel::fill(const Row& row) const {
    if (!row.stack || row.count == 0) return 0;
    int there = 0;
    for (const auto& frame : row.stack->frames) there += m_frames.contains(frame.key) ? 1 : 0;
    return static_cast<double>(there) / row.count;
}

int SeriesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(m_rows.size())) return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole: return row.title;
        case Qt::ToolTipRole: return row.tip.isEmpty() ? row.title + QStringLiteral("  ") + row.subtitle : row.tip;
        case Qt::AccessibleTextRole:
            if (row.kind == Kind::Series)
                return tr("Series %1 %2, images: %3").arg(row.title, row.subtitle).arg(row.count) +
                       (row.tip.isEmpty() ? QString() : QStringLiteral(". ") + row.tip);
            if (row.kind == Kind::Refused) return tr("Refused file %1: %2").arg(row.title, row.subtitle);
            return tr("Study %1 %2").arg(row.title, row.subtitle);
        case KindRole: return static_cast<int>(row.kind);
        case UidRole: return row.uid;
        case SubtitleRole: return row.subtitle;
        case CountRole: return row.count;
        case FillRole: return fill(row);
        case ThumbnailRole: return m_thumbnails->picture(row.uid);
        case FoldedRole: return row.kind == Kind::Study && row.prior != m_toggled.contains(row.uid);
        case PriorRole: return row.prior;
        case WarningRole: return row.kind == Kind::Series && !row.tip.isEmpty();
        default: return {};
    }
}

Qt::ItemFlags SeriesModel::flags(const QModelIndex& index) const {
    const auto kind = static_cast<Kind>(index.data(KindRole).toInt());
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (kind == Kind::Series) flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList SeriesModel::mimeTypes() const { return {QLatin1String(kSeriesMime)}; }

QMimeData* SeriesModel::mimeData(const QModelIndexList& indexes) const {
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(QLatin1String(kSeriesMime), indexes.first().data(UidRole).toString().toUtf8());
    return data;
}

}  // namespace hilum::ui
