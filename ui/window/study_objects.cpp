// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/study_objects.h"

#include <algorithm>
#include <utility>

#include "dicom/open/document.h"
#include "dicom/write/key_object_writer.h"
#include "dicom/write/presentation_writer.h"
#include "ui/common/text.h"
#include "ui/viewer/measure_text.h"
#include "ui/viewer/presentation_view.h"
#include "ui/viewer/viewport_grid.h"

namespace hilum::ui {

namespace {

using Content = dicom::Instance::Content;
constexpr std::size_t kMostObjects = 2000;

// Every frame that a key object names, as the notes know it.
void markReferences(const dicom::OpenedStudies& snapshot, const dicom::Document& document,
                    std::map<NoteKey, QString>& marked) {
    std::map<std::string, std::vector<int>> wanted;
    for (const auto& reference : document.references) wanted[reference.sopUid] = reference.frames;
    for (const auto& study : snapshot.studies)
        for (const auto& series : study.series)
            for (const auto& instance : series.instances) {
                const auto found = wanted.find(instance.sopUid);
                if (found == wanted.end() || instance.sopUid.empty()) continue;
                for (int frame = 0; frame < instance.frames; ++frame) {
                    const auto& frames = found->second;
                    if (!frames.empty() && std::find(frames.begin(), frames.end(), frame + 1) == frames.end()) continue;
                    marked[noteKeyOf({FrameKey{instance.locator, frame}, &instance})] = fromUtf8(document.title);
                }
            }
}

struct ExportJob {
    StackPtr stack;
    StackFrame current;
    FramePtr image;
    ViewState state;
    QSizeF viewport;
    double devicePixelRatio = 1.0;
    std::vector<PresentationSource::Drawn> drawn;
    FrameStore::Reader read;
};

base::Result<std::string> writeView(ExportJob job, const std::string& path, const base::JobContext& context) {
    for (auto& drawn : job.drawn) {
        if (drawn.measurements.empty()) continue;
        const bool own = drawn.frame->key == job.current.key;
        std::optional<image::Image> other;
        if (!own) {
            HILUM_TRY(other, job.read(drawn.frame->key, context));
        }
        for (const auto& m : drawn.measurements)
            drawn.texts.push_back(measureLines(m, own ? job.image->image : *other));
    }
    PresentationSource source{*job.stack,   job.current,          job.image->image,    job.state,
                              job.viewport, job.devicePixelRatio, std::move(job.drawn)};
    dicom::PresentationState state = presentationOf(source);
    const auto drawings = state.annotations.size();
    state.description = drawings == 0   ? "View"
                        : drawings == 1 ? "View with 1 drawing"
                                        : "View with " + std::to_string(drawings) + " drawings";
    return dicom::writePresentation(state, job.current.key.locator, path, context);
}

}  // namespace

StudyObjects::StudyObjects(ViewportGrid& grid, NotesStore& notes, FrameStore& frames, TaskRunner& runner,
                           QObject* parent)
    : QObject(parent), m_grid(grid), m_notes(notes), m_frames(frames), m_runner(runner) {
    connect(&grid, &ViewportGrid::anyFrameShown, this, [this] {
        if (!m_waiting || !m_waitingIn || m_waitingIn->shownIndex() != m_waitingIn->index()) return;
        const PresentationPtr state = std::exchange(m_waiting, nullptr);
        m_waitingIn->act(tr("presentation state"), [&] { m_waitingIn->applyPresentation(state); });
    });
}

void StudyObjects::clear() {
    ++m_generation;
    m_loaded = false;
    m_states.clear();
    m_restored.clear();
    m_waiting.reset();
    m_notes.setMarked({});
}

void StudyObjects::load(const SnapshotPtr& snapshot) {
    const quint64 generation = ++m_generation;
    const auto& objects = snapshot->objects;
    const bool any = std::any_of(objects.begin(), objects.end(), [](const dicom::Instance& instance) {
        return instance.content == Content::Presentation || instance.content == Content::KeyObjects;
    });
    if (!any) return accept({});
    TaskOptions options;
    options.title = tr("Presentation states and key objects");
    options.visible = false;
    m_runner.run<Found>(
        options, [snapshot](const base::JobContext& context) { return read(snapshot, context); }, this,
        [this, generation](base::Result<Found> result) {
            if (generation != m_generation || !result.ok()) return;
            accept(std::move(result).value());
        });
}

base::Result<StudyObjects::Found> StudyObjects::read(const SnapshotPtr& snapshot, const base::JobContext& context) {
    Found found;
    std::size_t left = kMostObjects;
    for (const auto& instance : snapshot->objects) {
        if (context.stopRequested()) return base::cancelled();
        if (left == 0) break;
        if (instance.content == Content::Presentation) {
            --left;
            auto state = dicom::readPresentation(instance.locator, context);
            if (state.ok())
                found.states.push_back(std::make_shared<const dicom::PresentationState>(std::move(state).value()));
            else
                ++found.refused;
        } else if (instance.content == Content::KeyObjects) {
            --left;
            const auto document = dicom::readDocument(instance.locator, context);
            if (document.ok())
                markReferences(*snapshot, *document, found.marked);
            else
                ++found.refused;
        }
    }
    std::stable_sort(found.states.begin(), found.states.end(), [](const auto& a, const auto& b) {
        return a->date != b->date ? a->date < b->date : a->time < b->time;
    });
    return found;
}

void StudyObjects::accept(Found found) {
    m_loaded = true;
    m_states = std::move(found.states);
    m_notes.setMarked(std::move(found.marked));
    for (auto it = m_restored.cbegin(); it != m_restored.cend(); ++it)
        for (const auto& state : m_states) {
            if (fromUtf8(state->sopUid) != it.value() || !m_grid.viewports().contains(it.key())) continue;
            ViewState view = it.key()->viewState();
            view.presentation = state;
            it.key()->setViewState(view);
        }
    m_restored.clear();
    if (const auto here = offered(); !here.empty() && !m_grid.active().presentation())
        Q_EMIT said(here.size() == 1 ? tr("There is a presentation state for this series; Y shows it")
                                     : tr("There are %1 presentation states for this series; Y shows them")
                                           .arg(static_cast<int>(here.size())));
    else if (found.refused > 0)
        Q_EMIT said(tr("%1 presentation states or key objects cannot be shown").arg(found.refused));
    Q_EMIT loaded();
}

std::vector<PresentationPtr> StudyObjects::offered() const {
    std::vector<PresentationPtr> list;
    const ViewportWidget& viewport = m_grid.active();
    const StackPtr& stack = viewport.stack();
    if (!stack || stack->derived || stack->foreign) return list;
    const auto refers = [](const dicom::PresentationState& state, const StackFrame& frame) {
        return state.refersTo(frame.instance->sopUid, frame.key.frame);
    };
    for (const auto& state : m_states)
        if (std::any_of(stack->frames.begin(), stack->frames.end(), [&](const auto& f) { return refers(*state, f); }))
            list.push_back(state);
    if (const StackFrame* shown = viewport.shownStackFrame())
        std::stable_partition(list.begin(), list.end(), [&](const auto& state) { return refers(*state, *shown); });
    return list;
}

void StudyObjects::show(const PresentationPtr& state) {
    ViewportWidget& viewport = m_grid.active();
    m_waiting.reset();
    const StackFrame* shown = viewport.shownStackFrame();
    if (shown == nullptr) return;
    const auto refers = [&](const StackFrame& frame) {
        return state->refersTo(frame.instance->sopUid, frame.key.frame);
    };
    if (state && (!refers(*shown) || viewport.index() != viewport.shownIndex())) {
        const auto& frames = viewport.stack()->frames;
        const auto found = std::find_if(frames.begin(), frames.end(), refers);
        if (found == frames.end()) return Q_EMIT said(tr("This presentation state belongs to another series."));
        const auto index = static_cast<int>(found - frames.begin());
        viewport.setIndex(index);
        if (viewport.shownIndex() != index) {
            m_waiting = state;
            m_waitingIn = &viewport;
            return;
        }
    }
    viewport.act(tr("presentation state"), [&] { viewport.applyPresentation(state); });
    if (!state) return Q_EMIT said(tr("Shown without a presentation state"));
    QString text = tr("Shown as %1").arg(presentationName(*state));
    for (const auto& warning : state->warnings) text += QLatin1Char(' ') + fromUtf8(warning);
    Q_EMIT said(text);
}

void StudyObjects::showNext() {
    const auto list = offered();
    if (list.empty()) return Q_EMIT said(tr("There is no presentation state for this series."));
    const auto& now = m_grid.active().presentation();
    const auto at = std::find(list.begin(), list.end(), now);
    // Round: each in turn, then the plain view.
    if (at == list.end()) return show(list.front());
    show(at + 1 == list.end() ? nullptr : *(at + 1));
}

void StudyObjects::restore(ViewportWidget& viewport, const QString& sopUid) { m_restored.insert(&viewport, sopUid); }

void StudyObjects::exportView(const QString& path) {
    const ViewportWidget& viewport = m_grid.active();
    const StackFrame* shown = viewport.shownStackFrame();
    if (shown == nullptr || !viewport.shownFrame()) return Q_EMIT said(tr("There is no image to export."));
    if (viewport.stack()->derived)
        return Q_EMIT said(tr(
            "A reformatted plane is no image of the study, so no presentation state can refer to it; export the view "
            "as a picture instead."));
    ExportJob job{viewport.stack(),
                  *shown,
                  viewport.shownFrame(),
                  viewport.viewState(),
                  viewport.size(),
                  viewport.devicePixelRatioF(),
                  {},
                  m_frames.reader()};
    const auto add = [&](const StackFrame& frame) {
        const auto& notes = m_notes.of(noteKeyOf(frame));
        const bool current = frame.key == shown->key;
        const bool alike =
            frame.instance->rows == shown->instance->rows && frame.instance->columns == shown->instance->columns;
        if (current || (alike && !notes.measurements.empty())) job.drawn.push_back({&frame, notes.measurements, {}});
    };
    add(*shown);
    for (const auto& frame : job.stack->frames)
        if (frame.key != shown->key) add(frame);
    for (auto& drawn : job.drawn)  // pointers into the stack, which the job keeps
        if (drawn.frame == shown) drawn.frame = &job.stack->frames[static_cast<std::size_t>(viewport.shownIndex())];
    TaskOptions options;
    options.title = tr("Exporting a presentation state");
    options.finishOnExit = true;
    options.retry = [this, path] { exportView(path); };
    m_runner.run<std::string>(
        options,
        [job = std::move(job), path = toUtf8(path)](const base::JobContext& context) {
            return writeView(job, path, context);
        },
        this,
        [this, path](const base::Result<std::string>& result) {
            Q_EMIT said(result.ok() ? tr("Exported to %1; it names the patient, as the images do").arg(path)
                                    : fromUtf8(result.error().message));
        });
}

void StudyObjects::exportKeyImages(const QString& path) {
    const StackPtr stack = m_grid.active().stack();
    if (!stack || stack->frames.empty() || stack->study == nullptr || stack->foreign)
        return Q_EMIT said(tr("There is no study whose key images could be exported."));
    std::vector<dicom::PresentationReference> images;
    dicom::Locator source = stack->frames.front().key.locator;
    for (const auto& series : stack->study->series)
        for (const auto& instance : series.instances) {
            dicom::ImageReference reference{instance.sopClass, instance.sopUid, {}};
            for (int frame = 0; frame < instance.frames; ++frame)
                if (m_notes.of(noteKeyOf({FrameKey{instance.locator, frame}, &instance})).keyImage)
                    reference.frames.push_back(frame + 1);
            if (reference.frames.empty()) continue;
            if (instance.frames == 1) reference.frames.clear();
            source = instance.locator;
            const auto home = std::find_if(images.begin(), images.end(),
                                           [&](const auto& known) { return known.seriesUid == instance.seriesUid; });
            if (home != images.end())
                home->images.push_back(reference);
            else
                images.push_back({instance.seriesUid, {reference}});
        }
    TaskOptions options;
    options.title = tr("Exporting key images");
    options.finishOnExit = true;
    options.retry = [this, path] { exportKeyImages(path); };
    m_runner.run<std::string>(
        options,
        [images, source, path = toUtf8(path)](const base::JobContext& context) {
            return dicom::writeKeyObjects(images, source, path, context);
        },
        this,
        [this, path](const base::Result<std::string>& result) {
            Q_EMIT said(result.ok() ? tr("Exported to %1; it names the patient, as the images do").arg(path)
                                    : fromUtf8(result.error().message));
        });
}

}  // namespace hilum::ui
