package shapelaw.torch.optim;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A running mean of squared gradients of some parameters.
sealed interface SecondMoment permits WholeSecondMoment, FactoredSecondMoment {

  /// Takes in the gradient, then divides it by the root of the mean, in place.
  ///
  /// @param beta2 decay of the mean in this step
  /// @param epsilon added to the squared gradient
  void normalize(double beta2, double epsilon);

  /// What is remembered between steps.
  List<Tensor> state();

  /// A name for each tensor of [#state()], in the same order; distinct among those of a model.
  List<String> stateNames();
}
