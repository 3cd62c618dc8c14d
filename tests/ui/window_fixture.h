// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// WindowFixture: a temporary library, simulated studies and a real MainWindow for GUI tests, and the
// pictures (screens/NAME.png under the build folder). Never touches the user's home.
#pragma once

#include <QTemporaryDir>
#include <memory>

#include "tests/ui/fake_session.h"
#include "ui/window/main_window.h"

namespace hilum::tests {

class WindowFixture {
public:
    WindowFixture();
    ~WindowFixture();

    std::filesystem::path library() const;
    QString settingsFile() const;
    QString folder(const QString& name) const;  // a new folder for test input
    // Simulated chest studies with reports, written once for the whole program run.
    static QString phantomFolder();
    // Fills the library with the simulated studies (through the fake pack).
    void fillLibrary();

    using MakeEngine = std::unique_ptr<engine::Engine> (*)(const std::filesystem::path&);
    // A window of 1440 x 900 that has been painted; acknowledged = not the first start.
    ui::MainWindow& show(MakeEngine makeEngine, bool acknowledged = true, const QStringList& paths = {},
                         bool restore = false);
    ui::MainWindow& window() { return *m_window; }
    void closeWindow() { m_window.reset(); }
    // Writes screens/NAME.png (screens/200/NAME.png on a screen of twice the density) and checks what a program can
    // check of a picture: it is not of one colour, no visible control is silent, no words are cut off.
    bool shoot(const QString& name, double scale = 1.0);
    // The same state as NAME, NAME-light, NAME-small (1024 x 700), NAME-200 and NAME-text150.
    bool shootAll(const QString& name);

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
};

// The colour of the widget's pixel at a point, as painted.
QColor pixelAt(QWidget& widget, QPoint point);

}  // namespace hilum::tests
