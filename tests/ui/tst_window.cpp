// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The five-minute walk of window.md 4 in the real window, off-screen, with simulated studies and a test
// pack: open, scroll, window, suggestions, accept, edit, dismiss, search, compare, saliency. Each step
// leaves a picture.
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

#include "tests/ui/window_fixture.h"
#include "ui/browser/series_list.h"
#include "ui/common/section.h"
#include "ui/search/case_gallery.h"
#include "ui/search/chip_bar.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/corner_text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"
#include "ui/window/report_controller.h"
#include "ui/window/shortcut_panel.h"
#include "ui/window/tool_row.h"

using namespace hilum;
using namespace hilum::ui;
using hilum::tests::WindowFixture;

namespace {

QString personNameOf(const ViewportWidget& viewport) {
    return personName(viewport.shownStackFrame()->instance->patientName);
}

}  // namespace

class TestWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void opensAndSuggestsByItself();
    void keysAndMouseMoveTheImage();
    void reviewsSuggestions();
    void showsTheRegion();
    void searchesByWords();
    void comparesWithAPastCase();
    void hidesPanelsAndIdentity();
    void listsItsKeys();
    void isSharpAtTwoHundredPercent();
    void everyActionCanBeReached();
    void everyControlHasAName();

private:
    MainWindow& window() { return m_fixture->window(); }
    WindowParts& parts() { return window().parts(); }
    ViewportWidget& viewport() { return parts().grid->active(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        viewport().setFocus();
        QTest::keyClick(&viewport(), key, modifiers);
    }
    std::unique_ptr<WindowFixture> m_fixture;
};

void TestWindow::initTestCase() {
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->fillLibrary();
    if (QTest::currentTestFailed()) return;
    m_fixture->show(tests::fakeEngine, true, {WindowFixture::phantomFolder()});
}

void TestWindow::opensAndSuggestsByItself() {
    QTRY_VERIFY_WITH_TIMEOUT(viewport().shownFrame() != nullptr, 20000);
    QCOMPARE(parts().centre->indexOf(parts().viewer), 1);
    QVERIFY(parts().viewer->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(parts().suggestions->state() == Section::State::Content, 60000);
    QVERIFY(parts().suggestionPanel->count() >= 3);
    QTRY_VERIFY_WITH_TIMEOUT(parts().cases->state() == Section::State::Content, 60000);
    QVERIFY(parts().gallery->count() >= 3);
    const auto& target = *window().reading().target();
    for (int i = 0; i < parts().gallery->count(); ++i)
        QVERIFY(!isSamePatient(parts().gallery->tile(i)->hit().record, target.patientId, target.key.locator));
    QTRY_VERIFY_WITH_TIMEOUT(parts().gallery->tile(0)->hasPicture(), 20000);
    QCOMPARE(parts().research->text(), QStringLiteral("Research use only - not for diagnostic use"));
    QVERIFY(parts().research->isVisible());
    QTRY_VERIFY(parts().pack->text().contains(QStringLiteral("test-pack")));
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 30000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("walk-1-open")));
    // Similar cases stand in whole rows, suggestions get the room that is left, tools show their words.
    const auto areaOf = [](QWidget* content) {
        return qobject_cast<QScrollArea*>(content->parentWidget()->parentWidget());
    };
    const auto* cases = areaOf(parts().gallery);
    const auto* suggestions = areaOf(parts().suggestionPanel);
    QVERIFY(cases != nullptr && suggestions != nullptr);
    const int pitch = CaseGallery::rowHeight() + CaseGallery::rowSpacing();
    QTRY_COMPARE((cases->viewport()->height() + CaseGallery::rowSpacing()) % pitch, 0);
    // Whole suggestions only: what is left over is less than the next one would take. The last picture changed the
    // size of the letters: layouts follow when their turn comes, on a dense screen later.
    QString sizes;
    const auto filled = [&] {
        const int whole = parts().suggestionPanel->sizeHint().height();
        const int spare = parts().readingDock->widget()->height() - parts().findings->geometry().bottom();
        int next = 0;
        for (int i = 0; i < parts().suggestionPanel->count() && next == 0; ++i)
            if (const auto* row = parts().suggestionPanel->row(i);
                row->geometry().bottom() > suggestions->viewport()->height())
                next = row->height() + parts().suggestionPanel->layout()->spacing();
        sizes = QStringLiteral("%1 of %2, %3 unused, the next takes %4")
                    .arg(suggestions->viewport()->height())
                    .arg(whole)
                    .arg(spare)
                    .arg(next);
        return suggestions->viewport()->height() >= whole || spare < next;
    };
    QTRY_VERIFY2(filled(), qPrintable(sizes));
    QVERIFY(!parts().toolRow->isCompact());
}

void TestWindow::keysAndMouseMoveTheImage() {
    const auto before = viewport().window();
    const QPoint centre = viewport().rect().center();
    QTest::mousePress(&viewport(), Qt::LeftButton, {}, centre);
    QTest::mouseMove(&viewport(), centre + QPoint(40, 0));
    QTest::mouseMove(&viewport(), centre + QPoint(80, 0));
    QTest::mouseRelease(&viewport(), Qt::LeftButton, {}, centre + QPoint(80, 0));
    QVERIFY(viewport().window().width > before.width);
    press(Qt::Key_QuoteLeft);
    QCOMPARE(viewport().window().width, before.width);
    press(Qt::Key_I);
    QVERIFY(viewport().isInverted());
    press(Qt::Key_Equal);
    QVERIFY(!viewport().view().fit);
    press(Qt::Key_H);
    QVERIFY(viewport().view().flipHorizontal);
    press(Qt::Key_R);
    QVERIFY(viewport().view().fit && !viewport().isInverted() && !viewport().view().flipHorizontal);
    press(Qt::Key_1);  // a radiograph has no CT windows
    QCOMPARE(viewport().window().width, before.width);
    QVERIFY(parts().note->toolTip().contains(QStringLiteral("CT")));
    const QString first = viewport().stack()->seriesUid();
    press(Qt::Key_PageDown);
    QTRY_VERIFY(viewport().stack()->seriesUid() != first);
    QCOMPARE(parts().seriesList->currentIndex().data(SeriesModel::UidRole).toString(), viewport().stack()->seriesUid());
    press(Qt::Key_PageUp);
    QTRY_COMPARE(viewport().stack()->seriesUid(), first);
    QTRY_VERIFY_WITH_TIMEOUT(parts().suggestions->state() == Section::State::Content, 60000);
}

void TestWindow::reviewsSuggestions() {
    auto* panel = parts().suggestionPanel;
    panel->select(0);
    auto* first = panel->row(0);
    QCOMPARE(first->state(), SuggestionRow::State::Unreviewed);
    press(Qt::Key_A);
    QCOMPARE(first->state(), SuggestionRow::State::Accepted);
    QVERIFY(panel->selectedRow() != first);
    auto* second = panel->selectedRow();
    press(Qt::Key_E);
    QVERIFY(second->isEditing());
    auto* edit = second->findChild<QLineEdit*>();
    edit->setText(QStringLiteral("Small left pleural effusion, changed by the reader."));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(second->state(), SuggestionRow::State::Edited);
    auto* third = panel->selectedRow();
    press(Qt::Key_X);
    QCOMPARE(third->state(), SuggestionRow::State::Dismissed);
    QTRY_COMPARE_WITH_TIMEOUT(window().runner().runningCount(), 0, 20000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("walk-2-reviewed")));
    // Rows that were reviewed have another height: the selected one is still seen whole, in a small window too.
    const auto seen = [panel] {
        const auto* row = panel->selectedRow();
        const auto* area = qobject_cast<QScrollArea*>(panel->parentWidget()->parentWidget());
        const QRect place(row->mapTo(area->viewport(), QPoint(0, 0)), row->size());
        return area->viewport()->rect().adjusted(0, -1, 0, 1).contains(place);
    };
    QTRY_VERIFY(seen());
    window().resize(1024, 700);
    QTRY_VERIFY(seen());
    window().resize(1440, 900);
    QTRY_VERIFY(seen());
}

void TestWindow::showsTheRegion() {
    press(Qt::Key_O);
    QVERIFY(viewport().isSaliencyVisible());
    QTRY_VERIFY_WITH_TIMEOUT(viewport().hasSaliency(), 20000);
    const double before = window().reading().opacity();
    press(Qt::Key_BracketRight);
    QVERIFY(window().reading().opacity() > before);
    QVERIFY(m_fixture->shootAll(QStringLiteral("walk-3-region")));
    press(Qt::Key_BracketLeft);
    press(Qt::Key_O);
    QVERIFY(!viewport().isSaliencyVisible());
}

void TestWindow::searchesByWords() {
    press(Qt::Key_Slash);
    QTRY_COMPARE(QApplication::focusWidget(), parts().searchBox);
    QTest::keyClicks(parts().searchBox, QStringLiteral("left effusion, no pneumothorax"));
    QTest::keyClick(parts().searchBox, Qt::Key_Return);
    QVERIFY(window().reading().isSearching());
    QTRY_VERIFY_WITH_TIMEOUT(parts().cases->state() == Section::State::Content, 60000);
    QVERIFY(parts().chips->isVisible());
    const int chips = parts().chips->count();
    QVERIFY(chips >= 2);
    QTRY_VERIFY_WITH_TIMEOUT(parts().gallery->tile(0)->hasPicture(), 20000);
    QVERIFY(m_fixture->shootAll(QStringLiteral("walk-4-search")));
    parts().chips->removeChip(0);
    QTRY_VERIFY_WITH_TIMEOUT(parts().chips->count() < chips, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(parts().cases->state() == Section::State::Content, 60000);
}

void TestWindow::comparesWithAPastCase() {
    parts().gallery->setFocus();
    QTest::keyClick(parts().gallery, Qt::Key_2);
    QTRY_VERIFY_WITH_TIMEOUT(parts().grid->isComparing(), 20000);
    auto* past = parts().grid->viewports()[1];
    QTRY_VERIFY_WITH_TIMEOUT(past->shownFrame() != nullptr, 20000);
    QVERIFY(past->stack()->foreign);
    QVERIFY(!viewport().stack()->foreign);
    QVERIFY(parts().grid->isLinked());
    QCOMPARE(tests::pixelAt(*past, QPoint(past->width() - 3, 3)), QColor(0xE6, 0x9F, 0x00));
    QVERIFY(m_fixture->shootAll(QStringLiteral("walk-5-compare")));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!parts().grid->isComparing());
    press(Qt::Key_Escape);
    QTRY_VERIFY(!window().reading().isSearching());
}

void TestWindow::hidesPanelsAndIdentity() {
    press(Qt::Key_Tab);
    QTRY_VERIFY(!parts().readingDock->isVisible());
    press(Qt::Key_Tab);
    QTRY_VERIFY(parts().readingDock->isVisible());
    press(Qt::Key_F11);
    QTRY_VERIFY(!parts().studyDock->isVisible());
    QVERIFY(parts().research->isVisible());
    QVERIFY(m_fixture->shootAll(QStringLiteral("only-images")));
    press(Qt::Key_F11);
    const QString patient = personNameOf(viewport());
    QVERIFY(!patient.isEmpty());
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(!viewport().cornerLines().join(QLatin1Char('\n')).contains(patient));
    press(Qt::Key_H, Qt::ControlModifier);
    QVERIFY(viewport().cornerLines().join(QLatin1Char('\n')).contains(patient));
}

void TestWindow::listsItsKeys() {
    press(Qt::Key_F1);
    QTRY_VERIFY(parts().shortcuts->isVisible());
    QVERIFY(parts().shortcuts->lines().size() > 30);
    QVERIFY(m_fixture->shootAll(QStringLiteral("keys")));
    press(Qt::Key_Escape);
    QTRY_VERIFY(!parts().shortcuts->isVisible());
}

void TestWindow::isSharpAtTwoHundredPercent() { QVERIFY(m_fixture->shoot(QStringLiteral("walk-1-open-200"), 2.0)); }

void TestWindow::everyActionCanBeReached() {
    QSet<QKeySequence> keys;
    for (const auto* action : window().actions().all()) {
        QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        bool inMenu = false;
        for (auto* object : action->associatedObjects()) inMenu = inMenu || qobject_cast<QMenu*>(object) != nullptr;
        QVERIFY2(inMenu || !action->shortcuts().isEmpty(), qPrintable(action->objectName()));
        for (const auto& key : action->shortcuts()) {
            QVERIFY2(!keys.contains(key), qPrintable(action->objectName() + QLatin1Char(' ') + key.toString()));
            keys.insert(key);
        }
    }
    QVERIFY(keys.size() > 40);
}

void TestWindow::everyControlHasAName() {
    QStringList nameless;
    for (auto* widget : window().findChildren<QWidget*>()) {
        const bool control =
            qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr ||
            qobject_cast<QListView*>(widget) != nullptr || qobject_cast<ViewportWidget*>(widget) != nullptr;
        const bool ofQt = QByteArray(widget->metaObject()->className()).startsWith("QLineEditIcon") ||
                          QByteArray(widget->metaObject()->className()) == "QComboBoxListView";
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool unused =
            button != nullptr && !button->isVisible() && button->text().isEmpty();  // gets both when it is shown
        if (unused || ofQt || !control || widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
        if (widget->accessibleName().isEmpty())
            nameless << QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') +
                            widget->objectName() + QStringLiteral(" in ") +
                            QString::fromLatin1(widget->parentWidget()->metaObject()->className());
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
