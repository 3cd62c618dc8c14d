// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CLIP's byte-pair encoding, id for id against Hugging Face's tokenizers (tests/reference/make_preparation.py);
// HILUM_PREPARATION names another folder of cases, for the published merges and ten thousand lines.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_files.h"

using namespace hilum;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path cases() {
    const char* other = std::getenv("HILUM_PREPARATION");
    return other != nullptr ? fs::path(other) : fs::path(HILUM_SOURCE_DIR "/tests/data/preparation");
}

json readJson(const fs::path& file) {
    std::ifstream in(file);
    return json::parse(in, nullptr, false);
}

}  // namespace

class TestClipBpe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idForId() {
        const auto tokenizer = text::loadTokenizer(cases() / "merges.txt");
        QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().message.c_str());
        const auto golden = readJson(cases() / "bpe.json");
        QCOMPARE((*tokenizer)->vocabularySize(), golden["vocabulary"].get<std::size_t>());
        int lines = 0;
        for (const auto& entry : golden["cases"]) {
            const auto text = entry["text"].get<std::string>();
            const auto ids = entry["ids"].get<std::vector<std::int64_t>>();
            const auto ours = (*tokenizer)->encode(text, 77).ids;
            QVERIFY2(ours == ids, text.c_str());
            ++lines;
        }
        QVERIFY(lines >= 250);
    }

    void aTextIsCutAndEndsWithTheEndMark() {
        const auto tokenizer = text::loadTokenizer(cases() / "merges.txt").value();
        const auto whole = tokenizer->encode("the heart is normal in size", 77);
        const auto cut = tokenizer->encode("the heart is normal in size", 4);
        QCOMPARE(cut.ids.size(), std::size_t{4});
        QCOMPARE(cut.ids.front(), whole.ids.front());
        QCOMPARE(cut.ids.back(), whole.ids.back());
        QCOMPARE(tokenizer->encode("", 77).ids.size(), std::size_t{2});
        QCOMPARE(tokenizer->encode(std::string(1'000'000, 'x'), 77).ids.size(), std::size_t{77});
        QCOMPARE(tokenizer->encode("\xff\xfe broken \xc3", 77).ids.front(), whole.ids.front());
    }

    void brokenMergesAreNamed_data() {
        QTest::addColumn<QByteArray>("merges");
        QTest::newRow("one part") << QByteArray("a b\nc\n");
        QTest::newRow("unknown part") << QByteArray("a b\nab zz\n");
        QTest::newRow("empty part") << QByteArray("a \n");
    }
    void brokenMergesAreNamed() {
        QFETCH(QByteArray, merges);
        const auto made = text::makeClipBpe(merges.toStdString());
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, base::ErrorCode::ModelMismatch);
    }

    void filesOfOtherFormsBecomeMerges() {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        QVERIFY(text::findClipBpeFile(folder)->name.empty());
        std::ofstream(folder / "tokenizer.json") << R"({"model":{"vocab":{"a":0},"merges":["a b"]}})";
        QVERIFY(!text::findClipBpeFile(folder).ok());  // ids that do not follow from the merges
        const auto tokenizer = text::makeClipBpe("a b\nab c</w>\n").value();
        json vocabulary;
        for (std::size_t i = 0; i < tokenizer->vocabularySize(); ++i)
            vocabulary[tokenizer->token(static_cast<std::int64_t>(i))] = i;
        const json pairs = json::array({json::array({"a", "b"}), json::array({"ab", "c</w>"})});
        std::ofstream(folder / "tokenizer.json") << json{{"model", {{"vocab", vocabulary}, {"merges", pairs}}}}.dump();
        const auto found = text::findClipBpeFile(folder);
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().message.c_str());
        QCOMPARE(found->name, std::string("merges.txt"));
        QCOMPARE(text::makeClipBpe(found->content).value()->encode("abc", 9).ids.size(), std::size_t{3});
    }

    void wordPieceFilesSayTheirCase() {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        std::ofstream(folder / "tokenizer.json")
            << R"({"normalizer":{"type":"BertNormalizer","lowercase":false},"model":{"vocab":{"[PAD]":0,"A":2,"a":1}}})";
        const auto found = text::findWordPieceFile(folder);
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().message.c_str());
        QCOMPARE(found->content, std::string("[PAD]\na\nA\n"));
        QVERIFY(!found->lowerCase);
        std::ofstream(folder / "tokenizer.json") << R"({"model":{"vocab":{"[PAD]":0,"A":5}}})";
        QVERIFY(!text::findWordPieceFile(folder).ok());
        std::ofstream(folder / "vocab.txt") << "[PAD]\n";
        QVERIFY(text::findWordPieceFile(folder)->lowerCase);
    }
};

QTEST_APPLESS_MAIN(TestClipBpe)
#include "tst_clip_bpe.moc"
