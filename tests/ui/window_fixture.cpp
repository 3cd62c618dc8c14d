// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "tests/ui/window_fixture.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <utility>

#include "core/library/library_writer.h"
#include "core/reading/indexer.h"
#include "dicom/open/study_source.h"
#include "dicom/write/phantom_folder.h"
#include "tests/ui/accessible_walk.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace hilum::tests {

namespace {
constexpr int kStudies = 10;
constexpr int kSizePx = 320;
constexpr int kQuickPng = 85;  // little compression: a suite writes two hundred pictures

// What app/cli/index_sources.h does for a folder with a cases.csv.
base::Result<std::vector<reading::IndexItem>> collect(const library::Source& source, const base::JobContext&) {
    std::vector<reading::IndexItem> items;
    for (const auto& path : source.paths) {
        HILUM_TRY(auto table, reading::readCasesCsv(std::filesystem::path(path) / "cases.csv"));
        items.insert(items.end(), table.items.begin(), table.items.end());
    }
    return items;
}

}  // namespace

WindowFixture::WindowFixture() {
    qputenv("HILUM_LIBRARY", m_folder.filePath(QStringLiteral("library")).toUtf8());
    ui::theme::apply(*qApp, ui::theme::Mode::Dark);
    ui::theme::setTextScale(*qApp, 1.0);
}

WindowFixture::~WindowFixture() = default;

std::filesystem::path WindowFixture::library() const {
    return ui::toUtf8(m_folder.filePath(QStringLiteral("library")));
}
QString WindowFixture::settingsFile() const { return m_folder.filePath(QStringLiteral("settings.ini")); }

QString WindowFixture::folder(const QString& name) const {
    const QString path = m_folder.filePath(name);
    QDir().mkpath(path);
    return path;
}

QString WindowFixture::phantomFolder() {
    static const auto made = [] {
        auto folder = std::make_unique<QTemporaryDir>();
        dicom::PhantomFolderOptions options;
        options.out = ui::toUtf8(folder->path());
        options.studies = kStudies;
        options.sizePx = kSizePx;
        const auto result = dicom::writePhantomFolder(options, {});
        if (!result.ok()) qFatal("%s", result.error().message.c_str());
        return folder;
    }();
    return made->path();
}

void WindowFixture::fillLibrary() {
    auto table = reading::readCasesCsv(std::filesystem::path(ui::toUtf8(phantomFolder())) / "cases.csv");
    QVERIFY2(table.ok(), table.ok() ? "" : table.error().message.c_str());
    auto writer = library::LibraryWriter::open(library());
    QVERIFY2(writer.ok(), writer.ok() ? "" : writer.error().message.c_str());
    auto known = library::Library::open(library());
    QVERIFY(known.ok());
    FakeSession session;
    const auto read = [](const library::CaseRecord& record) {
        return dicom::readFrame({record.path, record.zipEntry}, record.frame);
    };
    const auto summary = reading::indexItems(table->items, read, session, **known, **writer, {});
    QVERIFY2(summary.ok(), summary.ok() ? "" : summary.error().message.c_str());
    QCOMPARE(summary->added, std::int64_t{kStudies});
}

ui::MainWindow& WindowFixture::show(MakeEngine makeEngine, bool acknowledged, const QStringList& paths, bool restore) {
    m_window.reset();
    if (acknowledged) {
        ui::Settings settings(settingsFile());
        settings.set(ui::Key::AcknowledgedVersion, QStringLiteral("1"));
        settings.sync();
    }
    ui::WindowOptions options;
    options.library = library();
    options.settingsFile = settingsFile();
    options.paths = paths;
    options.restoreSession = restore;
    options.collector = collect;
    options.demonstrationStudies = 4;
    options.demonstrationSizePx = 256;
    if (makeEngine != nullptr) options.engine = [makeEngine, folder = library()] { return makeEngine(folder); };
    m_window = std::make_unique<ui::MainWindow>(options);
    if (!restore) m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    if (!QTest::qWaitForWindowExposed(m_window.get()) ||
        !QTest::qWaitFor([this] { return m_window->isStarted(); }, 10000))
        qFatal("the window was not painted");
    return *m_window;
}

bool WindowFixture::shoot(const QString& name, double scale) {
    QTest::qWait(80);                                                    // queued answers arrive
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);  // and what they changed has its place
    QImage picture(QSizeF(m_window->size() * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
    picture.setDevicePixelRatio(scale);
    m_window->render(&picture);
    const QString folderPath = QStringLiteral(HILUM_BINARY_DIR "/screens") +
                               (qApp->devicePixelRatio() > 1 ? QStringLiteral("/200") : QString());
    bool sound = true;
    QList<QWidget*> shown{m_window.get()};
    for (auto* widget : QApplication::topLevelWidgets())
        if (widget != m_window.get() && widget->isVisible()) shown << widget;
    for (auto* widget : std::as_const(shown))
        for (const auto& fault : silentWidgets(*widget) + clippedTexts(*widget)) {
            qWarning("%s: %s", qUtf8Printable(name), qUtf8Printable(fault));
            sound = false;
        }
    QDir().mkpath(folderPath);
    const bool written = picture.save(QStringLiteral("%1/%2.png").arg(folderPath, name), "PNG", kQuickPng);
    const QRgb first = picture.pixel(2, 2);
    for (int y = 0; y < picture.height(); y += 7)
        for (int x = 0; x < picture.width(); x += 7)
            if (picture.pixel(x, y) != first) return written && sound;
    return false;
}

bool WindowFixture::shootAll(const QString& name) {
    bool sound = shoot(name);
    sound = shoot(name + QStringLiteral("-200"), 2.0) && sound;
    ui::theme::apply(*qApp, ui::theme::Mode::Light);
    sound = shoot(name + QStringLiteral("-light")) && sound;
    ui::theme::apply(*qApp, ui::theme::Mode::Dark);
    for (int i = 0; i < 2; ++i) {  // panels that give way do so only once the window has begun to shrink
        m_window->resize(1024, 700);
        QTest::qWait(30);
    }
    sound = shoot(name + QStringLiteral("-small")) && sound;
    m_window->resize(1440, 900);
    ui::theme::setTextScale(*qApp, 1.5);
    sound = shoot(name + QStringLiteral("-text150")) && sound;
    ui::theme::setTextScale(*qApp, 1.0);
    QTest::qWait(30);
    return sound;
}

QColor pixelAt(QWidget& widget, QPoint point) {
    return widget.grab().toImage().pixelColor(QPointF(point * widget.devicePixelRatioF()).toPoint());
}

}  // namespace hilum::tests
