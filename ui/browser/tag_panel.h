// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TagPanel: the DICOM elements of the image on screen, searchable by tag, name and value; sequences unfold.
// With the identity hidden, values of the patient group and of names are not shown. UI thread.
#pragma once

#include <QWidget>

#include "dicom/open/tag_list.h"
#include "ui/jobs/task_runner.h"

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace hilum::ui {

class TagPanel : public QWidget {
    Q_OBJECT
public:
    explicit TagPanel(TaskRunner& runner, QWidget* parent = nullptr);
    // Reads in the background while the panel is visible; an empty locator clears.
    void showFile(const dicom::Locator& locator);
    void setHideIdentity(bool hide);
    void focusSearch();
    int rowCount() const;      // of the list
    int matchingRows() const;  // visible under the search
    QString message() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load();
    void fill();
    void filter();

    TaskRunner& m_runner;
    QLineEdit* m_search;
    QTreeWidget* m_tree;
    QLabel* m_message;
    dicom::Locator m_wanted, m_loaded;
    dicom::TagList m_list;
    bool m_hideIdentity = false;
    quint64 m_generation = 0;
};

// True when a value may name a person or tell who somebody is: group 0010, person names, accession, addresses.
bool tellsIdentity(const dicom::TagRow& row);

}  // namespace hilum::ui
