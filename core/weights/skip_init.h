// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// SkipInit: within its scope new modules do not draw their random initial values, because weights are about to take
// their place. Drawing 196 million of them takes longer than reading the file, and touches twice its memory. Values
// are undefined until they are loaded. This thread only.
#pragma once

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace hilum::weights {

class SkipInit {
public:
    SkipInit();

private:
    c10::impl::IncludeDispatchKeyGuard m_guard;
};

}  // namespace hilum::weights
