// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The off-screen walk of `hilum tour`: drives the real window through opening, suggestions, similar
// cases, saliency, accepting two suggestions and exporting the draft, and leaves pictures and the PDF.
// Needs a QApplication. Errors: those of the steps; Timeout when a step never ends.
#pragma once

#include <QString>
#include <QStringList>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "ui/window/main_window.h"

namespace hilum::ui {

struct TourOptions {
    QString out;           // folder for pictures and PDF
    WindowOptions window;  // paths empty = a demonstration study of the library
};

struct TourResult {
    QStringList screenshots;
    QString pdf;
    QString study;  // what was opened
    QStringList suggestions, accepted;
    int similarCases = 0;
    QString phrase;             // whose region was shown
    double suggestSeconds = 0;  // from the image on screen to the suggestions
};

base::Result<TourResult> runTour(const TourOptions& options, const base::JobContext& job);

}  // namespace hilum::ui
