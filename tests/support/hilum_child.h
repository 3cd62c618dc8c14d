// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HilumChild: runs the built `hilum` as a script would, in a temporary home of its own (library, log and
// settings), so that a test never reads or writes the person's. What came out is an Outcome. One thread.
#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace hilum::test {

struct Outcome {
    int exitCode = -1;  // -1: not started or not ended in time, -2: ended by a signal
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    QString errorCode() const { return json().value("error").toObject().value("code").toString(); }
    QString errorMessage() const { return json().value("error").toObject().value("message").toString(); }
    // For QVERIFY2 and QCOMPARE messages.
    QByteArray all() const { return "exit " + QByteArray::number(exitCode) + "\n" + out + err; }
};

class HilumChild {
public:
    HilumChild() : m_environment(QProcessEnvironment::systemEnvironment()) {
        set("HILUM_LIBRARY", file("library"));
        for (const char* name : {"XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"}) set(name, file("home"));
    }

    QString file(const QString& name) const { return m_home.filePath(name); }
    void set(const char* name, const QString& value) { m_environment.insert(QString::fromLatin1(name), value); }
    void unset(const char* name) { m_environment.remove(QString::fromLatin1(name)); }

    Outcome run(const QStringList& arguments, int timeoutMs = kTimeoutMs) const {
        return runProgram(program(), arguments, timeoutMs);
    }
    // Another program around it, for instance `unshare ... hilum ...`, in the same environment.
    Outcome runProgram(const QString& name, const QStringList& arguments, int timeoutMs = kTimeoutMs) const {
        QProcess process;
        start(process, name, arguments);
        return finish(process, timeoutMs);
    }
    // For a test that stops it in the middle.
    void start(QProcess& process, const QString& name, const QStringList& arguments) const {
        process.setProcessEnvironment(m_environment);
        process.start(name, arguments);
    }
    static Outcome finish(QProcess& process, int timeoutMs = kTimeoutMs) {
        Outcome outcome;
        if (!process.waitForFinished(timeoutMs) && process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
            outcome.err = process.readAllStandardError();
            return outcome;
        }
        if (process.error() == QProcess::FailedToStart) return outcome;
        outcome.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
        outcome.out = process.readAllStandardOutput();
        outcome.err = process.readAllStandardError();
        return outcome;
    }
    static QString program() { return QStringLiteral(HILUM_BINARY_DIR "/hilum"); }

    // A pack that is there but refused (exit 4) is a failure, not a reason to skip.
    static bool packMissing() {
        return !QFile::exists(QStringLiteral(HILUM_SOURCE_DIR "/resources/models/hilum-base/weights.safetensors"));
    }

private:
    static constexpr int kTimeoutMs = 280000;
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

}  // namespace hilum::test
