// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>
#include <algorithm>
#include <optional>

#include "ui/common/theme.h"

// The icons are compiled into a static library: without this call the linker would leave them out.
// Outside of every namespace because the macro declares a function.
static void initIconResources() { Q_INIT_RESOURCE(icons); }

namespace hilum::ui {

namespace {

QByteArray source(const QString& name) {
    static const bool ready = [] {
        initIconResources();
        return true;
    }();
    Q_UNUSED(ready)
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));  // compiled in: no disk is touched
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

QPixmap iconPixmap(const QString& name, const QColor& colour, int sizePx, double devicePixelRatio) {
    QByteArray svg = source(name);
    svg.replace("#000000", colour.name().toLatin1());
    const int device = static_cast<int>(sizePx * devicePixelRatio + 0.5);
    QPixmap pixmap(device, device);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

namespace {

// Draws in the colours of the theme at the time of painting, so that a switch needs no new icons.
class ThemeIconEngine : public QIconEngine {
public:
    ThemeIconEngine(QString name, std::optional<theme::Tone> tone) : m_name(std::move(name)), m_tone(tone) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const double ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect,
                            iconPixmap(m_name, colour(mode, state), std::min(rect.width(), rect.height()), ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return iconPixmap(m_name, colour(mode, state), std::min(size.width(), size.height()), 1.0);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        return pixmap(size, mode, state);
    }
    QIconEngine* clone() const override { return new ThemeIconEngine(m_name, m_tone); }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const {
        const auto& t = theme::tokens();
        if (mode == QIcon::Disabled) return t.disabled;
        if (m_tone) return theme::colour(*m_tone);
        return state == QIcon::On ? t.accent : t.text;
    }
    QString m_name;
    std::optional<theme::Tone> m_tone;
};

}  // namespace

QIcon icon(const QString& name) { return QIcon(new ThemeIconEngine(name, std::nullopt)); }

QIcon icon(const QString& name, theme::Tone tone) { return QIcon(new ThemeIconEngine(name, tone)); }

}  // namespace hilum::ui
