// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/common/error_text.h"

#include <QCoreApplication>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

struct Words {
    const char* title;
    const char* advice;
};

// The message of an Error says what, why and what to do; a second advice is given only where the
// message cannot know it.
Words wordsFor(base::ErrorCode code) {
    using base::ErrorCode;
    switch (code) {
        case ErrorCode::Cancelled: return {QT_TRANSLATE_NOOP("common", "Stopped"), ""};
        case ErrorCode::NotFound: return {QT_TRANSLATE_NOOP("common", "Not found"), ""};
        case ErrorCode::InvalidInput: return {QT_TRANSLATE_NOOP("common", "This cannot be used as it is"), ""};
        case ErrorCode::Unsupported: return {QT_TRANSLATE_NOOP("common", "Not supported"), ""};
        case ErrorCode::Corrupt: return {QT_TRANSLATE_NOOP("common", "The content is damaged"), ""};
        case ErrorCode::PermissionDenied: return {QT_TRANSLATE_NOOP("common", "No permission"), ""};
        case ErrorCode::Io: return {QT_TRANSLATE_NOOP("common", "Reading or writing failed"), ""};
        case ErrorCode::Network: return {QT_TRANSLATE_NOOP("common", "The other side cannot be reached"), ""};
        case ErrorCode::Timeout: return {QT_TRANSLATE_NOOP("common", "It took too long"), ""};
        case ErrorCode::OutOfMemory: return {QT_TRANSLATE_NOOP("common", "Not enough memory"), ""};
        case ErrorCode::ModelMismatch: return {QT_TRANSLATE_NOOP("common", "The model pack cannot be used"), ""};
        case ErrorCode::Internal:
            return {QT_TRANSLATE_NOOP("common", "Something went wrong in Hilum"),
                    QT_TRANSLATE_NOOP("common", "Nothing that was saved is lost. Try again.")};
    }
    return {"", ""};
}

QString words(const char* text) { return *text == '\0' ? QString() : QCoreApplication::translate("common", text); }

// A full disk comes as Io; its sentence deserves its own title and next step.
bool isFullDisk(const base::Error& error) {
    const QString text = fromUtf8(error.message + error.detail).toLower();
    return text.contains(QLatin1String("no space")) || text.contains(QLatin1String("disk is full")) ||
           text.contains(QLatin1String("disk full")) || text.contains(QLatin1String("full disk"));
}

}  // namespace

ErrorText errorText(const base::Error& error) {
    const Words found = wordsFor(error.code);
    ErrorText text;
    text.title = words(found.title);
    text.explanation = fromUtf8(error.message);
    text.advice = words(found.advice);
    if (error.code == base::ErrorCode::Io && isFullDisk(error)) {
        text.title = QCoreApplication::translate("common", "The disk is full");
        text.advice =
            QCoreApplication::translate("common", "Free some space, then try again. What is on screen is kept.");
    }
    const auto codeName = base::name(error.code);
    text.details = QString::fromUtf8(codeName.data(), static_cast<qsizetype>(codeName.size()));
    for (const auto& [key, value] : error.args)
        text.details += QStringLiteral("\n%1: %2").arg(fromUtf8(key), fromUtf8(value));
    if (!error.detail.empty()) text.details += QLatin1Char('\n') + fromUtf8(error.detail);
    return text;
}

namespace {

std::string argOf(const base::Error& error, const std::string& key) {
    for (const auto& [name, value] : error.args)
        if (name == key) return value;
    return {};
}

bool isLocked(const base::Error& error) {
    return argOf(error, "reason") == "locked" || error.message.find("locked by another") != std::string::npos;
}

QString inLibrary(const char* text) { return QCoreApplication::translate("library", text); }

}  // namespace

ErrorText libraryErrorText(const base::Error& error) {
    ErrorText text = errorText(error);
    text.advice.clear();
    if (error.code == base::ErrorCode::Corrupt) {
        text.title = inLibrary(QT_TRANSLATE_NOOP("library", "The case library is damaged"));
        text.explanation =
            inLibrary(QT_TRANSLATE_NOOP("library", "Rebuild makes a new one and keeps the damaged file beside it."));
    } else if (error.code == base::ErrorCode::PermissionDenied) {
        text.title = inLibrary(QT_TRANSLATE_NOOP("library", "The case library cannot be written"));
        text.explanation = inLibrary(QT_TRANSLATE_NOOP("library", "Make its folder writable, then try again."));
    } else if (error.code == base::ErrorCode::Io && isFullDisk(error)) {
        text.title = inLibrary(QT_TRANSLATE_NOOP("library", "The disk is full, nothing new is stored"));
        text.explanation = inLibrary(QT_TRANSLATE_NOOP("library", "Free some space on the disk, then try again."));
    } else if (error.code == base::ErrorCode::Io && isLocked(error)) {
        text.title = inLibrary(QT_TRANSLATE_NOOP("library", "Read-only: another window holds the case library"));
        text.explanation =
            inLibrary(QT_TRANSLATE_NOOP("library", "Close the window or command that holds it, then try again."));
    } else if (const std::string path = argOf(error, "path"); !path.empty()) {
        text.explanation.remove(QLatin1Char(' ') + fromUtf8(path));
    }
    return text;
}

QString stageText(base::Stage stage) {
    using base::Stage;
    switch (stage) {
        case Stage::Reading: return QCoreApplication::translate("common", "Reading");
        case Stage::Decoding: return QCoreApplication::translate("common", "Decoding");
        case Stage::Loading: return QCoreApplication::translate("common", "Loading");
        case Stage::Encoding: return QCoreApplication::translate("common", "Encoding");
        case Stage::Indexing: return QCoreApplication::translate("common", "Indexing");
        case Stage::Searching: return QCoreApplication::translate("common", "Searching");
        case Stage::Training: return QCoreApplication::translate("common", "Training");
        case Stage::Simulating: return QCoreApplication::translate("common", "Simulating");
        case Stage::Writing: return QCoreApplication::translate("common", "Writing");
    }
    return {};
}

}  // namespace hilum::ui
