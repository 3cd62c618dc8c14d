// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/nn/layers/word_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HILUM_WORD_KERNELS 1
#include <immintrin.h>
#endif

namespace hilum::nn {

#if defined(HILUM_WORD_KERNELS)

bool hasPackedProducts(NumberFormat format) {
    __builtin_cpu_init();
    if (!(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")))
        return false;
    if (format == NumberFormat::Bf16) return __builtin_cpu_supports("avx512bf16") != 0;
    return format == NumberFormat::Fp32 || __builtin_cpu_supports("avx512vnni") != 0;
}

namespace words {

#define HILUM_INLINE inline __attribute__((always_inline))

// GCC 12 warns of its own intrinsics, whose unmasked forms pass an undefined vector that no lane takes.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-vector-width=512")
namespace fp32 {
using Sum = __m512;
HILUM_INLINE Sum zero() { return _mm512_setzero_ps(); }
HILUM_INLINE Sum dot(Sum sum, __m512i a, __m512i b) {
    return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum);
}
HILUM_INLINE void store(std::uint32_t* to, Sum sum) { _mm512_storeu_ps(to, sum); }
#include "core/nn/layers/word_tile.inc"
}  // namespace fp32
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx512bf16,avx2,fma,prefer-vector-width=512")
namespace bf16 {
using Sum = __m512;
HILUM_INLINE Sum zero() { return _mm512_setzero_ps(); }
HILUM_INLINE Sum dot(Sum sum, __m512i a, __m512i b) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
}
HILUM_INLINE void store(std::uint32_t* to, Sum sum) { _mm512_storeu_ps(to, sum); }
#include "core/nn/layers/word_tile.inc"

// 16 values, rounded to nearest even; what is not a number stays so.
HILUM_INLINE __m512i bits(__m512 x) { return _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(x))); }

void row(const float* x, std::int64_t count, float factor, std::uint32_t* out) {
    const __m512 by = _mm512_set1_ps(factor);
    auto* half = reinterpret_cast<std::uint16_t*>(out);
    for (std::int64_t i = 0; i < count; i += 16) {
        const auto mask = static_cast<__mmask16>(count - i >= 16 ? 0xFFFFU : (1U << (count - i)) - 1U);
        const __m512 value = _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + i), by);
        const auto whole = static_cast<__mmask16>(mask | (mask << 1U));  // an odd last value brings its zero along
        _mm256_mask_storeu_epi16(half + i, whole, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(value)));
    }
}

void pair(const float* first, const float* second, std::int64_t count, std::uint32_t* out) {
    for (std::int64_t i = 0; i < count; i += 16) {
        const auto mask = static_cast<__mmask16>(count - i >= 16 ? 0xFFFFU : (1U << (count - i)) - 1U);
        const __m512i low = bits(_mm512_maskz_loadu_ps(mask, first + i));
        const __m512i high = second != nullptr ? bits(_mm512_maskz_loadu_ps(mask, second + i)) : _mm512_setzero_si512();
        _mm512_mask_storeu_epi32(out + i, mask, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
}
}  // namespace bf16
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx512vnni,avx2,fma,prefer-vector-width=512")
namespace int8 {
using Sum = __m512i;
HILUM_INLINE Sum zero() { return _mm512_setzero_si512(); }
HILUM_INLINE Sum dot(Sum sum, __m512i a, __m512i b) { return _mm512_dpbusd_epi32(sum, a, b); }
HILUM_INLINE void store(std::uint32_t* to, Sum sum) { _mm512_storeu_si512(to, sum); }
#include "core/nn/layers/word_tile.inc"
}  // namespace int8
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,prefer-vector-width=512")

namespace {

HILUM_INLINE __mmask16 firstLanes(std::int64_t count) {
    return static_cast<__mmask16>(count >= 16 ? 0xFFFFU : (1U << count) - 1U);
}

// Cephes' expf: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2]; relative error 2e-7. Not a number stays so.
HILUM_INLINE __m512 exponential(__m512 x) {
    x = _mm512_max_ps(_mm512_set1_ps(-87.3F), _mm512_min_ps(_mm512_set1_ps(88.3F), x));
    const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504F)), 8);
    __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375F), x);
    r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4F), r);
    __m512 p = _mm512_set1_ps(1.9875691500e-4F);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.3981999507e-3F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(8.3334519073e-3F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(4.1665795894e-2F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.6666665459e-1F));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.0000001201e-1F));
    p = _mm512_fmadd_ps(p, _mm512_mul_ps(r, r), _mm512_add_ps(r, _mm512_set1_ps(1.0F)));
    return _mm512_scalef_ps(p, n);
}

// 1 / x within 2^-23: an estimate and one Newton step.
HILUM_INLINE __m512 reciprocal(__m512 x) {
    const __m512 y = _mm512_rcp14_ps(x);
    return _mm512_mul_ps(y, _mm512_fnmadd_ps(x, y, _mm512_set1_ps(2.0F)));
}

// x Phi(x) with the complementary error function of Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7).
HILUM_INLINE __m512 gelu(__m512 x) {
    const __m512 z = _mm512_mul_ps(_mm512_abs_ps(x), _mm512_set1_ps(0.70710678F));
    const __m512 t = reciprocal(_mm512_fmadd_ps(z, _mm512_set1_ps(0.3275911F), _mm512_set1_ps(1.0F)));
    __m512 p = _mm512_set1_ps(0.5F * 1.061405429F);
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(0.5F * -1.453152027F));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(0.5F * 1.421413741F));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(0.5F * -0.284496736F));
    p = _mm512_fmadd_ps(p, t, _mm512_set1_ps(0.5F * 0.254829592F));
    const __m512 tail = _mm512_mul_ps(_mm512_mul_ps(p, t), exponential(_mm512_fnmadd_ps(z, z, _mm512_setzero_ps())));
    const __mmask16 negative = _mm512_movepi32_mask(_mm512_castps_si512(x));
    const __m512 phi = _mm512_mask_mov_ps(_mm512_sub_ps(_mm512_set1_ps(1.0F), tail), negative, tail);
    return _mm512_mul_ps(x, phi);
}

HILUM_INLINE __m512 quickGelu(__m512 x) {
    const __m512 e = exponential(_mm512_mul_ps(x, _mm512_set1_ps(-1.702F)));
    return _mm512_mul_ps(x, reciprocal(_mm512_add_ps(e, _mm512_set1_ps(1.0F))));
}

HILUM_INLINE __m512 activated(__m512 x, Activation activation) {
    const __m512 zero = _mm512_setzero_ps();
    switch (activation) {
        case Activation::Gelu: return gelu(x);
        case Activation::QuickGelu: return quickGelu(x);
        case Activation::Relu: return _mm512_max_ps(zero, x);
        case Activation::Relu6: return _mm512_min_ps(_mm512_set1_ps(6.0F), _mm512_max_ps(zero, x));
        case Activation::None: break;
    }
    return x;
}

HILUM_INLINE __m512 dequantised(const std::uint32_t* sums, const TileEnd& end, int row, int column) {
    const __m512i zero = _mm512_set1_epi32(end.rowZero[row]);
    const __m512i part = _mm512_mullo_epi32(zero, _mm512_loadu_si512(end.columnSum + column));
    const __m512 value = _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_loadu_si512(sums), part));
    const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(end.rowScale[row]), _mm512_loadu_ps(end.columnScale + column));
    return _mm512_mul_ps(value, scale);
}

}  // namespace

void endTile(std::uint32_t* sums, const TileEnd& end) {
    for (int row = 0; row < end.rows; ++row) {
        std::uint32_t* line = sums + row * kPanelColumns;
        for (int column = 0; column < end.columns; column += 16) {
            const __mmask16 mask = firstLanes(end.columns - column);
            __m512 x =
                end.rowScale != nullptr ? dequantised(line + column, end, row, column) : _mm512_loadu_ps(line + column);
            if (end.bias != nullptr) x = _mm512_add_ps(x, _mm512_loadu_ps(end.bias + column));
            x = activated(x, end.activation);
            if (end.to == nullptr) {
                _mm512_storeu_ps(line + column, x);
                continue;
            }
            const std::int64_t at = row * end.stride + column;
            if (end.residual != nullptr) x = _mm512_add_ps(x, _mm512_maskz_loadu_ps(mask, end.residual + at));
            _mm512_mask_storeu_ps(end.to + at, mask, x);
        }
        if (end.to == nullptr)
            rowToWords(end.wordFormat, reinterpret_cast<const float*>(line), end.columns, 1.0F,
                       end.words + row * end.wordStride);
    }
}

void rowToWords(NumberFormat format, const float* x, std::int64_t count, float factor, std::uint32_t* out) {
    if (format == NumberFormat::Bf16) return bf16::row(x, count, factor, out);
    const __m512 by = _mm512_set1_ps(factor);
    for (std::int64_t i = 0; i < count; i += 16) {
        const __mmask16 mask = firstLanes(count - i);
        _mm512_mask_storeu_ps(out + i, mask, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, x + i), by));
    }
}

void pairRows(NumberFormat format, const float* first, const float* second, std::int64_t count, std::uint32_t* out) {
    if (format == NumberFormat::Bf16) return bf16::pair(first, second, count, out);
    for (std::int64_t i = 0; i < count; i += 16) {
        const __mmask16 mask = firstLanes(count - i);
        _mm512_mask_storeu_ps(out + i, mask, _mm512_maskz_loadu_ps(mask, first + i));
    }
}

void quantiseRow(const float* x, std::int64_t count, std::uint32_t* out, float& scale, std::int32_t& zero) {
    __m512 low = _mm512_setzero_ps(), high = _mm512_setzero_ps(), broken = _mm512_setzero_ps();
    for (std::int64_t i = 0; i < count; i += 16) {
        const __m512 v = _mm512_maskz_loadu_ps(firstLanes(count - i), x + i);
        low = _mm512_min_ps(low, v);
        high = _mm512_max_ps(high, v);
        broken = _mm512_fmadd_ps(v, _mm512_setzero_ps(), broken);  // not a number where v is none or infinite
    }
    const float least = _mm512_reduce_min_ps(low);
    const float range = _mm512_reduce_max_ps(high) - least;
    const float step = range > 0 ? range / 255.0F : 1.0F;
    const float origin = -least / step;
    zero = static_cast<std::int32_t>(origin + 0.5F);
    scale = step + _mm512_reduce_add_ps(broken);
    const __m512 by = _mm512_set1_ps(1.0F / step);
    const __m512i offset = _mm512_set1_epi32(zero);
    auto* bytes = reinterpret_cast<std::uint8_t*>(out);
    const std::int64_t padded = (count + 3) / 4 * 4;
    for (std::int64_t i = 0; i < padded; i += 16) {
        const __m512 v = _mm512_maskz_loadu_ps(firstLanes(count - i > 0 ? count - i : 0), x + i);
        const __m512i q = _mm512_add_epi32(_mm512_cvtps_epi32(_mm512_mul_ps(v, by)), offset);
        const __m512i clamped = _mm512_max_epi32(_mm512_setzero_si512(), q);
        _mm512_mask_cvtusepi32_storeu_epi8(bytes + i, firstLanes(padded - i), clamped);
    }
}

void normRow(const RowNorm& norm, const float* x, std::int64_t count, float* y) {
    __m512 sum = _mm512_setzero_ps();
    for (std::int64_t i = 0; i < count; i += 16)
        sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(firstLanes(count - i), x + i));
    const float mean = _mm512_reduce_add_ps(sum) / static_cast<float>(count);
    const __m512 middle = _mm512_set1_ps(mean);
    __m512 square = _mm512_setzero_ps();
    for (std::int64_t i = 0; i < count; i += 16) {
        const __mmask16 mask = firstLanes(count - i);
        const __m512 d = _mm512_maskz_sub_ps(mask, _mm512_maskz_loadu_ps(mask, x + i), middle);
        square = _mm512_fmadd_ps(d, d, square);
    }
    const float variance = _mm512_reduce_add_ps(square) / static_cast<float>(count);
    const __m512 by = _mm512_set1_ps(1.0F / __builtin_sqrtf(variance + norm.eps));
    for (std::int64_t i = 0; i < count; i += 16) {
        const __mmask16 mask = firstLanes(count - i);
        const __m512 d = _mm512_mul_ps(_mm512_sub_ps(_mm512_maskz_loadu_ps(mask, x + i), middle), by);
        const __m512 value =
            _mm512_fmadd_ps(d, _mm512_maskz_loadu_ps(mask, norm.gain + i), _mm512_maskz_loadu_ps(mask, norm.shift + i));
        _mm512_mask_storeu_ps(y + i, mask, value);
    }
}

float softmaxRow(float* row, std::int64_t count, std::int64_t padded, const std::uint8_t* keys) {
    const __m512 least = _mm512_set1_ps(-3.0e38F);
    __m512 largest = least;
    const auto wanted = [&](std::int64_t i) -> __mmask16 {
        const __mmask16 inside = i < count ? firstLanes(count - i) : static_cast<__mmask16>(0);
        if (keys == nullptr) return inside;
        const __m512i key = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(inside, keys + i));
        return _mm512_mask_test_epi32_mask(inside, key, key);
    };
    for (std::int64_t i = 0; i < count; i += 16)
        largest = _mm512_max_ps(largest, _mm512_mask_loadu_ps(least, wanted(i), row + i));
    const __m512 top = _mm512_set1_ps(_mm512_reduce_max_ps(largest));
    __m512 sum = _mm512_setzero_ps();
    for (std::int64_t i = 0; i < padded; i += 16) {
        const __m512 e = _mm512_maskz_mov_ps(wanted(i), exponential(_mm512_sub_ps(_mm512_loadu_ps(row + i), top)));
        _mm512_storeu_ps(row + i, e);
        sum = _mm512_add_ps(sum, e);
    }
    return _mm512_reduce_add_ps(sum);
}

#pragma GCC pop_options

Tile tileOf(NumberFormat format, int rows, bool narrow) {
    switch (format) {
        case NumberFormat::Bf16: return narrow ? bf16::tileWith<1>(rows) : bf16::tileWith<2>(rows);
        case NumberFormat::Int8: return narrow ? int8::tileWith<1>(rows) : int8::tileWith<2>(rows);
        case NumberFormat::Fp32: break;
    }
    return narrow ? fp32::tileWith<1>(rows) : fp32::tileWith<2>(rows);
}

}  // namespace words

#else  // another processor or compiler: hasPackedProducts() says no, and nothing below is called

bool hasPackedProducts(NumberFormat) { return false; }

namespace words {
Tile tileOf(NumberFormat, int, bool) { return nullptr; }
void endTile(std::uint32_t*, const TileEnd&) {}
void rowToWords(NumberFormat, const float*, std::int64_t, float, std::uint32_t*) {}
void pairRows(NumberFormat, const float*, const float*, std::int64_t, std::uint32_t*) {}
void quantiseRow(const float*, std::int64_t, std::uint32_t*, float&, std::int32_t&) {}
void normRow(const RowNorm&, const float*, std::int64_t, float*) {}
float softmaxRow(float*, std::int64_t, std::int64_t, const std::uint8_t*) { return 0; }
}  // namespace words

#endif

}  // namespace hilum::nn
