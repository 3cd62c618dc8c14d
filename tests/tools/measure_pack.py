#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""What a pack does through the command line, on pictures without texts and on unseen simulated studies.

Run: measure_pack.py HILUM SHARED_DATA WORK_FOLDER [--model ID] [--studies N] [--seed S] [--per-set N]
Prints one JSON object: typed modality search with texts and labels stripped, self search, the pointing
game of `hilum saliency`, and how often the first suggestion changes for a mirrored lateral finding.
Needs Python's standard library and Pillow.
"""
import argparse
import csv
import json
import random
import subprocess
import sys
from pathlib import Path

from PIL import Image

SETS = {"cxr-notes": "CR", "nih-cxr": "CR", "brain-mr": "MR", "breast-us": "US"}
QUERIES = {
    "CR": ["chest radiograph", "chest x-ray", "pleural effusion", "cardiomegaly", "pneumothorax"],
    "MR": ["brain MR", "MRI of the head", "glioma", "meningioma", "pituitary tumor"],
    "US": ["breast ultrasound", "sonogram", "benign breast lesion", "malignant breast mass", "ultrasound image"],
}


def hilum(args, *words):
    command = [args.hilum, *map(str, words), "--json", "--quiet"] + (["--model", args.model] if args.model else [])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def stripped_library(args, work):
    """An index of pictures alone: no texts, no labels, no modality."""
    rng = random.Random(args.seed)
    rows = []
    for name, modality in SETS.items():
        folder = Path(args.data) / name
        with open(folder / "cases.csv", encoding="utf-8") as f:
            files = [row["file"] for row in csv.DictReader(f)]
        rows += [(str(folder / f), modality) for f in sorted(rng.sample(files, min(args.per_set, len(files))))]
    table = work / "pictures.csv"
    table.write_text("image\n" + "".join(f'"{path}"\n' for path, _ in rows))
    hilum(args, "--library", work / "library", "index", "add", work, "--csv", table)
    return dict(rows)


def search(args, work, *words):
    return hilum(args, "--library", work / "library", "search", *words)["hits"]


def modality_search(args, work, modality_of):
    out = {}
    for modality, queries in QUERIES.items():
        for query in queries:
            hits = search(args, work, "--text", query, "--top", 30)
            out[query] = sum(modality_of[hit["path"]] == modality for hit in hits)
    return out


def self_search(args, work, modality_of):
    paths = random.Random(args.seed + 1).sample(sorted(modality_of), 12)
    return sum(search(args, work, "--image", path, "--top", 1)[0]["path"] == path for path in paths), len(paths)


def pointing(args, studies):
    by_label, hits, total = {}, 0, 0
    with open(studies / "cases.csv", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            for finding in json.loads(row["findings_json"] or "[]"):
                peak = hilum(args, "saliency", studies / row["file"], "--text", finding["phrase"], "--out", studies / "map.png")["peak"]
                inside = Image.open(studies / finding["mask"]).getpixel((peak["x"], peak["y"])) > 0
                hits, total = hits + inside, total + 1
                good, count = by_label.get(finding["label"], (0, 0))
                by_label[finding["label"]] = (good + inside, count + 1)
    return {"hits": hits, "findings": total, "byLabel": {k: f"{a}/{b}" for k, (a, b) in sorted(by_label.items())}}


def mirrored(args, studies, work):
    """The first suggestion of a study with a one-sided finding against that of its mirror image."""
    changed = total = 0
    with open(studies / "cases.csv", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            findings = json.loads(row["findings_json"] or "[]")
            if len(findings) != 1 or findings[0]["side"] not in ("left", "right") or total == 10:
                continue
            plain, turned = work / "plain.png", work / "turned.png"
            hilum(args, "dicom", "render", studies / row["file"], "--out", plain)
            Image.open(plain).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(turned)
            top = [hilum(args, "--library", work / "empty", "suggest", p, "--top", 1)["suggestions"][0]["text"] for p in (plain, turned)]
            changed, total = changed + (top[0] != top[1]), total + 1
    return {"changed": changed, "studies": total}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("hilum")
    parser.add_argument("data")
    parser.add_argument("work")
    parser.add_argument("--model", default="")
    parser.add_argument("--studies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=777001)
    parser.add_argument("--per-set", type=int, default=100)
    args = parser.parse_args()
    work = Path(args.work)
    work.mkdir(parents=True, exist_ok=True)
    modality_of = stripped_library(args, work)
    result = {"typedOf30": modality_search(args, work, modality_of)}
    good, asked = self_search(args, work, modality_of)
    result["selfFirst"] = f"{good}/{asked}"
    studies = work / "studies"
    hilum(args, "phantom", "--out", studies, "--studies", args.studies, "--seed", args.seed)
    result["pointing"] = pointing(args, studies)
    result["mirrored"] = mirrored(args, studies, work)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
