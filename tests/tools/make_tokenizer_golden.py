#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden ids for core/text from the `tokenizers` package (Hugging Face's own implementation).

Run: make_tokenizer_golden.py VOCAB OUT.json   (needs `pip install tokenizers`)
Texts are stored as lists of bytes where they are not valid UTF-8 for JSON's sake; ids are what
BertWordPieceTokenizer (uncased) answers for the text decoded with replacement characters.
"""
import hashlib
import json
import sys

from tokenizers import BertWordPieceTokenizer

REPORTS = [
    "No acute cardiopulmonary abnormality.",
    "Left pleural effusion with cardiomegaly",
    "There is a 1.5 x 2.3 cm nodule in the right upper lobe; follow-up is recommended.",
    "Findings: The heart is normal in size. The mediastinum is unremarkable.\nImpression: No pneumothorax.",
    "BI-RADS 4C: irregular hypoechoic mass, 14mm, non-parallel, with posterior shadowing",
    "T1-weighted post-contrast axial MRI shows a ring-enhancing lesion (glioblastoma?)",
    "XXXX-year-old woman w/ SOB & CP, r/o PNA", "atelectasis/consolidation", "HU < -600; >=50%", "bibasilar",
    "Pneumonoultramicroscopicsilicovolcanoconiosis", "hepatosplenomegaly, lymphadenopathy, and bronchiectasis",
]
UNICODE = [
    "Ångström é è ê ë ñ ü ß ø œ æ Ł", "café", "cafe\u0301", "ÀÉÎÕÜ naïve façade", "İstanbul ı I i", "ΑΒΓ άέή ς Σ σ",
    "Привет, мир! Ёлка йод", "שלום עולם", "שָׁלוֹם", "مرحبا بالعالم", "مُحَمَّد", "नमस्ते दुनिया", "สวัสดีชาวโลก", "தமிழ்",
    "中文字符测试", "日本語のテキスト、カタカナ", "한국어 텍스트", "混合mixed文字text", "肺炎pneumonia肺炎", "\U00020000\U0002a6d6\U0002b740",
    "豈更車", "ﬁne ﬂow ﬀ", "ｆｕｌｌｗｉｄｔｈ １２３", "①②③ ⅣⅫ ½ ² ³", "5µm 5μm ±2 °C × ÷ ≤ ≥ ≠ ∞ → ←", "€ £ ¥ © ® ™ § ¶ • …",
    "“quoted” ‘single’ «guillemets» – en — em ‑ nb", "a\u00adb soft\u00adhyphen", "zero\u200bwidth\u200cjoin\u200der\ufeffbom",
    "\u202eright to left\u202c", "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f", "e\u0301\u0323\u0302 stacked",
    "\u1e9b\u0323", "Ǆ ǅ ǆ ŉ ǰ", "\u0130", "Ⱥ Ⱦ", "\U0001d49c\U0001d4b7 math", "\U00010400\U00010428 deseret", "ꙮ ᏣᎳᎩ", "ａ\u3000ｂ ideographic space",
    "\u0e01\u0e33", "\u1100\u1161\u11a8", "각", "\ud7b0\u0f77\u0f79", "x\u20e3 y\u0488 z\u20dd",
]
NASTY = [
    "", " ", "\t\n\r ", "\u00a0\u2003\u2028\u2029\u205f", "\x00", "a\x00b", "a\x01\x02\x1fb\x7f\x80\x85\x9fc", "line\x0bfeed\x0cform",
    "...", "!!!???", "$+<=>^`|~", "a.b,c;d:e", "--a--", "#hashtag ##ing ###", "[CLS] x [SEP]", "[MASK]ed [UNK] [PAD]", "[cls] [Sep]",
    "[CLS", "a[SEP]b", "user@example.org https://x.y/z?q=1&r=2", "1,234,567.89e-10", "_underscore_ snake_case", "x" * 99, "x" * 100, "x" * 101,
    "é" * 100, "é" * 101, "ab" * 40 + " tail", "word " * 200, "中" * 150, "\ue000private\uf8ff\U000f0000", "\u0378unassigned\uffff\U0010ffff",
    "\ufffdreplaced\ufffd", "don't can't it's o'clock", "A" * 50 + "b" * 50, "\u0300leading mark", "un\u0336struck\u0336", "##ing", "a##ing",
]
INVALID = [b"\xff\xfe", b"abc\xc3", b"\xc3\x28 two", b"\xe2\x82 cut", b"\xf0\x9f\x98", b"\xed\xa0\x80 surrogate", b"\xf4\x90\x80\x80 beyond",
           b"\xc0\xaf overlong", b"ok \x80\x80\x80 ok", b"\xf8\x88\x80\x80\x80five"]


def every_code_point(tokenizer):
    """sha256 over "code ids...\\n" of "a" + character + "b", for all of Unicode."""
    digest = hashlib.sha256()
    points = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    for start in range(0, len(points), 20000):
        part = points[start : start + 20000]
        for c, encoding in zip(part, tokenizer.encode_batch(["a" + chr(c) + "b" for c in part])):
            digest.update(f"{c} {' '.join(map(str, encoding.ids))}\n".encode())
    return digest.hexdigest()


def main():
    tokenizer = BertWordPieceTokenizer(sys.argv[1], lowercase=True)
    rows = []
    for text in REPORTS + UNICODE + NASTY:
        for limit in (128, 16):
            tokenizer.enable_truncation(limit)
            ids = tokenizer.encode(text).ids
            if limit == 128 or len(ids) == 16:
                rows.append({"text": text, "maxTokens": limit, "ids": ids})
    tokenizer.enable_truncation(128)
    for raw in INVALID:
        rows.append({"bytes": list(raw), "maxTokens": 128, "ids": tokenizer.encode(raw.decode("utf-8", "replace")).ids})
    rows.append({"everyCodePoint": every_code_point(tokenizer)})
    with open(sys.argv[2], "w", encoding="ascii") as out:
        out.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
