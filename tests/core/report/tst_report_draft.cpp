// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The draft's three written forms: nothing injected, nothing lost, nothing unreviewed unseen.
#include <QStringDecoder>
#include <QTest>
#include <QXmlStreamReader>

#include <clocale>
#include <cmath>
#include <limits>
#include <random>

#include "core/report/markup.h"
#include "core/report/report_draft.h"

using namespace hilum;
using namespace hilum::report;

namespace {

const std::vector<std::string>& hostile() {
    static const std::vector<std::string> texts = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</td></tr></table></body></html>",
        "<!-- <![CDATA[ ]]> -->",
        "&lt;b&gt; &amp;amp; &#x3c;i&#x3e; &unknown;",
        "<?xml version='1.0'?><!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "{{findings}} %1 %n ${HOME} $(id) `id`",
        std::string("nul\0inside \x01\x02\x1b[31m \x7f", 20),
        "overlong \xC0\xBC truncated \xE2\x82 surrogate \xED\xA0\x80 lone \xFF\xFE\x80",
        "\xE2\x80\xAE"
        "desrever\xE2\x80\xAC \xE2\x81\xA6isolate\xE2\x81\xA9",
        "Größe 5 µm, 患者 甲状腺, صدر, ß İı",
        "line one\nFINDINGS\nline three\r\n\tend",
        std::string(20000, '<'),
    };
    return texts;
}

ReportDraft filledWith(const std::string& text) {
    ReportDraft draft;
    for (auto member : {&ReportDraft::patientId, &ReportDraft::patientName, &ReportDraft::sex, &ReportDraft::age,
                        &ReportDraft::studyDate, &ReportDraft::modality, &ReportDraft::studyDescription,
                        &ReportDraft::accession, &ReportDraft::studyKey, &ReportDraft::reader, &ReportDraft::title,
                        &ReportDraft::indication, &ReportDraft::comparison, &ReportDraft::technique,
                        &ReportDraft::packId, &ReportDraft::packSha256, &ReportDraft::device, &ReportDraft::createdAt})
        draft.*member = text;
    draft.findings = {{text, Origin::CaptionBank, Review::Unreviewed, text, 0, 0.5F, {}},
                      {text, Origin::PastCase, Review::Edited, text, 7, 0.25F, text}};
    draft.impression = {{text, Origin::Person, Review::Accepted, text, 0, 0, text}};
    draft.sopUids = {text};
    return draft;
}

ReportDraft example() {
    ReportDraft draft;
    draft.patientName = "DOE^JANE^M";
    draft.patientId = "H-17";
    draft.sex = "F";
    draft.age = "57 years";
    draft.accession = "A0042";
    draft.reader = "Dr. Example";
    draft.packId = "hilum-base";
    draft.packSha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    draft.device = "cpu bf16";
    draft.createdAt = "2026-01-02T03:04:05Z";
    draft.sopUids = {"1.2.3.4"};
    draft.findings = {{"Small left pleural effusion.",
                       Origin::CaptionBank,
                       Review::Unreviewed,
                       "bank:chest-radiograph",
                       0,
                       0.92F,
                       {}},
                      {"The heart is enlarged.", Origin::PastCase, Review::Accepted, "case", 412, 0.81F, {}},
                      {"No pneumothorax.", Origin::Model, Review::Edited, "hilum-base", 0, 0.4F, "Pneumothorax."},
                      {"Pacemaker in place.", Origin::Person, Review::Accepted, "", 0, 0, {}}};
    draft.impression = {{"Small left pleural effusion.",
                         Origin::CaptionBank,
                         Review::Unreviewed,
                         "bank:chest-radiograph",
                         0,
                         0.92F,
                         {}}};
    return draft;
}

// The error of the XML reader, "" when the page is well formed.
QString xmlFault(const std::string& page, QString* text = nullptr) {
    QXmlStreamReader reader(QByteArray::fromStdString(page));
    while (!reader.atEnd()) {
        reader.readNext();
        if (text && reader.isCharacters()) *text += reader.text();
        if (reader.isStartElement() && reader.name() == QStringLiteral("script"))
            return QStringLiteral("a script element");
    }
    return reader.hasError() ? reader.errorString() : QString();
}

bool validUtf8(const std::string& text) {
    QStringDecoder decoder(QStringConverter::Utf8);
    const QString decoded = decoder.decode(QByteArray::fromStdString(text));
    return !decoded.isNull() && !decoder.hasError();
}

std::string randomText(std::mt19937& random) {
    static const std::vector<std::string> parts = {"a",  "<", "\"", "\\", "ß", "患",
                                                   "\n", " ", "'",  "{}", "&", "\xF0\x9F\xA9\xBB"};
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text += parts[random() % parts.size()];
    return text;
}

ReportDraft randomDraft(std::mt19937& random) {
    ReportDraft draft = filledWith(randomText(random));
    draft.reader = randomText(random);
    draft.outsideTraining = random() % 2 == 0;
    for (auto* list : {&draft.findings, &draft.impression}) {
        list->clear();
        for (auto n = random() % 5; n > 0; --n) {
            DraftSentence sentence;
            sentence.text = randomText(random);
            sentence.origin = static_cast<Origin>(random() % 4);
            sentence.review = static_cast<Review>(random() % 3);
            sentence.source = randomText(random);
            sentence.caseId = static_cast<std::int64_t>(random()) << (random() % 32);
            sentence.score = std::ldexp(static_cast<float>(random() % 65536), -static_cast<int>(random() % 20));
            sentence.original = randomText(random);
            list->push_back(sentence);
        }
    }
    return draft;
}

}  // namespace

class TestReportDraft : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonKeepsEveryDraft() {
        std::mt19937 random(11);
        for (int i = 0; i < 500; ++i) {
            const ReportDraft draft = randomDraft(random);
            const auto back = fromJson(toJson(draft));
            QVERIFY2(back.ok(), toJson(draft).c_str());
            QVERIFY2(*back == draft, toJson(draft).c_str());
        }
        QVERIFY(*fromJson(toJson(ReportDraft())) == ReportDraft());
        QVERIFY(*fromJson(toJson(example())) == example());
    }
    void jsonOfHostileTextStaysValid() {
        for (const auto& text : hostile()) {
            const std::string json = toJson(filledWith(text));
            QVERIFY(validUtf8(json));
            QVERIFY(fromJson(json).ok());
        }
        ReportDraft draft = example();
        draft.findings[0].score = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(fromJson(toJson(draft))->findings[0].score, 0.0F);
    }
    void brokenJsonIsATypedError_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("code");
        const int corrupt = static_cast<int>(base::ErrorCode::Corrupt);
        const QByteArray good = QByteArray::fromStdString(toJson(example()));
        QTest::newRow("empty") << QByteArray() << corrupt;
        QTest::newRow("text") << QByteArray("hello") << corrupt;
        QTest::newRow("truncated") << good.left(good.size() / 2) << corrupt;
        QTest::newRow("trailing") << good + "x" << corrupt;
        QTest::newRow("list") << QByteArray("[]") << corrupt;
        QTest::newRow("null") << QByteArray("null") << corrupt;
        QTest::newRow("other format") << QByteArray(R"({"format":"x","version":1})") << corrupt;
        QTest::newRow("no version") << QByteArray(R"({"format":"hilum-draft"})") << corrupt;
        QTest::newRow("newer") << QByteArray(R"({"format":"hilum-draft","version":2})")
                               << static_cast<int>(base::ErrorCode::Unsupported);
        QTest::newRow("huge version") << QByteArray(R"({"format":"hilum-draft","version":1e99})") << corrupt;
        const auto with = [](const char* rest) {
            return QByteArray(R"({"format":"hilum-draft","version":1,)") + rest + "}";
        };
        QTest::newRow("number as text") << with(R"("reader":5)") << corrupt;
        QTest::newRow("findings object") << with(R"("findings":{})") << corrupt;
        QTest::newRow("sentence text") << with(R"("findings":["a"])") << corrupt;
        QTest::newRow("unknown origin") << with(R"("findings":[{"origin":"oracle"}])") << corrupt;
        QTest::newRow("unknown review") << with(R"("findings":[{"review":"signed"}])") << corrupt;
        QTest::newRow("score text") << with(R"("findings":[{"score":"1"}])") << corrupt;
        QTest::newRow("score range") << with(R"("findings":[{"score":1e300}])") << corrupt;
        QTest::newRow("case fraction") << with(R"("impression":[{"caseId":1.5}])") << corrupt;
        QTest::newRow("uids") << with(R"("sopUids":[1])") << corrupt;
        QTest::newRow("flag") << with(R"("outsideTraining":"no")") << corrupt;
        QTest::newRow("invalid utf8") << with("\"reader\":\"\xFF\"") << corrupt;
        QTest::newRow("deep") << QByteArray(200000, '[') << corrupt;
        QTest::newRow("deep closed") << QByteArray(200000, '[') + QByteArray(200000, ']') << corrupt;
        QTest::newRow("large") << QByteArray(static_cast<int>(kMaxDraftBytes) + 1, ' ')
                               << static_cast<int>(base::ErrorCode::OutOfMemory);
    }
    void brokenJsonIsATypedError() {
        QFETCH(QByteArray, json);
        QFETCH(int, code);
        const auto draft = fromJson(json.toStdString());
        QVERIFY(!draft.ok());
        QCOMPARE(static_cast<int>(draft.error().code), code);
        QVERIFY(!draft.error().message.empty());
    }
    void absentKeysOpenAsUnreviewed() {
        const auto draft = fromJson(R"({"format":"hilum-draft","version":1,"findings":[{"text":"x"}]})");
        QVERIFY(draft.ok());
        QCOMPARE(draft->findings[0].review, Review::Unreviewed);
        QCOMPARE(draft->unreviewed(), 1);
    }
    void pageIsWellFormedWhateverTheFieldsHold() {
        for (const auto& text : hostile()) {
            QString shown;
            const std::string page = toHtml(filledWith(text), {1, 2, 3});
            const QString fault = xmlFault(page, &shown);
            QVERIFY2(fault.isEmpty(),
                     qPrintable(fault + QStringLiteral(" with ") + QString::fromStdString(text.substr(0, 60))));
            QVERIFY(validUtf8(page));
            QVERIFY(page.find("onerror=alert(1)>") == std::string::npos);
            QVERIFY(page.find("<script") == std::string::npos);
        }
        for (const auto& draft : {ReportDraft(), example()}) QVERIFY(xmlFault(toHtml(draft, {})).isEmpty());
    }
    void pageShowsFieldsAsTheyAre() {
        QString shown;
        QVERIFY(xmlFault(toHtml(filledWith("a<b>&\"c' ß 患"), {}), &shown).isEmpty());
        QVERIFY(shown.count(QStringLiteral("a<b>&\"c' ß 患")) >= 15);
    }
    void pageSaysWhatItMust() {
        const std::string page = toHtml(example(), {0x89, 0x50, 0x4E, 0x47});
        for (const char* part :
             {"DRAFT", kResearchLine, "DOE, JANE M", "A0042", "Dr. Example", "hilum-base", "0123456789abcdef",
              "cpu bf16", "past case 412, score 0.81", "caption bank chest-radiograph", "AI suggestion - unreviewed",
              "1 sentence has not been reviewed", "typed by the reader", "Suggested before editing",
              "data:image/png;base64,iVBORw==", "rgba(204,121,167,.18)", "border-left: 3px solid #CC79A7", "1.2.3.4",
              "default-src 'none'"})
            QVERIFY2(page.find(part) != std::string::npos, part);
        QVERIFY(page.find("http://") == page.find("http://www.w3.org/1999/xhtml"));
        QCOMPARE(page.find("src=\"http"), std::string::npos);
    }
    void reviewedPageHasNoTintAndNoWarning() {
        ReportDraft draft = example();
        for (auto* list : {&draft.findings, &draft.impression})
            for (auto& sentence : *list) sentence.review = Review::Accepted;
        const std::string page = toHtml(draft, {});
        QCOMPARE(page.find("class=\"s unreviewed\""), std::string::npos);
        QCOMPARE(page.find("has not been reviewed"), std::string::npos);
        QVERIFY(page.find("DRAFT") != std::string::npos);
    }
    void textKeepsItsOwnShape() {
        ReportDraft draft = example();
        draft.patientName = "Mallory\nIMPRESSION\n  All clear.";
        draft.findings[1].text = "The heart is\r\n  enlarged.";
        const std::string text = toText(draft);
        const QStringList lines = QString::fromStdString(text).split(QLatin1Char('\n'));
        QCOMPARE(lines.count(QStringLiteral("IMPRESSION")), 1);
        QCOMPARE(lines.count(QStringLiteral("FINDINGS")), 1);
        QVERIFY(lines.contains(QStringLiteral("  [UNREVIEWED] Small left pleural effusion.")));
        QVERIFY(lines.contains(QStringLiteral("  Pacemaker in place.")));
        QVERIFY(lines.first().startsWith(QStringLiteral("DRAFT")));
        QVERIFY(text.find(kResearchLine) != std::string::npos);
        QVERIFY(validUtf8(toText(filledWith(hostile()[9]))));
    }
    void emptyDraftsAreWrittenToo() {
        QVERIFY(toText(ReportDraft()).find("(nothing entered)") != std::string::npos);
        QVERIFY(toText(ReportDraft()).find("(not named)") != std::string::npos);
        QVERIFY(toHtml(ReportDraft(), {}).find("<img") == std::string::npos);
        QVERIFY(ReportDraft().empty());
    }
    void aRepeatedSentenceIsReviewedOnce() {
        ReportDraft draft = example();
        QCOMPARE(draft.unreviewed(), 1);
        draft.impression.push_back({"Another.", Origin::Model, Review::Unreviewed, "", 0, 0, {}});
        QCOMPARE(draft.unreviewed(), 2);
        draft.findings[0].review = Review::Accepted;
        QCOMPARE(draft.unreviewed(), 2);  // the impression's copy is still open
        QCOMPARE(unreviewedTexts(draft), (std::vector<std::string>{"Small left pleural effusion.", "Another."}));
    }
    void numbersIgnoreTheLocale() {
        const char* old = std::setlocale(LC_NUMERIC, nullptr);
        const std::string saved = old ? old : "C";
        std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // where installed, a decimal comma
        QVERIFY(provenance(example().findings[0]).find("score 0.92") != std::string::npos);
        QVERIFY(toJson(example()).find("0.92") != std::string::npos);
        std::setlocale(LC_NUMERIC, saved.c_str());
    }
    void namesAreShownForPeople_data() {
        QTest::addColumn<QString>("stored");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "Jane Doe"
                               << "Jane Doe";
        QTest::newRow("two") << "DOE^JANE"
                             << "DOE, JANE";
        QTest::newRow("five") << "DOE^JANE^M^DR^JR"
                              << "DOE, JANE M DR JR";
        QTest::newRow("gaps") << "DOE^JANE^^^"
                              << "DOE, JANE";
        QTest::newRow("family") << "DOE^^"
                                << "DOE";
        QTest::newRow("given") << "^JANE"
                               << "JANE";
        QTest::newRow("ideographic") << "Yamada^Tarou=山田^太郎"
                                     << "Yamada, Tarou";
        QTest::newRow("only ideographic") << "=山田^太郎"
                                          << "山田, 太郎";
        QTest::newRow("empty") << ""
                               << "";
        QTest::newRow("carets") << "^^^^"
                                << "";
    }
    void namesAreShownForPeople() {
        QFETCH(QString, stored);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(displayName(stored.toStdString())), shown);
    }
    void base64FollowsRfc4648_data() {
        QTest::addColumn<QByteArray>("bytes");
        for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
            QTest::newRow(text[0] ? text : "none") << QByteArray(text);
        QTest::newRow("high") << QByteArray("\xFF\xFE\x00\x80\x7F", 5);
    }
    void base64FollowsRfc4648() {
        QFETCH(QByteArray, bytes);
        const std::vector<std::uint8_t> raw(bytes.begin(), bytes.end());
        QCOMPARE(QByteArray::fromStdString(base64(raw)), bytes.toBase64());
    }
};

QTEST_GUILESS_MAIN(TestReportDraft)
#include "tst_report_draft.moc"
