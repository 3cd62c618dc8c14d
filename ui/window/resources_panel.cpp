// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/resources_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QThread>
#include <QVBoxLayout>

namespace hilum::ui {

namespace {

constexpr int kRefreshMs = 1000;

// "VmRSS:   12345 kB" -> bytes.
qint64 kilobytes(const QByteArray& text, const char* name) {
    for (const auto& line : text.split('\n')) {
        if (!line.startsWith(QByteArray(name) + ':')) continue;
        const auto words = line.simplified().split(' ');
        bool number = false;
        const qint64 value = words.value(1).toLongLong(&number);
        return number && words.value(2) == "kB" ? value * 1024 : -1;
    }
    return -1;
}

QByteArray contentOf(const char* path) {
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

MemoryFigures memoryFigures(const QByteArray& status, const QByteArray& meminfo) {
    return {kilobytes(status, "VmRSS"), kilobytes(status, "VmHWM"), kilobytes(meminfo, "MemAvailable"),
            kilobytes(meminfo, "MemTotal")};
}

QString bytesText(qint64 bytes) {
    if (bytes < 0) return ResourcesPanel::tr("unknown");
    constexpr double kStep = 1024.0;
    const QStringList units = {QStringLiteral("B"), QStringLiteral("kB"), QStringLiteral("MB"), QStringLiteral("GB"),
                               QStringLiteral("TB")};
    double value = static_cast<double>(bytes);
    qsizetype unit = 0;
    while (value >= kStep && unit + 1 < units.size()) {
        value /= kStep;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(value, 0, 'f', unit == 0 || value >= 100 ? 0 : 1).arg(units[unit]);
}

ResourcesPanel::ResourcesPanel(FrameStore& frames, TaskRunner& runner, std::function<QString()> pack,
                               std::function<qint64()> volumeBytes, QWidget* parent)
    : QWidget(parent),
      m_frames(frames),
      m_runner(runner),
      m_pack(std::move(pack)),
      m_volumeBytes(std::move(volumeBytes)),
      m_layout(new QFormLayout) {
    setObjectName(QStringLiteral("resourcesPanel"));
    setAccessibleName(tr("System resources"));
    setAccessibleDescription(tr("Memory, decoded images, jobs, model pack and screens; no patient data"));
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->addLayout(m_layout);
    m_memory = addRow(tr("Memory of this program"));
    m_machine = addRow(tr("Memory of the machine"));
    m_cache = addRow(tr("Decoded images"));
    m_held = addRow(tr("Images held, waiting"));
    m_volumes = addRow(tr("Reformatted volumes"));
    m_jobs = addRow(tr("Running jobs"));
    m_processor = addRow(tr("Processor"));
    m_model = addRow(tr("Model pack"));
    m_screens = addRow(tr("Screens"));
    auto* copy = new QPushButton(tr("Copy"), this);
    copy->setAccessibleName(tr("Copy the figures"));
    copy->setToolTip(tr("All figures as text, without patient data"));
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    column->addWidget(copy, 0, Qt::AlignLeft);
    column->addStretch();
    m_timer.setInterval(kRefreshMs);
    connect(&m_timer, &QTimer::timeout, this, &ResourcesPanel::refresh);
}

QLabel* ResourcesPanel::addRow(const QString& name) {
    auto* value = new QLabel(this);
    value->setWordWrap(true);
    value->setAccessibleName(name);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* label = new QLabel(name, this);
    label->setProperty("role", "secondary");
    m_layout->addRow(label, value);
    return value;
}

QString ResourcesPanel::text() const {
    QStringList lines;
    for (int row = 0; row < m_layout->rowCount(); ++row) {
        const auto* name = qobject_cast<QLabel*>(m_layout->itemAt(row, QFormLayout::LabelRole)->widget());
        const auto* value = qobject_cast<QLabel*>(m_layout->itemAt(row, QFormLayout::FieldRole)->widget());
        lines << QStringLiteral("%1: %2").arg(name->text(), value->text());
    }
    return lines.join(QLatin1Char('\n'));
}

void ResourcesPanel::refresh() {
    if (m_reading) return;
    m_reading = true;
    TaskOptions options;
    options.title = tr("Memory figures");
    options.visible = false;
    m_runner.run<MemoryFigures>(
        options,
        [](const base::JobContext&) -> base::Result<MemoryFigures> {
            return memoryFigures(contentOf("/proc/self/status"), contentOf("/proc/meminfo"));
        },
        this,
        [this](base::Result<MemoryFigures> figures) {
            m_reading = false;
            showFigures(figures.ok() ? *figures : MemoryFigures{});
            Q_EMIT refreshed();
        });
}

void ResourcesPanel::showFigures(const MemoryFigures& memory) {
    m_memory->setText(tr("%1, at most %2 so far").arg(bytesText(memory.residentBytes), bytesText(memory.peakBytes)));
    m_machine->setText(tr("%1 free of %2").arg(bytesText(memory.availableBytes), bytesText(memory.totalBytes)));
    m_cache->setText(tr("%1 of %2")
                         .arg(bytesText(static_cast<qint64>(m_frames.usedBytes())),
                              bytesText(static_cast<qint64>(m_frames.budgetBytes()))));
    m_held->setText(tr("%1, %2").arg(static_cast<int>(m_frames.count())).arg(m_frames.waitingCount()));
    m_volumes->setText(bytesText(m_volumeBytes()));
    m_jobs->setText(QString::number(m_runner.runningCount()));
    m_processor->setText(tr("%1 threads").arg(QThread::idealThreadCount()));
    m_model->setText(m_pack());
    QStringList screens;
    for (const auto* screen : QGuiApplication::screens())
        screens << tr("%1 x %2 at %3")
                       .arg(screen->geometry().width())
                       .arg(screen->geometry().height())
                       .arg(screen->devicePixelRatio());
    m_screens->setText(screens.join(QStringLiteral("; ")));
}

void ResourcesPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
    m_timer.start();
}

void ResourcesPanel::hideEvent(QHideEvent* event) {
    m_timer.stop();
    QWidget::hideEvent(event);
}

}  // namespace hilum::ui
