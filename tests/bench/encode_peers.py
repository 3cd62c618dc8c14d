#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""The peers of `hilum bench encode`: the same seeded towers in eager PyTorch, ONNX Runtime and OpenVINO.

    python3 -m venv ref && ref/bin/pip install torch torchvision transformers open_clip_torch timm safetensors \
        onnxruntime openvino onnx onnxscript
    ref/bin/python tests/bench/encode_peers.py make WORK            # published weights, ONNX files, int8 files
    ref/bin/python tests/bench/encode_peers.py run WORK --model clip --tower image --threads 1 --batch 1

`make` writes WORK/<model>/ (import it with `hilum models import`) and WORK/<model>-<tower>.onnx. `run` prints one JSON
line a peer: median milliseconds for one item, and the cosine of its embedding to eager fp32. Models: hilum-base (the
committed pack), clip (ViT-B/32), biomedclip, sam-vit-b, mobile-sam (encoders). Text lengths: CLIP pads to 77 as
published; BERT towers are given --tokens. One process a run, so that thread settings hold.
"""
import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "reference"), str(HERE.parent / "tools")]
CLIP_TOKENS = 77


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("action", choices=("make", "run"))
    parser.add_argument("work", type=Path)
    parser.add_argument("--model", default="clip")
    parser.add_argument("--tower", default="image", choices=("image", "text"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=17)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--peers", default="torch,ort,ort-int8,ov,ov-bf16")
    return parser.parse_args()


ARGS = parse()
os.environ["OMP_NUM_THREADS"] = str(ARGS.threads)

import torch  # noqa: E402  (after the thread settings)
from torch import nn  # noqa: E402


class Tower(nn.Module):
    def __init__(self, call):
        super().__init__()
        self.call = call

    def forward(self, *inputs):
        return self.call(*inputs)


def published(model):
    import make_published as published_cases

    torch.manual_seed(published_cases.SEED)
    made = {"clip": published_cases.OpenClip, "biomedclip": published_cases.BiomedClip}[model](True)
    return published_cases.randomize(made)


def sam(model):
    from segment_anything import sam_model_registry

    torch.manual_seed(7)
    return sam_model_registry["vit_b"]().eval() if model == "sam-vit-b" else None


def towers(model):
    """The module (kept alive) and a tower's inputs for a batch."""
    if model == "hilum-base":
        import peer_encode

        return peer_encode.load(HERE.parent.parent / "resources/models/hilum-base")
    return sam(model) if "sam" in model else published(model)


def tower(model, net, name):
    if "sam" in model:
        return Tower(net.image_encoder)
    if model == "hilum-base":
        net = net[1] if isinstance(net, tuple) else net
        return Tower(net.image if name == "image" else net.text)
    if name == "image":
        return Tower(net.encode_image)
    return Tower(net.clip.encode_text if model == "clip" else net.encode_text)


def inputs(model, name, batch, tokens):
    generator = torch.Generator().manual_seed(3)
    if name == "image":
        side = 1024 if "sam" in model else 224
        return (torch.randn(batch, 3, side, side, generator=generator),)
    if model == "clip":
        ids = torch.randint(1, 49000, (batch, CLIP_TOKENS), generator=generator)
        ids[:, -1] = 49407
        return (ids,)
    ids = torch.randint(1, 20000, (batch, tokens), generator=generator)
    return ids, torch.ones(batch, tokens, dtype=torch.long)


def export(net, example, path, axes):
    names = ["x", "mask"][: len(example)]
    torch.onnx.export(net, example, str(path), input_names=names, output_names=["y"], opset_version=17, dynamo=False,
                      dynamic_axes={n: a for n, a in zip(names, axes)} | {"y": {0: "n"}})


def make(work):
    from onnxruntime.quantization import QuantType, quantize_dynamic

    work.mkdir(parents=True, exist_ok=True)
    for model in ("hilum-base", "clip", "biomedclip"):
        net = towers(model)
        if model != "hilum-base":
            (work / model).mkdir(exist_ok=True)
            torch.save(net.state_dict(), work / model / "open_clip_pytorch_model.bin")
            heads = {"num_attention_heads": 12, "vision_heads": 12}
            clip = {"vision_config": {"num_attention_heads": 12}, "text_config": {"num_attention_heads": 8}}
            (work / model / "config.json").write_text(json.dumps(clip if model == "clip" else heads))
        for name in ("image", "text"):
            path = work / f"{model}-{name}.onnx"
            axes = [{0: "n"}] if name == "image" or model == "clip" else [{0: "n", 1: "t"}] * 2
            with torch.no_grad():
                export(tower(model, net, name).eval(), inputs(model, name, 2, ARGS.tokens), path, axes)
            quantize_dynamic(str(path), str(path.with_suffix(".int8.onnx")), per_channel=True, weight_type=QuantType.QInt8)
            print(path, flush=True)


def clock(call, runs):
    for _ in range(2):
        result = call()
    samples = []
    for _ in range(runs):
        begin = time.perf_counter()
        result = call()
        samples.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(samples), result


def ort(path, feed, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [i.name for i in session.get_inputs()]
    return lambda: session.run(None, {n: f.numpy() for n, f in zip(names, feed)})[0]


def openvino_call(path, feed, threads, bf16):
    import openvino

    core = openvino.Core()
    hint = openvino.Type.bf16 if bf16 else openvino.Type.f32
    model = core.read_model(str(path))
    model.reshape({i.any_name: list(f.shape) for i, f in zip(model.inputs, feed)})
    config = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": hint, "PERFORMANCE_HINT": "LATENCY"}
    request = core.compile_model(model, "CPU", config).create_infer_request()
    tensors = [f.numpy() for f in feed]
    return lambda: next(iter(request.infer(tensors, share_inputs=True).values()))


def run(work):
    torch.set_num_threads(ARGS.threads)
    feed = inputs(ARGS.model, ARGS.tower, ARGS.batch, ARGS.tokens)
    net = tower(ARGS.model, towers(ARGS.model), ARGS.tower).eval()
    path = work / f"{ARGS.model}-{ARGS.tower}.onnx"
    with torch.inference_mode():
        wanted = net(*feed).flatten(1)
        calls = {
            "torch": lambda: lambda: net(*feed),
            "ort": lambda: ort(path, feed, ARGS.threads),
            "ort-int8": lambda: ort(path.with_suffix(".int8.onnx"), feed, ARGS.threads),
            "ov": lambda: openvino_call(path, feed, ARGS.threads, False),
            "ov-bf16": lambda: openvino_call(path, feed, ARGS.threads, True),
        }
        for peer in ARGS.peers.split(","):
            median, result = clock(calls[peer](), ARGS.runs)
            got = torch.as_tensor(result).flatten(1).float()
            cosine = torch.cosine_similarity(wanted.double(), got.double()).min().item()
            print(json.dumps({"model": ARGS.model, "tower": ARGS.tower, "threads": ARGS.threads, "batch": ARGS.batch,
                              "tokens": feed[0].shape[1] if ARGS.tower == "text" else 0, "peer": peer,
                              "ms": round(median / ARGS.batch, 3), "cosine": round(cosine, 7)}), flush=True)


if __name__ == "__main__":
    make(ARGS.work) if ARGS.action == "make" else run(ARGS.work)
