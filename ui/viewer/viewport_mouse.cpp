// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Mouse of the viewport (viewer.md 3.1). Which button does what stands in MouseMap; Shift is five times as
// fast, Ctrl a fifth. A right click without a drag opens the menu whatever the button drags.
#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "ui/common/text.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

namespace {

constexpr double kPointsPerWidth = 400.0;  // dragging this far changes the window by its own width
constexpr double kZoomPoints = 150.0;      // dragging this far zooms by e
constexpr double kScrollPoints = 12.0;     // drag: points per image
constexpr double kWheelZoom = 1.15;
constexpr double kWheelWindow = 0.05;  // of the width, for one notch
constexpr int kFastSteps = 10;
constexpr double kFast = 5.0;
constexpr const char* kSeriesMime = "application/x-hilum-series";

double speedOf(Qt::KeyboardModifiers modifiers) {
    if (modifiers.testFlag(Qt::ShiftModifier)) return kFast;
    return modifiers.testFlag(Qt::ControlModifier) ? 1.0 / kFast : 1.0;
}

}  // namespace

ViewportWidget::Drag ViewportWidget::dragOf(MouseAct act) const {
    switch (act) {
        case MouseAct::Window: return Drag::Window;
        case MouseAct::Pan: return Drag::Pan;
        case MouseAct::Zoom: return Drag::Zoom;
        case MouseAct::Scroll: return Drag::Scroll;
        case MouseAct::Cursor3d: return Drag::Cursor3d;
        case MouseAct::Tool: break;
        default: return Drag::None;
    }
    switch (m_tool) {
        case Tool::WindowLevel: return Drag::Window;
        case Tool::Pan: return Drag::Pan;
        case Tool::Zoom: return Drag::Zoom;
        case Tool::Scroll: return Drag::Scroll;
        case Tool::Cursor3d: return Drag::Cursor3d;
        default: return Drag::Measure;
    }
}

ViewportWidget::Drag ViewportWidget::dragFor(Qt::MouseButtons buttons) const {
    if (buttons.testFlag(Qt::LeftButton) && buttons.testFlag(Qt::RightButton))
        return dragOf(m_mouse.of(MouseSlot::LeftRight).act);
    if (buttons.testFlag(Qt::MiddleButton)) return dragOf(m_mouse.of(MouseSlot::Middle).act);
    if (buttons.testFlag(Qt::RightButton)) return dragOf(m_mouse.of(MouseSlot::Right).act);
    if (buttons.testFlag(Qt::LeftButton)) return dragOf(m_mouse.of(MouseSlot::Left).act);
    return Drag::None;
}

bool ViewportWidget::runSideButton(Qt::MouseButton button) {
    MouseSlot slot = MouseSlot::Back;
    switch (button) {
        case Qt::BackButton: break;
        case Qt::ForwardButton: slot = MouseSlot::Forward; break;
        case Qt::ExtraButton3: slot = MouseSlot::Extra1; break;
        case Qt::ExtraButton4: slot = MouseSlot::Extra2; break;
        default: return false;
    }
    const auto& binding = m_mouse.of(slot);
    if (binding.act == MouseAct::Action) Q_EMIT actionRequested(fromUtf8(binding.action));
    return true;
}

bool ViewportWidget::pressMeasure(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || event->buttons() != Qt::LeftButton || !m_frame) return false;
    const bool measuring = dragFor(event->buttons()) == Drag::Measure;
    const bool ours = m_measure.press(touch(event->position()), measuring ? measureKindOf(m_tool) : std::nullopt);
    if (ours) noteMeasure();
    return ours;
}

void ViewportWidget::noteMeasure() {
    update();
    if (!m_measure.isBusy() && m_measure.selected() != 0) Q_EMIT measured(m_measure.lastText());
}

void ViewportWidget::mousePressEvent(QMouseEvent* event) {
    Q_EMIT activated();
    if (runSideButton(event->button())) return;
    m_pressed = m_last = event->position();
    m_scrollRest = 0;
    m_moved = false;
    if (pressMeasure(event)) {
        m_drag = Drag::Measure;
        return;
    }
    endDrag();
    m_drag = dragFor(event->buttons());
    const bool chord = event->buttons().testFlag(Qt::LeftButton) && event->buttons().testFlag(Qt::RightButton);
    m_moved = chord;  // a chord is never a click
    if (m_drag == Drag::Measure) m_drag = Drag::None;
    if (m_drag == Drag::Window || m_drag == Drag::Pan || m_drag == Drag::Zoom) m_before = viewState();
    if (m_drag == Drag::Cursor3d) pick(event->position());
}

void ViewportWidget::followCursor(QPointF position) {
    if (!m_frame) return;
    const QPointF p = imageToWidget().inverted().map(position);
    const QPoint pixel(static_cast<int>(std::floor(p.x())), static_cast<int>(std::floor(p.y())));
    const bool inside = QRect(0, 0, m_frame->image.width, m_frame->image.height).contains(pixel);
    const std::optional<QPoint> cursor = inside ? std::optional<QPoint>(pixel) : std::nullopt;
    if (cursor == m_cursor) return;
    m_cursor = cursor;
    if (m_textVisible) update();
}

void ViewportWidget::moveMeasure(QMouseEvent* event) {
    if (m_measure.move(touch(event->position()), event->buttons().testFlag(Qt::LeftButton))) update();
    if (event->buttons() != Qt::NoButton) return;
    const bool over = m_measure.overHandle(touch(event->position()));
    const bool cross = measureKindOf(m_tool) || m_tool == Tool::Cursor3d;
    setCursor(over ? Qt::SizeAllCursor : cross ? Qt::CrossCursor : Qt::ArrowCursor);
}

void ViewportWidget::mouseMoveEvent(QMouseEvent* event) {
    followCursor(event->position());
    if (m_frame) moveMeasure(event);
    if (m_drag == Drag::None || m_drag == Drag::Measure || !m_frame) return;
    if (!m_moved && (event->position() - m_pressed).manhattanLength() < QApplication::startDragDistance() / 3.0) return;
    m_moved = true;
    const QPointF delta = event->position() - m_last;
    m_last = event->position();
    const double speed = speedOf(event->modifiers());
    switch (m_drag) {
        case Drag::Window: dragWindow(delta, speed); break;
        case Drag::Pan: dragPan(delta, speed); break;
        case Drag::Zoom:
            m_view.zoomAt(std::exp(-delta.y() * speed / kZoomPoints), m_pressed, m_frame->image, size(),
                          devicePixelRatioF());
            update();
            Q_EMIT viewEdited();
            break;
        case Drag::Scroll: dragScroll(delta.y(), speed); break;
        case Drag::Cursor3d: pick(event->position()); break;
        default: break;
    }
}

// Right = wider, up = brighter; scaled with the present width, so that brain and bone feel the same.
void ViewportWidget::dragWindow(QPointF delta, double factor) {
    if (m_frame->image.channels != 1) return;
    const double speed = m_window.width / kPointsPerWidth * factor;
    image::WindowLevel window = m_window;
    const double range = std::max(m_frame->fullRange.width, 1.0);
    window.width = std::clamp(window.width + delta.x() * speed, std::min(1.0, range / 1000.0), range * 8.0);
    window.centre += delta.y() * speed * (m_mouse.dragUpDarkens ? -1.0 : 1.0);
    window.explanation.clear();
    setWindow(window);
    Q_EMIT windowEdited();
}

void ViewportWidget::dragPan(QPointF delta, double speed) {
    if (m_view.fit) {  // keep the size that is on screen
        m_view.zoom = m_view.effectiveZoom(m_frame->image, size(), devicePixelRatioF());
        m_view.fit = false;
    }
    m_view.pan += delta * speed;
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::dragScroll(double dy, double speed) {
    m_scrollRest += dy * speed / kScrollPoints;
    const int steps = static_cast<int>(m_scrollRest);
    m_scrollRest -= steps;
    if (steps != 0) scrollBy(steps);
}

void ViewportWidget::pick(QPointF position) {
    if (!m_frame) return;
    const QPointF p = imageToWidget().inverted().map(position);
    Q_EMIT pointPicked(PointPx{p.x(), p.y()});
}

void ViewportWidget::endDrag() {
    if (m_before && !sameState(*m_before, viewState())) {
        const QString words = m_drag == Drag::Window ? tr("window") : m_drag == Drag::Pan ? tr("pan") : tr("zoom");
        Q_EMIT stateEdited(*m_before, words);
    }
    m_before.reset();
}

void ViewportWidget::mouseReleaseEvent(QMouseEvent* event) {
    if (m_drag == Drag::Measure) {
        if (m_measure.release(touch(event->position()))) noteMeasure();
        if (event->buttons() == Qt::NoButton) m_drag = Drag::None;
        return;
    }
    const bool click = !m_moved && event->button() == Qt::RightButton;
    endDrag();
    m_drag = dragFor(event->buttons());
    // Letting go of one of two buttons ends the chord.
    if (m_moved && event->buttons() != Qt::NoButton) m_drag = Drag::None;
    if (m_drag == Drag::Measure) m_drag = Drag::None;
    if (click) Q_EMIT menuRequested(event->globalPosition().toPoint());
}

void ViewportWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (m_measure.finish()) return noteMeasure();
    if (measureKindOf(m_tool)) return mousePressEvent(event);  // two quick points are two points
    Q_EMIT maximiseRequested();
}

// Two fingers that part or close, where the platform reports it: zoom at the place between them.
void ViewportWidget::pinch(const QNativeGestureEvent& event) {
    Q_EMIT activated();
    if (!m_frame || event.gestureType() != Qt::ZoomNativeGesture) return;
    act(tr("zoom"), [&] {
        m_view.zoomAt(std::clamp(1.0 + event.value(), 0.5, 2.0), event.position(), m_frame->image, size(),
                      devicePixelRatioF());
        update();
        Q_EMIT viewEdited();
    });
}

bool ViewportWidget::event(QEvent* event) {
    if (event->type() != QEvent::NativeGesture) return QWidget::event(event);
    pinch(*static_cast<QNativeGestureEvent*>(event));
    event->accept();
    return true;
}

void ViewportWidget::wheelEvent(QWheelEvent* event) {
    Q_EMIT activated();
    event->accept();
    const auto modifiers = event->modifiers();
    const MouseSlot slot = modifiers.testFlag(Qt::ControlModifier) ? MouseSlot::CtrlWheel
                           : modifiers.testFlag(Qt::ShiftModifier) ? MouseSlot::ShiftWheel
                                                                   : MouseSlot::Wheel;
    const double amount =
        wheelNotches({event->pixelDelta(), event->angleDelta(), QGuiApplication::platformName() != QLatin1String("xcb"),
                      slot != MouseSlot::Wheel, event->phase()});
    switch (m_mouse.of(slot).act) {
        case MouseAct::Scroll: return scrollBy(-m_wheel.add(amount, event->phase()));
        case MouseAct::ScrollFast: return scrollBy(-m_wheel.add(amount, event->phase()) * kFastSteps);
        case MouseAct::Zoom:
            if (!m_frame || amount == 0) return;
            return act(tr("zoom"), [&] {
                m_view.zoomAt(std::pow(kWheelZoom, amount), event->position(), m_frame->image, size(),
                              devicePixelRatioF());
                update();
                Q_EMIT viewEdited();
            });
        case MouseAct::Window:
            if (!m_frame || amount == 0) return;
            return act(tr("window"), [&] { dragWindow({amount * kWheelWindow * kPointsPerWidth, 0}, 1); });
        default: return;
    }
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
