// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What a viewport shows and asks for; painting and mouse stand in viewport_paint.cpp and
// viewport_mouse.cpp.
#include "ui/viewer/viewport_widget.h"

#include <QEvent>
#include <QKeyEvent>
#include <algorithm>

#include "core/image/window_level.h"
#include "ui/common/text.h"
#include "ui/viewer/corner_text.h"

namespace hilum::ui {

namespace {
constexpr int kPrefetchAhead = 24;
constexpr int kPrefetchBehind = 8;
}  // namespace

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
        clearSaliency();
    }
    if (!m_stack) m_frames.release(this);
    showNewest();
    requestFrames();
    describe();
    update();
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
    m_frames.pin(this, m_stack->frames[static_cast<std::size_t>(index)].key);
    if (m_windowIsDefault) m_window = frame->defaultWindow;
    describe();
    update();
    if (changed) Q_EMIT frameShown();
}

void ViewportWidget::requestFrames() {
    if (frameCount() == 0) return;
    std::vector<FrameKey> wanted;
    const auto add = [&](int index) {
        if (index >= 0 && index < frameCount()) wanted.push_back(m_stack->frames[static_cast<std::size_t>(index)].key);
    };
    add(m_index);
    for (int i = 1; i <= kPrefetchAhead; ++i) {
        add(m_index + m_direction * i);
        if (i <= kPrefetchBehind) add(m_index - m_direction * i);
    }
    m_frames.want(this, std::move(wanted));
}

void ViewportWidget::setWindow(const image::WindowLevel& window) {
    m_window = window;
    m_windowIsDefault = false;
    describe();
    update();
}

void ViewportWidget::useDefaultWindow() {
    m_windowIsDefault = true;
    if (m_frame) m_window = m_frame->defaultWindow;
    describe();
    update();
}

void ViewportWidget::useFullRange() {
    if (m_frame) setWindow(m_frame->fullRange);
}

void ViewportWidget::setInverted(bool inverted) {
    m_inverted = inverted;
    update();
}

void ViewportWidget::setView(const ViewTransform& view) {
    m_view = view;
    update();
}

void ViewportWidget::fit() {
    m_view.fit = true;
    m_view.pan = {};
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::oneToOne() {
    m_view.fit = false;
    m_view.zoom = 1.0;
    m_view.pan = {};
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::turn(int quarters) {
    m_view.turn(quarters);
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::flipHorizontally() {
    m_view.flipHorizontal = !m_view.flipHorizontal;
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::flipVertically() {
    m_view.flipVertical = !m_view.flipVertical;
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::zoomBy(double factor) {
    if (!m_frame) return;
    m_view.zoomAt(factor, QRectF(rect()).center(), m_frame->image, size(), devicePixelRatioF());
    update();
    Q_EMIT viewEdited();
}

void ViewportWidget::reset() {
    m_view = {};
    m_inverted = false;
    useDefaultWindow();
    Q_EMIT viewEdited();
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

QStringList ViewportWidget::cornerLines() const {
    const StackFrame* shown = shownStackFrame();
    if (shown == nullptr || !m_frame) return {};
    CornerInput input{m_stack.get(),
                      shown->instance,
                      &m_frame->image,
                      m_index,
                      m_shownIndex,
                      m_window,
                      m_view.effectiveZoom(m_frame->image, size(), devicePixelRatioF()),
                      m_cursor,
                      m_hideIdentity};
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
                                 .arg(windowText(m_window)));
}

bool ViewportWidget::event(QEvent* event) {
    // Tab leaves the image only through the window's actions (it toggles the right side there), so the
    // widget must not swallow it as focus navigation.
    if (event->type() == QEvent::ScreenChangeInternal) update();
    return QWidget::event(event);
}

}  // namespace hilum::ui
