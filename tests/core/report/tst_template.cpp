// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Report templates: those that are shipped load, broken ones say so, merge fields are text and nothing else.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/report/template.h"

using namespace hilum;
using namespace hilum::report;

namespace {
const std::filesystem::path kShipped = HILUM_SOURCE_DIR "/resources/templates";
}

class TestTemplate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShippedTemplateLoads() {
        const auto names = templateNames(kShipped);
        QVERIFY(names.size() >= 5);
        for (const auto& name : names) {
            const auto chosen = loadTemplate(name, kShipped);
            QVERIFY2(chosen.ok(), name.c_str());
            QCOMPARE(chosen->id, name);
            QVERIFY(!chosen->title.empty());
        }
    }
    void fieldsAreMergedOnceAndOnlyWhereEmpty() {
        Template chosen{"x", "{study} on {date}", "", "None.", "{view} view, {unknown} {", {}};
        ReportDraft draft;
        draft.comparison = "Prior of 2024.";
        applyTemplate(draft, chosen, {{"study", "<b>{date}</b>"}, {"date", "2026-01-02"}, {"view", "PA"}});
        QCOMPARE(draft.title, std::string("<b>{date}</b> on 2026-01-02"));
        QCOMPARE(draft.technique, std::string("PA view, {unknown} {"));
        QCOMPARE(draft.comparison, std::string("Prior of 2024."));
        // The markup of a value is text in every export.
        QVERIFY(toHtml(draft, {}).find("&lt;b&gt;{date}&lt;/b&gt; on 2026-01-02") != std::string::npos);
    }
    void aLineWithAnUnknownValueIsLeftOut() {
        ReportDraft draft;
        applyTemplate(draft, {"x", "Title", "", "", "{technique}", {}}, {{"technique", ""}});
        QVERIFY(draft.technique.empty());
        QCOMPARE(draft.title, std::string("Title"));
    }
    void brokenTemplatesSaySo_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("code");
        const int corrupt = static_cast<int>(base::ErrorCode::Corrupt);
        QTest::newRow("empty") << QByteArray() << corrupt;
        QTest::newRow("text") << QByteArray("template") << corrupt;
        QTest::newRow("list") << QByteArray("[1]") << corrupt;
        QTest::newRow("other") << QByteArray(R"({"format":"x","version":1})") << corrupt;
        QTest::newRow("no version") << QByteArray(R"({"format":"hilum-report-template"})") << corrupt;
        QTest::newRow("newer") << QByteArray(R"({"format":"hilum-report-template","version":9})")
                               << static_cast<int>(base::ErrorCode::Unsupported);
        QTest::newRow("number title") << QByteArray(R"({"format":"hilum-report-template","version":1,"title":3})")
                                      << corrupt;
        QTest::newRow("modalities") << QByteArray(R"({"format":"hilum-report-template","version":1,"modalities":[3]})")
                                    << corrupt;
        QTest::newRow("deep") << QByteArray(100000, '[') << corrupt;
    }
    void brokenTemplatesSaySo() {
        QFETCH(QByteArray, json);
        QFETCH(int, code);
        const auto chosen = parseTemplate(json.toStdString());
        QVERIFY(!chosen.ok());
        QCOMPARE(static_cast<int>(chosen.error().code), code);
    }
    void unknownNamesListTheKnownOnes() {
        const auto chosen = loadTemplate("knee", kShipped);
        QCOMPARE(chosen.error().code, base::ErrorCode::NotFound);
        QVERIFY(chosen.error().message.find("chest-radiograph") != std::string::npos);
        QCOMPARE(loadTemplate("/nowhere/x.json", kShipped).error().code, base::ErrorCode::NotFound);
    }
    void aFileOfOnesOwnIsRead() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("own.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"format":"hilum-report-template","version":1,"id":"own","title":"Own"})");
        file.close();
        QCOMPARE(loadTemplate(file.fileName().toStdString(), kShipped)->title, std::string("Own"));
    }
};

QTEST_GUILESS_MAIN(TestTemplate)
#include "tst_template.moc"
