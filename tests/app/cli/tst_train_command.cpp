// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// `hilum train` end to end on simulated studies: progress lines, checkpoint, pack; stopped in the middle and
// resumed it ends with the same weights, bit for bit, as a run that nobody stopped. The network is a small one
// of the real family (tests/core/train/tiny_set.h), so that it takes seconds.
#include "tests/core/train/tiny_set.h"

#include <QTest>

#include <csignal>

#include "tests/support/hilum_child.h"

namespace fs = std::filesystem;
using namespace hilum::test;

class TestTrainCommand : public QObject {
    Q_OBJECT
    static constexpr int kSteps = 60;
    HilumChild m_child;
    QString file(const QString& name) const { return m_child.file(name); }
    fs::path path(const QString& name) const { return file(name).toStdString(); }

    // The small network and a configuration over the simulated studies in a folder; answers the config's path.
    QString prepare(const QString& name) const {
        fs::create_directories(path(name));
        const nlohmann::json source = {{"name", "simulated"},
                                       {"csv", path("studies/cases.csv").string()},
                                       {"modality", "CR"},
                                       {"context", {"chest radiograph"}},
                                       {"validation", 0.3}};
        const auto config =
            makeSet(path(name), kSteps, {{"sources", {source}}, {"batch", 4}, {"evaluateEvery", 30}, {"keep", "last"}});
        return QString::fromStdString(config.string());
    }
    Outcome train(QStringList words) const {
        words.prepend("train");
        return m_child.run(words + QStringList{"--threads", "1", "--json"});
    }
    static QList<QJsonObject> lines(const QByteArray& out) {
        QList<QJsonObject> all;
        for (const auto& line : out.trimmed().split('\n')) all << QJsonDocument::fromJson(line).object();
        return all;
    }
    QByteArray bytes(const QString& name) const {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() {
        const auto made = m_child.run({"phantom", "--out", file("studies"), "--studies", "14", "--seed", "11", "--size",
                                       "128", "--modalities", "CR", "--quiet"});
        QVERIFY2(made.exitCode == 0, made.all());
    }

    void trainsAndLeavesAPackThatLoads() {
        const auto outcome = train({prepare("whole")});
        QVERIFY2(outcome.exitCode == 0, outcome.all());
        const auto told = lines(outcome.out);
        int steps = 0, validations = 0;
        for (const auto& line : told) {
            steps += line.value("event") == "step" ? 1 : 0;
            validations += line.value("event") == "validation" ? 1 : 0;
        }
        QCOMPARE(steps, kSteps / 10);
        QCOMPARE(validations, 2);
        QVERIFY(QFile::exists(told.last().value("checkpoint").toString()));
        QVERIFY(!told.last().value("metrics").toObject().isEmpty());

        const auto imported = m_child.run({"models", "import", file("whole/out/pack"), "--id", "trained", "--json"});
        QVERIFY2(imported.exitCode == 0, imported.all());
        const auto verified = m_child.run({"models", "verify", "trained", "--json"});
        QVERIFY2(verified.exitCode == 0 && verified.json().value("verified").toBool(), verified.all());
        const auto embedded =
            m_child.run({"embed", "--image", file("studies/study-0001/chest.dcm"), "--model", "trained", "--json"});
        QVERIFY2(embedded.exitCode == 0, embedded.all());
        QCOMPARE(embedded.json().value("dim").toInt(), 16);
    }

    void stoppedAndResumedItEndsWithTheSameWeights() {
        QVERIFY(!bytes("whole/out/pack/weights.safetensors").isEmpty());
        const QString config = prepare("halves");
        QProcess process;
        m_child.start(process, HilumChild::program(), {"train", config, "--threads", "1", "--json"});
        QByteArray out;
        while (process.waitForReadyRead(60000)) {
            out += process.readAllStandardOutput();
            if (out.contains("\"event\":\"step\"")) break;
        }
        QVERIFY2(out.contains("\"event\":\"step\""), out);
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        const auto stopped = HilumChild::finish(process);
        QVERIFY2(stopped.exitCode == 5, stopped.all());
        QVERIFY2(stopped.err.count('\n') == 1 && stopped.err.contains("--resume"), stopped.all());
        QVERIFY(!bytes("halves/out/checkpoint.safetensors").isEmpty());
        int reached = 0;
        for (const auto& line : lines(out + stopped.out))
            if (line.value("event") == "checkpoint") reached = line.value("step").toInt();
        QVERIFY2(reached >= 10 && reached < kSteps, qPrintable(QString::number(reached)));

        const auto resumed = train({config, "--resume"});
        QVERIFY2(resumed.exitCode == 0, resumed.all());
        const auto told = lines(resumed.out);
        const auto first =
            std::find_if(told.begin(), told.end(), [](const auto& line) { return line.value("event") == "resumed"; });
        QVERIFY2(first != told.end() && first->value("step").toInt() == reached, resumed.all());
        QVERIFY2(bytes("halves/out/pack/weights.safetensors") == bytes("whole/out/pack/weights.safetensors"),
                 "the resumed run ended with other weights");
    }

    void aResumedRunThatIsDoneStaysAsItIs() {
        const QByteArray before = bytes("whole/out/checkpoint.safetensors");
        const auto again = train({file("whole/config.json"), "--resume"});
        QVERIFY2(again.exitCode == 0, again.all());
        QVERIFY(bytes("whole/out/checkpoint.safetensors") == before);
    }
};

QTEST_GUILESS_MAIN(TestTrainCommand)
#include "tst_train_command.moc"
