// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The window's actions of the menus View, Tools and Regions (viewer.md 3.2, window.md 4).
#include <QAction>
#include <QMenu>

#include "ui/common/text.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/main_window.h"
#include "ui/window/reading_controller.h"

namespace hilum::ui {

namespace {
constexpr double kOpacityStep = 0.1;
constexpr double kCineStep = 1.25;
QKeySequence key(int k) { return QKeySequence(k); }

QString presetText(const image::WindowLevel& window) {
    return QStringLiteral("%1 (%2 / %3)").arg(fromUtf8(window.explanation)).arg(window.width).arg(window.centre);
}
}  // namespace

void MainWindow::makeViewActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    auto* grid = m_parts.grid;
    const auto act = [&](const char* id, const QString& text, const char* iconName, const QList<QKeySequence>& keys,
                         auto method) {
        a.add(view, QLatin1String(id), text, QLatin1String(iconName), keys,
              [grid, method, text] { grid->active().act(text, [grid, method] { (grid->active().*method)(); }); });
    };
    const auto edit = [&](const char* id, const QString& text, const char* iconName, const QList<QKeySequence>& keys,
                          const std::function<void(ViewportWidget&)>& change) {
        a.add(view, QLatin1String(id), text, QLatin1String(iconName), keys,
              [grid, text, change] { grid->active().act(text, [grid, change] { change(grid->active()); }); });
    };
    act("fit", tr("Fit to window"), "fit", {key(Qt::Key_F)}, &ViewportWidget::fit);
    act("oneToOne", tr("One to one"), "one-to-one", {QKeySequence(tr("Ctrl+1"))}, &ViewportWidget::oneToOne);
    edit("zoomIn", tr("Zoom in"), "zoom", {key(Qt::Key_Plus), key(Qt::Key_Equal)},
         [](ViewportWidget& v) { v.zoomBy(1.25); });
    edit("zoomOut", tr("Zoom out"), "", {key(Qt::Key_Minus)}, [](ViewportWidget& v) { v.zoomBy(0.8); });
    edit("invert", tr("Invert"), "invert", {key(Qt::Key_I)}, [](ViewportWidget& v) { v.setInverted(!v.isInverted()); });
    act("flipHorizontal", tr("Flip left-right"), "flip-horizontal", {key(Qt::Key_H)},
        &ViewportWidget::flipHorizontally);
    act("flipVertical", tr("Flip top-bottom"), "flip-vertical", {key(Qt::Key_V)}, &ViewportWidget::flipVertically);
    edit("rotateRight", tr("Rotate right"), "rotate-right", {key(Qt::Key_Period)},
         [](ViewportWidget& v) { v.turn(1); });
    edit("rotateLeft", tr("Rotate left"), "rotate-left", {key(Qt::Key_Comma), QKeySequence(tr("Ctrl+L"))},
         [](ViewportWidget& v) { v.turn(-1); });
    act("reset", tr("Reset view"), "reset", {key(Qt::Key_R)}, &ViewportWidget::reset);
    a.addSeparator(view);
    a.add(view, QStringLiteral("maximise"), tr("Maximise viewport"), {}, {QKeySequence(tr("Shift+M"))},
          [grid] { grid->toggleMaximised(); });
    a.add(view, QStringLiteral("nextViewport"), tr("Next viewport"), {}, {key(Qt::Key_Right)},
          [grid] { grid->activateNext(1); });
    a.add(view, QStringLiteral("previousViewport"), tr("Previous viewport"), {}, {key(Qt::Key_Left)},
          [grid] { grid->activateNext(-1); });
    a.addToggle(view, QStringLiteral("texts"), tr("Texts over the image"), QStringLiteral("details"),
                {key(Qt::Key_Space)}, true,
                [grid](bool on) { grid->setForAll([on](ViewportWidget& viewport) { viewport.setTextVisible(on); }); });
    a.addSeparator(view);
    makePanelActions();
}

// Digits choose presets of CT; other modalities have the file's own windows and the automatic one.
void MainWindow::makePresetActions() {
    auto& a = *m_actions;
    const QString view = QStringLiteral("view");
    const QString presets = QStringLiteral("presets");
    m_presetMenu = a.subMenu(view, presets, tr("CT windows"), QStringLiteral("window-level"));
    a.add(view, QStringLiteral("defaultWindow"), tr("Window of the file"), QStringLiteral("window-level"),
          {key(Qt::Key_QuoteLeft)}, [this] {
              auto& viewport = m_parts.grid->active();
              viewport.act(tr("window"), [&] { viewport.useDefaultWindow(); });
          });
    a.add(view, QStringLiteral("fullRange"), tr("Full range"), {}, {key(Qt::Key_0)}, [this] {
        auto& viewport = m_parts.grid->active();
        viewport.act(tr("window"), [&] { viewport.useFullRange(); });
    });
    for (int i = 0; i < 9; ++i)
        a.add(presets, QStringLiteral("preset%1").arg(i + 1), tr("CT window %1").arg(i + 1), {}, {key(Qt::Key_1 + i)},
              [this, i] { applyPreset(i); });
    connect(m_presetMenu, &QMenu::aboutToShow, this, [this] { fillPresetMenu(*m_presetMenu); });
}

void MainWindow::fillPresetMenu(QMenu& menu) {
    menu.clear();
    const auto& stack = m_parts.grid->active().stack();
    if (!stack || !stack->isCt()) {
        menu.addAction(tr("CT windows are offered for CT only"))->setEnabled(false);
        return;
    }
    for (std::size_t i = 0; i < m_presets.size(); ++i) {
        if (auto* keyed = (*m_actions)[QStringLiteral("preset%1").arg(i + 1)])
            menu.addAction(keyed);
        else
            menu.addAction(presetText(m_presets[i]), this, [this, i] { applyPreset(static_cast<int>(i)); });
    }
}

// The file of presets has been read: the actions of the digits say which window each one is.
void MainWindow::namePresets() {
    for (std::size_t i = 0; i < m_presets.size(); ++i)
        if (auto* keyed = (*m_actions)[QStringLiteral("preset%1").arg(i + 1)]) keyed->setText(presetText(m_presets[i]));
    applyInput(m_input);  // the list of keys reads them
}

void MainWindow::makeToolActions() {
    auto& a = *m_actions;
    const QString tools = QStringLiteral("tools");
    addTool("toolWindow", tools, tr("Window and level"), "window-level", {key(Qt::Key_W)}, Tool::WindowLevel);
    addTool("toolPan", tools, tr("Pan"), "pan", {key(Qt::Key_P)}, Tool::Pan);
    addTool("toolZoom", tools, tr("Zoom"), "zoom", {key(Qt::Key_Z)}, Tool::Zoom);
    a.addSeparator(tools);
    auto* link = a.addToggle(tools, QStringLiteral("link"), tr("Link viewports"), QStringLiteral("link"),
                             {key(Qt::Key_L)}, false, [this](bool on) { m_parts.grid->setLinked(on); });
    connect(m_parts.grid, &ViewportGrid::compareChanged, link,
            [this, link](bool) { link->setChecked(m_parts.grid->isLinked()); });
    auto* cine = a.addToggle(tools, QStringLiteral("cine"), tr("Cine"), QStringLiteral("play"), {key(Qt::Key_C)}, false,
                             [this](bool on) { m_parts.grid->setCine(on); });
    connect(m_parts.grid, &ViewportGrid::cineChanged, cine, &QAction::setChecked);
    a.add(tools, QStringLiteral("fasterCine"), tr("Cine faster"), {}, {QKeySequence(Qt::Key_Greater)}, [this] {
        m_parts.grid->setCineRate(m_parts.grid->cineRate() * kCineStep);
        setNote(tr("Cine: %1 images a second").arg(m_parts.grid->cineRate(), 0, 'f', 1));
    });
    a.add(tools, QStringLiteral("slowerCine"), tr("Cine slower"), {}, {QKeySequence(Qt::Key_Less)}, [this] {
        m_parts.grid->setCineRate(m_parts.grid->cineRate() / kCineStep);
        setNote(tr("Cine: %1 images a second").arg(m_parts.grid->cineRate(), 0, 'f', 1));
    });
    const QString regions = QStringLiteral("regions");
    a.add(regions, QStringLiteral("saliency"), tr("Region of the selected phrase"), QStringLiteral("saliency"),
          {key(Qt::Key_O)}, [this] { m_reading->toggleSaliency(); });
    const auto opacity = [&](const char* id, const QString& text, int k, double step) {
        a.add(regions, QLatin1String(id), text, {}, {key(k)}, [this, step] {
            m_reading->setOpacity(m_reading->opacity() + step);
            m_settings.set(Key::OverlayOpacity, m_reading->opacity());
        });
    };
    opacity("lessOpacity", tr("Fainter"), Qt::Key_BracketLeft, -kOpacityStep);
    opacity("moreOpacity", tr("Stronger"), Qt::Key_BracketRight, kOpacityStep);
}

void MainWindow::applyPreset(int index) {
    ViewportWidget& viewport = m_parts.grid->active();
    if (index < 0 || index >= static_cast<int>(m_presets.size()) || !viewport.stack()) return;
    if (!viewport.stack()->isCt()) return setNote(tr("CT windows are offered for CT only."));
    viewport.act(tr("window"), [&] {
        viewport.setWindow(m_presets[static_cast<std::size_t>(index)]);
        Q_EMIT viewport.windowEdited();
    });
}

}  // namespace hilum::ui
