// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// PairDataset: pictures and what may be said of them, from the sources of a training configuration.
// Pictures are decoded once into memory (8-bit grey, letterboxed at trainSize). Texts are made at
// sampling time: the report, one of its sentences, a prompt from a fact, a negation, a modality.
// Deterministic: the same seed gives the same split and the same samples. Errors: those of the CSV
// reader; InvalidInput when a source has no usable row. Pictures that cannot be read are counted.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/image/image.h"
#include "core/train/claims.h"
#include "core/train/config.h"

namespace hilum::train {

using ImageReader = std::function<base::Result<image::Raster>(const std::string& path)>;

struct Region {
    std::string phrase;
    Claims claims;
    std::vector<std::uint8_t> mask;  // [trainSize, trainSize], 0 or 255, letterboxed like the picture
};

struct Example {
    int source = 0;
    std::string path;
    std::string group;                   // stays on one side of the split
    std::string report;                  // "" when only labels are known
    std::vector<std::string> sentences;  // of the report, those with a claim
    std::vector<std::string> labels;     // canonical
    Facts facts;
    std::vector<Region> regions;
    std::vector<std::uint8_t> pixels;  // [trainSize, trainSize]
    bool validation = false;
};

struct TextSample {
    std::string text;
    Claims claims;
};

// A sentence of a caption bank. A picture of another modality refutes it whatever it claims.
struct Caption {
    TextSample sample;
    std::vector<std::string> modalities;  // empty = any
    Truth judge(const Facts& facts) const;
};

// Splitmix-based helper over a standard engine: the same numbers with every standard library.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}
    double unit() { return static_cast<double>(m_engine() >> 11) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * unit(); }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(unit() * static_cast<double>(count)); }
    bool chance(double probability) { return unit() < probability; }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::mt19937_64 m_engine;
};

class PairDataset {
public:
    static base::Result<PairDataset> load(const TrainConfig& config, const labels::ConceptLabeler& labeler,
                                          const ImageReader& readImage, const base::JobContext& context);

    const std::vector<Example>& examples() const { return m_examples; }
    const std::vector<std::size_t>& training() const { return m_training; }  // indices
    const std::vector<std::size_t>& validation() const { return m_validation; }
    std::size_t unreadable() const { return m_unreadable; }

    TextSample sampleText(const Example& example, Random& random) const;
    // A prompt that names a finding of this picture with its side; an empty text when no side is known.
    TextSample sampleSided(const Example& example, Random& random) const;
    // A training picture of the same modality that shares a stated concept with this one (MedCLIP's decoupling); the
    // picture itself where there is none.
    const Example& partnerOf(const Example& example, Random& random) const;
    // Captions of the banks of a source (those with a claim the labeler knows).
    const std::vector<Caption>& captions(int source) const { return m_captions[static_cast<std::size_t>(source)]; }
    // The words of a concept ("glioma"), with side and zone when known.
    std::string wording(const labels::Mention& mention, Random& random, bool alwaysSided = false) const;
    // Indices of a batch, drawn so that sources appear by their weights; epoch-free, from (seed, step).
    std::vector<std::size_t> sampleBatch(std::uint64_t step, std::size_t count) const;

private:
    const TrainConfig* m_config = nullptr;
    const labels::ConceptLabeler* m_labeler = nullptr;
    std::vector<Example> m_examples;
    std::vector<std::size_t> m_training, m_validation;
    std::vector<std::vector<std::size_t>> m_trainingBySource;
    std::vector<std::vector<Caption>> m_captions;                 // by source
    std::map<std::string, std::vector<std::size_t>> m_byConcept;  // modality/concept -> training pictures
    std::size_t m_unreadable = 0;
};

// "left" <-> "right" in a text, for mirrored pictures.
std::string sidesSwapped(const std::string& text);
Claims sidesSwapped(Claims claims);

}  // namespace hilum::train
