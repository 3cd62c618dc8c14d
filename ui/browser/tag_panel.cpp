// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/tag_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
enum Column { kTag, kVr, kName, kValue, kColumns };
}

bool tellsIdentity(const dicom::TagRow& row) {
    static constexpr std::array<std::uint32_t, 12> kTags = {0x00080050, 0x00080080, 0x00080081, 0x00080090,
                                                            0x00080092, 0x00080094, 0x00081040, 0x00081048,
                                                            0x00081050, 0x00081060, 0x00081070, 0x00321032};
    return (row.tag >> 16U) == 0x0010U || row.vr == "PN" ||
           std::find(kTags.begin(), kTags.end(), row.tag) != kTags.end();
}

TagPanel::TagPanel(TaskRunner& runner, QWidget* parent)
    : QWidget(parent),
      m_runner(runner),
      m_search(new QLineEdit(this)),
      m_tree(new QTreeWidget(this)),
      m_message(new QLabel(this)) {
    setObjectName(QStringLiteral("tagPanel"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("DICOM tags"));
    m_search->setPlaceholderText(tr("Search tag, name or value"));
    m_search->setAccessibleName(tr("Search the tags"));
    m_search->setToolTip(tr("Number, name or value of a tag; rows that do not match are hidden"));
    m_search->setClearButtonEnabled(true);
    m_tree->setAccessibleName(tr("Tags of the image on screen"));
    m_tree->setAccessibleDescription(tr("Number, value representation, name and value; sequences unfold"));
    m_tree->setColumnCount(kColumns);
    m_tree->setHeaderLabels({tr("Tag"), tr("VR"), tr("Name"), tr("Value")});
    m_tree->setUniformRowHeights(true);
    theme::setFont(*m_tree, theme::kSmallPx + 1);
    m_tree->header()->setStretchLastSection(true);
    // Numbers are never cut, whatever the size of the letters; the rows on screen tell how wide they are.
    m_tree->header()->setResizeContentsPrecision(0);
    for (const int column : {kTag, kVr}) m_tree->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_tree->setColumnWidth(kName, 190);
    m_message->setWordWrap(true);
    m_message->setProperty("role", "secondary");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(theme::kStep);
    column->addWidget(m_search);
    column->addWidget(m_message);
    column->addWidget(m_tree, 1);
    connect(m_search, &QLineEdit::textChanged, this, &TagPanel::filter);
    m_message->setText(tr("No image is open"));
}

void TagPanel::showFile(const dicom::Locator& locator) {
    if (locator == m_wanted) return;
    m_wanted = locator;
    if (isVisible()) load();
}

void TagPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load();
}

void TagPanel::load() {
    if (m_wanted == m_loaded) return;
    m_loaded = m_wanted;
    const quint64 generation = ++m_generation;
    if (m_wanted.path.empty()) {
        m_list = {};
        m_message->setText(tr("No image is open"));
        return fill();
    }
    m_message->setText(tr("Reading"));
    TaskOptions options;
    options.title = tr("DICOM tags");
    options.visible = false;
    options.priority = 6;
    m_runner.run<dicom::TagList>(
        options, [locator = m_wanted](const base::JobContext& job) { return dicom::readTags(locator, job); }, this,
        [this, generation](base::Result<dicom::TagList> result) {
            if (generation != m_generation) return;
            m_list = result.ok() ? std::move(result).value() : dicom::TagList{};
            m_message->setText(result.ok() ? QString() : fromUtf8(result.error().message));
            fill();
        });
}

void TagPanel::fill() {
    m_tree->clear();
    std::vector<QTreeWidgetItem*> parents;  // by depth
    for (const auto& row : m_list.rows) {
        const auto depth = static_cast<std::size_t>(std::max(0, row.depth));
        const bool hidden = m_hideIdentity && tellsIdentity(row) && !row.value.empty();
        const QString value = hidden ? tr("(hidden)") : fromUtf8(row.value);
        auto* item = new QTreeWidgetItem({fromUtf8(row.code), fromUtf8(row.vr), fromUtf8(row.name), value});
        item->setToolTip(kValue, value);
        parents.resize(std::min(parents.size(), depth));
        if (parents.empty())
            m_tree->addTopLevelItem(item);
        else
            parents.back()->addChild(item);
        parents.push_back(item);
    }
    filter();
}

// A row stays when it or anything below it matches; its way up stays with it.
void TagPanel::filter() {
    const QString wanted = m_search->text().trimmed();
    const std::function<bool(QTreeWidgetItem*)> keep = [&](QTreeWidgetItem* item) {
        bool below = false;
        for (int i = 0; i < item->childCount(); ++i) below = keep(item->child(i)) || below;
        bool here = wanted.isEmpty();
        for (int column = 0; column < kColumns && !here; ++column)
            here = item->text(column).contains(wanted, Qt::CaseInsensitive);
        item->setHidden(!here && !below);
        if (below && !wanted.isEmpty()) item->setExpanded(true);
        return here || below;
    };
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) keep(m_tree->topLevelItem(i));
    if (m_list.shortened) m_message->setText(tr("The list is very long; its end is left out."));
    m_message->setVisible(!m_message->text().isEmpty());
}

void TagPanel::setHideIdentity(bool hide) {
    m_hideIdentity = hide;
    fill();
}

void TagPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

int TagPanel::rowCount() const { return static_cast<int>(m_list.rows.size()); }

int TagPanel::matchingRows() const {
    int count = 0;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) count += m_tree->topLevelItem(i)->isHidden() ? 0 : 1;
    return count;
}

QString TagPanel::message() const { return m_message->text(); }

}  // namespace hilum::ui
