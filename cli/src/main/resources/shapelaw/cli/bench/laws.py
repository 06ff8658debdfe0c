"""Fits a scaling law with scipy as its users do, on one thread.

The law is f = sum_j exp(a_j) exp(-p_j x_j) + exp(a_J), its parameters z = (a_1 ... a_J, p_1 ... p_(J-1)), the
objective the weighted sum of Huber's error of ln f - ln y.

Prints scipy's version. The first line is the problem as JSON: x (J-1 lists of log sizes), y (log losses), delta,
starts (lists z), weights (lists, one per replicate), optimum (a z where replicates start). Each further line is a task:
kind ("cold" or "bootstrap"), method, gradient ("analytic" or "numeric"), options (of the method), first (start or
replicate), seconds (at least one fit, then as many as fit in), most (fits). The answer is the seconds that they took and the objective of each.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import json
import sys
import time

import numpy as np
import scipy
from scipy.optimize import minimize

print(scipy.__version__, flush=True)

problem = json.loads(sys.stdin.readline())
x = np.array(problem["x"])
y = np.array(problem["y"])
delta = problem["delta"]
starts = np.array(problem["starts"])
weights = np.array(problem["weights"])
optimum = np.array(problem["optimum"])
terms = len(x) + 1
ones = np.ones_like(y)
print("ready", flush=True)


def softmax(z):
    """ln f and every term's share of f, (rows) and (terms, rows); the greatest logarithm is taken out before exp."""
    q = np.empty((terms, len(y)))
    q[:-1] = z[: terms - 1, None] - z[terms:, None] * x
    q[-1] = z[terms - 1]
    greatest = q.max(0)
    np.exp(q - greatest, out=q)
    total = q.sum(0)
    q /= total
    return greatest + np.log(total), q


def huber(r, w):
    size = np.abs(r)
    return w @ np.where(size <= delta, 0.5 * r * r, delta * (size - delta / 2))


def value(z, w):
    return huber(softmax(z)[0] - y, w)


def value_and_gradient(z, w):
    log_loss, share = softmax(z)
    r = log_loss - y
    slope = share * (w * np.clip(r, -delta, delta))
    return huber(r, w), np.concatenate([slope.sum(1), -(slope[:-1] * x).sum(1)])


def fit(task, i):
    cold = task["kind"] == "cold"
    start = starts[i % len(starts)] if cold else optimum
    w = ones if cold else weights[i % len(weights)]
    analytic = task["gradient"] == "analytic"
    function = value_and_gradient if analytic else value
    found = minimize(
        function, start, args=(w,), jac=analytic or None, method=task["method"], options=task["options"]
    )
    return float(found.fun)


np.seterr(all="ignore")
for line in sys.stdin:
    task = json.loads(line)
    values = []
    began = time.perf_counter()
    elapsed = 0.0
    while not values or (elapsed < task["seconds"] and len(values) < task["most"]):
        values.append(fit(task, task["first"] + len(values)))
        elapsed = time.perf_counter() - began
    # A search that ran away has no objective.
    values = [v if np.isfinite(v) else 1e300 for v in values]
    print(json.dumps({"seconds": elapsed, "values": values}), flush=True)
