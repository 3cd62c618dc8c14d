// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/viewport_grid.h"

#include <QApplication>
#include <QGridLayout>
#include <algorithm>
#include <cmath>

#include "ui/common/focus_chain.h"

namespace hilum::ui {

namespace {
constexpr int kMost = ViewportGrid::kMostRows;
constexpr double kCineRate = 12.5;  // images a second
constexpr double kSlowest = 1, kFastest = 60;
}  // namespace

ViewportGrid::ViewportGrid(FrameStore& frames, QWidget* parent)
    : QWidget(parent), m_frames(frames), m_layout(new QGridLayout(this)) {
    setObjectName(QStringLiteral("viewportGrid"));
    setAccessibleName(tr("Images"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    addViewport();
    arrange();
    setCineRate(kCineRate);
    connect(&m_cine, &QTimer::timeout, this, [this] {
        ViewportWidget& viewport = active();
        if (viewport.frameCount() < 2) return setCine(false);
        viewport.setIndex((viewport.index() + 1) % viewport.frameCount());
    });
}

ViewportWidget* ViewportGrid::addViewport() {
    auto* viewport = new ViewportWidget(m_frames, static_cast<int>(m_viewports.size()), this);
    m_viewports.append(viewport);
    for (const auto& apply : std::as_const(m_setup)) apply(*viewport);
    connectViewport(viewport);
    return viewport;
}

void ViewportGrid::connectViewport(ViewportWidget* viewport) {
    connect(viewport, &ViewportWidget::activated, this,
            [this, viewport] { activate(static_cast<int>(m_viewports.indexOf(viewport))); });
    connect(viewport, &ViewportWidget::maximiseRequested, this, &ViewportGrid::toggleMaximised);
    connect(viewport, &ViewportWidget::menuRequested, this, &ViewportGrid::menuRequested);
    connect(viewport, &ViewportWidget::seriesDropped, this, &ViewportGrid::seriesDropped);
    connect(viewport, &ViewportWidget::actionRequested, this, &ViewportGrid::actionRequested);
    connect(viewport, &ViewportWidget::measured, this, &ViewportGrid::measured);
    connect(viewport, &ViewportWidget::pointPicked, this,
            [this, viewport](const PointPx& point) { Q_EMIT pointPicked(viewport, point); });
    connect(viewport, &ViewportWidget::stateEdited, this,
            [this, viewport](const ViewState& before, const QString& words) {
                Q_EMIT stateEdited(viewport, before, words);
            });
    connect(viewport, &ViewportWidget::frameShown, this, [this, viewport] {
        if (viewport == &active()) Q_EMIT frameShown();
        Q_EMIT anyFrameShown();
    });
    connect(viewport, &ViewportWidget::indexChanged, this, [this, viewport](int, int delta) {
        follow(viewport, [this, viewport, delta](ViewportWidget& other) { followScroll(*viewport, other, delta); });
    });
    connect(viewport, &ViewportWidget::windowEdited, this, [this, viewport] {
        follow(viewport, [viewport](ViewportWidget& other) {
            const bool same = other.stack() && viewport->stack() &&
                              other.stack()->series->modality == viewport->stack()->series->modality;
            if (same) other.setWindow(viewport->window());
        });
    });
    connect(viewport, &ViewportWidget::viewEdited, this, [this, viewport] {
        follow(viewport, [viewport](ViewportWidget& other) {
            ViewTransform view = other.view();
            view.fit = viewport->view().fit;
            view.zoom = viewport->view().zoom;
            view.pan = viewport->view().pan;
            other.setView(view);
        });
    });
}

// Same frame of reference and parallel slices: to the same place in the patient. Crossing slices of the same
// space stay (reference lines show where they are). Another frame: by the offset that was paired, else step by step.
void ViewportGrid::followScroll(const ViewportWidget& leader, ViewportWidget& other, int delta) const {
    if (!leader.stack() || !other.stack()) return;
    const auto& from = leader.stack()->geometry();
    const auto& to = other.stack()->geometry();
    const auto at = static_cast<std::size_t>(leader.index());
    const bool placed = at < from.size() && !to.empty();
    if (placed && sameSpace(from[at], to.front())) {
        if (!parallel(from[at], to.front())) return;
        const PointPx middle{from[at].width / 2.0, from[at].height / 2.0};
        if (const auto nearest = nearestSlice(to, from[at].pointAt(middle))) other.setIndex(*nearest);
        return;
    }
    const auto pair = m_pairs.constFind({leader.stack()->seriesUid(), other.stack()->seriesUid()});
    if (pair == m_pairs.constEnd()) return other.scrollBy(delta);
    if (!pair->millimetres || !placed) return other.setIndex(leader.index() + static_cast<int>(pair->offset));
    const PointMm normal = from[at].normal();
    const double wanted = positionAlong(from[at], normal) + pair->offset;
    int best = 0;
    for (std::size_t i = 1; i < to.size(); ++i)
        if (std::abs(positionAlong(to[i], normal) - wanted) <
            std::abs(positionAlong(to[static_cast<std::size_t>(best)], normal) - wanted))
            best = static_cast<int>(i);
    other.setIndex(best);
}

void ViewportGrid::pairShownSlices() {
    m_pairs.clear();
    for (const auto* a : std::as_const(m_viewports))
        for (const auto* b : std::as_const(m_viewports)) {
            if (a == b || !a->isVisible() || !b->isVisible() || !a->stack() || !b->stack()) continue;
            const auto& from = a->stack()->geometry();
            const auto& to = b->stack()->geometry();
            const auto i = static_cast<std::size_t>(a->index()), k = static_cast<std::size_t>(b->index());
            Pair pair{static_cast<double>(b->index() - a->index()), false};
            if (i < from.size() && k < to.size() && parallel(from[i], to[k])) {
                const PointMm normal = from[i].normal();
                pair = {positionAlong(to[k], normal) - positionAlong(from[i], normal), true};
            }
            m_pairs.insert({a->stack()->seriesUid(), b->stack()->seriesUid()}, pair);
        }
}

void ViewportGrid::setCineRate(double rate) {
    m_cine.setInterval(static_cast<int>(std::lround(1000.0 / std::clamp(rate, kSlowest, kFastest))));
}

double ViewportGrid::cineRate() const { return 1000.0 / m_cine.interval(); }

void ViewportGrid::follow(ViewportWidget* leader, const std::function<void(ViewportWidget&)>& apply) {
    if (!m_linked || m_following) return;
    m_following = true;  // a follower does not lead
    for (auto* viewport : std::as_const(m_viewports))
        if (viewport != leader && viewport->isVisible()) apply(*viewport);
    m_following = false;
}

void ViewportGrid::setForAll(const std::function<void(ViewportWidget&)>& apply) {
    m_setup.append(apply);
    for (auto* viewport : std::as_const(m_viewports)) apply(*viewport);
}

void ViewportGrid::setLayoutSize(int rows, int columns) {
    m_rows = std::clamp(rows, 1, kMost);
    m_columns = std::clamp(columns, 1, kMost);
    m_maximised = false;
    while (m_viewports.size() < visibleCount()) addViewport();
    if (m_active >= visibleCount()) m_active = 0;
    arrange();
    Q_EMIT layoutChanged();
}

void ViewportGrid::arrange() {
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());  // hiding the viewport would pass it on
    for (auto* viewport : std::as_const(m_viewports)) {
        m_layout->removeWidget(viewport);
        viewport->hide();
    }
    for (int i = 0; i < kMost; ++i) {
        m_layout->setRowStretch(i, !m_maximised && i < m_rows ? 1 : 0);
        m_layout->setColumnStretch(i, !m_maximised && i < m_columns ? 1 : 0);
    }
    if (m_maximised) {
        m_layout->addWidget(m_viewports[m_active], 0, 0);
        m_viewports[m_active]->show();
    } else {
        for (int i = 0; i < visibleCount(); ++i) {
            m_layout->addWidget(m_viewports[i], i / m_columns, i % m_columns);
            m_viewports[i]->show();
        }
    }
    for (qsizetype i = 0; i < m_viewports.size(); ++i) m_viewports[i]->setActive(i == m_active);
    if (hadFocus) active().setFocus();
    chainFocus(this, *this);  // a viewport made later stands among the others, not behind the panels
}

void ViewportGrid::activate(int index) {
    if (index < 0 || index >= visibleCount() || index == m_active) return;
    m_active = index;
    if (m_maximised) arrange();
    for (qsizetype i = 0; i < m_viewports.size(); ++i) m_viewports[i]->setActive(i == m_active);
    Q_EMIT activeChanged();
}

void ViewportGrid::activateNext(int step) {
    const int count = visibleCount();
    activate(((static_cast<int>(m_active) + step) % count + count) % count);
    active().setFocus();
}

void ViewportGrid::toggleMaximised() {
    if (visibleCount() == 1) return;
    m_maximised = !m_maximised;
    arrange();
    Q_EMIT layoutChanged();
}

void ViewportGrid::setCine(bool running) {
    if (running == m_cine.isActive()) return;
    if (running && active().frameCount() >= 2)
        m_cine.start();
    else
        m_cine.stop();
    Q_EMIT cineChanged(m_cine.isActive());
}

void ViewportGrid::clear() {
    setCine(false);
    m_pairs.clear();
    if (m_comparing) endCompare();
    for (auto* viewport : std::as_const(m_viewports)) viewport->setStack(nullptr);
}

void ViewportGrid::compare(const StackPtr& pastCase) {
    if (!m_comparing) {
        m_rowsBefore = m_rows;
        m_columnsBefore = m_columns;
        m_linkedBefore = m_linked;
        const StackPtr current = active().stack();
        const int index = active().index();
        const image::WindowLevel window = active().window();
        setLayoutSize(1, 2);
        m_viewports[0]->setStack(current);
        m_viewports[0]->setIndex(index);
        if (current && m_viewports[0]->shownFrame()) m_viewports[0]->setWindow(window);
        activate(0);
        m_linked = true;
        m_comparing = true;
        Q_EMIT compareChanged(true);
    }
    m_viewports[1]->setStack(pastCase);
}

void ViewportGrid::endCompare() {
    if (!m_comparing) return;
    m_comparing = false;
    m_linked = m_linkedBefore;
    m_viewports[1]->setStack(nullptr);
    setLayoutSize(m_rowsBefore, m_columnsBefore);
    Q_EMIT compareChanged(false);
}

}  // namespace hilum::ui
