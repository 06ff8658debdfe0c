"""Times forward passes of Vision Transformers in PyTorch as a user would write them.

Prints the version of PyTorch. Then each line
    width depth mlp heads patch image channels pooling batch warm_up_passes least_passes seconds
is answered by the seconds of each pass up to the pre-logits. Weights are noise.
Arguments: threads precision device.
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

threads = int(sys.argv[1])
dtype = getattr(torch, sys.argv[2])
device = torch.device(sys.argv[3])

torch.set_num_threads(threads)
NOISE_NUMBERS = 1 << 20
BOUND = 0.03


class Attention(nn.Module):
    """Queries of their own for pooling, else queries, keys and values in one product."""

    def __init__(self, width, heads, pooling):
        super().__init__()
        self.heads = heads
        self.pooling = pooling
        if pooling:
            self.q = nn.Linear(width, width)
            self.kv = nn.Linear(width, 2 * width)
        else:
            self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, probe=None):
        if self.pooling:
            q = self.q(probe)
            k, v = self.kv(x).chunk(2, dim=-1)
        else:
            q, k, v = self.qkv(x).chunk(3, dim=-1)
        y = F.scaled_dot_product_attention(self.split(q), self.split(k), self.split(v))
        return self.proj(y.transpose(1, 2).flatten(2))


def feed_forward(width, mlp):
    return nn.Sequential(nn.Linear(width, mlp), nn.GELU(), nn.Linear(mlp, width))


class Block(nn.Module):
    def __init__(self, width, mlp, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attention = Attention(width, heads, pooling=False)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = feed_forward(width, mlp)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class MapPooling(nn.Module):
    def __init__(self, width, mlp, heads):
        super().__init__()
        self.probe = nn.Parameter(torch.empty(1, 1, width))
        self.attention = Attention(width, heads, pooling=True)
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.mlp = feed_forward(width, mlp)

    def forward(self, x):
        y = self.attention(x, self.probe.expand(x.shape[0], -1, -1))
        return (y + self.mlp(self.norm(y)))[:, 0]


class Vit(nn.Module):
    def __init__(self, width, depth, mlp, heads, patch, image, channels, pooling):
        super().__init__()
        self.embed = nn.Conv2d(channels, width, patch, stride=patch)
        self.positions = nn.Parameter(torch.empty(1, (image // patch) ** 2, width))
        self.blocks = nn.Sequential(*[Block(width, mlp, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.pool = MapPooling(width, mlp, heads) if pooling == "MAP" else None

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2) + self.positions
        x = self.norm(self.blocks(x))
        return self.pool(x) if self.pool else x.mean(1)


def load(sizes, pooling):
    """A model of noise, without drawing a number for each of its weights."""
    with torch.device("meta"):
        model = Vit(*sizes, pooling)
    model = model.to(dtype).to_empty(device=device).eval()
    noise = torch.empty(NOISE_NUMBERS, device=device, dtype=dtype).uniform_(-BOUND, BOUND)
    for parameter in model.parameters():
        for part in parameter.view(-1).split(NOISE_NUMBERS):
            part.copy_(noise[: part.numel()])
    return model


def finish():
    if device.type == "cuda":
        torch.cuda.synchronize()


def seconds(model, images):
    start = time.perf_counter()
    model(images)
    finish()
    return time.perf_counter() - start


@torch.inference_mode()
def measure(line):
    words = line.split()
    sizes = list(map(int, words[:7]))
    batch, warm_up, least = map(int, words[8:11])
    model = load(sizes, words[7])
    images = torch.empty(batch, sizes[6], sizes[5], sizes[5], device=device, dtype=dtype)
    images.uniform_(-1, 1)
    for _ in range(warm_up):
        seconds(model, images)
    times = []
    while len(times) < least or sum(times) < float(words[11]):
        times.append(seconds(model, images))
    return times


if int(torch.__version__.split(".")[0]) < 2:
    sys.exit("PyTorch must be 2.0 or newer for devices as contexts and for fused attention.")
print(torch.__version__, flush=True)
for line in sys.stdin:
    print(*measure(line), flush=True)
    if device.type == "cuda":
        torch.cuda.empty_cache()
