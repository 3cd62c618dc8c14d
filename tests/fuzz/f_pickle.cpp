// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Fuzz target: bytes of a file that torch.save wrote, either form. Tensors whose shapes lie inside their storages, or
// a sentence; nothing is ever run.
#include "core/weights/pickle/torch_archive.h"
#include "tests/fuzz/budget.h"

namespace hilum::fuzz {

namespace {

// Every byte that a shape reaches is read, so that the sanitizer sees one outside.
void readAll(const weights::ArchiveTensor& tensor) {
    require(tensor.shape.size() == tensor.strides.size(), "a stride for each extent");
    std::uint64_t last = 0, count = 1;
    for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
        require(tensor.shape[d] >= 0 && tensor.strides[d] >= 0, "sizes");
        if (tensor.shape[d] == 0) return;
        last += static_cast<std::uint64_t>(tensor.shape[d] - 1) * static_cast<std::uint64_t>(tensor.strides[d]);
        count *= static_cast<std::uint64_t>(tensor.shape[d]);
    }
    const auto width = weights::sizeBytes(tensor.type);
    require((last + 1) * width <= tensor.storage.size(), "the last value lies inside");
    require(count >= 1, "a count");
    volatile std::uint8_t sink = 0;
    for (const auto byte : tensor.storage.first((last + 1) * width)) sink = byte;
    (void)sink;
}

}  // namespace

}  // namespace hilum::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hilum;
    const fuzz::Budget budget(size);
    const auto archive = weights::TorchArchive::read({data, data + size});
    if (archive.ok()) {
        for (const auto& tensor : (*archive)->tensors()) fuzz::readAll(tensor);
    } else {
        fuzz::requireTyped(archive.error());
    }
    budget.check();
    return 0;
}
