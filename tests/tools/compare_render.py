#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""The table of rendered equality between Hilum and DCMTK's dcm2pnm: every image of the folders given, its first
and last frame, under each thing that both mean the same.

    compare_render.py HILUM FOLDER... [--markdown OUT.md] [--all]

Compared: the file's own window (+Wi 1, with its VOI function), its VOI table where there is no window (+Wl 1), a window that the
values' range gives (+Ww against --window), colour and palettes (no window). Not compared: overlays (Hilum keeps
them apart from the picture: dcm2pnm gets -O) and pixels of the padding value (Hilum shows them black).
DCMTK cuts the fraction of a grey value off, Hilum rounds to the nearest, so "equal" is value for value and
"rounding" a difference of 1 (of 2 where YBR becomes RGB, which DCMTK computes with cut integers); more is "differs". dcm2pnm, dcmj2pnm (JPEG) and dcml2pnm (JPEG-LS) must be on the path;
needs pydicom, numpy and pillow. Exit 0: no "differs"; 1: at least one; 2: wrong usage.
"""
import argparse
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image

JPEG = "1.2.840.10008.1.2.4."


def dcmtk_program(syntax: str) -> str:
    if syntax in (JPEG + "80", JPEG + "81"):
        return "dcml2pnm"
    return "dcmj2pnm" if syntax.startswith(JPEG) else "dcm2pnm"


def picture(words, out: Path):
    """(array, reason)"""
    out.unlink(missing_ok=True)
    try:
        done = subprocess.run([*words, str(out)], capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "timeout"
    if done.returncode != 0 or not out.is_file():
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return None, lines[-1][:120] if lines else f"exit {done.returncode}"
    with Image.open(out) as image:
        return np.asarray(image.convert("RGB" if image.mode not in ("L", "1") else "L")), None


def cases(data, values):
    """(name, dcm2pnm's words, Hilum's words) for what both can be asked."""
    grey = data.get("SamplesPerPixel", 1) == 1 and not str(data.get("PhotometricInterpretation", "")).startswith("PALETTE")
    if not grey:
        yield "colour", ["-W"], []
        return
    groups = any(name in data for name in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"))
    if "WindowCenter" in data and not groups:
        function = str(data.get("VOILUTFunction", "LINEAR"))
        if function != "LINEAR_EXACT":  # which DCMTK 3.6.7 does not know
            yield "own window", ["+Wi", "1"], []
    elif "VOILUTSequence" in data and not groups:
        yield "own table", ["+Wl", "1"], []
    if values is None or groups:
        return
    low, high = float(values.min()), float(values.max())
    slope, intercept = float(data.get("RescaleSlope", 1) or 1), float(data.get("RescaleIntercept", 0) or 0)
    if "ModalityLUTSequence" in data:
        return
    low, high = sorted((low * slope + intercept, high * slope + intercept))
    centre, width = round((low + high) / 2), max(2, round((high - low) * 0.6))
    yield "set window", ["+Wfl", "+Ww", str(centre), str(width)], ["--window", f"{centre},{width}"]


def stored(data, program: str, path: Path, frame: int, scratch: Path):
    out = scratch / "values.npy"
    done = subprocess.run([program, "dicom", "pixels", str(path), "--frame", str(frame), "--out", str(out)], capture_output=True)
    return np.load(out)[0] if done.returncode == 0 else None


def compare(ours, theirs, ignored, slack):
    if ours.shape != theirs.shape:
        return "differs", f"shape {ours.shape}, dcm2pnm {theirs.shape}"
    apart = np.abs(ours.astype(int) - theirs.astype(int))
    if ignored is not None and ignored.shape == apart.shape[:2]:
        apart = apart[~ignored]
    most = int(apart.max()) if apart.size else 0
    if most == 0:
        return "equal", ""
    share = f"{100.0 * np.count_nonzero(apart) / apart.size:.1f} % of the values, at most {most}"
    return ("rounding" if most <= slack else "differs"), share


def rows_of(program: str, path: Path, label: str, scratch: Path):
    try:
        data = pydicom.dcmread(path, stop_before_pixels=True)
        if "Rows" not in data:
            return
    except Exception:
        return
    syntax = str(getattr(data, "file_meta", {}).get("TransferSyntaxUID", ""))
    frames = int(data.get("NumberOfFrames", 1) or 1)
    for frame in sorted({0, frames - 1}):
        values = stored(data, program, path, frame, scratch)
        padding = data.get("PixelPaddingValue")
        ignored = values == padding if values is not None and values.ndim == 2 and padding is not None else None
        for name, theirs_words, our_words in cases(data, values):
            theirs, reason = picture([dcmtk_program(syntax), "-q", "-O", "+F", str(frame + 1), *theirs_words, "+on", str(path)],
                                     scratch / "theirs.png")
            ours, why = picture([program, "dicom", "render", str(path), "--frame", str(frame), *our_words, "--out"],
                                scratch / "ours.png")
            if ours is None or theirs is None:
                verdict = "neither" if ours is None and theirs is None else "only DCMTK" if ours is None else "only Hilum"
                text = why if ours is None else reason
            else:
                verdict, text = compare(ours, theirs, ignored, 2 if str(data.get("PhotometricInterpretation", "")).startswith("YBR") else 1)
            yield {"file": label, "frame": frame, "case": name, "verdict": verdict, "why": text or ""}


def print_table(rows, out):
    print("| file | frame | case | result | why |\n|---|---|---|---|---|", file=out)
    for row in rows:
        print("| " + " | ".join(str(row[key]).replace("|", "/") for key in ("file", "frame", "case", "verdict", "why")) + " |", file=out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--markdown", type=Path, help="write the whole table here")
    parser.add_argument("--all", action="store_true", help="print every row, not only the unequal ones")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for folder in options.folders:
            files = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.is_file())
            for path in files:
                label = path.name if path == folder else f"{folder.name}/{path.relative_to(folder)}"
                rows += rows_of(options.program, path, label, Path(scratch))
    if options.markdown:
        with options.markdown.open("w") as out:
            print_table(rows, out)
    print_table([row for row in rows if options.all or row["verdict"] not in ("equal", "rounding")], sys.stdout)
    counts = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    print(f"\n{len(rows)} pictures: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    return 1 if counts.get("differs") or counts.get("only DCMTK") else 0


if __name__ == "__main__":
    sys.exit(main())
