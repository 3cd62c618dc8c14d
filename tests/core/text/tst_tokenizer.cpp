// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The tokenizer against golden ids of the `tokenizers` package (tests/tools/make_tokenizer_golden.py).
#include <QTest>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/file_io.h"
#include "core/base/sha256.h"
#include "core/text/tokenizer.h"

using namespace hilum;
using nlohmann::json;

namespace {
const std::filesystem::path kVocabulary =
    std::filesystem::path(HILUM_SOURCE_DIR) / "resources/models/hilum-base/vocab.txt";
const std::filesystem::path kGolden = std::filesystem::path(HILUM_SOURCE_DIR) / "tests/data/text/wordpiece_golden.json";
using Ids = std::vector<std::int64_t>;

std::string utf8(std::uint32_t c) { return QString::fromUcs4(reinterpret_cast<const char32_t*>(&c), 1).toStdString(); }
}  // namespace

class TestTokenizer : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    json m_golden;
private Q_SLOTS:
    void initTestCase() {
        auto loaded = text::loadWordPiece(kVocabulary);
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
        m_tokenizer = std::move(*loaded);
        const auto words = base::readTextFile(kGolden);
        QVERIFY(words.ok());
        m_golden = json::parse(*words);
        QVERIFY(m_golden.size() >= 100);
    }
    void idsEqualTheReference_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i + 1 < m_golden.size(); ++i) QTest::addRow("%d", int(i)) << int(i);
    }
    void idsEqualTheReference() {
        QFETCH(int, row);
        const auto& golden = m_golden[static_cast<std::size_t>(row)];
        std::string words;
        if (golden.contains("text")) {
            words = golden["text"].get<std::string>();
        } else {
            for (const auto& byte : golden["bytes"]) words.push_back(static_cast<char>(byte.get<int>()));
        }
        const auto encoded = m_tokenizer->encode(words, golden["maxTokens"].get<std::size_t>());
        const auto expected = golden["ids"].get<Ids>();
        QVERIFY2(encoded.ids == expected, (json(encoded.ids).dump() + " expected " + json(expected).dump()).c_str());
        QCOMPARE(encoded.mask, Ids(expected.size(), 1));
    }
    void everyCodePointEqualsTheReference() {
        std::string lines;
        for (std::uint32_t c = 0; c < 0x110000; ++c) {
            if (c >= 0xD800 && c < 0xE000) continue;
            lines += std::to_string(c);
            for (const auto id : m_tokenizer->encode("a" + utf8(c) + "b", 128).ids) lines += ' ' + std::to_string(id);
            lines += '\n';
        }
        QCOMPARE(base::sha256Hex(std::string_view(lines)), m_golden.back()["everyCodePoint"].get<std::string>());
    }
    void namesOfTokens() {
        QCOMPARE(m_tokenizer->token(101), std::string("[CLS]"));
        QCOMPARE(m_tokenizer->token(-1), std::string());
        QCOMPARE(m_tokenizer->token(1'000'000), std::string());
        QCOMPARE(m_tokenizer->vocabularySize(), std::size_t(30522));
    }
    void batchIsPaddedToItsLongest() {
        const std::vector<std::string> texts = {"effusion", "", "no acute cardiopulmonary abnormality"};
        const auto batch = m_tokenizer->encodeBatch(texts, 64);
        QCOMPARE(batch.rows, std::int64_t(3));
        for (std::size_t r = 0; r < texts.size(); ++r) {
            const auto one = m_tokenizer->encode(texts[r], 64);
            for (std::size_t t = 0; t < std::size_t(batch.width); ++t) {
                const auto at = r * std::size_t(batch.width) + t;
                QCOMPARE(batch.ids[at], t < one.ids.size() ? one.ids[t] : m_tokenizer->padId());
                QCOMPARE(batch.mask[at], std::int64_t(t < one.ids.size()));
            }
        }
        QCOMPARE(m_tokenizer->encodeBatch({}, 64).rows, std::int64_t(0));
    }
    void anyBytesStayWithinTheContract() {
        std::mt19937 random(7);
        for (int round = 0; round < 3000; ++round) {
            std::string bytes(random() % 200, '\0');
            for (auto& byte : bytes) byte = static_cast<char>(random() % (round % 2 == 0 ? 256 : 128));
            const std::size_t limit = random() % 40;
            const auto one = m_tokenizer->encode(bytes, limit);
            QVERIFY(one.ids.size() >= 2 && one.ids.size() <= std::max<std::size_t>(limit, 2));
            QCOMPARE(one.mask.size(), one.ids.size());
            for (const auto id : one.ids) QVERIFY(id >= 0 && id < 30522);
            QCOMPARE(m_tokenizer->encode(bytes, limit).ids, one.ids);
        }
    }
    void aMegabyteOfTextIsCutNotWalked() {
        const std::string text(1 << 20, 'a');
        QCOMPARE(m_tokenizer->encode(text, 64).ids, (Ids{101, 100, 102}));
    }
    void brokenVocabulariesAreRefused_data() {
        QTest::addColumn<QByteArray>("vocabulary");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray() << "[PAD] is missing";
        QTest::newRow("no unknown") << QByteArray("[PAD]\n[CLS]\n[SEP]\n") << "[UNK] is missing";
        QTest::newRow("binary") << QByteArray("\x93NUMPY\x01\x00", 8) << "[PAD] is missing";
        QTest::newRow("too long") << QByteArray("a\n").repeated(1'000'002) << "more than a million";
    }
    void brokenVocabulariesAreRefused() {
        QFETCH(QByteArray, vocabulary);
        QFETCH(QString, words);
        const auto made = text::makeWordPiece(std::string_view(vocabulary.constData(), std::size_t(vocabulary.size())));
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, base::ErrorCode::ModelMismatch);
        QVERIFY(QString::fromStdString(made.error().message).contains(words));
    }
    void missingVocabularyIsAModelError() {
        QCOMPARE(text::loadWordPiece("/nonexistent/vocab.txt").error().code, base::ErrorCode::ModelMismatch);
    }
    void lineEndingsAndOrderOfACutVocabulary() {
        const auto made = text::makeWordPiece("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nmass\r\n##es\r\nun\r\n");
        QVERIFY(made.ok());
        QCOMPARE((*made)->encode("Masses mass unmass es", 16).ids, (Ids{2, 4, 5, 4, 1, 1, 3}));
    }
};

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
