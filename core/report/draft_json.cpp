// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The JSON form of a draft, as autosaved in the library. Reading is strict about kinds (a number where
// a text belongs is Corrupt) and lenient about absent keys, so that drafts of older versions open.
#include <cmath>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/report/markup.h"
#include "core/report/report_draft.h"

namespace hilum::report {

namespace {

using nlohmann::json;

constexpr int kFormatVersion = 1;
constexpr const char* kFormatName = "hilum-draft";

struct OriginName {
    Origin origin;
    const char* name;
};
constexpr OriginName kOrigins[] = {{Origin::Person, "person"},
                                   {Origin::CaptionBank, "caption-bank"},
                                   {Origin::PastCase, "past-case"},
                                   {Origin::Model, "model"}};
struct ReviewName {
    Review review;
    const char* name;
};
constexpr ReviewName kReviews[] = {
    {Review::Unreviewed, "unreviewed"}, {Review::Accepted, "accepted"}, {Review::Edited, "edited"}};

struct TextField {
    const char* key;
    std::string ReportDraft::*member;
};
constexpr TextField kTextFields[] = {{"patientId", &ReportDraft::patientId},
                                     {"patientName", &ReportDraft::patientName},
                                     {"sex", &ReportDraft::sex},
                                     {"age", &ReportDraft::age},
                                     {"studyDate", &ReportDraft::studyDate},
                                     {"modality", &ReportDraft::modality},
                                     {"studyDescription", &ReportDraft::studyDescription},
                                     {"accession", &ReportDraft::accession},
                                     {"studyKey", &ReportDraft::studyKey},
                                     {"reader", &ReportDraft::reader},
                                     {"title", &ReportDraft::title},
                                     {"indication", &ReportDraft::indication},
                                     {"comparison", &ReportDraft::comparison},
                                     {"technique", &ReportDraft::technique},
                                     {"packId", &ReportDraft::packId},
                                     {"packSha256", &ReportDraft::packSha256},
                                     {"device", &ReportDraft::device},
                                     {"createdAt", &ReportDraft::createdAt}};

json sentenceJson(const DraftSentence& sentence) {
    json out = {{"text", sentence.text}, {"source", sentence.source}, {"caseId", sentence.caseId}};
    for (const auto& entry : kOrigins)
        if (entry.origin == sentence.origin) out["origin"] = entry.name;
    for (const auto& entry : kReviews)
        if (entry.review == sentence.review) out["review"] = entry.name;
    if (std::isfinite(sentence.score)) out["score"] = sentence.score;  // JSON has no NaN; absent reads as 0
    if (!sentence.original.empty()) out["original"] = sentence.original;
    return out;
}

base::Error corrupt(const std::string& what) {
    return base::makeError(base::ErrorCode::Corrupt,
                           "The saved draft cannot be read because it is damaged; start a new draft for this study.",
                           what);
}

base::Status readText(const json& object, const char* key, std::string& target) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return base::okStatus();
    if (!found->is_string()) return corrupt(std::string("the field ") + key + " is not a text");
    target = found->get<std::string>();
    return base::okStatus();
}

base::Result<DraftSentence> readSentence(const json& object) {
    if (!object.is_object()) return corrupt("a sentence is not an object");
    DraftSentence sentence;
    sentence.review = Review::Unreviewed;  // unless the draft says otherwise
    HILUM_TRY_STATUS(readText(object, "text", sentence.text));
    HILUM_TRY_STATUS(readText(object, "source", sentence.source));
    HILUM_TRY_STATUS(readText(object, "original", sentence.original));
    std::string originWord = "person", reviewWord = "unreviewed";
    HILUM_TRY_STATUS(readText(object, "origin", originWord));
    HILUM_TRY_STATUS(readText(object, "review", reviewWord));
    bool known = false;
    for (const auto& entry : kOrigins)
        if (originWord == entry.name) sentence.origin = entry.origin, known = true;
    if (!known) return corrupt("unknown origin " + originWord);
    known = false;
    for (const auto& entry : kReviews)
        if (reviewWord == entry.name) sentence.review = entry.review, known = true;
    if (!known) return corrupt("unknown review state " + reviewWord);
    if (const auto id = object.find("caseId"); id != object.end()) {
        if (!id->is_number_integer()) return corrupt("caseId is not a whole number");
        sentence.caseId = id->get<std::int64_t>();
    }
    if (const auto score = object.find("score"); score != object.end() && !score->is_null()) {
        const double value = score->is_number() ? score->get<double>() : std::numeric_limits<double>::infinity();
        if (!(std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max())))
            return corrupt("a score is not a number");
        sentence.score = static_cast<float>(value);
    }
    return sentence;
}

base::Status readSentences(const json& object, const char* key, std::vector<DraftSentence>& target) {
    const auto found = object.find(key);
    if (found == object.end()) return base::okStatus();
    if (!found->is_array()) return corrupt(std::string(key) + " is not a list");
    for (const auto& item : *found) {
        HILUM_TRY(auto sentence, readSentence(item));
        target.push_back(std::move(sentence));
    }
    return base::okStatus();
}

base::Status readRest(const json& object, ReportDraft& draft) {
    if (const auto outside = object.find("outsideTraining"); outside != object.end()) {
        if (!outside->is_boolean()) return corrupt("outsideTraining is not true or false");
        draft.outsideTraining = outside->get<bool>();
    }
    const auto uids = object.find("sopUids");
    if (uids == object.end()) return base::okStatus();
    if (!uids->is_array()) return corrupt("sopUids is not a list");
    for (const auto& uid : *uids) {
        if (!uid.is_string()) return corrupt("a SOP instance UID is not a text");
        draft.sopUids.push_back(uid.get<std::string>());
    }
    return base::okStatus();
}

base::Status checkFormat(const json& object) {
    if (!object.is_object()) return corrupt("not a JSON object");
    const auto format = object.find("format");
    if (format == object.end() || !format->is_string() || format->get<std::string>() != kFormatName)
        return corrupt("the format key is missing or names something else");
    const auto version = object.find("version");
    if (version == object.end() || !version->is_number_integer()) return corrupt("the version is missing");
    if (version->get<std::int64_t>() > kFormatVersion)
        return base::makeError(base::ErrorCode::Unsupported,
                               "The saved draft was written by a newer version of Hilum; open it with that version.",
                               "draft version " + version->dump());
    return base::okStatus();
}

}  // namespace

std::string toJson(const ReportDraft& draft) {
    json out = {{"format", kFormatName},    {"version", kFormatVersion}, {"outsideTraining", draft.outsideTraining},
                {"sopUids", draft.sopUids}, {"findings", json::array()}, {"impression", json::array()}};
    for (const auto& field : kTextFields) out[field.key] = draft.*field.member;
    for (const auto& sentence : draft.findings) out["findings"].push_back(sentenceJson(sentence));
    for (const auto& sentence : draft.impression) out["impression"].push_back(sentenceJson(sentence));
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

base::Result<ReportDraft> fromJson(const std::string& text) {
    if (text.size() > kMaxDraftBytes)
        return base::makeError(
            base::ErrorCode::OutOfMemory,
            "The saved draft is larger than 8 MiB and was not opened; start a new draft for this study.");
    return base::guarded("Reading the draft", [&]() -> base::Result<ReportDraft> {
        const json object = json::parse(text, nullptr, false);
        if (object.is_discarded()) return corrupt("not JSON");
        HILUM_TRY_STATUS(checkFormat(object));
        ReportDraft draft;
        for (const auto& field : kTextFields) HILUM_TRY_STATUS(readText(object, field.key, draft.*field.member));
        HILUM_TRY_STATUS(readSentences(object, "findings", draft.findings));
        HILUM_TRY_STATUS(readSentences(object, "impression", draft.impression));
        HILUM_TRY_STATUS(readRest(object, draft));
        return draft;
    });
}

}  // namespace hilum::report
