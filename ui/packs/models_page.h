// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ModelsPage: the installed model packs with card, licence and sources; checking, importing with progress and
// cancel, removing; which one is in use, on which device and in which precision; how quick it is on this machine.
// Not a modal window; what goes wrong is said in its own line. UI thread.
#pragma once

#include <QDialog>
#include <QHash>

#include "core/base/error.h"
#include "core/engine/session_speed.h"
#include "ui/models/pack_service.h"
#include "ui/models/reading_service.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace hilum::ui {

class PackSwitch;

class ModelsPage : public QDialog {
    Q_OBJECT
public:
    ModelsPage(PackService& packs, ReadingService& reading, PackSwitch& change, TaskRunner& runner,
               QWidget* parent = nullptr);

    void select(const QString& id);
    QString selected() const;
    QString message() const;
    QString speed(const QString& id) const { return m_speeds.value(id); }
    // What the buttons do; for tests too.
    void useSelected();
    void checkSelected();
    void measureSelected();
    void removeSelected();
    void importFrom(const QString& path, const QString& id);
    void setDevice(const QString& device);
    void setPrecision(const QString& precision);

Q_SIGNALS:
    void optionsChosen(const QString& device, const QString& precision);  // to be remembered
    void speedMeasured(const QString& id);

private:
    QWidget* makeList();
    QWidget* makeCard();
    QWidget* makeEngine();
    void connectServices();
    void connectSwitch();
    void fillList();
    void showCard();
    void showEngine();
    void applyOptions();
    void say(const QString& text, const char* role = "secondary");
    void fail(const base::Error& error);
    void endMeasuring(const base::Result<engine::SessionSpeed>& result, const QString& id, TaskId task);

    PackService& m_packs;
    ReadingService& m_reading;
    PackSwitch& m_change;
    TaskRunner& m_runner;
    QHash<QString, QString> m_speeds;
    QHash<QString, QString> m_checks;
    bool m_measuring = false;
    QString m_wanted;  // to be selected once it is in the list
    QListWidget* m_list = nullptr;
    QLineEdit* m_name = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_importFile = nullptr;
    QPushButton* m_importFolder = nullptr;
    QLabel* m_card = nullptr;
    QLabel* m_facts = nullptr;  // checked, speed
    QPushButton* m_use = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_measure = nullptr;
    QPushButton* m_remove = nullptr;
    QComboBox* m_device = nullptr;
    QComboBox* m_precision = nullptr;
    QLabel* m_engine = nullptr;
    QLabel* m_message = nullptr;
};

}  // namespace hilum::ui
