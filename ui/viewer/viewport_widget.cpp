// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What a viewport shows and asks for; the view's own state stands in viewport_view.cpp, painting and mouse in
// viewport_paint.cpp and viewport_mouse.cpp.
#include "ui/viewer/viewport_widget.h"

#include <QHideEvent>
#include <QShowEvent>
#include <algorithm>

#include "ui/common/text.h"
#include "ui/viewer/presentation_view.h"

namespace hilum::ui {

ViewportWidget::ViewportWidget(FrameStore& frames, int number, QWidget* parent)
    : QWidget(parent), m_frames(frames), m_number(number) {
    setObjectName(QStringLiteral("viewport%1").arg(number));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setMinimumSize(64, 64);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&frames, &FrameStore::frameReady, this, [this](const FrameKey& key) {
        if (m_stack && m_shownIndex != m_index && m_stack->indexOf(key) >= 0) showNewest();
    });
    connect(&frames, &FrameStore::frameFailed, this, [this](const FrameKey& key) {
        if (m_stack && m_stack->indexOf(key) == m_index) update();
    });
    describe();
}

ViewportWidget::~ViewportWidget() { m_frames.release(this); }

std::optional<MeasureKind> measureKindOf(Tool tool) {
    switch (tool) {
        case Tool::Distance: return MeasureKind::Distance;
        case Tool::Angle: return MeasureKind::Angle;
        case Tool::Cobb: return MeasureKind::Cobb;
        case Tool::Ellipse: return MeasureKind::Ellipse;
        case Tool::Polygon: return MeasureKind::Polygon;
        default: break;
    }
    return std::nullopt;
}

void ViewportWidget::setStack(const StackPtr& stack) {
    const bool same =
        m_stack && stack && m_stack->seriesUid() == stack->seriesUid() && m_stack->foreign == stack->foreign;
    const StackFrame* wanted =
        same && m_index < frameCount() ? &m_stack->frames[static_cast<std::size_t>(m_index)] : nullptr;
    const int kept = wanted != nullptr ? stack->indexOf(wanted->key) : -1;
    const int keptShown = same && shownStackFrame() != nullptr ? stack->indexOf(shownStackFrame()->key) : -1;
    m_stack = stack;
    if (same && kept >= 0) {
        m_index = kept;
        m_shownIndex = keptShown;
    } else {
        m_index = 0;
        m_shownIndex = -1;
        m_frame.reset();
        m_renderedOf = nullptr;
        m_windowIsDefault = true;
        m_inverted = false;
        m_view = {};
        m_presentation.reset();
        m_marks.clear();
        m_cursorMark.reset();
        clearSaliency();
    }
    if (!m_stack) m_frames.release(this);
    followFrame();
    showNewest();
    requestFrames();
    describe();
    update();
}

void ViewportWidget::replaceStack(const StackPtr& stack) {
    if (!m_stack || !stack || stack->frames.empty()) return setStack(stack);
    m_stack = stack;
    m_index = std::min(m_index, frameCount() - 1);
    // What is on screen stays until the new picture is there; it is not one of the new stack's frames.
    m_shownIndex = m_index;
    if (auto frame = m_frames.cached(m_stack->frames[static_cast<std::size_t>(m_index)].key))
        adoptFrame(m_index, frame);
    else
        m_shownIndex = -1;
    followFrame();
    requestFrames();
    describe();
    update();
}

std::optional<SliceGeometry> ViewportWidget::shownGeometry() const {
    const StackFrame* shown = shownStackFrame();
    if (shown == nullptr || !m_frame) return std::nullopt;
    const auto& image = m_frame->image;
    const auto& plane = image.plane ? image.plane : shown->instance->plane;
    if (!plane || image.spacing.kind != image::SpacingKind::Calibrated || image.spacing.xMm <= 0) return std::nullopt;
    return SliceGeometry{*plane,      image.spacing.xMm, image.spacing.yMm,
                         image.width, image.height,      shown->instance->frameOfReferenceUid};
}

const StackFrame* ViewportWidget::shownStackFrame() const {
    if (!m_stack || m_shownIndex < 0 || m_shownIndex >= frameCount()) return nullptr;
    return &m_stack->frames[static_cast<std::size_t>(m_shownIndex)];
}

void ViewportWidget::setIndex(int index) {
    if (frameCount() == 0) return;
    const int wanted = std::clamp(index, 0, frameCount() - 1);
    if (wanted == m_index) return;
    const int delta = wanted - m_index;
    m_direction = delta > 0 ? 1 : -1;
    m_index = wanted;
    showNewest();
    requestFrames();
    describe();
    update();
    Q_EMIT indexChanged(m_index, delta);
}

// The wanted frame if it is there; otherwise what is on screen stays, unless a nearer one has come.
void ViewportWidget::showNewest() {
    if (frameCount() == 0) return;
    const auto& frames = m_stack->frames;
    if (auto frame = m_frames.cached(frames[static_cast<std::size_t>(m_index)].key)) {
        adoptFrame(m_index, frame);
        return;
    }
    const int limit = m_shownIndex >= 0 ? std::abs(m_shownIndex - m_index) : frameCount();
    for (int distance = 1; distance < limit; ++distance)
        for (const int candidate : {m_index + m_direction * distance, m_index - m_direction * distance}) {
            if (candidate < 0 || candidate >= frameCount()) continue;
            const auto& key = frames[static_cast<std::size_t>(candidate)].key;
            if (!m_frames.contains(key)) continue;
            adoptFrame(candidate, m_frames.cached(key));
            return;
        }
}

void ViewportWidget::adoptFrame(int index, const FramePtr& frame) {
    const bool changed = frame != m_frame;
    m_shownIndex = index;
    m_frame = frame;
    if (!m_hidden) m_frames.pin(this, m_stack->frames[static_cast<std::size_t>(index)].key);
    if (m_windowIsDefault) m_window = windowByDefault();
    followFrame();
    describe();
    update();
    if (changed) Q_EMIT frameShown();
}

void ViewportWidget::requestFrames() {
    if (frameCount() > 0 && !m_hidden) m_frames.want(this, outwardWish(m_stack, m_index, m_direction));
}

// What nobody sees is neither decoded nor kept.
void ViewportWidget::hideEvent(QHideEvent* event) {
    if (!event->spontaneous()) {
        m_hidden = true;
        m_frames.release(this);
    }
    QWidget::hideEvent(event);
}

void ViewportWidget::showEvent(QShowEvent* event) {
    if (m_hidden) {
        m_hidden = false;
        if (const StackFrame* shown = shownStackFrame(); shown != nullptr && m_frame) m_frames.pin(this, shown->key);
        showNewest();
        requestFrames();
    }
    QWidget::showEvent(event);
}

void ViewportWidget::setActive(bool active) {
    m_active = active;
    update();
}

void ViewportWidget::setTextVisible(bool visible) {
    m_textVisible = visible;
    update();
}

void ViewportWidget::setHideIdentity(bool hide) {
    m_hideIdentity = hide;
    update();
}

void ViewportWidget::setHiddenCorners(const HiddenCorners& hidden) {
    m_hiddenCorners = hidden;
    update();
}

void ViewportWidget::setBand(const QString& text, bool neutral) {
    if (text == m_band && neutral == m_bandIsNeutral) return;
    m_band = text;
    m_bandIsNeutral = neutral;
    describe();
    update();
}

void ViewportWidget::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

void ViewportWidget::setSaliency(const FrameKey& key, const SaliencyOverlay& overlay) {
    m_saliencyKey = key;
    m_saliency = overlay;
    update();
}

void ViewportWidget::clearSaliency() {
    m_saliencyKey.reset();
    m_saliency = {};
    update();
}

bool ViewportWidget::hasSaliency() const {
    const StackFrame* shown = shownStackFrame();
    return m_saliencyKey && !m_saliency.empty() && shown != nullptr && shown->key == *m_saliencyKey;
}

void ViewportWidget::setSaliencyVisible(bool visible) {
    m_saliencyVisible = visible;
    update();
}

void ViewportWidget::setSaliencyOpacity(double opacity) {
    m_saliencyOpacity = std::clamp(opacity, 0.1, 1.0);
    update();
}

QTransform ViewportWidget::imageToWidget() const {
    return m_frame ? m_view.imageToWidget(m_frame->image, size(), devicePixelRatioF()) : QTransform();
}

CornerInput ViewportWidget::cornerInput(double zoom) const {
    CornerInput input;
    input.stack = m_stack.get();
    input.instance = shownStackFrame()->instance;
    input.image = &m_frame->image;
    input.index = m_index;
    input.shownIndex = m_shownIndex;
    input.window = m_window;
    input.zoom = zoom;
    input.cursor = m_cursor;
    input.hideIdentity = m_hideIdentity;
    if (m_presentation && m_presentation->refersTo(input.instance->sopUid, shownStackFrame()->key.frame))
        input.presentation = presentationName(*m_presentation);
    input.hidden = m_hiddenCorners;
    const auto& all = m_frame->fullRange;
    input.windowOutside = m_frame->image.channels == 1 && all.width > 1 &&
                          std::abs(m_window.centre - all.centre) > (m_window.width + all.width) / 2;
    return input;
}

QStringList ViewportWidget::cornerLines() const {
    const StackFrame* shown = shownStackFrame();
    if (shown == nullptr || !m_frame) return {};
    const CornerInput input = cornerInput(m_view.effectiveZoom(m_frame->image, size(), devicePixelRatioF()));
    const CornerTexts texts = cornerTexts(input);
    return texts.topLeft + texts.topRight + texts.bottomLeft + texts.bottomRight + texts.warnings;
}

void ViewportWidget::describe() {
    setAccessibleName(tr("Viewport %1").arg(m_number + 1));
    if (!m_stack || frameCount() == 0) {
        setAccessibleDescription(tr("empty"));
        return;
    }
    setAccessibleDescription(tr("Series %1, image %2 of %3, %4")
                                 .arg(m_stack->series->number)
                                 .arg(m_index + 1)
                                 .arg(frameCount())
                                 .arg(windowText(m_window)) +
                             (m_band.isEmpty() ? QString() : QStringLiteral(". ") + m_band));
}

std::optional<NoteKey> ViewportWidget::noteKey() const {
    const StackFrame* shown = shownStackFrame();
    if (shown == nullptr || !m_frame || m_stack->foreign) return std::nullopt;  // nothing is drawn on a past case
    return noteKeyOf(*shown);
}

void ViewportWidget::followFrame() { m_measure.setFrame(noteKey(), m_frame); }

void ViewportWidget::setNotes(NotesStore* store) {
    m_measure.setStore(store);
    if (store != nullptr)
        connect(store, &NotesStore::changed, this, [this](const NoteKey& key) {
            if (noteKey() == key) update();
        });
}

void ViewportWidget::setTool(Tool tool) {
    m_tool = tool;
    m_measure.cancel();
    setCursor(measureKindOf(tool) || tool == Tool::Cursor3d ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

void ViewportWidget::setReferenceMarks(std::vector<ReferenceMark> marks) {
    m_marks = std::move(marks);
    update();
}

void ViewportWidget::setCursorMark(const std::optional<QPointF>& point) {
    m_cursorMark = point;
    update();
}

void ViewportWidget::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) update();
    QWidget::changeEvent(event);
}

}  // namespace hilum::ui
