// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// cases CSVs as items to index: columns in any order and case, quoting, faults by row, and the four
// real sets read without --columns.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/reading/indexer.h"

using namespace hilum;
namespace fs = std::filesystem;

class TestCasesCsv : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    fs::path folder() const { return fs::path(m_root.path().toStdString()) / "set"; }
    base::Result<reading::CasesCsv> read(const std::string& text, const std::string& columns = {}) {
        std::ofstream(folder() / "cases.csv", std::ios::binary) << text;
        return reading::readCasesCsv(folder() / "cases.csv", columns);
    }

private Q_SLOTS:
    void initTestCase() {
        fs::create_directories(folder() / "images");
        for (const char* name : {"a.png", "b.png", "c d.png"}) std::ofstream(folder() / "images" / name) << "x";
        std::ofstream(folder() / "mask.png") << "x";
    }

    void columnsInAnyOrderAndCase() {
        const auto csv = read(
            "\xEF\xBB\xBFNote,MASK,Patient_ID,Sex,AGE,View,Date,Filename,Labels,Licence\r\n"
            "\"Two lines,\r\nwith \"\"quotes\"\"\",mask.png,77,female,057Y,PA,20240131,images/a.png,Effusion| Nodule "
            "|,CC BY\r\n");
        QVERIFY(csv.ok());
        QCOMPARE(csv->items.size(), std::size_t{1});
        const auto& record = csv->items[0].record;
        QCOMPARE(record.path, (folder() / "images/a.png").string());
        QCOMPARE(record.text, std::string("Two lines,\r\nwith \"quotes\""));
        QCOMPARE(record.patientKey, std::string("set:77"));
        QCOMPARE(record.sex, std::string("F"));
        QCOMPARE(record.ageYears, std::optional<int>(57));
        QCOMPARE(record.date, std::string("2024-01-31"));
        QCOMPARE(record.labels, (std::vector<std::string>{"Effusion", "Nodule"}));
        QCOMPARE(record.modality, std::string("CR"));  // a PA view is a radiograph
        QCOMPARE(record.licence, std::string("CC BY"));
        QCOMPARE(record.maskPath, (folder() / "mask.png").string());
    }

    void findingsAndImpressionMakeTheText() {
        const auto csv = read(
            "file,findings,impression,modality\nimages/a.png,Small nodule.,Nodule.,MRI\nimages/b.png,,Normal.,ct\n");
        QCOMPARE(csv->items[0].record.text, std::string("Small nodule.\nNodule."));
        QCOMPARE(csv->items[0].record.modality, std::string("MR"));
        QCOMPARE(csv->items[1].record.text, std::string("Normal."));
        QCOMPARE(csv->items[1].record.modality, std::string("CT"));
    }

    void modalityFromTheFolderWhereTheRowSaysNothing_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("modality");
        for (const auto& [name, modality] : {std::pair{"brain-mr", "MR"},
                                             {"breast_us", "US"},
                                             {"Chest CT 2024", "CT"},
                                             {"cxr", "CR"},
                                             {"ct-mr", ""},
                                             {"usual", ""},
                                             {"set", ""}})
            QTest::newRow(name) << QString(name) << QString(modality);
    }
    void modalityFromTheFolderWhereTheRowSaysNothing() {
        QFETCH(QString, name);
        QFETCH(QString, modality);
        const fs::path named = fs::path(m_root.path().toStdString()) / name.toStdString();
        fs::create_directories(named);
        for (const char* file : {"a.png", "b.png"}) std::ofstream(named / file) << "x";
        std::ofstream(named / "cases.csv") << "file,label,modality\na.png,glioma,\nb.png,,OT\n";
        const auto csv = reading::readCasesCsv(named / "cases.csv");
        QVERIFY(csv.ok());
        QCOMPARE(QString::fromStdString(csv->items[0].record.modality), modality);
        QCOMPARE(csv->items[1].record.modality, std::string("OT"));  // the row's own word wins
    }

    void modalityFromPlainWordsOnly() {
        const auto csv = read(
            "image,caption\nimages/a.png,An ultrasound image of the breast.\nimages/b.png,Chest radiograph after CT "
            "showed a nodule.\n");
        QCOMPARE(csv->items[0].record.modality, std::string("US"));
        QCOMPARE(csv->items[1].record.modality, std::string(""));
    }

    void faultsByRow() {
        const auto csv = read(
            "file,label,mask\nimages/a.png,todo,none.png\nmissing.png,x,\nimages/b.png,x\n,x,\nimages/c "
            "d.png,\"open,\n");
        QVERIFY(csv.ok());
        QCOMPARE(csv->items.size(), std::size_t{1});
        QVERIFY(csv->items[0].record.labels.empty());  // "todo" is no label
        QVERIFY(csv->items[0].record.maskPath.empty());
        QCOMPARE(csv->warnings.size(), std::size_t{1});
        QCOMPARE(csv->failed.size(), std::size_t{4});
        for (const auto& failure : csv->failed) QVERIFY(!failure.path.empty() && !failure.reason.empty());
    }

    void overridesAndRefusals() {
        QCOMPARE(read("A,B\nimages/a.png,Nodule.\n", "image=A,text=B")->items[0].record.text, std::string("Nodule."));
        QCOMPARE(read("A,B\nimages/a.png,Nodule.\n").error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(read("").error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(read("file\nimages/a.png\n", "image=none").error().code, base::ErrorCode::InvalidInput);
        QCOMPARE(reading::readCasesCsv(folder() / "absent.csv").error().code, base::ErrorCode::NotFound);
    }

    void realSets_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("labelled");
        QTest::addColumn<int>("texts");
        QTest::newRow("cxr-notes") << "cxr-notes" << 264 << 204 << 194;
        QTest::newRow("nih-cxr") << "nih-cxr" << 799 << 799 << 0;
        QTest::newRow("breast-us") << "breast-us" << 615 << 615 << 615;
        QTest::newRow("brain-mr") << "brain-mr" << 2415 << 2415 << 0;
    }
    void realSets() {
        QFETCH(QString, name);
        QFETCH(int, rows);
        QFETCH(int, labelled);
        QFETCH(int, texts);
        const auto root = qEnvironmentVariable("HILUM_SHARED_DATA", QStringLiteral(HILUM_SOURCE_DIR "/../shared/data"));
        const fs::path csv = fs::path(root.toStdString()) / name.toStdString() / "cases.csv";
        if (!fs::exists(csv)) QSKIP("the shared test data is not on this machine");
        const auto read = reading::readCasesCsv(csv);
        QVERIFY(read.ok());
        QCOMPARE(read->failed.size(), std::size_t{0});
        QCOMPARE(static_cast<int>(read->items.size()), rows);
        const auto count = [&](auto predicate) {
            return static_cast<int>(std::count_if(read->items.begin(), read->items.end(), predicate));
        };
        QCOMPARE(count([](const auto& i) { return !i.record.labels.empty(); }), labelled);
        QCOMPARE(count([](const auto& i) { return !i.record.text.empty(); }), texts);
    }
};

QTEST_GUILESS_MAIN(TestCasesCsv)
#include "tst_cases_csv.moc"
