// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/open/report_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "dicom/file/prescan.h"
#include "dicom/file/tags.h"
#include "dicom/open/content.h"

namespace hilum::dicom {

namespace {

constexpr std::uint32_t kContentSequence = 0x0040A730, kValueType = 0x0040A040, kTextValue = 0x0040A160,
                        kConceptName = 0x0040A043, kCodeMeaning = 0x00080104;
constexpr const char* kReportClasses = "1.2.840.10008.5.1.4.1.1.88.";
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxItems = 2000;  // of one sequence
constexpr std::size_t kMaxTextBytes = 1 << 20;

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string conceptOf(const ElementSet& item) {
    const auto name = item.item(kConceptName, 0);
    return name ? lowered(name->text(kCodeMeaning)) : std::string();
}

bool statesFindings(const std::string& section) {
    static constexpr std::array kOther = {"history", "request", "reason",     "indication", "procedure",   "comparison",
                                          "person",  "device",  "provenance", "algorithm",  "draft status"};
    return std::none_of(kOther.begin(), kOther.end(),
                        [&](const char* word) { return section.find(word) != std::string::npos; });
}

void collect(const ElementSet& node, int depth, std::string& text) {
    if (depth > kMaxDepth || text.size() > kMaxTextBytes || !statesFindings(conceptOf(node))) return;
    if (node.text(kValueType) == "TEXT") {
        // What a machine suggested and nobody looked at (dicom/sr) is no report to learn from.
        if (const auto value = node.wholeText(kTextValue); !value.empty() && !value.starts_with("[UNREVIEWED] ")) {
            const char separator = text.empty() || text.back() == '\n' ? '\0' : ' ';
            if (separator != '\0') text += separator;
            text += value;
        }
    }
    for (const auto& child : node.items(kContentSequence, kMaxItems)) collect(child, depth + 1, text);
    if (node.text(kValueType) == "CONTAINER" && !text.empty() && text.back() != '\n') text += '\n';
}

}  // namespace

bool isReport(const Instance& instance) {
    return instance.isDicom && instance.status == InstanceStatus::Ok && instance.sopClass.starts_with(kReportClasses);
}

base::Result<std::string> readReportText(const Locator& locator, const base::JobContext& context) {
    return base::guarded("Reading a structured report", [&]() -> base::Result<std::string> {
        HILUM_TRY(const auto source, openLocator(locator, context));
        HILUM_TRY(const auto file, prescan(source, Reach::Header, {}, context));
        if (!file.elements.text(tags::kSopClassUid).starts_with(kReportClasses))
            return base::makeError(base::ErrorCode::InvalidInput,
                                   locator.display() + " is not a structured report; open it as an image.");
        std::string text;
        for (const auto& child : file.elements.items(kContentSequence, kMaxItems)) collect(child, 1, text);
        while (!text.empty() && text.back() == '\n') text.pop_back();
        return text;
    });
}

}  // namespace hilum::dicom
