// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/search/chip_bar.h"

#include <QToolButton>

#include "ui/common/flow_layout.h"
#include "ui/common/focus_chain.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {

QString kindWord(const std::string& kind) {
    if (kind == "finding") return ChipBar::tr("finding");
    if (kind == "negated") return ChipBar::tr("without");
    if (kind == "modality") return ChipBar::tr("modality");
    if (kind == "age") return ChipBar::tr("age");
    if (kind == "sex") return ChipBar::tr("sex");
    if (kind == "date") return ChipBar::tr("date");
    return ChipBar::tr("words");
}

}  // namespace

QString typedFor(const reading::Chip& chip) {
    const QString text = fromUtf8(chip.text);
    if (chip.kind != "negated") return text;
    const QString lower = text.toLower();
    const bool has = lower.startsWith(QLatin1String("no ")) || lower.startsWith(QLatin1String("without ")) ||
                     lower.startsWith(QLatin1String("not "));
    return has ? text : QStringLiteral("no ") + text;
}

ChipBar::ChipBar(QWidget* parent) : QWidget(parent), m_layout(new FlowLayout(this, theme::kStep)) {
    setObjectName(QStringLiteral("chipBar"));
    setAccessibleName(tr("How the search was understood"));
}

void ChipBar::setChips(const std::vector<reading::Chip>& chips) {
    m_layout->clear();
    m_chips = chips;
    for (int i = 0; i < count(); ++i) {
        const auto& chip = m_chips[static_cast<std::size_t>(i)];
        auto* button = new QToolButton(this);
        const bool negated = chip.kind == "negated";  // its text says "no ..." already
        button->setText(negated ? typedFor(chip)
                                : QStringLiteral("%1: %2").arg(kindWord(chip.kind), fromUtf8(chip.text)));
        button->setIcon(icon(QStringLiteral("close")));
        button->setIconSize(QSize(10, 10));
        button->setLayoutDirection(Qt::RightToLeft);  // the cross stands after the words
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        theme::setFont(*button, theme::kSmallPx);
        button->setToolTip(tr("Remove from the search"));
        button->setAccessibleName(tr("Remove %1: %2").arg(kindWord(chip.kind), fromUtf8(chip.text)));
        if (negated) button->setProperty("chip", "negated");
        connect(button, &QToolButton::clicked, this, [this, i] { removeChip(i); });
        m_layout->addWidget(button);
        button->show();
    }
    chainFocus(this, *this);
    updateGeometry();
}

void ChipBar::removeChip(int index) {
    if (index < 0 || index >= count()) return;
    QStringList parts;
    for (int i = 0; i < count(); ++i)
        if (i != index) parts << typedFor(m_chips[static_cast<std::size_t>(i)]);
    Q_EMIT queryChanged(parts.join(QStringLiteral(", ")));
}

}  // namespace hilum::ui
