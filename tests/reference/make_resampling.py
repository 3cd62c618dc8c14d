#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden cases of scikit-image's cubic resize with antialiasing, as MedSAM's published code calls it.

    ref/bin/pip install scikit-image
    ref/bin/python tests/reference/make_resampling.py tests/data/preparation/spline.bin

Each case: width, height, channels, new width, new height (little-endian 16 bits each), then the bytes of the result.
"""
import struct
import sys
from pathlib import Path

import numpy as np
import skimage.transform

CASES = [(97, 131, 1, 32, 32), (60, 40, 3, 32, 48), (16, 12, 1, 64, 64), (5, 3, 3, 20, 20), (200, 10, 1, 40, 40), (1, 1, 1, 8, 8), (2, 7, 1, 9, 9)]


def main():
    out = b""
    for width, height, channels, w, h in CASES:
        y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
        image = ((7 * x + 13 * y + x * y // 16 + 29 * c) % 256).astype(np.uint8)
        image = image[:, :, 0] if channels == 1 else image
        made = skimage.transform.resize(image, (h, w), order=3, preserve_range=True, anti_aliasing=True).astype(np.uint8)
        out += struct.pack("<5H", width, height, channels, w, h) + made.tobytes()
    Path(sys.argv[1]).write_bytes(out)


if __name__ == "__main__":
    main()
