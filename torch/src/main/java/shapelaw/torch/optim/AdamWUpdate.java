package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.run.Optimizer;
import shapelaw.torch.model.Parameters;

/// AdamW (Loshchilov & Hutter 2019):
///
/// ```text
/// m ← β1 m + (1 − β1) g          v ← β2 v + (1 − β2) g²
/// θ ← θ (1 − weightDecay)        for kernels only
/// θ ← θ − learningRate · f · m / (1 − β1^t) / (sqrt(v / (1 − β2^t)) + ε)
/// ```
///
/// The factor f is 1, or the parametrization's for kernels whose inputs grow with the width
/// ([shapelaw.torch.model.WidthScaling]).
final class AdamWUpdate implements ParameterUpdate {

  private final Optimizer.AdamW constants;
  private final WidthFactor factor;
  private final Tensor values;
  private final Tensor kernels;
  private final Tensor gradients;
  private final Tensor firstMoment;
  private final Tensor secondMoment;

  AdamWUpdate(Optimizer.AdamW constants, Parameters parameters) {
    this.constants = constants;
    this.factor = WidthFactor.of(parameters);
    this.values = parameters.values();
    this.kernels = values.narrow(0, 0, parameters.layout().kernelEnd());
    this.gradients = parameters.gradients();
    this.firstMoment = torch.zeros_like(values);
    this.secondMoment = torch.zeros_like(values);
  }

  @Override
  public void apply(long step, double learningRate, double weightDecay) {
    double beta1 = constants.beta1();
    double beta2 = constants.beta2();
    double correction1 = 1 - Math.pow(beta1, step);
    double correction2 = 1 - Math.pow(beta2, step);
    firstMoment.mul_(new Scalar(beta1)).add_(gradients, new Scalar(1 - beta1));
    secondMoment.mul_(new Scalar(beta2)).addcmul_(gradients, gradients, new Scalar(1 - beta2));
    Tensor denominator =
        secondMoment
            .sqrt()
            .mul_(new Scalar(1 / Math.sqrt(correction2)))
            .add_(new Scalar(constants.epsilon()));
    if (weightDecay != 0) {
      kernels.mul_(new Scalar(1 - weightDecay));
    }
    factor.divide(denominator);
    values.addcdiv_(firstMoment, denominator, new Scalar(-learningRate / correction1));
  }

  @Override
  public List<Tensor> state() {
    return List.of(firstMoment, secondMoment);
  }

  @Override
  public List<String> stateNames() {
    return List.of("first_moment", "second_moment");
  }
}
