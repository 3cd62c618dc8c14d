// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "ui/packs/pack_card.h"

#include <QCoreApplication>

#include "ui/common/text.h"

namespace hilum::ui {

namespace {

constexpr int kDeepest = 3;  // of metrics within metrics

QString words(const char* text) { return QCoreApplication::translate("packs", text); }

QString escaped(const std::string& text) { return fromUtf8(text).toHtmlEscaped(); }

QString row(const QString& name, const QString& value) {
    if (value.isEmpty()) return {};
    return QStringLiteral("<tr><td style='padding-right:12px'>%1</td><td>%2</td></tr>").arg(name, value);
}

// A number, a text, or an object as "name value, name value"; lists of numbers are not for reading.
QString plain(const nlohmann::json& value, int depth = 0) {
    if (value.is_string()) return escaped(value.get<std::string>());
    if (value.is_boolean()) return value.get<bool>() ? words("yes") : words("no");
    if (value.is_number_integer()) return QString::number(value.get<long long>());
    if (value.is_number()) return QString::number(value.get<double>(), 'g', 3);
    if (!value.is_object() || depth >= kDeepest) return {};
    QStringList parts;
    for (const auto& [name, inner] : value.items())
        if (const QString text = plain(inner, depth + 1); !text.isEmpty())
            parts << (inner.is_object() ? QStringLiteral("%1 (%2)") : QStringLiteral("%1 %2")).arg(escaped(name), text);
    return parts.join(QStringLiteral(", "));
}

QString list(const nlohmann::json& card, const char* key) {
    const auto found = card.find(key);
    if (found == card.end()) return {};
    if (!found->is_array()) return plain(*found);
    QString items;
    for (const auto& entry : *found) {
        QString text = plain(entry);
        if (entry.is_object() && entry.contains("name"))
            text = plain(entry["name"]) +
                   (entry.contains("licence") ? QStringLiteral(" - ") + plain(entry["licence"]) : QString());
        if (!text.isEmpty()) items += QStringLiteral("<li>%1</li>").arg(text);
    }
    return items.isEmpty() ? QString() : QStringLiteral("<ul style='margin-left:-24px'>%1</ul>").arg(items);
}

QString block(const QString& title, const QString& body) {
    return body.isEmpty() ? QString() : QStringLiteral("<p><b>%1</b></p>%2").arg(title, body);
}

}  // namespace

QString packCard(const packs::ModelManifest& pack) {
    const auto& card = pack.card;
    const auto text = [&](const char* key) { return card.contains(key) ? plain(card[key]) : QString(); };
    QString html = QStringLiteral("<h3>%1</h3><p>%2</p><table>")
                       .arg(escaped(pack.id + (pack.version.empty() ? "" : " " + pack.version)), text("description"));
    html += row(words("Family"), escaped(pack.family));
    html += row(words("Licence"), escaped(pack.licence));
    html += row(words("Source"), text("source"));
    html += row(words("Reads"), pack.tokenizer.empty() ? words("pictures") : words("pictures and text"));
    html += row(words("Picture"), words("%1 x %1 px, %2, %3")
                                      .arg(pack.preprocessing.size)
                                      .arg(escaped(pack.preprocessing.fit), escaped(pack.preprocessing.colour)));
    html += row(words("Vector"), words("%1 numbers").arg(pack.dim));
    html += row(words("SHA-256"), escaped(pack.sha256.substr(0, 16)) + QStringLiteral("..."));
    html += row(words("Place"), pack.builtIn ? words("built in") : words("this library"));
    html += QStringLiteral("</table>");
    html += block(words("Where it must not be trusted"), list(card, "limits"));
    html += block(words("Measured"), list(card, "metrics"));
    html += block(words("Made from"), list(card, "sources"));
    return html;
}

QString speedText(const engine::SessionSpeed& speed) {
    const auto ms = [](double value) { return QString::number(value, 'f', value < 10 ? 1 : 0); };
    QString text = words("One picture %1 ms, each of eight %2 ms").arg(ms(speed.pictureMs), ms(speed.picturesMs));
    if (speed.textMs > 0)
        text += words("; one sentence %1 ms, each of eight %2 ms").arg(ms(speed.textMs), ms(speed.textsMs));
    return text + QStringLiteral(" (%1, %2)").arg(fromUtf8(speed.device), words("median of %1").arg(speed.runs));
}

}  // namespace hilum::ui
