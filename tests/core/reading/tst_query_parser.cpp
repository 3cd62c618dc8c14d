// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include <QtTest>

#include "core/reading/case_search.h"

using namespace hilum;

namespace {
QString chipsOf(const reading::ParsedQuery& query) {
    QStringList chips;
    for (const auto& chip : query.chips) chips << QString::fromStdString(chip.kind + ":" + chip.text);
    return chips.join(" | ");
}
}  // namespace

class TestQueryParser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void chips_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("chips");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << ""
                               << ""
                               << "";
        QTest::newRow("finding and negated") << "left effusion, no pneumothorax"
                                             << "finding:left pleural effusion | negated:no pneumothorax"
                                             << "left effusion";
        QTest::newRow("negation first, then a finding") << "no pneumothorax, left effusion"
                                                        << "negated:no pneumothorax | finding:left pleural effusion"
                                                        << "left effusion";
        QTest::newRow("everything") << "women over 60 with cardiomegaly CR 2024"
                                    << "sex:women | age:over 60 | modality:CR | date:2024 | finding:cardiomegaly"
                                    << "cardiomegaly";
        QTest::newRow("exact age") << "57 year old man, lung nodule"
                                   << "age:aged 57 | sex:men | finding:nodule"
                                   << "lung nodule";
        QTest::newRow("age range") << "aged 40 to 60, glioma"
                                   << "age:aged 40 to 60 | finding:glioma"
                                   << "glioma";
        QTest::newRow("modality words") << "chest x-ray"
                                        << "modality:chest x-ray"
                                        << "";
        QTest::newRow("words only") << "crazy paving"
                                    << "words:crazy paving"
                                    << "crazy paving";
        QTest::newRow("since") << "pneumonia since 2023-05"
                               << "date:since 2023-05 | finding:pneumonia"
                               << "pneumonia";
        QTest::newRow("us is not a modality") << "show us nodules"
                                              << "finding:nodule | words:us"
                                              << "us nodules";
        QTest::newRow("US is one") << "US benign lesion"
                                   << "modality:US | finding:benign breast lesion"
                                   << "benign lesion";
        QTest::newRow("function words beside a finding") << "nodule in the apex of the lung"
                                                         << "finding:nodule | words:apex lung"
                                                         << "nodule in the apex of the lung";
        QTest::newRow("words beside a finding") << "right nodule upper lobe spiculated"
                                                << "finding:right nodule | words:upper lobe spiculated"
                                                << "right nodule upper lobe spiculated";
    }
    void chips() {
        QFETCH(QString, typed);
        QFETCH(QString, chips);
        QFETCH(QString, words);
        const auto query = reading::parseQuery(typed.toStdString());
        QCOMPARE(chipsOf(query), chips);
        QCOMPARE(QString::fromStdString(query.words), words);
    }

    // A window drops a chip by joining the others: their texts must mean the same again.
    void chipTextsParseToThemselves_data() {
        QTest::addColumn<QString>("typed");
        for (const char* typed : {"left effusion, no pneumothorax", "women over 60 with cardiomegaly CR 2024",
                                  "57yo man, lung nodule, since 2020", "aged 40 to 60, glioma, MR",
                                  "before 2020, no left effusion, ultrasound", "crazy paving"})
            QTest::newRow(typed) << typed;
    }
    void chipTextsParseToThemselves() {
        QFETCH(QString, typed);
        const auto query = reading::parseQuery(typed.toStdString());
        std::string joined;
        for (const auto& chip : query.chips) joined += (joined.empty() ? "" : ", ") + chip.text;
        const auto again = reading::parseQuery(joined);
        QCOMPARE(chipsOf(again), chipsOf(query));
        QCOMPARE(again.filters.ageFrom, query.filters.ageFrom);
        QCOMPARE(again.filters.ageTo, query.filters.ageTo);
        QCOMPARE(again.filters.dateFrom, query.filters.dateFrom);
        QCOMPARE(again.filters.dateTo, query.filters.dateTo);
        QCOMPARE(again.filters.sex, query.filters.sex);
        QCOMPARE(again.filters.modality, query.filters.modality);
        QCOMPARE(again.findings, query.findings);
        QCOMPARE(again.negatedFindings, query.negatedFindings);
    }

    void filters() {
        const auto query = reading::parseQuery("men under 40, after 2022, before 2024-03-10, MRI");
        QCOMPARE(query.filters.sex, std::string("M"));
        QCOMPARE(query.filters.ageTo, std::optional<int>(39));
        QVERIFY(query.filters.dateFrom > "2022-12-31" && query.filters.dateFrom < "2023-01-01");
        QVERIFY(query.filters.dateTo < "2024-03-10" && query.filters.dateTo >= "2024-03-09");
        QCOMPARE(query.filters.modality, std::string("MR"));
        QCOMPARE(reading::parseQuery("left effusion").concepts.front().side, std::string("left"));
    }

    void oddInputNeverFails() {
        for (const char* typed : {",,,;;", "over", "aged", "between 5 and", "no", "-", "99999999999999999999", "<", ">",
                                  "2024-99-99", "\xC3\xA9\xFF", "'\"()"})
            (void)reading::parseQuery(typed);
        (void)reading::parseQuery(std::string(100000, 'a'));
        std::string many;
        for (int i = 0; i < 2000; ++i) many += "no effusion, ";
        QCOMPARE(reading::parseQuery(many).negatedFindings.size(), std::size_t{2000});
    }
};

QTEST_GUILESS_MAIN(TestQueryParser)
#include "tst_query_parser.moc"
