// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// DICOM objects that accompany the series of ct_files.h, and foreign programs that check what the window writes.
#pragma once

#include <QProcess>

#include "tests/dicom/file/dicom_bytes.h"

namespace hilum::tests {

constexpr const char* kCtClass = "1.2.840.10008.5.1.4.1.1.2";

// What it says, and "exit N" as the last line.
inline QByteArray run(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool ended = process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit;
    return ended ? process.readAll() + "\nexit " + QByteArray::number(process.exitCode())
                 : QByteArray("no " + program.toUtf8());
}

inline void sequence(test::DicomBytes& set, std::uint32_t tag, const std::vector<test::DicomBytes>& items) {
    set.head(tag, "SQ", 0xFFFFFFFF);
    for (const auto& item : items)
        set.mark(0xFFFEE000, static_cast<std::uint32_t>(item.bytes().size())).raw(item.bytes());
    set.mark(0xFFFEE0DD, 0);
}

// A key object selection "Of Interest" of two images of the series.
inline test::Bytes keyObject(const std::vector<std::string>& images) {
    std::vector<test::DicomBytes> references;
    for (const auto& uid : images)
        references.push_back(test::DicomBytes().text(0x00081150, "UI", kCtClass).text(0x00081155, "UI", uid));
    test::DicomBytes series, study, title, set;
    sequence(series, 0x00081199, references);
    series.text(0x0020000E, "UI", "1.2.3.1.1");
    sequence(study, 0x00081115, {series});
    study.text(0x0020000D, "UI", "1.2.3.1");
    title.text(0x00080100, "SH", "113000").text(0x00080102, "SH", "DCM").text(0x00080104, "LO", "Of Interest");
    set.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.59").text(0x00080018, "UI", "1.2.3.1.77");
    set.text(0x00080060, "CS", "KO").text(0x0020000D, "UI", "1.2.3.1").text(0x0020000E, "UI", "1.2.3.1.7");
    set.text(0x0040A040, "CS", "CONTAINER");
    sequence(set, 0x0040A043, {title});
    sequence(set, 0x0040A375, {study});
    return test::asFile(set);
}

}  // namespace hilum::tests
