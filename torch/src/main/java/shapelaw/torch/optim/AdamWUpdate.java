package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Optimizer;
import shapelaw.torch.model.ParameterLayout;
import shapelaw.torch.model.Parameters;

/// AdamW (Loshchilov & Hutter 2019):
///
/// ```text
/// m ← β1 m + (1 − β1) g          v ← β2 v + (1 − β2) g²
/// θ ← θ (1 − weightDecay)        for kernels only
/// θ ← θ − learningRate · m / (1 − β1^t) / (sqrt(v / (1 − β2^t)) + ε)
/// ```
final class AdamWUpdate implements ParameterUpdate {

  private final Optimizer.AdamW constants;
  private final Tensor steps;
  private final Tensor firstMoment;
  private final Tensor secondMoment;
  private final Tensor kernels;
  private final double hiddenShare;
  private final FusedAdamW patchKernel;
  private final FusedAdamW hiddenKernels;
  private final FusedAdamW others;

  AdamWUpdate(Optimizer.AdamW constants, Parameters parameters) {
    this.constants = constants;
    this.firstMoment = torch.zeros_like(parameters.values());
    this.secondMoment = torch.zeros_like(parameters.values());
    this.steps = torch.zeros_like(parameters.values().select(0, 0).to(ScalarType.Float));
    ParameterLayout layout = parameters.layout();
    this.kernels = parameters.values().narrow(0, 0, layout.kernelEnd());
    this.hiddenShare = WidthFactor.of(parameters).value();
    this.patchKernel = part(parameters, 0, layout.hiddenStart());
    this.hiddenKernels = part(parameters, layout.hiddenStart(), layout.kernelEnd());
    this.others = part(parameters, layout.kernelEnd(), layout.bufferSize());
  }

  private FusedAdamW part(Parameters parameters, long start, long end) {
    long length = end - start;
    return new FusedAdamW(
        parameters.values().narrow(0, start, length),
        parameters.gradients().narrow(0, start, length),
        firstMoment.narrow(0, start, length),
        secondMoment.narrow(0, start, length),
        steps);
  }

  @Override
  public void apply(long step, double learningRate, double weightDecay) {
    steps.fill_(new Scalar((double) step));
    double relativeDecay = learningRate == 0 ? 0 : weightDecay / learningRate;
    if (learningRate == 0 && weightDecay != 0) {
      kernels.mul_(new Scalar(1 - weightDecay));
    }
    patchKernel.apply(constants, learningRate, relativeDecay);
    hiddenKernels.apply(constants, learningRate * hiddenShare, relativeDecay / hiddenShare);
    others.apply(constants, learningRate, 0);
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
