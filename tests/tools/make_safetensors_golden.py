#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""A small safetensors file written by the reference package, every common type, for core/weights.

Run: make_safetensors_golden.py OUT.safetensors   (needs `pip install safetensors torch`)
"""
import sys

import torch
from safetensors.torch import save_file

count = torch.arange(6)
save_file(
    {
        "f32": (count / 4 - 0.5).reshape(2, 3).to(torch.float32),
        "f16": (count / 4 - 0.5).reshape(2, 3).to(torch.float16),
        "bf16": (count / 4 - 0.5).reshape(2, 3).to(torch.bfloat16),
        "f64": (count / 4 - 0.5).reshape(2, 3).to(torch.float64),
        "i8": (count - 3).to(torch.int8),
        "u8": (count + 250).to(torch.uint8),
        "i16": (count - 3).to(torch.int16),
        "i32": (count - 3).to(torch.int32),
        "i64": (count - 3).to(torch.int64),
        "bool": count % 2 == 0,
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
    },
    sys.argv[1],
    metadata={"format": "pt", "note": "golden"},
)
