#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Writes tests/data/losses/golden.json: the losses of core/losses in plain float64 loops with numpy, from the papers'
equations (see the headers), on inputs made here by a seed. Needs numpy; the tests do not."""
import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "data" / "losses" / "golden.json"
rng = np.random.default_rng(20263)


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def logsum(values):
    top = max(values)
    return top + np.log(sum(np.exp(v - top) for v in values))


def softmax(row):
    e = np.exp(row - np.max(row))
    return e / e.sum()


def info_nce(i, t, tau):
    s = unit(i) @ unit(t).T / tau
    n = len(s)
    rows = np.mean([logsum(list(s[k])) - s[k, k] for k in range(n)])
    columns = np.mean([logsum(list(s[:, k])) - s[k, k] for k in range(n)])
    return (rows + columns) / 2


def hardness(s, k, beta):
    others = [j for j in range(len(s)) if j != k]
    total = sum(np.exp(beta * s[k, j]) for j in others)
    return {j: (len(s) - 1) * np.exp(beta * s[k, j]) / total for j in others}


def hn_nce(i, t, tau, b1, b2, alpha):
    s = unit(i) @ unit(t).T / tau
    total = 0
    for matrix, beta in ((s, b1), (s.T, b2)):
        for k in range(len(s)):
            wrong = sum(w * np.exp(matrix[k, j]) for j, w in hardness(matrix, k, beta).items())
            positive = np.exp(matrix[k, k])
            total += -np.log(positive / (alpha * positive + wrong)) / len(s)
    return total


def dhn_nce(i, t, tau, b1, b2):
    return hn_nce(i, t, tau, b1, b2, 0.0)


def dhn_released(i, t, tau, b1, b2, count, alpha):
    s = unit(i) @ unit(t).T / tau
    n = len(s)
    total = 0
    for matrix, beta in ((s, b1), (s.T, b2)):
        norm = [sum(np.exp(matrix[r, c]) if r != c else 1.0 for c in range(n)) for r in range(n)]
        for r in range(n):
            for c in range(n):
                masked = matrix[r, c] if r != c else 0.0
                positive = np.exp(matrix[r, c]) if r == c else 1.0
                negative = count * np.exp(beta * masked) / norm[c] * np.exp(masked)
                total += -np.log(positive / (alpha * positive + negative)) / n ** 2
    return total


def dcl(i, t, tau):
    s = unit(i) @ unit(t).T / tau
    n = len(s)
    return sum(logsum([m[k, j] for j in range(n) if j != k]) - m[k, k] for m in (s, s.T) for k in range(n)) / n


def soft_target(i, t, tau):
    z = t @ i.T / tau
    y = np.array([softmax(row) for row in (i @ i.T + t @ t.T) / 2 * tau])
    n = len(z)
    total = 0
    for k in range(n):
        total += -sum(y[k, j] * np.log(softmax(z[k])[j]) for j in range(n)) / 2
        total += -sum(y[j, k] * np.log(softmax(z[:, k])[j]) for j in range(n)) / 2
    return total / n


def semantic(i, t, scale, li, lt, cosine):
    z = scale * unit(i) @ unit(t).T
    def norm(x):
        return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    s = norm(li) @ norm(lt).T if cosine else li @ lt.T
    rows = np.mean([-(softmax(s[k]) * np.log(softmax(z[k]))).sum() for k in range(len(z))])
    columns = np.mean([-(softmax(s[:, k]) * np.log(softmax(z[:, k]))).sum() for k in range(z.shape[1])])
    return (rows + columns) / 2


def multi(logits, labels, one):
    values = [one(1 / (1 + np.exp(-z)), y, c) for zs, ys in zip(logits, labels)
              for c, (z, y) in enumerate(zip(zs, ys)) if not np.isnan(y)]
    return np.mean(values)


def bce(logits, labels, weights):
    return multi(logits, labels, lambda p, y, c: -weights[c] * np.log(p) if y else -np.log(1 - p))


def focal(logits, labels, gamma, alpha):
    return multi(logits, labels, lambda p, y, c: -alpha * (1 - p) ** gamma * np.log(p) if y
                 else -(1 - alpha) * p ** gamma * np.log(1 - p))


def asymmetric(logits, labels, gp, gn, margin):
    def one(p, y, _):
        m = max(p - margin, 0)
        return -(1 - p) ** gp * np.log(p) if y else -m ** gn * np.log(1 - m)
    return multi(logits, labels, one)


def segmentation(logits, masks):
    total = 0
    for z, y in zip(logits, masks):
        p = 1 / (1 + np.exp(-z.ravel()))
        y = y.ravel()
        common = (p * y).sum()
        dice = 1 - (2 * common + 1) / (p.sum() + y.sum() + 1)
        iou = 1 - (common + 1) / (p.sum() + y.sum() - common + 1)
        total += dice + iou - (y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
    return total / len(logits)


image, text = rng.normal(size=(6, 5)), rng.normal(size=(6, 5))
more = rng.normal(size=(4, 5))
labels_i, labels_t = rng.integers(-1, 2, size=(6, 7)).astype(float), rng.integers(-1, 2, size=(4, 7)).astype(float)
labels_t[2] = 0
logits = rng.normal(size=(5, 3)) * 2
labels = (rng.random((5, 3)) < 0.4).astype(float)
labels[1, 2] = np.nan
weights = np.array([1.0, 3.5, 2.0])
seg, masks = rng.normal(size=(2, 4, 4)) * 2, (rng.random((2, 4, 4)) < 0.4).astype(float)

golden = {
    "image": image.tolist(), "text": text.tolist(), "texts": more.tolist(), "imageLabels": labels_i.tolist(),
    "textLabels": labels_t.tolist(), "logits": logits.tolist(),
    "labels": [[None if np.isnan(v) else v for v in row] for row in labels], "weights": weights.tolist(),
    "segLogits": seg.tolist(), "segMasks": masks.tolist(),
    "values": {
        "infoNce": info_nce(image, text, 0.07), "dcl": dcl(image, text, 0.6),
        "hnNce": hn_nce(image, text, 0.6, 0.15, 0.25, 1.0), "dhnNce": dhn_nce(image, text, 0.6, 0.15, 0.25),
        "dhnNceAsReleased": dhn_released(image, text, 0.6, 0.15, 0.25, 5, 0.0),
        "softTarget": soft_target(image, text, 1.0), "softTargetTau2": soft_target(image, text, 2.0),
        "semanticCosine": semantic(image, more, 4.0, labels_i, labels_t, True),
        "semanticDot": semantic(image, more, 4.0, labels_i, labels_t, False),
        "bce": bce(logits, labels, weights), "focal": focal(logits, labels, 2.0, 0.25),
        "asymmetric": asymmetric(logits, labels, 1.0, 4.0, 0.05), "segmentation": segmentation(seg, masks),
    },
}
golden["values"] = {k: float(v) for k, v in golden["values"].items()}
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(golden) + "\n", encoding="utf-8")
