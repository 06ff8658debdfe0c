package shapelaw.torch.optim;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import shapelaw.run.Optimizer;
import shapelaw.torch.model.ParameterGroup;
import shapelaw.torch.model.Parameters;

/// The Adafactor of the paper (Zhai et al. 2022, section 3.4; big_vision's `scale_by_adafactor`),
/// for the step t from 1:
///
/// ```text
/// β2 = min(beta2Cap, 1 − t^(−beta2Decay))
/// V  ← β2 V + (1 − β2) (g² + ε)        as a whole, or of its means over rows and over columns:
///      V ≈ rows · columns / mean(rows)  where the two largest axes are both at least factoredFrom
/// M  ← momentum · M + (1 − momentum) g / sqrt(V)      kept in bfloat16 between steps
/// θ  ← θ (1 − weightDecay)             for kernels only
/// θ  ← θ − learningRate · f · M        with the M of this step before it is rounded
/// ```
///
/// The factor f is 1, or the parametrization's for kernels whose inputs grow with the width
/// ([shapelaw.torch.model.WidthScaling]).
///
/// No parameter-scale, no clipping of the update. Which axes count as the two largest is decided on
/// the axes that Flax keeps apart, (width, heads, head size) for attention, so that the same
/// parameters are factored as in the paper's code: see [ParameterGroup#axes()].
final class AdafactorUpdate implements ParameterUpdate {

  private final Optimizer.Adafactor constants;
  private final WidthFactor factor;
  private final Tensor values;
  private final Tensor kernels;
  private final Tensor gradients;
  private final Tensor momentum;
  private final Tensor momentumFloat;
  private final List<SecondMoment> secondMoments;

  AdafactorUpdate(Optimizer.Adafactor constants, Parameters parameters) {
    this.constants = constants;
    this.factor = WidthFactor.of(parameters);
    this.values = parameters.values();
    this.kernels = values.narrow(0, 0, parameters.layout().kernelEnd());
    this.gradients = parameters.gradients();
    this.momentum =
        torch.zeros(
            new long[] {values.numel()},
            new TensorOptions(ScalarType.BFloat16).device(new DeviceOptional(values.device())));
    this.momentumFloat = torch.zeros_like(values);
    this.secondMoments = secondMoments(parameters);
  }

  /// One second moment for each factored group, and one for each run of neighbours that are not
  /// factored.
  private List<SecondMoment> secondMoments(Parameters parameters) {
    var moments = new ArrayList<SecondMoment>();
    long start = 0;
    for (ParameterGroup group : parameters.layout().groups()) {
      if (FactoredSecondMoment.factors(group, constants.factoredFrom())) {
        addWhole(moments, start, group.offset());
        moments.add(new FactoredSecondMoment(gradients, group));
        start = group.offset() + group.size();
      }
    }
    addWhole(moments, start, gradients.numel());
    return List.copyOf(moments);
  }

  private void addWhole(List<SecondMoment> moments, long start, long end) {
    if (end > start) {
      moments.add(new WholeSecondMoment(gradients.narrow(0, start, end - start)));
    }
  }

  @Override
  public void apply(long step, double learningRate, double weightDecay) {
    double beta2 = Math.min(constants.beta2Cap(), 1 - Math.pow(step, -constants.beta2Decay()));
    for (SecondMoment secondMoment : secondMoments) {
      secondMoment.normalize(beta2, constants.epsilon());
    }
    // Conversions as copies between tensors of one type each: mixed types in one call take a slow
    // path.
    momentumFloat.copy_(momentum);
    momentumFloat
        .mul_(new Scalar(constants.momentum()))
        .add_(gradients, new Scalar(1 - constants.momentum()));
    momentum.copy_(momentumFloat);
    if (weightDecay != 0) {
      kernels.mul_(new Scalar(1 - weightDecay));
    }
    factor.multiply(momentumFloat);
    values.add_(momentumFloat, new Scalar(-learningRate));
  }

  @Override
  public List<Tensor> state() {
    var state = new ArrayList<Tensor>();
    state.add(momentum);
    secondMoments.forEach(moment -> state.addAll(moment.state()));
    return state;
  }

  @Override
  public List<String> stateNames() {
    var names = new ArrayList<String>();
    names.add("momentum");
    for (SecondMoment moment : secondMoments) {
      moment.stateNames().forEach(name -> names.add("second_moment." + name));
    }
    return names;
  }
}
