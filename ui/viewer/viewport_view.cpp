// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The state of a view: window, inversion, zoom, pan, turns and flips, and how an edit becomes one step that can
// be undone.
#include <algorithm>

#include "core/image/window_level.h"
#include "ui/viewer/presentation_view.h"
#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

bool sameState(const ViewState& a, const ViewState& b) {
    const auto sameWindow = [](const image::WindowLevel& u, const image::WindowLevel& v) {
        return u.centre == v.centre && u.width == v.width && u.function == v.function;
    };
    const auto& u = a.view;
    const auto& v = b.view;
    return a.presentation == b.presentation && sameWindow(a.window, b.window) && a.inverted == b.inverted &&
           u.fit == v.fit && (u.fit || u.zoom == v.zoom) && u.pan == v.pan && u.quarterTurns == v.quarterTurns &&
           u.flipHorizontal == v.flipHorizontal && u.flipVertical == v.flipVertical && u.area == v.area &&
           u.stretch == v.stretch;
}

void ViewportWidget::setViewState(const ViewState& state) {
    m_window = state.window;
    m_windowIsDefault = state.windowIsDefault;
    m_presentation = state.presentation;
    if (m_windowIsDefault && m_frame) m_window = windowByDefault();
    m_inverted = state.inverted;
    m_view = state.view;
    describe();
    update();
    Q_EMIT windowEdited();  // linked viewports follow
    Q_EMIT viewEdited();
}

// The presentation state's own window where it has one for this frame.
image::WindowLevel ViewportWidget::windowByDefault() const {
    const StackFrame* shown = shownStackFrame();
    if (!m_presentation || shown == nullptr) return m_frame->defaultWindow;
    const std::string& uid = shown->instance->sopUid;
    if (const auto window = presentedWindow(*m_presentation, uid, shown->key.frame, m_frame->image)) return *window;
    // A state without a window shows all values.
    const bool bare = m_presentation->refersTo(uid, shown->key.frame) && !m_presentation->colour;
    return bare && m_frame->image.channels == 1 ? m_frame->fullRange : m_frame->defaultWindow;
}

void ViewportWidget::applyPresentation(const PresentationPtr& presentation) {
    const StackFrame* shown = shownStackFrame();
    if (shown == nullptr || !m_frame) return;
    ViewState state;
    state.presentation = presentation;
    if (presentation) {
        const PresentedFrame frame{shown->instance->sopUid, shown->key.frame, m_frame->image};
        state.inverted = presentedInversion(*presentation, m_frame->image);
        state.view = presentedView(*presentation, frame, screenPixelsPerMm(*this));
    }
    setViewState(state);
}

void ViewportWidget::act(const QString& words, const std::function<void()>& edit) {
    const ViewState before = viewState();
    edit();
    if (!sameState(before, viewState())) Q_EMIT stateEdited(before, words);
}

void ViewportWidget::setWindow(const image::WindowLevel& window) {
    m_window = window;
    m_windowIsDefault = false;
    describe();
    update();
}

void ViewportWidget::useDefaultWindow() {
    m_windowIsDefault = true;
    if (m_frame) m_window = windowByDefault();
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
    m_view.area = {};
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
    m_presentation.reset();
    useDefaultWindow();
    Q_EMIT viewEdited();
}

}  // namespace hilum::ui
