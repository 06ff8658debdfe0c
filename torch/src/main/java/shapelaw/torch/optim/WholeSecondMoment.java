package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// One number for each parameter.
final class WholeSecondMoment implements SecondMoment {

  private final Tensor gradient;
  private final Tensor mean;

  /// Starts at zero.
  ///
  /// @param gradient view of the gradients to normalise
  WholeSecondMoment(Tensor gradient) {
    this.gradient = gradient;
    this.mean = torch.zeros_like(gradient);
  }

  @Override
  public void normalize(double beta2, double epsilon) {
    mean.mul_(new Scalar(beta2))
        .addcmul_(gradient, gradient, new Scalar(1 - beta2))
        .add_(new Scalar((1 - beta2) * epsilon));
    gradient.mul_(mean.rsqrt());
  }

  @Override
  public List<Tensor> state() {
    return List.of(mean);
  }

  /// The place in the flat buffer tells ranges of parameters that are not factored apart.
  @Override
  public List<String> stateNames() {
    return List.of("from_" + gradient.storage_offset());
  }
}
