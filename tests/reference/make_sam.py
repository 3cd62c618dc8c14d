#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden cases of the SAM family, made with the reference implementations.

SAM and MedSAM come from the package segment-anything. MobileSAM and LiteMedSAM are on no package index; their TinyViT
encoder is put together from timm's blocks of the same paper (timm.models.tiny_vit), with the published stem, the last
merging that keeps the grid, the published neck and the published key names. Pictures are prepared by the published
code's own calls (Pillow, scikit-image, OpenCV).

    python3 -m venv ref && ref/bin/pip install torch torchvision timm segment-anything safetensors scikit-image opencv-python-headless
    ref/bin/python tests/reference/make_sam.py tests/data/published
    ref/bin/python tests/reference/make_sam.py /somewhere --full [sam-b sam-l sam-h mobile lite]

The product never runs this; tests/core/weights/tst_sam.cpp and tests/core/engine/tst_segmenter.cpp read what it wrote.
"""
import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
import timm.models.tiny_vit as tiny
from segment_anything import SamPredictor
from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer
from segment_anything.modeling.common import LayerNorm2d

from make_published import pixels, randomize, SEED


def decoder_parts(dim, grid, size, mask_channels, heads, mlp, quality):
    prompt = PromptEncoder(embed_dim=dim, image_embedding_size=(grid, grid), input_image_size=(size, size), mask_in_chans=mask_channels)
    decoder = MaskDecoder(num_multimask_outputs=3, transformer=TwoWayTransformer(depth=2, embedding_dim=dim, mlp_dim=mlp, num_heads=heads),
                          transformer_dim=dim, iou_head_depth=3, iou_head_hidden_dim=quality)
    return prompt, decoder


def sam(kind):
    if kind == "small":
        size, patch, width, depth, heads, window, whole, dim = 64, 8, 32, 3, 4, 3, [1], 32
        prompt, decoder = decoder_parts(dim, size // patch, size, 8, 4, 48, 24)
    else:
        width, depth, heads, whole = {"sam-b": (768, 12, 12, [2, 5, 8, 11]), "sam-l": (1024, 24, 16, [5, 11, 17, 23]),
                                      "sam-h": (1280, 32, 16, [7, 15, 23, 31])}[kind]
        size, patch, window, dim = 1024, 16, 14, 256
        prompt, decoder = decoder_parts(dim, 64, size, 16, 8, 2048, 256)
    encoder = ImageEncoderViT(img_size=size, patch_size=patch, embed_dim=width, depth=depth, num_heads=heads, mlp_ratio=4, out_chans=dim,
                              qkv_bias=True, norm_layer=partial(nn.LayerNorm, eps=1e-6), use_rel_pos=True, global_attn_indexes=whole,
                              window_size=window)
    return Sam(encoder, prompt, decoder, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375])


class TinyEncoder(nn.Module):
    """timm's TinyViT blocks in the order of the published encoder; NCHW throughout."""

    def __init__(self, size, widths, depths, heads, windows, dim, lite, keep_grid):
        super().__init__()
        self.img_size = size
        act, half = nn.GELU, widths[0] // 2
        conv = (lambda i, o: tiny.ConvNorm(i, o, 1, 1, 0)) if lite else (lambda i, o: tiny.ConvNorm(i, o, 3, 2, 1))
        self.stem0, self.act, self.stem1 = conv(3, half), act(), conv(half, widths[0])
        self.stages, self.merges = nn.ModuleList(), nn.ModuleList()
        for s, width in enumerate(widths):
            blocks = [tiny.MBConv(width, width, 4.0, act, 0.0) if s == 0 else
                      tiny.TinyVitBlock(width, heads[s], window_size=windows[s], mlp_ratio=4.0, act_layer=act) for _ in range(depths[s])]
            self.stages.append(nn.ModuleList(blocks))
            if s + 1 < len(widths):
                merge = tiny.PatchMerging(width, widths[s + 1], act)
                if s == 2 and keep_grid:
                    merge.conv2.conv.stride = (1, 1)
                self.merges.append(merge)
        self.neck = nn.Sequential(nn.Conv2d(widths[-1], dim, 1, bias=False), LayerNorm2d(dim),
                                  nn.Conv2d(dim, dim, 3, padding=1, bias=False), LayerNorm2d(dim))

    def forward(self, x):
        x = self.stem1(self.act(self.stem0(x)))
        for s, blocks in enumerate(self.stages):
            x = self.merges[s - 1](x) if s > 0 else x
            if s == 0:
                for block in blocks:
                    x = block(x)
            else:
                x = x.permute(0, 2, 3, 1)
                for block in blocks:
                    x = block(x)
                x = x.permute(0, 3, 1, 2).contiguous()
        return self.neck(x)


def tiny_name(key):
    """timm's names to the published ones."""
    for part in ("conv1", "conv2", "conv3", "local_conv", "stem0", "stem1"):
        key = key.replace(f"{part}.conv.", f"{part}.c.")
    key = key.replace("image_encoder.stem0.", "image_encoder.patch_embed.seq.0.").replace("image_encoder.stem1.", "image_encoder.patch_embed.seq.2.")
    parts = key.split(".")
    if parts[1] == "stages":
        return ".".join(["image_encoder", "layers", parts[2], "blocks"] + parts[3:])
    if parts[1] == "merges":
        return ".".join(["image_encoder", "layers", parts[2], "downsample"] + parts[3:])
    return key


def tiny_sam(lite, full):
    if full:
        size, widths, depths, heads, windows, dim = 256 if lite else 1024, [64, 128, 160, 320], [2, 2, 6, 2], [2, 4, 5, 10], [7, 7, 14, 7], 256
        prompt, decoder = decoder_parts(dim, 64, size, 16, 8, 2048, 256)
    else:
        size, widths, depths, heads, windows, dim = 32 if lite else 64, [8, 16, 20, 24], [1, 2, 1, 1], [2, 2, 2, 3], [3, 3, 4, 3], 32
        prompt, decoder = decoder_parts(dim, size // 4 if lite else size // 16, size, 8, 4, 48, 24)
    keep = True
    return Sam(TinyEncoder(size, widths, depths, heads, windows, dim, lite, keep), prompt, decoder, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375])


def picture(width, height):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((5 * x + 3 * y + x * y // 9 + 40 * c) % 256).astype(np.uint8)


def prompts(size, side):
    """In the network's coordinates: what the encoder of prompts and the decoder get."""
    s = size / 64
    points, labels = torch.tensor([[10.25 * s, 20.0 * s], [40.0 * s, 33.5 * s]]), torch.tensor([1, 0])
    box = torch.tensor([5.0 * s, 8.5 * s, 50.0 * s, 44.0 * s])
    grid = torch.arange(side * side).view(1, 1, side, side)
    return [("points", points, labels, None, None, False), ("box", None, None, box, None, False), ("both", points, labels, box, None, True),
            ("corrected", points[:1], labels[:1], None, ((grid * 7 % 23) - 11).float() / 4, True)]


def parity(model, golden, full):
    """The network alone: features, masks and qualities for every kind of prompt."""
    size = model.image_encoder.img_size
    with torch.no_grad():
        features = model.image_encoder(pixels(1, size))
        golden["features"] = features
        side = 4 * features.shape[-1]
        for name, points, labels, box, mask, several in prompts(size, side):
            sparse, dense = model.prompt_encoder(None if points is None else (points[None], labels[None]), None if box is None else box[None], mask)
            masks, quality = model.mask_decoder(features, model.prompt_encoder.get_dense_pe(), sparse, dense, several)
            golden[f"{name}.masks"], golden[f"{name}.quality"] = masks, quality
            for key, value in (("points", points), ("labels", labels), ("box", box), ("mask", mask)):
                if value is not None:
                    golden[f"{name}.{key}"] = value


def predicted(model, image, golden):
    """From the picture to its mask, by SamPredictor."""
    predictor = SamPredictor(model)
    predictor.set_image(image)
    box, points, labels = np.array([6, 5, 33, 27]), np.array([[20, 11], [3, 30]]), np.array([1, 0])
    for name, kwargs in (("picture.box", dict(box=box, multimask_output=False)),
                         ("picture.points", dict(point_coords=points, point_labels=labels, multimask_output=True))):
        masks, quality, logits = predictor.predict(**kwargs)
        for key, value in (("mask", masks.astype(np.uint8)), ("quality", quality), ("logits", logits)):
            golden[f"{name}.{key}"] = torch.from_numpy(np.ascontiguousarray(value))


def med_predicted(model, image, golden):
    """MedSAM_Inference.py."""
    import skimage.transform
    size, (height, width) = model.image_encoder.img_size, image.shape[:2]
    scaled = skimage.transform.resize(image, (size, size), order=3, preserve_range=True, anti_aliasing=True).astype(np.uint8)
    scaled = (scaled - scaled.min()) / np.clip(scaled.max() - scaled.min(), a_min=1e-8, a_max=None)
    box = torch.as_tensor(np.array([[6, 5, 33, 27]]) / np.array([width, height, width, height]) * size, dtype=torch.float)[:, None, :]
    with torch.no_grad():
        features = model.image_encoder(torch.tensor(scaled).float().permute(2, 0, 1)[None])
        sparse, dense = model.prompt_encoder(points=None, boxes=box, masks=None)
        logits, quality = model.mask_decoder(features, model.prompt_encoder.get_dense_pe(), sparse, dense, False)
        mask = nn.functional.interpolate(torch.sigmoid(logits), size=(height, width), mode="bilinear", align_corners=False)
    golden.update({"medsam.mask": (mask[0] > 0.5).to(torch.uint8), "medsam.quality": quality[0], "medsam.logits": logits[0]})


def lite_predicted(model, image, golden):
    """CVPR24_LiteMedSAM_infer.py."""
    import cv2
    size, (height, width) = model.image_encoder.img_size, image.shape[:2]
    scale = size / max(height, width)
    new = (int(height * scale + 0.5), int(width * scale + 0.5))
    scaled = cv2.resize(image, (new[1], new[0]), interpolation=cv2.INTER_AREA)
    scaled = (scaled - scaled.min()) / np.clip(scaled.max() - scaled.min(), a_min=1e-8, a_max=None)
    padded = np.zeros((size, size, 3))
    padded[:new[0], :new[1]] = scaled
    box = torch.tensor([[int(v * scale) for v in (6, 5, 33, 27)]], dtype=torch.float)[:, None, :]
    with torch.no_grad():
        features = model.image_encoder(torch.tensor(padded).float().permute(2, 0, 1)[None])
        sparse, dense = model.prompt_encoder(points=None, boxes=box, masks=None)
        logits, quality = model.mask_decoder(features, model.prompt_encoder.get_dense_pe(), sparse, dense, False)
        mask = nn.functional.interpolate(logits[..., :new[0], :new[1]], size=(height, width), mode="bilinear", align_corners=False)
    golden.update({"picture.box.mask": (torch.sigmoid(mask[0]) > 0.5).to(torch.uint8), "picture.box.quality": quality[0],
                   "picture.box.logits": logits[0]})


def case(folder, model, lite, small, file, full=False):
    randomize(model)
    if not full:  # the published standard deviation of the positions' matrix
        with torch.no_grad():
            model.prompt_encoder.pe_layer.positional_encoding_gaussian_matrix.copy_(
                torch.randn((2, model.prompt_encoder.embed_dim // 2), generator=torch.Generator().manual_seed(SEED)))
    golden, image = {}, picture(37, 50)
    parity(model, golden, full)
    if lite:
        lite_predicted(model, image, golden)
    else:
        predicted(model, image, golden)
        if isinstance(model.image_encoder, ImageEncoderViT):
            med_predicted(model, image, golden)
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().clone().contiguous() for k, v in model.state_dict().items() if "pixel_" not in k}
    if isinstance(model.image_encoder, TinyEncoder):
        state = {tiny_name(k): v for k, v in state.items()}
    torch.save(state, folder / file)
    if small:
        (folder / "config.json").write_text(json.dumps(small) + "\n")
    save_file({k: v.contiguous().clone() for k, v in golden.items()}, folder / "golden.safetensors")
    print(folder.name, tuple(golden["features"].shape), float(golden["features"].std()), float(golden["box.masks"].std()))


def hf_sam(folder):
    """transformers' SamModel, with its own names, prompts and outputs."""
    from transformers import SamConfig, SamModel
    model = SamModel(SamConfig(
        vision_config=dict(hidden_size=32, num_hidden_layers=3, num_attention_heads=4, image_size=64, patch_size=8, window_size=3,
                           global_attn_indexes=[1], output_channels=32, mlp_dim=128, num_pos_feats=16),
        prompt_encoder_config=dict(hidden_size=32, image_size=64, patch_size=8, mask_input_channels=8),
        mask_decoder_config=dict(hidden_size=32, mlp_dim=48, num_attention_heads=4, iou_head_hidden_dim=24)))
    randomize(model)
    golden = {}
    with torch.no_grad():
        features = model.get_image_embeddings(pixels(1, 64))
        golden["features"] = features
        for name, points, labels, box, mask, several in prompts(64, 32):
            out = model(image_embeddings=features, multimask_output=several,
                        input_points=None if points is None else points[None, None], input_labels=None if labels is None else labels[None, None],
                        input_boxes=None if box is None else box[None, None], input_masks=mask)
            golden[f"{name}.masks"], golden[f"{name}.quality"] = out.pred_masks[0], out.iou_scores[0]
            for key, value in (("points", points), ("labels", labels), ("box", box), ("mask", mask)):
                if value is not None:
                    golden[f"{name}.{key}"] = value
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    save_file({k: v.contiguous().clone() for k, v in golden.items()}, folder / "golden.safetensors")
    print(folder.name, tuple(features.shape), float(features.std()), float(golden["box.masks"].std()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--full", nargs="*")
    args = parser.parse_args()
    out = Path(args.out)
    torch.manual_seed(SEED)
    if args.full is None:
        case(out / "sam-vit", sam("small"), False, {"decoder_heads": 4}, "sam_vit_small.pth")
        hf_sam(out / "sam-hf")
        config = {"decoder_heads": 4, "last_merge_halves": 0}
        case(out / "mobile-sam", tiny_sam(False, False), False, {**config, "image_size": 64}, "mobile_sam.pt")
        case(out / "lite-medsam", tiny_sam(True, False), True, {**config, "image_size": 32}, "lite_medsam.pth")
        return
    for name in args.full or ["sam-b", "sam-l", "sam-h", "mobile", "lite"]:
        model = sam(name) if name.startswith("sam") else tiny_sam(name == "lite", True)
        case(out / name, model, name == "lite", None, f"{name}.pth", True)


if __name__ == "__main__":
    main()
