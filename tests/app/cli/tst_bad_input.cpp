// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What must never break, through the command itself: hostile and damaged files, archives, tables and packs.
// Each ends with its exit code and one sentence, and the library keeps what it held (checked after every row).
// The faults of the library itself are in tst_bad_library.
#include <QJsonArray>
#include <QTest>
#include <QtEndian>

#include <cstring>
#include <filesystem>

#include "core/image/image_file.h"
#include "tests/dicom/open/zip_bytes.h"
#include "tests/support/hilum_child.h"

namespace fs = std::filesystem;
using namespace hilum::test;

namespace {

const char* const kPack = HILUM_SOURCE_DIR "/resources/models/hilum-base";

QByteArray toQt(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

// A good 64 x 64 picture as DICOM, its pixels shifted so that two of them differ.
Bytes goodDicom(int shift = 0) {
    Bytes pixels;
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) pixels.push_back(static_cast<std::uint8_t>(x * y + shift));
    Picture picture;
    picture.rows = picture.columns = 64;
    return nativeFile(picture, pixels, "OB");
}

// A PNG that is whole but for what it claims to be: its header alone says 65,535 x 65,535.
QByteArray hugePng() {
    const auto chunk = [](const QByteArray& kind, const QByteArray& data) {
        const QByteArray body = kind + data;
        QByteArray length(4, '\0'), crc(4, '\0');
        qToBigEndian(static_cast<quint32>(data.size()), length.data());
        qToBigEndian(static_cast<quint32>(
                         crc32(0, reinterpret_cast<const Bytef*>(body.constData()), static_cast<uInt>(body.size()))),
                     crc.data());
        return length + body + crc;
    };
    QByteArray head(13, '\0');
    qToBigEndian<quint32>(65535, head.data());
    qToBigEndian<quint32>(65535, head.data() + 4);
    head[8] = 8;
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", head) + chunk("IDAT", qCompress(QByteArray(100000, '\0')).mid(4)) +
           chunk("IEND", {});
}

// One sentence that says what and why, and after that what to do: "what why; what to do."
bool isSentence(const QString& text) { return text.endsWith('.') && text.contains("; ") && !text.contains('\n'); }

}  // namespace

class TestBadInput : public QObject {
    Q_OBJECT
    HilumChild m_child;
    QString file(const QString& name) const { return m_child.file(name); }
    Outcome run(const QStringList& words) const { return m_child.run(words + QStringList{"--json"}); }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(bytes), bytes.size());
    }
    void writePicture(const QString& name, std::uint8_t value) const {
        hilum::image::Raster raster;
        raster.width = raster.height = 48;
        auto pixels = std::make_shared<std::vector<std::uint8_t>>(48 * 48, value);
        for (std::size_t i = 0; i < pixels->size(); i += 7) (*pixels)[i] = static_cast<std::uint8_t>(i);
        raster.pixels = pixels;
        QVERIFY(hilum::image::writePng(file(name).toStdString(), raster).ok());
    }
    void keepsTheTwoCases() const {
        const auto status = run({"index", "status"});
        QVERIFY2(status.exitCode == 0, status.all());
        QCOMPARE(status.json().value("cases").toInt(), 2);
        const auto sound = run({"index", "verify"});
        QVERIFY2(sound.exitCode == 0 && sound.json().value("ok").toBool(), sound.all());
    }
    QByteArray contents(const QString& name) const {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        write("good.dcm", toQt(goodDicom()));
        writePicture("good.png", 90);
        const auto added = run({"index", "add", file("good.dcm"), file("good.png")});
        QVERIFY2(added.exitCode == 0, added.all());
        QCOMPARE(added.json().value("added").toInt(), 2);
        writePicture("other.png", 20);
        write("zero.dcm", {});
        write("zero.png", {});
        write("text.dcm", QByteArray("This is a letter and no image at all.\n").repeated(20));
        write("truncated.dcm", toQt(goodDicom()).chopped(2000));
        write("cut-in-a-value.dcm",
              toQt(asFile(DicomBytes().text(0x00080060, "CS", "CR").head(0x00100010, "PN", 400))));
        write("truncated.png", contents("good.png").left(contents("good.png").size() / 2));
        write("huge.png", hugePng());
        write("nested.dcm", toQt(nestedFile(200000, false)));
        write("nested-lengths.dcm", toQt(nestedFile(200000, true)));
        Picture vast;
        vast.rows = vast.columns = 65535;
        vast.frames = "2147483647";
        write("vast.dcm", toQt(nativeFile(vast, Bytes(1000, 0), "OB")));
        Bytes zeros(200U << 20, 0);
        write("bomb.zip", toQt(zipOf({{"inner.dcm", zeros}})));
        write("slip.zip", toQt(zipOf({{"../../escape.dcm", goodDicom(1)}, {"/escape.dcm", goodDicom(2)}})));
        write("cut.zip", toQt(zipOf({{"a.dcm", goodDicom(1)}, {"b.dcm", goodDicom(2)}})).left(900));
    }

    void aBadFile_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("infoExit");  // dicom info: a dataset without its pixels still parses
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, int infoExit, const char* word) {
            QTest::newRow(name) << QString(name) << infoExit << QString(word);
        };
        row("zero.dcm", 3, "empty");
        row("zero.png", 3, "empty");
        row("text.dcm", 3, "neither DICOM");
        row("truncated.dcm", 0, "pixel data");
        row("cut-in-a-value.dcm", 3, "cut off");
        row("truncated.png", 3, "ends before");
        row("huge.png", 3, "65535 x 65535");
        row("nested.dcm", 3, "nests");
        row("nested-lengths.dcm", 3, "nests");
        row("vast.dcm", 3, "65535 x 65535");
    }
    void aBadFile() {
        QFETCH(QString, name);
        QFETCH(int, infoExit);
        QFETCH(QString, word);
        const auto info = run({"dicom", "info", file(name)});
        QVERIFY2(info.exitCode == infoExit, info.all());
        const auto told = info.json().value("files").toArray();
        QCOMPARE(told.size(), 1);
        QVERIFY2(isSentence(told[0].toObject().value("reason").toString()), info.all());

        const auto added = run({"index", "add", file(name)});
        QVERIFY2(added.exitCode == 1, added.all());
        const auto failed = added.json().value("failed").toArray();
        QCOMPARE(failed.size(), 1);
        const QString reason = failed[0].toObject().value("reason").toString();
        QVERIFY2(isSentence(reason) && reason.contains(word), added.all());
        QVERIFY2(added.err.contains(reason.toUtf8()), added.all());

        for (const QStringList& words :
             {QStringList{"suggest"}, {"search", "--image"}, {"report", "--out", file("n.txt")}}) {
            const auto outcome = run(QStringList(words) << file(name));
            QVERIFY2(outcome.exitCode == 3, outcome.all());
            QVERIFY2(outcome.err.contains(word.toUtf8()) && outcome.err.count('\n') == 1, outcome.all());
            QVERIFY2(outcome.err.startsWith("hilum: ") && isSentence(QString(outcome.err).trimmed()), outcome.all());
        }
        const auto copied = run({"dicom", "deidentify", file(name), "--out", file("copies")});
        QVERIFY2(copied.exitCode == 3 && copied.json().value("written").toInt(-1) == 0, copied.all());
        QVERIFY2(copied.err.count('\n') == 1 && isSentence(QString(copied.err).trimmed()), copied.all());
        QVERIFY(!QFile::exists(file("copies")));
    }

    // A presentation state that is none, is damaged, or belongs to another image; no picture is left behind.
    void aBadPresentation_data() {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("word");
        const auto with = [this](const char* name) { return QStringList{"--presentation", file(name)}; };
        QTest::newRow("an image") << "good.dcm" << with("good.dcm") << 3 << "no presentation state";
        QTest::newRow("a letter") << "good.dcm" << with("text.dcm") << 3 << "not DICOM";
        QTest::newRow("absent") << "good.dcm" << with("nowhere.dcm") << 3 << "nowhere.dcm";
        QTest::newRow("cut off") << "good.dcm" << with("cut-in-a-value.dcm") << 3 << "cut off";
        QTest::newRow("of another image") << "good.dcm" << with("other-view.dcm") << 3 << "does not refer";
        QTest::newRow("a window as well")
            << "good.dcm" << QStringList{with("other-view.dcm")} + QStringList{"--window", "1,2"} << 2 << "--window";
        QTest::newRow("saved for a picture")
            << "good.png" << QStringList{"--save-presentation", file("n.dcm")} << 3 << "DICOM";
        QTest::newRow("a crooked turn") << "good.dcm" << QStringList{"--rotate", "45"} << 2 << "45";
    }
    void aBadPresentation() {
        QFETCH(QString, image);
        QFETCH(QStringList, options);
        QFETCH(int, exitCode);
        QFETCH(QString, word);
        write("other-image.dcm", toQt(goodDicom(7)).replace("1.2.3.4", "1.2.3.5"));
        const auto made = run({"dicom", "render", file("other-image.dcm"), "--save-presentation",
                               file("other-view.dcm"), "--out", file("other-view.png")});
        QVERIFY2(made.exitCode == 0, made.all());
        const auto outcome = run(QStringList{"dicom", "render", file(image), "--out", file("n.png")} + options);
        QVERIFY2(outcome.exitCode == exitCode, outcome.all());
        QVERIFY2(outcome.err.contains(word.toUtf8()), outcome.all());
        if (exitCode == 3) QVERIFY2(isSentence(QString(outcome.err).trimmed()), outcome.all());
        QVERIFY(!QFile::exists(file("n.png")) && !QFile::exists(file("n.dcm")));
    }

    void aBadArchive_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("refused");
        QTest::addColumn<QString>("word");
        QTest::newRow("bomb") << "bomb.zip" << 1 << "as a bomb does";
        QTest::newRow("slip") << "slip.zip" << 2 << "outside the ZIP";
        QTest::newRow("cut") << "cut.zip" << 1 << "table of contents";
    }
    void aBadArchive() {
        QFETCH(QString, name);
        QFETCH(int, refused);
        QFETCH(QString, word);
        for (const QStringList& words : {QStringList{"dicom", "info"}, {"index", "add"}}) {
            const auto outcome = run(QStringList(words) << file(name));
            QVERIFY2(outcome.exitCode == (words[0] == "dicom" ? 3 : 1), outcome.all());
            const auto list = outcome.json().value(words[0] == "dicom" ? "files" : "failed").toArray();
            QCOMPARE(list.size(), refused);
            for (const auto& one : list) {
                const QString reason = one.toObject().value("reason").toString();
                QVERIFY2(isSentence(reason) && reason.contains(word), outcome.all());
            }
        }
        QVERIFY(!fs::exists(file("../../escape.dcm").toStdString()) && !fs::exists("/escape.dcm"));
        const auto asImage = run({"suggest", file(name)});
        QVERIFY2(asImage.exitCode == 3 && asImage.err.contains("unpack it"), asImage.all());
    }

    void aBadTable_data() {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("failed");
        QTest::addColumn<QString>("word");
        const QByteArray head = "image,text\ngood.png,A picture that is known.\n";
        QTest::newRow("missing image") << head + "absent.png,Nothing.\n" << 1 << 1 << "line 3";
        QTest::newRow("no image") << head + ",Nothing.\n" << 1 << 1 << "line 3";
        QTest::newRow("open quote") << head + "\"good.png,Nothing.\ngood.dcm,B.\n" << 1 << 1 << "quote";
        QTest::newRow("text as image") << head + "text.dcm,Nothing.\n" << 1 << 1 << "neither DICOM";
        QTest::newRow("zero bytes in a name") << head + QByteArray("a\0b.png,x\n", 10) << 1 << 1 << "line 3";
        QTest::newRow("no image column") << QByteArray("a,b\n1,2\n") << 3 << 0 << "--columns";
        QTest::newRow("empty") << QByteArray() << 3 << 0 << "header row";
        QTest::newRow("a picture as table") << contents("good.png") << 3 << 0 << "";
    }
    void aBadTable() {
        QFETCH(QByteArray, csv);
        QFETCH(int, exitCode);
        QFETCH(int, failed);
        QFETCH(QString, word);
        write("cases.csv", csv);
        const auto outcome = run({"index", "add", "--csv", file("cases.csv")});
        QVERIFY2(outcome.exitCode == exitCode, outcome.all());
        QVERIFY2(outcome.err.contains(word.toUtf8()), outcome.all());
        QCOMPARE(outcome.json().value("failed").toArray().size(), failed);
        if (exitCode == 1) QCOMPARE(outcome.json().value("skipped").toInt(), 1);  // the good row is known
        for (const auto& line : outcome.err.trimmed().split('\n')) QVERIFY2(isSentence(line), outcome.all());
    }

    void aBadPack_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<bool>("remove");
        for (const char* part : {"weights.safetensors", "vocab.txt", "model.json"}) {
            QTest::newRow(qPrintable(QString("altered ") + part)) << QString(part) << false;
            QTest::newRow(qPrintable(QString("missing ") + part)) << QString(part) << true;
        }
    }
    void aBadPack() {
        QFETCH(QString, part);
        QFETCH(bool, remove);
        const fs::path pack = file("library/models/copy").toStdString();
        fs::remove_all(pack);
        fs::create_directories(pack.parent_path());
        fs::copy(kPack, pack, fs::copy_options::recursive);
        const QString broken = QString::fromStdString((pack / part.toStdString()).string());
        if (remove) {
            QVERIFY(QFile::remove(broken));
        } else {
            QFile bytes(broken);
            QVERIFY(bytes.open(QIODevice::ReadWrite) && bytes.seek(bytes.size() / 2) && bytes.write("\x01{\"") == 3);
        }
        for (const QStringList& words : {QStringList{"embed", "--text", "x"},
                                         {"suggest", file("other.png")},
                                         {"classify", file("other.png"), "--labels", "A,B"},
                                         {"search", "--text", "effusion"},
                                         {"index", "add", file("other.png")},
                                         {"saliency", file("other.png"), "--text", "x", "--out", file("n.png")},
                                         {"report", file("other.png"), "--out", file("n.txt")},
                                         {"segment", file("other.png"), "--box", "1,1,9,9", "--out", file("n.png")},
                                         {"models", "verify", "copy"}}) {
            const auto outcome = run(words[0] == "models" ? words : words + QStringList{"--model", "copy"});
            QVERIFY2(outcome.exitCode == 4, words.join(' ').toUtf8() + "\n" + outcome.all());
            QVERIFY2(outcome.err.count('\n') == 1 && isSentence(QString(outcome.err).trimmed()), outcome.all());
            QCOMPARE(outcome.errorCode(), QString("model-mismatch"));
        }
        QVERIFY(!QFile::exists(file("n.png")) && !QFile::exists(file("n.txt")));
        QCOMPARE(run({"models", "list"}).exitCode, 0);
        fs::remove_all(pack);
    }

    void cleanup() {
        if (!HilumChild::packMissing()) keepsTheTwoCases();
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_bad_input.moc"
