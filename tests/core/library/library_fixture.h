// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Cases made up for the library's tests.
#pragma once

#include <string>

#include "core/base/sha256.h"
#include "core/library/library_writer.h"

namespace hilum::test {

inline library::NewCase makeCase(int number, const std::string& text = "Left pleural effusion. No pneumothorax.") {
    library::NewCase added;
    auto& record = added.record;
    record.path = "/pictures/" + std::to_string(number) + ".png";
    record.imageHash = base::sha256Hex(std::string_view("picture " + std::to_string(number)));
    record.width = 64;
    record.height = 48;
    record.patientKey = "test:" + std::to_string(number / 2);
    record.patientName = "Test^Patient";
    record.sex = number % 2 == 0 ? "F" : "M";
    record.ageYears = 40 + number;
    record.modality = number % 3 == 0 ? "CT" : "CR";
    record.date = "2024-01-" + std::string(number % 28 < 9 ? "0" : "") + std::to_string(number % 28 + 1);
    record.studyUid = "1.2." + std::to_string(number);
    record.text = text;
    record.labels = {"Effusion"};
    added.sentences = {text.substr(0, text.find('.') + 1)};
    added.imageEmbedding = {static_cast<float>(number), 1, 0.5F};
    added.sentenceEmbeddings = {{0.25F, static_cast<float>(number), 1}};
    added.thumbnailJpeg = {0xFF, 0xD8, static_cast<std::uint8_t>(number)};
    added.concepts = {{"Pleural Effusion", 1, "left"}, {"Pneumothorax", -1, ""}};
    added.searchWords = "radiograph x-ray";
    return added;
}

constexpr const char* kPack = "aaaa";

}  // namespace hilum::test
