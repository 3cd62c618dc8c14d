// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The project's own icons (resources/icons, one family, 1.5 px stroke), coloured from the theme.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

#include "ui/common/theme.h"

namespace hilum::ui {

// name without path and suffix: "window-level". The icon has normal, disabled and checked colours.
QIcon icon(const QString& name);
// In one colour whatever the state, but still the present theme's.
QIcon icon(const QString& name, theme::Tone tone);
// One picture in a given colour, for labels and custom painting.
QPixmap iconPixmap(const QString& name, const QColor& colour, int sizePx, double devicePixelRatio);

}  // namespace hilum::ui
