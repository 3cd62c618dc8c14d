#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden cases of what stands before the networks: CLIP's byte-pair encoding and Pillow's resampling.

    ref/bin/pip install tokenizers pillow
    ref/bin/python tests/reference/make_preparation.py tests/data/preparation
    ref/bin/python tests/reference/make_preparation.py /somewhere --merges bpe_simple_vocab_16e6.txt --lines 10000

The merges of the committed cases are learned here from a few made-up sentences; with --merges the published ones are
used, and HILUM_PREPARATION=/somewhere lets tests/core/text/tst_clip_bpe.cpp read those cases instead.
"""
import argparse
import collections
import hashlib
import json
import random
from pathlib import Path

from PIL import Image
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SENTENCES = """there is a small left pleural effusion with blunting of the costophrenic angle
no pneumothorax or focal consolidation is seen the heart is normal in size
right upper lobe nodule measuring 12 mm unchanged since the prior radiograph
the lungs are clear and the mediastinal contours are unremarkable
contrast enhanced magnetic resonance image of the brain shows a ring enhancing mass
breast ultrasound with an oval circumscribed hypoechoic mass the patient's left breast"""


def byte_letters():
    shown = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or b >= 174]
    letters, order, extra = {b: chr(b) for b in shown}, list(shown), 0
    for b in range(256):
        if b not in letters:
            letters[b] = chr(256 + extra)
            order.append(b)
            extra += 1
    return [letters[b] for b in order]


def learn(count):
    words = collections.Counter(SENTENCES.split())
    parts = {w: tuple(w[:-1]) + (w[-1] + "</w>",) for w in words}
    merges = []
    for _ in range(count):
        pairs = collections.Counter()
        for w, n in words.items():
            for a, b in zip(parts[w], parts[w][1:]):
                pairs[a, b] += n
        if not pairs:
            break
        best = max(sorted(pairs), key=lambda p: pairs[p])
        merges.append(best)
        for w, p in parts.items():
            out, i = [], 0
            while i < len(p):
                if p[i:i + 2] == best:
                    out.append(p[i] + p[i + 1])
                    i += 2
                else:
                    out.append(p[i])
                    i += 1
            parts[w] = tuple(out)
    return merges


def tokenizer(merges):
    letters = byte_letters()
    tokens = letters + [c + "</w>" for c in letters] + ["".join(m) for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    made = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)}, merges, continuing_subword_prefix="",
                                end_of_word_suffix="</w>", fuse_unk=False, unk_token="<|endoftext|>"))
    made.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return made, len(tokens)


RANGES = [(0x20, 0x7e)] * 6 + [(0xa0, 0x24f), (0x300, 0x36f), (0x370, 0x3ff), (0x400, 0x4ff), (0x5d0, 0x5ea), (0x600, 0x6ff),
          (0x900, 0x97f), (0x1100, 0x11ff), (0x1e00, 0x1eff), (0x2000, 0x206f), (0x2150, 0x218b), (0x3040, 0x30ff),
          (0x4e00, 0x4fff), (0xac00, 0xad00), (0xff00, 0xffef), (0x1d400, 0x1d4ff), (0x1f300, 0x1f64f)]


def lines(count):
    rng = random.Random(20261)
    fixed = ["", " ", "It's the patient's lung, isn't it? We'll see; they've said I'm 42!", "LEFT Pleural\tEffusion\n\nno PTX",
             "İstanbul ẞ ΑΣ ﬁnding", "e\u0301 vs \u00e9", "12 mm x 3.5 cm (T1/T2)", "naïve café — “quoted” …", "\u200b\u00a0\u3000x", "😀 👩‍⚕️",
             "'", "''s", "a'S", "x'll'd", "½ Ⅳ ²"]
    words = SENTENCES.split()
    while len(fixed) < count:
        if rng.random() < 0.5:
            text = " ".join(rng.choice(words) if rng.random() < 0.8 else str(rng.randrange(1000)) for _ in range(rng.randrange(1, 20)))
            fixed.append(text.upper() if rng.random() < 0.2 else text.capitalize() + rng.choice([".", "", "?", "'s."]))
        else:
            fixed.append("".join(chr(rng.randrange(*rng.choice(RANGES))) for _ in range(rng.randrange(1, 40))))
    return fixed[:count]


def write_bpe(out, merges_file, count):
    if merges_file:
        rows = Path(merges_file).read_text(encoding="utf-8").split("\n")[1:49152 - 256 - 2 + 1]
        merges = [tuple(r.split()) for r in rows]
    else:
        merges = learn(220)
    made, size = tokenizer(merges)
    (out / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8")
    cases = [{"text": t, "ids": [size - 2] + made.encode(t).ids[:75] + [size - 1]} for t in lines(count)]
    (out / "bpe.json").write_text(json.dumps({"vocabulary": size, "cases": cases}, indent=0) + "\n")


def write_resampling(out):
    cases = []
    for width, height, w, h in [(512, 512, 224, 224), (300, 200, 336, 224), (97, 131, 224, 302), (640, 480, 298, 224), (224, 500, 224, 224),
                                (3, 5, 16, 16), (1000, 10, 7, 224), (17, 17, 17, 17)]:
        for mode, channels in (("L", 1), ("RGB", 3)):
            data = bytes((7 * x + 13 * y + x * y // 16 + 29 * c) % 256 for y in range(height) for x in range(width) for c in range(channels))
            image = Image.frombytes(mode, (width, height), data)
            for name, method in (("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)):
                digest = hashlib.sha256(image.resize((w, h), method).tobytes()).hexdigest()
                cases.append({"from": [width, height, channels], "to": [w, h], "filter": name, "sha256": digest})
    (out / "resampling.json").write_text(json.dumps(cases, indent=0) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--merges")
    parser.add_argument("--lines", type=int, default=250)
    args = parser.parse_args()
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    write_bpe(out, args.merges, args.lines)
    write_resampling(out)


if __name__ == "__main__":
    main()
