// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The case library's ordinary life: add, read back, share pictures, filter, full text, remove, drafts,
// feedback, verification and building again.
#include <QTemporaryDir>
#include <QtTest>

#include "core/library/library.h"
#include "core/library/library_care.h"
#include "core/library/library_writer.h"
#include "library_fixture.h"

using namespace hilum;
using library::Library;
using library::LibraryWriter;
using test::kPack;
using test::makeCase;

class TestLibrary : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    int m_count = 0;
    std::filesystem::path m_folder;

    std::vector<std::int64_t> add(std::vector<library::NewCase> cases, const std::string& pack = kPack) {
        auto writer = LibraryWriter::open(m_folder);
        if (!writer.ok()) qFatal("%s", writer.error().message.c_str());
        auto ids = (*writer)->addCases(std::move(cases), pack, "pack " + pack).get();
        if (!ids.ok()) qFatal("%s (%s)", ids.error().message.c_str(), ids.error().detail.c_str());
        return *ids;
    }
    std::unique_ptr<Library> read() {
        auto opened = Library::open(m_folder);
        if (!opened.ok()) qFatal("%s (%s)", opened.error().message.c_str(), opened.error().detail.c_str());
        return std::move(opened).value();
    }

private Q_SLOTS:
    void init() {
        m_folder =
            std::filesystem::path(m_root.path().toStdString()) / ("library %" + std::to_string(++m_count) + " ?#ü");
    }

    void absentReadsAsEmptyAndAppears() {
        const auto opened = read();
        QCOMPARE(opened->status()->cases, 0);
        QVERIFY(opened->searchText("effusion", 5)->empty());
        QCOMPARE(opened->caseById(1).error().code, base::ErrorCode::NotFound);
        add({makeCase(1)});
        QCOMPARE(opened->status()->cases, 1);  // the same object sees the library that appeared
    }

    void whatIsAddedIsReadBack() {
        const auto given = makeCase(7);
        const auto ids = add({given, makeCase(8)});
        QCOMPARE(ids.size(), std::size_t{2});
        const auto opened = read();
        const auto record = opened->caseById(ids[0]);
        QVERIFY(record.ok());
        QCOMPARE(record->path, given.record.path);
        QCOMPARE(record->imageHash, given.record.imageHash);
        QCOMPARE(record->text, given.record.text);
        QCOMPARE(record->labels, given.record.labels);
        QCOMPARE(record->ageYears, given.record.ageYears);
        QCOMPARE(record->patientKey, given.record.patientKey);
        QCOMPARE(record->studyUid, given.record.studyUid);
        QCOMPARE(*opened->thumbnailJpeg(given.record.imageHash), given.thumbnailJpeg);
        QCOMPARE(opened->thumbnailJpeg("none").error().code, base::ErrorCode::NotFound);
        const auto vectors = opened->imageEmbeddings(kPack);
        QCOMPARE(vectors->size(), std::size_t{2});
        QCOMPARE(vectors->front().vector, given.imageEmbedding);
        QVERIFY(opened->imageEmbeddings("other")->empty());
        QCOMPARE(*opened->imageEmbedding(given.record.imageHash, kPack), given.imageEmbedding);
        const auto concepts = opened->caseConcepts();
        QCOMPARE(concepts->size(), std::size_t{4});
        QCOMPARE(concepts->front().finding.side, std::string("left"));
        const auto status = opened->status();
        QCOMPARE(status->images, 2);
        QCOMPARE(status->packs.size(), std::size_t{1});
        QCOMPARE(status->packs[0].embeddings, 2);
        QVERIFY(status->bytes > 0);
    }

    void equalPixelsShareOneImage() {
        auto first = makeCase(1), second = makeCase(2);
        second.record.imageHash = first.record.imageHash;
        second.imageEmbedding.clear();
        add({first, second});
        const auto status = read()->status();
        QCOMPARE(status->cases, 2);
        QCOMPARE(status->images, 1);
        const auto vectors = read()->imageEmbeddings(kPack);
        QCOMPARE(vectors->size(), std::size_t{2});  // both cases answer with the shared vector
        QCOMPARE((*vectors)[0].vector, (*vectors)[1].vector);
    }

    void theSamePathKeepsItsRowAndGainsAnotherPack() {
        const auto ids = add({makeCase(1)});
        auto again = makeCase(1);
        again.imageEmbedding = {9, 9, 9, 9};
        QCOMPARE(add({again}, "bbbb"), ids);
        const auto opened = read();
        QCOMPARE(opened->status()->cases, 1);
        QCOMPARE(opened->imageEmbeddings("bbbb")->front().vector.size(), std::size_t{4});
        QCOMPARE(opened->imageEmbeddings(kPack)->front().vector.size(), std::size_t{3});
        const auto known = opened->known("/pictures/1.png", "", 0, "bbbb");
        QVERIFY(known->indexed && known->embedded);
        QVERIFY(!opened->known("/pictures/1.png", "", 0, "cccc")->embedded);
        QVERIFY(!opened->known("/pictures/1.png", "", 1, kPack)->indexed);
    }

    void filters_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("none") << "" << QList<int>{1, 2, 3, 4, 5, 6};
        QTest::newRow("modality") << "CT" << QList<int>{3, 6};
        QTest::newRow("sex") << "F" << QList<int>{2, 4, 6};
        QTest::newRow("age") << "age" << QList<int>{3, 4};
        QTest::newRow("date") << "date" << QList<int>{2, 3};
        QTest::newRow("label, any case") << "label" << QList<int>{1, 2, 3, 4, 5, 6};
        QTest::newRow("unknown label") << "label2" << QList<int>{};
        QTest::newRow("not that patient") << "patient" << QList<int>{1, 4, 5, 6};
        QTest::newRow("not that study") << "study" << QList<int>{1, 3, 4, 5, 6};
        QTest::newRow("hostile") << "'; DROP TABLE cases; --" << QList<int>{};
    }
    void filters() {
        QFETCH(QString, what);
        QFETCH(QList<int>, expected);
        std::vector<library::NewCase> cases;
        for (int i = 1; i <= 6; ++i) cases.push_back(makeCase(i));
        const auto ids = add(cases);
        library::Filters filters;
        if (what == "CT" || what.startsWith('\'')) filters.modality = what.toStdString();
        if (what == "F") filters.sex = "F";
        if (what == "age") filters.ageFrom = 43, filters.ageTo = 44;
        if (what == "date") filters.dateFrom = "2024-01-03", filters.dateTo = "2024-01-04";
        if (what == "label") filters.labels = {"EFFUSION"};
        if (what == "label2") filters.labels = {"Effusion", "Mass"};
        if (what == "patient") filters.excludePatientKey = "test:1";
        if (what == "study") filters.excludeStudyUid = "1.2.2";
        QList<int> found;
        const auto hits = read()->filteredCaseIds(filters);
        QVERIFY(hits.ok());
        for (const auto id : *hits) found << static_cast<int>(std::find(ids.begin(), ids.end(), id) - ids.begin()) + 1;
        QCOMPARE(found, expected);
    }

    void fullTextStemsAndSurvivesAnyInput() {
        const auto ids = add({makeCase(1, "Small effusions at both bases."), makeCase(2, "Cardiomegaly."),
                              makeCase(3, "Nodule in the left lung.")});
        const auto opened = read();
        const auto hits = opened->searchText("nodules", 10);
        QCOMPARE(hits->size(), std::size_t{1});
        QCOMPARE(hits->front().caseId, ids[2]);
        QCOMPARE(opened->searchText("left effusion", 10)->size(), std::size_t{3});  // all are labelled Effusion
        QCOMPARE(opened->searchText("left effusion", 10)->front().caseId, ids[2]);
        QCOMPARE(opened->searchText("radiographs", 10)->size(), std::size_t{3});
        for (const char* odd : {"", "  ", "\"", "NEAR(", "a* OR", "text:x", "-", "\xC3\xA9", "no the of", "{}^:*()"})
            QVERIFY2(opened->searchText(odd, 10).ok(), odd);
    }

    void sentencesAreSharedAndCounted() {
        add({makeCase(1), makeCase(2), makeCase(3, "Cardiomegaly.")});
        const auto sentences = read()->sentences(kPack);
        QCOMPARE(sentences->size(), std::size_t{2});
        QCOMPARE(sentences->front().sentence.text, std::string("Left pleural effusion."));
        QCOMPARE(sentences->front().cases, 2);
        QVERIFY(!sentences->front().vector.empty());
        QVERIFY(read()->sentences("other")->front().vector.empty());
        QVERIFY(*read()->sentenceEmbedded("Cardiomegaly.", kPack));
        QVERIFY(!*read()->sentenceEmbedded("Cardiomegaly.", "other"));
        const auto ofCases = read()->caseSentences();
        QCOMPARE(ofCases->texts.size(), std::size_t{2});
        QCOMPARE(ofCases->ofCase.size(), std::size_t{3});
    }

    void removingLeavesNothingBehind() {
        const auto ids = add({makeCase(1), makeCase(2, "Cardiomegaly.")});
        {
            auto writer = LibraryWriter::open(m_folder);
            QVERIFY((*writer)->removeCase(ids[0]).get().ok());
            QCOMPARE((*writer)->removeCase(ids[0]).get().error().code, base::ErrorCode::NotFound);
        }
        const auto opened = read();
        QCOMPARE(opened->status()->cases, 1);
        QCOMPARE(opened->status()->images, 1);
        QCOMPARE(opened->sentences(kPack)->size(), std::size_t{1});
        QCOMPARE(opened->searchText("pneumothorax", 5)->size(), std::size_t{0});
        QCOMPARE(opened->thumbnailJpeg(makeCase(1).record.imageHash).error().code, base::ErrorCode::NotFound);
        QVERIFY(library::verifyLibrary(m_folder, {})->faults.empty());
        QVERIFY(add({makeCase(1)})[0] > ids[1]);  // ids are never used twice
    }

    void aFailedBatchLeavesNothing() {
        auto writer = LibraryWriter::open(m_folder);
        auto broken = makeCase(2);
        broken.record.frame = 0;
        broken.concepts = {{"A", 1, ""}};
        auto twin = makeCase(3);
        twin.record.path = broken.record.path;  // the same path twice in one batch is one case
        const auto ids = (*writer)->addCases({makeCase(1), broken, twin}, kPack, "p").get();
        QVERIFY(ids.ok());
        QCOMPARE((*ids)[1], (*ids)[2]);
        QCOMPARE(read()->status()->cases, 2);
    }

    void draftsAndFeedback() {
        auto writer = LibraryWriter::open(m_folder);
        const auto opened = read();
        const auto before = opened->dataVersion();
        const auto id = (*writer)->saveDraft({0, "study", "{\"a\":1}", ""}).get();
        QVERIFY(id.ok() && *id > 0);
        QCOMPARE(*(*writer)->saveDraft({*id, "study", "{\"a\":2}", "2024-05-01T10:00:00Z"}).get(), *id);
        const auto drafts = opened->drafts("study");
        QCOMPARE(drafts->size(), std::size_t{1});
        QCOMPARE(drafts->front().json, std::string("{\"a\":2}"));
        QCOMPARE(drafts->front().updatedAt, std::string("2024-05-01T10:00:00Z"));
        QVERIFY(opened->drafts("other")->empty());
        QCOMPARE((*writer)->saveDraft({999, "study", "{}", ""}).get().error().code, base::ErrorCode::NotFound);
        QVERIFY((*writer)->recordFeedback("study", "Cardiomegaly.", "accepted", "Cardiomegaly.", kPack).get().ok());
        QVERIFY(*opened->dataVersion() > *before);
        QCOMPARE(*opened->casesVersion(), 0);  // drafts do not make the vectors reload
        QVERIFY((*writer)->addCases({makeCase(1)}, kPack, "p").get().ok());
        QCOMPARE(*opened->casesVersion(), 1);
    }

    void rebuildKeepsTheOldFileAndTheDrafts() {
        add({makeCase(1)});
        {
            auto writer = LibraryWriter::open(m_folder);
            QVERIFY((*writer)->saveDraft({0, "study", "{\"words\":\"mine\"}", ""}).get().ok());
        }
        const library::Source source{{"/pictures"}, "/pictures/cases.csv", "image=A"};
        QVERIFY(library::rememberSource(m_folder, source).ok());
        QVERIFY(library::rememberSource(m_folder, source).ok());
        const auto opened = read();
        const auto aside = library::setAside(m_folder);
        QVERIFY(aside.ok() && std::filesystem::exists(*aside));
        QCOMPARE(opened->status()->cases, 0);
        const auto carried = library::carryOver(m_folder, *aside);
        QVERIFY(carried.ok());
        QCOMPARE(carried->drafts, 1);
        QCOMPARE(opened->drafts("study")->front().json, std::string("{\"words\":\"mine\"}"));
        QCOMPARE(library::readSources(m_folder)->size(), std::size_t{1});
        QVERIFY(library::readSources(m_folder)->front() == source);
        QVERIFY(library::putBack(m_folder, *aside).ok());
        QCOMPARE(opened->status()->cases, 1);
        QVERIFY(!std::filesystem::exists(*aside));
    }

    void cancelledReadingAnswersCancelled() {
        add({makeCase(1)});
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(read()->imageEmbeddings(kPack, base::JobContext(stop.get_token())).error().code,
                 base::ErrorCode::Cancelled);
        QCOMPARE(library::verifyLibrary(m_folder, base::JobContext(stop.get_token())).error().code,
                 base::ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestLibrary)
#include "tst_library.moc"
