// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/window_parts.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/browser/series_list.h"
#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/row_area.h"
#include "ui/common/section.h"
#include "ui/common/theme.h"
#include "ui/jobs/task_strip.h"
#include "ui/search/case_gallery.h"
#include "ui/search/chip_bar.h"
#include "ui/search/findings_panel.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_stack.h"
#include "ui/window/shortcut_panel.h"
#include "ui/window/start_page.h"
#include "ui/window/tool_row.h"

namespace hilum::ui {

namespace {

constexpr int kStudyWidth = 200;
constexpr int kReadingWidth = 372;
constexpr int kLeastSuggestionsPx = 104;  // two suggestions; the rest scrolls

QString words(const char* text) { return QCoreApplication::translate("window", text); }

QDockWidget* dock(QMainWindow& window, const QString& name, const QString& title, QWidget* content,
                  Qt::DockWidgetArea area) {
    auto* result = new QDockWidget(title, &window);
    result->setObjectName(name);
    result->setAccessibleName(title);
    result->setWidget(content);
    window.addDockWidget(area, result);  // its grip comes with PanelDocks
    return result;
}

QToolButton* flatButton(const QString& text, const QString& tip) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setProperty("flat", true);
    theme::setFont(*button, theme::kSmallPx);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

// As a section's, for the panels that do not fold.
QLabel* heading(const QString& text) {
    auto* label = new QLabel(text);
    theme::setFont(*label, theme::kSmallPx + 1, true);
    label->setContentsMargins(3 * theme::kStep, 2 * theme::kStep, 2 * theme::kStep, theme::kStep);
    return label;
}

QWidget* buildStudy(WindowParts& p) {
    auto* panel = new QWidget;
    panel->setObjectName(QStringLiteral("studyPanel"));
    panel->setProperty("panel", true);
    panel->setAttribute(Qt::WA_StyledBackground);
    p.noStudy = new QLabel;
    p.noStudy->setProperty("role", "secondary");
    p.noStudy->setContentsMargins(3 * theme::kStep, theme::kStep, 2 * theme::kStep, theme::kStep);
    p.noStudy->setWordWrap(true);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(heading(words(QT_TRANSLATE_NOOP("window", "STUDY"))));
    column->addWidget(p.noStudy);
    column->addWidget(p.seriesList, 1);
    column->addStretch();
    return panel;
}

void buildCentre(WindowParts& p, QMainWindow& window, FrameStore& frames) {
    p.centre = new QStackedWidget(&window);
    p.start = new StartPage(p.centre);
    p.viewer = new QWidget(p.centre);
    auto* column = new QVBoxLayout(p.viewer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    p.toolRow = new ToolRow(p.viewer);
    p.fileMessage = new QLabel(p.viewer);
    p.fileMessage->setObjectName(QStringLiteral("fileMessage"));
    p.fileMessage->setWordWrap(true);
    p.fileMessage->setProperty("role", "warning");
    p.fileMessage->setContentsMargins(12, 6, 12, 6);
    p.fileMessage->hide();
    p.grid = new ViewportGrid(frames, p.viewer);
    column->addWidget(p.toolRow);
    column->addWidget(p.fileMessage);
    column->addWidget(p.grid, 1);
    p.centre->addWidget(p.start);
    p.centre->addWidget(p.viewer);
    p.shortcuts = new ShortcutPanel(&window);
    p.shortcuts->hide();
    auto* host = new QWidget(&window);
    auto* row = new QHBoxLayout(host);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(p.centre, 1);
    row->addWidget(p.shortcuts);
    window.setCentralWidget(host);
}

RowArea* buildCases(WindowParts& p, LibraryService& library) {
    p.gallery = new CaseGallery(library);
    auto* area = new RowArea(p.gallery);
    area->setRows([] {
        const int height = CaseGallery::rowHeight(), spacing = CaseGallery::rowSpacing();
        return RowArea::Rows{height, height + spacing, spacing};
    });
    p.cases = new Section(QStringLiteral("cases"), words(QT_TRANSLATE_NOOP("window", "SIMILAR CASES")), area);
    p.chips = new ChipBar;
    p.cases->setTopWidget(p.chips);
    p.chips->hide();
    p.backToSimilar = flatButton(words(QT_TRANSLATE_NOOP("window", "Back to similar")),
                                 words(QT_TRANSLATE_NOOP("window", "End the search and show similar cases again")));
    p.backToSimilar->hide();
    p.samePatient = flatButton(words(QT_TRANSLATE_NOOP("window", "Same patient")),
                               words(QT_TRANSLATE_NOOP("window", "Show cases of the same patient too")));
    p.samePatient->setCheckable(true);
    p.cases->addHeaderWidget(p.backToSimilar);
    p.cases->addHeaderWidget(p.samePatient);
    return area;
}

void buildRight(WindowParts& p, QMainWindow& window, LibraryService& library) {
    p.suggestionPanel = new SuggestionPanel;
    auto* area = new RowArea(p.suggestionPanel);
    area->setRows([] { return RowArea::Rows{theme::px(kLeastSuggestionsPx), 0, 0}; });
    p.suggestions = new Section(QStringLiteral("suggestions"), words(QT_TRANSLATE_NOOP("window", "SUGGESTIONS")), area);
    QObject::connect(area, &RowArea::resized, p.suggestionPanel, &SuggestionPanel::showSelected, Qt::QueuedConnection);
    auto* cases = buildCases(p, library);
    p.findingsPanel = new FindingsPanel;
    p.findings =
        new Section(QStringLiteral("findings"), words(QT_TRANSLATE_NOOP("window", "FINDINGS")), p.findingsPanel);
    p.findings->setFolded(true);
    auto* stack = new ReadingStack;
    stack->addSection(p.suggestions, area);
    stack->addSection(p.cases, cases);
    stack->addSection(p.findings, nullptr);
    stack->finish();
    p.readingDock =
        dock(window, QStringLiteral("readingDock"), words(QT_TRANSLATE_NOOP("window", "Suggestions and past cases")),
             stack, Qt::RightDockWidgetArea);
    p.reportSlot = new QWidget;
    p.reportSlot->setProperty("panel", true);
    p.reportSlot->setAttribute(Qt::WA_StyledBackground);
    auto* slot = new QVBoxLayout(p.reportSlot);
    slot->setContentsMargins(0, 0, 0, 0);
    slot->setSpacing(0);
    slot->addWidget(heading(words(QT_TRANSLATE_NOOP("window", "REPORT (DRAFT)"))));
    p.reportDock = dock(window, QStringLiteral("reportDock"), words(QT_TRANSLATE_NOOP("window", "Report (draft)")),
                        p.reportSlot, Qt::RightDockWidgetArea);
    p.reportDock->widget()->setMinimumWidth(300);
    window.resizeDocks({p.readingDock}, {kReadingWidth}, Qt::Horizontal);
    window.resizeDocks({p.readingDock, p.reportDock}, {570, 250}, Qt::Vertical);
}

void buildStatus(WindowParts& p, QMainWindow& window, TaskRunner& runner) {
    auto* bar = window.statusBar();
    bar->setSizeGripEnabled(false);
    p.research = new QLabel(words(QT_TRANSLATE_NOOP("window", "Research use only - not for diagnostic use")));
    p.research->setObjectName(QStringLiteral("researchLine"));
    p.research->setProperty("role", "title");
    p.pack = new QLabel;
    p.pack->setObjectName(QStringLiteral("packLine"));
    p.pack->setProperty("role", "secondary");
    p.note = new ElidedLabel({});
    p.note->setObjectName(QStringLiteral("noteLine"));
    p.note->setProperty("role", "secondary");
    for (auto* label : {p.research, p.pack, p.note}) label->setContentsMargins(8, 3, 8, 3);
    p.tasks = new TaskStrip(runner);
    bar->addWidget(p.research);
    bar->addWidget(p.pack);
    bar->addWidget(p.note, 1);
    bar->addPermanentWidget(p.tasks);
}

}  // namespace

WindowParts buildParts(QMainWindow& window, FrameStore& frames, LibraryService& library, TaskRunner& runner) {
    WindowParts p;
    buildCentre(p, window, frames);
    p.seriesModel =
        new SeriesModel(frames, runner, std::make_shared<library::ThumbnailStore>(library.folder()), &window);
    p.seriesList = new SeriesList(*p.seriesModel);
    p.studyDock = dock(window, QStringLiteral("studyDock"), words(QT_TRANSLATE_NOOP("window", "Study")), buildStudy(p),
                       Qt::LeftDockWidgetArea);
    p.studyDock->widget()->setMinimumWidth(kStudyWidth - 20);
    window.resizeDocks({p.studyDock}, {kStudyWidth}, Qt::Horizontal);
    buildRight(p, window, library);
    p.searchBox = new SearchBox;
    p.searchBox->setFixedWidth(340);
    auto* corner = new QWidget(&window);
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 3, 8, 3);
    row->addWidget(p.searchBox);
    window.menuBar()->setCornerWidget(corner, Qt::TopRightCorner);
    buildStatus(p, window, runner);
    return p;
}

}  // namespace hilum::ui
