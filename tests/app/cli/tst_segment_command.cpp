// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum segment as scripts use it: an imported segmenter, a box or points, and a PNG of 0 and 255 of the picture's
// size; wrong prompts end with 2, a pack that outlines nothing with 4, and neither leaves a file.
#include <QJsonArray>
#include <QTest>

#include <algorithm>

#include "core/image/image_file.h"
#include "tests/support/hilum_child.h"

using namespace hilum;
using namespace hilum::test;

class TestSegmentCommand : public QObject {
    Q_OBJECT
    HilumChild m_child;

    Outcome segment(const QStringList& more, const QString& out = "mask.png") const {
        return m_child.run(QStringList{"segment", m_child.file("picture.png"), "--out", m_child.file(out), "--json"} +
                           more);
    }
    image::Image mask(const QString& name = "mask.png") const {
        auto read = image::readImageFile(m_child.file(name).toStdString());
        return read.ok() ? *read : image::Image();
    }

private Q_SLOTS:
    void initTestCase() {
        auto pixels = std::make_shared<std::vector<std::uint8_t>>();
        for (int y = 0; y < 60; ++y)
            for (int x = 0; x < 90; ++x)
                pixels->push_back(static_cast<std::uint8_t>((3 * x + 2 * y + x * y / 7) % 256));
        QVERIFY(image::writePng(m_child.file("picture.png").toStdString(), image::Raster{90, 60, 1, pixels}).ok());
    }

    void withoutASegmenterItSaysWhatToImport() {
        const auto outcome = segment({"--box", "10,10,60,50"});
        QCOMPARE(outcome.exitCode, 4);
        QVERIFY2(outcome.err.contains("models import"), outcome.all());
    }

    // With no segmenter the phrase's map itself is cut; the picture is noise, so only the form is looked at.
    void aPhraseNeedsNoSegmenter() {
        for (const char* split : {"kmeans", "otsu", "fixed"}) {
            const auto outcome = segment({"--text", "pleural effusion", "--split", split});
            QVERIFY2(outcome.exitCode == 0, outcome.all());
            const auto answer = outcome.json();
            for (const char* key : {"areaPx", "areaMm2", "score", "box", "out", "method", "encoder", "promptBox"})
                QVERIFY2(answer.contains(key), key);
            const auto picture = mask();
            QCOMPARE(picture.width, 90);
            QCOMPARE(picture.height, 60);
            const auto inside = std::count(picture.pixels->begin(), picture.pixels->end(), std::byte(255));
            QVERIFY(inside > 0 && inside < 90 * 60);
            QCOMPARE(answer.value("areaPx").toInt(), int(inside));
        }
        QCOMPARE(segment({"--text", "x", "--box", "1,1,5,5"}, "none.png").exitCode, 2);
        QCOMPARE(segment({"--text", "x", "--split", "magic"}, "none.png").exitCode, 2);
    }

    void anImportedOneOutlines() {
        const QString weights = HILUM_SOURCE_DIR "/tests/data/published/mobile-sam/mobile_sam.pt";
        const auto imported = m_child.run({"models", "import", weights, "--id", "outliner", "--json"});
        QVERIFY2(imported.exitCode == 0, imported.all());
        QCOMPARE(imported.json().value("family").toString(), QString("mobile-sam"));
        const auto outcome = segment({"--box", "10,10,60,50"});
        QVERIFY2(outcome.exitCode == 0, outcome.all());
        const auto answer = outcome.json();
        for (const char* key : {"areaPx", "areaMm2", "score", "box", "out", "model", "window"})
            QVERIFY2(answer.contains(key), key);
        const auto picture = mask();
        QCOMPARE(picture.width, 90);
        QCOMPARE(picture.height, 60);
        QCOMPARE(picture.channels, 1);
        QCOMPARE(int(picture.type), int(image::PixelType::UInt8));
        const auto count = [&](int value) {
            return std::count(picture.pixels->begin(), picture.pixels->end(), std::byte(value));
        };
        QCOMPARE(count(0) + count(255), 90 * 60);
        QCOMPARE(answer.value("areaPx").toInt(), int(count(255)));
        QVERIFY(answer.value("areaMm2").isNull());  // a PNG has no millimetres
        const auto again = segment({"--box", "10,10,60,50", "--model", "outliner"}, "again.png");
        QVERIFY(*mask("again.png").pixels == *picture.pixels);
        const auto points = segment({"--point", "30,30,+", "5,5,-", "--point", "40,20"});
        QVERIFY2(points.exitCode == 0, points.all());
        const auto phrase = segment({"--text", "pleural effusion"});  // its box goes to the segmenter
        QVERIFY2(phrase.exitCode == 0, phrase.all());
        QCOMPARE(phrase.json().value("model").toString(), QString("outliner"));
        QCOMPARE(phrase.json().value("promptBox").toArray().size(), 4);
    }

    void aWrongPromptEndsWithTwo_data() {
        QTest::addColumn<QStringList>("words");
        for (const QStringList& words : {QStringList{},
                                         {"--box", "1,2,3"},
                                         {"--box", "1,2,3,4,5"},
                                         {"--box", "a,b,c,d"},
                                         {"--box", "60,50,10,10"},
                                         {"--box", "900,900,910,910"},
                                         {"--box", "nan,0,5,5"},
                                         {"--point", "5"},
                                         {"--point", "900,1,+"},
                                         {"--point", "5,5,x"},
                                         {"--point", "nan,1,+"}})
            QTest::newRow(words.isEmpty() ? "nothing" : qPrintable(words.join(' '))) << words;
    }
    void aWrongPromptEndsWithTwo() {
        QFETCH(QStringList, words);
        const auto outcome = segment(words, "no.png");
        QVERIFY2(outcome.exitCode == 2, outcome.all());
        QVERIFY(!QFile::exists(m_child.file("no.png")));
    }

    void whatCannotWorkLeavesNoFile() {
        QCOMPARE(segment({"--box", "1,1,9,9", "--model", "hilum-base"}, "no.png").exitCode, 4);
        QCOMPARE(segment({"--box", "1,1,9,9", "--model", "nobody"}, "no.png").exitCode, 4);
        const auto absent = m_child.run(
            {"segment", m_child.file("absent.png"), "--box", "1,1,9,9", "--out", m_child.file("no.png"), "--json"});
        QCOMPARE(absent.exitCode, 3);
        QVERIFY(!QFile::exists(m_child.file("no.png")));
        // And what reads pictures and texts does not take a segmenter.
        QCOMPARE(m_child.run({"embed", "--model", "outliner", "--image", m_child.file("picture.png")}).exitCode, 4);
    }
};

QTEST_GUILESS_MAIN(TestSegmentCommand)
#include "tst_segment_command.moc"
