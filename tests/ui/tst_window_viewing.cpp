// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Viewing in the real window: measuring by mouse and by keys, undo and redo, what is saved, linked scrolling,
// reference lines, the 3-D cursor, reformatting, hanging rules, priors, cine, key images. The series are
// computed, so every expected value is known.
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/series_model.h"
#include "ui/common/section.h"
#include "ui/report/report_panel.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/measure_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/notes_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/space_controller.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::SeriesFiles;
using hilum::tests::WindowFixture;

class TestWindowViewing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void measuresWithTheMouse();
    void everyKindOfMeasurement();
    void measuresWithKeysAlone();
    void saysWhereMillimetresComeFrom();
    void measurementsAreKept();
    void everythingCanBeUndone();
    void scrollsLinkedByPlace();
    void drawsReferenceLines();
    void reformats();
    void threeDimensionalCursor();
    void hangsByRules();
    void priorBeside();
    void cineAndKeyImages();

private:
    MainWindow& open(const QStringList& paths) {
        auto& window = m_fixture->show(nullptr, true, paths);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000); }();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!window.studies().scanning(), 20000); }();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(window.runner().runningCount(), 0, 20000); }();
        return window;
    }
    MainWindow& window() { return m_fixture->window(); }
    ViewportGrid& grid() { return *window().parts().grid; }
    ViewportWidget& viewport() { return grid().active(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        viewport().setFocus();
        QTest::keyClick(&viewport(), static_cast<Qt::Key>(key), modifiers);
    }
    // Where an image point lies on screen.
    QPoint on(double x, double y) { return viewport().imageToWidget().map(QPointF(x, y)).toPoint(); }
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton) {
        QTest::mousePress(&viewport(), button, {}, from);
        QTest::mouseMove(&viewport(), (from + to) / 2);
        QTest::mouseMove(&viewport(), to);
        QTest::mouseRelease(&viewport(), button, {}, to);
    }
    void click(QPoint at) {
        QTest::mouseMove(&viewport(), at);
        QTest::mouseClick(&viewport(), Qt::LeftButton, {}, at);
    }
    const std::vector<Measurement>& drawn() { return window().notes().of(*viewport().noteKey()).measurements; }
    QString ctFolder(const SeriesFiles& files = {}) {
        const QString folder = m_fixture->folder(QStringLiteral("ct"));
        tests::writeSeries(folder, files);
        return folder;
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowViewing::measuresWithTheMouse() {
    open({ctFolder()});
    press(Qt::Key_D);
    QCOMPARE(viewport().tool(), Tool::Distance);
    drag(on(10, 20), on(40, 20));
    QCOMPARE(drawn().size(), std::size_t{1});
    const Measurement m = drawn().front();
    const auto length = distanceOf(m.points[0], m.points[1], viewport().shownFrame()->image.spacing);
    QCOMPARE(length.unit, LengthUnit::Millimetres);
    QVERIFY2(std::abs(length.value - 60.0) < 2.0 * 2.0 / 8.0,
             qPrintable(QString::number(length.value)));  // to a screen point
    QVERIFY(window().parts().note->toolTip().contains(QStringLiteral("mm")));
    QVERIFY(!window().parts().note->toolTip().contains(QStringLiteral("detector")));
    // Two clicks set two points as well.
    click(on(10, 40));
    click(on(40, 40));
    QCOMPARE(drawn().size(), std::size_t{2});
    // A handle can be taken and moved.
    const QPoint handle = on(drawn()[0].points[1].x, drawn()[0].points[1].y);
    drag(handle, handle + QPoint(0, 80));
    QCOMPARE(drawn().size(), std::size_t{2});
    QVERIFY(drawn()[0].points[1].y > m.points[0].y + 3);
    press(Qt::Key_Delete);
    QCOMPARE(drawn().size(), std::size_t{1});
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(drawn().size(), std::size_t{2});
    press(Qt::Key_Z, Qt::ControlModifier);  // the move
    QVERIFY(std::abs(drawn()[0].points[1].y - drawn()[0].points[0].y) < 0.5);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(drawn()[0].points[1].y > drawn()[0].points[0].y + 3);
    // Another slice has its own.
    press(Qt::Key_Down);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 1, 10000);
    QVERIFY(drawn().empty());
}

void TestWindowViewing::everyKindOfMeasurement() {
    open({ctFolder()});
    viewport().setIndex(10);  // z = 0: the ball is widest
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 10, 10000);
    press(Qt::Key_N);
    click(on(10, 10));
    click(on(10, 30));
    click(on(30, 30));
    QCOMPARE(drawn().size(), std::size_t{1});
    QVERIFY(std::abs(angleOf(drawn()[0].points[0], drawn()[0].points[1], drawn()[0].points[2], {}) - 90) < 3);
    press(Qt::Key_B);
    drag(on(6, 50), on(20, 50));
    drag(on(6, 62), on(20, 56));
    QCOMPARE(drawn().size(), std::size_t{2});
    QCOMPARE(drawn()[1].kind, MeasureKind::Cobb);
    press(Qt::Key_Q);
    drag(on(32, 25), on(42, 35));  // inside the ball: centre (37, 29.5)
    QCOMPARE(drawn().size(), std::size_t{3});
    const auto roi = ellipseStatistics(viewport().shownFrame()->image, drawn()[2].points[0], drawn()[2].points[1]);
    QCOMPARE(roi.mean, 300.0);
    QCOMPARE(roi.deviation, 0.0);
    QCOMPARE(roi.valueUnit, std::string("HU"));
    QVERIFY(std::abs(roi.area - M_PI * 100) < 12);  // 10 mm by 10 mm radius
    press(Qt::Key_G);
    for (const QPoint p : {on(45, 45), on(60, 45), on(60, 58)}) click(p);
    QTest::mouseMove(&viewport(), on(45, 58));
    QTest::mouseDClick(&viewport(), Qt::LeftButton, {}, on(45, 58));
    QCOMPARE(drawn().size(), std::size_t{4});
    QVERIFY(drawn()[3].points.size() >= 3);
    QVERIFY(!viewport().measuring().isBusy());
    press(Qt::Key_W);
    QTest::mouseMove(&viewport(), QPoint(5, 5));
    QVERIFY(m_fixture->shoot(QStringLiteral("measurements")));
    // Esc drops what is being drawn.
    press(Qt::Key_D);
    click(on(5, 5));
    QVERIFY(viewport().measuring().isBusy());
    press(Qt::Key_Escape);
    QVERIFY(!viewport().measuring().isBusy());
    QCOMPARE(drawn().size(), std::size_t{4});
}

void TestWindowViewing::measuresWithKeysAlone() {
    open({ctFolder()});
    press(Qt::Key_D);
    press(Qt::Key_Insert);
    QCOMPARE(drawn().size(), std::size_t{1});
    const PointPx first = drawn()[0].points[0], last = drawn()[0].points[1];
    press(Qt::Key_Right, Qt::AltModifier);
    press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(drawn()[0].points[1].x, last.x + 2);
    QCOMPARE(drawn()[0].points[0].x, first.x);
    press(Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
    QCOMPARE(drawn()[0].points[0].y, first.y - 10);
    QVERIFY(window().parts().note->toolTip().startsWith(QStringLiteral("Distance")));
    press(Qt::Key_Q);
    press(Qt::Key_Insert);
    QCOMPARE(drawn().size(), std::size_t{2});
    QCOMPARE(viewport().measuring().selected(), drawn()[1].id);
    press(Qt::Key_M, Qt::ControlModifier);
    QCOMPARE(viewport().measuring().selected(), drawn()[0].id);
    press(Qt::Key_Delete);
    QCOMPARE(drawn().size(), std::size_t{1});
    QCOMPARE(drawn()[0].kind, MeasureKind::Ellipse);
    press(Qt::Key_M);
    QCOMPARE(viewport().tool(), Tool::WindowLevel);
    press(Qt::Key_M);
    QCOMPARE(viewport().tool(), Tool::Ellipse);
}

void TestWindowViewing::saysWhereMillimetresComeFrom() {
    open({WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm")});
    press(Qt::Key_D);
    press(Qt::Key_Insert);
    QVERIFY2(window().parts().note->toolTip().contains(QStringLiteral("mm at detector")),
             qPrintable(window().parts().note->toolTip()));
    QVERIFY(m_fixture->shoot(QStringLiteral("measure-at-detector")));
    const QString png = m_fixture->folder(QStringLiteral("png")) + QStringLiteral("/picture.png");
    QImage picture(200, 100, QImage::Format_Grayscale8);
    picture.fill(90);
    QVERIFY(picture.save(png));
    window().openPaths({png});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr && viewport().shownFrame()->image.width == 200, 20000);
    press(Qt::Key_Insert);
    QCOMPARE(drawn().size(), std::size_t{1});
    QVERIFY(window().parts().note->toolTip().contains(QStringLiteral(" px")));
    QVERIFY(!window().parts().note->toolTip().contains(QStringLiteral("mm")));
}

void TestWindowViewing::measurementsAreKept() {
    const QString folder = ctFolder();
    open({folder});
    QSignalSpy saved(&window().notesController(), &NotesController::saved);
    press(Qt::Key_D);
    drag(on(10, 20), on(40, 20));
    press(Qt::Key_K);
    QTRY_VERIFY_WITH_TIMEOUT(saved.count() >= 1, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    const auto before = drawn();
    m_fixture->closeWindow();
    open({folder});
    QTRY_COMPARE_WITH_TIMEOUT(drawn().size(), std::size_t{1}, 20000);
    QVERIFY(drawn() == before);
    QVERIFY(window().notes().of(*viewport().noteKey()).keyImage);
    QVERIFY(viewport().cornerLines().size() > 0);
    // Removing is kept as well.
    QSignalSpy again(&window().notesController(), &NotesController::saved);
    press(Qt::Key_Delete);
    QTRY_VERIFY_WITH_TIMEOUT(again.count() >= 1, 20000);
    m_fixture->closeWindow();
    open({folder});
    QTest::qWait(200);
    QVERIFY(drawn().empty());
}

void TestWindowViewing::everythingCanBeUndone() {
    m_fixture->fillLibrary();
    auto& w = m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(!w.studies().scanning(), 20000);
    QTRY_COMPARE_WITH_TIMEOUT(w.parts().suggestions->state(), Section::State::Content, 60000);
    const auto undo = [this] { press(Qt::Key_Z, Qt::ControlModifier); };
    const auto redo = [this] { press(Qt::Key_Y, Qt::ControlModifier); };
    const double width = viewport().window().width;
    drag(viewport().rect().center(), viewport().rect().center() + QPoint(60, 0));
    const double wider = viewport().window().width;
    QVERIFY(wider > width);
    press(Qt::Key_I);
    press(Qt::Key_H);
    undo();
    QVERIFY(!viewport().view().flipHorizontal && viewport().isInverted());
    undo();
    QVERIFY(!viewport().isInverted());
    QCOMPARE(viewport().window().width, wider);
    undo();
    QCOMPARE(viewport().window().width, width);
    redo();
    QCOMPARE(viewport().window().width, wider);
    undo();
    const QString first = viewport().stack()->seriesUid();
    press(Qt::Key_PageDown);
    QVERIFY(viewport().stack()->seriesUid() != first);
    undo();
    QCOMPARE(viewport().stack()->seriesUid(), first);
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(w.parts().suggestions->state(), Section::State::Content, 60000);
    // Reviews and the draft.
    auto* panel = w.parts().suggestionPanel;
    press(Qt::Key_A);
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Accepted);
    QCOMPARE(w.report().panel().draft().findings.size(), std::size_t{1});
    undo();
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Unreviewed);
    QCOMPARE(w.report().panel().draft().findings.size(), std::size_t{0});
    redo();
    QCOMPARE(panel->row(0)->state(), SuggestionRow::State::Accepted);
    QCOMPARE(w.report().panel().draft().findings.size(), std::size_t{1});
    report::DraftSentence typed;
    typed.text = "Typed by the reader.";
    w.report().panel().addFinding(typed);
    QCOMPARE(w.report().panel().draft().findings.size(), std::size_t{2});
    undo();
    QCOMPARE(w.report().panel().draft().findings.size(), std::size_t{1});
    redo();
    QCOMPARE(w.report().panel().draft().findings[1].text, typed.text);
    QVERIFY(w.actions()[QStringLiteral("undo")]->text().contains(QStringLiteral("report")));
}

void TestWindowViewing::scrollsLinkedByPlace() {
    const QString folder = ctFolder();
    SeriesFiles thin;
    thin.series = QStringLiteral("1.2.3.1.2");
    thin.number = 2;
    thin.slices = 40;
    thin.stepMm = 1.5;
    thin.origin[2] = -24;
    tests::writeSeries(folder, thin);
    SeriesFiles elsewhere;
    elsewhere.series = QStringLiteral("1.2.3.1.3");
    elsewhere.frame = QStringLiteral("1.2.3.77");
    elsewhere.number = 3;
    elsewhere.origin[2] = 500;
    tests::writeSeries(folder, elsewhere);
    open({folder});
    grid().setLayoutSize(1, 3);
    const QStringList uids = window().parts().seriesModel->seriesUids();
    QCOMPARE(uids.size(), 3);
    for (int i = 0; i < 3; ++i) grid().viewports()[i]->setStack(makeStack(window().studies().snapshot(), uids[i]));
    grid().activate(0);
    press(Qt::Key_L);
    QVERIFY(grid().isLinked());
    auto* second = grid().viewports()[1];
    auto* third = grid().viewports()[2];
    viewport().setIndex(8);  // z = -30 + 24 = -6: the thin series is there at (-6 + 24) / 1.5 = 12
    QCOMPARE(second->index(), 12);
    QCOMPARE(third->index(), 8);  // another frame of reference: step by step
    // Paired by hand: slice 8 here belongs to slice 3 there.
    grid().setLinked(false);
    third->setIndex(3);
    press(Qt::Key_L, Qt::ShiftModifier);
    QVERIFY(grid().isLinked() && grid().hasPairs());
    viewport().setIndex(10);
    QCOMPARE(third->index(), 5);
    QCOMPARE(second->index(), 16);
    grid().activate(2);
    viewport().setIndex(7);
    QCOMPARE(grid().viewports()[0]->index(), 12);
}

void TestWindowViewing::drawsReferenceLines() {
    const QString folder = ctFolder();
    SeriesFiles coronal;
    coronal.series = QStringLiteral("1.2.3.1.2");
    coronal.number = 2;
    coronal.description = QStringLiteral("Coronal");
    coronal.column = {0, 0, -1};
    coronal.origin = {-64, -30, 64};
    tests::writeSeries(folder, coronal);
    open({folder});
    grid().setLayoutSize(1, 2);
    const QStringList uids = window().parts().seriesModel->seriesUids();
    QCOMPARE(uids.size(), 2);
    for (int i = 0; i < 2; ++i) grid().viewports()[i]->setStack(makeStack(window().studies().snapshot(), uids[i]));
    auto* axialView = grid().viewports()[0];
    auto* coronalView = grid().viewports()[1];
    QTRY_VERIFY_WITH_TIMEOUT(axialView->shownFrame() != nullptr && coronalView->shownFrame() != nullptr, 20000);
    grid().activate(0);
    axialView->setIndex(10);  // z = 0 lies (64 - 0) / 2 + 0.5 rows down in the coronal image
    QTRY_COMPARE_WITH_TIMEOUT(axialView->shownIndex(), 10, 10000);
    QTRY_COMPARE(coronalView->referenceMarks().size(), std::size_t{1});
    QVERIFY(std::abs(coronalView->referenceMarks().front().from.y() - 32.5) < 1e-6);
    QVERIFY(axialView->referenceMarks().empty());  // the active one leads
    QVERIFY(m_fixture->shoot(QStringLiteral("reference-lines")));
    press(Qt::Key_R, Qt::ShiftModifier);
    QVERIFY(coronalView->referenceMarks().empty());
}

void TestWindowViewing::reformats() {
    open({ctFolder()});
    viewport().setIndex(4);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 4, 10000);
    press(Qt::Key_F4);
    QTRY_VERIFY_WITH_TIMEOUT(window().reformat().isActive(), 30000);
    QCOMPARE(grid().visibleCount(), 4);
    for (int i = 0; i < 4; ++i) QTRY_VERIFY_WITH_TIMEOUT(grid().viewports()[i]->shownFrame() != nullptr, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QCOMPARE(grid().viewports()[0]->stack()->frameColour, orientationColour(image::Orientation::Axial));
    // Values where they belong: the coronal plane through the ball's centre shows it with its 300 HU.
    auto* coronal = grid().viewports()[1];
    const auto place = coronal->stack()->geometry();
    const auto nearest = nearestSlice(place, {10, -5, 0});
    coronal->setIndex(*nearest);
    QTRY_COMPARE_WITH_TIMEOUT(coronal->shownIndex(), *nearest, 10000);
    const auto here = *coronal->shownGeometry();
    const PointPx centre = here.pixelOf({10, -5, 0});
    const auto& picture = coronal->shownFrame()->image;
    QCOMPARE(picture.modalityValue(static_cast<int>(centre.x), static_cast<int>(centre.y)), 300.0);
    const PointPx air = here.pixelOf({-60, -5, 20});
    QCOMPARE(picture.modalityValue(static_cast<int>(air.x), static_cast<int>(air.y)), -1000.0);
    QVERIFY(coronal->referenceMarks().size() >= 2);  // axial and sagittal cross it
    QVERIFY(coronal->cornerLines().join(QLatin1Char(' ')).contains(QStringLiteral("Coronal reformat")));
    QVERIFY(m_fixture->shoot(QStringLiteral("reformat")));
    // A slab of 30 mm as MIP: the ball is seen 14 mm beyond its edge plane.
    press(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window().reformat().options().mode, image::SlabMode::Maximum);
    for (int i = 0; i < 4; ++i) press(Qt::Key_BracketRight, Qt::ControlModifier);
    QCOMPARE(window().reformat().options().slabMm, 30.0);
    const auto beyond = nearestSlice(coronal->stack()->geometry(), {10, 37, 0});
    coronal->setIndex(*beyond);
    QTRY_VERIFY_WITH_TIMEOUT(
        coronal->shownIndex() == *beyond &&
            coronal->shownFrame()->image.modalityValue(static_cast<int>(centre.x), static_cast<int>(centre.y)) == 300.0,
        10000);
    press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window().reformat().options().interpolation, image::Interpolation::Cubic);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(m_fixture->shoot(QStringLiteral("reformat-mip")));
    press(Qt::Key_F4);
    QVERIFY(!window().reformat().isActive());
    QCOMPARE(grid().visibleCount(), 1);
    QCOMPARE(viewport().index(), 4);
    // A radiograph cannot be reformatted, and says so.
    window().openPaths({WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm")});
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr && viewport().shownFrame()->image.width > 64, 20000);
    press(Qt::Key_F4);
    QTRY_VERIFY_WITH_TIMEOUT(window().parts().note->toolTip().contains(QStringLiteral("cannot be reformatted")), 20000);
    QVERIFY(!window().actions()[QStringLiteral("reformat")]->isChecked());
}

void TestWindowViewing::threeDimensionalCursor() {
    open({ctFolder()});
    press(Qt::Key_F4);
    QTRY_VERIFY_WITH_TIMEOUT(window().reformat().isActive(), 30000);
    for (const auto* each : grid().viewports())  // the slice itself, not what was shown until it came
        QTRY_VERIFY_WITH_TIMEOUT(each->shownFrame() != nullptr && each->shownIndex() == each->index(), 20000);
    press(Qt::Key_T);
    const PointMm wanted{10, -5, viewport().shownGeometry()->plane.positionMm[2]};
    const PointPx p = viewport().shownGeometry()->pixelOf(wanted);
    click(on(p.x, p.y));
    for (int i = 1; i < 4; ++i) {
        auto* other = grid().viewports()[i];
        QTRY_COMPARE_WITH_TIMEOUT(other->shownIndex(), other->index(), 10000);
        QVERIFY(std::abs(other->shownGeometry()->distanceTo(wanted)) < 3.0);
        QTRY_VERIFY(other->cursorMark().has_value());
    }
    QVERIFY(m_fixture->shoot(QStringLiteral("cursor-3d")));
}

void TestWindowViewing::hangsByRules() {
    const QString folder = m_fixture->folder(QStringLiteral("mr"));
    for (int i = 1; i <= 2; ++i) {
        SeriesFiles files;
        files.modality = QStringLiteral("MR");
        files.series = QStringLiteral("1.2.3.1.%1").arg(i);
        files.number = i;
        files.slices = 6;
        tests::writeSeries(folder, files);
    }
    open({folder});
    QTRY_COMPARE_WITH_TIMEOUT(grid().visibleCount(), 2, 10000);
    QVERIFY(grid().isLinked());
    QVERIFY(grid().viewports()[0]->stack()->seriesUid() != grid().viewports()[1]->stack()->seriesUid());
    QVERIFY(m_fixture->shoot(QStringLiteral("hanging")));
    // Switched off, the layout stays as it was.
    window().settings().set(Key::HangAutomatically, false);
    grid().setLayoutSize(1, 1);
    window().openPaths({folder});
    QTRY_VERIFY_WITH_TIMEOUT(!window().studies().scanning() && viewport().shownFrame() != nullptr, 20000);
    QTest::qWait(50);
    QCOMPARE(grid().visibleCount(), 1);
    press(Qt::Key_G, Qt::ControlModifier);
    QCOMPARE(grid().visibleCount(), 2);
}

void TestWindowViewing::priorBeside() {
    const QString folder = ctFolder();
    SeriesFiles old;
    old.study = QStringLiteral("1.2.3.2");
    old.series = QStringLiteral("1.2.3.2.1");
    old.frame = QStringLiteral("1.2.3.8");
    old.date = QStringLiteral("20240101");
    tests::writeSeries(folder, old);
    {
        Settings settings(m_fixture->settingsFile());
        settings.set(Key::HangAutomatically, false);
        settings.sync();
    }
    open({folder});
    QCOMPARE(grid().visibleCount(), 1);
    QCOMPARE(viewport().stack()->study->date, std::string("2026-01-01"));
    press(Qt::Key_P, Qt::ControlModifier);
    QCOMPARE(grid().visibleCount(), 2);
    QCOMPARE(grid().viewports()[0]->stack()->study->date, std::string("2026-01-01"));
    QCOMPARE(grid().viewports()[1]->stack()->study->date, std::string("2024-01-01"));
    QVERIFY(grid().isLinked());
    QVERIFY(window().parts().note->toolTip().contains(QStringLiteral("2024-01-01")));
    QTRY_VERIFY_WITH_TIMEOUT(grid().viewports()[1]->shownFrame() != nullptr, 20000);
    QVERIFY(grid().viewports()[1]->band().startsWith(QStringLiteral("Prior, ")));
    QVERIFY(grid().viewports()[0]->band().isEmpty());
    QVERIFY(m_fixture->shoot(QStringLiteral("prior")));
}

void TestWindowViewing::cineAndKeyImages() {
    open({ctFolder()});
    press(Qt::Key_C);
    QVERIFY(grid().isCineRunning());
    QTRY_VERIFY_WITH_TIMEOUT(viewport().index() >= 3, 10000);
    const double rate = grid().cineRate();
    press(Qt::Key_Greater);
    QVERIFY(grid().cineRate() > rate);
    press(Qt::Key_Escape);
    QVERIFY(!grid().isCineRunning());
    viewport().setIndex(3);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 3, 10000);
    press(Qt::Key_K);
    viewport().setIndex(15);
    QTRY_COMPARE_WITH_TIMEOUT(viewport().shownIndex(), 15, 10000);
    press(Qt::Key_K);
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 3);
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 15);
    press(Qt::Key_Z, Qt::ControlModifier);
    press(Qt::Key_K, Qt::ControlModifier);
    QCOMPARE(viewport().index(), 3);
}

QTEST_MAIN(TestWindowViewing)
#include "tst_window_viewing.moc"
