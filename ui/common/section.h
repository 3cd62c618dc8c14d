// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Section: one folding part of the right side (SUGGESTIONS, SIMILAR CASES, ...): a header with title
// and count, an optional line of notice, and a body that is either content or a StatePage.
#pragma once

#include <QWidget>

#include "ui/common/error_text.h"

class QLabel;
class QStackedWidget;
class QToolButton;
class QHBoxLayout;

namespace hilum::ui {

class StatePage;

class Section : public QWidget {
    Q_OBJECT
public:
    // name is the untranslated object name ("suggestions"), title what people read.
    Section(const QString& name, const QString& title, QWidget* content, QWidget* parent = nullptr);

    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    void setCount(const QString& text);
    void setTitle(const QString& title);
    void addHeaderWidget(QWidget* widget);
    // Stays visible in every state, between the notice and the body (search chips).
    void setTopWidget(QWidget* widget);
    // Line above the body, with a warning sign; empty hides it.
    void setNotice(const QString& text, const QString& toolTip = {});
    QString notice() const;

    enum class State { Empty, Working, Failed, Content };
    State state() const { return m_state; }
    void showEmpty(const QString& title, const QString& hint = {}, const QString& action = {});
    void showWorking(const QString& title, bool cancellable = false);
    void showFailed(const base::Error& error, bool canRetry = true, const QString& action = {});
    void showFailed(const ErrorText& text, bool canRetry = true, const QString& action = {});
    void showContent();
    // What the section takes at this width besides its content: heading, notice, state, margins.
    int heightAround(int width) const;
    int contentHeight(int width) const;
    // The content is unfolded and shown.
    bool showsContent() const { return !m_folded && m_state == State::Content; }
    StatePage& page() { return *m_page; }

Q_SIGNALS:
    void foldedChanged(bool folded);
    void retryRequested();
    void cancelRequested();
    void actionRequested();

private:
    void setState(State state);

    bool m_folded = false;
    State m_state = State::Empty;
    QToolButton* m_header;
    QLabel* m_count;
    QHBoxLayout* m_headerRow;
    QWidget* m_noticeRow;
    QLabel* m_notice;
    QWidget* m_body;
    StatePage* m_page;
    QWidget* m_content;
    QWidget* m_top = nullptr;
};

}  // namespace hilum::ui
