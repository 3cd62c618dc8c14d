// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// Every specific character set of PS3.3 C.12.1.1.2 to UTF-8, with the examples of PS3.5 annexes H, I, J and K where
// there is one, and what writers make of the names of character sets.
#include <QTest>

#include "dicom/file/charset.h"
#include "dicom/file/prescan.h"
#include "tests/dicom/file/dicom_bytes.h"

using namespace hilum;
using namespace hilum::test;

class TestCharset : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySetBecomesUtf8_data() {
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* charset, const char* hexOrText, const QString& text, bool hex = true) {
            const QByteArray bytes = hex ? QByteArray::fromHex(hexOrText) : QByteArray(hexOrText);
            QTest::newRow(charset[0] == '\0' ? "none" : charset) << QByteArray(charset) << bytes << text;
        };
        row("", "Doe^Jane", "Doe^Jane", false);
        row("ISO_IR 6", "Doe^Jane", "Doe^Jane", false);
        row("ISO_IR 100", "427563 5e 4ae972f46d65", "Buc^Jérôme");
        row("ISO_IR 101", "57a3756b61737a", "WŁukasz");
        row("ISO_IR 109", "a16d5e42", "Ħm^B");
        row("ISO_IR 110", "a15e42", "Ą^B");
        row("ISO_IR 144", "bbeeda6365dcd17970d3", "Люкceмбypг");
        row("ISO_IR 127", "e2c8c7e6ea5ee4e6d2c7d1", "قباني^لنزار");
        row("ISO_IR 126", "c4e9efedf5f3e9eff2", "Διονυσιος");
        row("ISO_IR 138", "f9f8e5ef5ee3e1e5f8e4", "שרון^דבורה");
        row("ISO_IR 148", "dd7a6d6972", "İzmir");
        row("ISO_IR 166", "a1a2", "กข");
        row("ISO_IR 203", "a4", "€");
        row("ISO_IR 13", "d4cfc0de5ec0dbb3", "ﾔﾏﾀﾞ^ﾀﾛｳ");
        row("ISO_IR 192", "57616e673de78e8b5ee5b08fe69db1", "Wang=王^小東");
        row("GB18030", "57616e673dcdf55ed0a1b6ab", "Wang=王^小东");
        row("GBK", "57616e673dcdf55ed0a1b6ab", "Wang=王^小东");
        // H.3.1 and H.3.2: Japanese, in three groups.
        row("\\ISO 2022 IR 87",
            "59616d6164615e5461726f753d1b24423b3345441b28425e1b244242404f3a1b28423d1b24422464245e24401b28425e"
            "1b2442243f246d24261b2842",
            "Yamada^Tarou=山田^太郎=やまだ^たろう");
        row("ISO 2022 IR 13\\ISO 2022 IR 87",
            "d4cfc0de5ec0dbb33d1b24423b3345441b284a5e1b244242404f3a1b284a3d1b24422464245e24401b284a5e"
            "1b2442243f246d24261b284a",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう");
        row("\\ISO 2022 IR 159", "1b242844304d1b2842", "仳");
        // I.2: Korean.
        row("\\ISO 2022 IR 149",
            "486f6e675e47696c646f6e673d1b242943fbf35e1b242943d1ced4d73d1b242943c8ab5e1b242943b1e6b5bf",
            "Hong^Gildong=洪^吉洞=홍^길동");
        // K.2: simplified Chinese.
        row("\\ISO 2022 IR 58", "5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab3d",
            "Zhang^XiaoDong=张^小东=");
        // One value in several single-byte sets.
        row("ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126", "4ae972f46d65 5e 1b2d4cbbeeda 5e 1b2d46c4e9ef",
            "Jérôme^Люк^Διο");
        // An explicit ISO 2022 IR 6 where the empty value says the same.
        row("ISO 2022 IR 6\\ISO 2022 IR 87", "59613d1b24423b3345441b2842", "Ya=山田");
        // Names as writers misspell them.
        row("ISO IR 100", "4ae9", "Jé");
        row("ISO-IR 100", "4ae9", "Jé");
        row("ISO_IR_100", "4ae9", "Jé");
        row("ISO-IR_192", "c3a9", "é");
        row("UTF-8", "c3a9", "é");
        // Nothing declared, or nothing known: Latin-1, which such files most often hold.
        row("", "4ae9", "Jé");
        row("ISO_IR 999", "4ae9", "Jé");
    }
    void everySetBecomesUtf8() {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        const auto made = dicom::toUtf8(bytes.toStdString(), charset.toStdString());
        QCOMPARE(QString::fromStdString(made), text);
    }
    // An item may name sets of its own (C.12.1.1.2); without, those of what it lies in hold. An empty first value counts.
    void itemsMayHaveTheirOwn() {
        const Bytes kanji = {0x1B, '$', 'B', ';', '3', 'E', 'D', 0x1B, '(', 'B'};
        DicomBytes set;
        set.text(0x00080005, "CS", "\\ISO 2022 IR 87").element(0x00100010, "PN", kanji);
        set.head(0x00321064, "SQ", 0xFFFFFFFF);
        set.mark(0xFFFEE000, 0xFFFFFFFF).element(0x00080104, "LO", kanji).mark(0xFFFEE00D, 0);
        set.mark(0xFFFEE000, 0xFFFFFFFF).text(0x00080005, "CS", "ISO_IR 100");
        set.element(0x00080104, "LO", {'J', 0xE9}).mark(0xFFFEE00D, 0).mark(0xFFFEE0DD, 0);
        const auto file = dicom::prescan(dicom::memorySource(asFile(set)));
        QVERIFY(file.ok());
        QCOMPARE(QString::fromStdString(file->elements.text(0x00100010)), QString("山田"));
        const auto items = file->elements.items(0x00321064);
        QCOMPARE(items.size(), std::size_t{2});
        QCOMPARE(QString::fromStdString(items[0].text(0x00080104)), QString("山田"));
        QCOMPARE(QString::fromStdString(items[1].text(0x00080104)), QString("Jé"));
    }
    void whatNoSetKnowsIsMarked() {
        QCOMPARE(dicom::toUtf8("a\xff\xfe", "ISO_IR 192"), std::string("a\xEF\xBF\xBD\xEF\xBF\xBD"));
        for (const char* charset : {"\\ISO 2022 IR 87", "ISO_IR 126", "\\ISO 2022 IR 149", "GB18030", "junk\\\\\\"}) {
            std::string bytes = "A";
            for (int c = 0x80; c < 0x100; ++c) bytes += static_cast<char>(c);
            const auto text = QString::fromStdString(dicom::toUtf8(bytes + "\x1b$B\x1b", charset));
            QVERIFY2(text.startsWith("A"), charset);
            QVERIFY2(!text.contains(QChar(0)), charset);
        }
    }
};

QTEST_APPLESS_MAIN(TestCharset)
#include "tst_charset.moc"
