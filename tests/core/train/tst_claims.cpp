// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Which texts are true of which pictures: the positives of contrastive training rest on this.
#include <QTest>

#include "core/train/claims.h"
#include "core/train/pair_dataset.h"

using namespace hilum;
using namespace hilum::train;

class TestClaims : public QObject {
    Q_OBJECT
    static const labels::ConceptLabeler& labeler() {
        static const auto loaded = labels::ConceptLabeler::load(HILUM_SOURCE_DIR "/resources/lexicon.json");
        return loaded.value();
    }
private Q_SLOTS:
    void holds_data() {
        QTest::addColumn<QString>("report");
        QTest::addColumn<QString>("claim");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* report, const char* claim, bool expected) {
            QTest::newRow(qPrintable(QStringLiteral("%1 | %2").arg(QLatin1String(report), QLatin1String(claim))))
                << report << claim << expected;
        };
        row("Moderate left pleural effusion.", "pleural effusion", true);
        row("Moderate left pleural effusion.", "left effusion", true);
        row("Moderate left pleural effusion.", "right effusion", false);
        row("Moderate left pleural effusion.", "small left effusion", false);
        row("Bilateral pleural effusions.", "left effusion", true);
        row("Pleural effusion.", "left effusion", false);
        row("No pneumothorax.", "no pneumothorax", true);
        row("No pneumothorax.", "pneumothorax", false);
        row("Left effusion.", "left effusion and cardiomegaly", false);
        row("Left effusion. Cardiomegaly.", "left effusion and cardiomegaly", true);
        row("Left effusion.", "chest radiograph", true);
        row("Left effusion.", "brain MR", false);
        row("Left effusion.", "no nodule", true);  // closed world, below
        row("Left effusion.", "the weather is fine", false);
    }
    void holds() {
        QFETCH(QString, report);
        QFETCH(QString, claim);
        QFETCH(bool, expected);
        Facts facts;
        facts.mentions = labeler().mentions(report.toStdString());
        facts.absent = {"Nodule"};
        facts.modality = "CR";
        QCOMPARE(train::holds(labeler().mentions(claim.toStdString()), facts), expected);
    }
    void judge_data() {
        QTest::addColumn<QString>("report");
        QTest::addColumn<QString>("claim");
        QTest::addColumn<int>("expected");
        constexpr int no = 0, unknown = 1, yes = 2;
        const auto row = [](const char* report, const char* claim, int expected) {
            QTest::newRow(qPrintable(QStringLiteral("%1 | %2").arg(QLatin1String(report), QLatin1String(claim))))
                << report << claim << expected;
        };
        row("Moderate left pleural effusion.", "left effusion", yes);
        row("Moderate left pleural effusion.", "right effusion", no);
        row("Moderate left pleural effusion.", "large left effusion", no);
        row("Pleural effusion.", "left effusion", unknown);
        row("Pleural effusion.", "no pleural effusion", no);
        row("Pleural effusion.", "The costophrenic angles are sharp.", no);
        row("Bilateral effusions.", "right effusion", yes);
        row("Possible effusion.", "effusion", unknown);
        row("No effusion.", "left effusion", no);
        row("No effusion.", "The costophrenic angles are sharp.", yes);
        row("No effusion.", "pneumothorax", unknown);
        row("Effusion.", "no nodule", yes);  // closed world, below
        row("Effusion.", "nodule", no);
        row("Effusion.", "The lungs are clear.", no);
        row("Consolidation.", "Patchy opacity, suggesting pneumonia.", unknown);
        row("Consolidation, pneumonia.", "Patchy opacity, suggesting pneumonia.", yes);
        row("Effusion.", "ultrasound with effusion", no);
        row("Effusion.", "chest radiograph with effusion", yes);
        row("Effusion.", "the weather is fine", unknown);
    }
    void judge() {
        QFETCH(QString, report);
        QFETCH(QString, claim);
        QFETCH(int, expected);
        Facts facts;
        facts.mentions = labeler().mentions(report.toStdString());
        facts.absent = {"Nodule"};
        facts.modality = "CR";
        QCOMPARE(static_cast<int>(train::judge(labeler().mentions(claim.toStdString()), facts)), expected);
    }
    void mirroredTextsChangeSides() {
        QCOMPARE(sidesSwapped(std::string("Left effusion, right lung clear; leftover.")),
                 std::string("Right effusion, left lung clear; leftover."));
        QCOMPARE(sidesSwapped(sidesSwapped(std::string("LEFT, Right. left"))), std::string("Left, Right. left"));
        const auto swapped = sidesSwapped(labeler().mentions("left effusion"));
        QCOMPARE(swapped.front().side, std::string("right"));
    }
};

QTEST_APPLESS_MAIN(TestClaims)
#include "tst_claims.moc"
