// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// models, embed, saliency, train and bench as a script sees them: JSON keys, exit codes, one sentence.
// The built-in pack is used; where it is not there (a development tree) those rows are skipped.
#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <filesystem>

#include "core/image/image_file.h"
#include "tests/support/hilum_child.h"

namespace fs = std::filesystem;
using hilum::test::HilumChild;

namespace {

const fs::path kPack = fs::path(HILUM_SOURCE_DIR) / "resources/models/hilum-base";

}  // namespace

class TestModelCommands : public QObject {
    Q_OBJECT
private:
    HilumChild m_child;

    QString file(const char* name) const { return m_child.file(name); }
    hilum::test::Outcome run(const QStringList& arguments) const {
        return m_child.run(arguments + QStringList{"--threads", "1"});
    }
    void writePicture(const QString& path, int width, int height) const {
        auto pixels = std::make_shared<std::vector<std::uint8_t>>();
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                pixels->push_back(static_cast<std::uint8_t>((3 * x + 5 * y + x * y / 50) % 256));
        QVERIFY(hilum::image::writePng(path.toStdString(), hilum::image::Raster{width, height, 1, pixels}).ok());
    }
private Q_SLOTS:
    void initTestCase() {
        writePicture(file("a.png"), 320, 200);
        writePicture(file("b.png"), 100, 240);
    }
    void wrongUsageEndsWithTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("embed nothing") << QStringList{"embed"};
        QTest::newRow("embed both") << QStringList{"embed", "--image", "a.png", "--text", "x"};
        QTest::newRow("models") << QStringList{"models"};
        QTest::newRow("models info") << QStringList{"models", "info"};
        QTest::newRow("saliency without text") << QStringList{"saliency", "a.png", "--out", "m.png"};
        QTest::newRow("bench unknown") << QStringList{"bench", "no-such-group"};
        QTest::newRow("precision") << QStringList{"embed", "--text", "x", "--precision", "fp8"};
        QTest::newRow("train nothing") << QStringList{"train"};
    }
    void wrongUsageEndsWithTwo() {
        QFETCH(QStringList, arguments);
        const auto outcome = run(arguments << "--json");
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(!outcome.err.isEmpty());
        QCOMPARE(outcome.json().value("error").toObject().value("code").toString(), QString("usage"));
    }
    void anUnknownPackEndsWithFour() {
        for (const QStringList& words : {QStringList{"models", "info", "absent"},
                                         {"models", "verify", "absent"},
                                         {"models", "remove", "absent"},
                                         {"embed", "--text", "x", "--model", "absent"},
                                         {"models", "import", file("a.png")}}) {
            const auto outcome = run(QStringList(words) << "--json");
            QVERIFY2(outcome.exitCode == 4 || (words[1] == "import" && outcome.exitCode == 3),
                     outcome.out + outcome.err);
            QVERIFY(!outcome.json().value("error").toObject().value("message").toString().isEmpty());
        }
    }
    void packsAreListedVerifiedImportedAndRemoved() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        const auto list = run({"models", "list", "--json"});
        QCOMPARE(list.exitCode, 0);
        const auto model = list.json().value("models").toArray().first().toObject();
        for (const auto* key : {"id", "family", "licence", "sha256", "dim", "input", "verified"})
            QVERIFY2(model.contains(key), key);
        QCOMPARE(model.value("id").toString(), QString("hilum-base"));
        QVERIFY(model.value("verified").toBool());
        const auto info = run({"models", "info", "hilum-base", "--json"});
        QVERIFY(info.json().contains("files") && info.json().contains("metrics"));
        QVERIFY(info.out.size() < 200000);
        QCOMPARE(run({"models", "verify", "hilum-base"}).exitCode, 0);
        QCOMPARE(run({"models", "remove", "hilum-base"}).exitCode, 3);
        const auto imported =
            run({"models", "import", QString::fromStdString(kPack.string()), "--id", "copy", "--json"});
        QVERIFY2(imported.exitCode == 0, imported.err);
        QCOMPARE(imported.json().value("sha256"), model.value("sha256"));
        QFile weights(file("library/models/copy/weights.safetensors"));
        QVERIFY(weights.open(QIODevice::ReadWrite));
        weights.seek(weights.size() / 2);
        weights.write("altered!");
        weights.close();
        QCOMPARE(run({"models", "verify", "copy"}).exitCode, 4);
        QCOMPARE(run({"embed", "--text", "x", "--model", "copy"}).exitCode, 4);
        QVERIFY(!run({"models", "list", "--json"})
                     .json()
                     .value("models")
                     .toArray()
                     .first()
                     .toObject()
                     .value("verified")
                     .toBool());
        QCOMPARE(run({"models", "remove", "copy"}).exitCode, 0);
        QVERIFY(!fs::exists(file("library/models/copy").toStdString()));
    }
    void embeddingsInInputOrder() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        const auto outcome = run(
            {"embed", "--image", file("a.png"), file("absent.png"), file("b.png"), "--out", file("e.npy"), "--json"});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.err.contains("absent.png"));
        const auto items = outcome.json().value("items").toArray();
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[1].toObject().value("input").toString(), file("b.png"));
        double square = 0;
        const auto vector = items[0].toObject().value("embedding").toArray();
        QCOMPARE(vector.size(), outcome.json().value("dim").toInt());
        for (const auto& value : vector) square += value.toDouble() * value.toDouble();
        QVERIFY(std::abs(square - 1) < 1e-4);
        QVERIFY(QFile(file("e.npy")).size() > 2 * 4 * vector.size());
        QVERIFY(outcome.json().contains("seconds"));
        QCOMPARE(run({"embed", "--image", file("absent.png"), "--json"}).exitCode, 3);
        const auto raw = run({"embed", "--text", "Left pleural effusion", "--no-normalize", "--json"}).json();
        QCOMPARE(raw.value("items").toArray().first().toObject().value("input").toString(),
                 QString("Left pleural effusion"));
    }
    void aDeviceThatIsNotThereEndsWithFive() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        const auto outcome = run({"embed", "--text", "x", "--device", "cuda:63", "--json"});
        QCOMPARE(outcome.exitCode, 5);
        QCOMPARE(outcome.err.count('\n'), 1);
    }
    void saliencyWritesAMapOfThePicturesSize() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        for (const bool overlay : {false, true}) {
            QStringList words = {"saliency", file("a.png"),   "--text", "right lower lobe opacity",
                                 "--out",    file("map.png"), "--json"};
            if (overlay) words << "--overlay";
            const auto outcome = run(words);
            QVERIFY2(outcome.exitCode == 0, outcome.err);
            const auto peak = outcome.json().value("peak").toObject();
            QVERIFY(peak.value("x").toInt(-1) >= 0 && peak.value("x").toInt() < 320);
            QVERIFY(peak.value("y").toInt(-1) >= 0 && peak.value("y").toInt() < 200);
            QCOMPARE(outcome.json().value("method").toString(), QString("gradcam"));
            const auto map = hilum::image::readImageFile(file("map.png").toStdString());
            QVERIFY(map.ok());
            QCOMPARE(map->width, 320);
            QCOMPARE(map->height, 200);
            QCOMPARE(map->channels, overlay ? 3 : 1);
        }
        QCOMPARE(run({"saliency", file("a.png"), "--text", "x", "--method", "nope", "--out", file("n.png")}).exitCode,
                 3);
    }
    void aTrainingThatCannotBeginSaysWhy() {
        const auto outcome = run({"train", file("absent.json"), "--json"});
        QVERIFY2(outcome.exitCode == 3, outcome.err);
        QVERIFY(!outcome.err.isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestModelCommands)
#include "tst_model_commands.moc"
