// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// A pack's card in words: what it is, its licence and sources, what it reads, how it was measured and where it must
// not be trusted. Rich text for one label; everything of the pack's own is escaped.
#pragma once

#include <QString>

#include "core/engine/session_speed.h"
#include "core/packs/model_manifest.h"

namespace hilum::ui {

QString packCard(const packs::ModelManifest& pack);
// "One picture 5.1 ms, each of eight 4.2 ms; one sentence 2.0 ms, each of eight 0.9 ms (cpu bf16, median of 11)"
QString speedText(const engine::SessionSpeed& speed);

}  // namespace hilum::ui
