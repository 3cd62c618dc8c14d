// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/search/case_gallery.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QScrollArea>

#include "ui/common/theme.h"

namespace hilum::ui {

CaseGallery::CaseGallery(LibraryService& library, QWidget* parent)
    : QWidget(parent), m_library(library), m_layout(new QGridLayout(this)) {
    setObjectName(QStringLiteral("caseGallery"));
    setAccessibleName(tr("Past cases"));
    setAccessibleDescription(tr("Arrows move, Enter or a digit opens a case beside the image"));
    setFocusPolicy(Qt::StrongFocus);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(rowSpacing());
    for (int i = 0; i < kColumns; ++i) m_layout->setColumnStretch(i, 1);
}

void CaseGallery::clear() {
    ++m_generation;
    for (auto* tile : std::as_const(m_tiles)) {
        m_layout->removeWidget(tile);
        tile->hide();
        tile->deleteLater();
    }
    m_tiles.clear();
    m_selected = -1;
}

void CaseGallery::setHits(const CaseHits& hits, const std::string& ownPatientId) {
    clear();
    std::vector<std::string> hashes;
    for (const auto& hit : hits) {
        const int number = count() + 1;
        const bool same = isSamePatient(hit.record, ownPatientId, {});
        auto* tile = new CaseTile(number, hit, same, this);
        m_layout->addWidget(tile, (number - 1) / kColumns, (number - 1) % kColumns);
        m_tiles.append(tile);
        hashes.push_back(hit.record.imageHash);
        connect(tile, &CaseTile::chosen, this, [this, number] {
            setFocus();
            select(number - 1);
        });
        connect(tile, &CaseTile::opened, this, [this, number] { open(number - 1); });
    }
    const quint64 generation = m_generation;
    m_library.thumbnails(std::move(hashes), this, [this, generation](const std::vector<QImage>& pictures) {
        if (generation != m_generation) return;
        for (std::size_t i = 0; i < pictures.size() && static_cast<int>(i) < count(); ++i)
            m_tiles[static_cast<int>(i)]->setPicture(pictures[i]);
    });
    if (!m_tiles.isEmpty()) select(0);
}

int CaseGallery::rowHeight() { return CaseTile::heightPx(); }
int CaseGallery::rowSpacing() { return theme::kStep + 2; }

void CaseGallery::select(int index) {
    if (index < 0 || index >= count()) return;
    m_selected = index;
    for (int i = 0; i < count(); ++i) m_tiles[i]->setSelected(i == index && hasFocus());
    for (auto* parent = parentWidget(); hasFocus() && parent != nullptr; parent = parent->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(parent)) area->ensureWidgetVisible(m_tiles[index], 0, 0);
}

void CaseGallery::open(int index) {
    if (index < 0 || index >= count()) return;
    select(index);
    if (m_tiles[index]->isOpen()) {
        Q_EMIT caseClosed();
        return;
    }
    Q_EMIT caseOpened(m_tiles[index]->hit());
}

void CaseGallery::markOpen(qint64 caseId) {
    for (auto* tile : std::as_const(m_tiles)) tile->setOpen(caseId != 0 && tile->hit().record.id == caseId);
}

// Digits and arrows mean presets and scrolling in the rest of the window; here they mean cases.
bool CaseGallery::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* keys = static_cast<QKeyEvent*>(event);
        const int key = keys->key();
        const bool ours = (key >= Qt::Key_1 && key <= Qt::Key_9) || key == Qt::Key_Up || key == Qt::Key_Down ||
                          key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Return || key == Qt::Key_Enter;
        if (ours && (keys->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier && count() > 0) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) select(m_selected);
    return QWidget::event(event);
}

void CaseGallery::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (key >= Qt::Key_1 && key <= Qt::Key_9) return open(key - Qt::Key_1);
    switch (key) {
        case Qt::Key_Left: return select(std::max(0, m_selected - 1));
        case Qt::Key_Right: return select(std::min(count() - 1, m_selected + 1));
        case Qt::Key_Up: return select(m_selected - kColumns >= 0 ? m_selected - kColumns : m_selected);
        case Qt::Key_Down: return select(std::min(count() - 1, m_selected + kColumns));
        case Qt::Key_Return:
        case Qt::Key_Enter: return open(m_selected);
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace hilum::ui
