// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/report/report_words.h"

#include <QCoreApplication>
#include <cmath>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(hilum::ui::Report)
};

// "bank:chest-radiograph.txt" -> "chest-radiograph"
QString bankName(const std::string& source) {
    QString name = fromUtf8(source);
    if (name.startsWith(QLatin1String("bank:"))) name = name.mid(5);
    if (name.endsWith(QLatin1String(".txt"))) name.chop(4);
    return name;
}

}  // namespace

QString sourceChip(const report::DraftSentence& sentence) {
    switch (sentence.origin) {
        case report::Origin::Person: return Tr::tr("Typed");
        case report::Origin::CaptionBank:
            if (sentence.source.starts_with("template:"))
                return Tr::tr("Template: %1").arg(fromUtf8(sentence.source.substr(9)));
            if (sentence.source.starts_with("macro:"))
                return Tr::tr("Macro: %1").arg(fromUtf8(sentence.source.substr(6)));
            return Tr::tr("Bank: %1").arg(bankName(sentence.source));
        case report::Origin::PastCase:
            return sentence.caseId > 0 ? Tr::tr("Past case %1").arg(sentence.caseId) : Tr::tr("Past case");
        case report::Origin::Model: return Tr::tr("Model: %1").arg(fromUtf8(sentence.source));
    }
    return {};
}

QString reviewWord(const report::DraftSentence& sentence) {
    if (sentence.review == report::Review::Unreviewed) return Tr::tr("Unreviewed");
    if (sentence.origin == report::Origin::Person) return Tr::tr("Typed");
    return sentence.review == report::Review::Edited ? Tr::tr("Edited") : Tr::tr("Accepted");
}

QString scoreText(const report::DraftSentence& sentence) {
    const bool standing = sentence.source.starts_with("template:") || sentence.source.starts_with("macro:");
    const bool known = sentence.origin != report::Origin::Person && !standing && std::isfinite(sentence.score);
    return known ? QString::number(static_cast<double>(sentence.score), 'f', 2) : QStringLiteral("\u2013");
}

QString unreviewedWarning(int unreviewed) {
    return unreviewed == 1 ? Tr::tr("One sentence has not been reviewed by a person.")
                           : Tr::tr("%1 sentences have not been reviewed by a person.").arg(unreviewed);
}

}  // namespace hilum::ui
