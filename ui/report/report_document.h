// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The printed page's content as a QTextDocument, laid out for a paint device. Built with cursors only:
// no field of the draft is ever read as markup. Any thread that has its own document.
#pragma once

#include <QFont>
#include <QSizeF>
#include <QTextDocument>
#include <memory>

#include "core/image/image.h"
#include "core/report/report_draft.h"

class QPagedPaintDevice;

namespace hilum::ui {

QFont reportFont();  // 10 pt, the system's sans serif

// contentSize is one page's text area in dots of the device.
std::unique_ptr<QTextDocument> reportDocument(const report::ReportDraft& draft, const image::Raster& picture,
                                              const QSizeF& contentSize, QPagedPaintDevice& device);

}  // namespace hilum::ui
