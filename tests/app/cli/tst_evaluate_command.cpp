// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// `hilum evaluate` as a script sees it: captions, scores and masks made elsewhere, and by the built-in pack and a
// segmenter where they are there. Undefined figures are null, thresholds come from validation rows, a leaking split is
// refused, what cannot be read is listed, the report stands by itself.
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>
#include <cmath>

#include "core/image/image_file.h"
#include "tests/support/hilum_child.h"

using hilum::test::HilumChild;
using hilum::test::Outcome;

class TestEvaluateCommand : public QObject {
    Q_OBJECT
    HilumChild m_child;

    QString file(const QString& name) const { return m_child.file(name); }
    void write(const QString& name, const QByteArray& text) const {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(text), text.size());
    }
    QByteArray read(const QString& path) const {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    Outcome evaluate(const QStringList& words) const {
        return m_child.run(QStringList{"evaluate"} + words + QStringList{"--json"});
    }
    // A square of ones at (x, 4), 6 pixels a side, in 20 x 20.
    void writeSquare(const QString& name, int x) const {
        hilum::image::Mask mask{20, 20, std::vector<std::uint8_t>(400)};
        for (int row = 4; row < 10; ++row)
            for (int column = x; column < x + 6; ++column)
                mask.pixels[static_cast<std::size_t>(20 * row + column)] = 255;
        QVERIFY(hilum::image::writePng(file(name).toStdString(), mask).ok());
    }
    void writeGrid(const QString& name, int step, int shift) const {
        hilum::image::Mask mask{20, 20, std::vector<std::uint8_t>(400)};
        for (int i = 0; i < 400; ++i)
            if ((i % 20 + shift) % step == 0) mask.pixels[static_cast<std::size_t>(i)] = 255;
        QVERIFY(hilum::image::writePng(file(name).toStdString(), mask).ok());
    }

private Q_SLOTS:
    void captionsMadeElsewhereAreMeasured() {
        write("captions.csv", "file,text\na.png,No pleural effusion.\nb.png,Small left pneumothorax.\n");
        write("same.txt", "No pleural effusion.\nSmall left pneumothorax.\n");
        write("other.txt", "Small left pneumothorax.\nNo pleural effusion.\n");
        const auto same = evaluate({"captions", "--dataset", file("captions.csv"), "--hypotheses", file("same.txt")});
        QVERIFY2(same.exitCode == 0, same.all());
        const auto best = same.json().value("metrics").toObject();
        QVERIFY(std::abs(best.value("rougeL").toDouble() - 1) < 1e-9);
        QVERIFY(std::abs(best.value("bleu3").toDouble() - 1) < 1e-6);
        QVERIFY(std::abs(best.value("meteorExactStem").toDouble() - 1) < 1e-9);
        const auto other = evaluate({"captions", "--dataset", file("captions.csv"), "--hypotheses", file("other.txt")});
        QVERIFY(other.json().value("metrics").toObject().value("rougeL").toDouble() < 0.01);
        write("short.txt", "one line\n");
        QCOMPARE(evaluate({"captions", "--dataset", file("captions.csv"), "--hypotheses", file("short.txt")}).exitCode,
                 3);
    }

    void scoresGiveATableWithThresholdsFromValidation() {
        write("classes.csv",
              "file,patient,labels,split\n"
              "a.png,1,Nodule,test\nb.png,2,,test\nc.png,3,Nodule,test\nd.png,4,,test\n"
              "e.png,5,Nodule,validation\nf.png,6,,validation\n");
        write("scores.csv", "Nodule,Mass\n0.9,0.1\n0.2,0.1\n0.8,0.3\n0.4,0.2\n0.7,0.5\n0.3,0.5\n");
        const auto outcome = evaluate({"classification", "--dataset", file("classes.csv"), "--labels", "Nodule,Mass",
                                       "--scores", file("scores.csv"), "--resamples", "50", "--html", file("report")});
        QVERIFY2(outcome.exitCode == 0, outcome.all());
        const auto labels = outcome.json().value("metrics").toObject().value("labels").toObject();
        const auto nodule = labels.value("Nodule").toObject(), mass = labels.value("Mass").toObject();
        QCOMPARE(nodule.value("auroc").toDouble(), 1.0);
        QCOMPARE(nodule.value("thresholdFrom").toString(), QStringLiteral("validation"));
        QVERIFY(std::abs(nodule.value("threshold").toDouble() - 0.7) < 1e-6);
        QCOMPARE(nodule.value("f1").toDouble(), 1.0);
        QCOMPARE(nodule.value("confusion").toObject().value("tp").toInt(), 2);
        // Nobody has a mass: undefined, not 0.
        QVERIFY(mass.value("auroc").isNull() && mass.value("f1").isNull() && mass.value("averagePrecision").isNull());
        QCOMPARE(outcome.json().value("metrics").toObject().value("macroAuroc").toDouble(), 1.0);
        const auto page = read(file("report/index.html"));
        QVERIFY(page.contains("<svg") && page.contains("ROC") && page.contains("Research use only") &&
                !page.contains("http"));
        QVERIFY(!read(file("report/metrics.json")).isEmpty());
        const auto again = evaluate({"classification", "--dataset", file("classes.csv"), "--labels", "Nodule,Mass",
                                     "--scores", file("scores.csv"), "--resamples", "50"});
        QCOMPARE(again.json().value("metrics"), outcome.json().value("metrics"));
    }

    void aLeakingSplitIsRefused() {
        write("leak.csv", "file,patient,labels,split\na.png,1,Nodule,test\nb.png,1,,train\n");
        write("one.csv", "Nodule\n0.5\n");
        const auto outcome = evaluate({"classification", "--dataset", file("leak.csv"), "--scores", file("one.csv")});
        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(outcome.err.contains("leaks"), outcome.all());
    }

    void masksAreMeasured() {
        writeSquare("truth.png", 4);
        write("masks.csv", "file,mask\na.png,truth.png\n");
        QVERIFY(QDir(file(".")).mkpath("predicted"));
        writeSquare("predicted/truth.png", 7);
        const auto outcome = evaluate({"segmentation", "--dataset", file("masks.csv"), "--predictions",
                                       file("predicted"), "--spacing", "0.5", "--resamples", "10"});
        QVERIFY2(outcome.exitCode == 0, outcome.all());
        const auto metrics = outcome.json().value("metrics").toObject();
        QVERIFY(std::abs(metrics.value("dice").toDouble() - 0.5) < 1e-9);
        QVERIFY(std::abs(metrics.value("iou").toDouble() - 1.0 / 3) < 1e-9);
        QVERIFY(std::abs(metrics.value("hd95").toDouble() - 1.5) < 1e-9);
        QCOMPARE(metrics.value("unit").toString(), QStringLiteral("mm"));
        QCOMPARE(evaluate({"segmentation", "--dataset", file("masks.csv"), "--predictions", file("nowhere")}).exitCode,
                 3);
        QCOMPARE(evaluate({"segmentation", "--dataset", file("masks.csv")}).exitCode, 2);
    }

    void masksOfOneNameInTwoStudiesStayApart() {
        for (const auto* name : {"s1/1.png", "s2/1.png", "made/s1/1.png"})
            QVERIFY(QFileInfo(file(QString::fromLatin1(name))).dir().mkpath("."));
        writeSquare("s1/1.png", 4);
        writeSquare("s2/1.png", 7);
        writeSquare("made/s1/1.png", 4);
        writeSquare("made/1.png", 7);  // lies where neither study looks
        write("studies.csv", "file,mask\na.png,s1/1.png\nb.png,s2/1.png\n");
        const auto outcome =
            evaluate({"segmentation", "--dataset", file("studies.csv"), "--predictions", file("made")});
        QCOMPARE(outcome.exitCode, 1);  // the second study has no prediction, and says so
        const auto metrics = outcome.json().value("metrics").toObject();
        QCOMPARE(metrics.value("dice").toDouble(), 1.0);
        QCOMPARE(metrics.value("pictures").toInt(), 1);
        QCOMPARE(metrics.value("unit").toString(), QStringLiteral("px"));
        const auto skipped = outcome.json().value("skipped").toArray();
        QCOMPARE(skipped.size(), 1);
        QCOMPARE(skipped.at(0).toObject().value("path").toString(), QStringLiteral("s2/1.png"));
    }

    void anEmptyPredictionCountsAsNothingFound() {
        writeSquare("full.png", 4);
        QVERIFY(QDir(file(".")).mkpath("blank"));
        const hilum::image::Mask none{20, 20, std::vector<std::uint8_t>(400)};
        QVERIFY(hilum::image::writePng(file("blank/full.png").toStdString(), none).ok());
        write("full.csv", "file,mask\na.png,full.png\n");
        const auto outcome = evaluate({"segmentation", "--dataset", file("full.csv"), "--predictions", file("blank")});
        QVERIFY2(outcome.exitCode == 0, outcome.all());
        const auto metrics = outcome.json().value("metrics").toObject();
        QCOMPARE(metrics.value("dice").toDouble(-1), 0.0);
        QVERIFY(metrics.contains("hd95") && metrics.value("hd95").isNull());
        QCOMPARE(metrics.value("undefined").toObject().value("hd95").toInt(), 1);
    }

    // Forty patients with two pictures each; scores rank them well but not perfectly.
    QStringList dealt() const {
        QByteArray table = "file,patient,labels\n", scores = "Nodule,Mass\n";
        for (int i = 0; i < 80; ++i) {
            const bool nodule = i % 3 == 0;
            table += "p" + QByteArray::number(i) + ".png," + QByteArray::number(i / 2) + "," +
                     (nodule ? "Nodule" : "Mass") + "\n";
            const double value = ((i * 37) % 50) / 100.0 + (nodule ? 0.4 : 0.0);
            scores += QByteArray::number(value) + "," + QByteArray::number(1 - value) + "\n";
        }
        write("dealt.csv", table);
        write("dealt-scores.csv", scores);
        return {"classification", "--dataset", file("dealt.csv"), "--scores", file("dealt-scores.csv"),
                "--resamples",    "60"};
    }

    void aTableWithoutSplitIsDealtByPatientAndTwiceTheSame() {
        const auto one = evaluate(dealt()), again = evaluate(dealt());
        QVERIFY2(one.exitCode == 0, one.all());
        QCOMPARE(one.out, again.out);
        const auto metrics = one.json().value("metrics").toObject();
        const int test = one.json().value("rows").toInt(), validation = metrics.value("validationRows").toInt();
        QCOMPARE(test + validation, 80);
        QVERIFY(validation > 0 && validation % 2 == 0);  // both pictures of a patient on one side
        QCOMPARE(one.json().value("groupedBy").toString(), QStringLiteral("patient"));
        const auto nodule = metrics.value("labels").toObject().value("Nodule").toObject();
        QCOMPARE(nodule.value("thresholdFrom").toString(), QStringLiteral("validation"));
        const auto interval = nodule.value("aurocInterval").toArray();
        const double auroc = nodule.value("auroc").toDouble();
        QVERIFY(interval.at(0).toDouble() <= auroc && auroc <= interval.at(1).toDouble());
        QVERIFY(interval.at(0).toDouble() < interval.at(1).toDouble());
        const auto other = evaluate(dealt() + QStringList{"--seed", "2"});
        QVERIFY(other.json().value("metrics") != one.json().value("metrics"));
    }

    void oneLabelEachHasAnAccuracy() {
        const auto metrics = evaluate(dealt()).json().value("metrics").toObject();
        const auto counts = metrics.value("classConfusion").toObject().value("counts").toArray();
        QCOMPARE(counts.size(), 2);
        int right = 0, all = 0;
        for (int truth = 0; truth < 2; ++truth)
            for (int said = 0; said < 2; ++said) {
                const int count = counts.at(truth).toArray().at(said).toInt();
                all += count;
                right += truth == said ? count : 0;
            }
        QVERIFY(all > 0 && right < all);
        QVERIFY(std::abs(metrics.value("accuracy").toDouble() - double(right) / all) < 1e-12);
    }

    void aLinearHeadLearnsFromTheTrainingPartAndListsWhatCannotBeRead() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        // A square that moves carries the label; a fine grid whose step changes does not.
        QByteArray table = "file,patient,labels,split\n";
        for (int i = 0; i < 24; ++i) {
            const QByteArray name = "taught-" + QByteArray::number(i) + ".png";
            if (i % 2 == 0)
                writeSquare(QString::fromLatin1(name), i / 2);
            else
                writeGrid(QString::fromLatin1(name), 2 + i % 3, i / 2);
            const char* split = i < 12 ? "train" : i < 16 ? "validation" : "test";
            table += name + "," + QByteArray::number(i) + "," + (i % 2 == 0 ? "Nodule" : "") + "," + split + "\n";
        }
        write("broken.png", "no picture");
        table += "broken.png,99,Nodule,test\n";
        write("taught.csv", table);
        const QStringList words = {"classification", "--dataset",   file("taught.csv"), "--head", "linear",
                                   "--labels",       "Nodule,Mass", "--resamples",      "20"};
        const auto outcome = evaluate(words);
        QCOMPARE(outcome.exitCode, 1);
        const auto skipped = outcome.json().value("skipped").toArray();
        QCOMPARE(skipped.size(), 1);
        QVERIFY(skipped.at(0).toObject().value("path").toString().endsWith("broken.png"));
        QVERIFY(!skipped.at(0).toObject().value("reason").toString().isEmpty());
        const auto metrics = outcome.json().value("metrics").toObject();
        QCOMPARE(outcome.json().value("rows").toInt(), 8);
        QCOMPARE(metrics.value("scores").toString(), QStringLiteral("linear head"));
        QCOMPARE(metrics.value("details").toObject().value("trainingRows").toInt(), 12);
        const auto nodule = metrics.value("labels").toObject().value("Nodule").toObject();
        QVERIFY2(nodule.value("auroc").toDouble() > 0.9, outcome.all());
        // Nobody has a mass, so nothing was learned of it and nothing is said.
        const auto mass = metrics.value("labels").toObject().value("Mass").toObject();
        QVERIFY(mass.value("auroc").isNull() && mass.value("f1").isNull() && mass.value("confusion").isNull());
        QCOMPARE(outcome.out, evaluate(words).out);
    }

    void aSegmenterIsPromptedByTheTrueMasks() {
        if (HilumChild::packMissing()) QSKIP("this tree has no engine to segment with");
        const auto imported =
            m_child.run({"models", "import", HILUM_SOURCE_DIR "/tests/data/published/mobile-sam/mobile_sam.pt", "--id",
                         "outliner"});
        QVERIFY2(imported.exitCode == 0, imported.all());
        writeSquare("shown.png", 4);
        write("shown.csv", "file,mask\nshown.png,shown.png\nabsent.png,shown.png\n");
        for (const auto* kind : {"box", "point"}) {
            const auto outcome = evaluate({"segmentation", "--dataset", file("shown.csv"), "--oracle",
                                           QString::fromLatin1(kind), "--model", "outliner", "--resamples", "10"});
            QCOMPARE(outcome.exitCode, 1);  // the absent picture
            const auto metrics = outcome.json().value("metrics").toObject();
            QCOMPARE(metrics.value("pictures").toInt(), 1);
            QCOMPARE(metrics.value("predictions").toString(), QStringLiteral("oracle ") + QString::fromLatin1(kind));
            const double dice = metrics.value("dice").toDouble(-1), iou = metrics.value("iou").toDouble(-1);
            QVERIFY(dice >= 0 && dice <= 1 && std::abs(dice - 2 * iou / (1 + iou)) < 1e-9);
        }
        QCOMPARE(
            evaluate({"segmentation", "--dataset", file("shown.csv"), "--oracle", "box", "--model", "none"}).exitCode,
            4);
    }

    void wrongUseEndsWithTwoAndBadFilesWithThree() {
        const auto nobody = dealt() + QStringList{"--validation", "0.7", "--training", "0.5", "--head", "linear"};
        QCOMPARE(evaluate(nobody).exitCode, 2);

        QCOMPARE(evaluate({}).exitCode, 2);
        QCOMPARE(evaluate({"captions"}).exitCode, 2);
        QCOMPARE(evaluate({"captions", "--dataset", file("absent.csv")}).exitCode, 3);
        write("empty.csv", "file,text\n");
        QCOMPARE(evaluate({"captions", "--dataset", file("empty.csv")}).exitCode, 3);
        write("words.csv", "Nodule\nmany\n");
        write("single.csv", "file,labels\na.png,Nodule\n");
        QCOMPARE(evaluate({"classification", "--dataset", file("single.csv"), "--scores", file("words.csv")}).exitCode,
                 3);
    }
};

QTEST_APPLESS_MAIN(TestEvaluateCommand)
#include "tst_evaluate_command.moc"
