// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Simulated reports say what is in the picture: read back by the labeler, every finding is affirmed with
// its side and zone, every other one is denied or not mentioned, and the wording varies.
#include <QTest>
#include <set>

#include "core/labels/concept_labeler.h"
#include "core/phantom/phantom_study.h"

using namespace hilum::phantom;
using hilum::labels::ConceptLabeler;
using hilum::labels::Mention;
using hilum::labels::Polarity;

namespace {

constexpr int kStudies = 250;
constexpr int kSize = 128;

const std::set<std::string> kLabels = {"Pleural Effusion", "Pneumothorax", "Consolidation", "Nodule", "Cardiomegaly"};

std::string canonicalOf(const Finding& finding) { return finding.label; }

bool sameSide(const Mention& mention, const Finding& finding) {
    if (mention.side.empty() || mention.side == "bilateral" || finding.side == Side::Middle) return true;
    return mention.side == (finding.side == Side::Left ? "left" : "right");
}

std::string zoneWord(const std::string& zone) { return zone == "mid" ? "middle" : zone; }

}  // namespace

class TestPhantomReport : public QObject {
    Q_OBJECT
    std::vector<PhantomStudy> m_studies;

private Q_SLOTS:
    void initTestCase() {
        for (int index = 0; index < kStudies; ++index) {
            auto study = makeChestStudy(PhantomOptions{77, index, kSize});
            QVERIFY(study.ok());
            m_studies.push_back(std::move(*study));
        }
    }

    void labelerReadsBackWhatIsThere() {
        const auto labeler = ConceptLabeler::loadDefault();
        if (!labeler.ok()) QFAIL(labeler.error().message.c_str());
        for (const auto& study : m_studies) {
            const std::string report = study.findingsText + "\n" + study.impressionText;
            const auto mentions = labeler->mentions(report);
            for (const auto& finding : study.findings) {
                bool affirmed = false;
                for (const auto& mention : mentions) {
                    const bool named =
                        mention.conceptName == canonicalOf(finding) ||
                        (finding.phrase.find("mass") != std::string::npos && mention.conceptName == "Mass");
                    affirmed =
                        affirmed || (named && mention.polarity != Polarity::Negated && sameSide(mention, finding));
                }
                QVERIFY2(affirmed, (finding.phrase + " is missing in: " + report).c_str());
            }
        }
    }

    void labelerFindsNothingThatIsAbsent() {
        const auto labeler = ConceptLabeler::loadDefault();
        if (!labeler.ok()) QFAIL(labeler.error().message.c_str());
        for (const auto& study : m_studies) {
            const std::string report = study.findingsText + "\n" + study.impressionText;
            for (const auto& mention : labeler->mentions(report)) {
                if (kLabels.count(mention.conceptName) == 0 || mention.polarity == Polarity::Negated) continue;
                bool present = false;
                for (const auto& finding : study.findings)
                    present =
                        present ||
                        (mention.conceptName == canonicalOf(finding) && sameSide(mention, finding) &&
                         (mention.zone.empty() || finding.zone.empty() || mention.zone == zoneWord(finding.zone)));
                QVERIFY2(present, (mention.conceptName + " (" + mention.side + ") is claimed in: " + report).c_str());
            }
        }
    }

    void presentFindingsAreNeverDenied() {
        const auto labeler = ConceptLabeler::loadDefault();
        if (!labeler.ok()) QFAIL(labeler.error().message.c_str());
        for (const auto& study : m_studies) {
            const std::string report = study.findingsText + "\n" + study.impressionText;
            for (const auto& mention : labeler->mentions(report)) {
                if (mention.polarity != Polarity::Negated) continue;
                for (const auto& finding : study.findings) {
                    const bool denied = mention.conceptName == canonicalOf(finding) && sameSide(mention, finding);
                    QVERIFY2(!denied, (finding.phrase + " is denied in: " + report).c_str());
                }
            }
        }
    }

    void everyPlaceholderIsFilled() {
        for (const auto& study : m_studies) {
            for (const auto& text : {study.findingsText, study.impressionText}) {
                QVERIFY(!text.empty());
                QVERIFY2(text.find('{') == std::string::npos && text.find("  ") == std::string::npos, text.c_str());
                QCOMPARE(text.back(), '.');
            }
        }
    }

    void wordingVaries() {
        std::set<std::string> first;
        for (int index = 0; index < 60; ++index) {
            Finding finding;
            finding.kind = FindingKind::PleuralEffusion;
            finding.side = Side::Left;
            finding.size = 0.5;
            const auto study = makeChestStudy(PhantomOptions{5, index, kSize}, {finding});
            const auto& text = study->findingsText;
            for (std::size_t at = 0; at < text.size();) {
                const auto end = text.find(". ", at);
                const std::string sentence = text.substr(at, end == std::string::npos ? end : end + 1 - at);
                if (sentence.find("effusion") != std::string::npos && sentence.find("left") + 1 != 0)
                    first.insert(sentence);
                if (end == std::string::npos) break;
                at = end + 2;
            }
        }
        QVERIFY2(first.size() >= 6, "at least six wordings for one statement");
    }
};

QTEST_APPLESS_MAIN(TestPhantomReport)
#include "tst_phantom_report.moc"
