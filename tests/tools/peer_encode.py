#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""The peer of `hilum bench encode`: the same pack in eager PyTorch, channels-last, same threads.

Run: peer_encode.py PACK_FOLDER [--threads N] [--runs N]   (needs `pip install torch safetensors numpy`)
Prints one JSON object of medians in milliseconds. The pack's golden check is computed first, so that
the figures are known to be of the same network.
"""
import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

STAGES = ((1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80), (3, 5, 1, 6, 80, 112),
          (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320))
MIDDLE_BLOCK = 10


class Same(nn.Conv2d):
    """TensorFlow's SAME padding: symmetric where it can be, else more on the right and bottom."""

    def forward(self, x):
        kernel, stride = self.kernel_size[0], self.stride[0]
        total = max((-(-x.shape[-1] // stride) - 1) * stride + kernel - x.shape[-1], 0)
        if total % 2 == 0:
            return F.conv2d(x, self.weight, None, stride, total // 2, 1, self.groups)
        return F.conv2d(F.pad(x, (total // 2, total - total // 2) * 2), self.weight, None, stride, 0, 1, self.groups)


def bn(width):
    return nn.BatchNorm2d(width, eps=1e-3, momentum=0.01)


class Block(nn.Module):
    def __init__(self, i, o, kernel, stride, expand):
        super().__init__()
        wide = i * expand
        self.expands, self.residual = expand != 1, stride == 1 and i == o
        if self.expands:
            self._expand_conv, self._bn0 = Same(i, wide, 1, bias=False), bn(wide)
        self._depthwise_conv, self._bn1 = Same(wide, wide, kernel, stride, groups=wide, bias=False), bn(wide)
        self._project_conv, self._bn2 = Same(wide, o, 1, bias=False), bn(o)

    def forward(self, x):
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = self._bn2(self._project_conv(F.relu6(self._bn1(self._depthwise_conv(y)))))
        return y + x if self.residual else y


class EfficientNetLite0(nn.Module):
    def __init__(self):
        super().__init__()
        self._conv_stem, self._bn0 = Same(3, 32, 3, 2, bias=False), bn(32)
        blocks = []
        for repeats, kernel, stride, expand, i, o in STAGES:
            blocks += [Block(i if r == 0 else o, o, kernel, stride if r == 0 else 1, expand) for r in range(repeats)]
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = Same(320, 1280, 1, bias=False), bn(1280)

    def forward(self, x):
        x, middle = F.relu6(self._bn0(self._conv_stem(x))), None
        for index, block in enumerate(self._blocks):
            x = block(x)
            if index == MIDDLE_BLOCK:
                middle = x
        return middle, F.relu6(self._bn1(self._conv_head(x)))


class Bert(nn.Module):
    def __init__(self, o):
        super().__init__()
        w, self.heads = o["width"], o["heads"]
        e = self.embeddings = nn.Module()
        e.word_embeddings, e.position_embeddings = nn.Embedding(o["vocab"], w), nn.Embedding(o["positions"], w)
        e.token_type_embeddings, e.LayerNorm = nn.Embedding(2, w), nn.LayerNorm(w, eps=1e-12)
        self.encoder = nn.Module()
        self.encoder.layer = nn.ModuleList()
        for _ in range(o["layers"]):
            layer = nn.Module()
            layer.attention, layer.intermediate, layer.output = nn.Module(), nn.Module(), nn.Module()
            a = layer.attention
            a.self, a.output = nn.Module(), nn.Module()
            a.self.query, a.self.key, a.self.value = nn.Linear(w, w), nn.Linear(w, w), nn.Linear(w, w)
            a.output.dense, a.output.LayerNorm = nn.Linear(w, w), nn.LayerNorm(w, eps=1e-12)
            layer.intermediate.dense = nn.Linear(w, o["mlp"])
            layer.output.dense, layer.output.LayerNorm = nn.Linear(o["mlp"], w), nn.LayerNorm(w, eps=1e-12)
            self.encoder.layer.append(layer)

    def forward(self, ids, mask):
        n, t = ids.shape
        e = self.embeddings
        x = e.LayerNorm(e.word_embeddings(ids) + e.position_embeddings.weight[:t] + e.token_type_embeddings.weight[0])
        attend = mask.bool()[:, None, None, :]
        for layer in self.encoder.layer:
            a = layer.attention
            q, k, v = (m(x).view(n, t, self.heads, -1).transpose(1, 2) for m in (a.self.query, a.self.key, a.self.value))
            y = F.scaled_dot_product_attention(q, k, v, attend).transpose(1, 2).reshape(n, t, -1)
            x = a.output.LayerNorm(a.output.dense(y) + x)
            x = layer.output.LayerNorm(layer.output.dense(F.gelu(layer.intermediate.dense(x))) + x)
        return x


class HilumDual(nn.Module):
    def __init__(self, o):
        super().__init__()
        self.o, d, w = o, o["dim"], o["localWidth"]
        side = o["imageSize"] // 16
        self.image_encoder = EfficientNetLite0()
        self.image_middle, self.image_top = nn.Linear(112, w), nn.Linear(1280, w)
        self.image_position = nn.Parameter(torch.zeros(side * side, w))
        self.image_norm, self.image_local = nn.LayerNorm(w), nn.Linear(w, d)
        self.image_attention = nn.Linear(w, o["poolHeads"])
        self.text_encoder = Bert(o["text"])
        self.text_hidden, self.text_out = nn.Linear(o["text"]["width"], d), nn.Linear(d, d)
        self.text_skip = nn.Linear(o["text"]["width"], d, bias=False)
        self.logit_scale = nn.Parameter(torch.tensor(0.0))

    def image(self, x):
        middle, top = self.image_encoder(x)
        grid = middle.shape[2:]
        tokens = lambda y: y.flatten(2).transpose(1, 2)
        up = self.image_top(tokens(top)).transpose(1, 2).reshape(x.shape[0], -1, *top.shape[2:])
        up = F.interpolate(up, size=grid, mode="bilinear", align_corners=False)
        hidden = F.gelu(self.image_norm(self.image_middle(tokens(middle)) + tokens(up) + self.image_position))
        local, weights = self.image_local(hidden), torch.softmax(self.image_attention(hidden), 1)
        split = local.view(x.shape[0], local.shape[1], self.o["poolHeads"], -1)
        return (split * weights.unsqueeze(-1)).sum(1).reshape(x.shape[0], -1)

    def text(self, ids, mask):
        x = self.text_encoder(ids, mask)
        weights = mask.to(x.dtype).unsqueeze(-1)
        pooled = (x * weights).sum(1) / weights.sum(1)
        return self.text_out(F.gelu(self.text_hidden(pooled))) + self.text_skip(pooled)


def load(folder):
    card = json.loads((folder / "model.json").read_text())
    model = HilumDual(card["options"])
    tensors = load_file(folder / "weights.safetensors")
    state = {}
    for name, value in tensors.items():
        if name.endswith(".scale") and name[: -len(".scale")] in tensors:
            continue
        scale = tensors.get(name + ".scale")
        state[name] = value.float() * scale.float()[:, None] if scale is not None else value.float() if value.is_floating_point() else value
    lacking = [k for k in model.load_state_dict(state, strict=False).missing_keys if not k.endswith("num_batches_tracked")]
    assert not lacking, lacking
    return card, model.eval().to(memory_format=torch.channels_last)


def golden_cosine(card, model):
    size, pre = card["options"]["imageSize"], card["preprocessing"]
    x, y = torch.arange(size)[None, :], torch.arange(size)[:, None]
    grey = ((7 * x + 13 * y + x * y // 16) % 256).float() / 255
    pixels = torch.stack([(grey - m) / s for m, s in zip(pre["mean"], pre["std"])])[None]
    return F.cosine_similarity(model.image(pixels)[0], torch.tensor(card["golden"]["image"]), dim=0).item()


def median(run, runs):
    for _ in range(3):
        run()
    samples = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        samples.append((time.perf_counter() - start) * 1e3)
    return statistics.median(samples)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pack", type=Path)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--runs", type=int, default=21)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    card, model = load(args.pack)
    size = card["options"]["imageSize"]
    with torch.inference_mode():
        out = {"torch": torch.__version__, "threads": args.threads, "runs": args.runs}
        if "golden" in card:
            out["goldenCosine"] = golden_cosine(card, model)
        for count in (1, 8):
            x = torch.rand(count, 3, size, size).contiguous(memory_format=torch.channels_last)
            out[f"encode_image_b{count}"] = median(lambda: model.image(x), args.runs) / count
        ids = torch.randint(1000, 20000, (1, 20))
        out["encode_text_b1"] = median(lambda: model.text(ids, torch.ones_like(ids)), args.runs)
    print(json.dumps(out))


if __name__ == "__main__":
    main()
