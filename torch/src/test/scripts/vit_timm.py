"""A small Vision Transformer with MAP pooling as timm computes it: weights, images, labels, and what
comes of them. Numbers that go in have few decimals, so that text holds them exactly enough.

    python3 vit_timm.py > ../resources/shapelaw/torch/model/vit_timm.txt

Made with timm 1.0.29 and torch 2.13.0 in float64. One line a tensor: its name, then its numbers.
"""

from functools import partial

import torch
from timm.layers import AttentionPoolLatent
from timm.models.vision_transformer import VisionTransformer
from torch import nn

WIDTH, HEADS, MLP, DEPTH, PATCH, SIZE, CLASSES, BATCH = 8, 2, 12, 2, 2, 4, 3, 3


def show(name, tensor, decimals):
    print(name, *(f"{v:.{decimals}f}" for v in tensor.detach().flatten().tolist()))


def few_decimals(shape, scale, decimals):
    return torch.round(torch.randn(shape) * scale, decimals=decimals)


def pooled_by_multihead_attention(pool, x):
    """The same pooling by torch's own attention, to be sure of timm's."""
    attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
    with torch.no_grad():
        attention.in_proj_weight.copy_(torch.cat([pool.q.weight, pool.kv.weight]))
        attention.in_proj_bias.copy_(torch.cat([pool.q.bias, pool.kv.bias]))
        attention.out_proj.weight.copy_(pool.proj.weight)
        attention.out_proj.bias.copy_(pool.proj.bias)
        y, _ = attention(pool.latent.expand(len(x), -1, -1), x, x)
        return (y + pool.mlp(pool.norm(y)))[:, 0]


def main():
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1)
    vit = VisionTransformer(
        img_size=SIZE,
        patch_size=PATCH,
        num_classes=CLASSES,
        global_pool="map",
        embed_dim=WIDTH,
        depth=DEPTH,
        num_heads=HEADS,
        mlp_ratio=MLP / WIDTH,
        class_token=False,
        norm_layer=partial(nn.LayerNorm, eps=1e-6),
    )
    assert isinstance(vit.attn_pool, AttentionPoolLatent)
    with torch.no_grad():
        for name, parameter in vit.named_parameters():
            start = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            parameter.copy_(start + few_decimals(parameter.shape, 0.4, 2))
            show(name, parameter, 2)
    images = few_decimals((BATCH, 3, SIZE, SIZE), 1.0, 2)
    labels = torch.tensor([2, 0, 1])
    tokens = few_decimals((BATCH, 5, WIDTH), 1.0, 2)
    pooled = vit.attn_pool(tokens)
    torch.testing.assert_close(pooled, pooled_by_multihead_attention(vit.attn_pool, tokens))

    logits = vit(images)
    targets = nn.functional.one_hot(labels, CLASSES).to(logits.dtype)
    entropy = nn.BCEWithLogitsLoss(reduction="none")(logits, targets)
    loss = entropy.sum(dim=1).mean()
    loss.backward()

    show("images", images, 2)
    show("labels", labels, 0)
    show("map.tokens", tokens, 2)
    show("map.pooled", pooled, 7)
    show("features", vit.forward_head(vit.forward_features(images), pre_logits=True), 7)
    show("logits", logits, 7)
    show("loss", loss, 7)
    for name, parameter in vit.named_parameters():
        show("gradient." + name, parameter.grad, 7)


main()
