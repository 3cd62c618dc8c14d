// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What scripts rely on: every command's --json document is one document with the keys that the product keeps,
// of the right kind, on simulated studies. A key may be added, never taken away.
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/hilum_child.h"

using namespace hilum::test;

namespace {

// "hits.0.caseId" in a document; undefined where it is not there.
QJsonValue at(const QJsonObject& document, const QString& path) {
    QJsonValue value = document;
    for (const auto& step : path.split('.')) {
        bool isIndex = false;
        const int index = step.toInt(&isIndex);
        value = isIndex && value.isArray() ? value.toArray().at(index) : value.toObject().value(step);
    }
    return value;
}

// n number, s text, b yes or no, a list, o object, ? number, list or null
bool isKind(const QJsonValue& value, QChar kind) {
    switch (kind.toLatin1()) {
        case 'n': return value.isDouble();
        case 's': return value.isString();
        case 'b': return value.isBool();
        case 'a': return value.isArray();
        case 'o': return value.isObject();
        case '?': return value.isDouble() || value.isNull() || value.isArray();
        default: return false;
    }
}

}  // namespace

class TestJsonKeys : public QObject {
    Q_OBJECT
    HilumChild m_child;

    QStringList words(const QString& line) const {
        QStringList out;
        for (auto word : line.split(' ')) {
            word.replace("~", " ").replace("IMAGE", m_child.file("studies/study-0001/chest.dcm"));
            out << word.replace("HOME", m_child.file("."));
        }
        return out << "--json";
    }

private Q_SLOTS:
    void initTestCase() {
        if (HilumChild::packMissing()) QSKIP("the built-in pack is not in this tree");
        const auto made = m_child.run(words("phantom --out HOME/studies --studies 2 --seed 3 --size 256"));
        QVERIFY2(made.exitCode == 0, made.all());
        const auto added = m_child.run(words("index add HOME/studies"));
        QVERIFY2(added.exitCode == 0, added.all());
        const auto outliner =
            m_child.run({"models", "import", HILUM_SOURCE_DIR "/tests/data/published/mobile-sam/mobile_sam.pt", "--id",
                         "outliner"});
        QVERIFY2(outliner.exitCode == 0, outliner.all());
    }

    void keys_data() {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("keys");
        const auto row = [](const char* command, const char* keys) { QTest::newRow(command) << command << keys; };
        row("phantom --out HOME/more --studies 1 --seed 1 --size 128", "studies:n files:n out:s");
        row("models list",
            "models.0.id:s models.0.family:s models.0.licence:s models.0.sha256:s models.0.dim:n models.0.input:o "
            "models.0.verified:b");
        row("models info hilum-base",
            "id:s family:s licence:s sha256:s dim:n input:o verified:b sources:a metrics:o limits:a");
        row("models verify hilum-base", "id:s sha256:s verified:b");
        row("embed --image IMAGE", "model:s dim:n items.0.input:s items.0.embedding.255:n seconds:n");
        row("embed --text cardiomegaly", "model:s dim:n items.0.input:s items.0.embedding.255:n seconds:n");
        row("suggest IMAGE --top 3",
            "suggestions.0.text:s suggestions.2.score:n suggestions.0.source:s suggestions.0.caseId:?");
        row("classify IMAGE --labels Nodule,Cardiomegaly",
            "items.0.input:s items.0.labels.Nodule:n items.0.labels.Cardiomegaly:n");
        row("index add HOME/studies", "added:n skipped:n failed:a seconds:n");
        row("index add --csv HOME/studies/cases.csv", "added:n skipped:n failed:a seconds:n");
        row("index status", "images:n cases:n packs:a bytes:n");
        row("index verify", "ok:b");
        const char* hits =
            "hits.0.caseId:n hits.0.score:n hits.0.rank:n hits.0.patient:s hits.0.modality:s hits.0.date:s "
            "hits.0.caption:s hits.0.path:s seconds:n";
        row("search --text left~pleural~effusion", hits);
        row("search --image IMAGE --top 1", hits);
        row("search --image IMAGE --text nodule --modality CR", hits);
        row("evaluate retrieval --dataset HOME/studies/cases.csv",
            "metrics.imageToText.r@1:n metrics.textToImage.mrr:n metrics.protocol:s rows:n skipped:a");
        row("evaluate captions --dataset HOME/studies/cases.csv",
            "metrics.bleu4:n metrics.rougeL:n metrics.meteorExactStem:n metrics.ciderD:n "
            "metrics.rankings.published.stride:n rows:n");
        row("evaluate classification --dataset HOME/studies/cases.csv --labels Nodule --validation 0",
            "metrics.labels.Nodule.auroc:? metrics.labels.Nodule.positives:n metrics.macroAuroc:? metrics.scores:s");
        row("saliency IMAGE --text nodule --out HOME/heat.png", "method:s peak.x:n peak.y:n out:s");
        row("segment IMAGE --model outliner --box 40,40,90,80 --out HOME/mask.png",
            "areaPx:n areaMm2:? score:n box:? out:s model:s window.width:n");
        row("report IMAGE --out HOME/draft.pdf --accept-top 2", "out:s findings:n unreviewed:n");
        row("report IMAGE --out HOME/draft.html", "out:s findings:n unreviewed:n");
        row("report IMAGE --out HOME/draft.txt", "out:s findings:n unreviewed:n");
        row("report IMAGE --out HOME/draft.json", "out:s findings:n unreviewed:n");
        row("report IMAGE --out HOME/draft.dcm", "out:s findings:n unreviewed:n");
        row("report IMAGE --out HOME/draft.pdf.dcm", "out:s findings:n unreviewed:n");
        row("report IMAGE --template chest-radiograph --macro fleischner-2017:solid-over-8 --out HOME/draft.txt",
            "out:s findings:n unreviewed:n conflicts:a");
        row("audit show --last 3 --xml",
            "records.0.number:n records.0.time:s records.0.event:s records.0.study:s records.0.outcome:s "
            "records.0.detail:o records.0.message:s");
        row("audit verify", "ok:b records:n reason:s");
        row("dicom deidentify HOME/studies --out HOME/deidentified",
            "files.0.path:s files.0.status:s files.0.reason:s files.0.out:s files.0.warnings:a written:n skipped:n "
            "failed:n out:s methods.0:s");
        row("dicom info HOME/studies",
            "files.0.path:s files.0.status:s files.0.reason:s files.0.sopClass:s files.0.modality:s "
            "files.0.transferSyntax:s files.0.frames:n files.0.rows:n files.0.columns:n opened:n refused:n");
        row("dicom pixels IMAGE --out HOME/pixels.npy", "shape.2:n dtype:s out:s");
        row("dicom render IMAGE --out HOME/frame.png", "out:s");
        row("dicom render IMAGE --rotate 90 --flip --invert --save-presentation HOME/view.dcm --out HOME/turned.png",
            "out:s width:n height:n frame:n window.centre:n");
        row("dicom render IMAGE --presentation HOME/view.dcm --out HOME/again.png",
            "out:s width:n height:n frame:n presentation.label:s presentation.description:s presentation.drawings:n "
            "presentation.warnings:a");
        row("index rebuild", "added:n skipped:n failed:a seconds:n");
        row("bench open", "benchmarks.0.name:s benchmarks.0.median:n benchmarks.0.unit:s benchmarks.0.n:n");
    }
    void keys() {
        QFETCH(QString, command);
        QFETCH(QString, keys);
        const auto outcome = m_child.run(words(command));
        QVERIFY2(outcome.exitCode == 0 || (outcome.exitCode == 1 && command.startsWith("dicom info")), outcome.all());
        QJsonParseError fault{};
        const auto document = QJsonDocument::fromJson(outcome.out, &fault).object();
        QVERIFY2(fault.error == QJsonParseError::NoError, outcome.all());
        QCOMPARE(outcome.out.count('\n'), 1);  // one document on one line and nothing else
        for (const auto& key : keys.split(' ')) {
            const QString path = key.chopped(2);
            QVERIFY2(isKind(at(document, path), key.back()), qPrintable(path + " in " + outcome.out.left(2000)));
        }
    }

    void theLastCaseCanBeRemoved() {
        const auto status = m_child.run(words("index status"));
        const auto hit = m_child.run(words("search --image IMAGE --top 1"));
        const int id = at(hit.json(), "hits.0.caseId").toInt();
        const auto removed = m_child.run(words("index remove " + QString::number(id)));
        QVERIFY2(removed.exitCode == 0, removed.all());
        const auto after = m_child.run(words("index status"));
        QCOMPARE(after.json().value("cases").toInt(), status.json().value("cases").toInt() - 1);
        QCOMPARE(m_child.run(words("index remove " + QString::number(id))).exitCode, 3);  // it is gone
    }
};

QTEST_GUILESS_MAIN(TestJsonKeys)
#include "tst_json_keys.moc"
