// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The steps that undo and redo know besides drawing (NotesStore makes those itself): how an image is shown,
// which series stands where, layout, reviews of suggestions, the draft. UI thread.
#pragma once

#include <QDeadlineTimer>
#include <QPointer>
#include <QUndoCommand>
#include <functional>

#include "ui/viewer/viewport_widget.h"

namespace hilum::ui {

// A view's state before and after; wheel steps in quick succession become one.
class ViewCommand : public QUndoCommand {
public:
    ViewCommand(ViewportWidget& viewport, const ViewState& before, const QString& words);
    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* other) override;

private:
    void apply(const ViewState& state);
    QPointer<ViewportWidget> m_viewport;
    QString m_series;  // the state means nothing for another one
    ViewState m_before, m_after;
    QDeadlineTimer m_open;
    bool m_first = true;
};

// Anything else, as two functions; the first redo is skipped because the step has been done already.
class StepCommand : public QUndoCommand {
public:
    StepCommand(const QString& words, std::function<void()> undo, std::function<void()> redo)
        : QUndoCommand(words), m_undo(std::move(undo)), m_redo(std::move(redo)) {}
    void undo() override { m_undo(); }
    void redo() override {
        if (!m_first) m_redo();
        m_first = false;
    }

private:
    std::function<void()> m_undo, m_redo;
    bool m_first = true;
};

}  // namespace hilum::ui
