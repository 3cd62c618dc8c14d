// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/report/study_facts.h"

#include <cmath>
#include <cstdint>

#include "core/report/markup.h"

namespace hilum::report {

const char* quantityName(MeasuredValue::Quantity quantity) {
    switch (quantity) {
        case MeasuredValue::Quantity::Length: return "Length";
        case MeasuredValue::Quantity::Angle: return "Angle";
        case MeasuredValue::Quantity::CobbAngle: return "Cobb angle";
        case MeasuredValue::Quantity::Area: return "Area";
        case MeasuredValue::Quantity::Mean: return "Mean";
        case MeasuredValue::Quantity::Deviation: return "Standard deviation";
        case MeasuredValue::Quantity::Least: return "Minimum";
        case MeasuredValue::Quantity::Most: return "Maximum";
    }
    return "";
}

std::string decimalText(double value) {
    constexpr double kLargest = 1e10;  // with three decimals and a sign still 16 characters
    constexpr int kThousandths = 1000;
    if (!std::isfinite(value)) return "0";
    const double bounded = std::min(std::max(value, -kLargest), kLargest);
    const auto thousandths = static_cast<std::int64_t>(std::llround(bounded * kThousandths));
    const std::int64_t whole = std::abs(thousandths) / kThousandths, part = std::abs(thousandths) % kThousandths;
    std::string text = (thousandths < 0 ? "-" : "") + std::to_string(whole);
    if (part != 0) {
        const std::string digits = std::to_string(part + kThousandths).substr(1);
        text += "." + digits.substr(0, digits.find_last_not_of('0') + 1);
    }
    return text;
}

std::vector<std::string> notices(const ReportDraft& draft, const StudyFacts& facts) {
    std::vector<std::string> lines = {std::string(kDraftWord) + ". " + kResearchLine + "."};
    const int open = draft.unreviewed();
    if (open > 0)
        lines.push_back(std::to_string(open) + (open == 1 ? " sentence has" : " sentences have") +
                        " not been reviewed by a person and " + (open == 1 ? "is" : "are") + " marked [UNREVIEWED].");
    if (facts.madeUpUids)
        lines.emplace_back(
            "The image came as a picture file without a DICOM header: the UIDs of this report were made up from the "
            "picture's place and name no object of an archive.");
    if (draft.outsideTraining) lines.emplace_back("The image lies outside what the model pack was trained on.");
    if (const auto pack = packLine(draft); !pack.empty()) lines.push_back("Model pack: " + pack);
    return lines;
}

std::string markedText(const DraftSentence& sentence) {
    const std::string text = cleanUtf8(sentence.text);
    return sentence.review == Review::Unreviewed ? "[UNREVIEWED] " + text : text;
}

}  // namespace hilum::report
