// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/ask.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QQueue>
#include <optional>

namespace hilum::ui {

namespace {

QQueue<bool> g_answers;
QQueue<QStringList> g_paths;

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

}  // namespace hilum::ui
