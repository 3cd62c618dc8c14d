// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// std::string of the core is UTF-8; QString of the window is not. The two crossings, named.
#pragma once

#include <QString>
#include <string>

namespace hilum::ui {

inline QString fromUtf8(const std::string& text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline std::string toUtf8(const QString& text) { return text.toStdString(); }

}  // namespace hilum::ui
