// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: bytes of a safetensors file. Tensors that fill the file without holes, or a sentence.
#include "core/weights/safetensors.h"
#include "tests/fuzz/budget.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    const fuzz::Budget budget(size);
    const auto layout = weights::parseSafetensors(fuzz::Input(data, size), size);
    if (!layout.ok()) {
        fuzz::requireTyped(layout.error());
        budget.check();
        return 0;
    }
    std::uint64_t at = 0;
    for (const auto& tensor : layout->tensors) {
        fuzz::require(tensor.begin == at && tensor.end >= tensor.begin, "tensors follow one another");
        std::uint64_t bytes = weights::sizeBytes(tensor.type);
        for (const auto extent : tensor.shape) {
            fuzz::require(extent >= 0, "an extent is a size");
            fuzz::require(!__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes),
                          "it fits 64 bits");
        }
        fuzz::require(bytes == tensor.end - tensor.begin, "a shape has its bytes");
        at = tensor.end;
    }
    fuzz::require(layout->dataStart + at == size, "they end with the file");
    budget.check();
    return 0;
}
