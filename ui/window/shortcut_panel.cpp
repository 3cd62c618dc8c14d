// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/shortcut_panel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/settings/input_words.h"

namespace hilum::ui {

namespace {
constexpr int kWidth = 340;
constexpr int kWordsShare = 3, kKeysShare = 2;
}  // namespace

ShortcutPanel::ShortcutPanel(QWidget* parent) : QFrame(parent), m_layout(nullptr) {
    setObjectName(QStringLiteral("shortcutPanel"));
    setAccessibleName(tr("Keys and mouse"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(theme::px(kWidth));
    auto* title = new QLabel(tr("Keys and mouse"), this);
    title->setProperty("role", "title");
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("close")));
    close->setProperty("flat", true);
    close->setAccessibleName(tr("Close the list of keys"));
    close->setToolTip(tr("Close (Esc)"));
    connect(close, &QToolButton::clicked, this, &ShortcutPanel::closeRequested);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 8, 4);
    head->addWidget(title, 1);
    head->addWidget(close);
    auto* content = new QWidget;
    content->setProperty("panel", true);
    m_layout = new QVBoxLayout(content);
    m_layout->setContentsMargins(12, 0, 12, 12);
    m_layout->setSpacing(2);
    auto* area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    area->setAccessibleName(tr("List of keys"));
    area->setAccessibleDescription(tr("Every action with its key, by menu"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(area, 1);
}

// As many words a line whatever their size.
void ShortcutPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange) setFixedWidth(theme::px(kWidth));
}

void ShortcutPanel::addHeading(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("role", "secondary");
    theme::setFont(*label, theme::kSmallPx, true);
    label->setContentsMargins(0, 8, 0, 2);
    m_layout->addWidget(label);
}

void ShortcutPanel::addLine(const QString& what, const QString& keys) {
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    auto* left = new QLabel(what, line);
    left->setWordWrap(true);
    auto* right = new QLabel(keys, line);
    right->setAlignment(Qt::AlignRight | Qt::AlignTop);
    right->setWordWrap(true);
    right->setProperty("role", "secondary");
    row->addWidget(left, kWordsShare);
    row->addWidget(right, kKeysShare);
    m_layout->addWidget(line);
    m_lines << QStringLiteral("%1\t%2").arg(what, keys);
}

void ShortcutPanel::setGroups(const QList<Group>& groups, const MouseMap& mouse) {
    m_lines.clear();
    while (auto* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    addHeading(tr("Mouse"));
    for (std::size_t i = 0; i < kMouseSlots; ++i) {
        const auto& binding = mouse.slots[i];
        if (binding.act == MouseAct::None) continue;
        QString what = actWord(binding.act);
        for (const auto& group : groups)
            for (const auto* action : group.actions)
                if (binding.act == MouseAct::Action && action->objectName() == fromUtf8(binding.action))
                    what = action->text().remove(QLatin1Char('&'));
        addLine(what, slotWord(static_cast<MouseSlot>(i)));
    }
    addLine(tr("Five times as fast, a fifth"), tr("Shift, Ctrl while dragging"));
    addLine(tr("Maximise, restore"), tr("double-click"));
    addLine(tr("Menu"), tr("click right"));
    for (const auto& group : groups) {
        addHeading(group.title);
        for (const auto* action : group.actions) {
            QStringList keys;
            for (const auto& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
            if (!keys.isEmpty())
                addLine(action->text().remove(QLatin1Char('&')).remove(QStringLiteral("...")),
                        keys.join(QStringLiteral(", ")));
        }
    }
    m_layout->addStretch();
}

}  // namespace hilum::ui
