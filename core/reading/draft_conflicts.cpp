// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/reading/draft_conflicts.h"

#include <algorithm>

#include "core/labels/concept_labeler.h"
#include "core/report/finding_order.h"

namespace hilum::reading {

namespace {

struct Statement {
    const report::DraftSentence* sentence = nullptr;
    bool impression = false;
    std::vector<labels::Mention> mentions;
};

std::vector<Statement> statementsOf(const report::ReportDraft& draft) {
    static const auto labeler = labels::ConceptLabeler::loadDefault();
    std::vector<Statement> statements;
    if (!labeler.ok()) return statements;
    for (const auto* list : {&draft.findings, &draft.impression})
        for (const auto& sentence : *list) {
            auto mentions = labeler->mentions(sentence.text);
            std::erase_if(mentions, [](const auto& mention) { return mention.kind != "finding"; });
            if (!mentions.empty()) statements.push_back({&sentence, list == &draft.impression, std::move(mentions)});
        }
    return statements;
}

std::string_view familyOf(const labels::Mention& mention) { return report::factsOf(mention.conceptName).family; }

bool opposite(const std::string& a, const std::string& b) {
    return (a == "left" && b == "right") || (a == "right" && b == "left");
}

// A family that is nobody's own name ("") is the concept's.
bool sameFinding(const labels::Mention& a, const labels::Mention& b) {
    return a.conceptName == b.conceptName || (!familyOf(a).empty() && familyOf(a) == familyOf(b));
}

// Is the finding named on this side (or on both) by a sentence of the findings?
bool foundOn(const std::vector<Statement>& statements, const labels::Mention& wanted) {
    for (const auto& statement : statements) {
        if (statement.impression) continue;
        for (const auto& mention : statement.mentions)
            if (mention.polarity == labels::Polarity::Positive && sameFinding(mention, wanted) &&
                !opposite(mention.side, wanted.side))
                return true;
    }
    return false;
}

void addOnce(std::vector<DraftConflict>& conflicts, DraftConflict conflict) {
    const bool known = std::any_of(conflicts.begin(), conflicts.end(), [&](const DraftConflict& other) {
        return other == conflict || (other.kind == conflict.kind && other.finding == conflict.finding &&
                                     other.first == conflict.second && other.second == conflict.first);
    });
    if (!known) conflicts.push_back(std::move(conflict));
}

void comparePair(const std::vector<Statement>& all, const Statement& a, const Statement& b,
                 std::vector<DraftConflict>& conflicts) {
    for (const auto& one : a.mentions)
        for (const auto& other : b.mentions) {
            if (!sameFinding(one, other)) continue;
            const bool denied =
                (one.polarity == labels::Polarity::Positive && other.polarity == labels::Polarity::Negated) ||
                (one.polarity == labels::Polarity::Negated && other.polarity == labels::Polarity::Positive);
            if (denied && !opposite(one.side, other.side))
                addOnce(conflicts,
                        {DraftConflict::Kind::Contradiction, a.sentence->text, b.sentence->text, one.conceptName});
            const bool sides = !a.impression && b.impression && one.polarity == labels::Polarity::Positive &&
                               other.polarity == labels::Polarity::Positive && opposite(one.side, other.side) &&
                               !foundOn(all, other);
            if (sides)
                addOnce(conflicts, {DraftConflict::Kind::Sides, a.sentence->text, b.sentence->text, one.conceptName});
        }
}

}  // namespace

std::vector<DraftConflict> draftConflicts(const report::ReportDraft& draft, const std::string& imageSide) {
    const auto statements = statementsOf(draft);
    std::vector<DraftConflict> conflicts;
    for (std::size_t i = 0; i < statements.size(); ++i)
        for (std::size_t k = i + 1; k < statements.size(); ++k)
            comparePair(statements, statements[i], statements[k], conflicts);
    const std::string side = imageSide == "L" ? "left" : imageSide == "R" ? "right" : "";
    for (const auto& statement : statements)
        for (const auto& mention : statement.mentions)
            if (!side.empty() && mention.polarity == labels::Polarity::Positive && opposite(mention.side, side))
                addOnce(conflicts, {DraftConflict::Kind::ImageSide, statement.sentence->text, "", mention.conceptName});
    return conflicts;
}

std::string conflictText(const DraftConflict& conflict) {
    const std::string first = "\"" + conflict.first + "\"", second = "\"" + conflict.second + "\"";
    switch (conflict.kind) {
        case DraftConflict::Kind::Contradiction:
            return first + " and " + second + " contradict each other (" + conflict.finding + ").";
        case DraftConflict::Kind::Sides:
            return first + " and " + second + " name different sides (" + conflict.finding + ").";
        case DraftConflict::Kind::ImageSide: break;
    }
    return first + " names the other side than the image (" + conflict.finding + ").";
}

}  // namespace hilum::reading
