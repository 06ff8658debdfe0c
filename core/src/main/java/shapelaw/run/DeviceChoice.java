package shapelaw.run;

/// Where tensors live. Results on different devices agree up to rounding.
public enum DeviceChoice {
  /// A GPU where the trainer can use one, else the CPU.
  AUTO,
  /// The CPU.
  CPU,
  /// An NVIDIA GPU; training fails where there is none.
  CUDA
}
