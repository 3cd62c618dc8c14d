#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""What the reference implementations make of real pictures before their networks, for tst_prepare.

    ref/bin/pip install torch torchvision open_clip_torch segment-anything scikit-image opencv-python-headless pillow
    ref/bin/python tests/reference/make_prepared.py OUT SET=FOLDER [SET=FOLDER ...] [--count 12]
    HILUM_PREPARED=OUT build/ci/tests/bin/tst_prepare equalsTheReferenceOnRealPictures

Each FOLDER is searched for PNG and JPEG files, of which every n-th is taken; a DICOM set is first rendered with
`hilum dicom render`, which is the rendition that every model of Hilum sees. Nothing of OUT is ever committed.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import open_clip
import skimage.transform
import torch
from PIL import Image
from segment_anything.utils.transforms import ResizeLongestSide


def grey(image):
    return image.convert("L")


def clip(image):
    """open_clip's evaluation transform without its last two steps (tensor, normalise)."""
    steps = open_clip.image_transform(224, is_train=False).transforms
    for step in steps:
        if type(step).__name__ in ("ToTensor", "MaybeToTensor", "Normalize"):
            break
        image = step(image)
    return np.asarray(image)


def medclip(image):
    """medclip/feature_extractor: grey, padded to a square of at least 224 with zeros, bicubic to 224."""
    image = grey(image)
    side = max(224, *image.size)
    square = Image.new("L", (side, side), 0)
    square.paste(image, ((side - image.size[0]) // 2, (side - image.size[1]) // 2))
    return np.asarray(square.resize((224, 224), Image.Resampling.BICUBIC))


def medpix(image):
    return cv2.resize(np.asarray(image.convert("RGB")), (224, 224))


def siglip(image):
    return np.asarray(image.convert("RGB").resize((224, 224), Image.Resampling.BICUBIC))


def sam(image):
    return ResizeLongestSide(1024).apply_image(np.asarray(image.convert("RGB")))


def medsam(image):
    return skimage.transform.resize(np.asarray(image.convert("RGB")), (1024, 1024), order=3, preserve_range=True, anti_aliasing=True).astype(np.uint8)


def litemedsam(image):
    array = np.asarray(image.convert("RGB"))
    scale = 256 / max(array.shape[:2])
    return cv2.resize(array, (int(array.shape[1] * scale + 0.5), int(array.shape[0] * scale + 0.5)), interpolation=cv2.INTER_AREA)


RULES = {"clip": (clip, dict(fit="crop", resample="pil-bicubic", size=224, colour="rgb")),
         "medclip": (medclip, dict(fit="pad", resample="pil-bicubic", size=224, colour="grey")),
         "medpix": (medpix, dict(fit="stretch", resample="cv-linear", size=224, colour="rgb")),
         "siglip": (siglip, dict(fit="stretch", resample="pil-bicubic", size=224, colour="rgb")),
         "sam": (sam, dict(fit="corner", resample="pil-bilinear", size=1024, colour="rgb")),
         "medsam": (medsam, dict(fit="stretch", resample="spline", size=1024, colour="rgb")),
         "lite-medsam": (litemedsam, dict(fit="corner", resample="cv-area", size=256, colour="rgb"))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--count", type=int, default=12)
    args = parser.parse_args()
    out, rows = Path(args.out), []
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for entry in args.sets:
        name, folder = entry.split("=", 1)
        files = sorted(f for f in Path(folder).rglob("*") if f.suffix.lower() in (".png", ".jpg", ".jpeg"))
        for file in files[:: max(1, len(files) // args.count)][: args.count]:
            image = Image.open(file)
            image = image if image.mode in ("L", "RGB") else image.convert("RGB")
            for rule, (function, words) in RULES.items():
                target = f"{name}-{file.stem}-{rule}.png"
                Image.fromarray(function(image)).save(out / target, compress_level=1)
                rows.append({"set": name, "rule": rule, "file": str(file), "out": target, **words})
    (out / "prepared.json").write_text(json.dumps(rows) + "\n")
    print(len(rows), "pictures")


if __name__ == "__main__":
    main()
