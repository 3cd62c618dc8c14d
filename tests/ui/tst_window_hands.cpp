// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Hands and shell: changing keys and mouse buttons, conflicts, profiles, import and export; speeds; side
// buttons; the tag browser; pictures and videos; hide identity; full session restore; windows that come back
// onto a screen that exists; a name on every widget.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QTabWidget>
#include <QTest>
#include <QTextEdit>
#include <QWheelEvent>

#include "tests/ui/ct_files.h"
#include "tests/ui/window_fixture.h"
#include "ui/browser/tag_panel.h"
#include "ui/common/ask.h"
#include "ui/common/section.h"
#include "ui/settings/input_editor.h"
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
    table.setKey(QStringLiteral("F7"), false);
    QVERIFY(table.conflictText().isEmpty());
    press(Qt::Key_F7);
    QVERIFY(viewport().isInverted());
    press(Qt::Key_I);
    QVERIFY(viewport().isInverted());  // the old key is free
    table.setKey(QStringLiteral("I"), true);
    press(Qt::Key_I);
    QVERIFY(!viewport().isInverted());
    QVERIFY(window().actions()[QStringLiteral("invert")]->toolTip().contains(QStringLiteral("F7")));
    bool listed = false;
    for (const auto& line : window().parts().shortcuts->lines())
        listed = listed || line == QStringLiteral("Invert\tF7, I");
    QVERIFY(listed);  // F1 shows the keys as they are now
    QPixmap picture = table.grab();
    QVERIFY(picture.save(QStringLiteral(HILUM_BINARY_DIR "/screens/keys-editor.png")));
    // Kept for the next start.
    m_fixture->closeWindow();
    open({ct()});
    press(Qt::Key_F7);
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
    QVERIFY(m_fixture->shoot(QStringLiteral("tags")));
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

// Everything that takes the focus or shows a state of its own must say what it is.
void TestWindowHands::everyWidgetHasANameAndADescription() {
    open({ct()});
    press(Qt::Key_T, Qt::ControlModifier);
    editor();
    press(Qt::Key_F1);
    QStringList nameless;
    const auto check = [&](QWidget* root) {
        for (auto* widget : root->findChildren<QWidget*>()) {
            const bool speaks = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                                qobject_cast<QTextEdit*>(widget) || qobject_cast<QAbstractItemView*>(widget) ||
                                qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
                                qobject_cast<QProgressBar*>(widget) || qobject_cast<QTabWidget*>(widget) ||
                                qobject_cast<QKeySequenceEdit*>(widget) || qobject_cast<QDockWidget*>(widget) ||
                                qobject_cast<QMenu*>(widget) || qobject_cast<ViewportWidget*>(widget) ||
                                qobject_cast<Section*>(widget) || widget->focusPolicy() != Qt::NoFocus;
            const QByteArray type = widget->metaObject()->className();
            const QString name = widget->objectName();
            // Parts that Qt makes inside its own widgets speak through those.
            const auto* label = qobject_cast<const QLabel*>(widget);  // speaks by its text
            const bool inner = label != nullptr || name.startsWith(QStringLiteral("qt_")) ||
                               type.startsWith("QLineEditIcon") || type == "QTableCornerButton" ||
                               type == "QHeaderView" || type == "QComboBoxListView" ||
                               type == "QComboBoxPrivateContainer" || type == "QScrollBar" ||
                               qobject_cast<QKeySequenceEdit*>(widget->parentWidget()) != nullptr ||
                               qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr ||
                               (qobject_cast<QMenu*>(widget) != nullptr &&
                                qobject_cast<QMenuBar*>(widget->parentWidget()) != nullptr &&
                                static_cast<QMenu*>(widget)->title().isEmpty()) ||
                               type == "QTabBar" || type == "QMenuBar" || type == "QToolBarExtension";
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool unused = button != nullptr && !button->isVisible() && button->text().isEmpty();
            if (!speaks || inner || unused) continue;
            if (widget->accessibleName().isEmpty() && !(button != nullptr && !button->text().isEmpty()))
                nameless << QString::fromLatin1(type) + QLatin1Char(' ') + name + QStringLiteral(" in ") +
                                QString::fromLatin1(widget->parentWidget()->metaObject()->className());
        }
    };
    check(&window());
    check(window().inputEditor());
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
    // What changes is described: a viewport says series, image, window.
    QVERIFY(viewport().accessibleDescription().contains(QStringLiteral("image 1 of 20")));
    // Every action says what it does and its key.
    for (const auto* action : window().actions().all()) {
        QVERIFY2(!action->text().isEmpty() && !action->toolTip().isEmpty(), qPrintable(action->objectName()));
    }
}

QTEST_MAIN(TestWindowHands)
#include "tst_window_hands.moc"
