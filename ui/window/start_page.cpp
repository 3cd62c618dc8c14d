// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/start_page.h"

#include <QCheckBox>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/icon_label.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {
constexpr int kColumnWidth = 560;
}

StartPage::StartPage(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(QStringLiteral("Hilum"), this)),
      m_what(new QLabel(this)),
      m_acknowledge(new QCheckBox(this)),
      m_demonstration(new QPushButton(tr("Open a demonstration study"), this)),
      m_drop(nullptr),
      m_progress(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_message(new QLabel(this)),
      m_recent(new QWidget(this)),
      m_recentLayout(new QVBoxLayout(m_recent)) {
    setObjectName(QStringLiteral("startPage"));
    setAccessibleName(tr("Start"));
    theme::setFont(*m_title, 28, true);
    m_what->setWordWrap(true);
    m_what->setText(tr(
        "Hilum suggests captions for an image, shows similar past cases and helps to draft a report. Everything runs "
        "on this computer; nothing leaves it unless you send it."));
    m_acknowledge->setText(
        tr("I understand: Hilum is for research use only, not for diagnostic use.\n"
           "Every suggestion must be reviewed by a person."));
    m_acknowledge->setAccessibleName(tr("I understand: research use only, not for diagnostic use"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_demonstration->setProperty("primary", true);
    m_demonstration->setIcon(icon(QStringLiteral("demonstration"), theme::Tone::OnAccent));
    m_demonstration->setToolTip(tr("A simulated study with suggestions and past cases; no patient is in it"));
    m_acknowledge->setAccessibleDescription(m_acknowledge->text());
    m_cancel->setToolTip(tr("Stop making the demonstration studies; nothing half made is left"));
    m_progress->setAccessibleDescription(tr("How many demonstration studies are made"));
    m_demonstration->setAccessibleName(tr("Open a demonstration study"));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_message->setWordWrap(true);
    m_message->setProperty("role", "secondary");
    m_recentLayout->setContentsMargins(0, 0, 0, 0);
    m_recentLayout->setSpacing(0);

    m_column = new QWidget(this);
    m_column->setMaximumWidth(theme::px(kColumnWidth));
    auto* column = m_column;
    auto* layout = new QVBoxLayout(column);
    layout->setSpacing(4 * theme::kStep);
    layout->addWidget(m_title);
    layout->addWidget(m_what);
    layout->addWidget(m_acknowledge);
    auto* action = new QHBoxLayout;
    action->addWidget(m_demonstration);
    action->addWidget(m_cancel);
    action->addStretch();
    layout->addLayout(action);
    layout->addWidget(m_progress);
    layout->addWidget(m_message);
    m_drop = makeDropTarget();
    layout->addWidget(m_drop);
    layout->addWidget(m_recent);
    auto* across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(column, 10);
    across->addStretch(1);
    auto* outer = new QVBoxLayout(this);
    outer->addStretch(1);
    outer->addLayout(across);
    outer->addStretch(1);

    connect(m_acknowledge, &QCheckBox::toggled, this, [this](bool checked) {
        if (!checked || m_acknowledged) return;
        setMessage({}, false);
        setAcknowledged(true);
        m_demonstration->setFocus();
        Q_EMIT acknowledged();
    });
    connect(m_demonstration, &QPushButton::clicked, this, &StartPage::demonstrationRequested);
    connect(m_cancel, &QPushButton::clicked, this, &StartPage::cancelRequested);
    refresh();
}

QWidget* StartPage::makeDropTarget() {
    auto* box = new QWidget(this);
    box->setObjectName(QStringLiteral("dropTarget"));
    box->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(3 * theme::kStep);
    auto* hint = new QLabel(tr("Drop one of these here:"), box);
    hint->setProperty("role", "title");
    layout->addWidget(hint);
    const auto line = [&](const QString& iconName, const QString& text) {
        auto* row = new QHBoxLayout;
        auto* sign = new IconLabel(iconName, theme::Tone::Secondary, 20, box);
        auto* label = new QLabel(text, box);
        label->setProperty("role", "secondary");
        row->addWidget(sign);
        row->addWidget(label, 1);
        layout->addLayout(row);
    };
    line(QStringLiteral("open-file"), tr("a file: DICOM, PNG or JPEG, with any name"));
    line(QStringLiteral("open-folder"), tr("a folder with studies, for instance from a CD"));
    line(QStringLiteral("archive"), tr("a ZIP archive of either"));
    auto* buttons = new QHBoxLayout;
    auto* files = new QPushButton(icon(QStringLiteral("open-file")), tr("Open files..."), box);
    auto* folder = new QPushButton(icon(QStringLiteral("open-folder")), tr("Open folder..."), box);
    files->setAccessibleName(tr("Open files"));
    folder->setAccessibleName(tr("Open a folder"));
    files->setToolTip(tr("Choose DICOM, PNG or JPEG files, or a ZIP (Ctrl+O)"));
    folder->setToolTip(tr("Choose a folder with studies (Ctrl+Shift+O)"));
    buttons->addWidget(files);
    buttons->addWidget(folder);
    buttons->addStretch();
    layout->addLayout(buttons);
    connect(files, &QPushButton::clicked, this, &StartPage::openFilesRequested);
    connect(folder, &QPushButton::clicked, this, &StartPage::openFolderRequested);
    return box;
}

// The column holds as many words a line whatever their size.
void StartPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_column != nullptr) m_column->setMaximumWidth(theme::px(kColumnWidth));
}

void StartPage::setAcknowledged(bool acknowledged) {
    m_acknowledged = acknowledged;
    m_acknowledge->setChecked(acknowledged);
    refresh();
}

void StartPage::askToAcknowledge(bool waiting) {
    setMessage(waiting ? tr("Read and tick the line above; what you chose opens then.")
                       : tr("Read and tick the line above first."),
               false);
    m_acknowledge->setFocus();
}

void StartPage::setMaking(bool making) {
    m_making = making;
    m_progress->setRange(0, 1000);
    m_progress->setValue(0);
    refresh();
}

void StartPage::setMakingProgress(qint64 done, qint64 total, const QString& stage) {
    if (total > 0) {
        m_progress->setValue(static_cast<int>(done * 1000 / total));
        setMessage(tr("%1 demonstration studies: %2 of %3. They are computed; no patient is in them.")
                       .arg(stage)
                       .arg(done)
                       .arg(total),
                   false);
    }
}

void StartPage::setMessage(const QString& text, bool failed) {
    m_message->setText(text);
    setProperty("failed", failed);
    theme::setRole(*m_message, failed ? "error" : "secondary");
    m_message->setVisible(!text.isEmpty());
}

QString StartPage::message() const { return m_message->text(); }

void StartPage::setRecent(const QStringList& paths) {
    while (auto* item = m_recentLayout->takeAt(0)) {
        if (item->widget() != nullptr) item->widget()->deleteLater();
        delete item;
    }
    if (!paths.isEmpty()) {
        auto* title = new QLabel(tr("Recent"), m_recent);
        title->setProperty("role", "title");
        m_recentLayout->addWidget(title);
    }
    for (const auto& path : paths.mid(0, 5)) {
        auto* button = new QToolButton(m_recent);
        button->setProperty("flat", true);
        button->setText(QFileInfo(path).fileName());
        button->setToolTip(path);
        button->setAccessibleName(tr("Open again: %1").arg(QFileInfo(path).fileName()));
        connect(button, &QToolButton::clicked, this, [this, path] { Q_EMIT recentRequested(path); });
        m_recentLayout->addWidget(button, 0, Qt::AlignLeft);
    }
    refresh();
}

void StartPage::refresh() {
    m_acknowledge->setVisible(!m_acknowledged);
    m_cancel->setVisible(m_making);
    if (m_making && m_demonstration->hasFocus()) m_cancel->setFocus();  // a disabled button would lose it
    m_demonstration->setEnabled(m_acknowledged && !m_making);
    m_progress->setVisible(m_making);
    m_drop->setVisible(m_acknowledged && !m_making);
    m_recent->setVisible(m_acknowledged && !m_making && m_recentLayout->count() > 0);
    m_message->setVisible(!m_message->text().isEmpty());
}

}  // namespace hilum::ui
