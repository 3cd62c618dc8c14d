// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Reports of simulated CT, MR and ultrasound say what is in the pictures: the labeler reads every finding back,
// never as denied, with its side, and no placeholder is left.
#include <QTest>
#include <map>
#include <set>

#include "core/labels/concept_labeler.h"
#include "core/phantom/breast_tissue.h"
#include "core/phantom/ct_report.h"
#include "core/phantom/stack_report.h"
#include "core/phantom/stack_tools.h"

using namespace hilum::phantom;
using hilum::labels::Mention;
using hilum::labels::Polarity;

namespace {

struct Case {
    StackStudy study;
    std::string where;
};

// The words alone, without the pictures: hundreds of reports in a moment.
std::vector<Case> reports() {
    std::vector<Case> cases;
    for (int index = 0; index < 120; ++index) {
        const PhantomOptions options{41, index, 256};
        const auto number = static_cast<std::uint64_t>(index);
        Case ct;
        const CtChest chest(drawAnatomy(options.seed, number), options.seed, number);
        const auto findings = chooseCtFindings(chest, options.seed, number);
        for (const auto& finding : findings) {
            ct.study.findings.emplace_back();
            describeCtFinding(finding, ct.study.findings.back());
        }
        writeCtReport(ct.study, findings, options);
        ct.where = "CT " + std::to_string(index);
        cases.push_back(std::move(ct));
        Case us;
        const BreastPlan plan = drawBreast(options.seed, number, 40, 34);
        if (plan.lesion != BreastLesion::None) {
            StackFinding finding;
            finding.side = plan.side;
            finding.label = plan.lesion == BreastLesion::Malignant ? "Malignant Breast Lesion" : "Benign Breast Lesion";
            finding.phrase = breastPhrase(plan);
            us.study.findings.push_back(finding);
        }
        writeBreastReport(us.study, plan, options);
        us.where = "US " + std::to_string(index);
        cases.push_back(std::move(us));
        for (const auto kind : {TumourKind::Meningioma, TumourKind::Glioma, TumourKind::Pituitary}) {
            Case mr;
            Tumour tumour;
            tumour.kind = kind;
            tumour.size = (index % 10) / 10.0;
            tumour.radiusMm = 12;
            if (kind != TumourKind::Pituitary) {
                tumour.side = index % 2 == 0 ? "left" : "right";
                tumour.lobe = index % 3 == 0 ? "frontal" : "parietal";
            }
            mr.study.findings.emplace_back();
            mr.study.findings.back().side = tumour.side;
            describeTumour(mr.study.findings.back(), tumour);
            writeBrainReport(mr.study, &tumour, 50, options);
            mr.where = "MR " + std::to_string(index);
            cases.push_back(std::move(mr));
        }
    }
    return cases;
}

bool sameSide(const Mention& mention, const StackFinding& finding) {
    return mention.side.empty() || mention.side == "bilateral" || finding.side.empty() || mention.side == finding.side;
}

}  // namespace

class TestStackReport : public QObject {
    Q_OBJECT
    std::vector<Case> m_cases;
    std::vector<std::vector<Mention>> m_mentions;

private Q_SLOTS:
    void initTestCase() {
        const auto labeler = hilum::labels::ConceptLabeler::load(HILUM_SOURCE_DIR "/resources/lexicon.json");
        QVERIFY(labeler.ok());
        m_cases = reports();
        for (const auto& one : m_cases)
            m_mentions.push_back(labeler->mentions(one.study.findingsText + "\n" + one.study.impressionText));
    }

    void everyFindingIsReadBackAndNeverDenied() {
        for (std::size_t i = 0; i < m_cases.size(); ++i) {
            const auto& study = m_cases[i].study;
            const std::string all = m_cases[i].where + ": " + study.findingsText + " | " + study.impressionText;
            for (const auto& finding : study.findings) {
                bool affirmed = false;
                for (const auto& mention : m_mentions[i]) {
                    if (mention.conceptName != finding.label || !sameSide(mention, finding)) continue;
                    affirmed = affirmed || mention.polarity != Polarity::Negated;
                    QVERIFY2(mention.polarity != Polarity::Negated, ("denied " + finding.label + " in " + all).c_str());
                }
                QVERIFY2(affirmed, (finding.label + " is missing in " + all).c_str());
            }
        }
    }

    void nothingElseIsClaimed() {
        const std::set<std::string> drawn = {"Pleural Effusion",     "Pneumothorax",    "Consolidation",
                                             "Lung Opacity",         "Nodule",          "Emphysema",
                                             "Pericardial Effusion", "Lymphadenopathy", "Glioma",
                                             "Meningioma",           "Pituitary Tumor", "Malignant Breast Lesion",
                                             "Benign Breast Lesion"};
        for (std::size_t i = 0; i < m_cases.size(); ++i) {
            std::set<std::string> present;
            for (const auto& finding : m_cases[i].study.findings) present.insert(finding.label);
            for (const auto& mention : m_mentions[i])
                if (drawn.count(mention.conceptName) != 0 && mention.polarity != Polarity::Negated)
                    QVERIFY2(present.count(mention.conceptName) != 0,
                             (mention.conceptName + " is claimed in " + m_cases[i].where + ": " +
                              m_cases[i].study.findingsText + " | " + m_cases[i].study.impressionText)
                                 .c_str());
        }
    }

    void textsAreWholeAndVaried() {
        std::set<std::string> firsts;
        for (const auto& one : m_cases) {
            for (const auto& text : {one.study.findingsText, one.study.impressionText}) {
                QVERIFY2(!text.empty() && text.find('{') == std::string::npos && text.find("  ") == std::string::npos,
                         (one.where + ": " + text).c_str());
                QCOMPARE(text.back(), '.');
                QVERIFY(text[0] < 'a' || text[0] > 'z');
            }
            firsts.insert(one.study.findingsText.substr(0, one.study.findingsText.find('.')));
        }
        QVERIFY(firsts.size() > 100);
    }
};

QTEST_APPLESS_MAIN(TestStackReport)
#include "tst_stack_report.moc"
