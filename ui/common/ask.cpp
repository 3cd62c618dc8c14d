// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/ask.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QQueue>
#include <optional>

namespace hilum::ui {

namespace {

QQueue<bool> g_answers;
QQueue<QStringList> g_paths;
QQueue<QString> g_printers;

std::optional<QStringList> queuedPaths() {
    if (g_paths.isEmpty()) return std::nullopt;
    return g_paths.dequeue();
}

}  // namespace

bool Ask::yesNo(QWidget* parent, const QString& title, const QString& text, const QString& yes, const QString& no) {
    if (!g_answers.isEmpty()) return g_answers.dequeue();
    QMessageBox box(QMessageBox::Question, title, text, QMessageBox::NoButton, parent);
    const auto* first = box.addButton(yes, QMessageBox::AcceptRole);
    box.addButton(no, QMessageBox::RejectRole);
    box.exec();
    return box.clickedButton() == first;
}

void Ask::queueAnswer(bool yes) { g_answers.enqueue(yes); }

QStringList PickFile::openFiles(QWidget* parent, const QString& title, const QString& folder) {
    if (auto queued = queuedPaths()) return *queued;
    return QFileDialog::getOpenFileNames(parent, title, folder);
}

QString PickFile::openFolder(QWidget* parent, const QString& title, const QString& folder) {
    if (auto queued = queuedPaths()) return queued->value(0);
    return QFileDialog::getExistingDirectory(parent, title, folder);
}

QString PickFile::saveFile(QWidget* parent, const QString& title, const QString& suggested, const QString& filters) {
    if (auto queued = queuedPaths()) return queued->value(0);
    return QFileDialog::getSaveFileName(parent, title, suggested, filters);
}

void PickFile::queueAnswer(const QStringList& paths) { g_paths.enqueue(paths); }

void PickPrinter::choose(QWidget* parent, std::function<void(QPrinter&)> print) {
    if (!g_printers.isEmpty()) {
        const QString path = g_printers.dequeue();
        if (path.isEmpty()) return;
        QPrinter printer(QPrinter::HighResolution);
        printer.setOutputFormat(QPrinter::PdfFormat);
        printer.setOutputFileName(path);
        printer.setPageOrientation(QPageLayout::Landscape);
        return print(printer);
    }
    auto* dialog = new QPrintDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->printer()->setPageOrientation(QPageLayout::Landscape);
    QObject::connect(dialog, qOverload<QPrinter*>(&QPrintDialog::accepted), parent,
                     [print = std::move(print)](QPrinter* printer) { print(*printer); });
    dialog->open();
}

void PickPrinter::queueAnswer(const QString& pdfPath) { g_printers.enqueue(pdfPath); }

}  // namespace hilum::ui
