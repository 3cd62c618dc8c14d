// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TorchArchive: the tensors of a file that torch.save wrote, as names, shapes and bytes: the ZIP form (torch 1.6 and
// later; stored entries NAME/data.pkl, NAME/data/KEY) and the legacy form (five pickles, then the storages). Reading
// runs nothing; every offset, shape and stride is checked against its storage. No torch here.
// Errors: ModelMismatch (neither form, TorchScript, big-endian, compressed, or what readPickle() refuses).
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "core/base/job_context.h"
#include "core/weights/pickle/pickle_machine.h"

namespace hilum::weights {

struct ArchiveTensor {
    std::string name;  // dotted, as in the state dict
    DType type = DType::F32;
    std::vector<std::int64_t> shape, strides;  // in elements
    std::span<const std::uint8_t> storage;     // from the tensor's first element on; lies in the archive
};

class TorchArchive {
public:
    static base::Result<std::shared_ptr<const TorchArchive>> open(const std::filesystem::path& path,
                                                                  const base::JobContext& context = {});
    // The same from memory; the bytes are taken over.
    static base::Result<std::shared_ptr<const TorchArchive>> read(std::vector<std::uint8_t> bytes);
    // The first bytes of a file tell: a ZIP or a pickle.
    static bool looksLikeOne(std::span<const std::uint8_t> head);

    const std::vector<ArchiveTensor>& tensors() const { return m_tensors; }

private:
    base::Status readZip();
    base::Status readLegacy();
    base::Status takeTensors(const Pickle& pickle);
    base::Status takeTensor(const Pickle& pickle, const std::string& name, const PickleValue& tensor);

    std::vector<std::uint8_t> m_bytes;
    std::map<std::string, std::span<const std::uint8_t>, std::less<>> m_storages;  // by key
    std::vector<ArchiveTensor> m_tensors;
};

}  // namespace hilum::weights
