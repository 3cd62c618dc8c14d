// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// InputEditor: the table of keys and mouse buttons: profiles, changing one key, conflicts said beside the
// rows they concern, import and export. A profile with a conflict is never applied. Not a modal window.
#pragma once

#include <QDialog>
#include <QHash>
#include <QList>

#include "ui/models/input_map.h"

class QComboBox;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace hilum::ui {

struct ActionRow {
    QString id, menu, text;
};

class InputEditor : public QDialog {
    Q_OBJECT
public:
    // builtIn: every action's keys as the program has them; profiles: those that are shipped.
    InputEditor(QList<ActionRow> actions, KeyTable builtIn, std::vector<InputProfile> profiles,
                QWidget* parent = nullptr);
    ~InputEditor() override;
    void setProfile(const InputProfile& profile);
    const InputProfile& profile() const { return m_profile; }
    // For the table's own buttons and for tests.
    void selectAction(const QString& id);
    void setKey(const QString& key, bool add);
    // The same, and takes the key away from the actions that have it.
    void takeKey(const QString& key);
    // Only actions whose menu, words or keys contain the text are listed.
    void setFilter(const QString& text);
    int listedRows() const;
    QString hint() const;  // whose key the one just typed is
    void clearKeys();
    void useBuiltIn();
    void setMouse(MouseSlot slot, const MouseBinding& binding);
    QString conflictText() const;
    bool importFrom(const QString& file);
    bool exportTo(const QString& file);

Q_SIGNALS:
    void profileChosen(const hilum::ui::InputProfile& profile);  // free of conflicts: apply and keep

private:
    QWidget* makeHead();
    QWidget* makeKeys();
    void buildTable(QWidget* page);
    QWidget* makeMouse();
    void fillKeys();
    void fillMouse();
    void changed();
    void keyTyped();
    QString typedKey() const;
    QStringList usersOf(const QString& key) const;  // other actions that have it
    QString selectedId() const;
    std::vector<std::string> keysOf(const QString& id) const;
    void setKeys(const QString& id, std::vector<std::string> keys);

    QList<ActionRow> m_actions;
    KeyTable m_builtIn;
    std::vector<InputProfile> m_profiles;
    InputProfile m_profile;
    QComboBox* m_choice = nullptr;
    QTableWidget* m_table = nullptr;
    QLineEdit* m_filter = nullptr;
    QKeySequenceEdit* m_edit = nullptr;
    QPushButton* m_take = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_conflicts = nullptr;
    QHash<int, QComboBox*> m_mouse;
};

}  // namespace hilum::ui
