#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""The table of pixel equality between Hilum and pydicom: every file of the folders given, with its frames,
shape, whether all values are equal, and if not, why not.

    compare_pixels.py HILUM FOLDER... [--markdown OUT.md] [--all]

HILUM is the built program; its `dicom pixels` is compared with pydicom's pixel_array (through each decoder
that pydicom has: pylibjpeg, gdcm, pillow, its own). Lossless syntaxes must be equal value for value, lossy ones
within 1 (more only where two of pydicom's own decoders differ as much). Files that pydicom cannot decode are
listed with what Hilum makes of them. `--pydicom-data` adds the test files of the installed pydicom.
Needs pydicom 3, numpy and, for compressed files, pylibjpeg with its plugins and python-gdcm.
Exit 0: no difference; 1: at least one difference or failure; 2: wrong usage.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pydicom
from pydicom.pixels import get_decoder

LOSSY = {"1.2.840.10008.1.2.4." + end for end in ("50", "51", "53", "55", "81", "91", "93", "203", "111", "112")}
YBR_TOLERANCE = 1  # rounding of the conversion to RGB


def hilum_values(program: str, path: Path, folder: Path):
    """(array, None) or (None, reason)."""
    out = folder / "values.npy"
    out.unlink(missing_ok=True)
    try:
        run = subprocess.run([program, "dicom", "pixels", str(path), "--out", str(out), "--json"],
                             capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "TIMEOUT of 120 s"
    if run.returncode == 0:
        return np.load(out), None
    if run.returncode < 0:
        return None, f"KILLED by signal {-run.returncode}"
    try:
        return None, json.loads(run.stdout)["error"]["message"]
    except (ValueError, KeyError):
        return None, run.stderr.strip() or f"exit {run.returncode}"


def in_hilums_shape(data, values):
    """pydicom leaves out the frame axis of single frames."""
    colour = values.shape[-1] == 3 and data.get("SamplesPerPixel", 1) == 3
    want = (-1, data.Rows, data.Columns) + ((3,) if colour else ())
    return values.reshape(want)


def pydicom_values(path: Path):
    """(dataset, {decoder: array}, reason)"""
    try:
        data = pydicom.dcmread(path)
    except Exception as error:
        return None, {}, f"not read: {type(error).__name__}"
    if not any(name in data for name in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")):
        return data, {}, "no pixels"
    syntax = data.file_meta.get("TransferSyntaxUID") if hasattr(data, "file_meta") else None
    plugins = [""]
    try:
        plugins = list(get_decoder(syntax).available_plugins) or [""]
    except Exception:
        pass
    found, reason = {}, "no pixel data decoder"
    for plugin in plugins:
        try:
            fresh = pydicom.dcmread(path)
            if plugin:
                fresh.pixel_array_options(decoding_plugin=plugin)
            found[plugin or "native"] = in_hilums_shape(fresh, fresh.pixel_array)
        except Exception as error:
            reason = str(error).strip().split("\n")[-1][:110] or type(error).__name__
    return data, found, None if found else reason


def difference(ours, theirs):
    """Largest difference, or None when shape or kind differ."""
    if ours.shape != theirs.shape:
        return None
    if ours.dtype.kind == "f" or theirs.dtype.kind == "f":
        same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
        return 0.0 if same.all() else float(np.nanmax(np.abs(ours - theirs)))
    return int(np.max(np.abs(ours.astype(np.int64) - theirs.astype(np.int64)))) if ours.size else 0


def spread(arrays):
    """How far pydicom's own decoders lie apart."""
    values, most = list(arrays.values()), 0
    for i, first in enumerate(values):
        for second in values[i + 1:]:
            apart = difference(first, second)
            if apart is None:
                continue
            most = max(most, apart)
    return most


def judge(data, syntax, ours, why, theirs, reason):
    """(verdict, explanation); verdicts: equal, within 1, differs, only Hilum, only pydicom, neither, no pixels."""
    if reason == "no pixels" or (data is None and ours is None):
        return "no pixels" if data is not None else "not DICOM", reason if data is None else ""
    if ours is None:
        return ("only pydicom" if theirs else "neither"), why
    if not theirs:
        return "only Hilum", reason
    apart = {name: difference(ours, array) for name, array in theirs.items()}
    known = {name: value for name, value in apart.items() if value is not None}
    if not known:
        shapes = ", ".join(f"{name} {array.shape} {array.dtype}" for name, array in theirs.items())
        return "differs", f"shape {ours.shape}, pydicom: {shapes}"
    name, least = min(known.items(), key=lambda pair: pair[1])
    if least == 0:
        return "equal", "" if name == "native" or len(known) == 1 else f"{name}"
    lossy = syntax in LOSSY
    if least <= 1 and lossy:
        return "within 1", name
    apart_text = ", ".join(f"{name} {value}" for name, value in apart.items())
    own = spread(theirs)
    if lossy and least <= own:
        return "within peers", f"differs by {apart_text}; pydicom's decoders by {own}"
    return "differs", f"largest difference: {apart_text}"


def row_of(program: str, path: Path, label: str, scratch: Path):
    data, theirs, reason = pydicom_values(path)
    ours, why = hilum_values(program, path, scratch)
    meta = getattr(data, "file_meta", None)
    syntax = str(meta.get("TransferSyntaxUID", "")) if meta is not None else ""
    verdict, text = judge(data, syntax, ours, why, theirs, reason)
    shape = list(ours.shape) if ours is not None else []
    return {"file": label, "syntax": syntax.replace("1.2.840.10008.", ""), "frames": shape[0] if shape else 0,
            "shape": "x".join(map(str, shape[1:])), "verdict": verdict, "why": text or ""}


def print_table(rows, out):
    print("| file | syntax | frames | shape | result | why |\n|---|---|---|---|---|---|", file=out)
    for row in rows:
        cells = [str(row[key]).replace("|", "/") for key in ("file", "syntax", "frames", "shape", "verdict", "why")]
        print("| " + " | ".join(cells) + " |", file=out)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--pydicom-data", action="store_true", help="also the installed pydicom's test files")
    parser.add_argument("--markdown", type=Path, help="write the whole table here")
    parser.add_argument("--all", action="store_true", help="print every row, not only the unequal ones")
    options = parser.parse_args()
    folders = list(options.folders)
    if options.pydicom_data:
        folders.append(Path(pydicom.__file__).parent / "data")
    if not folders:
        parser.error("name a folder or use --pydicom-data")
    warnings.filterwarnings("ignore")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for folder in folders:
            for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc", ".json")):
                rows.append(row_of(options.program, path, f"{folder.name}/{path.relative_to(folder)}", Path(scratch)))
    if options.markdown:
        with options.markdown.open("w") as out:
            print_table(rows, out)
    good = ("equal", "within 1", "within peers", "no pixels", "not DICOM")
    print_table([row for row in rows if options.all or row["verdict"] not in good], sys.stdout)
    counts = {}
    for row in rows:
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    print(f"\n{len(rows)} files: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    return 1 if any(row["verdict"] in ("differs", "only pydicom") for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
