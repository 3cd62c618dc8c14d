// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/panel_docks.h"

#include <QDockWidget>
#include <QGuiApplication>
#include <QMainWindow>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QTimer>
#include <algorithm>
#include <functional>
#include <utility>

#include "ui/common/theme.h"
#include "ui/window/screen_fit.h"

namespace hilum::ui {

namespace {

constexpr int kGripPx = 10;
constexpr int kDots = 5, kDotStep = 6;

// Takes no mouse events but the double-click: the others go on to the dock, which drags by them.
class Grip : public QWidget {
public:
    Grip(QDockWidget& dock, std::function<void()> floated) : QWidget(&dock), m_floated(std::move(floated)) {
        setObjectName(QStringLiteral("dockGrip"));
        setCursor(Qt::SizeAllCursor);
        setFixedHeight(kGripPx);
        setAccessibleName(QDockWidget::tr("Grip of the panel %1").arg(dock.windowTitle()));
        setToolTip(QDockWidget::tr("Drag to move this panel; double-click for a window of its own"));
    }

    QSize sizeHint() const override { return {0, kGripPx}; }  // the dock leaves that much room above its content

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const auto& t = theme::tokens();
        painter.fillRect(rect(), t.panel);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(underMouse() ? t.secondary : t.border);
        const double left = width() / 2.0 - (kDots - 1) * kDotStep / 2.0;
        for (int i = 0; i < kDots; ++i) painter.drawEllipse(QPointF(left + i * kDotStep, height() / 2.0), 1.5, 1.5);
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }
    void mouseDoubleClickEvent(QMouseEvent* event) override { m_twice = event->button() == Qt::LeftButton; }
    // Not before the button is up again, and not while the event is handled: floating takes the grip away.
    void mouseReleaseEvent(QMouseEvent* event) override {
        QWidget::mouseReleaseEvent(event);
        if (std::exchange(m_twice, false)) QTimer::singleShot(0, this, [this] { m_floated(); });
    }

private:
    std::function<void()> m_floated;
    bool m_twice = false;
};

}  // namespace

PanelDocks::PanelDocks(QMainWindow& window, const QList<QDockWidget*>& docks)
    : QObject(&window), m_window(window), m_docks(docks) {
    for (auto* dock : m_docks) {
        followFloating(*dock, dock->isFloating());
        connect(dock, &QDockWidget::topLevelChanged, this, [this, dock](bool on) { followFloating(*dock, on); });
    }
    // After the desktop has settled; a monitor that was unplugged takes its windows with it.
    const auto settle = [this] { QTimer::singleShot(0, this, &PanelDocks::keepOnScreens); };
    connect(qApp, &QGuiApplication::screenRemoved, this, settle);
    connect(qApp, &QGuiApplication::primaryScreenChanged, this, settle);
}

void PanelDocks::followFloating(QDockWidget& dock, bool floating) {
    auto*& grip = m_grips[&dock];
    if (grip == nullptr) grip = new Grip(dock, [this, &dock] { toggleFloating(dock); });
    dock.setTitleBarWidget(floating ? nullptr : grip);  // floating: the desktop's own, with its buttons
    grip->setVisible(!floating);
}

void PanelDocks::toggleFloating(QDockWidget& dock) {
    if (dock.isFloating()) {
        m_places[&dock] = QRect(dock.pos(), dock.size());
        dock.setFloating(false);
        return dock.show();
    }
    const QRect docked(dock.mapToGlobal(QPoint(0, 0)), dock.size());
    const QRect place = m_places.value(&dock, placeForPanel(docked, m_window.frameGeometry(), availableScreens()));
    dock.setFloating(true);
    dock.show();
    dock.resize(place.size());
    dock.move(place.topLeft());
    ui::keepOnScreens(dock);
}

void PanelDocks::putBack(const QByteArray& firstState) {
    m_taken.clear();
    for (auto* dock : m_docks) dock->setFloating(false);
    m_window.restoreState(firstState);
}

void PanelDocks::keepOnScreens() {
    ui::keepOnScreens(m_window);
    for (auto* dock : m_docks)
        if (dock->isFloating()) ui::keepOnScreens(*dock);
}

bool PanelDocks::anyDockedVisible(const QList<QDockWidget*>& docks) {
    return std::any_of(docks.begin(), docks.end(),
                       [](const auto* dock) { return !dock->isFloating() && !dock->isHidden(); });
}

void PanelDocks::hide(const QString& name, const QList<QDockWidget*>& docks) {
    auto& taken = m_taken[name];
    taken.clear();
    for (auto* dock : docks)
        if (anyDockedVisible({dock})) taken.append(dock);
    for (auto* dock : std::as_const(taken)) dock->hide();
}

void PanelDocks::show(const QString& name, const QList<QDockWidget*>& docks) {
    const QList<QDockWidget*> taken = m_taken.take(name);
    for (auto* dock : taken.isEmpty() ? docks : taken)
        if (!dock->isFloating()) dock->show();
}

}  // namespace hilum::ui
