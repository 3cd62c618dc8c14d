// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The REPORT panel as a reader uses it: by keys and by mouse, every state, with pictures of each in
// build/screens/report_panel_*.png to be looked at.
#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/common/theme.h"
#include "ui/report/report_panel.h"
#include "ui/report/report_status.h"
#include "ui/report/sentence_edit.h"
#include "ui/report/sentence_row.h"

using namespace hilum;
using namespace hilum::report;
using ui::ReportPanel;
using ui::SentenceRow;

Q_DECLARE_METATYPE(hilum::report::ReportDraft)

namespace {

DraftSentence suggested(const std::string& text, Origin origin = Origin::CaptionBank, float score = 0.8F) {
    return {text,
            origin,
            Review::Unreviewed,
            origin == Origin::CaptionBank ? "bank:chest-radiograph" : "case",
            origin == Origin::PastCase ? 412 : 0,
            score,
            {}};
}

ReportDraft example() {
    ReportDraft draft;
    draft.studyKey = "1.2.3";
    draft.findings = {
        suggested("Consolidation in the right lower lobe with air bronchograms and a small adjacent effusion."),
        suggested("Small left pleural effusion.", Origin::PastCase),
        suggested("The heart is mildly enlarged."),
        {"Pacemaker in place.", Origin::Person, Review::Accepted, "", 0, 0, {}}};
    draft.impression = {suggested("Small left pleural effusion.", Origin::PastCase)};
    return draft;
}

// The panel in a column as wide as in the window, shown off-screen.
struct Stage {
    explicit Stage(int width = 380, int height = 560) {
        panel.setProperty("panel", true);
        panel.setAttribute(Qt::WA_StyledBackground);
        panel.resize(width, height);
        panel.show();
        panel.activateWindow();
        (void)QTest::qWaitForWindowActive(&panel);
    }
    QList<SentenceRow*> rows() {
        QList<SentenceRow*> list;
        for (auto* row : panel.findChildren<SentenceRow*>())
            if (!row->isHidden()) list << row;
        std::sort(list.begin(), list.end(),
                  [&](auto* a, auto* b) { return a->mapTo(&panel, QPoint()).y() < b->mapTo(&panel, QPoint()).y(); });
        return list;
    }
    void picture(const char* name) {
        const QString folder = QStringLiteral(HILUM_BINARY_DIR "/screens");
        QDir().mkpath(folder);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        for (int i = 0; i < 5; ++i) QTest::qWait(10);
        QVERIFY(panel.grab().save(folder + QStringLiteral("/report_panel_") + QLatin1String(name) +
                                  QStringLiteral(".png")));
    }
    ReportPanel panel;
};

QAbstractButton* named(QWidget& inside, const QString& accessibleName) {
    for (auto* button : inside.findChildren<QAbstractButton*>())
        if (button->accessibleName() == accessibleName && button->isVisibleTo(&inside)) return button;
    return nullptr;
}

}  // namespace

class TestReportPanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::theme::apply(*qApp, ui::theme::Mode::Dark); }

    void withoutAStudyNothingCanBeDone() {
        Stage stage;
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("No study is open"));
        QSignalSpy exported(&stage.panel, &ReportPanel::exportRequested);
        stage.panel.requestExport();
        stage.panel.addFinding(suggested("x"));
        stage.panel.acceptCurrent();
        QVERIFY(stage.panel.draft().empty());
        QVERIFY(exported.isEmpty());
        QVERIFY(!named(stage.panel, QStringLiteral("Export the report"))->isEnabled());
        stage.picture("no_study");
    }
    void anEmptyDraftSaysHowToBegin() {
        Stage stage;
        stage.panel.setDraft({});
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("Nothing in the report yet"));
        QVERIFY(!named(stage.panel, QStringLiteral("Export the report"))->isEnabled());
        stage.picture("empty");
    }
    void aDraftShowsItsSentencesInOrder() {
        Stage stage;
        QSignalSpy changes(&stage.panel, &ReportPanel::draftChanged);
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        const auto rows = stage.rows();
        for (int i = 0; i < 4; ++i)
            QCOMPARE(rows[i]->editor().toPlainText().toStdString(),
                     example().findings[static_cast<std::size_t>(i)].text);
        QVERIFY(rows[0]->isUnreviewed());
        QVERIFY(!rows[3]->isUnreviewed());
        QCOMPARE(stage.panel.unreviewed(), 3);
        QVERIFY(changes.isEmpty());  // setting is not changing
        // The long sentence wraps and is seen whole.
        QVERIFY(rows[0]->editor().height() > rows[1]->editor().height());
        stage.picture("unreviewed");
    }
    void tintIsThereUntilReviewed() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        SentenceRow* row = stage.rows()[1];
        const auto colourAt = [&](int x) { return row->grab().toImage().pixelColor(x, 3); };
        QCOMPARE(colourAt(1), ui::theme::tokens().aiTint);
        QCOMPARE(colourAt(row->width() - 3), ui::theme::tinted(ui::theme::tokens().panel));
        row->setFocus();
        QTest::keyClick(row, Qt::Key_A);
        QVERIFY(!row->isUnreviewed());
        QVERIFY(colourAt(1) != ui::theme::tokens().aiTint);
    }
    void acceptingByKeyReviewsTheImpressionsCopyToo() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        QSignalSpy changes(&stage.panel, &ReportPanel::draftChanged);
        stage.rows()[1]->setFocus();
        QVERIFY(stage.panel.hasSelection());
        stage.panel.acceptCurrent();
        QCOMPARE(changes.size(), 1);
        QCOMPARE(stage.panel.draft().findings[1].review, Review::Accepted);
        QCOMPARE(stage.panel.draft().impression[0].review, Review::Accepted);
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("Not saved yet"));
        QVERIFY(stage.rows()[0]->hasFocus());  // the next one that waits
    }
    void acceptingByMouse() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        auto* accept = named(*stage.rows()[0], QStringLiteral("Accept the sentence"));
        QVERIFY(accept);
        QTest::mouseClick(accept, Qt::LeftButton);
        QCOMPARE(stage.panel.draft().findings[0].review, Review::Accepted);
        QVERIFY(!named(*stage.rows()[0], QStringLiteral("Accept the sentence")));  // nothing left to accept
    }
    void typingEditsAndKeepsWhatWasSuggested() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        QSignalSpy changes(&stage.panel, &ReportPanel::draftChanged);
        SentenceRow* row = stage.rows()[2];
        row->setFocus();
        QTest::keyClick(row, Qt::Key_E);
        QTRY_VERIFY(row->editor().hasFocus());
        QTest::keyClicks(&row->editor(), QStringLiteral(" It is unchanged."));
        const auto& sentence = stage.panel.draft().findings[2];
        QCOMPARE(sentence.text, std::string("The heart is mildly enlarged. It is unchanged."));
        QCOMPARE(sentence.review, Review::Edited);
        QCOMPARE(sentence.original, std::string("The heart is mildly enlarged."));
        QVERIFY(changes.isEmpty());  // waits for a pause
        QTRY_COMPARE(changes.size(), 1);
        QTest::keyClicks(&row->editor(), QStringLiteral("x"));
        QTest::keyClick(&row->editor(), Qt::Key_Return);  // finishing does not wait
        QCOMPARE(changes.size(), 2);
        QVERIFY(row->hasFocus());
        stage.picture("edited");
    }
    void escapeTakesTypingBack() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        SentenceRow* row = stage.rows()[2];
        row->beginEdit();
        QTRY_VERIFY(row->editor().hasFocus());
        QTest::keyClicks(&row->editor(), QStringLiteral("typed"));
        QTest::keyClick(&row->editor(), Qt::Key_Escape);
        QCOMPARE(stage.panel.draft().findings[2].text, std::string("The heart is mildly enlarged."));
        QVERIFY(stage.panel.draft().findings[2].original.empty());
    }
    void pastedLinesBecomeOneSentence() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        ui::SentenceEdit& editor = stage.rows()[3]->editor();
        stage.rows()[3]->beginEdit();
        editor.selectAll();
        QApplication::clipboard()->setText(QStringLiteral("first\n  second\r\n\tthird"));
        editor.paste();
        QCOMPARE(stage.panel.draft().findings[3].text, std::string("first second third"));
        QCOMPARE(stage.panel.draft().findings[3].origin, Origin::Person);
    }
    void removingCanBeUndone() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        stage.rows()[1]->setFocus();
        QTest::keyClick(stage.rows()[1], Qt::Key_X);
        QCOMPARE(stage.panel.draft().findings.size(), std::size_t(3));
        QVERIFY(stage.panel.status().noticeText().contains(QStringLiteral("Small left pleural effusion.")));
        QTRY_COMPARE(stage.rows().size(), 4);
        QVERIFY(stage.rows()[1]->hasFocus());
        stage.picture("removed");
        stage.panel.status().pressNotice(0);
        QVERIFY(stage.panel.draft().findings == example().findings);
        QTRY_COMPARE(stage.rows().size(), 5);
    }
    void sentencesMove() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        stage.rows()[0]->setFocus();
        QTest::keyClick(stage.rows()[0], Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(stage.panel.draft().findings[0].text, std::string("Small left pleural effusion."));
        QTRY_COMPARE(stage.rows().size(), 5);
        QTRY_VERIFY(stage.rows()[1]->hasFocus());
        QTest::keyClick(stage.rows()[1], Qt::Key_Up, Qt::AltModifier);
        QTRY_VERIFY(stage.panel.draft().findings == example().findings);
        QTRY_COMPARE(stage.rows().size(), 5);
        QTest::keyClick(stage.rows()[0], Qt::Key_Up, Qt::AltModifier);  // already first
        QCoreApplication::processEvents();
        QVERIFY(stage.panel.draft().findings == example().findings);
    }
    void typedSentencesAreAddedAndEmptyOnesLeave() {
        Stage stage;
        stage.panel.setDraft({});
        QTest::mouseClick(named(stage.panel, QStringLiteral("Add a sentence to the findings")), Qt::LeftButton);
        QTRY_COMPARE(stage.rows().size(), 1);
        auto* editor = &stage.rows()[0]->editor();
        QTRY_VERIFY(editor->hasFocus());
        QTest::keyClicks(editor, QStringLiteral("Both lungs are clear."));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(stage.panel.draft().findings.size(), std::size_t(1));
        QCOMPARE(stage.panel.draft().findings[0].origin, Origin::Person);
        QCOMPARE(stage.panel.unreviewed(), 0);
        QTest::mouseClick(named(stage.panel, QStringLiteral("Add a sentence to the impression")), Qt::LeftButton);
        QTRY_COMPARE(stage.rows().size(), 2);
        QTRY_VERIFY(stage.rows()[1]->editor().hasFocus());
        QTest::keyClick(&stage.rows()[1]->editor(), Qt::Key_Escape);
        QTRY_COMPARE(stage.rows().size(), 1);
        QVERIFY(stage.panel.draft().impression.empty());
    }
    void aFindingIsRepeatedInTheImpressionOnce() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        for (int i = 0; i < 2; ++i)
            QTest::mouseClick(named(*stage.rows()[0], QStringLiteral("Repeat in the impression")), Qt::LeftButton);
        QCOMPARE(stage.panel.draft().impression.size(), std::size_t(2));
        QCOMPARE(stage.panel.draft().impression[1].text, example().findings[0].text);
    }
    void acceptedSuggestionsComeInOnce() {
        Stage stage;
        stage.panel.setDraft({});
        DraftSentence accepted = suggested("Small left pleural effusion.");
        accepted.review = Review::Accepted;
        stage.panel.addFinding(accepted);
        stage.panel.addFinding(accepted);
        QCOMPARE(stage.panel.draft().findings.size(), std::size_t(1));
        stage.panel.setDraft(example());
        stage.panel.addFinding(accepted);
        QCOMPARE(stage.panel.draft().findings.size(), std::size_t(4));
        QCOMPARE(stage.panel.draft().findings[1].review, Review::Accepted);
    }
    void f2WalksSentencesThenTheReadersName() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        const auto rows = stage.rows();
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < 5; ++i) {
                stage.panel.nextField();
                QVERIFY2(rows[i]->hasFocus(), qPrintable(QString::number(i)));
            }
            QTest::keyClick(rows[4], Qt::Key_F2);
            QVERIFY(stage.panel.findChild<QLineEdit*>(QStringLiteral("readerName"))->hasFocus());
        }
    }
    void theReadersNameIsPartOfTheDraft() {
        Stage stage;
        stage.panel.setDraft(example());
        QSignalSpy changes(&stage.panel, &ReportPanel::draftChanged);
        auto* reader = stage.panel.findChild<QLineEdit*>(QStringLiteral("readerName"));
        QTest::keyClicks(reader, QStringLiteral("Dr. Example"));
        QTRY_COMPARE(changes.size(), 1);
        QCOMPARE(stage.panel.draft().reader, std::string("Dr. Example"));
    }
    void exportWarnsInPlaceAndCanGoOn() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        QSignalSpy exports(&stage.panel, &ReportPanel::exportRequested);
        QTest::mouseClick(named(stage.panel, QStringLiteral("Export the report")), Qt::LeftButton);
        QVERIFY(exports.isEmpty());
        QVERIFY(stage.panel.status().noticeText().startsWith(QStringLiteral("3 sentences")));
        QVERIFY(!QApplication::activeModalWidget());
        stage.picture("export_warning");
        QTest::mouseClick(named(stage.panel, QStringLiteral("Review")), Qt::LeftButton);
        QVERIFY(stage.rows()[0]->hasFocus());
        stage.panel.requestExport();
        QTest::mouseClick(named(stage.panel, QStringLiteral("Export anyway")), Qt::LeftButton);
        QCOMPARE(exports.size(), 1);
        stage.panel.setExported(QStringLiteral("/somewhere/report.pdf"));
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("Exported to report.pdf"));
        stage.picture("exported");
    }
    void aReviewedDraftIsExportedAtOnce() {
        Stage stage;
        stage.panel.setDraft(example());
        QTRY_COMPARE(stage.rows().size(), 5);
        stage.rows()[0]->setFocus();
        for (int i = 0; i < 3; ++i) stage.panel.acceptCurrent();
        QCOMPARE(stage.panel.unreviewed(), 0);
        QSignalSpy exports(&stage.panel, &ReportPanel::exportRequested);
        stage.panel.requestExport();
        QCOMPARE(exports.size(), 1);
        stage.panel.setSaving();
        stage.panel.setSaved(QDateTime(QDate(2026, 1, 2), QTime(14, 3)));
        QVERIFY(stage.panel.status().stateText().startsWith(QStringLiteral("Saved")));
        stage.picture("saved");
    }
    void failuresAreSaidWhereTheyHappen() {
        Stage stage;
        stage.panel.setDraft(example());
        QSignalSpy retries(&stage.panel, &ReportPanel::retrySaveRequested);
        stage.panel.setSaveFailed(
            base::makeError(base::ErrorCode::Io, "The library is on a full disk; free some space and try again."));
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("Not saved"));
        QVERIFY(stage.panel.status().noticeShown());
        stage.picture("save_failed");
        QTest::mouseClick(named(stage.panel, QStringLiteral("Try again")), Qt::LeftButton);
        QCOMPARE(retries.size(), 1);
        QSignalSpy exports(&stage.panel, &ReportPanel::exportRequested);
        stage.panel.setExportFailed(
            base::makeError(base::ErrorCode::PermissionDenied, "The folder cannot be written; choose another one."));
        QCOMPARE(stage.panel.status().stateText(), QStringLiteral("Not exported"));
        stage.panel.status().pressNotice(0);
        QCOMPARE(exports.size(), 1);
    }
    void everyControlHasAName() {
        Stage stage;
        stage.panel.setDraft(example());
        for (auto* widget : stage.panel.findChildren<QWidget*>())
            if (widget->focusPolicy() != Qt::NoFocus && widget->isVisibleTo(&stage.panel))
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
    void narrowWideLightAndLarge() {
        ui::theme::apply(*qApp, ui::theme::Mode::Light);
        {
            Stage stage(300, 420);
            stage.panel.setDraft(example());
            stage.picture("light_narrow");
        }
        ui::theme::apply(*qApp, ui::theme::Mode::Dark);
        Stage stage(640, 420);
        ReportDraft draft = example();
        for (int i = 0; i < 30; ++i) draft.findings.push_back(suggested("Sentence " + std::to_string(i) + "."));
        stage.panel.setDraft(draft);
        stage.picture("long");
        QTRY_COMPARE(stage.rows().size(), 35);
    }
    // A template's lines are unreviewed; F2 goes from field to field, Alt+Down through the choices of one.
    void insertedFieldsAreFilledByKeys() {
        Stage stage;
        stage.panel.setDraft({});
        const auto line = [](const char* text) {
            return DraftSentence{text, Origin::CaptionBank, Review::Unreviewed, "template:x", 0, 0, {}};
        };
        stage.panel.setInsertions(
            {{QStringLiteral("Template"),
              QStringLiteral("Chest"),
              false,
              {line("Heart [normal|enlarged], lungs [clear|]."), line("No fracture.")}},
             {QStringLiteral("Macro"), QStringLiteral("Follow-up"), true, {line("CT at 12 months.")}}});
        auto* button = named(stage.panel, QStringLiteral("Insert standing text"));
        QVERIFY(button != nullptr && button->isVisible());
        const auto menus = static_cast<QToolButton*>(button)->menu()->actions();
        QCOMPARE(menus.size(), 2);
        menus[0]->menu()->actions()[0]->trigger();
        menus[1]->menu()->actions()[0]->trigger();
        menus[0]->menu()->actions()[0]->trigger();  // what is there already is not put in twice
        QCOMPARE(stage.panel.draft().findings.size(), std::size_t(2));
        QCOMPARE(stage.panel.draft().impression.size(), std::size_t(1));
        QCOMPARE(stage.panel.unreviewed(), 3);
        QTRY_COMPARE(stage.rows().size(), 3);
        stage.panel.findChild<QLineEdit*>(QStringLiteral("readerName"))->setFocus();
        stage.panel.nextField();
        auto& edit = stage.rows()[0]->editor();
        QTRY_VERIFY(edit.hasFocus());
        QCOMPARE(edit.textCursor().selectedText(), QStringLiteral("[normal|enlarged]"));
        QTest::keyClick(&edit, Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(&edit, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(edit.toPlainText(), QStringLiteral("Heart enlarged, lungs [clear|]."));
        stage.panel.nextField();
        QCOMPARE(edit.textCursor().selectedText(), QStringLiteral("[clear|]"));
        QTest::keyClicks(&edit, QStringLiteral("clear"));
        QCOMPARE(edit.toPlainText(), QStringLiteral("Heart enlarged, lungs clear."));
        stage.panel.nextField();
        QVERIFY(!edit.hasFocus());
        QTRY_COMPARE(stage.panel.draft().findings[0].text, std::string("Heart enlarged, lungs clear."));
        QCOMPARE(stage.panel.draft().findings[0].review, Review::Edited);
        stage.picture("insert");
    }
    void conflictsAreShownAsTheyAreWritten() {
        Stage stage;
        stage.panel.setDraft(example());
        QVERIFY(stage.panel.conflictText().isEmpty());
        stage.panel.setConflicts({QStringLiteral("\"<b>A</b>\" and \"B\" contradict each other.")});
        QVERIFY(stage.panel.conflictText().contains(QStringLiteral("<b>A</b>")));
        stage.picture("conflict");
        stage.panel.setConflicts({});
        QVERIFY(stage.panel.conflictText().isEmpty());
    }
};

QTEST_MAIN(TestReportPanel)
#include "tst_report_panel.moc"
