// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum report: a draft report of one image from its ranked suggestions, as PDF, HTML, text, FHIR, DICOM SR
// or PDF inside DICOM (product.md). Every sentence is unreviewed unless --accept-top vouches for the best K. The draft is
// also saved in the library, unless a person's draft of that study is already there.
#include <QByteArray>
#include <QGuiApplication>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>

#include "app/cli/cli.h"
#include "app/cli/index_sources.h"
#include "app/cli/lazy_session.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/image/window_level.h"
#include "core/library/library.h"
#include "core/library/library_writer.h"
#include "core/reading/case_search.h"
#include "core/reading/draft_conflicts.h"
#include "core/reading/draft_suggestions.h"
#include "core/report/template.h"
#include "ui/report/measured_values.h"
#include "ui/report/report_export.h"
#include "ui/window/notes_controller.h"

namespace hilum::app {

using nlohmann::json;

namespace {

// Enough suggestions that, repeats and contradictions taken out, a draft is left.
constexpr std::size_t kSuggestionsAsked = 60;

struct ReportOptions {
    std::filesystem::path file, out;
    std::string templateName, reader, macro;
    std::size_t acceptTop = 0;
    std::size_t maxFindings = report::BuilderOptions{}.maxFindings;
};

std::string nowUtc() {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

// What the file says about patient and study; for a picture, what the library knows of its row.
base::Result<report::ReportDraft> headerOf(const Context& context, const dicom::Instance& instance, int frame) {
    report::ReportDraft draft;
    draft.patientId = instance.patientId;
    draft.patientName = instance.patientName;
    draft.sex = instance.sex;
    if (instance.ageYears) draft.age = std::to_string(*instance.ageYears) + " years";
    draft.studyDate = instance.studyDate;
    draft.modality = instance.modality;
    draft.studyDescription = instance.studyDescription;
    draft.accession = instance.accession;
    draft.studyKey = instance.studyUid;
    draft.createdAt = nowUtc();
    if (instance.isDicom) {
        draft.sopUids = {instance.sopUid};
        return draft;
    }
    HILUM_TRY(const auto library, library::Library::open(context.library));
    HILUM_TRY(const auto known, library->caseByPath(recordOf(instance, frame).path, "", frame));
    draft.modality.clear();          // a picture's own is only a guess,
    draft.studyDescription.clear();  // and its study is a folder's name
    if (!known) return draft;
    draft.sex = known->sex;
    if (known->ageYears) draft.age = std::to_string(*known->ageYears) + " years";
    draft.studyDate = known->date;
    draft.modality = known->modality;
    return draft;
}

// Fills the heading; answers the template's own lines of findings.
base::Result<std::vector<report::DraftSentence>> useTemplate(const ReportOptions& options,
                                                             const dicom::Instance& instance,
                                                             report::ReportDraft& draft) {
    if (options.templateName.empty()) return std::vector<report::DraftSentence>{};
    HILUM_TRY(const auto chosen, report::loadTemplate(options.templateName, base::resourcesFolder() / "templates"));
    const std::map<std::string, std::string> values = {{"modality", draft.modality},
                                                       {"view", instance.view},
                                                       {"date", draft.studyDate},
                                                       {"study", draft.studyDescription},
                                                       {"technique", instance.technique}};
    report::applyTemplate(draft, chosen, values);
    return report::standingSentences(chosen.findings, chosen.id, values);
}

base::Status addMacro(const ReportOptions& options, report::ReportDraft& draft) {
    if (options.macro.empty()) return base::okStatus();
    HILUM_TRY(const auto chosen, report::chooseMacro(options.macro, base::resourcesFolder() / "macros"));
    for (auto& sentence : chosen.macro.sentences(chosen.variant)) draft.impression.push_back(std::move(sentence));
    return base::okStatus();
}

struct Made {
    report::BuiltDraft built;
    image::Raster picture;
    report::StudyFacts facts;
};

// With what was measured in the window on the same image.
base::Result<report::StudyFacts> factsOf(const Context& context, const dicom::Instance& instance,
                                         const base::JobContext& job) {
    std::vector<ui::StudyNote> notes;
    if (instance.isDicom) {
        HILUM_TRY(const auto library, library::Library::open(context.library));
        HILUM_TRY(const auto stored, library->drafts(ui::NotesController::documentKey(instance.studyUid)));
        for (const auto& record : stored)
            if (const auto read = ui::notesFromJson(record.json); read.ok()) notes = *read;
    }
    return ui::studyFacts(instance, notes, job);
}

base::Result<Made> makeDraft(const Context& context, const ReportOptions& options, const base::JobContext& job) {
    HILUM_TRY(const auto session, LazySession::find(context, job));
    HILUM_TRY(const auto instance, dicom::readHeader({options.file, {}}));
    context.auditStudy = instance.studyUid;
    const int frame = instance.frames > 1 ? instance.frames / 2 : 0;  // as embedQueryImage() does
    HILUM_TRY(auto draft, headerOf(context, instance, frame));
    HILUM_TRY(const auto standing, useTemplate(options, instance, draft));
    draft.reader = options.reader;
    HILUM_TRY(const auto query, embedQueryImage(context, options.file, *session, job));
    HILUM_TRY(const auto cases, reading::CaseSearch::open(context.library, session->manifest(), job));
    HILUM_TRY(const auto suggestions,
              cases->suggest(query.embedding, query.modality, kSuggestionsAsked, *session, job));
    draft.packId = session->manifest().id;
    draft.packSha256 = session->manifest().sha256;
    draft.device = session->deviceText();
    draft.outsideTraining = cases->outsideTraining(query.embedding);

    report::BuilderOptions limits;
    limits.acceptTop = options.acceptTop;
    limits.maxFindings = options.maxFindings;
    Made made;
    made.built = reading::draftFromSuggestions(std::move(draft), suggestions, limits, standing);
    HILUM_TRY_STATUS(addMacro(options, made.built.draft));
    HILUM_TRY(const auto image, dicom::readFrame({options.file, {}}, frame, job));
    made.picture = image::modelRendition(image);
    HILUM_TRY(made.facts, factsOf(context, instance, job));
    return made;
}

// A draft that a person has worked on is never replaced by a machine's.
bool isUntouched(const std::string& stored) {
    const auto draft = report::fromJson(stored);
    if (!draft.ok()) return false;
    for (const auto* list : {&draft->findings, &draft->impression})
        for (const auto& sentence : *list)
            if (sentence.origin == report::Origin::Person || sentence.review != report::Review::Unreviewed)
                return false;
    return true;
}

base::Result<bool> saveDraft(const Context& context, const report::ReportDraft& draft) {
    library::DraftRecord record{0, draft.studyKey, report::toJson(draft), draft.createdAt};
    {
        HILUM_TRY(const auto library, library::Library::open(context.library));
        HILUM_TRY(const auto stored, library->drafts(draft.studyKey));
        for (const auto& old : stored) {
            if (!isUntouched(old.json)) return false;
            record.id = old.id;
        }
    }
    HILUM_TRY(const auto writer, library::LibraryWriter::open(context.library));
    HILUM_TRY_STATUS([&]() -> base::Status {
        HILUM_TRY([[maybe_unused]] const auto id, writer->saveDraft(record).get());
        return base::okStatus();
    }());
    return true;
}

// Qt's own remarks (fonts, run-time folders) are for the log, not for the terminal.
void logQtMessage(QtMsgType, const QMessageLogContext&, const QString& message) {
    base::logWarning("Qt: " + message.toStdString());
}

json sentencesJson(const std::vector<report::DraftSentence>& sentences) {
    auto list = json::array();
    for (const auto& s : sentences)
        list.push_back({{"text", s.text},
                        {"score", s.score},
                        {"source", s.source},
                        {"caseId", s.caseId == 0 ? json(nullptr) : json(s.caseId)},
                        {"reviewed", s.review != report::Review::Unreviewed}});
    return list;
}

json documentOf(const ReportOptions& options, const report::BuiltDraft& built, bool saved) {
    auto conflicts = json::array();
    for (const auto& conflict : reading::draftConflicts(built.draft))
        conflicts.push_back(reading::conflictText(conflict));
    auto dropped = json::array();
    for (const auto& d : built.dropped)
        if (d.reason != "not needed") dropped.push_back({{"text", d.text}, {"reason", d.reason}});
    return {
        {"out", options.out.string()},
        {"findings", built.draft.findings.size()},
        {"unreviewed", built.draft.unreviewed()},
        {"sentences",
         {{"findings", sentencesJson(built.draft.findings)}, {"impression", sentencesJson(built.draft.impression)}}},
        {"dropped", dropped},
        {"conflicts", conflicts},
        {"outsideTraining", built.draft.outsideTraining},
        {"saved", saved}};
}

int runReport(const Context& context, const ReportOptions& options) {
    if (const std::string refusal = ui::refusedReportFormat(options.out); !refusal.empty())
        return context.failUsage(refusal);
    const auto job = context.job();
    const auto made = makeDraft(context, options, job);
    if (!made.ok()) return context.fail(made.error());
    // Fonts for the PDF; a command never needs a display.
    qInstallMessageHandler(logQtMessage);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", QByteArrayLiteral("offscreen"));
    int argc = 1;
    char name[] = "hilum";
    char* argv[] = {name, nullptr};
    std::unique_ptr<QGuiApplication> application;
    if (QCoreApplication::instance() == nullptr) application = std::make_unique<QGuiApplication>(argc, argv);
    if (const auto written = ui::exportReport(made->built.draft, made->picture, options.out, job, made->facts);
        !written.ok())
        return context.fail(written.error());

    const auto saved = saveDraft(context, made->built.draft);
    if (!saved.ok() && !context.quiet)
        std::cerr << "hilum: the report is written, but its draft was not saved in the library: "
                  << saved.error().message << '\n';
    const int open = made->built.draft.unreviewed();
    const std::string text = options.out.string() + ": " + std::to_string(made->built.draft.findings.size()) +
                             " findings, " + std::to_string(open) + " unreviewed";
    return context.answer(documentOf(options, made->built, saved.ok() && *saved), text);
}

}  // namespace

void add_report(CLI::App& root, Context& context) {
    auto* command = root.add_subcommand("report", "A draft report of an image as PDF, HTML, text, FHIR or DICOM");
    auto options = std::make_shared<ReportOptions>();
    command->add_option("file", options->file, "Image file")->required();
    command->add_option("--out", options->out, "File to write: .pdf, .html, .txt, .json (FHIR), .dcm (SR) or .pdf.dcm")
        ->required();
    command->add_option("--template", options->templateName, "Name of a report template, or a file (JSON, MRRT page)");
    command->add_option("--macro", options->macro, "NAME:VARIANT, into the impression (fleischner-2017:...)");
    command->add_option("--accept-top", options->acceptTop, "Count the best K sentences as reviewed")
        ->check(CLI::Range(0, 1000));
    command->add_option("--max-findings", options->maxFindings, "At most this many findings")
        ->check(CLI::Range(1, 100));
    command->add_option("--reader", options->reader, "Name of the reader");
    command->callback(
        [&context, options] { context.run = [&context, options] { return runReport(context, *options); }; });
}

}  // namespace hilum::app
