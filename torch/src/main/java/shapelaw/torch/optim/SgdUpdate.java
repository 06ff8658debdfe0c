package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import shapelaw.run.Optimizer;
import shapelaw.torch.model.Parameters;

/// Stochastic gradient descent with momentum:
///
/// ```text
/// m ← momentum · m + g
/// θ ← θ (1 − weightDecay)        for kernels only
/// θ ← θ − learningRate · m
/// ```
final class SgdUpdate implements ParameterUpdate {

  private final Optimizer.Sgd constants;
  private final Tensor values;
  private final Tensor kernels;
  private final Tensor gradients;
  private final Tensor momentum;

  SgdUpdate(Optimizer.Sgd constants, Parameters parameters) {
    this.constants = constants;
    if (WidthFactor.of(parameters).value() != 1) {
      throw new IllegalArgumentException(
          "the optimiser of a maximal update parametrization must be AdamW or Adafactor but was SGD.");
    }
    this.values = parameters.values();
    this.kernels = values.narrow(0, 0, parameters.layout().kernelEnd());
    this.gradients = parameters.gradients();
    this.momentum = torch.zeros_like(values);
  }

  @Override
  public void apply(long step, double learningRate, double weightDecay) {
    momentum.mul_(new Scalar(constants.momentum())).add_(gradients);
    if (weightDecay != 0) {
      kernels.mul_(new Scalar(1 - weightDecay));
    }
    values.add_(momentum, new Scalar(-learningRate));
  }

  @Override
  public List<Tensor> state() {
    return List.of(momentum);
  }

  @Override
  public List<String> stateNames() {
    return List.of("momentum");
  }
}
