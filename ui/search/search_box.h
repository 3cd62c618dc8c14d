// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SearchBox: typed findings. "/" focuses it, Enter searches, Esc gives the focus back to the image.
#pragma once

#include <QLineEdit>

namespace hilum::ui {

class SearchBox : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchBox(QWidget* parent = nullptr);

Q_SIGNALS:
    void searchRequested(const QString& typed);
    void leaveRequested();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
};

}  // namespace hilum::ui
