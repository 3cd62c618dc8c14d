#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Writes evaluation.json beside itself: CIDEr-D from pycocoevalcap 1.2, METEOR from its meteor-1.5.jar (stages "exact
stem", our list of function words), stems from its Snowball class, mask figures from surface-distance 0.1, linear heads and decisions
from scikit-learn, on inputs made here by a seed. Needs these packages and a JDK; the tests do not."""
import json
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np

np.Inf = np.inf  # surface-distance 0.1 was written for numpy 1
import scipy.ndimage as nd  # noqa: E402
for name, module in (("filters", nd), ("morphology", nd)):
    setattr(nd, name, module)
from pycocoevalcap.cider.cider import Cider  # noqa: E402
from pycocoevalcap.meteor import meteor as jar_home  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import brier_score_loss, confusion_matrix, f1_score, precision_score, recall_score  # noqa: E402
from surface_distance import metrics as sd  # noqa: E402

rng = np.random.default_rng(20264)
WORDS = "no left right small large pleural effusion pneumothorax consolidation in the lower upper zone is seen of".split()


def sentence():
    return " ".join(rng.choice(WORDS, size=rng.integers(3, 14)))


def corpus(count, references):
    gts, res = {}, {}
    for i in range(count):
        gts[i] = [sentence() for _ in range(references)]
        res[i] = [sentence() if rng.random() < 0.6 else gts[i][0]]
    score, each = Cider().compute_score(gts, res)
    return {"candidates": [res[i][0] for i in range(count)], "references": [gts[i] for i in range(count)],
            "value": float(score), "scores": [float(s) for s in each]}


JAR = Path(jar_home.__file__).with_name("meteor-1.5.jar")
SPOKEN = WORDS + """effusions zones seeing consolidations pneumothoraces enlarged enlargement enlarging heart hearts size
sizes mildly mild and with without opacity opacities obscured obscuring suggest suggests suggesting there are were""".split()


def spoken():
    return " ".join(rng.choice(SPOKEN, size=rng.integers(1, 21)))


def reworded(text):
    words = [w for w in text.split() if rng.random() < 0.8] or ["no"]
    return " ".join(rng.choice(SPOKEN) if rng.random() < 0.15 else w for w in words)


def meteor(count, references):
    refs = [[spoken() for _ in range(references)] for _ in range(count)]
    said = [r[0] if i == 0 else reworded(r[0]) if rng.random() < 0.7 else spoken() for i, r in enumerate(refs)]
    source = (Path(__file__).parents[3] / "core/metrics/meteor.cpp").read_text(encoding="utf-8")
    ours = re.findall(r'"([a-z]+)"', re.search(r"kFunctionWords = \{(.*?)\};", source, re.S).group(1))
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in (("said", said), ("refs", [line for r in refs for line in r]), ("words", ours)):
            (Path(folder) / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        run = subprocess.run(["java", "-Xmx1G", "-jar", str(JAR), "said",
                              "refs", "-l", "en", "-lower", "-m", "exact stem", "-w", "1.0 0.6", "-p",
                              "0.85 0.2 0.6 0.75", "-s", "words", "-r", str(references)],
                             cwd=folder, check=True, capture_output=True, text=True)
    each = [float(v) for v in re.findall(r"Segment \d+ score:\s+(\S+)", run.stdout)]
    return {"candidates": said, "references": refs, "scores": each,
            "value": float(re.search(r"Final score:\s+(\S+)", run.stdout).group(1))}


def stems():
    heads = """effus consolidat opacif enlarg calcif pneumon nodul cavit fibros emphysemat gener commun arsen hop hopp tan
    fil hiss bl tro cr be say enjoy happ cr fl controll rat relat conform radical differ vil analog vietnam predicat operat
    feudal decis hopeful callous formal sensit sens triplic format electr good allow infer airlin gyroscop adjust defens
    irrit replac depend adopt homolog activ angular bowdler prob ceas roll cardi mild""".split()
    tails = """ s es ed ing ingly edly ion ions ional ation ations ational ator alism aliti ally fulness ousness iveness ivity
    bility able ible ance ence ement ment ent ism ate ity ous ive ize izer ization ical icate ful ness ative y ies ied ll e li
    ly fully lessly ogy ogi eed eedly 's s' al er ic ant""".split()
    words = sorted({h + t for h in heads for t in tails} | set(SPOKEN) | {
        "skis", "skies", "dying", "lying", "tying", "idly", "gently", "ugly", "early", "only", "singly", "sky", "news", "howe",
        "atlas", "cosmos", "bias", "andes", "inning", "innings", "outing", "canning", "herring", "earring", "proceed",
        "proceeds", "exceeded", "succeed", "by", "a", "yes", "youth", "boyish", "say", "cry", "dye", "is", "gas", "this", "'tis",
        "kiwis", "gaps", "ties", "cries", "agreed", "feed", "sing", "bled"})
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Stem.java").write_text(
            "import java.util.*; import org.tartarus.snowball.ext.englishStemmer; class Stem { public static void "
            "main(String[] a) { Scanner in = new Scanner(System.in); englishStemmer s = new englishStemmer(); while "
            "(in.hasNextLine()) { s.setCurrent(in.nextLine()); s.stem(); System.out.println(s.getCurrent()); } } }",
            encoding="utf-8")
        run = subprocess.run(["java", "-cp", str(JAR), str(Path(folder) / "Stem.java")], input="\n".join(words) + "\n",
                             check=True, capture_output=True, text=True)
    return [list(pair) for pair in zip(words, run.stdout.split("\n"))]


def blob(height, width):
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(rng.integers(1, 4)):
        cy, cx, r = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(2, 9)
        mask |= (y - cy) ** 2 + ((x - cx) * rng.uniform(0.6, 1.6)) ** 2 < r * r
    return mask


def masks(kind):
    height, width = int(rng.integers(12, 30)), int(rng.integers(12, 30))
    truth, predicted = blob(height, width), blob(height, width)
    if kind == "equal":
        predicted = truth.copy()
    if kind == "empty prediction":
        predicted[:] = False
    spacing = [1.0, 1.0] if kind == "pixels" else [float(rng.uniform(0.4, 2)), float(rng.uniform(0.4, 2))]
    tolerance = float(rng.choice([1.0, 2.0]))
    d = sd.compute_surface_distances(truth, predicted, spacing)
    inter = int((truth & predicted).sum())
    hd = float(sd.compute_robust_hausdorff(d, 95)) if predicted.any() and truth.any() else None
    return {"kind": kind, "height": height, "width": width, "truth": truth.astype(int).ravel().tolist(),
            "predicted": predicted.astype(int).ravel().tolist(), "yMm": spacing[0], "xMm": spacing[1],
            "tolerance": tolerance, "dice": float(sd.compute_dice_coefficient(truth, predicted)),
            "iou": inter / int((truth | predicted).sum()),
            "nsd": float(sd.compute_surface_dice_at_tolerance(d, tolerance)), "hd95": hd}


def probe(rows, dim, strength):
    labels = (rng.random(rows) < 0.35).astype(int)
    features = (rng.normal(size=(rows, dim)) + 0.4 * labels[:, None]).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    head = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    head.fit(features.astype(np.float64), labels)
    return {"features": [[float(v) for v in row] for row in features], "labels": labels.tolist(), "c": strength,
            "probabilities": head.predict_proba(features.astype(np.float64))[:, 1].tolist()}


def decisions(rows, threshold):
    labels = (rng.random(rows) < 0.3).astype(int)
    scores = np.clip(rng.normal(0.35 + 0.2 * labels, 0.2), 0, 1).astype(np.float32)
    said = (scores >= np.float32(threshold)).astype(int)
    (tn, fp), (fn, tp) = confusion_matrix(labels, said)
    # Guo et al. 2017, equation 3, with ten equally wide bins.
    bins = np.minimum((scores.astype(np.float64) * 10).astype(int), 9)
    ece = sum((bins == b).sum() / rows * abs(scores[bins == b].astype(np.float64).mean() - labels[bins == b].mean())
              for b in range(10) if (bins == b).any())
    return {"scores": [float(v) for v in scores], "labels": labels.tolist(), "threshold": float(np.float32(threshold)),
            "tp": int(tp), "fp": int(fp), "tn": int(tn), "fn": int(fn), "precision": float(precision_score(labels, said)),
            "recall": float(recall_score(labels, said)), "f1": float(f1_score(labels, said)),
            "ece": float(ece), "brier": float(brier_score_loss(labels, scores.astype(np.float64)))}


cases = [masks(k) for k in ["pixels"] * 4 + ["millimetres"] * 6 + ["equal", "empty prediction"]]
Path(__file__).with_name("evaluation.json").write_text(
    json.dumps({"meteor": [meteor(60, 1), meteor(30, 3)], "stems": stems(), "cider": [corpus(12, 1), corpus(9, 3), corpus(1, 1)], "overlap": cases,
                "probes": [probe(60, 5, 1.0), probe(40, 12, 100.0), probe(50, 4, 10000.0)],
                "decisions": [decisions(80, 0.5), decisions(200, 0.41)]}) + "\n", encoding="utf-8")
