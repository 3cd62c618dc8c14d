// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ViewportGrid: 1x1 to 4x4 viewports, one of them active; maximise, linked scrolling and windowing,
// cine, and the comparison with a past case. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QPair>
#include <QTimer>
#include <QWidget>

#include "ui/viewer/viewport_widget.h"

class QGridLayout;

namespace hilum::ui {

class ViewportGrid : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostRows = 4;  // and columns
    explicit ViewportGrid(FrameStore& frames, QWidget* parent = nullptr);

    void setLayoutSize(int rows, int columns);
    int rows() const { return m_rows; }
    int columns() const { return m_columns; }
    ViewportWidget& active() const { return *m_viewports[m_active]; }
    const QList<ViewportWidget*>& viewports() const { return m_viewports; }  // also hidden ones
    int visibleCount() const { return m_rows * m_columns; }
    void activate(int index);
    void activateNext(int step);
    void toggleMaximised();
    bool isMaximised() const { return m_maximised; }
    void setLinked(bool linked) { m_linked = linked; }
    bool isLinked() const { return m_linked; }
    // Series of different frames of reference scroll together with the offset between the slices shown now.
    void pairShownSlices();
    bool hasPairs() const { return !m_pairs.isEmpty(); }
    void setCine(bool running);
    bool isCineRunning() const { return m_cine.isActive(); }
    void setCineRate(double imagesPerSecond);  // 1..60
    double cineRate() const;
    void clear();

    // Opens a past case beside the active viewport, linked; again replaces the past case shown.
    void compare(const StackPtr& pastCase);
    bool isComparing() const { return m_comparing; }
    void endCompare();  // back to the layout before

    // Called for each viewport, present and future.
    void setForAll(const std::function<void(ViewportWidget&)>& apply);

Q_SIGNALS:
    void activeChanged();
    void layoutChanged();
    void compareChanged(bool comparing);
    void cineChanged(bool running);
    void frameShown();  // in the active viewport
    void anyFrameShown();
    void stateEdited(ViewportWidget* viewport, const hilum::ui::ViewState& before, const QString& words);
    void actionRequested(const QString& id);
    void measured(const QString& text);
    void pointPicked(ViewportWidget* viewport, const hilum::ui::PointPx& point);
    void menuRequested(const QPoint& globalPos);
    void seriesDropped(const QString& seriesUid);

private:
    ViewportWidget* addViewport();
    void arrange();
    void follow(ViewportWidget* leader, const std::function<void(ViewportWidget&)>& apply);
    void connectViewport(ViewportWidget* viewport);
    void followScroll(const ViewportWidget& leader, ViewportWidget& other, int delta) const;

    FrameStore& m_frames;
    QGridLayout* m_layout;
    QList<ViewportWidget*> m_viewports;
    QList<std::function<void(ViewportWidget&)>> m_setup;
    int m_rows = 1;
    int m_columns = 1;
    qsizetype m_active = 0;
    bool m_maximised = false;
    bool m_linked = false;
    bool m_following = false;
    bool m_comparing = false;
    bool m_linkedBefore = false;
    int m_rowsBefore = 1;
    int m_columnsBefore = 1;
    QTimer m_cine;
    // (leader's series, follower's series) -> millimetres along the leader's normal, or frames
    struct Pair {
        double offset = 0;
        bool millimetres = false;
    };
    QHash<QPair<QString, QString>, Pair> m_pairs;
};

}  // namespace hilum::ui
