// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/undo_commands.h"

namespace hilum::ui {

namespace {
constexpr int kMergeMs = 700;
}

ViewCommand::ViewCommand(ViewportWidget& viewport, const ViewState& before, const QString& words)
    : QUndoCommand(words),
      m_viewport(&viewport),
      m_series(viewport.stack() ? viewport.stack()->seriesUid() : QString()),
      m_before(before),
      m_after(viewport.viewState()),
      m_open(kMergeMs) {}

void ViewCommand::apply(const ViewState& state) {
    if (m_viewport && m_viewport->stack() && m_viewport->stack()->seriesUid() == m_series)
        m_viewport->setViewState(state);
}

void ViewCommand::undo() {
    m_open.setRemainingTime(0);
    apply(m_before);
}

void ViewCommand::redo() {
    if (!m_first) apply(m_after);
    m_first = false;
}

bool ViewCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = static_cast<const ViewCommand*>(other);
    if (m_open.hasExpired() || next->m_viewport != m_viewport || next->m_series != m_series || next->text() != text())
        return false;
    m_after = next->m_after;
    m_open.setRemainingTime(kMergeMs);
    return true;
}

}  // namespace hilum::ui
