// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/tour.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QLabel>
#include <QTemporaryDir>
#include <QTimer>

#include "ui/common/section.h"
#include "ui/common/state_page.h"
#include "ui/common/text.h"
#include "ui/search/case_gallery.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/demonstration.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/start_page.h"

namespace hilum::ui {

namespace {

constexpr int kOpenMs = 240'000;     // 24 studies may have to be simulated first
constexpr int kSuggestMs = 420'000;  // with the pack loaded and the caption bank encoded for the first time
constexpr int kStepMs = 120'000;

// One object per tour; each step waits in the event loop until its condition holds.
class Tour {
public:
    Tour(const TourOptions& options, const base::JobContext& job) : m_options(options), m_job(job) {}

    base::Result<TourResult> run() {
        HILUM_TRY_STATUS(prepare());
        HILUM_TRY_STATUS(open());
        HILUM_TRY_STATUS(suggest());
        HILUM_TRY_STATUS(highlight());
        HILUM_TRY_STATUS(shoot(QStringLiteral("tour.png")));
        HILUM_TRY_STATUS(compare());
        HILUM_TRY_STATUS(acceptTwo());
        HILUM_TRY_STATUS(exportDraft());
        return m_result;
    }

private:
    base::Status waitFor(const char* what, int timeoutMs, const std::function<bool()>& done) {
        QEventLoop loop;
        QTimer poll;
        QElapsedTimer clock;
        clock.start();
        QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
            if (done() || clock.elapsed() > timeoutMs || m_job.stopRequested()) loop.quit();
        });
        poll.start(20);
        loop.exec();
        if (m_job.stopRequested()) return base::cancelled();
        if (done()) return base::okStatus();
        return base::makeError(base::ErrorCode::Timeout,
                               std::string("The tour stopped because ") + what +
                                   " took too long; try again when the machine is less busy.");
    }

    base::Status prepare() {
        if (!QDir().mkpath(m_options.out))
            return base::makeError(base::ErrorCode::Io,
                                   "The folder " + toUtf8(m_options.out) + " cannot be made; name another with --out.");
        WindowOptions window = m_options.window;
        window.settingsFile = m_settings.filePath(QStringLiteral("tour.ini"));
        window.restoreSession = false;
        window.paths.clear();
        Settings(window.settingsFile).set(Key::AcknowledgedVersion, QStringLiteral("tour"));
        m_window = std::make_unique<MainWindow>(std::move(window));
        m_window->resize(1440, 900);
        m_window->show();
        return waitFor("the window", kStepMs, [this] { return m_window->isStarted(); });
    }

    base::Status open() {
        if (m_options.window.paths.isEmpty())
            m_window->openDemonstration();
        else
            m_window->openPaths(m_options.window.paths);
        HILUM_TRY_STATUS(waitFor("opening the study", kOpenMs, [this] {
            return shown() || !m_window->parts().fileMessage->isHidden() || demonstrationFailed();
        }));
        if (demonstrationFailed())
            return base::makeError(base::ErrorCode::Io, toUtf8(m_window->parts().start->message()));
        if (!shown())
            return base::makeError(base::ErrorCode::InvalidInput, toUtf8(m_window->parts().fileMessage->text()));
        m_clock.start();
        m_result.study = m_window->studies().paths().value(0);
        return base::okStatus();
    }

    bool shown() const { return m_window->parts().grid->active().shownFrame() != nullptr; }
    bool demonstrationFailed() const {
        const auto* start = m_window->parts().start;
        return start->isVisible() && start->property("failed").toBool();
    }

    base::Status suggest() {
        auto& parts = m_window->parts();
        // A library that is being made now has no similar cases yet; when it is done, the window asks again.
        HILUM_TRY_STATUS(waitFor("making the demonstration library", kSuggestMs, [&] {
            return !m_window->demonstration().isRunning() || parts.suggestions->state() == Section::State::Failed;
        }));
        HILUM_TRY_STATUS(waitFor("suggesting captions", kSuggestMs,
                                 [&] { return parts.suggestions->state() != Section::State::Working; }));
        m_result.suggestSeconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
        if (parts.suggestions->state() == Section::State::Failed)
            return base::makeError(base::ErrorCode::ModelMismatch,
                                   toUtf8(parts.suggestions->page().text().section(QLatin1Char('\n'), 0, 0)));
        HILUM_TRY_STATUS(
            waitFor("finding similar cases", kStepMs, [&] { return parts.cases->state() != Section::State::Working; }));
        for (int i = 0; i < parts.suggestionPanel->count(); ++i)
            m_result.suggestions << fromUtf8(parts.suggestionPanel->row(i)->suggestion().text);
        m_result.similarCases = parts.gallery->count();
        if (m_result.similarCases > 0)
            (void)waitFor("the thumbnails", 5000, [&] { return parts.gallery->tile(0)->hasPicture(); });
        return base::okStatus();
    }

    base::Status highlight() {
        auto& parts = m_window->parts();
        if (parts.suggestionPanel->count() == 0) return base::okStatus();
        m_result.phrase = parts.suggestionPanel->selectedPhrase();
        m_window->reading().toggleSaliency();
        return waitFor("the region of the phrase", kStepMs, [&] { return parts.grid->active().hasSaliency(); });
    }

    // A past case beside the image; a library without one is no fault.
    base::Status compare() {
        auto& parts = m_window->parts();
        if (parts.gallery->count() == 0) return base::okStatus();
        m_window->reading().toggleSaliency();
        parts.gallery->open(0);
        const auto there = [&] {
            return parts.grid->isComparing() && parts.grid->viewports()[1]->shownFrame() != nullptr;
        };
        HILUM_TRY_STATUS(waitFor("opening the past case", kStepMs, there));
        HILUM_TRY_STATUS(shoot(QStringLiteral("tour-compare.png")));
        m_window->reading().endCompare();
        return base::okStatus();
    }

    base::Status acceptTwo() {
        auto* panel = m_window->parts().suggestionPanel;
        for (int i = 0; i < std::min(2, panel->count()); ++i) {
            panel->select(i);
            m_result.accepted << panel->selectedPhrase();
            panel->acceptSelected();
        }
        if (panel->count() > 0)
            HILUM_TRY_STATUS(
                waitFor("saving the draft", kStepMs, [this] { return m_window->runner().runningCount() == 0; }));
        return shoot(QStringLiteral("tour-report.png"));
    }

    base::Status exportDraft() {
        m_result.pdf = QDir(m_options.out).absoluteFilePath(QStringLiteral("report.pdf"));
        bool done = false;
        base::Status status = base::okStatus();
        const auto ok =
            QObject::connect(&m_window->report(), &ReportController::exported, m_window.get(), [&] { done = true; });
        const auto bad = QObject::connect(&m_window->report(), &ReportController::exportFailed, m_window.get(),
                                          [&](const base::Error& error) {
                                              status = error;
                                              done = true;
                                          });
        m_window->report().exportTo(m_result.pdf);
        const base::Status waited = waitFor("the export", kStepMs, [&] { return done; });
        QObject::disconnect(ok);
        QObject::disconnect(bad);
        return waited.ok() ? status : waited;
    }

    base::Status shoot(const QString& name) {
        (void)waitFor("painting", 200, [] { return false; });  // let queued answers reach the screen
        const QString file = QDir(m_options.out).absoluteFilePath(name);
        if (!m_window->grab().save(file))
            return base::makeError(base::ErrorCode::Io, "The picture " + toUtf8(file) +
                                                            " cannot be written; check the folder and the free space.");
        m_result.screenshots << file;
        return base::okStatus();
    }

    TourOptions m_options;
    const base::JobContext& m_job;
    QTemporaryDir m_settings;
    std::unique_ptr<MainWindow> m_window;
    QElapsedTimer m_clock;
    TourResult m_result;
};

}  // namespace

base::Result<TourResult> runTour(const TourOptions& options, const base::JobContext& job) {
    return Tour(options, job).run();
}

}  // namespace hilum::ui
