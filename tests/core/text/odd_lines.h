// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Ten thousand lines of reports and odd Unicode from a seed: the same as tests/reference/make_tokenizers.py makes, so
// that the reference's ids can be compared by hash.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hilum::testing {

constexpr std::size_t kOddLines = 10'000;

class Chance {  // Knuth's MMIX
public:
    std::uint64_t below(std::uint64_t n) {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (m_state >> 33) % n;
    }

private:
    std::uint64_t m_state = 20261;
};

inline void appendUtf8(std::string& out, std::uint32_t c) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0U | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0U | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

inline std::vector<std::string> fixedLines() {
    return {"",
            " ",
            "  two  spaces ",
            "It's the patient's lung, isn't it?",
            "LEFT Pleural\tEffusion\n\nno PTX",
            "\u0130stanbul \u1e9e \u0391\u03a3 \ufb01nding",
            "e\u0301 vs \u00e9",
            "12 mm x 3.5 cm (T1/T2)",
            "na\u00efve caf\u00e9 \u2014 \u201cquoted\u201d \u2026",
            "\u200b\u00a0\u3000x",
            "\U0001f600 \U0001f469\u200d\u2695\ufe0f",
            "\U0001f600\U0001f600\U0001f600",
            "'",
            "x'll'd",
            "\u00bd \u2163 \u00b2",
            "\u2581left \u2581\u2581lung",
            "\u4e2d\u6587\u80f8\u90e8",
            "\u0e17\u0e23\u0e27\u0e07\u0e2d\u0e01",
            std::string(300, 'a'),
            "...!!!\?\?\?"};
}

inline std::vector<std::string> oddLines() {
    static constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 23> kRanges = {
        {{0x20, 0x7e},     {0x20, 0x7e},     {0x20, 0x7e},     {0x20, 0x7e},       {0x20, 0x7e},      {0x20, 0x7e},
         {0xa0, 0x24f},    {0x300, 0x36f},   {0x370, 0x3ff},   {0x400, 0x4ff},     {0x5d0, 0x5ea},    {0x600, 0x6ff},
         {0x900, 0x97f},   {0x1100, 0x11ff}, {0x1e00, 0x1eff}, {0x2000, 0x206f},   {0x2150, 0x218b},  {0x3040, 0x30ff},
         {0x4e00, 0x4fff}, {0xac00, 0xad00}, {0xff00, 0xffef}, {0x1d400, 0x1d4ff}, {0x1f300, 0x1f64f}}};
    static const std::string kSentences =
        "there is a small left pleural effusion with blunting of the costophrenic angle "
        "no pneumothorax or focal consolidation is seen the heart is normal in size "
        "right upper lobe nodule measuring 12 mm unchanged since the prior radiograph "
        "the lungs are clear and the mediastinal contours are unremarkable "
        "contrast enhanced magnetic resonance image of the brain shows a ring enhancing mass "
        "breast ultrasound with an oval circumscribed hypoechoic mass the patient's left breast ";
    std::vector<std::string> words;
    for (std::size_t at = 0, end = 0; (end = kSentences.find(' ', at)) != std::string::npos; at = end + 1)
        words.push_back(kSentences.substr(at, end - at));
    const auto upper = [](std::string text, std::size_t count) {
        for (std::size_t i = 0; i < std::min(count, text.size()); ++i)
            if (text[i] >= 'a' && text[i] <= 'z') text[i] = static_cast<char>(text[i] - 32);
        return text;
    };
    Chance chance;
    auto out = fixedLines();
    while (out.size() < kOddLines) {
        std::string text;
        if (chance.below(2) == 0) {
            for (std::uint64_t left = 1 + chance.below(19); left > 0; --left) {
                const bool word = chance.below(5) != 0;
                text += (text.empty() ? "" : " ");
                text += word ? words[chance.below(words.size())] : std::to_string(chance.below(1000));
            }
            switch (chance.below(4)) {
                case 0: break;
                case 1: text = upper(text, text.size()); break;
                case 2: text += "."; break;
                default: text = upper(text, 1) + "'s?";
            }
        } else {
            for (std::uint64_t left = 1 + chance.below(39); left > 0; --left) {
                const auto [low, high] = kRanges[chance.below(kRanges.size())];
                appendUtf8(text, low + static_cast<std::uint32_t>(chance.below(high - low)));
            }
        }
        out.push_back(std::move(text));
    }
    return out;
}

}  // namespace hilum::testing
