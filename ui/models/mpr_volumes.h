// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// MprVolumes: the volumes that are being reformatted, and the frames cut from them. A cut looks like any
// other frame to FrameStore: its key names volume, orientation and options, so that scrolling, caching and
// "newest wish first" work the same way. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/image/reslice.h"
#include "ui/models/frame_store.h"
#include "ui/models/stack.h"

namespace hilum::ui {

struct MprOptions {
    image::Interpolation interpolation = image::Interpolation::Linear;
    image::SlabMode mode = image::SlabMode::Mean;
    double slabMm = 0;
    bool operator==(const MprOptions&) const = default;
};

class MprVolumes {
public:
    std::string add(image::Volume volume);  // answers its id
    void remove(const std::string& id);
    std::size_t usedBytes() const;
    bool isCut(const FrameKey& key) const { return key.locator.path == kPath; }
    base::Result<image::Image> read(const FrameKey& key) const;
    // The stack of one orientation, for a viewport; facts of patient and study come from the source.
    StackPtr stack(const std::string& id, image::Orientation orientation, const MprOptions& options,
                   const Stack& source) const;

private:
    static constexpr const char* kPath = "reformat:";
    std::shared_ptr<const image::Volume> find(const std::string& id) const;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<const image::Volume>> m_volumes;
    int m_next = 1;
};

// Frame colours as widely known: axial red, coronal green, sagittal yellow (viewer.md 3.4).
unsigned orientationColour(image::Orientation orientation);
QString orientationWord(image::Orientation orientation);

}  // namespace hilum::ui
