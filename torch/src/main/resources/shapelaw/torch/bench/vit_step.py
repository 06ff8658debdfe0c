"""Trains a Vision Transformer in PyTorch as a user would write it, step by step on demand.

Prints the version of PyTorch, then for every line with a number of steps the seconds that they took.
Arguments: width depth mlp heads patch image channels pooling classes batch threads precision device optimizer.
"""

import contextlib
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

width, depth, mlp, heads, patch, image, channels = map(int, sys.argv[1:8])
pooling = sys.argv[8]
classes, batch, threads = map(int, sys.argv[9:12])
precision, device, optimizer_name = sys.argv[12:15]
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


def autocast():
    if precision == "bfloat16":
        return torch.autocast(device, torch.bfloat16)
    return contextlib.nullcontext()


def finish():
    if device == "cuda":
        torch.cuda.synchronize()


OPTIONS = {"AdamW": {"lr": 1e-3}, "SGD": {"lr": 1e-3, "momentum": 0.9}, "Adafactor": {"lr": 1e-3}}

model = Vit().to(device)
optimizer = getattr(torch.optim, optimizer_name)(model.parameters(), **OPTIONS[optimizer_name])
host_images = torch.rand(batch, channels, image, image) * 2 - 1
host_labels = torch.randint(classes, (batch,))
if device == "cuda":
    host_images, host_labels = host_images.pin_memory(), host_labels.pin_memory()


def step():
    images = host_images.to(device, non_blocking=True)
    targets = F.one_hot(host_labels.to(device, non_blocking=True), classes).float()
    optimizer.zero_grad(set_to_none=True)
    with autocast():
        logits = model(images)
    loss = F.binary_cross_entropy_with_logits(logits.float(), targets, reduction="sum") / batch
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


# A PyTorch that can't do this step ends here, before its version says that it can.
step()
finish()
print(torch.__version__, flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    for _ in range(int(line)):
        step()
    finish()
    print(time.perf_counter() - start, flush=True)
