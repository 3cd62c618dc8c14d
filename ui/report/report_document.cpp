// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/report_document.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QImage>
#include <QPagedPaintDevice>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextTable>
#include <QUrl>

#include "core/report/markup.h"
#include "ui/common/text.h"
#include "ui/report/report_words.h"

namespace hilum::ui {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(hilum::ui::Report)
};

// Paper colours: the window's language on white. The tint is #CC79A7 at 18 %.
constexpr QRgb kInk = 0xFF1A1D20;
constexpr QRgb kQuiet = 0xFF565C62;
constexpr QRgb kRule = 0xFFC8CCD0;
constexpr QRgb kDraftInk = 0xFFA33E00;
constexpr QRgb kAiBar = 0xFFCC79A7;
constexpr QRgb kAiTint = 0xFFF6E7EF;
constexpr double kPictureShare = 0.33;  // of the page's height, at most

// Lines of a field are kept within its paragraph; broken bytes and reordering marks are dropped.
QString shown(const std::string& text) {
    QString line = fromUtf8(report::cleanUtf8(text));
    line.replace(QLatin1Char('\r'), QLatin1Char(' '));
    line.replace(QLatin1Char('\n'), QChar::LineSeparator);
    return line;
}

// Lengths in formats are CSS pixels; the layout scales them to the device's dots.
constexpr double kPxPerPoint = 96.0 / 72.0;
constexpr double kBarPx = 3;  // as on screen

class Builder {
public:
    Builder(QTextDocument& document, const report::ReportDraft& draft) : m_cursor(&document), m_draft(draft) {
        m_cursor.beginEditBlock();  // one layout at the end instead of one for each sentence
    }
    void finish(double pageHeight);

    void heading();
    void facts();
    void picture(const image::Raster& raster, const QSizeF& page);
    void section(const QString& title, const std::vector<report::DraftSentence>& sentences);
    void signature();
    void provenance();

private:
    static QTextCharFormat ink(QRgb colour, double points, bool bold = false) {
        QTextCharFormat format;
        QFont font = reportFont();
        font.setPointSizeF(points);
        font.setBold(bold);
        format.setFont(font);
        format.setForeground(QColor::fromRgba(colour));
        return format;
    }
    static QTextBlockFormat block(double above, double below) {
        QTextBlockFormat format;
        format.setTopMargin(above * kPxPerPoint);
        format.setBottomMargin(below * kPxPerPoint);
        return format;
    }
    // The empty block that a table leaves behind it is used, not kept as a gap.
    void startBlock(const QTextBlockFormat& format) {
        if (m_cursor.block().length() <= 1 && !m_cursor.atStart())
            m_cursor.setBlockFormat(format);
        else
            m_cursor.insertBlock(format);
    }
    void paragraph(const QString& text, const QTextCharFormat& format, double above = 0, double below = 0) {
        startBlock(block(above, below));
        m_cursor.insertText(text, format);
    }
    void title(const QString& text) {
        startBlock(block(12, 3));
        m_cursor.insertText(text, ink(kInk, 12, true));
        m_titles.append(m_cursor.block().blockNumber());
    }
    QTextTable* table(int rows, const QList<QTextLength>& widths, double padding, double below = 8) {
        QTextTableFormat format;
        format.setBorder(0);
        format.setCellSpacing(0);
        format.setTopMargin(0);
        format.setBottomMargin(below * kPxPerPoint);
        format.setCellPadding(padding * kPxPerPoint);
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setColumnWidthConstraints(widths);
        startBlock(block(0, 0));
        m_cursor.setBlockCharFormat(ink(kInk, 1));
        return m_cursor.insertTable(rows, static_cast<int>(widths.size()), format);
    }
    void cell(QTextTable* table, int row, int column, const QString& text, const QTextCharFormat& format) const {
        QTextCursor cursor = table->cellAt(row, column).firstCursorPosition();
        cursor.setBlockCharFormat(format);
        cursor.insertText(text, format);
        if (column == 0) {  // the first column stands at the margin, like the headings
            QTextTableCellFormat edge = table->cellAt(row, column).format().toTableCellFormat();
            edge.setLeftPadding(0);
            table->cellAt(row, column).setFormat(edge);
        }
    }
    void leaveTable() { m_cursor.movePosition(QTextCursor::End); }
    void sentenceRow(QTextTable* table, int row, const report::DraftSentence& sentence);

    QTextCursor m_cursor;
    QList<int> m_titles;  // block numbers of section headings
    const report::ReportDraft& m_draft;
};

void Builder::heading() {
    const QString name = m_draft.title.empty() ? Tr::tr("Radiology report") : shown(m_draft.title);
    m_cursor.setBlockFormat(block(0, 0));
    QTextCharFormat draft = ink(kDraftInk, 11, true);
    draft.setFontLetterSpacingType(QFont::PercentageSpacing);
    draft.setFontLetterSpacing(130);
    m_cursor.insertText(QLatin1String(report::kDraftWord), draft);
    paragraph(name, ink(kInk, 18, true));
    paragraph(QLatin1String(report::kResearchLine), ink(kQuiet, 9), 0, 4);
    if (const int open = m_draft.unreviewed(); open > 0)
        paragraph(QStringLiteral("\u26A0 ") + unreviewedWarning(open), ink(kDraftInk, 10, true), 2, 4);
    if (m_draft.outsideTraining)
        paragraph(QStringLiteral("\u26A0 ") + Tr::tr("The image lies outside what the model pack was trained on."),
                  ink(kDraftInk, 10, true), 2, 4);
}

void Builder::facts() {
    struct Row {
        QString label, value;
    };
    const auto listed = [](std::initializer_list<std::pair<QString, std::string>> fields) {
        QList<Row> rows;
        for (const auto& [label, value] : fields)
            if (!value.empty()) rows.append({label, shown(value)});
        return rows;
    };
    const auto narrow = listed({{Tr::tr("Patient"), report::displayName(m_draft.patientName)},
                                {Tr::tr("Patient ID"), m_draft.patientId},
                                {Tr::tr("Sex"), m_draft.sex},
                                {Tr::tr("Age"), m_draft.age},
                                {Tr::tr("Study date"), m_draft.studyDate},
                                {Tr::tr("Modality"), m_draft.modality},
                                {Tr::tr("Study"), m_draft.studyDescription},
                                {Tr::tr("Accession"), m_draft.accession}});
    const auto wide = listed({{Tr::tr("Indication"), m_draft.indication},
                              {Tr::tr("Comparison"), m_draft.comparison},
                              {Tr::tr("Technique"), m_draft.technique}});
    const QTextLength label(QTextLength::PercentageLength, 14), value(QTextLength::PercentageLength, 36);
    if (!narrow.isEmpty()) {
        QTextTable* made =
            table(static_cast<int>(narrow.size() + 1) / 2, {label, value, label, value}, 1.5, wide.isEmpty() ? 8 : 0);
        for (int i = 0; i < narrow.size(); ++i) {
            cell(made, i / 2, i % 2 * 2, narrow[i].label, ink(kQuiet, 9));
            cell(made, i / 2, i % 2 * 2 + 1, narrow[i].value, ink(kInk, 9));
        }
        leaveTable();
    }
    if (!wide.isEmpty()) {
        QTextTable* made =
            table(static_cast<int>(wide.size()), {label, QTextLength(QTextLength::PercentageLength, 86)}, 1.5);
        for (int i = 0; i < wide.size(); ++i) {
            cell(made, i, 0, wide[i].label, ink(kQuiet, 9));
            cell(made, i, 1, wide[i].value, ink(kInk, 9));
        }
        leaveTable();
    }
}

void Builder::picture(const image::Raster& raster, const QSizeF& page) {
    if (raster.empty()) return;
    const auto format = raster.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8;
    const QImage view(raster.pixels->data(), raster.width, raster.height, raster.width * raster.channels, format);
    const QUrl name(QStringLiteral("hilum:picture"));
    m_cursor.document()->addResource(QTextDocument::ImageResource, name, view.copy());
    const QSizeF fitted = QSizeF(raster.width, raster.height)
                              .scaled(QSizeF(page.width(), page.height() * kPictureShare), Qt::KeepAspectRatio);
    QTextBlockFormat centred = block(8, 4);
    centred.setAlignment(Qt::AlignHCenter);
    startBlock(centred);
    QTextImageFormat image;
    image.setName(name.toString());
    const double cssPerDot = 96.0 / m_cursor.document()->documentLayout()->paintDevice()->logicalDpiX();
    image.setWidth(fitted.width() * cssPerDot);
    image.setHeight(fitted.height() * cssPerDot);
    m_cursor.insertImage(image);
}

void Builder::sentenceRow(QTextTable* table, int row, const report::DraftSentence& sentence) {
    cell(table, row, 1, shown(sentence.text), ink(kInk, 10.5));
    const QString state = sentence.origin == report::Origin::Person
                              ? sourceChip(sentence)
                              : reviewWord(sentence) + QStringLiteral(" \u00B7 ") + sourceChip(sentence);
    cell(table, row, 2, state, ink(kQuiet, 8));
    // After the text: a cell's format lives in its first block and writing text replaces it.
    const bool open = sentence.review == report::Review::Unreviewed;
    for (int column = 0; column < 3; ++column) {
        QTextTableCell target = table->cellAt(row, column);
        QTextTableCellFormat format = target.format().toTableCellFormat();
        if (open) format.setBackground(QColor::fromRgba(column == 0 ? kAiBar : kAiTint));
        if (column == 0) format.setPadding(0);
        target.setFormat(format);
    }
}

void Builder::section(const QString& name, const std::vector<report::DraftSentence>& sentences) {
    title(name);
    if (sentences.empty()) {
        paragraph(Tr::tr("Nothing entered."), ink(kQuiet, 10));
        return;
    }
    QTextTable* made =
        table(static_cast<int>(sentences.size()),
              {QTextLength(QTextLength::FixedLength, kBarPx), QTextLength(QTextLength::PercentageLength, 62),
               QTextLength(QTextLength::PercentageLength, 37)},
              3);
    for (std::size_t i = 0; i < sentences.size(); ++i) sentenceRow(made, static_cast<int>(i), sentences[i]);
    leaveTable();
}

void Builder::signature() {
    title(Tr::tr("Reader"));
    paragraph(m_draft.reader.empty() ? Tr::tr("Not named") : shown(m_draft.reader),
              ink(m_draft.reader.empty() ? kQuiet : kInk, 10));
}

void Builder::provenance() {
    title(Tr::tr("Provenance"));
    QList<QStringList> rows;
    const auto add = [&](const QString& where, const std::vector<report::DraftSentence>& sentences) {
        for (std::size_t i = 0; i < sentences.size(); ++i)
            rows.append({Tr::tr("%1 %2").arg(where).arg(i + 1), reviewWord(sentences[i]), sourceChip(sentences[i]),
                         scoreText(sentences[i]),
                         sentences[i].review == report::Review::Edited ? shown(sentences[i].original) : QString()});
    };
    add(Tr::tr("Finding"), m_draft.findings);
    add(Tr::tr("Impression"), m_draft.impression);
    if (!rows.isEmpty()) {
        const auto share = [](double percent) { return QTextLength(QTextLength::PercentageLength, percent); };
        QTextTable* made =
            table(static_cast<int>(rows.size()) + 1, {share(16), share(14), share(24), share(8), share(38)}, 0.75);
        const QStringList head = {Tr::tr("Sentence"), Tr::tr("Review"), Tr::tr("Source"), Tr::tr("Score"),
                                  Tr::tr("Suggested before editing")};
        for (int c = 0; c < head.size(); ++c) cell(made, 0, c, head[c], ink(kQuiet, 8, true));
        for (int r = 0; r < rows.size(); ++r)
            for (int c = 0; c < rows[r].size(); ++c) cell(made, r + 1, c, rows[r][c], ink(kInk, 8));
        leaveTable();
    }
    if (const std::string pack = report::packLine(m_draft); !pack.empty())
        paragraph(Tr::tr("Model pack: %1").arg(shown(pack)), ink(kQuiet, 8), 4);
    for (const auto& uid : m_draft.sopUids) paragraph(Tr::tr("Image: %1").arg(shown(uid)), ink(kQuiet, 8));
    if (!m_draft.createdAt.empty()) paragraph(Tr::tr("Created: %1").arg(shown(m_draft.createdAt)), ink(kQuiet, 8));
}

// A heading never stands alone at the foot of a page: where what follows it begins on the next page,
// the heading goes there too. Qt has no keep-with-next.
void Builder::finish(double pageHeight) {
    m_cursor.endEditBlock();
    QTextDocument& document = *m_cursor.document();
    const auto pageAt = [&](const QTextBlock& at) {
        return static_cast<int>(document.documentLayout()->blockBoundingRect(at).bottom() / pageHeight);
    };
    for (const int number : m_titles) {
        const QTextBlock heading = document.findBlockByNumber(number);
        QTextBlock next = heading.next();
        // The tiny block before a table is not content; the table's first filled cell is.
        while (next.isValid() && next.length() <= 1) next = next.next();
        if (!next.isValid() || pageAt(next) == pageAt(heading)) continue;
        QTextCursor cursor(heading);
        QTextBlockFormat format = heading.blockFormat();
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        cursor.setBlockFormat(format);
    }
}

}  // namespace

QFont reportFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPointSizeF(10);
    font.setStyleHint(QFont::SansSerif);
    // Any spacing turns ligatures off: "effusion" must be found by searching the PDF.
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.02);
    return font;
}

std::unique_ptr<QTextDocument> reportDocument(const report::ReportDraft& draft, const image::Raster& picture,
                                              const QSizeF& contentSize, QPagedPaintDevice& device) {
    auto document = std::make_unique<QTextDocument>();
    document->setUndoRedoEnabled(false);
    document->documentLayout()->setPaintDevice(&device);
    document->setDocumentMargin(0);
    document->setDefaultFont(reportFont());
    document->setPageSize(contentSize);
    Builder builder(*document, draft);
    builder.heading();
    builder.facts();
    builder.picture(picture, contentSize);
    builder.section(Tr::tr("Findings"), draft.findings);
    builder.section(Tr::tr("Impression"), draft.impression);
    builder.signature();
    builder.provenance();
    builder.finish(contentSize.height());
    return document;
}

}  // namespace hilum::ui
