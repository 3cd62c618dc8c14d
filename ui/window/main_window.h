// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MainWindow: owns the services and joins the parts: actions (window_setup.cpp), states
// (window_states.cpp), opening, dropping and the session (window_session.cpp). Nothing of torch, the
// library or a pack is touched before the first paint.
#pragma once

#include <QMainWindow>
#include <QPointer>
#include <QUndoStack>
#include <memory>

#include "core/image/image.h"
#include "ui/common/settings.h"
#include "ui/models/hanging.h"
#include "ui/models/library_service.h"
#include "ui/models/notes_store.h"
#include "ui/models/reading_service.h"
#include "ui/models/study_set.h"
#include "ui/viewer/viewport_widget.h"
#include "ui/window/library_rebuild.h"
#include "ui/window/window_actions.h"
#include "ui/window/window_parts.h"

class QActionGroup;
class QDockWidget;
class QPrinter;

namespace hilum::ui {

class Demonstration;
class DocumentPanel;
class InputEditor;
class MprController;
class ModelsPage;
class MprVolumes;
class NotesController;
class PackService;
class PackSwitch;
class PanelDocks;
class ReadingController;
class ReportController;
class ResourcesPanel;
class SpaceController;
class StudyObjects;
class TagPanel;

struct WindowOptions {
    std::filesystem::path library;  // folder of the case library
    QString settingsFile;           // "" = the user's own
    QStringList paths;              // to open at once
    bool restoreSession = true;
    ReadingService::EngineFactory engine;  // how the inference thread is made, later
    SourceCollector collector;             // from the sources of a library to images; without it nothing is rebuilt
    int demonstrationStudies = 24;
    int demonstrationSizePx = 1024;
};

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowOptions options);
    ~MainWindow() override;

    void openPaths(const QStringList& paths);
    void openDemonstration();
    void closeStudy();
    WindowParts& parts() { return m_parts; }
    WindowActions& actions() { return *m_actions; }
    StudySet& studies() { return *m_studies; }
    FrameStore& frames() { return *m_frames; }
    TaskRunner& runner() { return *m_runner; }
    ReadingController& reading() { return *m_reading; }
    ReportController& report() { return *m_report; }
    ReadingService& service() { return *m_service; }
    LibraryService& library() { return *m_library; }
    Demonstration& demonstration() { return *m_demonstration; }
    LibraryRebuild& rebuild() { return *m_rebuild; }
    Settings& settings() { return m_settings; }
    NotesStore& notes() { return *m_notes; }
    NotesController& notesController() { return *m_notesController; }
    MprController& reformat() { return *m_mpr; }
    SpaceController& space() { return *m_space; }
    StudyObjects& objects() { return *m_objects; }
    QUndoStack& undoStack() { return m_undo; }
    void chooseTool(Tool tool);
    void applyInput(const InputProfile& profile);
    InputEditor* inputEditor() const;
    ModelsPage& showModels();  // made at the first call
    PackService& packs() { return *m_packs; }
    PackSwitch& packSwitch() { return *m_packSwitch; }
    TagPanel& tagPanel() { return *m_tagPanel; }
    DocumentPanel& documentPanel() { return *m_documents; }
    ResourcesPanel& resourcesPanel() { return *m_resources; }
    void exportPicture(const QString& path);
    void exportVideo(const QString& path);
    void printView(QPrinter& printer);
    bool isStarted() const { return m_started; }

Q_SIGNALS:
    void firstPainted();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // window_setup.cpp
    void makeActions();
    void makeFileActions();
    void makeViewActions();
    void makePresetActions();
    void makeToolActions();
    void makeReadingActions();
    void makeHelpActions();
    void fillToolRow();
    void applyPreset(int index);
    void namePresets();
    void fillPresetMenu(QMenu& menu);
    QMenu* layoutPickerMenu();
    void showImageMenu(const QPoint& globalPos);
    void showShortcuts(bool visible);
    void makeRoomForShortcuts();
    void cancelOrBack();
    void cyclePane(int step);
    // window_measure_setup.cpp
    void addTool(const char* id, const QString& menu, const QString& text, const char* iconName,
                 const QList<QKeySequence>& keys, Tool value);
    void makeUndoActions();
    void makeMeasureActions();
    void placeMeasurement();
    void makeSpaceActions();
    void makeKeyImageActions();
    void stepKeyImage(int step);
    void connectNotes();
    // window_input.cpp, window_export.cpp
    void makeInputActions();
    void makeTagDock();
    void editInput();
    void makeExportActions();
    void makeModelActions();  // window_models.cpp
    QImage exportedPicture();
    // window_presentation.cpp
    void makePresentationActions();
    void fillPresentationMenu();
    void makeCornerMenu();
    void makePaperActions();
    void makeResourcesDock();
    void makeDocumentDock();
    // window_layout.cpp
    void makeLayoutActions();
    void setGrid(int rows, int columns);
    void chooseGrid(int rows, int columns);
    void setLinked(bool linked);
    void openSeries(const QString& seriesUid);
    void showSeries(const QString& seriesUid, bool takeFocus);
    void fillEmptyViewports();
    void markPatients();
    std::filesystem::path hangingFile() const;
    void loadHangingRules();
    void fillHangingMenu();
    void hangByRules(bool asked);
    void applyHanging(const Hanging& hanging);
    void showPrior();
    const dicom::Study* currentStudy() const;
    // window_states.cpp
    void connectStates();
    void connectRebuild();
    void rebuildLibrary();
    void startAfterFirstPaint();
    bool mustAcknowledge(const QStringList& waiting = {});
    void studiesOpening();
    void studiesChanged();
    void studiesFinished();
    void showCentre();
    void showFileMessage(const QString& text);
    void stepSeries(int step);
    void stepStudy(int step);
    void describePack();
    void setNote(const QString& text);
    void toggleRightSide();
    void toggleAllPanels();
    QList<QDockWidget*> rightPanels() const;
    QList<QDockWidget*> allPanels() const;
    bool focusMayMove() const;
    // window_session.cpp
    void restoreLayout();
    void saveSession();
    void rememberPath(const QStringList& paths);
    void refreshRecentMenu();
    void restoreSession();
    QString sessionState() const;
    void restoreViews();
    void chooseHangingFile();
    void chooseFiles();
    void chooseFolder();
    // window_panels.cpp
    void makePanelActions();
    void makeThemeActions();
    void setLightTheme(bool light);
    void setTextPercent(int percent);

    WindowOptions m_options;
    Settings m_settings;
    QUndoStack m_undo;
    std::shared_ptr<MprVolumes> m_volumes;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<FrameStore> m_frames;
    std::unique_ptr<StudySet> m_studies;
    std::unique_ptr<LibraryService> m_library;
    std::unique_ptr<ReadingService> m_service;
    WindowParts m_parts;
    WindowActions* m_actions = nullptr;
    Demonstration* m_demonstration = nullptr;
    LibraryRebuild* m_rebuild = nullptr;
    PackService* m_packs = nullptr;
    PackSwitch* m_packSwitch = nullptr;
    QPointer<ModelsPage> m_models;
    ReadingController* m_reading = nullptr;
    ReportController* m_report = nullptr;
    std::vector<image::WindowLevel> m_presets;
    NotesStore* m_notes = nullptr;
    NotesController* m_notesController = nullptr;
    SpaceController* m_space = nullptr;
    MprController* m_mpr = nullptr;
    StudyObjects* m_objects = nullptr;
    std::vector<HangingRule> m_hangingRules;
    QActionGroup* m_toolGroup = nullptr;
    Tool m_lastMeasureTool = Tool::Distance;
    InputProfile m_input;
    KeyTable m_builtInKeys;
    QPointer<InputEditor> m_editor;
    TagPanel* m_tagPanel = nullptr;
    QDockWidget* m_tagDock = nullptr;
    DocumentPanel* m_documents = nullptr;
    QDockWidget* m_documentDock = nullptr;
    ResourcesPanel* m_resources = nullptr;
    QDockWidget* m_resourcesDock = nullptr;
    PanelDocks* m_panels = nullptr;
    QByteArray m_firstState;
    QMenu* m_hangingMenu = nullptr;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_presetMenu = nullptr;
    QMenu* m_presentationMenu = nullptr;
    bool m_started = false;
    bool m_touched = false;    // the person has changed layout or view: nothing rearranges itself any more
    bool m_replaying = false;  // undo or redo is under way
    QStringList m_waiting;     // to be opened once the first start is acknowledged
    QString m_restoring;       // views of the last session, until all is read
    bool m_firstImageOpened = false;
};

}  // namespace hilum::ui
