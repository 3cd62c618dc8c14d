// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CaseGallery: the content of SIMILAR CASES and of search results: up to nine tiles in three columns.
// While it has the focus, digits and Enter open a case beside the current image, arrows move.
#pragma once

#include <QList>
#include <QWidget>

#include "ui/models/library_service.h"
#include "ui/models/reading_work.h"
#include "ui/search/case_tile.h"

class QGridLayout;

namespace hilum::ui {

class CaseGallery : public QWidget {
    Q_OBJECT
public:
    CaseGallery(LibraryService& library, QWidget* parent = nullptr);
    // ownPatientId marks hits of the open patient ("same patient"); "" when nobody is open.
    void setHits(const CaseHits& hits, const std::string& ownPatientId);
    void clear();
    int count() const { return static_cast<int>(m_tiles.size()); }
    CaseTile* tile(int index) const { return m_tiles.value(index); }
    int selected() const { return m_selected; }
    void select(int index);
    void open(int index);          // as the digit index+1; closes the one that is open
    void markOpen(qint64 caseId);  // 0 = none
    static int rowHeight();
    static int rowSpacing();

Q_SIGNALS:
    void caseOpened(const reading::CaseHit& hit);
    void caseClosed();  // the one that stands beside the image was chosen again

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static constexpr int kColumns = 3;
    LibraryService& m_library;
    QGridLayout* m_layout;
    QList<CaseTile*> m_tiles;
    int m_selected = -1;
    quint64 m_generation = 0;
};

}  // namespace hilum::ui
