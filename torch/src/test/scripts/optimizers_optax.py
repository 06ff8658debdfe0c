"""Steps of Adafactor and SGD by optax and of AdamW by torch, on given weights and gradients: clipping by
the global norm, then the optimiser, weight decay on kernels alone, a schedule that falls.

    python3 optimizers_optax.py > ../resources/shapelaw/torch/optim/optimizers_optax.txt

Made with optax 0.2.8, jax 0.10.2 and torch 2.13.0. Weights and gradients have the names and shapes of
timm; for optax they are taken apart into the arrays that Flax keeps, because Adafactor looks at their axes.
One line a tensor: its name, then its numbers.
"""

import jax.numpy as jnp
import numpy as np
import optax
import torch

WIDTH, HEADS, MLP, PATCH, TOKENS, CLASSES = 8, 2, 12, 2, 4, 3
HEAD_SIZE = WIDTH // HEADS
SHAPES = {
    "patch_embed.proj.weight": (WIDTH, 3, PATCH, PATCH),
    "blocks.0.attn.qkv.weight": (3 * WIDTH, WIDTH),
    "blocks.0.attn.proj.weight": (WIDTH, WIDTH),
    "blocks.0.mlp.fc1.weight": (MLP, WIDTH),
    "blocks.0.mlp.fc2.weight": (WIDTH, MLP),
    "head.weight": (CLASSES, WIDTH),
    "pos_embed": (1, TOKENS, WIDTH),
    "patch_embed.proj.bias": (WIDTH,),
    "blocks.0.norm1.weight": (WIDTH,),
    "blocks.0.norm1.bias": (WIDTH,),
    "blocks.0.attn.qkv.bias": (3 * WIDTH,),
    "blocks.0.attn.proj.bias": (WIDTH,),
    "blocks.0.norm2.weight": (WIDTH,),
    "blocks.0.norm2.bias": (WIDTH,),
    "blocks.0.mlp.fc1.bias": (MLP,),
    "blocks.0.mlp.fc2.bias": (WIDTH,),
    "norm.weight": (WIDTH,),
    "norm.bias": (WIDTH,),
    "head.bias": (CLASSES,),
}
LEARNING_RATE, WEIGHT_DECAY, CLIP_NORM = 0.01, 0.02, 1.0
SCHEDULE = (1.0, 0.5, 0.25)
GRADIENT_SCALES = (0.3, 0.02, 0.1)  # the second gradient is shorter than the clip norm
FACTORED_FROM = 4


def is_kernel(name):
    return name.endswith(".weight") and "norm" not in name


def to_flax(tree):
    """Arrays as Flax's Dense, Conv, MultiHeadDotProductAttention and LayerNorm keep them."""
    flax = {}
    for name, x in tree.items():
        if name.endswith("qkv.weight"):
            for key, part in zip("qkv", np.split(x, 3)):
                flax[name, key] = part.T.reshape(WIDTH, HEADS, HEAD_SIZE)
        elif name.endswith("qkv.bias"):
            for key, part in zip("qkv", np.split(x, 3)):
                flax[name, key] = part.reshape(HEADS, HEAD_SIZE)
        elif name.endswith("attn.proj.weight"):
            flax[name, ""] = x.T.reshape(HEADS, HEAD_SIZE, WIDTH)
        elif x.ndim == 4:
            flax[name, ""] = x.transpose(2, 3, 1, 0)
        elif is_kernel(name):
            flax[name, ""] = x.T
        else:
            flax[name, ""] = x
    return {key: jnp.asarray(x, jnp.float32) for key, x in flax.items()}


def from_flax(flax):
    tree = {}
    for name, shape in SHAPES.items():
        if name.endswith("qkv.weight"):
            parts = [np.asarray(flax[name, key]).reshape(WIDTH, WIDTH).T for key in "qkv"]
            tree[name] = np.concatenate(parts)
        elif name.endswith("qkv.bias"):
            tree[name] = np.concatenate([np.asarray(flax[name, key]).ravel() for key in "qkv"])
        elif name.endswith("attn.proj.weight"):
            tree[name] = np.asarray(flax[name, ""]).reshape(WIDTH, WIDTH).T
        elif len(shape) == 4:
            tree[name] = np.asarray(flax[name, ""]).transpose(3, 2, 0, 1)
        elif is_kernel(name):
            tree[name] = np.asarray(flax[name, ""]).T
        else:
            tree[name] = np.asarray(flax[name, ""])
        assert tree[name].shape == shape, name
    return tree


def beta2(step, exponent):
    return jnp.minimum(0.999, 1.0 - (jnp.asarray(step, jnp.float32) + 1.0) ** (-exponent))


def cast(state, dtype):
    return optax.EmaState(state.count, {key: x.astype(dtype) for key, x in state.ema.items()})


def momentum_in_bfloat16(decay):
    """optax.ema, kept in bfloat16 between steps and computed in float32. With its own
    accumulator_dtype=bfloat16 the decay is rounded, too, to 0.8984, and XLA decides whether the
    product is: up to 0.2 % of the momentum, and another number with jit than without.
    """
    ema = optax.ema(decay, debias=False, accumulator_dtype=jnp.float32)

    def update(updates, state, params=None):
        updates, state = ema.update(updates, cast(state, jnp.float32), params)
        return updates, cast(state, jnp.bfloat16)

    return optax.GradientTransformation(ema.init, update)


def by_optax(direction, weights, gradients):
    """Clip, direction, decoupled decay of kernels, times the falling schedule."""
    decay = optax.add_decayed_weights(
        WEIGHT_DECAY / LEARNING_RATE, mask=lambda tree: {key: is_kernel(key[0]) for key in tree}
    )
    chain = optax.chain(
        optax.clip_by_global_norm(CLIP_NORM),
        direction,
        decay,
        optax.scale_by_learning_rate(lambda step: LEARNING_RATE * jnp.asarray(SCHEDULE)[step]),
    )
    parameters = to_flax(weights)
    state = chain.init(parameters)
    for gradient in gradients:
        updates, state = chain.update(to_flax(gradient), state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        yield from_flax(parameters)


def by_torch(weights, gradients):
    parameters = {name: torch.tensor(x, dtype=torch.float64) for name, x in weights.items()}
    decayed = [p for name, p in parameters.items() if is_kernel(name)]
    plain = [p for name, p in parameters.items() if not is_kernel(name)]
    groups = [
        {"params": decayed, "weight_decay": WEIGHT_DECAY / LEARNING_RATE},
        {"params": plain, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)
    for gradient, schedule in zip(gradients, SCHEDULE):
        for name, p in parameters.items():
            p.grad = torch.tensor(gradient[name], dtype=torch.float64)
        torch.nn.utils.clip_grad_norm_(parameters.values(), CLIP_NORM)
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * schedule
        optimizer.step()
        yield {name: p.numpy().copy() for name, p in parameters.items()}


def show(prefix, tree, decimals):
    for name, x in tree.items():
        print(prefix + name, *(f"{v:.{decimals}f}" for v in x.ravel()))


def main():
    random = np.random.default_rng(1)

    def draw(scale, decimals):
        return {n: np.round(random.normal(0, scale, s), decimals) for n, s in SHAPES.items()}

    weights = draw(0.5, 2)
    gradients = [draw(scale, 3) for scale in GRADIENT_SCALES]
    norms = [np.sqrt(sum((x**2).sum() for x in g.values())) for g in gradients]
    assert norms[0] > CLIP_NORM > norms[1] and norms[2] > CLIP_NORM, norms
    show("start.", weights, 2)
    for step, gradient in enumerate(gradients, 1):
        show(f"gradient.{step}.", gradient, 3)
    adafactor = optax.chain(
        optax.scale_by_factored_rms(
            decay_rate=0.8,
            min_dim_size_to_factor=FACTORED_FROM,
            epsilon=1e-30,
            decay_rate_fn=beta2,
        ),
        momentum_in_bfloat16(0.9),
    )
    runs = {
        "adafactor": by_optax(adafactor, weights, gradients),
        "adamw": by_torch(weights, gradients),
        "sgd": by_optax(optax.trace(decay=0.9), weights, gradients),
    }
    for name, run in runs.items():
        for step, after in enumerate(run, 1):
            if step != 2:
                show(f"{name}.{step}.", after, 6)


main()
