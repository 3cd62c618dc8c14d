// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The trainer: loop only. Data, losses, validation, checkpoints and the pack are other files.
// `hilum train` reaches it through the engine module.
#pragma once

#include <functional>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/train/pair_dataset.h"

namespace hilum::train {

// One JSON object a call: {"event":"data"|"step"|"validation"|"checkpoint", ...}.
using LineSink = std::function<void(const std::string& jsonLine)>;

// Runs the configuration; resume continues from out/checkpoint.safetensors when there is one. A stop
// request leaves a checkpoint and answers Cancelled. Answers {"checkpoint","metrics","pack","steps"}.
base::Result<std::string> runTraining(const std::filesystem::path& config, bool resume, const ImageReader& readImage,
                                      const LineSink& line, const base::JobContext& context);

}  // namespace hilum::train
