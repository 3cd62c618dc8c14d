// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// TextVectors: embeddings of texts that are asked again and again (caption banks, prompts, sentences
// without a stored vector), kept in memory and in one file for each pack under <library>/cache, so
// that a command does not embed a thousand captions to suggest ten. The file is only a cache: when it
// cannot be read or written, nothing fails. One thread.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/engine/model_api.h"

namespace hilum::reading {

class TextVectors {
public:
    TextVectors(const std::filesystem::path& libraryFolder, std::string packSha256, int dim);

    // Vectors of texts in input order; the missing ones are embedded and kept. keep: also on disk.
    base::Result<std::vector<engine::Embedding>> get(std::span<const std::string> texts,
                                                     engine::EncoderSession& session, const base::JobContext& context,
                                                     bool keep = true);
    std::size_t size() const { return m_vectors.size(); }

private:
    void read(const std::filesystem::path& file);
    void write() const;
    std::filesystem::path m_file;
    std::string m_pack;
    std::size_t m_dim;
    std::unordered_map<std::string, engine::Embedding> m_vectors;  // by sha256 of the text
};

// Mean of L2-normalised vectors, normalised again: one vector of a prompt ensemble (CLIP, 2103.00020, 3.1.4).
engine::Embedding ensemble(std::span<const engine::Embedding> vectors);
float cosine(std::span<const float> a, std::span<const float> b);

}  // namespace hilum::reading
