// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// The report of a simulated chest CT: findings of ct_anatomy.h in several wordings, denials, unsure phrases.
#pragma once

#include <vector>

#include "core/phantom/ct_anatomy.h"
#include "core/phantom/stack_study.h"

namespace hilum::phantom {

void describeCtFinding(const CtFinding& finding, StackFinding& out);
void writeCtReport(StackStudy& study, const std::vector<CtFinding>& findings, const PhantomOptions& options);

}  // namespace hilum::phantom
