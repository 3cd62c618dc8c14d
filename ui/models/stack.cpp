// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/models/stack.h"

#include <algorithm>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {
constexpr int kNearFrames = 33;
}  // namespace

QString Stack::seriesUid() const { return series == nullptr ? QString() : fromUtf8(series->uid); }

int Stack::indexOf(const FrameKey& key) const {
    if (m_index.empty())
        for (std::size_t i = 0; i < frames.size(); ++i) m_index.emplace(frames[i].key, static_cast<int>(i));
    const auto found = m_index.find(key);
    return found == m_index.end() ? -1 : found->second;
}

// The pattern is +1 -1 +2, +3 -2 +4, +5 -3 +6, ...: a place in it is three times a block and a rest, until one
// side has run out; the other follows alone.
OutwardOrder::OutwardOrder(int count, int index, int direction)
    : m_index(index),
      m_direction(direction < 0 ? -1 : 1),
      m_ahead(m_direction > 0 ? count - 1 - index : index),
      m_behind(m_direction > 0 ? index : count - 1 - index) {}

int OutwardOrder::indexAt(int position) const {
    if (position <= 0) return m_index;
    const int k = position - 1;
    // Steps of the pattern until the last frame ahead, and until the last one behind, has been named.
    const int untilAhead = m_ahead % 2 == 0 ? 3 * (m_ahead / 2) : 3 * (m_ahead / 2) + 1;
    const int untilBehind = m_behind == 0 ? 0 : 3 * m_behind - 1;
    if (k >= std::min(untilAhead, untilBehind)) {
        if (untilAhead <= untilBehind) return m_index - m_direction * (k - m_ahead + 1);
        return m_index + m_direction * (k - m_behind + 1);
    }
    const int block = k / 3;
    switch (k % 3) {
        case 0: return m_index + m_direction * (2 * block + 1);
        case 1: return m_index - m_direction * (block + 1);
        default: return m_index + m_direction * (2 * block + 2);
    }
}

int OutwardOrder::positionOf(int index) const {
    const int step = (index - m_index) * m_direction;
    if (step == 0) return 0;
    const int distance = std::abs(step);
    const int pattern = step < 0            ? 3 * (distance - 1) + 1
                        : distance % 2 == 1 ? 3 * (distance / 2)
                                            : 3 * (distance / 2 - 1) + 2;
    const int untilAhead = m_ahead % 2 == 0 ? 3 * (m_ahead / 2) : 3 * (m_ahead / 2) + 1;
    const int untilBehind = m_behind == 0 ? 0 : 3 * m_behind - 1;
    if (pattern < std::min(untilAhead, untilBehind)) return pattern + 1;
    return step > 0 ? distance + m_behind : distance + m_ahead;
}

FrameWish outwardWish(const StackPtr& stack, int index, int direction) {
    const OutwardOrder order(static_cast<int>(stack->frames.size()), index, direction);
    const auto most = static_cast<std::size_t>(stack->derived ? std::min(kNearFrames, order.count()) : order.count());
    FrameWish wish;
    wish.at = [stack, order, most](std::size_t position) -> const FrameKey* {
        if (position >= most) return nullptr;
        return &stack->frames[static_cast<std::size_t>(order.indexAt(static_cast<int>(position)))].key;
    };
    wish.positionOf = [stack, order, most](const FrameKey& key) {
        const int at = stack->indexOf(key);
        if (at < 0) return FrameWish::kNowhere;
        const auto position = static_cast<std::size_t>(order.positionOf(at));
        return position < most ? position : FrameWish::kNowhere;
    };
    return wish;
}

const std::vector<SliceGeometry>& Stack::geometry() const {
    if (m_geometryKnown) return m_geometry;
    m_geometryKnown = true;
    for (const auto& frame : frames) {
        const auto& instance = *frame.instance;
        const bool placed = instance.plane && instance.frames == 1 && instance.spacing.xMm > 0 &&
                            instance.spacing.kind == image::SpacingKind::Calibrated;
        if (!placed) {
            m_geometry.clear();
            break;
        }
        m_geometry.push_back({*instance.plane, instance.spacing.xMm, instance.spacing.yMm, instance.columns,
                              instance.rows, instance.frameOfReferenceUid});
    }
    return m_geometry;
}

StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const dicom::Study& study,
                   const dicom::Series& series) {
    auto stack = std::make_shared<Stack>();
    stack->snapshot = std::move(snapshot);
    stack->study = &study;
    stack->series = &series;
    for (const auto& instance : series.instances) {
        if (instance.status != dicom::InstanceStatus::Ok || !instance.hasPixels) continue;
        for (int frame = 0; frame < instance.frames; ++frame)
            stack->frames.push_back(StackFrame{FrameKey{instance.locator, frame}, &instance});
    }
    return stack;
}

StackPtr makeStack(std::shared_ptr<const dicom::OpenedStudies> snapshot, const QString& seriesUid) {
    if (!snapshot) return nullptr;
    const std::string wanted = toUtf8(seriesUid);
    for (const auto& study : snapshot->studies)
        for (const auto& series : study.series)
            if (series.uid == wanted) return makeStack(snapshot, study, series);
    return nullptr;
}

StackPtr makePastCaseStack(dicom::Instance instance, const QString& caption) {
    auto snapshot = std::make_shared<const dicom::OpenedStudies>(dicom::buildStudies({std::move(instance)}));
    for (const auto& study : snapshot->studies)
        for (const auto& series : study.series) {
            auto stack = std::make_shared<Stack>(*makeStack(snapshot, study, series));
            stack->foreign = true;
            stack->foreignCaption = caption;
            return stack;
        }
    return nullptr;
}

}  // namespace hilum::ui
