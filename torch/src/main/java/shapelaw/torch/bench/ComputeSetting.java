package shapelaw.torch.bench;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Precision;
import shapelaw.torch.TorchRuntime;

/// With what something is computed.
///
/// @param device where tensors live
/// @param precision type of all numbers
/// @param threads that may work on one operation of the CPU, ≥ 1
public record ComputeSetting(DeviceChoice device, Precision precision, int threads) {
  public ComputeSetting {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but was " + threads + ".");
    }
  }

  /// Options of tensors in this setting; they belong to the `PointerScope` that is open now.
  TensorOptions options() {
    return new TensorOptions(type()).device(new DeviceOptional(resolved()));
  }

  ScalarType type() {
    return switch (precision) {
      case FLOAT32 -> ScalarType.Float;
      case BFLOAT16 -> ScalarType.BFloat16;
    };
  }

  /// The device that the choice means on this machine.
  Device resolved() {
    return TorchRuntime.device(device);
  }

  /// Waits until the device has done all that it was asked to: a GPU works on its own.
  void finish() {
    if (resolved().is_cuda()) {
      torch.cuda_synchronize();
    }
  }
}
