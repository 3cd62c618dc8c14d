// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "dicom/file/iso2022_japanese.h"

#include <iconv.h>

#include <memory>
#include <string_view>
#include <type_traits>

namespace hilum::dicom {

namespace {

enum class Set { Ascii, Roman, Kanji, Supplement };

struct Escape {
    std::string_view bytes;
    Set set;
};

// Into G0. The katakana of JIS X 0201 stand in G1 and need no escape; the one that names them changes nothing here.
constexpr Escape kEscapes[] = {{"\x1B(B", Set::Ascii},
                               {"\x1B(J", Set::Roman},
                               {"\x1B$B", Set::Kanji},
                               {"\x1B$@", Set::Kanji},
                               {"\x1B$(D", Set::Supplement}};
constexpr std::string_view kKatakana = "\x1B)I";

// The escape sequence at this place, 0 bytes when it is another one.
std::size_t follow(std::string_view rest, Set& set) {
    if (rest.starts_with(kKatakana)) return kKatakana.size();
    for (const auto& escape : kEscapes)
        if (rest.starts_with(escape.bytes)) {
            set = escape.set;
            return escape.bytes.size();
        }
    return 0;
}

bool endsComponent(char c) { return c == '^' || c == '=' || c == '\\' || c == '\r' || c == '\n' || c == '\f'; }

char high(char c) { return static_cast<char>(static_cast<unsigned char>(c) | 0x80U); }

}  // namespace

bool isJapanese(const std::string& terms) {
    for (const char* term : {"ISO 2022 IR 13", "ISO 2022 IR 87", "ISO 2022 IR 159"}) {
        const auto at = terms.find(term);
        const auto end = at == std::string::npos ? at : at + std::string_view(term).size();
        if (at != std::string::npos && (end == terms.size() || terms[end] == '\\')) return true;
    }
    return false;
}

std::optional<std::string> iconvToUtf8(const std::string& text, const char* name) {
    const iconv_t handle = ::iconv_open("UTF-8", name);
    if (handle == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    const std::unique_ptr<std::remove_pointer_t<iconv_t>, int (*)(iconv_t)> closer(handle, ::iconv_close);
    std::string in = text, out(text.size() * 4 + 4, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t left = in.size(), room = out.size();
    if (::iconv(handle, &from, &left, &to, &room) == static_cast<std::size_t>(-1) || left != 0) return std::nullopt;
    out.resize(out.size() - room);
    return out;
}

// Written as EUC-JP first, which holds all four sets in eight-bit bytes.
std::optional<std::string> japaneseToUtf8(const std::string& text) {
    std::string euc;
    Set set = Set::Ascii;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '\x1B') {
            const std::size_t length = follow(std::string_view(text).substr(i), set);
            if (length == 0) return std::nullopt;
            i += length;
        } else if ((static_cast<unsigned char>(c) & 0x80U) != 0) {
            euc += {'\x8E', c};  // katakana of one byte
            ++i;
        } else if ((set == Set::Kanji || set == Set::Supplement) && c > ' ' &&
                   !(endsComponent(c) && i + 1 == text.size())) {
            if (i + 1 >= text.size()) return std::nullopt;
            if (set == Set::Supplement) euc += '\x8F';
            euc += {high(c), high(text[i + 1])};
            i += 2;
        } else {
            if (endsComponent(c)) set = Set::Ascii;
            euc += c;
            ++i;
        }
    }
    return iconvToUtf8(euc, "EUC-JP");
}

}  // namespace hilum::dicom
