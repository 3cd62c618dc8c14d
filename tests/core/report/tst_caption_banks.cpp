// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The shipped caption banks: readable, licensed, free of repeats, wide enough, and in report style.
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Bank {
    QString name;
    QMap<QString, QString> header;
    QStringList captions;
};

QList<Bank> banks() {
    QList<Bank> all;
    const QDir folder(QStringLiteral(HILUM_SOURCE_DIR "/resources/captions"));
    for (const auto& entry : folder.entryInfoList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
        QFile file(entry.filePath());
        if (!file.open(QIODevice::ReadOnly)) continue;
        Bank bank{entry.completeBaseName(), {}, {}};
        static const QRegularExpression key(QStringLiteral("^# ([a-z]+): (.+)$"));
        for (const auto& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
            if (const auto match = key.match(line); match.hasMatch())
                bank.header[match.captured(1)] = match.captured(2);
            if (!line.startsWith(QLatin1Char('#'))) bank.captions << line;
        }
        all << bank;
    }
    return all;
}

}  // namespace

class TestCaptionBanks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyBankSaysWhatItIs() {
        const auto all = banks();
        QVERIFY(all.size() >= 7);
        for (const auto& bank : all) {
            for (const char* key : {"title", "modality", "body", "licence", "language"})
                QVERIFY2(!bank.header.value(QLatin1String(key)).isEmpty(),
                         qPrintable(bank.name + QLatin1Char(' ') + QLatin1String(key)));
            QVERIFY(bank.header[QStringLiteral("licence")].startsWith(QStringLiteral("Apache-2.0")));
            static const QRegularExpression codes(QStringLiteral("^(\\*|[A-Z]{2}(,[A-Z]{2})*)$"));
            QVERIFY2(codes.match(bank.header[QStringLiteral("modality")]).hasMatch(), qPrintable(bank.name));
        }
    }
    void banksAreWideEnough_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("least");
        QTest::newRow("chest") << "chest-radiograph" << 200;
        QTest::newRow("brain") << "brain-mr" << 60;
        QTest::newRow("breast") << "breast-ultrasound" << 60;
        QTest::newRow("ct") << "ct-" << 80;
        QTest::newRow("general") << "general" << 20;
    }
    void banksAreWideEnough() {
        QFETCH(QString, name);
        QFETCH(int, least);
        qsizetype count = 0;
        for (const auto& bank : banks())
            if (bank.name.startsWith(name)) count += bank.captions.size();
        QVERIFY2(count >= least, qPrintable(QString::number(count)));
    }
    void captionsAreShortSentencesWithoutRepeats() {
        for (const auto& bank : banks()) {
            QStringList seen;
            for (const auto& caption : bank.captions) {
                QVERIFY2(caption == caption.simplified() && caption.size() <= 120 &&
                             caption.endsWith(QLatin1Char('.')) && caption.at(0).isUpper() &&
                             !caption.contains(QChar::ReplacementCharacter),
                         qPrintable(bank.name + QStringLiteral(": ") + caption));
                QVERIFY2(!seen.contains(caption.toLower()), qPrintable(caption));
                seen << caption.toLower();
                for (const char* word : {"approved", "diagnos", "detect"})
                    QVERIFY2(!caption.contains(QLatin1String(word), Qt::CaseInsensitive), qPrintable(caption));
            }
        }
    }
    // Every finding of the two public label sets can be suggested, and both sides where it has one.
    void chestBankCoversThePublicLabels_data() {
        QTest::addColumn<QString>("word");
        for (const char* word : {"atelectasis",
                                 "enlarged",
                                 "effusion",
                                 "infiltrat",
                                 "mass",
                                 "nodule",
                                 "pneumonia",
                                 "pneumothorax",
                                 "consolidation",
                                 "oedema",
                                 "emphysema",
                                 "fibrosis",
                                 "pleural thickening",
                                 "hernia",
                                 "No acute",
                                 "mediastinum",
                                 "fracture",
                                 "opacity",
                                 "tube",
                                 "pacemaker",
                                 "left",
                                 "right",
                                 "No "})
            QTest::newRow(word) << QString::fromLatin1(word);
    }
    void chestBankCoversThePublicLabels() {
        QFETCH(QString, word);
        for (const auto& bank : banks())
            if (bank.name == QLatin1String("chest-radiograph"))
                QVERIFY(!bank.captions.filter(word, Qt::CaseInsensitive).isEmpty());
    }
    void sidesComeInPairs() {
        for (const auto& bank : banks())
            for (const auto& caption : bank.captions) {
                static const QRegularExpression exception(
                    QStringLiteral("heart|atrial|middle lobe|main bronch|paratracheal|subclavian|jugular|ventric|chest "
                                   "port|border|Retrocardiac|pacemaker|liver|single|minor|air bronch|bowel "
                                   "loops|hemidiaphragm\\.|Right diaphragmatic"));
                if (!caption.startsWith(QLatin1String("Left ")) && !caption.startsWith(QLatin1String("Right ")))
                    continue;
                if (exception.match(caption).hasMatch()) continue;
                QString other = caption;
                if (caption.startsWith(QLatin1String("Left ")))
                    other.replace(QLatin1String("Left "), QLatin1String("Right "));
                else
                    other.replace(QLatin1String("Right "), QLatin1String("Left "));
                QVERIFY2(bank.captions.contains(other), qPrintable(bank.name + QStringLiteral(" lacks: ") + other));
            }
    }
};

QTEST_GUILESS_MAIN(TestCaptionBanks)
#include "tst_caption_banks.moc"
