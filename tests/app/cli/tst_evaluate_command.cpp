// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// `hilum evaluate` as a script sees it, without a model: captions, scores and masks made elsewhere. Undefined figures
// are null, thresholds come from validation rows, a leaking split is refused, the report stands by itself.
#include <QDir>
#include <QFile>
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
        QVERIFY(std::abs(metrics.value("hd95Mm").toDouble() - 1.5) < 1e-9);
        QCOMPARE(evaluate({"segmentation", "--dataset", file("masks.csv"), "--predictions", file("nowhere")}).exitCode,
                 3);
        QCOMPARE(evaluate({"segmentation", "--dataset", file("masks.csv")}).exitCode, 2);
    }

    void wrongUseEndsWithTwoAndBadFilesWithThree() {
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
