// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/settings/input_editor.h"

#include <QComboBox>
#include <QFile>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <utility>

#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/settings/input_words.h"

namespace hilum::ui {

namespace {

enum Column { kMenu, kAction, kKeys, kNote, kColumns };
constexpr qint64 kLargestFile = 1 << 20;

QPushButton* pushButton(const QString& text, const QString& tip, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setAutoDefault(false);  // Enter in the table is no press of a button
    return button;
}

// One key with its modifiers: a second key press replaces the first instead of making a sequence, and it is told at
// once, not after the pause in which Qt waits for more.
class OneKeyEdit : public QKeySequenceEdit {
public:
    OneKeyEdit(std::function<void()> typed, QWidget* parent) : QKeySequenceEdit(parent), m_typed(std::move(typed)) {}

protected:
    void keyPressEvent(QKeyEvent* event) override {
        const int key = event->key();
        const bool modifier =
            key == Qt::Key_Shift || key == Qt::Key_Control || key == Qt::Key_Alt || key == Qt::Key_Meta;
        if (!modifier) clear();
        QKeySequenceEdit::keyPressEvent(event);
        m_typed();
    }

private:
    std::function<void()> m_typed;
};

}  // namespace

// A field that is still being typed into tells so when it is hidden, after this object's own parts are gone.
InputEditor::~InputEditor() {
    m_edit->disconnect(this);
    m_table->disconnect(this);
}

InputEditor::InputEditor(QList<ActionRow> actions, KeyTable builtIn, std::vector<InputProfile> profiles,
                         QWidget* parent)
    : QDialog(parent), m_actions(std::move(actions)), m_builtIn(std::move(builtIn)), m_profiles(std::move(profiles)) {
    setObjectName(QStringLiteral("inputEditor"));
    setWindowTitle(tr("Keys and mouse"));
    setAccessibleName(tr("Keys and mouse"));
    resize(720, 620);
    auto* tabs = new QTabWidget(this);
    tabs->setAccessibleName(tr("Keys or mouse"));
    tabs->setAccessibleDescription(tr("Two pages: keys of every action, and mouse buttons"));
    tabs->addTab(makeKeys(), tr("Keys"));
    tabs->addTab(makeMouse(), tr("Mouse"));
    m_conflicts = new QLabel(this);
    m_conflicts->setWordWrap(true);
    m_conflicts->setProperty("role", "warning");
    m_conflicts->setAccessibleName(tr("Conflicts"));
    auto* column = new QVBoxLayout(this);
    auto* close = pushButton(tr("Close"), tr("Close; what was changed is kept"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_conflicts, 1);
    foot->addWidget(close, 0, Qt::AlignRight | Qt::AlignBottom);
    column->addWidget(makeHead());
    column->addWidget(tabs, 1);
    column->addLayout(foot);
    m_profile.name = "Own";
    setProfile(m_profile);
}

QWidget* InputEditor::makeHead() {
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("Profile"), head);
    m_choice = new QComboBox(head);
    m_choice->setAccessibleName(tr("Profile of keys and mouse"));
    m_choice->setToolTip(tr("Hilum's own, or the habits of another viewer's users"));
    m_choice->addItem(tr("Hilum"));
    for (const auto& profile : m_profiles) m_choice->addItem(fromUtf8(profile.name));
    m_choice->addItem(tr("Own"));
    auto* import = pushButton(tr("Import..."), tr("Read a profile from a file"), head);
    auto* write = pushButton(tr("Export..."), tr("Write this profile to a file"), head);
    row->addWidget(label);
    row->addWidget(m_choice, 1);
    row->addWidget(import);
    row->addWidget(write);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        if (index == 0) return setProfile(InputProfile{"Hilum", MouseMap::defaults(), {}}), changed();
        const auto at = static_cast<std::size_t>(index - 1);
        if (at < m_profiles.size()) setProfile(m_profiles[at]);
        changed();
    });
    connect(import, &QPushButton::clicked, this, [this] {
        const QStringList chosen = PickFile::openFiles(this, tr("Import keys and mouse"), {});
        if (!chosen.isEmpty()) importFrom(chosen.first());
    });
    connect(write, &QPushButton::clicked, this, [this] {
        const QString file = PickFile::saveFile(this, tr("Export keys and mouse"), QStringLiteral("hilum-keys.json"),
                                                tr("Profile (*.json)"));
        if (!file.isEmpty()) exportTo(file);
    });
    return head;
}

// Which columns there are and how wide; the words are longer than their menus and keys.
void InputEditor::buildTable(QWidget* page) {
    m_table = new QTableWidget(static_cast<int>(m_actions.size()), kColumns, page);
    m_table->setAccessibleName(tr("Actions and their keys"));
    m_table->setAccessibleDescription(tr("Choose an action, then press its new key in the field below"));
    m_table->setHorizontalHeaderLabels({tr("Menu"), tr("Action"), tr("Keys"), tr("Note")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(kAction, QHeaderView::Stretch);
    m_table->setColumnWidth(kMenu, 80);
    m_table->setColumnWidth(kKeys, 150);
    m_table->setColumnWidth(kNote, 170);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
}

QWidget* InputEditor::makeKeys() {
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    m_filter = new QLineEdit(page);
    m_filter->setPlaceholderText(tr("Search an action or a key"));
    m_filter->setAccessibleName(tr("Search an action or a key"));
    m_filter->setAccessibleDescription(tr("Only rows that match are listed"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, &InputEditor::setFilter);
    column->addWidget(m_filter);
    buildTable(page);
    column->addWidget(m_table, 1);
    m_hint = new QLabel(page);
    m_hint->setProperty("role", "secondary");
    m_hint->setWordWrap(true);
    m_hint->setAccessibleName(tr("Who has the typed key"));
    auto* row = new QHBoxLayout;
    m_edit = new OneKeyEdit([this] { keyTyped(); }, page);
    m_edit->setAccessibleName(tr("Press the new key here"));
    m_edit->setAccessibleDescription(tr("The key that is pressed while this field has the focus"));
    auto* set = pushButton(tr("Set"), tr("The typed key instead of the present ones"), page);
    auto* add = pushButton(tr("Add"), tr("The typed key besides the present ones"), page);
    m_take = pushButton(tr("Take over"), tr("Set the key here and take it away from the action that has it"), page);
    m_take->setEnabled(false);
    auto* none = pushButton(tr("No key"), tr("Take every key away from this action"), page);
    auto* own = pushButton(tr("As built in"), tr("The keys that the program comes with"), page);
    row->addWidget(new QLabel(tr("New key"), page));
    row->addWidget(m_edit, 1);
    for (auto* button : {set, add, m_take, none, own}) row->addWidget(button);
    column->addLayout(row);
    column->addWidget(m_hint);
    const auto typed = [this] { return typedKey(); };
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &InputEditor::keyTyped);
    connect(m_table, &QTableWidget::currentCellChanged, this, &InputEditor::keyTyped);
    connect(m_take, &QPushButton::clicked, this, [this, typed] { takeKey(typed()); });
    connect(set, &QPushButton::clicked, this, [this, typed] { setKey(typed(), false); });
    connect(add, &QPushButton::clicked, this, [this, typed] { setKey(typed(), true); });
    connect(none, &QPushButton::clicked, this, &InputEditor::clearKeys);
    connect(own, &QPushButton::clicked, this, &InputEditor::useBuiltIn);
    return page;
}

QWidget* InputEditor::makeMouse() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    for (std::size_t i = 0; i < kMouseSlots; ++i) {
        const auto slot = static_cast<MouseSlot>(i);
        auto* choice = new QComboBox(page);
        choice->setAccessibleName(slotWord(slot));
        choice->setAccessibleDescription(tr("What it does over an image"));
        for (const auto act : allowedActs(slot)) {
            if (act != MouseAct::Action) {
                choice->addItem(actWord(act), QString::fromLatin1(actName(act)));
                continue;
            }
            for (const auto& action : m_actions) choice->addItem(action.text, action.id);
        }
        form->addRow(slotWord(slot), choice);
        m_mouse.insert(static_cast<int>(i), choice);
        connect(choice, &QComboBox::activated, this, [this, slot, choice](int) {
            const QString id = choice->currentData().toString();
            MouseBinding binding{MouseAct::Action, toUtf8(id)};
            for (const auto act : allowedActs(slot))
                if (act != MouseAct::Action && id == QLatin1String(actName(act))) binding = {act, {}};
            setMouse(slot, binding);
        });
    }
    auto* darkens = new QComboBox(page);
    darkens->setObjectName(QStringLiteral("dragDirection"));
    darkens->setAccessibleName(tr("Dragging up"));
    darkens->setAccessibleDescription(tr("What dragging up does to the image while windowing"));
    darkens->addItems({tr("brightens"), tr("darkens")});
    form->addRow(tr("Dragging up"), darkens);
    connect(darkens, &QComboBox::activated, this, [this](int index) {
        m_profile.mouse.dragUpDarkens = index == 1;
        m_profile.name = "Own";
        changed();
    });
    auto* words = new QLabel(tr("While dragging, Shift is five times as fast and Ctrl a fifth. A right click opens the "
                                "menu, a double click fills the window with one viewport."),
                             page);
    words->setWordWrap(true);
    words->setProperty("role", "secondary");
    form->addRow(words);
    return page;
}

void InputEditor::setProfile(const InputProfile& profile) {
    m_profile = profile;
    const int found = m_choice->findText(fromUtf8(profile.name));
    m_choice->setCurrentIndex(found >= 0 ? found : m_choice->count() - 1);
    fillKeys();
    fillMouse();
}

void InputEditor::fillKeys() {
    const KeyTable all = withChanges(m_builtIn, m_profile.keys);
    const auto conflicts = keyConflicts(all);
    QHash<QString, QString> textOf;
    for (const auto& action : m_actions) textOf.insert(action.id, action.text);
    for (int i = 0; i < m_actions.size(); ++i) {
        const auto& action = m_actions[i];
        QStringList keys, others;
        for (const auto& key : keysOf(action.id))
            keys << QKeySequence(fromUtf8(key)).toString(QKeySequence::NativeText);
        for (const auto& conflict : conflicts) {
            const auto& users = conflict.actions;
            if (std::find(users.begin(), users.end(), toUtf8(action.id)) == users.end()) continue;
            for (const auto& user : users)
                if (fromUtf8(user) != action.id) others << textOf.value(fromUtf8(user), fromUtf8(user));
        }
        const QString note = others.isEmpty()
                                 ? (m_profile.keys.count(toUtf8(action.id)) != 0 ? tr("changed") : QString())
                                 : tr("also: %1").arg(others.join(QStringLiteral(", ")));
        const QStringList cells = {action.menu, action.text, keys.join(QStringLiteral(", ")), note};
        for (int column = 0; column < kColumns; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            if (!others.isEmpty()) item->setForeground(theme::tokens().warning);
            m_table->setItem(i, column, item);
        }
    }
    m_conflicts->setText(conflictText());
    setFilter(m_filter->text());
    keyTyped();
}

void InputEditor::fillMouse() {
    for (std::size_t i = 0; i < kMouseSlots; ++i) {
        const auto& binding = m_profile.mouse.slots[i];
        auto* choice = m_mouse.value(static_cast<int>(i));
        const QString id =
            binding.act == MouseAct::Action ? fromUtf8(binding.action) : QString::fromLatin1(actName(binding.act));
        choice->setCurrentIndex(std::max(0, choice->findData(id)));
    }
    if (auto* darkens = findChild<QComboBox*>(QStringLiteral("dragDirection")))
        darkens->setCurrentIndex(m_profile.mouse.dragUpDarkens ? 1 : 0);
}

void InputEditor::setFilter(const QString& text) {
    const QString wanted = text.trimmed();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        bool found = wanted.isEmpty();
        for (int column = 0; column < kColumns && !found; ++column)
            found = m_table->item(row, column)->text().contains(wanted, Qt::CaseInsensitive);
        m_table->setRowHidden(row, !found);
    }
}

int InputEditor::listedRows() const {
    int count = 0;
    for (int row = 0; row < m_table->rowCount(); ++row) count += m_table->isRowHidden(row) ? 0 : 1;
    return count;
}

QString InputEditor::hint() const { return m_hint->text(); }

QString InputEditor::typedKey() const { return m_edit->keySequence().toString(QKeySequence::PortableText); }

QStringList InputEditor::usersOf(const QString& key) const {
    QStringList names;
    const std::string wanted = toUtf8(key);
    for (const auto& action : m_actions) {
        const auto keys = keysOf(action.id);
        if (action.id != selectedId() && std::find(keys.begin(), keys.end(), wanted) != keys.end())
            names << action.text;
    }
    return names;
}

// One key with its modifiers, never a sequence: the last one typed counts. Says at once whose key it is.
void InputEditor::keyTyped() {
    const QKeySequence typed = m_edit->keySequence();
    if (typed.count() > 1) {
        m_edit->setKeySequence(QKeySequence(typed[static_cast<uint>(typed.count() - 1)]));
        return;  // comes here again
    }
    const QStringList users = typed.isEmpty() ? QStringList() : usersOf(typedKey());
    m_hint->setText(
        users.isEmpty()
            ? QString()
            : tr("%1 is the key of %2.").arg(typed.toString(QKeySequence::NativeText), users.join(tr(" and "))));
    m_take->setEnabled(!users.isEmpty() && !selectedId().isEmpty());
}

QString InputEditor::conflictText() const {
    QStringList lines;
    for (const auto& conflict : keyConflicts(withChanges(m_builtIn, m_profile.keys))) {
        QStringList names;
        for (const auto& id : conflict.actions)
            for (const auto& action : m_actions)
                if (toUtf8(action.id) == id) names << action.text;
        lines << tr("%1 is the key of %2; give one of them another.")
                     .arg(QKeySequence(fromUtf8(conflict.key)).toString(QKeySequence::NativeText),
                          names.join(tr(" and ")));
    }
    return lines.join(QLatin1Char('\n'));
}

QString InputEditor::selectedId() const {
    const int row = m_table->currentRow();
    return row >= 0 && row < m_actions.size() ? m_actions[row].id : QString();
}

void InputEditor::selectAction(const QString& id) {
    for (int i = 0; i < m_actions.size(); ++i)
        if (m_actions[i].id == id) m_table->setCurrentCell(i, kAction);
}

std::vector<std::string> InputEditor::keysOf(const QString& id) const {
    const KeyTable all = withChanges(m_builtIn, m_profile.keys);
    const auto found = all.find(toUtf8(id));
    return found == all.end() ? std::vector<std::string>() : found->second;
}

void InputEditor::setKeys(const QString& id, std::vector<std::string> keys) {
    if (id.isEmpty()) return;
    m_profile.name = "Own";
    m_profile.keys[toUtf8(id)] = std::move(keys);
    changed();
}

void InputEditor::setKey(const QString& key, bool add) {
    if (key.isEmpty()) return;
    auto keys = add ? keysOf(selectedId()) : std::vector<std::string>();
    const std::string portable = toUtf8(key);
    if (std::find(keys.begin(), keys.end(), portable) == keys.end()) keys.push_back(portable);
    setKeys(selectedId(), std::move(keys));
    m_edit->clear();
}

void InputEditor::takeKey(const QString& key) {
    if (key.isEmpty() || selectedId().isEmpty()) return;
    const std::string portable = toUtf8(key);
    for (const auto& action : m_actions) {
        auto keys = keysOf(action.id);
        if (action.id == selectedId() || std::find(keys.begin(), keys.end(), portable) == keys.end()) continue;
        std::erase(keys, portable);
        m_profile.keys[toUtf8(action.id)] = std::move(keys);
    }
    setKey(key, false);
}

void InputEditor::clearKeys() { setKeys(selectedId(), {}); }

void InputEditor::useBuiltIn() {
    m_profile.keys.erase(toUtf8(selectedId()));
    changed();
}

void InputEditor::setMouse(MouseSlot slot, const MouseBinding& binding) {
    m_profile.name = "Own";
    m_profile.mouse.of(slot) = binding;
    changed();
}

void InputEditor::changed() {
    setProfile(InputProfile(m_profile));
    if (conflictText().isEmpty()) Q_EMIT profileChosen(m_profile);
}

bool InputEditor::importFrom(const QString& path) {
    QFile file(path);
    const auto fail = [this](const QString& words) {
        m_conflicts->setText(words);
        return false;
    };
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestFile)
        return fail(tr("The profile %1 cannot be read; choose another file.").arg(path));
    const auto profile = profileFromJson(file.readAll().toStdString());
    if (!profile.ok()) return fail(fromUtf8(profile.error().message));
    setProfile(*profile);
    changed();
    return true;
}

bool InputEditor::exportTo(const QString& path) {
    QSaveFile file(path);
    const QByteArray text = QByteArray::fromStdString(profileToJson(m_profile));
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    if (!written) {
        m_conflicts->setText(tr("The profile cannot be written to %1; check the folder and the free space.").arg(path));
    }
    return written;
}

}  // namespace hilum::ui
