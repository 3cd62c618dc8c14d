// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The visual language of the window: every colour, size and distance that a widget may use, and the
// application-wide palette and style sheet made from them. Dark first (dim reading rooms); the light
// set is for bright offices. UI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <array>

class QApplication;

namespace hilum::ui::theme {

enum class Mode { Dark, Light };

struct Tokens {
    QColor background, panel, raised, border;
    QColor text, secondary, disabled;
    QColor accent;  // focus ring, active viewport frame, selection: the only accent
    QColor aiTint;  // unreviewed suggestion: left bar, and 18 % behind the text
    QColor warning, error, success;
    QColor viewport;  // behind the image, the same in both modes
    QColor overlayText, overlayOutline, overlayWarning;
};

constexpr int kStep = 4;  // spacing comes in steps of 4 px
constexpr int kRadius = 4;
constexpr int kBasePx = 13;
constexpr int kSmallPx = 11;  // overlay text and secondary lines
constexpr int kIconPx = 16;
constexpr double kAiTintAlpha = 0.18;

// Okabe-Ito: safe for colour-blind readers; a region also gets its own dash.
constexpr std::array<unsigned, 7> kRegionColours = {0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442,
                                                    0x0072B2, 0xD55E00, 0xCC79A7};

Mode mode();
const Tokens& tokens();
// Sets style, font, palette and style sheet of the application; may be called again to switch.
void apply(QApplication& application, Mode mode);
// Base font with figures of equal width where the family has them, at a pixel size.
QFont font(int pixelSize, bool bold = false);
// colour over panel at the AI tint's strength, opaque (text stays crisp on it).
QColor tinted(const QColor& panel);
// WCAG 2 contrast ratio, 1..21.
double contrast(const QColor& a, const QColor& b);

}  // namespace hilum::ui::theme
