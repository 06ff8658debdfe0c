package shapelaw.torch.optim;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Clipping by the global norm: g ← g · min(1, clipNorm / ‖g‖).
public final class GradientClipping {

  private GradientClipping() {}

  /// Clips in place.
  ///
  /// @param gradients all gradients of the model
  /// @param clipNorm largest norm; 0 for no clipping
  public static void clip(Tensor gradients, double clipNorm) {
    if (clipNorm == 0) {
      return;
    }
    Tensor factor =
        gradients.norm().reciprocal_().mul_(new Scalar(clipNorm)).clamp_max_(new Scalar(1.0));
    gradients.mul_(factor);
  }
}
