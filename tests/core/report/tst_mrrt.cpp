// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Templates of RadReport's form (MRRT), pick lists, standing sentences, and the Fleischner macro.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/report/mrrt.h"
#include "core/report/template.h"
#include "core/report/template_fields.h"

using namespace hilum;
using namespace hilum::report;

namespace {

// Written for this test after the profile's own structure (IHE MRRT, volume 3).
const char* const kPage = R"(<!DOCTYPE html>
<html><head><title>CT &amp; chest</title><meta charset="UTF-8"/>
<meta name="dcterms.title" content="CT Chest"/><meta name="dcterms.identifier" content="example-0001"/>
<meta name="dcterms.license" content="Licence of the page"/>
<style>p { color: red }</style>
<script type="text/xml"><template_attributes><x>Findings: none</x></template_attributes></script></head>
<body><!-- a comment <section> -->
<section id="s1" class="level1" data-section-name="Clinical information"><header class="level1">Clinical information</header>
<p><input type="text" name="Clinical information" value="Cough."/></p></section>
<section data-section-name="Procedure"><p>Helical CT, <input type="number" value="1.25"> mm.</p></section>
<section data-section-name="Comparison"><p><textarea name="c">None.</textarea></p></section>
<section id="T1" data-section-name="Findings"><header>Findings</header>
<section data-section-name="Lungs"><header>Lungs</header>
<p><label>Lungs:</label> <select name="lungs"><option value="a">Nodule</option><option selected value="b">Clear|bright</option></select>
 <input type="checkbox" value="Emphysema"></p></section>
<p>Pleura [not a field] &#176; <input type="text"/></p></section>
<section data-section-name="Impression"><p><textarea>Normal study.</textarea></p></section>
</body></html>)";

}  // namespace

class TestMrrt : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPageBecomesATemplate() {
        const auto made = parseMrrt(kPage, "file");
        QVERIFY(made.ok());
        QCOMPARE(made->id, std::string("example-0001"));
        QCOMPARE(made->title, std::string("CT & chest"));
        QCOMPARE(made->citation, std::string("Licence of the page"));
        QCOMPARE(made->indication, std::string("[Cough.]"));
        QCOMPARE(made->technique, std::string("Helical CT, [1.25] mm."));
        QCOMPARE(made->comparison, std::string("[None.]"));
        QCOMPARE(made->findings.size(), std::size_t(2));
        QCOMPARE(made->findings[0], std::string("Lungs: [Clear/bright|Nodule] [Emphysema|]"));
        QCOMPARE(made->findings[1], std::string("Pleura [[not a field] \xC2\xB0 []"));
        QCOMPARE(made->impression, std::vector<std::string>{"[Normal study.]"});
    }
    void whatIsNoTemplateIsRefused_data() {
        QTest::addColumn<QByteArray>("html");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("page") << QByteArray("<html><body><p>Findings: none</p></body></html>");
        QTest::newRow("other sections") << QByteArray("<section data-section-name='Menu'><p>x</p></section>");
        QTest::newRow("cut") << QByteArray("<section data-section-name=");
        QTest::newRow("open comment") << QByteArray("<!-- <section data-section-name='Findings'>");
        QTest::newRow("open script") << QByteArray("<script>section data-section-name='Findings'");
        QTest::newRow("angles") << QByteArray(100000, '<');
    }
    void whatIsNoTemplateIsRefused() {
        QFETCH(QByteArray, html);
        const auto made = parseMrrt(html.toStdString(), "x");
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, base::ErrorCode::Unsupported);
        QVERIFY(QString::fromStdString(made.error().message).contains("; choose"));
    }
    void hostilePagesStayText() {
        const std::string html =
            "<section data-section-name=Findings><p>a &#0; &#xD800; &#99999999999; <b onclick='x'>bold</b> " +
            std::string(1 << 20, 'x') + "</p><p><select>" + std::string(5000, ' ');
        const auto made = parseMrrt(html, "x");
        QVERIFY(made.ok());
        QCOMPARE(made->findings.size(), std::size_t(1));
        QVERIFY(made->findings[0].size() <= 2000);
        QVERIFY(made->findings[0].find("onclick") == std::string::npos);
    }
    void aFileIsReadByItsContent() {
        QTemporaryDir folder;
        QFile file(folder.filePath("lung.html"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kPage) > 0);
        file.close();
        const auto made = loadTemplate(file.fileName().toStdString(), folder.path().toStdString());
        QVERIFY(made.ok());
        QCOMPARE(made->id, std::string("example-0001"));
    }
    void fieldsAreFound() {
        const std::string line = "Lungs: [clear|nodule] and [[x], size [] mm.";
        const auto fields = fieldsOf(line);
        QCOMPARE(fields.size(), std::size_t(2));
        QCOMPARE(line.substr(fields[0].begin, fields[0].end - fields[0].begin), std::string("[clear|nodule]"));
        QCOMPARE(fields[0].choices, (std::vector<std::string>{"clear", "nodule"}));
        QCOMPARE(withFirstChoices(line), std::string("Lungs: clear and [x], size ___ mm."));
        QCOMPARE(nextField(line, 0).begin, fields[0].begin);
        QCOMPARE(nextField(line, fields[0].end).begin, fields[1].begin);
        QCOMPARE(nextField(line, fields[1].end).begin, fields[0].begin);  // round again
        const auto none = nextField("plain", 2);
        QCOMPARE(none.begin, none.end);
        for (const char* odd : {"[", "]", "[[", "a [b", "[a [b]", ""}) QVERIFY(withFirstChoices(odd).size() <= 5);
        QCOMPARE(withFirstChoices("[a [b]"), std::string("[a b"));
    }
    void everyShippedTemplateHasLines() {
        const std::filesystem::path folder = HILUM_SOURCE_DIR "/resources/templates";
        int withLines = 0;
        for (const auto& name : templateNames(folder)) {
            const auto chosen = loadTemplate(name, folder);
            QVERIFY2(chosen.ok(), name.c_str());
            if (chosen->findings.empty()) continue;
            ++withLines;
            for (const auto& line : chosen->findings) QVERIFY2(fieldsOf(line).size() == 1, line.c_str());
            const auto sentences = standingSentences(chosen->findings, chosen->id, {});
            QCOMPARE(sentences.size(), chosen->findings.size());
            for (const auto& sentence : sentences) {
                QCOMPARE(sentence.review, Review::Unreviewed);
                QVERIFY(sentence.text.find_first_of("[]|") == std::string::npos);
                QCOMPARE(provenance(sentence), "Standing text - unreviewed; report template " + name);
            }
        }
        QVERIFY(withLines >= 9);
        QVERIFY(templateNames(folder).size() >= 10);
    }
    void theMacroSaysWhomItIsNotFor() {
        const std::filesystem::path folder = HILUM_SOURCE_DIR "/resources/macros";
        const auto chosen = chooseMacro("fleischner-2017:solid-6-to-8-high-risk", folder);
        QVERIFY(chosen.ok());
        const auto sentences = chosen->macro.sentences(chosen->variant);
        QCOMPARE(sentences.size(), std::size_t(2));
        QVERIFY(sentences[0].text.find("CT at 6 to 12 months") != std::string::npos);
        for (const char* part :
             {"10.1148/radiol.2017161659", "35 years", "known cancer", "immunosuppression", "screening"})
            QVERIFY2(sentences[1].text.find(part) != std::string::npos, part);
        for (const auto& sentence : sentences) QCOMPARE(sentence.review, Review::Unreviewed);
        QCOMPARE(chosen->macro.variants.size(), std::size_t(15));
        for (const char* wrong : {"fleischner-2017", "fleischner-2017:x", "none:x", "../fleischner-2017:x", ""}) {
            const auto refused = chooseMacro(wrong, folder);
            QCOMPARE(refused.error().code, base::ErrorCode::NotFound);
        }
        for (const char* broken : {"", "[]", "{}", R"({"format":"hilum-report-macro"})",
                                   R"({"format":"hilum-report-macro","variants":[{"name":"a"}]})",
                                   R"({"format":"hilum-report-macro","variants":[3]})"})
            QCOMPARE(parseMacro(broken).error().code, base::ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(TestMrrt)
#include "tst_mrrt.moc"
