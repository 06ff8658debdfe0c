package shapelaw.torch.model;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Precision;

/// The type of numbers that layers compute with on this thread, until it is closed: libtorch's
/// autocast. Open it around forward passes only; gradients follow in the types of the forward pass.
///
/// Autocast may keep the bfloat16 copy of each kernel for a second use. Here it does not: every
/// kernel is used once in a forward pass, and a copy made without gradients must not serve the
/// recomputation with them.
public final class PrecisionScope implements AutoCloseable {

  private final DeviceType device;
  private final boolean enabledBefore;
  private final ScalarType typeBefore;
  private final boolean cacheBefore;

  private PrecisionScope(Precision precision, DeviceType device) {
    this.device = device;
    this.enabledBefore = torch.is_autocast_enabled(device);
    this.typeBefore = torch.get_autocast_dtype(device);
    this.cacheBefore = torch.is_autocast_cache_enabled();
    torch.set_autocast_cache_enabled(false);
    torch.set_autocast_dtype(device, ScalarType.BFloat16);
    torch.set_autocast_enabled(device, precision == Precision.BFLOAT16);
  }

  /// Lets layers on `device` compute in this precision. Where the device has no fast bfloat16,
  /// libtorch computes it with what it has.
  public static PrecisionScope open(Precision precision, DeviceType device) {
    return new PrecisionScope(precision, device);
  }

  @Override
  public void close() {
    torch.set_autocast_enabled(device, enabledBefore);
    torch.set_autocast_dtype(device, typeBefore);
    torch.set_autocast_cache_enabled(cacheBefore);
  }
}
