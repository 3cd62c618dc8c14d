// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The indexer with a model whose answers are known: added, skipped, linked, failed, another pack,
// cancelling before, in the middle of and after.
#include <QTemporaryDir>
#include <QtTest>

#include "core/reading/indexer.h"
#include "fake_session.h"

using namespace hilum;
namespace fs = std::filesystem;

namespace {

// "/p/<topic>-<variant>" is a picture; anything else cannot be read.
base::Result<image::Image> readFake(const library::CaseRecord& record) {
    int topic = 0, variant = 0;
    if (std::sscanf(fs::path(record.path).filename().c_str(), "%d-%d", &topic, &variant) != 2)
        return base::makeError(base::ErrorCode::Corrupt, "The file is damaged; export it again.");
    return test::flatImage(topic, variant);
}

reading::IndexItem item(const std::string& name, const std::string& text = {}, std::vector<std::string> labels = {}) {
    reading::IndexItem out;
    out.record.path = "/p/" + name;
    out.record.given = name;
    out.record.text = out.report = text;
    out.record.labels = std::move(labels);
    return out;
}

}  // namespace

class TestIndexer : public QObject {
    Q_OBJECT
    QTemporaryDir m_root;
    int m_count = 0;
    fs::path m_folder;
    std::unique_ptr<test::FakeSession> m_session;

    base::Result<reading::IndexSummary> run(std::vector<reading::IndexItem> items,
                                            const base::JobContext& context = {}) {
        auto writer = library::LibraryWriter::open(m_folder);
        auto known = library::Library::open(m_folder);
        return reading::indexItems(std::move(items), readFake, *m_session, **known, **writer, context);
    }
    std::unique_ptr<library::Library> read() { return std::move(library::Library::open(m_folder)).value(); }

private Q_SLOTS:
    void init() {
        m_folder = fs::path(m_root.path().toStdString()) / std::to_string(++m_count);
        m_session = std::make_unique<test::FakeSession>();
    }

    void addsSkipsLinksAndFails() {
        const auto first = run({item("2-1", "Left pleural effusion. No pneumothorax."),
                                item("3-1", "", {"Nodule", "Pleural_Thickening"}), item("broken"),
                                item("2-1", "Left pleural effusion.")});
        QVERIFY(first.ok());
        QCOMPARE(first->added, 2);
        QCOMPARE(first->skipped, 1);  // the same path twice
        QCOMPARE(first->failed.size(), std::size_t{1});
        QCOMPARE(first->failed[0].path, std::string("broken"));
        QVERIFY(first->failed[0].reason.find("damaged") != std::string::npos);
        QCOMPARE(m_session->imagesEmbedded.load(), 2);

        const auto library = read();
        QCOMPARE(library->status()->cases, 2);
        const auto record = library->caseById(2);
        QVERIFY(record->textFromLabels);
        QCOMPARE(record->text, std::string("Nodule. Pleural thickening."));
        QVERIFY(!library->caseById(1)->textFromLabels);
        QVERIFY(library->thumbnailJpeg(record->imageHash).ok());
        QCOMPARE(library->sentences(m_session->manifest().sha256)->size(), std::size_t{4});
        QVERIFY(*library->sentenceEmbedded("Left pleural effusion.", m_session->manifest().sha256));
        const auto concepts = library->caseConcepts();
        QCOMPARE(concepts->at(0).finding.name, std::string("Pleural Effusion"));
        QCOMPARE(concepts->at(0).finding.side, std::string("left"));
        QCOMPARE(concepts->at(1).finding.state, -1);

        const int texts = m_session->textsEmbedded;
        const auto again = run({item("2-1"), item("other/2-1", "Left pleural effusion.")});
        QCOMPARE(again->skipped, 1);
        QCOMPARE(again->added, 1);              // equal pixels under another path are a case of their own ...
        QCOMPARE(read()->status()->images, 2);  // ... linked to the picture that is there
        QCOMPARE(m_session->imagesEmbedded.load(), 2);
        QCOMPARE(m_session->textsEmbedded.load(), texts);  // known sentences are not embedded again
    }

    void commitsAtLeastEveryTwenty() {
        std::vector<reading::IndexItem> items;
        for (int i = 0; i < 64; ++i) items.push_back(item("1-" + std::to_string(i)));
        int most = 0;
        m_session->onImage = [&](int count) {
            const auto status = read()->status();
            if (status.ok() && status->cases > 0) most = std::max(most, count - static_cast<int>(status->cases));
        };
        const auto summary = run(items);
        QCOMPARE(summary->added, 64);
        QVERIFY(most > 0 && most <= 32);  // one batch being encoded, one being written
    }

    void anotherPackFillsItsVectors() {
        QCOMPARE(run({item("1-1", "Pneumothorax."), item("2-1", "Effusion.")})->added, 2);
        m_session = std::make_unique<test::FakeSession>("another");
        const auto second = run({item("1-1", "Pneumothorax."), item("2-1", "Effusion.")});
        QCOMPARE(second->added, 0);
        QCOMPARE(second->skipped, 2);
        QCOMPARE(m_session->imagesEmbedded.load(), 2);
        QCOMPARE(read()->imageEmbeddings(m_session->manifest().sha256)->size(), std::size_t{2});
        QCOMPARE(read()->status()->cases, 2);
        QVERIFY(!read()->sentences(m_session->manifest().sha256)->front().vector.empty());
    }

    void oneBadPictureFailsAlone() {
        m_session->failBrightness = 3 * 32 + 16;
        const auto summary = run({item("1-1"), item("3-0"), item("2-1")});
        QVERIFY(summary.ok());
        QCOMPARE(summary->added, 2);
        QCOMPARE(summary->failed.size(), std::size_t{1});
        QCOMPARE(summary->failed[0].path, std::string("3-0"));
    }

    void imageOnlyPacksIndexToo() {
        m_session->editManifest().tokenizer.clear();
        QCOMPARE(run({item("1-1", "Pneumothorax.")})->added, 1);
        QCOMPARE(m_session->textsEmbedded.load(), 0);
    }

    void cancelBeforeMiddleAfter() {
        std::vector<reading::IndexItem> items;
        for (int i = 0; i < 60; ++i) items.push_back(item("4-" + std::to_string(i)));
        std::stop_source before;
        before.request_stop();
        QCOMPARE(run(items, base::JobContext(before.get_token())).error().code, base::ErrorCode::Cancelled);
        QCOMPARE(read()->status()->cases, 0);

        std::stop_source middle;
        m_session->onImage = [&](int count) {
            if (count == 40) middle.request_stop();
        };
        QCOMPARE(run(items, base::JobContext(middle.get_token())).error().code, base::ErrorCode::Cancelled);
        const auto stored = read()->status()->cases;
        QVERIFY(stored >= 16 && stored < 60 && stored % 16 == 0);  // whole batches, kept

        m_session->onImage = {};
        std::stop_source after;
        const auto rest = run(items, base::JobContext(after.get_token()));
        after.request_stop();
        QCOMPARE(rest->added, 60 - stored);  // resumed where it stopped
        QCOMPARE(rest->skipped, stored);
        QCOMPARE(read()->status()->cases, 60);
    }

    void nothingToDo() {
        const auto summary = run({});
        QVERIFY(summary.ok());
        QCOMPARE(summary->added, 0);
    }
};

QTEST_GUILESS_MAIN(TestIndexer)
#include "tst_indexer.moc"
