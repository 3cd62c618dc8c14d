// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The FHIR form of a draft: status, references that resolve, provenance of each sentence, hostile fields.
// tests/reference/check_fhir.py holds the same files to the R4 models of fhir.resources.
#include <QDir>
#include <QFile>
#include <QTest>
#include <QXmlStreamReader>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "core/report/draft_fhir.h"

using namespace hilum::report;
using nlohmann::json;

namespace {

ReportDraft example() {
    ReportDraft draft;
    draft.patientName = "EXAMPLE^SIMULATED";
    draft.patientId = "SIM-0001";
    draft.sex = "F";
    draft.studyDate = "2026-01-02";
    draft.modality = "CR";
    draft.accession = "A42";
    draft.reader = "A. Reader";
    draft.packId = "hilum-base";
    draft.packSha256 = std::string(64, 'a');
    draft.createdAt = "2026-01-02T03:04:05Z";
    draft.findings = {
        {"Small left pleural effusion.", Origin::CaptionBank, Review::Unreviewed, "bank:chest", 0, 0.5F, ""},
        {"No pneumothorax.", Origin::Person, Review::Accepted, "", 0, 0, ""},
        {"Heart enlarged.", Origin::Model, Review::Edited, "m", 0, 0.25F, "Cardiomegaly."}};
    draft.impression = {draft.findings.front()};
    return draft;
}

StudyFacts facts() {
    StudyFacts out;
    out.studyUid = "1.2.3.4";
    out.studyDate = "2026-01-02";
    out.birthDate = "1970-05-06";
    out.images = {{"1.2.3.4.1", "CR", "1.2.840.10008.5.1.4.1.1.1", "1.2.3.4.1.1", 0},
                  {"1.2.3.4.1", "CR", "1.2.840.10008.5.1.4.1.1.1", "1.2.3.4.1.2", 0}};
    MeasuredValue value;
    value.value = 12.5;
    value.unit = "mm";
    value.atDetector = true;
    out.measurements = {value};
    return out;
}

json resource(const json& bundle, const char* type) {
    for (const auto& entry : bundle.at("entry"))
        if (entry.at("resource").at("resourceType") == type) return entry.at("resource");
    return {};
}

// Every text value anywhere in the document.
void eachString(const json& node, const std::function<void(const std::string&)>& visit) {
    if (node.is_string()) visit(node.get<std::string>());
    if (node.is_structured())
        for (const auto& child : node) eachString(child, visit);
}

void keep(const char* name, const std::string& text) {
    QDir().mkpath(HILUM_BINARY_DIR "/screens");
    QFile file(QStringLiteral(HILUM_BINARY_DIR "/screens/") + name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.data(), static_cast<qint64>(text.size()));
}

}  // namespace

class TestDraftFhir : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsWhatAReportMust() {
        const std::string text = toFhir(example(), facts());
        keep("draft_fhir.json", text);
        const json bundle = json::parse(text);
        QCOMPARE(bundle.at("type").get<std::string>(), std::string("collection"));
        const json report = resource(bundle, "DiagnosticReport");
        QCOMPARE(report.at("status").get<std::string>(), std::string("preliminary"));
        QCOMPARE(report.at("result").size(), std::size_t(5));  // 3 findings, 1 impression, 1 measurement
        const auto words = report.dump();
        for (const char* part : {"DRAFT", "Research use only - not for diagnostic use", "[UNREVIEWED] Small left"})
            QVERIFY2(words.find(part) != std::string::npos, part);
        const json study = resource(bundle, "ImagingStudy");
        QCOMPARE(study.at("identifier").at(0).at("value").get<std::string>(), std::string("urn:oid:1.2.3.4"));
        QCOMPARE(study.at("series").size(), std::size_t(1));
        QCOMPARE(study.at("series").at(0).at("instance").size(), std::size_t(2));
        QCOMPARE(resource(bundle, "Patient").at("gender").get<std::string>(), std::string("female"));
        QCOMPARE(resource(bundle, "Patient").at("birthDate").get<std::string>(), std::string("1970-05-06"));
        QVERIFY(resource(bundle, "Device").dump().find("hilum-base") != std::string::npos);
    }
    void everySentenceHasItsSource() {
        const json bundle = json::parse(toFhir(example(), facts()));
        int sentences = 0, open = 0, amended = 0;
        for (const auto& entry : bundle.at("entry")) {
            const auto& item = entry.at("resource");
            if (item.at("resourceType") != "Observation" || !item.contains("valueString")) continue;
            ++sentences;
            QCOMPARE(item.at("status").get<std::string>(), std::string("preliminary"));
            QVERIFY(!item.at("note").at(0).at("text").get<std::string>().empty());
            const std::string extension = item.at("extension").at(0).dump();
            const bool marked = item.at("valueString").get<std::string>().starts_with("[UNREVIEWED] ");
            QCOMPARE(marked, extension.find("\"unreviewed\"") != std::string::npos);
            open += marked ? 1 : 0;
            if (extension.find("\"amended\"") == std::string::npos) continue;
            ++amended;
            QVERIFY(extension.find("Cardiomegaly.") != std::string::npos);  // what was suggested
        }
        QCOMPARE(sentences, 4);
        QCOMPARE(open, 2);
        QCOMPARE(amended, 1);
    }
    void referencesResolve() {
        const json bundle = json::parse(toFhir(example(), facts()));
        std::set<std::string> urls;
        for (const auto& entry : bundle.at("entry")) {
            QVERIFY(urls.insert(entry.at("fullUrl").get<std::string>()).second);
            QCOMPARE(entry.at("fullUrl").get<std::string>(),
                     "urn:uuid:" + entry.at("resource").at("id").get<std::string>());
        }
        int references = 0;
        const std::function<void(const json&)> walk = [&](const json& node) {
            if (node.is_object() && node.contains("reference")) {
                ++references;
                QVERIFY(urls.count(node.at("reference").get<std::string>()) == 1);
            }
            if (node.is_structured())
                for (const auto& child : node) walk(child);
        };
        walk(bundle);
        QVERIFY(references > 10);
    }
    void equalDraftsGiveEqualText() {
        QCOMPARE(toFhir(example(), facts()), toFhir(example(), facts()));
        auto other = example();
        other.findings[1].text = "Small pneumothorax.";
        QVERIFY(toFhir(other, facts()) != toFhir(example(), facts()));
    }
    void aPictureSaysThatItsUidsAreMadeUp() {
        StudyFacts picture;
        picture.studyUid = "2.25.1";
        picture.madeUpUids = true;
        const json bundle = json::parse(toFhir(example(), picture));
        const json study = resource(bundle, "ImagingStudy");
        QVERIFY(!study.contains("series"));
        QVERIFY(study.at("note").at(0).at("text").get<std::string>().find("made up") != std::string::npos);
        QVERIFY(resource(bundle, "DiagnosticReport").at("text").dump().find("made up") != std::string::npos);
    }
    void hostileFields_data() {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("markup") << QByteArray("</div><script>alert(1)</script><div>&nbsp;");
        QTest::newRow("control") << QByteArray("a\x01\x02\x1b[31m\x7f\0b", 11);
        QTest::newRow("broken UTF-8") << QByteArray("\xff\xfe\xc0\xaf ok");
        QTest::newRow("json") << QByteArray("\",\"status\":\"final\",\"x\":\"");
        QTest::newRow("blank") << QByteArray("   ");
        QTest::newRow("1 MB") << QByteArray(1 << 20, 'x') + "\xc3\xa4";
    }
    void hostileFields() {
        QFETCH(QByteArray, value);
        const std::string text = value.toStdString();
        auto draft = example();
        for (auto* field : {&draft.patientName, &draft.patientId, &draft.sex, &draft.studyDate, &draft.modality,
                            &draft.studyDescription, &draft.accession, &draft.reader, &draft.indication,
                            &draft.technique, &draft.comparison, &draft.packId, &draft.packSha256, &draft.device,
                            &draft.createdAt, &draft.title, &draft.age})
            *field = text;
        for (auto& sentence : draft.findings) sentence.text = sentence.source = sentence.original = text;
        auto place = facts();
        place.studyDate = place.birthDate = place.studyTime = text;
        const std::string written = toFhir(draft, place);
        keep(QTest::currentDataTag() == QByteArray("markup") ? "draft_fhir_markup.json" : "draft_fhir_hostile.json",
             written);
        const json bundle = json::parse(written, nullptr, false);
        QVERIFY(!bundle.is_discarded());
        const json report = resource(bundle, "DiagnosticReport");
        QCOMPARE(report.at("status").get<std::string>(), std::string("preliminary"));
        QXmlStreamReader xml(QString::fromStdString(report.at("text").at("div").get<std::string>()));
        while (!xml.atEnd())
            if (xml.readNext() == QXmlStreamReader::StartElement) QVERIFY(xml.name() != QLatin1String("script"));
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        eachString(bundle, [](const std::string& found) {
            QVERIFY(!found.empty());
            QVERIFY(found.find('\x01') == std::string::npos);
        });
    }
};

QTEST_GUILESS_MAIN(TestDraftFhir)
#include "tst_draft_fhir.moc"
