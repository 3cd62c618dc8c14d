// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/run_window.h"

#include <QApplication>
#include <QMainWindow>

namespace hilum::ui {

int runWindow(int argc, char** argv) {
    QApplication application(argc, argv);
    QMainWindow window;
    window.setWindowTitle(QStringLiteral("Hilum"));
    window.show();
    return application.exec();
}

}  // namespace hilum::ui
