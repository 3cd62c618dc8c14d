// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/viewer/orientation.h"

#include <algorithm>
#include <cmath>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

constexpr double kSecondLetterFrom = 0.35;  // direction cosine; about 20 degrees off the main axis

struct Step {
    int column = 0;  // movement in image columns and rows for one step on screen
    int row = 0;
};

// Which way in the image is "one step to the right" or "one step down" on screen?
Step imageStep(int dx, int dy, const ViewTransform& view) {
    if (view.flipHorizontal) dx = -dx;
    if (view.flipVertical) dy = -dy;
    for (int i = 0; i < view.quarterTurns; ++i) {  // undo a clockwise quarter turn
        const int x = dx;
        dx = dy;
        dy = -x;
    }
    return {dx, dy};
}

QString fromPlane(const image::Plane& plane, Step step) {
    std::array<double, 3> direction{};
    for (std::size_t i = 0; i < 3; ++i)
        direction[i] = step.column * plane.rowDirection[i] + step.row * plane.columnDirection[i];
    return directionLetters(direction);
}

QString fromOrientation(const std::vector<std::string>& orientation, Step step) {
    if (orientation.size() < 2) return {};
    const QString along = fromUtf8(step.column != 0 ? orientation[0] : orientation[1]);
    return step.column + step.row > 0 ? along : oppositeLetters(along);
}

}  // namespace

QString directionLetters(const std::array<double, 3>& direction) {
    constexpr std::array<std::array<char, 2>, 3> kLetters = {{{'L', 'R'}, {'P', 'A'}, {'H', 'F'}}};
    std::array<std::size_t, 3> order = {0, 1, 2};
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return std::abs(direction[a]) > std::abs(direction[b]); });
    QString letters;
    for (std::size_t i = 0; i < 2; ++i) {
        const double value = direction[order[i]];
        if (std::abs(value) < (i == 0 ? 1e-6 : kSecondLetterFrom)) break;
        letters += QLatin1Char(kLetters[order[i]][value > 0 ? 0 : 1]);
    }
    return letters;
}

QString oppositeLetters(const QString& letters) {
    static const QString from = QStringLiteral("LRPAHF");
    static const QString to = QStringLiteral("RLAPFH");
    QString result;
    for (const QChar c : letters) {
        const auto at = from.indexOf(c);
        result += at < 0 ? c : to.at(at);
    }
    return result;
}

EdgeLetters edgeLetters(const std::optional<image::Plane>& plane, const std::vector<std::string>& patientOrientation,
                        const ViewTransform& view) {
    const auto letters = [&](int dx, int dy) {
        const Step step = imageStep(dx, dy, view);
        return plane ? fromPlane(*plane, step) : fromOrientation(patientOrientation, step);
    };
    return EdgeLetters{letters(-1, 0), letters(0, -1), letters(1, 0), letters(0, 1)};
}

}  // namespace hilum::ui
