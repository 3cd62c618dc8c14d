#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Writes tests/data/stored_values.json: shape and SHA-256 of pydicom's pixel values for every file of the
shared collection whose pixels are uncompressed, deflated or RLE (lossless, so every reader must agree).

Run: stored_values_golden.py COLLECTION OUT.json   (needs pydicom 3 and numpy)
"""
import hashlib
import json
import sys
import warnings
from pathlib import Path

import pydicom

SYNTAXES = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
            "1.2.840.10008.1.2.5"}


def main(root: Path, out: Path) -> None:
    warnings.filterwarnings("ignore")
    golden = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        try:
            data = pydicom.dcmread(path)
            if data.file_meta.TransferSyntaxUID not in SYNTAXES:
                continue
            values = data.pixel_array
        except Exception:  # not DICOM, no pixels, or damaged: not a reference
            continue
        colour = data.SamplesPerPixel == 3
        frames = values.reshape((-1, data.Rows, data.Columns) + ((3,) if colour else ()))
        little = frames.astype(frames.dtype.newbyteorder("<"))
        golden[str(path.relative_to(root))] = {
            "shape": list(frames.shape), "dtype": little.dtype.str, "sha256": hashlib.sha256(little.tobytes()).hexdigest()}
    out.write_text(json.dumps(golden, indent=1, sort_keys=True) + "\n")
    print(f"{len(golden)} files written to {out}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
