"""Makes the fixtures beside this file: tiny models of other libraries with random weights, images,
and what these libraries make of them.

    pip install torch==2.13.0 timm==1.0.29 transformers==5.18.0 safetensors numpy scipy
    python make_fixtures.py

Each fixture is a folder: model.safetensors as the library names it, config.json where the library
writes one, expected.safetensors with `images` (batch, channels, size, size), `features` (batch,
width) and, where there is a head, `logits` (batch, classes).
"""

import json
import os
import pathlib

import numpy as np
import scipy.ndimage
import torch
from safetensors.torch import load_file, save_file
from timm.models.vision_transformer import VisionTransformer
from transformers import (
    SiglipConfig,
    SiglipForImageClassification,
    SiglipModel,
    SiglipVisionConfig,
    SiglipVisionModel,
    ViTConfig,
    ViTForImageClassification,
)

HERE = pathlib.Path(__file__).resolve().parent
WIDTH, DEPTH, MLP, HEADS, PATCH, SIZE, CLASSES, BATCH = 12, 2, 20, 3, 4, 13, 5, 3


def randomise(model):
    """Every weight random, those that start at zero or one included."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=generator))
    return model.eval()


def images(size):
    generator = torch.Generator().manual_seed(2)
    return 2 * torch.rand(BATCH, 3, size, size, generator=generator) - 1


def save(name, tensors, expected):
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    save_file({k: v.contiguous() for k, v in tensors.items()}, folder / "model.safetensors", {"format": "pt"})
    if expected:
        save_file({k: v.detach().contiguous() for k, v in expected.items()}, folder / "expected.safetensors")


def saved(model, name):
    """The tensors under the names that save_pretrained writes."""
    folder = HERE / name
    model.save_pretrained(folder)
    for leftover in folder.glob("generation_config.json"):
        os.remove(leftover)
    return load_file(folder / "model.safetensors")


def vision_config(**more):
    return dict(
        hidden_size=WIDTH, intermediate_size=MLP, num_hidden_layers=DEPTH, num_attention_heads=HEADS,
        image_size=SIZE, patch_size=PATCH, **more)


@torch.no_grad()
def siglip():
    text = dict(vocab_size=16, hidden_size=WIDTH, intermediate_size=8, num_hidden_layers=1,
                num_attention_heads=2, max_position_embeddings=4, bos_token_id=1, eos_token_id=2)
    model = randomise(SiglipModel(SiglipConfig(text_config=text, vision_config=vision_config())))
    x = images(SIZE)
    features = model.vision_model(pixel_values=x).pooler_output
    save("hf-siglip", saved(model, "hf-siglip"), {"images": x, "features": features})


@torch.no_grad()
def siglip_vision():
    model = randomise(SiglipVisionModel(SiglipVisionConfig(**vision_config(hidden_act="gelu"))))
    x = images(SIZE)
    features = model(pixel_values=x).pooler_output
    save("hf-siglip-vision", saved(model, "hf-siglip-vision"), {"images": x, "features": features})


@torch.no_grad()
def siglip_classifier():
    config = SiglipConfig(
        text_config=dict(vocab_size=16, hidden_size=WIDTH, intermediate_size=8, num_hidden_layers=1,
                         num_attention_heads=2, bos_token_id=1, eos_token_id=2),
        vision_config=vision_config(vision_use_head=False))
    config.num_labels = CLASSES
    model = randomise(SiglipForImageClassification(config))
    x = images(SIZE)
    out = model(pixel_values=x, output_hidden_states=True)
    hidden = model.vision_model(pixel_values=x).last_hidden_state
    save("hf-siglip-classifier", saved(model, "hf-siglip-classifier"),
         {"images": x, "features": hidden.mean(1), "logits": out.logits})


def timm_model(**more):
    return randomise(VisionTransformer(
        img_size=SIZE - SIZE % PATCH, patch_size=PATCH, embed_dim=WIDTH, depth=DEPTH, num_heads=HEADS,
        mlp_ratio=MLP / WIDTH + 1e-6, num_classes=CLASSES, **more))


@torch.no_grad()
def timm(name, **more):
    model = timm_model(class_token=False, **more)
    x = images(SIZE - SIZE % PATCH)
    features = model.forward_head(model.forward_features(x), pre_logits=True)
    save(name, model.state_dict(), {"images": x, "features": features, "logits": model(x)})


@torch.no_grad()
def refused():
    """Models that have no counterpart."""
    save("timm-class-token", timm_model(class_token=True, global_pool="token").state_dict(), {})
    save("timm-fc-norm", timm_model(class_token=False, global_pool="avg").state_dict(), {})
    config = ViTConfig(**vision_config())
    model = randomise(ViTForImageClassification(config))
    save("hf-vit", saved(model, "hf-vit"), {})


def positions():
    """scipy's zoom of order 1, with which big_vision resamples position embeddings, and PyTorch's
    bicubic interpolation, with which transformers does."""
    rng = np.random.default_rng(3)
    table = rng.normal(size=(5, 5, 6)).astype(np.float32)
    tensors = {"learned": table.reshape(1, 25, 6)}
    for side in (2, 3, 8):
        zoomed = scipy.ndimage.zoom(table, (side / 5, side / 5, 1), order=1)
        tensors[f"bilinear.{side}"] = zoomed.reshape(1, side * side, 6)
        cubic = torch.nn.functional.interpolate(
            torch.from_numpy(table).permute(2, 0, 1)[None], size=(side, side), mode="bicubic",
            align_corners=False)
        tensors[f"bicubic.{side}"] = cubic[0].permute(1, 2, 0).reshape(1, side * side, 6).numpy()
    save_file({k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in tensors.items()},
              HERE / "positions.safetensors")


if __name__ == "__main__":
    siglip()
    siglip_vision()
    siglip_classifier()
    timm("timm-map", global_pool="map", act_layer="gelu_tanh")
    timm("timm-gap", global_pool="avg", fc_norm=False)
    refused()
    positions()
    for config in HERE.glob("*/config.json"):
        values = json.loads(config.read_text())
        config.write_text(json.dumps(values, indent=1, sort_keys=True) + "\n")
