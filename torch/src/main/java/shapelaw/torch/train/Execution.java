package shapelaw.torch.train;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// How a training is carried out; the numbers do not depend on it, but for rounding between
/// devices.
///
/// @param device where parameters, the optimiser's state and activations are
/// @param recomputesActivations whether to keep only each block's input for the backward pass
public record Execution(Device device, boolean recomputesActivations) {

  /// On the CPU, keeping all activations. Belongs to the `PointerScope` that is open now.
  public static Execution onCpu() {
    return new Execution(new Device(DeviceType.CPU), false);
  }
}
