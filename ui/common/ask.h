// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Ask and PickFile: the only doors to a message box or a file dialog. Tests queue the answers, so
// that no test ever waits for a person. Never used in the reading path.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>

class QPrinter;
class QWidget;

namespace hilum::ui {

class Ask {
public:
    // A question with two answers; true = the first. Used outside the reading path only.
    static bool yesNo(QWidget* parent, const QString& title, const QString& text, const QString& yes,
                      const QString& no);
    static void queueAnswer(bool yes);  // tests
};

class PickFile {
public:
    static QStringList openFiles(QWidget* parent, const QString& title, const QString& folder);
    static QString openFolder(QWidget* parent, const QString& title, const QString& folder);
    // filters as in QFileDialog; chosen suffix is added when none was typed.
    static QString saveFile(QWidget* parent, const QString& title, const QString& suggested, const QString& filters);
    static void queueAnswer(const QStringList& paths);  // tests; an empty list = the person cancelled
};

class PickPrinter {
public:
    // Asks for printer and paper; print is called when the person agrees. Nothing waits.
    static void choose(QWidget* parent, std::function<void(QPrinter&)> print);
    static void queueAnswer(const QString& pdfPath);  // tests: "prints" to a PDF; "" = the person cancelled
};

}  // namespace hilum::ui
