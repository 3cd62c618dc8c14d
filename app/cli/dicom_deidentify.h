// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum dicom deidentify PATH... --out DIR: the command around dicom/deid/deidentify.h. Called by add_dicom().
#pragma once

#include "app/cli/cli.h"

namespace hilum::app {

void addDeidentify(CLI::App& dicom, Context& context);

}  // namespace hilum::app
