// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// From ranked suggestions to a draft: no repeats, no contradictions, nothing invented, nothing from NaN.
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/report/draft_builder.h"
#include "core/report/finding_order.h"

using namespace hilum::report;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Candidate finding(const std::string& text, float score, const std::string& name, const std::string& side = {},
                  int polarity = 1) {
    return {text, score, Origin::CaptionBank, "bank:chest-radiograph", 0, {{name, polarity, side, false}}};
}
Candidate plain(const std::string& text, float score) { return {text, score, Origin::PastCase, "case", 3, {}}; }

QStringList texts(const std::vector<DraftSentence>& sentences) {
    QStringList list;
    for (const auto& sentence : sentences) list << QString::fromStdString(sentence.text);
    return list;
}
QString reasonFor(const BuiltDraft& built, const std::string& text) {
    for (const auto& dropped : built.dropped)
        if (dropped.text == text) return QString::fromStdString(dropped.reason);
    return {};
}

}  // namespace

class TestDraftBuilder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordersByRegionAndImpressionByImportance() {
        const auto built = buildDraft(
            {}, {finding("The heart is enlarged", 0.9F, "Cardiomegaly"),
                 finding("Small left pleural effusion.", 0.8F, "Pleural Effusion", "left"),
                 finding("Consolidation in the right lower lobe.", 0.7F, "Consolidation", "right"),
                 {"Pacemaker in place.", 0.6F, Origin::CaptionBank, "", 0, {{"Support Devices", 1, "", true}}},
                 finding("Small left apical pneumothorax.", 0.5F, "Pneumothorax", "left")});
        QCOMPARE(texts(built.draft.findings),
                 QStringList({"Consolidation in the right lower lobe.", "Small left apical pneumothorax.",
                              "Small left pleural effusion.", "The heart is enlarged.", "Pacemaker in place."}));
        QCOMPARE(texts(built.draft.impression),
                 QStringList({"Small left apical pneumothorax.", "Consolidation in the right lower lobe.",
                              "Small left pleural effusion."}));
        QCOMPARE(built.draft.unreviewed(), 5);  // the impression repeats findings
    }
    void theSameFindingIsSaidOnce() {
        const auto built = buildDraft({}, {finding("Small left pleural effusion.", 0.9F, "Pleural Effusion", "left"),
                                           finding("Large right pleural effusion.", 0.8F, "Pleural Effusion", "right"),
                                           finding("Consolidation in the lingula.", 0.7F, "Consolidation"),
                                           finding("Right basal pneumonia.", 0.6F, "Pneumonia", "right"),
                                           finding("small LEFT pleural effusion", 0.5F, "Pleural Effusion", "left")});
        QCOMPARE(texts(built.draft.findings),
                 QStringList({"Consolidation in the lingula.", "Small left pleural effusion."}));
        QVERIFY(reasonFor(built, "Right basal pneumonia.").startsWith("repeats: Consolidation"));
    }
    void contradictionsLeave_data() {
        QTest::addColumn<bool>("negativeFirst");
        QTest::newRow("positive first") << false;
        QTest::newRow("negative first") << true;
    }
    void contradictionsLeave() {
        QFETCH(bool, negativeFirst);
        const float low = negativeFirst ? 0.9F : 0.1F;
        const auto built = buildDraft({}, {finding("Left pneumothorax.", 0.5F, "Pneumothorax", "left"),
                                           finding("No pneumothorax.", low, "Pneumothorax", {}, -1)});
        QCOMPARE(built.draft.findings.size(), std::size_t(1));
        QCOMPARE(built.draft.findings[0].text,
                 negativeFirst ? std::string("No pneumothorax.") : std::string("Left pneumothorax."));
        QCOMPARE(built.dropped.size(), std::size_t(1));
        QVERIFY(built.dropped[0].reason.rfind("contradicts: ", 0) == 0);
    }
    void negationOfTheOtherSideStays() {
        const auto built = buildDraft({}, {finding("Left pneumothorax.", 0.9F, "Pneumothorax", "left"),
                                           finding("No right pneumothorax.", 0.8F, "Pneumothorax", "right", -1)});
        QCOMPARE(built.draft.findings.size(), std::size_t(2));
    }
    void normalStatementsYieldToFindingsOfTheirRegion() {
        const auto built =
            buildDraft({}, {finding("Mass in the left upper lobe.", 0.9F, "Mass", "left"),
                            plain("The lungs are clear.", 0.8F), plain("The heart size is normal.", 0.7F),
                            plain("Normal chest radiograph.", 0.6F), plain("No acute bony abnormality.", 0.5F)});
        QCOMPARE(texts(built.draft.findings), QStringList({"Mass in the left upper lobe.", "The heart size is normal.",
                                                           "No acute bony abnormality."}));
        QVERIFY(reasonFor(built, "The lungs are clear.").startsWith("contradicts"));
        QVERIFY(reasonFor(built, "Normal chest radiograph.").startsWith("contradicts"));
        QCOMPARE(texts(built.draft.impression), QStringList("Mass in the left upper lobe."));
    }
    void normalStudyHasANormalImpression() {
        const auto built =
            buildDraft({}, {plain("The lungs are clear.", 0.9F), plain("No acute cardiopulmonary abnormality.", 0.8F),
                            finding("No pneumothorax.", 0.7F, "Pneumothorax", {}, -1)});
        QCOMPARE(texts(built.draft.impression), QStringList("No acute cardiopulmonary abnormality."));
    }
    void normalStatementsDoNotCrowdOutFindings() {
        const auto built = buildDraft(
            {},
            {finding("No pneumothorax.", 0.9F, "Pneumothorax", {}, -1), finding("No nodule.", 0.8F, "Nodule", {}, -1),
             finding("No fracture.", 0.7F, "Fracture", {}, -1), finding("No hernia.", 0.6F, "Hernia", {}, -1),
             finding("The heart is enlarged.", 0.5F, "Cardiomegaly"), plain("Pectus excavatum.", 0.4F)});
        QCOMPARE(built.draft.findings.size(), std::size_t(5));
        QCOMPARE(reasonFor(built, "No hernia."), QStringLiteral("not needed"));
        QCOMPARE(texts(built.draft.impression), QStringList("The heart is enlarged."));
    }
    void impressionWithoutKnownFindings() {
        const auto other =
            buildDraft({}, {finding("No nodule.", 0.8F, "Nodule", {}, -1),
                            plain("No free air under the diaphragm.", 0.7F), plain("Pectus excavatum.", 0.4F)});
        QCOMPARE(texts(other.draft.impression), QStringList("Pectus excavatum."));
        const auto negative = buildDraft(
            {}, {finding("No nodule.", 0.8F, "Nodule", {}, -1), finding("No fracture.", 0.7F, "Fracture", {}, -1)});
        QCOMPARE(texts(negative.draft.impression), QStringList("No nodule."));
    }
    void scoresThatAreNoNumbersAreNeverUsed() {
        const auto built = buildDraft(
            {}, {finding("A.", kNan, "Mass"), finding("B.", std::numeric_limits<float>::infinity(), "Edema"),
                 finding("C.", -std::numeric_limits<float>::infinity(), "Hernia"), finding("D.", 0.1F, "Nodule")});
        QCOMPARE(texts(built.draft.findings), QStringList("D."));
        QCOMPARE(reasonFor(built, "A."), QStringLiteral("no score"));
        QVERIFY(buildDraft({}, {finding("A.", kNan, "Mass")}).draft.empty());
    }
    void limitsAndAcceptance() {
        std::vector<Candidate> many;
        const char* names[] = {"Edema",    "Hernia",    "Fracture",    "Cardiomegaly",
                               "Fibrosis", "Emphysema", "Atelectasis", "Pneumothorax"};
        for (std::size_t i = 0; i < 8; ++i)
            many.push_back(finding(std::string(names[i]) + " is seen.", 1.0F - 0.1F * static_cast<float>(i), names[i]));
        BuilderOptions options;
        options.maxFindings = 4;
        options.acceptTop = 2;
        const auto built = buildDraft({}, many, options);
        QCOMPARE(built.draft.findings.size(), std::size_t(4));
        QCOMPARE(built.draft.unreviewed(), 2);
        for (const auto& sentence : built.draft.findings)
            QCOMPARE(sentence.review == Review::Accepted,
                     sentence.text == "Edema is seen." || sentence.text == "Hernia is seen.");
        options.minRelativeScore = 0.85F;
        QCOMPARE(buildDraft({}, many, options).draft.findings.size(), std::size_t(2));
        options.acceptTop = 100;
        QCOMPARE(buildDraft({}, many, options).draft.unreviewed(), 0);
    }
    void keepsHeaderAndProvenance() {
        ReportDraft header;
        header.packId = "hilum-base";
        header.accession = "A1";
        header.findings = {{"old", Origin::Person, Review::Accepted, "", 0, 0, {}}};
        const auto built = buildDraft(header, {plain("Something unusual is\n seen", 0.5F)});
        QCOMPARE(built.draft.packId, std::string("hilum-base"));
        QCOMPARE(texts(built.draft.findings), QStringList("Something unusual is seen."));
        QCOMPARE(built.draft.findings[0].caseId, std::int64_t(3));
        QCOMPARE(built.draft.findings[0].origin, Origin::PastCase);
        QCOMPARE(built.draft.findings[0].review, Review::Unreviewed);
    }
    void hostileTextsAreCleanedOrLeft() {
        const auto built = buildDraft({}, {plain(std::string(5000, 'x'), 0.9F), plain("", 0.8F), plain(" \n\t", 0.7F),
                                           plain("bad \xFF byte", 0.6F),
                                           plain("\xE2\x80\xAE"
                                                 "order",
                                                 0.5F)});
        QCOMPARE(texts(built.draft.findings), QStringList({QString::fromUtf8("bad \xEF\xBF\xBD byte."), "order."}));
        QVERIFY(buildDraft({}, {}).draft.empty());
    }
    // Whatever comes in: nothing invented, no two sentences the same, no more than asked.
    void propertiesHoldForRandomCandidates() {
        std::mt19937 random(5);
        const std::vector<std::string> names = {"Mass",  "Nodule",       "Pneumonia",
                                                "Edema", "Cardiomegaly", "Unknown Thing"};
        for (int round = 0; round < 300; ++round) {
            std::vector<Candidate> candidates;
            QStringList offered;
            for (auto n = random() % 12; n > 0; --n) {
                auto candidate = finding("Text " + std::to_string(random() % 9) + ".",
                                         static_cast<float>(random() % 100) / 50.0F - 1.0F,
                                         names[random() % names.size()], {}, static_cast<int>(random() % 3) - 1);
                if (random() % 7 == 0) candidate.score = kNan;
                offered << QString::fromStdString(candidate.text);
                candidates.push_back(candidate);
            }
            BuilderOptions options;
            options.maxFindings = random() % 5;
            const auto built = buildDraft({}, candidates, options);
            const QStringList used = texts(built.draft.findings);
            QVERIFY(used.size() <= static_cast<int>(options.maxFindings));
            QCOMPARE(QSet<QString>(used.begin(), used.end()).size(), used.size());
            for (const auto& text : used) QVERIFY(offered.contains(text));
            for (const auto& text : texts(built.draft.impression)) QVERIFY(used.contains(text));
            for (const auto& sentence : built.draft.findings) QVERIFY(std::isfinite(sentence.score));
        }
    }
    void normalStatementsAreRecognised_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("regions");
        QTest::newRow("lungs") << "The lungs are clear." << 1;
        QTest::newRow("whole") << "Normal study." << 8;
        QTest::newRow("acute") << "No acute abnormality." << 8;
        QTest::newRow("upper limit") << "The heart size is at the upper limit of normal." << 0;
        QTest::newRow("finding") << "Left pleural effusion." << 0;
        QTest::newRow("abnormal") << "Abnormal appearance of the lungs." << 0;
        QTest::newRow("no abnormal") << "No abnormal enhancement of the brain." << 1;
    }
    void normalStatementsAreRecognised() {
        QFETCH(QString, text);
        QFETCH(int, regions);
        QCOMPARE(static_cast<int>(normalRegions(text.toStdString()).size()), regions);
    }
};

QTEST_GUILESS_MAIN(TestDraftBuilder)
#include "tst_draft_builder.moc"
