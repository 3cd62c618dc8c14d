// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/settings.h"

#include <QStringList>
#include <array>

namespace hilum::ui {

namespace {

struct Row {
    Key key;
    const char* name;
    QVariant fallback;
};

const std::array<Row, 22>& table() {
    static const std::array<Row, 22> rows = {{
        {Key::LightTheme, "theme/light", false},
        {Key::AcknowledgedVersion, "start/acknowledgedVersion", QString()},
        {Key::AcknowledgedAt, "start/acknowledgedAt", QString()},
        {Key::WindowGeometry, "window/geometry", QByteArray()},
        {Key::WindowState, "window/state", QByteArray()},
        {Key::RecentPaths, "open/recent", QStringList()},
        {Key::SessionPaths, "open/session", QStringList()},
        {Key::GridRows, "view/rows", 1},
        {Key::GridColumns, "view/columns", 1},
        {Key::HideIdentity, "view/hideIdentity", false},
        {Key::OverlayOpacity, "view/overlayOpacity", 0.5},
        {Key::FoldedSections, "panels/folded", QStringList{QStringLiteral("findings")}},
        {Key::SamePatientShown, "search/samePatient", false},
        {Key::SessionState, "open/state", QString()},
        {Key::HangAutomatically, "view/hangAutomatically", true},
        {Key::HangingFile, "view/hangingFile", QString()},
        {Key::InputProfile, "input/profile", QString()},
        {Key::ModelPack, "models/pack", QString()},
        {Key::ModelDevice, "models/device", QStringLiteral("auto")},
        {Key::ModelPrecision, "models/precision", QStringLiteral("auto")},
        {Key::CornersHidden, "view/hiddenCorners", QStringList()},
        {Key::TextPercent, "theme/textPercent", 100},
    }};
    return rows;
}

const Row& rowOf(Key key) {
    for (const auto& row : table())
        if (row.key == key) return row;
    return table().front();
}

}  // namespace

Settings::Settings(const QString& file)
    : m_store(file.isEmpty() ? QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("hilum"),
                                         QStringLiteral("hilum"))
                                   .fileName()
                             : file,
              QSettings::IniFormat) {}

QVariant Settings::value(Key key) const {
    const Row& row = rowOf(key);
    return m_store.value(QLatin1String(row.name), row.fallback);
}

void Settings::set(Key key, const QVariant& value) { m_store.setValue(QLatin1String(rowOf(key).name), value); }

}  // namespace hilum::ui
