// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What accompanies the images in the real window: key objects, reports, PDFs, DICOMDIR; corner texts, warnings, the
// printed page, the machine's resources.
#include <QAction>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QTest>

#include "tests/ui/ct_files.h"
#include "tests/ui/object_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/document_panel.h"
#include "ui/browser/series_model.h"
#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/resources_panel.h"
#include "ui/window/study_objects.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::test::Bytes;
using hilum::test::DicomBytes;
using hilum::tests::keyObject;
using hilum::tests::run;
using hilum::tests::WindowFixture;

class TestWindowObjects : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void keyObjectsAreMarked();
    void keyImagesAreExported();
    void cornersCanBeChosen();
    void geometryWarningsStandInTheCorner();
    void printsOnePage();
    void opensDicomdir();
    void systemResources();
    void reportsAndPdfs();

private:
    MainWindow& open(const QStringList& paths) {
        auto& window = m_fixture->show(nullptr, true, paths);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000); }();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning() && window.objects().isLoaded(), 20000); }();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(window.runner().runningCount(), 0, 20000); }();
        return window;
    }
    MainWindow& window() { return m_fixture->window(); }
    ViewportGrid& grid() { return *window().parts().grid; }
    ViewportWidget& viewport() { return grid().active(); }
    QString note() { return window().parts().note->toolTip(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        viewport().setFocus();
        QTest::keyClick(&viewport(), static_cast<Qt::Key>(key), modifiers);
    }
    QString ctFolder() {
        const QString folder = m_fixture->folder(QStringLiteral("ct"));
        tests::writeSeries(folder, {});
        return folder;
    }
    static dicom::Locator slice(const QString& folder, int n) {
        return {toUtf8(QStringLiteral("%1/1.2.3.1.1-%2.dcm").arg(folder).arg(n, 3, 10, QLatin1Char('0'))), {}};
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowObjects::keyObjectsAreMarked() {
    const QString folder = ctFolder();
    const Bytes bytes = keyObject({"1.2.3.1.1.5", "1.2.3.1.1.9"});
    QFile file(folder + QStringLiteral("/ko.dcm"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    file.close();
    open({folder});
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 4);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 4, 10000);
    QCOMPARE(window().notes().markedBy(*viewport().noteKey()), QStringLiteral("Of Interest"));
    QVERIFY(!window().notes().of(*viewport().noteKey()).keyImage);  // somebody else's, not the reader's
    QVERIFY(m_fixture->shoot(QStringLiteral("key-object")));
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 8);
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 4);
}

void TestWindowObjects::keyImagesAreExported() {
    const QString folder = ctFolder(), path = folder + QStringLiteral("/keys.dcm");
    open({folder});
    window().objects().exportKeyImages(path);
    QTRY_VERIFY2_WITH_TIMEOUT(note().contains(QStringLiteral("mark one with K")), qPrintable(note()), 10000);
    QVERIFY(!QFile::exists(path));
    for (const int index : {3, 12}) {
        viewport().setIndex(index);
        QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), index, 10000);
        press(Qt::Key_K);
    }
    PickFile::queueAnswer({path});
    window().actions()[QStringLiteral("exportKeyImages")]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(note().startsWith(QStringLiteral("Exported to")), 20000);
    const QByteArray dump = run(QStringLiteral("dsrdump"), {QStringLiteral("+Pu"), path});
    QVERIFY2(dump.contains("Key Object Selection") && dump.contains("Of Interest") && dump.endsWith("exit 0"), dump);
    // Somebody else, who has the file and not this library, sees the images marked.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    m_fixture->closeWindow();
    m_fixture = std::make_unique<WindowFixture>();
    const QString other = ctFolder();
    QFile copy(other + QStringLiteral("/keys.dcm"));
    QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write(bytes) == bytes.size());
    copy.close();
    open({other});
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 3);
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 12);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 12, 10000);
    QCOMPARE(window().notes().markedBy(*viewport().noteKey()), QStringLiteral("Of Interest"));
}

void TestWindowObjects::cornersCanBeChosen() {
    const QString folder = ctFolder();
    open({folder});
    const auto has = [this](const char* text) {
        return viewport().cornerLines().join(QLatin1Char('|')).contains(QLatin1String(text));
    };
    QVERIFY(has("Zoom") && has("Test, Volume") && has("Thk"));
    auto* menu = window().findChild<QMenu*>(QStringLiteral("cornerMenu"));
    QVERIFY(menu != nullptr);
    for (auto* action : menu->actions()) {
        QVERIFY(action->isChecked());
        if (action->data() == QLatin1String("zoom") || action->data() == QLatin1String("identity")) action->trigger();
    }
    QVERIFY(!has("Zoom") && !has("Test, Volume") && has("Thk"));
    grid().setLayoutSize(1, 2);
    m_fixture->closeWindow();
    open({folder});
    QVERIFY(!has("Zoom") && !has("Test, Volume") && has("Thk"));
}

void TestWindowObjects::geometryWarningsStandInTheCorner() {
    const QString folder = ctFolder();
    QVERIFY(QFile::remove(QString::fromStdString(slice(folder, 7).path.string())));
    QVERIFY(QFile::copy(QString::fromStdString(slice(folder, 3).path.string()), folder + QStringLiteral("/copy.dcm")));
    open({folder});
    const QString lines = viewport().cornerLines().join(QLatin1Char('|'));
    QVERIFY2(lines.contains(QStringLiteral("Gaps between slices")) && lines.contains(QStringLiteral("Copies left out")),
             qPrintable(lines));
    const QModelIndex row = window().parts().seriesModel->indexOfSeries(viewport().stack()->seriesUid());
    QVERIFY(row.data(Qt::ToolTipRole).toString().contains(QStringLiteral("images may be missing")));
    QVERIFY(row.data(SeriesModel::WarningRole).toBool());
    QVERIFY(m_fixture->shoot(QStringLiteral("geometry-warning")));
    // A window beside all values says so.
    viewport().setWindow({9000, 100, image::VoiFunction::Linear, "", nullptr});
    QVERIFY(viewport().cornerLines().join(QLatin1Char('|')).contains(QStringLiteral("Window outside")));
}

void TestWindowObjects::printsOnePage() {
    open({ctFolder()});
    grid().setLayoutSize(1, 2);
    const QString path = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/view.pdf");
    PickPrinter::queueAnswer({});
    press(Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(!QFile::exists(path));
    PickPrinter::queueAnswer(path);
    press(Qt::Key_P, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY2(note().startsWith(QStringLiteral("Printed")), qPrintable(note()));
    const QByteArray pages = run(QStringLiteral("pdfinfo"), {path});
    QVERIFY2(pages.contains("Pages:           1"), pages);
    const QByteArray words = run(QStringLiteral("pdftotext"), {path, QStringLiteral("-")});
    QVERIFY2(words.contains("Research use only"), words);
    // Large enough to be read: 9 points, not 13 dots of the printer.
    const QByteArray boxes = run(QStringLiteral("pdftotext"), {QStringLiteral("-bbox"), path, QStringLiteral("-")});
    const auto place =
        QRegularExpression(QStringLiteral("yMin=\"([0-9.]+)\" xMax=\"[0-9.]+\" yMax=\"([0-9.]+)\">Research"))
            .match(QString::fromUtf8(boxes));
    QVERIFY2(place.hasMatch(), boxes);
    QVERIFY(place.captured(2).toDouble() - place.captured(1).toDouble() > 6);
    run(QStringLiteral("pdftoppm"), {QStringLiteral("-r"), QStringLiteral("60"), QStringLiteral("-png"), path,
                                     QStringLiteral(HILUM_BINARY_DIR "/screens/printed")});
}

void TestWindowObjects::opensDicomdir() {
    const QString folder = m_fixture->folder(QStringLiteral("cd"));
    tests::writeSeries(folder, {});
    for (int i = 1; i <= 20; ++i) {
        const QString name = QString::fromStdString(slice(folder, i).path.string());
        QVERIFY(QFile::rename(name, QStringLiteral("%1/IM%2").arg(folder).arg(i)));
    }
    QVERIFY(QFile::copy(folder + QStringLiteral("/IM1"), folder + QStringLiteral("/EXTRA")));
    QStringList arguments = {QStringLiteral("+D"),  folder + QStringLiteral("/DICOMDIR"),
                             QStringLiteral("+id"), folder,
                             QStringLiteral("-W"),  QStringLiteral("-Nxc"),
                             QStringLiteral("+I")};
    for (int i = 1; i <= 12; ++i) arguments << QStringLiteral("IM%1").arg(i);
    const QByteArray made = run(QStringLiteral("dcmmkdir"), arguments);
    QVERIFY2(QFile::exists(folder + QStringLiteral("/DICOMDIR")), made);
    open({folder + QStringLiteral("/DICOMDIR")});
    QCOMPARE(window().parts().seriesModel->seriesUids().size(), 1);
    QCOMPARE(viewport().frameCount(), 12);  // those that the directory names, not all of the folder
}

void TestWindowObjects::systemResources() {
    const auto figures = memoryFigures("Name:\thilum\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n",
                                       "MemTotal:       8388608 kB\nMemAvailable:    1048576 kB\n");
    QCOMPARE(figures.residentBytes, qint64{1} << 20);
    QCOMPARE(figures.peakBytes, qint64{2} << 20);
    QCOMPARE(figures.totalBytes, qint64{8} << 30);
    QCOMPARE(memoryFigures({}, {}).availableBytes, qint64{-1});
    QCOMPARE(bytesText(-1), QStringLiteral("unknown"));
    QCOMPARE(bytesText(1536), QStringLiteral("1.5 kB"));
    QCOMPARE(bytesText(qint64{3} << 30), QStringLiteral("3.0 GB"));
    open({ctFolder()});
    press(Qt::Key_F1, Qt::ControlModifier);
    auto& panel = window().resourcesPanel();
    QVERIFY(panel.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(panel.text().contains(QStringLiteral("Decoded images: ")), 10000);
    QTRY_VERIFY_WITH_TIMEOUT(panel.text().contains(QStringLiteral("Images held, waiting: 20, 0")), 10000);
    QVERIFY2(!panel.text().contains(QStringLiteral("unknown")) && !panel.text().contains(QStringLiteral("Volume")),
             qPrintable(panel.text()));  // every figure is there, the patient's name is not
    QVERIFY(m_fixture->shoot(QStringLiteral("resources")));
    press(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(!panel.isVisible());
}

void TestWindowObjects::reportsAndPdfs() {
    const QString study = WindowFixture::phantomFolder() + QStringLiteral("/study-0001");
    open({study});
    auto& panel = window().documentPanel();
    QCOMPARE(panel.count(), 1);
    QVERIFY2(note().contains(QStringLiteral("Ctrl+Shift+T")), qPrintable(note()));
    press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(panel.text().contains(QStringLiteral("Finding")), 10000);
    QVERIFY(m_fixture->shoot(QStringLiteral("document-report")));
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(panel.text().isEmpty() && panel.message().contains(QStringLiteral("hidden")));
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(panel.text().contains(QStringLiteral("Finding")));
    // A PDF beside an image: offered to the system's program, as a private copy of exactly its bytes.
    const QString folder = ctFolder();
    const QByteArray content = "%PDF-1.4\n%simulated\n";
    DicomBytes set;
    set.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.104.1").text(0x00080018, "UI", "1.2.3.1.88");
    set.text(0x00080060, "CS", "DOC").text(0x0020000D, "UI", "1.2.3.1").text(0x0020000E, "UI", "1.2.3.1.8");
    set.text(0x00420010, "ST", "Letter").element(0x00420011, "OB", Bytes(content.begin(), content.end()));
    set.text(0x00420012, "LO", "application/pdf");
    const Bytes bytes = hilum::test::asFile(set);
    QFile file(folder + QStringLiteral("/pdf.dcm"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
    file.close();
    window().openPaths({folder});
    QTRY_VERIFY_WITH_TIMEOUT(panel.offersPdf(), 20000);
    QString opened;
    panel.setOpener([&](const QString& path) { opened = path; });
    panel.openPdf();
    QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), 10000);
    QFile copy(opened);
    QVERIFY(copy.open(QIODevice::ReadOnly));
    QCOMPARE(copy.readAll(), content);
}

QTEST_MAIN(TestWindowObjects)
#include "tst_window_objects.moc"
