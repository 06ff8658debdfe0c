"""Trains a Vision Transformer in PyTorch as a user would write it, step by step on demand.

Prints the version of PyTorch, then for every line with a number of steps the seconds that they took.
Arguments: width depth mlp heads patch image channels pooling classes batch threads.
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

width, depth, mlp, heads, patch, image, channels = map(int, sys.argv[1:8])
pooling = sys.argv[8]
classes, batch, threads = map(int, sys.argv[9:12])
tokens = (image // patch) ** 2

torch.set_num_threads(threads)
torch.manual_seed(0)


def attention(q, k, v):
    """(batch, heads, tokens, head size) each."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v)
    scores = (q @ k.transpose(-2, -1)) * q.shape[-1] ** -0.5
    return scores.softmax(-1) @ v


def split(x):
    return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)


def merge(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1)


def feed_forward():
    return nn.Sequential(nn.Linear(width, mlp), nn.GELU(), nn.Linear(mlp, width))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = feed_forward()

    def forward(self, x):
        q, k, v = map(split, self.qkv(self.norm1(x)).chunk(3, dim=-1))
        x = x + self.proj(merge(attention(q, k, v)))
        return x + self.mlp(self.norm2(x))


class MapPooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.probe = nn.Parameter(torch.randn(1, 1, width))
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.mlp = feed_forward()

    def forward(self, x):
        k, v = map(split, self.kv(x).chunk(2, dim=-1))
        q = split(self.q(self.probe.expand(x.shape[0], -1, -1)))
        y = self.proj(merge(attention(q, k, v)))
        return (y + self.mlp(self.norm(y)))[:, 0]


class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Conv2d(channels, width, patch, stride=patch)
        self.positions = nn.Parameter(torch.randn(1, tokens, width) * width**-0.5)
        self.blocks = nn.Sequential(*[Block() for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pool = MapPooling() if pooling == "MAP" else None
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2) + self.positions
        x = self.norm(self.blocks(x))
        return self.head(self.pool(x) if self.pool else x.mean(1))


model = Vit()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
images = torch.rand(batch, channels, image, image) * 2 - 1
targets = F.one_hot(torch.randint(classes, (batch,)), classes).float()

print(torch.__version__, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    for _ in range(int(line)):
        optimizer.zero_grad(set_to_none=True)
        loss = F.binary_cross_entropy_with_logits(model(images), targets, reduction="sum") / batch
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    print(time.perf_counter() - start, flush=True)
