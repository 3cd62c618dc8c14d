#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden ids of the tokenizers over ten thousand lines of odd Unicode, made with the reference implementations.

The lines follow from a seed alone and are made again by tests/core/text/odd_lines.h, so that only a hash of all ids and
the ids of the first lines are committed. References: tokenizers (BERT's WordPiece, cased and uncased; CLIP's byte pairs),
sentencepiece (plain), transformers' SiglipTokenizer (canonical text).

    python3 -m venv ref && ref/bin/pip install tokenizers transformers sentencepiece protobuf
    ref/bin/python tests/reference/make_tokenizers.py tests/data/tokenizers resources/models/hilum-base/vocab.txt \
        resources/tokenizers/clip/merges.txt

The SentencePiece model is learned here from made-up sentences, with the published normaliser's table (nmt_nfkc).
"""
import hashlib
import json
import sys
from pathlib import Path

from make_preparation import RANGES, SENTENCES, tokenizer

COUNT, SHOWN, SEED = 10_000, 60, 20261
FIXED = ["", " ", "  two  spaces ", "It's the patient's lung, isn't it?", "LEFT Pleural\tEffusion\n\nno PTX", "\u0130stanbul \u1e9e \u0391\u03a3 \ufb01nding",
         "e\u0301 vs \u00e9", "12 mm x 3.5 cm (T1/T2)", "na\u00efve caf\u00e9 \u2014 \u201cquoted\u201d \u2026", "\u200b\u00a0\u3000x", "\U0001f600 \U0001f469\u200d\u2695\ufe0f",
         "\U0001f600\U0001f600\U0001f600", "'", "x'll'd", "\u00bd \u2163 \u00b2", "\u2581left \u2581\u2581lung", "\u4e2d\u6587\u80f8\u90e8", "\u0e17\u0e23\u0e27\u0e07\u0e2d\u0e01",
         "a" * 300, "...!!!???"]


class Chance:
    """The generator of Knuth's MMIX; odd_lines.h has the same."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (self.state >> 33) % n


def lines():
    chance, words, out = Chance(SEED), SENTENCES.split(), list(FIXED)
    while len(out) < COUNT:
        if chance.below(2) == 0:
            text = " ".join(words[chance.below(len(words))] if chance.below(5) else str(chance.below(1000)) for _ in range(1 + chance.below(19)))
            out.append([text, text.upper(), text + ".", text[:1].upper() + text[1:] + "'s?"][chance.below(4)])
        else:
            points = []
            for _ in range(1 + chance.below(39)):
                low, high = RANGES[chance.below(len(RANGES))]
                points.append(low + chance.below(high - low))
            out.append("".join(map(chr, points)))
    return out


def golden(name, texts, encode, **more):
    rows = [list(map(int, encode(t))) for t in texts]
    text = "".join(" ".join(map(str, row)) + "\n" for row in rows)
    print(name, len(rows), sum(map(len, rows)))
    return {"tokenizer": name, "lines": len(rows), "sha256": hashlib.sha256(text.encode()).hexdigest(), "first": rows[:SHOWN], **more}


def learn_sentencepiece(out):
    import sentencepiece
    corpus = out / "corpus.txt"
    corpus.write_text("\n".join([s.lower() for s in SENTENCES.split("\n")] * 40) + "\n")
    sentencepiece.SentencePieceTrainer.train(input=str(corpus), model_prefix=str(out / "spiece"), vocab_size=260, model_type="unigram",
                                             normalization_rule_name="nmt_nfkc", unk_id=2, eos_id=1, bos_id=-1, pad_id=0,
                                             user_defined_symbols=["[1]"], hard_vocab_limit=False, minloglevel=2)
    corpus.unlink()
    (out / "spiece.vocab").unlink()


def main():
    out, vocab, merges = map(Path, sys.argv[1:4])
    out.mkdir(parents=True, exist_ok=True)
    texts, cases = lines(), []
    from tokenizers import BertWordPieceTokenizer
    for lower in (True, False):
        made = BertWordPieceTokenizer(str(vocab), lowercase=lower, strip_accents=None)
        cases.append(golden("wordpiece", texts, lambda t: made.encode(t).ids, lowerCase=lower))
    pairs = [tuple(r.split(" ")) for r in merges.read_text(encoding="utf-8").splitlines() if r and not r.startswith("#version")]
    bpe, size = tokenizer(pairs)
    cases.append(golden("clip", texts, lambda t: [size - 2] + bpe.encode(t).ids + [size - 1]))
    learn_sentencepiece(out)
    import sentencepiece
    plain = sentencepiece.SentencePieceProcessor(model_file=str(out / "spiece.model"))
    cases.append(golden("sentencepiece", texts, lambda t: plain.encode(t) + [1]))
    from transformers import SiglipTokenizer
    siglip = SiglipTokenizer(str(out / "spiece.model"))
    cases.append(golden("siglip", texts, lambda t: siglip(t).input_ids))
    (out / "golden.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
