// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// LayoutPicker: rows and columns of viewports in one look: a field of cells, as many lit as the layout will have.
// By mouse: point and click; by keys: arrows and Enter. Lives in the menu of the tool row. UI thread.
#pragma once

#include <QWidget>

namespace hilum::ui {

class LayoutPicker : public QWidget {
    Q_OBJECT
public:
    explicit LayoutPicker(int most, QWidget* parent = nullptr);
    void setPresent(int rows, int columns);
    int rows() const { return m_rows; }
    int columns() const { return m_columns; }
    QRect cell(int row, int column) const;  // from 0
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int rows, int columns);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void light(int rows, int columns);

    int m_most;
    int m_rows = 1, m_columns = 1;
};

}  // namespace hilum::ui
