// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/browser/document_panel.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDesktopServices>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include "core/base/file_io.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

namespace hilum::ui {

namespace {

using Content = dicom::Instance::Content;

QString titleOf(const dicom::Instance& instance) {
    const QString kind = instance.content == Content::Pdf          ? DocumentPanel::tr("PDF")
                         : instance.content == Content::KeyObjects ? DocumentPanel::tr("Key objects")
                                                                   : DocumentPanel::tr("Report");
    QStringList parts = {kind, fromUtf8(instance.seriesDescription), fromUtf8(instance.studyDate)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral("  "));
}

}  // namespace

DocumentPanel::DocumentPanel(TaskRunner& runner, QWidget* parent)
    : QWidget(parent),
      m_runner(runner),
      m_which(new QComboBox(this)),
      m_text(new QPlainTextEdit(this)),
      m_message(new QLabel(this)),
      m_open(new QPushButton(tr("Open the PDF"), this)),
      m_opener([](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); }) {
    setObjectName(QStringLiteral("documentPanel"));
    setAccessibleName(tr("Reports and documents"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    m_which->setAccessibleName(tr("Which report or document"));
    m_which->view()->setAccessibleName(tr("Reports and documents of the open studies"));
    m_which->setToolTip(tr("Reports, key objects and PDFs of the open studies"));
    m_text->setAccessibleDescription(tr("The whole report as indented text; read only"));
    m_open->setToolTip(tr("A private copy is opened and removed when the window closes"));
    setAccessibleDescription(tr("What the open studies hold in words and pages"));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Text of the report"));
    m_text->setTabChangesFocus(true);
    m_message->setWordWrap(true);
    m_message->setProperty("role", "secondary");
    m_open->setAccessibleName(tr("Open the PDF in the system's program"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(theme::kStep);
    column->addWidget(m_which);
    column->addWidget(m_message);
    column->addWidget(m_text, 1);
    column->addWidget(m_open, 0, Qt::AlignLeft);
    connect(m_which, &QComboBox::currentIndexChanged, this, &DocumentPanel::load);
    connect(m_open, &QPushButton::clicked, this, &DocumentPanel::openPdf);
    setObjects({});
}

void DocumentPanel::setObjects(const std::vector<dicom::Instance>& objects) {
    ++m_generation;
    m_objects.clear();
    m_loaded = -1;
    m_pdf.reset();
    m_text->clear();
    m_open->hide();
    const QSignalBlocker blocker(m_which);
    m_which->clear();
    for (const auto& instance : objects) {
        if (instance.content != Content::Report && instance.content != Content::Pdf &&
            instance.content != Content::KeyObjects)
            continue;
        m_objects.push_back(instance);
        m_which->addItem(titleOf(instance));
    }
    m_which->setEnabled(!m_objects.empty());
    m_message->setText(m_objects.empty() ? tr("The study holds no report, key objects or PDF") : QString());
    m_message->setVisible(m_objects.empty());
    if (isVisible()) load();
}

void DocumentPanel::choose(int index) { m_which->setCurrentIndex(index); }

void DocumentPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load();
}

void DocumentPanel::load() {
    const int wanted = m_which->currentIndex();
    if (!isVisible() || wanted < 0 || wanted >= count() || wanted == m_loaded) return;
    m_loaded = wanted;
    const quint64 generation = ++m_generation;
    m_pdf.reset();
    m_open->hide();
    m_text->clear();
    m_message->setText(tr("Reading"));
    m_message->show();
    TaskOptions options;
    options.title = tr("Reading a document");
    options.visible = false;
    options.priority = 6;
    m_runner.run<dicom::Document>(
        options,
        [locator = m_objects[static_cast<std::size_t>(wanted)].locator](const base::JobContext& job) {
            return dicom::readDocument(locator, job);
        },
        this,
        [this, generation](base::Result<dicom::Document> document) {
            if (generation == m_generation) present(std::move(document));
        });
}

void DocumentPanel::present(base::Result<dicom::Document> document) {
    if (!document.ok()) {
        m_message->setText(fromUtf8(document.error().message));
        return m_message->show();
    }
    m_text->setPlainText(fromUtf8(document->text));
    m_message->hide();
    if (!document->pdf.empty()) {
        m_pdf = std::make_shared<const std::vector<std::uint8_t>>(std::move(document->pdf));
        m_message->setText(tr("A PDF of %1 kB").arg((m_pdf->size() + 1023) / 1024));
        m_message->show();
        m_open->setVisible(!m_hideIdentity);
    }
    setHideIdentity(m_hideIdentity);
}

// Reports name people in their words, so all of it goes.
void DocumentPanel::setHideIdentity(bool hide) {
    m_hideIdentity = hide;
    m_text->setVisible(!hide);
    m_open->setVisible(!hide && m_pdf != nullptr);
    if (hide && count() > 0) {
        m_message->setText(tr("Not shown while the identity is hidden"));
        m_message->show();
    } else if (!hide && m_loaded >= 0 && !m_pdf) {
        m_message->hide();
    }
}

void DocumentPanel::openPdf() {
    if (!m_pdf || m_hideIdentity) return;
    if (!m_copies) m_copies = std::make_unique<QTemporaryDir>();
    const QString path = m_copies->filePath(QStringLiteral("document-%1.pdf").arg(m_loaded + 1));
    TaskOptions options;
    options.title = tr("Opening the PDF");
    m_runner.run<bool>(
        options,
        [pdf = m_pdf, path = toUtf8(path)](const base::JobContext&) -> base::Result<bool> {
            HILUM_TRY_STATUS(base::writeFileAtomically(path, *pdf));
            return true;
        },
        this,
        [this, path](const base::Result<bool>& written) {
            if (written.ok()) m_opener(path);
        });
}

QString DocumentPanel::text() const { return m_text->isHidden() ? QString() : m_text->toPlainText(); }
QString DocumentPanel::message() const { return m_message->isHidden() ? QString() : m_message->text(); }
bool DocumentPanel::offersPdf() const { return !m_open->isHidden(); }

}  // namespace hilum::ui
