// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CaseSearch over a small library and a model whose answers are known: typed findings with negation and
// side, bare pictures found by embedding alone, images finding themselves, filters, refresh, cancel.
#include <QTemporaryDir>
#include <QtTest>

#include "core/reading/case_search.h"
#include "core/reading/indexer.h"
#include "fake_session.h"

using namespace hilum;
namespace fs = std::filesystem;

class TestCaseSearch : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    int m_count = 0;
    fs::path m_folder;
    test::FakeSession m_session;

    struct Row {
        int topic, variant;
        std::string text, patient, sex;
        int age;
        std::string modality;
    };
    void index(const std::vector<Row>& rows) {
        std::vector<reading::IndexItem> items;
        for (const auto& row : rows) {
            reading::IndexItem item;
            item.record.path = "/p/" + std::to_string(row.topic) + "-" + std::to_string(row.variant);
            item.record.text = item.report = row.text;
            item.record.patientKey = row.patient;
            item.record.sex = row.sex;
            if (row.age > 0) item.record.ageYears = row.age;
            item.record.modality = row.modality;
            item.record.studyUid = row.patient.empty() ? "" : "1." + row.patient;
            items.push_back(std::move(item));
        }
        auto writer = library::LibraryWriter::open(m_folder);
        auto known = library::Library::open(m_folder);
        const auto reader = [](const library::CaseRecord& record) -> base::Result<image::Image> {
            int topic = 0, variant = 0;
            std::sscanf(record.path.c_str(), "/p/%d-%d", &topic, &variant);
            return test::flatImage(topic, variant);
        };
        const auto summary = reading::indexItems(std::move(items), reader, m_session, **known, **writer, {});
        if (!summary.ok() || !summary->failed.empty()) qFatal("indexing failed");
    }
    std::unique_ptr<reading::CaseSearch> open() {
        auto search = reading::CaseSearch::open(m_folder, m_session.manifest());
        if (!search.ok()) qFatal("%s", search.error().message.c_str());
        return std::move(search).value();
    }
    std::vector<std::string> find(reading::CaseSearch& search, const std::string& text,
                                  const library::Filters& filters = {}, std::size_t top = 10) {
        const auto hits = search.search({text, {}, filters, top}, m_session, {});
        if (!hits.ok()) qFatal("%s", hits.error().message.c_str());
        std::vector<std::string> paths;
        float last = 2;
        int rank = 0;
        for (const auto& hit : *hits) {
            if (hit.score > last || hit.rank != ++rank || hit.score < 0 || hit.score > 1)
                qFatal("scores are not ranked");
            last = hit.score;
            paths.push_back(hit.record.path.substr(3));
        }
        return paths;
    }

private Q_SLOTS:
    void init() { m_folder = fs::path(m_root.path().toStdString()) / std::to_string(++m_count); }

    void emptyLibraryHasNoHits() {
        auto search = open();
        QCOMPARE(search->size(), std::size_t{0});
        QVERIFY(find(*search, "effusion").empty());
        const auto hits = search->search({"", test::unitVector(1, "x"), {}, 5}, m_session, {});
        QVERIFY(hits.ok() && hits->empty());
    }

    void negationAndSideDecide() {
        index({{0, 0, "No pleural effusion. No pneumothorax.", "", "", 0, ""},
               {2, 1, "Right pleural effusion.", "", "", 0, ""},
               {2, 2, "Left pleural effusion. Left pneumothorax.", "", "", 0, ""},
               {2, 3, "Left pleural effusion. No pneumothorax.", "", "", 0, ""},
               {3, 4, "Nodule.", "", "", 0, ""}});
        auto search = open();
        const auto hits = find(*search, "left effusion, no pneumothorax");
        QCOMPARE(hits.front(), std::string("2-3"));
        QCOMPARE(hits.back(), std::string("0-0"));  // says that there is no effusion
        QCOMPARE(find(*search, "right effusion").front(), std::string("2-1"));
        const auto withCaption = search->search({"pneumothorax", {}, {}, 1}, m_session, {});
        QCOMPARE(withCaption->front().caption, std::string("Left pneumothorax."));
    }

    void barePicturesAreFoundByEmbeddingAlone() {
        std::vector<Row> rows;
        for (int variant = 0; variant < 6; ++variant)
            for (int topic : {2, 4, 5}) rows.push_back({topic, variant, "", "", "", 0, ""});
        index(rows);
        auto search = open();
        const std::vector<std::pair<const char*, char>> queries = {{"glioma", '4'},    {"MR", '4'},
                                                                   {"brain mri", '4'}, {"ultrasound", '5'},
                                                                   {"US", '5'},        {"pleural effusion", '2'}};
        for (const auto& [typed, topic] : queries) {
            const auto hits = find(*search, typed, {}, 6);
            QCOMPARE(hits.size(), std::size_t{6});
            for (const auto& path : hits) QVERIFY2(path[0] == topic, (std::string(typed) + " " + path).c_str());
        }
    }

    void anIndexedImageFindsItselfFirst() {
        std::vector<Row> rows;
        for (int topic = 0; topic < 8; ++topic)
            for (int variant = 0; variant < 8; ++variant) rows.push_back({topic, variant, "", "", "", 0, ""});
        index(rows);
        auto search = open();
        for (const auto& row : rows) {
            const auto raster = test::flatRaster(row.topic, row.variant);
            const auto vector = m_session.embedImages(std::span(&raster, 1), true, {});
            const auto hits = search->search({"", vector->front(), {}, 3}, m_session, {});
            QCOMPARE(hits->front().record.path, "/p/" + std::to_string(row.topic) + "-" + std::to_string(row.variant));
            QVERIFY(hits->front().score > 0.999F);
        }
        const auto wrong = search->search({"", engine::Embedding(7, 0.1F), {}, 3}, m_session, {});
        QCOMPARE(wrong.error().code, base::ErrorCode::InvalidInput);
    }

    void imageAndWordsTogether() {
        index({{2, 0, "Nodule.", "", "", 0, ""},
               {2, 1, "Pleural effusion.", "", "", 0, ""},
               {5, 2, "Pleural effusion.", "", "", 0, ""}});
        auto search = open();
        const auto raster = test::flatRaster(2, 7);
        const auto image = m_session.embedImages(std::span(&raster, 1), true, {})->front();
        const auto hits = search->search({"effusion", image, {}, 3}, m_session, {});
        QCOMPARE(hits->front().record.path, std::string("/p/2-1"));
    }

    void filtersAndTypedFacts() {
        index({{2, 0, "Effusion.", "a:1", "F", 70, "CR"},
               {2, 1, "Effusion.", "a:1", "F", 71, "CT"},
               {2, 2, "Effusion.", "a:2", "M", 50, "DX"},
               {2, 3, "Effusion.", "", "", 0, ""}});
        auto search = open();
        library::Filters other;
        other.excludePatientKey = "a:1";
        QCOMPARE(find(*search, "effusion", other).size(), std::size_t{2});
        other = {};
        other.modality = "CT";
        QCOMPARE(find(*search, "effusion", other), (std::vector<std::string>{"2-1"}));
        const auto women = find(*search, "women over 60 with effusion");
        QCOMPARE(women.size(), std::size_t{3});      // the man is out, the unknown stays
        QCOMPARE(women.back(), std::string("2-3"));  // but behind those that are known to fit
        const auto films = find(*search, "CR effusion");
        QCOMPARE(films.size(), std::size_t{3});  // CR and DX are both radiographs
        QVERIFY(std::find(films.begin(), films.end(), "2-1") == films.end());
    }

    void refreshSeesNewCases() {
        index({{2, 0, "Effusion.", "", "", 0, ""}});
        auto search = open();
        QCOMPARE(search->size(), std::size_t{1});
        index({{3, 0, "Nodule.", "", "", 0, ""}});
        QCOMPARE(search->size(), std::size_t{1});
        QVERIFY(search->refresh().ok());
        QCOMPARE(search->size(), std::size_t{2});
        QCOMPARE(find(*search, "nodule").front(), std::string("3-0"));
    }

    void cancelled() {
        index({{2, 0, "Effusion.", "", "", 0, ""}});
        auto search = open();
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(search->search({"effusion", {}, {}, 3}, m_session, base::JobContext(stop.get_token())).error().code,
                 base::ErrorCode::Cancelled);
        QCOMPARE(search->suggest(test::unitVector(2, "x"), "", 3, m_session, base::JobContext(stop.get_token()))
                     .error()
                     .code,
                 base::ErrorCode::Cancelled);
    }

    void outsideTrainingFollowsTheCard() {
        auto search = open();
        QVERIFY(!search->outsideTraining(test::unitVector(1, "x")));  // the pack claims nothing
        auto& manifest = m_session.editManifest();
        manifest.card = {
            {"domain", {{"centroids", nlohmann::json::array({test::unitVector(2, "c")})}, {"minCosine", 0.6}}}};
        search = open();
        QVERIFY(!search->outsideTraining(test::unitVector(2, "x")));
        QVERIFY(search->outsideTraining(test::unitVector(5, "x")));
        for (const auto& odd : {nlohmann::json{{"domain", 1}},
                                nlohmann::json{{"domain", {{"centroids", {{1, "a"}}}, {"minCosine", 0.5}}}}}) {
            manifest.card = odd;
            QVERIFY(!open()->outsideTraining(test::unitVector(5, "x")));
        }
        manifest.card = nullptr;
    }
};

QTEST_GUILESS_MAIN(TestCaseSearch)
#include "tst_case_search.moc"
