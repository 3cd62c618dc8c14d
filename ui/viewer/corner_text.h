// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// What stands in the four corners of a viewport (viewer.md 3.4). Pure functions of the data shown.
#pragma once

#include <QPoint>
#include <QString>
#include <QStringList>
#include <optional>
#include <set>
#include <vector>

#include "core/image/image.h"
#include "ui/models/stack.h"

namespace hilum::ui {

// What a person may leave out of the corners; warnings always stand.
enum class CornerItem {
    Identity,
    Study,
    ImageNumber,
    Window,
    Zoom,
    Value,
    Series,
    Technique,
    Position,
    Letters,
    ScaleBar
};
struct CornerItemName {
    CornerItem item;
    const char* id;  // in the settings
    QString words;
};
const std::vector<CornerItemName>& cornerItems();
using HiddenCorners = std::set<CornerItem>;

struct CornerInput {
    const Stack* stack = nullptr;
    const dicom::Instance* instance = nullptr;  // of the frame on screen
    const image::Image* image = nullptr;
    int index = 0;       // 0-based, wanted frame
    int shownIndex = 0;  // frame on screen; differs while the wanted one is decoded
    image::WindowLevel window;
    double zoom = 1.0;
    std::optional<QPoint> cursor;  // image pixel under the cursor
    bool hideIdentity = false;
    QString presentation;  // name of the presentation state that is shown
    HiddenCorners hidden;
    bool windowOutside = false;  // the window lies outside all values of the image
};

struct CornerTexts {
    QStringList topLeft, topRight, bottomLeft, bottomRight;
    QStringList warnings;  // drawn in the warning colour below the bottom right lines
};

CornerTexts cornerTexts(const CornerInput& input);
// "Doe^Jane^^Dr" -> "Doe, Jane".
QString personName(const std::string& dicomName);
// "W 1500 L -600 Lung".
QString windowText(const image::WindowLevel& window);
// "-612 HU", "132", "R 12 G 40 B 9".
QString valueText(const image::Image& image, QPoint pixel);

}  // namespace hilum::ui
