// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MainWindow: owns the services and joins the parts: actions (window_setup.cpp), states
// (window_states.cpp), opening, dropping and the session (window_session.cpp). Nothing of torch, the
// library or a pack is touched before the first paint.
#pragma once

#include <QMainWindow>
#include <memory>

#include "core/image/image.h"
#include "ui/common/settings.h"
#include "ui/models/library_service.h"
#include "ui/models/reading_service.h"
#include "ui/models/study_set.h"
#include "ui/window/window_actions.h"
#include "ui/window/window_parts.h"

namespace hilum::ui {

class Demonstration;
class ReadingController;
class ReportController;

struct WindowOptions {
    std::filesystem::path library;  // folder of the case library
    QString settingsFile;           // "" = the user's own
    QStringList paths;              // to open at once
    bool restoreSession = true;
    ReadingService::EngineFactory engine;  // how the inference thread is made, later
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
    Settings& settings() { return m_settings; }
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
    void setGrid(int rows, int columns);
    void showImageMenu(const QPoint& globalPos);
    void showShortcuts(bool visible);
    void cancelOrBack();
    void cyclePane(int step);
    // window_states.cpp
    void connectStates();
    void startAfterFirstPaint();
    void studiesOpening();
    void studiesChanged();
    void studiesFinished();
    void showCentre();
    void showFileMessage(const QString& text);
    void openSeries(const QString& seriesUid);
    void stepSeries(int step);
    void stepStudy(int step);
    void fillEmptyViewports();
    void describePack();
    void setNote(const QString& text);
    void toggleRightSide();
    void toggleAllPanels();
    // window_session.cpp
    void restoreLayout();
    void saveSession();
    void rememberPath(const QStringList& paths);
    void refreshRecentMenu();
    void restoreSession();
    void chooseFiles();
    void chooseFolder();
    void setLightTheme(bool light);

    WindowOptions m_options;
    Settings m_settings;
    std::unique_ptr<TaskRunner> m_runner;
    std::unique_ptr<FrameStore> m_frames;
    std::unique_ptr<StudySet> m_studies;
    std::unique_ptr<LibraryService> m_library;
    std::unique_ptr<ReadingService> m_service;
    WindowParts m_parts;
    WindowActions* m_actions = nullptr;
    Demonstration* m_demonstration = nullptr;
    ReadingController* m_reading = nullptr;
    ReportController* m_report = nullptr;
    std::vector<image::WindowLevel> m_presets;
    QMenu* m_recentMenu = nullptr;
    QMenu* m_presetMenu = nullptr;
    bool m_started = false;
    bool m_firstImageOpened = false;
    bool m_hadPanels = true;
};

}  // namespace hilum::ui
