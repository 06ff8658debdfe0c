"""Prints the version of PyTorch, the GPU that it can use if any, and the interpreter."""

import sys

import torch

gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else "no GPU"
print(f"PyTorch {torch.__version__}, {gpu}, {sys.executable}", flush=True)
