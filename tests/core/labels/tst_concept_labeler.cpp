// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// What the labeler promises: concept, polarity, side, zone and severity of report sentences.
#include <QTest>

#include "core/labels/concept_labeler.h"

using namespace hilum::labels;

class TestConceptLabeler : public QObject {
    Q_OBJECT
    static const ConceptLabeler& labeler() {
        static const auto loaded = ConceptLabeler::load(HILUM_SOURCE_DIR "/resources/lexicon.json");
        return loaded.value();
    }
private Q_SLOTS:
    void mentions_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");  // name/polarity/side/zone/severity, joined by ';'
        const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
        row("Moderate left pleural effusion.", "Pleural Effusion/1/left//moderate");
        row("No pneumothorax.", "Pneumothorax/-1///");
        row("No pleural effusion or pneumothorax.", "Pleural Effusion/-1///;Pneumothorax/-1///");
        row("No pleural effusion, but a small right pneumothorax.",
            "Pleural Effusion/-1///;Pneumothorax/1/right//small");
        row("The heart is enlarged without pulmonary edema.", "Cardiomegaly/1///;Edema/-1///");
        row("Pneumonia cannot be excluded.", "Pneumonia/0///");
        row("Possible consolidation in the right lower zone.", "Consolidation/0/right/lower/");
        row("Effusion on the left, nodule on the right.", "Pleural Effusion/1/left//;Nodule/1/right//");
        row("Pleural effusion is not seen.", "Pleural Effusion/-1///");
        row("The lungs are clear.", "No Finding/1///");
        row("No acute cardiopulmonary abnormality.", "No Finding/1///");
        row("Bilateral pleural effusions.", "Pleural Effusion/1/bilateral//");
        row("left effusion, no pneumothorax", "Pleural Effusion/1/left//;Pneumothorax/-1///");
        row("Right upper zone nodule.", "Nodule/1/right/upper/");
        row("Pleural_Thickening", "Pleural Thickening/1///");
        row("Contrast enhanced MR of a glioma", "MR/1///;Glioma/1///");
        row("The costophrenic angles are sharp.", "Pleural Effusion/-1///");
        row("The heart size is normal.", "Cardiomegaly/-1///");
        row("Heart size within normal limits. The lungs are clear.", "Cardiomegaly/-1///;No Finding/1///");
        row("The ribs are intact.", "Fracture/-1///");
        row("", "");
        row("The pituitary gland is normal.", "");
        row("Two masses in the left lung", "Mass/1/left//");
        row("Consolidation in the lingula.", "Consolidation/1/left/middle/");  // there is none on the right
        // CT, MR and ultrasound.
        row("Small pericardial effusion, no pleural effusion.",
            "Pericardial Effusion/1///small;Pleural Effusion/-1///");
        row("No pulmonary embolus.", "Pulmonary Embolism/-1///");
        row("The thoracic aorta is of normal calibre.", "Aortic Aneurysm/-1///");
        row("Right parietal glioblastoma with perifocal oedema.", "Glioma/1/right//;Vasogenic Edema/1///");
        row("No midline shift, no hydrocephalus.", "Midline Shift/-1///;Hydrocephalus/-1///");
        row("Probable brain metastases.", "Brain Metastasis/0///");
        row("No acute haemorrhage or infarct.", "Intracranial Hemorrhage/-1///;Infarct/-1///");
        row("Possible fibroadenoma of the left breast.", "Benign Breast Lesion/0/left//");
        row("Irregular mass suspicious for carcinoma.", "Mass/1///;Malignant Breast Lesion/0///");
        row("No axillary adenopathy.", "Axillary Lymphadenopathy/-1///");
        row("The skin is not thickened.", "Skin Thickening/-1///");
    }
    void mentions() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QStringList got;
        for (const auto& m : labeler().mentions(text.toStdString()))
            got << QStringLiteral("%1/%2/%3/%4/%5")
                       .arg(QString::fromStdString(m.conceptName))
                       .arg(static_cast<int>(m.polarity))
                       .arg(QString::fromStdString(m.side), QString::fromStdString(m.zone),
                            QString::fromStdString(m.severity));
        QCOMPARE(got.join(QLatin1Char(';')), expected);
    }
    void labelsOfTheSharedSetsAreKnown() {
        for (const char* label : {"Atelectasis",
                                  "Cardiomegaly",
                                  "Effusion",
                                  "Infiltration",
                                  "Mass",
                                  "Nodule",
                                  "Pneumonia",
                                  "Pneumothorax",
                                  "Consolidation",
                                  "Edema",
                                  "Emphysema",
                                  "Fibrosis",
                                  "Pleural_Thickening",
                                  "Hernia",
                                  "glioma",
                                  "meningioma",
                                  "pituitary tumor",
                                  "benign",
                                  "malignant",
                                  "No Finding"})
            QVERIFY2(!labeler().canonical(label).empty(), label);
        QCOMPARE(labeler().canonical("Effusion"), std::string("Pleural Effusion"));
        QCOMPARE(labeler().canonical("unheard of"), std::string());
    }
    void sentencesAreSplitWhereAReaderWould() {
        const auto s =
            splitSentences("1. Heart size normal.\n2. A 3.5 cm mass, e.g. in the right lung.  No effusion!\n\nDr. X");
        const std::vector<std::string> expected = {"Heart size normal.", "A 3.5 cm mass, e.g. in the right lung.",
                                                   "No effusion!", "Dr. X"};
        QCOMPARE(s, expected);
    }
    void aBrokenLexiconIsNamed() {
        QCOMPARE(ConceptLabeler::load("/nonexistent").error().code, hilum::base::ErrorCode::NotFound);
        QCOMPARE(ConceptLabeler::load(HILUM_SOURCE_DIR "/LICENSE").error().code, hilum::base::ErrorCode::Corrupt);
    }
};

QTEST_APPLESS_MAIN(TestConceptLabeler)
#include "tst_concept_labeler.moc"
