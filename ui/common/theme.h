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
class QWidget;

namespace hilum::ui::theme {

enum class Mode { Dark, Light };

struct Tokens {
    QColor background, panel, raised, border;
    QColor text, secondary, disabled;
    QColor accent;  // focus ring, active viewport frame, selection: the only accent
    QColor aiTint;  // unreviewed suggestion: left bar, and 18 % behind the text
    QColor warning, error, success;
    QColor errorText, successText;  // the same hues where they are letters: at least 4.5:1 on every panel
    QColor viewport;                // behind the image, the same in both modes
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

// A colour by its meaning, for what outlives a switch of the theme.
enum class Tone { Text, Secondary, Disabled, Accent, OnAccent, Warning, Error, Success };

Mode mode();
const Tokens& tokens();
QColor colour(Tone tone);
// Sets style, font, palette and style sheet of the application; may be called again to switch.
void apply(QApplication& application, Mode mode);

// Text size: what the person's system asks for, times what the person chose here. A system font of 12 to 15 px is
// the usual one and means 13 px; a larger one is taken as it is.
double systemTextScale(double systemFontPx);
void setTextScale(QApplication& application, double scale);  // 0.8 to 3; applies the theme again
double textScale();
int px(int length);  // a length that grows with the text
// Base font at a pixel size of the unscaled design.
QFont font(int pixelSize, bool bold = false);
// Gives a widget such a font and keeps it right when the text size changes.
void setFont(QWidget& widget, int pixelSize, bool bold = false);
// "secondary", "title", "warning", "error", "" of the style sheet; may change at any time.
void setRole(QWidget& widget, const char* role);
// colour over panel at the AI tint's strength, opaque (text stays crisp on it).
QColor tinted(const QColor& panel);
// WCAG 2 contrast ratio, 1..21.
double contrast(const QColor& a, const QColor& b);

}  // namespace hilum::ui::theme
