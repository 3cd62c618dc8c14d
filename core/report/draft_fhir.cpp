// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// HL7 FHIR R4: DiagnosticReport, Observation, ImagingStudy, Device, Patient, Bundle; UIDs as urn:oid
// (imagingstudy.html 8.20.4). Texts pass cleanUtf8 and are cut at 1 MiB (datatypes.html, string).
#include "core/report/draft_fhir.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/sha256.h"
#include "core/report/markup.h"

namespace hilum::report {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxStringBytes = 1U << 20;
constexpr const char* kUidSystem = "urn:dicom:uid";
constexpr const char* kDicomCodes = "http://dicom.nema.org/resources/ontology/DCM";

// FHIR has no empty string: what is empty or blank is left out.
std::string clean(const std::string& text) {
    std::string out = cleanUtf8(text);
    if (out.size() > kMaxStringBytes) {
        std::size_t cut = kMaxStringBytes;
        while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U) --cut;
        out.resize(cut);
    }
    const bool blank = std::all_of(out.begin(), out.end(), [](unsigned char c) { return std::isspace(c) != 0; });
    return blank ? std::string() : out;
}

void put(json& object, const char* key, const std::string& text) {
    if (auto value = clean(text); !value.empty()) object[key] = std::move(value);
}

json coded(const char* system, const char* code, const char* display) {
    return {{"coding", {{{"system", system}, {"code", code}, {"display", display}}}}, {"text", display}};
}

bool isIsoDate(const std::string& date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return false;
    for (std::size_t i = 0; i < date.size(); ++i)
        if (i != 4 && i != 7 && std::isdigit(static_cast<unsigned char>(date[i])) == 0) return false;
    const int month = std::stoi(date.substr(5, 2)), day = std::stoi(date.substr(8, 2));
    return date.substr(0, 4) != "0000" && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// instant: a date, 'T', a time and a zone; the draft's own moment has this form.
bool isInstant(const std::string& text) {
    return text.size() == 20 && isIsoDate(text.substr(0, 10)) && text[10] == 'T' && text[13] == ':' &&
           text[16] == ':' && text[19] == 'Z';
}

// A UUID made from what it names (RFC 9562 version 8), so that equal drafts give equal bundles.
std::string uuidOf(const std::string& text) {
    std::string hex = base::sha256Hex(std::string_view(text)).substr(0, 32);
    hex[12] = '8';
    hex[16] = "89ab"[static_cast<unsigned>(hex[16] <= '9' ? hex[16] - '0' : hex[16] - 'a' + 10) & 3U];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
           hex.substr(20);
}

class BundleWriter {
public:
    BundleWriter(const ReportDraft& draft, const StudyFacts& facts)
        : m_draft(draft), m_facts(facts), m_seed(base::sha256Hex(std::string_view(toJson(draft) + facts.studyUid))) {}

    json bundle(std::span<const std::uint8_t> pdf) {
        json entries = json::array();
        entries.push_back(entry("report", report(pdf)));
        entries.push_back(entry("patient", patient()));
        entries.push_back(entry("study", study()));
        entries.push_back(entry("device", device()));
        for (auto& item : m_observations) entries.push_back(std::move(item));
        json out = {{"resourceType", "Bundle"},
                    {"id", uuidOf(m_seed + "bundle")},
                    {"meta", meta()},
                    {"type", "collection"},
                    {"entry", std::move(entries)}};
        if (isInstant(m_draft.createdAt)) out["timestamp"] = m_draft.createdAt;
        return out;
    }

private:
    std::string idOf(const std::string& what) const { return uuidOf(m_seed + what); }
    json reference(const std::string& what, const char* type) const {
        return {{"reference", "urn:uuid:" + idOf(what)}, {"type", type}};
    }
    json entry(const std::string& what, json resource) const {
        resource["id"] = idOf(what);
        return {{"fullUrl", "urn:uuid:" + idOf(what)}, {"resource", std::move(resource)}};
    }
    // Draft and research use as tags too, for systems that show no text.
    static json meta() {
        return {{"security",
                 {{{"system", "http://terminology.hl7.org/CodeSystem/v3-ActReason"},
                   {"code", "HRESCH"},
                   {"display", "healthcare research"}}}},
                {"tag",
                 {{{"system", "https://hilum.example/fhir/CodeSystem/status"},
                   {"code", "draft"},
                   {"display", std::string(kDraftWord) + " - " + kResearchLine}}}}};
    }

    json narrative() const {
        std::string div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
        for (const auto& line : notices(m_draft, m_facts)) div += "<p><b>" + escapeMarkup(clean(line)) + "</b></p>";
        for (const auto& [label, text] : headerFields(m_draft))
            if (const auto value = clean(text); !value.empty())
                div += std::string("<p>") + label + ": " + escapeMarkup(value) + "</p>";
        for (const auto* list : {&m_draft.findings, &m_draft.impression}) {
            div += list == &m_draft.findings ? "<h2>Findings</h2>" : "<h2>Impression</h2>";
            for (const auto& s : *list)
                div += "<p>" + escapeMarkup(clean(markedText(s))) + " <i>(" + escapeMarkup(clean(provenance(s))) +
                       ")</i></p>";
        }
        return {{"status", "additional"}, {"div", div + "</div>"}};
    }

    static const char* reviewCode(Review review) {
        return review == Review::Unreviewed ? "unreviewed" : review == Review::Accepted ? "accepted" : "amended";
    }

    json sentenceExtension(const DraftSentence& s, const char* section) const {
        json parts = {{{"url", "section"}, {"valueCode", section}},
                      {{"url", "review"}, {"valueCode", reviewCode(s.review)}}};
        const auto text = [&](const char* url, const std::string& value) {
            if (auto kept = clean(value); !kept.empty()) parts.push_back({{"url", url}, {"valueString", kept}});
        };
        text("provenance", provenance(s));
        text("source", s.source);
        text("suggested", s.original);
        if (s.origin != Origin::Person && !isStanding(s))
            parts.push_back({{"url", "score"}, {"valueDecimal", number(s.score)}});
        return {{"url", kSentenceExtension}, {"extension", std::move(parts)}};
    }
    static double number(float value) { return std::stod(decimalText(static_cast<double>(value))); }

    json observation(const DraftSentence& s, const char* section, std::size_t index) const {
        json out = {
            {"resourceType", "Observation"},
            {"meta", meta()},
            {"extension", {sentenceExtension(s, section)}},
            {"status", "preliminary"},
            {"category", {coded("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging")}},
            {"code", std::string(section) == "findings" ? coded(kDicomCodes, "121071", "Finding")
                                                        : coded(kDicomCodes, "121073", "Impression")},
            {"subject", reference("patient", "Patient")},
            {"derivedFrom", {reference("study", "ImagingStudy")}},
            {"note", {{{"text", clean(provenance(s))}}}}};
        out["code"]["text"] = std::string(section) == "findings" ? "Finding" : "Impression";
        out["identifier"] = {{{"system", "https://hilum.example/fhir/sentence"},
                              {"value", std::string(section) + "-" + std::to_string(index + 1)}}};
        put(out, "valueString", markedText(s));
        if (s.origin != Origin::Person && !isStanding(s)) out["device"] = reference("device", "Device");
        if (isIsoDate(m_facts.studyDate)) out["effectiveDateTime"] = m_facts.studyDate;
        return out;
    }

    json measurement(const MeasuredValue& value, std::size_t index) const {
        json out = {
            {"resourceType", "Observation"},
            {"meta", meta()},
            {"status", "preliminary"},
            {"category", {coded("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging")}},
            {"code", {{"text", quantityName(value.quantity)}}},
            {"subject", reference("patient", "Patient")},
            {"derivedFrom", {reference("study", "ImagingStudy")}},
            {"valueQuantity",
             {{"value", std::stod(decimalText(value.value))},
              {"unit", value.unit},
              {"system", "http://unitsofmeasure.org"},
              {"code", value.unit}}}};
        out["identifier"] = {
            {{"system", "https://hilum.example/fhir/measurement"}, {"value", std::to_string(index + 1)}}};
        if (value.atDetector) out["note"] = {{{"text", "Measured at the detector, not in the patient."}}};
        return out;
    }

    json results() {
        json list = json::array();
        const auto add = [&](const std::string& what, json resource) {
            m_observations.push_back(entry(what, std::move(resource)));
            list.push_back(reference(what, "Observation"));
        };
        for (std::size_t i = 0; i < m_draft.findings.size(); ++i)
            add("finding" + std::to_string(i), observation(m_draft.findings[i], "findings", i));
        for (std::size_t i = 0; i < m_draft.impression.size(); ++i)
            add("impression" + std::to_string(i), observation(m_draft.impression[i], "impression", i));
        for (std::size_t i = 0; i < m_facts.measurements.size(); ++i)
            add("measurement" + std::to_string(i), measurement(m_facts.measurements[i], i));
        return list;
    }

    json report(std::span<const std::uint8_t> pdf) {
        const auto bytesOf = [](const std::string& text) {
            return std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        };
        json out = {{"resourceType", "DiagnosticReport"},
                    {"meta", meta()},
                    {"text", narrative()},
                    {"status", "preliminary"},
                    {"category", {coded("http://terminology.hl7.org/CodeSystem/v2-0074", "RAD", "Radiology")}},
                    {"code", coded("http://loinc.org", "18782-3", "Radiology Study observation (narrative)")},
                    {"subject", reference("patient", "Patient")},
                    {"imagingStudy", {reference("study", "ImagingStudy")}}};
        out["code"]["text"] = "Draft radiology report. " + std::string(kResearchLine);
        out["identifier"] = {{{"system", "https://hilum.example/fhir/draft"}, {"value", idOf("report")}}};
        if (isIsoDate(m_facts.studyDate)) out["effectiveDateTime"] = m_facts.studyDate;
        if (isInstant(m_draft.createdAt)) out["issued"] = m_draft.createdAt;
        if (const auto reader = clean(m_draft.reader); !reader.empty())
            out["resultsInterpreter"] = {{{"display", reader}}};
        if (auto list = results(); !list.empty()) out["result"] = std::move(list);
        std::string conclusion;
        for (const auto& s : m_draft.impression) conclusion += (conclusion.empty() ? "" : "\n") + markedText(s);
        put(out, "conclusion",
            conclusion.empty() ? conclusion : std::string(kDraftWord) + ". " + kResearchLine + ".\n" + conclusion);
        json forms = json::array();
        forms.push_back({{"contentType", "text/plain; charset=utf-8"},
                         {"language", "en"},
                         {"title", std::string(kDraftWord) + " report"},
                         {"data", base64(bytesOf(toText(m_draft)))}});
        if (!pdf.empty())
            forms.push_back({{"contentType", "application/pdf"},
                             {"language", "en"},
                             {"title", std::string(kDraftWord) + " report"},
                             {"data", base64(pdf)}});
        out["presentedForm"] = std::move(forms);
        return out;
    }

    json patient() const {
        json out = {{"resourceType", "Patient"}};
        if (const auto id = clean(m_draft.patientId); !id.empty()) out["identifier"] = {{{"value", id}}};
        if (const auto name = clean(displayName(m_draft.patientName)); !name.empty()) out["name"] = {{{"text", name}}};
        static const std::map<std::string, const char*> kGenders = {{"M", "male"}, {"F", "female"}, {"O", "other"}};
        const auto gender = kGenders.find(m_draft.sex);
        out["gender"] = gender == kGenders.end() ? "unknown" : gender->second;
        if (isIsoDate(m_facts.birthDate)) out["birthDate"] = m_facts.birthDate;
        return out;
    }

    json study() const {
        json out = {{"resourceType", "ImagingStudy"},
                    {"status", "available"},
                    {"subject", reference("patient", "Patient")},
                    {"identifier", {{{"system", kUidSystem}, {"value", "urn:oid:" + m_facts.studyUid}}}}};
        if (const auto accession = clean(m_draft.accession); !accession.empty())
            out["identifier"].push_back(
                {{"type",
                  {{"coding", {{{"system", "http://terminology.hl7.org/CodeSystem/v2-0203"}, {"code", "ACSN"}}}}}},
                 {"value", accession}});
        if (isIsoDate(m_facts.studyDate)) out["started"] = m_facts.studyDate;
        put(out, "description", m_draft.studyDescription);
        if (m_facts.madeUpUids) out["note"] = {{{"text", notices(ReportDraft{}, m_facts)[1]}}};
        json series = json::array();
        for (const auto& image : m_facts.images) {
            const json instance = {
                {"uid", image.sopUid},
                {"sopClass", {{"system", "urn:ietf:rfc:3986"}, {"code", "urn:oid:" + image.sopClass}}}};
            const auto same = std::find_if(series.begin(), series.end(),
                                           [&](const json& known) { return known["uid"] == image.seriesUid; });
            if (same != series.end()) {
                (*same)["instance"].push_back(instance);
                continue;
            }
            const std::string modality = image.modality.empty() ? "OT" : clean(image.modality);
            series.push_back({{"uid", image.seriesUid},
                              {"modality", {{"system", kDicomCodes}, {"code", modality}}},
                              {"instance", {instance}}});
        }
        if (!series.empty()) out["series"] = std::move(series);
        return out;
    }

    json device() const {
        json out = {{"resourceType", "Device"},
                    {"deviceName", {{{"name", "Hilum"}, {"type", "user-friendly-name"}}}},
                    {"type", {{"text", "Software that drafts reports. " + std::string(kResearchLine)}}}};
        if (const auto pack = clean(m_draft.packId); !pack.empty())
            out["deviceName"].push_back({{"name", pack}, {"type", "model-name"}});
        if (const auto hash = clean(m_draft.packSha256); !hash.empty())
            out["version"] = {{{"type", {{"text", "sha256 of the model pack"}}}, {"value", hash}}};
        if (const auto note = clean(packLine(m_draft)); !note.empty()) out["note"] = {{{"text", note}}};
        return out;
    }

    const ReportDraft& m_draft;
    const StudyFacts& m_facts;
    std::string m_seed;
    std::vector<json> m_observations;
};

}  // namespace

std::string toFhir(const ReportDraft& draft, const StudyFacts& facts, std::span<const std::uint8_t> pdf) {
    return BundleWriter(draft, facts).bundle(pdf).dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace hilum::report
