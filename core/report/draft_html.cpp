// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The HTML form of a draft: one self-contained page (image inside, no script, nothing fetched), also
// well-formed XML so that any tool can check it. Every value passes escapeMarkup(); `field` and
// `element` are the only ways text gets in. Colours follow the window's language: unreviewed text is
// tinted #CC79A7 at 18 % with a 3 px bar, and says so in words as well.
#include "core/report/markup.h"
#include "core/report/report_draft.h"

namespace hilum::report {

namespace {

constexpr const char* kStyle = R"(
body { font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: #1A1D20; background: #fff;
       max-width: 840px; margin: 24px auto; padding: 0 24px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 16px; margin: 24px 0 8px; border-bottom: 1px solid #C8CCD0; }
.draft { color: #A33E00; font-weight: 700; letter-spacing: .12em; }
.line { color: #565C62; font-size: 13px; margin: 0 0 16px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th { text-align: left; color: #565C62; font-weight: 600; padding: 2px 12px 2px 0; white-space: nowrap; vertical-align: top; }
td { padding: 2px 12px 2px 0; vertical-align: top; overflow-wrap: anywhere; }
p.s { margin: 4px 0; padding: 4px 8px 4px 11px; overflow-wrap: anywhere; }
p.unreviewed { background: rgba(204,121,167,.18); border-left: 3px solid #CC79A7; padding-left: 8px; }
.chip { display: inline-block; font-size: 11px; color: #565C62; border: 1px solid #C8CCD0; border-radius: 4px;
        padding: 0 4px; margin-left: 8px; }
.warn { border: 1px solid #A33E00; border-radius: 4px; padding: 8px 12px; }
img { max-width: 100%; max-height: 520px; background: #000; display: block; margin: 8px auto; }
footer { margin-top: 32px; border-top: 1px solid #C8CCD0; padding-top: 8px; font-size: 12px; color: #565C62; }
@media print { body { margin: 0; max-width: none; } p.s, tr, img { break-inside: avoid; } }
)";

// bdi keeps a right-to-left value from rearranging what stands around it.
std::string value(const std::string& text) { return "<bdi>" + escapeMarkup(text) + "</bdi>"; }

void row(std::string& out, const char* label, const std::string& text) {
    if (!text.empty()) out += std::string("<tr><th>") + label + "</th><td>" + value(text) + "</td></tr>\n";
}

void sentences(std::string& out, const char* heading, const std::vector<DraftSentence>& list) {
    out += std::string("<h2>") + heading + "</h2>\n";
    if (list.empty()) out += "<p class=\"line\">Nothing entered.</p>\n";
    for (const auto& sentence : list) {
        const bool open = sentence.review == Review::Unreviewed;
        out += open ? "<p class=\"s unreviewed\">" : "<p class=\"s\">";
        out += value(sentence.text) + "<span class=\"chip\">" + escapeMarkup(provenance(sentence)) + "</span></p>\n";
    }
}

void unreviewedList(std::string& out, const ReportDraft& draft) {
    const auto texts = unreviewedTexts(draft);
    if (texts.empty()) return;
    out += "<div class=\"warn\"><strong>" + std::to_string(texts.size()) +
           (texts.size() == 1 ? " sentence has" : " sentences have") + " not been reviewed by a person:</strong>\n";
    for (const auto& text : texts) out += "<p class=\"s unreviewed\">" + value(text) + "</p>\n";
    out += "</div>\n";
}

void provenanceTable(std::string& out, const ReportDraft& draft) {
    out += "<h2>Provenance</h2>\n<table>\n";
    row(out, "Model pack", draft.packId);
    row(out, "Pack sha256", draft.packSha256);
    row(out, "Device", draft.device);
    if (draft.outsideTraining) row(out, "Note", "The image lies outside what the pack was trained on.");
    for (const auto* list : {&draft.findings, &draft.impression})
        for (const auto& sentence : *list)
            if (sentence.review == Review::Edited && !sentence.original.empty())
                row(out, "Suggested before editing", sentence.original);
    for (const auto& uid : draft.sopUids) row(out, "Image", uid);
    row(out, "Created", draft.createdAt);
    out += "</table>\n";
}

void header(std::string& out, const ReportDraft& draft) {
    const std::string title = draft.title.empty() ? "Radiology report" : escapeMarkup(draft.title);
    out +=
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
        "'unsafe-inline'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
        std::string(kDraftWord) + " - " + title + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n";
    out += "<header><span class=\"draft\">" + std::string(kDraftWord) + "</span>\n<h1>" + title +
           "</h1>\n<p class=\"line\">" + kResearchLine + "</p></header>\n<table>\n";
    for (const auto& [label, text] : headerFields(draft)) row(out, label, text);
    out += "</table>\n";
}

}  // namespace

std::string toHtml(const ReportDraft& draft, const std::vector<std::uint8_t>& imagePng) {
    std::string out;
    out.reserve(8192 + imagePng.size() / 3 * 4);
    header(out, draft);
    if (!imagePng.empty())
        out += "<img alt=\"The image that the draft was made from\" src=\"data:image/png;base64," + base64(imagePng) +
               "\"/>\n";
    sentences(out, "Findings", draft.findings);
    sentences(out, "Impression", draft.impression);
    unreviewedList(out, draft);
    out += "<h2>Reader</h2>\n<p class=\"s\">" +
           (draft.reader.empty() ? std::string("Not named") : value(draft.reader)) + "</p>\n";
    provenanceTable(out, draft);
    out += "<footer><span class=\"draft\">" + std::string(kDraftWord) + "</span> - " + kResearchLine +
           "</footer>\n</body>\n</html>\n";
    return out;
}

}  // namespace hilum::report
