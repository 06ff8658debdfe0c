"""Makes the TensorBoard fixtures beside it: python make_tensorboard.py FOLDER (files were then renamed)

Made with torch 2.13.0 and tensorboard 2.21.0. `torch` is what PyTorch's SummaryWriter writes, hyper-parameters
included; `tensors` has scalars as tensors of every kind, packed in every way that TensorFlow uses.
"""
import os
import struct
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from torch.utils.tensorboard import SummaryWriter


def torch_run(root):
  writer = SummaryWriter(os.path.join(root, "torch", "first"), filename_suffix=".fixture")
  for step in (10, 20, 30):
    writer.add_scalar("val/loss", 1 / step, step, walltime=1_700_000_000 + step)
  writer.add_text("note", "not a number", 0)
  writer.add_hparams(
      {"width": 64, "depth": 2, "mlp_dim": 128, "optimizer": "adamw", "amp": True, "lr": 0.001},
      {"val/loss": 1 / 30},
      run_name="1700000031.5")
  writer.close()


def tensor_run(root):
  writer = EventFileWriter(os.path.join(root, "tensors", "width=64,depth=2"), filename_suffix=".fixture")

  def add(tag, **tensor):
    proto = tensor_pb2.TensorProto(**tensor)
    value = summary_pb2.Summary.Value(tag=tag, tensor=proto)
    writer.add_event(event_pb2.Event(wall_time=1_700_000_000, step=7, summary=summary_pb2.Summary(value=[value])))

  add("float_val", dtype=types_pb2.DT_FLOAT, float_val=[0.1])
  add("double_val", dtype=types_pb2.DT_DOUBLE, double_val=[0.1])
  add("int_val", dtype=types_pb2.DT_INT32, int_val=[-3])
  add("int64_val", dtype=types_pb2.DT_INT64, int64_val=[1 << 40])
  add("float_content", dtype=types_pb2.DT_FLOAT, tensor_content=struct.pack("<f", 0.1))
  add("double_content", dtype=types_pb2.DT_DOUBLE, tensor_content=struct.pack("<d", 0.1))
  add("int64_content", dtype=types_pb2.DT_INT64, tensor_content=struct.pack("<q", -5))
  add("vector", dtype=types_pb2.DT_FLOAT, float_val=[0.1, 0.2])
  add("text", dtype=types_pb2.DT_STRING, string_val=[b"0.5"])
  writer.close()


if __name__ == "__main__":
  torch_run(sys.argv[1])
  tensor_run(sys.argv[1])
