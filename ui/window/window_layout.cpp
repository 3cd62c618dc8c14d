// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What stands where: layouts, hanging rules, priors beside the current study, series into viewports.
#include <QAction>
#include <QApplication>
#include <QFileInfo>
#include <QMenu>
#include <QStackedWidget>

#include "core/base/paths.h"
#include "ui/browser/series_list.h"
#include "ui/common/text.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/reading_controller.h"
#include "ui/window/undo_commands.h"

namespace hilum::ui {

namespace {
constexpr int kMostRows = ViewportGrid::kMostRows;
// Rows and columns; their key is Alt and the number of viewports.
const QList<QPair<int, int>> kKeyedLayouts = {{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}, {2, 4}, {3, 3}};
}  // namespace

void MainWindow::makeLayoutActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    const QString layouts = QStringLiteral("layoutMenu");
    a.subMenu(view, layouts, tr("Layout"), QStringLiteral("grid"));
    for (int rows = 1; rows <= kMostRows; ++rows) {
        for (int columns = 1; columns <= kMostRows; ++columns) {
            QList<QKeySequence> keys;
            if (kKeyedLayouts.contains({rows, columns}))
                keys << QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + rows * columns));
            a.add(layouts, QStringLiteral("layout%1x%2").arg(rows).arg(columns), tr("%1 x %2").arg(rows).arg(columns),
                  {}, keys, [this, rows, columns] { chooseGrid(rows, columns); });
        }
        if (rows < kMostRows) a.addSeparator(layouts);
    }
    m_hangingMenu = a.menu(view, {})->addMenu(tr("Hanging"));
    m_hangingMenu->setAccessibleName(tr("Hanging rules"));
    connect(m_hangingMenu, &QMenu::aboutToShow, this, &MainWindow::fillHangingMenu);
    a.add(view, QStringLiteral("hang"), tr("Hang by the rules"), {}, {QKeySequence(tr("Ctrl+G"))},
          [this] { hangByRules(true); });
    a.add(view, QStringLiteral("priorBeside"), tr("Prior beside this study"), QStringLiteral("compare"),
          {QKeySequence(tr("Ctrl+P"))}, [this] { showPrior(); });
    a.addSeparator(view);
}

void MainWindow::setGrid(int rows, int columns) {
    if (m_parts.grid->isComparing()) m_reading->endCompare();
    if (m_mpr->isActive()) m_mpr->end();
    m_parts.grid->setLayoutSize(rows, columns);
    m_settings.set(Key::GridRows, rows);
    m_settings.set(Key::GridColumns, columns);
    fillEmptyViewports();
}

void MainWindow::chooseGrid(int rows, int columns) {
    const int rowsBefore = m_parts.grid->rows(), columnsBefore = m_parts.grid->columns();
    if (rows == rowsBefore && columns == columnsBefore) return;
    m_touched = true;
    const bool special = m_parts.grid->isComparing() || m_mpr->isActive();
    setGrid(rows, columns);
    if (special) return;  // there is nothing to come back to
    m_undo.push(new StepCommand(
        tr("layout"), [=, this] { setGrid(rowsBefore, columnsBefore); }, [=, this] { setGrid(rows, columns); }));
}

void MainWindow::setLinked(bool linked) {
    (*m_actions)[QStringLiteral("link")]->setChecked(linked);
    m_parts.grid->setLinked(linked);
}

void MainWindow::openSeries(const QString& seriesUid) { showSeries(seriesUid, !m_parts.seriesList->hasFocus()); }

// Data that arrives must not take the words from under somebody's hands: only an idle focus goes to the image.
bool MainWindow::focusMayMove() const {
    const QWidget* focus = QApplication::focusWidget();
    return focus == nullptr || focus == this || m_parts.centre->isAncestorOf(focus);
}

void MainWindow::showSeries(const QString& seriesUid, bool takeFocus) {
    const StackPtr stack = makeStack(m_studies->snapshot(), seriesUid);
    if (!stack) return;
    ViewportWidget& viewport = m_parts.grid->active();
    if (viewport.stack() && viewport.stack()->foreign) {  // never put this patient into a past case's frame
        m_reading->endCompare();
        return showSeries(seriesUid, takeFocus);
    }
    if (viewport.stack() && viewport.stack()->derived) {  // nor a series into a reformat
        m_mpr->end();
        return showSeries(seriesUid, takeFocus);
    }
    const StackPtr before = viewport.stack();
    const int index = viewport.index();
    const ViewState state = viewport.viewState();
    viewport.setStack(stack);
    m_parts.seriesList->showOpen(seriesUid);
    if (takeFocus) viewport.setFocus();
    if (!before || before->seriesUid() == seriesUid) return;
    m_touched = true;
    const QPointer<ViewportWidget> kept(&viewport);
    m_undo.push(new StepCommand(
        tr("series"),
        [kept, before, index, state] {
            if (!kept) return;
            kept->setStack(before);
            kept->setIndex(index);
            kept->setViewState(state);
        },
        [kept, stack] {
            if (kept) kept->setStack(stack);
        }));
}

void MainWindow::fillEmptyViewports() {
    const QStringList uids = m_parts.seriesModel->seriesUids();
    QStringList shown;
    for (const auto* viewport : m_parts.grid->viewports())
        if (viewport->stack()) shown << viewport->stack()->seriesUid();
    const auto* study = currentStudy();
    for (int i = 0; i < m_parts.grid->visibleCount(); ++i) {
        auto* viewport = m_parts.grid->viewports()[i];
        if (viewport->stack()) continue;
        for (const auto& uid : uids) {
            if (shown.contains(uid)) continue;
            const StackPtr stack = makeStack(m_studies->snapshot(), uid);
            // Nobody asked for another patient beside this one.
            if (!stack || (study != nullptr && !isOfSamePatient(*stack->study, *study))) continue;
            shown << uid;
            viewport->setStack(stack);
            break;
        }
    }
}

// Two people side by side must never be read as one: each viewport then says whose image it shows.
namespace {

// The study's date when a later one of the patient is on screen too; "" otherwise.
QString priorDate(const QList<ViewportWidget*>& shown, const dicom::Study& study) {
    const bool later = std::any_of(shown.begin(), shown.end(),
                                   [&](const auto* viewport) { return viewport->stack()->study->date > study.date; });
    return later ? fromUtf8(study.date) : QString();
}

}  // namespace

void MainWindow::markPatients() {
    QList<ViewportWidget*> own;
    for (auto* viewport : m_parts.grid->viewports())
        if (viewport->isVisible() && viewport->stack() && !viewport->stack()->foreign &&
            viewport->stack()->study != nullptr)
            own << viewport;
    const bool mixed = std::any_of(own.begin(), own.end(), [&](const auto* viewport) {
        return !isOfSamePatient(*viewport->stack()->study, *own.front()->stack()->study);
    });
    const bool hidden = m_settings.value(Key::HideIdentity).toBool();
    for (auto* viewport : m_parts.grid->viewports()) {
        QString words;
        if (mixed && own.contains(viewport)) {
            const QString name = personName(viewport->stack()->study->patientName);
            words = hidden || name.isEmpty() ? tr("more than one patient on screen")
                                             : tr("%1 - more than one patient on screen").arg(name);
        }
        const QString prior = mixed || !own.contains(viewport) ? QString() : priorDate(own, *viewport->stack()->study);
        if (words.isEmpty() && !prior.isEmpty())
            viewport->setBand(tr("Prior, %1").arg(prior), true);
        else
            viewport->setBand(words);
    }
}

// A person's own file goes before the one that is shipped.
std::filesystem::path MainWindow::hangingFile() const {
    const QString own = m_settings.value(Key::HangingFile).toString();
    if (!own.isEmpty() && QFileInfo::exists(own)) return toUtf8(own);
    return base::resourcesFolder() / "hanging.json";
}

void MainWindow::loadHangingRules() {
    TaskOptions options;
    options.title = tr("Hanging rules");
    options.visible = false;
    m_runner->run<std::vector<HangingRule>>(
        options, [file = hangingFile()](const base::JobContext&) { return readHangingRules(file); }, this,
        [this](base::Result<std::vector<HangingRule>> result) {
            if (!result.ok()) return setNote(fromUtf8(result.error().message));
            m_hangingRules = std::move(result).value();
            // A small study may be open before its rules are.
            if (m_studies->snapshot() && !m_studies->scanning()) hangByRules(false);
        });
}

const dicom::Study* MainWindow::currentStudy() const {
    const auto& stack = m_parts.grid->active().stack();
    const SnapshotPtr snapshot = m_studies->snapshot();
    if (!snapshot || !stack || stack->study == nullptr) return nullptr;
    for (const auto& study : snapshot->studies)
        if (study.uid == stack->study->uid) return &study;
    return nullptr;
}

// By themselves the rules act once, when all is read, and only while nobody has touched the layout or an image.
void MainWindow::hangByRules(bool asked) {
    if (!asked && (m_touched || !m_settings.value(Key::HangAutomatically).toBool())) return;
    const dicom::Study* study = currentStudy();
    if (study == nullptr) return;
    const auto hanging = hang(m_hangingRules, *m_studies->snapshot(), *study);
    if (hanging) return applyHanging(*hanging);
    if (asked) setNote(tr("No hanging rule fits this study."));
}

void MainWindow::applyHanging(const Hanging& hanging) {
    if (m_parts.grid->isComparing()) m_reading->endCompare();
    if (m_mpr->isActive()) m_mpr->end();
    m_parts.grid->setLayoutSize(hanging.rule->rows, hanging.rule->columns);
    for (std::size_t i = 0; i < hanging.series.size(); ++i)
        m_parts.grid->viewports()[static_cast<qsizetype>(i)]->setStack(
            hanging.series[i].empty() ? nullptr : makeStack(m_studies->snapshot(), fromUtf8(hanging.series[i])));
    m_parts.grid->activate(0);
    setLinked(hanging.rule->linked);
    setNote(tr("Hung as \"%1\"").arg(fromUtf8(hanging.rule->name)));
}

void MainWindow::fillHangingMenu() {
    m_hangingMenu->clear();
    const dicom::Study* study = currentStudy();
    for (const auto& rule : m_hangingRules)
        m_hangingMenu
            ->addAction(fromUtf8(rule.name), this,
                        [this, name = rule.name] {
                            const dicom::Study* now = currentStudy();
                            for (const auto& candidate : m_hangingRules)
                                if (now != nullptr && candidate.name == name)
                                    applyHanging(hangBy(candidate, *m_studies->snapshot(), *now));
                        })
            ->setEnabled(study != nullptr);
    m_hangingMenu->addSeparator();
    auto* automatic = m_hangingMenu->addAction(tr("By themselves, when a study opens"));
    automatic->setCheckable(true);
    automatic->setChecked(m_settings.value(Key::HangAutomatically).toBool());
    connect(automatic, &QAction::toggled, this, [this](bool on) { m_settings.set(Key::HangAutomatically, on); });
    m_hangingMenu->addAction(tr("Use another file of rules..."), this, [this] { chooseHangingFile(); });
    if (!m_settings.value(Key::HangingFile).toString().isEmpty())
        m_hangingMenu->addAction(tr("Back to the built-in rules"), this, [this] {
            m_settings.set(Key::HangingFile, QString());
            loadHangingRules();
        });
}

// The newest older study of this patient, its most similar series, on the right and linked.
void MainWindow::showPrior() {
    const dicom::Study* study = currentStudy();
    const StackPtr current = m_parts.grid->active().stack();
    if (study == nullptr || current->foreign || current->derived) return;
    for (const auto* prior : priorsOf(*m_studies->snapshot(), *study)) {
        const auto* series = likeSeries(*prior, *current->series);
        if (series == nullptr) continue;
        const int index = m_parts.grid->active().index();
        chooseGrid(1, 2);
        auto* left = m_parts.grid->viewports()[0];
        left->setStack(current);
        left->setIndex(index);
        m_parts.grid->viewports()[1]->setStack(makeStack(m_studies->snapshot(), fromUtf8(series->uid)));
        m_parts.grid->activate(0);
        setLinked(true);
        return setNote(tr("Prior of %1 on the right").arg(fromUtf8(prior->date)));
    }
    setNote(tr("No older study of this patient is open."));
}

}  // namespace hilum::ui
