// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/report_controller.h"

#include <QDateTime>
#include <QScopeGuard>
#include <QUndoStack>
#include <QVBoxLayout>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/base/file_io.h"
#include "core/base/paths.h"
#include "core/image/window_level.h"
#include "core/reading/draft_conflicts.h"
#include "core/reading/draft_suggestions.h"
#include "core/report/template.h"
#include "ui/common/ask.h"
#include "ui/common/text.h"
#include "ui/report/measured_values.h"
#include "ui/report/report_export.h"
#include "ui/report/report_panel.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"
#include "ui/window/undo_commands.h"

namespace hilum::ui {

namespace {

constexpr int kRetrySaveMs = 5000;  // another window may have let go of the library by then

QString now() { return QDateTime::currentDateTimeUtc().toString(Qt::ISODate); }

}  // namespace

ReportController::ReportController(WindowParts& parts, ReadingController& reading, ReadingService& service,
                                   LibraryService& library, TaskRunner& runner, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_reading(reading),
      m_service(service),
      m_library(library),
      m_runner(runner),
      m_panel(new ReportPanel(parts.reportSlot)) {
    parts.reportSlot->layout()->addWidget(m_panel);
    connect(&reading, &ReadingController::targetChanged, this, &ReportController::targetChanged);
    connect(parts.suggestionPanel, &SuggestionPanel::reviewed, this, &ReportController::reviewed);
    connect(m_panel, &ReportPanel::draftChanged, this, &ReportController::draftChanged);
    connect(m_panel, &ReportPanel::exportRequested, this, &ReportController::chooseExport);
    connect(m_panel, &ReportPanel::retrySaveRequested, this, [this] { save(m_panel->draft()); });
    m_panel->clear();
}

// The shipped templates and macros, read off the UI thread with the first study.
void ReportController::loadInsertions() {
    using List = std::vector<ReportPanel::Insertion>;
    if (std::exchange(m_insertionsAsked, true)) return;
    TaskOptions options;
    options.visible = false;
    options.priority = -10;  // after the images
    m_runner.run<List>(
        options,
        [](const base::JobContext&) -> base::Result<List> {
            List list;
            const auto templates = base::resourcesFolder() / "templates", macros = base::resourcesFolder() / "macros";
            for (const auto& name : report::templateNames(templates)) {
                const auto chosen = report::loadTemplate(name, templates);
                if (!chosen.ok() || chosen->findings.empty()) continue;
                ReportPanel::Insertion insertion{tr("Template"), fromUtf8(chosen->title), false, {}};
                for (const auto& line : chosen->findings)
                    insertion.sentences.push_back({line,
                                                   report::Origin::CaptionBank,
                                                   report::Review::Unreviewed,
                                                   "template:" + chosen->id,
                                                   0,
                                                   0,
                                                   {}});
                list.push_back(std::move(insertion));
            }
            for (const auto& name : report::templateNames(macros)) {
                const auto text = base::readTextFile(macros / (name + ".json"));
                const auto macro = text.ok() ? report::parseMacro(*text) : base::Result<report::Macro>(text.error());
                for (std::size_t i = 0; macro.ok() && i < macro->variants.size(); ++i)
                    list.push_back({fromUtf8(macro->title), fromUtf8(macro->variants[i].text), true,
                                    macro->sentences(macro->variants[i])});
            }
            return list;
        },
        this,
        [this](base::Result<List> list) {
            if (list.ok()) m_panel->setInsertions(std::move(*list));
        });
}

// Off the UI thread too: the lexicon is read at its first use.
void ReportController::checkConflicts(const report::ReportDraft& draft) {
    TaskOptions options;
    options.visible = false;
    const auto* instance = m_reading.targetInstance();
    const std::string side = instance == nullptr ? std::string() : instance->laterality;
    m_runner.run<QStringList>(
        options,
        [draft, side](const base::JobContext&) -> base::Result<QStringList> {
            QStringList texts;
            for (const auto& conflict : reading::draftConflicts(draft, side))
                texts << fromUtf8(reading::conflictText(conflict));
            return texts;
        },
        this,
        [this, draft](base::Result<QStringList> texts) {
            if (texts.ok() && draft == m_panel->draft()) m_panel->setConflicts(*texts);
        });
}

void ReportController::targetChanged() {
    const auto* instance = m_reading.targetInstance();
    const std::string key = instance == nullptr ? std::string() : instance->studyUid;
    if (key == m_studyKey) return;
    saveNow();
    m_studyKey = key;
    m_draftRow = std::make_shared<std::atomic<std::int64_t>>(0);
    m_idPending = m_saveAgain = m_dirty = false;
    if (key.empty()) {
        m_panel->clear();
        m_panel->setConflicts({});
        m_known = {};
    } else {
        loadInsertions();
        loadDraft(key);
    }
}

report::ReportDraft ReportController::emptyDraft() const {
    report::ReportDraft draft;
    const auto* instance = m_reading.targetInstance();
    if (instance == nullptr) return draft;
    draft.patientId = instance->patientId;
    draft.patientName = instance->patientName;
    draft.sex = instance->sex;
    if (instance->ageYears) draft.age = std::to_string(*instance->ageYears);
    draft.studyDate = instance->studyDate;
    draft.modality = instance->modality;
    draft.studyDescription = instance->studyDescription;
    draft.accession = instance->accession;
    draft.studyKey = m_studyKey;
    draft.sopUids = {instance->sopUid};
    draft.packId = m_service.packId();
    draft.packSha256 = m_service.packSha256();
    draft.device = toUtf8(m_service.description());
    draft.outsideTraining = m_reading.outside();
    draft.createdAt = toUtf8(now());
    return draft;
}

void ReportController::show(const report::ReportDraft& draft) {
    m_panel->setDraft(draft);
    m_known = draft;
    checkConflicts(draft);
}

// What was saved for this study comes back; otherwise an empty draft with the study's facts.
void ReportController::loadDraft(const std::string& studyKey) {
    show(emptyDraft());
    m_library.drafts(studyKey, this, [this, studyKey](base::Result<std::vector<library::DraftRecord>> result) {
        if (studyKey != m_studyKey || m_dirty || !result.ok() || result->empty()) return;
        const auto& newest = *std::max_element(result->begin(), result->end(), [](const auto& a, const auto& b) {
            return std::tie(a.updatedAt, a.id) < std::tie(b.updatedAt, b.id);
        });
        auto draft = report::fromJson(newest.json);
        if (!draft.ok()) {
            m_panel->setSaveFailed(draft.error());
            return;
        }
        *m_draftRow = newest.id;
        show(*draft);
        m_panel->setSaved(QDateTime::fromString(fromUtf8(newest.updatedAt), Qt::ISODate));
    });
}

void ReportController::reviewed(const reading::Suggestion& suggestion, const QString& text,
                                SuggestionRow::State state) {
    using State = SuggestionRow::State;
    m_quiet = true;  // the review itself is the step
    const auto loud = qScopeGuard([this] { m_quiet = false; });
    report::DraftSentence sentence = reading::sentenceFrom(suggestion);
    if (state == State::Accepted || state == State::Edited) {
        sentence.text = toUtf8(text);
        sentence.review = state == State::Edited ? report::Review::Edited : report::Review::Accepted;
        if (state == State::Edited) sentence.original = suggestion.text;
        m_panel->addFinding(sentence);
    } else if (state == State::Unreviewed) {  // undone: the sentence leaves the report again
        report::ReportDraft draft = m_panel->draft();
        const auto same = [&](const report::DraftSentence& s) {
            return s.text == suggestion.text || s.original == suggestion.text;
        };
        const auto before = draft.findings.size() + draft.impression.size();
        std::erase_if(draft.findings, same);
        std::erase_if(draft.impression, same);
        if (draft.findings.size() + draft.impression.size() != before) {
            m_panel->setDraft(draft);
            draftChanged(draft);
        }
        return;
    }
    static const std::unordered_map<int, std::string> kActions = {// IHE AIRAI words
                                                                  {static_cast<int>(State::Accepted), "accepted"},
                                                                  {static_cast<int>(State::Edited), "amended"},
                                                                  {static_cast<int>(State::Dismissed), "rejected"}};
    m_library.recordFeedback(m_studyKey, suggestion.text, kActions.at(static_cast<int>(state)),
                             state == State::Dismissed ? std::string() : toUtf8(text), m_service.packSha256());
}

void ReportController::draftFromSuggestions() {
    const auto* panel = m_parts.suggestionPanel;
    report::ReportDraft header = m_panel->draft().empty() ? emptyDraft() : m_panel->draft();
    if (!header.findings.empty() || panel->count() == 0) return nextField();  // never writes over what a person has
    std::vector<reading::Suggestion> list;
    for (int i = 0; i < panel->count(); ++i)
        if (panel->row(i)->state() != SuggestionRow::State::Dismissed) list.push_back(panel->row(i)->suggestion());
    const auto built = reading::draftFromSuggestions(header, list);
    m_panel->setDraft(built.draft);
    draftChanged(built.draft);
    m_panel->nextField();
}

void ReportController::nextField() { m_panel->nextField(); }

void ReportController::requestExport() { m_panel->requestExport(); }

void ReportController::draftChanged(const report::ReportDraft& draft) {
    if (m_studyKey.empty()) return;
    m_dirty = true;
    save(draft);
    checkConflicts(draft);
    if (m_undo != nullptr && !m_quiet && !(m_known == draft)) {
        const auto put = [this, key = m_studyKey](const report::ReportDraft& state) {
            if (key != m_studyKey) return;
            m_quiet = true;
            m_panel->setDraft(state);
            draftChanged(state);
            m_quiet = false;
        };
        m_undo->push(new StepCommand(
            tr("change of the report"), [put, before = m_known] { put(before); }, [put, draft] { put(draft); }));
    }
    m_known = draft;
}

// One row for each draft: a second save before the first has answered would make a second row.
void ReportController::save(const report::ReportDraft& draft) {
    if (m_idPending) {
        m_saveAgain = true;
        return;
    }
    m_idPending = *m_draftRow == 0;
    m_panel->setSaving();
    library::DraftRecord record{*m_draftRow, m_studyKey, report::toJson(draft), toUtf8(now())};
    m_library.saveDraft(record, m_draftRow, this, [this, key = m_studyKey](base::Result<std::int64_t> result) {
        if (key != m_studyKey) return;
        m_idPending = false;
        if (!result.ok()) {
            m_panel->setSaveFailed(result.error());
            Q_EMIT saveFailed(result.error());
            QTimer::singleShot(kRetrySaveMs, this, [this, key] {
                if (key == m_studyKey && m_dirty) save(m_panel->draft());
            });
            return;
        }
        m_dirty = false;
        m_panel->setSaved(QDateTime::currentDateTime());
        Q_EMIT saved();
        if (m_saveAgain) {
            m_saveAgain = false;
            save(m_panel->draft());
        }
    });
}

void ReportController::saveNow() {
    if (!m_dirty || m_studyKey.empty()) return;
    library::DraftRecord record{*m_draftRow, m_studyKey, report::toJson(m_panel->draft()), toUtf8(now())};
    m_library.saveDraft(record, m_draftRow, this, {});
    m_dirty = false;
}

void ReportController::chooseExport() {
    const QString path = PickFile::saveFile(m_panel, tr("Export report"), QStringLiteral("report.pdf"),
                                            tr("PDF (*.pdf);;HTML (*.html);;Text (*.txt);;FHIR R4 (*.json);;"
                                               "DICOM structured report (*.dcm);;PDF inside DICOM (*.pdf.dcm)"));
    if (!path.isEmpty()) exportTo(path);
}

void ReportController::exportTo(const QString& path) {
    TaskOptions options;
    options.title = tr("Exporting the report");
    options.finishOnExit = true;
    options.retry = [this, path] { exportTo(path); };
    const auto target = m_reading.target();
    const ViewportWidget& viewport = m_parts.grid->active();
    const FramePtr frame = target ? target->frame : nullptr;
    const bool shown = frame && viewport.shownFrame() == frame;
    const image::WindowLevel window = shown ? viewport.window() : (frame ? frame->defaultWindow : image::WindowLevel{});
    const bool invert = shown && viewport.isInverted();
    const auto* open = m_reading.targetInstance();
    const dicom::Instance instance = open == nullptr ? dicom::Instance{} : *open;
    const auto notes = m_notes == nullptr ? std::vector<StudyNote>{} : m_notes->ofStudy(m_studyKey);
    m_runner.run<bool>(
        options,
        [draft = m_panel->draft(), frame, window, invert, path, instance,
         notes](const base::JobContext& job) -> base::Result<bool> {
            const image::Raster picture = frame ? image::render(frame->image, window, invert) : image::Raster{};
            HILUM_TRY(const auto facts, studyFacts(instance, notes, job));
            HILUM_TRY_STATUS(exportReport(draft, picture, std::filesystem::path(toUtf8(path)), job, facts));
            return true;
        },
        this,
        [this, path](base::Result<bool> result) {
            if (result.ok()) {
                m_panel->setExported(path);
                Q_EMIT exported(path);
            } else {
                m_panel->setExportFailed(result.error());
                Q_EMIT exportFailed(result.error());
            }
        });
}

}  // namespace hilum::ui
