// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Actions of measuring, key images, undo, 3-D cursor and reformatting, and how they are joined.
#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QToolButton>

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/measure_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/notes_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/space_controller.h"
#include "ui/window/tool_row.h"
#include "ui/window/undo_commands.h"

namespace hilum::ui {

namespace {

constexpr double kSlabStepMm = 5;
constexpr double kNudge = 1, kNudgeFar = 10;
QKeySequence key(int k) { return QKeySequence(k); }

}  // namespace

void MainWindow::addTool(const char* id, const QString& menu, const QString& text, const char* iconName,
                         const QList<QKeySequence>& keys, Tool value) {
    auto* action = m_actions->addToggle(menu, QLatin1String(id), text, QLatin1String(iconName), keys,
                                        value == Tool::WindowLevel, [this, value](bool) { chooseTool(value); });
    action->setData(static_cast<int>(value));
    m_toolGroup->addAction(action);
}

void MainWindow::chooseTool(Tool tool) {
    if (measureKindOf(tool)) m_lastMeasureTool = tool;
    m_parts.grid->setForAll([tool](ViewportWidget& v) { v.setTool(tool); });
    for (auto* action : m_toolGroup->actions())
        if (action->data().toInt() == static_cast<int>(tool)) action->setChecked(true);
    if (auto* button = m_parts.toolRow->findChild<QToolButton*>(QStringLiteral("measureButton")))
        button->setChecked(measureKindOf(tool).has_value());
}

void MainWindow::makeUndoActions() {
    auto& a = *m_actions;
    const QString tools = QStringLiteral("tools");
    const auto add = [&](const char* id, const QString& plain, const QList<QKeySequence>& keys, bool undo) {
        auto* action = a.add(tools, QLatin1String(id), plain, QLatin1String(undo ? "undo" : "redo"), keys,
                             [this, undo] { undo ? m_undo.undo() : m_undo.redo(); });
        const auto words = [this, action, plain, undo] {
            const QString step = undo ? m_undo.undoText() : m_undo.redoText();
            action->setText(step.isEmpty() ? plain : plain + QLatin1Char(' ') + step);
            action->setEnabled(undo ? m_undo.canUndo() : m_undo.canRedo());
        };
        words();
        connect(&m_undo, &QUndoStack::indexChanged, action, words);
    };
    add("undo", tr("Undo"), {QKeySequence(tr("Ctrl+Z"))}, true);
    add("redo", tr("Redo"), {QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))}, false);
    a.addSeparator(tools);
}

void MainWindow::makeMeasureActions() {
    auto& a = *m_actions;
    const QString measure = QStringLiteral("measure");
    a.subMenu(QStringLiteral("tools"), measure, tr("Measure"), QStringLiteral("ruler"));
    addTool("toolDistance", measure, tr("Distance"), "ruler", {key(Qt::Key_D)}, Tool::Distance);
    addTool("toolAngle", measure, tr("Angle"), "angle", {key(Qt::Key_N)}, Tool::Angle);
    addTool("toolCobb", measure, tr("Cobb angle"), "cobb", {key(Qt::Key_B)}, Tool::Cobb);
    addTool("toolEllipse", measure, tr("Ellipse"), "ellipse", {key(Qt::Key_Q)}, Tool::Ellipse);
    addTool("toolPolygon", measure, tr("Polygon"), "polygon", {key(Qt::Key_G)}, Tool::Polygon);
    a.addSeparator(measure);
    auto* grid = m_parts.grid;
    a.add(measure, QStringLiteral("measureAgain"), tr("Last measuring tool, or window and level"), {}, {key(Qt::Key_M)},
          [this, grid] { chooseTool(measureKindOf(grid->active().tool()) ? Tool::WindowLevel : m_lastMeasureTool); });
    a.add(measure, QStringLiteral("placeMeasurement"), tr("Place in the middle of the view"), {}, {key(Qt::Key_Insert)},
          [this] { placeMeasurement(); });
    a.add(measure, QStringLiteral("nextMeasurement"), tr("Next measurement"), {}, {QKeySequence(tr("Ctrl+M"))},
          [this, grid] {
              grid->active().measuring().selectNext(1);
              grid->active().update();
              setNote(grid->active().measuring().lastText());
          });
    a.add(measure, QStringLiteral("removeMeasurement"), tr("Remove measurement"), {},
          {key(Qt::Key_Delete), key(Qt::Key_Backspace)}, [grid] {
              grid->active().measuring().removeSelected();
              grid->active().update();
          });
    const auto nudge = [&](const char* id, const QString& text, int k, double x, double y) {
        for (const bool whole : {false, true}) {
            const Qt::KeyboardModifiers modifiers =
                whole ? Qt::AltModifier | Qt::ShiftModifier : Qt::KeyboardModifiers(Qt::AltModifier);
            const double step = whole ? kNudgeFar : kNudge;
            a.add(measure, QLatin1String(id) + (whole ? QLatin1String("All") : QLatin1String()),
                  whole ? tr("%1, all of it, ten pixels").arg(text) : text, {},
                  {QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(k)))}, [this, grid, x, y, step, whole] {
                      if (grid->active().measuring().nudge({x * step, y * step}, whole))
                          setNote(grid->active().measuring().lastText());
                  });
        }
    };
    nudge("nudgeLeft", tr("Move its last point left"), Qt::Key_Left, -1, 0);
    nudge("nudgeRight", tr("Move its last point right"), Qt::Key_Right, 1, 0);
    nudge("nudgeUp", tr("Move its last point up"), Qt::Key_Up, 0, -1);
    nudge("nudgeDown", tr("Move its last point down"), Qt::Key_Down, 0, 1);
}

// For hands that do not use a mouse: a measurement of the chosen kind where the view's middle is; the arrows
// with Alt move its last point, with Alt+Shift all of it.
void MainWindow::placeMeasurement() {
    ViewportWidget& viewport = m_parts.grid->active();
    const auto noted = viewport.noteKey();
    if (!noted || !viewport.shownFrame()) return;
    const MeasureKind kind = measureKindOf(viewport.tool()).value_or(*measureKindOf(m_lastMeasureTool));
    const QTransform back = viewport.imageToWidget().inverted();
    const QPointF c = QRectF(viewport.rect()).center();
    const double r = std::min(viewport.width(), viewport.height()) / 8.0;
    const auto at = [&](double x, double y) {
        const QPointF p = back.map(c + QPointF(x * r, y * r));
        return PointPx{p.x(), p.y()};
    };
    Measurement measurement{m_notes->nextId(), kind, {}};
    switch (kind) {
        case MeasureKind::Distance: measurement.points = {at(-1, 0), at(1, 0)}; break;
        case MeasureKind::Angle: measurement.points = {at(-1, 0), at(0, 0), at(0, -1)}; break;
        case MeasureKind::Cobb: measurement.points = {at(-1, -1), at(1, -1), at(-1, 1), at(1, 1)}; break;
        case MeasureKind::Ellipse: measurement.points = {at(-1, -1), at(1, 1)}; break;
        case MeasureKind::Polygon: measurement.points = {at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)}; break;
    }
    FrameNotes after = m_notes->of(*noted);
    after.measurements.push_back(std::move(measurement));
    m_notes->edit(*noted, std::move(after), kindWord(kind).toLower());
    viewport.measuring().selectNext(-1);  // the newest
    setNote(viewport.measuring().lastText());
    viewport.update();
}

void MainWindow::makeSpaceActions() {
    auto& a = *m_actions;
    const QString tools = QStringLiteral("tools");
    auto* grid = m_parts.grid;
    addTool("toolCursor3d", tools, tr("3-D cursor"), "cursor-3d", {key(Qt::Key_T)}, Tool::Cursor3d);
    addTool("toolScroll", tools, tr("Scroll"), "scroll", {key(Qt::Key_S)}, Tool::Scroll);
    a.addSeparator(tools);
    a.addToggle(tools, QStringLiteral("referenceLines"), tr("Reference lines"), {}, {QKeySequence(tr("Shift+R"))}, true,
                [this](bool on) { m_space->setLinesVisible(on); });
    a.add(tools, QStringLiteral("pairSlices"), tr("Link the slices shown now"), {}, {QKeySequence(tr("Shift+L"))},
          [this, grid] {
              grid->pairShownSlices();
              setLinked(true);
              setNote(tr("These slices scroll together from here."));
          });
    auto* reformat =
        a.addToggle(tools, QStringLiteral("reformat"), tr("Axial, coronal, sagittal"), QStringLiteral("reformat"),
                    {key(Qt::Key_F4)}, false, [this](bool on) { on ? m_mpr->begin() : m_mpr->end(); });
    connect(m_mpr, &MprController::activeChanged, reformat, &QAction::setChecked);
    connect(m_mpr, &MprController::said, this, &MainWindow::setNote);
    a.add(tools, QStringLiteral("thickerSlab"), tr("Thicker slab"), {}, {QKeySequence(tr("Ctrl+]"))},
          [this] { m_mpr->changeSlab(kSlabStepMm); });
    a.add(tools, QStringLiteral("thinnerSlab"), tr("Thinner slab"), {}, {QKeySequence(tr("Ctrl+["))},
          [this] { m_mpr->changeSlab(-kSlabStepMm); });
    a.add(tools, QStringLiteral("slabMode"), tr("Slab: mean, MIP, MinIP"), {}, {QKeySequence(tr("Ctrl+Shift+M"))},
          [this] { m_mpr->nextMode(); });
    a.add(tools, QStringLiteral("interpolation"), tr("Interpolation: nearest, linear, cubic"), {},
          {QKeySequence(tr("Ctrl+Shift+I"))}, [this] { m_mpr->nextInterpolation(); });
    a.addSeparator(tools);
}

void MainWindow::makeKeyImageActions() {
    auto& a = *m_actions;
    const QString study = QStringLiteral("study");
    a.addSeparator(study);
    a.add(study, QStringLiteral("keyImage"), tr("Key image"), QStringLiteral("star"), {key(Qt::Key_K)}, [this] {
        const auto noted = m_parts.grid->active().noteKey();
        if (!noted) return;
        FrameNotes after = m_notes->of(*noted);
        after.keyImage = !after.keyImage;
        setNote(after.keyImage ? tr("Marked as a key image") : tr("No longer a key image"));
        m_notes->edit(*noted, std::move(after), tr("key image"));
    });
    a.add(study, QStringLiteral("nextKeyImage"), tr("Next key image"), {}, {QKeySequence(tr("Ctrl+K"))},
          [this] { stepKeyImage(1); });
    a.add(study, QStringLiteral("previousKeyImage"), tr("Previous key image"), {}, {QKeySequence(tr("Ctrl+Shift+K"))},
          [this] { stepKeyImage(-1); });
}

// Through the series of the active viewport, round the end.
void MainWindow::stepKeyImage(int step) {
    ViewportWidget& viewport = m_parts.grid->active();
    const int count = viewport.frameCount();
    for (int i = 1; i <= count; ++i) {
        const int index = ((viewport.index() + i * step) % count + count) % count;
        const auto& frame = viewport.stack()->frames[static_cast<std::size_t>(index)];
        if (m_notes->isKeyImage(noteKeyOf(frame))) return viewport.setIndex(index);
    }
    setNote(tr("This series has no key image; K marks one."));
}

void MainWindow::connectNotes() {
    m_parts.grid->setForAll([this](ViewportWidget& viewport) { viewport.setNotes(m_notes); });
    connect(m_parts.grid, &ViewportGrid::measured, this, &MainWindow::setNote);
    // Only studies that are looked at are read from the library: a folder may hold hundreds.
    connect(m_parts.grid, &ViewportGrid::anyFrameShown, this, [this] {
        for (const auto* viewport : m_parts.grid->viewports())
            if (const auto noted = viewport->noteKey()) m_notesController->studyOpened(noted->study);
    });
    connect(m_parts.grid, &ViewportGrid::stateEdited, this,
            [this](ViewportWidget* viewport, const ViewState& before, const QString& words) {
                m_touched = true;
                m_undo.push(new ViewCommand(*viewport, before, words));
            });
    connect(m_parts.grid, &ViewportGrid::actionRequested, this, [this](const QString& id) {
        if (auto* action = (*m_actions)[id]; action != nullptr && action->isEnabled()) action->trigger();
    });
    connect(m_notesController, &NotesController::saveFailed, this, [this](const base::Error& error) {
        setNote(tr("Measurements are not saved yet: %1").arg(fromUtf8(error.message)));
    });
    connect(m_notesController, &NotesController::loadFailed, this,
            [this](const base::Error& error) { setNote(fromUtf8(error.message)); });
    connect(m_parts.suggestionPanel, &SuggestionPanel::rowReviewed, this,
            [this](SuggestionRow* row, SuggestionRow::State state) {
                if (m_replaying || state == SuggestionRow::State::Unreviewed) return;
                const QPointer<SuggestionRow> kept(row);
                const QString text = row->finalText();
                const auto replay = [this, kept](const std::function<void()>& step) {
                    if (!kept) return;
                    m_replaying = true;
                    step();
                    m_replaying = false;
                };
                m_undo.push(new StepCommand(
                    tr("review of a suggestion"), [replay, kept] { replay([kept] { kept->undo(); }); },
                    [replay, kept, state, text] { replay([=] { kept->restore(state, text); }); }));
            });
    m_report->setUndo(&m_undo);
    m_report->setNotes(m_notes);
}

}  // namespace hilum::ui
