// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
// The second half of ReadingController: saliency over the image and the comparison with a past case.
#include "ui/common/section.h"
#include "ui/common/text.h"
#include "ui/search/case_gallery.h"
#include "ui/search/case_tile.h"
#include "ui/suggest/suggestion_panel.h"
#include "ui/viewer/viewport_grid.h"
#include "ui/window/reading_controller.h"

namespace hilum::ui {

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
        options,
        [locator](const base::JobContext&) { return dicom::readHeader(locator); }, this,
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
