// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/jobs/task_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>
#include <QWidgetAction>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
constexpr int kLeastWordsPx = 120;
}  // namespace

TaskStrip::TaskStrip(TaskRunner& runner, QWidget* parent)
    : QWidget(parent),
      m_runner(runner),
      m_label(new ElidedLabel({}, this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this)),
      m_more(new QToolButton(this)),
      m_details(new QToolButton(this)),
      m_retry(new QToolButton(this)) {
    setObjectName(QStringLiteral("taskStrip"));
    setAccessibleName(tr("Running jobs"));
    // As wide as its words where the status bar has the room, and cut no sooner.
    m_label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_label->setMinimumWidth(kLeastWordsPx);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(120);
    m_bar->setAccessibleName(tr("Progress of the job"));
    m_bar->setAccessibleDescription(tr("How far the newest job has come"));
    m_cancel->setIcon(icon(QStringLiteral("close")));
    m_cancel->setProperty("flat", true);
    m_cancel->setIconSize(QSize(12, 12));
    m_cancel->setAccessibleName(tr("Cancel the job"));
    m_cancel->setToolTip(tr("Cancel the job"));
    m_details->setText(tr("Details"));
    m_details->setAccessibleName(tr("Details of the failed job"));
    m_details->setPopupMode(QToolButton::InstantPopup);
    m_details->setMenu(new QMenu(m_details));
    m_details->menu()->setAccessibleName(tr("Details of the failed job"));
    m_retry->setText(tr("Try again"));
    m_retry->setAccessibleName(tr("Try the failed job again"));
    m_retry->setToolTip(tr("Do it once more"));
    m_details->setToolTip(tr("The whole sentence of what went wrong"));
    m_more->setToolTip(tr("All running jobs, and how to stop them"));
    for (auto* button : {m_details, m_retry}) {
        button->setProperty("flat", true);
        theme::setFont(*button, theme::kSmallPx);
    }
    m_more->setProperty("flat", true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAccessibleName(tr("All running jobs"));
    m_more->setMenu(new QMenu(m_more));
    m_more->menu()->setAccessibleName(tr("All running jobs"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * theme::kStep);
    layout->addWidget(m_more);
    layout->addWidget(m_label);
    layout->addWidget(m_bar);
    layout->addWidget(m_details);
    layout->addWidget(m_retry);
    layout->addWidget(m_cancel);

    connect(&runner, &TaskRunner::started, this, [this](quint64 id, const QString& title) {
        m_rows.append(Row{id, title, {}, 0, 0, false, {}});
        refresh();
    });
    connect(&runner, &TaskRunner::progressed, this,
            [this](quint64 id, qint64 done, qint64 total, const QString& stage) {
                if (Row* row = find(id)) {
                    row->done = done;
                    row->total = total;
                    row->stage = stage;
                    refresh();
                }
            });
    connect(&runner, &TaskRunner::finished, this, [this](quint64 id, bool failed, const QString& message) {
        Row* row = find(id);
        if (row == nullptr) return;
        row->failed = failed;
        row->message = message;
        if (!failed) m_rows.removeIf([id](const Row& r) { return r.id == id; });
        refresh();
    });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (!m_rows.isEmpty()) dismiss(m_rows.last().id);
    });
    connect(m_retry, &QToolButton::clicked, this, &TaskStrip::retryShown);
    connect(m_details->menu(), &QMenu::aboutToShow, this, &TaskStrip::fillDetails);
    connect(m_more->menu(), &QMenu::aboutToShow, this, [this] {
        m_more->menu()->clear();
        for (const Row& row : std::as_const(m_rows))
            m_more->menu()->addAction(icon(QStringLiteral("close")), tr("Cancel: %1").arg(describe(row)), this,
                                      [this, id = row.id] { dismiss(id); });
    });
    refresh();
}

void TaskStrip::dismiss(TaskId id) {
    const Row* row = find(id);
    if (row == nullptr) return;
    if (row->failed) {
        m_runner.forget(id);
        m_rows.removeIf([id](const Row& r) { return r.id == id; });
        refresh();
    } else {
        m_runner.cancel(id);
    }
}

void TaskStrip::retryShown() {
    if (m_rows.isEmpty() || !m_rows.last().failed) return;
    const TaskId id = m_rows.last().id;
    const auto again = m_runner.retryOf(id);
    dismiss(id);
    if (again) again();
}

// The whole sentence, however long; the strip has room for its beginning only.
void TaskStrip::fillDetails() {
    auto* menu = m_details->menu();
    menu->clear();
    if (m_rows.isEmpty()) return;
    auto* words = new QLabel(m_rows.last().title + QStringLiteral("\n") + describe(m_rows.last()));
    words->setWordWrap(true);
    words->setFixedWidth(420);
    words->setContentsMargins(12, 8, 12, 8);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(words);
    menu->addAction(action);
}

TaskStrip::Row* TaskStrip::find(TaskId id) {
    for (auto& row : m_rows)
        if (row.id == id) return &row;
    return nullptr;
}

QString TaskStrip::describe(const Row& row) const {
    if (row.failed) return row.message.isEmpty() ? tr("%1 failed").arg(row.title) : row.message;
    if (row.total > 0) return QStringLiteral("%1 %2/%3").arg(row.title).arg(row.done).arg(row.total);
    return row.title;
}

QString TaskStrip::text() const { return m_label->text(); }

void TaskStrip::refresh() {
    setVisible(!m_rows.isEmpty());
    if (m_rows.isEmpty()) {
        m_label->clear();
        return;
    }
    const Row& row = m_rows.last();
    m_more->setVisible(m_rows.size() > 1);
    m_more->setText(tr("%1 jobs").arg(m_rows.size()));
    const QString full = describe(row);
    m_label->setText(full);
    m_label->setToolTip(full);
    theme::setRole(*m_label, row.failed ? "error" : "");
    m_bar->setVisible(!row.failed);
    m_details->setVisible(row.failed);
    m_retry->setVisible(row.failed && m_runner.retryOf(row.id) != nullptr);
    m_bar->setRange(0, 1000);
    m_bar->setValue(row.total > 0 ? static_cast<int>(row.done * 1000 / row.total) : 0);
    m_cancel->setToolTip(row.failed ? tr("Dismiss") : tr("Cancel the job"));
}

}  // namespace hilum::ui
