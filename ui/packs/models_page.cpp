// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/packs/models_page.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/common/ask.h"
#include "ui/common/error_text.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/packs/pack_card.h"
#include "ui/window/pack_switch.h"

namespace hilum::ui {

namespace {

constexpr int kListWidth = 264;

QPushButton* button(const QString& text, const QString& tip, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setToolTip(tip);
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    return made;
}

QString megabytes(std::uint64_t bytes) { return QString::number(static_cast<double>(bytes) / 1e6, 'f', 0); }

}  // namespace

ModelsPage::ModelsPage(PackService& packs, ReadingService& reading, PackSwitch& change, TaskRunner& runner,
                       QWidget* parent)
    : QDialog(parent), m_packs(packs), m_reading(reading), m_change(change), m_runner(runner) {
    setObjectName(QStringLiteral("modelsPage"));
    setWindowTitle(tr("Model packs"));
    setAccessibleName(tr("Model packs"));
    resize(920, 640);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(makeList());
    split->addWidget(makeCard());
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("modelsMessage"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(split, 1);
    column->addWidget(makeEngine());
    column->addWidget(m_message);
    connectServices();
    connectSwitch();
    showEngine();
    m_packs.refresh();
}

QWidget* ModelsPage::makeList() {
    auto* side = new QWidget(this);
    m_list = new QListWidget(side);
    m_list->setAccessibleName(tr("Installed model packs"));
    m_list->setAccessibleDescription(tr("Arrows move; the card of the selected pack stands beside"));
    m_list->setMinimumWidth(kListWidth);
    connect(m_list, &QListWidget::currentItemChanged, this, &ModelsPage::showCard);
    m_name = new QLineEdit(side);
    m_name->setPlaceholderText(tr("Name for the import (may be empty)"));
    m_name->setAccessibleName(tr("Name for the import"));
    m_name->setAccessibleDescription(tr("May be empty: the pack then gets the name of its file"));
    m_importFile = button(tr("Import a file..."), tr("Weights as published; nothing in the file is run"), side);
    m_importFolder = button(tr("Import a folder..."), tr("A folder of published weights, or a model pack"), side);
    connect(m_importFile, &QPushButton::clicked, this, [this] {
        const auto files = PickFile::openFiles(this, tr("Weights as published"), {});
        if (!files.isEmpty()) importFrom(files.front(), m_name->text().trimmed());
    });
    connect(m_importFolder, &QPushButton::clicked, this, [this] {
        const auto folder = PickFile::openFolder(this, tr("Folder of published weights, or a model pack"), {});
        if (!folder.isEmpty()) importFrom(folder, m_name->text().trimmed());
    });
    m_progress = new QProgressBar(side);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the import"));
    m_progress->setAccessibleDescription(tr("How far the import has come"));
    m_cancel = button(tr("Cancel"), tr("Stop the import; nothing half made is left"), side);
    connect(m_cancel, &QPushButton::clicked, &m_packs, &PackService::cancelImport);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_importFile);
    buttons->addWidget(m_importFolder);
    auto* running = new QHBoxLayout;
    running->addWidget(m_progress, 1);
    running->addWidget(m_cancel);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list, 1);
    column->addWidget(m_name);
    column->addLayout(buttons);
    column->addLayout(running);
    m_progress->hide();
    m_cancel->hide();
    return side;
}

QWidget* ModelsPage::makeCard() {
    auto* side = new QWidget(this);
    m_card = new QLabel;
    m_card->setWordWrap(true);
    m_card->setTextFormat(Qt::RichText);
    m_card->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_card->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_card->setMargin(2 * theme::kStep);
    m_card->setAccessibleName(tr("Card of the model pack"));
    auto* area = new QScrollArea(side);
    area->setWidget(m_card);
    area->setWidgetResizable(true);
    area->setAccessibleName(tr("Card of the model pack"));
    area->setAccessibleDescription(tr("What it was trained and measured on, its licence and limits"));
    m_facts = new QLabel(side);
    m_facts->setWordWrap(true);
    m_facts->setProperty("role", "secondary");
    m_use = button(tr("Use this pack"), tr("Suggestions and search go over to it"), side);
    m_check = button(tr("Check its files"), tr("Compares them with the checksums of its card"), side);
    m_measure = button(tr("Measure its speed"), tr("How long one image takes on this machine"), side);
    m_remove = button(tr("Remove..."), tr("Deletes its weights from this library"), side);
    connect(m_use, &QPushButton::clicked, this, &ModelsPage::useSelected);
    connect(m_check, &QPushButton::clicked, this, &ModelsPage::checkSelected);
    connect(m_measure, &QPushButton::clicked, this, &ModelsPage::measureSelected);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (Ask::yesNo(
                this, tr("Remove a model pack"),
                tr("Remove %1? Its weights are deleted from this library; vectors made by it stay.").arg(selected()),
                tr("Remove"), tr("Keep")))
            removeSelected();
    });
    auto* buttons = new QHBoxLayout;
    for (auto* one : {m_use, m_check, m_measure, m_remove}) buttons->addWidget(one);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(area, 1);
    column->addWidget(m_facts);
    column->addLayout(buttons);
    return side;
}

QWidget* ModelsPage::makeEngine() {
    auto* line = new QWidget(this);
    m_device = new QComboBox(line);
    m_device->setAccessibleName(tr("Device"));
    m_device->setAccessibleDescription(tr("Where the model runs"));
    for (const char* device : {"auto", "cpu", "cuda"}) m_device->addItem(QLatin1String(device));
    m_precision = new QComboBox(line);
    m_precision->setAccessibleName(tr("Precision"));
    m_precision->setAccessibleDescription(tr("How exactly the model calculates"));
    for (const char* precision : {"auto", "fp32", "bf16", "fp16", "int8"})
        m_precision->addItem(QLatin1String(precision));
    const auto options = m_reading.loadOptions();
    setDevice(fromUtf8(options.device));
    setPrecision(fromUtf8(options.precision));
    connect(m_device, &QComboBox::activated, this, &ModelsPage::applyOptions);
    connect(m_precision, &QComboBox::activated, this, &ModelsPage::applyOptions);
    m_engine = new QLabel(line);
    m_engine->setWordWrap(true);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Device"), line));
    row->addWidget(m_device);
    row->addWidget(new QLabel(tr("Precision"), line));
    row->addWidget(m_precision);
    row->addWidget(m_engine, 1);
    return line;
}

void ModelsPage::connectServices() {
    connect(&m_packs, &PackService::packsChanged, this, &ModelsPage::fillList);
    connect(&m_packs, &PackService::failed, this, &ModelsPage::fail);
    connect(&m_packs, &PackService::verified, this,
            [this](const QString& id, bool unaltered, const base::Error& error) {
                m_checks[id] = unaltered ? tr("Its files are unaltered.") : fromUtf8(error.message);
                if (!unaltered) fail(error);
                showCard();
            });
    connect(&m_packs, &PackService::importProgressed, this, [this](qint64 done, qint64 total, const QString& stage) {
        m_progress->setRange(0, total > 0 ? 1000 : 0);
        if (total > 0) m_progress->setValue(static_cast<int>(1000 * done / total));
        say(tr("Importing: %1").arg(stage));
    });
    connect(&m_packs, &PackService::imported, this, [this](const QString& id) {
        m_name->clear();
        say(tr("%1 was imported.").arg(id), "success");
        m_wanted = id;  // the list is being read again
        showEngine();
    });
    connect(&m_packs, &PackService::removed, this, [this](const QString& id) { say(tr("%1 was removed.").arg(id)); });
    connect(&m_reading, &ReadingService::stateChanged, this, &ModelsPage::showEngine);
    connect(&m_reading, &ReadingService::packChanged, this, [this] {
        fillList();
        showEngine();
    });
}

void ModelsPage::connectSwitch() {
    connect(&m_change, &PackSwitch::begun, this, [this](const QString& pack, qint64 images) {
        say(images == 0 ? tr("Loading %1.").arg(pack)
                        : tr("Embedding %n image(s) of the library with %1; the pack in use answers until then.",
                             nullptr, static_cast<int>(images))
                              .arg(pack));
        showCard();
    });
    connect(&m_change, &PackSwitch::finished, this, [this](const QString& pack, qint64 lost) {
        say(lost == 0
                ? tr("%1 is in use.").arg(pack)
                : tr("%1 is in use; %n image(s) of the library could not be read.", nullptr, static_cast<int>(lost))
                      .arg(pack),
            lost == 0 ? "success" : "warning");
        showCard();
    });
    connect(&m_change, &PackSwitch::stopped, this, [this](const QString& pack) {
        say(tr("Stopped; the pack in use stays. What was embedded with %1 is kept for the next time.").arg(pack));
        showCard();
    });
    connect(&m_change, &PackSwitch::failed, this, [this](const QString&, const base::Error& error) {
        fail(error);
        showCard();
    });
}

void ModelsPage::fillList() {
    const QString before = selected(), used = fromUtf8(m_reading.usedPack());
    m_list->clear();
    for (const auto& pack : m_packs.packs().packs) {
        const QString id = fromUtf8(pack.id);
        auto* item = new QListWidgetItem(id == used ? tr("%1 (%2), in use").arg(id, fromUtf8(pack.family))
                                                    : tr("%1 (%2)").arg(id, fromUtf8(pack.family)));
        item->setData(Qt::UserRole, id);
        m_list->addItem(item);
    }
    for (const auto& [path, error] : m_packs.packs().broken) {
        auto* item = new QListWidgetItem(tr("%1, cannot be used").arg(fromUtf8(path.filename().string())));
        item->setToolTip(fromUtf8(error.message));
        item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        m_list->addItem(item);
    }
    select(!m_wanted.isEmpty() ? m_wanted : before.isEmpty() ? used : before);
    if (selected() == m_wanted) m_wanted.clear();
    if (m_list->currentRow() < 0 && m_list->count() > 0) m_list->setCurrentRow(0);
    showCard();
}

void ModelsPage::select(const QString& id) {
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->data(Qt::UserRole).toString() == id) m_list->setCurrentRow(i);
}

QString ModelsPage::selected() const {
    const auto* item = m_list->currentItem();
    return item != nullptr ? item->data(Qt::UserRole).toString() : QString();
}

void ModelsPage::showCard() {
    const QString id = selected();
    const auto* pack = m_packs.find(toUtf8(id));
    m_card->setText(pack != nullptr ? packCard(*pack) : tr("Select a pack."));
    QStringList facts;
    for (const QString& fact : {m_checks.value(id), m_speeds.value(id)})
        if (!fact.isEmpty()) facts << fact;
    m_facts->setText(facts.join(QLatin1Char('\n')));
    m_facts->setVisible(!facts.isEmpty());
    const bool used = id == fromUtf8(m_reading.usedPack());
    m_use->setEnabled(pack != nullptr && !used && !m_change.isRunning());
    m_check->setEnabled(pack != nullptr);
    m_measure->setEnabled(pack != nullptr && !m_measuring);
    m_remove->setEnabled(pack != nullptr && !pack->builtIn && !used && m_change.pack() != id);
    const bool importing = m_packs.isImporting();
    m_progress->setVisible(importing);
    m_cancel->setVisible(importing);
    m_importFile->setEnabled(!importing);
    m_importFolder->setEnabled(!importing);
}

void ModelsPage::showEngine() {
    QStringList memory;
    for (const auto& pack : m_reading.loadedPacks())
        memory << tr("%1, %2 MB").arg(fromUtf8(pack.description), megabytes(pack.bytes));
    const QString used = fromUtf8(m_reading.usedPack());
    m_engine->setText(memory.isEmpty() ? tr("In use: %1, not loaded yet").arg(used)
                                       : tr("In use: %1. In memory: %2").arg(used, memory.join(QStringLiteral("; "))));
    if (m_reading.state() == engine::Engine::State::Failed)
        say(tr("%1 cannot be loaded on this device in this precision; choose another one.").arg(used), "error");
}

void ModelsPage::useSelected() {
    if (const auto* pack = m_packs.find(toUtf8(selected()))) m_change.start(*pack);
    showCard();
}

void ModelsPage::checkSelected() { m_packs.verify(toUtf8(selected())); }

void ModelsPage::removeSelected() {
    const auto id = toUtf8(selected());
    m_reading.unloadPack(id);
    m_packs.remove(id);
}

void ModelsPage::importFrom(const QString& path, const QString& id) {
    m_progress->setRange(0, 0);
    m_packs.importFrom(path, id);
    say(tr("Importing"));
    showCard();
}

// On the inference thread, when nothing else waits for it.
void ModelsPage::measureSelected() {
    const QString id = selected();
    if (id.isEmpty() || m_measuring) return;
    m_measuring = true;
    auto stop = std::make_shared<std::stop_source>();
    const auto task = m_runner.beginExternal(tr("Measuring %1").arg(id), [stop] { stop->request_stop(); });
    const auto tell = [this, id, task](base::Result<engine::SessionSpeed> result) {
        QMetaObject::invokeMethod(
            this, [this, id, task, result = std::move(result)] { endMeasuring(result, id, task); },
            Qt::QueuedConnection);
    };
    const auto report = [runner = &m_runner, task](const base::Progress& progress) {
        runner->reportExternal(task, progress);
    };
    m_reading.postBackground(
        [tell, stop, report](engine::EncoderSession& session, const base::JobContext&) {
            tell(engine::measureSpeed(session, base::JobContext(stop->get_token(), report)));
        },
        [tell](const base::Error& error) { tell(error); }, toUtf8(id));
    showCard();
}

void ModelsPage::endMeasuring(const base::Result<engine::SessionSpeed>& result, const QString& id, TaskId task) {
    m_measuring = false;
    m_runner.endExternal(task, result.ok() ? nullptr : &result.error());
    if (result.ok())
        m_speeds[id] = speedText(*result);
    else if (result.error().code != base::ErrorCode::Cancelled)
        fail(result.error());
    showCard();
    showEngine();
    Q_EMIT speedMeasured(id);
}

void ModelsPage::setDevice(const QString& device) {
    if (m_device->findText(device) < 0) m_device->addItem(device);
    m_device->setCurrentText(device);
}

void ModelsPage::setPrecision(const QString& precision) { m_precision->setCurrentText(precision); }

void ModelsPage::applyOptions() {
    auto options = m_reading.loadOptions();
    options.device = toUtf8(m_device->currentText());
    options.precision = toUtf8(m_precision->currentText());
    say({});
    m_reading.setLoadOptions(options);
    Q_EMIT optionsChosen(m_device->currentText(), m_precision->currentText());
}

QString ModelsPage::message() const { return m_message->text(); }

void ModelsPage::say(const QString& text, const char* role) {
    m_message->setText(text);
    m_message->setProperty("role", role);
    m_message->style()->polish(m_message);
}

void ModelsPage::fail(const base::Error& error) {
    if (error.code == base::ErrorCode::Cancelled)
        say(tr("Stopped; nothing was changed."));
    else
        say(fromUtf8(error.message), "error");
    showCard();
}

}  // namespace hilum::ui
