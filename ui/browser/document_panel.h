// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DocumentPanel: what the open studies hold in words and pages: structured reports and key object selections as
// text, encapsulated PDFs, which the system's own PDF program opens (a foreign PDF is not parsed in this
// process). Files are read on the pool; nothing of them is shown while the identity is hidden. UI thread.
#pragma once

#include <QTemporaryDir>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "dicom/open/document.h"
#include "ui/jobs/task_runner.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace hilum::ui {

class DocumentPanel : public QWidget {
    Q_OBJECT
public:
    explicit DocumentPanel(TaskRunner& runner, QWidget* parent = nullptr);
    // Reports, key objects and PDFs among these, in their order; others are left out.
    void setObjects(const std::vector<dicom::Instance>& objects);
    int count() const { return static_cast<int>(m_objects.size()); }
    void choose(int index);
    void setHideIdentity(bool hide);
    QString text() const;
    QString message() const;
    bool offersPdf() const;
    void openPdf();
    // Given the path of a private copy; the desktop's own program unless a test says otherwise.
    void setOpener(std::function<void(const QString&)> opener) { m_opener = std::move(opener); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load();
    void present(base::Result<dicom::Document> document);

    TaskRunner& m_runner;
    QComboBox* m_which;
    QPlainTextEdit* m_text;
    QLabel* m_message;
    QPushButton* m_open;
    std::function<void(const QString&)> m_opener;
    std::vector<dicom::Instance> m_objects;
    int m_loaded = -1;
    quint64 m_generation = 0;
    bool m_hideIdentity = false;
    std::shared_ptr<const std::vector<std::uint8_t>> m_pdf;
    std::unique_ptr<QTemporaryDir> m_copies;  // gone with the panel
};

}  // namespace hilum::ui
