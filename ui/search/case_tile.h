// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// CaseTile: one past case in the gallery: picture, number key, age, sex, modality, date, a coarse bar of
// similarity and the sentence.
#pragma once

#include <QImage>
#include <QWidget>

#include "core/reading/case_search.h"

namespace hilum::ui {

// The text in at most so many lines, none wider than width: a word that is too long ends in an ellipsis.
QStringList captionLines(const QString& text, const QFont& font, double width, int most);

class CaseTile : public QWidget {
    Q_OBJECT
public:
    static int heightPx();  // grows with the text, not with the picture
    CaseTile(int number, const reading::CaseHit& hit, bool samePatient, QWidget* parent = nullptr);
    const reading::CaseHit& hit() const { return m_hit; }
    void setPicture(const QImage& picture);
    bool hasPicture() const { return !m_picture.isNull(); }
    void setSelected(bool selected);
    void setOpen(bool open);  // it stands beside the current image
    bool isOpen() const { return m_open; }
    QSize sizeHint() const override { return {112, heightPx()}; }
    bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void chosen();
    void opened();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int m_number;
    reading::CaseHit m_hit;
    bool m_samePatient;
    QString m_facts, m_caption;
    QImage m_picture;
    bool m_selected = false;
    bool m_open = false;
    bool m_hover = false;
};

// "57 y F CR 2024-03-02"; unknown parts are left out.
QString caseFacts(const library::CaseRecord& record);
// The same without the date, which stands on its own line in a tile.
QString personFacts(const library::CaseRecord& record);

}  // namespace hilum::ui
