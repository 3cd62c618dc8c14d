// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "tests/ui/ct_files.h"

#include <QDir>
#include <QFile>
#include <cmath>

namespace hilum::tests {

namespace {

void put16(QByteArray& out, int value) {
    out.append(static_cast<char>(value & 0xFF));
    out.append(static_cast<char>((value >> 8) & 0xFF));
}
void put32(QByteArray& out, qsizetype value) {
    put16(out, static_cast<int>(value & 0xFFFF));
    put16(out, static_cast<int>((value >> 16) & 0xFFFF));
}

void element(QByteArray& out, int group, int number, const char* vr, QByteArray value) {
    if (value.size() % 2 != 0) value.append(QByteArray(vr) == "UI" ? '\0' : ' ');
    put16(out, group);
    put16(out, number);
    out.append(vr, 2);
    if (QByteArray(vr) == "OW") {
        put16(out, 0);
        put32(out, value.size());
    } else {
        put16(out, static_cast<int>(value.size()));
    }
    out.append(value);
}

void text(QByteArray& out, int group, int number, const char* vr, const QString& value) {
    element(out, group, number, vr, value.toLatin1());
}
void number16(QByteArray& out, int group, int number, int value) {
    QByteArray bytes;
    put16(bytes, value);
    element(out, group, number, "US", bytes);
}

QString numbers(std::initializer_list<double> values) {
    QStringList parts;
    for (const double value : values) parts << QString::number(value, 'g', 10);
    return parts.join(QLatin1Char('\\'));
}

QByteArray pixels(const SeriesFiles& files, const std::array<double, 3>& origin) {
    QByteArray bytes;
    bytes.reserve(files.size * files.size * 2);
    for (int y = 0; y < files.size; ++y)
        for (int x = 0; x < files.size; ++x) {
            std::array<double, 3> p = origin;
            for (std::size_t i = 0; i < 3; ++i) p[i] += (files.row[i] * x + files.column[i] * y) * files.pixelMm;
            put16(bytes, valueAt(p[0], p[1], p[2]) + 1024);
        }
    return bytes;
}

}  // namespace

int valueAt(double x, double y, double z) {
    const double ball = std::hypot(x - 10, y + 5, z);
    if (ball <= 30) return 300;
    return std::hypot(x, y) <= 55 ? 40 + static_cast<int>(std::lround(z)) : -1000;
}

void writeSeries(const QString& folder, const SeriesFiles& files) {
    QDir().mkpath(folder);
    const auto& r = files.row;
    const auto& c = files.column;
    const std::array<double, 3> normal{r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]};
    for (int i = 0; i < files.slices; ++i) {
        std::array<double, 3> origin = files.origin;
        for (std::size_t k = 0; k < 3; ++k) origin[k] += normal[k] * files.stepMm * i;
        const QString classUid = files.modality == QStringLiteral("CT") ? QStringLiteral("1.2.840.10008.5.1.4.1.1.2")
                                                                        : QStringLiteral("1.2.840.10008.5.1.4.1.1.4");
        const QString sop = QStringLiteral("%1.%2").arg(files.series).arg(i + 1);
        QByteArray meta;
        text(meta, 2, 2, "UI", classUid);
        text(meta, 2, 3, "UI", sop);
        text(meta, 2, 0x10, "UI", QStringLiteral("1.2.840.10008.1.2.1"));
        QByteArray length;
        QByteArray lengthValue;
        put32(lengthValue, meta.size());
        element(length, 2, 0, "UL", lengthValue);
        QByteArray data;
        text(data, 8, 0x16, "UI", classUid);
        text(data, 8, 0x18, "UI", sop);
        text(data, 8, 0x20, "DA", files.date);
        text(data, 8, 0x60, "CS", files.modality);
        text(data, 8, 0x103E, "LO", files.description);
        text(data, 0x10, 0x10, "PN", files.patient);
        text(data, 0x10, 0x20, "LO", files.patientId);
        text(data, 0x18, 0x50, "DS", numbers({files.stepMm}));
        text(data, 0x20, 0xD, "UI", files.study);
        text(data, 0x20, 0xE, "UI", files.series);
        text(data, 0x20, 0x11, "IS", QString::number(files.number));
        text(data, 0x20, 0x13, "IS", QString::number(i + 1));
        text(data, 0x20, 0x32, "DS", numbers({origin[0], origin[1], origin[2]}));
        text(data, 0x20, 0x37, "DS", numbers({r[0], r[1], r[2], c[0], c[1], c[2]}));
        text(data, 0x20, 0x52, "UI", files.frame);
        number16(data, 0x28, 2, 1);
        text(data, 0x28, 4, "CS", QStringLiteral("MONOCHROME2"));
        number16(data, 0x28, 0x10, files.size);
        number16(data, 0x28, 0x11, files.size);
        text(data, 0x28, 0x30, "DS", numbers({files.pixelMm, files.pixelMm}));
        number16(data, 0x28, 0x100, 16);
        number16(data, 0x28, 0x101, 16);
        number16(data, 0x28, 0x102, 15);
        number16(data, 0x28, 0x103, 0);
        text(data, 0x28, 0x1050, "DS", QStringLiteral("40"));
        text(data, 0x28, 0x1051, "DS", QStringLiteral("400"));
        text(data, 0x28, 0x1052, "DS", QStringLiteral("-1024"));
        text(data, 0x28, 0x1053, "DS", QStringLiteral("1"));
        text(data, 0x28, 0x1054, "LO", QStringLiteral("HU"));
        element(data, 0x7FE0, 0x10, "OW", pixels(files, origin));
        QFile file(QStringLiteral("%1/%2-%3.dcm").arg(folder, files.series).arg(i + 1, 3, 10, QLatin1Char('0')));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(file.fileName()));
        file.write(QByteArray(128, '\0') + "DICM" + length + meta + data);
    }
}

}  // namespace hilum::tests
