// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/report_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>

#include "core/base/file_io.h"
#include "core/image/image_file.h"
#include "core/image/resample.h"
#include "core/report/draft_fhir.h"
#include "dicom/sr/report_object.h"
#include "ui/common/text.h"
#include "ui/report/report_document.h"

namespace hilum::ui {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(hilum::ui::Report)
};

constexpr int kDpi = 300;
constexpr double kPointsPerInch = 72.0;

// Printed page in device dots. The text area leaves room for the footer.
struct Page {
    QRectF paper, content;
    double footerTop = 0;
};

Page pageOf(const QPdfWriter& writer) {
    const auto dots = [](double points) { return points * kDpi / kPointsPerInch; };
    Page page;
    page.paper = QRectF(0, 0, writer.width(), writer.height());
    page.content = page.paper.adjusted(0, 0, 0, -dots(30));
    page.footerTop = page.content.bottom() + dots(8);
    return page;
}

QFont footerFont() {
    QFont font = reportFont();
    font.setPointSizeF(8);
    return font;
}

// Behind the text of a page that nobody has vouched for yet.
void paintWatermark(QPainter& painter, const Page& page) {
    painter.save();
    QFont font = reportFont();
    font.setPointSizeF(68);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(QColor(0xEC, 0xEC, 0xEE));
    painter.translate(page.paper.center());
    painter.rotate(-55);
    const QRectF box(-page.paper.height(), -page.paper.width() / 2, 2 * page.paper.height(), page.paper.width());
    painter.drawText(box, Qt::AlignCenter,
                     QLatin1String(report::kDraftWord) + QStringLiteral(" \u2013 ") + Tr::tr("UNREVIEWED"));
    painter.restore();
}

void paintFooter(QPainter& painter, const Page& page, int number, int pages) {
    painter.save();
    painter.setFont(footerFont());
    painter.setPen(QColor(0x56, 0x5C, 0x62));
    painter.drawLine(QPointF(page.paper.left(), page.footerTop), QPointF(page.paper.right(), page.footerTop));
    const QRectF box(page.paper.left(), page.footerTop + 20, page.paper.width(),
                     page.paper.bottom() - page.footerTop - 20);
    painter.drawText(
        box, Qt::AlignLeft | Qt::AlignTop,
        QLatin1String(report::kDraftWord) + QStringLiteral("  |  ") + QLatin1String(report::kResearchLine));
    painter.drawText(box, Qt::AlignRight | Qt::AlignTop, Tr::tr("Page %1/%2").arg(number).arg(pages));
    painter.restore();
}

base::Result<QByteArray> pdfBytes(const report::ReportDraft& draft, const image::Raster& picture,
                                  const base::JobContext& context) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);  // fonts and colour profile inside, for archives
    writer.setResolution(kDpi);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(18, 15, 18, 12), QPageLayout::Millimeter);
    writer.setTitle(QLatin1String(report::kDraftWord) + QLatin1Char(' ') +
                    Tr::tr("report"));  // no patient data in metadata
    writer.setCreator(QStringLiteral("Hilum"));
    const Page page = pageOf(writer);
    const auto document = reportDocument(draft, picture, page.content.size(), writer);

    QPainter painter;
    if (!painter.begin(&writer))
        return base::makeError(base::ErrorCode::Internal, "The PDF could not be started; try HTML instead.",
                               "QPdfWriter refused to begin");
    painter.setRenderHint(QPainter::LosslessImageRendering);
    const int pages = std::max(1, document->pageCount());
    for (int i = 0; i < pages; ++i) {
        if (context.stopRequested()) return base::cancelled();
        if (i > 0) writer.newPage();
        if (draft.unreviewed() > 0) paintWatermark(painter, page);
        painter.save();
        const QRectF view(0, i * page.content.height(), page.content.width(), page.content.height());
        painter.translate(0, -view.top());
        document->drawContents(&painter, view);
        painter.restore();
        paintFooter(painter, page, i + 1, pages);
        context.progress(i + 1, pages, base::Stage::Writing);
    }
    if (!painter.end())
        return base::makeError(base::ErrorCode::Internal, "The PDF could not be finished; try HTML instead.",
                               "QPdfWriter refused to end");
    return bytes;
}

std::span<const std::uint8_t> asBytes(const QByteArray& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

enum class Format { None, Pdf, Html, Text, Fhir, DicomReport, DicomPdf };

Format formatOf(const std::filesystem::path& path) {
    const QString name = fromUtf8(path.filename().string()).toLower();
    if (name.endsWith(QLatin1String(".pdf.dcm"))) return Format::DicomPdf;
    if (name.endsWith(QLatin1String(".dcm"))) return Format::DicomReport;
    if (name.endsWith(QLatin1String(".json"))) return Format::Fhir;
    if (name.endsWith(QLatin1String(".pdf"))) return Format::Pdf;
    if (name.endsWith(QLatin1String(".html")) || name.endsWith(QLatin1String(".htm"))) return Format::Html;
    return name.endsWith(QLatin1String(".txt")) ? Format::Text : Format::None;
}

}  // namespace

image::Raster reportPicture(const image::Raster& picture) {
    if (picture.empty()) return picture;
    const int longer = std::max(picture.width, picture.height);
    if (longer <= kReportPicturePx) return picture;
    const auto scaled = [&](int side) {
        return std::max(1, static_cast<int>(static_cast<long long>(side) * kReportPicturePx / longer));
    };
    return image::resize(picture, scaled(picture.width), scaled(picture.height));
}

base::Status exportPdf(const report::ReportDraft& draft, const image::Raster& picture,
                       const std::filesystem::path& path, const base::JobContext& context) {
    return base::guarded("Writing the PDF", [&]() -> base::Status {
        HILUM_TRY(const QByteArray bytes, pdfBytes(draft, reportPicture(picture), context));
        if (context.stopRequested()) return base::cancelled();
        return base::writeFileAtomically(path,
                                         std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    });
}

base::Status exportHtml(const report::ReportDraft& draft, const image::Raster& picture,
                        const std::filesystem::path& path) {
    return base::guarded("Writing the HTML page", [&]() -> base::Status {
        std::vector<std::uint8_t> png;
        if (!picture.empty()) {
            HILUM_TRY(png, image::encodePng(reportPicture(picture)));
        }
        return base::writeFileAtomically(path, std::string_view(report::toHtml(draft, png)));
    });
}

base::Status exportText(const report::ReportDraft& draft, const std::filesystem::path& path) {
    return base::writeFileAtomically(path, std::string_view(report::toText(draft)));
}

base::Status exportFhir(const report::ReportDraft& draft, const image::Raster& picture, const report::StudyFacts& facts,
                        const std::filesystem::path& path, const base::JobContext& context) {
    return base::guarded("Writing the FHIR report", [&]() -> base::Status {
        HILUM_TRY(const QByteArray pdf, pdfBytes(draft, reportPicture(picture), context));
        if (context.stopRequested()) return base::cancelled();
        return base::writeFileAtomically(
            path, std::string_view(report::toFhir(draft, dicom::checkedFacts(facts, draft), asBytes(pdf))));
    });
}

base::Status exportDicomPdf(const report::ReportDraft& draft, const image::Raster& picture,
                            const report::StudyFacts& facts, const std::filesystem::path& path,
                            const base::JobContext& context) {
    return base::guarded("Writing the PDF as DICOM", [&]() -> base::Status {
        HILUM_TRY(const QByteArray pdf, pdfBytes(draft, reportPicture(picture), context));
        if (context.stopRequested()) return base::cancelled();
        return dicom::writeReportPdf(draft, facts, asBytes(pdf), path);
    });
}

std::string refusedReportFormat(const std::filesystem::path& path) {
    if (formatOf(path) != Format::None) return {};
    return "The report's file name ends in \"" + path.extension().string() +
           "\", which is no format of a report; choose .pdf, .html, .txt, .json (FHIR), .dcm (DICOM structured "
           "report) or .pdf.dcm (PDF inside DICOM).";
}

base::Status exportReport(const report::ReportDraft& draft, const image::Raster& picture,
                          const std::filesystem::path& path, const base::JobContext& context,
                          const report::StudyFacts& facts) {
    if (context.stopRequested()) return base::cancelled();
    switch (formatOf(path)) {
        case Format::Pdf: return exportPdf(draft, picture, path, context);
        case Format::Html: return exportHtml(draft, picture, path);
        case Format::Text: return exportText(draft, path);
        case Format::Fhir: return exportFhir(draft, picture, facts, path, context);
        case Format::DicomReport: return dicom::writeReportSr(draft, facts, path);
        case Format::DicomPdf: return exportDicomPdf(draft, picture, facts, path, context);
        case Format::None: break;
    }
    return base::makeError(base::ErrorCode::InvalidInput, refusedReportFormat(path));
}

}  // namespace hilum::ui
