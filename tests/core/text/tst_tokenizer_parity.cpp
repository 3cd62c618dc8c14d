// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WordPiece (cased and uncased), CLIP's byte pairs and SentencePiece, id for id with their reference implementations
// over ten thousand lines (tests/reference/make_tokenizers.py), and at their edges.
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/text/tokenizer.h"
#include "tests/core/text/odd_lines.h"

using namespace hilum;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kCases = HILUM_SOURCE_DIR "/tests/data/tokenizers";
const fs::path kResources = HILUM_SOURCE_DIR "/resources";
constexpr std::size_t kNoLimit = 1U << 20;

base::Result<std::unique_ptr<text::Tokenizer>> tokenizer(const std::string& name, bool lowerCase) {
    if (name == "wordpiece") return text::loadWordPiece(kResources / "models/hilum-base/vocab.txt", {lowerCase});
    if (name == "clip") return text::loadClipBpe(kResources / "tokenizers/clip/merges.txt");
    return text::loadSentencePiece(kCases / "spiece.model", {name == "siglip"});
}

std::string spiece() { return base::readTextFile(kCases / "spiece.model", 1U << 20).valueOr(""); }

}  // namespace

class TestTokenizerParity : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void idForId_data() {
        QTest::addColumn<int>("at");
        std::ifstream in(kCases / "golden.json");
        const auto cases = json::parse(in);
        QVERIFY(cases.size() >= 5);
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(qPrintable(QString::fromStdString(cases[i]["tokenizer"].get<std::string>()) +
                                     (cases[i].value("lowerCase", true) ? "" : " cased")))
                << int(i);
    }
    void idForId() {
        QFETCH(int, at);
        std::ifstream in(kCases / "golden.json");
        const auto golden = json::parse(in)[static_cast<std::size_t>(at)];
        const auto made = tokenizer(golden["tokenizer"], golden.value("lowerCase", true));
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
        const auto lines = testing::oddLines();
        QCOMPARE(lines.size(), golden["lines"].get<std::size_t>());
        std::string all;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto ids = (*made)->encode(lines[i], kNoLimit).ids;
            if (i < golden["first"].size()) {
                const bool same = ids == golden["first"][i].get<std::vector<std::int64_t>>();
                QVERIFY2(same, lines[i].c_str());
            }
            for (std::size_t k = 0; k < ids.size(); ++k) all += (k == 0 ? "" : " ") + std::to_string(ids[k]);
            all += "\n";
        }
        QCOMPARE(QByteArray::fromStdString(base::sha256Hex(std::string_view(all))),
                 QByteArray::fromStdString(golden["sha256"].get<std::string>()));
    }

    void edges_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"wordpiece", "clip", "sentencepiece", "siglip"})
            QTest::newRow(name) << QByteArray(name);
    }
    void edges() {
        QFETCH(QByteArray, name);
        const auto made = tokenizer(name.toStdString(), true);
        QVERIFY(made.ok());
        const auto empty = (*made)->encode("", 77);
        QVERIFY(!empty.ids.empty());
        QCOMPARE(empty.ids.size(), empty.mask.size());
        for (const std::string& text : {std::string(1'000'000, 'x'),
                                        [] {
                                            std::string words;
                                            while (words.size() < 1'000'000) words += "pleural effusion ";
                                            return words;
                                        }(),
                                        [] {
                                            std::string emoji;
                                            while (emoji.size() < 40'000) emoji += "\U0001f600";
                                            return emoji;
                                        }(),
                                        std::string("\xff\xfe broken \xc3\x28 \xf0\x9f"), std::string(5'000, '\0')}) {
            const auto encoded = (*made)->encode(text, 77);
            QVERIFY(encoded.ids.size() >= 1 && encoded.ids.size() <= 77);
            for (const auto id : encoded.ids)
                QVERIFY(id >= 0 && static_cast<std::size_t>(id) < (*made)->vocabularySize());
            QCOMPARE(encoded.ids.back(), empty.ids.back());  // the end mark stays
        }
        const std::vector<std::string> batch = {"a", "", "left pleural effusion"};
        const auto rows = (*made)->encodeBatch(batch, 16);
        QCOMPARE(rows.rows, std::int64_t{3});
        QCOMPARE(rows.ids.size(), static_cast<std::size_t>(rows.rows * rows.width));
    }

    void aDamagedModelIsRefused() {
        const auto whole = spiece();
        QVERIFY(text::makeSentencePiece(whole).ok());
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{1}, std::size_t{7}, whole.size() / 2, whole.size() - 1})
            QVERIFY(!text::makeSentencePiece(std::string_view(whole).substr(0, length)).ok());
        QCOMPARE(text::makeSentencePiece("hello").error().code, base::ErrorCode::ModelMismatch);
        // A byte changed anywhere: refused, or still a tokenizer whose ids lie inside.
        testing::Chance chance;
        for (int i = 0; i < 300; ++i) {
            auto broken = whole;
            broken[chance.below(broken.size())] = static_cast<char>(chance.below(256));
            const auto made = text::makeSentencePiece(broken);
            if (!made.ok()) continue;
            for (const auto id : (*made)->encode("Left pleural \u00bd effusion \U0001f600", 64).ids)
                QVERIFY(id >= 0 && static_cast<std::size_t>(id) < (*made)->vocabularySize());
        }
    }

    void anotherAlgorithmIsNamed() {
        // trainer_spec { model_type: BPE } over two pieces
        const std::string bytes("\x0a\x05\x0a\x03<u>\x0a\x05\x0a\x03</s>\x12\x02\x18\x02", 19);
        const auto made = text::makeSentencePiece(bytes);
        QVERIFY(!made.ok());
    }
};

QTEST_APPLESS_MAIN(TestTokenizerParity)
#include "tst_tokenizer_parity.moc"
