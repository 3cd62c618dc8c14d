#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Writes golden.json beside itself: reference values of the metrics from pycocoevalcap 1.2 and
scikit-learn. Needs `pip install pycocoevalcap scikit-learn` and a Java runtime; the tests do not."""
import json
import random
from pathlib import Path

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.rouge.rouge import Rouge
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer
from sklearn.metrics import average_precision_score, roc_auc_score

TOKENS = [
    "The patient's heart isn't enlarged.", "Left pleural effusion, small (1.5 cm).",
    "No pneumothorax; lungs are clear.", "Right-sided PICC line - tip in the SVC.",
    "AP/PA view, 50% of hemithorax.", "T1-weighted MR at 12:30 and 3/4 slices", "Opacity >3 cm & <5 cm",
    "1.5cm nodule, 12 mm x 14 mm.", 'Findings: "ground-glass" opacities...',
    "Follow-up CT on 2024-03-01 recommended!", "won't don't cannot", "Mild-to-moderate cardiomegaly [new].",
    "#1 lesion + 2 cysts", "the 3rd rib and 12th", "4mm 10x12 mm", "l4 c3/c4 T12", "80kVp 100mL", "1.5-cm",
    "(2x3x4cm)", "its 2cm's", "Schatzki's ring", "±2", "°C", "β-blocker", "naïve café", "a {b} c",
    "e.g. this", "vs. prior", "approx. 3 cm.", "1,000 cells", "i.e., mild", "clear (Fig. 2), see fig.", "lesion no. 5, Fig.1", "Is it clear? No. Two",
    "ca. 3 cm, figs. 1 and 2", "ca. three",
]
PAIRS = [
    ("Small left pleural effusion.", ["There is a small left pleural effusion.", "Small effusion on the left."]),
    ("The heart is mildly enlarged.", ["Mild cardiomegaly."]),
    ("No pneumothorax or pleural effusion.", ["No pleural effusion. No pneumothorax."]),
    ("Right lower lobe consolidation with air bronchograms.",
     ["Consolidation in the right lower lobe, in keeping with pneumonia.", "Right basal air-space opacity.",
      "Consolidation of the right lower lobe with air bronchograms is seen."]),
    ("the the the the", ["the lungs are clear and the heart is normal"]),
    ("Mass", ["A mass is seen in the left upper lobe."]),
]
COMPLETE = [("the lungs are clear", ["the lungs are clear"])]


def tokenise(texts):
    made = PTBTokenizer().tokenize({i: [{"caption": t}] for i, t in enumerate(texts)})
    return [made[i][0] for i in range(len(texts))]


def corpus(pairs):
    res = {i: tokenise([c]) for i, (c, _) in enumerate(pairs)}
    gts = {i: tokenise(r) for i, (_, r) in enumerate(pairs)}
    return {"candidates": [c for c, _ in pairs], "references": [r for _, r in pairs],
            "bleu": Bleu(4).compute_score(gts, res, verbose=0)[0],
            "rougeL": float(Rouge().compute_score(gts, res)[0])}


def ranking():
    rng = random.Random(7)
    rows = []
    for n, ties in ((5, False), (40, True), (200, False)):
        labels = [int(rng.random() < 0.3) for _ in range(n)]
        labels[0], labels[1] = 1, 0
        scores = [round(rng.gauss(l, 1), 1 if ties else 6) for l in labels]
        rows.append({"scores": scores, "labels": labels, "auroc": float(roc_auc_score(labels, scores)),
                     "averagePrecision": float(average_precision_score(labels, scores))})
    return rows


out = {"tokens": [[t, k.split()] for t, k in zip(TOKENS, tokenise(TOKENS))],
       "corpora": [corpus(PAIRS), corpus(COMPLETE), corpus(PAIRS[:1])], "ranking": ranking()}
Path(__file__).with_name("golden.json").write_text(json.dumps(out, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
