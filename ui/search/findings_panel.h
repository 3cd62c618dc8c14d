// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// FindingsPanel: the content of FINDINGS: each finding that the pack knows with its probability and
// threshold. A click asks for the finding's saliency. Zero-shot numbers are for ranking within the image,
// and the panel says which kind they are and whose.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QGridLayout;
class QLabel;

namespace hilum::ui {

struct FindingProbability {
    QString name;
    double probability = 0;
    double threshold = 0.5;
};

class FindingsPanel : public QWidget {
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget* parent = nullptr);
    void setFindings(std::vector<FindingProbability> findings, const QString& packName,
                     bool fineTuned = false);  // shown by probability
    int count() const { return m_count; }

Q_SIGNALS:
    void findingChosen(const QString& name);

private:
    QGridLayout* m_grid;
    QLabel* m_note;
    QWidget* m_rows;
    int m_count = 0;
};

}  // namespace hilum::ui
