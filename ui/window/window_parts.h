// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WindowParts: every widget of the window by name, built once by buildParts(). They belong to the
// window through Qt's parents; this is only the list.
#pragma once

class QDockWidget;
class QLabel;
class QMainWindow;
class QScrollArea;
class QStackedWidget;
class QToolButton;
class QWidget;

namespace hilum::ui {

class CaseGallery;
class ChipBar;
class FindingsPanel;
class FrameStore;
class LibraryService;
class SearchBox;
class Section;
class SeriesList;
class SeriesModel;
class ShortcutPanel;
class StartPage;
class SuggestionPanel;
class TaskRunner;
class TaskStrip;
class ToolRow;
class ViewportGrid;

struct WindowParts {
    QStackedWidget* centre = nullptr;  // start page or viewer
    StartPage* start = nullptr;
    QWidget* viewer = nullptr;  // tool row and grid
    ToolRow* toolRow = nullptr;
    QLabel* fileMessage = nullptr;  // one line above the image: refused, nothing to show
    ViewportGrid* grid = nullptr;
    ShortcutPanel* shortcuts = nullptr;

    QDockWidget* studyDock = nullptr;
    QDockWidget* readingDock = nullptr;
    QDockWidget* reportDock = nullptr;
    SeriesModel* seriesModel = nullptr;
    SeriesList* seriesList = nullptr;
    QLabel* noStudy = nullptr;  // in the list's place while there is none
    Section* suggestions = nullptr;
    SuggestionPanel* suggestionPanel = nullptr;
    Section* cases = nullptr;
    CaseGallery* gallery = nullptr;
    ChipBar* chips = nullptr;
    QToolButton* samePatient = nullptr;
    QToolButton* backToSimilar = nullptr;
    Section* findings = nullptr;
    FindingsPanel* findingsPanel = nullptr;
    QWidget* reportSlot = nullptr;

    SearchBox* searchBox = nullptr;
    QLabel* research = nullptr;
    QLabel* pack = nullptr;
    QLabel* note = nullptr;  // last thing that happened: "Report saved", "Exported ..."
    TaskStrip* tasks = nullptr;
};

WindowParts buildParts(QMainWindow& window, FrameStore& frames, LibraryService& library, TaskRunner& runner);

}  // namespace hilum::ui
