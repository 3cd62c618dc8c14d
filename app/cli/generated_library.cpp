// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "app/cli/generated_library.h"

#include <algorithm>
#include <random>

#include "core/library/library_writer.h"

namespace hilum::app {

namespace {

constexpr int kBatch = 500;

library::NewCase generatedCase(int number, int dim, std::mt19937& random) {
    library::NewCase made;
    auto& record = made.record;
    const std::string digits = std::to_string(number);
    record.path = "bench/image" + digits + ".dcm";
    record.imageHash = std::string(64 - digits.size(), '0') + digits;
    record.width = record.height = 1024;
    record.patientKey = "bench:" + std::to_string(number / 3);
    record.sex = number % 2 == 0 ? "F" : "M";
    record.ageYears = 20 + number % 70;
    record.modality = number % 4 == 0 ? "CT" : "CR";
    record.date = "2024-0" + std::to_string(1 + number % 9) + "-15";
    record.text = "Heart size is normal. Small left pleural effusion, unchanged, number " + digits + ".";
    made.sentences = {"Heart size is normal.", "Small left pleural effusion, unchanged, number " + digits + "."};
    std::normal_distribution<float> gauss;
    const auto vector = [&] {
        std::vector<float> values(static_cast<std::size_t>(dim));
        for (auto& value : values) value = gauss(random);
        return values;
    };
    made.imageEmbedding = vector();
    for (std::size_t i = 0; i < made.sentences.size(); ++i) made.sentenceEmbeddings.push_back(vector());
    return made;
}

}  // namespace

base::Status fillLibrary(const std::filesystem::path& folder, const GeneratedLibrary& options,
                         const base::JobContext& job) {
    HILUM_TRY(const auto writer, library::LibraryWriter::open(folder));
    std::mt19937 random(1);
    for (int first = 0; first < options.cases; first += kBatch) {
        if (job.stopRequested()) return base::cancelled();
        std::vector<library::NewCase> cases;
        for (int number = first; number < std::min(first + kBatch, options.cases); ++number)
            cases.push_back(generatedCase(number, options.dim, random));
        HILUM_TRY(const auto ids, writer->addCases(std::move(cases), options.packSha256, options.packId).get());
        job.progress(first + static_cast<int>(ids.size()), options.cases, base::Stage::Writing);
    }
    return base::okStatus();
}

}  // namespace hilum::app
