// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Settings: the person's choices between starts. Keys are an enum with defaults in one table; the
// object is passed, never global. No patient data: recent paths are kept only when the person allows.
#pragma once

#include <QSettings>
#include <QVariant>

namespace hilum::ui {

enum class Key {
    LightTheme,
    AcknowledgedVersion,  // of the research-use words
    AcknowledgedAt,       // ISO 8601
    WindowGeometry,
    WindowState,
    RecentPaths,
    SessionPaths,  // what was open when the window closed
    GridRows,
    GridColumns,
    HideIdentity,
    OverlayOpacity,
    FoldedSections,
    SamePatientShown,
    SessionState,       // JSON: layout, series, windows of the last end
    HangAutomatically,  // by the rules, when a study opens
    HangingFile,        // a person's own rules
    InputProfile,       // JSON of keys and mouse, "" = built in
    ModelPack,          // id of the pack in use, "" = the built-in one
    ModelDevice,        // auto, cpu, cuda[:N]
    ModelPrecision,     // auto, fp32, bf16, fp16, int8
    CornersHidden,      // ids of corner texts that are left out
    TextPercent,        // of the size that the system asks for
};

class Settings {
public:
    // file "" = the user's own; tests give a path.
    explicit Settings(const QString& file = {});
    QVariant value(Key key) const;
    void set(Key key, const QVariant& value);
    void sync() { m_store.sync(); }

private:
    QSettings m_store;
};

}  // namespace hilum::ui
