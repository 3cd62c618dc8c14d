// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

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

QIcon icon(const QString& name) {
    QIcon result;
    const auto& t = theme::tokens();
    for (const int scale : {1, 2}) {
        result.addPixmap(iconPixmap(name, t.text, theme::kIconPx, scale), QIcon::Normal, QIcon::Off);
        result.addPixmap(iconPixmap(name, t.disabled, theme::kIconPx, scale), QIcon::Disabled, QIcon::Off);
        result.addPixmap(iconPixmap(name, t.accent, theme::kIconPx, scale), QIcon::Normal, QIcon::On);
    }
    return result;
}

}  // namespace hilum::ui
