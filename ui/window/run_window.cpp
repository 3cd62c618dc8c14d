// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/run_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFontInfo>
#include <QPixmapCache>
#include <QTimer>
#include <cstdio>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "ui/common/settings.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/measure_opening.h"

namespace hilum::ui {

namespace {

struct CommandLine {
    WindowOptions window;
    engine::EngineOptions engine;
    bool quitAfterFirstPaint = false;
    bool quitAfterFirstImage = false;
    bool quitAfterLoading = false;
    int budgetMegabytes = 0;
    QString fault;
};

// The window's own few options; everything else is a path.
CommandLine parse(const QStringList& arguments) {
    CommandLine line;
    const auto value = [&](qsizetype& i, const QString& name) -> QString {
        const QString& word = arguments[i];
        if (word.startsWith(name + QLatin1Char('='))) return word.mid(name.size() + 1);
        if (i + 1 < arguments.size()) return arguments[++i];
        line.fault = QStringLiteral("%1 needs a value").arg(name);
        return {};
    };
    const auto is = [&](const QString& word, const char* name) {
        return word == QLatin1String(name) || word.startsWith(QLatin1String(name) + QLatin1Char('='));
    };
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString& word = arguments[i];
        if (is(word, "--library"))
            line.window.library = toUtf8(value(i, QStringLiteral("--library")));
        else if (is(word, "--model"))
            line.engine.model = toUtf8(value(i, QStringLiteral("--model")));
        else if (is(word, "--device"))
            line.engine.load.device = toUtf8(value(i, QStringLiteral("--device")));
        else if (is(word, "--precision"))
            line.engine.load.precision = toUtf8(value(i, QStringLiteral("--precision")));
        else if (is(word, "--threads"))
            line.engine.load.threads = value(i, QStringLiteral("--threads")).toInt();
        else if (word == QLatin1String("--quit-after-first-paint"))
            line.quitAfterFirstPaint = true;
        else if (word == QLatin1String("--quit-after-first-image"))
            line.quitAfterFirstImage = true;
        else if (word == QLatin1String("--quit-after-loading"))
            line.quitAfterLoading = true;
        else if (is(word, "--frame-budget-mb"))
            line.budgetMegabytes = value(i, QStringLiteral("--frame-budget-mb")).toInt();
        else if (word == QLatin1String("--quiet") || word == QLatin1String("--json"))
            continue;
        else if (word.startsWith(QLatin1String("--")))
            line.fault = QStringLiteral("%1 is not understood").arg(word);
        else
            line.window.paths << word;
    }
    if (line.window.library.empty()) line.window.library = base::defaultLibraryFolder();
    return line;
}

bool torchLoaded() {
    QFile file(QStringLiteral("/proc/self/maps"));
    return file.open(QIODevice::ReadOnly) && file.readAll().contains("libtorch");
}

// For `hilum bench startup`: what was true when the first paint was done, and out.
void reportFirstPaint(MainWindow& window, const QElapsedTimer& clock) {
    QObject::connect(&window, &MainWindow::firstPainted, &window, [&clock] {
        std::printf("first-paint-ms %.1f rss-mb %.0f torch-loaded %d\n",
                    static_cast<double>(clock.nsecsElapsed()) / 1e6, residentMegabytes(), torchLoaded() ? 1 : 0);
        std::fflush(stdout);
        QApplication::quit();
    });
}

// For `hilum bench open`: from the request (window already shown) to the end of the paint of the image.
void reportFirstImage(MainWindow& window, const QStringList& paths, QElapsedTimer& clock) {
    QObject::connect(&window, &MainWindow::firstPainted, &window, [&window, paths, &clock] {
        clock.restart();
        window.openPaths(paths);
    });
    auto* grid = window.parts().grid;
    QObject::connect(grid, &ViewportGrid::frameShown, &window, [grid, &clock] {
        grid->active().repaint();
        std::printf("first-image-ms %.1f\n", static_cast<double>(clock.nsecsElapsed()) / 1e6);
        std::fflush(stdout);
        QApplication::quit();
    });
}

}  // namespace

int runWindow(int argc, char** argv, SourceCollector collector) {
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("hilum"));
    QApplication::setApplicationDisplayName(QStringLiteral("Hilum"));
    CommandLine line = parse(QApplication::arguments());
    if (!line.fault.isEmpty()) {
        std::fprintf(stderr, "hilum: %s; `hilum --help` lists what is understood.\n", qUtf8Printable(line.fault));
        return 2;
    }
    const bool measuring = line.quitAfterFirstPaint || line.quitAfterFirstImage || line.quitAfterLoading;
    // A measurement leaves no trace in the person's own settings, and nobody is there to tick the first line.
    if (measuring) line.window.settingsFile = fromUtf8((line.window.library / "measured.ini").string());
    Settings settings(line.window.settingsFile);
    if (measuring) settings.set(Key::AcknowledgedVersion, QStringLiteral("measured"));
    // What the models page remembers holds where the command line says nothing.
    const auto remembered = [&](Key key) { return toUtf8(settings.value(key).toString()); };
    const engine::LoadOptions untouched;
    if (line.engine.model.empty()) line.engine.model = remembered(Key::ModelPack);
    if (line.engine.load.device == untouched.device) line.engine.load.device = remembered(Key::ModelDevice);
    if (line.engine.load.precision == untouched.precision) line.engine.load.precision = remembered(Key::ModelPrecision);
    const double system = theme::systemTextScale(QFontInfo(QApplication::font()).pixelSize());
    theme::apply(application, settings.value(Key::LightTheme).toBool() ? theme::Mode::Light : theme::Mode::Dark);
    theme::setTextScale(application, system * settings.value(Key::TextPercent).toInt() / 100.0);
    const QStringList paths = line.window.paths;
    line.window.collector = std::move(collector);
    line.engine.libraryFolder = line.window.library;
    line.window.restoreSession = !measuring;
    if (line.quitAfterFirstImage || line.quitAfterLoading) line.window.paths.clear();
    if (!measuring) line.window.engine = [options = line.engine] { return std::make_unique<engine::Engine>(options); };
    MainWindow window(std::move(line.window));
    if (line.quitAfterFirstPaint) reportFirstPaint(window, clock);
    if (line.quitAfterFirstImage) reportFirstImage(window, paths, clock);
    if (line.budgetMegabytes > 0)
        window.frames().setBudgetBytes(static_cast<std::size_t>(line.budgetMegabytes) * 1'000'000);
    if (line.quitAfterLoading && !paths.isEmpty()) new OpeningMeter(window, paths);
    if (!measuring)
        QObject::connect(&window, &MainWindow::firstPainted, &window, [] { base::openLog(base::stateFolder()); });
    window.show();
    return application.exec();
}

}  // namespace hilum::ui
