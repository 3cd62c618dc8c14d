#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
"""Golden cases of SigLIP, UniMed-CLIP, the joined Hugging Face towers and DenseNet; see make_published.py.

    ref/bin/python tests/reference/make_families.py tests/data/published
    ref/bin/python tests/reference/make_families.py /somewhere --full [siglip medsiglip unimed hf-vit hf-swin densenet clip-b16 clip-l14 ...]

With --full the cases have the published sizes (random weights; hundreds of megabytes each) and are read by
HILUM_FULL_CASES=/somewhere build/ci/tests/bin/tst_families.
"""
import argparse
import json
from pathlib import Path

import open_clip
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn
from transformers import (BertConfig, BertModel, CLIPConfig, CLIPModel, SiglipConfig, SiglipModel, SwinConfig, ViTConfig,
                          VisionTextDualEncoderConfig, VisionTextDualEncoderModel)

import make_published
from make_published import bert_config, case, pixels, randomize


class Siglip(nn.Module):
    def __init__(self, kind):
        super().__init__()
        if kind == "small":
            tower = dict(hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48)
            config = SiglipConfig(vision_config=dict(tower, image_size=32, patch_size=8),
                                  text_config=dict(tower, vocab_size=40, max_position_embeddings=16))
        elif kind == "siglip":
            config = SiglipConfig()
        else:
            tower = dict(hidden_size=1152, num_hidden_layers=27, num_attention_heads=16, intermediate_size=4304)
            config = SiglipConfig(vision_config=dict(tower, image_size=448, patch_size=14),
                                  text_config=dict(tower, vocab_size=32000, max_position_embeddings=64))
        config.text_config._attn_implementation = config.vision_config._attn_implementation = "eager"
        self.model, self.positions = SiglipModel(config), config.text_config.max_position_embeddings

    def state_dict(self, *args, **kwargs):
        return self.model.state_dict(*args, **kwargs)

    def named_parameters(self, *args, **kwargs):
        return self.model.named_parameters(*args, **kwargs)

    def encode_image(self, x):
        return self.model.vision_model(pixel_values=x).pooler_output

    def encode_text(self, ids, mask):
        """Padded to the full length with the end mark and without a mask, as its processor does."""
        full = torch.ones(ids.shape[0], self.positions, dtype=torch.long)
        full[:, : ids.shape[1]] = torch.where(mask.bool(), ids, 1)
        return self.model.text_model(input_ids=full).pooler_output


class Unimed(nn.Module):
    """open_clip's CustomTextCLIP: its own vision transformer, and a BERT as its HFTextEncoder pools and projects it."""

    def __init__(self, full):
        super().__init__()
        dim, width = (512, 768) if full else (16, 32)
        vision = open_clip.model.CLIPVisionCfg(layers=12, width=768, patch_size=16, image_size=224) if full else \
            open_clip.model.CLIPVisionCfg(layers=3, width=32, head_width=8, patch_size=8, image_size=32, mlp_ratio=2.0)
        self.visual = open_clip.model._build_vision_tower(dim, vision, quick_gelu=True)
        self.text = nn.Module()
        self.text.transformer = BertModel(bert_config(full, 30522), add_pooling_layer=False)
        hidden = (width + dim) // 2
        self.text.proj = nn.Sequential(nn.Linear(width, hidden, bias=False), nn.GELU(), nn.Linear(hidden, dim, bias=False))
        self.logit_scale = nn.Parameter(torch.tensor(4.4454))

    def encode_image(self, x):
        return self.visual(x)

    def encode_text(self, ids, mask):
        return self.text.proj(self.text.transformer(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0])


class HfDual(nn.Module):
    def __init__(self, tower, full):
        super().__init__()
        text = BertConfig() if full else bert_config(False, 40)
        if tower == "vit":
            vision = ViTConfig() if full else ViTConfig(hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=48,
                                                        image_size=32, patch_size=8)
        else:
            vision = SwinConfig() if full else SwinConfig(image_size=32, patch_size=4, embed_dim=8, depths=[2, 2], num_heads=[1, 2], window_size=4)
        self.model = VisionTextDualEncoderModel(VisionTextDualEncoderConfig.from_vision_text_configs(vision, text, projection_dim=512 if full else 16))

    def save(self, folder):
        self.model.save_pretrained(folder)  # under the published names, whatever this version calls them in memory

    def named_parameters(self, *args, **kwargs):
        return self.model.named_parameters(*args, **kwargs)

    def encode_image(self, x):
        return self.model.visual_projection(self.model.vision_model(pixel_values=x).pooler_output)

    def encode_text(self, ids, mask):
        return self.model.text_projection(self.model.text_model(input_ids=ids, attention_mask=mask).pooler_output)


def densenet(folder, full, channels):
    net = torchvision.models.DenseNet(num_classes=14) if full else \
        torchvision.models.DenseNet(growth_rate=4, block_config=(2, 1, 2, 1), num_init_features=8, bn_size=2, num_classes=5)
    if channels == 1:
        net.features.conv0 = nn.Conv2d(1, net.features.conv0.out_channels, 7, 2, 3, bias=False)
    randomize(net)
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().clone().contiguous() for k, v in net.state_dict().items()}
    if channels == 3:  # as CheXNet's re-implementation saved it: data-parallel, old names
        state = {"module.densenet121." + k.replace("norm1.", "norm.1.").replace("norm2.", "norm.2.").replace("conv1.", "conv.1.")
                 .replace("conv2.", "conv.2.").replace("classifier.", "classifier.0."): v for k, v in state.items()}
        torch.save({"epoch": 7, "state_dict": state}, folder / "model.pth.tar.pt")
    else:
        save_file(state, folder / "model.safetensors")
    size = 224 if full else 64
    x = pixels(2, size)[:, :channels]
    with torch.no_grad():
        image = torch.relu(net.features(x)).mean((2, 3))
        golden = {"size": size, "image": image.tolist(), "logits": net(x).tolist()}
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")
    print(folder.name, tuple(image.shape), float(image.std()), float(torch.tensor(golden["logits"]).std()))


class Clip(make_published.HfClip):
    """Hugging Face's CLIP at another published size."""

    def __init__(self, patch, width, layers, heads, text_width, text_heads, size, dim):
        nn.Module.__init__(self)
        config = CLIPConfig(projection_dim=dim, vision_config=dict(image_size=size, patch_size=patch, hidden_size=width, num_hidden_layers=layers,
                                                                   num_attention_heads=heads, intermediate_size=4 * width),
                            text_config=dict(hidden_size=text_width, num_hidden_layers=12, num_attention_heads=text_heads,
                                             intermediate_size=4 * text_width))
        self.clip = CLIPModel(config)


class OpenClip(make_published.OpenClip):
    def __init__(self, patch, width, layers, text_width, size, dim):
        nn.Module.__init__(self)
        vision = open_clip.model.CLIPVisionCfg(layers=layers, width=width, patch_size=patch, image_size=size)
        self.clip = open_clip.CLIP(dim, vision, open_clip.model.CLIPTextCfg(width=text_width, heads=text_width // 64), quick_gelu=True)


CLIPS = {"clip-b16": (16, 768, 12, 12, 512, 8, 224, 512), "clip-l14": (14, 1024, 24, 16, 768, 12, 224, 768)}
OPEN_CLIPS = {"openclip-b16": (16, 768, 12, 512, 224, 512), "openclip-l14": (14, 1024, 24, 768, 224, 768)}


def hf_dual(folder, tower, full):
    model = HfDual(tower, full)
    case(folder, model, 224 if full else 32, 40, True, None, "model.safetensors", save=model.save)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--full", nargs="*")
    args = parser.parse_args()
    out = Path(args.out)
    torch.manual_seed(make_published.SEED)
    if args.full is None:
        heads = {"vision_config": {"num_attention_heads": 4}, "text_config": {"num_attention_heads": 4}}
        case(out / "siglip", Siglip("small"), 32, 40, True, heads, "model.safetensors")
        case(out / "unimed-clip", Unimed(False), 32, 40, True, {"num_attention_heads": 4, **{"vision_config": {"num_attention_heads": 4}}},
             "open_clip_pytorch_model.bin")
        hf_dual(out / "hf-vit", "vit", False)
        hf_dual(out / "hf-swin", "swin", False)
        densenet(out / "densenet-grey", False, 1)
        densenet(out / "densenet-rgb", False, 3)
        return
    for name in args.full:
        if name in ("siglip", "medsiglip"):
            case(out / name, Siglip(name), 224 if name == "siglip" else 448, 40, True, None, "model.safetensors")
        elif name == "unimed":
            case(out / name, Unimed(True), 224, 40, True, None, "open_clip_pytorch_model.bin")
        elif name in ("hf-vit", "hf-swin"):
            hf_dual(out / name, name[3:], True)
        elif name == "densenet":
            densenet(out / name, True, 3)
        elif name in CLIPS:
            case(out / name, Clip(*CLIPS[name]), 224, 49408, False, None, "model.safetensors")
        elif name in OPEN_CLIPS:
            case(out / name, OpenClip(*OPEN_CLIPS[name]), 224, 49408, False, None, "open_clip_pytorch_model.bin")
        else:
            parser.error(f"no such case: {name}")


if __name__ == "__main__":
    main()
