// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// One lane is 16 channels: a cache line, one AVX-512 register or two AVX2 ones. The inner loops are
// compiled for each kind of processor and chosen once at run time.
#include "core/nn/layers/depthwise_kernel.h"

#include <ATen/Parallel.h>

#include <algorithm>

#define HILUM_INLINE inline __attribute__((always_inline))

namespace hilum::nn {

namespace {

constexpr int kTile = 7;                         // output pixels that share each weight they load
constexpr std::int64_t kCacheBytes = 24 * 1024;  // what a task's input rows may take of the first cache

struct Task {
    std::int64_t firstRow, lastRow;  // output rows
    const float* in;                 // of the picture, at the lane's first channel
    const float* weight;             // the lane's k * k vectors
    const float* bias;
    float* out;
};

using Run = void (*)(const DepthwiseShape&, const Task&);

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
#include "core/nn/layers/depthwise_rows.inc"
}
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-vector-width=512")
namespace avx512 {
#include "core/nn/layers/depthwise_rows.inc"
}
#pragma GCC pop_options
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"  // everything is inlined: no lane is passed between functions
namespace plain {
#include "core/nn/layers/depthwise_rows.inc"
}
#pragma GCC diagnostic pop

Run chooseRun() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw"))
        return avx512::run;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2::run;
#endif
    return plain::run;
}

}  // namespace

bool depthwiseFits(const DepthwiseShape& s) {
    return s.channels % kDepthwiseLane == 0 && (s.kernel == 3 || s.kernel == 5) && (s.stride == 1 || s.stride == 2) &&
           s.padLeft < s.kernel && s.padTop < s.kernel;
}

std::vector<float> packDepthwise(const float* weight, std::int64_t channels, std::int64_t kernel) {
    const std::int64_t taps = kernel * kernel;
    std::vector<float> packed(static_cast<std::size_t>(channels * taps));
    for (std::int64_t c = 0; c < channels; ++c)
        for (std::int64_t tap = 0; tap < taps; ++tap)
            packed[static_cast<std::size_t>(((c / kDepthwiseLane) * taps + tap) * kDepthwiseLane +
                                            c % kDepthwiseLane)] = weight[c * taps + tap];
    return packed;
}

void depthwise(const DepthwiseShape& s, const float* in, const float* packed, const float* bias, float* out) {
    static const Run run = chooseRun();
    const std::int64_t lanes = s.channels / kDepthwiseLane;
    const std::int64_t lineBytes = s.width * kDepthwiseLane * static_cast<std::int64_t>(sizeof(float));
    const std::int64_t perTask = std::clamp<std::int64_t>(kCacheBytes / (lineBytes * s.stride), 1, s.outHeight);
    const std::int64_t bands = (s.outHeight + perTask - 1) / perTask;
    // Lanes of one band are neighbours in the order, so that a thread stays on the same rows of memory.
    at::parallel_for(0, s.batch * bands * lanes, 4, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t lane = i % lanes;
            const std::int64_t band = (i / lanes) % bands;
            const std::int64_t n = i / (lanes * bands);
            const std::int64_t channel = lane * kDepthwiseLane;
            const Task task{band * perTask,
                            std::min(s.outHeight, (band + 1) * perTask),
                            in + n * s.height * s.width * s.channels + channel,
                            packed + channel * s.kernel * s.kernel,
                            bias + channel,
                            out + n * s.outHeight * s.outWidth * s.channels + channel};
            run(s, task);
        }
    });
}

}  // namespace hilum::nn
