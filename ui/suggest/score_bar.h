// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ScoreBar: a short flat bar for a share between 0 and 1, with an optional threshold mark. Rank and a
// coarse bar are what readers use; the number beside it is small.
#pragma once

#include <QWidget>
#include <optional>

namespace hilum::ui {

class ScoreBar : public QWidget {
    Q_OBJECT
public:
    explicit ScoreBar(double value, QWidget* parent = nullptr);
    void setValue(double value);
    void setThreshold(std::optional<double> threshold);
    QSize sizeHint() const override { return {64, 6}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_value;
    std::optional<double> m_threshold;
};

}  // namespace hilum::ui
