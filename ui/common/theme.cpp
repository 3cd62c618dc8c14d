// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/theme.h"

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QStatusBar>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>
#include <QVariant>
#include <QWidget>
#include <algorithm>
#include <cmath>

namespace hilum::ui::theme {

namespace {

Tokens darkTokens() {
    Tokens t;
    t.background = QColor(0x11, 0x13, 0x15);
    t.panel = QColor(0x1A, 0x1D, 0x20);
    t.raised = QColor(0x23, 0x27, 0x2B);
    t.border = QColor(0x34, 0x39, 0x3E);
    t.text = QColor(0xE6, 0xE8, 0xEA);
    t.secondary = QColor(0xA3, 0xA9, 0xAF);
    t.disabled = QColor(0x6B, 0x71, 0x77);
    t.accent = QColor(0x56, 0xB4, 0xE9);
    t.aiTint = QColor(0xCC, 0x79, 0xA7);
    t.warning = QColor(0xE6, 0x9F, 0x00);
    t.error = QColor(0xD5, 0x5E, 0x00);
    t.success = QColor(0x00, 0x9E, 0x73);
    t.errorText = QColor(0xE8, 0x75, 0x2A);
    t.successText = QColor(0x1F, 0xB0, 0x88);
    t.viewport = QColor(0x08, 0x09, 0x0A);
    t.overlayText = QColor(0xE6, 0xE8, 0xEA);
    t.overlayOutline = QColor(0, 0, 0, 230);
    t.overlayWarning = QColor(0xE6, 0x9F, 0x00);
    return t;
}

Tokens lightTokens() {
    Tokens t = darkTokens();  // viewport and overlay stay as they are: the image is read on black
    t.background = QColor(0xE4, 0xE6, 0xE8);
    t.panel = QColor(0xF6, 0xF7, 0xF8);
    t.raised = QColor(0xFF, 0xFF, 0xFF);
    t.border = QColor(0xC4, 0xC8, 0xCC);
    t.text = QColor(0x1A, 0x1D, 0x20);
    t.secondary = QColor(0x50, 0x57, 0x5D);
    t.disabled = QColor(0x7C, 0x83, 0x89);
    t.accent = QColor(0x00, 0x72, 0xB2);
    t.aiTint = QColor(0xA8, 0x4D, 0x80);
    t.warning = QColor(0x85, 0x59, 0x00);
    t.error = QColor(0xA8, 0x45, 0x00);
    t.success = QColor(0x00, 0x6E, 0x50);
    t.errorText = t.error;
    t.successText = t.success;
    return t;
}

Mode g_mode = Mode::Dark;
Tokens g_tokens = darkTokens();
double g_textScale = 1.0;
constexpr double kUsualFontPx = 15.0;  // desktops' own sizes up to here mean "normal"
constexpr double kLeastScale = 0.8, kMostScale = 3.0;
constexpr const char* kFontPx = "hilumFontPx";  // properties of widgets whose font setFont() made
constexpr const char* kFontBold = "hilumFontBold";

QColor onAccent() { return g_mode == Mode::Dark ? QColor(0x0B, 0x0C, 0x0D) : QColor(Qt::white); }

// A widget keeps the font it was given: those of setFont() get it anew in the present size.
void refreshFonts() {
    for (auto* widget : QApplication::allWidgets())
        if (const QVariant size = widget->property(kFontPx); size.isValid())
            widget->setFont(font(size.toInt(), widget->property(kFontBold).toBool()));
    // A status bar keeps the height of its old letters until it is asked again.
    for (auto* widget : QApplication::allWidgets())
        if (qobject_cast<QStatusBar*>(widget) != nullptr)
            QApplication::postEvent(widget, new QEvent(QEvent::LayoutRequest));
}

QPalette paletteFor(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.panel);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.background);
    p.setColor(QPalette::AlternateBase, t.panel);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.secondary);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.error);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, onAccent());
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::Light, t.raised.lighter(120));
    p.setColor(QPalette::Midlight, t.raised);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.background);
    p.setColor(QPalette::Shadow, QColor(0, 0, 0));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, t.disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, t.border);
    return p;
}

// One sheet for all controls. @name stands for a token.
constexpr const char* kSheet = R"(
QMainWindow, QMainWindow > QWidget { background: @background; }
QMainWindow::separator { background: @background; width: 4px; height: 4px; }
QMenuBar { background: @panel; padding: 2px 4px; spacing: 0px; }
QMenuBar::item { padding: 6px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @raised; }
QMenu { background: @raised; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: @border; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::icon { padding-left: 6px; }
QStatusBar { background: @panel; border-top: 1px solid @background; }
QStatusBar::item { border: none; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: @panel; padding: 6px 8px; text-align: left; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QPushButton, QToolButton { background: @raised; border: 1px solid @border; border-radius: 4px; padding: 3px 10px; color: @text; }
QToolButton { padding: 4px; }
QPushButton:hover, QToolButton:hover { background: @border; }
QPushButton:pressed, QToolButton:pressed { background: @background; }
QPushButton:focus, QToolButton:focus { border: 1px solid @accent; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; border-color: @raised; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border: 1px solid @accent; font-weight: bold; padding: 8px 18px; }
QPushButton[primary="true"]:focus { border: 1px solid @text; }
QPushButton[primary="true"]:disabled { background: @raised; color: @disabled; border-color: @border; }
QToolButton[flat="true"] { background: transparent; border: 1px solid transparent; }
QToolButton[flat="true"]:hover { background: @raised; }
QToolButton[flat="true"]:focus { border: 1px solid @accent; }
QToolButton[flat="true"]:checked { background: @border; border: 1px solid @border; }
QToolButton[tight="true"] { padding: 0px 5px; }
QToolButton[chip="negated"] { border-style: dashed; }
QToolButton::menu-indicator { image: none; width: 0px; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox { background: @background; border: 1px solid @border; border-radius: 4px; padding: 3px 6px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus { border: 1px solid @accent; }
QScrollArea, QListView { background: @panel; border: none; }
QTreeView, QTableView { background: @background; alternate-background-color: @panel; border: 1px solid @border; gridline-color: @border; selection-background-color: @border; selection-color: @text; }
QHeaderView::section { background: @raised; color: @secondary; border: none; border-right: 1px solid @border; padding: 3px 6px; }
QTabWidget::pane { border: 1px solid @border; }
QTabBar::tab { background: @panel; color: @secondary; padding: 5px 14px; border: 1px solid @border; border-bottom: none; }
QTabBar::tab:selected { background: @raised; color: @text; }
QComboBox QAbstractItemView { background: @raised; color: @text; selection-background-color: @border; }
QListView:focus { border: none; outline: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 1px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @background; border: 1px solid @border; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @secondary; border-radius: 3px; background: @background; }
QCheckBox::indicator:focus { border: 1px solid @accent; }
QCheckBox::indicator:checked { background: @accent; border: 1px solid @accent; image: url(:/icons/check.svg); }
QLabel[role="secondary"] { color: @secondary; }
QLabel[role="title"] { font-weight: bold; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="error"] { color: @errorText; }
QLabel[role="success"] { color: @successText; }
QWidget#dropTarget { border: 1px dashed @disabled; border-radius: 4px; }
QFrame#reportNotice { background: @raised; border: 1px solid @secondary; border-radius: 4px; }
QFrame#reportNotice[tone="good"] { border-color: @success; }
QFrame#reportNotice[tone="warning"] { border-color: @warning; }
QFrame#reportNotice[tone="error"] { border-color: @error; }
QWidget[panel="true"] { background: @panel; }
)";

QString sheetFor(const Tokens& t) {
    QString sheet = QString::fromLatin1(kSheet);
    const std::pair<const char*, QColor> names[] = {{"@background", t.background},
                                                    {"@panel", t.panel},
                                                    {"@raised", t.raised},
                                                    {"@border", t.border},
                                                    {"@text", t.text},
                                                    {"@secondary", t.secondary},
                                                    {"@disabled", t.disabled},
                                                    {"@accent", t.accent},
                                                    {"@onAccent", onAccent()},
                                                    {"@errorText", t.errorText},
                                                    {"@successText", t.successText},
                                                    {"@warning", t.warning},
                                                    {"@error", t.error},
                                                    {"@success", t.success}};
    for (const auto& [name, value] : names) sheet.replace(QLatin1String(name), value.name());
    return sheet;
}

double luminance(const QColor& c) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

}  // namespace

Mode mode() { return g_mode; }

const Tokens& tokens() { return g_tokens; }

QColor colour(Tone tone) {
    switch (tone) {
        case Tone::Text: return g_tokens.text;
        case Tone::Secondary: return g_tokens.secondary;
        case Tone::Disabled: return g_tokens.disabled;
        case Tone::Accent: return g_tokens.accent;
        case Tone::OnAccent: return onAccent();
        case Tone::Warning: return g_tokens.warning;
        case Tone::Error: return g_tokens.error;
        case Tone::Success: break;
    }
    return g_tokens.success;
}

void apply(QApplication& application, Mode wanted) {
    g_mode = wanted;
    g_tokens = wanted == Mode::Dark ? darkTokens() : lightTokens();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont base = QApplication::font();
    base.setPixelSize(px(kBasePx));
    QApplication::setFont(base);
    QToolTip::setFont(font(kSmallPx + 1));
    const QPalette palette = paletteFor(g_tokens);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    application.setStyleSheet(sheetFor(g_tokens));
    refreshFonts();
}

double systemTextScale(double systemFontPx) {
    return systemFontPx <= kUsualFontPx ? 1.0 : std::min(systemFontPx / kBasePx, kMostScale);
}

void setTextScale(QApplication& application, double scale) {
    g_textScale = std::clamp(scale, kLeastScale, kMostScale);
    apply(application, g_mode);
}

double textScale() { return g_textScale; }

int px(int length) { return static_cast<int>(std::lround(length * g_textScale)); }

QFont font(int pixelSize, bool bold) {
    QFont f = QApplication::font();
    f.setPixelSize(px(pixelSize));
    f.setBold(bold);
    return f;
}

void setFont(QWidget& widget, int pixelSize, bool bold) {
    widget.setProperty(kFontPx, pixelSize);
    widget.setProperty(kFontBold, bold);
    widget.setFont(font(pixelSize, bold));
}

void setRole(QWidget& widget, const char* role) {
    if (widget.property("role").toByteArray() == role) return;
    widget.setProperty("role", role);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
}

QColor tinted(const QColor& panel) {
    const auto mix = [](int a, int b) {
        return static_cast<int>(std::lround(a * (1.0 - kAiTintAlpha) + b * kAiTintAlpha));
    };
    const QColor& tint = g_tokens.aiTint;
    return QColor(mix(panel.red(), tint.red()), mix(panel.green(), tint.green()), mix(panel.blue(), tint.blue()));
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace hilum::ui::theme
