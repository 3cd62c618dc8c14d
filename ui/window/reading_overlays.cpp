// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The second half of ReadingController: saliency over the image, the findings' scores and the
// comparison with a past case.
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/search/case_gallery.h"
#include "ui/search/case_tile.h"
#include "ui/search/findings_panel.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"

namespace hilum::ui {

void ReadingController::connectOverlays() {
    const auto current = [this](const FrameKey& key) { return m_target && m_target->key == key; };
    connect(&m_service, &ReadingService::saliencyReady, this,
            [this, current](const FrameKey& key, const SaliencyOverlay& overlay) {
                if (!current(key) || overlay.phrase != m_saliencyPhrase) return;
                for (auto* viewport : m_parts.grid->viewports())
                    if (viewport->stack() && !viewport->stack()->foreign) viewport->setSaliency(key, overlay);
                applySaliencyVisibility();
                Q_EMIT noteChanged({});
                Q_EMIT saliencyShown();
            });
    connect(&m_service, &ReadingService::saliencyFailed, this,
            [this, current](const FrameKey& key, const QString& phrase, const base::Error& error) {
                if (!current(key) || phrase != m_saliencyPhrase || error.code == base::ErrorCode::Cancelled) return;
                m_saliencyPhrase.clear();
                Q_EMIT noteChanged(fromUtf8(error.message));
            });
    connect(&m_service, &ReadingService::findingsReady, this,
            [this, current](const FrameKey& key, const std::shared_ptr<const FindingScores>& scores) {
                if (!current(key)) return;
                if (scores->list.empty()) return m_parts.findings->showEmpty(tr("The pack names no findings"));
                std::vector<FindingProbability> rows;
                for (const auto& score : scores->list)
                    rows.push_back({fromUtf8(score.name), static_cast<double>(score.probability),
                                    static_cast<double>(score.threshold)});
                m_parts.findingsPanel->setFindings(std::move(rows), fromUtf8(scores->pack), scores->fineTuned);
                m_parts.findings->showContent();
                m_parts.findings->setCount(QString::number(scores->list.size()));
            });
    connect(&m_service, &ReadingService::findingsFailed, this,
            [this, current](const FrameKey& key, const base::Error& error) {
                if (current(key)) m_parts.findings->showFailed(error);
            });
}

// Asked only while somebody can see the answer.
void ReadingController::requestFindings() {
    if (!m_target || m_findingsAsked || m_parts.findings->isFolded()) return;
    m_findingsAsked = true;
    m_parts.findings->showWorking(tr("Asking for each finding"));
    m_service.findings(*m_target);
}

void ReadingController::toggleSaliency() {
    m_saliencyVisible = !m_saliencyVisible;
    if (m_saliencyVisible) requestSaliency();
    applySaliencyVisibility();
}

void ReadingController::requestSaliency() {
    const QString phrase = m_parts.suggestionPanel->selectedPhrase();
    if (phrase.isEmpty()) {
        Q_EMIT noteChanged(tr("Select a suggestion first: its region is what is shown."));
        return;
    }
    requestSaliencyFor(phrase);
}

void ReadingController::requestSaliencyFor(const QString& phrase) {
    if (!m_target || phrase == m_saliencyPhrase) return;
    m_saliencyPhrase = phrase;
    for (auto* viewport : m_parts.grid->viewports()) viewport->clearSaliency();
    Q_EMIT noteChanged(tr("Looking for the region of: %1").arg(phrase));
    m_service.saliency(*m_target, phrase);
}

void ReadingController::applySaliencyVisibility() {
    for (auto* viewport : m_parts.grid->viewports()) {
        viewport->setSaliencyOpacity(m_opacity);
        viewport->setSaliencyVisible(m_saliencyVisible);
    }
}

void ReadingController::setOpacity(double opacity) {
    m_opacity = std::clamp(opacity, 0.1, 1.0);
    applySaliencyVisibility();
}

void ReadingController::openCase(const reading::CaseHit& hit) {
    TaskOptions options;
    options.title = tr("Past case");
    options.visible = false;
    options.priority = 12;
    const dicom::Locator locator{hit.record.path, hit.record.zipEntry};
    m_runner.run<dicom::Instance>(
        options, [locator](const base::JobContext&) { return dicom::readHeader(locator); }, this,
        [this, record = hit.record](base::Result<dicom::Instance> result) {
            if (!result.ok()) {
                Q_EMIT noteChanged(tr("The past case cannot be opened: %1").arg(fromUtf8(result.error().message)));
                return;
            }
            dicom::Instance instance = std::move(result).value();
            if (instance.modality.empty()) instance.modality = record.modality;
            if (instance.sex.empty()) instance.sex = record.sex;
            if (!instance.ageYears) instance.ageYears = record.ageYears;
            if (instance.studyDate.empty()) instance.studyDate = record.date;
            const StackPtr stack = makePastCaseStack(std::move(instance), caseFacts(record));
            if (!stack || stack->frames.empty()) {
                Q_EMIT noteChanged(tr("The past case has no image that can be shown."));
                return;
            }
            m_parts.grid->compare(stack);
            m_parts.grid->viewports()[1]->setIndex(record.frame);
            m_parts.gallery->markOpen(record.id);
        });
}

void ReadingController::endCompare() {
    m_parts.grid->endCompare();
    m_parts.gallery->markOpen(0);
}

}  // namespace hilum::ui
