// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// ErrorText: an Error in words for people: a short title, the sentence of what and why, what to do
// next, and the text for the log that "Details" shows. All words are made here and translated here.
#pragma once

#include <QString>

#include "core/base/error.h"
#include "core/base/job_context.h"

namespace hilum::ui {

struct ErrorText {
    QString title;        // bold line
    QString explanation;  // what happened and why
    QString advice;       // next step, may be empty when the explanation says it
    QString details;      // for the log; never patient data
};

ErrorText errorText(const base::Error& error);
// Of the case library, in the window: what is the matter as title, what to do as explanation; no path and no command.
// The whole sentence belongs into a tool tip.
ErrorText libraryErrorText(const base::Error& error);
// Word for a stage of a job: "Reading", "Encoding".
QString stageText(base::Stage stage);

}  // namespace hilum::ui
