"""Fits A N^-alpha + B D^-beta + E to the points of kyo_takano_df.csv with scipy, as a reference for
shapelaw's own fit: Huber's loss (delta = 1e-3) of the log loss, summed, minimised over
(ln A, ln B, ln E, alpha, beta) from starts drawn from the grid of Hoffmann et al. (2022).

    python3 chinchilla_scipy.py ../resources/shapelaw/law/joint > chinchilla_scipy.json
"""

import csv
import itertools
import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.optimize import minimize

DELTA = 1e-3
STARTS = 300


def read(folder):
    with open(pathlib.Path(folder) / "kyo_takano_df.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return (np.log([float(row[name]) for row in rows]) for name in ("N", "D", "loss"))


def objective(p, log_n, log_d, log_loss):
    """Value and gradient."""
    a, b, e, alpha, beta = p
    logs = np.stack([a - alpha * log_n, b - beta * log_d, np.full_like(log_n, e)])
    top = logs.max(0)
    terms = np.exp(logs - top)
    total = terms.sum(0)
    residual = top + np.log(total) - log_loss
    size = np.abs(residual)
    value = np.where(size <= DELTA, residual**2 / 2, DELTA * (size - DELTA / 2)).sum()
    share = np.clip(residual, -DELTA, DELTA) * terms / total
    return value, np.array(
        [*share.sum(1), -(share[0] * log_n).sum(), -(share[1] * log_d).sum()]
    )


def main(folder):
    data = tuple(read(folder))
    grid = list(
        itertools.product(
            [0, 5, 10, 15, 20, 25],
            [0, 5, 10, 15, 20, 25],
            [-1, -0.5, 0, 0.5, 1],
            [0, 0.5, 1, 1.5, 2],
            [0, 0.5, 1, 1.5, 2],
        )
    )
    chosen = np.random.default_rng(0).choice(len(grid), STARTS, replace=False)
    report = {"scipy": scipy.__version__, "numpy": np.__version__, "delta": DELTA, "starts": STARTS}
    for method in ("BFGS", "L-BFGS-B"):
        fits = [
            minimize(objective, grid[i], args=data, jac=True, method=method) for i in chosen
        ]
        best = min(fits, key=lambda fit: fit.fun)
        a, b, e, alpha, beta = best.x
        report[method] = {
            "objective": best.fun,
            "startsAtOptimum": int(sum(fit.fun <= best.fun * (1 + 1e-6) for fit in fits)),
            "A": np.exp(a),
            "B": np.exp(b),
            "E": np.exp(e),
            "alpha": alpha,
            "beta": beta,
        }
    json.dump(report, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main(sys.argv[1])
