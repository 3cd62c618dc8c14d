// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Mouse of the viewport (viewer.md 3.1): left = chosen tool (window/level at first), middle = pan,
// right drag = zoom, right click = menu, both = scroll, wheel = scroll, Ctrl+wheel = zoom.
#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

namespace {
constexpr double kPointsPerWidth = 400.0;  // dragging this far changes the window by its own width
constexpr double kWheelStep = 120.0;       // angle units of one notch
constexpr double kPixelStep = 24.0;        // touch-pad pixels worth one image
constexpr double kScrollPoints = 12.0;     // chord drag: points per image
constexpr const char* kSeriesMime = "application/x-hilum-series";
}  // namespace

ViewportWidget::Drag ViewportWidget::dragFor(Qt::MouseButtons buttons) const {
    if (buttons.testFlag(Qt::LeftButton) && buttons.testFlag(Qt::RightButton)) return Drag::Scroll;
    if (buttons.testFlag(Qt::MiddleButton)) return Drag::Pan;
    if (buttons.testFlag(Qt::RightButton)) return Drag::Zoom;
    if (!buttons.testFlag(Qt::LeftButton)) return Drag::None;
    switch (m_tool) {
        case Tool::WindowLevel: return Drag::Window;
        case Tool::Pan: return Drag::Pan;
        case Tool::Zoom: return Drag::Zoom;
    }
    return Drag::None;
}

void ViewportWidget::mousePressEvent(QMouseEvent* event) {
    Q_EMIT activated();
    if (event->button() == Qt::BackButton || event->button() == Qt::ForwardButton) {
        Q_EMIT seriesStepRequested(event->button() == Qt::ForwardButton ? 1 : -1);
        return;
    }
    m_drag = dragFor(event->buttons());
    if (m_drag == Drag::Scroll)
        m_moved = true;  // a chord is never a click
    else
        m_moved = false;
    m_pressed = m_last = event->position();
    m_scrollRest = 0;
}

void ViewportWidget::mouseMoveEvent(QMouseEvent* event) {
    if (m_frame) {
        const QPointF p = imageToWidget().inverted().map(event->position());
        const QPoint pixel(static_cast<int>(std::floor(p.x())), static_cast<int>(std::floor(p.y())));
        const bool inside = QRect(0, 0, m_frame->image.width, m_frame->image.height).contains(pixel);
        const std::optional<QPoint> cursor = inside ? std::optional<QPoint>(pixel) : std::nullopt;
        if (cursor != m_cursor) {
            m_cursor = cursor;
            if (m_textVisible) update();
        }
    }
    if (m_drag == Drag::None || !m_frame) return;
    if (!m_moved && (event->position() - m_pressed).manhattanLength() < QApplication::startDragDistance() / 3.0) return;
    m_moved = true;
    const QPointF delta = event->position() - m_last;
    m_last = event->position();
    switch (m_drag) {
        case Drag::Window: dragWindow(delta, event->modifiers()); break;
        case Drag::Pan:
            if (m_view.fit) {  // keep the size that is on screen
                m_view.zoom = m_view.effectiveZoom(m_frame->image, size(), devicePixelRatioF());
                m_view.fit = false;
            }
            m_view.pan += delta;
            update();
            Q_EMIT viewEdited();
            break;
        case Drag::Zoom:
            m_view.zoomAt(std::exp(-delta.y() / 150.0), m_pressed, m_frame->image, size(), devicePixelRatioF());
            update();
            Q_EMIT viewEdited();
            break;
        case Drag::Scroll: dragScroll(delta.y()); break;
        case Drag::None: break;
    }
}

// Right = wider, up = brighter; scaled with the present width, so that brain and bone feel the same.
void ViewportWidget::dragWindow(QPointF delta, Qt::KeyboardModifiers modifiers) {
    if (m_frame->image.channels != 1) return;
    double speed = m_window.width / kPointsPerWidth;
    if (modifiers.testFlag(Qt::ShiftModifier)) speed *= 5.0;
    if (modifiers.testFlag(Qt::ControlModifier)) speed /= 5.0;
    image::WindowLevel window = m_window;
    const double range = std::max(m_frame->fullRange.width, 1.0);
    window.width = std::clamp(window.width + delta.x() * speed, std::min(1.0, range / 1000.0), range * 8.0);
    window.centre += delta.y() * speed * (m_invertVertical ? -1.0 : 1.0);
    window.explanation.clear();
    setWindow(window);
    Q_EMIT windowEdited();
}

void ViewportWidget::dragScroll(double dy) {
    m_scrollRest += dy / kScrollPoints;
    const int steps = static_cast<int>(m_scrollRest);
    m_scrollRest -= steps;
    if (steps != 0) scrollBy(steps);
}

void ViewportWidget::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = !m_moved && event->button() == Qt::RightButton && m_drag == Drag::Zoom;
    m_drag = dragFor(event->buttons());
    if (m_moved && event->buttons() != Qt::NoButton)
        m_drag = Drag::None;  // letting go of one of two buttons ends the chord
    if (click) Q_EMIT menuRequested(event->globalPosition().toPoint());
}

void ViewportWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) Q_EMIT maximiseRequested();
}

void ViewportWidget::wheelEvent(QWheelEvent* event) {
    Q_EMIT activated();
    event->accept();
    const bool fine = !event->pixelDelta().isNull();
    const double amount = fine ? event->pixelDelta().y() / kPixelStep : event->angleDelta().y() / kWheelStep;
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        if (!m_frame) return;
        m_view.zoomAt(std::pow(1.15, amount), event->position(), m_frame->image, size(), devicePixelRatioF());
        update();
        Q_EMIT viewEdited();
        return;
    }
    // Small deltas add up to a step; turning round starts anew.
    if (m_wheelRest * amount < 0) m_wheelRest = 0;
    m_wheelRest += amount;
    const int steps = static_cast<int>(m_wheelRest);
    m_wheelRest -= steps;
    if (steps != 0) scrollBy(-steps * (event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1));
}

void ViewportWidget::leaveEvent(QEvent*) {
    m_cursor.reset();
    update();
}

void ViewportWidget::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    Q_EMIT activated();
}

void ViewportWidget::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    update();
}

void ViewportWidget::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(QLatin1String(kSeriesMime))) event->acceptProposedAction();
}

void ViewportWidget::dropEvent(QDropEvent* event) {
    Q_EMIT activated();
    Q_EMIT seriesDropped(QString::fromUtf8(event->mimeData()->data(QLatin1String(kSeriesMime))));
    event->acceptProposedAction();
}

}  // namespace hilum::ui
