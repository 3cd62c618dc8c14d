// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Geometry that can be trusted, in the real window: pixels that are not square, ultrasound regions under the
// pointer, series that are split with a warning, a series dragged into a viewport, pictures without millimetres.
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QTest>
#include <cmath>
#include <cstring>

#include "tests/dicom/file/dicom_bytes.h"
#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_model.h"
#include "ui/viewer/viewport_grid.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::test::Bytes;
using hilum::test::DicomBytes;
using hilum::tests::SeriesFiles;
using hilum::tests::WindowFixture;

namespace {

void writeBytes(const QString& path, const Bytes& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size())),
             static_cast<qint64>(bytes.size()));
}

DicomBytes& fd(DicomBytes& set, std::uint32_t tag, double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return set.head(tag, "FD", 8)
        .put(static_cast<std::uint32_t>(bits), 4)
        .put(static_cast<std::uint32_t>(bits >> 32), 4);
}

// A two-dimensional region in centimetres.
DicomBytes region(int left, int top, int right, int bottom, double cmPerPixel) {
    DicomBytes item;
    item.us(0x00186012, {1}).us(0x00186014, {1});
    const auto ul = [&](std::uint32_t tag, int value) {
        item.head(tag, "UL", 4).put(static_cast<std::uint32_t>(value), 4);
    };
    ul(0x00186018, left);
    ul(0x0018601A, top);
    ul(0x0018601C, right);
    ul(0x0018601E, bottom);
    item.us(0x00186024, {3}).us(0x00186026, {3});
    fd(item, 0x0018602C, cmPerPixel);
    fd(item, 0x0018602E, cmPerPixel);
    return item;
}

DicomBytes head(const char* modality, int rows, int columns) {
    DicomBytes set;
    set.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").text(0x00080018, "UI", "1.2.3.4");
    set.text(0x00080060, "CS", modality).text(0x00100010, "PN", "Test^Shape").text(0x0020000D, "UI", "1.2.3");
    set.text(0x0020000E, "UI", "1.2.3.1").us(0x00280002, {1}).text(0x00280004, "CS", "MONOCHROME2");
    set.us(0x00280010, {rows}).us(0x00280011, {columns});
    return set;
}

Bytes withPixels(DicomBytes set, int rows, int columns) {
    set.us(0x00280100, {8}).us(0x00280101, {8}).us(0x00280102, {7}).us(0x00280103, {0});
    Bytes pixels(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i % 251);
    return hilum::test::asFile(set.element(0x7FE00010, "OB", pixels));
}

}  // namespace

class TestWindowGeometry : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void pixelsThatAreNotSquare();
    void ultrasoundRegions();
    void mixedOrientationsAndLocalizersAreSplit();
    void aSeriesIsDraggedIntoAViewport();
    void picturesHaveNoMillimetres();

private:
    MainWindow& open(const QStringList& paths) {
        auto& window = m_fixture->show(nullptr, true, paths);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000); }();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 20000); }();
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
    void drag(QPointF from, QPointF to) {
        const QTransform map = viewport().imageToWidget();
        const QPoint a = map.map(from).toPoint(), b = map.map(to).toPoint();
        QTest::mousePress(&viewport(), Qt::LeftButton, {}, a);
        QTest::mouseMove(&viewport(), (a + b) / 2);
        QTest::mouseMove(&viewport(), b);
        QTest::mouseRelease(&viewport(), Qt::LeftButton, {}, b);
    }
    // The first number of the last measurement's words.
    double said() {
        const QStringList words = note().split(QLatin1Char(' '));
        for (const auto& word : words) {
            bool number = false;
            const double value = word.toDouble(&number);
            if (number) return value;
        }
        return -1;
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowGeometry::pixelsThatAreNotSquare() {
    // Rows lie twice as far apart as columns: (0028,0034) 2\1, no millimetres.
    const QString path = m_fixture->folder(QStringLiteral("shape")) + QStringLiteral("/shape.dcm");
    writeBytes(path, withPixels(head("OT", 60, 120).text(0x00280034, "IS", "2\\1"), 60, 120));
    open({path});
    const QTransform map = viewport().imageToWidget();
    const QRectF shown = map.mapRect(QRectF(0, 0, 120, 60));
    QVERIFY(std::abs(shown.width() - shown.height()) < 1e-6);  // a square, though 120 x 60 pixels
    press(Qt::Key_Period);
    const QRectF turned = viewport().imageToWidget().mapRect(QRectF(0, 0, 120, 60));
    QVERIFY(std::abs(turned.width() - turned.height()) < 1e-6);
    press(Qt::Key_Comma);
    // An angle along the diagonal of such a pixel is atan(2), not 45 degrees; lengths stay pixels.
    const image::Spacing spacing = viewport().shownFrame()->image.spacing;
    QVERIFY(std::abs(angleOf({1, 1}, {0, 0}, {1, 0}, spacing) - 63.434949) < 1e-4);
    QCOMPARE(distanceOf({0, 0}, {30, 40}, spacing).unit, LengthUnit::Pixels);
    QCOMPARE(distanceOf({0, 0}, {30, 40}, spacing).value, 50.0);
    QVERIFY(viewport().cornerLines().contains(QStringLiteral("no millimetres")));
    QVERIFY(m_fixture->shoot(QStringLiteral("pixel-aspect")));
}

void TestWindowGeometry::ultrasoundRegions() {
    const QString path = m_fixture->folder(QStringLiteral("us")) + QStringLiteral("/us.dcm");
    DicomBytes list;
    list.head(0x00186011, "SQ", 0xFFFFFFFF);
    for (const auto& item : {region(10, 10, 139, 189, 0.02), region(160, 10, 289, 189, 0.05)})
        list.mark(0xFFFEE000, static_cast<std::uint32_t>(item.bytes().size())).raw(item.bytes());
    list.mark(0xFFFEE0DD, 0);
    DicomBytes whole;  // elements in order: 0018 goes before 0020
    whole.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.6.1").text(0x00080018, "UI", "1.2.3.4");
    whole.text(0x00080060, "CS", "US").text(0x00100010, "PN", "Test^Sound").raw(list.bytes());
    whole.text(0x0020000D, "UI", "1.2.3").text(0x0020000E, "UI", "1.2.3.1").us(0x00280002, {1});
    whole.text(0x00280004, "CS", "MONOCHROME2").us(0x00280010, {200}).us(0x00280011, {300});
    writeBytes(path, withPixels(whole, 200, 300));
    open({path});
    press(Qt::Key_D);
    drag({30, 50}, {130, 50});  // 100 pixels of 0.2 mm
    QVERIFY2(note().contains(QStringLiteral("mm")) && std::abs(said() - 20) < 0.5, qPrintable(note()));
    drag({180, 50}, {280, 50});  // 100 pixels of 0.5 mm
    QVERIFY2(note().contains(QStringLiteral("mm")) && std::abs(said() - 50) < 1, qPrintable(note()));
    drag({50, 120}, {250, 120});  // from one region into the other: no millimetres hold for it
    QVERIFY2(note().contains(QStringLiteral("px")) && std::abs(said() - 200) < 2, qPrintable(note()));
    QVERIFY(viewport().cornerLines().contains(QStringLiteral("mm by ultrasound region")));
    QVERIFY(m_fixture->shoot(QStringLiteral("ultrasound-regions")));
}

void TestWindowGeometry::mixedOrientationsAndLocalizersAreSplit() {
    const QString folder = m_fixture->folder(QStringLiteral("mixed"));
    SeriesFiles axial;
    axial.slices = 8;
    tests::writeSeries(folder, axial);
    for (int i = 1; i <= 8; ++i)  // the next ones of the same series must not take their names
        QVERIFY(QFile::rename(QStringLiteral("%1/1.2.3.1.1-%2.dcm").arg(folder).arg(i, 3, 10, QLatin1Char('0')),
                              QStringLiteral("%1/axial%2.dcm").arg(folder).arg(i)));
    SeriesFiles coronal = axial;
    coronal.slices = 3;
    coronal.column = {0, 0, -1};
    coronal.origin = {-64, -30, 64};
    coronal.series = QStringLiteral("1.2.3.1.9");
    tests::writeSeries(folder, coronal);
    // Told to be of the same series, as scanners write localizers.
    for (int i = 1; i <= 3; ++i) {
        QFile file(QStringLiteral("%1/1.2.3.1.9-%2.dcm").arg(folder).arg(i, 3, 10, QLatin1Char('0')));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        const QByteArray uid = QByteArrayLiteral(
            "\x20\x00\x0E\x00UI\x0A\x00"
            "1.2.3.1.9");
        QVERIFY(bytes.contains(uid));
        bytes.replace(uid, QByteArrayLiteral("\x20\x00\x0E\x00UI\x0A\x00"
                                             "1.2.3.1.1"));
        file.seek(0);
        file.write(bytes);
    }
    open({folder});
    const QStringList uids = window().parts().seriesModel->seriesUids();
    QCOMPARE(uids.size(), 2);
    for (const auto& uid : uids) {
        const QModelIndex row = window().parts().seriesModel->indexOfSeries(uid);
        QVERIFY(row.data(SeriesModel::WarningRole).toBool());
        QVERIFY(row.data(Qt::ToolTipRole).toString().contains(QStringLiteral("split into 2 parts")));
    }
    QVERIFY(viewport().cornerLines().contains(QStringLiteral("Part of a split series")));
    QVERIFY(m_fixture->shoot(QStringLiteral("split-series")));
}

void TestWindowGeometry::aSeriesIsDraggedIntoAViewport() {
    const QString folder = m_fixture->folder(QStringLiteral("ct"));
    tests::writeSeries(folder, {});
    SeriesFiles second;
    second.series = QStringLiteral("1.2.3.1.2");
    second.number = 2;
    tests::writeSeries(folder, second);
    open({folder});
    grid().setLayoutSize(1, 2);
    auto* model = window().parts().seriesModel;
    auto* target = grid().viewports()[1];
    const QString before = grid().viewports()[0]->stack()->seriesUid();
    const std::unique_ptr<QMimeData> data(model->mimeData({model->indexOfSeries(QStringLiteral("1.2.3.1.2"))}));
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, data.get(), Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(20, 20), Qt::CopyAction, data.get(), Qt::LeftButton, {});
    QApplication::sendEvent(target, &drop);
    QCOMPARE(&grid().active(), target);
    QCOMPARE(target->stack()->seriesUid(), QStringLiteral("1.2.3.1.2"));
    QCOMPARE(grid().viewports()[0]->stack()->seriesUid(), before);
}

void TestWindowGeometry::picturesHaveNoMillimetres() {
    const QString path = m_fixture->folder(QStringLiteral("png")) + QStringLiteral("/p.png");
    QImage picture(120, 80, QImage::Format_Grayscale8);
    picture.fill(70);
    picture.setPixel(3, 3, qRgb(200, 200, 200));
    QVERIFY(picture.save(path));
    open({path});
    press(Qt::Key_D);
    drag({10, 10}, {60, 10});
    QVERIFY2(note().contains(QStringLiteral(" px")) && !note().contains(QStringLiteral("mm")), qPrintable(note()));
    press(Qt::Key_Q);
    drag({10, 20}, {60, 60});
    QVERIFY2(note().contains(QStringLiteral("Area")) && !note().contains(QStringLiteral("HU")), qPrintable(note()));
    // No CT windows for what is no CT.
    const auto window0 = viewport().window();
    press(Qt::Key_2);
    QCOMPARE(viewport().window().width, window0.width);
    QVERIFY2(note().contains(QStringLiteral("CT only")), qPrintable(note()));
}

QTEST_MAIN(TestWindowGeometry)
#include "tst_window_geometry.moc"
