// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// How quick a loaded pack is on this machine: the figures of `hilum bench encode`, taken through the session's own
// interface, for the models page. Medians in milliseconds for one item; runs until a time limit, cancellable.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::engine {

struct SessionSpeed {
    std::string pack, device;  // ModelManifest::id, deviceText()
    double pictureMs = 0;      // one picture of 1024 x 1024, reading it into the network included
    double picturesMs = 0;     // each of eight
    double textMs = 0;         // one sentence; 0 for a pack without text
    double textsMs = 0;        // each of eight
    int runs = 0;              // behind each median at least
};

base::Result<SessionSpeed> measureSpeed(EncoderSession& session, const base::JobContext& context);

}  // namespace hilum::engine
