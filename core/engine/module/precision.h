// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Which number format a pack runs in, and what a format has to show before it is used: cosines to fp32 of at least
// 0.9999 (bf16, fp16) or 0.999 (int8), and for int8 the same ten nearest phrases for each probe picture. Internal to
// the engine module.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/model_api.h"
#include "core/nn/layers/number_format.h"

namespace hilum::engine {

enum class Precision { Fp32, Bf16, Fp16, Int8 };

const char* name(Precision precision);  // "bf16", as --precision takes it
nn::NumberFormat numberFormat(Precision precision);
double leastCosine(Precision precision);

// What `asked` ("auto", "fp32", ...) may mean here, best first. auto takes what this processor multiplies quickest.
// Errors: Unsupported (not on this device), InvalidInput (no such word).
base::Result<std::vector<Precision>> precisionsFor(const std::string& asked, bool cuda);

// Vectors of fixed pictures and phrases; texts are empty for a pack that reads pictures only.
struct Probes {
    std::vector<Embedding> pictures, texts;
};
std::vector<image::Raster> probePictures(int size);
const std::vector<std::string>& probeTexts();

struct ProbeVerdict {
    double cosine = 1;        // the smallest between the two
    bool sameNearest = true;  // the ten nearest phrases of each picture; ties within kTie do not count
};
ProbeVerdict compare(const Probes& reference, const Probes& other);
constexpr float kTie = 1e-3F;

}  // namespace hilum::engine
