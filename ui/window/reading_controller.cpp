// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/reading_controller.h"

#include <QToolButton>
#include <algorithm>

#include "core/image/image_file.h"
#include "core/image/window_level.h"
#include "ui/common/error_text.h"
#include "ui/common/section.h"
#include "ui/common/state_page.h"
#include "ui/common/text.h"
#include "ui/search/case_gallery.h"
#include "ui/search/chip_bar.h"
#include "ui/search/findings_panel.h"
#include "ui/search/search_box.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"

namespace hilum::ui {

namespace {
QString modelsWord() { return ReadingController::tr("Model packs..."); }
}  // namespace

ReadingController::ReadingController(WindowParts& parts, ReadingService& service, LibraryService& library,
                                     TaskRunner& runner, QObject* parent)
    : QObject(parent), m_parts(parts), m_service(service), m_library(library), m_runner(runner) {
    connectService();
    connectOverlays();
    connect(parts.grid, &ViewportGrid::frameShown, this, &ReadingController::imageShown);
    connect(parts.grid, &ViewportGrid::activeChanged, this, &ReadingController::imageShown);
    connect(parts.gallery, &CaseGallery::caseOpened, this, &ReadingController::openCase);
    connect(parts.chips, &ChipBar::queryChanged, this, [this](const QString& typed) {
        m_parts.searchBox->setText(typed);
        if (typed.isEmpty())
            endSearch();
        else
            search(typed);
    });
    connect(parts.searchBox, &SearchBox::searchRequested, this, &ReadingController::search);
    connect(parts.suggestionPanel, &SuggestionPanel::searchRequested, this, &ReadingController::searchPhrase);
    connect(parts.gallery, &CaseGallery::caseClosed, this, &ReadingController::endCompare);
    connect(parts.backToSimilar, &QToolButton::clicked, this, &ReadingController::endSearch);
    connect(parts.samePatient, &QToolButton::toggled, this, &ReadingController::setSamePatientShown);
    connect(parts.suggestionPanel, &SuggestionPanel::selectionChanged, this, [this] {
        if (m_saliencyVisible) requestSaliency();
    });
    connect(parts.findingsPanel, &FindingsPanel::findingChosen, this, [this](const QString& name) {
        m_saliencyVisible = true;
        requestSaliencyFor(name);
        applySaliencyVisibility();
    });
    for (auto* section : {parts.suggestions, parts.cases}) {
        connect(section, &Section::retryRequested, this, [this, section] {
            if (section == m_parts.cases && isSearching()) return search(m_typed);
            if (m_target) begin(*m_target, m_targetStack);
        });
        // The answer may be long in coming (a pack cannot stop in the middle of a file); the person's is at once.
        connect(section, &Section::cancelRequested, this, [this] {
            if (m_library.state() == LibraryService::State::Rebuilding) return;  // the window stops that
            m_service.cancelLoading();
            auto stopped = base::cancelled();
            stopped.message = toUtf8(tr("Loading was stopped, so there are no suggestions for this image."));
            m_parts.suggestions->showFailed(stopped);
            if (!isSearching()) m_parts.cases->showFailed(stopped);
        });
    }
    connect(parts.findings, &Section::foldedChanged, this, &ReadingController::requestFindings);
    connect(parts.findings, &Section::retryRequested, this, [this] {
        m_findingsAsked = false;
        requestFindings();
    });
    connect(&library, &LibraryService::stateChanged, this, &ReadingController::refreshLibraryState);
    studyChanged();
}

void ReadingController::connectService() {
    const auto current = [this](const FrameKey& key) { return m_target && m_target->key == key; };
    connect(&m_service, &ReadingService::stateChanged, this, [this] {
        if (m_target && m_parts.suggestions->state() == Section::State::Working) showWorking();
    });
    connect(&m_service, &ReadingService::packChanged, this, [this] {
        if (m_target) begin(*m_target, m_targetStack);
        if (isSearching()) search(m_typed);
    });
    connect(&m_service, &ReadingService::suggestionsReady, this,
            [this, current](const FrameKey& key, const std::shared_ptr<const Suggestions>& list) {
                if (current(key)) showSuggestions(*list);
            });
    connect(&m_service, &ReadingService::suggestionsFailed, this,
            [this, current](const FrameKey& key, const base::Error& error) {
                const bool pack = error.code == base::ErrorCode::ModelMismatch;
                if (current(key)) m_parts.suggestions->showFailed(error, true, pack ? modelsWord() : QString());
            });
    connect(&m_service, &ReadingService::outsideKnown, this, [this, current](const FrameKey& key, bool outside) {
        if (!current(key)) return;
        m_outside = outside;
        showStaleNotice();
    });
    connect(&m_service, &ReadingService::similarReady, this,
            [this, current](const FrameKey& key, const std::shared_ptr<const CaseHits>& hits) {
                if (!current(key)) return;
                m_hits = *hits;
                m_hitsKnown = true;
                if (!isSearching()) showHits(m_hits);
            });
    connect(&m_service, &ReadingService::similarFailed, this,
            [this, current](const FrameKey& key, const base::Error& error) {
                if (current(key) && !isSearching()) showCasesFailed(error);
            });
    connect(&m_service, &ReadingService::searchReady, this,
            [this](const QString& typed, const std::shared_ptr<const SearchOutcome>& outcome) {
                if (typed != m_typed) return;
                m_parts.chips->setChips(outcome->query.chips);
                m_parts.chips->setVisible(m_parts.chips->count() > 0);
                showHits(outcome->hits);
            });
    connect(&m_service, &ReadingService::searchFailed, this, [this](const QString& typed, const base::Error& error) {
        if (typed == m_typed) showCasesFailed(error);
    });
}

const dicom::Instance* ReadingController::targetInstance() const {
    if (!m_target || !m_targetStack) return nullptr;
    const int index = m_targetStack->indexOf(m_target->key);
    return index < 0 ? nullptr : m_targetStack->frames[static_cast<std::size_t>(index)].instance;
}

void ReadingController::studyChanged() {
    m_target.reset();
    m_targetStack.reset();
    m_hits.clear();
    m_hitsKnown = false;
    m_outside = false;
    m_saliencyPhrase.clear();
    m_parts.suggestionPanel->clear();
    m_parts.suggestions->setNotice({});
    m_parts.suggestions->showEmpty(tr("No image is open"),
                                   tr("Suggestions come by themselves when an image is shown."));
    m_parts.findings->showEmpty(tr("No image is open"));
    if (!isSearching()) {
        m_parts.gallery->clear();
        showEmptyCases();
    }
    Q_EMIT targetChanged();
}

std::optional<ReadingTarget> ReadingController::targetOf(const ViewportWidget& viewport) const {
    const StackFrame* shown = viewport.shownStackFrame();
    if (shown == nullptr || !viewport.shownFrame() || viewport.stack()->foreign || viewport.stack()->derived)
        return std::nullopt;
    ReadingTarget target;
    target.key = shown->key;
    target.frame = viewport.shownFrame();
    target.modality = shown->instance->modality;
    target.patientId = shown->instance->patientId;
    target.studyUid = shown->instance->studyUid;
    target.samePatientToo = m_samePatientShown;
    return target;
}

// A new series asks at once. Another image of the same series does not: what a person is reading on the
// right must not change under their eyes while they scroll; a line says which image it is for.
void ReadingController::imageShown() {
    const ViewportWidget& viewport = m_parts.grid->active();
    const auto target = targetOf(viewport);
    if (!target) return;
    const bool sameSeries = m_targetStack && viewport.stack()->seriesUid() == m_targetStack->seriesUid();
    if (!sameSeries)
        begin(*target, viewport.stack());
    else
        m_targetStack = viewport.stack();  // a longer snapshot of the same series
    showStaleNotice();
    prefetchOthers();
}

// The other viewports' images may be asked about next: their vectors are made together while nobody waits.
void ReadingController::prefetchOthers() {
    constexpr std::size_t kMostRemembered = 4096;
    if (m_prefetched.size() > kMostRemembered) m_prefetched.clear();
    for (const auto* viewport : m_parts.grid->viewports()) {
        if (viewport == &m_parts.grid->active() || !viewport->stack()) continue;
        const auto target = targetOf(*viewport);
        if (!target || !m_prefetched.insert(target->key).second) continue;
        struct Ready {
            image::Raster picture;
            std::string content, window;
        };
        TaskOptions options;
        options.visible = false;
        m_runner.run<Ready>(
            options,
            [frame = target->frame](const base::JobContext&) -> base::Result<Ready> {
                return Ready{image::modelRendition(frame->image), image::contentHash(frame->image),
                             windowKey(image::defaultWindow(frame->image))};
            },
            this,
            [this](base::Result<Ready> ready) {
                if (ready.ok()) m_service.prefetch(std::move(ready->picture), ready->content, ready->window);
            });
    }
}

void ReadingController::updateForImage() {
    const ViewportWidget& viewport = m_parts.grid->active();
    if (const auto target = targetOf(viewport)) begin(*target, viewport.stack());
}

void ReadingController::readAgain() {
    if (!m_target) return refreshLibraryState();
    m_hitsKnown = false;  // also when a search stands before them
    if (isSearching()) return search(m_typed);
    m_parts.cases->showWorking(tr("Looking for similar cases"));
    m_service.similarOnly(*m_target);
}

void ReadingController::begin(const ReadingTarget& target, const StackPtr& stack) {
    m_target = target;
    m_targetStack = stack;
    m_hitsKnown = false;
    m_outside = false;
    m_saliencyPhrase.clear();
    for (auto* viewport : m_parts.grid->viewports()) viewport->clearSaliency();
    showWorking();
    if (!isSearching()) {
        m_parts.gallery->clear();
        m_parts.cases->showWorking(tr("Looking for similar cases"));
    }
    showStaleNotice();
    m_service.read(target);
    m_findingsAsked = false;
    requestFindings();
    Q_EMIT targetChanged();
}

void ReadingController::showWorking() {
    const bool loading =
        m_service.state() == engine::Engine::State::Loading || m_service.state() == engine::Engine::State::Idle;
    m_parts.suggestions->showWorking(loading ? tr("Loading the model pack") : tr("Looking at the image"), loading);
}

void ReadingController::showSuggestions(const Suggestions& suggestions) {
    if (suggestions.empty()) {
        m_parts.suggestions->showEmpty(tr("No caption fits this image"),
                                       tr("Add cases with reports to the library, or type the finding in the report."));
    } else {
        m_parts.suggestionPanel->setSuggestions(suggestions);
        m_parts.suggestions->showContent();
        m_parts.suggestions->setCount(QString::number(suggestions.size()));
        if (m_saliencyVisible) requestSaliency();
    }
    Q_EMIT suggestionsShown();
}

void ReadingController::showHits(const CaseHits& hits) {
    m_parts.gallery->clear();
    if (hits.empty()) return showEmptyCases();
    m_parts.gallery->setHits(hits, ownPatientId());
    m_parts.cases->showContent();
    m_parts.cases->setCount(QString::number(hits.size()));
}

namespace {
QString fillingTitle() { return ReadingController::tr("Filling the library"); }
}  // namespace

bool ReadingController::showsFilling() const {
    return m_parts.cases->state() == Section::State::Working && m_parts.cases->page().title() == fillingTitle();
}

void ReadingController::showFilling(qint64 done, qint64 total) {
    if (showsFilling()) m_parts.cases->page().setProgress(done, total);
}

void ReadingController::showEmptyCases() {
    if (m_library.isFilling()) {
        if (!showsFilling()) m_parts.cases->showWorking(fillingTitle());
    } else if (m_library.state() == LibraryService::State::Empty) {
        m_offered = Way::Demonstration;
        m_parts.cases->showEmpty(tr("The case library is empty"),
                                 tr("Similar cases appear when it holds cases with reports."),
                                 tr("Make the demonstration library"));
    } else if (isSearching()) {
        m_parts.cases->showEmpty(tr("No past case found"),
                                 tr("Remove a part of the search above, or type other words."));
    } else if (m_hitsKnown) {
        m_parts.cases->showEmpty(tr("No similar case found"));
    } else {
        m_parts.cases->showEmpty(tr("No image is open"), tr("Press / to search past cases by typed findings."));
    }
}

void ReadingController::showStaleNotice() {
    if (m_outside) {
        m_parts.suggestions->setNotice(
            tr("This image lies outside what the pack was trained on: its suggestions may mean nothing."));
        return;
    }
    QString notice;
    const ViewportWidget& viewport = m_parts.grid->active();
    const StackFrame* shown = viewport.shownStackFrame();
    if (m_target && m_targetStack && shown != nullptr && !viewport.stack()->foreign && shown->key != m_target->key &&
        m_targetStack->frames.size() > 1 && m_parts.suggestions->state() == Section::State::Content)
        notice = tr("For image %1 of %2. Press U for the one on screen.")
                     .arg(m_targetStack->indexOf(m_target->key) + 1)
                     .arg(m_targetStack->frames.size());
    m_parts.suggestions->setNotice(notice);
}

void ReadingController::searchPhrase(const QString& phrase) {
    if (phrase.isEmpty()) return;
    m_parts.searchBox->setText(phrase);
    search(phrase);
}

void ReadingController::search(const QString& typed) {
    m_typed = typed;
    m_parts.cases->setTitle(tr("SEARCH RESULTS"));
    m_parts.backToSimilar->show();
    m_parts.samePatient->hide();
    m_parts.cases->setFolded(false);
    m_parts.gallery->clear();
    m_parts.cases->showWorking(tr("Searching past cases"));
    m_service.search(typed, m_samePatientShown ? std::string() : ownPatientId());
}

void ReadingController::endSearch() {
    if (!isSearching()) return;
    m_typed.clear();
    m_parts.searchBox->clear();
    m_parts.cases->setTitle(tr("SIMILAR CASES"));
    m_parts.chips->setChips({});
    m_parts.chips->hide();
    m_parts.backToSimilar->hide();
    m_parts.samePatient->show();
    if (m_hitsKnown)
        showHits(m_hits);
    else if (m_target) {
        m_parts.cases->showWorking(tr("Looking for similar cases"));
        m_service.similarOnly(*m_target);
    } else {
        m_parts.gallery->clear();
        showEmptyCases();
    }
}

void ReadingController::setSamePatientShown(bool shown) {
    m_samePatientShown = shown;
    if (!m_target) return;
    m_target->samePatientToo = shown;
    if (isSearching()) return;
    m_hitsKnown = false;
    m_parts.cases->showWorking(tr("Looking for similar cases"));
    m_service.similarOnly(*m_target);
}

void ReadingController::showCasesFailed(const base::Error& error) {
    if (error.code == base::ErrorCode::ModelMismatch) {
        m_offered = Way::Models;
        ErrorText text = errorText(error);
        text.title = tr("No similar cases");
        text.explanation = tr("Cases are compared by a model pack, and none can be used.");
        return m_parts.cases->showFailed(text, false, modelsWord());
    }
    const bool damaged = error.code == base::ErrorCode::Corrupt;
    m_offered = Way::Rebuild;
    m_parts.cases->showFailed(libraryErrorText(error), true, damaged ? tr("Rebuild the library") : QString());
}

void ReadingController::refreshLibraryState() {
    using State = LibraryService::State;
    const auto state = m_library.state();
    m_parts.cases->setNotice(state == State::ReadOnly     ? libraryErrorText(m_library.error()).title
                             : state == State::Rebuilding ? tr("The library is being rebuilt from its sources.")
                                                          : QString(),
                             state == State::ReadOnly ? fromUtf8(m_library.error().message) : QString());
    if (state == State::Failed) return showCasesFailed(m_library.error());
    const auto shown = m_parts.cases->state();
    if (state == State::Rebuilding && shown != Section::State::Content)
        m_parts.cases->showWorking(tr("Rebuilding the library"), true);
    else if (shown == Section::State::Empty || showsFilling())
        showEmptyCases();
}

}  // namespace hilum::ui
