#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden cases of the published families, made with the reference implementations.

Each case is a model with the published architecture at a small size and seeded weights, saved in the published
layout, with inputs and the embeddings that the reference computes for them. Run in an environment of its own:

    python3 -m venv ref && ref/bin/pip install torch torchvision transformers open_clip_torch timm safetensors
    ref/bin/python tests/reference/make_published.py tests/data/published

The product never runs this; tests/core/weights/tst_published.cpp reads what it wrote. --full SIZE makes the same cases
at the published sizes (hundreds of megabytes) for a check by hand with `hilum models import` and `hilum embed`.
"""
import argparse
import json
from pathlib import Path

import torch
import torchvision
from safetensors.torch import save_file
from torch import nn
from transformers import BertConfig, BertModel, CLIPConfig, CLIPModel, SwinConfig, SwinModel
import open_clip
import timm

SEED = 20261


def pixels(count, size):
    """The same numbers as in the C++ test: ((7x + 13y + xy // 16 + 29c + 31n) mod 256) / 127.5 - 1."""
    n, c, y, x = torch.meshgrid(torch.arange(count), torch.arange(3), torch.arange(size), torch.arange(size), indexing="ij")
    return ((7 * x + 13 * y + x * y // 16 + 29 * c + 31 * n) % 256).double().div(127.5).sub(1).float()


def is_gain(name, parameter):
    """The weight of a layer norm or batch norm, which is centred on 1."""
    lower = name.lower()
    return parameter.dim() == 1 and name.endswith("weight") and any(n in lower for n in ("norm", "ln_", "bn", "downsample.1"))


def randomize(model):
    """Weights large enough that every layer shows in the result; batch-norm statistics away from 0 and 1."""
    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            scale = 0.4 if p.dim() < 2 else 1.2 / (p[0].numel() ** 0.5)
            p.copy_(torch.randn(p.shape, generator=generator) * scale + (1.0 if is_gain(name, p) else 0.0))
        for name, b in sorted(model.named_buffers()):
            if name.endswith("running_mean"):
                b.copy_(torch.randn(b.shape, generator=generator) * 0.2)
            if name.endswith("running_var"):
                b.copy_(torch.rand(b.shape, generator=generator) + 0.5)
    return model.eval()


def small_resnet(full, classes=None):
    if full:
        net = torchvision.models.resnet50()
    else:
        from torchvision.models.resnet import Bottleneck, ResNet

        class Small(ResNet):
            """torchvision's forward and blocks, an eighth of the width, one block a stage."""

            def __init__(self):
                super().__init__(Bottleneck, [1, 1, 1, 1])
                self.inplanes = 8
                self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
                self.bn1 = nn.BatchNorm2d(8)
                for i, width in enumerate((8, 16, 32, 64)):
                    setattr(self, f"layer{i + 1}", self._make_layer(Bottleneck, width, 1, stride=1 if i == 0 else 2))
                self.fc = nn.Identity()

        net = Small()
    net.fc = nn.Identity() if classes is None else nn.Linear(2048 if full else 256, classes, bias=False)
    return net


def bert_config(full, vocab):
    if full:
        return BertConfig(vocab_size=vocab, attn_implementation="eager")
    return BertConfig(vocab_size=40, hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48,
                      max_position_embeddings=24, attn_implementation="eager")


class BiomedClip(nn.Module):
    """open_clip's CustomTextCLIP with a timm trunk; text as its HFTextEncoder (cls_last_hidden_state_pooler, mlp)."""

    def __init__(self, full):
        super().__init__()
        self.visual = nn.Module()
        self.visual.trunk = (timm.create_model("vit_base_patch16_224", num_classes=0) if full else
                             timm.models.vision_transformer.VisionTransformer(img_size=32, patch_size=8, embed_dim=32, depth=3,
                                                                              num_heads=4, num_classes=0))
        width, dim = (768, 512) if full else (32, 16)
        self.visual.head = nn.Module()
        self.visual.head.proj = nn.Linear(width, dim, bias=False)
        self.text = nn.Module()
        self.text.transformer = BertModel(bert_config(full, 30522), add_pooling_layer=False)
        hidden = (width + dim) // 2
        self.text.proj = nn.Sequential(nn.Linear(width, hidden, bias=False), nn.GELU(), nn.Linear(hidden, dim, bias=False))
        self.logit_scale = nn.Parameter(torch.tensor(4.4454))

    def encode_image(self, x):
        return self.visual.head.proj(self.visual.trunk(x))

    def encode_text(self, ids, mask):
        return self.text.proj(self.text.transformer(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0])


class MedClipText(nn.Module):
    def __init__(self, full, dim):
        super().__init__()
        self.model = BertModel(bert_config(full, 28996), add_pooling_layer=True)
        self.projection_head = nn.Linear(self.model.config.hidden_size, dim, bias=False)

    def forward(self, ids, mask):
        states = self.model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        return self.projection_head(torch.stack([states[1], states[2], states[-1]]).permute(1, 0, 2, 3).mean(2).mean(1))


class MedClip(nn.Module):
    def __init__(self, full, tower):
        super().__init__()
        dim = 512 if full else 16
        self.vision_model = nn.Module()
        self.tower = tower
        if tower == "swin":
            config = SwinConfig() if full else SwinConfig(image_size=32, patch_size=4, embed_dim=8, depths=[2, 2],
                                                          num_heads=[1, 2], window_size=4)
            self.vision_model.model = SwinModel(config)
            self.vision_model.projection_head = nn.Linear(config.hidden_size, dim, bias=False)
        else:
            self.vision_model.model = small_resnet(full, dim)
        self.text_model = MedClipText(full, dim)
        self.logit_scale = nn.Parameter(torch.tensor(2.6592))

    def encode_image(self, x):
        if self.tower == "swin":
            return self.vision_model.projection_head(self.vision_model.model(x).pooler_output)
        return self.vision_model.model(x)

    def encode_text(self, ids, mask):
        """One text at a time, so that no padding enters the published mean over all positions."""
        return torch.cat([self.text_model(i[: int(m.sum())][None], m[: int(m.sum())][None]) for i, m in zip(ids, mask)])


class Projection(nn.Module):
    def __init__(self, features, dim):
        super().__init__()
        self.projection = nn.Linear(features, dim)
        self.fc = nn.Linear(dim, dim)
        self.layer_norm = nn.LayerNorm(dim)

    def forward(self, x):
        p = self.projection(x)
        return self.layer_norm(self.fc(nn.functional.gelu(p)) + p)


class MedPix(nn.Module):
    def __init__(self, full):
        super().__init__()
        dim = 256 if full else 16
        self.image_encoder = nn.Module()
        self.image_encoder.model = small_resnet(full)
        self.text_encoder = nn.Module()
        self.text_encoder.model = BertModel(bert_config(full, 28996))
        self.image_projection = Projection(2048 if full else 256, dim)
        self.text_projection = Projection(self.text_encoder.model.config.hidden_size, dim)

    def encode_image(self, x):
        return self.image_projection(self.image_encoder.model(x))

    def encode_text(self, ids, mask):
        return self.text_projection(self.text_encoder.model(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0])


class HfClip(nn.Module):
    def __init__(self, full):
        super().__init__()
        config = CLIPConfig() if full else CLIPConfig(
            projection_dim=16,
            vision_config=dict(image_size=32, patch_size=8, hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=64),
            text_config=dict(vocab_size=40, hidden_size=24, num_hidden_layers=3, num_attention_heads=2, intermediate_size=48,
                             max_position_embeddings=16, eos_token_id=39, bos_token_id=38, pad_token_id=0))
        self.clip = CLIPModel(config)

    def state_dict(self, *args, **kwargs):
        return self.clip.state_dict(*args, **kwargs)

    def named_parameters(self, *args, **kwargs):
        return self.clip.named_parameters(*args, **kwargs)

    def encode_image(self, x):
        return self.clip.visual_projection(self.clip.vision_model(pixel_values=x).pooler_output)

    def encode_text(self, ids, mask):
        return self.clip.text_projection(self.clip.text_model(input_ids=ids).pooler_output)


class OpenClip(nn.Module):
    """open_clip's CLIP class, whose state dict is OpenAI's."""

    def __init__(self, full):
        super().__init__()
        vision = open_clip.model.CLIPVisionCfg(layers=12, width=768, patch_size=32, image_size=224) if full else \
            open_clip.model.CLIPVisionCfg(layers=3, width=32, head_width=8, patch_size=8, image_size=32, mlp_ratio=2.0)
        text = open_clip.model.CLIPTextCfg() if full else \
            open_clip.model.CLIPTextCfg(context_length=16, vocab_size=40, width=24, heads=2, layers=3, mlp_ratio=2.0)
        self.clip = open_clip.CLIP(512 if full else 16, vision, text, quick_gelu=True)

    def state_dict(self, *args, **kwargs):
        return self.clip.state_dict(*args, **kwargs)

    def named_parameters(self, *args, **kwargs):
        return self.clip.named_parameters(*args, **kwargs)

    def encode_image(self, x):
        return self.clip.encode_image(x)

    def encode_text(self, ids, mask):
        full = torch.zeros(ids.shape[0], self.clip.context_length, dtype=torch.long)
        full[:, : ids.shape[1]] = ids
        return self.clip.encode_text(full)


# transformers 5 names Swin's parts anew in memory; the published files carry the names of 4.x.
SWIN_NAMES = [("attention.q_proj.", "attention.self.query."), ("attention.k_proj.", "attention.self.key."),
              ("attention.v_proj.", "attention.self.value."), ("attention.o_proj.", "attention.output.dense."),
              ("attention.relative_position_bias.", "attention.self."), (".mlp.fc1.", ".intermediate.dense."),
              (".mlp.fc2.", ".output.dense.")]


def published_name(key):
    if key.startswith("vision_model.model.encoder.layers."):
        for new, old in SWIN_NAMES:
            key = key.replace(new, old)
    return key


def case(folder, model, size, vocab, bert, config, file, legacy=False, save=None):
    """save(folder): writes weights and config itself."""
    randomize(model)
    folder.mkdir(parents=True, exist_ok=True)
    state = {published_name(k): v.detach().clone().contiguous() for k, v in model.state_dict().items()}
    if save:
        save(folder)
    elif file.endswith(".safetensors"):
        save_file(state, folder / file)
    elif legacy:
        torch.save(state, folder / file, _use_new_zipfile_serialization=False)
    else:
        torch.save({"epoch": 3, "state_dict": state, "loss": 0.25}, folder / file)
    if config:
        (folder / "config.json").write_text(json.dumps(config) + "\n")
    end = vocab - 1
    ids = torch.tensor([[2, 5, 9, 11, 30, 3, 0, 0], [2, 7, 7, 3, 0, 0, 0, 0]]) if bert else \
        torch.tensor([[end - 1, 5, 9, 11, 30, end, 0, 0], [end - 1, 7, 7, end, 0, 0, 0, 0]])
    mask = torch.tensor([[1] * 6 + [0] * 2, [1] * 4 + [0] * 4])
    with torch.no_grad():
        image, text = model.encode_image(pixels(2, size)), model.encode_text(ids, mask)
    golden = {"size": size, "ids": ids.tolist(), "mask": mask.tolist(), "image": image.tolist(), "text": text.tolist()}
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")
    print(folder.name, tuple(image.shape), float(image.std()), float(text.std()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--full", action="store_true")
    args = parser.parse_args()
    out, full = Path(args.out), args.full
    torch.manual_seed(SEED)
    size = 224 if full else 32
    heads = {} if full else {"num_attention_heads": 4, "vision_heads": 4}
    small_bert = {} if full else {"num_attention_heads": 4, "image_size": 32}
    clip_heads = {} if full else {"vision_config": {"num_attention_heads": 4}, "text_config": {"num_attention_heads": 2}}
    words = 49408 if full else 40
    case(out / "clip-hf", HfClip(full), size, words, False, clip_heads, "model.safetensors")
    case(out / "clip-openai", OpenClip(full), size, words, False, clip_heads, "open_clip_pytorch_model.bin")
    case(out / "biomedclip", BiomedClip(full), size, 40, True, heads, "open_clip_pytorch_model.bin", legacy=True)
    case(out / "medclip-swin", MedClip(full, "swin"), size, 40, True, small_bert, "pytorch_model.bin")
    case(out / "medclip-resnet", MedClip(full, "resnet"), size, 40, True, small_bert, "pytorch_model.bin", legacy=True)
    case(out / "medpix", MedPix(full), size, 40, True, small_bert, "weights.pt")


if __name__ == "__main__":
    main()
