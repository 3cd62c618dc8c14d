// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/window/mpr_controller.h"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

constexpr double kMostSlabMm = 200;
constexpr std::array kOrientations = {image::Orientation::Axial, image::Orientation::Coronal,
                                      image::Orientation::Sagittal};

// A third of the machine: the frames of other series need room too.
std::size_t memoryLimit() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGE_SIZE);
    if (pages <= 0 || pageBytes <= 0) return std::size_t{1} << 30U;
    return static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes) / 3;
}

// Every frame's place: of single images from their headers, of multi-frame objects from the functional groups.
base::Result<std::vector<image::Plane>> planesOf(const Stack& stack, const base::JobContext& job) {
    std::map<dicom::Locator, std::vector<dicom::FrameGeometry>> multiFrame;
    std::vector<image::Plane> planes;
    for (const auto& frame : stack.frames) {
        std::optional<image::Plane> plane = frame.instance->plane;
        if (frame.instance->frames > 1) {
            auto found = multiFrame.find(frame.key.locator);
            if (found == multiFrame.end()) {
                HILUM_TRY(auto geometry, dicom::readFrameGeometry(frame.key.locator, job));
                found = multiFrame.emplace(frame.key.locator, std::move(geometry)).first;
            }
            const auto at = static_cast<std::size_t>(frame.key.frame);
            plane = at < found->second.size() ? found->second[at].plane : std::nullopt;
        }
        if (!plane)
            return base::makeError(base::ErrorCode::InvalidInput,
                                   "These images cannot be reformatted because the file does not say where in the "
                                   "patient they lie; look at them one by one instead.");
        planes.push_back(*plane);
    }
    return planes;
}

}  // namespace

MprController::MprController(ViewportGrid& grid, FrameStore& frames, TaskRunner& runner,
                             std::shared_ptr<MprVolumes> volumes, QObject* parent)
    : QObject(parent), m_grid(grid), m_frames(frames), m_runner(runner), m_volumes(std::move(volumes)) {}

base::Result<image::Volume> MprController::build(const StackPtr& stack, const std::vector<FramePtr>& there,
                                                 const FrameStore::Reader& read, std::size_t limitBytes,
                                                 const base::JobContext& job) {
    const auto total = static_cast<std::int64_t>(stack->frames.size());
    const auto image = [&](std::size_t i) -> base::Result<image::Image> {
        if (there[i]) return there[i]->image;
        return read(stack->frames[i].key, job);
    };
    HILUM_TRY(const auto planes, planesOf(*stack, job));
    HILUM_TRY(const auto first, image(0));
    HILUM_TRY(auto builder, image::VolumeBuilder::begin(planes, first, limitBytes));
    for (std::size_t i = 0; i < stack->frames.size(); ++i) {
        if (job.stopRequested()) return base::cancelled();
        HILUM_TRY(const auto slice, image(i));
        HILUM_TRY_STATUS(builder.set(static_cast<int>(i), slice));
        job.progress(static_cast<std::int64_t>(i) + 1, total, base::Stage::Reading);
    }
    return builder.finish();
}

void MprController::begin() {
    const StackPtr stack = m_grid.active().stack();
    if (isActive() || isBuilding()) return;
    if (!stack || stack->foreign || stack->derived || stack->frames.empty()) {
        Q_EMIT said(tr("Open a series of slices first, then reformat it."));
        return;
    }
    std::vector<FramePtr> there;
    for (const auto& frame : stack->frames) there.push_back(m_frames.cached(frame.key));
    TaskOptions options;
    options.title = tr("Reformatting");
    options.priority = 12;
    m_task = m_runner.run<image::Volume>(
        options,
        [stack, there = std::move(there), read = m_frames.reader(),
         limit = memoryLimit()](const base::JobContext& job) { return build(stack, there, read, limit, job); },
        this,
        [this, stack](base::Result<image::Volume> result) {
            m_task = 0;
            if (!result.ok()) {
                if (result.error().code != base::ErrorCode::Cancelled) Q_EMIT said(fromUtf8(result.error().message));
                Q_EMIT activeChanged(false);
                return;
            }
            m_source = stack;
            m_id = m_volumes->add(std::move(result).value());
            m_frames.setReservedBytes(m_volumes->usedBytes());
            show();
        });
}

void MprController::show() {
    m_rowsBefore = m_grid.rows();
    m_columnsBefore = m_grid.columns();
    m_stacksBefore.clear();
    for (const auto* viewport : m_grid.viewports()) m_stacksBefore.push_back(viewport->stack());
    m_indexBefore = m_grid.active().index();
    const image::WindowLevel window = m_grid.active().window();
    m_grid.setLayoutSize(2, 2);
    for (int i = 2; i >= 0; --i) {  // the newest wish is decoded first: the active viewport comes last
        auto* viewport = m_grid.viewports()[i];
        viewport->setStack(m_volumes->stack(m_id, kOrientations[static_cast<std::size_t>(i)], m_options, *m_source));
        viewport->setWindow(window);
        viewport->setIndex(viewport->frameCount() / 2);
    }
    auto* slices = m_grid.viewports()[3];
    slices->setStack(m_source);
    slices->setWindow(window);
    slices->setIndex(m_indexBefore);
    m_grid.activate(0);
    Q_EMIT activeChanged(true);
    describe();
}

void MprController::describe() {
    const QString mode = m_options.mode == image::SlabMode::Maximum   ? tr("MIP")
                         : m_options.mode == image::SlabMode::Minimum ? tr("MinIP")
                                                                      : tr("mean");
    const QString way = m_options.interpolation == image::Interpolation::Nearest ? tr("nearest")
                        : m_options.interpolation == image::Interpolation::Cubic ? tr("cubic")
                                                                                 : tr("linear");
    Q_EMIT said(m_options.slabMm > 0 ? tr("Reformat: %1 mm %2, %3").arg(m_options.slabMm, 0, 'f', 0).arg(mode, way)
                                     : tr("Reformat: single slices, %1").arg(way));
}

void MprController::setOptions(const MprOptions& options) {
    m_options = options;
    if (isActive())
        for (int i = 0; i < 3; ++i) {
            auto* viewport = m_grid.viewports()[i];
            if (viewport->stack() && viewport->stack()->derived)
                viewport->replaceStack(
                    m_volumes->stack(m_id, kOrientations[static_cast<std::size_t>(i)], m_options, *m_source));
        }
    describe();
}

void MprController::changeSlab(double byMm) {
    MprOptions options = m_options;
    options.slabMm = std::clamp(options.slabMm + byMm, 0.0, kMostSlabMm);
    setOptions(options);
}

void MprController::nextMode() {
    MprOptions options = m_options;
    options.mode = static_cast<image::SlabMode>((static_cast<int>(options.mode) + 1) % 3);
    if (options.slabMm <= 0) options.slabMm = 10;  // a mode without a slab would show nothing new
    setOptions(options);
}

void MprController::nextInterpolation() {
    MprOptions options = m_options;
    options.interpolation = static_cast<image::Interpolation>((static_cast<int>(options.interpolation) + 1) % 3);
    setOptions(options);
}

void MprController::end() {
    if (m_task != 0) m_runner.cancel(m_task);
    if (!isActive()) return;
    const image::WindowLevel window = m_grid.active().window();
    m_volumes->remove(m_id);
    m_frames.setReservedBytes(m_volumes->usedBytes());
    m_id.clear();
    m_grid.setLayoutSize(m_rowsBefore, m_columnsBefore);
    for (qsizetype i = 0; i < m_grid.viewports().size(); ++i) {
        auto* viewport = m_grid.viewports()[i];
        const auto before =
            static_cast<std::size_t>(i) < m_stacksBefore.size() ? m_stacksBefore[static_cast<std::size_t>(i)] : nullptr;
        viewport->setStack(before);
        if (before != m_source || !before) continue;
        viewport->setIndex(m_indexBefore);
        viewport->setWindow(window);
    }
    m_source.reset();
    m_stacksBefore.clear();
    Q_EMIT activeChanged(false);
}

void MprController::closeAll() {
    if (m_task != 0) m_runner.cancel(m_task);
    if (!isActive()) return;
    m_volumes->remove(m_id);
    m_frames.setReservedBytes(m_volumes->usedBytes());
    m_id.clear();
    m_source.reset();
    m_stacksBefore.clear();
    Q_EMIT activeChanged(false);
}

}  // namespace hilum::ui
