// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Hands and shell: changing keys and mouse buttons, conflicts, profiles, import and export; speeds; side
// buttons; the tag browser; pictures and videos; hide identity; full session restore; windows that come back
// onto a screen that exists; a name on every widget.
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QTabWidget>
#include <QTest>
#include <QWheelEvent>

#include "tests/ui/accessible_walk.h"
#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/tag_panel.h"
#include "ui/common/ask.h"
#include "ui/settings/input_editor.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/mpr_controller.h"
#include "ui/window/shortcut_panel.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::SeriesFiles;
using hilum::tests::WindowFixture;

class TestWindowHands : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<WindowFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void keysCanBeChanged();
    void conflictsAreSaidAndNotApplied();
    void profilesGoOutAndComeBack();
    void mouseButtonsCanBeChanged();
    void shiftIsFastAndCtrlIsFine();
    void bothButtonsScroll();
    void aTouchpadScrollsEvenly();
    void typedKeysAreOneKey();
    void neverTwoPatientsUnasked();
    void showsTheTags();
    void exportsPictures();
    void exportsVideos();
    void everythingComesBackAtTheNextStart();
    void theWindowComesBackOntoAScreen();
    void everyWidgetHasANameAndADescription();

private:
    MainWindow& open(const QStringList& paths) {
        auto& w = m_fixture->show(nullptr, true, paths);
        settle();
        return w;
    }
    void settle() {
        QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!window().studies().scanning(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    }
    MainWindow& window() { return m_fixture->window(); }
    ViewportGrid& grid() { return *window().parts().grid; }
    ViewportWidget& viewport() { return grid().active(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        viewport().setFocus();
        QTest::keyClick(&viewport(), static_cast<Qt::Key>(key), modifiers);
    }
    void drag(QPoint by, Qt::MouseButton button, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        const QPoint from = viewport().rect().center();
        QTest::mousePress(&viewport(), button, modifiers, from);
        for (const QPoint at : {from + by / 2, from + by}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(at), viewport().mapToGlobal(QPointF(at)), Qt::NoButton, button,
                             modifiers);
            QApplication::sendEvent(&viewport(), &move);
        }
        QTest::mouseRelease(&viewport(), button, modifiers, from + by);
    }
    void wheel(int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        const QPointF at = viewport().rect().center();
        QWheelEvent event(at, viewport().mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&viewport(), &event);
    }
    InputEditor& editor() {
        window().actions()[QStringLiteral("editInput")]->trigger();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(window().inputEditor() != nullptr, 10000); }();
        return *window().inputEditor();
    }
    QString ct() {
        const QString folder = m_fixture->folder(QStringLiteral("ct"));
        tests::writeSeries(folder, {});
        return folder;
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindowHands::keysCanBeChanged() {
    open({ct()});
    auto& table = editor();
    QVERIFY(table.isVisible());
    QVERIFY(!table.isModal());
    table.selectAction(QStringLiteral("invert"));
    table.setKey(QStringLiteral("F12"), false);
    QVERIFY(table.conflictText().isEmpty());
    press(Qt::Key_F12);
    QVERIFY(viewport().isInverted());
    press(Qt::Key_I);
    QVERIFY(viewport().isInverted());  // the old key is free
    table.setKey(QStringLiteral("I"), true);
    press(Qt::Key_I);
    QVERIFY(!viewport().isInverted());
    QVERIFY(window().actions()[QStringLiteral("invert")]->toolTip().contains(QStringLiteral("F12")));
    bool listed = false;
    for (const auto& line : window().parts().shortcuts->lines())
        listed = listed || line == QStringLiteral("Invert\tF12, I");
    QVERIFY(listed);  // F1 shows the keys as they are now
    QPixmap picture = table.grab();
    QVERIFY(picture.save(QStringLiteral(HILUM_BINARY_DIR "/screens/keys-editor.png")));
    // Kept for the next start.
    m_fixture->closeWindow();
    open({ct()});
    press(Qt::Key_F12);
    QVERIFY(viewport().isInverted());
    auto& again = editor();
    again.selectAction(QStringLiteral("invert"));
    again.useBuiltIn();
    press(Qt::Key_I);
    QVERIFY(!viewport().isInverted());
}

void TestWindowHands::conflictsAreSaidAndNotApplied() {
    open({ct()});
    auto& table = editor();
    table.selectAction(QStringLiteral("invert"));
    table.setKey(QStringLiteral("F"), false);
    QVERIFY2(table.conflictText().contains(QStringLiteral("Fit to window")) &&
                 table.conflictText().contains(QStringLiteral("Invert")),
             qPrintable(table.conflictText()));
    press(Qt::Key_I);
    QVERIFY(viewport().isInverted());  // still the old keys
    QVERIFY(window().settings().value(Key::InputProfile).toString().isEmpty());
    table.selectAction(QStringLiteral("fit"));
    table.clearKeys();
    QVERIFY(table.conflictText().isEmpty());
    press(Qt::Key_F);
    QVERIFY(!viewport().isInverted());
}

void TestWindowHands::profilesGoOutAndComeBack() {
    open({ct()});
    auto& table = editor();
    auto* choice = table.findChild<QComboBox*>();
    QVERIFY(choice->count() >= 5);  // Hilum, three lineages, own
    for (int i = 0; i < choice->count() - 1; ++i) {
        choice->setCurrentIndex(i);
        Q_EMIT choice->activated(i);
        QVERIFY2(table.conflictText().isEmpty(), qPrintable(choice->currentText() + table.conflictText()));
    }
    table.selectAction(QStringLiteral("reset"));
    table.setKey(QStringLiteral("Ctrl+Backspace"), false);
    const QString file = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/keys.json");
    PickFile::queueAnswer({file});
    for (auto* button : table.findChildren<QPushButton*>())
        if (button->text().startsWith(QStringLiteral("Export"))) QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(QFile::exists(file));
    const InputProfile written = table.profile();
    table.setProfile({"Hilum", MouseMap::defaults(), {}});
    QVERIFY(table.importFrom(file));
    QVERIFY(table.profile() == written);
    QFile broken(file);
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{}");
    broken.close();
    QVERIFY(!table.importFrom(file));
    QVERIFY(table.profile() == written);
    QVERIFY(!table.exportTo(QStringLiteral("/not/there/keys.json")));
}

void TestWindowHands::mouseButtonsCanBeChanged() {
    open({ct()});
    auto& table = editor();
    table.setMouse(MouseSlot::Middle, {MouseAct::Window, {}});
    table.setMouse(MouseSlot::Extra1, {MouseAct::Action, "invert"});
    const double width = viewport().window().width;
    drag({80, 0}, Qt::MiddleButton);
    QVERIFY(viewport().window().width > width);
    QVERIFY(viewport().view().fit);  // it no longer pans
    QTest::mouseClick(&viewport(), Qt::ExtraButton3);
    QVERIFY(viewport().isInverted());
    viewport().setIndex(5);
    QTest::mouseClick(&viewport(), Qt::BackButton);  // previous series: there is none, and nothing happens
    QCOMPARE(viewport().index(), 5);
    table.setMouse(MouseSlot::Left, {MouseAct::Scroll, {}});
    drag({0, 60}, Qt::LeftButton);
    QVERIFY(viewport().index() > 5);
    table.setMouse(MouseSlot::Wheel, {MouseAct::Zoom, {}});
    wheel(1);
    QVERIFY(!viewport().view().fit);
}

void TestWindowHands::shiftIsFastAndCtrlIsFine() {
    open({ct()});
    const double start = viewport().window().centre;
    drag({0, 40}, Qt::LeftButton);
    const double plain = viewport().window().centre - start;
    press(Qt::Key_QuoteLeft);
    drag({0, 40}, Qt::LeftButton, Qt::ShiftModifier);
    const double fast = viewport().window().centre - start;
    press(Qt::Key_QuoteLeft);
    drag({0, 40}, Qt::LeftButton, Qt::ControlModifier);
    const double fine = viewport().window().centre - start;
    QVERIFY(std::abs(fast - 5 * plain) < 1e-6 && std::abs(fine - plain / 5) < 1e-6);
    wheel(-1);
    QCOMPARE(viewport().index(), 1);
    wheel(-1, Qt::ShiftModifier);
    QCOMPARE(viewport().index(), 11);
    wheel(1, Qt::ControlModifier);
    QVERIFY(!viewport().view().fit);
    QCOMPARE(viewport().index(), 11);
}

void TestWindowHands::bothButtonsScroll() {
    open({ct()});
    const auto before = viewport().window();
    const QPoint c = viewport().rect().center();
    const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons held) {
        QMouseEvent event(type, QPointF(at), viewport().mapToGlobal(QPointF(at)), button, held, {});
        QApplication::sendEvent(&viewport(), &event);
    };
    send(QEvent::MouseButtonPress, c, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseButtonPress, c, Qt::RightButton, Qt::LeftButton | Qt::RightButton);
    send(QEvent::MouseMove, c + QPoint(0, 60), Qt::NoButton, Qt::LeftButton | Qt::RightButton);
    const int reached = viewport().index();
    QVERIFY(reached >= 4);
    send(QEvent::MouseButtonRelease, c, Qt::RightButton, Qt::LeftButton);
    send(QEvent::MouseMove, c + QPoint(90, 120), Qt::NoButton, Qt::LeftButton);
    QCOMPARE(viewport().index(), reached);              // letting go of one ends it
    QCOMPARE(viewport().window().width, before.width);  // and nothing else begins
    send(QEvent::MouseButtonRelease, c, Qt::LeftButton, Qt::NoButton);
    QVERIFY(QApplication::activePopupWidget() == nullptr);  // a chord is no click
    drag({80, 0}, Qt::LeftButton);
    QVERIFY(viewport().window().width > before.width);
}

void TestWindowHands::aTouchpadScrollsEvenly() {
    open({ct()});
    const auto swipe = [this](QPoint pixels, Qt::ScrollPhase phase) {
        const QPointF at = viewport().rect().center();
        QWheelEvent event(at, viewport().mapToGlobal(at), pixels, pixels * 5, Qt::NoButton, {}, phase, false);
        QApplication::sendEvent(&viewport(), &event);
    };
    swipe({}, Qt::ScrollBegin);
    int last = 0;
    for (int i = 1; i <= 24; ++i) {  // 144 pixels in all
        swipe({0, -6}, Qt::ScrollUpdate);
        QVERIFY(viewport().index() - last <= 1);  // never two at once
        last = viewport().index();
    }
    QCOMPARE(last, 6);
    swipe({}, Qt::ScrollEnd);
    for (int i = 0; i < 20; ++i) swipe({0, -50}, Qt::ScrollMomentum);
    QCOMPARE(viewport().index(), last);  // lifted fingers stop the images
    for (int i = 0; i < 10; ++i) swipe({-40, -4}, Qt::ScrollUpdate);
    QCOMPARE(viewport().index(), last);  // sideways is no scrolling
    swipe({}, Qt::ScrollBegin);
    for (int i = 0; i < 8; ++i) swipe({0, 6}, Qt::ScrollUpdate);
    QCOMPARE(viewport().index(), last - 2);
}

void TestWindowHands::typedKeysAreOneKey() {
    open({ct()});
    auto& table = editor();
    const int all = table.listedRows();
    QVERIFY(all > 90);
    table.setFilter(QStringLiteral("rotate"));
    QCOMPARE(table.listedRows(), 2);
    table.setFilter(QStringLiteral("Ctrl+Shift+Z"));
    QCOMPARE(table.listedRows(), 1);
    table.setFilter({});
    QCOMPARE(table.listedRows(), all);
    for (const char* id : {"preset1", "cancel", "layout2x2", "floatReport"}) {  // nothing is left out of the table
        table.selectAction(QLatin1String(id));
        table.setFilter(window().actions()[QLatin1String(id)]->text());
        QVERIFY2(table.listedRows() >= 1, id);
    }
    table.setFilter({});
    // A slip of the finger before the right key is no sequence; whose key it is stands below at once.
    table.selectAction(QStringLiteral("invert"));
    auto* edit = table.findChild<QKeySequenceEdit*>();
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_Y);
    QTest::keyClick(edit, Qt::Key_F);
    QCOMPARE(edit->keySequence(), QKeySequence(Qt::Key_F));
    QVERIFY2(table.hint().contains(QStringLiteral("Fit to window")), qPrintable(table.hint()));
    table.takeKey(QStringLiteral("F"));
    QVERIFY(table.conflictText().isEmpty());
    press(Qt::Key_F);
    QVERIFY(viewport().isInverted());
    QVERIFY(window().actions()[QStringLiteral("fit")]->shortcuts().isEmpty());
    for (auto* button : table.findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Close")) QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(window().inputEditor() == nullptr);
}

// Another patient stands beside this one only when somebody puts it there, and then both say so.
void TestWindowHands::neverTwoPatientsUnasked() {
    const QString folder = ct();
    SeriesFiles other;
    other.patient = QStringLiteral("Other^Person");
    other.patientId = QStringLiteral("VOL-2");
    other.study = QStringLiteral("1.2.3.2");
    other.series = QStringLiteral("1.2.3.2.1");
    tests::writeSeries(folder, other);
    open({folder});
    const auto own = viewport().stack()->study->patientId;
    press(Qt::Key_2, Qt::AltModifier);
    QCOMPARE(grid().visibleCount(), 2);
    QVERIFY(grid().viewports()[1]->stack() == nullptr);
    grid().activate(1);
    const QString foreign = own == "VOL-1" ? QStringLiteral("1.2.3.2.1") : QStringLiteral("1.2.3.1.1");
    Q_EMIT grid().seriesDropped(foreign);
    QTRY_VERIFY_WITH_TIMEOUT(grid().viewports()[1]->shownFrame() != nullptr, 20000);
    for (int i = 0; i < 2; ++i) {
        auto* view = grid().viewports()[i];
        const QString name = personName(view->stack()->study->patientName);
        QVERIFY2(view->band().contains(name) && view->band().contains(QStringLiteral("more than one patient")),
                 qPrintable(view->band()));
        QVERIFY(view->accessibleDescription().contains(QStringLiteral("more than one patient")));
    }
    QVERIFY(m_fixture->shoot(QStringLiteral("two-patients")));
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(!grid().viewports()[0]->band().contains(QStringLiteral("Test")));
    press(Qt::Key_H, Qt::ControlModifier);
    press(Qt::Key_1, Qt::AltModifier);
    QVERIFY(viewport().band().isEmpty());
}

void TestWindowHands::showsTheTags() {
    open({ct()});
    press(Qt::Key_T, Qt::ControlModifier);
    auto& panel = window().tagPanel();
    QTRY_VERIFY(panel.isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(panel.rowCount() > 25, 10000);
    const int all = panel.matchingRows();
    auto* search = panel.findChild<QLineEdit*>();
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("PixelSpacing"));
    QCOMPARE(panel.matchingRows(), 1);
    search->setText(QStringLiteral("(0010,"));
    QCOMPARE(panel.matchingRows(), 2);
    search->setText(QStringLiteral("Volume"));  // in the patient's name
    QCOMPARE(panel.matchingRows(), 1);
    window().actions()[QStringLiteral("hideIdentity")]->trigger();
    QCOMPARE(panel.matchingRows(), 0);
    search->clear();
    QCOMPARE(panel.matchingRows(), all);
    window().actions()[QStringLiteral("hideIdentity")]->trigger();
    QVERIFY(m_fixture->shootAll(QStringLiteral("tags")));
    press(Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(!panel.isVisible());
    // A picture has none.
    const QString png = m_fixture->folder(QStringLiteral("png")) + QStringLiteral("/picture.png");
    QImage picture(64, 64, QImage::Format_Grayscale8);
    picture.fill(9);
    QVERIFY(picture.save(png));
    window().openPaths({png});
    settle();
    press(Qt::Key_T, Qt::ControlModifier);
    QTRY_COMPARE(panel.rowCount(), 0);
    QVERIFY(!panel.message().isEmpty());
}

void TestWindowHands::exportsPictures() {
    open({WindowFixture::phantomFolder() + QStringLiteral("/study-0001/chest.dcm")});
    const QString folder = m_fixture->folder(QStringLiteral("out"));
    for (const char* name : {"view.png", "view.jpg"}) {
        const QString path = folder + QLatin1Char('/') + QLatin1String(name);
        PickFile::queueAnswer({path});
        press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 10000);
        const QImage picture(path);
        QCOMPARE(picture.size(), viewport().size() + QSize(0, 24));
        // The line at the foot is brighter and darker than the image there: white letters, dark outline.
        int white = 0;
        for (int y = picture.height() - 24; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x) white += qGray(picture.pixel(x, y)) > 215 ? 1 : 0;
        QVERIFY(white > 150);
    }
    // The name is on screen but not in the file: its corner is the bare image.
    const QImage exported(folder + QStringLiteral("/view.png"));
    const QImage shown = viewport().grab().toImage();
    int differing = 0;
    for (int y = 4; y < 44; ++y)
        for (int x = 4; x < 140; ++x) differing += exported.pixel(x, y) != shown.pixel(x, y) ? 1 : 0;
    QVERIFY(differing > 100);
    QVERIFY(QFile::copy(folder + QStringLiteral("/view.png"),
                        QStringLiteral(HILUM_BINARY_DIR "/screens/exported-view.png")) ||
            QFile::exists(QStringLiteral(HILUM_BINARY_DIR "/screens/exported-view.png")));
    window().exportPicture(QStringLiteral("/not/there/view.png"));
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 10000);
    QVERIFY(!QFile::exists(QStringLiteral("/not/there/view.png")));
}

void TestWindowHands::exportsVideos() {
    open({ct()});
    const QString path = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/series.avi");
    window().exportVideo(path);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.startsWith("RIFF") && bytes.mid(8, 4) == "AVI ");
    const auto number = [&](qsizetype at) {
        return static_cast<quint32>(static_cast<uchar>(bytes[at])) |
               static_cast<quint32>(static_cast<uchar>(bytes[at + 1])) << 8 |
               static_cast<quint32>(static_cast<uchar>(bytes[at + 2])) << 16 |
               static_cast<quint32>(static_cast<uchar>(bytes[at + 3])) << 24;
    };
    QCOMPARE(static_cast<qsizetype>(number(4)) + 8, bytes.size());
    QCOMPARE(number(32 + 16), 20U);  // dwTotalFrames of avih
    // Every picture that the index names is a whole JPEG of the declared size.
    const qsizetype movi = bytes.indexOf("movi"), index = bytes.indexOf("idx1");
    QVERIFY(movi > 0 && index > movi);
    QCOMPARE(number(index + 4), 20U * 16U);
    for (int i = 0; i < 20; ++i) {
        const qsizetype entry = index + 8 + 16 * i;
        const auto offset = static_cast<qsizetype>(number(entry + 8)),
                   size = static_cast<qsizetype>(number(entry + 12));
        const QByteArray chunk = bytes.mid(movi + offset, size + 8);
        QVERIFY(chunk.startsWith("00dc"));
        QImage picture;
        QVERIFY(picture.loadFromData(chunk.mid(8), "JPEG"));
        QCOMPARE(static_cast<quint32>(picture.width()), number(32 + 32));
    }
    // A stopped or impossible export leaves nothing.
    window().exportVideo(QStringLiteral("/not/there/series.avi"));
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    const QString stopped = m_fixture->folder(QStringLiteral("out")) + QStringLiteral("/stopped.avi");
    window().exportVideo(stopped);
    window().runner().cancelAll();
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(!QFile::exists(stopped + QStringLiteral(".part")));
}

void TestWindowHands::everythingComesBackAtTheNextStart() {
    const QString folder = ct();
    SeriesFiles second;
    second.series = QStringLiteral("1.2.3.1.2");
    second.number = 2;
    tests::writeSeries(folder, second);
    {
        auto& w = open({folder});
        grid().setLayoutSize(1, 2);
        for (int i = 0; i < 2; ++i)
            grid().viewports()[i]->setStack(
                makeStack(w.studies().snapshot(), i == 0 ? QStringLiteral("1.2.3.1.2") : QStringLiteral("1.2.3.1.1")));
        grid().activate(1);
        viewport().setIndex(7);
        image::WindowLevel window{-600, 1500, image::VoiFunction::Linear, "Lung"};
        viewport().setWindow(window);
        viewport().turn(1);
        viewport().zoomBy(2);
        QVERIFY(w.close());
        m_fixture->closeWindow();
    }
    auto& again = m_fixture->show(nullptr, true, {}, true);
    settle();
    QTRY_COMPARE_WITH_TIMEOUT(grid().visibleCount(), 2, 10000);
    QCOMPARE(again.studies().paths(), QStringList{folder});
    QCOMPARE(grid().viewports()[0]->stack()->seriesUid(), QStringLiteral("1.2.3.1.2"));
    QCOMPARE(grid().viewports()[1]->stack()->seriesUid(), QStringLiteral("1.2.3.1.1"));
    QCOMPARE(&grid().active(), grid().viewports()[1]);
    QCOMPARE(viewport().index(), 7);
    QCOMPARE(viewport().window().width, 1500.0);
    QCOMPARE(viewport().window().centre, -600.0);
    QCOMPARE(viewport().view().quarterTurns, 1);
    QVERIFY(!viewport().view().fit);
    QVERIFY(grid().viewports()[0]->view().fit);
}

void TestWindowHands::theWindowComesBackOntoAScreen() {
    {
        auto& w = open({ct()});
        w.move(20000, 9000);  // a monitor that is gone at the next start
        QVERIFY(w.close());
        m_fixture->closeWindow();
    }
    auto& again = m_fixture->show(nullptr, true, {}, true);
    bool visible = false;
    for (const auto* screen : QGuiApplication::screens())
        visible = visible || screen->availableGeometry().contains(again.frameGeometry().topLeft() + QPoint(60, 10));
    QVERIFY2(visible, qPrintable(QStringLiteral("%1 %2").arg(again.x()).arg(again.y())));
}

// What a screen reader gets, with every panel and the editor on screen; shoot() asks the same of every state.
void TestWindowHands::everyWidgetHasANameAndADescription() {
    open({ct()});
    press(Qt::Key_T, Qt::ControlModifier);
    auto& table = editor();
    press(Qt::Key_F1);
    QTest::qWait(50);
    QStringList silent = tests::silentWidgets(window()) + tests::silentWidgets(table);
    table.findChild<QTabWidget*>()->setCurrentIndex(1);
    QTest::qWait(50);
    silent += tests::silentWidgets(table);
    QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
    const QPixmap picture = table.grab();
    QVERIFY(picture.save(QStringLiteral(HILUM_BINARY_DIR "/screens/mouse-editor.png")));
    // What changes is described: a viewport says series, image, window.
    QVERIFY(viewport().accessibleDescription().contains(QStringLiteral("image 1 of 20")));
    // Every action says what it does and its key, and is listed in the table.
    for (const auto* action : window().actions().all()) {
        QVERIFY2(!action->text().isEmpty() && !action->toolTip().isEmpty(), qPrintable(action->objectName()));
        bool listed = false;
        for (const auto& group : window().actions().groups())
            listed = listed || group.actions.contains(const_cast<QAction*>(action));
        QVERIFY2(listed, qPrintable(action->objectName()));
    }
}

QTEST_MAIN(TestWindowHands)
#include "tst_window_hands.moc"
