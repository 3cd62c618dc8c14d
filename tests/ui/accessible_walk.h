// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What a screen reader would get from the window as it stands, asked through Qt's accessibility interfaces: every
// visible control must have a name and a description (its own, or its tool tip), every text must say something.
#pragma once

#include <QStringList>

class QWidget;

namespace hilum::tests {

// "QToolButton layoutButton in ToolRow: no description"; empty = nothing is silent.
QStringList silentWidgets(QWidget& root);
// Visible labels and buttons whose words are cut off although they are not meant to be elided.
QStringList clippedTexts(QWidget& root);

}  // namespace hilum::tests
