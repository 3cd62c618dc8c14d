// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The two lines above the draft: its state (unsaved, saved, exported, failed; sign and words) and a
// notice with up to two buttons (unreviewed at export, removed with Undo, failed with Try again).
// Nothing here pops up. UI thread.
#pragma once

#include <QColor>
#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;

namespace hilum::ui {

class IconLabel;

class ReportStatus : public QWidget {
    Q_OBJECT
public:
    explicit ReportStatus(QWidget* parent = nullptr);
    enum class Tone { Quiet, Good, Warning, Error };
    void setState(Tone tone, const QString& text);
    QString stateText() const;

    struct Action {
        QString text;
        std::function<void()> run;
    };
    void showNotice(Tone tone, const QString& text, Action first = {}, Action second = {});
    void setNoticeToolTip(const QString& text);  // the whole sentence, where the notice says less
    void hideNotice();
    bool noticeShown() const;
    QString noticeText() const;
    // Presses a button of the notice, 0 or 1 (tests, and keys of the panel).
    void pressNotice(int which);

private:
    static void setSign(IconLabel& sign, Tone tone);

    IconLabel* m_sign;
    QLabel* m_text;
    QFrame* m_notice;
    IconLabel* m_noticeSign;
    QLabel* m_noticeText;
    QPushButton* m_buttons[2];
    std::function<void()> m_run[2];
};

}  // namespace hilum::ui
