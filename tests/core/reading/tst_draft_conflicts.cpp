// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What does not go together in a draft is pointed out, and nothing else is.
#include <QTest>

#include "core/reading/draft_conflicts.h"

using namespace hilum::reading;
using hilum::report::ReportDraft;

namespace {

ReportDraft draftOf(const QStringList& findings, const QStringList& impression = {}) {
    ReportDraft draft;
    for (const auto& text : findings) draft.findings.push_back({text.toStdString(), {}, {}, "", 0, 0, ""});
    for (const auto& text : impression) draft.impression.push_back({text.toStdString(), {}, {}, "", 0, 0, ""});
    return draft;
}

}  // namespace

class TestDraftConflicts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void conflicts_data() {
        using Kind = DraftConflict::Kind;
        QTest::addColumn<QStringList>("findings");
        QTest::addColumn<QStringList>("impression");
        QTest::addColumn<QString>("imageSide");
        QTest::addColumn<int>("kind");  // -1: none
        const auto row = [](const char* name, const QStringList& findings, const QStringList& impression,
                            const char* side,
                            int kind) { QTest::newRow(name) << findings << impression << QString(side) << kind; };
        row("nothing", {}, {}, "", -1);
        row("agreeing", {"Small left pleural effusion.", "No pneumothorax."}, {"Left pleural effusion."}, "", -1);
        row("denied", {"Small left pleural effusion.", "No pleural effusion."}, {}, "",
            static_cast<int>(Kind::Contradiction));
        row("denied in the impression", {"Small left pleural effusion."}, {"No pleural effusion."}, "",
            static_cast<int>(Kind::Contradiction));
        row("denied on the other side", {"Small left pleural effusion.", "No right pleural effusion."}, {}, "", -1);
        row("other side", {"Small left pleural effusion."}, {"Right pleural effusion."}, "",
            static_cast<int>(Kind::Sides));
        row("both sides", {"Left pleural effusion.", "Right pleural effusion."}, {"Right pleural effusion."}, "", -1);
        row("bilateral", {"Bilateral pleural effusions."}, {"Right pleural effusion."}, "", -1);
        row("image", {"Left pleural effusion."}, {}, "R", static_cast<int>(Kind::ImageSide));
        row("image agrees", {"Left pleural effusion."}, {}, "L", -1);
        row("denied side of the image", {"No left pleural effusion."}, {}, "R", -1);
    }
    void conflicts() {
        QFETCH(QStringList, findings);
        QFETCH(QStringList, impression);
        QFETCH(QString, imageSide);
        QFETCH(int, kind);
        const auto found = draftConflicts(draftOf(findings, impression), imageSide.toStdString());
        QCOMPARE(found.size(), std::size_t(kind < 0 ? 0 : 1));
        if (kind < 0) return;
        QCOMPARE(static_cast<int>(found[0].kind), kind);
        const QString text = QString::fromStdString(conflictText(found[0]));
        QVERIFY2(text.contains(findings[0]) && text.contains("Pleural Effusion") && text.endsWith('.'),
                 qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestDraftConflicts)
#include "tst_draft_conflicts.moc"
